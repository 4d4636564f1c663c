// SPDX-License-Identifier: MIT
//! Handshakes in one thread and in two, by the clock on the wall: what locks and shared memory cost.
//!
//! All threads share the contexts of both sides.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use crate::connections::{Agreement, Maker, Pki, Protocol, Secret, makers};
use crate::contest::{Contestant, Operation, Size};
use crate::tls;

/// How long a handshake takes if so many threads make them, one after another each: half as long if two do not disturb
/// each other. Each makes a batch of them before the clock is looked at: many times what starting a thread takes.
fn time(threads: usize, batch: u32, make: &Maker) -> Duration {
    let start = Barrier::new(threads);
    let each = || {
        let connects: Vec<_> = (0..batch).map(|_| make()).collect();
        start.wait();
        // Here, and not in a thread of its own, which would find all cores taken.
        let begin = Instant::now();
        connects.into_iter().for_each(|connect| drop(connect()));
        (begin, Instant::now())
    };
    let times: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(each)).collect();
        running.into_iter().map(|thread| thread.join().expect("a good peer")).collect()
    });
    let begin = times.iter().map(|(begin, _)| *begin).min();
    let end = times.iter().map(|(_, end)| *end).max();
    let elapsed = begin.zip(end).map_or(Duration::ZERO, |(begin, end)| end - begin);
    elapsed / (batch * threads as u32)
}

fn operation(group: &str, agreement: &Agreement, batch: u32, threads: usize) -> Operation {
    let contestants = makers(agreement).into_iter().map(|(name, make)| {
        Contestant::counting(name, move |times| (0..times).map(|_| time(threads, batch, &make)).sum())
    });
    Operation { group: group.to_owned(), size: Size::Threads(threads), contestants: contestants.collect() }
}

/// Handshakes of TLS 1.3 and of DTLS 1.2.
///
/// # Panics
///
/// If a handshake fails.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let tls13 = tls::agreement(Pki::ecdsa_p256());
    let dtls12 = Agreement {
        protocol: Protocol::Dtls12,
        suite: "TLS-PSK-WITH-AES-128-CCM-8",
        secret: Secret::Psk,
        resumed: false,
    };
    let groups = [("scaling/tls13 x25519-ecdsa-p256", tls13, 32), ("scaling/dtls12 psk", dtls12, 512)];
    groups
        .iter()
        .flat_map(|(group, agreement, batch)| {
            [1, 2].map(|threads| operation(group, agreement, *batch, threads))
        })
        .collect()
}
