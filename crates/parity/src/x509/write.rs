// SPDX-License-Identifier: MIT
//! What C writes: certificates and requests. It writes no revocation lists.

use alloc::ffi::CString;

use crate::c::{self, Mpi, Pk};
use crate::hashlib::Algorithm;
use crate::pk::PrivateKey;
use crate::{Error, x509};

/// `MBEDTLS_ERR_X509_BAD_INPUT_DATA`
const BAD_INPUT: Error = Error::new(-0x2800);

fn text(text: &str) -> Result<CString, Error> {
    CString::new(text).map_err(|_| BAD_INPUT)
}

/// A copy of a key, for C to keep a pointer to.
fn copy(key: &PrivateKey) -> Result<Pk, Error> {
    Pk::parse_private(&key.to_der()?, None)
}

/// What a request shall say.
///
/// ```
/// use purembed_parity::hashlib::Algorithm;
/// use purembed_parity::pk::{Curve, PrivateKey};
/// use purembed_parity::x509::NewCsr;
///
/// let key = PrivateKey::generate_ec(Curve::SECP256R1)?;
/// let new = NewCsr { subject: "CN=a.example", key_usage: 0x80, netscape_cert_type: 0 };
/// assert_eq!(new.sign(&key, Algorithm::SHA256)?.version(), 1);
/// # Ok::<(), purembed_parity::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "what C has, to be written out")]
pub struct NewCsr<'a> {
    /// Whose it is, as C reads names.
    pub subject: &'a str,
    /// The bits of the use of the key, without the extension if 0.
    pub key_usage: u8,
    /// The bits of Netscape's type, without the extension if 0.
    pub netscape_cert_type: u8,
}

impl NewCsr<'_> {
    /// Signs it.
    ///
    /// # Errors
    ///
    /// C's number.
    pub fn sign(&self, key: &PrivateKey, digestmod: Algorithm) -> Result<x509::Csr, Error> {
        let mut new = c::x509_write::NewCsr::new(digestmod.kind());
        new.subject(&text(self.subject)?)?;
        if self.key_usage != 0 {
            new.key_usage(self.key_usage)?;
        }
        if self.netscape_cert_type != 0 {
            new.netscape_type(self.netscape_cert_type)?;
        }
        x509::Csr::from_der(&new.sign(&mut copy(key)?)?)
    }
}

/// What a certificate shall say.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "what C has, to be written out")]
pub struct NewCrt<'a> {
    /// Whose it is, as C reads names.
    pub subject: &'a str,
    /// Who signs it.
    pub issuer: &'a str,
    /// The serial number, big-endian.
    pub serial_number: &'a [u8],
    /// From when it is valid: `20260131235959`.
    pub not_before: &'a str,
    /// Until when it is valid.
    pub not_after: &'a str,
    /// Whether it is an authority, and how many certificates of authorities may be between it and others; -1 without a
    /// limit.
    pub basic_constraints: (bool, i32),
    /// The bits of the use of the key, without the extension if 0.
    pub key_usage: u8,
    /// The bits of Netscape's type, without the extension if 0.
    pub netscape_cert_type: u8,
}

impl NewCrt<'_> {
    /// Signs it, with both identifiers of keys in it.
    ///
    /// # Errors
    ///
    /// C's number.
    pub fn sign(
        &self,
        subject_key: &PrivateKey,
        issuer_key: &PrivateKey,
        digestmod: Algorithm,
    ) -> Result<x509::Crt, Error> {
        let mut new = c::x509_write::NewCrt::new(digestmod.kind());
        new.subject(&text(self.subject)?)?;
        new.issuer(&text(self.issuer)?)?;
        new.serial_number(&Mpi::from_be_bytes(self.serial_number)?)?;
        new.validity(&text(self.not_before)?, &text(self.not_after)?)?;
        let (is_ca, limit) = self.basic_constraints;
        new.basic_constraints(is_ca, limit)?;
        if self.key_usage != 0 {
            new.key_usage(self.key_usage)?;
        }
        if self.netscape_cert_type != 0 {
            new.netscape_type(self.netscape_cert_type)?;
        }
        x509::Crt::from_der(&new.sign(&mut copy(subject_key)?, &mut copy(issuer_key)?)?)
    }
}
