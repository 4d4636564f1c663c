// SPDX-License-Identifier: MIT
//! TLS 1.2 and 1.3 and DTLS 1.2, with certificates and pre-shared keys (PEP 543).
//!
//! | step | over streams | over datagrams |
//! |---|---|---|
//! | say what you want, once | [`TlsConfiguration`] | [`DtlsConfiguration`] |
//! | choose a side | [`ClientContext`], [`ServerContext`] | the same |
//! | say whom you expect | [`ServerIdentity`] | the same |
//! | run a connection without I/O | [`TlsWrappedBuffer`] | [`DtlsWrappedBuffer`] |
//! | or over anything that reads and writes; over sockets | [`TlsStream`] | [`DtlsSocket`], [`DtlsServer`] |
//!
//! Two engines are underneath: rustls with purembed's algorithms, for TLS 1.3 and certificates; and one of our own for
//! everything else that Mbed TLS can do, over TLS 1.2 and DTLS 1.2. [`TlsConfiguration::engine`] says which one it is, and
//! why. Certificates are judged by purembed's own verifier in both. No type of rustls is part of this API.
//!
//! # Security
//!
//! Nothing older than TLS 1.2 and DTLS 1.2; no compression, no renegotiation, no early data. If nobody names
//! [suites](CipherSuite), only authenticated encryption is offered, and with certificates only key exchange with forward
//! secrecy. A peer's certificate is always checked unless a configuration says otherwise in words that contain
//! `dangerous`. Buffers are bounded: see [`TlsWrappedBuffer`].
//!
//! # Standards
//!
//! RFC 8446 (TLS 1.3), RFC 5246 (TLS 1.2), RFC 6347 (DTLS 1.2), RFC 4279, 5487, 5489, 8442 (pre-shared keys), RFC 7627
//! (extended master secret), RFC 5746 (renegotiation indication), RFC 6066 (server names, shorter records), RFC 7301
//! (ALPN), RFC 5705 (exporters), RFC 9146 (connection IDs), RFC 9525 (names in certificates).
#![forbid(unsafe_code)]

extern crate alloc;

mod buffer;
mod chain;
mod choice;
mod config;
mod context;
mod dtls;
mod engine;
mod error;
mod identity;
mod max_fragment_length;
mod next_protocol;
mod purpose;
mod record_header;
mod server_name;
mod socket;
mod split;
pub mod ssl;
mod stream;
mod suite;
mod verify;
mod version;

pub use buffer::{Progress, Received, TlsWrappedBuffer};
pub use chain::CertificateChain;
pub use choice::{Engine, EngineChoice};
pub use config::{
    ClientAuthentication, ConfigError, Configuration, ConfigurationBuilder, DangerousConfigurationBuilder,
    DangerousTlsConfigurationBuilder, Datagram, DtlsConfiguration, DtlsConfigurationBuilder, Stream,
    TlsConfiguration, TlsConfigurationBuilder, Transport,
};
pub use context::{ClientContext, ServerContext};
pub use dtls::{
    DtlsEvent, DtlsEvents, DtlsHub, DtlsLimits, DtlsReader, DtlsServer, DtlsSocket, DtlsWrappedBuffer,
    DtlsWriter, SendTo,
};
pub use error::{Alert, ApiMisuse, Error, Reason};
pub use identity::ServerIdentity;
pub use max_fragment_length::{MaxFragmentLength, UnknownMaxFragmentLength};
pub use next_protocol::NextProtocol;
pub use purembed_tls12::net::{Clock, PeerId};
pub use purembed_tls12::{
    InvalidPreSharedKey, InvalidSession, KeyLog, Now, PreSharedKey, PreSharedKeyStore, Session, SessionCache,
    SessionStore, Step as HandshakeStep, TicketCipher, TicketKeys,
};
pub use purpose::Purpose;
pub use record_header::{InvalidRecordHeader, RecordType, TlsRecordHeader};
pub use server_name::{ServerNameCallback, ServerNameChoice};
pub use socket::Socket;
pub use split::{TlsReader, TlsWriter};
pub use stream::TlsStream;
pub use suite::{CipherSuite, UnknownCipherSuite, ciphers_available};
pub use verify::VerifyCallback;
pub use version::{DtlsVersion, TlsVersion, UnknownDtlsVersion, UnknownTlsVersion};
