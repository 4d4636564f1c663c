// SPDX-License-Identifier: MIT
//! ChaCha20-Poly1305 (RFC 8439, section 2.8), whole messages, encryption and authentication in one pass.

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::chacha20::x86_64::avx2::{Done, xor_and_sum};
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu::Avx2;
use crate::poly1305::Sum;
use crate::wipe::wipe;
use crate::{Backend, chacha20, poly1305};

/// The code that a message goes through: to hold one is the proof that this CPU can run it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel {
    chacha20: chacha20::Kernel,
    poly1305: poly1305::Kernel,
}

impl Kernel {
    /// The kernel for [`backend`](crate::backend()).
    #[must_use]
    pub fn detect() -> Self {
        Self::of(crate::backend())
    }

    /// Every kernel that this CPU can run, the fastest first; the last is the portable one.
    pub fn every() -> impl Iterator<Item = Self> {
        chacha20::TIERS.into_iter().filter(|tier| tier.runs_here()).map(Self::of)
    }

    fn of(backend: Backend) -> Self {
        Self { chacha20: chacha20::Kernel::of(backend), poly1305: poly1305::Kernel::of(backend) }
    }
}

/// Encrypts a message and returns its tag.
///
/// Longer messages than the cipher allows (2^32 - 1 blocks of 64 bytes) repeat the key stream: the caller refuses them.
///
/// ```
/// use purembed_accel::chacha20_poly1305::{Kernel, open, seal};
///
/// let (kernel, key, nonce) = (Kernel::detect(), [1; 32], [2; 12]);
/// let mut message = *b"attack at dawn";
/// let tag = seal(kernel, &key, &nonce, b"header", &mut message);
/// assert_eq!(open(kernel, &key, &nonce, b"header", &mut message), tag);
/// assert_eq!(&message, b"attack at dawn");
/// ```
#[must_use]
pub fn seal(kernel: Kernel, key: &[u8; 32], nonce: &[u8; 12], ad: &[u8], message: &mut [u8]) -> [u8; 16] {
    whole::<true>(kernel, key, nonce, ad, message)
}

/// Decrypts a message and returns the tag that it should have. Whoever calls compares the two, in constant time, and
/// wipes the message if they differ.
#[must_use]
pub fn open(kernel: Kernel, key: &[u8; 32], nonce: &[u8; 12], ad: &[u8], message: &mut [u8]) -> [u8; 16] {
    whole::<false>(kernel, key, nonce, ad, message)
}

/// What is encrypted and authenticated at a time: with all else, it fits into the CPU's first cache.
///
/// A multiple of what every kernel makes of the key stream at a time, so that the next chunk begins where a group does.
const CHUNK: usize = 7168;

fn whole<const SEAL: bool>(
    kernel: Kernel,
    key: &[u8; 32],
    nonce: &[u8; 12],
    ad: &[u8],
    message: &mut [u8],
) -> [u8; 16] {
    // Block 0 is the key of Poly1305 (section 2.6), and the next ones come with it for little more.
    match kernel.chacha20.at_once(message.len().saturating_add(64)) {
        64 => with_first::<SEAL, 64>(kernel, key, nonce, ad, message),
        128 => with_first::<SEAL, 128>(kernel, key, nonce, ad, message),
        256 => with_first::<SEAL, 256>(kernel, key, nonce, ad, message),
        512 => with_first::<SEAL, 512>(kernel, key, nonce, ad, message),
        _ => with_first::<SEAL, 1024>(kernel, key, nonce, ad, message),
    }
}

/// Begins with so many bytes of the key stream.
fn with_first<const SEAL: bool, const FIRST: usize>(
    kernel: Kernel,
    key: &[u8; 32],
    nonce: &[u8; 12],
    ad: &[u8],
    message: &mut [u8],
) -> [u8; 16] {
    let length = message.len();
    let mut state = chacha20::state(key, nonce, 0);
    let mut first = [0; FIRST];
    chacha20::xor_from(kernel.chacha20, &mut state, &mut first);
    let made = length.min(FIRST - 64);
    let (mac_key, stream) = first.split_at(64);
    let mut sum = Sum::new(kernel.poly1305, mac_key.first_chunk().unwrap_or(&[0; 32]));
    sum.padded(ad);

    let (mut head, mut rest) = (made, message);
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    if let Some(cpu) = kernel.chacha20.avx2()
        && length >= made + 512
    {
        at_once::<SEAL>(cpu, kernel, &mut state, &mut sum, rest, &stream[..head]);
        (head, rest) = (0, &mut []);
    }
    loop {
        let (chunk, behind) = rest.split_at_mut(rest.len().min(head + CHUNK));
        if !SEAL {
            sum.padded(chunk);
        }
        let (begun, more) = chunk.split_at_mut(head);
        begun.iter_mut().zip(stream).for_each(|(to, from)| *to ^= from);
        chacha20::xor_from(kernel.chacha20, &mut state, more);
        if SEAL {
            sum.padded(chunk);
        }
        (head, rest) = (0, behind);
        if rest.is_empty() {
            break;
        }
    }
    sum.blocks(&[lengths(ad.len(), length)]);
    wipe(&mut state);
    wipe(&mut first);
    sum.finish(&[])
}

/// The way of the AVX2 kernel: the cipher in vector registers and the sum in the others.
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
fn at_once<const SEAL: bool>(
    cpu: Avx2,
    kernel: Kernel,
    state: &mut [u32; 16],
    sum: &mut Sum,
    message: &mut [u8],
    stream: &[u8],
) {
    let begun = &mut message[..stream.len()];
    if !SEAL {
        sum.padded(begun);
    }
    begun.iter_mut().zip(stream).for_each(|(to, from)| *to ^= from);
    let done = Done { crypted: stream.len(), summed: if SEAL { 0 } else { stream.len() } };
    let done = xor_and_sum::<SEAL>(cpu, state, message, done, sum.scalar());
    // Both are multiples of 16.
    if !SEAL {
        sum.padded(&message[done.summed..]);
    }
    chacha20::xor_from(kernel.chacha20, state, &mut message[done.crypted..]);
    if SEAL {
        sum.padded(&message[done.summed..]);
    }
}

fn lengths(ad: usize, message: usize) -> [u8; 16] {
    ((ad as u128) | ((message as u128) << 64)).to_le_bytes()
}

#[cfg(test)]
mod tests;
