// SPDX-License-Identifier: MIT
//! Random messages through the command `openssl enc`, and through ours: what Mbed TLS C has, and what it lacks.

use std::path::PathBuf;

use purembed::cipher::{self, Aes, Algorithm, Kw, Kwp, Padding};
use purembed::secrets;
use purembed_tests::ciphers::{Way, crypt, crypt_padded};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, output_of, run};
use tempfile::TempDir;

const ROUNDS: usize = 6;

struct Peer {
    program: PathBuf,
    directory: TempDir,
    listed: String,
}

impl Peer {
    fn new() -> Option<Self> {
        let (program, directory) = (openssl()?, TempDir::new().expect("a directory"));
        let listed = output_of(&program, directory.path(), &["enc", "-list"]);
        Some(Self { program, directory, listed })
    }

    fn has(&self, cipher: &str) -> bool {
        self.listed.split_whitespace().any(|listed| listed.strip_prefix('-') == Some(cipher))
    }

    /// What comes out, unless it fails.
    fn enc(&self, cipher: &str, key: &[u8], iv: &[u8], flags: &[&str], message: &[u8]) -> Option<Vec<u8>> {
        let path = |name| self.directory.path().join(name);
        std::fs::write(path("in"), message).expect("a file");
        let (cipher, key, iv) = (format!("-{cipher}"), hex(key), hex(iv));
        let mut arguments = vec!["enc", &cipher, "-K", &key, "-in", "in", "-out", "out"];
        if !iv.is_empty() {
            arguments.extend(["-iv", &iv]);
        }
        arguments.extend(flags);
        // DES, Blowfish and RC4 are where nobody finds them by chance.
        arguments.extend(["-provider", "default", "-provider", "legacy"]);
        let output = run(&self.program, self.directory.path(), &arguments);
        output.status.success().then(|| std::fs::read(path("out")).expect("a file"))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(length: usize) -> Vec<u8> {
    let some = secrets::token_bytes::<4096>().expect("randomness");
    some[..length].to_vec()
}

fn up_to(most: usize) -> usize {
    let number = u64::from_be_bytes(secrets::token_bytes().expect("randomness"));
    usize::try_from(number % (most as u64 + 1)).expect("small")
}

/// OpenSSL's name.
fn their_name(ours: &str) -> String {
    let name = ours.to_lowercase().replace("cfb128", "cfb").replace("cfb64", "cfb");
    match name.strip_prefix("blowfish") {
        Some(mode) => format!("bf{mode}"),
        None => name.replace("arc4-128", "rc4"),
    }
}

#[test]
fn every_cipher_that_both_have() {
    let Some(peer) = Peer::new() else { return };
    for algorithm in Algorithm::available().iter().copied().filter(|algorithm| !algorithm.is_aead()) {
        let theirs = their_name(algorithm.name());
        let mut ledger = Ledger::new(format!("{algorithm} against OpenSSL"));
        if !peer.has(&theirs) {
            println!("{algorithm} against OpenSSL: skipped, `openssl enc` does not have it");
            continue;
        }
        let whole_blocks = algorithm.name().ends_with("-ECB") || algorithm.name().ends_with("-CBC");
        for round in 0..ROUNDS {
            let (key, iv) = (bytes(algorithm.key_size()), bytes(algorithm.iv_size()));
            let message = bytes(if round == 0 { 0 } else { up_to(1000) });
            // OpenSSL puts the block counter before ChaCha20's nonce.
            let their_iv =
                if algorithm == Algorithm::CHACHA20 { [&[0; 4], &iv[..]].concat() } else { iv.clone() };
            let (first, second) = message.split_at(up_to(message.len()));
            let sealed = if whole_blocks {
                let cipher = cipher::new(algorithm.name(), &key, &iv).expect("a key");
                crypt_padded(cipher, Padding::Pkcs7, Way::Encrypt, &[first, second])
            } else {
                crypt(algorithm.name(), &key, &iv, Way::Encrypt, &[first, second])
            };
            let expected = peer.enc(&theirs, &key, &their_iv, &["-e"], &message);
            assert_eq!(sealed.as_ref().ok(), expected.as_ref(), "{algorithm}, {} bytes", message.len());
            let sealed = sealed.expect("just compared");
            let (first, second) = sealed.split_at(up_to(sealed.len()));
            let opened = if whole_blocks {
                let cipher = cipher::new(algorithm.name(), &key, &iv).expect("a key");
                crypt_padded(cipher, Padding::Pkcs7, Way::Decrypt, &[first, second])
            } else {
                crypt(algorithm.name(), &key, &iv, Way::Decrypt, &[first, second])
            };
            assert_eq!(opened.as_deref(), Ok(&message[..]), "{algorithm}");
            let theirs = peer.enc(&theirs, &key, &their_iv, &["-d"], &sealed);
            assert_eq!(theirs.as_deref(), Some(&message[..]), "{algorithm}");
            ledger.ran();
        }
        ledger.finish();
    }
}

#[test]
fn key_wrap() {
    let Some(peer) = Peer::new() else { return };
    for bits in [128, 192, 256] {
        for (padded, iv) in [(false, &[0xa6; 8][..]), (true, &[0xa6, 0x59, 0x59, 0xa6])] {
            let theirs = format!("id-aes{bits}-wrap{}", if padded { "-pad" } else { "" });
            let mut ledger = Ledger::new(format!("{theirs} against OpenSSL"));
            for _ in 0..ROUNDS {
                let key = bytes(bits / 8);
                let secret = bytes(if padded { 1 + up_to(200) } else { 16 + 8 * up_to(20) });
                let wrapped = if padded {
                    Aes::new(&key, Kwp).expect("a key").wrap_key(&secret)
                } else {
                    Aes::new(&key, Kw).expect("a key").wrap_key(&secret)
                };
                let expected = peer.enc(&theirs, &key, iv, &["-e"], &secret);
                assert_eq!(wrapped.as_ref().ok(), expected.as_ref(), "{theirs}, {} bytes", secret.len());
                let opened = peer.enc(&theirs, &key, iv, &["-d"], &wrapped.expect("just compared"));
                assert_eq!(opened.as_ref(), Some(&secret), "{theirs}");
                ledger.ran();
            }
            ledger.finish();
        }
    }
}
