// SPDX-License-Identifier: MIT
//! Sends messages by DTLS, and shows what comes back.
//!
//! ```sh
//! cargo run --example dtls_echo_client -- --psk thermometer=0123456789abcdef 127.0.0.1:4433 hello
//! cargo run --example dtls_echo_client -- --trust root.pem --name localhost 127.0.0.1:4433 hello again
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "examples are there to be read")]
#![expect(clippy::std_instead_of_core, reason = "as users write programs")]

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::process::ExitCode;
use std::time::Duration;

use purembed::tls::{ClientContext, DtlsConfiguration, PreSharedKey, ServerIdentity};
use purembed::x509::ServerName;

#[path = "common/arguments.rs"]
mod arguments;
#[path = "common/trust.rs"]
mod trust;

use arguments::{Arguments, Result};

/// How long the echo may take. What UDP loses does not come at all.
const PATIENCE: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let usage =
        format!("dtls_echo_client (--psk IDENTITY=KEY | --name NAME {}) ADDRESS:PORT MESSAGE…", trust::USAGE);
    arguments::run(&usage, talk)
}

fn talk(mut arguments: Arguments) -> Result<()> {
    let builder = DtlsConfiguration::builder().read_timeout(PATIENCE);
    let name;
    let (configuration, server) = match arguments.psk()? {
        Some((identity, key)) => {
            let key = PreSharedKey::new(identity.as_bytes(), key.as_bytes())?;
            // Nobody but the server has the key: there is no name to be checked.
            (builder.pre_shared_key(key).build()?, ServerIdentity::dangerous_any_name())
        }
        None => {
            name = arguments.required("--name")?;
            let trust = trust::store(&mut arguments)?;
            let server = ServerIdentity::named(ServerName::try_from(name.as_str())?);
            (builder.trust_store(trust).build()?, server)
        }
    };
    let address = arguments.next("ADDRESS:PORT")?;
    let mut messages = vec![arguments.next("MESSAGE")?];
    while let Ok(message) = arguments.next("MESSAGE") {
        messages.push(message);
    }
    arguments.finish()?;

    let address = address.to_socket_addrs()?.next().ok_or("the server has no address")?;
    let unspecified: SocketAddr = match address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(unspecified)?;
    socket.connect(address)?;
    let connection = ClientContext::new(configuration)?.wrap_socket(socket, &server)?;
    connection.do_handshake()?;
    eprintln!("DTLSv1.2, {}", connection.cipher().ok_or("no suite")?);

    let mut datagram = vec![0; 16 * 1024];
    for message in messages {
        connection.send(message.as_bytes())?;
        let length = connection.recv(&mut datagram)?;
        println!("{}", String::from_utf8_lossy(&datagram[..length]));
    }
    connection.close();
    Ok(())
}
