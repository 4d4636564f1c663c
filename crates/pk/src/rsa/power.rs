// SPDX-License-Identifier: MIT
//! Powers modulo an odd number, for what is not RSA.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::limbs::{LIMB, Limbs};
use super::montgomery;

/// An odd modulus, made ready.
pub(crate) struct Modulus {
    ring: montgomery::Modulus,
    /// In bytes.
    size: usize,
}

impl Modulus {
    /// Takes a big-endian number; `None` if it is even, or less than 3.
    pub(crate) fn new(modulus: &[u8]) -> Option<Self> {
        let limbs = Limbs::from_be_bytes(modulus, modulus.len().div_ceil(LIMB / 8).max(1))?;
        Some(Self { ring: montgomery::Modulus::new(limbs)?, size: modulus.len() })
    }

    /// The power of a public number with a secret exponent, in as many bytes as the modulus has; `None` if one of them is
    /// longer than the modulus or the bits.
    ///
    /// Takes time and touches memory in a way that depends on nothing but the lengths, in bytes for the modulus and in bits
    /// for the exponent, and on whether the base is 2.
    pub(crate) fn power(&self, base: &[u8], exponent: &[u8], bits: usize) -> Option<Zeroizing<Vec<u8>>> {
        let exponent = Limbs::from_be_bytes(exponent, bits.div_ceil(LIMB).max(1))?;
        let power = if base == [2] {
            self.ring.power_of_two(&exponent, bits)
        } else {
            self.ring.power(&Limbs::from_be_bytes(base, self.ring.width())?, &exponent, bits)
        };
        Some(power.to_be_bytes(self.size))
    }
}
