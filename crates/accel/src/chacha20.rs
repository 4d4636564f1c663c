// SPDX-License-Identifier: MIT
//! ChaCha20 (RFC 8439, section 2.4), whole messages at a time.

use crate::Backend;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu::{Avx2, Vaes512};
use crate::wipe::wipe;

mod portable;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
pub(crate) mod x86_64;

/// The code that makes the key stream: to hold one is the proof that this CPU can run it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    Portable,
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Avx2(Avx2),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Avx512(Vaes512),
}

impl Kernel {
    /// The kernel for [`backend`](crate::backend()).
    #[must_use]
    pub fn detect() -> Self {
        Self::of(crate::backend())
    }

    /// Every kernel that this CPU can run, the fastest first; the last is the portable one.
    pub fn every() -> impl Iterator<Item = Self> {
        TIERS.into_iter().filter(|tier| tier.runs_here()).map(Self::of)
    }

    /// The fastest kernel that a back end allows.
    pub(crate) fn of(backend: Backend) -> Self {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if backend >= Backend::Vaes512
            && let Some(cpu) = Vaes512::detect()
        {
            return Self(Isa::Avx512(cpu));
        }
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if backend >= Backend::Avx2
            && let Some(cpu) = Avx2::detect()
        {
            return Self(Isa::Avx2(cpu));
        }
        let _ = backend;
        Self(Isa::Portable)
    }

    /// Whether it can authenticate at the same time, in registers that it does not use.
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    pub(crate) const fn avx2(self) -> Option<Avx2> {
        match self.0 {
            Isa::Avx2(cpu) => Some(cpu),
            _ => None,
        }
    }

    /// How many bytes of the key stream cost hardly more than so many.
    pub(crate) const fn at_once(self, length: usize) -> usize {
        match (self.0, length) {
            (Isa::Portable, 0..=64) => 64,
            (Isa::Portable, _) => 256,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            (Isa::Avx2(_), 0..=128) => 128,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            (_, 0..=256) => 256,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            (Isa::Avx512(_), 513..) => 1024,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            _ => 512,
        }
    }
}

/// The back ends at which something changes.
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
pub(crate) const TIERS: [Backend; 3] = [Backend::Vaes512, Backend::Avx2, Backend::Portable];
#[cfg(not(all(feature = "accel", target_arch = "x86_64")))]
pub(crate) const TIERS: [Backend; 1] = [Backend::Portable];

/// Xors data of any length with the key stream that begins at the block `counter`.
///
/// Afterwards `counter` is that of the block behind the last one begun. It wraps around; whoever calls keeps messages
/// shorter than that.
///
/// ```
/// use purembed_accel::chacha20::{Kernel, xor};
///
/// let (mut data, mut counter) = (*b"attack at dawn", 1);
/// xor(Kernel::detect(), &[7; 32], &[0; 12], &mut counter, &mut data);
/// assert_eq!(counter, 2);
/// xor(Kernel::detect(), &[7; 32], &[0; 12], &mut 1, &mut data);
/// assert_eq!(&data, b"attack at dawn");
/// ```
pub fn xor(kernel: Kernel, key: &[u8; 32], nonce: &[u8; 12], counter: &mut u32, data: &mut [u8]) {
    let mut state = state(key, nonce, *counter);
    xor_from(kernel, &mut state, data);
    *counter = state[12];
    wipe(&mut state);
}

/// One block of the key stream (section 2.3), for what is left of a message that comes in pieces.
#[must_use]
pub fn block(key: &[u8; 32], nonce: &[u8; 12], counter: u32) -> [u8; 64] {
    let mut state = state(key, nonce, counter);
    let block = portable::block(&state);
    wipe(&mut state);
    block
}

/// [`xor`], with the state of the block function; its counter goes on.
pub(crate) fn xor_from(kernel: Kernel, state: &mut [u32; 16], data: &mut [u8]) {
    match kernel.0 {
        Isa::Portable => portable::xor(state, data),
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        Isa::Avx2(cpu) => x86_64::avx2::xor(cpu, state, data),
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        Isa::Avx512(cpu) => x86_64::avx512::xor(cpu, state, data),
    }
}

/// Section 2.3: constants, key, counter, nonce.
pub(crate) fn state(key: &[u8; 32], nonce: &[u8; 12], counter: u32) -> [u32; 16] {
    let mut state = [0; 16];
    state[..4].copy_from_slice(&[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]);
    state[4..12].iter_mut().zip(key.as_chunks().0).for_each(|(to, from)| *to = u32::from_le_bytes(*from));
    state[12] = counter;
    state[13..].iter_mut().zip(nonce.as_chunks().0).for_each(|(to, from)| *to = u32::from_le_bytes(*from));
    state
}

#[cfg(test)]
mod tests;
