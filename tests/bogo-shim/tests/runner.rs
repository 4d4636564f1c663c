// SPDX-License-Identifier: MIT
//! A small runner: it starts the shim as BoringSSL's does, and is its peer with the same engine.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use purembed_tests::ledger::Ledger;
use purembed_tests::pki::{Kind, Pki};
use purembed_tests::tls12::{now, psk_client, psk_server, rng, trusting, with_chain};
use purembed_tls12::{CipherSuite, Config, DtlsConnection, Event, Now, Received, TlsConnection};
use purembed_x509::Purpose;

const SHIM: &str = env!("CARGO_BIN_EXE_purembed-bogo-shim");
/// Which shim of many this is.
const ID: u64 = 0x0102_0304_0506_0708;
const PSK: [&str; 4] = ["-psk", "0123456789abcdef", "-psk-identity", "thermometer"];

/// Starts the shim, and gives the connection that it makes.
fn start(arguments: &[&str]) -> (Child, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("bound").port().to_string();
    let child = Command::new(SHIM)
        .args(["-port", &port, "-shim-id", &ID.to_string()])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the shim");
    let (mut socket, _) = listener.accept().expect("the shim connects");
    socket.set_read_timeout(Some(Duration::from_secs(30))).expect("a time");
    let mut id = [0; 8];
    socket.read_exact(&mut id).expect("its number");
    assert_eq!(u64::from_le_bytes(id), ID);
    (child, socket)
}

fn end(child: Child) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = child.wait_with_output().expect("an end");
    (status.code(), String::from_utf8_lossy(&stderr).into_owned())
}

/// Runs the shim with arguments that it does not connect with.
fn ask(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(SHIM).args(arguments).output().expect("the shim");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What the peer does with the shim once both are connected.
fn talk_over_a_stream(mut tls: TlsConnection, socket: &mut TcpStream) -> Result<(), String> {
    let (mut wire, mut data, mut said, mut heard) = ([0; 5000], [0; 100], false, vec![]);
    loop {
        socket.write_all(&tls.take_outgoing()).map_err(|error| error.to_string())?;
        if let Some(failure) = tls.failure() {
            return Err(failure.to_string());
        }
        if !tls.is_handshaking() && !said {
            said = true;
            assert_eq!(tls.write(b"some words").expect("connected"), 10);
            continue;
        }
        match tls.read(&mut data).map_err(|error| error.to_string())? {
            Received::Data(length) => heard.extend_from_slice(&data[..length]),
            Received::Closed => break,
            _ => {
                let length = socket.read(&mut wire).map_err(|error| error.to_string())?;
                if length == 0 {
                    return Err("cut".to_owned());
                }
                assert_eq!(tls.receive(&wire[..length]), length);
            }
        }
        if heard.len() == 10 {
            tls.close();
        }
    }
    assert_eq!(heard, b"some words".map(|byte| byte ^ 0xff));
    Ok(())
}

/// A command of the shim's: a datagram, or that time has passed.
fn command(socket: &mut TcpStream) -> Option<Option<Vec<u8>>> {
    let mut kind = [0];
    if socket.read(&mut kind).ok()? == 0 {
        return None;
    }
    match kind {
        [b't'] => Some(None),
        [b'P'] => {
            let mut length = [0; 4];
            socket.read_exact(&mut length).ok()?;
            let mut datagram = vec![0; u32::from_be_bytes(length) as usize];
            socket.read_exact(&mut datagram).ok()?;
            Some(Some(datagram))
        }
        other => panic!("{other:?}"),
    }
}

fn put(socket: &mut TcpStream, datagram: &[u8]) {
    let length = u32::try_from(datagram.len()).expect("short").to_be_bytes();
    // The shim may be gone.
    drop(socket.write_all(&[b"P", &length[..], datagram].concat()));
}

fn talk_over_datagrams(mut dtls: DtlsConnection, socket: &mut TcpStream) -> Result<(), String> {
    let (mut out, mut said, mut heard) = ([0; 2000], false, vec![]);
    loop {
        while let Some(length) = dtls.transmit(&mut out, Now::default()) {
            put(socket, &out[..length]);
        }
        if let Some(failure) = dtls.failure() {
            return Err(failure.to_string());
        }
        if !dtls.is_handshaking() && !said {
            said = true;
            let length = dtls.send(b"some words", &mut out, Now::default()).expect("connected");
            put(socket, &out[..length]);
        }
        let Some(Some(mut datagram)) = command(socket) else { return Err("cut".to_owned()) };
        for event in dtls.receive(&mut datagram, Now::default()) {
            if let Event::Data(data) = event {
                heard.extend_from_slice(data);
            }
        }
        if dtls.is_closed_by_peer() {
            assert_eq!(heard, b"some words".map(|byte| byte ^ 0xff));
            return Ok(());
        }
        if heard.len() == 10 {
            dtls.close();
        }
    }
}

/// The shim against a peer of ours; how both ended.
fn converse(arguments: &[&str], config: Config) -> (Result<(), String>, Option<i32>, String) {
    let (child, mut socket) = start(arguments);
    let config = Arc::new(config);
    let shim_is_server = arguments.contains(&"-server");
    let outcome = match (arguments.contains(&"-dtls"), shim_is_server) {
        (false, true) => {
            let client = TlsConnection::client(config, Some("localhost"), rng(), now());
            talk_over_a_stream(client.expect("a hello"), &mut socket)
        }
        (false, false) => talk_over_a_stream(TlsConnection::server(config, rng(), now()), &mut socket),
        (true, true) => {
            let client = DtlsConnection::client(config, Some("localhost"), rng(), now());
            talk_over_datagrams(client.expect("a hello"), &mut socket)
        }
        (true, false) => talk_over_datagrams(DtlsConnection::server(config, rng(), now()), &mut socket),
    };
    drop(socket);
    let (code, text) = end(child);
    (outcome, code, text)
}

fn suite(name: &str) -> [CipherSuite; 1] {
    [name.parse().expect("a suite")]
}

#[test]
fn connections_of_all_kinds() {
    let mut ledger = Ledger::new("bogo shim: connections");
    let (pki, folder) = (Pki::new(Kind::P256), tempfile::tempdir().expect("a folder"));
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let chain = file("chain.pem", &[pki.leaf.to_pem(), pki.intermediate.to_pem()].concat());
    let key = file("key.pem", pki.key.to_pkcs8_pem().expose());
    let shows = ["-cert-file", &chain, "-key-file", &key];
    for dtls in [false, true] {
        let with = |more: &[&[&'static str]]| -> Vec<&'static str> {
            let transport: &[&str] = if dtls { &["-dtls"] } else { &[] };
            [transport].into_iter().chain(more.iter().copied()).flatten().copied().collect()
        };
        for name in ["TLS-PSK-WITH-AES-128-CCM-8", "TLS-ECDHE-PSK-WITH-CHACHA20-POLY1305-SHA256"] {
            let ended = converse(&with(&[&PSK]), psk_server(&suite(name)));
            assert_eq!(ended, (Ok(()), Some(0), String::new()), "client, {name}");
            let ended = converse(&with(&[&PSK, &["-server"]]), psk_client(&suite(name)));
            assert_eq!(ended, (Ok(()), Some(0), String::new()), "server, {name}");
            ledger.ran();
            ledger.ran();
        }
        let certified = suite("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256");
        let ended = converse(&with(&[]), with_chain(Config::new(&certified), &pki));
        assert_eq!(ended, (Ok(()), Some(0), String::new()), "client with a certificate's server");
        let arguments: Vec<&str> = with(&[&["-server"]]).into_iter().chain(shows).collect();
        let trusts = trusting(Config::new(&certified), &pki, Purpose::ServerAuth);
        let ended = converse(&arguments, trusts);
        assert_eq!(ended, (Ok(()), Some(0), String::new()), "server with a certificate");
        ledger.ran();
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn failures_have_names() {
    let mut ledger = Ledger::new("bogo shim: failures");
    let wrong = ["-psk", "another secret", "-psk-identity", "thermometer"];
    let names = suite("TLS-PSK-WITH-AES-128-GCM-SHA256");
    for dtls in [&[][..], &["-dtls"]] {
        // A server that hears a wrong key, and a client that has one. Datagrams would take time to tell.
        if dtls.is_empty() {
            let (outcome, code, text) =
                converse(&[&wrong[..], &["-server"], dtls].concat(), psk_client(&names));
            assert!(outcome.is_err() && code == Some(1) && text.starts_with("BadRecord"), "{text}");
            let (outcome, code, text) = converse(&[&wrong[..], dtls].concat(), psk_server(&names));
            assert!(outcome.is_err() && code == Some(1) && text.starts_with("AlertReceived"), "{text}");
            ledger.ran();
            ledger.ran();
        }
        let (outcome, code, text) = converse(&[&["-server"], dtls].concat(), psk_client(&names));
        assert!(outcome.is_err() && code == Some(1) && text.starts_with("PeerIncompatible"), "{text}");
        let arguments = [&PSK[..], &["-expect-alpn", "h2"], dtls].concat();
        let (_, code, text) = converse(&arguments, psk_server(&names));
        assert!(code == Some(1) && text.starts_with("expected another inner protocol"), "{text}");
        ledger.ran();
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn what_is_not_there_is_told() {
    assert_eq!(ask(&["-is-handshaker-supported"]), (Some(0), "No\n".to_owned()));
    for arguments in [
        &["-enable-ech-grease"][..],
        &["-min-version", "772"],
        &["-max-version", "770"],
        &["-resume-count", "1"],
        &["-port"],
        &["-port", "none"],
    ] {
        assert_eq!(ask(arguments).0, Some(89), "{arguments:?}");
    }
}

fn tell(socket: &mut TcpStream, kind: u8, number: &[u8]) {
    socket.write_all(&[&[kind], number].concat()).expect("the shim listens");
}

/// The runner's clock: nothing happens before it says so.
#[test]
fn time_is_the_runner_s() {
    let (child, mut socket) =
        start(&[&PSK[..], &["-dtls", "-cipher", "TLS-PSK-WITH-AES-128-CCM-8"]].concat());
    let mut hellos = VecDeque::new();
    hellos.push_back(command(&mut socket).expect("a hello").expect("a hello"));
    let nanoseconds = |seconds: u64| (seconds * 1_000_000_000).to_be_bytes();
    tell(&mut socket, b'M', &300_u32.to_be_bytes());
    for seconds in [1, 2, 4] {
        tell(&mut socket, b'E', &nanoseconds(seconds));
        tell(&mut socket, b'T', &nanoseconds(seconds));
        assert_eq!(command(&mut socket), Some(None), "time has passed");
        hellos.push_back(command(&mut socket).expect("a hello").expect("a hello"));
    }
    let first = hellos.pop_front().expect("the first");
    assert!(hellos.iter().all(|hello| hello[13..] == first[13..] && hello.len() <= 300));
    // An expectation that is not met.
    tell(&mut socket, b'E', &nanoseconds(1));
    let (code, text) = end(child);
    assert_eq!(code, Some(1));
    assert!(text.starts_with("expected deadline"), "{text}");
}

#[test]
fn the_configuration_is_one() {
    let text = include_str!("../config.json");
    let config: serde_json::Value = serde_json::from_str(text).expect("JSON");
    for part in ["DisabledTests", "ErrorMap"] {
        let entries = config[part].as_object().expect("a map");
        assert!(entries.len() > 10 && entries.values().all(|value| !value.as_str().unwrap_or("").is_empty()));
    }
}
