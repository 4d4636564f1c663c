// SPDX-License-Identifier: MIT
//! NIST's sets for ECDSA in `vectors/nist/ecdsa`: pairs of keys, public keys good and bad, signatures good and bad.

use purembed::hashlib::Algorithm;
use purembed::mpi::Mpi;
use purembed::pk::{Curve, Ecc, EccPublicKey, EcdsaSignature};
use purembed_tests::ledger::Ledger;
use purembed_tests::vectors::{Case, rsp};

/// Of the curves over binary fields there are none here, nor in Mbed TLS.
const BINARY: &str = "over binary fields";

fn number(case: &mut Case, name: &str) -> Mpi {
    Mpi::from_hex(&case.text(name)).expect("hexadecimal")
}

fn curve(name: &str) -> Option<Curve> {
    name.parse().ok()
}

#[test]
fn key_pairs() {
    let mut ledger = Ledger::new("KeyPair.rsp");
    // The name of the curve stands above the name of the method, which stands above the keys.
    let mut names = ["P-192", "P-224", "P-256", "P-384", "P-521"].into_iter();
    let mut curve_now = None;
    for mut case in rsp("nist/ecdsa/KeyPair.rsp") {
        if let Some(count) = case.try_text("N") {
            assert_eq!(count, "10");
            curve_now = names.next().and_then(curve);
            case.done();
            continue;
        }
        let [d, x, y] = ["d", "Qx", "Qy"].map(|name| number(&mut case, name));
        let place = case.place.clone();
        case.done();
        let Some(curve) = curve_now else {
            ledger.skip(BINARY);
            continue;
        };
        let key = Ecc::from_number(curve, &d.to_be_bytes()).expect("a key");
        assert_eq!((key.public_key().x(), key.public_key().y()), (x, y), "{place}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn public_keys() {
    let mut ledger = Ledger::new("PKV.rsp");
    for mut case in rsp("nist/ecdsa/PKV.rsp") {
        let [x, y] = ["Qx", "Qy"].map(|name| number(&mut case, name));
        let (result, curve, place) = (case.text("Result"), curve(&case.section), case.place.clone());
        case.done();
        let Some(curve) = curve else {
            ledger.skip(BINARY);
            continue;
        };
        let good = EccPublicKey::from_coordinates(curve, &x, &y).is_ok();
        assert_eq!(good, result.starts_with('P'), "{place}: {result}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn signatures() {
    let mut ledger = Ledger::new("SigVer.rsp");
    for mut case in rsp("nist/ecdsa/SigVer.rsp") {
        let message = case.bytes("Msg");
        let [x, y, r, s] = ["Qx", "Qy", "R", "S"].map(|name| number(&mut case, name));
        let (result, place) = (case.text("Result"), case.place.clone());
        let (name, digest) = case.section.split_once(',').expect("curve and digest");
        let curve = curve(name);
        // A slip of NIST's, above curves that are not here.
        let digest: Option<Algorithm> = digest.replace("SHA-", "sha").parse().ok();
        case.done();
        let (Some(curve), Some(digest)) = (curve, digest) else {
            ledger.skip(BINARY);
            continue;
        };
        let size = curve.order_size();
        let mut fixed = vec![0; 2 * size];
        for (place, number) in fixed.chunks_mut(size).zip([&r, &s]) {
            number.write_be_bytes(place).expect("no longer than the order");
        }
        let good = EccPublicKey::from_coordinates(curve, &x, &y).is_ok_and(|key| {
            EcdsaSignature::from_fixed(curve, &fixed)
                .is_ok_and(|signature| key.verify(&message, &signature.to_der(), digest).is_ok())
        });
        assert_eq!(good, result.starts_with('P'), "{place}: {result}");
        ledger.ran();
    }
    ledger.finish();
}
