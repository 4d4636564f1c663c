// SPDX-License-Identifier: MIT
//! Which purembed this is, and what it has.
//!
//! ```
//! use purembed::version;
//!
//! let (major, minor, micro) = version::version_info();
//! assert_eq!(version::VERSION, format!("{major}.{minor}.{micro}"));
//! assert!(version::has_feature("sha256"));
//! ```
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `version.version` | [`version()`] | `"purembed …"` instead of `"Mbed TLS …"` |
//! | `version.version_info` | [`version_info()`] | a plain tuple |
//! | `version.has_feature(name)` | [`has_feature`] | about purembed, and any text is an answer |

mod features;

/// The version as text.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version with the name before it.
#[doc(alias = "version_get_string_full")]
#[must_use]
pub const fn version() -> &'static str {
    concat!("purembed ", env!("CARGO_PKG_VERSION"))
}

/// The version as numbers: major, minor, micro.
#[must_use]
pub const fn version_info() -> (u16, u16, u16) {
    (
        number(env!("CARGO_PKG_VERSION_MAJOR")),
        number(env!("CARGO_PKG_VERSION_MINOR")),
        number(env!("CARGO_PKG_VERSION_PATCH")),
    )
}

/// Tells whether purembed has what Mbed TLS calls so in its configuration.
///
/// As in Python, case does not matter, the prefix `MBEDTLS_` may be missing, and so may `_C` at the end. Unknown names
/// are features that purembed does not have. It has a feature if it has all of what Python's users could reach of it:
/// `PKCS1_V21` stays false while there are PSS signatures but no OAEP. `SHA224` and `SHA384` are true here; Mbed TLS
/// 2.28 has the digests, but no such names.
///
/// ```
/// use purembed::version::has_feature;
///
/// assert!(has_feature("MBEDTLS_HKDF_C") && has_feature("hkdf_c") && has_feature("hkdf"));
/// assert!(!has_feature("havege") && !has_feature("no such thing"));
/// ```
#[must_use]
pub fn has_feature(feature: &str) -> bool {
    let name = feature.to_ascii_uppercase();
    let name = name.strip_prefix("MBEDTLS_").unwrap_or(&name);
    features::has(name) || !name.ends_with("_C") && features::has(&alloc::format!("{name}_C"))
}

/// Reads digits; cargo guarantees that there is nothing else.
const fn number(digits: &str) -> u16 {
    let mut rest = digits.as_bytes();
    let mut number = 0;
    while let [digit, after @ ..] = rest {
        number = number * 10 + (*digit - b'0') as u16;
        rest = after;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        for name in ["MBEDTLS_SHA256_C", "sha256_c", "Sha256", "mbedtls_sha256", "MBEDTLS_SHA256"] {
            assert!(has_feature(name), "{name}");
        }
        // Without `_C` in Mbed TLS too.
        assert!(has_feature("ecp_dp_secp256r1_enabled"));
        assert!(has_feature("sha224") && has_feature("sha384"), "digests that Mbed TLS has no name for");
        for name in [
            "",
            "_C",
            "MBEDTLS_",
            "mbedtls_mbedtls_sha256",
            "sha256_c_c",
            "sha",
            "havege",
            "ünï",
            "ssl_proto_ssl3",
        ] {
            assert!(!has_feature(name), "{name}");
        }
    }

    #[test]
    fn the_version_is_cargos() {
        assert_eq!(version(), std::format!("purembed {VERSION}"));
    }
}
