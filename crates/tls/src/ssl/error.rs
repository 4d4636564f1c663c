// SPDX-License-Identifier: MIT
//! Why a socket cannot be wrapped.

use alloc::string::String;
use core::fmt;
use std::io;
use std::path::{Path, PathBuf};

use purembed_x509::{InvalidEncoding, InvalidServerName};

use super::protocol::Protocol;
use crate::config::ConfigError;
use crate::{InvalidPreSharedKey, UnknownCipherSuite};

/// Why a socket cannot be wrapped, or a context not be told something.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// What the context was told does not fit together.
    Configuration(ConfigError),
    /// A client is not to check its server, and was not told so by
    /// [`dangerous_set_verify_mode`](super::SslContext::dangerous_set_verify_mode).
    DangerousVerifyMode,
    /// A file cannot be read.
    File {
        /// Which one.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// A DTLS server sent its client a cookie. When that comes again, wrap its socket once more.
    HelloVerifyRequired,
    /// The socket failed, or the handshake.
    Io(io::Error),
    /// There has to be a cipher suite.
    NoCipherSuite,
    /// The system trusts nobody, as far as can be found out.
    NoSystemCertificates,
    /// A key that the two sides share has no bytes, or too many.
    PreSharedKey(InvalidPreSharedKey),
    /// A client that checks certificates has to know the name of its server.
    ServerHostnameRequired,
    /// The server's name is no name.
    ServerName(InvalidServerName),
    /// The context is for the other side.
    Side(Protocol),
    /// The handshake failed.
    Tls(crate::Error),
    /// The context is for other sockets.
    Transport(Protocol),
    /// No cipher suite has this name.
    UnknownCipherSuite(String),
    /// The certificates to trust cannot be read.
    VerifyLocations(InvalidEncoding),
}

impl Error {
    pub(super) fn file(path: &Path, error: io::Error) -> Self {
        Self::File { path: path.into(), error }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(error) => write!(f, "{error}"),
            Self::DangerousVerifyMode => f.write_str(
                "client that does not check its server: say so by dangerous_set_verify_mode(), or use CERT_REQUIRED",
            ),
            Self::File { path, error } => write!(f, "{}: {error}", path.display()),
            Self::HelloVerifyRequired => f.write_str("Hello Verify Required"),
            Self::Io(error) => write!(f, "{error}"),
            Self::NoCipherSuite => f.write_str("no cipher suites: get_ciphers() lists them"),
            Self::NoSystemCertificates => {
                f.write_str("no certificates where systems keep them: set SSL_CERT_FILE or SSL_CERT_DIR")
            }
            Self::PreSharedKey(error) => write!(f, "{error}"),
            Self::ServerHostnameRequired => f.write_str("CERT_REQUIRED requires server_hostname"),
            Self::ServerName(error) => write!(f, "server_hostname: {error}"),
            Self::Side(protocol) => {
                let argument = protocol.is_server();
                write!(f, "context is for a {protocol}: pass server_side({argument})")
            }
            Self::Tls(error) => write!(f, "{error}"),
            Self::Transport(protocol) => {
                let socket = if protocol.is_datagram() { "UdpSocket" } else { "TcpStream" };
                write!(f, "context is for a {protocol}: pass a {socket}")
            }
            Self::UnknownCipherSuite(name) => write!(f, "{name}: {UnknownCipherSuite}"),
            Self::VerifyLocations(error) => write!(f, "certificates to trust: {error}"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Configuration(error) => Some(error),
            Self::File { error, .. } | Self::Io(error) => Some(error),
            Self::PreSharedKey(error) => Some(error),
            Self::ServerName(error) => Some(error),
            Self::Tls(error) => Some(error),
            Self::VerifyLocations(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    /// Takes out the [`crate::Error`] that streams put in.
    fn from(error: io::Error) -> Self {
        match error.downcast::<crate::Error>() {
            Ok(crate::Error::HelloVerifyRequest) => Self::HelloVerifyRequired,
            Ok(error) => Self::Tls(error),
            Err(error) => Self::Io(error),
        }
    }
}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Self::Tls(error)
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Configuration(error)
    }
}

/// MicroPython has no error of its own for this module, but `OSError`.
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) | Error::File { error, .. } => error,
            Error::Tls(error) => error.into(),
            Error::HelloVerifyRequired => Self::other(error),
            _ => Self::new(io::ErrorKind::InvalidInput, error),
        }
    }
}
