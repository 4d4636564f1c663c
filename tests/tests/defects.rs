// SPDX-License-Identifier: MIT
//! What python-mbedtls does wrong and this library does right, as far as no other file has a test of it:
//! `statements/defects.toml` lists all of it.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use purembed::cipher;
use purembed::hashlib::Algorithm;
use purembed::hkdf;
use purembed::secrets::{self, SecretBytes};
use purembed::tls::{
    Alert, ApiMisuse, CertificateChain, CipherSuite, ClientContext, DtlsConfiguration, DtlsEvent,
    DtlsVersion, DtlsWrappedBuffer, Error, MaxFragmentLength, Now, PreSharedKey, Received, ServerContext,
    ServerIdentity, TlsConfiguration, TlsStream, TlsVersion, TlsWrappedBuffer,
};
use purembed::x509::{Time, TrustStore, VerifyErrorKind};
use purembed_tests::pki::{Kind, NOW, Pki, client, named, server};
use purembed_tests::tls12::{IDENTITY, KEY};
use purembed_tests::wire::{carry, pair, shake_hands};

const PATIENCE: Duration = Duration::from_secs(20);

/// Two ends of a connection in memory, past the handshake.
fn connected(client: &ClientContext, server: &ServerContext) -> (TlsWrappedBuffer, TlsWrappedBuffer) {
    let (mut here, mut there) = pair(client, server);
    let (one, other) = shake_hands(&mut here, &mut there);
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    (here, there)
}

/// What ends a handshake, as each side sees it.
fn refused(client: &ClientContext, server: &ServerContext) -> (Error, Error) {
    let (mut here, mut there) = pair(client, server);
    let (one, other) = shake_hands(&mut here, &mut there);
    (one.expect_err("refused"), other.expect_err("refused"))
}

/// Two ends of a TCP connection.
fn tcp() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let here = TcpStream::connect(listener.local_addr().expect("an address")).expect("it listens");
    let (there, _) = listener.accept().expect("a visitor");
    for stream in [&here, &there] {
        stream.set_read_timeout(Some(PATIENCE)).expect("patience");
    }
    (here, there)
}

/// Has a server do something with one connection over TCP, in a thread, and a client with the other end.
fn over_tcp(
    pki: &Pki,
    serve: impl FnOnce(TlsStream<TcpStream>) + Send + 'static,
    visit: impl FnOnce(TlsStream<TcpStream>),
) {
    let (here, there) = tcp();
    let there = server(pki.server()).wrap_stream(there).expect("a server");
    let thread = thread::spawn(move || serve(there));
    visit(client(pki.client()).wrap_stream(here, &named("localhost")).expect("a client"));
    thread.join().expect("no panic");
}

fn read(tls: &mut TlsWrappedBuffer, size: usize) -> Vec<u8> {
    let mut buffer = vec![0; size];
    match tls.read(&mut buffer).expect("no failure") {
        Received::Data(length) => buffer[..length].to_vec(),
        _ => Vec::new(),
    }
}

#[test]
fn a_version_that_has_a_name_is_spoken() {
    let pki = Pki::new(Kind::P256);
    for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
        let only = client(pki.client().lowest_supported_version(version).highest_supported_version(version));
        let (here, there) = connected(&only, &server(pki.server()));
        assert_eq!(here.negotiated_tls_version(), Some(version));
        assert_eq!(there.negotiated_tls_version(), Some(version));
    }
    let (here, _) = connected(&client(pki.client()), &server(pki.server()));
    assert_eq!(here.negotiated_tls_version(), Some(TlsVersion::MAXIMUM_SUPPORTED), "without being asked for");
}

#[test]
fn configurations_with_other_versions_are_not_equal() {
    let builder = TlsConfiguration::builder;
    let default = builder().build().expect("fits together");
    let older = builder().highest_supported_version(TlsVersion::Tls12).build().expect("fits together");
    assert_ne!(default, older);
    assert_eq!(older, older.to_builder().build().expect("fits together"));
    let newest = builder().highest_supported_version(TlsVersion::MAXIMUM_SUPPORTED).build();
    assert_eq!(default, newest.expect("fits together"));
}

#[test]
fn two_anchors_are_both_trusted() {
    let (one, other) = (Pki::new(Kind::P256), Pki::new(Kind::Ed25519));
    let trust = TrustStore::from_iter([one.root.clone(), other.root.clone()]);
    let both = client(TlsConfiguration::builder().trust_store(trust));
    for pki in [&one, &other] {
        let (here, _) = connected(&both, &server(pki.server()));
        assert_eq!(here.peer_certificate(), Some(&pki.leaf));
    }
}

#[test]
fn a_chain_sends_what_it_was_made_of_and_nothing_else() {
    let pki = Pki::new(Kind::P256);
    let key = || purembed::pk::PrivateKey::from_buffer(pki.key.to_pkcs8_der().expose()).expect("a key");
    let whole = CertificateChain::new([pki.leaf.clone(), pki.intermediate.clone()], key()).expect("a chain");
    let alone = CertificateChain::new([pki.leaf.clone()], key()).expect("a chain");
    let context = |chain| server(TlsConfiguration::builder().certificate_chain(chain));
    let (here, _) = connected(&client(pki.client()), &context(whole));
    assert_eq!(here.peer_certificates().len(), 2);
    let (error, _) = refused(&client(pki.client()), &context(alone));
    assert!(
        matches!(&error, Error::CertificateRefused(why) if matches!(why.kind(), VerifyErrorKind::UnknownIssuer)),
        "{error}"
    );
}

#[test]
fn fragment_lengths_are_called_what_they_are() {
    for (length, bytes) in [
        (MaxFragmentLength::Bytes512, 512),
        (MaxFragmentLength::Bytes1024, 1024),
        (MaxFragmentLength::Bytes2048, 2048),
        (MaxFragmentLength::Bytes4096, 4096),
    ] {
        assert_eq!(length.bytes(), bytes);
        assert_eq!(MaxFragmentLength::try_from(bytes), Ok(length));
    }
}

#[test]
fn a_key_of_the_wrong_length_is_refused_with_the_right_one() {
    for (name, length, right) in [("DES-CBC", 16, 8), ("DES-EDE3-CBC", 8, 24), ("AES-128-CBC", 15, 16)] {
        let error = cipher::new(name, &vec![1; length], &[0; 8]).map(drop).expect_err("refused").to_string();
        assert!(error.contains(&format!("must have {right} bytes, not {length}")), "{name}: {error}");
    }
}

#[test]
fn tokens_are_as_long_as_their_place_says() {
    let token: [u8; secrets::DEFAULT_ENTROPY] = secrets::token_bytes().expect("randomness");
    let long: [u8; 4096] = secrets::token_bytes().expect("randomness");
    assert!(token != [0; 32] && long != [0; 4096]);
}

#[test]
fn errors_of_key_derivation_have_words() {
    let sha256 = Algorithm::SHA256;
    let long = hkdf::expand(&[1; 32], 255 * 32 + 1, b"", sha256).expect_err("too long");
    let short = hkdf::expand(&[1; 31], 10, b"", sha256).expect_err("too short");
    for (error, words) in
        [(long.to_string(), "more key material"), (short.to_string(), "shorter than the digest")]
    {
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn addresses_in_certificates_are_names_of_servers() {
    let pki = Pki::new(Kind::P256);
    for (name, welcome) in [("127.0.0.1", true), ("127.0.0.2", false), ("::1", false), ("localhost", true)] {
        let mut here =
            client(pki.client()).wrap_buffers(&named(name), Time::from_unix(NOW)).expect("a client");
        let mut there = server(pki.server()).wrap_buffers(Time::from_unix(NOW)).expect("a server");
        let (outcome, _) = shake_hands(&mut here, &mut there);
        assert_eq!(outcome.is_ok(), welcome, "{name}: {outcome:?}");
    }
}

#[test]
fn a_refusal_says_which_certificate_and_why() {
    let (pki, expired) = (Pki::new(Kind::P256), Pki::expired(Kind::P256));
    let (error, told) = refused(&client(expired.client()), &server(expired.server()));
    assert!(
        matches!(&error, Error::CertificateRefused(why) if matches!(why.kind(), VerifyErrorKind::Expired { .. }))
    );
    assert!(error.to_string().contains("certificate 0 (CN=localhost): expired"), "{error}");
    assert!(matches!(told, Error::AlertReceived(alert) if alert == Alert::CERTIFICATE_EXPIRED), "{told}");
    let (error, told) = refused(&client(pki.client()), &server(expired.server()));
    assert!(matches!(error, Error::CertificateRefused(_)), "{error}");
    assert!(matches!(told, Error::AlertReceived(_)), "{told}");
}

#[test]
fn no_data_is_lost_on_short_reads() {
    let pki = Pki::new(Kind::P256);
    let (mut here, mut there) = connected(&client(pki.client()), &server(pki.server()));
    assert_eq!(there.write(b"a record that is longer than a read").expect("room"), 35);
    carry(&mut there, &mut here);
    let mut all = Vec::new();
    for _ in 0..7 {
        all.extend(read(&mut here, 5));
    }
    assert_eq!(all, b"a record that is longer than a read", "without another byte from the network");

    let data: Vec<u8> = (0..=255).cycle().take(20_000).collect();
    let expected = data.clone();
    let serve = move |mut tls: TlsStream<TcpStream>| {
        tls.write_all(&data).expect("the client listens");
        tls.shutdown().expect("the client listens");
    };
    over_tcp(&pki, serve, |mut tls| {
        let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
        while let length @ 1.. = tls.read(&mut buffer).expect("no failure") {
            all.extend_from_slice(&buffer[..length]);
        }
        assert_eq!(all, expected);
    });
}

#[test]
fn data_is_there_before_the_record_after_it_is_whole() {
    let pki = Pki::new(Kind::P256);
    let (mut here, mut there) = connected(&client(pki.client()), &server(pki.server()));
    carry(&mut there, &mut here);
    let mut bytes = Vec::new();
    for data in [&b"FIRST"[..], b"SECOND"] {
        assert_eq!(there.write(data).expect("room"), data.len());
        bytes.extend_from_slice(there.peek_outgoing());
        let length = there.peek_outgoing().len();
        there.consume_outgoing(length);
    }
    let (most, last) = bytes.split_at(bytes.len() - 3);
    let mut all = Vec::new();
    for part in [most, last] {
        let mut rest = part;
        while !rest.is_empty() {
            rest = &rest[here.receive_from_network(rest)..];
            all.extend(read(&mut here, 100));
        }
        all.extend(read(&mut here, 100));
        all.push(b'|');
    }
    assert_eq!(all, b"FIRST|SECOND|");
}

#[test]
fn data_before_a_farewell_is_delivered_and_then_the_end() {
    let pki = Pki::new(Kind::P256);
    let (mut here, mut there) = connected(&client(pki.client()), &server(pki.server()));
    assert_eq!(there.write(b"so long").expect("room"), 7);
    there.shutdown();
    carry(&mut there, &mut here);
    assert_eq!(read(&mut here, 100), b"so long");
    for _ in 0..2 {
        assert_eq!(here.read(&mut [0; 100]).expect("no failure"), Received::Closed);
    }
}

#[test]
fn sockets_tell_who_their_peer_is() {
    let pki = Pki::new(Kind::P256);
    let (leaf, intermediate) = (pki.leaf.clone(), pki.intermediate.clone());
    over_tcp(
        &pki,
        |mut tls| tls.do_handshake().expect("a client"),
        |mut tls| {
            tls.do_handshake().expect("a server");
            assert_eq!(tls.buffer().peer_certificates(), [leaf, intermediate]);
        },
    );
}

#[test]
fn a_handshake_ends_when_the_peer_is_gone() {
    let pki = Pki::new(Kind::P256);
    let (here, there) = tcp();
    drop(there);
    let mut tls = client(pki.client()).wrap_stream(here, &named("localhost")).expect("a client");
    let begin = Instant::now();
    let error = tls.do_handshake().expect_err("nobody is there");
    assert!(
        matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe),
        "{error}"
    );
    assert!(begin.elapsed() < PATIENCE / 4);
}

#[test]
fn alerts_reach_the_peer_over_a_socket() {
    let pki = Pki::new(Kind::P256);
    let (here, there) = tcp();
    let mut there = server(pki.server()).wrap_stream(there).expect("a server");
    let thread = thread::spawn(move || there.do_handshake().and_then(|()| there.read(&mut [0])));
    let mut here = client(pki.client()).wrap_stream(here, &named("example.org")).expect("a client");
    here.do_handshake().expect_err("another name");
    let error = thread.join().expect("no panic").expect_err("refused");
    let error = error.downcast::<Error>().expect("an error of TLS");
    assert!(matches!(error, Error::AlertReceived(alert) if alert == Alert::BAD_CERTIFICATE), "{error}");
}

#[test]
fn servers_can_exchange_keys_by_diffie_hellman() {
    let pki = Pki::new(Kind::Rsa2048);
    let key = PreSharedKey::new(IDENTITY, KEY).expect("a key");
    let store = |identity: &[u8]| (identity == IDENTITY).then(|| SecretBytes::copy_from(KEY));
    for name in ["TLS-DHE-RSA-WITH-AES-128-GCM-SHA256", "TLS-DHE-PSK-WITH-AES-128-GCM-SHA256"] {
        let suite: CipherSuite = name.parse().expect("a suite");
        let builder = || DtlsConfiguration::builder().ciphers(&[suite]);
        let of_server =
            builder().certificate_chain(pki.chain()).pre_shared_key_store(Arc::new(store)).build();
        let of_client = builder().trust_store(pki.trust());
        let of_client = if suite.has_psk() {
            of_client.pre_shared_key(PreSharedKey::new(key.identity(), KEY).expect("a key"))
        } else {
            of_client
        };
        let context = ServerContext::new(of_server.expect("fits together")).expect("a server");
        let hosts = context.bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = hosts.local_addr().expect("an address");
        let thread = thread::spawn(move || hosts.accept().map(|(client, _)| client.cipher()));
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        socket.connect(address).expect("an address");
        let context = ClientContext::new(of_client.build().expect("fits together")).expect("a client");
        let client = context.wrap_socket(socket, &named("localhost")).expect("a client");
        client.do_handshake().expect("a server");
        assert_eq!(client.cipher(), Some(suite));
        assert_eq!(thread.join().expect("no panic").expect("a client"), Some(suite));
    }
}

/// Two ends of a connection over datagrams in memory, past the handshake, and how long the longest datagram was.
fn over_datagrams(mtu: u16) -> (DtlsWrappedBuffer, DtlsWrappedBuffer, usize) {
    let (pki, time, now) = (Pki::new(Kind::Rsa2048), Time::from_unix(NOW), Now::default());
    let of_client = DtlsConfiguration::builder().trust_store(pki.trust()).mtu(mtu).build();
    let of_server = DtlsConfiguration::builder().certificate_chain(pki.chain()).mtu(mtu).build();
    let client = ClientContext::new(of_client.expect("fits together")).expect("a client");
    let server = ServerContext::new(of_server.expect("fits together")).expect("a server");
    let mut here = client.wrap_buffers(&named("localhost"), time).expect("a client");
    let mut there = server.wrap_buffers(time).expect("a server");
    there.set_cookie_param(b"192.0.2.1:5684");
    let (mut datagram, mut longest) = ([0; 4096], 0);
    for _ in 0..20 {
        while let Some(length) = here.transmit(&mut datagram, now) {
            longest = longest.max(length);
            there.receive_datagram(&mut datagram[..length], now).expect("good").for_each(drop);
        }
        while let Some(length) = there.transmit(&mut datagram, now) {
            longest = longest.max(length);
            here.receive_datagram(&mut datagram[..length], now).expect("good").for_each(drop);
        }
    }
    (here, there, longest)
}

#[test]
fn no_datagram_is_longer_than_the_mtu_and_each_stays_one() {
    for mtu in [508, 1400] {
        let (mut here, mut there, longest) = over_datagrams(mtu);
        assert!(here.cipher().is_some() && here.cipher() == there.cipher());
        // The chain alone is longer: it went in pieces, which fill their datagrams.
        assert!(longest <= mtu.into() && longest > usize::from(mtu) / 2, "{longest} of {mtu}");
        let (now, mut datagram) = (Now::default(), [0; 4096]);
        for size in [1, 400, 7, 0, 300] {
            let data = vec![0x2a; size];
            let length = here.write(&data, &mut datagram, now).expect("it fits");
            assert!(length <= mtu.into());
            let mut events = there.receive_datagram(&mut datagram[..length], now).expect("good");
            assert_eq!(events.next(), Some(DtlsEvent::Data(&data)), "as it was sent");
            assert_eq!(events.next(), None);
        }
        let error = here.write(&vec![0; mtu.into()], &mut datagram, now).expect_err("longer than the MTU");
        assert!(matches!(error, Error::Misuse(ApiMisuse::DatagramTooLong)), "{error}");
    }
}

#[test]
fn cookies_are_for_servers_that_want_them() {
    let suite: CipherSuite = "TLS-PSK-WITH-AES-128-CCM-8".parse().expect("a suite");
    let store = |identity: &[u8]| (identity == IDENTITY).then(|| SecretBytes::copy_from(KEY));
    let of_client = DtlsConfiguration::builder()
        .ciphers(&[suite])
        .pre_shared_key(PreSharedKey::new(IDENTITY, KEY).expect("a key"));
    let client = ClientContext::new(of_client.build().expect("fits together")).expect("a client");
    for cookies in [true, false] {
        let of_server = DtlsConfiguration::builder()
            .ciphers(&[suite])
            .pre_shared_key_store(Arc::new(store))
            .cookies(cookies);
        let server = ServerContext::new(of_server.build().expect("fits together")).expect("a server");
        let time = Time::from_unix(NOW);
        let mut here = client.wrap_buffers(&ServerIdentity::dangerous_any_name(), time).expect("a client");
        let mut there = server.wrap_buffers(time).expect("a server");
        there.set_cookie_param(b"192.0.2.1:5684");
        let (now, mut datagram) = (Now::default(), [0; 1500]);
        let length = here.transmit(&mut datagram, now).expect("a hello");
        there.receive_datagram(&mut datagram[..length], now).expect("a hello").for_each(drop);
        let length = there.transmit(&mut datagram, now).expect("an answer");
        // The type of the first handshake message: HelloVerifyRequest or ServerHello (RFC 6347 section 4.3.2).
        assert!(length > 13);
        assert_eq!(datagram[13], if cookies { 3 } else { 2 });
    }
}

#[test]
fn nothing_old_and_nothing_weak_is_on_by_default() {
    assert_eq!(TlsVersion::MINIMUM_SUPPORTED, TlsVersion::Tls12);
    assert_eq!(DtlsVersion::MINIMUM_SUPPORTED, DtlsVersion::Dtls12);
    for name in ["TLSv1", "TLSv1.1", "SSLv3"] {
        assert!(name.parse::<TlsVersion>().is_err(), "{name}");
    }
    let configuration = TlsConfiguration::builder().build().expect("fits together");
    assert!(configuration.validate_certificates());
    for suite in configuration.ciphers() {
        let name = suite.name();
        assert!(!name.contains("CBC") && !name.ends_with("-8") && !name.starts_with("TLS-RSA-"), "{name}");
        assert!(!name.starts_with("TLS-ECDH-"), "{name}");
    }
    let nobody = ClientContext::new(configuration).map(drop).expect_err("trusts nobody");
    assert!(nobody.to_string().contains("trust_store()"), "{nobody}");
}

#[test]
fn secrets_do_not_leave_through_text() {
    let pki = Pki::new(Kind::P256);
    let configuration = TlsConfiguration::builder()
        .certificate_chain(pki.chain())
        .pre_shared_key(PreSharedKey::new(IDENTITY, KEY).expect("a key"))
        .build()
        .expect("fits together");
    let text = format!("{configuration:?} {:?}", ServerContext::new(configuration.clone()));
    let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    let numbers = format!("{KEY:?}");
    for secret in [str::from_utf8(KEY).expect("text"), &hex, numbers.trim_matches(['[', ']']), "PRIVATE KEY"]
    {
        assert!(!text.contains(secret), "{text}");
    }
}
