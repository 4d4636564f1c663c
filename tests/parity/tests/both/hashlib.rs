// SPDX-License-Identifier: MIT
//! Digests, as a user writes them.

use std::io::Write as _;

use super::provider::hashlib::{self, Algorithm};

#[test]
fn readme_of_python_mbedtls() {
    let mut hash = hashlib::md5();
    hash.update(b"Nobody inspects");
    hash.update(b" the spammish repetition");
    assert_eq!(hash.hexdigest(), "bb649c83dd1ea5c9d9dec9a18df0ffe9");
    assert_eq!(
        hashlib::sha224().chain(b"Nobody inspects the spammish repetition").hexdigest(),
        "a4337bc45a8fc544c03f52dc550cd6e1e87021bc896588bd79e901e2"
    );
}

/// RFC 1319, 1320, 1321, 3174, 6234; the RIPEMD-160 page of its authors.
#[test]
fn abc() {
    let cases = [
        (Algorithm::MD2, "da853b0d3f88d99b30283a69e6ded6bb"),
        (Algorithm::MD4, "a448017aaf21d8525fc10ae87aa6729d"),
        (Algorithm::MD5, "900150983cd24fb0d6963f7d28e17f72"),
        (Algorithm::RIPEMD160, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        (Algorithm::SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (Algorithm::SHA224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        (Algorithm::SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            Algorithm::SHA384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            Algorithm::SHA512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd\
             454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ];
    for (algorithm, digest) in cases {
        assert_eq!(algorithm.digest(b"abc").to_hex(), digest, "{algorithm}");
        assert_eq!(hashlib::new(algorithm.name()).expect("it has a name").chain(b"abc").hexdigest(), digest);
        assert_eq!(digest.len(), 2 * algorithm.digest_size(), "{algorithm}");
    }
}

#[test]
fn a_digest_can_be_asked_again_and_the_hash_goes_on() {
    for &algorithm in hashlib::algorithms_available() {
        let mut hash = hashlib::Hash::new(algorithm).chain(b"ab");
        let copy = hash.clone();
        let so_far = hash.digest();
        assert!(hash.digest() == so_far && copy.digest() == so_far, "{algorithm}");
        hash.update(b"");
        hash.update(b"c");
        assert_eq!(copy.finalize(), so_far, "{algorithm}");
        assert_eq!(hash.finalize(), algorithm.digest(b"abc"), "{algorithm}");
    }
}

#[test]
fn a_hash_can_be_written_to_and_files_be_read() -> std::io::Result<()> {
    let message = vec![0x2a; 100_000];
    let mut hash = hashlib::sha256();
    hash.write_all(&message)?;
    let digest = hash.finalize();
    assert_eq!(digest, Algorithm::SHA256.digest(&message));
    assert_eq!(digest, hashlib::file_digest(&message[..], Algorithm::SHA256)?);
    Ok(())
}

#[test]
fn unknown_names_are_errors() {
    for name in ["", "md6", "sha", "sha2560", "SHA256 ", "\u{e9}"] {
        assert!(hashlib::new(name).is_err(), "{name:?}");
    }
    for name in ["sha256", "SHA256", "Sha256", "ripemd160", "MD5"] {
        assert!(hashlib::new(name).is_ok(), "{name:?}");
    }
}
