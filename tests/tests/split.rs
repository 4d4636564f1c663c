// SPDX-License-Identifier: MIT
//! Halves of connections in two threads, under stress: both sides write more than the network holds while both read, which
//! stands still for ever if a half waits for the other.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use purembed::tls::{DtlsReader, DtlsWriter, TlsReader, TlsVersion, TlsWrappedBuffer, TlsWriter};
use purembed_tests::pki::{Kind, Pki, client, named, server};
use purembed_tests::tls12::shared::datagrams;

const PATIENCE: Duration = Duration::from_secs(120);
const BYTES: usize = 24 << 20;

fn byte(place: usize) -> u8 {
    (place % 251) as u8
}

/// Fails if it takes too long, as a deadlock does.
fn in_time(work: impl FnOnce() + Send + 'static) {
    let (done, waiting) = mpsc::channel();
    thread::spawn(move || {
        work();
        done.send(()).expect("someone waits");
    });
    waiting.recv_timeout(PATIENCE).expect("done in time, without a panic");
}

fn write(mut writer: TlsWriter<TcpStream>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut written = 0;
        while written < BYTES {
            let piece: Vec<u8> = (written..BYTES.min(written + 50_000)).map(byte).collect();
            writer.write_all(&piece).expect("written");
            written += piece.len();
        }
        writer.shutdown().expect("said farewell");
    })
}

fn read(mut reader: TlsReader<TcpStream>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let (mut came, mut buffer) = (0, vec![0; 30_000]);
        loop {
            let length = reader.read(&mut buffer).expect("read");
            if length == 0 {
                break;
            }
            assert!(buffer[..length].iter().enumerate().all(|(place, is)| *is == byte(came + place)));
            came += length;
        }
        assert_eq!(came, BYTES);
    })
}

fn both_ways_at_once(version: TlsVersion) {
    let pki = Pki::new(Kind::P256);
    let client = client(pki.client().highest_supported_version(version));
    let server = server(pki.server());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
    let address = listener.local_addr().expect("an address");
    let there = thread::spawn(move || {
        let (socket, _) = listener.accept().expect("a client");
        server.wrap_stream(socket).expect("a stream").split().expect("two halves")
    });
    let here = client.wrap_stream(TcpStream::connect(address).expect("a socket"), &named("localhost"));
    let (reader, writer) = here.expect("a stream").split().expect("two halves");
    assert_eq!(reader.with_buffer(TlsWrappedBuffer::negotiated_tls_version), Some(version));
    let (other_reader, other_writer) = there.join().expect("no panic");
    let threads = [read(reader), write(writer), read(other_reader), write(other_writer)];
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
}

#[test]
fn halves_of_streams_do_not_wait_for_each_other() {
    in_time(|| both_ways_at_once(TlsVersion::Tls13));
}

#[test]
fn halves_of_streams_of_tls12_do_not_either() {
    in_time(|| both_ways_at_once(TlsVersion::Tls12));
}

#[test]
fn dropping_the_half_that_writes_says_farewell() {
    in_time(|| {
        let pki = Pki::new(Kind::P256);
        let (client, server) = (client(pki.client()), server(pki.server()));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
        let address = listener.local_addr().expect("an address");
        let there = thread::spawn(move || {
            let (socket, _) = listener.accept().expect("a client");
            let mut text = String::new();
            let mut stream = server.wrap_stream(socket).expect("a stream");
            stream.read_to_string(&mut text).map(|_| text)
        });
        let here = client.wrap_stream(TcpStream::connect(address).expect("a socket"), &named("localhost"));
        let (_reader, mut writer) = here.expect("a stream").split().expect("two halves");
        writer.write_all(b"that is all").expect("written");
        drop(writer);
        assert_eq!(there.join().expect("no panic").expect("not cut off"), "that is all");
    });
}

/// One thread sends numbers, one takes answers, on both sides; what gets lost in between is counted.
#[test]
fn halves_of_datagrams_are_for_two_threads() {
    const DATAGRAMS: u32 = 20_000;
    fn send(mut writer: DtlsWriter) -> thread::JoinHandle<()> {
        thread::spawn(move || {
            for number in 0..DATAGRAMS {
                writer.send(&number.to_be_bytes()).expect("sent");
                if number % 50 == 0 {
                    // No more than the other side can take, even on a busy machine.
                    thread::sleep(Duration::from_millis(1));
                }
            }
            thread::sleep(Duration::from_secs(1));
            writer.close();
        })
    }
    fn count(mut reader: DtlsReader) -> thread::JoinHandle<u32> {
        thread::spawn(move || {
            let (mut last, mut came, mut buffer) = (None, 0, [0; 100]);
            // Closed by the peer, or by our own half.
            while let Ok(4) = reader.recv(&mut buffer) {
                let number = u32::from_be_bytes(buffer[..4].try_into().expect("four bytes"));
                assert!(last.is_none_or(|last| last < number), "{number} after {last:?}");
                last = Some(number);
                came += 1;
            }
            came
        })
    }
    in_time(|| {
        let (client, server) = datagrams();
        let server = server.bind("127.0.0.1:0").expect("a server");
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").expect("a socket");
        socket.connect(server.local_addr().expect("an address")).expect("connected");
        let accepting = thread::spawn(move || server.accept().expect("a client").0);
        let name = purembed::tls::ServerIdentity::dangerous_any_name();
        let here = client.wrap_socket(socket, &name).expect("a socket");
        here.do_handshake().expect("connected");
        let (reader, writer) = here.split();
        let (other_reader, other_writer) = accepting.join().expect("no panic").split();
        let counts = [count(reader), count(other_reader)];
        let writers = [send(writer), send(other_writer)];
        writers.into_iter().for_each(|thread| thread.join().expect("no panic"));
        let came = counts.map(|thread| thread.join().expect("no panic"));
        println!("{came:?} of {DATAGRAMS} datagrams each way, in order");
        assert!(came.iter().all(|came| *came > DATAGRAMS / 2), "{came:?}");
    });
}
