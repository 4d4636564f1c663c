// SPDX-License-Identifier: MIT
//! The choice of a signature scheme.

use purembed_hash::Algorithm;

/// A signature scheme with its digest. The numbers that stand for it on a wire are the business of each protocol.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1(Algorithm),
    /// RSASSA-PSS (RFC 8017 section 8.1) with MGF1 of the same digest and a salt of the digest's length.
    RsaPss(Algorithm),
    /// ECDSA (FIPS 186-5 section 6), on the curve of the key, as DER.
    Ecdsa(Algorithm),
    /// Ed25519 (RFC 8032 section 5.1), which has its own digest.
    Ed25519,
}
