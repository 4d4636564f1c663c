// SPDX-License-Identifier: MIT
//! XTS, for sectors of storage (IEEE 1619, NIST SP 800-38E).

use purembed_accel::{Block, aes::Key};
use zeroize::Zeroize;

use crate::aes::Aes;
use crate::cipher::{Cipher, Engine};
use crate::error::{InvalidInput, InvalidKey};
use crate::mode::sealed::{Sealed, Start};
use crate::mode::{Blocks, Mode};

/// XTS with its tweak: for sectors of storage. Each call is one data unit of 16 bytes to 16 MiB, all of it at once.
///
/// Goes with [`Aes`] and keys of 32 or 64 bytes: a half for the data, another for the tweak. Every call uses the same
/// tweak, until [`Cipher::restart`] or [`Cipher::encrypt_sector`] sets another. The same data at the same place encrypts
/// to the same, for all to see.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, InvalidInput, InvalidKey, Xts};
///
/// let key: [u8; 64] = core::array::from_fn(|i| i as u8);
/// let mut cipher = Aes::new(&key, Xts::sector(7))?;
/// let sealed = cipher.encrypt(b"17 bytes or more.")?;
/// assert_eq!(cipher.decrypt(&sealed)?, b"17 bytes or more.");
/// assert_eq!(cipher.encrypt(&[0; 15]), Err(InvalidInput::TooShort { least: 16 }));
///
/// assert_eq!(Aes::new(&[9; 32], Xts::sector(7)).err(), Some(InvalidKey::EqualHalves));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "MODE_XTS")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is its tweak")]
pub struct Xts(pub [u8; 16]);

impl Xts {
    /// The tweak of a sector: its number, little-endian (IEEE 1619 section 5.1).
    #[must_use]
    pub const fn sector(number: u128) -> Self {
        Self(number.to_le_bytes())
    }
}

impl Sealed for Xts {}

impl Start for Xts {
    fn iv(&self) -> &[u8] {
        &self.0
    }
}

impl Mode<Aes> for Xts {
    type Output = Cipher<Aes, Self>;

    /// # Errors
    ///
    /// [`InvalidKey::EqualHalves`] if both halves of the key are the same, which breaks XTS and which FIPS 140 has
    /// checked; [`InvalidKey::Length`] unless the key has 32 or 64 bytes.
    fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
        Ok(Cipher::with_engine(State::new(key, &self.0)?))
    }
}

/// SP 800-38E section 4: no more than 2²⁰ blocks in a data unit.
const MOST: usize = 16 << 20;

/// Both keys, and the tweaks, which are not encrypted yet.
pub(crate) struct State {
    cipher: &'static str,
    data: Key,
    tweak: Key,
    encrypting: Block,
    decrypting: Block,
}

impl State {
    pub(crate) fn new(key: &[u8], tweak: &Block) -> Result<Self, InvalidKey> {
        let half = match key.len() {
            32 => 16,
            64 => 32,
            bytes => return Err(InvalidKey::Length { bytes }),
        };
        let (data, tweak_key) = key.split_at(half);
        if purembed_core::ct::eq(data, tweak_key) {
            return Err(InvalidKey::EqualHalves);
        }
        Self::with_keys(data, tweak_key, tweak)
    }

    fn with_keys(data: &[u8], tweak_key: &[u8], tweak: &Block) -> Result<Self, InvalidKey> {
        Ok(Self {
            cipher: Aes::name(data.len()),
            data: Aes::expand(data)?,
            tweak: Aes::expand(tweak_key)?,
            encrypting: *tweak,
            decrypting: *tweak,
        })
    }

    fn encrypted_tweak(&self, mut tweak: Block) -> Block {
        self.tweak.encrypt_blocks(core::slice::from_mut(&mut tweak));
        tweak
    }
}

impl Engine for State {
    fn name(&self) -> (&'static str, &'static str) {
        (self.cipher, "XTS")
    }

    fn block_size(&self) -> usize {
        16
    }

    fn restart(&mut self, iv: &[u8]) -> bool {
        let Ok(tweak) = iv.try_into() else { return false };
        self.encrypting = tweak;
        self.decrypting = tweak;
        true
    }

    fn encrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        check(message.len())?;
        let (blocks, tail) = message.as_chunks_mut();
        let mut tweak = self.encrypted_tweak(self.encrypting);
        self.data.xts_encrypt(&mut tweak, blocks);
        // IEEE 1619 section 5.3.2: the tail takes from the last block what it lacks, and goes in its place.
        if let (Some(last), false) = (blocks.last_mut(), tail.is_empty()) {
            last[..tail.len()].swap_with_slice(tail);
            self.data.xts_encrypt(&mut tweak, core::slice::from_mut(last));
        }
        tweak.zeroize();
        Ok(())
    }

    fn decrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        check(message.len())?;
        let (mut blocks, tail) = message.as_chunks_mut();
        let mut tweak = self.encrypted_tweak(self.decrypting);
        // IEEE 1619 section 5.4.2: the last whole block was encrypted after the tail, under the tweak after its own.
        let stolen = if tail.is_empty() { None } else { blocks.split_off_last_mut() };
        self.data.xts_decrypt(&mut tweak, blocks);
        if let Some(last) = stolen {
            let mut next = double(tweak);
            self.data.xts_decrypt(&mut next, core::slice::from_mut(last));
            last[..tail.len()].swap_with_slice(tail);
            self.data.xts_decrypt(&mut tweak, core::slice::from_mut(last));
            next.zeroize();
        }
        tweak.zeroize();
        Ok(())
    }
}

fn check(bytes: usize) -> Result<(), InvalidInput> {
    match bytes {
        0..16 => Err(InvalidInput::TooShort { least: 16 }),
        16..=MOST => Ok(()),
        _ => Err(InvalidInput::TooLong),
    }
}

/// Multiplies by x (IEEE 1619 section 5.2).
fn double(tweak: Block) -> Block {
    let tweak = u128::from_le_bytes(tweak);
    ((tweak << 1) ^ (0x87 & 0_u128.wrapping_sub(tweak >> 127))).to_le_bytes()
}
