// SPDX-License-Identifier: MIT
//! `CertificateRequest` (RFC 5246 section 7.4.4).

use crate::wire::codec::{Malformed, Numbers, Reader, Writer};

/// What kind of key a client's certificate may have (RFC 5246 section 7.4.4, RFC 8422 section 5.5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct CertificateType(pub(crate) u8);

impl CertificateType {
    pub(crate) const RSA_SIGN: Self = Self(1);
    /// Elliptic curves, Ed25519 and Ed448 among them.
    pub(crate) const ECDSA_SIGN: Self = Self(64);
}

/// A server's wish to see a client's certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CertificateRequest<'a> {
    types: &'a [u8],
    pub(crate) signature_algorithms: Numbers<'a>,
}

impl<'a> CertificateRequest<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Malformed> {
        Reader::read_all(body, |reader| {
            let request =
                Self { types: reader.vector8()?, signature_algorithms: Numbers::read(reader.vector16()?)? };
            // The names of the authorities that the server knows. There is one certificate to show, whoever issued it.
            let mut names = Reader::new(reader.vector16()?);
            while !names.is_empty() {
                names.vector16()?;
            }
            if request.types.is_empty() { Err(Malformed) } else { Ok(request) }
        })
    }

    pub(crate) fn has_type(&self, kind: CertificateType) -> bool {
        self.types.contains(&kind.0)
    }

    pub(crate) fn write<'n>(
        types: &[CertificateType],
        signature_algorithms: impl Iterator<Item = u16>,
        authorities: impl Iterator<Item = &'n [u8]>,
        writer: &mut Writer<'_>,
    ) {
        writer.vector8(|writer| types.iter().for_each(|kind| writer.u8(kind.0)));
        writer.vector16(|writer| signature_algorithms.for_each(|algorithm| writer.u16(algorithm)));
        writer.vector16(|writer| {
            authorities.for_each(|name| writer.vector16(|writer| writer.bytes(name)));
        });
    }
}
