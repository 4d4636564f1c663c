// SPDX-License-Identifier: MIT
//! The text that Mbed TLS 2.28 has for people to read, byte for byte (`mbedtls_x509_crt_info` and its like).
//!
//! What C does not know has the same form here: other kinds of keys and signatures have their name or their number. C
//! gives up on attributes of names of more than 255 octets; here they are shown.

mod crl;
mod crt;
mod csr;

use core::fmt::{self, Write as _};

use purembed_pk::{InvalidKey, PublicKey};

use crate::der::{Oid, Reader, tag};
use crate::pss::PssParameters;

const RSA_ENCRYPTION: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";

/// What C calls signature algorithms, by the contents octets of their identifiers.
const SIGNATURES: [(&[u8], &str); 15] = [
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02", "RSA with MD2"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x03", "RSA with MD4"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", "RSA with MD5"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", "RSA with SHA1"),
    (b"\x2b\x0e\x03\x02\x1d", "RSA with SHA1"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e", "RSA with SHA-224"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", "RSA with SHA-256"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", "RSA with SHA-384"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", "RSA with SHA-512"),
    (b"\x2a\x86\x48\xce\x3d\x04\x01", "ECDSA with SHA1"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x01", "ECDSA with SHA224"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x02", "ECDSA with SHA256"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x03", "ECDSA with SHA384"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x04", "ECDSA with SHA512"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "RSASSA-PSS"),
];

/// `mbedtls_x509_sig_alg_gets`
fn signature(f: &mut fmt::Formatter<'_>, oid: &Oid, pss: Option<&PssParameters>) -> fmt::Result {
    match SIGNATURES.iter().find(|(octets, _)| *octets == oid.as_octets()) {
        Some((_, name)) => f.write_str(name)?,
        None => match crate::algorithm::name(oid) {
            Some(name) => f.write_str(name)?,
            None => write!(f, "{oid}")?,
        },
    }
    pss.map_or(Ok(()), |pss| write!(f, " ({pss})"))
}

/// `mbedtls_x509_serial_gets`: of numbers beyond 32 octets the first 28.
fn serial(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    let shown = if octets.len() <= 32 { octets } else { octets.get(..28).unwrap_or_default() };
    let last = shown.len().saturating_sub(1);
    for (at, octet) in shown.iter().enumerate() {
        if at == 0 && last > 0 && *octet == 0 {
            continue;
        }
        write!(f, "{octet:02X}")?;
        if at != last {
            f.write_char(':')?;
        }
    }
    f.write_str(if shown.len() == octets.len() { "" } else { "...." })
}

/// `RSA key size      : 2048 bits`, with so many characters before the colon.
fn key_size(
    f: &mut fmt::Formatter<'_>,
    width: usize,
    key: Result<&PublicKey, InvalidKey>,
    kind: &Oid,
    bits: &[u8],
) -> fmt::Result {
    let (name, bits) = match key {
        Ok(PublicKey::Rsa(key)) => ("RSA key size", key.key_bits()),
        // The field of secp521r1 is the only one that does not fill its octets.
        Ok(PublicKey::Ecc(key)) if key.key_size() == 66 => ("EC key size", 521),
        Ok(PublicKey::Ecc(key)) => ("EC key size", key.key_size().saturating_mul(8)),
        Ok(key) => ("EC key size", key.key_bits()),
        Err(_) => match modulus_bits(kind, bits) {
            Some(bits) => ("RSA key size", bits),
            None => return write!(f, "{:width$}: {kind}", "key kind"),
        },
    };
    write!(f, "{name:width$}: {bits} bits")
}

/// The size of an RSA key that is too small or too large to be used here, as C counts it: in whole octets.
fn modulus_bits(kind: &Oid, key: &[u8]) -> Option<usize> {
    if kind.as_octets() != RSA_ENCRYPTION {
        return None;
    }
    let modulus = Reader::new(key).sequence().ok()?.expect(tag::INTEGER).ok()?.value;
    let start = modulus.iter().position(|&octet| octet != 0)?;
    modulus.len().checked_sub(start)?.checked_mul(8)
}
