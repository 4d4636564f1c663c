// SPDX-License-Identifier: MIT
//! RSASSA-PSS.

use alloc::vec;
use alloc::vec::Vec;

use purembed_core::ct;
use purembed_core::random::CryptoRng;
use purembed_hash::{Algorithm, Hash};

use super::xor_mgf1;
use crate::{Error, InvalidSignature};

/// How RSASSA-PSS makes a number of a digest: which digest, which one for the mask, and how much salt.
///
/// Where one is asked for, an [`Algorithm`] will do: it then makes the mask, too, and the salt has its length, as RFC
/// 8017 recommends.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Pss, Rsa, SaltLength};
///
/// let key = Rsa::generate(1024)?;
/// let pss = Pss::new(Algorithm::SHA256).salt_length(SaltLength::Bytes(20));
/// let signature = key.sign_pss(b"message", pss)?;
/// assert!(key.public_key().verify_pss(b"message", &signature, pss).is_ok());
/// assert!(key.public_key().verify_pss(b"message", &signature, Algorithm::SHA256).is_err());
/// assert!(key.public_key().verify_pss(b"message", &signature, pss.salt_length(SaltLength::Any)).is_ok());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pss {
    pub(in crate::rsa) digestmod: Algorithm,
    pub(in crate::rsa) mgf1: Algorithm,
    pub(in crate::rsa) salt: SaltLength,
}

/// How much salt RSASSA-PSS has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SaltLength {
    /// As many bytes as the digest.
    Digest,
    /// So many bytes; none makes signatures that are the same each time.
    Bytes(usize),
    /// As many as the key has room for.
    Longest,
    /// Verifies whatever the length is; signs as [`Self::Digest`].
    Any,
}

impl Pss {
    /// The usual: MGF1 with the same digest, and a salt of its length.
    #[must_use]
    pub const fn new(digestmod: Algorithm) -> Self {
        Self { digestmod, mgf1: digestmod, salt: SaltLength::Digest }
    }

    /// Makes the mask (MGF1) with another digest.
    #[must_use]
    pub const fn mgf1(self, digestmod: Algorithm) -> Self {
        Self { mgf1: digestmod, ..self }
    }

    /// Takes another length of salt.
    #[must_use]
    pub const fn salt_length(self, salt: SaltLength) -> Self {
        Self { salt, ..self }
    }

    /// The digest of the message.
    #[must_use]
    pub const fn digestmod(self) -> Algorithm {
        self.digestmod
    }

    /// The digest that makes the mask.
    #[must_use]
    pub const fn mgf1_digestmod(self) -> Algorithm {
        self.mgf1
    }

    /// How many bytes of salt a key with a modulus of so many bits signs with; `None` if it has no room for them.
    #[must_use]
    pub fn salt_size(self, key_bits: usize) -> Option<usize> {
        let size = self.digestmod.digest_size();
        // RFC 8017 section 8.1.1 step 1, and 9.1.1 step 3.
        let longest = key_bits.saturating_sub(1).div_ceil(8).checked_sub(size + 2)?;
        let salt = match self.salt {
            SaltLength::Digest | SaltLength::Any => size,
            SaltLength::Bytes(length) => length,
            SaltLength::Longest => longest,
        };
        (salt <= longest).then_some(salt)
    }

    /// Whether mask and salt are as [`Pss::new`] has them.
    #[must_use]
    pub fn is_usual(self) -> bool {
        let salt = match self.salt {
            SaltLength::Digest | SaltLength::Any => true,
            SaltLength::Bytes(length) => length == self.digestmod.digest_size(),
            SaltLength::Longest => false,
        };
        salt && self.mgf1 == self.digestmod
    }

    /// RFC 8017 section 9.1.1. `bits` are those of the modulus less 1; the result is as long as they need.
    pub(in crate::rsa) fn encode(
        self,
        digest: &[u8],
        bits: usize,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        let (size, length) = (self.digestmod.digest_size(), bits.div_ceil(8));
        if digest.len() != size {
            return Err(Error::DigestSize);
        }
        // Step 3
        let longest = length.checked_sub(size + 2).ok_or(Error::KeyTooSmall)?;
        let salt = match self.salt {
            SaltLength::Digest | SaltLength::Any => size,
            SaltLength::Bytes(length) => length,
            SaltLength::Longest => longest,
        };
        let zeros = longest.checked_sub(salt).ok_or(Error::KeyTooSmall)?;
        let mut encoded = vec![0; length];
        let (masked, rest) = encoded.split_at_mut(length - size - 1);
        // Steps 7 and 8: zeros, a one, and the salt.
        masked[zeros] = 1;
        rng.fill_bytes(&mut masked[zeros + 1..]);
        let hash = self.hash(digest, &masked[zeros + 1..]);
        xor_mgf1(masked, hash.as_ref(), self.mgf1);
        masked[0] &= unused_bits(bits, length);
        rest[..size].copy_from_slice(hash.as_ref());
        rest[size] = 0xbc;
        Ok(encoded)
    }

    /// RFC 8017 section 9.1.2. `encoded` is as long as `bits` need.
    pub(in crate::rsa) fn verify(
        self,
        encoded: &[u8],
        digest: &[u8],
        bits: usize,
    ) -> Result<(), InvalidSignature> {
        let (size, length) = (self.digestmod.digest_size(), encoded.len());
        // Steps 2 and 3
        let longest = length.checked_sub(size + 2).ok_or(InvalidSignature)?;
        if digest.len() != size {
            return Err(InvalidSignature);
        }
        let (masked, rest) = encoded.split_at(length - size - 1);
        let (hash, trailer) = rest.split_at(size);
        // Steps 4 and 6
        if trailer != [0xbc] || masked[0] & !unused_bits(bits, length) != 0 {
            return Err(InvalidSignature);
        }
        let mut block = masked.to_vec();
        xor_mgf1(&mut block, hash, self.mgf1);
        block[0] &= unused_bits(bits, length);
        // Step 10: where the salt starts, and how long it may be.
        let zeros = block.iter().take_while(|&&byte| byte == 0).count();
        if block.get(zeros) != Some(&1) {
            return Err(InvalidSignature);
        }
        let salt = &block[zeros + 1..];
        let right = match self.salt {
            SaltLength::Digest => salt.len() == size,
            SaltLength::Bytes(length) => salt.len() == length,
            SaltLength::Longest => salt.len() == longest,
            SaltLength::Any => true,
        };
        if right && ct::eq(self.hash(digest, salt).as_ref(), hash) { Ok(()) } else { Err(InvalidSignature) }
    }

    /// Steps 5 and 6 of 9.1.1: the digest of eight zeros, the digest and the salt.
    fn hash(self, digest: &[u8], salt: &[u8]) -> purembed_hash::Digest {
        Hash::new(self.digestmod).chain([0; 8]).chain(digest).chain(salt).finalize()
    }
}

impl From<Algorithm> for Pss {
    fn from(digestmod: Algorithm) -> Self {
        Self::new(digestmod)
    }
}

/// Ones for the bits of the first byte that are in use.
fn unused_bits(bits: usize, length: usize) -> u8 {
    0xff >> (length * 8 - bits)
}
