// SPDX-License-Identifier: MIT
//! Object identifiers of keys, as content octets without tag and length.

/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1).
pub(crate) const RSA_ENCRYPTION: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
/// id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480 section 2.1.1).
pub(crate) const EC_PUBLIC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
/// secp256r1, 1.2.840.10045.3.1.7 (RFC 5480 section 2.1.1.1).
pub(crate) const SECP256R1: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
/// secp192r1, 1.2.840.10045.3.1.1 (RFC 5480 section 2.1.1.1).
pub(crate) const SECP192R1: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x01";
/// secp224r1, 1.3.132.0.33 (RFC 5480 section 2.1.1.1).
pub(crate) const SECP224R1: &[u8] = b"\x2b\x81\x04\x00\x21";
/// secp384r1, 1.3.132.0.34 (RFC 5480 section 2.1.1.1).
pub(crate) const SECP384R1: &[u8] = b"\x2b\x81\x04\x00\x22";
/// secp521r1, 1.3.132.0.35 (RFC 5480 section 2.1.1.1).
pub(crate) const SECP521R1: &[u8] = b"\x2b\x81\x04\x00\x23";
/// secp192k1, 1.3.132.0.31 (SEC 2 section A.2).
pub(crate) const SECP192K1: &[u8] = b"\x2b\x81\x04\x00\x1f";
/// secp224k1, 1.3.132.0.32 (SEC 2 section A.2).
pub(crate) const SECP224K1: &[u8] = b"\x2b\x81\x04\x00\x20";
/// secp256k1, 1.3.132.0.10 (SEC 2 section A.2).
pub(crate) const SECP256K1: &[u8] = b"\x2b\x81\x04\x00\x0a";
/// brainpoolP256r1, 1.3.36.3.3.2.8.1.1.7 (RFC 5639 section 4.1).
pub(crate) const BRAINPOOLP256R1: &[u8] = b"\x2b\x24\x03\x03\x02\x08\x01\x01\x07";
/// brainpoolP384r1, 1.3.36.3.3.2.8.1.1.11 (RFC 5639 section 4.1).
pub(crate) const BRAINPOOLP384R1: &[u8] = b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b";
/// brainpoolP512r1, 1.3.36.3.3.2.8.1.1.13 (RFC 5639 section 4.1).
pub(crate) const BRAINPOOLP512R1: &[u8] = b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d";
/// id-X25519, 1.3.101.110 (RFC 8410 section 3).
pub(crate) const X25519: &[u8] = b"\x2b\x65\x6e";
/// id-X448, 1.3.101.111 (RFC 8410 section 3).
pub(crate) const X448: &[u8] = b"\x2b\x65\x6f";
/// id-Ed25519, 1.3.101.112 (RFC 8410 section 3).
pub(crate) const ED25519: &[u8] = b"\x2b\x65\x70";
/// id-Ed448, 1.3.101.113 (RFC 8410 section 3).
pub(crate) const ED448: &[u8] = b"\x2b\x65\x71";
