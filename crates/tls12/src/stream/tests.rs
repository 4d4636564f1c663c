// SPDX-License-Identifier: MIT
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use purembed_core::random;
use purembed_core::secret::SecretBytes;

use super::*;
use crate::PreSharedKey;
use crate::testing::{Certified, Trust};

fn pair(suite: &str, change: impl Fn(Config) -> Config) -> (TlsConnection, TlsConnection) {
    let suites = [suite.parse().expect("a suite")];
    let key = PreSharedKey::new(b"us", b"a secret").expect("a key");
    let store = |identity: &[u8]| (identity == b"us").then(|| SecretBytes::copy_from(b"a secret"));
    let client = change(Config::new(&suites)).pre_shared_key(Arc::new(key));
    let server = change(Config::new(&suites)).pre_shared_key_store(Arc::new(store));
    let rng = || Box::new(random::generator().expect("random bytes"));
    let client = TlsConnection::client(Arc::new(client), None, rng(), 0).expect("a hello");
    (client, TlsConnection::server(Arc::new(server), rng(), 0))
}

mod names;
mod rules;

const SUITE: &str = "TLS-PSK-WITH-AES-128-GCM-SHA256";

/// Carries bytes until both are silent, `step` bytes at a time.
fn carry(client: &mut TlsConnection, server: &mut TlsConnection, step: usize) {
    loop {
        let (to_server, to_client) = (client.take_outgoing(), server.take_outgoing());
        if to_server.is_empty() && to_client.is_empty() {
            break;
        }
        to_server.chunks(step).for_each(|piece| assert_eq!(server.receive(piece), piece.len()));
        to_client.chunks(step).for_each(|piece| assert_eq!(client.receive(piece), piece.len()));
    }
}

fn read_all(connection: &mut TlsConnection) -> Vec<u8> {
    let mut data = vec![];
    let mut buffer = [0; 1000];
    while let Ok(Received::Data(length)) = connection.read(&mut buffer) {
        data.extend_from_slice(&buffer[..length]);
    }
    data
}

#[test]
fn bytes_come_in_any_pieces() {
    for step in [1, 2, 7, 100, 100_000] {
        let (mut client, mut server) = pair(SUITE, |config| config);
        carry(&mut client, &mut server, step);
        assert!(!client.is_handshaking() && !server.is_handshaking(), "{:?}", client.failure());
        assert_eq!(client.write(b"hello").expect("connected"), 5);
        assert_eq!(server.write(b"world").expect("connected"), 5);
        carry(&mut client, &mut server, step);
        assert_eq!(read_all(&mut server), b"hello");
        assert_eq!(read_all(&mut client), b"world");
        client.close();
        carry(&mut client, &mut server, step);
        assert_eq!(server.read(&mut [0; 1]).expect("farewell"), Received::Closed);
    }
}

#[test]
fn long_data_and_backpressure() {
    let (mut client, mut server) = pair(SUITE, |config| config);
    carry(&mut client, &mut server, 100_000);
    let data: Vec<u8> = (0..1_000_000_u32).map(|i| (i % 251) as u8).collect();
    let (mut sent, mut received) = (0, vec![]);
    while received.len() < data.len() {
        sent += client.write(&data[sent..]).expect("connected");
        let bytes = client.peek_outgoing();
        assert!(bytes.len() < 200_000);
        let taken = server.receive(bytes);
        client.consume_outgoing(taken);
        received.extend(read_all(&mut server));
    }
    assert!(received == data);
}

#[test]
fn short_fragments_were_agreed_on() {
    let (mut client, mut server) = pair(SUITE, |config| config.max_fragment_length(600));
    carry(&mut client, &mut server, 100_000);
    client.write(&[7; 2000]).expect("connected");
    let bytes = client.peek_outgoing().to_vec();
    let mut rest = &bytes[..];
    let mut records = 0;
    while !rest.is_empty() {
        let length = usize::from(u16::from_be_bytes([rest[3], rest[4]]));
        assert!(length <= 512 + 24);
        rest = &rest[5 + length..];
        records += 1;
    }
    assert_eq!(records, 4);
    carry(&mut client, &mut server, 100_000);
    assert_eq!(read_all(&mut server), [7; 2000]);
}

/// RFC 6066 section 4: so are those of the handshake, of which the certificate alone is longer.
#[test]
fn short_fragments_hold_for_certificates_too() {
    let suite = "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256";
    let (mut client, mut server) = pair(suite, |config| {
        Certified::rsa().identify(config.max_fragment_length(512)).peer_verifier(Arc::new(Trust(true)))
    });
    server.receive(&client.take_outgoing());
    let bytes = server.take_outgoing();
    let (mut rest, mut lengths) = (&bytes[..], vec![]);
    while !rest.is_empty() {
        lengths.push(usize::from(u16::from_be_bytes([rest[3], rest[4]])));
        rest = &rest[5 + lengths.last().expect("one")..];
    }
    assert!(lengths.len() > 1 && lengths.iter().all(|length| *length <= 512), "{lengths:?}");
    client.receive(&bytes);
    carry(&mut client, &mut server, 100_000);
    assert!(!client.is_handshaking() && !server.is_handshaking(), "{:?}", client.failure());
}

/// Every byte of the handshake matters: with any of them changed, nobody gets to data. But for the versions in the
/// headers of unprotected records, which are part of no hash.
#[test]
fn a_changed_byte_ends_the_handshake() {
    let mut cases = 0;
    for turn in 0..4 {
        for place in 0.. {
            let (mut client, mut server) = pair(SUITE, |config| config);
            let (mut within, mut counts) = (false, true);
            for now in 0..4 {
                let (from, to) =
                    if now % 2 == 0 { (&mut client, &mut server) } else { (&mut server, &mut client) };
                let mut bytes = from.take_outgoing();
                if now == turn && place < bytes.len() {
                    within = true;
                    counts = !minor_versions(&bytes).contains(&place);
                    bytes[place] ^= 1;
                }
                to.receive(&bytes);
            }
            if !within {
                break;
            }
            let connected = |side: &TlsConnection| !side.is_handshaking() && side.failure().is_none();
            let both = connected(&client) && connected(&server);
            assert_eq!(both, !counts, "flight {turn}, byte {place}");
            cases += 1;
        }
    }
    assert!(cases > 200, "{cases} cases");
}

/// Where the minor versions of unprotected records stand.
fn minor_versions(bytes: &[u8]) -> Vec<usize> {
    let (mut start, mut found, mut in_clear) = (0, vec![], true);
    while start < bytes.len() && in_clear {
        found.push(start + 2);
        in_clear = bytes[start] != ContentType::CHANGE_CIPHER_SPEC.0;
        start += 5 + usize::from(u16::from_be_bytes([bytes[start + 3], bytes[start + 4]]));
    }
    found
}

#[test]
fn renegotiation_is_declined() {
    let (mut client, mut server) = pair(SUITE, |config| config);
    carry(&mut client, &mut server, 100_000);
    server.send_record(ContentType::HANDSHAKE, &[0, 0, 0, 0]).expect("a HelloRequest");
    carry(&mut client, &mut server, 100_000);
    assert!(client.failure().is_none() && server.failure().is_none());
    client.write(b"still here").expect("connected");
    carry(&mut client, &mut server, 100_000);
    assert_eq!(read_all(&mut server), b"still here");
}

#[test]
fn exporters_agree() {
    let (mut client, mut server) = pair(SUITE, |config| config);
    carry(&mut client, &mut server, 100_000);
    let (mut ours, mut theirs) = ([0; 40], [0; 40]);
    client.export_keying_material(b"EXPERIMENTAL", Some(b"context"), &mut ours).expect("connected");
    server.export_keying_material(b"EXPERIMENTAL", Some(b"context"), &mut theirs).expect("connected");
    assert_eq!(ours, theirs);
    client.export_keying_material(b"EXPERIMENTAL", None, &mut theirs).expect("connected");
    assert_ne!(ours, theirs);
}

#[test]
fn giants_are_refused() {
    let (_, mut server) = pair(SUITE, |config| config);
    server.receive(&[22, 3, 3, 0x40, 1]);
    assert!(matches!(server.failure(), Some(Error::RecordOverflow)));
    let (_, mut server) = pair(SUITE, |config| config);
    server.receive(&[22, 3, 3, 0, 4, 1, 0xff, 0xff, 0xff]);
    assert!(matches!(server.failure(), Some(Error::InvalidMessage(_))));
    assert_eq!(server.peek_outgoing(), [21, 3, 3, 0, 2, 2, 50]);
}

/// A client that wants a name, and a server with a certificate, both changed.
fn certified(
    suite: &str,
    client: impl Fn(Config) -> Config,
    server: impl Fn(Config) -> Config,
) -> (TlsConnection, TlsConnection) {
    let suite: CipherSuite = suite.parse().expect("a suite");
    let certified = Certified::that_serves(suite.key_exchange()).expect("a certificate");
    let client = client(Config::new(&[suite]).peer_verifier(Arc::new(Trust(true))));
    let server = server(certified.identify(Config::new(&[suite])));
    let rng = || Box::new(random::generator().expect("random bytes"));
    let client = TlsConnection::client(Arc::new(client), Some("localhost"), rng(), 0).expect("a hello");
    (client, TlsConnection::server(Arc::new(server), rng(), 0))
}

fn talk(client: &mut TlsConnection, server: &mut TlsConnection) {
    carry(client, server, 100_000);
    assert!(client.failure().is_none() && server.failure().is_none(), "{:?}", client.failure());
    client.write(b"hello").expect("connected");
    server.write(b"world").expect("connected");
    carry(client, server, 3);
    assert_eq!(read_all(server), b"hello");
    assert_eq!(read_all(client), b"world");
}

#[test]
fn certificates_names_and_protocols() {
    for suite in ["TLS-ECDHE-ECDSA-WITH-AES-256-GCM-SHA384", "TLS-DHE-RSA-WITH-AES-128-CBC-SHA"] {
        let (mut client, mut server) = certified(
            suite,
            |config| config.inner_protocols(&[b"h2", b"http/1.1"]),
            |config| config.inner_protocols(&[b"http/1.1", b"h2"]),
        );
        talk(&mut client, &mut server);
        for side in [&client, &server] {
            assert_eq!(side.protocol(), Some(&b"http/1.1"[..]));
            assert_eq!(side.server_name(), Some("localhost"));
        }
        assert_eq!(client.peer_certificates().len(), 1);
        let (mut client, mut server) = certified(
            suite,
            |config| config.inner_protocols(&[b"h2"]),
            |config| config.inner_protocols(&[b"http/1.1"]),
        );
        carry(&mut client, &mut server, 100_000);
        assert!(matches!(server.failure(), Some(Error::NoInnerProtocol)));
        assert!(matches!(client.failure(), Some(Error::AlertReceived(Alert::NO_APPLICATION_PROTOCOL))));
        let (mut client, mut server) =
            certified(suite, |config| config.inner_protocols(&[b"h2"]), |config| config);
        talk(&mut client, &mut server);
        assert_eq!((client.protocol(), server.protocol()), (None, None));
    }
}

/// Every cipher and digest with CBC, in both orders, with records as short as they can be agreed on.
#[test]
fn cbc_carries_data() {
    let suites =
        CipherSuite::all().iter().filter(|suite| !suite.is_aead() && suite.name().contains("ECDHE-PSK"));
    let mut count = 0;
    for suite in suites {
        for encrypt_then_mac in [true, false] {
            let (mut client, mut server) = pair(suite.name(), |config| {
                let config = config.max_fragment_length(512);
                if encrypt_then_mac { config } else { config.without_encrypt_then_mac() }
            });
            talk(&mut client, &mut server);
            client.write(&[7; 2000]).expect("connected");
            let mut bytes = client.take_outgoing();
            let last = bytes.len() - 1;
            server.receive(&bytes);
            assert_eq!(read_all(&mut server), [7; 2000]);
            client.write(&[7; 2000]).expect("connected");
            bytes = client.take_outgoing();
            bytes[last] ^= 1;
            server.receive(&bytes);
            assert_eq!(read_all(&mut server), [7; 1536]);
            assert!(matches!(server.failure(), Some(Error::BadRecord)));
            count += 1;
        }
    }
    assert_eq!(count, 2 * 8);
}

#[test]
fn strangers_are_refused() {
    let suite = "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256";
    let (mut client, mut server) =
        certified(suite, |config| config.peer_verifier(Arc::new(Trust(false))), |config| config);
    carry(&mut client, &mut server, 100_000);
    assert!(matches!(client.failure(), Some(Error::NoCertificate)));
    assert!(matches!(server.failure(), Some(Error::AlertReceived(_))));
}
