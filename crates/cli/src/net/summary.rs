// SPDX-License-Identifier: MIT
//! What was agreed upon, and with whom.

use core::fmt;

use purembed::tls::{CipherSuite, DtlsSocket, DtlsVersion, TlsVersion, TlsWrappedBuffer};
use purembed::x509::Crt;
use serde_json::{Value, json};

/// What was agreed upon, and with whom.
#[derive(Debug)]
pub(crate) struct Summary {
    version: Option<&'static str>,
    cipher: Option<CipherSuite>,
    protocol: Option<String>,
    server_name: Option<String>,
    psk_identity: Option<String>,
    is_resumed: bool,
    certificates: Vec<Crt>,
}

impl Summary {
    /// Of a connection over a stream.
    pub(crate) fn of_stream(buffer: &TlsWrappedBuffer) -> Self {
        Self {
            version: buffer.negotiated_tls_version().map(TlsVersion::name),
            cipher: buffer.cipher(),
            protocol: buffer.negotiated_protocol().map(text),
            server_name: buffer.requested_server_name().map(ToOwned::to_owned),
            psk_identity: buffer.psk_identity().map(text),
            is_resumed: buffer.is_resumed(),
            certificates: buffer.peer_certificates().to_vec(),
        }
    }

    /// Of a connection over datagrams.
    pub(crate) fn of_datagrams(socket: &DtlsSocket) -> Self {
        Self {
            version: socket.negotiated_dtls_version().map(DtlsVersion::name),
            cipher: socket.cipher(),
            protocol: socket.negotiated_protocol().as_deref().map(text),
            server_name: socket.requested_server_name(),
            psk_identity: socket.psk_identity().as_deref().map(text),
            is_resumed: socket.is_resumed(),
            certificates: socket.peer_certificates(),
        }
    }

    /// The same as a JSON object; what there is not is `null`.
    pub(crate) fn json(&self, peer: &str) -> Value {
        json!({
            "peer": peer,
            "version": self.version,
            "cipher": self.cipher.map(CipherSuite::name),
            "protocol": self.protocol,
            "server_name": self.server_name,
            "psk_identity": self.psk_identity,
            "resumed": self.is_resumed,
            "certificates": self.certificates.iter().map(|crt| json!({
                "subject": crt.subject().to_string(),
                "issuer": crt.issuer().to_string(),
                "not_after": crt.not_after().to_string(),
            })).collect::<Vec<_>>(),
        })
    }
}

/// On one line.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cipher = self.cipher.map_or("no suite", CipherSuite::name);
        write!(f, "{}, {cipher}", self.version.unwrap_or("no version"))?;
        if self.is_resumed {
            f.write_str(", resumed")?;
        }
        for (what, value) in
            [("protocol", &self.protocol), ("name", &self.server_name), ("identity", &self.psk_identity)]
        {
            if let Some(value) = value {
                write!(f, ", {what} {value}")?;
            }
        }
        match self.certificates.first() {
            Some(crt) => write!(f, ", certificate {}", crt.subject()),
            None => Ok(()),
        }
    }
}

/// Names are the peer's, and shall not play with the terminal.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).escape_debug().to_string()
}
