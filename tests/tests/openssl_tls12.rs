// SPDX-License-Identifier: MIT
//! The engine for TLS 1.2 and DTLS 1.2 with OpenSSL on the other side, over sockets on 127.0.0.1: every suite that both
//! have, with pre-shared keys and with certificates.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use purembed::x509::Purpose;
use purembed_tests::ledger::Ledger;
use purembed_tests::peers;
use purembed_tests::pki::{Kind, Pki};
use purembed_tests::tls12::sockets::{Outcome, serve_datagrams, serve_stream, visit_datagrams, visit_stream};
use purembed_tests::tls12::{IDENTITY, KEY, psk_client, psk_server, trusting, with_chain};
use purembed_tls12::{CipherSuite, Config, KeyExchange};

/// OpenSSL's names of its suites.
fn names(openssl: &Path) -> BTreeMap<u16, String> {
    let said = peers::output_of(openssl, Path::new("."), &["ciphers", "-V", "ALL:@SECLEVEL=0"]);
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let (high, low) = words.next()?.split_once(",")?;
        let byte = |text: &str| u16::from_str_radix(text.trim_start_matches("0x"), 16).ok();
        Some((byte(high)? << 8 | byte(low)?, words.nth(1)?.to_owned()))
    };
    said.lines().filter_map(line).collect()
}

/// The suites that both have, by OpenSSL's names.
fn common(openssl: &Path, ledger: &mut Ledger) -> Vec<(CipherSuite, String)> {
    let mut names = names(openssl);
    let mut found = Vec::new();
    for &suite in CipherSuite::all() {
        match (suite.supported(), names.remove(&suite.id())) {
            (Err(reason), _) => ledger.skip(reason.to_string()),
            (Ok(()), None) => ledger.skip("that OpenSSL does not have"),
            (Ok(()), Some(name)) => found.push((suite, name)),
        }
    }
    found
}

/// Servers' certificates in files.
struct Certificates {
    ecdsa: (Pki, tempfile::TempDir),
    rsa: (Pki, tempfile::TempDir),
}

impl Certificates {
    fn new() -> Self {
        let issue = |kind| {
            let (pki, directory) = (Pki::new(kind), tempfile::tempdir().expect("a directory"));
            pki.write(directory.path());
            (pki, directory)
        };
        Self { ecdsa: issue(Kind::P256), rsa: issue(Kind::Rsa2048) }
    }

    fn of(&self, suite: CipherSuite) -> Option<&(Pki, tempfile::TempDir)> {
        match suite.key_exchange() {
            KeyExchange::EcdheEcdsa => Some(&self.ecdsa),
            KeyExchange::EcdheRsa | KeyExchange::DheRsa => Some(&self.rsa),
            _ => None,
        }
    }
}

/// `openssl s_server`, which has the key and the certificate; stopped when dropped.
struct Server {
    child: Child,
    address: SocketAddr,
    _output: BufReader<ChildStdout>,
}

impl Server {
    fn start(openssl: &Path, certificate: Option<&Path>, arguments: &[&str]) -> Self {
        let mut command = Command::new(openssl);
        // Only with TCP does it choose a port itself and say which.
        let port = if arguments.contains(&"-dtls1_2") { peers::free_udp_port() } else { 0 };
        command.args(["s_server", "-accept", &format!("127.0.0.1:{port}")]);
        match certificate {
            Some(directory) => {
                command.arg("-cert").arg(directory.join("leaf.pem"));
                command.arg("-cert_chain").arg(directory.join("intermediate.pem"));
                command.arg("-key").arg(directory.join("key.pem"));
            }
            None => {
                command.args(["-nocert", "-psk", &hexadecimal(KEY), "-psk_identity", &identity()]);
            }
        }
        command.args(arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl starts");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert!(output.read_line(&mut line).expect("text") > 0, "s_server ended without a port");
            if let Some(address) = line.strip_prefix("ACCEPT") {
                let chosen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
                break address.trim().parse().unwrap_or(chosen);
            }
        };
        Self { child, address, _output: output }
    }

    /// Has it say a line to its visitor.
    fn say(&mut self, line: &str) {
        let stdin = self.child.stdin.as_mut().expect("a pipe");
        writeln!(stdin, "{line}").expect("openssl listens");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn identity() -> String {
    String::from_utf8(IDENTITY.to_vec()).expect("text")
}

fn our_client(suite: CipherSuite, certificates: &Certificates) -> Config {
    certificates.of(suite).map_or_else(
        || psk_client(&[suite]),
        |(pki, _)| trusting(Config::new(&[suite]), pki, Purpose::ServerAuth),
    )
}

fn our_server(suite: CipherSuite, certificates: &Certificates) -> Config {
    certificates
        .of(suite)
        .map_or_else(|| psk_server(&[suite]), |(pki, _)| with_chain(Config::new(&[suite]), pki))
}

fn our_client_visits(ledger: Ledger, protocol: &str, visit: fn(&Config, SocketAddr, &str) -> Outcome) {
    let mut ledger = ledger;
    let Some(openssl) = peers::openssl() else { return };
    let certificates = Certificates::new();
    // By itself it takes groups of 1024 bits with ciphers of 128, which we refuse.
    let files = tempfile::tempdir().expect("a directory");
    let generate =
        ["genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", "dh.pem"];
    let _ = peers::output_of(&openssl, files.path(), &generate);
    let group = files.path().join("dh.pem");
    let group = group.to_str().expect("text");
    let mut failures = Vec::new();
    for (suite, name) in common(&openssl, &mut ledger) {
        let directory = certificates.of(suite).map(|(_, directory)| directory.path());
        let ciphers = format!("{name}:@SECLEVEL=0");
        let mut server =
            Server::start(&openssl, directory, &[protocol, "-cipher", &ciphers, "-dhparam", group]);
        server.say("olleh");
        match visit(&our_client(suite, &certificates), server.address, "olleh") {
            Ok(agreed) => assert_eq!(agreed, suite.name()),
            Err(error) => failures.push(format!("{suite}: {error}")),
        }
        ledger.ran();
    }
    ledger.finish();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn our_client_visits_openssl_s_server() {
    our_client_visits(Ledger::new("openssl s_server -tls1_2"), "-tls1_2", visit_stream);
}

#[test]
fn our_client_visits_openssl_s_server_over_datagrams() {
    our_client_visits(Ledger::new("openssl s_server -dtls1_2"), "-dtls1_2", visit_datagrams);
}

fn openssl_visits(
    ledger: Ledger,
    protocol: &str,
    serve: fn(Config) -> (SocketAddr, std::thread::JoinHandle<Outcome>),
) {
    let mut ledger = ledger;
    let Some(openssl) = peers::openssl() else { return };
    let certificates = Certificates::new();
    let mut failures = Vec::new();
    for (suite, name) in common(&openssl, &mut ledger) {
        let (address, thread) = serve(our_server(suite, &certificates));
        let mut command = Command::new(&openssl);
        command.args(["s_client", protocol, "-connect", &address.to_string(), "-quiet"]);
        command.args(["-cipher", &format!("{name}:@SECLEVEL=0")]);
        match certificates.of(suite) {
            Some((_, directory)) => {
                command.args(["-verify_return_error", "-verify_hostname", "localhost", "-CAfile"]);
                command.arg(directory.path().join("root.pem"));
            }
            None => {
                command.args(["-psk", &hexadecimal(KEY), "-psk_identity", &identity()]);
            }
        }
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
fn openssl_s_client_visits_our_server() {
    openssl_visits(Ledger::new("openssl s_client -tls1_2"), "-tls1_2", serve_stream);
}

#[test]
fn openssl_s_client_visits_our_server_over_datagrams() {
    openssl_visits(Ledger::new("openssl s_client -dtls1_2"), "-dtls1_2", serve_datagrams);
}
