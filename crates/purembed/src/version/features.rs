// SPDX-License-Identifier: MIT
//! What purembed has, by the names of Mbed TLS's configuration.

use crate::hashlib::Algorithm;

/// Tells whether a name without its prefix is in the table, and compiled in.
pub(super) fn has(name: &str) -> bool {
    FEATURES.iter().any(|(feature, there)| *feature == name && there.holds())
}

/// On what a feature depends.
enum There {
    /// On nothing.
    Always,
    /// On a cargo feature.
    If(bool),
    /// On whether there is a digest of that name.
    Digest(&'static str),
}

impl There {
    fn holds(&self) -> bool {
        match self {
            Self::Always => true,
            Self::If(there) => *there,
            Self::Digest(name) => name.parse::<Algorithm>().is_ok(),
        }
    }
}

use There::{Always, Digest, If};

const X509: There = If(cfg!(feature = "x509"));
const TLS: There = If(cfg!(feature = "tls"));

/// In alphabetical order. What is here in part only is not in the table.
const FEATURES: &[(&str, There)] = &[
    ("AES_C", Always),
    ("ARC4_C", Always),
    ("ARIA_C", Always),
    ("BASE64_C", Always),
    ("BLOWFISH_C", Always),
    ("CAMELLIA_C", Always),
    ("CCM_C", Always),
    ("CHACHA20_C", Always),
    ("CHACHAPOLY_C", Always),
    ("CIPHER_C", Always),
    ("CIPHER_MODE_CBC", Always),
    ("CIPHER_MODE_CFB", Always),
    ("CIPHER_MODE_CTR", Always),
    ("CIPHER_MODE_OFB", Always),
    ("CIPHER_MODE_XTS", Always),
    ("CIPHER_PADDING_ONE_AND_ZEROS", Always),
    ("CIPHER_PADDING_PKCS7", Always),
    ("CIPHER_PADDING_ZEROS", Always),
    ("CIPHER_PADDING_ZEROS_AND_LEN", Always),
    ("CMAC_C", Always),
    ("CTR_DRBG_C", Always),
    ("DES_C", Always),
    ("ECDH_C", Always),
    ("ECDSA_C", Always),
    ("ECDSA_DETERMINISTIC", Always),
    ("ECP_C", Always),
    ("ECP_DP_CURVE25519_ENABLED", Always),
    ("ECP_DP_SECP256R1_ENABLED", Always),
    ("ECP_DP_SECP384R1_ENABLED", Always),
    ("ENTROPY_C", If(cfg!(feature = "os-rng"))),
    ("GCM_C", Always),
    ("GENPRIME", Always),
    ("HKDF_C", Always),
    ("HMAC_DRBG_C", Always),
    ("KEY_EXCHANGE_ECDHE_ECDSA_ENABLED", TLS),
    ("KEY_EXCHANGE_ECDHE_RSA_ENABLED", TLS),
    ("MD2_C", Digest("md2")),
    ("MD4_C", Digest("md4")),
    ("MD5_C", Digest("md5")),
    ("MD_C", Always),
    ("NIST_KW_C", Always),
    ("PEM_PARSE_C", Always),
    ("PEM_WRITE_C", Always),
    ("PK_C", Always),
    ("PK_PARSE_C", Always),
    ("PK_WRITE_C", Always),
    ("POLY1305_C", Always),
    ("RIPEMD160_C", Digest("ripemd160")),
    ("RSA_C", Always),
    ("SHA1_C", Digest("sha1")),
    ("SHA224_C", Digest("sha224")),
    ("SHA256_C", Digest("sha256")),
    ("SHA384_C", Digest("sha384")),
    ("SHA3_C", Digest("sha3_256")),
    ("SHA512_C", Digest("sha512")),
    ("SSL_ALPN", TLS),
    ("SSL_CLI_C", TLS),
    ("SSL_EXTENDED_MASTER_SECRET", TLS),
    ("SSL_PROTO_TLS1_2", TLS),
    ("SSL_PROTO_TLS1_3", TLS),
    ("SSL_SESSION_TICKETS", TLS),
    ("SSL_SRV_C", TLS),
    ("SSL_TLS_C", TLS),
    ("VERSION_C", Always),
    ("VERSION_FEATURES", Always),
    ("X509_CHECK_EXTENDED_KEY_USAGE", X509),
    ("X509_CHECK_KEY_USAGE", X509),
    ("X509_CREATE_C", X509),
    ("X509_CRT_PARSE_C", X509),
    ("X509_CRT_WRITE_C", X509),
    ("X509_CSR_PARSE_C", X509),
    ("X509_CSR_WRITE_C", X509),
    ("X509_RSASSA_PSS_SUPPORT", X509),
    ("X509_USE_C", X509),
];

#[cfg(test)]
mod tests {
    use super::FEATURES;

    #[test]
    fn the_table_is_in_order_and_without_repetition() {
        assert!(FEATURES.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
