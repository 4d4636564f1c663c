// SPDX-License-Identifier: MIT
//! A thousand clients at once, each of which has a hundred messages echoed: nothing is lost and nothing is mixed.
//!
//! UDP may lose datagrams on loopback, too, when a socket's buffer is full: a client sends a message again until the answer
//! to that has come, and passes over answers to those before. Every answer says whose it is. Farewells are lost, too, and
//! nobody sends them again: servers stop waiting for them once all clients are done.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use purembed::tls::{ClientContext, DtlsConfiguration, ServerIdentity};
use purembed::tokio::{DtlsListener, DtlsStream, TlsStream};
use purembed_tests::pki::{Kind, Pki, client, named, server};
use purembed_tests::tls12::shared::datagrams;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use tokio::time::timeout;

const CLIENTS: usize = 1000;
const MESSAGES: usize = 100;
const PATIENCE: Duration = Duration::from_secs(400);
/// How long a server waits before it asks whether the clients are done.
const PAUSE: Duration = Duration::from_secs(1);

fn message(client: usize, number: usize) -> String {
    format!("client {client}, message {number}")
}

/// Has every message echoed, once all clients are connected; tells how many datagrams had to be sent again.
async fn datagram_client(
    number: usize,
    context: ClientContext<DtlsConfiguration>,
    server: SocketAddr,
    all: Arc<Barrier>,
) -> usize {
    let name = ServerIdentity::dangerous_any_name();
    let stream = DtlsStream::connect(&context, &name, server).await.expect("connected");
    all.wait().await;
    let (mut again, mut buffer) = (0, [0; 200]);
    for count in 0..MESSAGES {
        let message = message(number, count);
        let mut wait = Duration::from_secs(1);
        stream.send(message.as_bytes()).await.expect("sent");
        loop {
            match timeout(wait, stream.recv(&mut buffer)).await {
                Ok(received) => {
                    let length = received.expect("received");
                    let answer = str::from_utf8(&buffer[..length]).expect("text");
                    if answer == message {
                        break;
                    }
                    let (whose, which) = answer.split_once(", message ").expect("an answer");
                    assert_eq!(whose, format!("client {number}"), "another's");
                    assert!(
                        which.parse::<usize>().expect("a number") < count,
                        "{answer} before it was asked"
                    );
                }
                Err(_) => {
                    again += 1;
                    wait = (wait * 2).min(Duration::from_secs(8));
                    stream.send(message.as_bytes()).await.expect("sent again");
                }
            }
        }
    }
    again
}

/// A thousand of them, in one runtime.
async fn datagram_clients(server: SocketAddr) -> usize {
    let (context, _) = datagrams();
    let all = Arc::new(Barrier::new(CLIENTS));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| tokio::spawn(datagram_client(number, context.clone(), server, Arc::clone(&all))))
        .collect();
    let mut again = 0;
    for client in clients {
        again += timeout(PATIENCE, client).await.expect("in time").expect("no panic");
    }
    again
}

#[test]
fn a_thousand_dtls_clients_of_one_server_of_threads() {
    let (_, context) = datagrams();
    let server = context.bind("127.0.0.1:0").expect("a server");
    let address = server.local_addr().expect("an address");
    let echoed = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&echoed);
    let done = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&done);
    let serving = thread::spawn(move || {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (mut client, _) = server.accept().expect("a client");
                client.set_read_timeout(Some(PAUSE));
                let (echoed, done) = (Arc::clone(&counted), Arc::clone(&told));
                // A thread each, all of which wait for the one socket.
                thread::Builder::new().stack_size(64 * 1024).spawn(move || {
                    let mut buffer = [0; 200];
                    loop {
                        match client.recv(&mut buffer) {
                            Ok(0) => break,
                            Ok(length) => {
                                client.send(&buffer[..length]).expect("sent");
                                echoed.fetch_add(1, Ordering::Relaxed);
                            }
                            Err(error) => {
                                assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
                                if done.load(Ordering::Relaxed) {
                                    break;
                                }
                            }
                        }
                    }
                })
            })
            .collect();
        clients.into_iter().for_each(|client| client.expect("a thread").join().expect("no panic"));
    });
    let start = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let again = runtime.block_on(datagram_clients(address));
    drop(runtime);
    done.store(true, Ordering::Relaxed);
    serving.join().expect("no panic");
    let echoed = echoed.load(Ordering::Relaxed);
    println!("{CLIENTS} clients, {echoed} echoes, {again} sent again, {:?}", start.elapsed());
    assert!(echoed >= CLIENTS * MESSAGES, "{echoed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_dtls_clients_of_one_listener() {
    let (_, context) = datagrams();
    let listener = DtlsListener::bind(&context, "127.0.0.1:0").await.expect("a listener");
    let address = listener.local_addr().expect("an address");
    let done = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&done);
    let serving = tokio::spawn(async move {
        let mut clients = Vec::new();
        for _ in 0..CLIENTS {
            let (client, _) = listener.accept().await;
            let done = Arc::clone(&told);
            clients.push(tokio::spawn(async move {
                let mut buffer = [0; 200];
                loop {
                    match timeout(PAUSE, client.recv(&mut buffer)).await {
                        Ok(received) => match received.expect("received") {
                            0 => break,
                            length => drop(client.send(&buffer[..length]).await.expect("sent")),
                        },
                        Err(_) if done.load(Ordering::Relaxed) => break,
                        Err(_) => {}
                    }
                }
                assert_eq!(client.lost(), 0);
            }));
        }
        for client in clients {
            client.await.expect("no panic");
        }
    });
    let start = Instant::now();
    let again = datagram_clients(address).await;
    done.store(true, Ordering::Relaxed);
    timeout(PATIENCE, serving).await.expect("in time").expect("no panic");
    println!("{CLIENTS} clients, {again} sent again, {:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_tls_clients() {
    let pki = Pki::new(Kind::P256);
    let (client, server) = (client(pki.client()), server(pki.server()));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.expect("a client");
            let server = server.clone();
            tokio::spawn(async move {
                let mut stream = TlsStream::accept(&server, socket).await.expect("agreed");
                let mut buffer = [0; 200];
                while let Ok(length @ 1..) = stream.read(&mut buffer).await {
                    stream.write_all(&buffer[..length]).await.expect("written");
                }
                stream.shutdown().await.expect("said farewell");
            });
        }
    });
    let start = Instant::now();
    let all = Arc::new(Barrier::new(CLIENTS));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (client, all) = (client.clone(), Arc::clone(&all));
            tokio::spawn(async move {
                let socket = TcpStream::connect(address).await.expect("a socket");
                let stream = TlsStream::connect(&client, &named("localhost"), socket).await;
                let mut stream = stream.expect("agreed");
                all.wait().await;
                for count in 0..MESSAGES {
                    let message = message(number, count);
                    stream.write_all(message.as_bytes()).await.expect("written");
                    let mut answer = vec![0; message.len()];
                    stream.read_exact(&mut answer).await.expect("read");
                    assert_eq!(str::from_utf8(&answer), Ok(&*message));
                }
                stream.shutdown().await.expect("said farewell");
                let mut rest = Vec::new();
                stream.read_to_end(&mut rest).await.expect("a farewell");
                assert!(rest.is_empty());
            })
        })
        .collect();
    for client in clients {
        timeout(PATIENCE, client).await.expect("in time").expect("no panic");
    }
    println!("{CLIENTS} clients of {MESSAGES} messages in {:?}", start.elapsed());
}
