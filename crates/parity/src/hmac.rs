// SPDX-License-Identifier: MIT
//! C's HMAC, with the facade's names.
//!
//! ```
//! use purembed_parity::hmac;
//!
//! let tag = hmac::sha256(b"key").chain(b"message").finalize();
//! assert!(hmac::sha256(b"key").chain(b"message").verify(tag.as_ref()).is_ok());
//! assert!(hmac::sha256(b"key").chain(b"massage").verify(tag.as_ref()).is_err());
//! ```

use core::fmt;
use std::io;

use crate::c::Md;
pub use crate::hashlib::Algorithm;
use crate::hashlib::Digest;

/// The result of an HMAC. For tests: compared as bytes, not in constant time.
#[derive(Clone, Eq, PartialEq)]
pub struct Tag(Digest);

impl Tag {
    /// The tag as lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.to_hex()
    }
}

impl AsRef<[u8]> for Tag {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl PartialEq<[u8]> for Tag {
    fn eq(&self, other: &[u8]) -> bool {
        self.0 == *other
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({} bytes)", self.as_ref().len())
    }
}

/// The tag does not belong to the message under this key.
///
/// Not an [`Error`](crate::Error): C leaves the comparison to the caller.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidTag;

impl fmt::Display for InvalidTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("message authentication code does not match")
    }
}

impl core::error::Error for InvalidTag {}

/// A running HMAC.
#[derive(Clone)]
pub struct Hmac {
    algorithm: Algorithm,
    md: Md,
}

impl Hmac {
    /// Starts with a key.
    #[must_use]
    pub fn new(key: &[u8], digestmod: Algorithm) -> Self {
        Self { algorithm: digestmod, md: Md::hmac(digestmod.kind(), key) }
    }

    /// Starts with a prepared key.
    #[must_use]
    pub fn with_key(key: &Key) -> Self {
        key.0.clone()
    }

    /// Takes in more of the message.
    pub fn update(&mut self, data: impl AsRef<[u8]>) {
        self.md.update(data.as_ref());
    }

    /// Takes in more of the message and hands the HMAC on.
    #[must_use]
    pub fn chain(mut self, data: impl AsRef<[u8]>) -> Self {
        self.update(data);
        self
    }

    /// Ends the HMAC.
    #[must_use]
    pub fn finalize(mut self) -> Tag {
        Tag(Digest::new(self.algorithm, self.md.finish()))
    }

    /// Ends the HMAC and checks a tag against it.
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right and has its full length.
    pub fn verify(self, tag: &[u8]) -> Result<(), InvalidTag> {
        if self.finalize() == *tag { Ok(()) } else { Err(InvalidTag) }
    }

    /// The tag of the message so far: that of a copy, because C's ends the HMAC.
    #[must_use]
    pub fn digest(&self) -> Tag {
        self.clone().finalize()
    }

    /// What python-mbedtls calls `digest()`: ends this message, and starts the next under the same key.
    #[must_use]
    pub fn digest_and_reset(&mut self) -> Tag {
        let tag = Tag(Digest::new(self.algorithm, self.md.finish()));
        self.md.reset();
        tag
    }

    /// The tag of the message so far, as lower-case hexadecimal digits.
    #[must_use]
    pub fn hexdigest(&self) -> String {
        self.digest().to_hex()
    }

    /// The digest.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl fmt::Debug for Hmac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hmac(HMAC-{}, ..)", self.algorithm)
    }
}

impl io::Write for Hmac {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.update(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A key for many messages: a keyed context to copy from.
#[derive(Clone, Debug)]
pub struct Key(Hmac);

impl Key {
    /// Prepares a key of any length, also an empty one.
    #[must_use]
    pub fn new(digestmod: Algorithm, key: &[u8]) -> Self {
        Self(Hmac::new(key, digestmod))
    }

    /// The tag of one message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Tag {
        Hmac::with_key(self).chain(message).finalize()
    }

    /// Checks the tag of one message.
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right and has its full length.
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> Result<(), InvalidTag> {
        Hmac::with_key(self).chain(message).verify(tag)
    }

    /// The digest.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }
}

/// Starts an HMAC.
#[must_use]
pub fn new(key: &[u8], digestmod: Algorithm) -> Hmac {
    Hmac::new(key, digestmod)
}

macro_rules! constructors {
    ($($function:ident $constant:ident $doc:literal;)*) => {
        $(
            #[doc = concat!("Starts an HMAC with ", $doc, ".")]
            #[must_use]
            pub fn $function(key: &[u8]) -> Hmac {
                Hmac::new(key, Algorithm::$constant)
            }
        )*
    };
}

constructors! {
    md2 MD2 "MD2";
    md4 MD4 "MD4";
    md5 MD5 "MD5";
    ripemd160 RIPEMD160 "RIPEMD-160";
    sha1 SHA1 "SHA-1";
    sha224 SHA224 "SHA-224";
    sha256 SHA256 "SHA-256";
    sha384 SHA384 "SHA-384";
    sha512 SHA512 "SHA-512";
}
