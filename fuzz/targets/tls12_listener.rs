// SPDX-License-Identifier: MIT
//! Strangers at a listener's door: any bytes, and hellos with cookies that were changed.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use purembed_fuzz::{configs, rng};
use purembed_tls12::{Admit, DtlsConnection, DtlsListener, Now, connection_id_of};

/// Where the cookie stands in a second hello: after the headers, a version, random bytes, no session, its own length.
const COOKIE: std::ops::Range<usize> = 61..90;

fuzz_target!(|data: &[u8]| {
    let now = Now(Duration::from_secs(1000));
    let mut listener = DtlsListener::new(rng(3), now);
    let mut reply = [0; 100];
    match listener.admit(b"peer", data, &mut reply, now) {
        Admit::Reply(length) => assert!(length <= data.len() && DtlsListener::is_hello(data)),
        Admit::New => panic!("nobody has a cookie"),
        _ => {}
    }
    if let Some(id) = connection_id_of(data, 4) {
        assert_eq!(id, &data[11..15]);
    }

    let [kind, peer, seconds, changes @ ..] = data else { return };
    let mut client = DtlsConnection::client(configs(*kind & 3).0, None, rng(1), 0).expect("a hello");
    let mut hello = [0; 1500];
    let length = client.transmit(&mut hello, now).expect("a hello");
    let Admit::Reply(length) = listener.admit(&[*peer], &hello[..length], &mut reply, now) else {
        panic!("no cookie")
    };
    drop(client.receive(&mut reply[..length], now));
    let length = client.transmit(&mut hello, now).expect("another hello");
    let good = hello[..length].to_vec();
    for change in changes.as_chunks::<2>().0 {
        hello[COOKIE.start + usize::from(change[0]) % COOKIE.len()] ^= change[1];
    }
    let later = Now(now.0 + Duration::from_secs((*seconds).into()));
    let unchanged = hello[COOKIE] == good[COOKIE];
    let admitted = listener.admit(&[*peer], &hello[..length], &mut reply, later);
    assert_eq!(admitted == Admit::New, unchanged && *seconds <= 60, "{admitted:?}");
    let other = listener.admit(&[peer.wrapping_add(1)], &good, &mut reply, now);
    assert!(matches!(other, Admit::Reply(_)));
});
