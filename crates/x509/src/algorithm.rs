// SPDX-License-Identifier: MIT
//! Signature algorithms and their identifiers (RFC 4055, RFC 5758, RFC 8410, RFC 9688).

use purembed_hash::Algorithm;
use purembed_pk::SignatureAlgorithm;

use crate::der::{Oid, Tlv, Writer, tag};
use crate::error::InvalidEncoding;
use crate::pss::PssParameters;

/// PKCS#1: 1.2.840.113549.1.1
const fn pkcs1(number: u8) -> Oid {
    Oid::known([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, number])
}

/// ECDSA with SHA-2: 1.2.840.10045.4.3
const fn ecdsa(number: u8) -> Oid {
    Oid::known([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, number])
}

/// Signatures with SHA-3: 2.16.840.1.101.3.4.3
const fn nist(number: u8) -> Oid {
    Oid::known([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, number])
}

const RSASSA_PSS: Oid = pkcs1(10);
const ED25519: Oid = Oid::known([0x2b, 0x65, 0x70]);
const ED448: Oid = Oid::known([0x2b, 0x65, 0x71]);

static ROWS: [(Oid, SignatureAlgorithm); 21] = [
    (pkcs1(4), SignatureAlgorithm::RsaPkcs1(Algorithm::MD5)),
    (pkcs1(5), SignatureAlgorithm::RsaPkcs1(Algorithm::SHA1)),
    (pkcs1(14), SignatureAlgorithm::RsaPkcs1(Algorithm::SHA224)),
    (pkcs1(11), SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256)),
    (pkcs1(12), SignatureAlgorithm::RsaPkcs1(Algorithm::SHA384)),
    (pkcs1(13), SignatureAlgorithm::RsaPkcs1(Algorithm::SHA512)),
    (Oid::known([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01]), SignatureAlgorithm::Ecdsa(Algorithm::SHA1)),
    (ecdsa(1), SignatureAlgorithm::Ecdsa(Algorithm::SHA224)),
    (ecdsa(2), SignatureAlgorithm::Ecdsa(Algorithm::SHA256)),
    (ecdsa(3), SignatureAlgorithm::Ecdsa(Algorithm::SHA384)),
    (ecdsa(4), SignatureAlgorithm::Ecdsa(Algorithm::SHA512)),
    (nist(9), SignatureAlgorithm::Ecdsa(Algorithm::SHA3_224)),
    (nist(10), SignatureAlgorithm::Ecdsa(Algorithm::SHA3_256)),
    (nist(11), SignatureAlgorithm::Ecdsa(Algorithm::SHA3_384)),
    (nist(12), SignatureAlgorithm::Ecdsa(Algorithm::SHA3_512)),
    (nist(13), SignatureAlgorithm::RsaPkcs1(Algorithm::SHA3_224)),
    (nist(14), SignatureAlgorithm::RsaPkcs1(Algorithm::SHA3_256)),
    (nist(15), SignatureAlgorithm::RsaPkcs1(Algorithm::SHA3_384)),
    (nist(16), SignatureAlgorithm::RsaPkcs1(Algorithm::SHA3_512)),
    (ED25519, SignatureAlgorithm::Ed25519),
    (ED448, SignatureAlgorithm::Ed448),
];

/// What an `AlgorithmIdentifier` says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identified {
    pub(crate) oid: Oid,
    pub(crate) algorithm: Option<SignatureAlgorithm>,
    pub(crate) pss: Option<PssParameters>,
}

/// Reads an `AlgorithmIdentifier`: its identifier, and the algorithm if it is one of ours with the parameters it must
/// have. An unknown one is no error here: a certificate can be shown without being verified.
pub(crate) fn read(tlv: &Tlv<'_>) -> Result<Identified, InvalidEncoding> {
    let mut reader = tlv.reader();
    let oid = reader.expect(tag::OID)?.oid()?;
    let parameters = if reader.is_empty() { None } else { Some(reader.any()?) };
    reader.finish()?;
    if oid == RSASSA_PSS {
        let pss = parameters.and_then(|parameters| PssParameters::read(&parameters));
        let algorithm = pss.and_then(|pss| pss.plain()).map(SignatureAlgorithm::RsaPss);
        return Ok(Identified { oid, algorithm, pss });
    }
    let algorithm =
        ROWS.iter().find(|(known, _)| known.as_octets() == oid.as_octets()).map(|&(_, algorithm)| algorithm);
    let as_they_must_be = match (algorithm, &parameters) {
        // RFC 4055 5: NULL must be written, and absence must be accepted.
        (Some(SignatureAlgorithm::RsaPkcs1(_)), Some(null)) => null.is_null(),
        // RFC 5758 3.2: absent; Mbed TLS has always written NULL, and nothing can be meant by it.
        (Some(SignatureAlgorithm::Ecdsa(_)), Some(null)) => null.is_null(),
        // RFC 8410 3: absent.
        (_, parameters) => parameters.is_none(),
    };
    Ok(Identified { oid, algorithm: algorithm.filter(|_| as_they_must_be), pss: None })
}

/// What algorithms are called that Mbed TLS does not have.
pub(crate) fn name(oid: &Oid) -> Option<&'static str> {
    const ED448: Oid = Oid::known([0x2b, 0x65, 0x71]);
    match *oid {
        ED25519 => Some("Ed25519"),
        ED448 => Some("Ed448"),
        _ => None,
    }
}

/// Writes the `AlgorithmIdentifier` of an algorithm that is not RSASSA-PSS. `None` if it has no identifier.
pub(crate) fn write(writer: &mut Writer, algorithm: SignatureAlgorithm) -> Option<()> {
    let (oid, _) = ROWS.iter().find(|(_, known)| *known == algorithm)?;
    writer.sequence(|writer| {
        writer.oid(oid);
        // RFC 4055 5: NULL for PKCS#1 v1.5. RFC 5758 3.2, RFC 8410 3: nothing for the others.
        if let SignatureAlgorithm::RsaPkcs1(_) = algorithm {
            writer.value(tag::NULL, &[]);
        }
    });
    Some(())
}

/// Writes the `AlgorithmIdentifier` of RSASSA-PSS.
pub(crate) fn write_pss(writer: &mut Writer, parameters: &PssParameters) {
    writer.sequence(|writer| {
        writer.oid(&RSASSA_PSS);
        parameters.write(writer);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Reader;

    #[test]
    fn parameters_are_as_they_must_be() {
        let known = |oid: Oid, parameters: &[u8]| {
            let mut writer = Writer::new();
            writer.sequence(|writer| {
                writer.oid(&oid);
                writer.raw(parameters);
            });
            let der = writer.finish();
            read(&Reader::new(&der).any().unwrap()).unwrap().algorithm.is_some()
        };
        let null = &[tag::NULL, 0];
        for (oid, absent, with_null) in
            [(pkcs1(11), true, true), (ecdsa(2), true, true), (ED25519, true, false)]
        {
            assert_eq!(known(oid, &[]), absent, "{oid}");
            assert_eq!(known(oid, null), with_null, "{oid}");
            assert!(!known(oid, &[tag::OCTET_STRING, 0]), "{oid}");
        }
    }
}
