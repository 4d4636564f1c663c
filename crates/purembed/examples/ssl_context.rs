// SPDX-License-Identifier: MIT
//! A client and a server as in MicroPython, by TLS or DTLS: the client sends a line, the server sends it back in capitals.
//!
//! ```sh
//! cargo run --example ssl_context -- server --cert chain.pem --key key.pem 127.0.0.1:4435
//! cargo run --example ssl_context -- client --cafile root.pem --name localhost 127.0.0.1:4435 hello
//! cargo run --example ssl_context -- server --dtls --psk thermometer=0123456789abcdef 127.0.0.1:4435
//! cargo run --example ssl_context -- client --dtls --psk thermometer=0123456789abcdef 127.0.0.1:4435 hello
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "examples are there to be read")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::ExitCode;

use purembed::ssl::{Error, Protocol, Socket, SslContext, SslSocket, WrapOptions};

#[path = "common/arguments.rs"]
mod arguments;

use arguments::{Arguments, Result, misuse};

fn main() -> ExitCode {
    let usage = "\n  ssl_context server [--dtls] [--cert CHAIN.pem --key KEY.pem] [--psk IDENTITY=KEY] ADDRESS:PORT\
                 \n  ssl_context client [--dtls] [--cafile FILE --name NAME] [--psk IDENTITY=KEY] ADDRESS:PORT MESSAGE";
    arguments::run(usage, |mut arguments| match arguments.next("server or client")?.as_str() {
        "server" => serve(arguments),
        "client" => ask(arguments),
        other => Err(misuse(format!("{other} is neither server nor client"))),
    })
}

fn serve(mut arguments: Arguments) -> Result<()> {
    let is_dtls = arguments.flag("--dtls");
    let mut context = SslContext::new(if is_dtls { Protocol::DtlsServer } else { Protocol::TlsServer });
    if let Some(cert) = arguments.option("--cert")? {
        context.load_cert_chain(&cert, &arguments.required("--key")?)?;
    }
    if let Some(psk) = arguments.psk()? {
        context.set_server_psk_keys([psk]);
    }
    let address = arguments.next("ADDRESS:PORT")?;
    arguments.finish()?;
    if is_dtls { serve_datagrams(&context, &address) } else { serve_streams(&context, &address) }
}

fn serve_streams(context: &SslContext, address: &str) -> Result<()> {
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    for stream in listener.incoming() {
        let done = context
            .wrap_socket(stream?, WrapOptions::new().server_side(true))
            .map_err(Into::into)
            .and_then(answer);
        if let Err(error) = done {
            eprintln!("{error}");
        }
    }
    Ok(())
}

/// One client after the other: a socket is connected to the one that it serves.
fn serve_datagrams(context: &SslContext, address: &str) -> Result<()> {
    let mut socket = UdpSocket::bind(address)?;
    let address = socket.local_addr()?;
    println!("listening on {address}");
    loop {
        let (_, client) = socket.peek_from(&mut [0])?;
        socket.connect(client)?;
        let options = WrapOptions::new().server_side(true).client_id(client.to_string());
        match context.wrap_socket(socket.try_clone()?, options) {
            // It was sent a cookie, and comes again.
            Err(Error::HelloVerifyRequired) => continue,
            Err(error) => eprintln!("{client}: {error}"),
            Ok(connection) => {
                if let Err(error) = answer(connection) {
                    eprintln!("{client}: {error}");
                }
            }
        }
        drop(socket);
        socket = UdpSocket::bind(address)?;
    }
}

fn answer<S: Socket>(mut connection: SslSocket<S>) -> Result<()> {
    let mut message = vec![0; 16 * 1024];
    let length = connection.read(&mut message)?;
    connection.write_all(&message[..length].to_ascii_uppercase())?;
    connection.close()?;
    Ok(())
}

fn ask(mut arguments: Arguments) -> Result<()> {
    let is_dtls = arguments.flag("--dtls");
    let mut context = SslContext::new(if is_dtls { Protocol::DtlsClient } else { Protocol::TlsClient });
    if let Some(file) = arguments.option("--cafile")? {
        context.load_verify_locations(&file)?;
    }
    if let Some((identity, key)) = arguments.psk()? {
        context.set_psk_identity(identity.as_bytes()).set_psk_key(key.as_bytes());
    }
    let mut options = WrapOptions::new();
    if let Some(name) = arguments.option("--name")? {
        options = options.server_hostname(name);
    }
    let (address, message) = (arguments.next("ADDRESS:PORT")?, arguments.next("MESSAGE")?);
    arguments.finish()?;
    if is_dtls {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.connect(address)?;
        talk(context.wrap_socket(socket, options)?, &message)
    } else {
        talk(context.wrap_socket(TcpStream::connect(address)?, options)?, &message)
    }
}

fn talk<S: Socket>(mut connection: SslSocket<S>, message: &str) -> Result<()> {
    if let (Some(version), Some(suite)) = (connection.version(), connection.cipher()) {
        eprintln!("{version}, {suite}");
    }
    connection.write_all(message.as_bytes())?;
    let mut answer = vec![0; 16 * 1024];
    let length = connection.read(&mut answer)?;
    println!("{}", String::from_utf8_lossy(&answer[..length]));
    connection.close()?;
    Ok(())
}
