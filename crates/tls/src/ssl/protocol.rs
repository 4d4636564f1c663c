// SPDX-License-Identifier: MIT
//! What a context is for, and how closely it looks.

use core::fmt;

/// What the sockets of a context speak, and on which side.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Protocol {
    /// A client over TCP.
    #[doc(alias = "PROTOCOL_TLS_CLIENT")]
    TlsClient,
    /// A server over TCP.
    #[doc(alias = "PROTOCOL_TLS_SERVER")]
    TlsServer,
    /// A client over UDP.
    #[doc(alias = "PROTOCOL_DTLS_CLIENT")]
    DtlsClient,
    /// A server over UDP.
    #[doc(alias = "PROTOCOL_DTLS_SERVER")]
    DtlsServer,
}

impl Protocol {
    /// Whether this is the server's side.
    #[must_use]
    pub const fn is_server(self) -> bool {
        matches!(self, Self::TlsServer | Self::DtlsServer)
    }

    /// Whether this goes over UDP.
    #[must_use]
    pub const fn is_datagram(self) -> bool {
        matches!(self, Self::DtlsClient | Self::DtlsServer)
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TlsClient => "TLS client",
            Self::TlsServer => "TLS server",
            Self::DtlsClient => "DTLS client",
            Self::DtlsServer => "DTLS server",
        })
    }
}

/// Whether peers show certificates, and whether these are checked.
///
/// | | client | server |
/// |---|---|---|
/// | [`CERT_REQUIRED`] | the server's certificate is checked; the default | the client has to show a good one |
/// | [`CERT_OPTIONAL`] | is not checked: dangerous | the client may show one, which has to be good |
/// | [`CERT_NONE`] | is not checked: dangerous | the client is not asked; the default |
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum VerifyMode {
    /// [`CERT_NONE`]
    None,
    /// [`CERT_OPTIONAL`]
    Optional,
    /// [`CERT_REQUIRED`]
    Required,
}

/// Nothing is checked; servers do not ask.
pub const CERT_NONE: VerifyMode = VerifyMode::None;
/// Servers ask, and let in who has none.
pub const CERT_OPTIONAL: VerifyMode = VerifyMode::Optional;
/// Without a good certificate there is no connection.
pub const CERT_REQUIRED: VerifyMode = VerifyMode::Required;
