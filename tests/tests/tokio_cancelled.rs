// SPDX-License-Identifier: MIT
//! Futures that are dropped at every point where they can be: nothing that came or went is lost, doubled or out of order.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use purembed::tls::{
    ClientContext, DtlsConfiguration, PreSharedKey, ServerContext, ServerIdentity, TlsConfiguration,
};
use purembed::tokio::{DtlsListener, DtlsStream, TlsStream};
use purembed::x509::Time;
use purembed_tests::tls12::shared::{self, datagrams};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);

fn streams() -> (ClientContext, ServerContext) {
    let suites = shared::suites();
    let client = TlsConfiguration::builder().ciphers(&suites).pre_shared_key(shared::key()).build();
    let server =
        TlsConfiguration::builder().ciphers(&suites).pre_shared_key_store(Arc::new(shared::store)).build();
    let client = ClientContext::new(client.expect("a configuration")).expect("a context");
    (client, ServerContext::new(server.expect("a configuration")).expect("a context"))
}

/// A pipe that takes and gives a byte at a time, and every now and then is not ready, though it says at once that it may be:
/// a future over it stops at every byte.
struct Reluctant {
    pipe: DuplexStream,
    /// Of a generator of numbers that look random. A pattern could have each retry meet the same answer.
    state: u32,
}

impl Reluctant {
    fn is_ready(&mut self, cx: &Context<'_>) -> bool {
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let ready = self.state >> 31 == 0;
        if !ready {
            cx.waker().wake_by_ref();
        }
        ready
    }
}

impl AsyncRead for Reluctant {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.is_ready(cx) {
            return Poll::Pending;
        }
        let mut byte = [0];
        let mut piece = ReadBuf::new(&mut byte);
        let outcome = Pin::new(&mut self.pipe).poll_read(cx, &mut piece);
        buffer.put_slice(piece.filled());
        outcome
    }
}

impl AsyncWrite for Reluctant {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        if !self.is_ready(cx) {
            return Poll::Pending;
        }
        Pin::new(&mut self.pipe).poll_write(cx, &data[..data.len().min(1)])
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.is_ready(cx) {
            return Poll::Pending;
        }
        Pin::new(&mut self.pipe).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.pipe).poll_shutdown(cx)
    }
}

/// Polls a future once and drops it.
fn once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// Makes a future, polls it once and drops it, until one is ready, and counts those that were not.
async fn often<T>(cancelled: &mut usize, mut make: impl AsyncFnMut() -> T) -> T {
    loop {
        if let Some(value) = once(make()) {
            return value;
        }
        *cancelled += 1;
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn handshakes_reads_and_writes_of_streams_go_on_where_they_stopped() {
    const LENGTH: usize = 5000;
    let (client, server) = streams();
    let (one, other) = tokio::io::duplex(300);
    let (one, other) = (Reluctant { pipe: one, state: 1 }, Reluctant { pipe: other, state: 2 });
    let now = Time::from_unix(1_800_000_000);
    let name = ServerIdentity::dangerous_any_name();
    let mut here = TlsStream::new(client.wrap_buffers(&name, now).expect("a client"), one);
    let mut there = TlsStream::new(server.wrap_buffers(now).expect("a server"), other);
    let sent: Vec<u8> = (0..LENGTH).map(|place| u8::try_from(place % 251).expect("a byte")).collect();

    let writing = async {
        let mut cancelled = 0;
        often(&mut cancelled, async || here.handshake().await).await.expect("agreed");
        let in_handshake = cancelled;
        let mut rest = &sent[..];
        while !rest.is_empty() {
            let piece = &rest[..rest.len().min(77)];
            let taken = often(&mut cancelled, async || here.write(piece).await).await.expect("written");
            rest = &rest[taken..];
        }
        often(&mut cancelled, async || here.flush().await).await.expect("flushed");
        often(&mut cancelled, async || here.shutdown().await).await.expect("said farewell");
        (in_handshake, cancelled)
    };
    let reading = async {
        let (mut cancelled, mut came) = (0, Vec::new());
        loop {
            let mut buffer = [0; 50];
            let length = often(&mut cancelled, async || there.read(&mut buffer).await).await.expect("read");
            if length == 0 {
                return (came, cancelled);
            }
            came.extend_from_slice(&buffer[..length]);
        }
    };
    let both = async { tokio::join!(writing, reading) };
    let ((in_handshake, cancelled), (came, while_reading)) = timeout(PATIENCE, both).await.expect("in time");
    assert!(came == sent, "{} of {LENGTH} bytes, or others", came.len());
    println!("dropped {in_handshake} handshakes, {} writes, {while_reading} reads", cancelled - in_handshake);
    assert!(in_handshake > 100 && cancelled - in_handshake > LENGTH / 2 && while_reading > LENGTH / 2);
}

async fn pair() -> (DtlsStream, DtlsStream, DtlsListener) {
    let (client, server) = datagrams();
    let listener = DtlsListener::bind(&server, "127.0.0.1:0").await.expect("a listener");
    let address = listener.local_addr().expect("an address");
    let name = ServerIdentity::dangerous_any_name();
    let (here, (there, _)) = tokio::join!(DtlsStream::connect(&client, &name, address), listener.accept());
    (here.expect("connected"), there, listener)
}

#[tokio::test]
async fn datagrams_come_once_however_often_receiving_is_given_up() {
    const DATAGRAMS: u32 = 500;
    let (here, there, _listener) = pair().await;
    let (mut sending, mut receiving) = (0, 0);
    for number in 0..DATAGRAMS {
        let data = number.to_be_bytes();
        let sent = often(&mut sending, async || here.send(&data).await).await.expect("sent");
        assert_eq!(sent, 4);
        let mut buffer = [0; 100];
        let length = often(&mut receiving, async || there.recv(&mut buffer).await).await.expect("received");
        assert_eq!(buffer[..length], data);
    }
    println!("dropped {sending} sends, {receiving} receives of {DATAGRAMS} datagrams");
    assert!(receiving > 100, "only {receiving}");
    assert!(once(there.recv(&mut [0; 100])).is_none(), "nothing came twice");
}

#[tokio::test]
async fn who_has_come_is_accepted_however_often_that_is_given_up() {
    const CLIENTS: usize = 30;
    let (client, server) = datagrams();
    let listener = DtlsListener::bind(&server, "127.0.0.1:0").await.expect("a listener");
    let address = listener.local_addr().expect("an address");
    let mut cancelled = 0;
    let mut seen: Vec<SocketAddr> = Vec::new();
    let mut kept = Vec::new();
    for _ in 0..CLIENTS {
        let name = ServerIdentity::dangerous_any_name();
        let connecting = DtlsStream::connect(&client, &name, address);
        let accepting = often(&mut cancelled, async || listener.accept().await);
        let (here, (there, from)) = tokio::join!(connecting, accepting);
        let here = here.expect("connected");
        assert_eq!(here.local_addr().expect("an address").port(), from.port());
        seen.push(from);
        kept.push((here, there));
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((seen.len(), listener.connections()), (CLIENTS, CLIENTS));
    assert!(cancelled > CLIENTS, "only {cancelled}");
    println!("dropped {cancelled} accepts for {CLIENTS} clients");
}

#[tokio::test]
async fn a_buffer_too_short_loses_nothing() {
    let (here, there, _listener) = pair().await;
    here.send(b"21 degrees").await.expect("sent");
    let refused = there.recv(&mut [0; 4]).await.expect_err("too short");
    assert_eq!(refused.kind(), io::ErrorKind::InvalidInput);
    let mut buffer = [0; 10];
    assert_eq!(there.recv(&mut buffer).await.expect("received"), 10);
    assert_eq!(&buffer, b"21 degrees");
}

#[tokio::test]
async fn farewells_come_after_what_came_before() {
    let (here, there, listener) = pair().await;
    here.send(b"the last words").await.expect("sent");
    drop(here);
    let mut buffer = [0; 100];
    assert_eq!(there.recv(&mut buffer).await.expect("received"), 14);
    assert_eq!(there.recv(&mut buffer).await.expect("a farewell"), 0);
    assert!(there.ask(|connection| connection.psk_identity().map(<[u8]>::to_vec)).is_some());
    assert_eq!(there.send(b"?").await.expect_err("over").kind(), io::ErrorKind::NotConnected);
    assert_eq!(listener.connections(), 0);
}

/// Nobody answers: the handshake ends when the configuration says, by the clock of the runtime.
#[tokio::test(start_paused = true)]
async fn a_handshake_without_an_answer_ends() {
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
    let (client, _) = datagrams();
    let name = ServerIdentity::dangerous_any_name();
    let start = tokio::time::Instant::now();
    let address = silent.local_addr().expect("an address");
    let error = DtlsStream::connect(&client, &name, address).await.expect_err("nobody answers");
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    // 1 + 2 + 4 + 8 + 16 + 32 + 60 seconds.
    assert_eq!(start.elapsed().as_secs(), 123);
}

#[tokio::test]
async fn a_panic_in_a_callback_is_one_clients_matter() {
    let store = |identity: &[u8]| match identity {
        b"troublemaker" => panic!("as a callback may"),
        _ => shared::store(identity),
    };
    let server =
        DtlsConfiguration::builder().ciphers(&shared::suites()).pre_shared_key_store(Arc::new(store));
    let listener = DtlsListener::bind(&shared::server_of(server), "127.0.0.1:0").await.expect("a listener");
    let address = listener.local_addr().expect("an address");
    let name = ServerIdentity::dangerous_any_name();
    let key = PreSharedKey::new(b"troublemaker", b"0123456789abcdef").expect("a key");
    let trouble = DtlsConfiguration::builder().ciphers(&shared::suites()).pre_shared_key(key);
    let trouble = shared::client_of(trouble);
    let connecting = timeout(Duration::from_secs(3), DtlsStream::connect(&trouble, &name, address));
    assert!(!matches!(connecting.await, Ok(Ok(_))), "there is no key");
    let (client, _) = datagrams();
    let both = async { tokio::join!(DtlsStream::connect(&client, &name, address), listener.accept()) };
    let (here, (there, _)) = timeout(PATIENCE, both).await.expect("the server goes on");
    here.expect("connected").send(b"still here?").await.expect("sent");
    let mut buffer = [0; 100];
    assert_eq!(there.recv(&mut buffer).await.expect("received"), 11);
}
