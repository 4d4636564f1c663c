// SPDX-License-Identifier: MIT
//! CoAP over DTLS with a pre-shared key, as RFC 7252 section 9 wants it of everyone: asks for a resource, or has one.
//!
//! ```sh
//! cargo run --example coap_psk -- serve --psk thermometer=0123456789abcdef 127.0.0.1:5684
//! cargo run --example coap_psk -- get --psk thermometer=0123456789abcdef coaps://127.0.0.1:5684/temperature
//! coap-client -u thermometer -k 0123456789abcdef coaps://127.0.0.1:5684/temperature
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "examples are there to be read")]
#![expect(clippy::std_instead_of_alloc, clippy::std_instead_of_core, reason = "as users write programs")]

use std::io::{self, ErrorKind};
use std::net::{ToSocketAddrs, UdpSocket};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use purembed::secrets::{self, SecretBytes};
use purembed::tls::{
    CipherSuite, ClientContext, DtlsConfiguration, DtlsSocket, PreSharedKey, ServerContext, ServerIdentity,
};

#[path = "../common/arguments.rs"]
mod arguments;
mod message;

use arguments::{Arguments, Result, misuse};
use message::{CONTENT, EMPTY, GET, Kind, Message, NOT_FOUND};

/// Mandatory to implement (RFC 7252 section 9.1.3.1).
const SUITE: CipherSuite = CipherSuite::TLS_PSK_WITH_AES_128_CCM_8;
/// The first wait for an answer, and how often it is doubled (RFC 7252 section 4.8).
const ACK_TIMEOUT: Duration = Duration::from_secs(2);
const MAX_RETRANSMIT: u32 = 4;
/// How long a client may be silent.
const PATIENCE: Duration = Duration::from_secs(300);
/// The largest message (RFC 7252 section 4.6), and then some.
const LONGEST: usize = 2048;

fn main() -> ExitCode {
    let usage = "\n  coap_psk get --psk IDENTITY=KEY coaps://ADDRESS[:PORT]/PATH\
                 \n  coap_psk serve --psk IDENTITY=KEY [ADDRESS:PORT]";
    arguments::run(usage, |mut arguments| match arguments.next("get or serve")?.as_str() {
        "get" => get(arguments),
        "serve" => serve(arguments),
        other => Err(misuse(format!("{other} is neither get nor serve"))),
    })
}

fn get(mut arguments: Arguments) -> Result<()> {
    let (identity, key) = arguments.psk()?.ok_or_else(|| misuse("--psk is missing"))?;
    let url = arguments.next("URL")?;
    arguments.finish()?;
    let rest = url.strip_prefix("coaps://").ok_or_else(|| misuse("the URL has to begin with coaps://"))?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let address = match authority.contains(':') {
        true => authority.to_socket_addrs()?.next(),
        false => (authority, 5684).to_socket_addrs()?.next(),
    };

    let configuration = DtlsConfiguration::builder()
        .ciphers(&[SUITE])
        .pre_shared_key(PreSharedKey::new(identity.as_bytes(), key.as_bytes())?)
        .build()?;
    let socket = UdpSocket::bind(("0.0.0.0", 0))?;
    socket.connect(address.ok_or("the server has no address")?)?;
    // Nobody but the server has the key: there is no name to be checked.
    let anyone = ServerIdentity::dangerous_any_name();
    let mut connection = ClientContext::new(configuration)?.wrap_socket(socket, &anyone)?;
    connection.do_handshake()?;
    eprintln!("DTLSv1.2, {}", connection.cipher().ok_or("no suite")?);

    let (token, id) = (secrets::token_bytes::<4>()?, secrets::token_bytes::<2>()?);
    let mut request = Message::new(Kind::Confirmable, GET, u16::from_be_bytes(id), &token);
    request.path = path.split('/').filter(|part| !part.is_empty()).map(Into::into).collect();
    let answer = ask(&mut connection, &request)?;
    connection.close();
    if answer.code != CONTENT {
        return Err(format!("the server says {}.{:02}", answer.code >> 5, answer.code & 0x1f).into());
    }
    println!("{}", String::from_utf8_lossy(&answer.payload));
    Ok(())
}

/// Sends a request, again if nothing comes (RFC 7252 section 4.2), and waits for its answer.
fn ask(connection: &mut DtlsSocket, request: &Message) -> Result<Message> {
    let bytes = request.encode().ok_or_else(|| misuse("a part of the path is too long"))?;
    for attempt in 0..=MAX_RETRANSMIT {
        connection.send(&bytes)?;
        connection.set_read_timeout(Some(ACK_TIMEOUT * 2u32.pow(attempt)));
        match answer(connection, request) {
            Err(error) if error.kind() == ErrorKind::TimedOut => {}
            answer => return Ok(answer?),
        }
    }
    Err("the server does not answer".into())
}

fn answer(connection: &DtlsSocket, request: &Message) -> io::Result<Message> {
    let mut datagram = [0; LONGEST];
    loop {
        let length = connection.recv(&mut datagram)?;
        if length == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let Some(message) = Message::decode(&datagram[..length]) else { continue };
        if message.kind == Kind::Confirmable {
            // It came by itself, after an acknowledgement that had no answer in it (RFC 7252 section 5.2.2).
            let acknowledgement = Message::new(Kind::Acknowledgement, EMPTY, message.id, &[]);
            connection.send(&acknowledgement.encode().unwrap_or_default())?;
        }
        if message.code != EMPTY && message.token == request.token {
            return Ok(message);
        }
        if message.kind == Kind::Reset && message.id == request.id {
            return Err(ErrorKind::ConnectionReset.into());
        }
    }
}

fn serve(mut arguments: Arguments) -> Result<()> {
    let (identity, key) = arguments.psk()?.ok_or_else(|| misuse("--psk is missing"))?;
    let address = arguments.next_or("127.0.0.1:5684")?;
    arguments.finish()?;

    let find =
        move |asked: &[u8]| (asked == identity.as_bytes()).then(|| SecretBytes::copy_from(key.as_bytes()));
    let configuration = DtlsConfiguration::builder()
        .ciphers(&[SUITE])
        .pre_shared_key_store(Arc::new(find))
        .read_timeout(PATIENCE)
        .build()?;
    let server = ServerContext::new(configuration)?.bind(address)?;
    println!("listening on coaps://{}/temperature", server.local_addr()?);
    loop {
        let (client, address) = server.accept()?;
        thread::spawn(move || {
            if let Err(error) = reply(&client) {
                eprintln!("{address}: {error}");
            }
        });
    }
}

fn reply(client: &DtlsSocket) -> io::Result<()> {
    let mut datagram = [0; LONGEST];
    loop {
        let length = client.recv(&mut datagram)?;
        if length == 0 {
            return Ok(());
        }
        let Some(request) = Message::decode(&datagram[..length]) else { continue };
        let kind = match request.kind {
            // "Are you there?" (RFC 7252 section 4.3)
            Kind::Confirmable if request.code == EMPTY => Kind::Reset,
            Kind::Confirmable => Kind::Acknowledgement,
            Kind::NonConfirmable => Kind::NonConfirmable,
            Kind::Acknowledgement | Kind::Reset => continue,
        };
        let code = match (kind, request.code, request.path.as_slice()) {
            (Kind::Reset, ..) => EMPTY,
            (_, GET, [path]) if path == "temperature" => CONTENT,
            _ => NOT_FOUND,
        };
        let mut answer = Message::new(kind, code, request.id, &request.token);
        if code == CONTENT {
            answer.payload = b"21 degrees".to_vec();
        }
        client.send(&answer.encode().unwrap_or_default())?;
    }
}
