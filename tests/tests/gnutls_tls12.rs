// SPDX-License-Identifier: MIT
//! The engine for TLS 1.2 and DTLS 1.2 with GnuTLS on the other side, over sockets on 127.0.0.1: every suite with
//! pre-shared keys that both have.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use purembed_tests::ledger::Ledger;
use purembed_tests::peers;
use purembed_tests::tls12::sockets::{Outcome, serve_datagrams, serve_stream, visit_datagrams, visit_stream};
use purembed_tests::tls12::{IDENTITY, KEY, psk_client, psk_server};
use purembed_tls12::{CipherSuite, Config, KeyExchange};

/// What is asked of GnuTLS: everything with pre-shared keys.
const PRIORITY: &str = "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-DTLS1.2:-KX-ALL:+PSK:+ECDHE-PSK:+DHE-PSK:+AES-128-CCM-8:+AES-256-CCM-8:\
     +CAMELLIA-128-GCM:+CAMELLIA-256-GCM:+CAMELLIA-128-CBC:+CAMELLIA-256-CBC:+SHA256:+SHA384";

/// The suites that both have.
fn common(gnutls: &Path, ledger: &mut Ledger) -> Vec<CipherSuite> {
    let said = peers::output_of(gnutls, Path::new("."), &["--list", "--priority", PRIORITY]);
    let number = |line: &str| {
        let mut bytes = line
            .split_whitespace()
            .filter_map(|word| u16::from_str_radix(word.trim_end_matches(',').strip_prefix("0x")?, 16).ok());
        Some(bytes.next()? << 8 | bytes.next()?)
    };
    let numbers: BTreeSet<u16> = said.lines().filter_map(number).collect();
    let mut found = Vec::new();
    for &suite in CipherSuite::all().iter().filter(|suite| !suite.key_exchange().has_certificate()) {
        if numbers.contains(&suite.id()) {
            found.push(suite);
        } else {
            ledger.skip("that GnuTLS does not have");
        }
    }
    found
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn identity() -> &'static str {
    str::from_utf8(IDENTITY).expect("text")
}

/// `gnutls-serv`, which sends every line back; stopped when dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn our_client_visits(ledger: Ledger, arguments: &[&str], visit: fn(&Config, SocketAddr, &str) -> Outcome) {
    let mut ledger = ledger;
    let (Some(program), Some(gnutls)) = (peers::find("gnutls-serv"), peers::find("gnutls-cli")) else {
        return;
    };
    let directory = tempfile::tempdir().expect("a directory");
    let passwords = directory.path().join("passwords");
    fs::write(&passwords, format!("{}:{}\n", identity(), hexadecimal(KEY))).expect("a file");
    let port = if arguments.is_empty() { peers::free_tcp_port() } else { peers::free_udp_port() };
    let mut command = Command::new(program);
    command.args(["--echo", "--port", &port.to_string(), "--priority", PRIORITY, "--pskpasswd"]);
    command.arg(&passwords).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _server = Server(command.spawn().expect("gnutls-serv starts"));
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut failures = Vec::new();
    for suite in common(&gnutls, &mut ledger) {
        match visit(&psk_client(&[suite]), address, "hello") {
            Ok(agreed) => assert_eq!(agreed, suite.name()),
            Err(error) => failures.push(format!("{suite}: {error}")),
        }
        ledger.ran();
    }
    ledger.finish();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn our_client_visits_gnutls_serv() {
    our_client_visits(Ledger::new("gnutls-serv, TLS 1.2"), &[], visit_stream);
}

#[test]
fn our_client_visits_gnutls_serv_over_datagrams() {
    our_client_visits(Ledger::new("gnutls-serv, DTLS 1.2"), &["--udp"], visit_datagrams);
}

fn gnutls_visits(ledger: Ledger, arguments: &[&str], serve: fn(Config) -> (SocketAddr, JoinHandle<Outcome>)) {
    let mut ledger = ledger;
    let Some(gnutls) = peers::find("gnutls-cli") else { return };
    let mut failures = Vec::new();
    for suite in common(&gnutls, &mut ledger) {
        // Version 3.7 crashes after a `ServerKeyExchange` with pre-shared keys, OpenSSL's too.
        if suite.key_exchange() != KeyExchange::Psk {
            ledger.skip("that gnutls-cli crashes with");
            continue;
        }
        let (address, thread) = serve(psk_server(&[suite]));
        let mut command = Command::new(&gnutls);
        command.args(["--port", &address.port().to_string(), "--priority", PRIORITY]);
        command.args(["--pskusername", identity(), "--pskkey", &hexadecimal(KEY)]);
        command.args(arguments).arg("127.0.0.1");
        let said = peers::talk(&mut command, "hello\n");
        match thread.join().expect("no panic") {
            Ok(agreed) if said.contains("HELLO") => assert_eq!(agreed, suite.name()),
            outcome => failures.push(format!("{suite}: {outcome:?}\n{said}")),
        }
        ledger.ran();
    }
    ledger.finish();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn gnutls_cli_visits_our_server() {
    gnutls_visits(Ledger::new("gnutls-cli, TLS 1.2"), &[], serve_stream);
}

#[test]
fn gnutls_cli_visits_our_server_over_datagrams() {
    gnutls_visits(Ledger::new("gnutls-cli, DTLS 1.2"), &["--udp"], serve_datagrams);
}
