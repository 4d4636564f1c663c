// SPDX-License-Identifier: MIT
//! Numbers modulo L, the order of the base point (RFC 8032 section 5.2).

use crypto_bigint::modular::{ConstMontyForm, ConstMontyParams as _};
use crypto_bigint::{U448, const_monty_params};
use zeroize::{Zeroize, Zeroizing};

const_monty_params!(
    Order,
    U448,
    "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3"
);

type Residue = ConstMontyForm<Order, { Order::LIMBS }>;

/// The length of an encoded number in bytes: one more than it needs, as points have.
const SIZE: usize = 57;

/// The bytes of a number that is below L whatever they are.
const CHUNK: usize = 55;

/// A number modulo L.
#[derive(Clone, Copy)]
pub(crate) struct Scalar(Residue);

impl Scalar {
    /// Zero.
    pub(crate) const ZERO: Self = Self(Residue::ZERO);

    /// Reduces a little-endian number of any length.
    pub(crate) fn from_wide(bytes: &[u8]) -> Self {
        let shift = Residue::new(&U448::ONE.shl_vartime(8 * 55));
        let mut sum = Zeroizing::new(Self(Residue::ZERO));
        for chunk in bytes.chunks(CHUNK).rev() {
            let mut padded = Zeroizing::new([0; 56]);
            for (to, from) in padded.iter_mut().zip(chunk) {
                *to = *from;
            }
            let number = Zeroizing::new(U448::from_le_slice(padded.as_ref()));
            sum.0 = sum.0 * shift + Residue::new(&number);
        }
        *sum
    }

    /// Reads a number below L (RFC 8032 section 5.2.7, step 1). For public values.
    pub(crate) fn from_canonical_vartime(bytes: &[u8; SIZE]) -> Option<Self> {
        let scalar = Self::from_wide(bytes);
        (scalar.to_bytes() == *bytes).then_some(scalar)
    }

    /// The number below L, little-endian.
    pub(crate) fn to_bytes(self) -> [u8; SIZE] {
        let number = Zeroizing::new(self.0.retrieve());
        let mut bytes = [0; SIZE];
        for (to, from) in bytes.iter_mut().zip(Zeroizing::new(number.to_le_bytes()).as_ref()) {
            *to = *from;
        }
        bytes
    }

    /// self + a b
    pub(crate) fn add_product(&self, a: &Self, b: &Self) -> Self {
        Self(self.0 + a.0 * b.0)
    }

    #[cfg(test)]
    pub(crate) fn neg(&self) -> Self {
        Self(-self.0)
    }

    /// The digits to base 16, from -8 to 7, the lowest first. (L has 446 bits: the last does not run over.)
    pub(super) fn digits(&self) -> Zeroizing<[i8; 112]> {
        let bytes = Zeroizing::new(self.to_bytes());
        let mut digits = Zeroizing::new([0; 112]);
        let mut carry = 0;
        for (i, digit) in digits.iter_mut().enumerate() {
            let nibble = bytes[i / 2] >> (4 * (i % 2)) & 15;
            let sum = nibble.cast_signed() + carry;
            carry = (sum + 8) >> 4;
            *digit = sum - (carry << 4);
        }
        digits
    }
}

impl Zeroize for Scalar {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    const ORDER: [u8; SIZE] = hex!(
        "f34458ab92c27823558fc58d72c26c219036d6ae49db4ec4e923ca7cffffffffffffffffffffffffffffffffffffffffffffffffffffff3f00"
    );

    fn small(value: u8) -> Scalar {
        Scalar::from_wide(&[value])
    }

    #[test]
    fn only_numbers_below_the_order_are_canonical() {
        assert!(Scalar::from_canonical_vartime(&ORDER).is_none());
        let mut below = ORDER;
        below[0] -= 1;
        assert_eq!(Scalar::from_canonical_vartime(&below).expect("below").to_bytes(), below);
        assert_eq!(small(1).neg().to_bytes(), below);
        for bit in 446..456 {
            let mut large = [0; SIZE];
            large[bit / 8] = 1 << (bit % 8);
            assert!(Scalar::from_canonical_vartime(&large).is_none());
        }
    }

    #[test]
    fn wide_numbers_are_reduced() {
        assert_eq!(Scalar::from_wide(&ORDER).to_bytes(), [0; SIZE]);
        // 2^k by doubling, and from its bytes.
        let mut power = small(1);
        for k in 0..912 {
            let mut bytes = [0; 114];
            bytes[k / 8] = 1 << (k % 8);
            assert_eq!(Scalar::from_wide(&bytes).to_bytes(), power.to_bytes(), "{k}");
            power = Scalar::ZERO.add_product(&power, &small(2));
        }
    }

    #[test]
    fn digits_add_up() {
        for _ in 0..50 {
            let mut bytes = [0; 114];
            purembed_core::random::fill(&mut bytes).expect("randomness");
            let scalar = Scalar::from_wide(&bytes);
            let sum = scalar.digits().iter().rev().fold(Scalar::ZERO, |sum, &digit| {
                assert!((-8..8).contains(&digit));
                let digit_scalar = small(digit.unsigned_abs());
                let digit = if digit < 0 { digit_scalar.neg() } else { digit_scalar };
                digit.add_product(&sum, &small(16))
            });
            assert_eq!(sum.to_bytes(), scalar.to_bytes());
        }
    }
}
