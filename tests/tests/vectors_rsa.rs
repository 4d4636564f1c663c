// SPDX-License-Identifier: MIT
//! The sets for RSA in `vectors/`: NIST's, and those that came with PKCS#1.

use std::collections::BTreeMap;

use purembed::hashlib::Algorithm;
use purembed::pk::{Oaep, Pss, Rsa, RsaPublicKey, SaltLength};
use purembed_tests::ledger::Ledger;
use purembed_tests::vectors::{rsp, text, unhex};

/// A number in hexadecimal, of any number of digits.
fn number(digits: &str) -> Vec<u8> {
    let padded = if digits.len().is_multiple_of(2) { digits.to_owned() } else { format!("0{digits}") };
    unhex(&padded).expect("hexadecimal")
}

fn digest(name: &str) -> Algorithm {
    name.to_ascii_lowercase().parse().expect("a digest")
}

#[test]
fn nist_key_pairs() {
    let mut ledger = Ledger::new("KeyGenRSA.rsp");
    for mut case in rsp("nist/rsa/KeyGenRSA.rsp") {
        let [n, e, d, p, q] = ["n", "e", "d", "p", "q"].map(|name| number(&case.text(name)));
        // What X9.31 made the primes from.
        ["xp1", "xp2", "Xp", "xq1", "xq2", "Xq"].iter().for_each(|name| drop(case.text(name)));
        case.done();
        let key = Rsa::from_components(&n, &e, &d, Some((&p, &q))).expect("a key");
        assert_eq!(key.check(), Ok(()));
        let found = Rsa::from_components(&n, &e, &d, None).expect("a key");
        assert_eq!(found.public_key(), key.public_key());
        ledger.ran();
    }
    ledger.finish();
}

/// NIST's signatures: what `see` makes of key, digest, message, and signature.
fn nist_signatures(path: &str, see: impl Fn(&RsaPublicKey, Algorithm, &[u8], &[u8])) {
    let mut ledger = Ledger::new(path);
    let (mut n, mut key) = (Vec::new(), None);
    for mut case in rsp(path) {
        if let Some(modulus) = case.try_text("n") {
            n = number(&modulus);
        }
        if let Some(e) = case.try_text("e") {
            key = Some(RsaPublicKey::from_components(&n, &number(&e)).expect("a key"));
        }
        if let Some(name) = case.try_text("SHAAlg") {
            let (message, signature) = (case.bytes("Msg"), number(&case.text("S")));
            if let Some(salt) = case.try_text("SaltVal") {
                assert_eq!(salt, "00");
            }
            see(key.as_ref().expect("a key above"), digest(&name), &message, &signature);
            ledger.ran();
        }
        case.done();
    }
    ledger.finish();
}

#[test]
fn nist_pkcs1_signatures() {
    nist_signatures("nist/rsa/SigGen15_186-3.rsp", |key, digestmod, message, signature| {
        assert!(key.verify(message, signature, digestmod).is_ok());
        assert!(key.verify_pss(message, signature, digestmod).is_err());
    });
}

#[test]
fn nist_pss_signatures() {
    nist_signatures("nist/rsa/SigGenPSS_186-3.rsp", |key, digestmod, message, signature| {
        let pss = Pss::new(digestmod).salt_length(SaltLength::Bytes(0));
        assert!(key.verify_pss(message, signature, pss).is_ok());
        assert!(key.verify_pss(message, signature, digestmod).is_err());
    });
}

/// RSA Laboratories' format: a name after `#`, then its value in lines of hexadecimal. `see` gets the key and what stands
/// since the last name that ends a case.
fn laboratories(path: &str, end: &str, see: impl Fn(&Rsa, &BTreeMap<String, Vec<u8>>)) {
    let mut ledger = Ledger::new(path);
    let text = text(path);
    let start = text.find("\n# Modulus").or_else(|| text.find("# Modulus")).expect("a key");
    let (mut values, mut name, mut key) = (BTreeMap::<String, Vec<u8>>::new(), String::new(), None);
    for line in text[start..].lines().chain(["# end"]) {
        let digits: String = line.split_whitespace().collect();
        if let Some(next) = digits.strip_prefix('#') {
            if name == "Coefficient:" {
                let [n, e, d, p, q] = ["Modulus:", "Publicexponent:", "Exponent:", "Prime1:", "Prime2:"]
                    .map(|name| values.get(name).expect("a number").clone());
                key = Some(Rsa::from_components(&n, &e, &d, Some((&p, &q))).expect("a key"));
            } else if name == end {
                see(key.as_ref().expect("a key above"), &values);
                ledger.ran();
            }
            name = next.to_owned();
            values.insert(name.clone(), Vec::new());
        } else if let (Some(value), true) = (values.get_mut(&name), name.ends_with(':')) {
            value.extend(number(&digits));
        }
    }
    ledger.finish();
}

#[test]
fn laboratories_pss() {
    laboratories("rsa/pss-vect.txt", "Signature:", |key, values| {
        let pss = Pss::new(Algorithm::SHA1);
        let (message, signature) = (&values["Messagetobesigned:"], &values["Signature:"]);
        assert!(key.public_key().verify_pss(message, signature, pss).is_ok());
        assert_eq!(values["Salt:"].len(), 20);
    });
}

#[test]
fn laboratories_oaep() {
    for (path, oaep) in [
        ("rsa/oaep-vect.txt", Oaep::new(Algorithm::SHA1)),
        ("rsa/oaep-sha1-sha512.txt", Oaep::new(Algorithm::SHA512).mgf1(Algorithm::SHA1)),
        ("rsa/oaep-sha256-sha1.txt", Oaep::new(Algorithm::SHA1).mgf1(Algorithm::SHA256)),
    ] {
        laboratories(path, "Encryption:", |key, values| {
            let opened = key.decrypt_oaep(&values["Encryption:"], oaep, b"").expect("a message");
            assert_eq!(opened.expose(), values["Message:"]);
        });
    }
}

#[test]
fn laboratories_pkcs1_encryption() {
    laboratories("rsa/pkcs1v15crypt-vectors.txt", "Encryption:", |key, values| {
        let opened = key.decrypt_pkcs1v15(&values["Encryption:"]).expect("a message");
        assert_eq!(opened.expose(), values["Message:"]);
    });
}
