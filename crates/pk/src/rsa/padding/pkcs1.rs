// SPDX-License-Identifier: MIT
//! PKCS#1 v1.5: of digests, and of messages to be encrypted.

use alloc::vec;
use alloc::vec::Vec;

use purembed_core::ct;
use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;
use purembed_hash::Algorithm;
use purembed_hmac::Hmac;
use zeroize::Zeroizing;

use crate::encoding::writer;
use crate::{Error, InvalidSignature};

/// What stands around a message at least: 0, 2, eight bytes that are not zero, 0.
const OVERHEAD: usize = 11;

/// RFC 8017 section 9.2: the DER of `DigestInfo`, with ones before it.
pub(in crate::rsa) fn encode(digest: &[u8], digestmod: Algorithm, length: usize) -> Result<Vec<u8>, Error> {
    if digest.len() != digestmod.digest_size() {
        return Err(Error::DigestSize);
    }
    let algorithm = writer::sequence(&[&writer::oid(digestmod.oid()), &writer::null()]);
    let info = writer::sequence(&[&algorithm, &writer::octet_string(digest)]);
    if length < info.len() + OVERHEAD {
        return Err(Error::KeyTooSmall);
    }
    let mut encoded = vec![0xff; length];
    encoded[..2].copy_from_slice(&[0, 1]);
    let start = length - info.len();
    encoded[start - 1] = 0;
    encoded[start..].copy_from_slice(&info);
    Ok(encoded)
}

/// RFC 8017 section 8.2.2: there is one encoding of a digest, and it is compared as a whole.
pub(in crate::rsa) fn verify(
    encoded: &[u8],
    digest: &[u8],
    digestmod: Algorithm,
) -> Result<(), InvalidSignature> {
    let expected = encode(digest, digestmod, encoded.len()).map_err(|_| InvalidSignature)?;
    if ct::eq(encoded, &expected) { Ok(()) } else { Err(InvalidSignature) }
}

/// RFC 8017 section 7.2.1: a message with random bytes before it that are not zero.
pub(in crate::rsa) fn pad(
    message: &[u8],
    length: usize,
    rng: &mut dyn CryptoRng,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if length < message.len() + OVERHEAD {
        return Err(Error::MessageTooLong);
    }
    let mut padded = Zeroizing::new(vec![0; length]);
    let start = length - message.len();
    padded[1] = 2;
    for byte in &mut padded[2..start - 1] {
        // A source that gives nothing but zeros is broken, and not waited for.
        let mut draws = 0;
        while *byte == 0 {
            if draws == 128 {
                return Err(Error::Fault);
            }
            rng.fill_bytes(core::slice::from_mut(byte));
            draws += 1;
        }
    }
    padded[start..].copy_from_slice(message);
    Ok(padded)
}

/// RFC 8017 section 7.2.2, but that nobody learns whether the padding was right: where it is not, out comes a message of
/// random length and contents, the same each time (draft-irtf-cfrg-rsa-guidance, section 7; what OpenSSL 3.2 does).
///
/// Everything is computed in both cases, and by masks. What comes out tells its length.
pub(in crate::rsa) fn unpad(padded: &[u8], cipher: &[u8], seed: &[u8]) -> SecretBytes {
    let length = padded.len();
    let secret = Hmac::new(seed, Algorithm::SHA256).chain(cipher).finalize();
    let lengths = derive(secret.as_ref(), b"length", 256);
    let synthetic = derive(secret.as_ref(), b"message", length);

    // The last of 128 candidates that is short enough.
    let longest = length - OVERHEAD + 1;
    let ones = (longest + 1).next_power_of_two() - 1;
    let mut synthetic_length = 0;
    for pair in lengths.chunks_exact(2) {
        let candidate = (usize::from(pair[0]) << 8 | usize::from(pair[1])) & ones;
        synthetic_length = select(below(candidate, longest), candidate, synthetic_length);
    }

    let mut good = same(usize::from(padded[0]), 0) & same(usize::from(padded[1]), 2);
    let (mut found, mut zero) = (0, 0);
    for (at, byte) in padded.iter().enumerate().skip(2) {
        let first = same(usize::from(*byte), 0) & !found;
        zero = select(first, at, zero);
        found |= first;
    }
    good &= found & !below(zero, OVERHEAD - 1);

    let start = select(good, zero + 1, length - synthetic_length);
    let chosen = u8::try_from(good & 0xff).unwrap_or_default();
    let pairs = padded.iter().zip(synthetic.iter());
    let both: Zeroizing<Vec<u8>> =
        Zeroizing::new(pairs.map(|(real, other)| real & chosen | other & !chosen).collect());
    SecretBytes::copy_from(both.get(start..).unwrap_or_default())
}

/// The same for a message whose length is known: `message` becomes what was encrypted, and stays as it is if that has
/// another length or the padding is wrong. Nobody learns which.
pub(in crate::rsa) fn unpad_or_keep(padded: &[u8], message: &mut [u8]) {
    let Some(start) = padded.len().checked_sub(message.len()).filter(|start| *start >= OVERHEAD) else {
        // There is no message of this length, for anyone.
        return;
    };
    let (head, found) = padded.split_at(start);
    let mut good = same(usize::from(head[0]), 0) & same(usize::from(head[1]), 2);
    good &= same(usize::from(head[start - 1]), 0);
    for byte in &head[2..start - 1] {
        good &= !same(usize::from(*byte), 0);
    }
    let chosen = u8::try_from(good & 0xff).unwrap_or_default();
    message.iter_mut().zip(found).for_each(|(kept, found)| *kept = found & chosen | *kept & !chosen);
}

/// The PRF of the draft, section 7.1: HMAC-SHA-256 over a counter, a label, and the length in bits.
fn derive(secret: &[u8], label: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(vec![0; length]);
    let bits = u16::try_from(length * 8).unwrap_or(u16::MAX).to_be_bytes();
    for (chunk, counter) in out.chunks_mut(32).zip(0_u16..) {
        let hmac = Hmac::new(secret, Algorithm::SHA256).chain(counter.to_be_bytes());
        let block = hmac.chain(label).chain(bits).finalize();
        chunk.iter_mut().zip(block.as_ref()).for_each(|(to, from)| *to = *from);
    }
    out
}

/// All ones if a < b, which are both small.
fn below(a: usize, b: usize) -> usize {
    let difference = core::hint::black_box(a).wrapping_sub(b);
    (difference >> (usize::BITS - 1)).wrapping_neg()
}

/// All ones if a = b, which are both small.
fn same(a: usize, b: usize) -> usize {
    below(a ^ b, 1)
}

fn select(mask: usize, yes: usize, no: usize) -> usize {
    no ^ mask & (yes ^ no)
}
