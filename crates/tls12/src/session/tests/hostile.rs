// SPDX-License-Identifier: MIT
//! Bytes, tickets and hellos that somebody has changed.

use core::sync::atomic::AtomicUsize;

use super::*;
use crate::wire::codec::Writer;
use crate::wire::extension::{self, Extensions};
use crate::wire::ids::ExtensionType;
use crate::wire::message::{ClientHello, ServerHello};

#[test]
fn every_change_of_a_session_is_noticed() {
    let mut count = 0;
    for (name, by) in [(PSK, By::Id), (ECDSA, By::Ticket)] {
        let session = Configs::new(suite(name), by).session(true);
        let bytes = session.to_bytes();
        for place in 0..bytes.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut changed = bytes.expose().to_vec();
                changed[place] ^= change;
                assert!(Session::from_bytes(&changed).is_err(), "byte {place}");
                count += 1;
            }
            assert!(Session::from_bytes(&bytes.expose()[..place]).is_err());
        }
        assert!(Session::from_bytes(&[bytes.expose(), &[0]].concat()).is_err());
    }
    println!("{count} changes of sessions");
}

/// Nothing but a full handshake comes of it.
#[test]
fn every_change_of_a_ticket_makes_a_full_handshake() {
    let mut count = 0;
    for datagram in [false, true] {
        let configs = Configs::new(suite("TLS-PSK-WITH-AES-128-GCM-SHA256"), By::Ticket);
        let session = configs.session(datagram);
        let ticket = session.0.ticket.clone();
        for place in 0..ticket.len() {
            let mut changed = ticket.clone();
            changed[place] ^= 1;
            for other in [changed, ticket[..place.max(1)].to_vec()] {
                assert!(!configs.resumes(datagram, &session.with_ticket(&other, 0), TIME), "byte {place}");
                count += 1;
            }
        }
        for length in [1, 15, 16, 28, 43, 44, 45, 1000, 30_000] {
            let other = session.with_ticket(&vec![0xff; length], 0);
            assert!(!configs.resumes(datagram, &other, TIME));
            count += 1;
        }
        assert!(configs.resumes(datagram, &session, TIME));
    }
    println!("{count} changes of tickets");
}

/// Keeps sessions, and gives each back with another byte changed.
struct Damaging(SessionCache, AtomicUsize);

impl SessionStore for Damaging {
    fn put(&self, id: &[u8], session: SecretBytes, unix_time: i64) {
        if self.0.is_empty() {
            self.0.put(id, session, unix_time);
        }
    }

    fn get(&self, id: &[u8], unix_time: i64) -> Option<SecretBytes> {
        let mut bytes = self.0.get(id, unix_time)?.expose().to_vec();
        let place = self.1.fetch_add(1, Ordering::Relaxed);
        *bytes.get_mut(place)? ^= 1;
        Some(SecretBytes::new(bytes))
    }

    fn remove(&self, _: &[u8]) {}
}

#[test]
fn every_change_in_a_store_makes_a_full_handshake() {
    let store = Arc::new(Damaging(SessionCache::new(1), AtomicUsize::new(0)));
    let configs = Configs::new(suite("TLS-PSK-WITH-AES-128-GCM-SHA256"), By::Id);
    let configs = configs.server(|config| config.session_store(store.clone()));
    let session = configs.session(false);
    for _ in 0..250 {
        assert!(!configs.resumes(false, &session, TIME));
    }
    assert!(store.1.load(Ordering::Relaxed) == 250);
}

/// A hello in a stream's first record, after `change`.
fn rewrite_hello(record: &mut Vec<u8>, change: impl FnOnce(&[u8], &mut Writer<'_>)) {
    let length = usize::from(u16::from_be_bytes([record[3], record[4]]));
    let (message, rest) = record[5..].split_at(length);
    let first = usize::from(u16::from_be_bytes([message[2], message[3]]));
    let (body, others) = message[4..].split_at(first);
    let (mut new, kind) = (vec![], message[0]);
    change(body, &mut Writer::new(&mut new));
    let mut out = record[..3].to_vec();
    let mut writer = Writer::new(&mut out);
    writer.vector16(|writer| {
        writer.u8(kind);
        writer.vector24(|writer| writer.bytes(&new));
        writer.bytes(others);
    });
    out.extend_from_slice(rest);
    *record = out;
}

/// All extensions but one, which may be there afterwards.
fn with(extensions: Extensions<'_>, changed: ExtensionType, body: Option<&[u8]>) -> Vec<u8> {
    let mut list = vec![];
    let others = extensions.iter().filter(|(kind, _)| *kind != changed);
    for (kind, body) in others.chain(body.map(|body| (changed, body))) {
        extension::write_one(kind, |writer| writer.bytes(body), &mut Writer::new(&mut list));
    }
    list
}

fn with_extension(
    hello: ServerHello<'_>,
    changed: ExtensionType,
    body: Option<&[u8]>,
    writer: &mut Writer<'_>,
) {
    let list = with(hello.extensions, changed, body);
    ServerHello { extensions: Extensions::from_written(&list), ..hello }.write(writer);
}

/// The client's failure after a server's hello has been changed.
fn after_change(pair: &mut Pair, change: impl Fn(ServerHello<'_>, &mut Writer<'_>)) -> Option<Error> {
    let mut first = true;
    pair.carry(&mut |from_client, piece| {
        if !from_client && core::mem::take(&mut first) {
            rewrite_hello(piece, |body, writer| change(ServerHello::read(body).expect("a hello"), writer));
        }
    });
    either!(pair, client, _server => client.failure().cloned())
}

/// RFC 7627 section 5.3: a session that has it is not resumed without, whoever lost it.
#[test]
fn the_extended_master_secret_does_not_get_lost() {
    const GONE: ExtensionType = ExtensionType::EXTENDED_MASTER_SECRET;
    for by in [By::Id, By::Ticket] {
        let configs = Configs::new(suite(PSK), by);
        let session = configs.session(false);
        let mut pair = configs.pair(false, Some(&session), TIME);
        let failure = after_change(&mut pair, |hello, writer| with_extension(hello, GONE, None, writer));
        assert!(matches!(failure, Some(Error::PeerIncompatible(_))), "{by:?}: {failure:?}");
        assert!(!session.is_usable(TIME));

        let session = configs.session(false);
        let mut pair = configs.pair(false, Some(&session), TIME);
        let mut first = true;
        pair.carry(&mut |_, piece| {
            if core::mem::take(&mut first) {
                rewrite_hello(piece, |body, writer| {
                    let hello = ClientHello::read(body, false).expect("a hello");
                    let list = with(hello.extensions, GONE, None);
                    ClientHello { extensions: Extensions::from_written(&list), ..hello }.write(writer);
                });
            }
        });
        let failure = either!(&pair, _client, server => server.failure().cloned());
        assert!(matches!(failure, Some(Error::PeerIncompatible(_))), "{by:?}: {failure:?}");
    }
}

/// A server that resumes by other terms than the session's.
#[test]
fn servers_keep_to_the_session() {
    type Change = fn(ServerHello<'_>, &mut Writer<'_>);
    type Expected = fn(&Error) -> bool;
    let misbehaved = |error: &Error| matches!(error, Error::PeerMisbehaved(_));
    // A change of keys where a ticket or a certificate has to come.
    let unexpected = |error: &Error| matches!(error, Error::UnexpectedMessage);
    let cases: [(Change, Expected); 5] = [
        (
            |hello, writer| {
                let suite = suite("TLS-PSK-WITH-AES-128-CCM-8").id();
                ServerHello { suite, ..hello }.write(writer);
            },
            misbehaved,
        ),
        (
            |hello, writer| {
                with_extension(hello, ExtensionType::MAX_FRAGMENT_LENGTH, Some(&[1]), writer);
            },
            misbehaved,
        ),
        (|hello, writer| with_extension(hello, ExtensionType::ENCRYPT_THEN_MAC, None, writer), misbehaved),
        (|hello, writer| with_extension(hello, ExtensionType::SESSION_TICKET, Some(&[]), writer), unexpected),
        (|hello, writer| ServerHello { session_id: &[7; 32], ..hello }.write(writer), unexpected),
    ];
    for (change, expected) in cases {
        let mut configs = Configs::new(suite("TLS-PSK-WITH-AES-128-CBC-SHA256"), By::Id);
        configs.client.suites.push(suite("TLS-PSK-WITH-AES-128-CCM-8"));
        configs.client.max_fragment_length = Some(1024);
        let session = configs.session(false);
        let failure = after_change(&mut configs.pair(false, Some(&session), TIME), change);
        assert!(failure.as_ref().is_some_and(expected), "{failure:?}");
        assert!(!session.is_usable(TIME));
    }
}

/// Whether a byte stands in the version of a record.
fn is_in_version(records: &[u8], place: usize) -> bool {
    let mut start = 0;
    while let Some(&[_, _, _, high, low]) = records.get(start..start + 5) {
        if matches!(place.checked_sub(start), Some(1 | 2)) {
            return true;
        }
        start += 5 + usize::from(u16::from_be_bytes([high, low]));
    }
    false
}

/// Every byte of an abbreviated handshake, changed on its way: nobody connects who has not agreed with the other.
#[test]
fn every_changed_byte_of_an_abbreviated_handshake() {
    let (mut failed, mut connected) = (0, 0);
    for by in [By::Id, By::Ticket] {
        let configs = Configs::new(suite("TLS-PSK-WITH-AES-128-GCM-SHA256"), by);
        for target in 0..3 {
            let (mut place, mut length) = (0, 1);
            while place < length {
                let session = configs.session(false);
                let mut pair = configs.pair(false, Some(&session), TIME);
                let (mut number, mut in_version) = (0, false);
                pair.carry(&mut |_, piece| {
                    if number == target {
                        length = piece.len();
                        in_version = is_in_version(piece, place);
                        piece[place] ^= 1;
                    }
                    number += 1;
                });
                let both = either!(&pair, client, server => {
                    let over = !client.is_handshaking() && !server.is_handshaking();
                    over && client.failure().is_none() && server.failure().is_none()
                });
                if both {
                    connected += 1;
                    pair.exchange();
                    // What a record that is not protected says of its version is nobody's business.
                    assert!(in_version, "piece {target}, byte {place}");
                } else {
                    failed += 1;
                    // What a server gives before it has proved who it is counts for nothing.
                    let gone = either!(&pair, client, _server => {
                        client.failure().is_none() || client.session().is_none_or(|session| !session.is_usable(TIME))
                    });
                    assert!(gone, "piece {target}, byte {place}");
                }
                place += 1;
            }
        }
    }
    println!("{failed} changed handshakes failed, {connected} changes were put up with");
    assert!(failed > 500);
}
