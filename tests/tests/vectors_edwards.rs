// SPDX-License-Identifier: MIT
//! The sets for Ed25519, Ed448, X25519 and X448 in `vectors/`.

use purembed::hashlib::Algorithm;
use purembed::pk::{
    Ed448, Ed448PublicKey, Ed25519, Ed25519PublicKey, EphemeralKey, InvalidKey, Xdh, XdhCurve, XdhPublicKey,
};
use purembed_tests::ledger::Ledger;
use purembed_tests::vectors::{rsp, text, unhex};

/// RFC 8032 sections 7.2 and 7.3.
#[test]
fn ed25519_with_contexts_and_digests() {
    let path = "rfc/rfc-8032-ed25519.txt";
    let mut ledger = Ledger::new(path);
    for mut case in rsp(path) {
        let (_, place) = (case.number("COUNT"), case.place.clone());
        let seed: [u8; 32] = case.bytes("SECRET").try_into().expect("a seed");
        let public: [u8; 32] = case.bytes("PUBLIC").try_into().expect("a public key");
        let (message, signature) = (case.bytes("MESSAGE"), case.bytes("SIGNATURE"));
        let context = case.try_text("CONTEXT").map_or(Vec::new(), |text| unhex(&text).expect("hexadecimal"));
        let prehashed = case.try_text("PREHASHED").is_some();
        case.done();

        let key = Ed25519::from_seed(&seed).expect("a key");
        assert_eq!(key.public_key().as_bytes(), &public, "{place}");
        let public = Ed25519PublicKey::from_bytes(&public).expect("a key");
        let digest: [u8; 64] = Algorithm::SHA512.digest(&message).as_ref().try_into().expect("64 bytes");
        let made =
            if prehashed { key.sign_prehashed(&digest, &context) } else { key.sign_ctx(&message, &context) };
        assert_eq!(made.expect("a short context")[..], signature, "{place}");
        let verify = |signature: &[u8], context: &[u8]| {
            if prehashed {
                public.verify_prehashed(&digest, signature, context)
            } else {
                public.verify_ctx(&message, signature, context)
            }
        };
        assert_eq!(verify(&signature, &context), Ok(()), "{place}");
        let other = [&context[..], b"."].concat();
        assert!(verify(&signature, &other).is_err(), "{place}");
        assert!(public.verify(&message, &signature).is_err(), "{place}");
        ledger.ran();
    }
    ledger.finish();
}

/// The set of the authors of Ed25519: of each line the private key with the public one, that again, the message, and the
/// signature before the message.
#[test]
fn ed25519_of_its_authors() {
    let path = "ed25519/sign.input";
    let mut ledger = Ledger::new(path);
    for line in text(path).lines() {
        let fields: Vec<_> = line.split(':').map(|field| unhex(field).expect("hexadecimal")).collect();
        let [keys, public, message, signed, _] = &fields[..] else { panic!("{line}") };
        let (seed, signature) = (&keys[..32], &signed[..64]);
        assert_eq!((&keys[32..], &signed[64..]), (&public[..], &message[..]));
        let key = Ed25519::from_seed(seed.try_into().expect("a seed")).expect("a key");
        assert_eq!(key.public_key().as_bytes()[..], public[..]);
        assert_eq!(key.sign(message), signature);
        assert_eq!(key.public_key().verify(message, signature), Ok(()));
        let longer = [&message[..], b"."].concat();
        assert!(key.public_key().verify(&longer, signature).is_err());
        ledger.ran();
    }
    ledger.finish();
}

/// RFC 8032 section 7.4; section 7.5 stands in the tests of the crate.
#[test]
fn ed448() {
    let path = "rfc/rfc-8032-ed448.txt";
    let mut ledger = Ledger::new(path);
    for mut case in rsp(path) {
        let (_, place) = (case.number("COUNT"), case.place.clone());
        let seed: [u8; 57] = case.bytes("SECRET").try_into().expect("a seed");
        let public: [u8; 57] = case.bytes("PUBLIC").try_into().expect("a public key");
        let (message, signature) = (case.bytes("MESSAGE"), case.bytes("SIGNATURE"));
        let context = case.try_text("CONTEXT").map_or(Vec::new(), |text| unhex(&text).expect("hexadecimal"));
        case.done();

        let key = Ed448::from_seed(&seed);
        assert_eq!(key.public_key().as_bytes(), &public, "{place}");
        assert_eq!(key.sign_ctx(&message, &context).expect("a short context")[..], signature, "{place}");
        let public = Ed448PublicKey::from_bytes(&public).expect("a key");
        assert_eq!(public.verify_ctx(&message, &signature, &context), Ok(()), "{place}");
        let without = public.verify(&message, &signature);
        assert_eq!(without.is_ok(), context.is_empty(), "{place}");
        let longer = [&message[..], b"."].concat();
        assert!(public.verify_ctx(&longer, &signature, &context).is_err(), "{place}");
        ledger.ran();
    }
    ledger.finish();
}

/// RFC 7748 section 5.2.
#[test]
fn functions_of_rfc_7748() {
    for (path, curve) in
        [("rfc/rfc-7748-x25519.txt", XdhCurve::X25519), ("rfc/rfc-7748-x448.txt", XdhCurve::X448)]
    {
        let mut ledger = Ledger::new(path);
        for mut case in rsp(path) {
            let (_, place) = (case.number("COUNT"), case.place.clone());
            let (scalar, u) = (case.bytes("INPUT_SCALAR"), case.bytes("INPUT_U"));
            let expected = case.bytes("OUTPUT_U");
            case.done();
            let key = Xdh::from_bytes(curve, &scalar).expect("a key");
            let peer = XdhPublicKey::from_bytes(curve, &u).expect("a key");
            assert_eq!(key.agree(&peer).expect("not zero").expose(), expected, "{place}");
            let key = EphemeralKey::dangerous_from_private_bytes(curve.into(), &scalar).expect("a key");
            assert_eq!(key.agree(&u).expect("not zero").expose(), expected, "{place}");
            ledger.ran();
        }
        ledger.finish();
    }
}

/// RFC 7748 sections 6.1 and 6.2.
#[test]
fn pairs_of_rfc_7748() {
    let path = "rfc/rfc-7748-pairs.txt";
    let mut ledger = Ledger::new(path);
    for mut case in rsp(path) {
        let curve = if case.section == "x448" { XdhCurve::X448 } else { XdhCurve::X25519 };
        let [alice, bob] = ["ALICE", "BOB"].map(|name| {
            let key = Xdh::from_bytes(curve, &case.bytes(name)).expect("a key");
            assert_eq!(key.public_key().as_bytes(), case.bytes(&format!("{name}_PUBLIC")), "{name}");
            key
        });
        let shared = case.bytes("SHARED");
        assert_eq!(alice.agree(bob.public_key()).expect("not zero").expose(), shared);
        assert_eq!(bob.agree(alice.public_key()).expect("not zero").expose(), shared);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

/// A number below 2^448 or 2^255, little-endian: the prime and a little more or less.
fn near_prime(curve: XdhCurve, more: i16) -> Vec<u8> {
    let mut bytes = match curve {
        // 2^255 - 19.
        XdhCurve::X25519 => [&[0xed][..], &[0xff; 30], &[0x7f]].concat(),
        // 2^448 - 2^224 - 1.
        XdhCurve::X448 => [&[0xff; 28][..], &[0xfe], &[0xff; 27]].concat(),
    };
    let mut carry = more;
    for byte in &mut bytes {
        let sum = i16::from(*byte) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    bytes
}

fn small(curve: XdhCurve, number: u8) -> Vec<u8> {
    let mut bytes = vec![0; curve.key_size()];
    bytes[0] = number;
    bytes
}

/// RFC 7748 section 5: values that are not reduced are taken as if they were. Section 6: secrets of zeros are refused.
#[test]
fn u_coordinates_at_both_ends() {
    let mut ledger = Ledger::new("u-coordinates near 0 and the prime");
    for (curve, base) in [(XdhCurve::X25519, 9), (XdhCurve::X448, 5)] {
        let key = Xdh::from_bytes(curve, &vec![0x5b; curve.key_size()]).expect("a key");
        let agree = |u: &[u8]| {
            let peer = XdhPublicKey::from_bytes(curve, u).expect("any is a key");
            let shared = key.agree(&peer).map(|shared| shared.expose().to_vec());
            let once = EphemeralKey::dangerous_from_private_bytes(curve.into(), key.to_bytes().expose());
            let again = once.expect("a key").agree(u).map(|shared| shared.expose().to_vec());
            assert_eq!(again, shared);
            shared
        };
        let low = [small(curve, 0), small(curve, 1)];
        for u in low.into_iter().chain([-1, 0, 1].map(|more| near_prime(curve, more))) {
            assert_eq!(agree(&u), Err(InvalidKey::PublicKeyInvalid), "{curve}: {u:02x?}");
            ledger.ran();
        }
        // As far as there is room above the prime.
        for number in 2..=18 {
            let reduced = agree(&small(curve, number)).expect("not zero");
            assert_eq!(
                agree(&near_prime(curve, i16::from(number))),
                Ok(reduced.clone()),
                "{curve}: {number}"
            );
            assert_eq!(reduced == key.public_key().as_bytes(), number == base);
            ledger.ran();
        }
    }
    ledger.finish();
}
