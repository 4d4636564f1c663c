// SPDX-License-Identifier: MIT
//! Connection IDs (RFC 9146).

use super::*;

/// Each side's wish, and what becomes of it.
#[test]
fn each_direction_by_itself() {
    let wishes: [Option<&[u8]>; 4] = [None, Some(b""), Some(b"an ID"), Some(&[7; 255])];
    for clients in wishes {
        for servers in wishes {
            let (client, server) = configs(SUITE, |config| config);
            let wish = |config: Arc<Config>, wish: Option<&[u8]>| {
                let config = Arc::into_inner(config).expect("ours alone");
                Arc::new(if let Some(id) = wish { config.connection_id(id) } else { config })
            };
            let (client, server) = (wish(client, clients), wish(server, servers));
            let mut client = DtlsConnection::client(client, None, rng(), 0).expect("a hello");
            let mut server = DtlsConnection::server(server, rng(), 0);
            carry(&mut client, &mut server, at(0));
            assert!(!client.is_handshaking() && !server.is_handshaking(), "{client:?} {server:?}");
            let agreed = clients.is_some() && servers.is_some();
            assert_eq!(client.connection_id(), clients.filter(|_| agreed));
            assert_eq!(server.connection_id(), servers.filter(|_| agreed));
            assert_eq!(client.peer_connection_id(), server.connection_id());
            for (from, to, id) in [(0, 1, servers), (1, 0, clients)] {
                let sides = [&mut client, &mut server];
                let mut out = [0; 1000];
                let length = sides[from].send(b"data", &mut out, at(0)).expect("connected");
                assert!(length <= 4 + sides[from].overhead());
                let id = id.filter(|id| agreed && !id.is_empty());
                assert_eq!(out[0], if id.is_some() { 25 } else { 23 });
                assert_eq!(connection_id_of(&out[..length], id.map_or(5, <[u8]>::len)), id);
                assert_eq!(sides[to].receive(&mut out[..length], at(0)).next(), Some(Event::Data(b"data")));
            }
        }
    }
}

fn with_ids() -> (DtlsConnection, DtlsConnection) {
    connected(SUITE, |config| config.random_connection_id(6))
}

#[test]
fn records_without_it_or_with_another_are_passed_over() {
    let (mut client, mut server) = with_ids();
    assert_eq!(server.connection_id().map(<[u8]>::len), Some(6));
    assert_ne!(server.connection_id(), client.connection_id());
    let mut out = [0; 200];
    let length = client.send(b"data", &mut out, at(0)).expect("connected");
    // Another ID.
    let mut other = out[..length].to_vec();
    other[11] ^= 1;
    assert_eq!(server.receive(&mut other, at(0)).next(), None);
    // The ID stripped.
    let mut stripped = out[..length].to_vec();
    stripped.drain(11..17);
    for kind in [22, 23, 25] {
        stripped[0] = kind;
        assert_eq!(server.receive(&mut stripped.clone(), at(0)).next(), None);
    }
    // In epoch 0.
    let mut plain = out[..length].to_vec();
    plain[3..5].fill(0);
    assert_eq!(server.receive(&mut plain, at(0)).next(), None);
    assert!(server.failure().is_none());
    assert_eq!(server.receive(&mut out[..length], at(0)).next(), Some(Event::Data(b"data")));
}

#[test]
fn padding_and_nothing_but_padding() {
    let (mut client, mut server) = with_ids();
    let mut out = [0; 200];
    // Data, its kind, zeros; the record's own kind is the last of the zeros.
    let padded = [&b"data\x17\0\0\0"[..], b""];
    let length = client.sending.write(Epoch::Protected, ContentType(0), padded, &mut out).expect("room");
    assert_eq!(server.receive(&mut out[..length], at(0)).next(), Some(Event::Data(b"data")));
    let nothing = [&[0; 20][..], b""];
    let length = client.sending.write(Epoch::Protected, ContentType(0), nothing, &mut out).expect("room");
    assert_eq!(server.receive(&mut out[..length], at(0)).next(), None);
    assert!(server.failure().is_none() && !server.last_datagram_is_newest());
}

#[test]
fn addresses_move_with_what_is_newest() {
    let (mut client, mut server) = with_ids();
    let mut sent = vec![];
    let mut out = [0; 200];
    for _ in 0..3 {
        let length = client.send(b"data", &mut out, at(0)).expect("connected");
        sent.push(out[..length].to_vec());
    }
    let mut is_newest = |datagram: &[u8]| {
        drop(server.receive(&mut datagram.to_vec(), at(0)));
        server.last_datagram_is_newest()
    };
    let mut forged = sent[2].clone();
    forged[30] ^= 1;
    assert!(!is_newest(&forged));
    assert!(is_newest(&sent[1]));
    // Older, though new; and again.
    assert!(!is_newest(&sent[0]) && !is_newest(&sent[1]));
    assert!(is_newest(&sent[2]));
}
