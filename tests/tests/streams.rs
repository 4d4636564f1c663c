// SPDX-License-Identifier: MIT
//! `TlsStream` over streams that behave badly: a byte at a time, never ready, cut off, gone.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use purembed::tls::{Alert, ClientContext, Error, ServerContext, TlsStream, TlsVersion};
use purembed_tests::pki::{Kind, Pki, client, named, server};

fn contexts() -> (ClientContext, ServerContext) {
    let pki = Pki::new(Kind::P256);
    (client(pki.client()), server(pki.server()))
}

/// A pipe in memory that hands over a byte at a time, and every other time says that it is not ready.
#[derive(Clone, Default)]
struct Reluctant {
    incoming: Arc<Mutex<VecDeque<u8>>>,
    outgoing: Arc<Mutex<VecDeque<u8>>>,
    calls: usize,
}

impl Reluctant {
    fn pair() -> (Self, Self) {
        let one = Self::default();
        let other =
            Self { incoming: Arc::clone(&one.outgoing), outgoing: Arc::clone(&one.incoming), calls: 0 };
        (one, other)
    }

    fn is_ready(&mut self) -> io::Result<()> {
        self.calls += 1;
        match self.calls % 3 {
            0 => Err(ErrorKind::WouldBlock.into()),
            1 => Err(ErrorKind::Interrupted.into()),
            _ => Ok(()),
        }
    }
}

impl Read for Reluctant {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_ready()?;
        let byte = self.incoming.lock().expect("no panic").pop_front();
        buffer[0] = byte.ok_or(ErrorKind::WouldBlock)?;
        Ok(1)
    }
}

impl Write for Reluctant {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.is_ready()?;
        self.outgoing.lock().expect("no panic").push_back(data[0]);
        Ok(1)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
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
fn a_stream_that_is_hardly_ever_ready_gets_everything_through() {
    let (client, server) = contexts();
    let (one, other) = Reluctant::pair();
    let mut here = client.wrap_stream(one, &named("localhost")).expect("a client");
    let mut there = server.wrap_stream(other).expect("a server");
    let data: Vec<u8> = (0..=255).cycle().take(40_000).collect();
    let (mut written, mut read, mut farewell) = (0, Vec::new(), false);
    let mut buffer = [0; 500];
    for _ in 0..10_000_000 {
        if written < data.len() {
            written += ready(here.write(&data[written..])).unwrap_or(0);
        } else if !farewell {
            farewell = ready(here.shutdown()).is_some();
        }
        match ready(there.read(&mut buffer)) {
            Some(0) => break,
            Some(length) => read.extend_from_slice(&buffer[..length]),
            None => {}
        }
    }
    assert_eq!(read, data);
    assert!(there.buffer().negotiated_tls_version() == Some(TlsVersion::Tls13));
}

/// A server in a thread that does something with one connection; returns its port.
fn listen(
    context: ServerContext,
    serve: impl FnOnce(TlsStream<TcpStream>) + Send + 'static,
) -> (TcpStream, thread::JoinHandle<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    let thread = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a visitor");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("patience");
        serve(context.wrap_stream(stream).expect("a server"));
    });
    let stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("patience");
    (stream, thread)
}

#[test]
fn the_end_of_a_stream_says_whether_it_was_meant() {
    for farewell in [true, false] {
        let (client, server) = contexts();
        let (stream, thread) = listen(server, move |mut tls| {
            tls.write_all(b"so long").expect("the client listens");
            if farewell {
                tls.shutdown().expect("the client listens");
            }
        });
        let mut tls = client.wrap_stream(stream, &named("localhost")).expect("a client");
        let mut text = String::new();
        let end = tls.read_to_string(&mut text);
        thread.join().expect("the server is content");
        if farewell {
            assert_eq!(end.expect("a clean end"), 7);
            assert_eq!(text, "so long");
        } else {
            let error = end.expect_err("a ragged end");
            assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
            assert!(matches!(inner, Some(Error::RaggedEof)), "{error:?}");
        }
    }
}

#[test]
fn a_refused_server_learns_why() {
    let (_, server) = contexts();
    let (stranger, _) = contexts();
    let (stream, thread) = listen(server, |mut tls| {
        let error = tls.do_handshake().expect_err("refused");
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
        assert!(matches!(inner, Some(Error::AlertReceived(_))), "{error:?}");
    });
    let mut tls = stranger.wrap_stream(stream, &named("localhost")).expect("a client");
    let error = tls.do_handshake().expect_err("a stranger");
    assert!(error.to_string().starts_with("peer's certificate refused: certificate 1"), "{error}");
    thread.join().expect("the alert reached the server");
}

/// A peer that left, and said this before.
struct Left(io::Cursor<&'static [u8]>);

impl Read for Left {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Left {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn last_words_are_heard_though_nothing_can_be_said() {
    let (client, server) = contexts();
    // RFC 8446 6.2: fatal, handshake_failure.
    let left = Left(io::Cursor::new(&[21, 3, 3, 0, 2, 2, 40]));
    let error = client.wrap_stream(left, &named("localhost")).expect("a client").do_handshake();
    let error = error.expect_err("the server left").downcast::<Error>().expect("an alert");
    assert!(matches!(error, Error::AlertReceived(Alert(40))), "{error}");

    for nothing in [&[][..], &[21, 3, 3]] {
        let left = Left(io::Cursor::new(nothing));
        let error = client.wrap_stream(left, &named("localhost")).expect("a client").do_handshake();
        assert_eq!(error.expect_err("the server left").kind(), ErrorKind::BrokenPipe);
    }
    // Not a hello: the refusal cannot be sent, and is told all the same.
    let error =
        server.wrap_stream(Left(io::Cursor::new(b"GET / HTTP/1.1"))).expect("a server").do_handshake();
    assert!(error.expect_err("no hello").downcast::<Error>().is_ok());
}

#[test]
fn a_peer_that_closes_at_once_is_a_ragged_end() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    let (client, server) = contexts();
    let thread = thread::spawn(move || drop(listener.accept()));
    let stream = TcpStream::connect(address).expect("it listens");
    let error = client.wrap_stream(stream, &named("localhost")).expect("a client").do_handshake();
    let kind = error.expect_err("nobody there").kind();
    assert!(matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset), "{kind:?}");
    thread.join().expect("done");

    let error = server.wrap_stream(io::Cursor::new(Vec::new())).expect("a server").do_handshake();
    assert_eq!(error.expect_err("nobody there").kind(), ErrorKind::UnexpectedEof);
}

#[test]
fn a_peer_that_says_nothing_runs_into_the_streams_own_time_limit() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let (client, _) = contexts();
    let stream = TcpStream::connect(listener.local_addr().expect("an address")).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_millis(50))).expect("little patience");
    let mut tls = client.wrap_stream(stream, &named("localhost")).expect("a client");
    for _ in 0..2 {
        let kind = tls.do_handshake().expect_err("silence").kind();
        assert!(matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut), "{kind:?}");
    }
}

#[test]
fn large_data_goes_both_ways_at_once() {
    let (client, server) = contexts();
    let data: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    let expected = data.clone();
    let (stream, thread) = listen(server, move |mut tls| {
        let mut buffer = vec![0; 70_000];
        let mut left = expected.len();
        while left > 0 {
            let length = tls.read(&mut buffer).expect("data");
            tls.write_all(&buffer[..length]).expect("the client reads");
            left -= length;
        }
        tls.shutdown().expect("the client reads");
    });
    let mut tls = client.wrap_stream(stream, &named("localhost")).expect("a client");
    let mut back = Vec::new();
    for chunk in data.chunks(50_000) {
        tls.write_all(chunk).expect("the server reads");
        let mut part = vec![0; chunk.len()];
        tls.read_exact(&mut part).expect("the server answers");
        back.extend(part);
    }
    assert_eq!(tls.read(&mut [0; 1]).expect("a clean end"), 0);
    thread.join().expect("the server is content");
    assert_eq!(back, data);
}
