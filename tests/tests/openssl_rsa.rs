// SPDX-License-Identifier: MIT
//! RSA against the command `openssl`, both ways: signatures with every length of salt, OAEP with digests and labels.

use std::path::PathBuf;

use purembed::hashlib::Algorithm;
use purembed::pk::{Oaep, Pss, Rsa, SaltLength};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, run};
use tempfile::TempDir;

struct Peer {
    program: PathBuf,
    directory: TempDir,
    key: Rsa,
}

impl Peer {
    fn new() -> Option<Self> {
        let (program, directory) = (openssl()?, TempDir::new().expect("a directory"));
        let key = Rsa::generate(2048).expect("a key");
        let peer = Self { program, directory, key };
        peer.write("private.pem", peer.key.to_pkcs8_pem().expose().as_bytes());
        peer.write("public.pem", peer.key.public_key().to_pem().as_bytes());
        Some(peer)
    }

    fn write(&self, name: &str, contents: &[u8]) {
        std::fs::write(self.directory.path().join(name), contents).expect("a file");
    }

    /// Runs `openssl pkeyutl` over a file; what it writes, if it succeeds.
    fn pkeyutl(&self, arguments: &[&str], options: &[String], input: &[u8]) -> Option<Vec<u8>> {
        self.write("in", input);
        let mut all = vec!["pkeyutl", "-in", "in", "-out", "out"];
        all.extend(arguments);
        all.extend(options.iter().flat_map(|option| ["-pkeyopt", option]));
        let output = run(&self.program, self.directory.path(), &all);
        output.status.success().then(|| std::fs::read(self.directory.path().join("out")).expect("a file"))
    }

    fn sign(&self, options: &[String], digest: &[u8]) -> Option<Vec<u8>> {
        self.pkeyutl(&["-sign", "-inkey", "private.pem"], options, digest)
    }

    fn verifies(&self, options: &[String], digest: &[u8], signature: &[u8]) -> bool {
        self.write("signature", signature);
        let arguments = ["-verify", "-pubin", "-inkey", "public.pem", "-sigfile", "signature"];
        self.pkeyutl(&arguments, options, digest).is_some()
    }

    fn encrypt(&self, options: &[String], message: &[u8]) -> Option<Vec<u8>> {
        self.pkeyutl(&["-encrypt", "-pubin", "-inkey", "public.pem"], options, message)
    }

    fn decrypt(&self, options: &[String], message: &[u8]) -> Option<Vec<u8>> {
        self.pkeyutl(&["-decrypt", "-inkey", "private.pem"], options, message)
    }
}

const DIGESTS: [(Algorithm, &str); 8] = [
    (Algorithm::SHA1, "sha1"),
    (Algorithm::SHA224, "sha224"),
    (Algorithm::SHA256, "sha256"),
    (Algorithm::SHA384, "sha384"),
    (Algorithm::SHA512, "sha512"),
    (Algorithm::SHA512_256, "sha512-256"),
    (Algorithm::SHA3_256, "sha3-256"),
    (Algorithm::SHA3_512, "sha3-512"),
];

#[test]
fn signatures() {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new("RSA signatures with openssl, both ways");
    let (key, public) = (&peer.key, peer.key.public_key());
    for (digestmod, name) in DIGESTS {
        let digest = digestmod.digest(b"message");
        let options = vec![format!("digest:{name}"), "rsa_padding_mode:pkcs1".to_owned()];
        let own = key.sign(b"message", digestmod).expect("a signature");
        assert_eq!(peer.sign(&options, digest.as_ref()).as_ref(), Some(&own), "{name}");
        assert!(peer.verifies(&options, digest.as_ref(), &own));
        ledger.ran();
        for (salt, label) in [
            (SaltLength::Digest, "digest".to_owned()),
            (SaltLength::Longest, "max".to_owned()),
            (SaltLength::Bytes(0), "0".to_owned()),
            (SaltLength::Bytes(11), "11".to_owned()),
        ] {
            let pss = Pss::new(digestmod).mgf1(Algorithm::SHA256).salt_length(salt);
            let options: Vec<String> = [
                format!("digest:{name}"),
                "rsa_padding_mode:pss".to_owned(),
                format!("rsa_pss_saltlen:{label}"),
                "rsa_mgf1_md:sha256".to_owned(),
            ]
            .into();
            let theirs = peer.sign(&options, digest.as_ref()).expect("a signature");
            assert!(public.verify_pss(b"message", &theirs, pss).is_ok(), "{name} {label}");
            assert!(public.verify_pss(b"message", &theirs, pss.salt_length(SaltLength::Any)).is_ok());
            let own = key.sign_pss(b"message", pss).expect("a signature");
            assert!(peer.verifies(&options, digest.as_ref(), &own), "{name} {label}");
            assert!(!peer.verifies(&options, Algorithm::MD5.digest(b"").as_ref(), &own));
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn encryption() {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new("RSA encryption with openssl, both ways");
    let (key, public) = (&peer.key, peer.key.public_key());
    for message in [&b""[..], b"m", &[7; 60], &[0; 100]] {
        let options = ["rsa_padding_mode:pkcs1".to_owned()];
        let theirs = peer.encrypt(&options, message).expect("short");
        assert_eq!(key.decrypt_pkcs1v15(&theirs).expect("implicit rejection").expose(), message);
        let own = public.encrypt_pkcs1v15(message).expect("short");
        assert_eq!(peer.decrypt(&options, &own).as_deref(), Some(message));
        ledger.ran();
        for (digestmod, name) in DIGESTS {
            for (mgf1, mgf1_name) in [(digestmod, name), (Algorithm::SHA1, "sha1")] {
                for label in [&b""[..], b"\x01label"] {
                    let hex: String = label.iter().map(|byte| format!("{byte:02x}")).collect();
                    let mut options = vec![
                        "rsa_padding_mode:oaep".to_owned(),
                        format!("rsa_oaep_md:{name}"),
                        format!("rsa_mgf1_md:{mgf1_name}"),
                    ];
                    if !label.is_empty() {
                        options.push(format!("rsa_oaep_label:{hex}"));
                    }
                    let oaep = Oaep::new(digestmod).mgf1(mgf1);
                    let theirs = peer.encrypt(&options, message).expect("short");
                    let opened = key.decrypt_oaep(&theirs, oaep, label).expect("theirs");
                    assert_eq!(opened.expose(), message, "{name}");
                    let own = public.encrypt_oaep(message, oaep, label).expect("short");
                    assert_eq!(peer.decrypt(&options, &own).as_deref(), Some(message), "{name}");
                    ledger.ran();
                }
            }
        }
    }
    ledger.finish();
}
