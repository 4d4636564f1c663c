// SPDX-License-Identifier: MIT
//! Certificates: reading, verifying chains, loading Mozilla's roots, revocation lists.
//!
//! A chain is read from DER and verified, as in a handshake, against a root that was loaded before; no names, no
//! revocation. Lists have 100,000 entries with serial numbers of 16 octets in no order.

use std::hint::black_box;
use std::rc::Rc;

use purembed::ca_bundle::{Purpose, get_ca_bundle};
use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, Ecc, PrivateKey, Rsa, SignatureAlgorithm};
use purembed::x509::{
    BasicConstraints, Crt, CrtBuilder, GeneralName, KeyPurpose, KeyUsage, SerialNumber, Time,
};

use crate::contest::{Contestant, Operation, Size};
use crate::peers::{Peer, all};

/// Entries of the list.
const ENTRIES: u32 = 100_000;

/// A chain in DER, the leaf first.
struct Chain {
    der: [Vec<u8>; 3],
    leaf: Crt,
}

impl Chain {
    /// As those of the web, with the extensions that everybody uses.
    fn new(key: impl Fn() -> PrivateKey, algorithm: Algorithm) -> Self {
        let (from, until) = (Time::from_unix(1_700_000_000), Time::from_unix(4_000_000_000));
        let [root_key, middle_key, leaf_key] = [key(), key(), key()];
        let authority = |name: &str, key: &PrivateKey| {
            let serial = SerialNumber::random().expect("randomness");
            CrtBuilder::new(name.parse().expect("a name"), key.public_key(), serial, from, until)
                .basic_constraints(BasicConstraints::Ca { max_path_length: None })
                .key_usage(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN)
        };
        let root = authority("C=NL, O=Purembed, CN=Root", &root_key).self_sign(&root_key, algorithm);
        let root = root.expect("a root");
        let middle =
            authority("C=NL, O=Purembed, CN=Middle", &middle_key).sign_with(&root, &root_key, algorithm);
        let middle = middle.expect("an authority");
        // A serial number that stands last in the list.
        let serial = SerialNumber::from_be_bytes(&serial(ENTRIES - 1)).expect("a serial number");
        let names = ["example.org", "www.example.org", "*.example.net"].map(GeneralName::Dns);
        let leaf = CrtBuilder::new(
            "CN=example.org".parse().expect("a name"),
            leaf_key.public_key(),
            serial,
            from,
            until,
        )
        .basic_constraints(BasicConstraints::EndEntity)
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .extended_key_usage([KeyPurpose::SERVER_AUTH, KeyPurpose::CLIENT_AUTH])
        .subject_alternative_names(names)
        .sign_with(&middle, &middle_key, algorithm)
        .expect("a leaf");
        Self { der: [&leaf, &middle, &root].map(|crt| crt.as_der().to_vec()), leaf }
    }

    fn ecdsa() -> Self {
        Self::new(|| Ecc::generate(Curve::SECP256R1).expect("a key").into(), Algorithm::SHA256)
    }

    fn rsa() -> Self {
        Self::new(|| Rsa::generate(2048).expect("a key").into(), Algorithm::SHA256)
    }
}

/// The serial number of an entry: its number, mixed so that no two are neighbours, and positive.
fn serial(number: u32) -> [u8; 16] {
    let mixed = u128::from(number).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let mut octets = mixed.to_be_bytes();
    octets[0] = octets[0] & 0x3f | 0x40;
    octets
}

/// A value in DER.
fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let length = contents.len().to_be_bytes();
    let significant = &length[length.iter().take_while(|octet| **octet == 0).count()..];
    let mut out = vec![tag];
    match contents.len() {
        0..=0x7f => out.push(contents.len() as u8),
        _ => out.extend([&[0x80 | significant.len() as u8], significant].concat()),
    }
    out.extend(contents);
    out
}

/// A list signed by the issuer of the chain's leaf (RFC 5280 5.1), and the serial numbers in it.
fn revocation_list(chain: &Chain) -> Vec<u8> {
    let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1).expect("a key"));
    // ecdsa-with-SHA256
    let algorithm = tlv(0x30, &[&[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]]);
    let [then, later] = [b"260101000000Z", b"491231235959Z"].map(|time| tlv(0x17, &[time]));
    // Each with a reason, keyCompromise.
    let reason =
        tlv(0x30, &[&tlv(0x30, &[&[0x06, 0x03, 0x55, 0x1d, 0x15], &[0x04, 0x03, 0x0a, 0x01, 0x01]])]);
    let entries: Vec<u8> = (0..ENTRIES)
        .flat_map(|number| tlv(0x30, &[&tlv(0x02, &[&serial(number)]), &then, &reason]))
        .collect();
    let number =
        tlv(0x30, &[&tlv(0x30, &[&[0x06, 0x03, 0x55, 0x1d, 0x14], &[0x04, 0x03, 0x02, 0x01, 0x01]])]);
    let body = tlv(
        0x30,
        &[
            &[0x02, 0x01, 0x01],
            &algorithm,
            chain.leaf.issuer().as_der(),
            &then,
            &later,
            &tlv(0x30, &[&entries]),
            &tlv(0xa0, &[&number]),
        ],
    );
    let signature = key.sign(SignatureAlgorithm::Ecdsa(Algorithm::SHA256), &body).expect("a signature");
    tlv(0x30, &[&body, &algorithm, &tlv(0x03, &[&[0], &signature])])
}

/// Everyone who has the operation, each tried once.
fn contest<T>(
    group: &str,
    prepare: impl Fn(&dyn Peer) -> Option<T>,
    once: impl Fn(&mut T) + Clone + 'static,
) -> Operation
where
    T: 'static,
{
    let contestants = all().into_iter().filter_map(|peer| {
        let mut prepared = prepare(peer.as_ref())?;
        let once = once.clone();
        once(&mut prepared);
        Some(Contestant::new(peer.name(), move || once(&mut prepared)))
    });
    Operation { group: group.to_owned(), size: Size::One, contestants: contestants.collect() }
}

/// All operations.
///
/// # Panics
///
/// If somebody refuses what is good, or gives another result than the others.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    for (name, chain) in [("ecdsa-p256", Chain::ecdsa()), ("rsa-2048", Chain::rsa())] {
        let chain = Rc::new(chain);
        let leaf = Rc::clone(&chain);
        operations.push(contest(
            &format!("x509/parse leaf {name}"),
            |peer| peer.parse_crt(),
            move |parse| assert!(parse(black_box(&leaf.der[0]))),
        ));
        let [_, _, root] = &chain.der;
        let (prepared, root) = (Rc::clone(&chain), root.clone());
        operations.push(contest(
            &format!("x509/verify chain {name}"),
            move |peer| peer.verify_chain(&root),
            move |verify| assert!(verify(black_box([&prepared.der[0], &prepared.der[1]]))),
        ));
    }
    let bundle = get_ca_bundle(Purpose::ServerAuth);
    let count = bundle.matches("BEGIN CERTIFICATE").count();
    operations.push(contest(
        "x509/load mozilla roots",
        |peer| peer.load_roots(),
        move |load| assert_eq!(load(black_box(bundle.as_bytes())), count),
    ));
    let chain = Rc::new(Chain::ecdsa());
    let list = Rc::new(revocation_list(&chain));
    let parsed = Rc::clone(&list);
    operations.push(contest(
        "x509/parse crl 100000",
        |peer| peer.parse_crl(),
        move |parse| assert!(parse(black_box(&parsed))),
    ));
    operations.push(contest(
        "x509/look up crl 100000",
        move |peer| peer.look_up(&list, &chain.der[0]),
        |find| assert!(find(), "the leaf is revoked"),
    ));
    operations
}
