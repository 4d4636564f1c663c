// SPDX-License-Identifier: MIT
//! ECDSA and ECDH with the command `openssl` on every curve, both ways.

use std::path::PathBuf;

use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, Ecc};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, output_of, run};
use tempfile::TempDir;

const DIGESTS: [Algorithm; 7] = [
    Algorithm::SHA1,
    Algorithm::SHA224,
    Algorithm::SHA256,
    Algorithm::SHA384,
    Algorithm::SHA512,
    Algorithm::SHA3_256,
    Algorithm::SHA3_512,
];

struct Peer {
    program: PathBuf,
    directory: TempDir,
    curves: String,
}

impl Peer {
    fn new() -> Option<Self> {
        let (program, directory) = (openssl()?, TempDir::new().expect("a directory"));
        let curves = output_of(&program, directory.path(), &["ecparam", "-list_curves"]);
        Some(Self { program, directory, curves })
    }

    /// OpenSSL's name of a curve, if it has the curve.
    fn name(&self, curve: Curve) -> Option<&'static str> {
        let name = match curve.name() {
            "secp192r1" => "prime192v1",
            "secp256r1" => "prime256v1",
            name => name,
        };
        self.curves.split([' ', ':', '\n']).any(|listed| listed == name).then_some(name)
    }

    fn does(&self, arguments: &str) {
        let words: Vec<_> = arguments.split(' ').collect();
        let output = run(&self.program, self.directory.path(), &words);
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn succeeds(&self, arguments: &str) -> bool {
        let words: Vec<_> = arguments.split(' ').collect();
        run(&self.program, self.directory.path(), &words).status.success()
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        std::fs::write(self.directory.path().join(name), contents).expect("a file");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.directory.path().join(name)).expect("a file")
    }

    /// A key of its own, left in `theirs`, with the public half in `theirs.pub`.
    fn key(&self, curve: &str) -> Ecc {
        self.does(&format!("ecparam -name {curve} -genkey -noout -out theirs"));
        self.does("ec -in theirs -pubout -out theirs.pub");
        Ecc::from_buffer(&self.read("theirs")).expect("a key")
    }
}

#[test]
fn signatures_on_every_curve() {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new("ECDSA against OpenSSL");
    for &curve in Curve::available() {
        let Some(name) = peer.name(curve) else {
            ledger.skip(format!("{curve} is not in this OpenSSL"));
            continue;
        };
        let theirs = peer.key(name);
        let ours = Ecc::generate(curve).expect("random bytes");
        peer.write("ours.pub", ours.public_key().to_pem());
        for digestmod in DIGESTS {
            let message = format!("{curve} {digestmod}");
            peer.write("message", &message);
            // sha3-256, but sha256.
            let flag = digestmod.name().to_lowercase();
            let flag = if flag.starts_with("sha3") { flag.replace('_', "-") } else { flag.replace('-', "") };
            peer.does(&format!("dgst -{flag} -sign theirs -out signature message"));
            let signature = peer.read("signature");
            let verdict = theirs.public_key().verify(message.as_bytes(), &signature, digestmod);
            assert_eq!(verdict, Ok(()), "{message}");
            assert!(
                ours.public_key().verify(message.as_bytes(), &signature, digestmod).is_err(),
                "{message}"
            );

            let digest = digestmod.digest(&message);
            for signature in [
                ours.sign(message.as_bytes(), digestmod),
                ours.sign_hedged(message.as_bytes(), digestmod),
                ours.sign_prehashed_hedged(digest.as_ref(), digestmod),
            ] {
                peer.write("signature", signature.expect("a signature"));
                let verify = format!("dgst -{flag} -verify ours.pub -signature signature");
                assert!(peer.succeeds(&format!("{verify} message")), "{message}");
                peer.write("another", format!("{message}."));
                assert!(!peer.succeeds(&format!("{verify} another")), "{message}");
            }
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn agreements_on_every_curve() {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new("ECDH against OpenSSL");
    for &curve in Curve::available() {
        let Some(name) = peer.name(curve) else {
            ledger.skip(format!("{curve} is not in this OpenSSL"));
            continue;
        };
        let theirs = peer.key(name);
        for _ in 0..4 {
            let ours = Ecc::generate(curve).expect("random bytes");
            peer.write("ours.pub", ours.public_key().to_pem());
            peer.does("pkeyutl -derive -inkey theirs -peerkey ours.pub -out secret");
            let shared = ours.agree(theirs.public_key()).expect("a good key");
            assert_eq!(shared.expose(), peer.read("secret"), "{curve}");

            // And with the private key as we write it.
            peer.write("ours", ours.to_pem().expose());
            peer.does("pkeyutl -derive -inkey ours -peerkey theirs.pub -out secret");
            assert_eq!(shared.expose(), peer.read("secret"), "{curve}");
            ledger.ran();
        }
    }
    ledger.finish();
}
