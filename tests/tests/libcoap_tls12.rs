// SPDX-License-Identifier: MIT
//! CoAP over DTLS 1.2 (RFC 7252 section 9) with libcoap on the other side, over sockets on 127.0.0.1: its programs are
//! there twice, with OpenSSL and with GnuTLS below.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use purembed::x509::TrustStore;
use purembed_tests::ledger::Ledger;
use purembed_tests::peers;
use purembed_tests::pki::{Kind, Pki};
use purembed_tests::tls12::certificates::InFiles;
use purembed_tests::tls12::host::host;
use purembed_tests::tls12::{IDENTITY, KEY, psk_client, psk_server, with_chain};
use purembed_tls12::net::DtlsClient;
use purembed_tls12::{CipherSuite, Config, TrustVerifier};

/// What libcoap may be built on, as its programs are called.
const BACKENDS: [&str; 2] = ["openssl", "gnutls"];
/// What RFC 7252 wants of everyone comes first.
const WITH_PSK: [&str; 4] = [
    "TLS-PSK-WITH-AES-128-CCM-8",
    "TLS-PSK-WITH-AES-128-GCM-SHA256",
    "TLS-PSK-WITH-AES-128-CBC-SHA256",
    "TLS-ECDHE-PSK-WITH-AES-128-CBC-SHA256",
];
const WITH_CERTIFICATES: [&str; 3] = [
    "TLS-ECDHE-ECDSA-WITH-AES-128-CCM-8",
    "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256",
    "TLS-ECDHE-ECDSA-WITH-CHACHA20-POLY1305-SHA256",
];
const ANSWER: &str = "21 degrees";

fn suite(name: &str) -> CipherSuite {
    name.parse().expect("a suite")
}

fn text(bytes: &'static [u8]) -> &'static str {
    str::from_utf8(bytes).expect("text")
}

/// A message that asks for a path, confirmable, with a token.
fn get(path: &str) -> Vec<u8> {
    let mut message = vec![0x44, 0x01, 0x12, 0x34, b't', b'o', b'k', b'e'];
    message.extend([0xb0 | u8::try_from(path.len()).expect("a short path")]);
    message.extend_from_slice(path.as_bytes());
    message
}

/// The code of an answer and what it carries.
fn read(message: &[u8]) -> Option<(u8, &[u8])> {
    let &[first, code, _, _, ref rest @ ..] = message else { return None };
    let rest = rest.get(usize::from(first & 0xf)..)?;
    let start = rest.iter().position(|&byte| byte == 0xff)? + 1;
    Some((code, &rest[start..]))
}

/// Acknowledges a message that asks for something, with what it asks for: 2.05, plain text.
fn answer_to(message: &[u8]) -> Vec<u8> {
    let &[first, code, high, low, ref rest @ ..] = message else { return Vec::new() };
    if code != 1 {
        return Vec::new();
    }
    let token = &rest[..usize::from(first & 0xf)];
    let mut answer = vec![0x60 | (first & 0xf), 0x45, high, low];
    answer.extend_from_slice(token);
    answer.extend_from_slice(&[0xc0, 0xff]);
    answer.extend_from_slice(ANSWER.as_bytes());
    answer
}

/// A program, or `None` after saying so.
fn program(name: &str, backend: &str) -> Option<PathBuf> {
    peers::find(&format!("{name}-{backend}"))
}

/// `coap-server`, which listens for DTLS on the port after the one that it is given.
struct Server {
    _child: peers::Stopped,
    address: SocketAddr,
}

impl Server {
    fn start(program: &PathBuf, arguments: &[&str]) -> Self {
        let port = free_pair();
        let mut command = Command::new(program);
        command.args(["-A", "127.0.0.1", "-p", &port.to_string()]).args(arguments);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port + 1));
        Self { _child: peers::Stopped(child.expect("libcoap starts")), address }
    }
}

/// A port that nobody has, before another.
fn free_pair() -> u16 {
    loop {
        let port = peers::free_udp_port();
        if port < u16::MAX && UdpSocket::bind((Ipv4Addr::LOCALHOST, port + 1)).is_ok() {
            return port;
        }
    }
}

/// Our client asks its server for the time, and says with which suite.
fn ask(server: &Server, config: Config) -> Result<&'static str, String> {
    // It may not listen yet.
    let config = config.handshake_timeout(Duration::from_millis(200), Duration::from_secs(5));
    let failed = |error: std::io::Error| error.to_string();
    let mut client =
        DtlsClient::connect(server.address, Arc::new(config), Some("localhost")).map_err(failed)?;
    client.send(&get("time")).map_err(failed)?;
    let answer = client.receive(Some(Duration::from_secs(5))).map_err(failed)?.unwrap_or_default();
    let Some((0x45, payload)) = read(answer) else { return Err(format!("answer {answer:02x?}")) };
    assert!(!payload.is_empty(), "no time");
    let suite = client.connection().suite().map_or("none", |suite| suite.name());
    client.close().map_err(failed)?;
    Ok(suite)
}

/// Talks once for each suite; what libcoap refuses is counted, and must not be everything.
fn suite_by_suite(
    name: &str,
    suites: &[&str],
    mut one: impl FnMut(CipherSuite) -> Result<&'static str, String>,
) {
    let mut ledger = Ledger::new(name);
    for name in suites {
        match one(suite(name)) {
            Ok(agreed) => {
                assert_eq!(agreed, *name);
                ledger.decided(agreed);
            }
            Err(error) => {
                let error = error.lines().next().unwrap_or_default();
                ledger.skip(format!("refused {name} ({error})"));
            }
        }
    }
    ledger.finish();
}

#[test]
fn our_client_visits_coap_server() {
    for backend in BACKENDS {
        let Some(program) = program("coap-server", backend) else { continue };
        let server = Server::start(&program, &["-k", text(KEY), "-h", "hint"]);
        suite_by_suite(&format!("coap-server-{backend}, keys"), &WITH_PSK, |suite| {
            ask(&server, psk_client(&[suite]))
        });
        let certificate = InFiles::new(Pki::new(Kind::P256));
        let file = |name: &str| certificate.file(name).to_str().expect("text").to_owned();
        let (chain, key, root) = (file("chain.pem"), file("key.pem"), file("root.pem"));
        let server = Server::start(&program, &["-c", &chain, "-j", &key, "-C", &root, "-n"]);
        // Over OpenSSL it does not send the intermediate, which has to be trusted itself.
        let trust =
            || TrustStore::from_iter([certificate.pki.root.clone(), certificate.pki.intermediate.clone()]);
        suite_by_suite(&format!("coap-server-{backend}, certificates"), &WITH_CERTIFICATES, |suite| {
            let verifier = TrustVerifier::of_servers(trust());
            ask(&server, Config::new(&[suite]).peer_verifier(Arc::new(verifier)))
        });
    }
    println!("SKIPPED: connection IDs: libcoap 4.3.1 has none over OpenSSL or GnuTLS");
}

#[test]
fn coap_client_visits_our_server() {
    for backend in BACKENDS {
        let Some(program) = program("coap-client", backend) else { continue };
        let visit = |config: Config, arguments: &[&str]| {
            let (address, thread) = host(config, 1, answer_to);
            let mut command = Command::new(&program);
            command.args(["-B", "10", "-m", "get"]).args(arguments);
            command.arg(format!("coaps://127.0.0.1:{}/temperature", address.port()));
            let said = peers::talk(&mut command, "");
            let suite = thread.join().expect("no panic").map_err(|error| format!("{error} {said}"))?;
            if said.contains(ANSWER) { Ok(suite) } else { Err(said) }
        };
        suite_by_suite(&format!("coap-client-{backend}, keys"), &WITH_PSK, |suite| {
            visit(psk_server(&[suite]), &["-u", text(IDENTITY), "-k", text(KEY)])
        });
        let certificate = InFiles::new(Pki::new(Kind::P256));
        let root = certificate.file("root.pem");
        let root = root.to_str().expect("text");
        suite_by_suite(&format!("coap-client-{backend}, certificates"), &WITH_CERTIFICATES, |suite| {
            visit(with_chain(Config::new(&[suite]), &certificate.pki), &["-R", root])
        });
    }
}
