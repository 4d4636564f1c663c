// SPDX-License-Identifier: MIT
//! Recorded handshakes, changed: every byte of what the other side said, and every place where it can be cut, for every
//! key exchange, both sides, streams and datagrams. Nobody panics, and nobody believes to be connected.
//!
//! The side under attack is made anew for each case from the same random numbers, so that it says what it said when the
//! handshake was recorded; nothing but the change can make it fail.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;
use std::println;
use std::sync::{Mutex, PoisonError};

use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;
use purembed_pk::{Group, PublicKey, SignatureAlgorithm, SigningKey};

use crate::seeded::Seeded;
use crate::testing::{Certified, Trust};
use crate::{CipherSuite, Config, DtlsConnection, KeyExchange, Now, PreSharedKey, TlsConnection};

fn seeded(is_client: bool) -> Box<dyn CryptoRng + Send> {
    Box::new(Seeded(if is_client { 1 } else { 2 }))
}

/// A key that signs the same message by the same signature, and does the work once.
struct Remembering {
    certified: &'static Certified,
    made: Mutex<BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl SigningKey for Remembering {
    fn public_key(&self) -> PublicKey {
        SigningKey::public_key(&*self.certified.key)
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, purembed_pk::Error> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signature) = made.get(message) {
            return Ok(signature.clone());
        }
        let signature = self.certified.key.sign(algorithm, message)?;
        made.insert(message.to_vec(), signature.clone());
        Ok(signature)
    }
}

/// Both sides of a suite.
struct Kind {
    suite: CipherSuite,
    client: Arc<Config>,
    server: Arc<Config>,
}

impl Kind {
    fn new(suite: CipherSuite) -> Self {
        let key = PreSharedKey::new(b"us", b"a secret").expect("a key");
        let store = |_: &[u8]| Some(SecretBytes::copy_from(b"a secret"));
        let config = || Config::new(&[suite]).groups(&[Group::X25519, Group::SECP256R1]);
        let client = config().pre_shared_key(Arc::new(key)).peer_verifier(Arc::new(Trust(true)));
        let mut server = config().pre_shared_key_store(Arc::new(store)).pre_shared_key_hint(b"hint");
        if let Some(certified) = Certified::that_serves(suite.key_exchange()) {
            let key = Remembering { certified, made: Mutex::default() };
            let chain = certified.chain.clone();
            // The first that serves is shown.
            server = certified.identify(server.certificate_chain(chain, Arc::new(key)));
        }
        Self { suite, client: Arc::new(client), server: Arc::new(server) }
    }

    /// One for each key exchange.
    fn all() -> Vec<Self> {
        let mut found: Vec<CipherSuite> = vec![];
        let usable = |suite: &&CipherSuite| suite.supported().is_ok() && suite.is_aead();
        for &suite in CipherSuite::all().iter().filter(usable) {
            if found.iter().all(|one| one.key_exchange() != suite.key_exchange()) {
                found.push(suite);
            }
        }
        assert_eq!(found.len(), if cfg!(feature = "legacy") { 10 } else { 6 });
        found.into_iter().map(Self::new).collect()
    }

    /// Every how many bytes there is a case: finite fields are slow.
    fn stride(&self) -> usize {
        let all = std::env::var_os("PUREMBED_EVERY_BYTE").is_some();
        match self.suite.key_exchange() {
            KeyExchange::DheRsa | KeyExchange::DhePsk if !all => 11,
            KeyExchange::Rsa | KeyExchange::RsaPsk if !all => 5,
            _ => 1,
        }
    }
}

/// Either side of either kind, as far as an attacker sees it.
trait Side {
    fn hear(&mut self, flight: &[Vec<u8>]);
    fn say(&mut self) -> Vec<Vec<u8>>;
    fn is_connected(&self) -> bool;
    /// Whether anything came that claims to be data.
    fn has_data(&mut self) -> bool;
}

impl Side for TlsConnection {
    fn hear(&mut self, flight: &[Vec<u8>]) {
        for bytes in flight {
            assert_eq!(self.receive(bytes), bytes.len());
        }
    }

    fn say(&mut self) -> Vec<Vec<u8>> {
        vec![self.take_outgoing()]
    }

    fn is_connected(&self) -> bool {
        !self.is_handshaking() && self.failure().is_none()
    }

    fn has_data(&mut self) -> bool {
        matches!(self.read(&mut [0; 10]), Ok(crate::Received::Data(_)))
    }
}

impl Side for DtlsConnection {
    fn hear(&mut self, flight: &[Vec<u8>]) {
        for datagram in flight {
            for event in self.receive(&mut datagram.clone(), Now::default()) {
                assert!(!matches!(event, crate::Event::Data(_)));
            }
        }
    }

    fn say(&mut self) -> Vec<Vec<u8>> {
        let (mut all, mut out) = (vec![], [0; 1500]);
        while let Some(length) = self.transmit(&mut out, Now::default()) {
            all.push(out[..length].to_vec());
        }
        all
    }

    fn is_connected(&self) -> bool {
        !self.is_handshaking() && self.failure().is_none()
    }

    fn has_data(&mut self) -> bool {
        false
    }
}

fn make(kind: &Kind, is_client: bool, datagram: bool) -> Box<dyn Side> {
    let rng = seeded(is_client);
    let (client, server) = (Arc::clone(&kind.client), Arc::clone(&kind.server));
    match (is_client, datagram) {
        (true, false) => Box::new(TlsConnection::client(client, None, rng, 0).expect("a hello")),
        (true, true) => Box::new(DtlsConnection::client(client, None, rng, 0).expect("a hello")),
        (false, false) => Box::new(TlsConnection::server(server, rng, 0)),
        (false, true) => Box::new(DtlsConnection::server(server, rng, 0)),
    }
}

/// What the other side of a handshake said, flight by flight.
fn record(kind: &Kind, is_client: bool, datagram: bool) -> Vec<Vec<Vec<u8>>> {
    let (mut client, mut server) = (make(kind, true, datagram), make(kind, false, datagram));
    let mut said = [vec![], vec![]];
    for _ in 0..2 {
        let flight = client.say();
        server.hear(&flight);
        said[0].push(flight);
        let flight = server.say();
        client.hear(&flight);
        said[1].push(flight);
    }
    assert!(client.is_connected() && server.is_connected(), "{}", kind.suite);
    said[usize::from(is_client)].clone()
}

/// Plays what was recorded to a new side, and tells whether it believes to be connected.
fn play(kind: &Kind, is_client: bool, datagram: bool, said: &[Vec<Vec<u8>>]) -> bool {
    let mut victim = make(kind, is_client, datagram);
    for flight in said {
        if is_client {
            drop(victim.say());
        }
        victim.hear(flight);
        if !is_client {
            drop(victim.say());
        }
    }
    assert!(!victim.has_data());
    victim.is_connected()
}

/// Where bytes stand that nobody relies on: the minor versions of records of streams, versions and numbers of
/// unprotected records of datagrams.
fn idle(datagram: bool, piece: &[u8]) -> Vec<Range<usize>> {
    let (mut found, mut start) = (vec![], 0);
    while start < piece.len() {
        let header = if datagram { 13 } else { 5 };
        let length = usize::from(u16::from_be_bytes([piece[start + header - 2], piece[start + header - 1]]));
        let ends = piece[start] == 20 && !datagram;
        if !datagram {
            found.push(start + 2..start + 3);
        } else if piece[start + 4] == 0 {
            found.extend([start + 1..start + 3, start + 5..start + 11]);
        }
        if ends {
            break;
        }
        start += header + length;
    }
    found
}

/// Every change of every flight; gives how many there were.
fn attack(kind: &Kind, is_client: bool, datagram: bool) -> usize {
    let said = record(kind, is_client, datagram);
    assert!(play(kind, is_client, datagram, &said), "{}: nothing was changed", kind.suite);
    let mut cases = 0;
    for (number, flight) in said.iter().enumerate() {
        for (index, piece) in flight.iter().enumerate() {
            let idle = idle(datagram, piece);
            for place in (0..piece.len()).step_by(kind.stride()) {
                let mut changed = said.clone();
                changed[number][index][place] ^= 1 << (place % 8);
                let connected = play(kind, is_client, datagram, &changed);
                let counts = !idle.iter().any(|range| range.contains(&place));
                assert!(!(connected && counts), "{}: flight {number}, byte {place}", kind.suite);
                changed[number][index] = piece[..place].to_vec();
                let connected = play(kind, is_client, datagram, &changed);
                assert!(!connected, "{}: flight {number} cut at {place}", kind.suite);
                cases += 2;
            }
        }
    }
    cases
}

fn attack_all(datagram: bool) {
    let mut total = 0;
    for kind in Kind::all() {
        let (client, server) = (attack(&kind, true, datagram), attack(&kind, false, datagram));
        let exchange = kind.suite.key_exchange();
        println!("{exchange:?}: {client} changes to what clients heard, {server} to what servers heard");
        assert!(client > 50 && server > 50);
        total += client + server;
    }
    println!("{total} changed handshakes");
    assert!(total > 5000, "{total}");
}

#[test]
fn changed_handshakes_over_streams() {
    attack_all(false);
}

#[test]
fn changed_handshakes_over_datagrams() {
    attack_all(true);
}

/// A flight that comes twice, in another order, or from another handshake.
#[test]
fn handshakes_of_others_are_of_no_use() {
    let mut cases = 0;
    for kind in Kind::all() {
        for datagram in [false, true] {
            for is_client in [false, true] {
                let said = record(&kind, is_client, datagram);
                let other = record(&Kind::new(kind.suite), !is_client, datagram);
                // What one says oneself, sent back.
                assert!(!play(&kind, is_client, datagram, &other), "{}: mirrored", kind.suite);
                let reversed: Vec<_> = said.iter().rev().cloned().collect();
                // A server's end may overtake the rest of what it says. A client's does not count before its hello.
                assert_eq!(play(&kind, is_client, datagram, &reversed), datagram && is_client);
                let twice: Vec<_> = said.iter().flat_map(|flight| [flight.clone(), flight.clone()]).collect();
                // Datagrams may come again, and bytes of a stream do not.
                assert_eq!(play(&kind, is_client, datagram, &twice), datagram, "{}: repeated", kind.suite);
                let mut dropped = said.clone();
                dropped.remove(0);
                assert!(!play(&kind, is_client, datagram, &dropped));
                cases += 4;
            }
        }
    }
    println!("{cases} handshakes put together from others");
}
