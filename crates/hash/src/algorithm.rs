// SPDX-License-Identifier: MIT
//! The handle that names a digest.

use core::fmt;
use core::str::FromStr;

use crate::digest::Digest;
use crate::hash::{Hash, State};

/// A digest algorithm, chosen at run time.
///
/// Two words wide and `Copy`: names, sizes and OID are resolved once, where the algorithm is chosen.
///
/// ```
/// use purembed_hash::Algorithm;
///
/// let algorithm: Algorithm = "SHA-256".parse()?;
/// assert_eq!(algorithm, Algorithm::SHA256);
/// assert_eq!(algorithm.name(), "sha256");
/// assert_eq!(algorithm.digest_size(), 32);
/// # Ok::<(), purembed_hash::UnknownAlgorithm>(())
/// ```
#[derive(Clone, Copy)]
pub struct Algorithm(&'static Descriptor);

/// One row per algorithm; adding one means a row here, a line in [`ROWS`] and its vectors.
struct Descriptor {
    name: &'static str,
    digest_size: usize,
    block_size: usize,
    /// The content octets of the OBJECT IDENTIFIER.
    oid: &'static [u8],
    start: fn() -> State,
}

static ROWS: [Algorithm; 6] = [
    Algorithm::MD5,
    Algorithm::SHA1,
    Algorithm::SHA224,
    Algorithm::SHA256,
    Algorithm::SHA384,
    Algorithm::SHA512,
];

impl Algorithm {
    /// MD5 (RFC 1321): 16 bytes. Collisions are made in seconds.
    pub const MD5: Self = Self(&Descriptor {
        name: "md5",
        digest_size: 16,
        block_size: 64,
        oid: &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05],
        start: State::md5,
    });

    /// SHA-1 (FIPS 180-4): 20 bytes. Collisions have been made.
    pub const SHA1: Self = Self(&Descriptor {
        name: "sha1",
        digest_size: 20,
        block_size: 64,
        oid: &[0x2b, 0x0e, 0x03, 0x02, 0x1a],
        start: State::sha1,
    });

    /// SHA-224 (FIPS 180-4): 28 bytes.
    pub const SHA224: Self = Self(&Descriptor {
        name: "sha224",
        digest_size: 28,
        block_size: 64,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04],
        start: State::sha224,
    });

    /// SHA-256 (FIPS 180-4): 32 bytes.
    pub const SHA256: Self = Self(&Descriptor {
        name: "sha256",
        digest_size: 32,
        block_size: 64,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01],
        start: State::sha256,
    });

    /// SHA-384 (FIPS 180-4): 48 bytes.
    pub const SHA384: Self = Self(&Descriptor {
        name: "sha384",
        digest_size: 48,
        block_size: 128,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02],
        start: State::sha384,
    });

    /// SHA-512 (FIPS 180-4): 64 bytes.
    pub const SHA512: Self = Self(&Descriptor {
        name: "sha512",
        digest_size: 64,
        block_size: 128,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03],
        start: State::sha512,
    });

    /// Every algorithm of this build.
    #[doc(alias = "algorithms_available")]
    #[must_use]
    pub fn available() -> &'static [Self] {
        &ROWS
    }

    /// The name in lower case without hyphens, as Python spells it: `sha256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The length of the digest in bytes.
    #[must_use]
    pub const fn digest_size(self) -> usize {
        self.0.digest_size
    }

    /// The length in bytes of the blocks that the algorithm works on.
    #[must_use]
    pub const fn block_size(self) -> usize {
        self.0.block_size
    }

    /// The content octets of the object identifier, without tag and length.
    #[must_use]
    pub const fn oid(self) -> &'static [u8] {
        self.0.oid
    }

    /// The digest of one piece of data.
    ///
    /// ```
    /// use purembed_hash::Algorithm;
    ///
    /// assert_eq!(Algorithm::MD5.digest(b"abc").to_hex(), "900150983cd24fb0d6963f7d28e17f72");
    /// ```
    #[must_use]
    pub fn digest(self, data: impl AsRef<[u8]>) -> Digest {
        Hash::new(self).chain(data).finalize()
    }

    pub(crate) fn start(self) -> State {
        (self.0.start)()
    }
}

impl PartialEq for Algorithm {
    fn eq(&self, other: &Self) -> bool {
        // By name, not by address: constants have no address of their own.
        self.0.name == other.0.name
    }
}

impl Eq for Algorithm {}

impl core::hash::Hash for Algorithm {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Algorithm({})", self.0.name)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    /// Reads Python's, OpenSSL's and Mbed TLS's spellings: `sha256`, `SHA256`, `SHA-256`, `sha2-256`.
    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        ROWS.iter().copied().find(|row| same_name(name, row.0.name)).ok_or(UnknownAlgorithm)
    }
}

/// Compares without regard to case and hyphens, and with OpenSSL's `sha2-` for `sha`.
fn same_name(given: &str, name: &str) -> bool {
    let plain = |text: &str, name: &str| {
        let letters = text.bytes().filter(|&byte| byte != b'-' && byte != b'_');
        letters.map(|byte| byte.to_ascii_lowercase()).eq(name.bytes())
    };
    let sha2 = |text: &str| {
        let (family, size) = text.split_at_checked(5)?;
        let size = (family.eq_ignore_ascii_case("sha2-") && size.len() == 3).then_some(size)?;
        Some(plain(size, name.strip_prefix("sha")?))
    };
    plain(given, name) || sha2(given).unwrap_or(false)
}

/// No algorithm of this build has that name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownAlgorithm;

impl fmt::Display for UnknownAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown digest algorithm; available are")?;
        for (i, algorithm) in ROWS.iter().enumerate() {
            write!(f, "{} {algorithm}", if i == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl core::error::Error for UnknownAlgorithm {}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn names_are_read_in_every_usual_spelling() {
        for (text, algorithm) in [
            ("md5", Algorithm::MD5),
            ("MD5", Algorithm::MD5),
            ("SHA-1", Algorithm::SHA1),
            ("sha1", Algorithm::SHA1),
            ("SHA2-256", Algorithm::SHA256),
            ("SHA512", Algorithm::SHA512),
            ("sha_384", Algorithm::SHA384),
        ] {
            assert_eq!(text.parse(), Ok(algorithm), "{text}");
        }
        for text in ["", "sha", "sha2-", "sha2-1", "sha-2-2567", "md6", "sh\u{e4}256"] {
            assert_eq!(text.parse::<Algorithm>(), Err(UnknownAlgorithm), "{text}");
        }
        let message = UnknownAlgorithm.to_string();
        assert!(message.ends_with("available are md5, sha1, sha224, sha256, sha384, sha512"), "{message}");
    }

    #[test]
    fn the_rows_describe_what_they_start() {
        for &algorithm in Algorithm::available() {
            assert_eq!(algorithm.digest(b"").as_ref().len(), algorithm.digest_size());
            assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
            assert!(format!("{algorithm:?}").contains(algorithm.name()));
        }
    }
}
