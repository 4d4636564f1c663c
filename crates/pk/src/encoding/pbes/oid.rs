// SPDX-License-Identifier: MIT
//! Object identifiers of encryption with passwords, as content octets without tag and length.

use purembed_cipher::Algorithm as Cipher;
use purembed_hash::Algorithm;

/// id-PBES2, 1.2.840.113549.1.5.13 (RFC 8018 appendix A.4).
pub(super) const PBES2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d";
/// id-PBKDF2, 1.2.840.113549.1.5.12 (RFC 8018 appendix A.2).
pub(super) const PBKDF2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c";
/// id-PBMAC1, 1.2.840.113549.1.5.14 (RFC 8018 appendix A.5).
pub(crate) const PBMAC1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0e";
/// id-scrypt, 1.3.6.1.4.1.11591.4.11 (RFC 7914 section 7).
pub(super) const SCRYPT: &[u8] = b"\x2b\x06\x01\x04\x01\xda\x47\x04\x0b";
/// pkcs-5, 1.2.840.113549.1.5: PBES1 is below it (RFC 8018 appendix A.3).
pub(super) const PKCS5: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05";
/// pkcs-12PbeIds, 1.2.840.113549.1.12.1 (RFC 7292 appendix C).
pub(super) const PKCS12_PBE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01";
/// rc2CBC, 1.2.840.113549.3.2.
pub(super) const RC2_CBC: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x03\x02";

/// digestAlgorithm 2.5 to 2.11, 1.2.840.113549.2 (RFC 8018 appendix B.1), and 2.16.840.1.101.3.4.2.13 to 16 (NIST).
pub(super) const PRFS: [(&[u8], Algorithm); 11] = [
    (b"\x2a\x86\x48\x86\xf7\x0d\x02\x09", Algorithm::SHA256),
    (b"\x2a\x86\x48\x86\xf7\x0d\x02\x06", Algorithm::MD5),
    (b"\x2a\x86\x48\x86\xf7\x0d\x02\x07", Algorithm::SHA1),
    (b"\x2a\x86\x48\x86\xf7\x0d\x02\x08", Algorithm::SHA224),
    (b"\x2a\x86\x48\x86\xf7\x0d\x02\x0a", Algorithm::SHA384),
    (b"\x2a\x86\x48\x86\xf7\x0d\x02\x0b", Algorithm::SHA512),
    (b"\x2a\x86\x48\x86\xf7\x0d\x02\x0d", Algorithm::SHA512_256),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x0d", Algorithm::SHA3_224),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x0e", Algorithm::SHA3_256),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x0f", Algorithm::SHA3_384),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x10", Algorithm::SHA3_512),
];

/// Ciphers whose parameters are an IV: NIST's, RFC 8018 appendix B.2, RFC 3657, RFC 5794.
pub(super) const CBC: [(&[u8], Cipher); 11] = [
    (b"\x60\x86\x48\x01\x65\x03\x04\x01\x02", Cipher::AES_128_CBC),
    (b"\x60\x86\x48\x01\x65\x03\x04\x01\x16", Cipher::AES_192_CBC),
    (b"\x60\x86\x48\x01\x65\x03\x04\x01\x2a", Cipher::AES_256_CBC),
    (b"\x2b\x0e\x03\x02\x07", Cipher::DES_CBC),
    (b"\x2a\x86\x48\x86\xf7\x0d\x03\x07", Cipher::DES_EDE3_CBC),
    (b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x02", Cipher::CAMELLIA_128_CBC),
    (b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x03", Cipher::CAMELLIA_192_CBC),
    (b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01\x04", Cipher::CAMELLIA_256_CBC),
    (b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x02", Cipher::ARIA_128_CBC),
    (b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x07", Cipher::ARIA_192_CBC),
    (b"\x2a\x83\x1a\x8c\x9a\x6e\x01\x01\x0c", Cipher::ARIA_256_CBC),
];

/// Ciphers whose parameters are those of GCM (RFC 5084 section 3.2).
pub(super) const GCM: [(&[u8], Cipher); 3] = [
    (b"\x60\x86\x48\x01\x65\x03\x04\x01\x06", Cipher::AES_128_GCM),
    (b"\x60\x86\x48\x01\x65\x03\x04\x01\x1a", Cipher::AES_192_GCM),
    (b"\x60\x86\x48\x01\x65\x03\x04\x01\x2e", Cipher::AES_256_GCM),
];

/// What a table has for an identifier.
pub(super) fn find<T: Copy>(table: &[(&[u8], T)], oid: &[u8]) -> Option<T> {
    table.iter().find(|(listed, _)| *listed == oid).map(|(_, found)| *found)
}

/// The identifier of what a table has.
pub(super) fn of<T: PartialEq>(table: &[(&'static [u8], T)], value: &T) -> Option<&'static [u8]> {
    table.iter().find(|(_, listed)| listed == value).map(|(oid, _)| *oid)
}
