// SPDX-License-Identifier: MIT
//! Multiplication and powers modulo an odd number, in Montgomery's form: the only arithmetic that has to be fast.
//!
//! A number x stands as x R, where R = 2^(64 width). Powers go to a kernel if this CPU has one.

use purembed_accel::montgomery::{Input, Kernel, Power};

use super::limbs::{self, LIMB, Limbs, high, low, mask, widen};

mod square;

/// The bits of an exponent that are looked at in one go, when it is secret.
const WINDOW: usize = 5;

/// An odd modulus, and what is computed from it once.
pub(super) struct Modulus {
    modulus: Limbs,
    /// -1/modulus modulo 2^64
    inverse: u64,
    /// R, which is 1 in this form
    one: Limbs,
    /// R^2, which brings numbers into this form
    square: Limbs,
    fast: Option<Fast>,
}

/// A kernel, and the number that it wants ready.
struct Fast {
    kernel: Kernel,
    square: Limbs,
}

/// From this width on kernels are used: 512 bits.
const FAST_WIDTH: usize = 8;

impl Modulus {
    /// Takes an odd number greater than 1; its length in bits is public. `None` for others.
    pub(super) fn new(modulus: Limbs) -> Option<Self> {
        Self::with_kernel(modulus, Kernel::detect())
    }

    fn with_kernel(modulus: Limbs, kernel: Option<Kernel>) -> Option<Self> {
        let (bits, width) = (limbs::bit_length(&modulus), modulus.len());
        if bits < 2 || modulus[0] & 1 == 0 {
            return None;
        }
        // Newton: each step doubles the bits that are right, from 3 on.
        let mut inverse = modulus[0];
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2_u64.wrapping_sub(modulus[0].wrapping_mul(inverse)));
        }
        let inverse = inverse.wrapping_neg();
        // 2^bits - modulus is less than the modulus; the rest of the way to R by doubling.
        let mut one = Limbs::zero(width);
        if bits < width * LIMB {
            one[bits / LIMB] = 1 << (bits % LIMB);
        }
        limbs::sub(&mut one, &modulus);
        let mut made = Self { one, square: Limbs::zero(width), modulus, inverse, fast: None };
        let mut one = made.one.copy();
        for _ in bits..width * LIMB {
            made.double(&mut one);
        }
        made.one = one;
        // 2 to the power of width 64, in Montgomery's form: R R.
        let (mut square, mut out) = (made.one.copy(), Limbs::zero(width));
        let mut scratch = made.scratch();
        let power = width * LIMB;
        for at in (0..usize::BITS - power.leading_zeros()).rev() {
            made.square(&mut out, &square, &mut scratch);
            core::mem::swap(&mut square, &mut out);
            if power >> at & 1 == 1 {
                made.double(&mut square);
            }
        }
        made.square = square;
        made.fast = kernel.and_then(|kernel| made.fast(kernel));
        Some(made)
    }

    fn fast(&self, kernel: Kernel) -> Option<Fast> {
        let width = self.width();
        if width < FAST_WIDTH {
            return None;
        }
        // R^2 R^2 / R and 2^more, which makes a plain number of it.
        let more = kernel.square_bits(width)?.checked_sub(2 * width * LIMB)?;
        let mut factor = Limbs::zero(width);
        *factor.get_mut(more / LIMB)? = 1 << (more % LIMB);
        Some(Fast { kernel, square: self.product(&self.product(&self.square, &self.square), &factor) })
    }

    pub(super) fn limbs(&self) -> &Limbs {
        &self.modulus
    }

    pub(super) fn width(&self) -> usize {
        self.modulus.len()
    }

    /// One in Montgomery's form.
    pub(super) fn one(&self) -> &Limbs {
        &self.one
    }

    /// What [`Self::mul`] and [`Self::square`] work on.
    pub(super) fn scratch(&self) -> Limbs {
        Limbs::zero(2 * self.width())
    }

    /// out = a b / R. One of the factors is less than the modulus; the other has its width.
    #[inline]
    pub(super) fn mul(&self, out: &mut [u64], a: &[u64], b: &[u64], scratch: &mut [u64]) {
        // The usual sizes get loops whose length is known.
        match self.width() {
            8 => self.rows_fixed::<8>(a, b, scratch),
            16 => self.rows_fixed::<16>(a, b, scratch),
            24 => self.rows_fixed::<24>(a, b, scratch),
            32 => self.rows_fixed::<32>(a, b, scratch),
            48 => self.rows_fixed::<48>(a, b, scratch),
            64 => self.rows_fixed::<64>(a, b, scratch),
            width => rows(&mut scratch[..=width], a, b, &self.modulus, self.inverse),
        }
        let (over, sum) = (scratch[self.width()], &scratch[..self.width()]);
        self.write_reduced(out, sum, over);
    }

    /// out = a a / R; a is less than the modulus.
    #[inline]
    pub(super) fn square(&self, out: &mut [u64], a: &[u64], scratch: &mut [u64]) {
        match self.width() {
            8 => self.square_fixed::<8>(out, a, scratch),
            16 => self.square_fixed::<16>(out, a, scratch),
            24 => self.square_fixed::<24>(out, a, scratch),
            32 => self.square_fixed::<32>(out, a, scratch),
            48 => self.square_fixed::<48>(out, a, scratch),
            64 => self.square_fixed::<64>(out, a, scratch),
            _ => self.mul(out, a, a, scratch),
        }
    }

    #[inline(never)]
    fn square_fixed<const N: usize>(&self, out: &mut [u64], a: &[u64], scratch: &mut [u64]) {
        if let (Some(wide), Ok(a), Ok(modulus)) = (
            scratch.as_chunks_mut().0.first_chunk_mut(),
            <&[u64; N]>::try_from(a),
            <&[u64; N]>::try_from(&**self.limbs()),
        ) {
            let over = square::square(wide, a, modulus, self.inverse);
            self.write_reduced(out, &wide[1], over);
        }
    }

    /// Writes a sum below twice the modulus, less the modulus if it is not less.
    fn write_reduced(&self, out: &mut [u64], sum: &[u64], over: u64) {
        out.copy_from_slice(sum);
        let keep = limbs::less(sum, &self.modulus) & (1 ^ over);
        limbs::sub_masked(out, &self.modulus, !mask(keep));
    }

    #[inline(never)]
    fn rows_fixed<const N: usize>(&self, a: &[u64], b: &[u64], scratch: &mut [u64]) {
        if let (Ok(a), Ok(b), Ok(modulus)) =
            (<&[u64; N]>::try_from(a), <&[u64; N]>::try_from(b), <&[u64; N]>::try_from(&**self.limbs()))
        {
            rows(&mut scratch[..=N], a, b, modulus, self.inverse);
        }
    }

    /// a = 2 a
    fn double(&self, a: &mut [u64]) {
        let over = limbs::double(a, 0);
        let reduce = over | (1 ^ limbs::less(a, &self.modulus));
        limbs::sub_masked(a, &self.modulus, mask(reduce));
    }

    /// a = a - b, both less than the modulus.
    pub(super) fn sub(&self, a: &mut [u64], b: &[u64]) {
        let below = limbs::sub(a, b);
        limbs::add_masked(a, &self.modulus, mask(below));
    }

    /// The product of two, in the form that they leave: in Montgomery's form if both have it, as plain number if one has it.
    pub(super) fn product(&self, a: &[u64], b: &[u64]) -> Limbs {
        let mut out = Limbs::zero(self.width());
        self.mul(&mut out, a, b, &mut self.scratch());
        out
    }

    /// Brings a number of the modulus' width, whether less or not, into Montgomery's form.
    pub(super) fn enter(&self, a: &[u64]) -> Limbs {
        self.product(a, &self.square)
    }

    /// The rest of a number of up to twice the width that is less than the modulus times R: a plain number.
    pub(super) fn reduce(&self, a: &[u64]) -> Limbs {
        let width = self.width();
        let mut wide = Limbs::from_limbs(a, 2 * width);
        let mut over = 0;
        for at in 0..width {
            let factor = wide[at].wrapping_mul(self.inverse);
            let mut carry = 0;
            for (to, limb) in wide[at..].iter_mut().zip(self.modulus.iter()) {
                let sum = widen(*limb) * widen(factor) + widen(*to) + widen(carry);
                (*to, carry) = (low(sum), high(sum));
            }
            let sum = widen(wide[at + width]) + widen(carry) + widen(over);
            (wide[at + width], over) = (low(sum), high(sum));
        }
        let mut reduced = Limbs::from_limbs(&wide[width..], width);
        let keep = limbs::less(&reduced, &self.modulus) & (1 ^ over);
        limbs::sub_masked(&mut reduced, &self.modulus, !mask(keep));
        // a/R, which the multiplication with R^2 gives a factor R.
        self.enter(&reduced)
    }

    /// Brings a number out of Montgomery's form.
    pub(super) fn leave(&self, a: &[u64]) -> Limbs {
        let mut one = Limbs::zero(self.width());
        one[0] = 1;
        self.product(a, &one)
    }

    /// A power, of a base in Montgomery's form, in a time that depends on the number of bits that are looked at alone.
    pub(super) fn pow(&self, base: &[u64], exponent: &[u64], bits: usize) -> Limbs {
        match &self.fast {
            Some(fast) => self.enter(&self.pow_fast(fast, &self.leave(base), exponent, bits)),
            None => self.pow_portable(base, exponent, bits),
        }
    }

    /// A power of a plain number of the modulus' width, as plain number, in such a time.
    pub(super) fn power(&self, base: &[u64], exponent: &[u64], bits: usize) -> Limbs {
        match &self.fast {
            Some(fast) => self.pow_fast(fast, base, exponent, bits),
            None => self.leave(&self.pow_portable(&self.enter(base), exponent, bits)),
        }
    }

    /// Two powers of plain numbers, each modulo its own number and with its own exponent, in such a time; side by side
    /// if there is a kernel that does.
    pub(super) fn power_pair(
        rings: [&Self; 2],
        bases: [&[u64]; 2],
        exponents: [&[u64]; 2],
        bits: usize,
    ) -> [Limbs; 2] {
        let [first, second] = rings;
        let (Some(fast), Some(other)) = (&first.fast, &second.fast) else {
            return core::array::from_fn(|at| rings[at].power(bases[at], exponents[at], bits));
        };
        let mut powers = rings.map(|ring| Limbs::zero(ring.width()));
        let [out, other_out] = &mut powers;
        let power = Power { input: first.input(fast, bases[0]), exponent: exponents[0], out };
        let other = Power { input: second.input(other, bases[1]), exponent: exponents[1], out: other_out };
        fast.kernel.power_pair([power, other], bits);
        powers
    }

    fn input<'a>(&'a self, fast: &'a Fast, base: &'a [u64]) -> Input<'a> {
        Input { modulus: &self.modulus, square: &fast.square, base }
    }

    /// All of them plain numbers.
    fn pow_fast(&self, fast: &Fast, base: &[u64], exponent: &[u64], bits: usize) -> Limbs {
        let mut power = Limbs::zero(self.width());
        fast.kernel.power(Power { input: self.input(fast, base), exponent, out: &mut power }, bits);
        power
    }

    fn pow_portable(&self, base: &[u64], exponent: &[u64], bits: usize) -> Limbs {
        let (width, mut scratch) = (self.width(), self.scratch());
        let mut table = Limbs::zero(width << WINDOW);
        table[..width].copy_from_slice(&self.one);
        for at in 1..1 << WINDOW {
            let (known, next) = table.split_at_mut(at * width);
            self.mul(&mut next[..width], &known[(at - 1) * width..], base, &mut scratch);
        }
        let (mut power, mut out, mut factor) = (self.one.copy(), Limbs::zero(width), Limbs::zero(width));
        let windows = bits.div_ceil(WINDOW);
        for window in (0..windows).rev() {
            if window + 1 < windows {
                for _ in 0..WINDOW {
                    self.square(&mut out, &power, &mut scratch);
                    core::mem::swap(&mut power, &mut out);
                }
            }
            // Every row is read, whichever is meant.
            let wanted = digit(exponent, window * WINDOW, bits);
            factor.fill(0);
            for (row, index) in table.chunks_exact(width).zip(0_u64..) {
                let chosen = mask(limbs::equal(&[index], &[wanted]));
                factor.iter_mut().zip(row).for_each(|(to, from)| *to |= from & chosen);
            }
            self.mul(&mut out, &power, &factor, &mut scratch);
            core::mem::swap(&mut power, &mut out);
        }
        power
    }

    /// 2 to a secret power, in Montgomery's form.
    pub(super) fn pow_of_two(&self, exponent: &[u64], bits: usize) -> Limbs {
        if self.fast.is_some() {
            return self.enter(&self.power_of_two(exponent, bits));
        }
        self.pow_of_two_portable(exponent, bits)
    }

    /// 2 to a secret power, as plain number.
    pub(super) fn power_of_two(&self, exponent: &[u64], bits: usize) -> Limbs {
        let Some(fast) = &self.fast else { return self.leave(&self.pow_of_two_portable(exponent, bits)) };
        let mut two = Limbs::zero(self.width());
        two[0] = 2;
        self.pow_fast(fast, &two, exponent, bits)
    }

    fn pow_of_two_portable(&self, exponent: &[u64], bits: usize) -> Limbs {
        let (mut power, mut out, mut scratch) = (self.one.copy(), Limbs::zero(self.width()), self.scratch());
        for at in (0..bits).rev() {
            self.square(&mut out, &power, &mut scratch);
            core::mem::swap(&mut power, &mut out);
            out.copy_from_slice(&power);
            self.double(&mut out);
            limbs::assign_masked(&mut power, &out, mask(limbs::bit(exponent, at)));
        }
        power
    }

    /// The product of a power, with an exponent of 1 or more that time may tell, and a factor: all of them plain numbers of
    /// the modulus' width.
    pub(super) fn power_public(&self, base: &[u64], exponent: u64, factor: &[u64]) -> Limbs {
        let mut out = Limbs::zero(self.width());
        if let Some(fast) = &self.fast {
            fast.kernel.power_public(&self.input(fast, base), exponent, factor, &mut out);
            return out;
        }
        let (base, mut scratch) = (self.enter(base), self.scratch());
        let mut power = base.copy();
        for at in (0..exponent.checked_ilog2().unwrap_or(0)).rev() {
            self.square(&mut out, &power, &mut scratch);
            core::mem::swap(&mut power, &mut out);
            if exponent >> at & 1 == 1 {
                self.mul(&mut out, &power, &base, &mut scratch);
                core::mem::swap(&mut power, &mut out);
            }
        }
        // The factor is a plain number, and makes one of the power.
        self.mul(&mut out, &power, factor, &mut scratch);
        out
    }
}

/// Some bits of an exponent, from a place on.
fn digit(exponent: &[u64], from: usize, bits: usize) -> u64 {
    (0..WINDOW.min(bits - from)).rev().fold(0, |digit, at| digit << 1 | limbs::bit(exponent, from + at))
}

/// sum = a b / R, plus the modulus perhaps; one limb wider than they.
///
/// Row by row, and a multiple of the modulus with each that makes the lowest limb zero. Both products in one loop have
/// two chains of carries, which the CPU follows side by side.
#[inline(always)]
fn rows(sum: &mut [u64], a: &[u64], b: &[u64], modulus: &[u64], inverse: u64) {
    let width = modulus.len();
    sum.fill(0);
    for b in b {
        let first = widen(a[0]) * widen(*b) + widen(sum[0]);
        let factor = low(first).wrapping_mul(inverse);
        let lowest = widen(modulus[0]) * widen(factor) + widen(low(first));
        let (mut carry_a, mut carry_m) = (high(first), high(lowest));
        for at in 1..width {
            let wide = widen(a[at]) * widen(*b) + widen(sum[at]) + widen(carry_a);
            carry_a = high(wide);
            let wide = widen(modulus[at]) * widen(factor) + widen(low(wide)) + widen(carry_m);
            carry_m = high(wide);
            sum[at - 1] = low(wide);
        }
        let top = widen(sum[width]) + widen(carry_a) + widen(carry_m);
        (sum[width - 1], sum[width]) = (low(top), high(top));
    }
}

#[cfg(test)]
mod tests;
