// SPDX-License-Identifier: MIT
//! The handle that names a digest.

use core::fmt;
use core::str::FromStr;

use crate::digest::Digest;
use crate::hash::{Start, State};
use crate::typed;

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

/// One row per algorithm; adding one means a row here, a line in [`ROWS`], its type and its vectors.
struct Descriptor {
    name: &'static str,
    digest_size: usize,
    block_size: usize,
    /// The content octets of the OBJECT IDENTIFIER.
    oid: &'static [u8],
    /// In lower case, with `-` for every separator.
    spellings: &'static [&'static str],
    start: fn() -> State,
    one_shot: fn(&[u8]) -> Digest,
}

static ROWS: &[Algorithm] = &[
    #[cfg(feature = "md2")]
    Algorithm::MD2,
    #[cfg(feature = "md4")]
    Algorithm::MD4,
    Algorithm::MD5,
    Algorithm::RIPEMD160,
    Algorithm::SHA1,
    Algorithm::SHA224,
    Algorithm::SHA256,
    Algorithm::SHA384,
    Algorithm::SHA512,
    Algorithm::SHA512_256,
    Algorithm::SHA3_224,
    Algorithm::SHA3_256,
    Algorithm::SHA3_384,
    Algorithm::SHA3_512,
];

impl Algorithm {
    /// MD2 (RFC 1319): 16 bytes. Broken; for files that still have it.
    #[cfg(feature = "md2")]
    pub const MD2: Self = Self(&Descriptor {
        name: "md2",
        digest_size: 16,
        block_size: 16,
        oid: &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x02],
        spellings: &["md2"],
        start: typed::Md2::start,
        one_shot: typed::Md2::one_shot,
    });

    /// MD4 (RFC 1320): 16 bytes. Broken by hand; for files that still have it.
    #[cfg(feature = "md4")]
    pub const MD4: Self = Self(&Descriptor {
        name: "md4",
        digest_size: 16,
        block_size: 64,
        oid: &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x04],
        spellings: &["md4"],
        start: typed::Md4::start,
        one_shot: typed::Md4::one_shot,
    });

    /// MD5 (RFC 1321): 16 bytes. Collisions are made in seconds.
    pub const MD5: Self = Self(&Descriptor {
        name: "md5",
        digest_size: 16,
        block_size: 64,
        oid: &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05],
        spellings: &["md5"],
        start: typed::Md5::start,
        one_shot: typed::Md5::one_shot,
    });

    /// RIPEMD-160 (Dobbertin, Bosselaers, Preneel 1996): 20 bytes.
    pub const RIPEMD160: Self = Self(&Descriptor {
        name: "ripemd160",
        digest_size: 20,
        block_size: 64,
        oid: &[0x2b, 0x24, 0x03, 0x02, 0x01],
        spellings: &["ripemd160", "ripemd-160", "rmd160", "ripemd"],
        start: typed::Ripemd160::start,
        one_shot: typed::Ripemd160::one_shot,
    });

    /// SHA-1 (FIPS 180-4): 20 bytes. Collisions have been made.
    pub const SHA1: Self = Self(&Descriptor {
        name: "sha1",
        digest_size: 20,
        block_size: 64,
        oid: &[0x2b, 0x0e, 0x03, 0x02, 0x1a],
        spellings: &["sha1", "sha-1"],
        start: typed::Sha1::start,
        one_shot: typed::Sha1::one_shot,
    });

    /// SHA-224 (FIPS 180-4): 28 bytes.
    pub const SHA224: Self = Self(&Descriptor {
        name: "sha224",
        digest_size: 28,
        block_size: 64,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04],
        spellings: &["sha224", "sha-224", "sha2-224"],
        start: typed::Sha224::start,
        one_shot: typed::Sha224::one_shot,
    });

    /// SHA-256 (FIPS 180-4): 32 bytes.
    pub const SHA256: Self = Self(&Descriptor {
        name: "sha256",
        digest_size: 32,
        block_size: 64,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01],
        spellings: &["sha256", "sha-256", "sha2-256"],
        start: typed::Sha256::start,
        one_shot: typed::Sha256::one_shot,
    });

    /// SHA-384 (FIPS 180-4): 48 bytes.
    pub const SHA384: Self = Self(&Descriptor {
        name: "sha384",
        digest_size: 48,
        block_size: 128,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02],
        spellings: &["sha384", "sha-384", "sha2-384"],
        start: typed::Sha384::start,
        one_shot: typed::Sha384::one_shot,
    });

    /// SHA-512 (FIPS 180-4): 64 bytes.
    pub const SHA512: Self = Self(&Descriptor {
        name: "sha512",
        digest_size: 64,
        block_size: 128,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03],
        spellings: &["sha512", "sha-512", "sha2-512"],
        start: typed::Sha512::start,
        one_shot: typed::Sha512::one_shot,
    });

    /// SHA-512/256 (FIPS 180-4): 32 bytes, at the speed of SHA-512, and not to be extended.
    pub const SHA512_256: Self = Self(&Descriptor {
        name: "sha512_256",
        digest_size: 32,
        block_size: 128,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x06],
        spellings: &["sha512-256", "sha-512-256", "sha2-512-256"],
        start: typed::Sha512_256::start,
        one_shot: typed::Sha512_256::one_shot,
    });

    /// SHA3-224 (FIPS 202): 28 bytes.
    pub const SHA3_224: Self = Self(&Descriptor {
        name: "sha3_224",
        digest_size: 28,
        block_size: 144,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x07],
        spellings: &["sha3-224"],
        start: typed::Sha3_224::start,
        one_shot: typed::Sha3_224::one_shot,
    });

    /// SHA3-256 (FIPS 202): 32 bytes.
    pub const SHA3_256: Self = Self(&Descriptor {
        name: "sha3_256",
        digest_size: 32,
        block_size: 136,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x08],
        spellings: &["sha3-256"],
        start: typed::Sha3_256::start,
        one_shot: typed::Sha3_256::one_shot,
    });

    /// SHA3-384 (FIPS 202): 48 bytes.
    pub const SHA3_384: Self = Self(&Descriptor {
        name: "sha3_384",
        digest_size: 48,
        block_size: 104,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x09],
        spellings: &["sha3-384"],
        start: typed::Sha3_384::start,
        one_shot: typed::Sha3_384::one_shot,
    });

    /// SHA3-512 (FIPS 202): 64 bytes.
    pub const SHA3_512: Self = Self(&Descriptor {
        name: "sha3_512",
        digest_size: 64,
        block_size: 72,
        oid: &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x0a],
        spellings: &["sha3-512"],
        start: typed::Sha3_512::start,
        one_shot: typed::Sha3_512::one_shot,
    });

    /// Every algorithm of this build.
    #[doc(alias = "algorithms_available")]
    #[must_use]
    pub fn available() -> &'static [Self] {
        ROWS
    }

    /// The name as Python spells it: `sha256`, `sha3_256`.
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
        (self.0.one_shot)(data.as_ref())
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

    /// Reads Python's, OpenSSL's and Mbed TLS's spellings, in any case: `sha256`, `SHA-256`, `SHA2-256`; `sha3_256`,
    /// `SHA3-256`; `sha512_256`, `SHA512-256`, `SHA-512/256`; `RIPEMD160`, `RMD160`, `ripemd`.
    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        let is = |spelling: &str| name.bytes().map(plain).eq(spelling.bytes());
        let find = |row: &Self| row.0.spellings.iter().any(|spelling| is(spelling));
        ROWS.iter().copied().find(find).ok_or(UnknownAlgorithm)
    }
}

/// Lower case, and one separator for all.
const fn plain(byte: u8) -> u8 {
    if matches!(byte, b'_' | b'/') { b'-' } else { byte.to_ascii_lowercase() }
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
mod tests;
