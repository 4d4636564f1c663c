// SPDX-License-Identifier: MIT
//! What connections over sockets do that those over other streams cannot: waits that end, and farewells of destructors.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use purembed::tls::{TlsConfigurationBuilder, TlsStream};
use purembed_tests::pki::{Kind, Pki, client, named, server};

/// A client's and a server's side, the handshake over.
fn pair(
    change: fn(TlsConfigurationBuilder) -> TlsConfigurationBuilder,
) -> (TlsStream<TcpStream>, TlsStream<TcpStream>) {
    let pki = Pki::new(Kind::P256);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    let context = server(pki.server());
    let there = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a visitor");
        let mut tls = context.wrap_socket(stream).expect("a server");
        tls.do_handshake().expect("a handshake");
        tls
    });
    let stream = TcpStream::connect(address).expect("a server");
    let mut here = client(change(pki.client())).wrap_socket(stream, &named("localhost")).expect("a client");
    here.do_handshake().expect("a handshake");
    (here, there.join().expect("our server is content"))
}

#[test]
fn the_read_timeout_ends_a_wait_and_not_the_connection() {
    let timeout = Duration::from_millis(200);
    let (mut here, mut there) = pair(|builder| builder.read_timeout(Duration::from_millis(200)));
    for _ in 0..2 {
        let begin = Instant::now();
        let error = here.read(&mut [0; 10]).expect_err("nobody says anything");
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!((timeout / 2..timeout * 20).contains(&begin.elapsed()), "{:?}", begin.elapsed());
    }
    there.write_all(b"hello").expect("the peer listens");
    let mut buffer = [0; 10];
    assert_eq!(here.read(&mut buffer).expect("data"), 5);
}

#[test]
fn a_socket_that_does_not_block_has_no_timeout() {
    let (mut here, _there) = pair(|builder| builder.read_timeout(Duration::from_secs(20)));
    here.get_ref().set_nonblocking(true).expect("a socket");
    // Tickets of TLS 1.3 may still be on their way, which are no data.
    assert_eq!(here.read(&mut [0; 10]).expect_err("no data").kind(), ErrorKind::WouldBlock);
}

#[test]
fn dropping_and_closing_say_farewell() {
    let (here, mut there) = pair(|builder| builder);
    drop(here);
    assert_eq!(there.read(&mut [0; 10]).expect("a farewell"), 0);
    let (here, mut there) = pair(|builder| builder);
    here.close().expect("the peer listens");
    assert_eq!(there.read(&mut [0; 10]).expect("a farewell"), 0);
    // Who takes the stream back has other plans for it.
    let (here, mut there) = pair(|builder| builder);
    drop(here.into_inner());
    // Tickets that nobody has read make the operating system cut it the hard way.
    let error = there.read(&mut [0; 10]).expect_err("cut").kind();
    assert!(matches!(error, ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset), "{error:?}");
}

#[test]
fn dropping_does_not_wait_for_a_peer_that_does_not_read() {
    let (mut here, _there) = pair(|builder| builder);
    here.get_ref().set_nonblocking(true).expect("a socket");
    // Up to where neither the socket nor the connection takes more.
    let mut written = 0;
    while let Ok(length) = here.write(&[0; 16384]) {
        written += length;
        if length == 0 {
            break;
        }
    }
    assert!(written > 16384);
    here.get_ref().set_nonblocking(false).expect("a socket");
    let begin = Instant::now();
    drop(here);
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
}
