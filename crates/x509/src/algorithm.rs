// SPDX-License-Identifier: MIT
//! Signature algorithms and their identifiers (RFC 4055, RFC 5758, RFC 8410).

use purembed_hash::Algorithm;
use purembed_pk::{PublicKey, SignatureAlgorithm};

use crate::der::{Oid, Reader, Tlv, Writer, tag};
use crate::error::InvalidEncoding;

/// PKCS#1: 1.2.840.113549.1.1
const fn pkcs1(number: u8) -> Oid {
    Oid::known([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, number])
}

/// ECDSA with SHA-2: 1.2.840.10045.4.3
const fn ecdsa(number: u8) -> Oid {
    Oid::known([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, number])
}

const RSASSA_PSS: Oid = pkcs1(10);
const MGF1: Oid = pkcs1(8);
const ED25519: Oid = Oid::known([0x2b, 0x65, 0x70]);

static ROWS: [(Oid, SignatureAlgorithm); 12] = [
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
    (ED25519, SignatureAlgorithm::Ed25519),
];

/// Reads an `AlgorithmIdentifier`: its identifier, and the algorithm if it is one of ours with the parameters it must
/// have. An unknown one is no error here: a certificate can be shown without being verified.
pub(crate) fn read(tlv: &Tlv<'_>) -> Result<(Oid, Option<SignatureAlgorithm>), InvalidEncoding> {
    let mut reader = tlv.reader();
    let oid = reader.expect(tag::OID)?.oid()?;
    let parameters = if reader.is_empty() { None } else { Some(reader.any()?) };
    reader.finish()?;
    if oid == RSASSA_PSS {
        let digest = parameters.and_then(|parameters| read_pss(&parameters));
        return Ok((oid, digest.map(SignatureAlgorithm::RsaPss)));
    }
    let algorithm = ROWS.iter().find(|(known, _)| *known == oid).map(|&(_, algorithm)| algorithm);
    let as_they_must_be = match (algorithm, &parameters) {
        // RFC 4055 5: NULL must be written, and absence must be accepted.
        (Some(SignatureAlgorithm::RsaPkcs1(_)), Some(null)) => is_null(null),
        // RFC 5758 3.2, RFC 8410 3: absent.
        (_, parameters) => parameters.is_none(),
    };
    Ok((oid, algorithm.filter(|_| as_they_must_be)))
}

/// RSASSA-PSS-params (RFC 4055 3.1) with one digest throughout, a salt of its length, and the one trailer: what TLS
/// and RFC 8017 call for. The defaults, SHA-1 with 20 octets, are not among ours.
fn read_pss(parameters: &Tlv<'_>) -> Option<Algorithm> {
    if parameters.tag != tag::SEQUENCE {
        return None;
    }
    let mut fields = parameters.reader();
    let digest = read_digest(fields.expect(tag::context_constructed(0)).ok()?.reader())?;
    let mut mask =
        fields.expect(tag::context_constructed(1)).ok()?.reader().only(tag::SEQUENCE).ok()?.reader();
    let is_mgf1 = mask.expect(tag::OID).ok()?.oid().ok()? == MGF1;
    let mask_digest = read_digest(mask)?;
    let salt = fields.expect(tag::context_constructed(2)).ok()?.reader().only(tag::INTEGER).ok()?;
    let salt = salt.small_integer().ok()?;
    if let Some(trailer) = fields.optional(tag::context_constructed(3)).ok()? {
        let trailer = trailer.reader().only(tag::INTEGER).ok()?.small_integer().ok()?;
        if trailer != 1 {
            return None;
        }
    }
    fields.finish().ok()?;
    (is_mgf1 && mask_digest == digest && usize::from(salt) == digest.digest_size()).then_some(digest)
}

fn read_digest(reader: Reader<'_>) -> Option<Algorithm> {
    let mut fields = reader.only(tag::SEQUENCE).ok()?.reader();
    let oid = fields.expect(tag::OID).ok()?.value;
    // RFC 4055 2.1: NULL or absent.
    if !fields.is_empty() && !is_null(&fields.any().ok()?) {
        return None;
    }
    fields.finish().ok()?;
    Algorithm::available().iter().copied().find(|algorithm| algorithm.oid() == oid)
}

fn is_null(tlv: &Tlv<'_>) -> bool {
    tlv.tag == tag::NULL && tlv.value.is_empty()
}

/// The algorithm that a key signs certificates with: PKCS#1 v1.5 for RSA, as Python does.
pub(crate) fn for_key(key: &PublicKey, digestmod: Algorithm) -> Option<SignatureAlgorithm> {
    Some(SignatureAlgorithm::default_for(key)?.with_digest(digestmod))
}

/// Writes the `AlgorithmIdentifier` of an algorithm that [`for_key`] chose. `None` if it has no identifier.
pub(crate) fn write(writer: &mut Writer, algorithm: SignatureAlgorithm) -> Option<()> {
    let (oid, _) = ROWS.iter().find(|(_, known)| *known == algorithm)?;
    writer.sequence(|writer| {
        writer.oid(oid);
        if let SignatureAlgorithm::RsaPkcs1(_) = algorithm {
            writer.value(tag::NULL, &[]);
        }
    });
    Some(())
}
