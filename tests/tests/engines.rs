// SPDX-License-Identifier: MIT
//! Both engines behind one buffer: which of them it is follows from what is asked for, and the peer cannot tell.

use std::sync::Arc;
use std::time::Duration;

use purembed::pk::Group;
use purembed::secrets::SecretBytes;
use purembed::tls::{
    Alert, CipherSuite, ClientAuthentication, ClientContext, Engine, Error, HandshakeStep, MaxFragmentLength,
    PreSharedKey, Progress, Received, ServerContext, ServerIdentity, ServerNameChoice, Session, SessionCache,
    TicketKeys, TlsConfiguration, TlsConfigurationBuilder, TlsVersion, TlsWrappedBuffer,
};
use purembed::x509::Time;
use purembed_tests::pki::{Kind, NOW, Pki, client, named, server};
use purembed_tests::wire::{carry, pair, shake_hands};

const PSK_SUITE: CipherSuite = CipherSuite::TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256;

fn with_key(builder: TlsConfigurationBuilder) -> TlsConfigurationBuilder {
    builder.pre_shared_key(PreSharedKey::new(b"thermometer", b"0123456789abcdef").expect("a key"))
}

fn with_store(builder: TlsConfigurationBuilder) -> TlsConfigurationBuilder {
    let find =
        |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(b"0123456789abcdef"));
    builder.pre_shared_key_store(Arc::new(find))
}

/// Ends with both sides content.
fn agree(client: &mut TlsWrappedBuffer, server: &mut TlsWrappedBuffer) {
    let (ours, theirs) = shake_hands(client, server);
    assert_eq!(ours.expect("the client is content"), Progress::Done);
    assert_eq!(theirs.expect("the server is content"), Progress::Done);
}

/// Sends a line each way.
fn talk(client: &mut TlsWrappedBuffer, server: &mut TlsWrappedBuffer) {
    let mut buffer = [0; 100];
    assert_eq!(client.write(b"hello").expect("written"), 5);
    carry(client, server);
    assert_eq!(server.read(&mut buffer).expect("read"), Received::Data(5));
    assert_eq!(server.write(b"HELLO").expect("written"), 5);
    carry(server, client);
    assert_eq!(client.read(&mut buffer).expect("read"), Received::Data(5));
    assert_eq!(&buffer[..5], b"HELLO");
}

#[test]
fn pre_shared_keys_work_behind_the_same_buffer() {
    let (client, server) =
        (client(with_key(TlsConfiguration::builder())), server(with_store(TlsConfiguration::builder())));
    let (mut client, mut server) = pair(&client, &server);
    assert_eq!(client.step(), HandshakeStep::ServerHello, "its hello is on its way");
    agree(&mut client, &mut server);
    for side in [&client, &server] {
        assert_eq!(side.engine(), Some(Engine::Native));
        assert_eq!(side.step(), HandshakeStep::HandshakeOver);
        assert_eq!(side.negotiated_tls_version(), Some(TlsVersion::Tls12));
        assert_eq!(side.cipher(), Some(CipherSuite::TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384));
        assert!(side.peer_certificate().is_none());
    }
    assert_eq!(server.psk_identity(), Some(&b"thermometer"[..]));
    talk(&mut client, &mut server);
    let (mut ours, mut theirs) = ([0; 32], [1; 32]);
    client.export_keying_material(b"EXPERIMENTAL", None, &mut ours).expect("material");
    server.export_keying_material(b"EXPERIMENTAL", None, &mut theirs).expect("material");
    assert_eq!(ours, theirs);
    client.shutdown();
    carry(&mut client, &mut server);
    assert_eq!(server.read(&mut [0; 10]).expect("read"), Received::Closed);
}

#[test]
fn a_wrong_key_is_told_on_both_sides() {
    let wrong = PreSharedKey::new(b"thermometer", b"another").expect("a key");
    let client = client(TlsConfiguration::builder().pre_shared_key(wrong));
    let (mut client, mut server) = pair(&client, &server(with_store(TlsConfiguration::builder())));
    let (ours, theirs) = shake_hands(&mut client, &mut server);
    assert!(matches!(theirs, Err(Error::BadRecord | Error::Finished)), "{theirs:?}");
    assert!(matches!(ours, Err(Error::AlertReceived(_))), "{ours:?}");
}

/// One server with everything; each client gets the engine that it needs.
#[test]
fn the_hello_decides() {
    let pki = Pki::new(Kind::Rsa2048);
    let server = server(with_store(pki.server()));
    let rows: [(&str, TlsConfigurationBuilder, Engine, TlsVersion); 5] = [
        ("certificates", pki.client(), Engine::Rustls, TlsVersion::Tls13),
        (
            "certificates, TLS 1.2",
            pki.client().highest_supported_version(TlsVersion::Tls12),
            Engine::Rustls,
            TlsVersion::Tls12,
        ),
        ("a pre-shared key", with_key(TlsConfiguration::builder()), Engine::Native, TlsVersion::Tls12),
        ("both kinds of keys", with_key(pki.client()), Engine::Rustls, TlsVersion::Tls12),
        (
            "shorter records, which this server does not care for",
            pki.client().max_fragmentation_length(MaxFragmentLength::Bytes512),
            Engine::Rustls,
            TlsVersion::Tls12,
        ),
    ];
    for (name, builder, engine, version) in rows {
        let (mut client, mut server) = pair(&client(builder), &server);
        assert_eq!(server.engine(), None, "{name}");
        agree(&mut client, &mut server);
        assert_eq!(server.engine(), Some(engine), "{name}");
        assert_eq!(server.negotiated_tls_version(), Some(version), "{name}");
        talk(&mut client, &mut server);
    }
}

/// A client with TLS 1.3 whose hello was changed on its way notices that the server could have spoken it, too (RFC 8446
/// section 4.1.3); a server that speaks TLS 1.2 alone says nothing of the kind.
#[test]
fn a_server_with_tls13_says_so_when_it_speaks_tls12_natively() {
    let pki = Pki::new(Kind::Rsa2048);
    for (server_builder, is_marked) in [
        (with_store(pki.server()), true),
        (with_store(pki.server()).highest_supported_version(TlsVersion::Tls12), false),
        (with_store(TlsConfiguration::builder()), false),
    ] {
        let client = client(with_key(TlsConfiguration::builder()));
        let (mut client, mut server) = pair(&client, &server(server_builder));
        carry(&mut client, &mut server);
        assert_eq!(server.engine(), Some(Engine::Native));
        // Header of the record, header of the message, version: then the random bytes.
        let random = &server.peek_outgoing()[5 + 4 + 2..][..32];
        assert_eq!(random.ends_with(b"DOWNGRD\x01"), is_marked);
        agree(&mut client, &mut server);
    }
}

#[test]
fn hellos_in_pieces_and_none_at_all() {
    let pki = Pki::new(Kind::P256);
    let context = server(with_store(pki.server()));
    let (mut client, mut server) = pair(&client(with_key(TlsConfiguration::builder())), &context);
    let hello = client.peek_outgoing().to_vec();
    for byte in &hello {
        assert_eq!(server.receive_from_network(&[*byte]), 1);
    }
    assert_eq!(server.engine(), Some(Engine::Native));

    let mut garbage = context.wrap_buffers(Time::from_unix(NOW)).expect("a server");
    assert_eq!(garbage.receive_from_network(b"GET / HTTP/1.0\r\n\r\n"), 18);
    garbage.do_handshake().expect_err("that is no TLS");
    assert_eq!(garbage.peek_outgoing().first(), Some(&21), "an alert");

    let mut cut = context.wrap_buffers(Time::from_unix(NOW)).expect("a server");
    cut.receive_from_network(&hello[..hello.len() - 1]);
    assert_eq!(cut.do_handshake().expect("more"), Progress::WantRead);
    assert_eq!(cut.read(&mut [0; 10]).expect("more"), Received::WantRead);
    cut.receive_eof();
    assert!(matches!(cut.do_handshake(), Err(Error::RaggedEof)));
    assert!(matches!(cut.read(&mut [0; 10]), Err(Error::RaggedEof)));
    cut.shutdown();
    assert_eq!(cut.peek_outgoing(), [21, 3, 3, 0, 2, 1, 0], "close_notify");
}

#[test]
fn names_choose_the_context_in_both_engines() {
    let (shop, mail) = (Pki::new(Kind::P256), Pki::new(Kind::Rsa2048));
    let contexts = [server(with_store(shop.server())), server(mail.server())];
    let [for_shop, for_mail] = contexts;
    let callback = move |name: Option<&str>| match name {
        Some("localhost") => ServerNameChoice::Use(for_shop.clone()),
        None => ServerNameChoice::Use(for_mail.clone()),
        Some(_) => ServerNameChoice::Refuse,
    };
    let context = server(Pki::new(Kind::Ed25519).server().sni_callback(Arc::new(callback)));
    let connect = |client: ClientContext, identity: &ServerIdentity<'_>| {
        let now = Time::from_unix(NOW);
        let mut client = client.wrap_buffers(identity, now).expect("a client");
        let mut server = context.wrap_buffers(now).expect("a server");
        let outcome = shake_hands(&mut client, &mut server);
        (client, server, outcome)
    };
    let (client_buffer, server_buffer, outcome) = connect(client(shop.client()), &named("localhost"));
    assert!(outcome.0.is_ok() && outcome.1.is_ok());
    assert_eq!(client_buffer.peer_certificate(), Some(&shop.leaf));
    assert_eq!(server_buffer.requested_server_name(), Some("localhost"));
    let (_, server_buffer, outcome) =
        connect(client(with_key(TlsConfiguration::builder())), &named("localhost"));
    assert!(outcome.0.is_ok() && outcome.1.is_ok());
    assert_eq!(server_buffer.engine(), Some(Engine::Native));
    let (client_buffer, _, outcome) = connect(client(mail.client()), &ServerIdentity::dangerous_any_name());
    assert!(outcome.0.is_ok() && outcome.1.is_ok());
    assert_eq!(client_buffer.peer_certificate(), Some(&mail.leaf));
    let (.., outcome) = connect(client(mail.client()), &named("elsewhere.example"));
    assert!(matches!(outcome.1, Err(Error::UnrecognizedName)));
    assert!(matches!(outcome.0, Err(Error::AlertReceived(Alert::UNRECOGNIZED_NAME))));
}

#[test]
fn nobody_gets_in_without_a_choice_by_name() {
    let pki = Pki::new(Kind::P256);
    let refuse = |_: Option<&str>| -> ServerNameChoice { ServerNameChoice::Refuse };
    let context = server(pki.server().sni_callback(Arc::new(refuse)));
    let (mut client, mut server) = pair(&client(pki.client()), &context);
    // A warning, user_canceled, which some engines pass over.
    assert_eq!(server.receive_from_network(&[21, 3, 1, 0, 2, 1, 90]), 7);
    let (ours, theirs) = shake_hands(&mut client, &mut server);
    assert!(matches!(theirs, Err(Error::InvalidMessage(_))), "{theirs:?}");
    assert!(matches!(ours, Err(Error::AlertReceived(Alert::DECODE_ERROR))), "{ours:?}");
}

#[test]
fn of_several_certificates_the_peer_sees_one_that_it_can_verify() {
    let (ecdsa, rsa) = (Pki::new(Kind::P256), Pki::new(Kind::Rsa2048));
    let both = || ecdsa.server().certificate_chain(rsa.chain());
    let only = |pki: &Pki, suite: &str| {
        let builder = pki.client().ciphers(&[suite.parse().expect("a suite")]);
        client(builder.highest_supported_version(TlsVersion::Tls12))
    };
    for native in [false, true] {
        let server = if native { server(both().ciphers(CipherSuite::available())) } else { server(both()) };
        let cipher = if native { "AES128-SHA256" } else { "AES128-GCM-SHA256" };
        for (pki, name) in [(&ecdsa, "ECDHE-ECDSA"), (&rsa, "ECDHE-RSA")] {
            let (mut client, mut server) = pair(&only(pki, &format!("{name}-{cipher}")), &server);
            agree(&mut client, &mut server);
            assert_eq!(server.engine() == Some(Engine::Native), native);
            assert_eq!(client.peer_certificate(), Some(&pki.leaf));
        }
    }
}

#[test]
fn groups_are_those_that_were_named() {
    // Where the certificate has a curve, the client's groups would have to have it, too (RFC 8422 section 5.3).
    let pki = Pki::new(Kind::Rsa2048);
    for (group, engine) in [(Group::SECP384R1, Engine::Rustls), (Group::X448, Engine::Native)] {
        let usual = server(pki.server());
        let native = server(pki.server().groups(&[Group::X448, Group::X25519]));
        let server = if engine == Engine::Native { &native } else { &usual };
        let (mut client, mut server) = pair(&client(pki.client().groups(&[group])), server);
        agree(&mut client, &mut server);
        assert_eq!(client.engine(), Some(engine));
        assert_eq!(server.engine(), Some(engine));
    }
    let (mut client, mut server) = pair(
        &client(pki.client().groups(&[Group::X25519])),
        &server(pki.server().groups(&[Group::SECP256R1])),
    );
    assert!(shake_hands(&mut client, &mut server).1.is_err(), "nothing in common");
}

#[test]
fn native_sessions_are_bytes_and_come_back() {
    let context = client(with_key(TlsConfiguration::builder()));
    let server = server(with_store(TlsConfiguration::builder()));
    let (mut client, mut first) = pair(&context, &server);
    agree(&mut client, &mut first);
    let kept = client.session().expect("the server remembers it").to_bytes();
    let session = Session::from_bytes(kept.expose()).expect("a session");
    let (now, identity) = (Time::from_unix(NOW), named("localhost"));
    let mut client = context.resume(&identity, &session, now).expect("a client");
    let mut second = server.wrap_buffers(now).expect("a server");
    agree(&mut client, &mut second);
    assert!(client.is_resumed() && second.is_resumed());
    assert_eq!(second.psk_identity(), Some(&b"thermometer"[..]));
}

/// Servers that share a store or keys resume each other's sessions, in both engines; where they ask for something else,
/// they do not.
#[test]
fn fleets_resume_each_others_sessions() {
    let (pki, visitor) = (Pki::new(Kind::P256), Pki::of_client(Kind::P256));
    let keys = Arc::new(TicketKeys::shared(&[7; 32], Duration::from_secs(3600)));
    let cache = Arc::new(SessionCache::new(100));
    type Share = Box<dyn Fn(TlsConfigurationBuilder) -> TlsConfigurationBuilder>;
    let shares: [Share; 2] = [
        Box::new(move |builder| builder.session_cache(cache.clone())),
        Box::new(move |builder| builder.ticket_keys(keys.clone())),
    ];
    for share in &shares {
        for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
            let of_version = |builder: TlsConfigurationBuilder| {
                builder.lowest_supported_version(version).highest_supported_version(version)
            };
            let context = client(of_version(pki.client()).certificate_chain(visitor.chain()));
            let visit = |server: &ServerContext| {
                let (mut client, mut server) = pair(&context, server);
                agree(&mut client, &mut server);
                talk(&mut client, &mut server);
                assert_eq!(client.is_resumed(), server.is_resumed());
                server.is_resumed()
            };
            assert!(!visit(&server(share(of_version(pki.server())))), "{version}");
            assert!(
                visit(&server(share(of_version(pki.server())))),
                "{version}: another server of the fleet"
            );
            let strict = of_version(pki.server())
                .trust_store(visitor.trust())
                .client_authentication(ClientAuthentication::Required);
            assert!(!visit(&server(share(strict))), "{version}: one that asks who it is");
        }
    }
}

/// A session ends a day after the two sides proved who they are, however often it was resumed since.
#[test]
fn sessions_are_not_renewed_without_end() {
    let pki = Pki::new(Kind::P256);
    let cache = SessionCache::new(10).lifetime(Duration::from_secs(86_400));
    let (here, there) = (client(pki.client()), server(pki.server().session_cache(Arc::new(cache))));
    let visit = |later: i64| {
        let now = Time::from_unix(NOW + later);
        let mut client = here.wrap_buffers(&named("localhost"), now).expect("a client");
        let mut server = there.wrap_buffers(now).expect("a server");
        agree(&mut client, &mut server);
        talk(&mut client, &mut server);
        server.is_resumed()
    };
    assert!(!visit(0));
    assert!(visit(50_000));
    assert!(!visit(90_000), "more than a day after the first");
    assert!(visit(100_000));
}

#[test]
fn only_one_suite_of_psk_is_enough() {
    let server = server(with_store(TlsConfiguration::builder().ciphers(&[PSK_SUITE])));
    let (mut client, mut server) =
        pair(&client(with_key(TlsConfiguration::builder().ciphers(&[PSK_SUITE]))), &server);
    agree(&mut client, &mut server);
    assert_eq!(client.cipher(), Some(PSK_SUITE));
}
