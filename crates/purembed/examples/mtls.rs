// SPDX-License-Identifier: MIT
//! Both sides show certificates: the server tells its clients who they are.
//!
//! ```sh
//! cargo run --example mtls -- server --cert chain.pem --key key.pem --client-ca clients.pem --listen 127.0.0.1:4434
//! cargo run --example mtls -- client --cert me.pem --key me-key.pem --trust root.pem --name localhost 127.0.0.1:4434
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "examples are there to be read")]
#![expect(clippy::std_instead_of_core, reason = "as users write programs")]

use std::fs;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use purembed::tls::{
    CertificateChain, ClientAuthentication, ClientContext, ServerContext, ServerIdentity, TlsConfiguration,
};
use purembed::x509::{ServerName, TrustStore};

#[path = "common/arguments.rs"]
mod arguments;
#[path = "common/trust.rs"]
mod trust;

use arguments::{Arguments, Result, misuse};

/// How long the other side may be silent.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest greeting, in bytes.
const GREETING: u64 = 4 * 1024;

fn main() -> ExitCode {
    let usage = format!(
        "\n  mtls server --cert CHAIN.pem --key KEY.pem --client-ca FILE [--listen ADDRESS:PORT]\
         \n  mtls client --cert CHAIN.pem --key KEY.pem --name NAME {} ADDRESS:PORT",
        trust::USAGE
    );
    arguments::run(&usage, |mut arguments| match arguments.next("server or client")?.as_str() {
        "server" => serve(arguments),
        "client" => visit(arguments),
        other => Err(misuse(format!("{other} is neither server nor client"))),
    })
}

fn chain(arguments: &mut Arguments) -> Result<CertificateChain> {
    let (certificates, key) = (arguments.required("--cert")?, arguments.required("--key")?);
    Ok(CertificateChain::from_pem(&fs::read(certificates)?, &fs::read(key)?)?)
}

fn serve(mut arguments: Arguments) -> Result<()> {
    let chain = chain(&mut arguments)?;
    let clients = TrustStore::from_file(arguments.required("--client-ca")?)?;
    let listen = arguments.option("--listen")?.unwrap_or_else(|| "127.0.0.1:4434".into());
    arguments.finish()?;

    let configuration = TlsConfiguration::builder()
        .certificate_chain(chain)
        .trust_store(clients)
        .client_authentication(ClientAuthentication::Required)
        .read_timeout(PATIENCE)
        .build()?;
    let context = ServerContext::new(configuration)?;
    let listener = TcpListener::bind(listen)?;
    println!("listening on {}", listener.local_addr()?);
    for stream in listener.incoming() {
        let (context, stream) = (context.clone(), stream?);
        thread::spawn(move || {
            if let Err(error) = greet(&context, stream) {
                eprintln!("{error}");
            }
        });
    }
    Ok(())
}

fn greet(context: &ServerContext, stream: TcpStream) -> Result<()> {
    let mut tls = context.wrap_socket(stream)?;
    tls.do_handshake()?;
    // There is one, and it is good: the configuration requires that.
    let client = tls.buffer().peer_certificate().ok_or("no certificate")?.subject().to_string();
    println!("{client} came");
    writeln!(tls, "You are {client}.")?;
    tls.shutdown()?;
    Ok(())
}

fn visit(mut arguments: Arguments) -> Result<()> {
    let chain = chain(&mut arguments)?;
    let trust = trust::store(&mut arguments)?;
    let name = arguments.required("--name")?;
    let address = arguments.next("ADDRESS:PORT")?;
    arguments.finish()?;

    let configuration = TlsConfiguration::builder()
        .trust_store(trust)
        .certificate_chain(chain)
        .read_timeout(PATIENCE)
        .build()?;
    let stream = TcpStream::connect(address)?;
    let server = ServerIdentity::named(ServerName::try_from(name.as_str())?);
    let mut tls = ClientContext::new(configuration)?.wrap_socket(stream, &server)?;
    io::copy(&mut Read::by_ref(&mut tls).take(GREETING), &mut io::stdout().lock())?;
    tls.shutdown()?;
    Ok(())
}
