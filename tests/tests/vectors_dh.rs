// SPDX-License-Identifier: MIT
//! The sets for Diffie-Hellman modulo primes in `vectors/`.

use std::collections::BTreeMap;

use purembed::mpi::Mpi;
use purembed::pk::{DhGroup, DhServer, DhSharedSecret, InvalidKey};
use purembed_tests::ledger::Ledger;
use purembed_tests::vectors::{rsp, unhex};

/// NIST's and RFC 5114's: their values are spread over several pieces, of which the last has the result.
const KEYS: [&str; 3] = [
    "nist/kas-ffc/KASValidityTest_FFCStatic_NOKC_ZZOnly_init.fax",
    "nist/kas-ffc/KASValidityTest_FFCStatic_NOKC_ZZOnly_resp.fax",
    "rfc/rfc-5114.txt",
];
const NAMES: [&str; 11] =
    ["COUNT", "P", "Q", "G", "XstatCAVS", "YstatCAVS", "XstatIUT", "YstatIUT", "Z", "CAVSHashZZ", "Result"];

/// The secret of an exchange that should work until the secret is compared, and the public value before.
fn exchange(group: &DhGroup, private: &[u8], peer: &[u8]) -> (Mpi, Result<DhSharedSecret, InvalidKey>) {
    let (server, ske) = DhServer::dangerous_from_private_bytes(group, private).expect("a private key");
    let at = 4 + group.key_size() + group.generator().byte_length();
    assert_eq!(usize::from(ske[at]) << 8 | usize::from(ske[at + 1]), ske.len() - at - 2);
    let public = Mpi::from_be_bytes(&ske[at + 2..]).expect("short");
    (public, server.import_cke(peer))
}

#[test]
fn agreement_with_static_keys() {
    for path in KEYS {
        let mut ledger = Ledger::new(path);
        let mut values: BTreeMap<&str, String> = BTreeMap::new();
        let mut group: Option<DhGroup> = None;
        for mut case in rsp(path) {
            for name in NAMES {
                let Some(value) = case.try_text(name) else { continue };
                if name == "P" {
                    group = None;
                }
                values.insert(name, value);
            }
            let place = case.place.clone();
            // Which digests are supported stands among the sections.
            case.done();
            let Some(result) = values.remove("Result") else { continue };
            let bytes = |name: &str| unhex(&values[name]).unwrap_or_else(|| panic!("{place}: {name}"));
            let group = group.get_or_insert_with(|| {
                let number = |name| Mpi::from_be_bytes(&bytes(name)).expect("short");
                DhGroup::dangerous_new_any_size(&number("P"), &number("G")).expect("a group")
            });
            let (public, secret) = exchange(group, &bytes("XstatIUT"), &bytes("YstatCAVS"));
            let is_own = public == Mpi::from_be_bytes(&bytes("YstatIUT")).expect("short");
            let is_right = secret.as_ref().is_ok_and(|secret| secret.expose() == bytes("Z"));
            // What is wrong with the others is their public key, ours, or the secret.
            assert_eq!(is_own && is_right, result.starts_with("P "), "{place}: {result}");
            ledger.ran();
        }
        ledger.finish();
    }
}

#[test]
fn groups_of_rfc_3526() {
    let mut ledger = Ledger::new("rfc/rfc-3526.txt");
    for mut case in rsp("rfc/rfc-3526.txt") {
        let modulus = Mpi::from_be_bytes(&case.bytes("P")).expect("short");
        let (_, name) = (case.number("COUNT"), format!("modp{}", modulus.bit_length()));
        let group: DhGroup = name.parse().expect("a name");
        assert_eq!((group.modulus(), group.generator()), (modulus, Mpi::from(case.number("G") as u64)));
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

/// Numbers of Botan are decimal.
fn decimal(text: &str) -> Mpi {
    text.parse().expect("a number")
}

#[test]
fn botan() {
    let mut ledger = Ledger::new("botan/dh.txt");
    for mut case in rsp("botan/dh.txt") {
        case.number("COUNT");
        let [modulus, generator, private, peer] = ["P", "G", "X", "Y"].map(|name| decimal(&case.text(name)));
        let expected = case.bytes("K");
        let group = match DhGroup::dangerous_new_any_size(&modulus, &generator) {
            Ok(group) => group,
            Err(error) => {
                ledger.skip(format!("{error}"));
                case.done();
                continue;
            }
        };
        let (_, secret) = exchange(&group, &private.to_be_bytes(), &peer.to_be_bytes());
        let secret = secret.unwrap_or_else(|error| panic!("{}: {error}", case.place));
        let zeros = expected.iter().take_while(|byte| **byte == 0).count();
        assert_eq!(secret.expose_without_leading_zeros(), &expected[zeros..], "{}", case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn parties_in_different_groups() {
    let mut ledger = Ledger::new("botan/dh-bad.txt");
    for mut case in rsp("botan/dh-bad.txt") {
        let (number, generator) = (case.number("COUNT"), decimal(&case.text("G")));
        let names = ["P1", "X1", "Y1", "P2", "X2", "Y2"];
        let [p1, x1, y1, p2, x2, y2] = names.map(|name| decimal(&case.text(name)));
        let secrets = [(p1, x1, y2), (p2, x2, y1)].map(|(modulus, private, peer)| {
            let group = DhGroup::dangerous_new_any_size(&modulus, &generator).expect("a group");
            exchange(&group, &private.to_be_bytes(), &peer.to_be_bytes()).1
        });
        let [one, two] = secrets;
        match number {
            0 => assert_eq!(one.err(), Some(InvalidKey::PublicKeyInvalid)),
            _ => assert_ne!(one.expect("in range"), two.expect("in range")),
        }
        case.done();
        ledger.ran();
    }
    ledger.finish();
}
