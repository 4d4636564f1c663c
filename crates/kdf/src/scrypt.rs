// SPDX-License-Identifier: MIT
//! scrypt, which makes passwords expensive to guess in time and in memory (RFC 7914).
//!
//! # Security
//!
//! Which memory is looked at depends on the password: that is how scrypt was made. What it worked in is wiped, because
//! guesses of the password can be tried on it.

use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;

use purembed_hash::Algorithm;
use zeroize::Zeroizing;

use crate::error::ScryptError;
use crate::pbkdf2_hmac;

mod block;

/// What scrypt costs: N, r and p of RFC 7914 section 2.
///
/// ```
/// use purembed_kdf::ScryptCost;
///
/// let cost = ScryptCost::new(17, 8, 1)?;
/// assert_eq!(cost.memory(), 128 << 20);
/// assert!(ScryptCost::new(40, 8, 1).is_err());
/// # Ok::<(), purembed_kdf::InvalidCost>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ScryptCost {
    log_n: u8,
    r: u32,
    p: u32,
}

impl ScryptCost {
    /// The most memory that a cost may ask for, in bytes: 1 GiB.
    pub const MAX_MEMORY: usize = 1 << 30;

    /// N = 2^17, r = 8, p = 1: 128 MiB, and a fraction of a second.
    pub const RECOMMENDED: Self = Self { log_n: 17, r: 8, p: 1 };

    /// N is 2 to the power of `log_n`; the memory is 128·N·r bytes, and the time goes with N·r·p.
    ///
    /// # Errors
    ///
    /// [`InvalidCost`] unless N is from 2 and below 2^(16·r), r and p are from 1, r·p is below 2³⁰ (RFC 7914 section 2),
    /// and neither 128·N·r nor 128·p·r is more than [`MAX_MEMORY`](Self::MAX_MEMORY).
    pub fn new(log_n: u8, r: u32, p: u32) -> Result<Self, InvalidCost> {
        let cost = Self { log_n, r, p };
        let product = u64::from(r) * u64::from(p);
        let defined = log_n >= 1 && u64::from(log_n) < 16 * u64::from(r) && (1..1 << 30).contains(&product);
        // N blocks to work in, and p to come from and to.
        let blocks = [1_u64.checked_shl(log_n.into()), Some(p.into())];
        let bounded = blocks.into_iter().all(|blocks| {
            blocks
                .and_then(|blocks| cost.checked_memory(blocks))
                .is_some_and(|bytes| bytes <= Self::MAX_MEMORY)
        });
        if defined && bounded { Ok(cost) } else { Err(InvalidCost) }
    }

    fn checked_memory(self, blocks: u64) -> Option<usize> {
        let bytes = u64::from(self.r).checked_mul(128)?.checked_mul(blocks)?;
        usize::try_from(bytes).ok()
    }

    /// The memory that it takes, in bytes: 128·N·r.
    #[must_use]
    pub const fn memory(self) -> usize {
        (128 << self.log_n) * self.r as usize
    }

    /// The logarithm of N to the base of 2.
    #[must_use]
    pub const fn log_n(self) -> u8 {
        self.log_n
    }

    /// The size of blocks, in units of 128 bytes.
    #[must_use]
    pub const fn r(self) -> u32 {
        self.r
    }

    /// How often everything is done, one after the other.
    #[must_use]
    pub const fn p(self) -> u32 {
        self.p
    }
}

/// Numbers that scrypt is not defined for, or that ask for too much memory.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidCost;

impl fmt::Display for InvalidCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("scrypt is not defined for these costs, or they ask for too much memory")
    }
}

impl core::error::Error for InvalidCost {}

/// Fills `out` with scrypt(password, salt, cost).
///
/// Allocates [`ScryptCost::memory`] bytes and a little more. The salt should be random and have 16 bytes or more.
///
/// # Errors
///
/// [`ScryptError::OutOfMemory`] if there is not as much memory; [`ScryptError::OutputTooLong`] for more than (2³² − 1)·32
/// bytes. `out` is then unchanged.
///
/// # Examples
///
/// ```
/// use purembed_kdf::{ScryptCost, scrypt};
///
/// let mut key = [0; 32];
/// scrypt(b"correct horse", b"a random salt", ScryptCost::new(14, 8, 1)?, &mut key)?;
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "Scrypt")]
pub fn scrypt(password: &[u8], salt: &[u8], cost: ScryptCost, out: &mut [u8]) -> Result<(), ScryptError> {
    if out.is_empty() {
        return Ok(());
    }
    // RFC 7914 section 6. `ScryptCost` bounds all of these products.
    let words = cost.r as usize * 32;
    let mut blocks: Zeroizing<Vec<u8>> = zeros(words * 4 * cost.p as usize)?;
    let mut table: Zeroizing<Vec<u32>> = zeros(words << cost.log_n)?;
    let (mut block, mut next): (Zeroizing<Vec<u32>>, Zeroizing<Vec<u32>>) = (zeros(words)?, zeros(words)?);
    let once = |salt: &[u8], out: &mut [u8]| {
        pbkdf2_hmac(password, salt, NonZeroU32::MIN, Algorithm::SHA256, out)
            .map_err(|_| ScryptError::OutputTooLong)
    };
    once(salt, &mut blocks)?;
    for bytes in blocks.chunks_exact_mut(words * 4) {
        block::read(bytes, &mut block);
        mix(&mut block, &mut next, &mut table);
        block::write(&block, bytes);
    }
    once(&blocks, out)
}

/// Memory to work in, wiped when it is given back.
fn zeros<T: Copy + Default>(length: usize) -> Result<Zeroizing<Vec<T>>, ScryptError>
where
    Vec<T>: zeroize::Zeroize,
{
    let mut memory = Vec::new();
    memory.try_reserve_exact(length).map_err(|_| ScryptError::OutOfMemory)?;
    memory.resize(length, T::default());
    Ok(Zeroizing::new(memory))
}

/// `scryptROMix` of RFC 7914 section 5. `next` is as long as `block`, and `table` N times as long.
fn mix<'a>(mut block: &'a mut [u32], mut next: &'a mut [u32], table: &mut [u32]) {
    let (words, count) = (block.len(), table.len() / block.len());
    for row in table.chunks_exact_mut(words) {
        row.copy_from_slice(block);
        block::mix(row, block);
    }
    for _ in 0..count {
        // Integerify: N is a power of 2, and at most 2^32.
        let at = block[words - 16] as usize & (count - 1);
        let row = &table[at * words..][..words];
        block.iter_mut().zip(row).for_each(|(to, from)| *to ^= from);
        block::mix(block, next);
        core::mem::swap(&mut block, &mut next);
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    fn check(password: &[u8], salt: &[u8], (log_n, r, p): (u8, u32, u32), expected: &[u8]) {
        let mut out = alloc::vec![0; expected.len()];
        let cost = ScryptCost::new(log_n, r, p).expect("defined");
        scrypt(password, salt, cost, &mut out).expect("short enough");
        assert_eq!(out, expected);
    }

    /// RFC 7914 section 12, the first three.
    #[test]
    fn rfc_7914() {
        check(
            b"",
            b"",
            (4, 1, 1),
            &hex!(
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442
                 fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
            ),
        );
        check(
            b"password",
            b"NaCl",
            (10, 8, 16),
            &hex!(
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162
                 2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
        );
        check(
            b"pleaseletmein",
            b"SodiumChloride",
            (14, 8, 1),
            &hex!(
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2
                 d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        );
    }

    /// RFC 7914 section 12, the last.
    #[test]
    #[ignore = "takes a gibibyte of memory"]
    fn rfc_7914_with_a_gibibyte() {
        check(
            b"pleaseletmein",
            b"SodiumChloride",
            (20, 8, 1),
            &hex!(
                "2101cb9b6a511aaeaddbbe09cf70f881ec568d574a2ffd4dabe5ee9820adaa47
                 8e56fd8f4ba5d09ffa1c6d927c40f4c337304049e8a952fbcbf45c6fa77a41a4"
            ),
        );
    }

    #[test]
    fn costs_without_meaning_or_bounds_are_refused() {
        for (log_n, r, p) in [
            (0, 8, 1),
            (14, 0, 1),
            (14, 8, 0),
            (16, 1, 1),
            (21, 8, 1),
            (20, 9, 1),
            (63, 8, 1),
            (255, u32::MAX, u32::MAX),
            (1, 1, 1 << 30),
            (1, 1, (1 << 23) + 1),
            (1, 1 << 29, 1),
        ] {
            assert_eq!(ScryptCost::new(log_n, r, p), Err(InvalidCost), "{log_n} {r} {p}");
        }
        assert_eq!(ScryptCost::new(17, 8, 1), Ok(ScryptCost::RECOMMENDED));
        assert_eq!(scrypt(b"", b"", ScryptCost::RECOMMENDED, &mut []), Ok(()));
    }
}
