// SPDX-License-Identifier: MIT
//! Shows a page by HTTPS.
//!
//! ```sh
//! cargo run --example https_server -- --cert chain.pem --key key.pem --listen 127.0.0.1:8443
//! curl --cacert root.pem https://localhost:8443/
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "examples are there to be read")]
#![expect(clippy::std_instead_of_core, reason = "as users write programs")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use purembed::tls::{CertificateChain, NextProtocol, ServerContext, TlsConfiguration};

#[path = "common/arguments.rs"]
mod arguments;

use arguments::{Arguments, Result};

/// How long a visitor may be silent.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest head of a request, in bytes.
const HEAD: u64 = 8 * 1024;

fn main() -> ExitCode {
    arguments::run("https_server --cert CHAIN.pem --key KEY.pem [--listen ADDRESS:PORT]", serve)
}

fn serve(mut arguments: Arguments) -> Result<()> {
    let certificates = fs::read(arguments.required("--cert")?)?;
    let key = fs::read(arguments.required("--key")?)?;
    let listen = arguments.option("--listen")?.unwrap_or_else(|| "127.0.0.1:8443".into());
    arguments.finish()?;

    let configuration = TlsConfiguration::builder()
        .certificate_chain(CertificateChain::from_pem(&certificates, &key)?)
        .inner_protocols([NextProtocol::HTTP1])
        .read_timeout(PATIENCE)
        .build()?;
    let context = ServerContext::new(configuration)?;
    let listener = TcpListener::bind(listen)?;
    println!("listening on https://{}/", listener.local_addr()?);
    for stream in listener.incoming() {
        let (context, stream) = (context.clone(), stream?);
        thread::spawn(move || {
            if let Err(error) = answer(&context, stream) {
                eprintln!("{error}");
            }
        });
    }
    Ok(())
}

fn answer(context: &ServerContext, stream: TcpStream) -> Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let visitor = stream.peer_addr()?;
    let mut tls = context.wrap_socket(stream)?;
    let mut request = String::new();
    for line in BufReader::new(Read::by_ref(&mut tls).take(HEAD)).lines() {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if request.is_empty() {
            request = line;
        }
    }
    let suite = tls.buffer().cipher().ok_or("no suite")?;
    println!("{visitor}: {request:?} by {suite}");
    let page = format!("Hello {visitor}, we speak {suite}.\n");
    let length = page.len();
    write!(
        tls,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{page}"
    )?;
    tls.shutdown()?;
    Ok(())
}
