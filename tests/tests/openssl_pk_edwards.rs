// SPDX-License-Identifier: MIT
//! Ed25519, Ed448, X25519 and X448 with the command `openssl`, both ways. Key files in all their forms are the business of
//! `openssl_keys`; here are keys that OpenSSL made, in those forms, at work.

use std::fs;
use std::path::PathBuf;

use purembed::pk::{Ed448, Ed25519, PrivateKey, PublicKey, SignatureAlgorithm, Xdh, XdhCurve, XdhPublicKey};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, run};
use tempfile::TempDir;

const ROUNDS: usize = 4;

struct Peer {
    program: PathBuf,
    directory: TempDir,
}

impl Peer {
    fn new() -> Option<Self> {
        Some(Self { program: openssl()?, directory: TempDir::new().expect("a directory") })
    }

    fn succeeds(&self, arguments: &str) -> bool {
        let words: Vec<_> = arguments.split(' ').collect();
        run(&self.program, self.directory.path(), &words).status.success()
    }

    fn does(&self, arguments: &str) {
        let words: Vec<_> = arguments.split(' ').collect();
        let output = run(&self.program, self.directory.path(), &words);
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.directory.path().join(name), contents).expect("a file");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.directory.path().join(name)).expect("a file")
    }

    /// Makes a key in `theirs` and `theirs.pub`, and reads it from every form.
    fn key(&self, algorithm: &str) -> PrivateKey {
        self.does(&format!("genpkey -algorithm {algorithm} -out theirs"));
        self.does("pkey -in theirs -pubout -out theirs.pub");
        self.does("pkey -in theirs -outform DER -out theirs.der");
        self.does("pkey -in theirs -pubout -outform DER -out theirs.pub.der");
        let key = PrivateKey::from_buffer(&self.read("theirs")).expect("a key");
        assert_eq!(PrivateKey::from_buffer(&self.read("theirs.der")).as_ref(), Ok(&key));
        assert_eq!(key.to_pkcs8_der().expose(), self.read("theirs.der"));
        assert_eq!(key.to_pkcs8_pem().expose().as_bytes(), self.read("theirs"));
        let public = key.public_key();
        for file in ["theirs.pub", "theirs.pub.der"] {
            assert_eq!(PublicKey::from_buffer(&self.read(file)).as_ref(), Ok(&public), "{file}");
        }
        assert_eq!(public.to_der(), self.read("theirs.pub.der"));
        assert_eq!(public.to_pem().as_bytes(), self.read("theirs.pub"));
        key
    }

    fn sign(&self, key: &str, message: &[u8]) -> Vec<u8> {
        self.write("message", message);
        self.does(&format!("pkeyutl -sign -rawin -inkey {key} -in message -out signature"));
        self.read("signature")
    }

    fn verifies(&self, public: &str, message: &[u8], signature: &[u8]) -> bool {
        self.write("message", message);
        self.write("signature", signature);
        self.succeeds(&format!(
            "pkeyutl -verify -rawin -pubin -inkey {public} -in message -sigfile signature"
        ))
    }
}

fn messages() -> impl Iterator<Item = Vec<u8>> {
    [1, 31, 64, 113, 137, 1000, 10_000].into_iter().map(|length| (0..length).map(|at| at as u8).collect())
}

#[test]
fn signatures() {
    let Some(peer) = Peer::new() else { return };
    let kinds: [(_, fn() -> PrivateKey); 2] = [
        (SignatureAlgorithm::Ed25519, || Ed25519::generate().expect("random bytes").into()),
        (SignatureAlgorithm::Ed448, || Ed448::generate().expect("random bytes").into()),
    ];
    for (algorithm, generate) in kinds {
        let mut ledger = Ledger::new(format!("{algorithm} against OpenSSL"));
        for _ in 0..ROUNDS {
            let theirs = peer.key(&algorithm.to_string());
            let ours = generate();
            peer.write("ours", ours.to_pkcs8_pem().expose());
            peer.write("ours.pub", ours.public_key().to_pem());
            for message in messages() {
                for (file, key, other) in [("theirs", &theirs, &ours), ("ours", &ours, &theirs)] {
                    let signature = peer.sign(file, &message);
                    // There is one signature of a message and no other.
                    assert_eq!(key.sign(algorithm, &message).as_ref(), Ok(&signature));
                    assert_eq!(key.public_key().verify(algorithm, &message, &signature), Ok(()));
                    let refused = other.public_key().verify(algorithm, &message, &signature);
                    assert!(refused.is_err());
                    let public = format!("{file}.pub");
                    assert!(peer.verifies(&public, &message, &signature));
                    let longer = [&message[..], b"."].concat();
                    assert!(!peer.verifies(&public, &longer, &signature));
                    assert!(key.public_key().verify(algorithm, &longer, &signature).is_err());
                    ledger.ran();
                }
            }
        }
        ledger.finish();
    }
}

#[test]
fn agreements() {
    let Some(peer) = Peer::new() else { return };
    for curve in [XdhCurve::X25519, XdhCurve::X448] {
        let mut ledger = Ledger::new(format!("{curve} against OpenSSL"));
        for _ in 0..ROUNDS {
            let theirs = Xdh::try_from(peer.key(curve.name())).expect("the kind that was asked for");
            let ours = Xdh::generate(curve).expect("random bytes");
            let expected = ours.agree(theirs.public_key()).expect("a good key");
            let forms = [
                (
                    "PEM",
                    ours.to_pkcs8_pem().expose().as_bytes().to_vec(),
                    ours.public_key().to_pem().into_bytes(),
                ),
                ("DER", ours.to_pkcs8_der().expose().to_vec(), ours.public_key().to_der()),
            ];
            for (form, private, public) in forms {
                peer.write("ours", private);
                peer.write("ours.pub", public);
                peer.does(&format!(
                    "pkeyutl -derive -inkey theirs -peerkey ours.pub -peerform {form} -out secret"
                ));
                assert_eq!(peer.read("secret"), expected.expose());
                peer.does(&format!(
                    "pkeyutl -derive -inkey ours -keyform {form} -peerkey theirs.pub -out secret"
                ));
                assert_eq!(peer.read("secret"), expected.expose());
                ledger.ran();
            }
            assert_eq!(theirs.agree(ours.public_key()).expect("a good key").expose(), expected.expose());

            // Secrets that everyone knows are refused by both.
            let weak = XdhPublicKey::from_bytes(curve, &vec![0; curve.key_size()]).expect("any is a key");
            peer.write("weak.pub", weak.to_pem());
            assert!(ours.agree(&weak).is_err());
            assert!(!peer.succeeds("pkeyutl -derive -inkey theirs -peerkey weak.pub -out secret"));
            ledger.ran();
        }
        ledger.finish();
    }
}
