// SPDX-License-Identifier: MIT
//! With BMI2 and ADX: multiplications that leave the flags alone, and additions that use one flag each.

use crate::cpu::Adx;

mod p384;
mod p521;

#[inline(always)]
pub(super) fn multiply_384(cpu: Adx, a: &[u64; 6], b: &[u64; 6]) -> [u64; 6] {
    p384::divide(cpu, &p384::product(cpu, a, b))
}

#[inline(always)]
pub(super) fn square_384(cpu: Adx, a: &[u64; 6]) -> [u64; 6] {
    p384::divide(cpu, &p384::square(cpu, a))
}

#[inline(always)]
pub(super) fn add_384(cpu: Adx, a: &[u64; 6], b: &[u64; 6]) -> [u64; 6] {
    p384::add(cpu, a, b)
}

#[inline(always)]
pub(super) fn subtract_384(cpu: Adx, a: &[u64; 6], b: &[u64; 6]) -> [u64; 6] {
    p384::subtract(cpu, a, b)
}

#[allow(unsafe_code)]
#[inline]
pub(super) fn multiply_521(_: Adx, a: &[u64; 9], b: &[u64; 9]) -> [u64; 9] {
    // SAFETY: the token says that the CPU has BMI2.
    unsafe { p521::field_multiply_521(a, b) }
}

#[allow(unsafe_code)]
#[inline]
pub(super) fn square_521(_: Adx, a: &[u64; 9]) -> [u64; 9] {
    // SAFETY: the token says that the CPU has BMI2.
    unsafe { p521::field_square_521(a) }
}
