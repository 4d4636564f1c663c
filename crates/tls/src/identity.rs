// SPDX-License-Identifier: MIT
//! Whom a client expects.

use purembed_x509::ServerName;

/// The name that the server's certificate must have.
///
/// ```
/// use purembed_tls::ServerIdentity;
/// use purembed_x509::ServerName;
///
/// let identity = ServerIdentity::named(ServerName::try_from("example.org")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "server_hostname")]
#[derive(Clone, Debug)]
pub struct ServerIdentity<'a> {
    pub(crate) name: Option<ServerName<'a>>,
}

impl<'a> ServerIdentity<'a> {
    /// The server must have this DNS name or IP address. A DNS name is also sent to it (RFC 6066 section 3).
    #[must_use]
    pub const fn named(name: ServerName<'a>) -> Self {
        Self { name: Some(name) }
    }

    /// Anyone whom the trust store vouches for will do, whatever the name: Python's `server_hostname=None`.
    ///
    /// Everyone with a certificate from one of the trusted authorities can then stand in the middle. Right only where
    /// the trust store holds nothing but the one server's own certificate or private authority.
    #[must_use]
    pub const fn dangerous_any_name() -> Self {
        Self { name: None }
    }
}
