// SPDX-License-Identifier: MIT
//! The Camellia block cipher (RFC 3713).

use purembed_accel::camellia::{Kernel, Key};

use crate::block::Keyed;
use crate::error::InvalidKey;
use crate::mode::{BlockCipher, Blocks, Mode, sealed::Sealed};

/// Camellia with keys of 16, 24 or 32 bytes.
///
/// It runs in constant time on every CPU.
#[doc(alias = "CAMELLIA")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Camellia;

impl Camellia {
    /// Binds a key of 16, 24 or 32 bytes to a mode.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new<M: Mode<Self>>(key: &[u8], mode: M) -> Result<M::Output, InvalidKey> {
        mode.bind(key)
    }
}

impl Sealed for Camellia {}
impl BlockCipher for Camellia {}

impl Blocks<16> for Camellia {
    type Key = Key;

    fn expand(key: &[u8]) -> Result<Self::Key, InvalidKey> {
        Key::new(Kernel::detect(), key).ok_or(InvalidKey::Length { bytes: key.len() })
    }

    fn name(key_bytes: usize) -> &'static str {
        match key_bytes {
            16 => "CAMELLIA-128",
            24 => "CAMELLIA-192",
            _ => "CAMELLIA-256",
        }
    }
}

impl Keyed<16> for Key {
    fn encrypt_blocks(&self, blocks: &mut [[u8; 16]]) {
        self.encrypt_blocks(blocks);
    }

    fn decrypt_blocks(&self, blocks: &mut [[u8; 16]]) {
        self.decrypt_blocks(blocks);
    }

    fn cbc_encrypt(&self, iv: &mut [u8; 16], blocks: &mut [[u8; 16]]) {
        self.cbc_encrypt(iv, blocks);
    }

    fn cfb_encrypt(&self, iv: &mut [u8; 16], blocks: &mut [[u8; 16]]) {
        self.cfb_encrypt(iv, blocks);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_three_lengths() {
        for bytes in 0..=40 {
            let expanded = Camellia::expand(&[0; 40][..bytes]);
            match bytes {
                16 | 24 | 32 => assert!(expanded.is_ok(), "{bytes}"),
                _ => assert_eq!(expanded.err(), Some(InvalidKey::Length { bytes })),
            }
        }
    }

    #[test]
    fn both_directions_go_together() {
        let key = Camellia::expand(b"My 16-bytes key.").unwrap();
        let mut blocks = [[1; 16], [2; 16]];
        key.encrypt_blocks(&mut blocks);
        assert_ne!(blocks, [[1; 16], [2; 16]]);
        key.decrypt_blocks(&mut blocks);
        assert_eq!(blocks, [[1; 16], [2; 16]]);
    }

    #[test]
    fn names_are_those_of_mbed_tls() {
        assert_eq!([16, 24, 32].map(Camellia::name), ["CAMELLIA-128", "CAMELLIA-192", "CAMELLIA-256"]);
    }
}
