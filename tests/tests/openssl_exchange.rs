// SPDX-License-Identifier: MIT
//! Key exchanges with the command `openssl pkeyutl -derive`, in our messages of TLS 1.2: ours is the server, then the
//! client.

use std::fs;
use std::path::PathBuf;

use purembed::pk::{DhClient, DhGroup, DhServer, EcdhClient, EcdhServer, Group};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, run};
use tempfile::TempDir;

const ROUNDS: usize = 3;
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 2;
const BIT_STRING: u8 = 3;

/// The elements of some DER: tag, and what is in it.
fn elements(mut der: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut found = Vec::new();
    while let [tag, length, rest @ ..] = der {
        let more = if *length < 0x80 { 0 } else { usize::from(*length & 0x7f) };
        let long = rest[..more].iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        let length = if more == 0 { usize::from(*length) } else { long };
        let (inside, after) = rest[more..].split_at(length);
        found.push((*tag, inside.to_vec()));
        der = after;
    }
    found
}

fn element(tag: u8, inside: &[u8]) -> Vec<u8> {
    let mut der = vec![tag];
    match inside.len() {
        short @ ..0x80 => der.push(short as u8),
        long => {
            der.push(0x82);
            der.extend((long as u16).to_be_bytes());
        }
    }
    der.extend(inside);
    der
}

fn number(bytes: &[u8]) -> Vec<u8> {
    let zero: &[u8] = if bytes[0] < 0x80 { &[] } else { &[0] };
    element(INTEGER, &[zero, bytes].concat())
}

fn stripped(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..]
}

fn with_length(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u16).to_be_bytes(), bytes].concat()
}

/// A key of OpenSSL's, and the elements of its public half: the algorithm and the public value.
struct Peer {
    program: PathBuf,
    directory: TempDir,
    algorithm: Vec<u8>,
    public: Vec<u8>,
}

impl Peer {
    /// `None` if it does not have the algorithm.
    fn new(program: PathBuf, algorithm: &str, option: Option<&str>) -> Option<Self> {
        let directory = TempDir::new().expect("a directory");
        let mut arguments = vec!["genpkey", "-algorithm", algorithm, "-out", "key.pem"];
        arguments.extend(option.iter().flat_map(|option| ["-pkeyopt", *option]));
        if !run(&program, directory.path(), &arguments).status.success() {
            return None;
        }
        let arguments = ["pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der"];
        assert!(run(&program, directory.path(), &arguments).status.success());
        let spki = fs::read(directory.path().join("public.der")).expect("a file");
        let [(_, spki)] = &elements(&spki)[..] else { panic!("one element") };
        let [(SEQUENCE, algorithm), (BIT_STRING, bits)] = &elements(spki)[..] else { panic!("an SPKI") };
        Some(Self { program, directory, algorithm: algorithm.clone(), public: bits[1..].to_vec() })
    }

    fn derive(&self, ours: &[u8]) -> Vec<u8> {
        let bits = element(BIT_STRING, &[&[0], ours].concat());
        let spki = element(SEQUENCE, &[element(SEQUENCE, &self.algorithm), bits].concat());
        let path = |name| self.directory.path().join(name);
        fs::write(path("ours.der"), spki).expect("a file");
        let arguments = [
            "pkeyutl",
            "-derive",
            "-inkey",
            "key.pem",
            "-peerkey",
            "ours.der",
            "-peerform",
            "DER",
            "-out",
            "secret",
        ];
        let output = run(&self.program, self.directory.path(), &arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read(path("secret")).expect("a file")
    }

    /// Of a key for Diffie-Hellman: modulus, generator and public value.
    fn numbers(&self) -> [Vec<u8>; 3] {
        let parameters = &elements(&self.algorithm)[1].1;
        let [(INTEGER, modulus), (INTEGER, generator), ..] = &elements(parameters)[..] else {
            panic!("two numbers")
        };
        let public = &elements(&self.public)[0].1;
        [modulus, generator, public].map(|number| stripped(number).to_vec())
    }
}

fn dh(peer: &Peer, group: Option<&DhGroup>) {
    let [modulus, generator, public] = peer.numbers();
    let theirs = [with_length(&modulus), with_length(&generator), with_length(&public)].concat();
    let client = DhClient::import_ske_with_minimum(&theirs, 1536).expect("a group");
    assert_eq!(client.group().name(), group.and_then(DhGroup::name));
    let group = client.group().clone();

    let (server, ske) = DhServer::generate(&group).expect("a key");
    let before = [with_length(&modulus), with_length(&generator)].concat();
    let rest = ske.strip_prefix(&before[..]).expect("the same group");
    let expected = peer.derive(&number(&rest[2..]));
    let secret = server.import_cke(&public).expect("a public value");
    assert_eq!(secret.expose_without_leading_zeros(), stripped(&expected));
    assert_eq!(secret.expose().len(), group.key_size());

    let (cke, secret) = client.generate().expect("a key");
    assert_eq!(secret.expose_without_leading_zeros(), stripped(&peer.derive(&number(&cke))));
}

#[test]
fn every_prime_with_a_name() {
    let Some(program) = openssl() else { return };
    let mut ledger = Ledger::new("Diffie-Hellman with OpenSSL");
    for group in DhGroup::available() {
        let name = group.name().expect("it has a name");
        let theirs = format!("group:{}", name.replace("modp", "modp_"));
        let rounds = if group.bits() > 4096 { 1 } else { ROUNDS };
        for _ in 0..rounds {
            match Peer::new(program.clone(), "DH", Some(&theirs)) {
                Some(peer) => {
                    dh(&peer, Some(group));
                    ledger.ran();
                }
                None => ledger.skip(format!("OpenSSL lacks {name}")),
            }
        }
    }
    ledger.finish();
}

/// RFC 5114: groups that have no name here.
#[test]
fn other_primes() {
    let Some(program) = openssl() else { return };
    let mut ledger = Ledger::new("Diffie-Hellman in other groups with OpenSSL");
    for name in ["dh_2048_224", "dh_2048_256"] {
        for _ in 0..ROUNDS {
            match Peer::new(program.clone(), "DHX", Some(&format!("group:{name}"))) {
                Some(peer) => {
                    dh(&peer, None);
                    ledger.ran();
                }
                None => ledger.skip(format!("OpenSSL lacks {name}")),
            }
        }
    }
    ledger.finish();
}

fn ecdh(peer: &Peer, group: Group) {
    let (server, ske) = EcdhServer::generate(group).expect("a key");
    let expected = peer.derive(&ske[4..]);
    let size = peer.public.len() as u8;
    let cke = [&[size], &peer.public[..]].concat();
    assert_eq!(server.import_cke(&cke).expect("a public value").expose(), expected, "{group}");

    let theirs = [&ske[..3], &cke].concat();
    let (cke, secret) = EcdhClient::import_ske(&theirs).expect("a message").generate().expect("a key");
    assert_eq!(secret.expose(), peer.derive(&cke[1..]), "{group}");
}

#[test]
fn every_curve() {
    let Some(program) = openssl() else { return };
    let mut ledger = Ledger::new("ECDH with OpenSSL");
    for &group in Group::available() {
        for _ in 0..ROUNDS {
            let name = group.name();
            let curve = match name {
                "secp256r1" => "ec_paramgen_curve:prime256v1".to_owned(),
                "secp192r1" => "ec_paramgen_curve:prime192v1".to_owned(),
                _ => format!("ec_paramgen_curve:{}", name.replace("brainpoolp", "brainpoolP")),
            };
            let peer = match name {
                "x25519" | "x448" => Peer::new(program.clone(), name, None),
                _ => Peer::new(program.clone(), "EC", Some(&curve)),
            };
            match peer {
                Some(peer) => {
                    ecdh(&peer, group);
                    ledger.ran();
                }
                None => ledger.skip(format!("OpenSSL lacks {name}")),
            }
        }
    }
    ledger.finish();
}
