// SPDX-License-Identifier: MIT
//! How much memory a hostile peer can make a connection hold. One test in a program of its own, because the allocator
//! counts for the whole process.

use std::hint::black_box;

use peak_alloc::PeakAlloc;
use purembed::tls::{ClientContext, ServerContext, TlsVersion, TlsWrappedBuffer};
use purembed::x509::Time;
use purembed_tests::pki::{Kind, NOW, Pki, client, named, server};
use purembed_tests::wire::{carry, pair, shake_hands};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What a connection may hold: a message of 64 KiB, twice while it is copied, outgoing bytes, and itself.
const LIMIT: usize = 512 * 1024;

/// The most memory, in bytes, that something took at once, beyond what was in use before.
fn peak(work: impl FnOnce()) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    work();
    MEMORY.peak_usage().saturating_sub(before)
}

/// Feeds the same bytes again and again until it fails, which it must before a hundred megabytes; and it must take
/// bytes or fail, or else its user would offer them for ever.
fn flood(tls: &mut TlsWrappedBuffer, bytes: &[u8]) {
    let mut fed = 0;
    while tls.do_handshake().is_ok() {
        let taken = tls.receive_from_network(bytes);
        assert!(taken > 0 || tls.do_handshake().is_err(), "stuck after {fed} bytes");
        fed += taken;
        assert!(fed < 100_000_000, "goes on for ever");
    }
}

fn record(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("a record");
    [&[kind, 3, 3][..], &length.to_be_bytes(), body].concat()
}

#[test]
fn no_peer_can_fill_the_memory() {
    let pki = Pki::new(Kind::P256);
    let (client, server) = (client(pki.client()), server(pki.server()));
    let floods = [
        ("a message that never ends", record(22, &[&[1, 0, 0xff, 0xff][..], &[0; 16_000]].concat())),
        ("a message of one byte at a time", record(22, &[1])),
        ("change cipher spec", record(20, &[1])),
        ("warnings", record(21, &[1, 90])),
        ("half a record", vec![22, 3, 3, 0x40, 0]),
        ("empty data", record(23, &[])),
        ("data", record(23, &[0; 16_000])),
        ("noise", (0..=255).cycle().take(65_536).collect()),
    ];
    for (what, bytes) in &floods {
        for side in ["client", "server"] {
            let most = peak(|| {
                let mut tls = fresh(&client, &server, side);
                flood(&mut tls, bytes);
                black_box(&tls);
            });
            println!("{side}, {what}: {} KiB", most / 1024);
            assert!(most < LIMIT, "{side}, {what}: {most} bytes");
        }
    }
    data_that_nobody_reads(&client, &server);
}

fn fresh(client: &ClientContext, server: &ServerContext, side: &str) -> TlsWrappedBuffer {
    let now = Time::from_unix(NOW);
    match side {
        "client" => client.wrap_buffers(&named("localhost"), now),
        _ => server.wrap_buffers(now),
    }
    .expect("a connection")
}

/// A peer that went through the handshake sends without end to someone who does not read.
fn data_that_nobody_reads(client: &ClientContext, server: &ServerContext) {
    let most = peak(|| {
        let (mut here, mut there) = pair(client, server);
        let (a, b) = shake_hands(&mut here, &mut there);
        assert!(a.is_ok() && b.is_ok());
        assert_eq!(here.negotiated_tls_version(), Some(TlsVersion::Tls13));
        let data = vec![0; 100_000];
        while here.write(&data).expect("open") + carry(&mut here, &mut there) > 0 {}
        black_box((&here, &there));
    });
    println!("data that nobody reads, both sides: {} KiB", most / 1024);
    assert!(most < 2 * LIMIT, "{most} bytes");
}
