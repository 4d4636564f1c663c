// SPDX-License-Identifier: MIT
//! Names of protocols inside TLS (RFC 7301).

/// A name of an inner protocol: those that python-mbedtls has names for. Any other bytes will do as well.
///
/// ```
/// use purembed_tls::{NextProtocol, TlsConfiguration};
///
/// let builder = TlsConfiguration::builder().inner_protocols([NextProtocol::H2, NextProtocol::HTTP1]);
/// assert_eq!(NextProtocol::HTTP1.as_ref(), b"http/1.1");
/// # let _ = builder;
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct NextProtocol(&'static str);

impl NextProtocol {
    /// HTTP/2 over TLS.
    pub const H2: Self = Self("h2");
    /// HTTP/2 in clear.
    pub const H2C: Self = Self("h2c");
    /// HTTP/1.1.
    pub const HTTP1: Self = Self("http/1.1");
    /// `WebRTC` media and data.
    pub const WEBRTC: Self = Self("webrtc");
    /// Confidential `WebRTC` media and data.
    pub const C_WEBRTC: Self = Self("c-webrtc");
    /// FTP.
    pub const FTP: Self = Self("ftp");
    /// NAT discovery by STUN.
    pub const STUN: Self = Self("stun.nat-discovery");
    /// TURN.
    pub const TURN: Self = Self("stun.turn");

    /// The name in IANA's registry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl AsRef<[u8]> for NextProtocol {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}
