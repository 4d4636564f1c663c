// SPDX-License-Identifier: MIT
//! The block ciphers DES (FIPS 46-3) and triple DES (NIST SP 800-67).

use purembed_accel::des::{Ede, Kernel, Key, Single};

use crate::block::Keyed;
use crate::error::InvalidKey;
use crate::mode::{BlockCipher, Blocks, Mode, sealed::Sealed};

/// DES with keys of 8 bytes, of which 56 bits count: **anybody can find them out**.
///
/// For what is old enough to speak nothing else. It looks secrets up in tables where [`TripleDes`] does.
#[doc(alias = "DES-CBC")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Des;

impl Des {
    /// Binds a key of 8 bytes to a mode.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new<M: Mode<Self>>(key: &[u8], mode: M) -> Result<M::Output, InvalidKey> {
        mode.bind(key)
    }
}

impl Sealed for Des {}
impl BlockCipher for Des {}

impl Blocks<8> for Des {
    type Key = Single;

    fn expand(key: &[u8]) -> Result<Self::Key, InvalidKey> {
        let key = key.try_into().map_err(|_| InvalidKey::Length { bytes: key.len() })?;
        Ok(Single::new(Kernel::detect(), key))
    }

    fn name(_: usize) -> &'static str {
        "DES"
    }
}

/// Triple DES (DES-EDE) with keys of 16 or 24 bytes: two keys, of which the first is used again, or three.
///
/// For what still speaks it. Its blocks have 8 bytes, so that patterns show after some gigabytes under one key. Where a block
/// waits for the one before (encryption with CBC and CFB, OFB, CMAC), it looks secrets up in tables, which may show in the
/// time it takes. The parity bits of keys are ignored; that the keys differ is
/// not checked, and weak keys are not refused.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Cmac, InvalidKey, TripleDes};
///
/// let tag = TripleDes::new(b"three keys, 8 bytes each", Cmac)?.sign(b"message");
/// assert_eq!(tag.as_ref().len(), 8);
/// assert_eq!(TripleDes::new(b"a single", Cmac).err(), Some(InvalidKey::Length { bytes: 8 }));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "DES3")]
#[doc(alias = "3DES")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TripleDes;

impl TripleDes {
    /// Binds a key of 16 or 24 bytes to a mode.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new<M: Mode<Self>>(key: &[u8], mode: M) -> Result<M::Output, InvalidKey> {
        mode.bind(key)
    }
}

impl Sealed for TripleDes {}
impl BlockCipher for TripleDes {}

impl Blocks<8> for TripleDes {
    type Key = Ede;

    fn expand(key: &[u8]) -> Result<Self::Key, InvalidKey> {
        match key.as_chunks() {
            ([first, second], []) => Ok(Ede::two(Kernel::detect(), [*first, *second])),
            ([first, second, third], []) => Ok(Ede::three(Kernel::detect(), [*first, *second, *third])),
            _ => Err(InvalidKey::Length { bytes: key.len() }),
        }
    }

    fn name(key_bytes: usize) -> &'static str {
        if key_bytes == 16 { "DES-EDE" } else { "DES-EDE3" }
    }
}

impl<const P: usize> Keyed<8> for Key<P> {
    fn encrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        self.encrypt_blocks(blocks);
    }

    fn decrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        self.decrypt_blocks(blocks);
    }

    fn encrypt_block(&self, block: &mut [u8; 8]) {
        self.encrypt_block(block);
    }

    fn cbc_encrypt(&self, iv: &mut [u8; 8], blocks: &mut [[u8; 8]]) {
        self.cbc_encrypt(iv, blocks);
    }

    fn cbc_mac(&self, state: &mut [u8; 8], blocks: &[[u8; 8]]) {
        self.cbc_mac(state, blocks);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_one_length_or_two() {
        for bytes in 0..=40 {
            let wrong = Some(InvalidKey::Length { bytes });
            assert_eq!(Des::expand(&[0; 40][..bytes]).err(), wrong.filter(|_| bytes != 8));
            assert_eq!(
                TripleDes::expand(&[0; 40][..bytes]).err(),
                wrong.filter(|_| bytes != 16 && bytes != 24)
            );
        }
    }

    #[test]
    fn chains_are_of_one_key() {
        let key = TripleDes::expand(b"one key,another.").expect("a good length");
        let blocks = [*b"block 1.", *b"block 2.", *b"block 3."];
        let mut sealed = blocks;
        key.cbc_encrypt(&mut b"start---".clone(), &mut sealed);
        let mut mac = *b"start---";
        key.cbc_mac(&mut mac, &blocks);
        assert_eq!(mac, sealed[2]);
        key.cbc_decrypt(&mut b"start---".clone(), &mut sealed);
        assert_eq!(sealed, blocks);
    }

    #[test]
    fn names_are_those_of_mbed_tls() {
        assert_eq!([16, 24].map(TripleDes::name), ["DES-EDE", "DES-EDE3"]);
    }
}
