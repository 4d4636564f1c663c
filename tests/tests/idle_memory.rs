// SPDX-License-Identifier: MIT
//! How much memory a server's connection takes while it is idle, as the README says. One test in a program of its own,
//! because the allocator counts for the whole process.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::task::{Context, Waker};

use peak_alloc::PeakAlloc;
use purembed::tls::{
    DtlsConfiguration, DtlsLimits, Now, Progress, ServerIdentity, TlsVersion, TlsWrappedBuffer,
};
use purembed::x509::Time;
use purembed_tests::pki::{Kind, NOW, Pki, client, named, server};
use purembed_tests::tls12::shared::{client_of, server_of};
use purembed_tests::wire::{carry, pair, shake_hands};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const CONNECTIONS: usize = 200;

/// The server's side of a connection of which both sides have said something.
fn stream(version: TlsVersion, pki: &Pki) -> impl Fn() -> TlsWrappedBuffer {
    let client = client(pki.client().highest_supported_version(version));
    let server = server(pki.server());
    move || {
        let (mut here, mut there) = pair(&client, &server);
        let (one, other) = shake_hands(&mut here, &mut there);
        assert_eq!(one.and(other).expect("agreed"), Progress::Done);
        assert_eq!(there.negotiated_tls_version(), Some(version));
        let mut buffer = [0; 100];
        here.write(b"21 degrees").expect("written");
        carry(&mut here, &mut there);
        assert!(there.read(&mut buffer).is_ok());
        there.write(b"noted").expect("written");
        carry(&mut there, &mut here);
        there
    }
}

/// How many bytes each of so many takes, and its place in a list of them.
fn each<T>(make: impl Fn() -> T) -> usize {
    // What is made once and for all is there then.
    drop((make(), make()));
    let before = MEMORY.current_usage();
    let mut kept = Vec::with_capacity(CONNECTIONS);
    kept.extend((0..CONNECTIONS).map(|_| make()));
    let taken = MEMORY.current_usage().saturating_sub(before);
    drop(kept);
    taken / CONNECTIONS
}

/// The same of connections that one server for datagrams has.
fn each_of_datagrams(pki: &Pki) -> usize {
    let client = client_of(DtlsConfiguration::builder().trust_store(pki.trust()));
    let server = server_of(DtlsConfiguration::builder().certificate_chain(pki.chain()));
    let now = Now::default();
    let mut hub = server.wrap_hub(now, DtlsLimits::default()).expect("a hub");
    let name: ServerIdentity<'_> = named("localhost");
    let mut before = 0;
    for number in 0..CONNECTIONS + 2 {
        if number == 2 {
            before = MEMORY.current_usage();
        }
        let from = SocketAddr::from(([192, 0, 2, 1], u16::try_from(number + 1000).expect("a port")));
        let mut here = client.wrap_buffers(&name, Time::from_unix(NOW)).expect("a client");
        let (mut datagram, mut answers) = ([0; 2000], Vec::new());
        let mut exchange = |here: &mut purembed::tls::DtlsWrappedBuffer| {
            while let Some(length) = here.transmit(&mut datagram, now) {
                hub.receive_datagram(&mut datagram[..length], from, now, &mut |answer, _| {
                    answers.push(answer.to_vec());
                });
            }
            for mut answer in answers.drain(..) {
                here.receive_datagram(&mut answer, now).expect("received").for_each(drop);
            }
        };
        while here.cipher().is_none() {
            exchange(&mut here);
        }
        exchange(&mut here);
        let (peer, _) = match hub.poll_accept(&Context::from_waker(Waker::noop())) {
            std::task::Poll::Ready(arrival) => arrival,
            std::task::Poll::Pending => panic!("not connected"),
        };
        let length = here.write(b"21 degrees", &mut datagram, now).expect("written");
        hub.receive_datagram(&mut datagram[..length], from, now, &mut |_, _| {});
        let mut buffer = [0; 100];
        assert!(hub.poll_read(peer, &mut buffer, &Context::from_waker(Waker::noop())).is_ready());
        assert!(hub.poll_read(peer, &mut buffer, &Context::from_waker(Waker::noop())).is_pending());
    }
    let taken = MEMORY.current_usage().saturating_sub(before);
    assert_eq!(hub.connections(), CONNECTIONS + 2);
    taken / CONNECTIONS
}

/// What the README's line of this name says, in bytes: `| TLS 1.3 | 12.3 KiB |`.
fn documented(name: &str) -> f64 {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/purembed/README.md");
    let text = fs::read_to_string(path).expect("a README");
    let line = text.lines().find(|line| line.starts_with(&format!("| {name} |")) && line.ends_with("KiB |"));
    let cell = line.unwrap_or_else(|| panic!("no line for {name}")).split('|').nth(2).expect("a cell");
    let number: f64 = cell.trim().trim_end_matches(" KiB").parse().expect("a number");
    number * 1024.0
}

#[test]
fn an_idle_connection_takes_as_much_as_the_readme_says() {
    let pki = Pki::new(Kind::P256);
    let measured = [
        ("TLS 1.3", each(stream(TlsVersion::Tls13, &pki))),
        ("TLS 1.2", each(stream(TlsVersion::Tls12, &pki))),
        ("DTLS 1.2", each_of_datagrams(&pki)),
    ];
    for (name, bytes) in measured {
        println!("{name}: {bytes} bytes, {:.1} KiB", bytes as f64 / 1024.0);
    }
    for (name, bytes) in measured {
        let ratio = bytes as f64 / documented(name);
        assert!((0.8..1.15).contains(&ratio), "{name}: {bytes} bytes are {ratio:.2} of what the README says");
    }
}
