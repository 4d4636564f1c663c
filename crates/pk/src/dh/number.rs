// SPDX-License-Identifier: MIT
//! Numbers as bytes, big-endian, and powers of them that do not betray the exponent.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, CtAssign, CtEq, MontyForm, MontyMultiplier};
use zeroize::{Zeroize, Zeroizing};

/// A public number without its leading zeros.
pub(super) fn strip(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// Bits of an exponent that are taken at once.
const WINDOW: usize = 5;

/// An odd modulus, made ready.
pub(super) struct Modulus {
    params: BoxedMontyParams,
    /// In bytes.
    size: usize,
}

impl Modulus {
    /// `None` if it is even, zero included.
    pub(super) fn new(modulus: &[u8]) -> Option<Self> {
        let odd = BoxedUint::from_be_slice(modulus, precision(modulus.len())?).ok()?.to_odd();
        Some(Self { params: BoxedMontyParams::new_vartime(Option::from(odd)?), size: modulus.len() })
    }

    /// The power of a number that is less than the modulus, in as many bytes as the modulus has.
    ///
    /// Takes time and touches memory in a way that depends on nothing but the lengths, in bytes for the base and the
    /// modulus and in bits for the exponent, of which the bits beyond are not looked at.
    pub(super) fn power(
        &self,
        base: &[u8],
        exponent: &[u8],
        exponent_bits: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let base = BoxedUint::from_be_slice(base, self.params.bits_precision()).ok()?;
        let base = BoxedMontyForm::new(base, &self.params);
        let mut multiplier = <BoxedMontyForm as MontyForm>::Multiplier::from(&self.params);

        let mut powers = Wiped(Vec::with_capacity(1 << WINDOW));
        let mut next = BoxedMontyForm::one(&self.params);
        for _ in 0..1 << WINDOW {
            powers.0.push(next.clone());
            multiplier.mul_assign(&mut next, &base);
        }
        // What was next would be the last one.
        next.copy_montgomery_from(powers.0.first()?);
        let mut work = Wiped(vec![next.clone(), next]);
        let [result, chosen] = work.0.as_mut_slice() else { return None };

        for window in (0..exponent_bits.div_ceil(WINDOW)).rev() {
            for _ in 0..WINDOW {
                multiplier.square_assign(result);
            }
            let wanted = bits_at(exponent, window * WINDOW, exponent_bits);
            // Every power is read, whichever is wanted.
            for (index, power) in (0..).zip(&powers.0) {
                let is_it = u8::ct_eq(&index, &wanted);
                chosen.as_montgomery_mut().ct_assign(power.as_montgomery(), is_it);
            }
            multiplier.mul_assign(result, chosen);
        }

        let mut number = result.retrieve();
        let bytes: Zeroizing<Box<[u8]>> = Zeroizing::new(number.to_be_bytes());
        number.zeroize();
        let unused = bytes.len().checked_sub(self.size)?;
        Some(Zeroizing::new(bytes.get(unused..)?.to_vec()))
    }
}

/// The bits from a place on, counted from the lowest, up to where the exponent ends.
fn bits_at(exponent: &[u8], place: usize, exponent_bits: usize) -> u8 {
    let byte = |index: usize| {
        let from_the_end = exponent.len().checked_sub(1 + index);
        u16::from(from_the_end.and_then(|at| exponent.get(at)).copied().unwrap_or(0))
    };
    let two = byte(place / 8 + 1) << 8 | byte(place / 8);
    let [low, _] = (two >> (place % 8)).to_le_bytes();
    let length = WINDOW.min(exponent_bits - place);
    low & ((1 << length) - 1)
}

/// Whole words of 64 bits, for a number of so many bytes.
fn precision(bytes: usize) -> Option<u32> {
    u32::try_from(bytes.max(1).div_ceil(8).checked_mul(64)?).ok()
}

/// Numbers that are wiped when dropped.
struct Wiped(Vec<BoxedMontyForm>);

impl Drop for Wiped {
    fn drop(&mut self) {
        for number in &mut self.0 {
            number.zeroize();
        }
    }
}

/// Whether a secret is less than a public number of the same length, in time that does not depend on it.
pub(super) fn is_less(secret: &[u8], number: &[u8]) -> bool {
    let borrow = secret.iter().zip(number).rev().fold(0_u16, |borrow, (left, right)| {
        // The high byte is all ones below zero.
        u16::from(*left).wrapping_sub(u16::from(*right)).wrapping_sub(borrow) >> 15
    });
    borrow == 1
}

/// Whether a secret is 0, 1, or an odd modulus of the same length less 1, in time that does not depend on it.
pub(super) fn is_trivial(secret: &[u8], modulus: &[u8]) -> bool {
    let (Some((last, rest)), Some((modulus_last, modulus_rest))) =
        (secret.split_last(), modulus.split_last())
    else {
        return true;
    };
    let small = rest.iter().fold(last & !1, |all, byte| all | byte);
    let large = rest
        .iter()
        .zip(modulus_rest)
        .fold(last ^ (modulus_last & !1), |all, (left, right)| all | (left ^ right));
    small == 0 || large == 0
}
