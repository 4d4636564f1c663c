// SPDX-License-Identifier: MIT
//! What is said for each socket.

use alloc::string::String;
use alloc::vec::Vec;

/// What is said for each socket: the keyword arguments of
/// [`SslContext::wrap_socket`](super::SslContext::wrap_socket).
///
/// ```
/// use purembed_tls::ssl::WrapOptions;
///
/// let options = WrapOptions::new().server_hostname("example.org").do_handshake_on_connect(false);
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WrapOptions {
    pub(super) server_side: bool,
    pub(super) do_handshake_on_connect: bool,
    pub(super) server_hostname: Option<String>,
    pub(super) client_id: Option<Vec<u8>>,
}

impl WrapOptions {
    /// For a client that goes through its handshake at once, with a server whose name does not matter.
    #[must_use]
    pub const fn new() -> Self {
        Self { server_side: false, do_handshake_on_connect: true, server_hostname: None, client_id: None }
    }

    /// Whether this is the server's side, which has to be what the context is for.
    #[must_use]
    pub const fn server_side(mut self, server_side: bool) -> Self {
        self.server_side = server_side;
        self
    }

    /// Whether wrapping goes through the handshake. If not, the first read or write does.
    #[must_use]
    pub const fn do_handshake_on_connect(mut self, at_once: bool) -> Self {
        self.do_handshake_on_connect = at_once;
        self
    }

    /// The name or address that the server's certificate must have. A name is also sent to the server (RFC 6066 section 3).
    #[must_use]
    pub fn server_hostname(mut self, name: impl Into<String>) -> Self {
        self.server_hostname = Some(name.into());
        self
    }

    /// What a DTLS server tells its clients apart by: the peer's address, in any form. If nothing is said, it is the address
    /// that the socket is connected to.
    #[must_use]
    pub fn client_id(mut self, id: impl Into<Vec<u8>>) -> Self {
        self.client_id = Some(id.into());
        self
    }
}

impl Default for WrapOptions {
    fn default() -> Self {
        Self::new()
    }
}
