// SPDX-License-Identifier: MIT
//! TLS 1.2 and 1.3 over certificates (PEP 543).
//!
//! The crate's front page has a whole connection in a few lines; [`ClientContext`] and [`ServerContext`] show sockets,
//! [`TlsWrappedBuffer`] how to do without.
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `TLSConfiguration(trust_store=…, …)` | [`TlsConfiguration::builder`] | checked when built; TLS 1.2 is the oldest |
//! | `configuration.update(…)` | [`TlsConfiguration::to_builder`] | |
//! | `validate_certificates=False` | [`TlsConfigurationBuilder::dangerous`] | cannot be overlooked |
//! | `ClientContext(conf).wrap_socket(sock, "name")` | [`ClientContext::wrap_stream`] | over anything that reads and writes |
//! | `ServerContext(conf).wrap_socket(sock)` | [`ServerContext::wrap_stream`] | asks for no client certificate unless told to |
//! | `server_hostname=None` | [`ServerIdentity::dangerous_any_name`] | |
//! | `context.wrap_buffers(…)` | [`ClientContext::wrap_buffers`] | takes the time |
//! | `WantReadError`, `WantWriteError` | [`Progress`], [`Received`] | states, not errors |
//! | `DTLSConfiguration(…)`, its contexts' `wrap_socket` | [`DtlsConfiguration`], [`DtlsSocket`] | keep the boundaries of datagrams, and send again what gets lost |
//! | `sock.accept()` for datagrams, in a loop of one client each | [`DtlsServer`] | many clients at once, cookies inside |
//! | `HelloVerifyRequest`, `setcookieparam` | [`Error::HelloVerifyRequest`], [`DtlsSocket::set_cookie_param`] | only for who wants to see them |
//! | `setmtu` | [`DtlsSocket::set_mtu`] | obeyed |
//! | `pickle.dumps(buffer)` | [`DtlsWrappedBuffer::into_bytes`] | takes the buffer, and needs none of its keys |
//! | `RaggedEOF` | [`Error::RaggedEof`] | |
//! | `ciphers_available()` | [`CipherSuite::available`] | |
//! | `buffer.getpeercert()` | [`TlsWrappedBuffer::peer_certificate`] | the certificate, not its text |

pub use purembed_tls::{
    Alert, ApiMisuse, CertificateChain, CipherSuite, ClientAuthentication, ClientContext, Clock, ConfigError,
    Configuration, ConfigurationBuilder, DangerousConfigurationBuilder, DangerousTlsConfigurationBuilder,
    Datagram, DtlsConfiguration, DtlsConfigurationBuilder, DtlsEvent, DtlsEvents, DtlsHub, DtlsLimits,
    DtlsReader, DtlsServer, DtlsSocket, DtlsVersion, DtlsWrappedBuffer, DtlsWriter, Engine, EngineChoice,
    Error, HandshakeStep, InvalidPreSharedKey, InvalidRecordHeader, InvalidSession, KeyLog,
    MaxFragmentLength, NextProtocol, Now, PeerId, PreSharedKey, PreSharedKeyStore, Progress, Purpose, Reason,
    Received, RecordType, SendTo, ServerContext, ServerIdentity, ServerNameCallback, ServerNameChoice,
    Session, SessionCache, SessionStore, Stream, TicketCipher, TicketKeys, TlsConfiguration,
    TlsConfigurationBuilder, TlsReader, TlsRecordHeader, TlsStream, TlsVersion, TlsWrappedBuffer, TlsWriter,
    Transport, UnknownCipherSuite, UnknownDtlsVersion, UnknownMaxFragmentLength, UnknownTlsVersion,
    VerifyCallback, ciphers_available,
};
