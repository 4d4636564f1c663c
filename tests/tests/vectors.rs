// SPDX-License-Identifier: MIT
//! The sets of NIST and of the RFCs in `vectors/`, against the facade.

use std::num::NonZeroU32;

use purembed::cipher::{Aes, Cmac, TripleDes};
use purembed::hashlib::Algorithm;
use purembed::{hkdf, hmac, kdf};
use purembed_tests::ledger::Ledger;
use purembed_tests::vectors::{Case, rsp};

fn algorithm(name: &str) -> Algorithm {
    name.parse().unwrap_or_else(|_| panic!("{name}: no such algorithm"))
}

/// A message that need not fill its last digits: `Len` is in bits, and an empty message is written as `00`.
fn message(case: &mut Case) -> Vec<u8> {
    let bits = case.number("Len");
    assert_eq!(bits % 8, 0, "{}: the suites are of whole bytes", case.place);
    let mut message = case.bytes("Msg");
    message.truncate(bits / 8);
    assert_eq!(message.len(), bits / 8, "{}", case.place);
    message
}

/// Messages of given lengths, in one piece and in two.
fn messages(path: &str, name: &str) {
    let algorithm = algorithm(name);
    let mut ledger = Ledger::new(path);
    for mut case in rsp(path) {
        let (message, expected) = (message(&mut case), case.bytes("MD"));
        assert_eq!(algorithm.digest(&message).as_ref(), expected, "{}", case.place);
        let (first, second) = message.split_at(message.len() / 3);
        let hash = purembed::hashlib::Hash::new(algorithm).chain(first).chain(second);
        assert_eq!(hash.finalize().as_ref(), expected, "{}", case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

/// A hundred times a thousand digests, each of what came before (SHAVS 6.4, SHA3VS 6.2.3).
fn monte(path: &str, name: &str) {
    let algorithm = algorithm(name);
    let mut ledger = Ledger::new(path);
    let mut cases = rsp(path).into_iter();
    let mut first = cases.next().expect("a seed");
    let mut seed = first.bytes("Seed");
    first.done();
    for (count, mut case) in cases.enumerate() {
        assert_eq!(case.number("COUNT"), count);
        seed = if name.starts_with("sha3_") {
            (0..1000).fold(seed, |last, _| algorithm.digest(last).as_ref().to_vec())
        } else {
            let mut last = [seed.clone(), seed.clone(), seed];
            for _ in 0..1000 {
                let next = algorithm.digest(last.concat()).as_ref().to_vec();
                last.rotate_left(1);
                last[2] = next;
            }
            last[2].clone()
        };
        assert_eq!(seed, case.bytes("MD"), "{}", case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

/// A test for each file: which way it is read, where it is, and what it is about.
macro_rules! files {
    ($($test:ident: $read:ident $path:literal $name:literal;)*) => {
        $(
            #[test]
            fn $test() {
                $read($path, $name);
            }
        )*
    };
}

files! {
    sha1_short: messages "nist/sha1/SHA1ShortMsg.rsp" "sha1";
    sha1_long: messages "nist/sha1/SHA1LongMsg.rsp" "sha1";
    sha1_monte: monte "nist/sha1/SHA1Monte.rsp" "sha1";
    sha224_short: messages "nist/sha2/SHA224ShortMsg.rsp" "sha224";
    sha224_monte: monte "nist/sha2/SHA224Monte.rsp" "sha224";
    sha256_short: messages "nist/sha2/SHA256ShortMsg.rsp" "sha256";
    sha256_long: messages "nist/sha2/SHA256LongMsg.rsp" "sha256";
    sha256_monte: monte "nist/sha2/SHA256Monte.rsp" "sha256";
    sha384_short: messages "nist/sha2/SHA384ShortMsg.rsp" "sha384";
    sha384_monte: monte "nist/sha2/SHA384Monte.rsp" "sha384";
    sha512_short: messages "nist/sha2/SHA512ShortMsg.rsp" "sha512";
    sha512_long: messages "nist/sha2/SHA512LongMsg.rsp" "sha512";
    sha512_monte: monte "nist/sha2/SHA512Monte.rsp" "sha512";
    sha512_256_short: messages "nist/sha2/SHA512_256ShortMsg.rsp" "sha512_256";
    sha512_256_monte: monte "nist/sha2/SHA512_256Monte.rsp" "sha512_256";
    sha3_224_short: messages "nist/sha3/SHA3_224ShortMsg.rsp" "sha3_224";
    sha3_224_monte: monte "nist/sha3/SHA3_224Monte.rsp" "sha3_224";
    sha3_256_short: messages "nist/sha3/SHA3_256ShortMsg.rsp" "sha3_256";
    sha3_256_monte: monte "nist/sha3/SHA3_256Monte.rsp" "sha3_256";
    sha3_384_short: messages "nist/sha3/SHA3_384ShortMsg.rsp" "sha3_384";
    sha3_384_monte: monte "nist/sha3/SHA3_384Monte.rsp" "sha3_384";
    sha3_512_short: messages "nist/sha3/SHA3_512ShortMsg.rsp" "sha3_512";
    sha3_512_long: messages "nist/sha3/SHA3_512LongMsg.rsp" "sha3_512";
    sha3_512_monte: monte "nist/sha3/SHA3_512Monte.rsp" "sha3_512";
}

#[test]
fn rfc_hash() {
    let mut ledger = Ledger::new("rfc/hash.rsp");
    for mut case in rsp("rfc/hash.rsp") {
        let digest = algorithm(&case.section).digest(case.bytes("Msg"));
        assert_eq!(digest.as_ref(), case.bytes("MD"), "{}", case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn rfc_hmac() {
    let mut ledger = Ledger::new("rfc/hmac.rsp");
    for mut case in rsp("rfc/hmac.rsp") {
        let mut hmac = hmac::new(&case.bytes("Key"), algorithm(&case.section));
        hmac.update(case.bytes("Msg"));
        let expected = case.bytes("MD");
        assert_eq!(hmac.digest().as_ref(), expected, "{}", case.place);
        assert_eq!(hmac.verify(&expected), Ok(()), "{}", case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn rfc_hkdf() {
    let mut ledger = Ledger::new("rfc/hkdf.rsp");
    for mut case in rsp("rfc/hkdf.rsp") {
        let prk = hkdf::extract(&case.bytes("IKM"), &case.bytes("salt"), algorithm(&case.section));
        assert_eq!(prk.as_bytes(), Some(&case.bytes("PRK")[..]), "{}", case.place);
        let mut okm = vec![0; case.number("L")];
        assert_eq!(prk.expand(&case.bytes("info"), &mut okm), Ok(()), "{}", case.place);
        assert_eq!(okm, case.bytes("OKM"), "{}", case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn rfc_pbkdf2() {
    let mut ledger = Ledger::new("rfc/pbkdf2.rsp");
    for mut case in rsp("rfc/pbkdf2.rsp") {
        let iterations = case.number("c");
        if iterations > 1_000_000 {
            ledger.skip("with so many iterations that it takes long");
            continue;
        }
        let iterations = NonZeroU32::new(iterations as u32).expect("at least one");
        let mut key = vec![0; case.number("dkLen")];
        let (password, salt) = (case.bytes("P"), case.bytes("S"));
        let derived = kdf::pbkdf2_hmac(&password, &salt, iterations, algorithm(&case.section), &mut key);
        assert_eq!((derived, key), (Ok(()), case.bytes("DK")), "{}", case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn cmac() {
    let mut ledger = Ledger::new("nist/cmac.rsp");
    for mut case in rsp("nist/cmac.rsp") {
        let (key, message) = (case.bytes("Key"), case.bytes("Msg"));
        let mac = if case.section == "des3" {
            TripleDes::new(&key, Cmac).expect("a key").sign(&message).as_ref().to_vec()
        } else {
            Aes::new(&key, Cmac).expect("a key").sign(&message).as_ref().to_vec()
        };
        assert_eq!(mac, case.bytes("Mac"), "{}", case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}
