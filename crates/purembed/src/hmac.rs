// SPDX-License-Identifier: MIT
//! Message authentication with a shared key (RFC 2104). With a block cipher in the place of the digest it is
//! [`Cmac`](crate::cipher::Cmac).
//!
//! # Examples
//!
//! ```
//! use purembed::hmac;
//!
//! let tag = hmac::sha256(b"key").chain(b"Nobody inspects the spammish repetition").finalize();
//!
//! let mut again = hmac::sha256(b"key");
//! again.update(b"Nobody inspects");
//! again.update(b" the spammish repetition");
//! again.verify(tag.as_ref())?;
//! # Ok::<(), hmac::InvalidTag>(())
//! ```
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `hmac.sha256(key)` | [`sha256(key)`](sha256) | |
//! | `hmac.new(key, digestmod="sha256")` | [`new(key, Algorithm::SHA256)`](new) | no default digest (it was MD5) |
//! | `h.digest()` | [`Hmac::digest`] | changes nothing; Python's starts the next message |
//! | `h.digest() == tag` | [`Hmac::verify`] | constant time |

pub use purembed_hmac::{Algorithm, Hmac, InvalidTag, Key, Tag};

/// Starts an HMAC.
#[must_use]
pub fn new(key: &[u8], digestmod: Algorithm) -> Hmac {
    Hmac::new(key, digestmod)
}

macro_rules! constructors {
    ($($(#[$gate:meta])* $function:ident $constant:ident $doc:literal;)*) => {
        $(
            $(#[$gate])*
            #[doc = concat!("Starts an HMAC with ", $doc, ".")]
            #[must_use]
            pub fn $function(key: &[u8]) -> Hmac {
                Hmac::new(key, Algorithm::$constant)
            }
        )*
    };
}

constructors! {
    #[cfg(feature = "md2")]
    md2 MD2 "MD2";
    #[cfg(feature = "md4")]
    md4 MD4 "MD4";
    md5 MD5 "MD5";
    ripemd160 RIPEMD160 "RIPEMD-160";
    sha1 SHA1 "SHA-1";
    sha224 SHA224 "SHA-224";
    sha256 SHA256 "SHA-256";
    sha384 SHA384 "SHA-384";
    sha512 SHA512 "SHA-512";
    sha512_256 SHA512_256 "SHA-512/256";
    sha3_224 SHA3_224 "SHA3-224";
    sha3_256 SHA3_256 "SHA3-256";
    sha3_384 SHA3_384 "SHA3-384";
    sha3_512 SHA3_512 "SHA3-512";
}
