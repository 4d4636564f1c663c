// SPDX-License-Identifier: MIT
//! Key exchanges with their messages: `mbedtls/ecdh.h`, `dhm.h`.

use core::ffi::c_int;

use mbedtls_sys as sys;

use super::check;
use super::ecp::{Group, GroupId, MAX_POINT};
use super::mpi::Mpi;
use super::pk::Pk;
use super::rng::with_rng;
use crate::error::Error;

/// Room for the longest message of ECDH: a curve, a length, a point.
const MAX_ECDH: usize = MAX_POINT + 4;

/// ECDH of either side; freed and wiped when dropped.
pub(crate) struct Ecdh(Box<sys::ecdh_context>);

// SAFETY: it owns what it points to, and C keeps no state per thread.
unsafe impl Send for Ecdh {}

impl Ecdh {
    pub(crate) fn new() -> Self {
        let mut context = Box::<sys::ecdh_context>::new_uninit();
        // SAFETY: the context may be written for its whole size; init sets all of it.
        unsafe { sys::ecdh_init(context.as_mut_ptr()) };
        // SAFETY: init has set every byte.
        Self(unsafe { context.assume_init() })
    }

    pub(crate) fn setup(&mut self, group: GroupId) -> Result<(), Error> {
        // SAFETY: the context is initialised; C refuses groups that it does not know.
        check(unsafe { sys::ecdh_setup(&raw mut *self.0, group) })
    }

    /// The group, private number and point of a key, as ours or as the peer's.
    pub(crate) fn take_key(&mut self, key: &Pk, ours: bool) -> Result<(), Error> {
        let side = if ours { sys::ECDH_OURS } else { sys::ECDH_THEIRS };
        let key = key.ec()?;
        // SAFETY: the context is initialised, and so is the key.
        check(unsafe { sys::ecdh_get_params(&raw mut *self.0, key, side) })
    }

    pub(crate) fn make_params(&mut self) -> Result<Vec<u8>, Error> {
        let (mut out, mut length) = (vec![0; MAX_ECDH], 0);
        let (context, to, room) = (&raw mut *self.0, out.as_mut_ptr(), out.len());
        // SAFETY: the context is initialised; the output may be written for its whole length.
        check(with_rng(|draw, from| unsafe {
            sys::ecdh_make_params(context, &raw mut length, to, room, draw, from)
        }))?;
        out.truncate(length);
        Ok(out)
    }

    /// How many bytes were not read.
    pub(crate) fn read_params(&mut self, message: &[u8]) -> Result<usize, Error> {
        let range = message.as_ptr_range();
        let mut next = range.start;
        // SAFETY: the context is initialised; C reads from the one pointer to the other.
        check(unsafe { sys::ecdh_read_params(&raw mut *self.0, &raw mut next, range.end) })?;
        Ok(range.end.addr() - next.addr())
    }

    pub(crate) fn make_public(&mut self) -> Result<Vec<u8>, Error> {
        let (mut out, mut length) = (vec![0; MAX_ECDH], 0);
        let (context, to, room) = (&raw mut *self.0, out.as_mut_ptr(), out.len());
        // SAFETY: the context is initialised; the output may be written for its whole length.
        check(with_rng(|draw, from| unsafe {
            sys::ecdh_make_public(context, &raw mut length, to, room, draw, from)
        }))?;
        out.truncate(length);
        Ok(out)
    }

    pub(crate) fn read_public(&mut self, message: &[u8]) -> Result<(), Error> {
        // SAFETY: the context is initialised; the message is that many bytes to read.
        check(unsafe { sys::ecdh_read_public(&raw mut *self.0, message.as_ptr(), message.len()) })
    }

    pub(crate) fn secret(&mut self) -> Result<Vec<u8>, Error> {
        let (mut out, mut length) = (vec![0; MAX_ECDH], 0);
        let (context, to, room) = (&raw mut *self.0, out.as_mut_ptr(), out.len());
        // SAFETY: the context is initialised; the output may be written for its whole length.
        check(with_rng(|draw, from| unsafe {
            sys::ecdh_calc_secret(context, &raw mut length, to, room, draw, from)
        }))?;
        out.truncate(length);
        Ok(out)
    }

    /// Without messages: the shared secret of a private number and a point, as bytes in the curve's own order.
    pub(crate) fn raw(group: GroupId, private: &[u8], point: &[u8]) -> Result<Vec<u8>, Error> {
        let mut group = Group::new(group)?;
        let number = private_number(&group, private)?;
        group.check_private(&number)?;
        let point = group.read_point(point)?;
        let secret = group.agree(&number, &point)?;
        let mut out = vec![0; group.field_length()];
        if group.is_montgomery() {
            secret.write_le_bytes(&mut out)?;
        } else {
            secret.write_be_bytes(&mut out)?;
        }
        Ok(out)
    }

    /// The point of a private number.
    pub(crate) fn raw_public(group: GroupId, private: &[u8]) -> Result<Vec<u8>, Error> {
        let mut group = Group::new(group)?;
        let number = private_number(&group, private)?;
        group.check_private(&number)?;
        let point = group.public(&number)?;
        group.write_point(&point.0, false)
    }

    /// A private number, as bytes in the curve's own order.
    pub(crate) fn raw_private(group: GroupId) -> Result<Vec<u8>, Error> {
        let group = Group::new(group)?;
        let number = group.generate()?;
        let mut out =
            vec![0; if group.is_montgomery() { group.field_length() } else { group.order_length() }];
        if group.is_montgomery() {
            number.write_le_bytes(&mut out)?;
        } else {
            number.write_be_bytes(&mut out)?;
        }
        Ok(out)
    }
}

/// Bytes as a private number: X25519's and X448's are clamped (RFC 7748 section 5), which C does not do for X448.
fn private_number(group: &Group, bytes: &[u8]) -> Result<Mpi, Error> {
    if !group.is_montgomery() {
        return Mpi::from_be_bytes(bytes);
    }
    let mut number = Mpi::from_le_bytes(bytes)?;
    let (low, top) = if group.0.pbits == 255 { (3, 254) } else { (2, 447) };
    for bit in 0..low {
        number.set_bit(bit, false)?;
    }
    number.set_bit(top, true)?;
    number.set_bit(255, group.0.pbits != 255 && number.bit(255))?;
    Ok(number)
}

impl Drop for Ecdh {
    fn drop(&mut self) {
        // SAFETY: the context was initialised and is freed once.
        unsafe { sys::ecdh_free(&raw mut *self.0) };
    }
}

/// Finite-field Diffie-Hellman of either side; freed and wiped when dropped.
pub(crate) struct Dhm(Box<sys::dhm_context>);

// SAFETY: it owns what it points to, and C keeps no state per thread.
unsafe impl Send for Dhm {}

impl Dhm {
    pub(crate) fn new() -> Self {
        let mut context = Box::<sys::dhm_context>::new_uninit();
        // SAFETY: the context may be written for its whole size; init sets all of it.
        unsafe { sys::dhm_init(context.as_mut_ptr()) };
        // SAFETY: init has set every byte.
        Self(unsafe { context.assume_init() })
    }

    pub(crate) fn set_group(&mut self, modulus: &Mpi, generator: &Mpi) -> Result<(), Error> {
        // SAFETY: all three are initialised.
        check(unsafe { sys::dhm_set_group(&raw mut *self.0, modulus.as_ptr(), generator.as_ptr()) })
    }

    fn length(&self) -> usize {
        Mpi::copy_of(&self.0.P).byte_length()
    }

    /// Bytes of the modulus, as C wants the private number's length.
    fn private_length(&self) -> c_int {
        c_int::try_from(self.length()).unwrap_or(c_int::MAX)
    }

    pub(crate) fn make_params(&mut self) -> Result<Vec<u8>, Error> {
        let (mut out, mut length) = (vec![0; 3 * (2 + self.length())], 0);
        let (bytes, context, to) = (self.private_length(), &raw mut *self.0, out.as_mut_ptr());
        // SAFETY: the context is initialised; the output has room for three numbers not above the modulus.
        check(with_rng(|draw, from| unsafe {
            sys::dhm_make_params(context, bytes, to, &raw mut length, draw, from)
        }))?;
        out.truncate(length);
        Ok(out)
    }

    /// How many bytes were not read.
    pub(crate) fn read_params(&mut self, message: &[u8]) -> Result<usize, Error> {
        let mut message = message.to_vec();
        let range = message.as_mut_ptr_range();
        let mut next = range.start;
        // SAFETY: the context is initialised; C reads from the one pointer to the other.
        check(unsafe { sys::dhm_read_params(&raw mut *self.0, &raw mut next, range.end) })?;
        Ok(range.end.addr() - next.addr())
    }

    pub(crate) fn make_public(&mut self) -> Result<Vec<u8>, Error> {
        let mut out = vec![0; self.length()];
        let (bytes, context, to, room) =
            (self.private_length(), &raw mut *self.0, out.as_mut_ptr(), out.len());
        // SAFETY: the context is initialised; the output may be written for its whole length.
        check(with_rng(|draw, from| unsafe { sys::dhm_make_public(context, bytes, to, room, draw, from) }))?;
        Ok(out)
    }

    pub(crate) fn read_public(&mut self, message: &[u8]) -> Result<(), Error> {
        // SAFETY: the context is initialised; the message is that many bytes to read.
        check(unsafe { sys::dhm_read_public(&raw mut *self.0, message.as_ptr(), message.len()) })
    }

    pub(crate) fn secret(&mut self) -> Result<Vec<u8>, Error> {
        let (mut out, mut length) = (vec![0; self.length()], 0);
        let (context, to, room) = (&raw mut *self.0, out.as_mut_ptr(), out.len());
        // SAFETY: the context is initialised; the output may be written for its whole length.
        check(with_rng(|draw, from| unsafe {
            sys::dhm_calc_secret(context, to, room, &raw mut length, draw, from)
        }))?;
        out.truncate(length);
        Ok(out)
    }
}

impl Drop for Dhm {
    fn drop(&mut self) {
        // SAFETY: the context was initialised and is freed once.
        unsafe { sys::dhm_free(&raw mut *self.0) };
    }
}
