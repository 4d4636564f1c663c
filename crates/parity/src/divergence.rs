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
    "ccm-long-data" C {
        theirs: "CCM refuses associated data of 65,280 bytes and more (0x000D)",
        ours: "takes up to 2^32 bytes and more",
        why: "SP 800-38C announces such lengths in another form, which C lacks",
    }
    "ccm-streaming" C {
        theirs: "CCM takes messages whole (an update is error 0x6080)",
        ours: "takes them in pieces, after their lengths",
        why: "the standard has both lengths in its first block, and nothing else that would hinder",
    }
    "cipher-aria-camellia-modes" Python {
        theirs: "ARIA has no CFB, and neither ARIA nor Camellia has CCM, though C has them",
        ours: "every mode goes with every block cipher of 16 bytes, but for XTS",
        why: "the modes are written once",
    }
    "cipher-arc4-mode" Python {
        theirs: "ARC4's mode is None or Mode.STREAM, and its number 7 is refused; there is an IV to be given, and ignored",
        ours: "ARC4 has no mode and no IV; by name, the IV is empty",
        why: "what has no meaning should not be asked for",
    }
    "cipher-data-none" Python {
        theirs: "for AES, the default of the associated data, None, raises TypeError",
        ours: "associated data comes with each message, and may be empty",
        why: "a default that fails is none",
    }
    "cipher-ecb-one-block" C {
        theirs: "ECB takes exactly one block per call (0x6280 for none, and for two)",
        ours: "takes any number of whole blocks",
        why: "the other modes do, too",
    }
    "cipher-gcm-pieces" C {
        theirs: "GCM's pieces must be multiples of 16 bytes but for the last: after another the rest is garbage, without an error",
        ours: "pieces of any length",
        why: "where a message is cut must not change it",
    }
    "cipher-gcm-long-nonce" C {
        theirs: "set_iv, and with it python-mbedtls, refuses nonces of more than 16 bytes (0x6080); the functions for whole messages take them",
        ours: "takes nonces of any length from 1 byte on",
        why: "SP 800-38D has them",
    }
    "cipher-gcm-without-tag" Python {
        theirs: "ARIA and Camellia in GCM give a Cipher: the key stream of GCM, without tag and associated data",
        ours: "GCM authenticates, with every cipher",
        why: "who asks for GCM relies on it",
    }
    "cipher-iv-of-none" C {
        theirs: "ECB and ARC4 take an IV of up to 16 bytes, and ignore it",
        ours: "take none: an IV that is not empty is an error",
        why: "an IV that is ignored protects nothing, and somebody thinks that it does",
    }
    "cipher-iv-none" Python {
        theirs: "the default of the IV, None, is refused by every mode, even where there is none to give",
        ours: "modes with types have the IV that they need, or none; by name it is empty",
        why: "a default that fails is none",
    }
    "cipher-key-none" Python {
        theirs: "a cipher can be made without a key, and encrypting with it is a segmentation fault",
        ours: "there is no cipher without a key of the right length",
        why: "memory safety",
    }
    "cipher-key-size-message" Python {
        theirs: "DES says of a key of a wrong length that it must have 16 bytes",
        ours: "says 8",
        why: "8 is right",
    }
    "cipher-key-wrap" C {
        theirs: "key wrap is six more ciphers by name, AES-128-KW to AES-256-KWP, as if it took a nonce and made a tag",
        ours: "key wrap is a type of its own, with no name",
        why: "it takes no nonce and gives no tag",
    }
    "cipher-long-iv" C {
        theirs: "an IV that is too long is cut, up to 16 bytes; from there on it is an error (0x6080)",
        ours: "every IV of a wrong length is an error",
        why: "two IVs that share a beginning would be one",
    }
    "cipher-more" C {
        theirs: "no CFB8 by name; no OFB but with AES; DES and triple DES in ECB and CBC alone",
        ours: "ECB, CBC, CFB, CFB8, OFB and CTR with every block cipher",
        why: "the modes are written once",
    }
    "cipher-names-case" C {
        theirs: "knows AES-128-CBC, but not aes-128-cbc",
        ours: "reads names in any case",
        why: "OpenSSL and configuration files write them small",
    }
    "cipher-nonce-reuse" Python {
        theirs: "an AEADCipher has its nonce from the start, and uses it for every message",
        ours: "every message has a nonce of its own, which encrypting consumes",
        why: "two messages under one nonce give away their difference, and with GCM the key of the authenticator",
    }
    "cipher-partial-blocks" Python {
        theirs: "after a message that ends within a block, CFB, OFB and CTR go on with the next block: 21 and 75 bytes are not 96 bytes",
        ours: "go on where they are",
        why: "where a message is cut must not change it",
    }
    "cipher-truncated-tags" C {
        theirs: "decrypting takes the tag's own length: one cut to 4 bytes is accepted, by GCM, and one in 2^32 forgeries with it",
        ours: "tags have one length, chosen with the key: others are refused",
        why: "the forger must not choose how hard forging is",
    }
    "cipher-xts-equal-halves" C {
        theirs: "XTS takes keys whose halves are the same",
        ours: "refuses them",
        why: "with such keys an attacker can learn tweaks; FIPS 140 forbids them",
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
    "mpi-bitwise-zero" Python {
        theirs: "MPI(0) & MPI(0) is an IndexError",
        ours: "zero",
        why: "0 is a number",
    }
    "mpi-bytes" Python {
        theirs: "bytes(mpi) raises TypeError, because it is to_bytes without its arguments",
        ours: "to_be_bytes takes none; write_be_bytes fills what it is given",
        why: "what has one meaning needs no arguments",
    }
    "mpi-empty-text" C {
        theirs: "no digits are zero, and so is a sign alone",
        ours: "no digits are an error",
        why: "a number that was forgotten is not zero",
    }
    "mpi-even-modulus" C {
        theirs: "powers modulo an even number are an error (0x0004)",
        ours: "any modulus but zero",
        why: "the limit is that of Montgomery's multiplication",
    }
    "mpi-hash" Python {
        theirs: "the hash of a number above 2^63 is an OverflowError",
        ours: "numbers of any length hash",
        why: "a type that compares should be a key of maps",
    }
    "mpi-hex-digits" C {
        theirs: "writes hexadecimal digits in pairs, large ones, and none at all for a zero that was never written to",
        ours: "writes as many as Rust's own numbers, of the case that is asked for",
        why: "{:x} means the same everywhere",
    }
    "mpi-integral" Python {
        theirs: "is a numbers.Integral: real is a method, round(x, -2) does not round, MPI(12.7) and MPI(b'12') are 12",
        ours: "none of it; numbers come from numbers, bytes and text by three names",
        why: "half of what Python asks for has no meaning here, and what is guessed is guessed wrong",
    }
    "mpi-leading-zeros" C {
        theirs: "zeros in front count among the 640,000 bits that a number may have (0x0010)",
        ours: "zeros in front do not count",
        why: "they do not change the number",
    }
    "mpi-little-endian" Python {
        theirs: "from_bytes(b'\\x01\\x02', 'little') is 512, and reads behind its buffer",
        ours: "513, as in C",
        why: "memory safety, and arithmetic",
    }
    "mpi-long-modulus" C {
        theirs: "powers modulo a number of more than 8,192 bits, or to such a power, are an error (0x0004)",
        ours: "any length; whoever takes numbers from outside bounds them",
        why: "the limit is that of C's buffers",
    }
    "mpi-mutating-shift" C {
        theirs: "shifts change their operand, in python-mbedtls even with << and >>",
        ours: "<< and >> give a new number; <<= and >>= change theirs",
        why: "asking is not changing",
    }
    "mpi-negative" C {
        theirs: "3 - 5 has a sign: in python-mbedtls it prints 2, int() is 2, == 2 is False, and -2 cannot be made",
        ours: "there are no negative numbers: checked_sub says None, - panics, and a minus sign is not a digit",
        why: "a sign that is hidden changes comparisons; none of the numbers here can be below zero",
    }
    "mpi-power-type" Python {
        theirs: "pow with an exponent that is no integer returns a TypeError, without raising it",
        ours: "does not compile",
        why: "an error that is returned as a number is used as one",
    }
    "mpi-primes-of-two-bits" C {
        theirs: "new primes have three bits or more (0x0004)",
        ours: "two or more: 2 and 3 are primes",
        why: "there are two of them",
    }
    "mpi-primes-with-zero-limbs" C {
        theirs: "primes that were read with 64 zero bits in front are no primes",
        ours: "are primes",
        why: "leading zeros are not part of a number",
    }
    "mpi-small-safe-primes" C {
        theirs: "safe primes of up to 10 bits are never found: 1 is returned, which is no error of C's",
        ours: "from three bits on: 5 and 7 are safe",
        why: "a search that cannot succeed should not be a search",
    }
    "mpi-wiping" Python {
        theirs: "overwrites numbers with random bytes in the end; those above 1,024 bytes are left in memory, which is lost, too",
        ours: "numbers are public, and not wiped; secrets are bytes of a type that is",
        why: "arithmetic of any length takes its time by its values; secrets do not belong into it",
    }
    "pk-compressed-points" C {
        theirs: "keys whose points are compressed are refused, though C writes such points",
        ours: "read",
        why: "OpenSSL and others write them, and RFC 5480 allows them",
    }
    "pk-curve-of-key" Python {
        theirs: "a key that was read says that its curve is secp521r1, whatever it is, and agreeing with it fails",
        ours: "a key knows its curve",
        why: "as in C",
    }
    "pk-empty-message" Python {
        theirs: "encrypting nothing gives a message of one zero byte",
        ours: "gives an empty message, as in C",
        why: "what is decrypted is what was encrypted",
    }
    "pk-long-rsa" Python {
        theirs: "encrypting and decrypting with RSA of more than 4096 bits writes past the end of a buffer",
        ours: "works up to 8192 bits",
        why: "memory belongs to others",
    }
    "pk-montgomery-bytes" Python {
        theirs: "keys of X25519 and X448 are numbers alone; what pickling writes of them cannot be read",
        ours: "have bytes, PKCS#8 and PEM, and a number, too",
        why: "RFC 8410 says how",
    }
    "pk-padding-oracle" C {
        theirs: "decrypting PKCS#1 v1.5 says whether the padding was right (0x4100)",
        ours: "a wrong one decrypts to some message, the same each time",
        why: "whoever learns it can decrypt everything (Bleichenbacher 1998)",
    }
    "pk-password-errors" Python {
        theirs: "what is wrong with a private key is hidden behind what is wrong with it as a public key",
        ours: "says that a password is needed, or is wrong",
        why: "these are what users can do something about",
    }
    "pk-password-function" Python {
        theirs: "a function that gives the password is called even if the key is not encrypted",
        ours: "is called only if it is",
        why: "people should not be asked for passwords in vain",
    }
    "pk-pbes2-aes" C {
        theirs: "PBES2 with DES and triple DES alone",
        ours: "reads AES and Camellia, too, and writes AES",
        why: "AES is what OpenSSL writes",
    }
    "pk-pem-end" Python {
        theirs: "PEM must begin with its first line and end with a newline",
        ours: "may have text around it, and end where it ends",
        why: "files do",
    }
    "pk-pkcs8-version-2" C {
        theirs: "PKCS#8 of version 2 is refused",
        ours: "read",
        why: "RFC 5958 has it, and RFC 8410 for keys with their public half",
    }
    "pk-printing" Python {
        theirs: "str(key) is the private key as PEM",
        ours: "printing shows no secrets",
        why: "logs are read by others",
    }
    "pk-rsa-zero-exponent" C {
        theirs: "a private exponent of zero, next to the primes, is one to compute",
        ours: "is no key",
        why: "a number that is wrong is not one that is missing",
    }
    "pk-secp224k1-length" C {
        theirs: "private numbers of secp224k1 are written with 28 bytes",
        ours: "with 29; both are read",
        why: "its order has 225 bits: RFC 5915 section 3 counts these, and C those of the field",
    }
    "pk-small-rsa" C {
        theirs: "RSA keys from 128 bits on",
        ours: "from 1024",
        why: "those below are factored in days",
    }
    "pk-wrong-kind" Python {
        theirs: "RSA.from_DER of a key on a curve is an RSA that is named EC",
        ours: "an error that says what was found",
        why: "the type says what a key is",
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
    "tls12-messages-in-pieces" C {
        theirs: "over streams, a handshake message in two records ends the handshake, also when short fragments were agreed on",
        ours: "takes messages in pieces, and cuts its own as agreed",
        why: "RFC 5246 section 6.2.1 allows it and RFC 6066 section 4 demands it; whoever serves such a client needs messages that fit",
    }
}
