// SPDX-License-Identifier: MIT
//! Servers behind a listener.

use std::println;

use super::*;

fn listener() -> DtlsListener {
    DtlsListener::new(rng(), at(0))
}

/// Lets a client in, and gives the server's connection.
fn let_in(
    client: &mut DtlsConnection,
    config: &Arc<Config>,
    listener: &mut DtlsListener,
    now: Now,
) -> DtlsConnection {
    let mut server = None;
    for _ in 0..10 {
        for mut datagram in datagrams(client, now) {
            let mut out = [0; 100];
            match listener.admit(b"peer", &datagram, &mut out, now) {
                Admit::Reply(length) => {
                    assert!(length <= datagram.len());
                    drop(client.receive(&mut out[..length], now));
                }
                Admit::New => {
                    let server =
                        server.get_or_insert_with(|| DtlsConnection::server(Arc::clone(config), rng(), 0));
                    drop(server.receive(&mut datagram, now));
                }
                Admit::Ignore => {
                    if let Some(server) = &mut server {
                        drop(server.receive(&mut datagram, now));
                    }
                }
            }
        }
        if let Some(server) = &mut server {
            carry(client, server, now);
        }
    }
    server.expect("a connection")
}

#[test]
fn a_cookie_lets_in() {
    let (client, server) = configs(SUITE, |config| config);
    let mut client = DtlsConnection::client(client, None, rng(), 0).expect("a hello");
    let mut server = let_in(&mut client, &server, &mut listener(), at(0));
    assert!(!client.is_handshaking() && !server.is_handshaking(), "{client:?} {server:?}");
    assert!(exchange(&mut client, &mut server, b"data").is_some());
}

#[test]
fn a_hello_in_fragments() {
    let (client, server) = configs(SUITE, |config| config.inner_protocols(&[&[b'x'; 200], &[b'y'; 200]]));
    let mut client = DtlsConnection::client(client, None, rng(), 0).expect("a hello");
    client.set_mtu(256);
    let mut server = let_in(&mut client, &server, &mut listener(), at(0));
    assert!(!client.is_handshaking() && !server.is_handshaking(), "{client:?} {server:?}");
    assert!(exchange(&mut client, &mut server, b"data").is_some());
}

/// RFC 6347 section 4.2.1: the second hello is the first with a cookie, and the answers have their hellos' numbers.
#[test]
fn numbers_and_hellos() {
    let (config, server) = configs(SUITE, |config| config);
    let mut client = DtlsConnection::client(config, None, rng(), 0).expect("a hello");
    let mut listener = listener();
    let mut out = [0; 100];
    let first = datagrams(&mut client, at(0)).remove(0);
    // Lost: asked again under the record's next number.
    client.timeout(at(1000)).expect("not yet");
    let again = datagrams(&mut client, at(1000)).remove(0);
    assert_eq!(first[13..], again[13..]);
    for (hello, number) in [(&first, 0), (&again, 1)] {
        let Admit::Reply(length) = listener.admit(b"peer", hello, &mut out, at(1000)) else {
            panic!("no reply")
        };
        assert_eq!(length, 57);
        assert_eq!(out[..13], [22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, number, 0, 44]);
        // HelloVerifyRequest, 32 bytes, message 0, DTLS 1.0, 29 bytes of cookie.
        assert_eq!(out[13..28], [3, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0, 32, 0xfe, 0xff, 29]);
    }
    drop(client.receive(&mut out[..57], at(1000)));
    let second = datagrams(&mut client, at(1000)).remove(0);
    let mut expected = first.clone();
    expected.splice(13 + 12 + 34 + 1..13 + 12 + 34 + 2, [29].into_iter().chain(out[28..57].iter().copied()));
    // Lengths and numbers aside.
    assert_eq!(second[25..], expected[25..]);
    assert_eq!(second[10], 2);
    assert_eq!(second[13 + 4..13 + 6], [0, 1]);
    assert_eq!(listener.admit(b"peer", &second, &mut out, at(1000)), Admit::New);
    let mut server = DtlsConnection::server(server, rng(), 0);
    drop(server.receive(&mut second.clone(), at(1000)));
    let answer = datagrams(&mut server, at(1000)).remove(0);
    // ServerHello as message 1 in a record of the hello's number.
    assert_eq!((answer[10], answer[13], &answer[17..19]), (2, 2, &[0, 1][..]));
}

#[test]
fn bad_cookies_are_answered_like_none() {
    let (config, _) = configs(SUITE, |config| config);
    let mut listener = listener();
    let hello_with = |listener: &mut DtlsListener, now| {
        let mut client = DtlsConnection::client(Arc::clone(&config), None, rng(), 0).expect("a hello");
        let mut out = [0; 100];
        let hello = datagrams(&mut client, now).remove(0);
        let Admit::Reply(length) = listener.admit(b"peer", &hello, &mut out, now) else { panic!("no reply") };
        drop(client.receive(&mut out[..length], now));
        (datagrams(&mut client, now).remove(0), client)
    };
    let mut out = [0; 100];
    let (hello, mut client) = hello_with(&mut listener, at(0));
    assert_eq!(listener.admit(b"another", &hello, &mut out, at(0)), Admit::Reply(57));
    assert_eq!(listener.admit(b"peer", &hello, &mut out, at(61_000)), Admit::Reply(57));
    // The client follows that, too.
    drop(client.receive(&mut out[..57], at(61_000)));
    let third = datagrams(&mut client, at(61_000)).remove(0);
    assert_eq!(listener.admit(b"peer", &third, &mut out, at(61_000)), Admit::New);
    // Keys change; cookies of the key before are good.
    let (hello, _) = hello_with(&mut listener, at(599_000));
    assert_eq!(listener.admit(b"peer", &hello, &mut out, at(601_000)), Admit::New);
    // With every byte of the cookie changed in turn.
    for place in 61..90 {
        let mut hello = hello.clone();
        hello[place] ^= 1;
        assert_eq!(listener.admit(b"peer", &hello, &mut out, at(601_000)), Admit::Reply(57), "byte {place}");
    }
}

#[test]
fn a_client_does_not_follow_for_ever() {
    let (config, _) = configs(SUITE, |config| config);
    let mut client = DtlsConnection::client(config, None, rng(), 0).expect("a hello");
    let mut listener = listener();
    let mut hellos = 0;
    while client.is_handshaking() {
        let Some(hello) = datagrams(&mut client, at(0)).pop() else { panic!("silence") };
        hellos += 1;
        let mut out = [0; 100];
        // From another place each time.
        let Admit::Reply(length) = listener.admit(&[hellos], &hello, &mut out, at(0)) else {
            panic!("no reply")
        };
        drop(client.receive(&mut out[..length], at(0)));
    }
    assert_eq!(hellos, 9);
    assert!(matches!(client.failure(), Some(Error::PeerMisbehaved(_))));
}

#[test]
fn what_is_no_hello_is_ignored() {
    let (config, _) = configs(SUITE, |config| config);
    let mut client = DtlsConnection::client(config, None, rng(), 0).expect("a hello");
    let hello = datagrams(&mut client, at(0)).remove(0);
    let mut listener = listener();
    let mut out = [0; 100];
    for length in 0..hello.len() {
        assert_eq!(listener.admit(b"peer", &hello[..length], &mut out, at(0)), Admit::Ignore);
        assert!(!DtlsListener::is_hello(&hello[..length]));
    }
    assert!(DtlsListener::is_hello(&hello));
    // No room for the reply.
    assert_eq!(listener.admit(b"peer", &hello, &mut [0; 56], at(0)), Admit::Ignore);
    let mut answered = 0;
    for place in 0..hello.len() {
        for change in 1..=255 {
            let mut changed = hello.clone();
            changed[place] ^= change;
            match listener.admit(b"peer", &changed, &mut out, at(0)) {
                Admit::Reply(length) if length <= changed.len() => answered += 1,
                Admit::Ignore => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(answered > 1000);
}

/// It remembers nothing of them.
#[test]
fn a_hundred_thousand_spoofed_hellos() {
    let (config, server) = configs(SUITE, |config| config);
    let mut client = DtlsConnection::client(config, None, rng(), 0).expect("a hello");
    let hello = datagrams(&mut client, at(0)).remove(0);
    let mut listener = listener();
    let (mut out, mut replied, mut sent) = ([0; 100], 0, 0);
    let count = std::env::var("PUREMBED_SPOOFED_HELLOS").ok().and_then(|number| number.parse().ok());
    for number in 0..count.unwrap_or(100_000_u32) {
        let mut spoofed = hello.clone();
        spoofed[27..31].copy_from_slice(&number.to_be_bytes());
        sent += spoofed.len();
        let Admit::Reply(length) = listener.admit(&number.to_be_bytes(), &spoofed, &mut out, at(0)) else {
            panic!("no reply")
        };
        replied += length;
    }
    println!("{sent} bytes of hellos, {replied} bytes of replies");
    assert!(replied < sent);
    assert!(size_of::<DtlsListener>() < 1500, "{} bytes", size_of::<DtlsListener>());
    client.timeout(at(1000)).expect("not yet");
    let mut server = let_in(&mut client, &server, &mut listener, at(1000));
    assert!(exchange(&mut client, &mut server, b"data").is_some());
}

/// Servers that give all their requests the number 0, and mean the hello of the record's number.
#[test]
fn requests_that_are_not_counted() {
    let (config, _) = configs(SUITE, |config| config);
    let mut client = DtlsConnection::client(config, None, rng(), 0).expect("a hello");
    let mut listener = listener();
    let mut request = |hello: &[u8], peer: &[u8]| {
        let mut out = [0; 100];
        let Admit::Reply(length) = listener.admit(peer, hello, &mut out, at(0)) else { panic!("no reply") };
        let mut reply = out[..length].to_vec();
        reply[17..19].fill(0);
        reply
    };
    let first = datagrams(&mut client, at(0)).remove(0);
    drop(client.receive(&mut request(&first, b"peer"), at(0)));
    let second = datagrams(&mut client, at(0)).remove(0);
    // One that answers the first hello is late.
    drop(client.receive(&mut request(&first, b"peer"), at(0)));
    assert!(datagrams(&mut client, at(0)).is_empty());
    // One that answers the second counts.
    let another = request(&second, b"peer, for another reason");
    drop(client.receive(&mut another.clone(), at(0)));
    let third = datagrams(&mut client, at(0)).remove(0);
    assert_eq!(third[61..90], another[28..57]);
    assert_ne!(third[61..90], second[61..90]);
}

/// RFC 6347 section 4.2.8: the old connection goes on until the new one has come through.
#[test]
fn a_client_comes_again_from_the_same_address() {
    let (config, server) = configs(SUITE, |config| config);
    let mut listener = listener();
    let mut client = DtlsConnection::client(Arc::clone(&config), None, rng(), 0).expect("a hello");
    let mut old = let_in(&mut client, &server, &mut listener, at(0));
    // Data is for the old connection, a hello for the listener, and for the old one it is nothing.
    let mut out = [0; 100];
    let length = client.send(b"data", &mut out, at(0)).expect("connected");
    assert!(!DtlsListener::is_hello(&out[..length]));
    let mut again = DtlsConnection::client(config, None, rng(), 0).expect("a hello");
    let hello = datagrams(&mut again, at(0)).remove(0);
    assert!(DtlsListener::is_hello(&hello));
    assert_eq!(old.receive(&mut hello.clone(), at(5000)).next(), None);
    assert!(datagrams(&mut old, at(5000)).is_empty());
    let Admit::Reply(length) = listener.admit(b"peer", &hello, &mut out, at(0)) else { panic!("no reply") };
    drop(again.receive(&mut out[..length], at(0)));
    assert!(exchange(&mut client, &mut old, b"still here").is_some());
    let mut new = let_in(&mut again, &server, &mut listener, at(0));
    assert!(exchange(&mut again, &mut new, b"data").is_some());
}

/// RFC 6347 section 4.2.1: a server is not told by a session that an address is real. The session is in both hellos.
#[test]
fn whoever_resumes_needs_a_cookie_too() {
    let keys = crate::TicketKeys::new(rng(), Duration::from_secs(3600));
    let keys: Arc<dyn crate::TicketCipher> = Arc::new(keys);
    let (client_config, server_config) = configs(SUITE, |config| config.tickets(Arc::clone(&keys)));
    let mut client = DtlsConnection::client(Arc::clone(&client_config), None, rng(), 0).expect("a hello");
    let mut server = DtlsConnection::server(Arc::clone(&server_config), rng(), 0);
    carry(&mut client, &mut server, at(0));
    let session = client.session().expect("a session");

    let mut listener = listener();
    let mut client = DtlsConnection::resume(client_config, None, &session, rng(), 0).expect("a hello");
    let mut reply = [0; 100];
    let hello = datagrams(&mut client, at(0)).remove(0);
    let Admit::Reply(length) = listener.admit(b"peer", &hello, &mut reply, at(0)) else {
        panic!("let in without a cookie");
    };
    drop(client.receive(&mut reply[..length], at(0)));
    let mut hello = datagrams(&mut client, at(0)).remove(0);
    assert_eq!(listener.admit(b"peer", &hello, &mut reply, at(0)), Admit::New);
    let mut server = DtlsConnection::server(server_config, rng(), 0);
    drop(server.receive(&mut hello, at(0)));
    carry(&mut client, &mut server, at(0));
    assert!(client.is_resumed() && server.is_resumed());
    assert!(exchange(&mut client, &mut server, b"data").is_some());
}
