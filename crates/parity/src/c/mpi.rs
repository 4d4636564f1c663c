// SPDX-License-Identifier: MIT
//! Integers: `mbedtls/bignum.h`.

use alloc::ffi::CString;
use core::cmp::Ordering;
use core::ffi::{c_int, c_uchar};
use core::mem::MaybeUninit;
use core::ptr;

use mbedtls_sys as sys;

use super::rng::with_rng;
use super::{check, succeed};
use crate::error::Error;

/// A signed integer; freed and wiped when dropped.
pub(crate) struct Mpi(sys::mpi);

// SAFETY: it owns its limbs, and C keeps no state per thread.
unsafe impl Send for Mpi {}
// SAFETY: what takes it by reference only reads.
unsafe impl Sync for Mpi {}

/// Functions of C that make a number of two.
type Binary = unsafe extern "C" fn(*mut sys::mpi, *const sys::mpi, *const sys::mpi) -> c_int;

impl Mpi {
    /// Zero.
    pub(crate) fn new() -> Self {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: the number may be written for its whole size; init sets all of it.
        unsafe { sys::mpi_init(raw.as_mut_ptr()) };
        // SAFETY: init has set every byte.
        Self(unsafe { raw.assume_init() })
    }

    /// A copy of a number that belongs to something else.
    pub(crate) fn copy_of(raw: &sys::mpi) -> Self {
        let mut copy = Self::new();
        // SAFETY: both are initialised.
        succeed(unsafe { sys::mpi_copy(&raw mut copy.0, raw) });
        copy
    }

    pub(super) const fn as_ptr(&self) -> *const sys::mpi {
        &raw const self.0
    }

    pub(super) const fn as_mut_ptr(&mut self) -> *mut sys::mpi {
        &raw mut self.0
    }

    pub(crate) fn from_int(number: i64) -> Self {
        let mut new = Self::new();
        // SAFETY: the number is initialised.
        succeed(unsafe { sys::mpi_lset(&raw mut new.0, number) });
        new
    }

    pub(crate) fn from_be_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut new = Self::new();
        // SAFETY: the number is initialised; the input is that many bytes to read.
        check(unsafe { sys::mpi_read_binary(&raw mut new.0, bytes.as_ptr(), bytes.len()) })?;
        Ok(new)
    }

    pub(crate) fn from_le_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut new = Self::new();
        // SAFETY: the number is initialised; the input is that many bytes to read.
        check(unsafe { sys::mpi_read_binary_le(&raw mut new.0, bytes.as_ptr(), bytes.len()) })?;
        Ok(new)
    }

    pub(crate) fn write_be_bytes(&self, out: &mut [u8]) -> Result<(), Error> {
        // SAFETY: the number is initialised; the output is that many bytes to write.
        check(unsafe { sys::mpi_write_binary(&raw const self.0, out.as_mut_ptr(), out.len()) })
    }

    pub(crate) fn write_le_bytes(&self, out: &mut [u8]) -> Result<(), Error> {
        // SAFETY: the number is initialised; the output is that many bytes to write.
        check(unsafe { sys::mpi_write_binary_le(&raw const self.0, out.as_mut_ptr(), out.len()) })
    }

    /// `None` for a text with a zero in it, where C would stop reading.
    pub(crate) fn from_text(text: &str, radix: c_int) -> Option<Result<Self, Error>> {
        let text = CString::new(text).ok()?;
        let mut new = Self::new();
        // SAFETY: the number is initialised; the text ends with a zero.
        let done = check(unsafe { sys::mpi_read_string(&raw mut new.0, radix, text.as_ptr()) });
        Some(done.map(|()| new))
    }

    pub(crate) fn to_text(&self, radix: c_int) -> Result<String, Error> {
        let (number, mut length) = (&raw const self.0, 0);
        // SAFETY: the number is initialised; nothing is written where the length is 0, but for the length needed.
        let _ = unsafe { sys::mpi_write_string(number, radix, ptr::null_mut(), 0, &raw mut length) };
        let mut text = vec![0_u8; length];
        let (out, room) = (text.as_mut_ptr().cast(), text.len());
        // SAFETY: the number is initialised; the text may be written for its whole length.
        check(unsafe { sys::mpi_write_string(number, radix, out, room, &raw mut length) })?;
        // With the zero at its end.
        text.truncate(length.saturating_sub(1));
        Ok(String::from_utf8(text).unwrap_or_default())
    }

    pub(crate) fn is_negative(&self) -> bool {
        // SAFETY: the number is initialised.
        unsafe { sys::mpi_cmp_int(&raw const self.0, 0) < 0 }
    }

    pub(crate) fn bit_length(&self) -> usize {
        // SAFETY: the number is initialised.
        unsafe { sys::mpi_bitlen(&raw const self.0) }
    }

    pub(crate) fn byte_length(&self) -> usize {
        // SAFETY: the number is initialised.
        unsafe { sys::mpi_size(&raw const self.0) }
    }

    pub(crate) fn trailing_zeros(&self) -> usize {
        // SAFETY: the number is initialised.
        unsafe { sys::mpi_lsb(&raw const self.0) }
    }

    pub(crate) fn bit(&self, index: usize) -> bool {
        // SAFETY: the number is initialised; beyond its limbs there are zeros.
        unsafe { sys::mpi_get_bit(&raw const self.0, index) != 0 }
    }

    pub(crate) fn set_bit(&mut self, index: usize, value: bool) -> Result<(), Error> {
        // SAFETY: the number is initialised; C enlarges it.
        check(unsafe { sys::mpi_set_bit(&raw mut self.0, index, c_uchar::from(value)) })
    }

    fn binary(&self, other: &Self, function: Binary) -> Result<Self, Error> {
        let mut new = Self::new();
        // SAFETY: all three are initialised, and the result is none of the operands.
        check(unsafe { function(&raw mut new.0, &raw const self.0, &raw const other.0) })?;
        Ok(new)
    }

    pub(crate) fn add(&self, other: &Self) -> Result<Self, Error> {
        self.binary(other, sys::mpi_add_mpi)
    }

    pub(crate) fn sub(&self, other: &Self) -> Result<Self, Error> {
        self.binary(other, sys::mpi_sub_mpi)
    }

    pub(crate) fn mul(&self, other: &Self) -> Result<Self, Error> {
        self.binary(other, sys::mpi_mul_mpi)
    }

    pub(crate) fn modulo(&self, modulus: &Self) -> Result<Self, Error> {
        self.binary(modulus, sys::mpi_mod_mpi)
    }

    pub(crate) fn gcd(&self, other: &Self) -> Result<Self, Error> {
        self.binary(other, sys::mpi_gcd)
    }

    pub(crate) fn inverse_mod(&self, modulus: &Self) -> Result<Self, Error> {
        self.binary(modulus, sys::mpi_inv_mod)
    }

    pub(crate) fn div_rem(&self, divisor: &Self) -> Result<(Self, Self), Error> {
        let (mut quotient, mut rest) = (Self::new(), Self::new());
        let (to, rest_to) = (&raw mut quotient.0, &raw mut rest.0);
        // SAFETY: all four are initialised, and no result is an operand.
        check(unsafe { sys::mpi_div_mpi(to, rest_to, &raw const self.0, &raw const divisor.0) })?;
        Ok((quotient, rest))
    }

    pub(crate) fn pow_mod(&self, exponent: &Self, modulus: &Self) -> Result<Self, Error> {
        let mut new = Self::new();
        let (base, to) = (&raw const self.0, &raw mut new.0);
        let (exponent, modulus) = (&raw const exponent.0, &raw const modulus.0);
        // SAFETY: all four are initialised, and the result is none of the operands; without a helper C makes one.
        check(unsafe { sys::mpi_exp_mod(to, base, exponent, modulus, ptr::null_mut()) })?;
        Ok(new)
    }

    pub(crate) fn shl(mut self, bits: usize) -> Result<Self, Error> {
        // SAFETY: the number is initialised; C enlarges it.
        check(unsafe { sys::mpi_shift_l(&raw mut self.0, bits) })?;
        Ok(self)
    }

    pub(crate) fn shr(mut self, bits: usize) -> Self {
        // SAFETY: the number is initialised.
        succeed(unsafe { sys::mpi_shift_r(&raw mut self.0, bits) });
        self
    }

    pub(crate) fn is_prime(&self, rounds: c_int) -> Result<bool, Error> {
        let number = &raw const self.0;
        // SAFETY: the number is initialised; the generator is one of C's.
        let code = with_rng(|draw, from| unsafe { sys::mpi_is_prime_ext(number, rounds, draw, from) });
        match code {
            sys::ERR_MPI_NOT_ACCEPTABLE => Ok(false),
            code => check(code).map(|()| true),
        }
    }

    /// `flags`: `MPI_GEN_PRIME_FLAG_*`.
    pub(crate) fn prime(bits: usize, flags: c_int) -> Result<Self, Error> {
        let mut new = Self::new();
        let to = &raw mut new.0;
        // SAFETY: the number is initialised; the generator is one of C's.
        check(with_rng(|draw, from| unsafe { sys::mpi_gen_prime(to, bits, flags, draw, from) }))?;
        Ok(new)
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        // SAFETY: both are initialised.
        unsafe { sys::mpi_cmp_mpi(&raw const self.0, &raw const other.0) }.cmp(&0)
    }
}

impl Clone for Mpi {
    fn clone(&self) -> Self {
        Self::copy_of(&self.0)
    }
}

impl Drop for Mpi {
    fn drop(&mut self) {
        // SAFETY: the number was initialised and is freed once.
        unsafe { sys::mpi_free(&raw mut self.0) };
    }
}
