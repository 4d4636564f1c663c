// SPDX-License-Identifier: MIT
//! A context for one socket.

use alloc::string::String;

use super::context::SslContext;
use super::error::Error;
use super::options::WrapOptions;
use super::protocol::{Protocol, VerifyMode};
use super::socket::{Socket, SslSocket};
use super::source::Source;

/// Puts a connection over a socket, by a context that is made for it alone: TLS over streams, DTLS over UDP.
///
/// A DTLS server needs an [`SslContext`], which is there when its client comes again.
///
/// ```no_run
/// use std::net::TcpStream;
///
/// use purembed_tls::ssl::{self, Arguments};
///
/// let arguments = Arguments::new().cadata("root.pem").server_hostname("example.org");
/// let socket = ssl::wrap_socket(TcpStream::connect("example.org:443")?, arguments)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// As [`SslContext::wrap_socket`] and the methods that tell a context what [`Arguments`] tell.
pub fn wrap_socket<S: Socket>(socket: S, arguments: Arguments<'_>) -> Result<SslSocket<S>, Error> {
    let protocol = match (SslSocket::<S>::IS_DATAGRAM, arguments.options.server_side) {
        (false, false) => Protocol::TlsClient,
        (false, true) => Protocol::TlsServer,
        (true, false) => Protocol::DtlsClient,
        (true, true) => Protocol::DtlsServer,
    };
    let mut context = SslContext::new(protocol);
    if let Some((cert, key)) = arguments.cert_and_key {
        context.load_cert_chain(cert, key)?;
    }
    if let Some(certificates) = arguments.cadata {
        context.load_verify_locations(certificates)?;
    }
    match arguments.cert_reqs {
        Some((mode, true)) => context.dangerous_set_verify_mode(mode),
        Some((mode, false)) => context.set_verify_mode(mode)?,
        None => {}
    }
    context.wrap_socket(socket, arguments.options)
}

/// The keyword arguments of [`wrap_socket`].
#[derive(Clone, Debug)]
pub struct Arguments<'a> {
    options: WrapOptions,
    cert_and_key: Option<(Source<'a>, Source<'a>)>,
    cadata: Option<Source<'a>>,
    /// And whether that was called dangerous.
    cert_reqs: Option<(VerifyMode, bool)>,
}

impl<'a> Arguments<'a> {
    /// For a client that goes through its handshake at once, and trusts nobody yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { options: WrapOptions::new(), cert_and_key: None, cadata: None, cert_reqs: None }
    }

    /// As [`WrapOptions::server_side`].
    #[must_use]
    pub fn server_side(mut self, server_side: bool) -> Self {
        self.options = self.options.server_side(server_side);
        self
    }

    /// As [`SslContext::load_cert_chain`].
    #[must_use]
    pub fn cert_and_key(mut self, cert: impl Into<Source<'a>>, key: impl Into<Source<'a>>) -> Self {
        self.cert_and_key = Some((cert.into(), key.into()));
        self
    }

    /// As [`SslContext::load_verify_locations`].
    #[must_use]
    pub fn cadata(mut self, certificates: impl Into<Source<'a>>) -> Self {
        self.cadata = Some(certificates.into());
        self
    }

    /// As [`SslContext::set_verify_mode`].
    #[must_use]
    pub const fn cert_reqs(mut self, mode: VerifyMode) -> Self {
        self.cert_reqs = Some((mode, false));
        self
    }

    /// As [`SslContext::dangerous_set_verify_mode`].
    #[must_use]
    pub const fn dangerous_cert_reqs(mut self, mode: VerifyMode) -> Self {
        self.cert_reqs = Some((mode, true));
        self
    }

    /// As [`WrapOptions::server_hostname`].
    #[must_use]
    pub fn server_hostname(mut self, name: impl Into<String>) -> Self {
        self.options = self.options.server_hostname(name);
        self
    }

    /// As [`WrapOptions::do_handshake_on_connect`].
    #[must_use]
    pub fn do_handshake(mut self, at_once: bool) -> Self {
        self.options = self.options.do_handshake_on_connect(at_once);
        self
    }
}

impl Default for Arguments<'_> {
    fn default() -> Self {
        Self::new()
    }
}
