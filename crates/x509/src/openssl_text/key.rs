// SPDX-License-Identifier: MIT
//! Public keys.

use alloc::string::String;
use core::fmt::{self, Write as _};

use super::rows;
use crate::der::{Oid, Reader, tag};

/// What OpenSSL and NIST call curves, their size in bits, by the contents octets of their identifiers.
const CURVES: [(&[u8], &str, &str, usize); 11] = [
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x01", "prime192v1", "P-192", 192),
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x07", "prime256v1", "P-256", 256),
    (b"\x2b\x81\x04\x00\x1f", "secp192k1", "", 192),
    (b"\x2b\x81\x04\x00\x20", "secp224k1", "", 224),
    (b"\x2b\x81\x04\x00\x21", "secp224r1", "P-224", 224),
    (b"\x2b\x81\x04\x00\x0a", "secp256k1", "", 256),
    (b"\x2b\x81\x04\x00\x22", "secp384r1", "P-384", 384),
    (b"\x2b\x81\x04\x00\x23", "secp521r1", "P-521", 521),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x07", "brainpoolP256r1", "", 256),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", "brainpoolP384r1", "", 384),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", "brainpoolP512r1", "", 512),
];

/// Kinds of keys that are nothing but octets.
const OCTETS: [(&[u8], &str); 4] = [
    (b"\x2b\x65\x6e", "X25519"),
    (b"\x2b\x65\x6f", "X448"),
    (b"\x2b\x65\x70", "ED25519"),
    (b"\x2b\x65\x71", "ED448"),
];

/// Writes the key, from its DER and the contents of the BIT STRING therein.
pub(super) fn write(out: &mut String, der: &[u8], bits: &[u8]) -> fmt::Result {
    let identifier = || -> Option<(Oid, Option<Oid>)> {
        let mut identifier = Reader::new(der).sequence().ok()?.sequence().ok()?;
        let oid = identifier.expect(tag::OID).ok()?.oid().ok()?;
        let curve = identifier.optional(tag::OID).ok().flatten().and_then(|tlv| tlv.oid().ok());
        Some((oid, curve))
    };
    let Some((oid, curve)) = identifier() else { return Ok(()) };
    writeln!(out, "        Subject Public Key Info:")?;
    out.write_str("            Public Key Algorithm: ")?;
    if let Some((_, name)) = OCTETS.iter().find(|(octets, _)| *octets == oid.as_octets()) {
        writeln!(out, "{name}\n                {name} Public-Key:\n                pub:")?;
        return rows(out, bits, 15, 20);
    }
    match oid.as_octets() {
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01" => rsa(out, "rsaEncryption", bits),
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a" => rsa(out, "rsassaPss", bits),
        b"\x2a\x86\x48\xce\x3d\x02\x01" => curve_point(out, curve.as_ref(), bits),
        _ => {
            writeln!(out, "{oid}\n                Public-Key:")?;
            rows(out, bits, 15, 20)
        }
    }
}

fn rsa(out: &mut String, name: &str, bits: &[u8]) -> fmt::Result {
    writeln!(out, "{name}")?;
    let numbers = || -> Option<(&[u8], &[u8])> {
        let mut key = Reader::new(bits).sequence().ok()?;
        Some((key.expect(tag::INTEGER).ok()?.value, key.expect(tag::INTEGER).ok()?.value))
    };
    let Some((modulus, exponent)) = numbers() else {
        return writeln!(out, "            Unable to load Public Key");
    };
    let length = match modulus {
        [0, rest @ ..] => rest,
        all => all,
    };
    let unused = length.first().map_or(0, |first| first.leading_zeros());
    let size = length.len().saturating_mul(8).saturating_sub(usize::try_from(unused).unwrap_or(0));
    writeln!(out, "                Public-Key: ({size} bit)")?;
    writeln!(out, "                Modulus:")?;
    rows(out, modulus, 15, 20)?;
    let small = exponent
        .iter()
        .try_fold(0_u64, |number, octet| number.checked_mul(0x100)?.checked_add(u64::from(*octet)));
    match small {
        Some(number) => writeln!(out, "                Exponent: {number} ({number:#x})"),
        None => {
            writeln!(out, "                Exponent:")?;
            rows(out, exponent, 15, 20)
        }
    }
}

fn curve_point(out: &mut String, curve: Option<&Oid>, bits: &[u8]) -> fmt::Result {
    writeln!(out, "id-ecPublicKey")?;
    let known = CURVES.iter().find(|(octets, ..)| curve.is_some_and(|curve| *octets == curve.as_octets()));
    match known {
        Some((.., size)) => writeln!(out, "                Public-Key: ({size} bit)")?,
        None => writeln!(out, "                Public-Key:")?,
    }
    writeln!(out, "                pub:")?;
    rows(out, bits, 15, 20)?;
    match (known, curve) {
        (Some((_, name, nist, _)), _) => {
            writeln!(out, "                ASN1 OID: {name}")?;
            if nist.is_empty() { Ok(()) } else { writeln!(out, "                NIST CURVE: {nist}") }
        }
        (None, Some(curve)) => writeln!(out, "                ASN1 OID: {curve}"),
        (None, None) => writeln!(out, "                explicit parameters"),
    }
}
