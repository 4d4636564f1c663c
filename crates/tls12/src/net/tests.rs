// SPDX-License-Identifier: MIT
//! Servers and clients on 127.0.0.1.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::sync::mpsc;
use std::thread;

use purembed_core::secret::SecretBytes;

use super::*;
use crate::testing::{Certified, Trust};
use crate::{CipherSuite, Config, DtlsConnection, DtlsListener, KeyExchange, PreSharedKey, SessionCache};

const SUITE: &str = "TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256";
const PATIENCE: Duration = Duration::from_secs(20);

fn suite() -> CipherSuite {
    SUITE.parse().expect("a suite")
}

fn client_config() -> Config {
    let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef").expect("a key");
    Config::new(&[suite()]).pre_shared_key(Arc::new(key))
}

fn server_config() -> Config {
    let store =
        |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(b"0123456789abcdef"));
    Config::new(&[suite()]).pre_shared_key_store(Arc::new(store))
}

fn connection() -> DtlsConnection {
    let config = Arc::new(client_config());
    DtlsConnection::client(config, None, rng().expect("random bytes"), 0).expect("a client")
}

fn over(socket: UdpSocket) -> io::Result<DtlsClient> {
    DtlsClient::over(socket, connection())
}

fn server(config: Config) -> (DtlsServer, SocketAddr) {
    let server = DtlsServer::bind("127.0.0.1:0", Arc::new(config)).expect("a server");
    let address = server.local_addr().expect("an address");
    (server, address)
}

/// What the server did, in words; data is sent back in capitals.
#[derive(Debug, Eq, PartialEq)]
enum Did {
    Connected,
    Data(Vec<u8>),
    Moved,
    Closed(bool),
}

/// Has a server run until it has done so much, and gives the server back, with that.
fn run(
    mut server: DtlsServer,
    until: impl Fn(&[(PeerId, Did)]) -> bool + Send + 'static,
) -> thread::JoinHandle<(DtlsServer, Vec<(PeerId, Did)>)> {
    thread::spawn(move || {
        let mut did = Vec::new();
        while !until(&did) {
            let event = server.step(Some(PATIENCE)).expect("a socket").expect("something happens in time");
            let mut answer = None;
            did.push(match event {
                PeerEvent::Connected(peer) => (peer, Did::Connected),
                PeerEvent::Data(peer, data) => {
                    answer = Some((peer, data.to_ascii_uppercase()));
                    (peer, Did::Data(data.to_vec()))
                }
                PeerEvent::Moved(peer, _) => (peer, Did::Moved),
                PeerEvent::Closed(peer, error) => (peer, Did::Closed(error.is_none())),
                PeerEvent::Challenged(_) => continue,
            });
            if let Some((peer, answer)) = answer {
                server.send(peer, &answer).expect("a client");
            }
        }
        (server, did)
    })
}

fn closed(did: &[(PeerId, Did)]) -> usize {
    did.iter().filter(|(_, did)| matches!(did, Did::Closed(_))).count()
}

fn ask(client: &mut DtlsClient, question: &[u8]) {
    client.send(question).expect("sent");
    let answer = client.receive(Some(PATIENCE)).expect("an answer").expect("no farewell");
    assert_eq!(answer, question.to_ascii_uppercase());
}

#[test]
fn a_hundred_clients_at_once() {
    const CLIENTS: usize = 100;
    const QUESTIONS: usize = 5;
    let (server, address) = server(server_config().random_connection_id(8));
    let running = run(server, |did| closed(did) == CLIENTS);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            thread::spawn(move || {
                // Half of them with IDs.
                let config = client_config();
                let config = if number % 2 == 0 { config.connection_id(b"") } else { config };
                let mut client = DtlsClient::connect(address, Arc::new(config), None).expect("connected");
                for question in 0..QUESTIONS {
                    ask(&mut client, std::format!("client {number}, question {question}").as_bytes());
                }
                assert_eq!(client.connection().peer_connection_id().is_some(), number % 2 == 0);
                client.close().expect("sent");
            })
        })
        .collect();
    clients.into_iter().for_each(|client| client.join().expect("no panic"));
    let (server, did) = running.join().expect("no panic");
    assert_eq!(server.peers().count(), 0);
    let mut heard: BTreeMap<PeerId, Vec<&Did>> = BTreeMap::new();
    did.iter().for_each(|(peer, did)| heard.entry(*peer).or_default().push(did));
    assert_eq!(heard.len(), CLIENTS);
    let mut questions = BTreeSet::new();
    for did in heard.values() {
        assert!(matches!(did[..], [Did::Connected, .., Did::Closed(true)]), "{did:?}");
        assert_eq!(did.len(), QUESTIONS + 2);
        questions.extend(did.iter().filter_map(|did| match did {
            Did::Data(data) => Some(data),
            _ => None,
        }));
    }
    assert_eq!(questions.len(), CLIENTS * QUESTIONS, "each question came, and to one");
}

/// A client that lost its connection begins anew from the same port: the old one lives until then. It does not count
/// twice.
#[test]
fn a_client_comes_again_from_the_same_port() {
    let (server, address) = server(server_config());
    let running = run(server.max_peers(1), |did| closed(did) == 2);
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    socket.connect(address).expect("an address");
    let again = socket.try_clone().expect("a socket");
    let mut first = over(socket).expect("connected");
    ask(&mut first, b"first");
    drop(first);
    let mut second = over(again).expect("connected again");
    ask(&mut second, b"second");
    second.close().expect("sent");
    let (_, did) = running.join().expect("no panic");
    let [(first, _), (_, Did::Data(_)), (gone, Did::Closed(true)), (second, Did::Connected), ..] = &did[..]
    else {
        panic!("{did:?}")
    };
    assert!(first == gone && first != second);
}

/// Someone who only sends hellos with cookies, and does not finish, takes nobody's place.
#[test]
fn a_connection_lives_on_while_another_begins() {
    let (mut server, address) = server(server_config());
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    socket.connect(address).expect("an address");
    socket.set_read_timeout(Some(PATIENCE)).expect("a socket");
    let again = socket.try_clone().expect("a socket");
    let running = run(server, |did| !did.is_empty());
    let mut first = over(socket).expect("connected");
    (server, _) = running.join().expect("no panic");

    let mut other = connection();
    let mut datagram = [0; 1500];
    for _ in 0..2 {
        while let Some(length) = other.transmit(&mut datagram, Now::default()) {
            again.send(&datagram[..length]).expect("sent");
        }
        assert!(server.step(Some(Duration::from_millis(100))).expect("a socket").is_none());
        let length = again.recv(&mut datagram).expect("a reply");
        other.receive(&mut datagram[..length], Now::default()).for_each(drop);
    }
    assert_eq!(server.peers().count(), 2, "one connected, one about to be");
    first.send(b"still here").expect("sent");
    let event = server.step(Some(PATIENCE)).expect("a socket");
    assert!(matches!(event, Some(PeerEvent::Data(_, b"still here"))), "{event:?}");
}

#[test]
fn a_client_with_an_id_moves() {
    let (server, address) = server(server_config().random_connection_id(8));
    let running = run(server, |did| closed(did) == 1);
    let config = client_config().connection_id(b"");
    let mut client = DtlsClient::connect(address, Arc::new(config), None).expect("connected");
    ask(&mut client, b"here");
    for _ in 0..3 {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        socket.connect(address).expect("an address");
        drop(client.move_to(socket));
        // The answer follows.
        ask(&mut client, b"there");
        ask(&mut client, b"still there");
    }
    client.close().expect("sent");
    let (_, did) = running.join().expect("no panic");
    assert_eq!(did.iter().filter(|(_, did)| *did == Did::Moved).count(), 3);
    assert!(did.iter().all(|(peer, _)| *peer == did[0].0), "always the same");
}

/// Neither forged datagrams nor those that came before draw answers to where they came from.
#[test]
fn nobody_moves_someone_else() {
    let (mut server, address) = server(server_config().random_connection_id(8));
    let running = run(server, |did| did.len() == 1);
    let config = client_config().connection_id(b"");
    let mut client = DtlsClient::connect(address, Arc::new(config), None).expect("connected");
    (server, _) = running.join().expect("no panic");
    let peer = server.peers().next().expect("a client");
    let home = server.address(peer);

    // On the way, someone sees a datagram.
    let tap = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let way = UdpSocket::bind("127.0.0.1:0").expect("a port");
    way.connect(tap.local_addr().expect("an address")).expect("an address");
    let before = client.move_to(way);
    client.send(b"on the way").expect("sent");
    let mut seen = [0; 200];
    let length = tap.recv(&mut seen).expect("a datagram");
    drop(client.move_to(before));

    let mut forged = seen;
    forged[length - 1] ^= 1;
    tap.send_to(&forged[..length], address).expect("sent");
    assert!(server.step(Some(Duration::from_millis(50))).expect("a socket").is_none());
    assert_eq!(server.address(peer), home, "forged");

    client.send(b"newer").expect("sent");
    assert!(matches!(server.step(Some(PATIENCE)).expect("a socket"), Some(PeerEvent::Data(..))));
    // Late, and from elsewhere: it is data, but no reason to move.
    tap.send_to(&seen[..length], address).expect("sent");
    let event = server.step(Some(PATIENCE)).expect("a socket");
    assert!(matches!(event, Some(PeerEvent::Data(_, b"on the way"))), "{event:?}");
    tap.send_to(&seen[..length], address).expect("sent");
    assert!(server.step(Some(Duration::from_millis(50))).expect("a socket").is_none(), "replayed");
    assert_eq!(server.address(peer), home);
}

#[test]
fn no_more_than_so_many_and_not_everyone() {
    let (server, address) = server(server_config());
    let (asked, questions) = mpsc::channel();
    let server = server.max_peers(1).admit_if(move |address| asked.send(address).is_ok());
    let running = run(server, |did| closed(did) == 1);
    let mut first = DtlsClient::connect(address, Arc::new(client_config()), None).expect("connected");
    let brief = client_config().handshake_timeout(Duration::from_millis(50), Duration::from_millis(100));
    let second = DtlsClient::connect(address, Arc::new(brief.clone()), None);
    assert_eq!(second.expect_err("full").kind(), ErrorKind::TimedOut);
    first.close().expect("sent");
    drop(running.join().expect("no panic"));
    assert_eq!(questions.iter().count(), 1, "nobody asks about clients for whom there is no room");

    let (server, address) = self::server(server_config());
    let running = run(server.admit_if(|_| false), |did| !did.is_empty());
    let refused = DtlsClient::connect(address, Arc::new(brief), None);
    assert_eq!(refused.expect_err("refused").kind(), ErrorKind::TimedOut);
    drop(running);
}

#[test]
fn who_is_silent_is_forgotten() {
    let (server, address) = server(server_config());
    let server =
        server.idle_timeout(Duration::from_millis(100)).handshake_timeout(Duration::from_millis(100));
    let running = run(server.without_cookies(), |did| closed(did) == 2);
    let _silent = DtlsClient::connect(address, Arc::new(client_config()), None).expect("connected");
    // Another never comes to the end of its handshake.
    let mut other = connection();
    let mut hello = [0; 1500];
    let length = other.transmit(&mut hello, Now::default()).expect("a hello");
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    socket.send_to(&hello[..length], address).expect("sent");
    let (server, did) = running.join().expect("no panic");
    assert_eq!(server.peers().count(), 0);
    assert_eq!(did.iter().filter(|(_, did)| *did == Did::Closed(false)).count(), 2);
    assert_eq!(did.iter().filter(|(_, did)| *did == Did::Connected).count(), 1);
}

/// Whoever says hello in another's name has no more sent there than three times what that costs.
#[test]
fn without_cookies_strangers_get_little() {
    let suites = ["TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256".parse().expect("a suite")];
    let certified = Certified::rsa();
    let chain = [(); 4].map(|()| certified.chain[0].clone());
    let config = Config::new(&suites).certificate_chain(chain, certified.key.clone());
    let brief = config.handshake_timeout(Duration::from_millis(20), Duration::from_millis(40));
    let (server, address) = server(brief);
    let mut server = server.without_cookies();
    let client = Config::new(&suites).peer_verifier(Arc::new(Trust(true)));
    let rng = rng().expect("random bytes");
    let mut client = DtlsConnection::client(Arc::new(client), None, rng, 0).expect("a client");
    let mut datagram = [0; 1500];
    let length = client.transmit(&mut datagram, Now::default()).expect("a hello");
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    socket.send_to(&datagram[..length], address).expect("sent");
    let event = server.step(Some(PATIENCE)).expect("a socket");
    assert!(matches!(event, Some(PeerEvent::Closed(_, Some(Error::TimedOut)))), "{event:?}");
    socket.set_nonblocking(true).expect("a socket");
    let mut came = 0;
    while let Ok(length) = socket.recv(&mut datagram) {
        came += length;
    }
    assert!(came > length && came <= 3 * length, "{came} bytes for {length}");
}

/// Hellos from many ports, with a cookie of somebody else's or none, leave nothing behind.
#[test]
fn strangers_leave_nothing() {
    let (mut server, address) = server(server_config());
    let mut hello = [0; 1500];
    for _ in 0..300 {
        let mut client = connection();
        let length = client.transmit(&mut hello, Now::default()).expect("a hello");
        let (here, there) = (
            UdpSocket::bind("127.0.0.1:0").expect("a port"),
            UdpSocket::bind("127.0.0.1:0").expect("a port"),
        );
        here.send_to(&hello[..length], address).expect("sent");
        assert!(server.step(Some(Duration::from_millis(1))).expect("a socket").is_none());
        here.set_read_timeout(Some(PATIENCE)).expect("a socket");
        let mut reply = [0; 200];
        let replied = here.recv(&mut reply).expect("a reply");
        assert!(replied <= length);
        client.receive(&mut reply[..replied], Now::default()).for_each(drop);
        let length = client.transmit(&mut hello, Now::default()).expect("a hello");
        there.send_to(&hello[..length], address).expect("sent");
        assert!(server.step(Some(Duration::from_millis(1))).expect("a socket").is_none());
        assert_eq!(server.peers().count(), 0);
    }
}

#[test]
fn servers_and_clients_say_what_is_wrong() {
    let nobody = UdpSocket::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let brief = client_config().handshake_timeout(Duration::from_millis(20), Duration::from_millis(40));
    let error = DtlsClient::connect(nobody, Arc::new(brief), None).expect_err("nobody is there");
    assert_eq!(error.kind(), ErrorKind::TimedOut);

    let (server, address) = server(server_config());
    // It passes over what does not decrypt, until the client has been silent for long enough.
    let server = server.handshake_timeout(Duration::from_secs(1));
    let running = run(server, |did| closed(did) == 1);
    let wrong = PreSharedKey::new(b"thermometer", b"another key").expect("a key");
    let wrong = Config::new(&[suite()]).pre_shared_key(Arc::new(wrong));
    let wrong = wrong.handshake_timeout(Duration::from_millis(100), Duration::from_millis(200));
    let error = DtlsClient::connect(address, Arc::new(wrong), None).expect_err("a wrong key");
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    assert!(matches!(inner, Some(Error::TimedOut)), "{error}");
    let (mut server, did) = running.join().expect("no panic");
    assert_eq!(did[0].1, Did::Closed(false));
    assert_eq!(server.send(did[0].0, b"?").expect_err("gone").kind(), ErrorKind::NotConnected);

    let running = run(server, |did| closed(did) == 1);
    let mut client = DtlsClient::connect(address, Arc::new(client_config()), None).expect("connected");
    assert_eq!(client.send(&[0; 20_000]).expect_err("too long").kind(), ErrorKind::InvalidInput);
    let error = client.receive(Some(Duration::from_millis(10))).expect_err("nothing comes");
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    client.close().expect("sent");
    assert_eq!(client.receive(Some(PATIENCE)).expect("a farewell"), None);
    drop(running.join().expect("no panic"));
}

#[test]
fn sessions_are_resumed() {
    let (server, address) = server(server_config().session_store(Arc::new(SessionCache::new(10))));
    let running = run(server, |did| closed(did) == 2);
    let config = Arc::new(client_config());
    let mut first = DtlsClient::connect(address, Arc::clone(&config), None).expect("connected");
    let session = first.connection().session().expect("a session");
    first.close().expect("sent");
    let mut second = DtlsClient::resume(address, config, None, &session).expect("connected");
    ask(&mut second, b"once more");
    assert!(second.connection().is_resumed());
    second.close().expect("sent");
    drop(running.join().expect("no panic"));
}

fn stream_configs() -> (Config, Config) {
    let suite: CipherSuite = "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256".parse().expect("a suite");
    let certified = Certified::that_serves(KeyExchange::EcdheEcdsa).expect("a certificate");
    let client = Config::new(&[suite]).peer_verifier(Arc::new(Trust(true)));
    (client, certified.identify(Config::new(&[suite])))
}

#[test]
fn streams_read_and_write() {
    let (client, config) = stream_configs();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = thread::spawn(move || {
        let mut stream = TlsStream::server(Arc::new(config), listener.accept().expect("a client").0)?;
        let mut data = Vec::new();
        stream.read_to_end(&mut data)?;
        stream.write_all(&data)?;
        stream.close().map(|()| stream.connection().server_name().map(String::from))
    });
    let data: Vec<u8> = (0..1_000_000u32).map(|number| number.to_be_bytes()[3]).collect();
    let socket = TcpStream::connect(address).expect("connected");
    let mut stream = TlsStream::client(Arc::new(client), Some("localhost"), socket).expect("a client");
    stream.handshake().expect("a handshake");
    stream.write_all(&data).expect("sent");
    stream.close().expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    assert!(answer == data);
    assert_eq!(server.join().expect("no panic").expect("served").as_deref(), Some("localhost"));
}

#[test]
fn streams_that_are_cut_are_not_at_their_end() {
    let (client, config) = stream_configs();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = thread::spawn(move || {
        let mut stream = TlsStream::server(Arc::new(config), listener.accept().expect("a client").0)?;
        stream.write_all(b"some")?;
        stream.flush()
    });
    let socket = TcpStream::connect(address).expect("connected");
    let mut stream =
        TlsStream::client(Arc::new(client.clone()), Some("localhost"), socket).expect("a client");
    let mut data = Vec::new();
    let error = stream.read_to_end(&mut data).expect_err("cut");
    assert_eq!((error.kind(), &data[..]), (ErrorKind::UnexpectedEof, &b"some"[..]));
    server.join().expect("no panic").expect("served");

    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let socket = TcpStream::connect(address).expect("connected");
    drop(listener.accept().expect("a client"));
    let mut stream = TlsStream::client(Arc::new(client), Some("localhost"), socket).expect("a client");
    assert!(stream.handshake().is_err());
}

/// What an endpoint sent, and to whom.
#[derive(Default)]
struct Sent(Vec<(Vec<u8>, SocketAddr)>);

impl Outlet for Sent {
    fn send(&mut self, datagram: &[u8], to: SocketAddr) {
        self.0.push((datagram.to_vec(), to));
    }

    fn event(&mut self, _: PeerEvent<'_>) {}
}

/// Has a client of this address say hello, with the cookie it is sent.
fn knock(endpoint: &mut DtlsEndpoint, from: SocketAddr) -> Vec<(Vec<u8>, SocketAddr)> {
    let (mut client, mut datagram, now) = (connection(), [0; 1500], Now::default());
    let mut sent = Sent::default();
    for _ in 0..2 {
        sent.0.drain(..).for_each(|(mut answer, _)| client.receive(&mut answer, now).for_each(drop));
        while let Some(length) = client.transmit(&mut datagram, now) {
            endpoint.receive(&mut datagram[..length], from, now, &mut sent);
        }
    }
    sent.0
}

#[test]
fn no_more_than_so_many_are_in_a_handshake() {
    let endpoint = DtlsEndpoint::new(Arc::new(server_config()), Now::default()).expect("random bytes");
    let mut endpoint = endpoint.max_handshakes(2);
    let from = |port: u16| SocketAddr::from(([192, 0, 2, 1], port));
    assert!(!knock(&mut endpoint, from(1)).is_empty());
    assert!(!knock(&mut endpoint, from(2)).is_empty());
    assert!(knock(&mut endpoint, from(3)).is_empty(), "there is no room");
    assert_eq!(endpoint.peers().count(), 2);
    // Who begins anew takes its own place.
    assert!(!knock(&mut endpoint, from(2)).is_empty());
    // Those that do not go on are forgotten, and there is room again.
    let later = Now(Duration::from_secs(121));
    endpoint.timeout(later, &mut Sent::default());
    assert_eq!(endpoint.peers().count(), 0);
    assert!(!knock(&mut endpoint, from(3)).is_empty());
}

#[test]
fn who_lets_nobody_in_answers_nobody() {
    let endpoint = DtlsEndpoint::new(Arc::new(server_config()), Now::default()).expect("random bytes");
    let mut endpoint = endpoint.without_clients();
    assert!(knock(&mut endpoint, SocketAddr::from(([192, 0, 2, 1], 1))).is_empty());
    // Its own connections go on.
    let mut sent = Sent::default();
    let server = SocketAddr::from(([192, 0, 2, 2], 5684));
    let peer = endpoint.insert(connection(), server, Now::default(), &mut sent);
    assert!(matches!(&sent.0[..], [(hello, to)] if *to == server && DtlsListener::is_hello(hello)));
    // Nor does a server become a client of ours.
    let mut open = DtlsEndpoint::new(Arc::new(server_config()), Now::default()).expect("random bytes");
    open.insert(connection(), server, Now::default(), &mut sent);
    assert!(knock(&mut open, server).is_empty());
    assert!(endpoint.connection(peer).is_some_and(DtlsConnection::is_handshaking));
}
