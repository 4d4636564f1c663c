// SPDX-License-Identifier: MIT
//! TLS 1.2 and 1.3 and DTLS 1.2, with certificates and pre-shared keys (PEP 543).
//!
//! The crate's front page has a whole connection in a few lines; [`ClientContext`] and [`ServerContext`] show sockets,
//! [`TlsWrappedBuffer`] how to do without.
//!
//! # Examples
//!
//! The walk through python-mbedtls's README, from certificates to servers, step by step. A root signs an intermediate,
//! and that the end entity, here a server:
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::{TcpListener, TcpStream, UdpSocket};
//! use std::thread;
//! use std::time::{Duration, SystemTime};
//!
//! use purembed::hashlib::Algorithm;
//! use purembed::pk::{Curve, Ecc, PrivateKey};
//! use purembed::tls::{
//!     CertificateChain, ClientContext, DtlsConfiguration, ServerContext, ServerIdentity, TlsConfiguration,
//! };
//! use purembed::x509::{CrtBuilder, CrtProfile, CsrBuilder, GeneralName, SerialNumber, ServerName, Time, TrustStore};
//!
//! let generate = || Ecc::generate(Curve::SECP256R1).map(PrivateKey::from);
//! let (now, day) = (Time::from(SystemTime::now()), Duration::from_secs(86_400));
//! let (sha256, serial) = (Algorithm::SHA256, SerialNumber::random);
//!
//! let ca0_key = generate()?;
//! let name = "CN=Trusted CA".parse()?;
//! let ca0_crt = CrtBuilder::from_profile(CrtProfile::RootCa, name, ca0_key.public_key(), now, now + 90 * day)
//!     .self_sign(&ca0_key, sha256)?;
//!
//! let ca1_key = generate()?;
//! let ca1_csr = CsrBuilder::new("CN=Intermediate CA".parse()?).sign_with(&ca1_key, sha256)?;
//! let profile = CrtProfile::IntermediateCa { max_path_length: Some(0) };
//! let ca1_crt = CrtBuilder::from_csr(&ca1_csr, serial()?, now, now + 90 * day)?
//!     .profile(profile)
//!     .sign_with(&ca0_crt, &ca0_key, sha256)?;
//!
//! let ee0_key = generate()?;
//! let ee0_csr = CsrBuilder::new("CN=End Entity".parse()?).sign_with(&ee0_key, sha256)?;
//! let ee0_crt = CrtBuilder::from_csr(&ee0_csr, serial()?, now, now + 90 * day)?
//!     .profile(CrtProfile::TlsServer)
//!     .subject_alternative_names([GeneralName::Dns("localhost")])
//!     .sign_with(&ca1_crt, &ca1_key, sha256)?;
//!
//! // The emitting certificate verifies the next one in the chain.
//! ca1_crt.verify_signature_on(&ee0_crt)?;
//! ca0_crt.verify_signature_on(&ca1_crt)?;
//!
//! // Clients trust the root; the server shows the rest, and proves that it has the key.
//! let trust_store = TrustStore::from_iter([ca0_crt]);
//! let chain = CertificateChain::new([ee0_crt, ca1_crt], ee0_key)?;
//! let localhost = ServerIdentity::named(ServerName::try_from("localhost")?);
//!
//! // TLS: a server that sends back what comes, and its client.
//! let server = ServerContext::new(TlsConfiguration::builder().certificate_chain(chain.clone()).build()?)?;
//! let listener = TcpListener::bind("127.0.0.1:0")?;
//! let address = listener.local_addr()?;
//! let echo = thread::spawn(move || -> std::io::Result<()> {
//!     let (stream, _) = listener.accept()?;
//!     let mut tls = server.wrap_stream(stream)?;
//!     let mut message = [0; 4096];
//!     let length = tls.read(&mut message)?;
//!     tls.write_all(&message[..length])?;
//!     tls.shutdown()
//! });
//! let client = TlsConfiguration::builder().trust_store(trust_store.clone()).build()?;
//! let mut tls = ClientContext::new(client)?.wrap_stream(TcpStream::connect(address)?, &localhost)?;
//! tls.do_handshake()?;
//! tls.write_all(b"hello tls")?;
//! let mut answer = String::new();
//! tls.read_to_string(&mut answer)?;
//! assert_eq!(answer, "hello tls");
//! assert_eq!(tls.buffer().peer_certificates().len(), 2);
//! echo.join().expect("no panic")?;
//!
//! // DTLS: the same over UDP. Cookies and lost datagrams are nobody's business here.
//! let server = DtlsConfiguration::builder().certificate_chain(chain).build()?;
//! let server = ServerContext::new(server)?.bind("127.0.0.1:0")?;
//! let address = server.local_addr()?;
//! let echo = thread::spawn(move || -> std::io::Result<()> {
//!     let (client, _) = server.accept()?;
//!     let mut datagram = [0; 4096];
//!     let length = client.recv(&mut datagram)?;
//!     client.send(&datagram[..length]).map(drop)
//! });
//! let client = DtlsConfiguration::builder().trust_store(trust_store).build()?;
//! let socket = UdpSocket::bind("127.0.0.1:0")?;
//! socket.connect(address)?;
//! let dtls = ClientContext::new(client)?.wrap_socket(socket, &localhost)?;
//! dtls.do_handshake()?;
//! dtls.send(b"hello datagram")?;
//! let mut datagram = [0; 4096];
//! let length = dtls.recv(&mut datagram)?;
//! assert_eq!(&datagram[..length], b"hello datagram");
//! echo.join().expect("no panic")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Whom to trust
//!
//! A configuration takes any [`TrustStore`](crate::x509::TrustStore): of files, of PEM text, of the system, or Mozilla's list for a purpose
//! (feature `ca-bundle`).
//!
#![cfg_attr(feature = "ca-bundle", doc = "```")]
#![cfg_attr(not(feature = "ca-bundle"), doc = "```ignore")]
//! use purembed::ca_bundle::{self, Purpose};
//! use purembed::tls::{ClientContext, TlsConfiguration};
//! use purembed::x509::TrustStore;
//!
//! # let directory = std::env::temp_dir();
//! # let file = directory.join(format!("purembed-doc-{}.pem", std::process::id()));
//! # std::fs::write(&file, ca_bundle::get_ca_bundle(Purpose::ServerAuth))?;
//! let of_a_file = TrustStore::from_file(&file)?;
//! # std::fs::remove_file(&file)?;
//! let of_text = TrustStore::from_pem(ca_bundle::get_ca_bundle(Purpose::ServerAuth))?;
//! // What `SSL_CERT_FILE` and `SSL_CERT_DIR` name, or where systems keep their certificates.
//! let of_the_system = TrustStore::system().into_store();
//! let of_mozilla = ca_bundle::trust_store(Purpose::ServerAuth);
//! for trust_store in [of_a_file, of_text, of_the_system, of_mozilla] {
//!     let client = ClientContext::new(TlsConfiguration::builder().trust_store(trust_store).build()?)?;
//!     # let _ = client;
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
    Session, SessionCache, SessionStore, Socket, Stream, TicketCipher, TicketKeys, TlsConfiguration,
    TlsConfigurationBuilder, TlsReader, TlsRecordHeader, TlsStream, TlsVersion, TlsWrappedBuffer, TlsWriter,
    Transport, UnknownCipherSuite, UnknownDtlsVersion, UnknownMaxFragmentLength, UnknownTlsVersion,
    VerifyCallback, ciphers_available,
};
