// SPDX-License-Identifier: MIT
//! Sends back what comes, by DTLS: any number of clients, a thread each, on one UDP socket.
//!
//! ```sh
//! cargo run --example dtls_echo_server -- --psk thermometer=0123456789abcdef --listen 127.0.0.1:4433
//! cargo run --example dtls_echo_server -- --cert chain.pem --key key.pem
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "examples are there to be read")]
#![expect(clippy::std_instead_of_alloc, clippy::std_instead_of_core, reason = "as users write programs")]

use std::fs;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use purembed::secrets::SecretBytes;
use purembed::tls::{CertificateChain, DtlsConfiguration, DtlsSocket, ServerContext};

#[path = "common/arguments.rs"]
mod arguments;

use arguments::{Arguments, Result, misuse};

/// How long a client may be silent.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let usage =
        "dtls_echo_server [--psk IDENTITY=KEY] [--cert CHAIN.pem --key KEY.pem] [--listen ADDRESS:PORT]";
    arguments::run(usage, serve)
}

fn serve(mut arguments: Arguments) -> Result<()> {
    let mut builder = DtlsConfiguration::builder().read_timeout(PATIENCE);
    let psk = arguments.psk()?;
    let certificates = arguments.option("--cert")?;
    if psk.is_none() && certificates.is_none() {
        return Err(misuse("a server needs --psk or --cert"));
    }
    if let Some((identity, key)) = psk {
        let find = move |asked: &[u8]| {
            (asked == identity.as_bytes()).then(|| SecretBytes::copy_from(key.as_bytes()))
        };
        builder = builder.pre_shared_key_store(Arc::new(find));
    }
    if let Some(certificates) = certificates {
        let key = fs::read(arguments.required("--key")?)?;
        builder = builder.certificate_chain(CertificateChain::from_pem(&fs::read(certificates)?, &key)?);
    }
    let listen = arguments.option("--listen")?.unwrap_or_else(|| "127.0.0.1:4433".into());
    arguments.finish()?;

    let server = ServerContext::new(builder.build()?)?.bind(listen)?;
    println!("listening on {}", server.local_addr()?);
    loop {
        let (client, address) = server.accept()?;
        let suite = client.cipher().ok_or("no suite")?;
        println!("{address} came by {suite}");
        thread::spawn(move || match echo(&client) {
            Ok(()) => println!("{address} said farewell"),
            Err(error) => eprintln!("{address}: {error}"),
        });
    }
}

fn echo(client: &DtlsSocket) -> io::Result<()> {
    let mut datagram = vec![0; 16 * 1024];
    loop {
        match client.recv(&mut datagram)? {
            0 => return Ok(()),
            length => client.send(&datagram[..length])?,
        };
    }
}
