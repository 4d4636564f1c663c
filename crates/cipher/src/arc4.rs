// SPDX-License-Identifier: MIT
//! The ARC4 stream cipher (RFC 6229, known from "RC4"). Not in constant time: addresses depend on the key.

use purembed_accel::opaque32;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::cipher::{Cipher, Engine};
use crate::error::{InvalidInput, InvalidKey};
use crate::modes::Stream;

/// ARC4 with keys of 1 to 256 bytes.
///
/// Broken: the beginning of the key stream tells about the key, and any of it can be told from randomness. For what
/// still speaks it. There is no nonce: every message needs a key of its own. Mbed TLS has keys of 16 bytes by name.
///
/// # Examples
///
/// ```
/// use purembed_cipher::Arc4;
///
/// let mut cipher = Arc4::new(b"My 16-bytes key.")?;
/// let sealed = cipher.encrypt(b"of any length")?;
/// assert_eq!(cipher.decrypt(&sealed)?, b"of any length");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "ARC4")]
#[doc(alias = "RC4")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Arc4;

impl Arc4 {
    /// Starts two streams, for encrypting and for decrypting, with a key of 1 to 256 bytes.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new(key: &[u8]) -> Result<Cipher<Self, Stream<0>>, InvalidKey> {
        Duplex::new(key).map(Cipher::with_engine)
    }
}

/// A stream for each direction, and the one that both begin with.
pub(crate) struct Duplex {
    name: &'static str,
    beginning: Arc4State,
    encrypting: Arc4State,
    decrypting: Arc4State,
}

impl Duplex {
    pub(crate) fn new(key: &[u8]) -> Result<Self, InvalidKey> {
        let beginning = Arc4State::new(key)?;
        Ok(Self {
            name: if key.len() == 16 { "ARC4-128" } else { "ARC4" },
            encrypting: beginning.clone(),
            decrypting: beginning.clone(),
            beginning,
        })
    }
}

impl Engine for Duplex {
    fn name(&self) -> (&'static str, &'static str) {
        (self.name, "")
    }

    fn block_size(&self) -> usize {
        1
    }

    fn restart(&mut self, iv: &[u8]) -> bool {
        if iv.is_empty() {
            self.encrypting = self.beginning.clone();
            self.decrypting = self.beginning.clone();
        }
        iv.is_empty()
    }

    fn encrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.encrypting.apply(message);
        Ok(())
    }

    fn decrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.decrypting.apply(message);
        Ok(())
    }
}

/// The permutation as it runs; wiped when dropped.
///
/// Its bytes are kept as words, which the CPU loads and stores faster.
#[derive(Clone)]
pub(crate) struct Arc4State {
    s: [u32; 256],
    i: u8,
    j: u8,
}

impl Arc4State {
    /// Starts with a key of 1 to 256 bytes.
    pub(crate) fn new(key: &[u8]) -> Result<Self, InvalidKey> {
        if !(1..=256).contains(&key.len()) {
            return Err(InvalidKey::Length { bytes: key.len() });
        }
        let mut s = [0; 256];
        s.iter_mut().zip(0..).for_each(|(s, i)| *s = i);
        let mut j = 0_u8;
        for (i, key) in (0..=255_u8).zip(key.iter().cycle()) {
            j = j.wrapping_add(low(s[usize::from(i)])).wrapping_add(*key);
            s.swap(usize::from(i), usize::from(j));
        }
        Ok(Self { s, i: 0, j: 0 })
    }

    /// Adds the next bytes of the key stream; both directions.
    pub(crate) fn apply(&mut self, data: &mut [u8]) {
        let Self { s, i, j } = self;
        for byte in data {
            *i = i.wrapping_add(1);
            let a = s[usize::from(*i)];
            *j = j.wrapping_add(low(a));
            let b = s[usize::from(*j)];
            s[usize::from(*i)] = b;
            s[usize::from(*j)] = a;
            // Not for the compiler to collect in a vector, which takes twice as long.
            *byte ^= low(opaque32(s[usize::from(low(a.wrapping_add(b)))]));
        }
    }
}

#[inline(always)]
const fn low(word: u32) -> u8 {
    word.to_le_bytes()[0]
}

impl Drop for Arc4State {
    fn drop(&mut self) {
        self.s.zeroize();
        self.i.zeroize();
        self.j.zeroize();
    }
}

impl ZeroizeOnDrop for Arc4State {}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use hex_literal::hex;

    use super::*;

    /// RFC 6229, section 2: the key stream at offsets 0 and 4096.
    #[test]
    fn rfc_6229() {
        let check = |key: &[u8], start: [u8; 16], later: [u8; 16]| {
            let mut stream = vec![0; 4112];
            Arc4State::new(key).expect("a good length").apply(&mut stream);
            assert_eq!((&stream[..16], &stream[4096..]), (&start[..], &later[..]));
        };
        let mut key = [0; 32];
        key.iter_mut().zip(1..).for_each(|(byte, number)| *byte = number);
        check(&key[..5], hex!("b2396305f03dc027ccc3524a0a1118a8"), hex!("ff25b58995996707e51fbdf08b34d875"));
        check(&key[..16], hex!("9ac7cc9a609d1ef7b2932899cde41b97"), hex!("a36a4c301ae8ac13610ccbc12256cacc"));
        check(&key, hex!("eaa6bd25880bf93d3f5d1e4ca2611d91"), hex!("f3e4c0a2e02d1d01f7f0a74618af2b48"));
    }

    #[test]
    fn any_pieces_are_one_stream() {
        let mut whole = [0x5a; 97];
        Arc4State::new(b"key").expect("a good length").apply(&mut whole);
        for size in 1..20 {
            let mut pieces = [0x5a; 97];
            let mut state = Arc4State::new(b"key").expect("a good length");
            pieces.chunks_mut(size).for_each(|piece| state.apply(piece));
            assert_eq!(pieces, whole);
        }
    }

    #[test]
    fn keys_have_1_to_256_bytes() {
        assert!(Arc4State::new(&[1; 256]).is_ok());
        for bytes in [0, 257] {
            assert_eq!(Arc4State::new(&vec![1; bytes]).err(), Some(InvalidKey::Length { bytes }));
        }
    }
}
