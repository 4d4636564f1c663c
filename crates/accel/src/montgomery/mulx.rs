// SPDX-License-Identifier: MIT
//! Montgomery multiplication in limbs of 64 bits, with MULX, ADCX and ADOX.
//!
//! A number x stands as x R, where R = 2^(64 width), the width being a multiple of four limbs. Numbers are less than R, not
//! than the modulus n, so products are compared with nothing: (a b + q n) / R, with a, b and q less than R, is less than
//! R + n; if there is a carry, n is subtracted, and it is less than R again.
//!
//! What comes out is less than 4 n. That is clear if R is no more. If R is more, numbers begin below 2 n, as products with R^2
//! modulo n, which are less than (R n + R n) / R, and stay there: (2 n 2 n + R n) / R is less than 2 n. The last factor may be
//! any number less than R, which makes the product less than 3 n.

use self::blocks::{
    double_and_add_squares, multiply4, multiply8, reduce4, reduce8, square4, square8, subtract,
};
use super::{Input, Power};
use crate::cpu::Adx;
use crate::opaque::opaque64;
use crate::wipe::wipe;

mod blocks;
mod power;

/// A width in which numbers stand here.
pub(super) const fn padded(width: usize) -> usize {
    width.next_multiple_of(4)
}

/// A modulus of up to W limbs, and memory for products; wiped when dropped.
struct Ring<const W: usize> {
    /// A multiple of four.
    width: usize,
    modulus: [u64; W],
    /// -1/modulus modulo 2^64
    inverse: u64,
    product: [[u64; W]; 2],
}

impl<const W: usize> Ring<W> {
    fn new(limbs: &[u64]) -> Self {
        // Newton: each step doubles the bits that are right, from 3 on.
        let lowest = limbs[0];
        let mut inverse = lowest;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2_u64.wrapping_sub(lowest.wrapping_mul(inverse)));
        }
        Self {
            width: padded(limbs.len()),
            modulus: number(limbs),
            inverse: inverse.wrapping_neg(),
            product: [[0; W]; 2],
        }
    }

    /// a = a b / R, less than R; so are a and b.
    fn multiply(&mut self, a: &mut [u64; W], b: &[u64]) {
        let (width, product) = (self.width, self.product.as_flattened_mut());
        let b = &b[..width];
        clear(&mut product[..width]);
        let (blocks, rest) = a[..width].as_chunks::<8>();
        for (at, block) in blocks.iter().enumerate() {
            multiply8(&mut product[8 * at..][..width + 8], block, b);
        }
        if let Some(rest) = rest.first_chunk() {
            multiply4(&mut product[width - 4..][..width + 4], rest, b);
        }
        self.reduce(a);
    }

    /// a = a a / R, less than R, as is a.
    fn square(&mut self, a: &mut [u64; W]) {
        let (width, product) = (self.width, self.product.as_flattened_mut());
        let number = &a[..width];
        clear(&mut product[..width]);
        let (blocks, rest) = number.as_chunks::<8>();
        for (at, block) in blocks.iter().enumerate() {
            square8(&mut product[16 * at..width + 8 * at + 8], block, &number[8 * at + 8..]);
        }
        if let Some(rest) = rest.first_chunk() {
            square4(&mut product[2 * width - 8..2 * width], rest, &[]);
        }
        double_and_add_squares(&mut product[..2 * width], number);
        self.reduce(a);
    }

    /// a = product / R, less than R if the product is a product of two such.
    fn reduce(&mut self, a: &mut [u64; W]) {
        let (width, product) = (self.width, self.product.as_flattened_mut());
        let modulus = &self.modulus[..width];
        let mut carry = 0;
        for at in (8..=width).step_by(8) {
            carry = reduce8(&mut product[at - 8..at + width], modulus, self.inverse, carry);
        }
        if !width.is_multiple_of(8) {
            carry = reduce4(&mut product[width - 4..2 * width], modulus, self.inverse, carry);
        }
        subtract(&mut a[..width], &product[width..2 * width], modulus, carry);
    }

    /// Writes a number below four times the modulus, less as many of it as there are.
    fn write_reduced(&self, a: &[u64; W], out: &mut [u64]) {
        let (mut reduced, mut less) = (*a, [0; W]);
        for _ in 0..3 {
            let modulus = &self.modulus[..self.width];
            let borrow = subtract(&mut less[..self.width], &reduced[..self.width], modulus, 1);
            let keep = opaque64(borrow).wrapping_neg();
            for (to, from) in reduced.iter_mut().zip(&less) {
                *to = *to & keep | from & !keep;
            }
        }
        out.copy_from_slice(&reduced[..out.len()]);
        wipe(&mut less);
        wipe(&mut reduced);
    }
}

impl<const W: usize> Drop for Ring<W> {
    fn drop(&mut self) {
        wipe(&mut self.modulus);
        wipe(core::array::from_mut(&mut self.inverse));
        self.product.iter_mut().for_each(wipe);
    }
}

/// In place, for the few that there are.
#[inline(always)]
fn clear(limbs: &mut [u64]) {
    limbs.as_chunks_mut().0.iter_mut().for_each(|four| *four = [0; 4]);
}

/// With zeros above.
fn number<const W: usize>(limbs: &[u64]) -> [u64; W] {
    let mut number = [0; W];
    number[..limbs.len()].copy_from_slice(limbs);
    number
}

/// Calls a function for memory that is as large as a width needs, or not much larger.
macro_rules! of_width {
    ($width:expr, $function:ident($($argument:expr),*)) => {
        match $width {
            ..=16 => $function::<16>($($argument),*),
            ..=32 => $function::<32>($($argument),*),
            ..=64 => $function::<64>($($argument),*),
            _ => $function::<128>($($argument),*),
        }
    };
}

pub(super) fn power(cpu: Adx, power: Power<'_>, bits: usize) {
    fn of_width<const W: usize>(cpu: Adx, power: Power<'_>, bits: usize) {
        let mut ring = Ring::<W>::new(power.input.modulus);
        let mut number = number(power.input.base);
        ring.power(cpu, &mut number, power.input.square, power.exponent, bits);
        ring.write_reduced(&number, power.out);
        wipe(&mut number);
    }
    of_width!(power.input.modulus.len(), of_width(cpu, power, bits));
}

pub(super) fn power_public(_: Adx, input: &Input<'_>, exponent: u64, factor: &[u64], out: &mut [u64]) {
    fn of_width<const W: usize>(input: &Input<'_>, exponent: u64, factor: &[u64], out: &mut [u64]) {
        let mut ring = Ring::<W>::new(input.modulus);
        let (mut number, mut factor) = (number(input.base), number(factor));
        ring.power_public(&mut number, input.square, exponent, &factor);
        ring.write_reduced(&number, out);
        wipe(&mut number);
        wipe(&mut factor);
    }
    of_width!(input.modulus.len(), of_width(input, exponent, factor, out));
}
