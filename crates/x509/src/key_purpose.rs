// SPDX-License-Identifier: MIT
//! What a certificate may be used for (extended key usage, RFC 5280 4.2.1.12).

use alloc::vec::Vec;
use core::fmt;

use crate::der::{Oid, Reader, Writer, tag};
use crate::error::{EncodingKind, InvalidEncoding};

/// A purpose of a certificate, such as authenticating a server.
///
/// ```
/// use purembed_x509::KeyPurpose;
///
/// assert_eq!(KeyPurpose::SERVER_AUTH.to_string(), "TLS Web Server Authentication");
/// let wisun = KeyPurpose::new("1.3.6.1.4.1.45605.1".parse()?);
/// assert_eq!(wisun.to_string(), "1.3.6.1.4.1.45605.1");
/// # Ok::<(), purembed_x509::InvalidOid>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct KeyPurpose(Oid);

/// A purpose under id-kp, 1.3.6.1.5.5.7.3.
const fn pkix(number: u8) -> KeyPurpose {
    KeyPurpose(Oid::known([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, number]))
}

impl KeyPurpose {
    /// Every purpose (`anyExtendedKeyUsage`).
    pub const ANY: Self = Self(Oid::known([0x55, 0x1d, 0x25, 0x00]));
    /// A TLS server.
    pub const SERVER_AUTH: Self = pkix(1);
    /// A TLS client.
    pub const CLIENT_AUTH: Self = pkix(2);
    /// Signing programs.
    pub const CODE_SIGNING: Self = pkix(3);
    /// Mail.
    pub const EMAIL_PROTECTION: Self = pkix(4);
    /// Signing the time at which something existed.
    pub const TIME_STAMPING: Self = pkix(8);
    /// Signing answers about revocation.
    pub const OCSP_SIGNING: Self = pkix(9);

    const NAMES: [(Self, &'static str); 7] = [
        (Self::ANY, "Any Extended Key Usage"),
        (Self::SERVER_AUTH, "TLS Web Server Authentication"),
        (Self::CLIENT_AUTH, "TLS Web Client Authentication"),
        (Self::CODE_SIGNING, "Code Signing"),
        (Self::EMAIL_PROTECTION, "E-mail Protection"),
        (Self::TIME_STAMPING, "Time Stamping"),
        (Self::OCSP_SIGNING, "OCSP Signing"),
    ];

    /// A purpose by its number.
    #[must_use]
    pub const fn new(oid: Oid) -> Self {
        Self(oid)
    }

    /// The name that Mbed TLS shows; `None` for a purpose that is only known by its number.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        Self::NAMES.iter().find(|(purpose, _)| *purpose == self).map(|(_, name)| *name)
    }

    /// The object identifier.
    #[must_use]
    pub const fn oid(&self) -> &Oid {
        &self.0
    }
}

/// The name that Mbed TLS shows, or the number.
impl fmt::Display for KeyPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => self.0.fmt(f),
        }
    }
}

impl fmt::Debug for KeyPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPurpose({self})")
    }
}

/// The purposes that a certificate lists.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct ExtendedKeyUsage(Vec<KeyPurpose>);

impl ExtendedKeyUsage {
    /// The purposes, in order.
    pub fn iter(&self) -> impl Iterator<Item = KeyPurpose> {
        self.0.iter().copied()
    }

    /// Whether the purpose itself is listed.
    #[must_use]
    pub fn contains(&self, purpose: KeyPurpose) -> bool {
        self.0.contains(&purpose)
    }

    /// Whether the purpose is listed, or every purpose is.
    #[must_use]
    pub fn allows(&self, purpose: KeyPurpose) -> bool {
        self.contains(purpose) || self.contains(KeyPurpose::ANY)
    }

    pub(crate) fn read(value: Reader<'_>) -> Result<Self, InvalidEncoding> {
        let list = value.only(tag::SEQUENCE)?;
        let mut reader = list.reader();
        let mut purposes = Vec::new();
        while !reader.is_empty() {
            purposes.push(KeyPurpose(reader.expect(tag::OID)?.oid()?));
        }
        if purposes.is_empty() {
            return Err(list.error(EncodingKind::EmptyList));
        }
        Ok(Self(purposes))
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.sequence(|writer| self.0.iter().for_each(|purpose| writer.oid(&purpose.0)));
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<KeyPurpose> for ExtendedKeyUsage {
    fn from_iter<I: IntoIterator<Item = KeyPurpose>>(purposes: I) -> Self {
        Self(purposes.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_survive() {
        let usage: ExtendedKeyUsage =
            [KeyPurpose::SERVER_AUTH, KeyPurpose::new("1.2.3".parse().unwrap())].into_iter().collect();
        let mut writer = Writer::new();
        usage.write(&mut writer);
        let der = writer.finish();
        assert_eq!(ExtendedKeyUsage::read(Reader::new(&der)), Ok(usage.clone()));
        assert!(usage.allows(KeyPurpose::SERVER_AUTH));
        assert!(!usage.allows(KeyPurpose::CLIENT_AUTH));
    }

    #[test]
    fn any_allows_all_and_is_not_all() {
        let usage: ExtendedKeyUsage = [KeyPurpose::ANY].into_iter().collect();
        assert!(usage.allows(KeyPurpose::CODE_SIGNING));
        assert!(!usage.contains(KeyPurpose::CODE_SIGNING));
    }

    #[test]
    fn an_empty_list_is_refused() {
        let error = ExtendedKeyUsage::read(Reader::new(&[0x30, 0x00])).unwrap_err();
        assert_eq!(error.kind(), EncodingKind::EmptyList);
    }
}
