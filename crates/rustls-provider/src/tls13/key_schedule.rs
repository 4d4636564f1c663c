// SPDX-License-Identifier: MIT
//! HKDF for the key schedule of TLS 1.3 (RFC 8446 section 7.1).

use purembed_hash::Algorithm;
use purembed_kdf::hkdf::{self, Prk};
use rustls::crypto::hmac::Tag;
use rustls::crypto::tls13::{Hkdf, HkdfExpander, OkmBlock, OutputLengthError};
use zeroize::Zeroizing;

pub(crate) static HKDF_SHA256: HkdfSha = HkdfSha(Algorithm::SHA256);
pub(crate) static HKDF_SHA384: HkdfSha = HkdfSha(Algorithm::SHA384);

pub(crate) struct HkdfSha(Algorithm);

impl HkdfSha {
    fn extract(&self, salt: Option<&[u8]>, secret: &[u8]) -> Box<dyn HkdfExpander> {
        // RFC 5869 section 2.2: no salt means zeros, which HMAC pads an empty key with anyway.
        Box::new(Expander(hkdf::extract(secret, salt.unwrap_or_default(), self.0)))
    }
}

impl Hkdf for HkdfSha {
    fn extract_from_zero_ikm(&self, salt: Option<&[u8]>) -> Box<dyn HkdfExpander> {
        let zeros = [0; OkmBlock::MAX_LEN];
        self.extract(salt, zeros.get(..self.0.digest_size()).unwrap_or(&zeros))
    }

    fn extract_from_secret(&self, salt: Option<&[u8]>, secret: &[u8]) -> Box<dyn HkdfExpander> {
        self.extract(salt, secret)
    }

    fn expander_for_okm(&self, okm: &OkmBlock) -> Box<dyn HkdfExpander> {
        Box::new(Expander(Prk::new(self.0, okm.as_ref())))
    }

    fn hmac_sign(&self, key: &OkmBlock, message: &[u8]) -> Tag {
        Tag::new(purembed_hmac::Key::new(self.0, key.as_ref()).sign(message).as_ref())
    }
}

/// A pseudorandom key with the HMAC states it stands for worked out: most are expanded several times.
struct Expander(Prk);

impl HkdfExpander for Expander {
    fn expand_slice(&self, info: &[&[u8]], output: &mut [u8]) -> Result<(), OutputLengthError> {
        self.0.expand_parts(info, output).map_err(|_| OutputLengthError)
    }

    fn expand_block(&self, info: &[&[u8]]) -> OkmBlock {
        let mut block = Zeroizing::new([0; OkmBlock::MAX_LEN]);
        let block = block.get_mut(..self.hash_len()).unwrap_or_default();
        // One digest is within the limit of 255.
        let expanded = self.0.expand_parts(info, block);
        debug_assert!(expanded.is_ok());
        OkmBlock::new(block)
    }

    fn hash_len(&self) -> usize {
        self.0.algorithm().digest_size()
    }
}

#[cfg(test)]
mod tests;
