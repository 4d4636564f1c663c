// SPDX-License-Identifier: MIT
//! TLS and DTLS as MicroPython's module `ssl` has them: few settings, sockets that are wrapped.
//!
//! It is a face of [`ClientContext`](crate::tls::ClientContext) and [`ServerContext`](crate::tls::ServerContext), and speaks what they
//! speak. What is not here is there: certificates that are revoked, inner protocols, resumption, streams that are no sockets,
//! one UDP socket for many clients.
//!
//! # Examples
//!
//! A server and a client of DTLS with a key that they share. The first time a client comes, it is sent a cookie, and
//! [`wrap_socket`](SslContext::wrap_socket) fails; when the client comes again with it, it is let in:
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::UdpSocket;
//! use std::thread;
//!
//! use purembed::ssl::{Error, Protocol, SslContext, WrapOptions};
//!
//! let server = UdpSocket::bind("127.0.0.1:0")?;
//! let address = server.local_addr()?;
//! let client = thread::spawn(move || -> Result<Vec<u8>, Error> {
//!     let mut context = SslContext::new(Protocol::DtlsClient);
//!     context.set_psk_identity(b"thermometer").set_psk_key(b"0123456789abcdef");
//!     let socket = UdpSocket::bind("127.0.0.1:0")?;
//!     socket.connect(address)?;
//!     let mut connection = context.wrap_socket(socket, WrapOptions::new())?;
//!     connection.write_all(b"21 degrees")?;
//!     let mut answer = vec![0; 1500];
//!     let length = connection.read(&mut answer)?;
//!     answer.truncate(length);
//!     Ok(answer)
//! });
//!
//! let mut context = SslContext::new(Protocol::DtlsServer);
//! context.set_server_psk_keys([(b"thermometer", b"0123456789abcdef")]);
//! let mut connection = loop {
//!     let (_, address) = server.peek_from(&mut [0])?;
//!     server.connect(address)?;
//!     let options = WrapOptions::new().server_side(true).client_id(address.to_string());
//!     match context.wrap_socket(server.try_clone()?, options) {
//!         Err(Error::HelloVerifyRequired) => {}
//!         connection => break connection?,
//!     }
//! };
//! let mut buffer = [0; 1500];
//! let length = connection.read(&mut buffer)?;
//! connection.write_all(&buffer[..length].to_ascii_uppercase())?;
//! assert_eq!(client.join().expect("no panic")?, b"21 DEGREES");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # From MicroPython
//!
//! | MicroPython | Rust | difference |
//! |---|---|---|
//! | `ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)` | [`SslContext::new`]`(`[`Protocol::TlsClient`]`)` | |
//! | `ctx.load_cert_chain(cert, key)` | [`SslContext::load_cert_chain`] | paths are text, contents are bytes; the key is checked against the certificate; called again, it adds another pair |
//! | `ctx.load_verify_locations(cafile=…)`, `(cadata=…)` | [`SslContext::load_verify_locations`] | either, by type; called again, it adds |
//! | nothing | [`SslContext::load_default_certs`] | what the system trusts, as in CPython |
//! | `ctx.get_ciphers()`, `ctx.set_ciphers([…])` | [`SslContext::get_ciphers`], [`SslContext::set_ciphers`] | IANA's names; Mbed TLS's and OpenSSL's are understood |
//! | `ctx.verify_mode` | [`SslContext::verify_mode`], [`SslContext::set_verify_mode`] | a client that does not check its server has to say [`dangerous_set_verify_mode`](SslContext::dangerous_set_verify_mode) |
//! | `ssl.CERT_NONE`, `CERT_OPTIONAL`, `CERT_REQUIRED` | [`CERT_NONE`], [`CERT_OPTIONAL`], [`CERT_REQUIRED`] | a server with `CERT_OPTIONAL` refuses certificates that are wrong |
//! | `ctx.set_psk_identity(…)`, `ctx.set_psk_key(…)` | [`SslContext::set_psk_identity`], [`SslContext::set_psk_key`] | on a server [`SslContext::set_server_psk_keys`]: a key for each client |
//! | `ctx.wrap_socket(sock, server_side=…, …)` | [`SslContext::wrap_socket`] with [`WrapOptions`] | takes the socket |
//! | `client_id=…` | [`WrapOptions::client_id`] | the peer's address if there is none |
//! | `OSError: Hello Verify Required` | [`Error::HelloVerifyRequired`] | |
//! | `ValueError: CERT_REQUIRED requires server_hostname` | [`Error::ServerHostnameRequired`] | |
//! | `ssl.wrap_socket(sock, …)` | [`wrap_socket`] with [`Arguments`] | `cert_reqs` is `CERT_REQUIRED` for clients; DTLS if the socket is UDP's |
//! | `sock.read()`, `readinto()`, `write()` | [`Read`](std::io::Read) and [`Write`](std::io::Write) | not blocking is an error of [that kind](std::io::ErrorKind::WouldBlock), not `None` |
//! | `sock.setblocking(False)` | [`SslSocket::set_nonblocking`] | |
//! | `sock.getpeercert(True)` | [`SslSocket::peer_certificate`] | the certificate, not its octets |
//! | `sock.cipher()` | [`SslSocket::cipher`], [`SslSocket::version`] | |
//! | `sock.close()` | [`SslSocket::close`], or dropping it | |

pub use purembed_tls::ssl::{
    Arguments, CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED, Error, Protocol, Socket, Source, SslContext,
    SslSocket, VerifyMode, WrapOptions, wrap_socket,
};
