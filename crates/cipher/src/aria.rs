// SPDX-License-Identifier: MIT
//! The ARIA block cipher (RFC 5794).

use purembed_accel::aria::{Kernel, Key};

use crate::block::Keyed;
use crate::error::InvalidKey;
use crate::mode::{BlockCipher, Blocks, Mode, sealed::Sealed};

/// ARIA with keys of 16, 24 or 32 bytes.
///
/// It runs in constant time on every CPU.
#[doc(alias = "ARIA")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Aria;

impl Aria {
    /// Binds a key of 16, 24 or 32 bytes to a mode.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new<M: Mode<Self>>(key: &[u8], mode: M) -> Result<M::Output, InvalidKey> {
        mode.bind(key)
    }
}

impl Sealed for Aria {}
impl BlockCipher for Aria {}

impl Blocks<16> for Aria {
    type Key = Key;

    fn expand(key: &[u8]) -> Result<Self::Key, InvalidKey> {
        Key::new(Kernel::detect(), key).ok_or(InvalidKey::Length { bytes: key.len() })
    }

    fn name(key_bytes: usize) -> &'static str {
        match key_bytes {
            16 => "ARIA-128",
            24 => "ARIA-192",
            _ => "ARIA-256",
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_three_lengths() {
        for bytes in 0..=40 {
            let expanded = Aria::expand(&[0; 40][..bytes]);
            match bytes {
                16 | 24 | 32 => assert!(expanded.is_ok(), "{bytes}"),
                _ => assert_eq!(expanded.err(), Some(InvalidKey::Length { bytes })),
            }
        }
    }

    #[test]
    fn both_directions_go_together() {
        let key = Aria::expand(b"My 16-bytes key.").unwrap();
        let mut blocks = [[1; 16], [2; 16]];
        key.encrypt_blocks(&mut blocks);
        assert_ne!(blocks, [[1; 16], [2; 16]]);
        key.decrypt_blocks(&mut blocks);
        assert_eq!(blocks, [[1; 16], [2; 16]]);
    }

    #[test]
    fn names_are_those_of_mbed_tls() {
        assert_eq!([16, 24, 32].map(Aria::name), ["ARIA-128", "ARIA-192", "ARIA-256"]);
    }
}
