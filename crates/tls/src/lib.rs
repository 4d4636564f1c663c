// SPDX-License-Identifier: MIT
//! TLS 1.2 and 1.3 over certificates (PEP 543): configurations, contexts, buffers, streams.
//!
//! | step | type |
//! |---|---|
//! | say what you want, once | [`TlsConfiguration`] |
//! | choose a side | [`ClientContext`], [`ServerContext`] |
//! | say whom you expect | [`ServerIdentity`] |
//! | run a connection without I/O | [`TlsWrappedBuffer`] |
//! | or over anything that reads and writes | [`TlsStream`] |
//!
//! The engine underneath is rustls with purembed's algorithms; certificates are judged by purembed's own verifier. No
//! type of rustls is part of this API, so that other engines can come behind it.
//!
//! # Security
//!
//! Only TLS 1.2 and 1.3, only authenticated encryption, only key exchange with forward secrecy; no compression, no
//! renegotiation, no early data. A peer's certificate is always checked unless a configuration says otherwise in words
//! that contain `dangerous`. Buffers are bounded: see [`TlsWrappedBuffer`].
//!
//! # Standards
//!
//! RFC 8446 (TLS 1.3), RFC 5246 (TLS 1.2), RFC 7627 (extended master secret), RFC 5746 (renegotiation indication),
//! RFC 6066 section 3 (server name), RFC 7301 (ALPN), RFC 9525 (names in certificates).
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
mod key_log;
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
pub use key_log::KeyLog;
pub use max_fragment_length::{MaxFragmentLength, UnknownMaxFragmentLength};
pub use next_protocol::NextProtocol;
pub use purembed_tls12::net::{Clock, PeerId};
pub use purembed_tls12::{
    InvalidPreSharedKey, InvalidSession, Now, PreSharedKey, PreSharedKeyStore, Session, SessionCache,
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
