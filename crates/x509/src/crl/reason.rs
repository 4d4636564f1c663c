// SPDX-License-Identifier: MIT
//! Why a certificate was revoked (RFC 5280 5.3.1).

use core::fmt;

use crate::der::{Reader, tag};
use crate::error::{EncodingKind, InvalidEncoding};

/// Why a certificate was revoked.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum CrlReason {
    /// No reason is given, which is better done by saying nothing.
    Unspecified,
    /// The private key is known to others.
    KeyCompromise,
    /// The private key of an authority is known to others.
    CaCompromise,
    /// The name of the subject or something else in the certificate has changed.
    AffiliationChanged,
    /// There is another certificate in its place.
    Superseded,
    /// It is no longer needed.
    CessationOfOperation,
    /// Not revoked for good.
    CertificateHold,
    /// In a delta list: no longer revoked.
    RemoveFromCrl,
    /// A privilege that the certificate states was withdrawn.
    PrivilegeWithdrawn,
    /// The attribute authority is compromised.
    AaCompromise,
}

impl CrlReason {
    const ALL: [(Self, u8, &'static str); 10] = [
        (Self::Unspecified, 0, "Unspecified"),
        (Self::KeyCompromise, 1, "Key Compromise"),
        (Self::CaCompromise, 2, "CA Compromise"),
        (Self::AffiliationChanged, 3, "Affiliation Changed"),
        (Self::Superseded, 4, "Superseded"),
        (Self::CessationOfOperation, 5, "Cessation Of Operation"),
        (Self::CertificateHold, 6, "Certificate Hold"),
        (Self::RemoveFromCrl, 8, "Remove From CRL"),
        (Self::PrivilegeWithdrawn, 9, "Privilege Withdrawn"),
        (Self::AaCompromise, 10, "AA Compromise"),
    ];

    /// Its number in revocation lists and in OCSP.
    #[must_use]
    pub fn code(self) -> u8 {
        Self::ALL.iter().find(|(reason, ..)| *reason == self).map_or(0, |(_, code, _)| *code)
    }

    pub(crate) fn read(value: Reader<'_>) -> Result<Self, InvalidEncoding> {
        let number = value.only(tag::ENUMERATED)?;
        let code = number.small_integer()?;
        let row = Self::ALL.iter().find(|(_, known, _)| *known == code);
        row.map(|(reason, ..)| *reason).ok_or_else(|| number.error(EncodingKind::InvalidInteger))
    }
}

/// As OpenSSL shows it.
impl fmt::Display for CrlReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::ALL.iter().find(|(reason, ..)| reason == self).map_or("", |(.., name)| *name))
    }
}
