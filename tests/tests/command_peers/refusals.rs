// SPDX-License-Identifier: MIT
//! What does not come about: by a refusal, which is an answer (1), by a mistake in the arguments (2), or otherwise (3); and
//! never by waiting without end.

use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{free_tcp_port, free_udp_port};

use crate::serving::{PSK, SHOWN, Serving, TRUSTED, visit, workplace};

#[test]
fn refusals_are_answers_on_both_sides() {
    let work = workplace();
    let mut ledger = Ledger::new("purembed client and server, refused");
    let wrong_psk = "--psk-identity cli --psk-hex 00 --timeout 20";
    let unknown_psk = "--psk-identity other --psk-hex 736563726574 --timeout 20";
    let strict = format!("{SHOWN} --ca client/root.pem");
    let stranger = format!("{TRUSTED} --max-version 1.2 --cert chain.pem --key key.pem");
    // With TLS 1.3 the client writes before it hears that it was refused, and the server has left by then.
    let late = format!("{TRUSTED} --cert chain.pem --key key.pem");
    let rows: [(&str, &str, &str, &str); 8] = [
        (SHOWN, "--name localhost --ca client/root.pem --timeout 20", "certificate refused", "alert"),
        (SHOWN, "--name example.org --ca root.pem --timeout 20", "not valid for \"example.org\"", "alert"),
        (PSK, wrong_psk, "bad_record_mac", "does not decrypt"),
        (PSK, unknown_psk, "bad_record_mac", "does not decrypt"),
        (&strict, &format!("{TRUSTED} --max-version 1.2"), "alert", "showed no certificate"),
        (&strict, &stranger, "alert", "certificate refused"),
        (&strict, TRUSTED, "alert", "showed no certificate"),
        (&strict, &late, "alert", "certificate refused"),
    ];
    for (server, client, here, there) in rows {
        let serving = Serving::start(&work, &format!("{server} --echo --count 1 --timeout 20"));
        let said = visit(&work, &serving.address, &format!("{client} --send hello"));
        assert_eq!((said.code, said.text()), (1, ""), "{server} {client}: {}", said.err);
        assert!(said.err.contains(here), "{server} {client}: {}", said.err);
        let said = serving.end();
        assert_eq!(said.code, 1, "{server} {client}: {}", said.err);
        assert!(said.err.contains(there), "{server} {client}: {}", said.err);
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn danger_is_asked_for_by_name() {
    let work = workplace();
    for (options, code) in
        [("--timeout 20", 1), ("--insecure --timeout 20", 0), ("--any-name --ca root.pem --timeout 20", 0)]
    {
        let serving = Serving::start(&work, &format!("{SHOWN} --echo --count 1 --timeout 20"));
        let said = visit(&work, &serving.address, &format!("{options} --send hello"));
        // Without a word about whom to trust, it is the system, which may trust nobody at all.
        let expected = if code == 1 && said.err.contains("this system trusts nobody") { 3 } else { code };
        assert_eq!(said.code, expected, "{options}: {}", said.err);
    }
}

#[test]
fn datagrams_of_strangers_are_refused_and_others_served() {
    let work = workplace();
    let serving = Serving::start(&work, &format!("--dtls {PSK} --echo --timeout 20"));
    // The first Finished that does not decrypt may be a forgery and is passed over; when they keep coming,
    // after at most two of the client's timeouts (3 s), the server ends it.
    let said =
        visit(&work, &serving.address, "--dtls --psk-identity cli --psk-hex 00 --send hello --timeout 20");
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("bad_record_mac"), "{}", said.err);
    // Others are served as before.
    let said = visit(&work, &serving.address, &format!("--dtls {PSK} --send hello --timeout 20"));
    assert_eq!((said.code, said.text()), (0, "hello"), "{}", said.err);
    // Certificates are refused without waiting.
    let serving = Serving::start(&work, &format!("--dtls {SHOWN} --echo --timeout 20"));
    let client = "--dtls --name localhost --ca client/root.pem --send hello --timeout 20";
    let said = visit(&work, &serving.address, client);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("certificate refused"), "{}", said.err);
}

#[test]
fn nobody_waits_for_ever() {
    let work = workplace();
    let mut ledger = Ledger::new("purembed client and server, alone");
    let (tcp, udp) = (free_tcp_port(), free_udp_port());
    let silent_tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let silent_udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let silent_tcp = silent_tcp.local_addr().map(|address| (silent_tcp, address)).expect("an address");
    let silent_udp = silent_udp.local_addr().map(|address| (silent_udp, address)).expect("an address");
    let rows = [
        (format!("client --connect 127.0.0.1:{tcp} {TRUSTED}"), "refused"),
        (format!("client --connect 127.0.0.1:{tcp} --ca root.pem --retry --timeout 1"), "refused"),
        (format!("client --dtls --connect 127.0.0.1:{udp} {PSK} --timeout 20"), "refused"),
        (format!("client --connect {} --ca root.pem --timeout 1", silent_tcp.1), "no answer in time"),
        (format!("client --dtls --connect {} {PSK} --timeout 1", silent_udp.1), "did not answer in time"),
        (format!("server --listen 127.0.0.1:0 {SHOWN} --echo --timeout 1"), "nobody came in time"),
        (format!("server --dtls --listen 127.0.0.1:0 {PSK} --echo --timeout 1"), "nobody came in time"),
        (format!("server --listen {} {SHOWN} --echo", silent_tcp.1), "in use"),
        ("client --connect name.invalid:443 --ca root.pem".to_owned(), "name.invalid:443"),
    ];
    for (arguments, says) in rows {
        let begin = Instant::now();
        let said = work.try_run(&arguments);
        assert_eq!(said.code, 3, "{arguments}: {}", said.err);
        assert!(said.err.contains(says), "{arguments}: {}", said.err);
        assert!(begin.elapsed() < Duration::from_secs(15), "{arguments}");
        ledger.ran();
    }
    ledger.finish();
}

/// A client that says nothing, and one that says something else.
#[test]
fn servers_outlive_odd_clients() {
    use std::io::Write as _;
    let work = workplace();
    let serving = Serving::start(&work, &format!("{SHOWN} --echo --count 4 --timeout 2"));
    let silent = TcpStream::connect(&serving.address).expect("a server");
    let mut odd = TcpStream::connect(&serving.address).expect("a server");
    odd.write_all(b"GET / HTTP/1.0\r\n\r\n").expect("a server");
    drop(TcpStream::connect(&serving.address).expect("a server"));
    let said = visit(&work, &serving.address, &format!("{TRUSTED} --send hello"));
    assert_eq!((said.code, said.text()), (0, "hello"), "{}", said.err);
    let said = serving.end();
    assert_eq!(said.code, 3, "{}", said.err);
    assert_eq!(said.err.matches("purembed: 127.0.0.1:").count(), 3, "{}", said.err);
    drop(silent);
}

#[test]
fn arguments_that_make_no_sense_are_named() {
    let work = workplace();
    let mut ledger = Ledger::new("purembed client and server, mistaken");
    let (client, server) = ("client --connect 127.0.0.1:1", "server --listen 127.0.0.1:0");
    let rows = [
        (format!("{server} --echo"), "certificate or pre-shared keys"),
        (format!("{server} {SHOWN} --json"), "--echo or --http"),
        (format!("{server} --cert chain.pem --echo"), "--key"),
        (format!("{server} {SHOWN} --min-version 1.3 --max-version 1.2 --echo"), "swap them"),
        (format!("{server} {SHOWN} --dtls --http"), "--dtls"),
        (format!("{client} --psk-identity cli"), "--psk"),
        (format!("{client} --ca root.pem --suite NONSENSE"), "unknown cipher suite"),
        (format!("{client} --ca root.pem --min-version 1.1"), "unknown TLS version"),
        (format!("{client} --dtls --ca root.pem --max-version 1.3"), "unknown DTLS version"),
        (format!("{client} --dtls {PSK} --mtu 100"), "raise mtu()"),
        (format!("{client} --mtu 1000"), "--dtls"),
        (format!("{client} --ca root.pem --timeout 0"), "seconds"),
        (format!("{client} --insecure --ca root.pem"), "--ca"),
        ("client --connect localhost".to_owned(), "HOST:PORT"),
    ];
    for (arguments, says) in rows {
        let said = work.try_run(&arguments);
        assert_eq!(said.code, 2, "{arguments}: {}", said.err);
        assert!(said.err.contains(says), "{arguments}: {}", said.err);
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn one_who_says_nothing_keeps_nobody_waiting() {
    let work = workplace();
    let serving = Serving::start(&work, &format!("{PSK} --echo"));
    let idle = TcpStream::connect(&serving.address).expect("a connection");
    for number in 0..65 {
        let said = visit(&work, &serving.address, &format!("{PSK} --send hello --timeout 15"));
        assert_eq!((said.code, said.text()), (0, "hello"), "{number}: {}", said.err);
    }
    drop(idle);
}
