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
//! | `hashlib.md2()`, `hashlib.md4()` | the same | only with the cargo features `md2`, `md4` |
//! | `hashlib.sha256(b"…").digest()` | [`Sha256::digest`] | an array; one type per digest |
//! | `h.digest()`, `h.hexdigest()` | [`Hash::digest`], [`Hash::hexdigest`] | may be called again; updates may follow |
//! | `h.copy()` | `h.clone()` | |
//! | `h.name`, `h.digest_size`, `h.block_size` | [`Hash::algorithm`] has them | a copy's block size is right |
//! | `hashlib.algorithms_available` | [`algorithms_available()`] | handles; none is missing |

#[cfg(feature = "md2")]
pub use purembed_hash::Md2;
#[cfg(feature = "md4")]
pub use purembed_hash::Md4;
#[cfg(feature = "std")]
pub use purembed_hash::file_digest;
pub use purembed_hash::{Algorithm, Digest, Hash, UnknownAlgorithm};
pub use purembed_hash::{
    Md5, Ripemd160, Sha1, Sha3_224, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512, Sha512_256,
};

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
    ($($(#[$gate:meta])* $function:ident $constant:ident $doc:literal;)*) => {
        $(
            $(#[$gate])*
            #[doc = concat!("Starts ", $doc, " hash.")]
            #[must_use]
            pub fn $function() -> Hash {
                Hash::new(Algorithm::$constant)
            }
        )*
    };
}

constructors! {
    #[cfg(feature = "md2")]
    md2 MD2 "an MD2";
    #[cfg(feature = "md4")]
    md4 MD4 "an MD4";
    md5 MD5 "an MD5";
    ripemd160 RIPEMD160 "a RIPEMD-160";
    sha1 SHA1 "a SHA-1";
    sha224 SHA224 "a SHA-224";
    sha256 SHA256 "a SHA-256";
    sha384 SHA384 "a SHA-384";
    sha512 SHA512 "a SHA-512";
    sha512_256 SHA512_256 "a SHA-512/256";
    sha3_224 SHA3_224 "a SHA3-224";
    sha3_256 SHA3_256 "a SHA3-256";
    sha3_384 SHA3_384 "a SHA3-384";
    sha3_512 SHA3_512 "a SHA3-512";
}
