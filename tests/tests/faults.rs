// SPDX-License-Identifier: MIT
//! What happens to a TLS connection when something goes wrong: each fault ends in a typed error, in bounded time, and
//! the other side learns of it.

use purembed::tls::{
    Alert, CipherSuite, ClientAuthentication, ClientContext, Error, Progress, Received, ServerContext,
    ServerIdentity, TlsVersion, TlsWrappedBuffer,
};
use purembed::x509::{Time, TrustStore, VerifyErrorKind};
use purembed_tests::pki::{Kind, NOW, Pki, client, named, server};
use purembed_tests::wire::{carry, pair, shake_hands};

const VERSIONS: [TlsVersion; 2] = [TlsVersion::Tls12, TlsVersion::Tls13];

fn contexts(pki: &Pki, version: TlsVersion) -> (ClientContext, ServerContext) {
    let client_config = pki.client().lowest_supported_version(version).highest_supported_version(version);
    (client(client_config), server(pki.server()))
}

fn is_done(result: &Result<Progress, Error>) -> bool {
    matches!(result, Ok(Progress::Done))
}

/// Reads to the end of data, or to the error.
fn read_all(tls: &mut TlsWrappedBuffer) -> (Vec<u8>, Result<Received, Error>) {
    let (mut data, mut buffer) = (Vec::new(), [0; 1000]);
    loop {
        match tls.read(&mut buffer) {
            Ok(Received::Data(length)) => data.extend_from_slice(&buffer[..length]),
            other => return (data, other),
        }
    }
}

/// Carries everything that `whole` says, and no more than `limit` bytes of what `cut` says; then the network ends for
/// `whole`. Returns how many bytes of `cut` went over.
fn cut_after(limit: usize, cut: &mut TlsWrappedBuffer, whole: &mut TlsWrappedBuffer) -> usize {
    let mut gone = 0;
    loop {
        let back = carry(whole, cut);
        let outgoing = cut.peek_outgoing();
        let some = outgoing.len().min(limit - gone);
        let taken = whole.receive_from_network(&outgoing[..some]);
        cut.consume_outgoing(taken);
        gone += taken;
        if back == 0 && taken == 0 {
            whole.receive_eof();
            return gone;
        }
    }
}

#[test]
fn a_connection_cut_at_any_byte_is_a_ragged_end() {
    let pki = Pki::new(Kind::P256);
    for version in VERSIONS {
        for cut_server in [true, false] {
            let (client, server) = contexts(&pki, version);
            let run = |limit: usize| {
                // A new client context each time: with a remembered session, the handshake would be a short one.
                let fresh = ClientContext::new(client.configuration().clone()).expect("a client");
                let (mut here, mut there) = pair(&fresh, &server);
                let (cut, whole) = if cut_server { (&mut there, &mut here) } else { (&mut here, &mut there) };
                let gone = cut_after(limit, cut, whole);
                let (data, end) = read_all(whole);
                assert!(
                    data.is_empty() && matches!(end, Err(Error::RaggedEof)),
                    "{limit} of {version}: {end:?}"
                );
                assert!(matches!(read_all(whole).1, Err(Error::RaggedEof)), "the answer does not change");
                if limit == usize::MAX {
                    assert!(is_done(&whole.do_handshake()), "uncut, the handshake ends");
                } else if gone < 200 {
                    let pending = whole.do_handshake();
                    assert!(
                        matches!(pending, Err(Error::RaggedEof) | Ok(Progress::WantWrite)),
                        "{pending:?}"
                    );
                }
                gone
            };
            let all = run(usize::MAX);
            for limit in 0..=all {
                run(limit);
            }
            let who = if cut_server { "server" } else { "client" };
            println!("{version}: what the {who} says, cut at each of {all} bytes");
            assert!(all > 200, "only {all} bytes");
        }
    }
}

#[test]
fn a_farewell_is_told_apart_from_a_cut() {
    let pki = Pki::new(Kind::P256);
    for version in VERSIONS {
        let (client, server) = contexts(&pki, version);
        for farewell in [true, false] {
            let (mut here, mut there) = pair(&client, &server);
            let (a, b) = shake_hands(&mut here, &mut there);
            assert!(is_done(&a) && is_done(&b));
            assert_eq!(there.write(b"some data").expect("open"), 9);
            if farewell {
                there.shutdown();
                there.shutdown();
            }
            carry(&mut there, &mut here);
            here.receive_eof();
            let (data, end) = read_all(&mut here);
            assert_eq!(data, b"some data", "what came before is not lost");
            match end {
                Ok(Received::Closed) => assert!(farewell),
                Err(Error::RaggedEof) => assert!(!farewell),
                other => panic!("{other:?}"),
            }
            // One direction is closed, the other is not.
            assert_eq!(here.write(b"and back").expect("still open"), 8);
            carry(&mut here, &mut there);
            assert_eq!(read_all(&mut there).0, b"and back");
            if farewell {
                let error = there.write(b"too late").expect_err("shut down");
                assert_eq!(error.to_string(), "connection was shut down: nothing more can be written");
            }
        }
    }
}

/// Each refusal, its words on the side that refuses, and the alert on the other (RFC 8446 section 6.2).
#[test]
fn a_refusal_reaches_the_peer_as_an_alert() {
    let (pki, stranger) = (Pki::new(Kind::P256), Pki::new(Kind::P256));
    let expired = Pki::expired(Kind::P256);
    let of_client = Pki::of_client(Kind::P256);
    let of_encryption = Pki::of_encryption(Kind::P256);
    // What the client refuses.
    let cases = [
        ("signature", stranger.client(), pki.server(), Alert::DECRYPT_ERROR),
        (
            "neither trusted nor sent along",
            pki.client().trust_store(TrustStore::new()),
            pki.server(),
            Alert::UNKNOWN_CA,
        ),
        ("expired on 2002-01-20", expired.client(), expired.server(), Alert::CERTIFICATE_EXPIRED),
        (
            "not for TLS Web Server Authentication",
            of_client.client(),
            of_client.server(),
            Alert::UNSUPPORTED_CERTIFICATE,
        ),
        (
            "key is not for Digital Signature",
            of_encryption.client(),
            of_encryption.server(),
            Alert::UNSUPPORTED_CERTIFICATE,
        ),
    ];
    for (words, client_config, server_config, alert) in cases {
        for version in VERSIONS {
            let config =
                client_config.clone().lowest_supported_version(version).highest_supported_version(version);
            let (client, server) = (client(config), server(server_config.clone()));
            let now = Time::from_unix(NOW);
            // A certificate for clients names another host; the purpose is what counts here.
            let identity = if words.contains("Web Server") { named("127.0.0.1") } else { named("localhost") };
            let mut here = client.wrap_buffers(&identity, now).expect("a client");
            let mut there = server.wrap_buffers(now).expect("a server");
            let (refusal, told) = shake_hands(&mut here, &mut there);
            let refusal = refusal.expect_err(words);
            assert!(matches!(refusal, Error::CertificateRefused(_)), "{refusal:?}");
            assert!(refusal.to_string().contains(words), "{version}: {refusal}");
            assert!(
                matches!(told, Err(Error::AlertReceived(received)) if received == alert),
                "{words}: {told:?}"
            );
            assert!(here.peer_certificate().is_none(), "a refused certificate is nobody's");
            assert!(here.write(b"x").is_err() && there.write(b"x").is_err(), "and no data flows");
        }
    }
}

#[test]
fn a_wrong_name_is_refused_and_told() {
    let pki = Pki::new(Kind::P256);
    let (client, server) = (client(pki.client()), server(pki.server()));
    let now = Time::from_unix(NOW);
    for (name, good) in [
        ("localhost", true),
        ("127.0.0.1", true),
        ("example.org", false),
        ("127.0.0.2", false),
        ("a.localhost", false),
    ] {
        let mut here = client.wrap_buffers(&named(name), now).expect("a client");
        let mut there = server.wrap_buffers(now).expect("a server");
        let (result, told) = shake_hands(&mut here, &mut there);
        assert_eq!(is_done(&result), good, "{name}: {result:?}");
        if !good {
            let Err(Error::CertificateRefused(error)) = result else { panic!("{result:?}") };
            assert_eq!(error.kind(), VerifyErrorKind::WrongName);
            assert!(error.to_string().contains(name), "{error}");
            assert!(matches!(told, Err(Error::AlertReceived(Alert::BAD_CERTIFICATE))), "{told:?}");
        }
    }
    // Whoever says that the name does not matter gets what he asked for, and nothing is remembered.
    for _ in 0..2 {
        let mut here = client.wrap_buffers(&ServerIdentity::dangerous_any_name(), now).expect("a client");
        let mut there = server.wrap_buffers(now).expect("a server");
        let (result, _) = shake_hands(&mut here, &mut there);
        assert!(is_done(&result), "{result:?}");
        assert!(!here.is_resumed());
        assert_eq!(there.requested_server_name(), None, "no name is sent");
    }
}

#[test]
fn without_validation_everyone_is_let_in() {
    let (pki, expired) = (Pki::new(Kind::P256), Pki::expired(Kind::P256));
    let trusting = client(pki.client().dangerous().disable_certificate_validation());
    let (mut here, mut there) = pair(&trusting, &server(expired.server()));
    let (result, _) = shake_hands(&mut here, &mut there);
    assert!(is_done(&result), "{result:?}");
    assert_eq!(here.peer_certificate(), Some(&expired.leaf), "but one can see who it was");
}

#[test]
fn clients_without_a_good_certificate_are_refused() {
    let (pki, clients) = (Pki::new(Kind::P256), Pki::of_client(Kind::P256));
    for version in VERSIONS {
        let config = || pki.client().lowest_supported_version(version).highest_supported_version(version);
        let asking = |ask| server(pki.server().trust_store(clients.trust()).client_authentication(ask));
        let with = |chain: Option<&Pki>| {
            client(match chain {
                Some(pki) => config().certificate_chain(pki.chain()),
                None => config(),
            })
        };
        for (who, ask, good) in [
            (None, ClientAuthentication::None, true),
            (None, ClientAuthentication::Optional, true),
            (None, ClientAuthentication::Required, false),
            (Some(&clients), ClientAuthentication::None, true),
            (Some(&clients), ClientAuthentication::Optional, true),
            (Some(&clients), ClientAuthentication::Required, true),
            // A server's certificate of another authority.
            (Some(&pki), ClientAuthentication::Optional, false),
            (Some(&pki), ClientAuthentication::Required, false),
        ] {
            let (mut here, mut there) = pair(&with(who), &asking(ask));
            let (told, result) = shake_hands(&mut here, &mut there);
            let case = format!("{version} {ask:?} {}", who.is_some());
            assert_eq!(is_done(&result), good, "{case}: {result:?}");
            if good {
                let seen = there.peer_certificate();
                let expected = who.filter(|_| ask != ClientAuthentication::None).map(|pki| &pki.leaf);
                assert_eq!(seen, expected, "{case}");
                continue;
            }
            let refused_as_expected = match who {
                None => matches!(result, Err(Error::NoCertificate)),
                Some(_) => matches!(result, Err(Error::CertificateRefused(_))),
            };
            assert!(refused_as_expected, "{case}: {result:?}");
            // In TLS 1.3 the client is done before the server has judged: it learns on its first read.
            let told = told.err().or_else(|| read_all(&mut here).1.err());
            assert!(matches!(told, Some(Error::AlertReceived(_))), "{case}: {told:?}");
        }
    }
}

#[test]
fn nothing_in_common_ends_with_a_reason_on_both_sides() {
    let pki = Pki::new(Kind::P256);
    let tls12 =
        |config: purembed::tls::TlsConfigurationBuilder| config.highest_supported_version(TlsVersion::Tls12);
    let tls13 =
        |config: purembed::tls::TlsConfigurationBuilder| config.lowest_supported_version(TlsVersion::Tls13);
    let cases = [
        ("version", tls12(pki.client()), tls13(pki.server()), Alert::PROTOCOL_VERSION),
        ("version", tls13(pki.client()), tls12(pki.server()), Alert::PROTOCOL_VERSION),
        (
            "suite",
            pki.client().ciphers(&[CipherSuite::TLS13_AES_128_GCM_SHA256]),
            pki.server().ciphers(&[CipherSuite::TLS13_AES_256_GCM_SHA384]),
            Alert::HANDSHAKE_FAILURE,
        ),
        // A suite for RSA, a certificate for ECDSA.
        (
            "kind of key",
            pki.client().ciphers(&[CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]),
            pki.server(),
            Alert::HANDSHAKE_FAILURE,
        ),
        (
            "inner protocol",
            pki.client().inner_protocols(["h2"]),
            pki.server().inner_protocols(["http/1.1"]),
            Alert::NO_APPLICATION_PROTOCOL,
        ),
    ];
    for (what, client_config, server_config, alert) in cases {
        let (mut here, mut there) = pair(&client(client_config), &server(server_config));
        let (told, refusal) = shake_hands(&mut here, &mut there);
        let refusal = refusal.expect_err(what);
        println!("{what}: {refusal}");
        assert!(
            matches!(refusal, Error::PeerIncompatible(_) | Error::NoInnerProtocol),
            "{what}: {refusal:?}"
        );
        assert!(matches!(told, Err(Error::AlertReceived(received)) if received == alert), "{what}: {told:?}");
    }
}

/// Bytes that no TLS peer would send, as the first ones and after a handshake.
#[test]
fn garbage_is_refused() {
    let pki = Pki::new(Kind::P256);
    let handshake = |body: &[u8]| {
        [&[22, 3, 3][..], &u16::try_from(body.len()).expect("short").to_be_bytes(), body].concat()
    };
    let cases: [(&str, Vec<u8>); 9] = [
        ("HTTP", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec()),
        ("zeros", vec![0; 100]),
        ("ones", vec![0xff; 100]),
        ("an unknown record", vec![99, 3, 3, 0, 1, 0]),
        ("an oversized record", [&[23, 3, 3, 0xff, 0xff][..], &[0; 0x1_0000]].concat()),
        ("an empty handshake record", vec![22, 3, 3, 0, 0]),
        ("an oversized message", handshake(&[1, 0xff, 0xff, 0xff, 0])),
        ("an unknown message", handshake(&[77, 0, 0, 1, 0])),
        ("a hello cut short by itself", handshake(&[1, 0, 0, 2, 3, 3])),
    ];
    let (client, server) = (client(pki.client()), server(pki.server()));
    for (what, bytes) in &cases {
        for shaken in [false, true] {
            let (mut here, mut there) = pair(&client, &server);
            if shaken {
                let (a, b) = shake_hands(&mut here, &mut there);
                assert!(is_done(&a) && is_done(&b));
            }
            for side in [&mut here, &mut there] {
                let waiting = side.peek_outgoing().len();
                side.receive_from_network(bytes);
                let error = read_all(side).1.expect_err(what);
                let typed = matches!(
                    error,
                    Error::InvalidMessage(_)
                        | Error::PeerMisbehaved(_)
                        | Error::BadRecord
                        | Error::RecordOverflow
                );
                assert!(typed, "{what}: {error:?}");
                assert!(side.do_handshake().is_err(), "{what}: and it stays so");
                let outgoing = side.peek_outgoing();
                assert!(outgoing.len() > waiting, "{what}: an alert goes out");
            }
        }
    }
}

/// Every byte of a handshake damaged in turn: nobody is deceived, and nobody hangs.
#[test]
fn a_damaged_handshake_never_ends_well_with_wrong_data() {
    let pki = Pki::new(Kind::P256);
    for version in VERSIONS {
        for damage_server in [true, false] {
            let (client, server) = contexts(&pki, version);
            let mut ends = [0; 2];
            let run = |position: usize| {
                let fresh = ClientContext::new(client.configuration().clone()).expect("a client");
                let (mut here, mut there) = pair(&fresh, &server);
                let mut said = 0;
                for _ in 0..20 {
                    for from_server in [false, true] {
                        let (from, to) =
                            if from_server { (&mut there, &mut here) } else { (&mut here, &mut there) };
                        let mut bytes = from.peek_outgoing().to_vec();
                        if from_server == damage_server {
                            if let Some(byte) = position.checked_sub(said).and_then(|at| bytes.get_mut(at)) {
                                *byte ^= 0x55;
                            }
                            said += bytes.len();
                        }
                        let taken = to.receive_from_network(&bytes);
                        assert_eq!(taken, bytes.len(), "no data stands in the way");
                        from.consume_outgoing(taken);
                    }
                }
                let both = is_done(&here.do_handshake()) && is_done(&there.do_handshake());
                if both {
                    // What was damaged does not matter (such as the version of a record): then all is well.
                    assert_eq!(here.peer_certificate(), Some(&pki.leaf));
                    drop(here.write(b"to the server"));
                    carry(&mut here, &mut there);
                    assert_eq!(read_all(&mut there).0, b"to the server");
                }
                (said, both)
            };
            let all = run(usize::MAX).0;
            for position in 0..all {
                ends[usize::from(run(position).1)] += 1;
            }
            let who = if damage_server { "server" } else { "client" };
            println!(
                "{version}, {who}: {} of {all} damages ended the handshake, {} did not matter",
                ends[0], ends[1]
            );
            assert!(ends[0] > all * 9 / 10);
        }
    }
}

#[test]
fn records_may_come_in_any_pieces() {
    let pki = Pki::new(Kind::P256);
    for version in VERSIONS {
        let (client, server) = contexts(&pki, version);
        let (mut here, mut there) = pair(&client, &server);
        let data: Vec<u8> = (0..=255).cycle().take(100_000).collect();
        let (mut written, mut read) = (0, Vec::new());
        // A byte at a time, first of the handshake, then of a hundred thousand bytes.
        for _ in 0..1_000_000 {
            if let Some(&byte) = here.peek_outgoing().first() {
                assert_eq!(there.receive_from_network(&[byte]), 1);
                here.consume_outgoing(1);
            }
            carry(&mut there, &mut here);
            if is_done(&here.do_handshake()) && written < data.len() {
                written += here.write(&data[written..]).expect("open");
            }
            read.extend(read_all(&mut there).0);
            if read.len() == data.len() {
                break;
            }
        }
        assert_eq!(read, data, "{version}");
    }
}

#[test]
fn data_that_is_not_read_is_not_piled_up() {
    let pki = Pki::new(Kind::P256);
    for version in VERSIONS {
        let (client, server) = contexts(&pki, version);
        let (mut here, mut there) = pair(&client, &server);
        let (a, b) = shake_hands(&mut here, &mut there);
        assert!(is_done(&a) && is_done(&b));
        let data = vec![1; 1_000_000];
        let (mut written, mut turns) = (0, 0);
        loop {
            let taken = here.write(&data[written..]).expect("open");
            written += taken;
            if taken + carry(&mut here, &mut there) == 0 {
                break;
            }
            turns += 1;
            assert!(turns < 100, "it takes without end");
        }
        println!("{version}: {written} bytes were taken before anything was read");
        assert!(written < 200_000, "{written} bytes are held in memory");
        // And nothing of it is lost.
        let mut read = 0;
        while read < data.len() {
            read += read_all(&mut there).0.len();
            written += here.write(&data[written..]).expect("open");
            carry(&mut here, &mut there);
        }
        assert_eq!(read, data.len());
    }
}

#[test]
fn writing_before_the_handshake_is_misuse_and_harmless() {
    let pki = Pki::new(Kind::P256);
    let (client, server) = (client(pki.client()), server(pki.server()));
    let (mut here, mut there) = pair(&client, &server);
    for side in [&mut here, &mut there] {
        let error = side.write(b"too early").expect_err("not yet");
        assert!(matches!(error, Error::Misuse(_)), "{error:?}");
        assert!(matches!(side.read(&mut [0; 10]), Ok(Received::WantRead)));
    }
    let (a, b) = shake_hands(&mut here, &mut there);
    assert!(is_done(&a) && is_done(&b));
}
