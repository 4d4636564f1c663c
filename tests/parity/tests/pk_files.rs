// SPDX-License-Identifier: MIT
//! Key files against Mbed TLS C: every format that it writes or reads, plain and with every password scheme it knows.

use std::fs;
use std::path::PathBuf;

use purembed::parity::pk as c;
use purembed::pk::{Curve, Ecc, InvalidKey, PrivateKey, PublicKey, Rsa};
use purembed_parity_tests::curves;
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, run};
use tempfile::TempDir;

/// Keys of each kind that both have, made by C.
fn keys() -> Vec<(String, c::PrivateKey)> {
    let mut keys = vec![
        ("RSA-1024".to_owned(), c::PrivateKey::generate_rsa(1024, 65_537).expect("randomness")),
        ("RSA-1026".to_owned(), c::PrivateKey::generate_rsa(1026, 3).expect("randomness")),
        ("RSA-2048".to_owned(), c::PrivateKey::generate_rsa(2048, 65_537).expect("randomness")),
    ];
    for (curve, theirs) in curves::signing() {
        for _ in 0..4 {
            keys.push((curve.to_string(), c::PrivateKey::generate_ec(theirs).expect("randomness")));
        }
    }
    keys
}

/// PKCS#1 or SEC1, which C writes.
fn traditional(key: &PrivateKey) -> (Vec<u8>, String) {
    match key {
        PrivateKey::Rsa(key) => (key.to_der().expose().to_vec(), key.to_pem().expose().to_owned()),
        PrivateKey::Ecc(key) => (key.to_der().expose().to_vec(), key.to_pem().expose().to_owned()),
        other => panic!("{other:?} is nothing of C's"),
    }
}

/// SEC1 of C with 29 bytes for the private number of secp224k1: the row `pk-secp224k1-length`.
fn longer(curve: &str, der: &[u8]) -> Vec<u8> {
    let mut der = der.to_vec();
    if curve == "secp224k1" {
        // A sequence of fewer than 127 bytes, the version, an octet string of 28 bytes.
        assert_eq!((der[0], usize::from(der[1]) + 2, &der[2..7]), (0x30, der.len(), &[2, 1, 1, 4, 28][..]));
        der[1] += 1;
        der[6] += 1;
        der.insert(7, 0);
    }
    der
}

#[test]
fn plain() {
    let mut ledger = Ledger::new("plain key files against C");
    for (name, key) in keys() {
        let (der, pem) = (key.to_der().expect("a key"), key.to_pem().expect("a key"));
        let ours = PrivateKey::from_buffer(&der).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(PrivateKey::from_buffer(&pem).as_ref(), Ok(&ours), "{name}");
        // Byte for byte what C writes.
        let (our_der, our_pem) = traditional(&ours);
        assert_eq!(our_der, longer(&name, &der), "{name}");
        assert_eq!(
            c::PrivateKey::from_buffer(our_pem.as_bytes(), None).expect("a key").to_pem().as_ref(),
            Ok(&pem)
        );
        assert!(our_pem.as_bytes() == pem || name == "secp224k1", "{name}");
        // And what C does not write, but reads.
        let (pkcs8, pkcs8_pem) = (ours.to_pkcs8_der(), ours.to_pkcs8_pem());
        for file in [pkcs8.expose(), pkcs8_pem.expose().as_bytes(), our_pem.as_bytes()] {
            let read =
                c::PrivateKey::from_buffer(file, None).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert_eq!(read.to_der().expect("a key"), der, "{name}");
            // A password where none is needed does not matter.
            assert!(c::PrivateKey::from_buffer(file, Some(b"password")).is_ok());
            assert!(PrivateKey::from_buffer_with_password(file, "password").is_ok());
        }
        // The public half.
        let public = key.public_key().expect("a key");
        let (der, pem) = (public.to_der().expect("a key"), public.to_pem().expect("a key"));
        let our_public = PublicKey::from_buffer(&der).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(PublicKey::from_buffer(&pem).as_ref(), Ok(&our_public));
        assert_eq!(ours.public_key(), our_public);
        assert!(ours.matches(&our_public));
        assert_eq!(our_public.to_der(), der, "{name}");
        assert_eq!(our_public.to_pem().as_bytes(), pem, "{name}");
        if let PublicKey::Rsa(key) = &our_public {
            let pkcs1 = key.to_pkcs1_der();
            assert_eq!(c::PublicKey::from_buffer(&pkcs1).expect("PKCS#1").to_der().expect("a key"), der);
            assert_eq!(PublicKey::from_buffer(&pkcs1).as_ref(), Ok(&our_public));
        }
        ledger.ran();
    }
    ledger.finish();
}

/// Keys made here.
#[test]
fn written_here() {
    let mut ledger = Ledger::new("key files written here, read by C");
    for (curve, theirs) in curves::signing() {
        for _ in 0..10 {
            let key = Ecc::generate(curve).expect("randomness");
            let read = c::PrivateKey::from_buffer(key.to_pem().expose().as_bytes(), None).expect("SEC1");
            assert_eq!(read.curve().expect("a curve"), theirs);
            read.check().expect("its halves belong together");
            assert_eq!(longer(curve.name(), &read.to_der().expect("a key")), key.to_der().expose());
            let public =
                c::PublicKey::from_buffer(key.public_key().to_pem().as_bytes()).expect("a public key");
            assert!(public.belongs_to(&read));
            assert_eq!(public.to_point().expect("a point")[..], key.public_key().to_point()[..]);
            ledger.ran();
        }
    }
    for bits in [1024, 1536, 2048] {
        let key = Rsa::generate(bits).expect("randomness");
        let read = c::PrivateKey::from_buffer(key.to_pkcs8_pem().expose().as_bytes(), None).expect("PKCS#8");
        read.check().expect("its parts belong together");
        assert_eq!(read.to_der().expect("a key"), key.to_der().expose());
        ledger.ran();
    }
    ledger.finish();
}

/// The command `openssl`, for what neither side writes.
struct Writer {
    program: PathBuf,
    directory: TempDir,
}

impl Writer {
    fn new() -> Option<Self> {
        Some(Self { program: openssl()?, directory: TempDir::new().expect("a directory") })
    }

    /// What it makes of the key, given as PEM, with these arguments.
    fn convert(&self, key: &[u8], arguments: &str) -> Vec<u8> {
        fs::write(self.directory.path().join("in"), key).expect("a file");
        let mut words: Vec<&str> = arguments.split(' ').collect();
        words.extend(["-in", "in", "-out", "out", "-passout", "pass:correct horse"]);
        words.extend(["-provider", "default", "-provider", "legacy"]);
        let output = run(&self.program, self.directory.path(), &words);
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
        fs::read(self.directory.path().join("out")).expect("a file")
    }
}

/// Both with this password.
fn read(
    file: &[u8],
    password: Option<&str>,
) -> (Result<PrivateKey, InvalidKey>, Result<c::PrivateKey, c::Error>) {
    let here = match password {
        Some(password) => PrivateKey::from_buffer_with_password(file, password),
        None => PrivateKey::from_buffer(file),
    };
    (here, c::PrivateKey::from_buffer(file, password.map(str::as_bytes)))
}

/// What encrypts: arguments, and whether C reads it.
fn schemes(name: &str) -> Vec<(String, bool)> {
    let mut schemes = Vec::new();
    for form in ["PEM", "DER"] {
        for pbe in ["PBE-SHA1-3DES", "PBE-SHA1-2DES", "PBE-SHA1-RC4-128"] {
            schemes.push((format!("pkcs8 -topk8 -outform {form} -v1 {pbe}"), true));
        }
        for prf in ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"] {
            for (cipher, there) in [("des", true), ("des3", true), ("aes128", false), ("aes256", false)] {
                let arguments =
                    format!("pkcs8 -topk8 -outform {form} -iter 1000 -v2 {cipher} -v2prf hmacWith{prf}");
                schemes.push((arguments, there));
            }
        }
    }
    let command = if name.starts_with("RSA") { "rsa -traditional" } else { "ec" };
    for cipher in ["des", "des3", "aes128", "aes192", "aes256"] {
        schemes.push((format!("{command} -{cipher}"), true));
    }
    schemes
}

#[test]
fn with_passwords() {
    let Some(writer) = Writer::new() else { return };
    let mut ledger = Ledger::new("encrypted key files against C");
    let curve = curves::theirs(Curve::SECP256R1.name());
    let keys = [
        ("RSA", c::PrivateKey::generate_rsa(1024, 65_537).expect("randomness")),
        ("EC", c::PrivateKey::generate_ec(curve).expect("randomness")),
    ];
    for (name, key) in &keys {
        let (pem, der) = (key.to_pem().expect("a key"), key.to_der().expect("a key"));
        for (arguments, there) in schemes(name) {
            let file = writer.convert(&pem, &arguments);
            let (ours, theirs) = read(&file, Some("correct horse"));
            let ours = ours.unwrap_or_else(|error| panic!("openssl {arguments}: {error}"));
            assert_eq!(traditional(&ours).0, der, "openssl {arguments}");
            if there {
                let theirs = theirs.unwrap_or_else(|error| panic!("openssl {arguments}: {error:?}"));
                assert_eq!(theirs.to_der().expect("a key"), der, "openssl {arguments}");
            } else {
                // The row `pk-pbes2-aes`.
                assert!(theirs.is_err(), "C reads openssl {arguments} now");
                ledger.skip("with AES in PBES2, which C does not read");
            }
            for password in [None, Some("incorrect horse"), Some("")] {
                let (ours, theirs) = read(&file, password);
                assert!(ours.is_err() && theirs.is_err(), "openssl {arguments}, {password:?}");
            }
            assert_eq!(read(&file, None).0, Err(InvalidKey::PasswordNeeded), "openssl {arguments}");
            ledger.ran();
        }
    }
    ledger.finish();
}
