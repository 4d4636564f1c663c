// SPDX-License-Identifier: MIT
//! TLS 1.2 and 1.3 and DTLS 1.2, with certificates and pre-shared keys (PEP 543).
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
//! | `validate_certificates=False` | [`ConfigurationBuilder::dangerous`] | cannot be overlooked; [`TlsWrappedBuffer::verification`] tells what is wrong |
//! | `certificate_chain=((crt, …), key)` | [`CertificateChain`], [`ConfigurationBuilder::certificate_chain`] | the key is checked at once; several chains |
//! | `ciphers=("TLS-…", …)` | [`ConfigurationBuilder::ciphers`], [`CipherSuite`] | handles; names of IANA and OpenSSL, too |
//! | `sni_callback=…` | [`ConfigurationBuilder::sni_callback`] | works |
//! | `pre_shared_key=("client", b"key")` | [`ConfigurationBuilder::pre_shared_key`], [`PreSharedKey`] | identities are bytes, keys of any length |
//! | `pre_shared_key_store={…}` | [`ConfigurationBuilder::pre_shared_key_store`] | a map, a function, a database |
//! | `max_fragmentation_length=MaxFragmentLength.MFL_512K` | [`MaxFragmentLength::Bytes512`] | says what it is |
//! | `read_timeout=3.0` | [`ConfigurationBuilder::read_timeout`] | works |
//! | `ClientContext(conf).wrap_socket(sock, "name")` | [`ClientContext::wrap_socket`], [`ClientContext::wrap_stream`] | over anything that reads and writes |
//! | `ServerContext(conf).wrap_socket(sock)` | [`ServerContext::wrap_socket`], [`ServerContext::wrap_stream`] | asks for no client certificate unless told to |
//! | `server_hostname=None` | [`ServerIdentity::dangerous_any_name`] | |
//! | `context.wrap_buffers(…)` | [`ClientContext::wrap_buffers`] | takes the time |
//! | `WantReadError`, `WantWriteError` | [`Progress`], [`Received`] | states, not errors |
//! | `DTLSConfiguration(…)`, its contexts' `wrap_socket` | [`DtlsConfiguration`], [`DtlsSocket`] | keep the boundaries of datagrams, and send again what gets lost |
//! | `sock.accept()` for datagrams, in a loop of one client each | [`DtlsServer`] | many clients at once, cookies inside |
//! | `HelloVerifyRequest`, `setcookieparam` | [`Error::HelloVerifyRequest`], [`DtlsSocket::set_cookie_param`] | only for who wants to see them |
//! | `setmtu` | [`DtlsSocket::set_mtu`] | obeyed |
//! | `pickle.dumps(buffer)` | [`DtlsWrappedBuffer::into_bytes`] | takes the buffer, and needs none of its keys |
//! | `RaggedEOF` | [`Error::RaggedEof`] | |
//! | `ciphers_available()` | [`ciphers_available()`] | the same order; TLS 1.3 before, RFC 8442 after |
//! | `buffer._handshake_state`, `HandshakeStep` | [`TlsWrappedBuffer::step`], [`HandshakeStep`] | |
//! | `TLSSession`, which nothing takes or gives | [`TlsWrappedBuffer::session`], [`ClientContext::resume`] | bytes and back |
//! | `TLSRecordHeader`, `NextProtocol`, `Purpose`, `TLSVersion`, `DTLSVersion` | [`TlsRecordHeader`], [`NextProtocol`], [`Purpose`], [`TlsVersion`], [`DtlsVersion`] | |
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
