// SPDX-License-Identifier: MIT
//! Random inputs through the commands `openssl kdf`, `openssl mac` and `openssl dgst`, and through ours.

use std::num::NonZeroU32;
use std::path::PathBuf;

use purembed::cipher::{Aes, Cmac, TripleDes};
use purembed::hashlib::Algorithm;
use purembed::hkdf::{self, Prk};
use purembed::kdf::{pbkdf2_hmac, pkcs12, tls12, tls13};
use purembed::{hmac, secrets};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, output_of};
use tempfile::TempDir;

const ROUNDS: usize = 3;

struct Peer {
    program: PathBuf,
    directory: TempDir,
}

impl Peer {
    fn new() -> Option<Self> {
        Some(Self { program: openssl()?, directory: TempDir::new().expect("a directory") })
    }

    /// The bytes that a command prints in hexadecimal, with or without colons.
    fn bytes(&self, arguments: &[&str]) -> Vec<u8> {
        let said = output_of(&self.program, self.directory.path(), arguments);
        let digits: Vec<char> = said.chars().filter(char::is_ascii_hexdigit).collect();
        let byte =
            |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).expect("two digits");
        digits.chunks(2).map(byte).collect()
    }

    fn kdf(&self, name: &str, digest: Algorithm, length: usize, options: &[String]) -> Vec<u8> {
        let (length, digest) = (length.to_string(), format!("digest:{}", openssl_name(digest)));
        let mut arguments = vec!["kdf", "-keylen", &length, "-kdfopt", &digest];
        options.iter().for_each(|option| arguments.extend(["-kdfopt", option.as_str()]));
        arguments.push(name);
        self.bytes(&arguments)
    }
}

fn openssl_name(algorithm: Algorithm) -> String {
    match algorithm.name() {
        "sha512_256" => "SHA512-256".to_owned(),
        name => name.replace('_', "-").to_uppercase(),
    }
}

/// Random bytes, up to a length.
fn random(most: usize) -> Vec<u8> {
    bytes(up_to(most))
}

fn bytes(length: usize) -> Vec<u8> {
    let some = secrets::token_bytes::<4096>().expect("randomness");
    some[..length].to_vec()
}

fn up_to(most: usize) -> usize {
    let number = u64::from_be_bytes(secrets::token_bytes().expect("randomness"));
    usize::try_from(number % (most as u64 + 1)).expect("small")
}

fn option(name: &str, value: &[u8]) -> String {
    format!("{name}:{}", value.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// Runs every digest that is in every OpenSSL some times.
fn every_digest(name: &str, mut check: impl FnMut(&Peer, Algorithm)) {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new(name);
    for &algorithm in Algorithm::available() {
        for _ in 0..ROUNDS {
            check(&peer, algorithm);
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn hkdf() {
    every_digest("HKDF", |peer, algorithm| {
        let (key, salt, info) = (random(200), random(200), random(100));
        let length = 1 + up_to(255 * algorithm.digest_size() - 1);
        let options = [option("hexkey", &key), option("hexsalt", &salt), option("hexinfo", &info)];
        let theirs = peer.kdf("HKDF", algorithm, length, &options);
        let ours = hkdf::hkdf(&key, length, &info, &salt, algorithm).expect("short enough");
        assert_eq!(ours.expose(), theirs, "{algorithm}: {options:?}");
    });
}

#[test]
fn pbkdf2() {
    every_digest("PBKDF2", |peer, algorithm| {
        let (password, salt) = (random(300), random(100));
        let iterations = NonZeroU32::MIN.saturating_add(u32::try_from(up_to(2000)).expect("small"));
        let mut ours = vec![0; 1 + up_to(300)];
        pbkdf2_hmac(&password, &salt, iterations, algorithm, &mut ours).expect("short enough");
        let mut options = vec![option("hexpass", &password), option("hexsalt", &salt)];
        // Without the limits of NIST SP 800-132.
        options.extend([format!("iter:{iterations}"), "pkcs5:1".to_owned()]);
        assert_eq!(ours, peer.kdf("PBKDF2", algorithm, ours.len(), &options), "{algorithm}: {options:?}");
    });
}

#[test]
fn pkcs12() {
    every_digest("PKCS12KDF", |peer, algorithm| {
        // OpenSSL fails if neither has a byte.
        let (password, salt) = (random(300), [random(100), vec![0x55]].concat());
        let iterations = NonZeroU32::MIN.saturating_add(u32::try_from(up_to(2000)).expect("small"));
        for (number, id) in [(1, pkcs12::Id::KEY), (2, pkcs12::Id::IV), (3, pkcs12::Id::MAC)] {
            let mut ours = vec![0; 1 + up_to(300)];
            pkcs12::derive(&password, &salt, iterations, id, algorithm, &mut ours);
            let mut options = vec![option("hexpass", &password), option("hexsalt", &salt)];
            options.extend([format!("iter:{iterations}"), format!("id:{number}")]);
            assert_eq!(
                ours,
                peer.kdf("PKCS12KDF", algorithm, ours.len(), &options),
                "{algorithm}: {options:?}"
            );
        }
    });
}

#[test]
fn tls12() {
    every_digest("TLS1-PRF", |peer, algorithm| {
        // OpenSSL takes label and seed as one, and no empty one.
        let (secret, label, seed) = (random(200), random(30), [random(100), vec![0x55]].concat());
        let mut ours = vec![0; 1 + up_to(1000)];
        tls12::prf(&secret, &label, &[&seed], algorithm, &mut ours);
        let options = [option("hexsecret", &secret), option("hexseed", &[label, seed].concat())];
        assert_eq!(ours, peer.kdf("TLS1-PRF", algorithm, ours.len(), &options), "{algorithm}: {options:?}");
    });
}

#[test]
fn tls13() {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new("TLS13-KDF");
    for algorithm in [Algorithm::SHA256, Algorithm::SHA384] {
        for (prefix, protocol) in [("tls13 ", tls13::Protocol::TLS13), ("dtls13", tls13::Protocol::DTLS13)] {
            for _ in 0..4 * ROUNDS {
                let prk = hkdf::extract(&random(100), &random(100), algorithm);
                let prk = prk.as_bytes().expect("extracted here");
                // OpenSSL 3.0 takes contexts of up to a digest's length, and labels of up to 249 bytes.
                let (label, context) = ([random(240), vec![b'!']].concat(), random(algorithm.digest_size()));
                let mut ours = vec![0; 1 + up_to(255 * algorithm.digest_size() - 1)];
                let secret = Prk::new(algorithm, prk);
                tls13::expand_label(&secret, protocol, &label, &context, &mut ours).expect("short enough");
                let mut options = vec!["mode:EXPAND_ONLY".to_owned(), option("hexkey", prk)];
                options.extend([format!("prefix:{prefix}"), option("hexlabel", &label)]);
                options.push(option("hexdata", &context));
                assert_eq!(ours, peer.kdf("TLS13-KDF", algorithm, ours.len(), &options), "{options:?}");
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

#[test]
fn hmac() {
    every_digest("HMAC", |peer, algorithm| {
        let (key, message) = (random(300), random(2000));
        std::fs::write(peer.directory.path().join("message"), &message).expect("a file");
        let digest = format!("digest:{}", openssl_name(algorithm));
        let key_option = option("hexkey", &key);
        let arguments = ["mac", "-macopt", &digest, "-macopt", &key_option, "-in", "message", "HMAC"];
        let ours = hmac::new(&key, algorithm).chain(&message).finalize();
        assert_eq!(ours.as_ref(), peer.bytes(&arguments), "{algorithm}: {key_option}");
    });
}

#[test]
fn cmac() {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new("CMAC");
    let ciphers = [
        ("AES-128-CBC", 16),
        ("AES-192-CBC", 24),
        ("AES-256-CBC", 32),
        ("DES-EDE-CBC", 16),
        ("DES-EDE3-CBC", 24),
    ];
    for (cipher, length) in ciphers {
        for round in 0..4 * ROUNDS {
            let key = bytes(length);
            // Whole blocks every other time.
            let message = if round % 2 == 0 { random(1000) } else { random(100).repeat(16) };
            std::fs::write(peer.directory.path().join("message"), &message).expect("a file");
            let (cipher_option, key_option) = (format!("cipher:{cipher}"), option("hexkey", &key));
            let arguments =
                ["mac", "-macopt", &cipher_option, "-macopt", &key_option, "-in", "message", "CMAC"];
            let ours = if cipher.starts_with("AES") {
                Aes::new(&key, Cmac).expect("a key").sign(&message).as_ref().to_vec()
            } else {
                TripleDes::new(&key, Cmac).expect("a key").sign(&message).as_ref().to_vec()
            };
            assert_eq!(ours, peer.bytes(&arguments), "{cipher}: {key_option}");
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn digests() {
    every_digest("digests", |peer, algorithm| {
        let message = random(4096);
        std::fs::write(peer.directory.path().join("message"), &message).expect("a file");
        let theirs = peer.bytes(&["dgst", "-r", &format!("-{}", openssl_name(algorithm)), "message"]);
        // `-r` prints the name of the file too, which has hexadecimal digits in it.
        assert_eq!(algorithm.digest(&message).as_ref(), &theirs[..algorithm.digest_size()], "{algorithm}");
    });
}
