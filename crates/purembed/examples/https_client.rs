// SPDX-License-Identifier: MIT
//! Fetches a page by HTTPS, and tells who showed it.
//!
//! ```sh
//! cargo run --example https_client -- https://example.org/
//! cargo run --example https_client -- --trust root.pem https://localhost:8443/
//! cargo run --features ca-bundle --example https_client -- --trust mozilla https://example.org/
//! ```
#![expect(clippy::print_stderr, reason = "examples are there to be read")]
#![expect(clippy::std_instead_of_core, reason = "as users write programs")]

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use purembed::tls::{ClientContext, NextProtocol, ServerIdentity, TlsConfiguration, TlsStream};
use purembed::x509::ServerName;

#[path = "common/arguments.rs"]
mod arguments;
#[path = "common/trust.rs"]
mod trust;

use arguments::{Arguments, Result, misuse};

/// How long a server may be silent.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is read, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

fn main() -> ExitCode {
    arguments::run(&format!("https_client {} https://NAME[:PORT][/PATH]", trust::USAGE), fetch)
}

fn fetch(mut arguments: Arguments) -> Result<()> {
    let trust = trust::store(&mut arguments)?;
    let url = arguments.next("URL")?;
    arguments.finish()?;
    let rest = url.strip_prefix("https://").ok_or_else(|| misuse("the URL has to begin with https://"))?;
    let (authority, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| misuse(format!("{port} is no port")))?),
        None => (authority, 443),
    };

    let configuration = TlsConfiguration::builder()
        .trust_store(trust)
        .inner_protocols([NextProtocol::HTTP1])
        .read_timeout(PATIENCE)
        .build()?;
    let server = ServerIdentity::named(ServerName::try_from(host)?);
    let mut tls = ClientContext::new(configuration)?.wrap_socket(connect(host, port)?, &server)?;
    tls.do_handshake()?;
    describe(&tls);

    write!(tls, "GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n")?;
    // Whoever reads to the end of a page wants to know that it is the end: a connection that was cut is an error.
    let mut answer = Read::by_ref(&mut tls).take(LONGEST);
    io::copy(&mut answer, &mut io::stdout().lock())?;
    tls.shutdown()?;
    Ok(())
}

/// The first of a host's addresses that answers.
fn connect(host: &str, port: u16) -> Result<TcpStream> {
    let mut last = io::Error::from(ErrorKind::NotFound);
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(format!("{host}:{port}: {last}").into())
}

fn describe(tls: &TlsStream<TcpStream>) {
    let connection = tls.buffer();
    if let (Some(version), Some(suite)) = (connection.negotiated_tls_version(), connection.cipher()) {
        eprintln!("{version}, {suite}");
    }
    if let Some(certificate) = connection.peer_certificate() {
        eprintln!("{}, until {}", certificate.subject(), certificate.not_after());
    }
}
