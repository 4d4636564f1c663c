// SPDX-License-Identifier: MIT
//! The engine for TLS 1.2 and DTLS 1.2 with python-mbedtls 2.10.1 on the other side, over sockets on 127.0.0.1: as its
//! users have it, from PyPI, with the C library in its wheel.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use purembed_tests::ledger::Ledger;
use purembed_tests::peers;
use purembed_tests::tls12::certificates::{Certificates, InFiles};
use purembed_tests::tls12::host::{Visit, host};
use purembed_tests::tls12::sockets::{Errand, Transport, accept};
use purembed_tests::tls12::{IDENTITY, KEY};
use purembed_tls12::net::TlsStream;
use purembed_tls12::{CipherSuite, Config};

/// One of each kind of record, key exchange and certificate. Its servers have no group for DHE.
const SUITES: [&str; 9] = [
    "TLS-PSK-WITH-AES-128-CCM-8",
    "TLS-PSK-WITH-AES-256-GCM-SHA384",
    "TLS-PSK-WITH-CAMELLIA-128-CBC-SHA256",
    "TLS-ECDHE-PSK-WITH-CHACHA20-POLY1305-SHA256",
    "TLS-ECDHE-PSK-WITH-AES-256-CBC-SHA384",
    "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256",
    "TLS-ECDHE-ECDSA-WITH-ARIA-256-GCM-SHA384",
    "TLS-ECDHE-RSA-WITH-AES-256-GCM-SHA384",
    "TLS-ECDHE-RSA-WITH-AES-128-CBC-SHA",
];

struct Python {
    program: PathBuf,
    script: PathBuf,
}

impl Python {
    fn find() -> Option<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/peer.py");
        Some(Self { program: peers::python_mbedtls()?, script })
    }

    fn command(&self, kind: &str, transport: Transport, suite: CipherSuite) -> Command {
        let transport = if transport == Transport::Stream { "tls" } else { "dtls" };
        let mut command = Command::new(&self.program);
        command.arg(&self.script).args([kind, transport, suite.name()]);
        command
    }
}

fn with_key(command: &mut Command) {
    let text = |bytes: &'static [u8]| str::from_utf8(bytes).expect("text");
    command.args(["psk", text(IDENTITY), text(KEY)]);
}

fn with_chain(command: &mut Command, certificate: &InFiles) {
    let names = ["leaf.pem", "intermediate.pem", "key.pem"];
    command.arg("chain").args(names.map(|name| certificate.file(name)));
}

/// Our client visits its server, which tells what it saw.
fn visit(
    python: &Python,
    transport: Transport,
    suite: CipherSuite,
    certificates: &Certificates,
) -> Result<(), String> {
    let mut command = python.command("server", transport, suite);
    match certificates.of(suite) {
        Some(certificate) => with_chain(&mut command, certificate),
        None => with_key(&mut command),
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = peers::Stopped(command.spawn().expect("Python starts"));
    let mut output = BufReader::new(child.0.stdout.take().expect("a pipe"));
    let mut line = String::new();
    drop(output.read_line(&mut line));
    let outcome = match line.strip_prefix("PORT ").and_then(|port| port.trim().parse().ok()) {
        Some(port) => {
            let server = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            Errand::new(server, "HELLO").run(transport, &certificates.client(suite))
        }
        None => Err("no port".to_owned()),
    };
    drop(child.0.kill());
    let mut said = String::new();
    drop(child.0.stderr.take().expect("a pipe").read_to_string(&mut said));
    let talk = outcome.map_err(|error| format!("{error}\n{said}"))?;
    assert_eq!(talk.suite, suite.name());
    assert_eq!(talk.traffic.asked_for_cookie, transport == Transport::Datagram, "it asks for cookies");
    Ok(())
}

/// Our server for one client, which says farewell first: its `recv` loses data that comes along with ours.
fn answer_once(config: Config) -> (SocketAddr, JoinHandle<Visit>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    let thread = thread::spawn(move || {
        let serve = || {
            let mut stream = TlsStream::server(Arc::new(config), accept(&listener)?)?;
            let mut line = [0; 100];
            let length = stream.read(&mut line)?;
            stream.write_all(&line[..length].to_ascii_uppercase())?;
            // Or a cut: it need not say farewell.
            drop(stream.read(&mut line));
            stream.close()?;
            Ok(stream.connection().suite().map_or("none", |suite| suite.name()))
        };
        serve().map_err(|error: io::Error| error.to_string())
    });
    (address, thread)
}

/// Its client visits our server, which asks it for a cookie if that is about datagrams.
fn welcome(
    python: &Python,
    transport: Transport,
    suite: CipherSuite,
    certificates: &Certificates,
) -> Result<(), String> {
    let mut command = python.command("client", transport, suite);
    match certificates.of(suite) {
        Some(certificate) => {
            command.arg("trust").arg(certificate.file("root.pem"));
        }
        None => with_key(&mut command),
    }
    let config = certificates.server(suite);
    let (said, agreed) = match transport {
        Transport::Stream => {
            let (address, thread) = answer_once(config);
            let said = peers::talk(command.arg(address.port().to_string()), "");
            (said, thread.join().expect("no panic"))
        }
        Transport::Datagram => {
            let (address, thread) = host(config, 1, <[u8]>::to_ascii_uppercase);
            let said = peers::talk(command.arg(address.port().to_string()), "");
            (said, thread.join().expect("no panic"))
        }
    };
    assert_eq!(agreed.map_err(|error| format!("{error}\n{said}"))?, suite.name());
    let wanted = [format!("CIPHER {}", suite.name()), "ANSWER HELLO".to_owned()];
    if wanted.iter().all(|line| said.contains(line)) { Ok(()) } else { Err(said) }
}

#[test]
fn both_sides_of_both_transports() {
    let mut ledger = Ledger::new("python-mbedtls 2.10.1");
    let Some(python) = Python::find() else { return };
    let certificates = Certificates::new();
    let mut failures = Vec::new();
    for name in SUITES {
        let suite = name.parse().expect("a suite");
        for transport in Transport::ALL {
            let outcomes = [
                ("our client", visit(&python, transport, suite, &certificates)),
                ("our server", welcome(&python, transport, suite, &certificates)),
            ];
            for (side, outcome) in outcomes {
                if let Err(error) = outcome {
                    failures.push(format!("{suite}, {transport}, {side}: {error}"));
                }
                ledger.ran();
            }
        }
    }
    ledger.finish();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
