// SPDX-License-Identifier: MIT
//! Where C or python-mbedtls and purembed differ on purpose, as data.
//!
//! Each row has a test (`tests/parity/tests/divergences.rs`), which asserts both sides of it. A row that stops being
//! true on either side fails: nobody has to guess whether a difference is still one.
//!
//! ```
//! use purembed_parity::divergence;
//!
//! for row in divergence::all() {
//!     assert!(!row.theirs.is_empty() && !row.ours.is_empty() && !row.why.is_empty(), "{}", row.id);
//! }
//! ```

/// Whose behaviour a row is about, and so what its test can check.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Source {
    /// Mbed TLS C 2.28: the test checks both sides.
    C,
    /// python-mbedtls 2.10.1 alone, its C being right or not concerned: the test checks our side, and C's if it has one.
    Python,
}

/// One difference.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Divergence {
    /// Short and unique.
    pub id: &'static str,
    /// Whose behaviour it is.
    pub source: Source,
    /// What they do.
    pub theirs: &'static str,
    /// What we do.
    pub ours: &'static str,
    /// Why we do not do what they do.
    pub why: &'static str,
}

/// Every difference that is known.
#[must_use]
pub const fn all() -> &'static [Divergence] {
    ROWS
}

macro_rules! rows {
    ($($id:literal $source:ident { theirs: $theirs:literal, ours: $ours:literal, why: $why:literal, })*) => {
        const ROWS: &[Divergence] = &[$(Divergence {
            id: $id,
            source: Source::$source,
            theirs: $theirs,
            ours: $ours,
            why: $why,
        }),*];
    };
}

rows! {
    "hashlib-available" Python {
        theirs: "algorithms_available lacks sha224 and sha384, though both can be made",
        ours: "lists every algorithm",
        why: "a list that is not complete is not one",
    }
    "hashlib-block-size-of-copy" Python {
        theirs: "the copy of a SHA-384 or SHA-512 says that its block has 64 bytes",
        ours: "a clone has its original's block size",
        why: "128 is right",
    }
    "hashlib-digest-twice" C {
        theirs: "digest() ends the hash in place: a second call returns garbage, an update goes on from garbage",
        ours: "digest() takes &self and can be asked at any time; finalize() ends the hash by taking it",
        why: "PEP 452 asks for it, and garbage without an error is the worst of answers",
    }
    "hashlib-md2-md4" Python {
        theirs: "md2() and md4() exist and raise ValueError on the published wheels",
        ours: "they exist with the features of the same names, and not without",
        why: "what cannot work should not compile",
    }
    "hashlib-sha3" C {
        theirs: "no SHA-3 and no SHA-512/256",
        ours: "both are there",
        why: "they are standards (FIPS 202, FIPS 180-4) that users ask for",
    }
    "hashlib-spelling" C {
        theirs: "knows SHA256 in any case, but not SHA-256",
        ours: "reads Python's, OpenSSL's and Mbed TLS's spellings",
        why: "names come from configuration files of many origins, and none of these is ambiguous",
    }
    "hkdf-empty-key" Python {
        theirs: "an empty key counts as one zero byte",
        ours: "an empty key is empty, as in C",
        why: "RFC 5869; other implementations derive other keys than python-mbedtls",
    }
    "hkdf-short-prk" C {
        theirs: "refuses to expand a pseudorandom key that is shorter than the digest (0x5F80)",
        ours: "expands any",
        why: "RFC 5869 wants a strong key, which the length does not show; protocols and Wycheproof use shorter ones",
    }
    "hmac-default-digest" Python {
        theirs: "new(key) uses MD5",
        ours: "the digest has to be named",
        why: "nobody should get MD5 by forgetting an argument",
    }
    "hmac-digest-resets" C {
        theirs: "digest() starts the next message under the same key: asked again, it is the tag of the empty message",
        ours: "digest() changes nothing",
        why: "asking is not changing; a prepared Key is for many messages",
    }
    "cmac-two-key-triple-des" C {
        theirs: "refuses keys of 16 bytes for CMAC with triple DES (0x6100), but encrypts with them",
        ours: "takes them",
        why: "NIST SP 800-38B allows them, and there are devices that have them",
    }
    "drbg-input" C {
        theirs: "additional input of more than 256 bytes is an error (0x0038 for CTR_DRBG, 0x0005 for HMAC_DRBG)",
        ours: "up to 2^30 bytes",
        why: "the limit is that of C's buffers; the standard's is 2^32",
    }
    "drbg-request" C {
        theirs: "a request of more than 1,024 bytes is an error (0x0036 for CTR_DRBG, 0x0003 for HMAC_DRBG)",
        ours: "up to 65,536 bytes",
        why: "the limit of NIST SP 800-90A is 2^19 bits",
    }
    "pkcs12-limits" C {
        theirs: "passwords and salts of more than 64 bytes and output of more than 128 are errors (0x1F80)",
        ours: "any length",
        why: "the limits are those of C's buffers",
    }
    "pkcs12-md2" C {
        theirs: "with MD2 takes blocks of 64 bytes",
        ours: "takes MD2's blocks of 16 bytes",
        why: "RFC 7292 appendix B.2 takes the digest's block",
    }
    "error-text-of-hkdf" C {
        theirs: "has no text for its own error 0x5F80",
        ours: "every error has a text",
        why: "a number is not an explanation",
    }
    "secrets-bias" Python {
        theirs: "randbelow(5) is 4 in 94 of 100 draws: the bits are shifted by the wrong number",
        ours: "uniform, by rejection",
        why: "a token that can be guessed is none; distributions must never be compared with python-mbedtls",
    }
    "secrets-compare-digest" Python {
        theirs: "there is no compare_digest",
        ours: "there is one, in constant time",
        why: "PEP 506 has it, and what is missing here is written with == elsewhere",
    }
    "secrets-length" Python {
        theirs: "tokens of more than 1,024 bytes raise TLSError 0x0036",
        ours: "tokens of any length",
        why: "the limit is an accident of the generator underneath",
    }
}
