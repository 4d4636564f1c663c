// SPDX-License-Identifier: MIT
//! Message digests (PEP 452).
//!
//! # Examples
//!
//! ```
//! use purembed::hashlib;
//!
//! let mut hash = hashlib::md5();
//! hash.update(b"Nobody inspects");
//! hash.update(b" the spammish repetition");
//! assert_eq!(hash.hexdigest(), "bb649c83dd1ea5c9d9dec9a18df0ffe9");
//!
//! assert_eq!(
//!     hashlib::sha224().chain(b"Nobody inspects the spammish repetition").hexdigest(),
//!     "a4337bc45a8fc544c03f52dc550cd6e1e87021bc896588bd79e901e2"
//! );
//! ```
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `hashlib.sha256()` | [`sha256()`] | |
//! | `hashlib.sha256(b"…")` | [`sha256()`]`.chain(b"…")` | |
//! | `hashlib.new("sha256")` | [`new("sha256")`](new) | an unknown name is an `Err` |
//! | `h.digest()`, `h.hexdigest()` | [`Hash::digest`], [`Hash::hexdigest`] | may be called again; updates may follow |
//! | `h.copy()` | `h.clone()` | |
//! | `hashlib.algorithms_available` | [`algorithms_available()`] | handles; none is missing |

#[cfg(feature = "std")]
pub use purembed_hash::file_digest;
pub use purembed_hash::{Algorithm, Digest, Hash, UnknownAlgorithm};

/// Starts a hash by its algorithm's name, in any usual spelling.
///
/// # Errors
///
/// [`UnknownAlgorithm`] if this build has none of that name.
///
/// ```
/// use purembed::hashlib;
///
/// assert_eq!(hashlib::new("SHA-256")?.algorithm(), hashlib::Algorithm::SHA256);
/// assert!(hashlib::new("sha3000").is_err());
/// # Ok::<(), hashlib::UnknownAlgorithm>(())
/// ```
pub fn new(name: &str) -> Result<Hash, UnknownAlgorithm> {
    name.parse().map(Hash::new)
}

/// Every algorithm of this build.
#[must_use]
pub fn algorithms_available() -> &'static [Algorithm] {
    Algorithm::available()
}

macro_rules! constructors {
    ($($function:ident $constant:ident $doc:literal;)*) => {
        $(
            #[doc = concat!("Starts ", $doc, " hash.")]
            #[must_use]
            pub fn $function() -> Hash {
                Hash::new(Algorithm::$constant)
            }
        )*
    };
}

constructors! {
    md5 MD5 "an MD5";
    sha1 SHA1 "a SHA-1";
    sha224 SHA224 "a SHA-224";
    sha256 SHA256 "a SHA-256";
    sha384 SHA384 "a SHA-384";
    sha512 SHA512 "a SHA-512";
}
