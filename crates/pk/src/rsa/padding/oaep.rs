// SPDX-License-Identifier: MIT
//! RSAES-OAEP.

use alloc::vec;
use alloc::vec::Vec;

use purembed_core::ct;
use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;
use purembed_hash::Algorithm;
use zeroize::Zeroizing;

use super::xor_mgf1;
use crate::Error;

/// How RSAES-OAEP pads: with which digest, and which one for the mask.
///
/// Where one is asked for, an [`Algorithm`] will do: it then makes the mask, too.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Oaep, Rsa};
///
/// let key = Rsa::generate(1024)?;
/// // What some libraries mean by OAEP with SHA-256.
/// let oaep = Oaep::new(Algorithm::SHA256).mgf1(Algorithm::SHA1);
/// let encrypted = key.public_key().encrypt_oaep(b"message", oaep, b"label")?;
/// assert_eq!(key.decrypt_oaep(&encrypted, oaep, b"label")?.expose(), b"message");
/// assert!(key.decrypt_oaep(&encrypted, Algorithm::SHA256, b"label").is_err());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Oaep {
    digestmod: Algorithm,
    mgf1: Algorithm,
}

impl Oaep {
    /// The usual: MGF1 with the same digest.
    #[must_use]
    pub const fn new(digestmod: Algorithm) -> Self {
        Self { digestmod, mgf1: digestmod }
    }

    /// Makes the mask (MGF1) with another digest.
    #[must_use]
    pub const fn mgf1(self, digestmod: Algorithm) -> Self {
        Self { mgf1: digestmod, ..self }
    }

    /// RFC 8017 section 7.1.1, step 2.
    pub(in crate::rsa) fn pad(
        self,
        message: &[u8],
        label: &[u8],
        length: usize,
        rng: &mut dyn CryptoRng,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let size = self.digestmod.digest_size();
        if length < message.len() + 2 * size + 2 {
            return Err(Error::MessageTooLong);
        }
        let mut padded = Zeroizing::new(vec![0; length]);
        let (seed, block) = padded[1..].split_at_mut(size);
        block[..size].copy_from_slice(self.digestmod.digest(label).as_ref());
        let start = block.len() - message.len();
        block[start - 1] = 1;
        block[start..].copy_from_slice(message);
        rng.fill_bytes(seed);
        xor_mgf1(block, seed, self.mgf1);
        xor_mgf1(seed, block, self.mgf1);
        Ok(padded)
    }

    /// RFC 8017 section 7.1.2, step 3. What was wrong is not told, not even by time (Manger 2001).
    pub(in crate::rsa) fn unpad(self, padded: &mut [u8], label: &[u8]) -> Result<SecretBytes, Error> {
        let size = self.digestmod.digest_size();
        if padded.len() < 2 * size + 2 {
            return Err(Error::Decryption);
        }
        let (first, rest) = padded.split_at_mut(1);
        let (seed, block) = rest.split_at_mut(size);
        xor_mgf1(seed, block, self.mgf1);
        xor_mgf1(block, seed, self.mgf1);
        let (hash, block) = block.split_at(size);
        let mut wrong = first[0] | u8::from(!ct::eq(hash, self.digestmod.digest(label).as_ref()));
        // Zeros, a one, and the message: `looking` is all ones up to the first byte that is not zero.
        let (mut looking, mut start) = (usize::MAX, 0);
        for (at, byte) in block.iter().enumerate() {
            let byte = core::hint::black_box(usize::from(*byte));
            let zero = is_zero(byte);
            let first = looking & !zero;
            wrong |= u8::try_from(first & (byte ^ 1)).unwrap_or(0xff);
            start ^= first & (start ^ (at + 1));
            looking &= zero;
        }
        wrong |= u8::try_from(looking & 1).unwrap_or(1);
        if wrong != 0 {
            return Err(Error::Decryption);
        }
        Ok(SecretBytes::copy_from(block.get(start..).unwrap_or_default()))
    }
}

impl From<Algorithm> for Oaep {
    fn from(digestmod: Algorithm) -> Self {
        Self::new(digestmod)
    }
}

/// All ones for zero, for bytes.
fn is_zero(byte: usize) -> usize {
    (byte.wrapping_sub(1) >> (usize::BITS - 1)).wrapping_neg()
}
