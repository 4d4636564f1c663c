// SPDX-License-Identifier: MIT
//! MicroPython's face: contexts with few settings, sockets that are wrapped, and the errors that MicroPython documents.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use purembed::ssl::{
    self, Arguments, CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED, Error, Protocol, Socket, SslContext, SslSocket,
    WrapOptions,
};
use purembed::tls;
use purembed_tests::pki::{Kind, Pki};

const PATIENCE: Duration = Duration::from_secs(20);

fn tcp() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let here = TcpStream::connect(listener.local_addr().expect("an address")).expect("it listens");
    let (there, _) = listener.accept().expect("a visitor");
    for stream in [&here, &there] {
        stream.set_read_timeout(Some(PATIENCE)).expect("patience");
    }
    (here, there)
}

fn udp() -> (UdpSocket, UdpSocket) {
    let bind = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = |socket: &UdpSocket| socket.local_addr().expect("an address");
    let (here, there) = (bind(), bind());
    here.connect(address(&there)).expect("an address");
    there.connect(address(&here)).expect("an address");
    (here, there)
}

/// A context of a server that shows a chain, with the files it was loaded from.
fn server(protocol: Protocol, pki: &Pki) -> SslContext {
    let directory = tempfile::tempdir().expect("a directory");
    pki.write(directory.path());
    let mut context = SslContext::new(protocol);
    let (chain, key) = (directory.path().join("chain.pem"), directory.path().join("key.pem"));
    context.load_cert_chain(&chain, &key).expect("a chain");
    context
}

fn client(protocol: Protocol, pki: &Pki) -> SslContext {
    let mut context = SslContext::new(protocol);
    context.load_verify_locations(pki.root.as_der()).expect("a root");
    context
}

fn to_localhost() -> WrapOptions {
    WrapOptions::new().server_hostname("localhost")
}

fn as_server() -> WrapOptions {
    WrapOptions::new().server_side(true)
}

/// Sends back what comes, until the peer says farewell.
fn echo<S: Socket>(mut connection: SslSocket<S>) -> io::Result<()> {
    let mut buffer = [0; 2000];
    loop {
        match connection.read(&mut buffer)? {
            0 => return connection.close(),
            length => connection.write_all(&buffer[..length])?,
        }
    }
}

/// Sends a message and waits until all of it is back.
fn ask<S: Socket>(connection: &mut SslSocket<S>, message: &[u8]) {
    connection.write_all(message).expect("the server listens");
    let mut answer = vec![0; message.len()];
    connection.read_exact(&mut answer).expect("an answer");
    assert_eq!(answer, message);
}

/// A server for one visitor over a stream, in a thread.
fn serve_one(context: SslContext, stream: TcpStream) -> JoinHandle<Result<(), Error>> {
    thread::spawn(move || Ok(echo(context.wrap_socket(stream, as_server())?)?))
}

#[test]
fn a_client_and_a_server_talk_over_tcp() {
    for kind in [Kind::Rsa2048, Kind::P256] {
        let pki = Pki::new(kind);
        let (here, there) = tcp();
        let thread = serve_one(server(Protocol::TlsServer, &pki), there);
        let context = client(Protocol::TlsClient, &pki);
        let mut connection = context.wrap_socket(here, to_localhost()).expect("a connection");
        assert_eq!(connection.version(), Some("TLSv1.3"));
        assert!(connection.cipher().is_some());
        assert_eq!(connection.peer_certificate().as_ref(), Some(&pki.leaf));
        ask(&mut connection, b"hello");
        ask(&mut connection, &[7; 50_000]);
        connection.close().expect("the server listens");
        thread.join().expect("no panic").expect("the client said farewell");
    }
}

/// Wraps a server's socket as the documentation of MicroPython does, until its client comes with a cookie.
fn accept(context: &SslContext, socket: &UdpSocket) -> Result<(SslSocket<UdpSocket>, usize), Error> {
    let mut challenges = 0;
    loop {
        socket.set_read_timeout(Some(PATIENCE))?;
        let (_, client) = socket.peek_from(&mut [0])?;
        socket.connect(client)?;
        match context.wrap_socket(socket.try_clone()?, as_server().client_id(client.to_string())) {
            Err(Error::HelloVerifyRequired) => challenges += 1,
            connection => return Ok((connection?, challenges)),
        }
    }
}

#[test]
fn the_first_wrap_of_a_datagram_client_fails_and_the_second_succeeds() {
    let pki = Pki::new(Kind::P256);
    let context = server(Protocol::DtlsServer, &pki);
    // The same context for one client after the other.
    for _ in 0..3 {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = socket.local_addr().expect("an address");
        let context_of_client = client(Protocol::DtlsClient, &pki);
        let client = thread::spawn(move || {
            let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
            socket.connect(address).expect("an address");
            let mut connection = context_of_client.wrap_socket(socket, to_localhost()).expect("a connection");
            assert_eq!(connection.version(), Some("DTLSv1.2"));
            ask(&mut connection, b"21 degrees");
            connection.close().expect("the server listens");
        });
        let (connection, challenges) = accept(&context, &socket).expect("a client");
        assert_eq!(challenges, 1);
        echo(connection).expect("the client said farewell");
        client.join().expect("no panic");
    }
    assert_eq!(Error::HelloVerifyRequired.to_string(), "Hello Verify Required");
    let error = io::Error::from(Error::HelloVerifyRequired);
    assert_eq!(error.to_string(), "Hello Verify Required", "as an `OSError`");
}

/// A hello, and the answers of a context to it, however often it comes.
fn challenge(context: &SslContext, client_id: &str, hello: &[u8]) -> Vec<u8> {
    let (here, there) = udp();
    here.set_read_timeout(Some(PATIENCE)).expect("patience");
    here.send(hello).expect("a socket");
    let outcome = context.wrap_socket(there, as_server().client_id(client_id));
    assert!(matches!(outcome, Err(Error::HelloVerifyRequired)), "{outcome:?}");
    let mut answer = [0; 200];
    let length = here.recv(&mut answer).expect("an answer");
    answer[..length].to_vec()
}

#[test]
fn a_cookie_belongs_to_its_context_and_its_client() {
    let (here, there) = udp();
    let mut context = SslContext::new(Protocol::DtlsClient);
    context.set_psk_identity(b"thermometer").set_psk_key(b"0123456789abcdef");
    let deferred = WrapOptions::new().do_handshake_on_connect(false);
    let mut connection = context.wrap_socket(here, deferred).expect("a socket");
    connection.set_nonblocking(true).expect("a socket");
    let error = connection.do_handshake().expect_err("nobody answers");
    assert!(matches!(error, Error::Io(error) if error.kind() == ErrorKind::WouldBlock));
    let mut hello = [0; 1500];
    let length = there.recv(&mut hello).expect("a hello");
    let hello = &hello[..length];

    let server = || {
        let mut context = SslContext::new(Protocol::DtlsServer);
        context.set_server_psk_keys([(b"thermometer", b"0123456789abcdef")]);
        context
    };
    let (one, other) = (server(), server());
    let cookie = |context, client_id| challenge(context, client_id, hello).split_off(28);
    let first = cookie(&one, "192.0.2.1:5684");
    assert_ne!(first, cookie(&other, "192.0.2.1:5684"), "another context");
    assert_ne!(first, cookie(&one, "192.0.2.2:5684"), "another client");
}

#[test]
fn a_thousand_clients_without_a_cookie_leave_nothing_behind() {
    let mut context = SslContext::new(Protocol::DtlsServer);
    context.set_server_psk_keys([(b"thermometer", b"0123456789abcdef")]);
    let (here, there) = udp();
    let mut of_client = SslContext::new(Protocol::DtlsClient);
    of_client.set_psk_identity(b"thermometer").set_psk_key(b"0123456789abcdef");
    let deferred = WrapOptions::new().do_handshake_on_connect(false);
    let mut connection = of_client.wrap_socket(here, deferred).expect("a socket");
    connection.set_nonblocking(true).expect("a socket");
    drop(connection.do_handshake());
    let mut hello = [0; 1500];
    let length = there.recv(&mut hello).expect("a hello");
    let (spoofed, server) = udp();
    for number in 0..1000 {
        spoofed.send(&hello[..length]).expect("a socket");
        let options = as_server().client_id(format!("192.0.2.1:{number}"));
        let outcome = context.wrap_socket(server.try_clone().expect("a socket"), options);
        assert!(matches!(outcome, Err(Error::HelloVerifyRequired)), "{outcome:?}");
    }
    // The context is as it was: whoever really is there is let in.
    connection.set_nonblocking(false).expect("a socket");
    let thread = thread::spawn(move || {
        ask(&mut connection, b"21 degrees");
        connection.close()
    });
    let (connection, _) = accept(&context, &there).expect("a client");
    echo(connection).expect("the client said farewell");
    thread.join().expect("no panic").expect("the server listens");
}

#[test]
fn pre_shared_keys_need_no_certificate_and_no_name() {
    let keys = [("thermometer", "0123456789abcdef"), ("barometer", "fedcba9876543210")];
    for suite in [None, Some("TLS_PSK_WITH_AES_128_CCM_8"), Some("ECDHE-PSK-AES128-CBC-SHA256")] {
        let (here, there) = tcp();
        let (mut server, mut client) =
            (SslContext::new(Protocol::TlsServer), SslContext::new(Protocol::TlsClient));
        server.set_server_psk_keys(keys);
        client.set_psk_identity(b"barometer").set_psk_key(b"fedcba9876543210");
        for context in [&mut server, &mut client] {
            if let Some(suite) = suite {
                context.set_ciphers(&[suite]).expect("a suite");
            }
        }
        let thread = serve_one(server, there);
        let mut connection = client.wrap_socket(here, WrapOptions::new()).expect("a connection");
        ask(&mut connection, b"1013 hPa");
        assert_eq!(connection.peer_certificate(), None);
        if let Some(suite) = suite {
            assert_eq!(connection.cipher(), suite.parse().ok());
        }
        connection.close().expect("the server listens");
        thread.join().expect("no panic").expect("the client said farewell");
    }
}

#[test]
fn a_client_checks_its_server_unless_told_otherwise_in_plain_words() {
    let (pki, stranger) = (Pki::new(Kind::P256), Pki::new(Kind::P256));
    let visit = |context: &SslContext, options: WrapOptions| {
        let (here, there) = tcp();
        let thread = serve_one(server(Protocol::TlsServer, &pki), there);
        let outcome = context.wrap_socket(here, options).map(drop);
        drop(thread.join().expect("no panic"));
        outcome
    };
    let trusting = client(Protocol::TlsClient, &pki);
    assert_eq!(trusting.verify_mode(), CERT_REQUIRED);
    visit(&trusting, to_localhost()).expect("the right server");
    let refused =
        |outcome: Result<(), Error>| matches!(outcome, Err(Error::Tls(tls::Error::CertificateRefused(_))));
    assert!(refused(visit(&trusting, WrapOptions::new().server_hostname("example.org"))), "another name");
    assert!(refused(visit(&client(Protocol::TlsClient, &stranger), to_localhost())), "another root");

    let mut context = client(Protocol::TlsClient, &stranger);
    for mode in [CERT_NONE, CERT_OPTIONAL] {
        assert!(matches!(context.set_verify_mode(mode), Err(Error::DangerousVerifyMode)));
        assert_eq!(context.verify_mode(), CERT_REQUIRED);
    }
    for mode in [CERT_NONE, CERT_OPTIONAL] {
        context.dangerous_set_verify_mode(mode);
        visit(&context, WrapOptions::new()).expect("any server");
    }
}

#[test]
fn a_server_asks_for_certificates_as_it_was_told() {
    let (pki, clients, strangers) =
        (Pki::new(Kind::P256), Pki::of_client(Kind::P256), Pki::of_client(Kind::P256));
    let mut contexts = [(); 3].map(|()| client(Protocol::TlsClient, &pki));
    for (context, shown) in contexts.iter_mut().skip(1).zip([&clients, &strangers]) {
        let chain = shown.leaf.to_pem() + &shown.intermediate.to_pem();
        let key = shown.key.to_pkcs8_pem();
        context.load_cert_chain(chain.as_bytes(), key.expose().as_bytes()).expect("a chain");
    }
    // Who is let in: without a certificate, with a good one, with one from strangers.
    for (mode, welcome) in [
        (CERT_NONE, [true, true, true]),
        (CERT_OPTIONAL, [true, true, false]),
        (CERT_REQUIRED, [false, true, false]),
    ] {
        for (context, welcome) in contexts.iter().zip(welcome) {
            let mut of_server = server(Protocol::TlsServer, &pki);
            of_server.load_verify_locations(clients.root.to_pem().as_bytes()).expect("a root");
            of_server.set_verify_mode(mode).expect("servers may");
            let (here, there) = tcp();
            let thread = serve_one(of_server, there);
            // In TLS 1.3 the client learns of it when it reads.
            let outcome = context.wrap_socket(here, to_localhost()).map_err(io::Error::from);
            let outcome = outcome.and_then(|mut connection| {
                connection.write_all(b"x")?;
                connection.read_exact(&mut [0])
            });
            assert_eq!(outcome.is_ok(), welcome, "{mode:?}: {outcome:?}");
            assert_eq!(thread.join().expect("no panic").is_ok(), welcome, "{mode:?}");
        }
    }
}

#[test]
fn what_cannot_work_is_refused_with_what_to_change() {
    let pki = Pki::new(Kind::P256);
    let mut client = client(Protocol::TlsClient, &pki);
    let of_server = server(Protocol::TlsServer, &pki);
    let streams = || tcp().0;
    let refused = |outcome: Result<SslSocket<TcpStream>, Error>| outcome.expect_err("refused").to_string();
    assert_eq!(
        refused(client.wrap_socket(streams(), WrapOptions::new())),
        "CERT_REQUIRED requires server_hostname"
    );
    assert_eq!(
        refused(client.wrap_socket(streams(), to_localhost().server_side(true))),
        "context is for a TLS client: pass server_side(false)"
    );
    assert_eq!(
        refused(of_server.wrap_socket(streams(), WrapOptions::new())),
        "context is for a TLS server: pass server_side(true)"
    );
    assert_eq!(
        client.wrap_socket(udp().0, to_localhost()).expect_err("refused").to_string(),
        "context is for a TLS client: pass a TcpStream"
    );
    assert!(
        refused(client.wrap_socket(streams(), WrapOptions::new().server_hostname("a b")))
            .starts_with("server_hostname: ")
    );
    let bare = SslContext::new(Protocol::TlsServer);
    assert!(refused(bare.wrap_socket(streams(), as_server())).contains("certificate_chain()"));
    assert!(
        refused(SslContext::new(Protocol::TlsClient).wrap_socket(streams(), to_localhost()))
            .contains("trust_store()")
    );

    let missing = client.load_verify_locations("/nowhere/root.pem").expect_err("no file").to_string();
    assert!(missing.starts_with("/nowhere/root.pem: "), "{missing}");
    for data in [&b""[..], b"no certificate", pki.key.to_pkcs8_pem().expose().as_bytes()] {
        assert!(matches!(client.load_verify_locations(data), Err(Error::VerifyLocations(_))));
    }
    let key = Pki::new(Kind::P256).key.to_pkcs8_pem();
    let mismatch = client.load_cert_chain(pki.leaf.to_pem().as_bytes(), key.expose().as_bytes());
    assert!(matches!(mismatch, Err(Error::Configuration(tls::ConfigError::KeyMismatch))), "{mismatch:?}");
    assert!(matches!(client.set_ciphers(&["BAR"]), Err(Error::UnknownCipherSuite(name)) if name == "BAR"));
    assert!(matches!(client.set_ciphers(&[] as &[&str]), Err(Error::NoCipherSuite)));
    let mut keyless = SslContext::new(Protocol::TlsClient);
    keyless.set_psk_key(b"");
    assert!(matches!(keyless.wrap_socket(streams(), WrapOptions::new()), Err(Error::PreSharedKey(_))));
}

#[test]
fn ciphers_are_listed_by_the_names_that_they_can_be_set_by() {
    for protocol in [Protocol::TlsClient, Protocol::TlsServer, Protocol::DtlsClient, Protocol::DtlsServer] {
        let mut context = SslContext::new(protocol);
        let listed = context.get_ciphers();
        assert!(listed.len() > 10 && listed.iter().all(|name| name.starts_with("TLS_")), "{listed:?}");
        assert_eq!(listed.iter().any(|name| name == "TLS_AES_128_GCM_SHA256"), !protocol.is_datagram());
        context.set_ciphers(&listed[3..5]).expect("what is listed");
        assert_eq!(context.get_ciphers(), listed[3..5]);
    }
}

#[test]
fn without_blocking_the_handshake_goes_on_when_called_again() {
    let pki = Pki::new(Kind::P256);
    let (here, there) = tcp();
    for stream in [&here, &there] {
        stream.set_nonblocking(true).expect("a socket");
    }
    let deferred = |options: WrapOptions| options.do_handshake_on_connect(false);
    let (client, server) = (client(Protocol::TlsClient, &pki), server(Protocol::TlsServer, &pki));
    let mut here = client.wrap_socket(here, deferred(to_localhost())).expect("a client");
    let mut there = server.wrap_socket(there, deferred(as_server())).expect("a server");
    let begin = Instant::now();
    let (mut sent, mut buffer) = (false, [0; 10]);
    let length = loop {
        assert!(begin.elapsed() < PATIENCE, "no end");
        if !sent {
            sent = ready(here.write(b"hello")).is_some();
        }
        if let Some(length) = ready(there.read(&mut buffer)) {
            break length;
        }
        thread::sleep(Duration::from_millis(1));
    };
    assert_eq!(&buffer[..length], b"hello");
}

/// Tells a result from "not now".
fn ready<T>(result: io::Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) if error.kind() == ErrorKind::WouldBlock => None,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn datagrams_do_not_block_either_and_wrapping_is_told_again() {
    let pki = Pki::new(Kind::P256);
    let (here, there) = udp();
    let deferred = |options: WrapOptions| options.do_handshake_on_connect(false);
    let (client, server) = (client(Protocol::DtlsClient, &pki), server(Protocol::DtlsServer, &pki));
    let mut here = client.wrap_socket(here, deferred(to_localhost())).expect("a client");
    let mut there = server.wrap_socket(there, deferred(as_server())).expect("a server");
    here.set_nonblocking(true).expect("a socket");
    there.set_nonblocking(true).expect("a socket");
    let (begin, mut challenges) = (Instant::now(), 0);
    let is_over = |outcome: Result<(), Error>| match outcome {
        Ok(()) => true,
        Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => false,
        Err(error) => panic!("{error}"),
    };
    loop {
        assert!(begin.elapsed() < PATIENCE, "no end");
        let client = is_over(here.do_handshake());
        let server = match there.do_handshake() {
            Err(Error::HelloVerifyRequired) => {
                challenges += 1;
                false
            }
            outcome => is_over(outcome),
        };
        if client && server {
            break;
        }
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(challenges, 1);
    here.write_all(b"hello").expect("room for a datagram");
    let mut buffer = [0; 10];
    let length = loop {
        if let Some(length) = ready(there.read(&mut buffer)) {
            break length;
        }
        assert!(begin.elapsed() < PATIENCE, "no end");
    };
    assert_eq!(&buffer[..length], b"hello");
}

#[test]
fn the_function_makes_a_context_of_its_arguments() {
    let pki = Arc::new(Pki::new(Kind::P256));
    let (here, there) = tcp();
    let of_server = Arc::clone(&pki);
    let thread = thread::spawn(move || -> Result<(), Error> {
        let (chain, key) =
            (of_server.leaf.to_pem() + &of_server.intermediate.to_pem(), of_server.key.to_pkcs8_pem());
        let arguments = Arguments::new().server_side(true);
        let arguments = arguments.cert_and_key(chain.as_bytes(), key.expose().as_bytes());
        Ok(echo(ssl::wrap_socket(there, arguments)?)?)
    });
    let root = pki.root.to_pem();
    let arguments = Arguments::new().cadata(root.as_bytes()).server_hostname("localhost");
    let mut connection = ssl::wrap_socket(here, arguments.clone()).expect("a connection");
    ask(&mut connection, b"hello");
    connection.close().expect("the server listens");
    thread.join().expect("no panic").expect("the client said farewell");

    let refused = ssl::wrap_socket(tcp().0, arguments.cert_reqs(CERT_NONE));
    assert!(matches!(refused, Err(Error::DangerousVerifyMode)));
    let silent: SocketAddr = udp().1.local_addr().expect("an address");
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    socket.connect(silent).expect("an address");
    let arguments = Arguments::new().dangerous_cert_reqs(CERT_NONE).do_handshake(false);
    let mut datagrams = ssl::wrap_socket(socket, arguments).expect("DTLS over UDP");
    datagrams.set_nonblocking(true).expect("a socket");
    assert_eq!(datagrams.read(&mut [0]).expect_err("nobody is there").kind(), ErrorKind::WouldBlock);
}

#[test]
fn arguments_do_not_show_the_key() {
    let arguments = Arguments::new().cert_and_key("chain.pem", &[7_u8; 3]);
    let shown = format!("{arguments:?}");
    assert!(shown.contains("chain.pem") && shown.contains("3 bytes") && !shown.contains("7, 7"), "{shown}");
}
