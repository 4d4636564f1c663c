// SPDX-License-Identifier: MIT
//! C's message digests, with the facade's names.
//!
//! ```
//! use purembed_parity::hashlib;
//!
//! let mut hash = hashlib::md5();
//! hash.update(b"Nobody inspects");
//! hash.update(b" the spammish repetition");
//! assert_eq!(hash.hexdigest(), "bb649c83dd1ea5c9d9dec9a18df0ffe9");
//! ```

use core::fmt;
use core::hash::Hasher;
use core::str::FromStr;
use std::io::{self, Read};
use std::sync::LazyLock;

use mbedtls_sys as sys;
use sys::md_type_t;

use crate::c::{self, Md};

/// A digest algorithm that C has.
#[derive(Clone, Copy)]
pub struct Algorithm {
    kind: md_type_t,
    /// As the facade spells it; C's own is in upper case.
    name: &'static str,
}

macro_rules! algorithms {
    ($($constant:ident $kind:ident $function:ident $doc:literal;)*) => {
        impl Algorithm {
            $(
                #[doc = concat!($doc, ".")]
                pub const $constant: Self = Self { kind: sys::$kind, name: stringify!($function) };
            )*

            /// Every name, for whatever order C lists them in.
            const ALL: &[Self] = &[$(Self::$constant),*];
        }

        $(
            #[doc = concat!("Starts a hash with ", $doc, ".")]
            #[must_use]
            pub fn $function() -> Hash {
                Hash::new(Algorithm::$constant)
            }
        )*
    };
}

algorithms! {
    MD2 MD_MD2 md2 "MD2";
    MD4 MD_MD4 md4 "MD4";
    MD5 MD_MD5 md5 "MD5";
    RIPEMD160 MD_RIPEMD160 ripemd160 "RIPEMD-160";
    SHA1 MD_SHA1 sha1 "SHA-1";
    SHA224 MD_SHA224 sha224 "SHA-224";
    SHA256 MD_SHA256 sha256 "SHA-256";
    SHA384 MD_SHA384 sha384 "SHA-384";
    SHA512 MD_SHA512 sha512 "SHA-512";
}

impl Algorithm {
    /// Every algorithm that is compiled in, in C's order.
    #[must_use]
    pub fn available() -> &'static [Self] {
        static AVAILABLE: LazyLock<Vec<Algorithm>> = LazyLock::new(|| {
            let known = |kind| Algorithm::ALL.iter().copied().find(|algorithm| algorithm.kind == kind);
            c::kinds().into_iter().filter_map(known).collect()
        });
        &AVAILABLE
    }

    /// The name as the facade spells it: `sha256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The length of the digest in bytes.
    #[must_use]
    pub fn digest_size(self) -> usize {
        c::size(self.kind)
    }

    /// The length in bytes of the blocks that the algorithm works on.
    #[must_use]
    pub fn block_size(self) -> usize {
        c::block_size(self.kind)
    }

    /// The content octets of the object identifier, without tag and length.
    #[must_use]
    pub fn oid(self) -> &'static [u8] {
        c::oid(self.kind)
    }

    /// The digest of one piece of data.
    #[must_use]
    pub fn digest(self, data: impl AsRef<[u8]>) -> Digest {
        Hash::new(self).chain(data).finalize()
    }

    pub(crate) const fn kind(self) -> md_type_t {
        self.kind
    }
}

impl PartialEq for Algorithm {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Algorithm {}

impl core::hash::Hash for Algorithm {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.kind.hash(state);
    }
}

impl fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Algorithm({})", self.name)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    /// Reads a name as python-mbedtls does: C's own in any case.
    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        let same = |algorithm: &&Self| c::name(algorithm.kind).eq_ignore_ascii_case(name);
        Self::available().iter().find(same).copied().ok_or(UnknownAlgorithm)
    }
}

/// C has no algorithm of that name.
///
/// Not an [`Error`](crate::Error): C has no number for it, it returns a null pointer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownAlgorithm;

impl fmt::Display for UnknownAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown digest algorithm")
    }
}

impl core::error::Error for UnknownAlgorithm {}

/// The result of a hash.
#[derive(Clone, Copy)]
pub struct Digest {
    bytes: [u8; 64],
    length: usize,
}

impl Digest {
    pub(crate) fn new(algorithm: Algorithm, bytes: [u8; 64]) -> Self {
        Self { bytes, length: algorithm.digest_size() }
    }

    /// The digest as lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.to_string()
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&self.bytes)
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.as_ref() == other.as_ref()
    }
}

impl Eq for Digest {}

impl PartialEq<[u8]> for Digest {
    fn eq(&self, other: &[u8]) -> bool {
        self.as_ref() == other
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A running hash.
#[derive(Clone)]
pub struct Hash {
    algorithm: Algorithm,
    md: Md,
}

impl Hash {
    /// Starts a hash of nothing yet.
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Self {
        Self { algorithm, md: Md::hash(algorithm.kind) }
    }

    /// Takes in more data.
    pub fn update(&mut self, data: impl AsRef<[u8]>) {
        self.md.update(data.as_ref());
    }

    /// Takes in more data and hands the hash on.
    #[must_use]
    pub fn chain(mut self, data: impl AsRef<[u8]>) -> Self {
        self.update(data);
        self
    }

    /// Ends the hash.
    #[must_use]
    pub fn finalize(mut self) -> Digest {
        Digest::new(self.algorithm, self.md.finish())
    }

    /// The digest of what was taken in so far: that of a copy, because C's ends the hash.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.clone().finalize()
    }

    /// What python-mbedtls calls `digest()`: ends the hash in place. What comes out of the hash after that is garbage.
    #[must_use]
    pub fn digest_in_place(&mut self) -> Digest {
        Digest::new(self.algorithm, self.md.finish())
    }

    /// The digest of what was taken in so far, as lower-case hexadecimal digits.
    #[must_use]
    pub fn hexdigest(&self) -> String {
        self.digest().to_hex()
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({})", self.algorithm)
    }
}

impl io::Write for Hash {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.update(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The digest of everything that a reader delivers.
///
/// # Errors
///
/// What the reader returns.
pub fn file_digest(mut file: impl Read, algorithm: Algorithm) -> io::Result<Digest> {
    let mut hash = Hash::new(algorithm);
    io::copy(&mut file, &mut hash)?;
    Ok(hash.finalize())
}

/// Starts a hash by its algorithm's name.
///
/// # Errors
///
/// [`UnknownAlgorithm`] if C has none of that name.
pub fn new(name: &str) -> Result<Hash, UnknownAlgorithm> {
    name.parse().map(Hash::new)
}

/// Every algorithm that is compiled in.
#[must_use]
pub fn algorithms_available() -> &'static [Algorithm] {
    Algorithm::available()
}
