// SPDX-License-Identifier: MIT
//! `DtlsSocket` and `DtlsServer` over a network that loses datagrams, says what it carries, and has clients move.

use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use purembed::tls::{
    ApiMisuse, ClientContext, DtlsConfiguration, DtlsLimits, DtlsServer, DtlsSocket, Error, ServerIdentity,
};
use purembed_tests::tls12::shared::{client_of, datagram_client, datagram_server, datagrams, server_of};

const PATIENCE: Duration = Duration::from_secs(60);

fn anyone() -> ServerIdentity<'static> {
    ServerIdentity::dangerous_any_name()
}

fn connected_to(address: SocketAddr) -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    socket.connect(address).expect("connected");
    socket
}

/// Two sockets that are connected to each other.
fn sockets() -> (UdpSocket, UdpSocket) {
    let one = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let other = connected_to(one.local_addr().expect("an address"));
    one.connect(other.local_addr().expect("an address")).expect("connected");
    (one, other)
}

fn server() -> (DtlsServer, SocketAddr) {
    let server = server_of(datagram_server()).bind("127.0.0.1:0").expect("a server");
    let address = server.local_addr().expect("an address");
    (server, address)
}

fn connect(client: &ClientContext<DtlsConfiguration>, address: SocketAddr) -> DtlsSocket {
    let mut socket = client.wrap_socket(connected_to(address), &anyone()).expect("a socket");
    socket.set_read_timeout(Some(PATIENCE));
    socket.do_handshake().expect("connected");
    socket
}

/// A client and the server's side of it.
fn pair() -> (DtlsSocket, DtlsSocket, DtlsServer) {
    let (server, address) = server();
    let accepting = {
        let server = server.clone();
        thread::spawn(move || server.accept().expect("a client").0)
    };
    let here = connect(&client_of(datagram_client()), address);
    let mut there = accepting.join().expect("no panic");
    there.set_read_timeout(Some(PATIENCE));
    (here, there, server)
}

fn recv(socket: &DtlsSocket) -> Vec<u8> {
    let mut buffer = [0; 20_000];
    let length = socket.recv(&mut buffer).expect("received");
    buffer[..length].to_vec()
}

fn misuse(error: &std::io::Error) -> Option<ApiMisuse> {
    match error.get_ref()?.downcast_ref()? {
        Error::Misuse(misuse) => Some(*misuse),
        _ => None,
    }
}

/// Between two sockets: loses what it is told to, and remembers how long the longest datagram was.
struct Relay {
    address: SocketAddr,
    longest: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
    running: Option<thread::JoinHandle<()>>,
}

impl Relay {
    /// `loses` is asked about each datagram by its number and where it came from: `true` for the client's.
    fn new(server: SocketAddr, loses: impl Fn(usize, bool) -> bool + Send + 'static) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        socket.set_read_timeout(Some(Duration::from_millis(20))).expect("a time-out");
        let address = socket.local_addr().expect("an address");
        let (longest, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let seen = (Arc::clone(&longest), Arc::clone(&over));
        let running = thread::spawn(move || {
            let (mut client, mut buffer, mut number) = (None, [0; 65_535], 0);
            while !seen.1.load(Ordering::Relaxed) {
                let Ok((length, from)) = socket.recv_from(&mut buffer) else { continue };
                seen.0.fetch_max(length, Ordering::Relaxed);
                number += 1;
                let is_client = from != server;
                if is_client {
                    client = Some(from);
                }
                let to = if is_client { Some(server) } else { client };
                if let Some(to) = to.filter(|_| !loses(number, is_client)) {
                    let _ = socket.send_to(&buffer[..length], to);
                }
            }
        });
        Self { address, longest, over, running: Some(running) }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        self.running.take().expect("once").join().expect("no panic");
    }
}

#[test]
fn lost_datagrams_hang_no_handshake() {
    let quick = || (Duration::from_millis(50), Duration::from_secs(5));
    let server = datagram_server().handshake_timeout_min(quick().0).handshake_timeout_max(quick().1);
    let client = datagram_client().handshake_timeout_min(quick().0).handshake_timeout_max(quick().1);
    let server = server_of(server).bind("127.0.0.1:0").expect("a server");
    let address = server.local_addr().expect("an address");
    let serving = thread::spawn(move || {
        for _ in 0..6 {
            let (mut client, _) = server.accept().expect("a client");
            client.set_read_timeout(Some(PATIENCE));
            let said = recv(&client);
            client.send(&said).expect("sent");
            // Whoever waits for the next one answers for those before, whose last flights may be lost.
            thread::spawn(move || client.recv(&mut [0; 100]));
        }
    });
    let client = client_of(client);
    for number in 1..=6 {
        // Loses one of the handshake's datagrams, or each second one.
        let relay =
            Relay::new(
                address,
                move |count, _| if number < 6 { count == number } else { count < 9 && count % 2 == 0 },
            );
        let mut socket = client.wrap_socket(connected_to(relay.address), &anyone()).expect("a socket");
        socket.do_handshake().expect("connected, nevertheless");
        socket.set_read_timeout(Some(Duration::from_millis(200)));
        let question = [number as u8; 10];
        let answered = (0..50).any(|_| {
            socket.send(&question).expect("sent");
            matches!(socket.recv(&mut [0; 100]), Ok(10))
        });
        assert!(answered, "datagram {number} lost");
    }
    serving.join().expect("no panic");
}

#[test]
fn reading_ends_when_the_configuration_says() {
    let (server, address) = server();
    let client = client_of(datagram_client().read_timeout(Duration::from_millis(100)));
    let accepting = thread::spawn(move || server.accept().map(|(socket, _)| (socket, server)));
    let socket = client.wrap_socket(connected_to(address), &anyone()).expect("a socket");
    socket.do_handshake().expect("connected");
    let start = Instant::now();
    let error = socket.recv(&mut [0; 100]).expect_err("nothing comes");
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!((Duration::from_millis(100)..PATIENCE).contains(&start.elapsed()));
    let (there, _server) = accepting.join().expect("no panic").expect("a client");
    // Nothing is the worse for it.
    there.send(b"late").expect("sent");
    let mut socket = socket;
    socket.set_read_timeout(Some(PATIENCE));
    assert_eq!(recv(&socket), b"late");
}

#[test]
fn a_client_that_nobody_answers_gives_up() {
    let silent = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let client = datagram_client();
    let client = client.handshake_timeout_min(Duration::from_millis(20));
    let client = client_of(client.handshake_timeout_max(Duration::from_millis(50)));
    let address = silent.local_addr().expect("an address");
    let socket = client.wrap_socket(connected_to(address), &anyone()).expect("a socket");
    assert_eq!(socket.do_handshake().expect_err("silence").kind(), ErrorKind::TimedOut);
    assert_eq!(socket.send(b"?").expect_err("no connection").kind(), ErrorKind::TimedOut);
}

#[test]
fn no_datagram_is_longer_than_the_network_carries() {
    use purembed_tests::pki::{Kind, Pki, named};
    // RSA certificates, whose flight is several times as long.
    let pki = Pki::new(Kind::Rsa2048);
    let server = DtlsConfiguration::builder().certificate_chain(pki.chain());
    let client = DtlsConfiguration::builder().trust_store(pki.trust());
    let server = server_of(server.mtu(600)).bind("127.0.0.1:0").expect("a server");
    let relay = Relay::new(server.local_addr().expect("an address"), |_, _| false);
    let accepting = thread::spawn(move || server.accept().map(|(socket, _)| (socket, server)));
    let client = client_of(client.mtu(600));
    let socket = client.wrap_socket(connected_to(relay.address), &named("localhost")).expect("a socket");
    socket.do_handshake().expect("connected");
    let (there, _server) = accepting.join().expect("no panic").expect("a client");
    assert!((500..=600).contains(&relay.longest.load(Ordering::Relaxed)), "{:?}", relay.longest);
    assert_eq!(socket.peer_certificate().as_ref(), Some(&pki.leaf));
    let error = there.send(&[0; 600]).expect_err("with what protects it, that is too long");
    assert_eq!(misuse(&error), Some(ApiMisuse::DatagramTooLong));
    socket.set_mtu(300);
    assert!(socket.send(&[0; 300]).is_err());
    socket.send(&[0; 250]).expect("sent");
}

#[test]
fn what_has_come_is_read_without_waiting() {
    let (here, mut there, _server) = pair();
    there.set_read_timeout(Some(Duration::ZERO));
    assert_eq!(there.recv(&mut [0; 10]).expect_err("nothing came").kind(), ErrorKind::TimedOut);
    here.send(b"21 degrees").expect("sent");
    let (deadline, mut buffer) = (Instant::now() + PATIENCE, [0; 10]);
    while let Err(error) = there.recv(&mut buffer) {
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!(Instant::now() < deadline, "it is never read");
    }
    assert_eq!(&buffer, b"21 degrees");
}

#[test]
fn datagrams_keep_their_boundaries() {
    let (here, there, _server) = pair();
    for length in [1, 1000, 2, 16_000, 3] {
        here.send(&vec![length as u8; length]).expect("sent");
    }
    here.send(b"").expect("sent, and passed over");
    let error = there.recv(&mut []).expect_err("too short");
    assert_eq!(misuse(&error), Some(ApiMisuse::BufferTooShort(1)));
    for length in [1, 1000, 2, 16_000, 3] {
        assert_eq!(recv(&there), vec![length as u8; length]);
    }
    drop(here);
    assert_eq!(there.recv(&mut [0; 10]).expect("a farewell"), 0);
}

#[test]
fn a_socket_that_does_not_block_says_when_to_come_again() {
    let (one, other) = sockets();
    let (client, server) = datagrams();
    let there = server.wrap_socket(one).expect("a server");
    let here = client.wrap_socket(other, &anyone()).expect("a client");
    [&here, &there].iter().for_each(|socket| socket.set_nonblocking(true).expect("not to block"));
    assert!(here.deadline().is_some_and(|wait| wait <= Duration::from_secs(1)));
    let deadline = Instant::now() + PATIENCE;
    let is_done = |socket: &DtlsSocket| match socket.do_handshake() {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::WouldBlock => false,
        Err(error) => panic!("{error}"),
    };
    let mut turns = 0;
    while !(is_done(&here) & is_done(&there)) {
        turns += 1;
        assert!(Instant::now() < deadline);
    }
    assert!(turns > 0, "the two were in turns");
    assert_eq!(there.recv(&mut [0; 10]).expect_err("nothing came").kind(), ErrorKind::WouldBlock);
    here.send(b"ping").expect("sent");
    let mut buffer = [0; 10];
    let length = loop {
        match there.recv(&mut buffer) {
            Ok(length) => break length,
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
        }
        assert!(Instant::now() < deadline);
    };
    assert_eq!(&buffer[..length], b"ping");
}

/// As in Python: the client's first hello ends the first wrap, its second one goes to another, and nothing but the context
/// knows of both.
#[test]
fn cookies_are_the_contexts() {
    let (one, other) = sockets();
    let (client, server) = datagrams();
    let client = thread::spawn(move || {
        let mut socket = client.wrap_socket(other, &anyone()).expect("a client");
        socket.set_read_timeout(Some(PATIENCE));
        socket.send(b"here I am").expect("sent");
        recv(&socket)
    });
    let first = server.wrap_socket(one).expect("a socket");
    first.set_cookie_param(b"client 1");
    let error = first.do_handshake().expect_err("no cookie");
    let challenge = error.get_ref().and_then(|error| error.downcast_ref::<Error>());
    assert!(matches!(challenge, Some(Error::HelloVerifyRequest)), "{error}");
    let one = first.into_inner().expect("nobody else has it");
    let second = server.wrap_socket(one).expect("a socket");
    second.set_cookie_param(b"client 1");
    second.do_handshake().expect("connected");
    assert_eq!(recv(&second), b"here I am");
    second.send(b"welcome").expect("sent");
    assert_eq!(client.join().expect("no panic"), b"welcome");
    assert_eq!(second.psk_identity().as_deref(), Some(purembed_tests::tls12::IDENTITY));
}

#[test]
fn a_connection_goes_on_from_its_bytes() {
    let (server, address) = server();
    let echo = thread::spawn(move || {
        let (client, _) = server.accept().expect("a client");
        for _ in 0..2 {
            let said = recv(&client);
            client.send(&said).expect("sent");
        }
    });
    let context = client_of(datagram_client());
    let socket = connect(&context, address);
    socket.send(b"good night").expect("sent");
    assert_eq!(recv(&socket), b"good night");
    let (udp, buffer) = socket.into_parts().expect("nobody else has it");
    let asleep = buffer.into_bytes().expect("nothing is pending");
    let buffer = context.restore_buffers(&anyone(), asleep).expect("as it was");
    let socket = context.wrap_socket_with(udp, buffer).expect("a socket");
    socket.send(b"good morning").expect("sent");
    assert_eq!(recv(&socket), b"good morning");
    echo.join().expect("no panic");
}

#[test]
fn sessions_are_resumed() {
    let cache = Arc::new(purembed::tls::SessionCache::new(10));
    let server = server_of(datagram_server().session_cache(cache)).bind("127.0.0.1:0").expect("a server");
    let address = server.local_addr().expect("an address");
    let serving = thread::spawn(move || [0; 2].map(|_| server.accept().expect("a client").0.is_resumed()));
    let context = client_of(datagram_client());
    let session = connect(&context, address).session().expect("a session");
    let socket = context.resume_socket(connected_to(address), &anyone(), &session).expect("a socket");
    socket.do_handshake().expect("connected");
    assert!(socket.is_resumed());
    assert_eq!(serving.join().expect("no panic"), [false, true]);
}

#[test]
fn who_does_not_read_loses_the_newest() {
    const SENT: usize = 400;
    let (here, there, server) = pair();
    // Another thread reads for everyone, and waits for nobody.
    let over = Arc::new(AtomicBool::new(false));
    let pumping = {
        let (mut server, over) = (server.clone(), Arc::clone(&over));
        server.set_accept_timeout(Some(Duration::from_millis(10)));
        thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                let _ = server.accept();
            }
        })
    };
    for number in 0..SENT {
        here.send(&number.to_be_bytes()).expect("sent");
        thread::sleep(Duration::from_micros(200));
    }
    let deadline = Instant::now() + PATIENCE;
    while there.lost() < (SENT - 256) as u64 && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(5));
    }
    over.store(true, Ordering::Relaxed);
    pumping.join().expect("no panic");
    assert_eq!(there.lost(), (SENT - 256) as u64);
    (0..256usize).for_each(|number| assert_eq!(recv(&there), number.to_be_bytes()));
}

#[test]
fn no_more_than_so_many_are_let_in() {
    let context = server_of(datagram_server());
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let server = context.server(socket, DtlsLimits::default().max_connections(2)).expect("a server");
    let address = server.local_addr().expect("an address");
    let quick = datagram_client().handshake_timeout_min(Duration::from_millis(50));
    let client = client_of(quick.handshake_timeout_max(Duration::from_millis(400)));
    let pumping = {
        let mut server = server.clone();
        server.set_accept_timeout(Some(Duration::from_secs(3)));
        thread::spawn(move || {
            let mut accepted = Vec::new();
            while let Ok((socket, _)) = server.accept() {
                accepted.push(socket);
            }
            accepted.len()
        })
    };
    let two = [connect(&client, address), connect(&client, address)];
    let third = client.wrap_socket(connected_to(address), &anyone()).expect("a socket");
    assert_eq!(third.do_handshake().expect_err("no room").kind(), ErrorKind::TimedOut);
    assert_eq!(server.connections(), 2);
    assert_eq!(pumping.join().expect("no panic"), 2);
    drop(two);
}

#[test]
fn a_client_that_began_anew_from_the_same_port_replaces_itself() {
    let (server, address) = server();
    let accepting = thread::spawn(move || [0; 2].map(|_| server.accept().expect("a client").0));
    let client = client_of(datagram_client());
    let udp = connected_to(address);
    let again = udp.try_clone().expect("the same port");
    let before = client.wrap_socket(udp, &anyone()).expect("a socket");
    before.do_handshake().expect("connected");
    let after = client.wrap_socket(again, &anyone()).expect("a socket");
    after.do_handshake().expect("connected anew");
    let [mut first, second] = accepting.join().expect("no panic");
    after.send(b"new").expect("sent");
    assert_eq!(recv(&second), b"new");
    first.set_read_timeout(Some(PATIENCE));
    assert_eq!(first.recv(&mut [0; 10]).expect("it gave way"), 0);
}

#[test]
fn a_client_with_an_id_moves() {
    let server = server_of(datagram_server().random_connection_id(8)).bind("127.0.0.1:0").expect("a server");
    let address = server.local_addr().expect("an address");
    let accepting = thread::spawn(move || server.accept().expect("a client"));
    let context = client_of(datagram_client().connection_id(b""));
    let socket = connect(&context, address);
    let (there, before) = accepting.join().expect("no panic");
    let (_, buffer) = socket.into_parts().expect("nobody else has it");
    let socket = context.wrap_socket_with(connected_to(address), buffer).expect("another socket");
    let now = socket.local_addr().expect("an address");
    socket.send(b"from elsewhere").expect("sent");
    assert_eq!(recv(&there), b"from elsewhere");
    assert_ne!(before, now);
    assert_eq!(there.peer_addr(), Some(now));
    there.send(b"found you").expect("sent");
    assert_eq!(recv(&socket), b"found you");
}

#[test]
fn closing_ends_the_waiting_of_other_threads() {
    let (here, there, _server) = pair();
    let mut waiting = there.another();
    waiting.set_read_timeout(Some(PATIENCE));
    let waiting = thread::spawn(move || waiting.recv(&mut [0; 10]));
    thread::sleep(Duration::from_millis(50));
    there.close();
    let told = waiting.join().expect("no panic");
    assert_eq!(told.expect_err("closed here").kind(), ErrorKind::NotConnected);
    assert_eq!(here.recv(&mut [0; 10]).expect("a farewell"), 0);
}

#[test]
fn closing_ends_the_waiting_for_a_client_that_never_comes() {
    let (one, _other) = sockets();
    let there = server_of(datagram_server()).wrap_socket(one).expect("a server");
    let handles = [there.another(), there.another()];
    // One of them reads, and the other waits for that.
    let (told, telling) = mpsc::channel();
    for waiting in handles {
        let told = told.clone();
        thread::spawn(move || told.send(waiting.do_handshake()));
    }
    thread::sleep(Duration::from_millis(50));
    there.close();
    for _ in 0..2 {
        let outcome = telling.recv_timeout(PATIENCE).expect("nobody waits any more");
        assert_eq!(outcome.expect_err("closed here").kind(), ErrorKind::NotConnected);
    }
}

#[test]
fn a_servers_connection_is_not_taken_apart_in_silence() {
    let (here, there, _server) = pair();
    assert!(there.into_parts().is_none());
    assert_eq!(here.recv(&mut [0; 10]).expect("a farewell"), 0);
}
