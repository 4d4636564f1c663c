// SPDX-License-Identifier: MIT
//! The Blowfish block cipher (B. Schneier, "Description of a New Variable-Length Key, 64-Bit Block Cipher", 1993). Not in
//! constant time: addresses depend on key and message.

use alloc::boxed::Box;

use ::blowfish::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit, array::Array};
use zeroize::ZeroizeOnDrop;

use crate::block::Keyed;
use crate::error::InvalidKey;
use crate::mode::{BlockCipher, Blocks, Mode, sealed::Sealed};

/// Blowfish with keys of 4 to 56 bytes.
///
/// For what still speaks it. Its blocks have 8 bytes, so that patterns show after some gigabytes under one key; making a
/// key ready takes as long as encrypting 4 KiB; it looks secrets up in tables, which may show in the time it takes.
#[doc(alias = "BLOWFISH")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Blowfish;

impl Blowfish {
    /// Binds a key of 4 to 56 bytes to a mode.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new<M: Mode<Self>>(key: &[u8], mode: M) -> Result<M::Output, InvalidKey> {
        mode.bind(key)
    }
}

impl Sealed for Blowfish {}
impl BlockCipher for Blowfish {}

impl Blocks<8> for Blowfish {
    type Key = BlowfishKey;

    fn expand(key: &[u8]) -> Result<Self::Key, InvalidKey> {
        BlowfishKey::new(key)
    }

    fn name(_: usize) -> &'static str {
        "BLOWFISH"
    }
}

/// The key and its S-boxes, 4 KiB, in one place; wiped when dropped.
pub(crate) struct BlowfishKey(Box<::blowfish::Blowfish>);

impl BlowfishKey {
    pub(crate) fn new(key: &[u8]) -> Result<Self, InvalidKey> {
        let wrong_length = |_| InvalidKey::Length { bytes: key.len() };
        ::blowfish::Blowfish::new_from_slice(key).map(|key| Self(Box::new(key))).map_err(wrong_length)
    }
}

impl Keyed<8> for BlowfishKey {
    fn encrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        self.0.encrypt_blocks(Array::cast_slice_from_core_mut(blocks));
    }

    fn decrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        self.0.decrypt_blocks(Array::cast_slice_from_core_mut(blocks));
    }
}

const _: () = {
    const fn wiped<T: ZeroizeOnDrop>() {}
    wiped::<::blowfish::Blowfish>();
};

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    fn check(key: &[u8], plain: [u8; 8], sealed: [u8; 8]) {
        let key = BlowfishKey::new(key).expect("a good length");
        let mut blocks = [plain; 3];
        key.encrypt_blocks(&mut blocks);
        assert_eq!(blocks, [sealed; 3]);
        key.decrypt_blocks(&mut blocks);
        assert_eq!(blocks, [plain; 3]);
    }

    /// From Eric Young's set, which the author of the cipher publishes (vectors.txt): keys of 8 bytes.
    #[test]
    fn published_vectors() {
        check(&[0; 8], [0; 8], hex!("4ef997456198dd78"));
        check(&[0xff; 8], [0xff; 8], hex!("51866fd5b85ecb8a"));
        check(&hex!("3000000000000000"), hex!("1000000000000001"), hex!("7d856f9a613063f2"));
        check(&hex!("0123456789abcdef"), hex!("1111111111111111"), hex!("61f9c3802281b096"));
        check(&hex!("fedcba9876543210"), hex!("0123456789abcdef"), hex!("0aceab0fc6a0a28d"));
        check(&hex!("7ca110454a1a6e57"), hex!("01a1d6d039776742"), hex!("59c68245eb05282b"));
    }

    /// The same set: the first bytes of f0e1d2c3b4a5968778695a4b3c2d1e0f0011223344556677 as keys.
    #[test]
    fn keys_of_different_lengths() {
        let key = hex!("f0e1d2c3b4a5968778695a4b3c2d1e0f0011223344556677");
        let plain = hex!("fedcba9876543210");
        check(&key[..4], plain, hex!("be1e639408640f05"));
        check(&key[..5], plain, hex!("b39e44481bdb1e6e"));
        check(&key[..8], plain, hex!("e87a244e2cc85e82"));
        check(&key[..16], plain, hex!("93142887ee3be15c"));
        check(&key[..24], plain, hex!("05044b62fa52d080"));
    }

    #[test]
    fn other_lengths_are_refused() {
        for bytes in [0, 1, 3, 57, 64, 100] {
            let made = BlowfishKey::new(&alloc::vec![1; bytes]);
            assert_eq!(made.err(), Some(InvalidKey::Length { bytes }));
        }
        assert!(BlowfishKey::new(&[1; 4]).is_ok() && BlowfishKey::new(&[1; 56]).is_ok());
    }
}
