// SPDX-License-Identifier: MIT
//! Writing certificates and requests: `mbedtls/x509_crt.h`, `x509_csr.h`.

use core::ffi::{CStr, c_int, c_void};

use mbedtls_sys as sys;
use sys::{md_type_t, x509write_cert, x509write_csr};

use super::check;
use super::mpi::Mpi;
use super::pk::Pk;
use super::rng::{Function, with_rng};
use crate::error::Error;

/// Room for every certificate with keys that C has.
const ROOM: usize = 20_000;

/// C writes DER at the end of the room, and returns its length.
fn der(write: impl FnOnce(*mut u8, usize, Function, *mut c_void) -> c_int) -> Result<Vec<u8>, Error> {
    let mut out = vec![0; ROOM];
    let written = with_rng(|draw, from| write(out.as_mut_ptr(), out.len(), draw, from));
    let length = usize::try_from(written).map_err(|_| Error::new(written))?;
    Ok(out.split_off(ROOM - length))
}

macro_rules! writer {
    ($(#[$doc:meta])* $name:ident $raw:ident $init:ident $free:ident $md:ident $subject:ident $usage:ident $kind:ident) => {
        $(#[$doc])*
        pub(crate) struct $name(Box<$raw>);

        impl $name {
            pub(crate) fn new(digest: md_type_t) -> Self {
                // SAFETY: all fields are numbers and pointers, for which zero is a value.
                let mut new = Self(Box::new(unsafe { core::mem::zeroed() }));
                // SAFETY: the object may be written.
                unsafe { sys::$init(&raw mut *new.0) };
                // SAFETY: the object is initialized.
                unsafe { sys::$md(&raw mut *new.0, digest) };
                new
            }

            pub(crate) fn subject(&mut self, name: &CStr) -> Result<(), Error> {
                // SAFETY: the object is initialized; the name ends with a zero, and is copied.
                check(unsafe { sys::$subject(&raw mut *self.0, name.as_ptr()) })
            }

            pub(crate) fn key_usage(&mut self, bits: u8) -> Result<(), Error> {
                // SAFETY: the object is initialized.
                check(unsafe { sys::$usage(&raw mut *self.0, bits.into()) })
            }

            pub(crate) fn netscape_type(&mut self, bits: u8) -> Result<(), Error> {
                // SAFETY: the object is initialized.
                check(unsafe { sys::$kind(&raw mut *self.0, bits) })
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                // SAFETY: initialized when made, and not used after this; keys are not freed with it.
                unsafe { sys::$free(&raw mut *self.0) };
            }
        }
    };
}

writer! {
    /// A certificate to be, freed when dropped.
    NewCrt x509write_cert x509write_crt_init x509write_crt_free x509write_crt_set_md_alg
    x509write_crt_set_subject_name x509write_crt_set_key_usage x509write_crt_set_ns_cert_type
}

writer! {
    /// A request to be, freed when dropped.
    NewCsr x509write_csr x509write_csr_init x509write_csr_free x509write_csr_set_md_alg
    x509write_csr_set_subject_name x509write_csr_set_key_usage x509write_csr_set_ns_cert_type
}

impl NewCrt {
    pub(crate) fn issuer(&mut self, name: &CStr) -> Result<(), Error> {
        // SAFETY: the object is initialized; the name ends with a zero, and is copied.
        check(unsafe { sys::x509write_crt_set_issuer_name(&raw mut *self.0, name.as_ptr()) })
    }

    pub(crate) fn serial_number(&mut self, number: &Mpi) -> Result<(), Error> {
        // SAFETY: the object is initialized; the number is, too, and is copied.
        check(unsafe { sys::x509write_crt_set_serial(&raw mut *self.0, number.as_ptr()) })
    }

    pub(crate) fn validity(&mut self, from: &CStr, until: &CStr) -> Result<(), Error> {
        // SAFETY: the object is initialized; the texts end with zeros, and are copied.
        check(unsafe { sys::x509write_crt_set_validity(&raw mut *self.0, from.as_ptr(), until.as_ptr()) })
    }

    pub(crate) fn basic_constraints(&mut self, is_ca: bool, limit: i32) -> Result<(), Error> {
        // SAFETY: the object is initialized.
        check(unsafe { sys::x509write_crt_set_basic_constraints(&raw mut *self.0, is_ca.into(), limit) })
    }

    /// Writes both identifiers of keys, and signs.
    pub(crate) fn sign(mut self, subject: &mut Pk, issuer: &mut Pk) -> Result<Vec<u8>, Error> {
        let new = &raw mut *self.0;
        // SAFETY: the object is initialized; the keys live until it is dropped here.
        unsafe { sys::x509write_crt_set_subject_key(new, subject.as_mut_ptr()) };
        // SAFETY: as before.
        unsafe { sys::x509write_crt_set_issuer_key(new, issuer.as_mut_ptr()) };
        // SAFETY: the object is initialized and has its keys.
        check(unsafe { sys::x509write_crt_set_subject_key_identifier(new) })?;
        // SAFETY: as before.
        check(unsafe { sys::x509write_crt_set_authority_key_identifier(new) })?;
        // SAFETY: the object is complete; the output may be written for its whole length.
        der(|out, room, draw, from| unsafe { sys::x509write_crt_der(new, out, room, draw, from) })
    }
}

impl NewCsr {
    /// Signs.
    pub(crate) fn sign(mut self, key: &mut Pk) -> Result<Vec<u8>, Error> {
        let new = &raw mut *self.0;
        // SAFETY: the object is initialized; the key lives until it is dropped here.
        unsafe { sys::x509write_csr_set_key(new, key.as_mut_ptr()) };
        // SAFETY: the object is complete; the output may be written for its whole length.
        der(|out, room, draw, from| unsafe { sys::x509write_csr_der(new, out, room, draw, from) })
    }
}
