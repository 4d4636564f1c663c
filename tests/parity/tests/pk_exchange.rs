// SPDX-License-Identifier: MIT
//! The messages of ECDH and DH against Mbed TLS C, each side in both roles, and messages that are none.

use purembed::mpi::Mpi;
use purembed::parity::mpi::Mpi as TheirMpi;
use purembed::parity::pk as c;
use purembed::pk::{DhClient, DhGroup, DhServer, Ecc, EcdhClient, EcdhServer};
use purembed_parity_tests::curves;
use purembed_parity_tests::random::Random;
use purembed_tests::ledger::Ledger;

/// Secrets of Montgomery's curves are numbers read backwards in C, without the zeros that end them.
fn padded(theirs: &[u8], length: usize) -> Vec<u8> {
    let mut secret = vec![0; length - theirs.len()];
    secret.extend(theirs);
    secret
}

#[test]
fn ecdh() {
    let mut ledger = Ledger::new("ECDH messages against C");
    for (group, theirs) in curves::agreeing() {
        for _ in 0..30 {
            // We are the server.
            let (server, ske) = EcdhServer::generate(group).expect("randomness");
            assert_eq!(ske[1..3], theirs.tls_id().to_be_bytes(), "{group}");
            let mut client = c::EcdhClient::new();
            assert_eq!(client.import_ske(&ske).expect("a message of ours"), 0, "{group}");
            let cke = client.generate().expect("randomness");
            let secret = server.import_cke(&cke).expect("a message of C's");
            let expected = client.generate_secret().expect("both keys");
            assert_eq!(secret.expose(), padded(&expected, secret.expose().len()), "{group}");
            // C is.
            let mut server = c::EcdhServer::new(theirs).expect("a curve");
            let ske = server.generate().expect("randomness");
            let client = EcdhClient::import_ske(&ske).expect("a message of C's");
            assert_eq!(client.group(), group);
            let (cke, secret) = client.generate().expect("randomness");
            server.import_cke(&cke).expect("a message of ours");
            let expected = server.generate_secret().expect("both keys");
            assert_eq!(secret.expose(), padded(&expected, secret.expose().len()), "{group}");
            ledger.ran();
        }
    }
    ledger.finish();
}

/// Static keys: the server's is known beforehand.
#[test]
fn static_ecdh() {
    let mut ledger = Ledger::new("static ECDH against C");
    for (curve, theirs) in curves::signing() {
        for _ in 0..10 {
            let key = Ecc::generate(curve).expect("randomness");
            let copy = c::PrivateKey::from_buffer(key.to_der().expose(), None).expect("a key of ours");
            // C is the server with this key, we are the client.
            let mut server = c::EcdhServer::with_key(&copy).expect("a key");
            let (cke, secret) = EcdhClient::from_public_key(key.public_key()).generate().expect("randomness");
            server.import_cke(&cke).expect("a message of ours");
            let expected = server.generate_secret().expect("both keys");
            assert_eq!(secret.expose(), padded(&expected, secret.expose().len()), "{curve}");
            // C is the client.
            let mut client = c::EcdhClient::with_peer(&copy).expect("a key");
            let cke = client.generate().expect("randomness");
            let point = purembed::pk::EccPublicKey::from_point(curve, &cke[1..]).expect("a point");
            let expected = client.generate_secret().expect("both keys");
            let secret = key.agree(&point).expect("a point");
            assert_eq!(secret.expose(), padded(&expected, secret.expose().len()), "{curve}, {theirs:?}");
            ledger.ran();
        }
    }
    ledger.finish();
}

/// Messages with something wrong: refused by both, by C at the latest when it makes the secret.
#[test]
fn damaged_ecdh() {
    let mut random = Random::new("damaged ECDH messages against C");
    let mut ledger = Ledger::new("damaged ECDH messages against C");
    for (group, theirs) in curves::agreeing() {
        for _ in 0..60 {
            let (ours, _) = EcdhServer::generate(group).expect("randomness");
            let mut server = c::EcdhServer::new(theirs).expect("a curve");
            let ske = server.generate().expect("randomness");
            let mut client = c::EcdhClient::new();
            client.import_ske(&ske).expect("its own message");
            let mut cke = client.generate().expect("randomness");
            let mut ske = ske;
            for message in [&mut cke, &mut ske] {
                match random.up_to(5) {
                    0 => drop(message.pop()),
                    1 => message.push(0),
                    2 => message.truncate(random.up_to(4)),
                    _ => {
                        let at = random.up_to(message.len().min(8) - 1);
                        message[at] ^= 1 << random.up_to(7);
                    }
                }
            }
            let there = server.import_cke(&cke).and_then(|()| server.generate_secret());
            let here = ours.import_cke(&cke);
            // Any number is a point of Montgomery's curves.
            assert_eq!(here.is_ok(), there.is_ok(), "{group}, {cke:02x?}: {here:?}, {there:?}");
            let mut client = c::EcdhClient::new();
            let there = client.import_ske(&ske).is_ok_and(|rest| rest == 0)
                && client.generate().is_ok()
                && client.generate_secret().is_ok();
            let here = EcdhClient::import_ske(&ske).is_ok_and(|client| client.generate().is_ok());
            assert_eq!(here, there, "{group}, {ske:02x?}");
            ledger.ran();
        }
    }
    ledger.finish();
}

fn copy(number: &Mpi) -> TheirMpi {
    TheirMpi::from_be_bytes(&number.to_be_bytes()).expect("short")
}

/// One exchange each way.
fn both_ways(group: &DhGroup, ledger: &mut Ledger) {
    let name = format!("{:?}, {} bits", group.name(), group.bits());
    let length = group.key_size();
    // We are the server.
    let (server, ske) = DhServer::generate(group).expect("randomness");
    let mut client = c::DhClient::new();
    assert_eq!(client.import_ske(&ske).expect("a message of ours"), 0, "{name}");
    let cke = client.generate().expect("randomness");
    let secret = server.import_cke(&cke).unwrap_or_else(|error| panic!("{name}: {error}"));
    let expected = client.generate_secret().expect("both keys");
    assert_eq!(secret.expose(), padded(&expected, length), "{name}");
    assert_eq!(secret.expose_without_leading_zeros(), expected, "{name}");
    // C is.
    let mut server = c::DhServer::new(&copy(&group.modulus()), &copy(&group.generator())).expect("a group");
    let ske = server.generate().expect("randomness");
    let client = DhClient::import_ske_with_minimum(&ske, 0).expect("a message of C's");
    assert_eq!((client.group().modulus(), client.group().generator()), (group.modulus(), group.generator()));
    let (cke, secret) = client.generate().unwrap_or_else(|error| panic!("{name}: {error}"));
    server.import_cke(&cke).expect("a message of ours");
    let expected = server.generate_secret().expect("both keys");
    assert_eq!(secret.expose(), padded(&expected, length), "{name}");
    ledger.ran();
}

#[test]
fn dh() {
    let mut ledger = Ledger::new("DH messages against C");
    for group in DhGroup::available() {
        // C takes seconds for the largest.
        let times = if group.bits() <= 2048 { 3 } else { 1 };
        for _ in 0..if group.bits() > 4096 { 0 } else { times } {
            both_ways(group, &mut ledger);
        }
    }
    // Groups of one's own, the smallest that C takes among them.
    for bits in [16, 31, 64, 65, 127, 256, 512] {
        for _ in 0..10 {
            let modulus = Mpi::safe_prime(bits).expect("a prime");
            let group = DhGroup::dangerous_new_any_size(&modulus, &Mpi::from(2_u8)).expect("a prime");
            both_ways(&group, &mut ledger);
        }
    }
    ledger.finish();
}

/// Public values that lead to secrets that everyone knows, and such as are too large.
#[test]
fn dh_values_out_of_range() {
    let mut ledger = Ledger::new("DH values out of range against C");
    for bits in [32, 256] {
        let modulus = Mpi::safe_prime(bits).expect("a prime");
        let group = DhGroup::dangerous_new_any_size(&modulus, &Mpi::from(2_u8)).expect("a prime");
        let values =
            [Mpi::ZERO, Mpi::ONE, &modulus - 1_u8, modulus.clone(), &modulus + 1_u8, &modulus * &modulus];
        for value in values {
            let (ours, ske) = DhServer::generate(&group).expect("randomness");
            let message = value.to_be_bytes();
            assert!(ours.import_cke(&message).is_err(), "{value:x} modulo {modulus:x}");
            let mut server = c::DhServer::new(&copy(&modulus), &TheirMpi::from(2_u8)).expect("a group");
            server.generate().expect("randomness");
            let there = server.import_cke(&message).and_then(|()| server.generate_secret());
            assert!(there.is_err(), "{value:x} modulo {modulus:x}");
            // As what a server sends.
            let end = ske.len() - last_length(&ske) - 2;
            let mut ske = ske[..end].to_vec();
            ske.extend(u16::try_from(message.len()).expect("short").to_be_bytes());
            ske.extend(&message);
            assert!(DhClient::import_ske_with_minimum(&ske, 0).is_err(), "{ske:02x?}");
            let mut client = c::DhClient::new();
            let there = client.import_ske(&ske).is_ok()
                && client.generate().is_ok()
                && client.generate_secret().is_ok();
            assert!(!there, "{ske:02x?}");
            ledger.ran();
        }
    }
    ledger.finish();
}

/// How long the last number of the message is.
fn last_length(ske: &[u8]) -> usize {
    let mut at = 0;
    let mut last = 0;
    while at + 2 <= ske.len() {
        last = usize::from(u16::from_be_bytes([ske[at], ske[at + 1]]));
        at += 2 + last;
    }
    last
}
