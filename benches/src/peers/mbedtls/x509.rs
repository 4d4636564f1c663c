// SPDX-License-Identifier: MIT
//! Certificates.

use std::mem::MaybeUninit;
use std::ptr;

use mbedtls_sys as ffi;

use crate::peers::{Find, Load, Parse, VerifyChain};

/// A list of certificates, linked by C.
struct Crts(Box<ffi::x509_crt>);

impl Crts {
    fn new() -> Self {
        let mut crts = Box::new(MaybeUninit::uninit());
        // SAFETY: initialises what it is given.
        unsafe { ffi::x509_crt_init(crts.as_mut_ptr()) };
        // SAFETY: it did.
        Self(unsafe { crts.assume_init() })
    }

    /// Adds one. C copies it.
    fn push(&mut self, der: &[u8]) -> bool {
        // SAFETY: the list is initialised, the certificate as long as said.
        unsafe { ffi::x509_crt_parse_der(&raw mut *self.0, der.as_ptr(), der.len()) == 0 }
    }

    fn of(ders: &[&[u8]]) -> Self {
        let mut crts = Self::new();
        assert!(ders.iter().all(|der| crts.push(der)), "certificates");
        crts
    }
}

impl Drop for Crts {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`, freed here alone.
        unsafe { ffi::x509_crt_free(&raw mut *self.0) };
    }
}

struct Crl(Box<ffi::x509_crl>);

impl Crl {
    fn new(der: &[u8]) -> Option<Self> {
        let mut crl = Box::new(MaybeUninit::uninit());
        // SAFETY: initialises what it is given.
        unsafe { ffi::x509_crl_init(crl.as_mut_ptr()) };
        // SAFETY: it did.
        let mut crl = Self(unsafe { crl.assume_init() });
        // SAFETY: the list is initialised, the DER as long as said.
        let done = unsafe { ffi::x509_crl_parse_der(&raw mut *crl.0, der.as_ptr(), der.len()) };
        (done == 0).then_some(crl)
    }
}

impl Drop for Crl {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`, freed here alone.
        unsafe { ffi::x509_crl_free(&raw mut *self.0) };
    }
}

pub(super) fn parse_crt() -> Parse {
    Box::new(|der| Crts::new().push(der))
}

pub(super) fn verify_chain(root: &[u8]) -> VerifyChain {
    let mut trusted = Crts::of(&[root]);
    Box::new(move |[leaf, middle]| {
        let mut chain = Crts::of(&[leaf, middle]);
        let (chain, trusted, mut flags) = (&raw mut *chain.0, &raw mut *trusted.0, 0);
        // SAFETY: both lists are initialised; no revocation lists, no name, no callback.
        let done = unsafe {
            ffi::x509_crt_verify(
                chain,
                trusted,
                ptr::null_mut(),
                ptr::null(),
                &raw mut flags,
                None,
                ptr::null_mut(),
            )
        };
        done == 0 && flags == 0
    })
}

pub(super) fn load_roots() -> Load {
    Box::new(|pem| {
        // It wants a zero at the end.
        let text = [pem, &[0]].concat();
        let mut crts = Crts::new();
        // SAFETY: the list is initialised, the text as long as said.
        let failed = unsafe { ffi::x509_crt_parse(&raw mut *crts.0, text.as_ptr(), text.len()) };
        assert!(failed >= 0, "certificates");
        let (mut count, mut next): (usize, *const ffi::x509_crt) = (0, &raw const *crts.0);
        while !next.is_null() {
            count += 1;
            // SAFETY: a list that C has linked, which lives until the end of this function.
            next = unsafe { (*next).next };
        }
        count + usize::try_from(failed).expect("a number")
    })
}

pub(super) fn parse_crl() -> Parse {
    Box::new(|der| Crl::new(der).is_some())
}

pub(super) fn look_up(list: &[u8], leaf: &[u8]) -> Find {
    let (list, leaf) = (Crl::new(list).expect("a list"), Crts::of(&[leaf]));
    // SAFETY: both are initialised.
    Box::new(move || unsafe { ffi::x509_crt_is_revoked(&raw const *leaf.0, &raw const *list.0) == 1 })
}
