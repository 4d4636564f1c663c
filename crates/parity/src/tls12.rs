// SPDX-License-Identifier: MIT
//! TLS 1.2 and DTLS 1.2 in memory: C's client and server, whose bytes and datagrams the caller carries, and whose clock the
//! caller turns.
//!
//! ```
//! use purembed_parity::tls12::{Config, Connection, Context, Progress, Transport, cipher_suites};
//!
//! let suite = cipher_suites().into_iter().find(|suite| suite.name == "TLS-PSK-WITH-AES-128-CCM-8").expect("C has it");
//! let client = Config::new(&[suite.id]).pre_shared_key(b"us", b"a secret");
//! let server = Config::new(&[suite.id]).pre_shared_key_store(|_| Some(b"a secret".to_vec()));
//! let client = Context::client(Transport::Stream, &client)?;
//! let server = Context::server(Transport::Stream, &server)?;
//!
//! let (mut client, mut server) = (Connection::new(&client)?, Connection::new(&server)?);
//! while client.is_handshaking() || server.is_handshaking() {
//!     client.do_handshake()?;
//!     client.take_outgoing().iter().for_each(|piece| server.receive(piece));
//!     server.do_handshake()?;
//!     server.take_outgoing().iter().for_each(|piece| client.receive(piece));
//! }
//! assert_eq!(client.suite(), Some("TLS-PSK-WITH-AES-128-CCM-8"));
//! # Ok::<(), purembed_parity::Error>(())
//! ```

use alloc::sync::Arc;
use core::ffi::c_int;
use core::fmt;

use mbedtls_sys as sys;

use crate::c::{Credentials, Ssl, SslConfig, c_text, suites};
use crate::error::Error;
use crate::pk::Curve;

/// A cipher suite that C has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CipherSuite {
    /// The number on the wire.
    pub id: u16,
    /// C's name, IANA's with dashes.
    pub name: &'static str,
}

/// Every suite that C has, in its order.
#[must_use]
pub fn cipher_suites() -> Vec<CipherSuite> {
    suites().into_iter().map(|(id, name)| CipherSuite { id, name }).collect()
}

/// What carries the bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there are no others")]
pub enum Transport {
    /// TLS.
    Stream,
    /// DTLS.
    Datagram,
}

/// Whether the peer must show a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there are no others")]
pub enum Verify {
    /// It need not, and it is not judged.
    None,
    /// It is judged, and the handshake goes on whatever comes out: see [`Connection::verify_result`].
    Optional,
    /// It must, and the certificate must be good.
    Required,
}

/// Where a handshake is: C's states.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(missing_docs, reason = "the names are those of the messages")]
#[expect(clippy::exhaustive_enums, reason = "C gets no more of them")]
pub enum Step {
    HelloRequest,
    ClientHello,
    ServerHello,
    ServerCertificate,
    ServerKeyExchange,
    CertificateRequest,
    ServerHelloDone,
    ClientCertificate,
    ClientKeyExchange,
    CertificateVerify,
    ClientChangeCipherSpec,
    ClientFinished,
    ServerChangeCipherSpec,
    ServerFinished,
    FlushBuffers,
    HandshakeWrapup,
    HandshakeOver,
    ServerNewSessionTicket,
    ServerHelloVerifyRequestSent,
}

impl Step {
    const ALL: [Self; 19] = [
        Self::HelloRequest,
        Self::ClientHello,
        Self::ServerHello,
        Self::ServerCertificate,
        Self::ServerKeyExchange,
        Self::CertificateRequest,
        Self::ServerHelloDone,
        Self::ClientCertificate,
        Self::ClientKeyExchange,
        Self::CertificateVerify,
        Self::ClientChangeCipherSpec,
        Self::ClientFinished,
        Self::ServerChangeCipherSpec,
        Self::ServerFinished,
        Self::FlushBuffers,
        Self::HandshakeWrapup,
        Self::HandshakeOver,
        Self::ServerNewSessionTicket,
        Self::ServerHelloVerifyRequestSent,
    ];

    fn of_state(state: c_int) -> Self {
        let index = usize::try_from(state).ok();
        #[expect(clippy::expect_used, reason = "the version of C is fixed, and these are its states")]
        index.and_then(|index| Self::ALL.get(index)).copied().expect("a state of C's")
    }
}

/// What one side wants of its connections. What is not said is as in C.
#[derive(Clone)]
pub struct Config {
    suites: Vec<u16>,
    curves: Vec<Curve>,
    psk: Option<(Vec<u8>, Vec<u8>)>,
    store: Option<Arc<Store>>,
    own: Option<(Vec<Vec<u8>>, Vec<u8>)>,
    trusted: Option<Vec<Vec<u8>>>,
    verify: Verify,
    protocols: Vec<Vec<u8>>,
    max_fragment_length: Option<usize>,
    handshake_timeout: Option<(u32, u32)>,
    bad_mac_limit: Option<u32>,
    ticket_lifetime: Option<u32>,
    flags: Flags,
}

type Store = dyn Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync;

#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "C has that many switches")]
struct Flags {
    extended_master_secret: bool,
    encrypt_then_mac: bool,
    anti_replay: bool,
    cookies: bool,
    cache: bool,
    renegotiation: bool,
    client_tickets: bool,
}

impl Config {
    /// These suites by number, the most preferred first; no certificates are asked for or judged, no cookies, no sessions.
    #[must_use]
    pub fn new(suites: &[u16]) -> Self {
        Self {
            suites: suites.to_vec(),
            curves: Vec::new(),
            psk: None,
            store: None,
            own: None,
            trusted: None,
            verify: Verify::None,
            protocols: Vec::new(),
            max_fragment_length: None,
            handshake_timeout: None,
            bad_mac_limit: None,
            ticket_lifetime: None,
            flags: Flags {
                extended_master_secret: true,
                encrypt_then_mac: true,
                anti_replay: true,
                cookies: false,
                cache: false,
                renegotiation: false,
                client_tickets: false,
            },
        }
    }

    /// The groups for key exchange and in certificates, the most preferred first.
    #[must_use]
    pub fn curves(mut self, curves: &[Curve]) -> Self {
        self.curves = curves.to_vec();
        self
    }

    /// A client's pre-shared key, or what a server has for all of its clients of this name.
    #[must_use]
    pub fn pre_shared_key(mut self, identity: &[u8], key: &[u8]) -> Self {
        self.psk = Some((identity.to_vec(), key.to_vec()));
        self
    }

    /// Where a server finds the keys of its clients.
    #[must_use]
    pub fn pre_shared_key_store(
        mut self,
        store: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Certificates in DER, one's own first, and its key in DER.
    #[must_use]
    pub fn certificate_chain(mut self, chain: &[&[u8]], key: &[u8]) -> Self {
        self.own = Some((chain.iter().map(|der| der.to_vec()).collect(), key.to_vec()));
        self
    }

    /// Trusts these certificates, in DER, and judges the peer's by them.
    #[must_use]
    pub fn trust(mut self, roots: &[&[u8]], verify: Verify) -> Self {
        self.trusted = Some(roots.iter().map(|der| der.to_vec()).collect());
        self.verify = verify;
        self
    }

    /// Inner protocols (ALPN), the most preferred first.
    #[must_use]
    pub fn inner_protocols(mut self, protocols: &[&[u8]]) -> Self {
        self.protocols = protocols.iter().map(|name| name.to_vec()).collect();
        self
    }

    /// Asks for records of at most 512, 1024, 2048 or 4096 bytes; sends no longer ones, asked or not.
    #[must_use]
    pub const fn max_fragment_length(mut self, bytes: usize) -> Self {
        self.max_fragment_length = Some(bytes);
        self
    }

    /// The first and the longest wait for an answer, in milliseconds.
    #[must_use]
    pub const fn handshake_timeout(mut self, first: u32, longest: u32) -> Self {
        self.handshake_timeout = Some((first, longest));
        self
    }

    /// How many forged datagrams end a connection; 0 for none.
    #[must_use]
    pub const fn bad_mac_limit(mut self, limit: u32) -> Self {
        self.bad_mac_limit = Some(limit);
        self
    }

    /// Offers or answers the extended master secret (RFC 7627), as C does by default.
    #[must_use]
    pub const fn extended_master_secret(mut self, on: bool) -> Self {
        self.flags.extended_master_secret = on;
        self
    }

    /// Offers or answers encrypt-then-MAC (RFC 7366), as C does by default.
    #[must_use]
    pub const fn encrypt_then_mac(mut self, on: bool) -> Self {
        self.flags.encrypt_then_mac = on;
        self
    }

    /// Drops datagrams that came before, as C does by default.
    #[must_use]
    pub const fn anti_replay(mut self, on: bool) -> Self {
        self.flags.anti_replay = on;
        self
    }

    /// A server asks its clients for cookies first.
    #[must_use]
    pub const fn cookies(mut self) -> Self {
        self.flags.cookies = true;
        self
    }

    /// Agrees to other handshakes later.
    #[must_use]
    pub const fn renegotiation(mut self) -> Self {
        self.flags.renegotiation = true;
        self
    }

    /// A server remembers sessions by their IDs.
    #[must_use]
    pub const fn session_cache(mut self) -> Self {
        self.flags.cache = true;
        self
    }

    /// A server gives tickets that are good for so many seconds (RFC 5077).
    #[must_use]
    pub const fn ticket_lifetime(mut self, seconds: u32) -> Self {
        self.ticket_lifetime = Some(seconds);
        self
    }

    /// A client asks for tickets.
    #[must_use]
    pub const fn wants_tickets(mut self) -> Self {
        self.flags.client_tickets = true;
        self
    }

    fn build(&self, server: bool, transport: Transport) -> Result<SslConfig, Error> {
        let mut config = SslConfig::new(server, transport == Transport::Datagram)?;
        config.set_suites(&self.suites);
        if !self.curves.is_empty() {
            let curves: Vec<_> = self.curves.iter().map(|curve| curve.id()).collect();
            config.set_curves(&curves);
        }
        if let Some((identity, key)) = &self.psk {
            config.set_psk(identity, key)?;
        }
        if let Some(store) = self.store.clone() {
            config.set_store(Box::new(move |identity| store(identity)));
        }
        if let Some((chain, key)) = &self.own {
            config.set_credentials(&Credentials { chain, key })?;
        }
        if let Some(roots) = &self.trusted {
            config.set_trusted(roots)?;
        }
        config.set_verify(match self.verify {
            Verify::None => sys::SSL_VERIFY_NONE,
            Verify::Optional => sys::SSL_VERIFY_OPTIONAL,
            Verify::Required => sys::SSL_VERIFY_REQUIRED,
        });
        if !self.protocols.is_empty() {
            config.set_protocols(self.protocols.iter().map(|name| c_text(name)).collect())?;
        }
        if let Some(bytes) = self.max_fragment_length {
            let code = [512, 1024, 2048, 4096].into_iter().zip(1..).find(|(length, _)| *length == bytes);
            // 5 is what C refuses.
            config.set_max_fragment_length(code.map_or(5, |(_, code)| code))?;
        }
        if let Some((first, longest)) = self.handshake_timeout {
            config.set_handshake_timeout(first, longest);
        }
        self.build_flags(&mut config)?;
        Ok(config)
    }

    fn build_flags(&self, config: &mut SslConfig) -> Result<(), Error> {
        config.set_extended_master_secret(self.flags.extended_master_secret);
        config.set_encrypt_then_mac(self.flags.encrypt_then_mac);
        config.set_anti_replay(self.flags.anti_replay);
        config.set_renegotiation(self.flags.renegotiation);
        config.set_tickets_wanted(self.flags.client_tickets);
        if let Some(limit) = self.bad_mac_limit {
            config.set_bad_mac_limit(limit);
        }
        if self.flags.cookies {
            config.set_cookies()?;
        }
        if self.flags.cache {
            config.set_cache();
        }
        if let Some(seconds) = self.ticket_lifetime {
            config.set_tickets(seconds)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("suites", &self.suites).finish_non_exhaustive()
    }
}

/// One side of any number of connections, with what they share: cookies, tickets, sessions.
#[derive(Clone)]
pub struct Context(Arc<SslConfig>);

impl Context {
    /// The client's side.
    ///
    /// # Errors
    ///
    /// What C says of certificates, keys and values that it does not take.
    pub fn client(transport: Transport, config: &Config) -> Result<Self, Error> {
        config.build(false, transport).map(|config| Self(Arc::new(config)))
    }

    /// The server's side.
    ///
    /// # Errors
    ///
    /// As for [`client`](Self::client).
    pub fn server(transport: Transport, config: &Config) -> Result<Self, Error> {
        config.build(true, transport).map(|config| Self(Arc::new(config)))
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

/// How far a handshake got.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
#[expect(clippy::exhaustive_enums, reason = "there are no others")]
pub enum Progress {
    /// A step, or to the end.
    Done,
    /// Nowhere before more bytes come from the peer, or, with datagrams, before time has passed.
    WantRead,
    /// To the request for a cookie: the connection has to be [`reset`](Connection::reset).
    HelloVerifyRequested,
}

/// What there is to read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
#[expect(clippy::exhaustive_enums, reason = "there are no others")]
pub enum Received {
    /// So many bytes of data.
    Data(usize),
    /// Nothing before more bytes come from the peer.
    WantRead,
    /// Nothing more ever: the peer said farewell.
    Closed,
}

/// One side of a connection.
pub struct Connection(Ssl);

impl Connection {
    /// A new one, of which nothing was sent.
    ///
    /// # Errors
    ///
    /// Without memory.
    pub fn new(context: &Context) -> Result<Self, Error> {
        Ssl::new(Arc::clone(&context.0)).map(Self)
    }

    /// The name that a client asks for and expects in the certificate.
    ///
    /// # Errors
    ///
    /// If it is too long.
    pub fn set_server_name(&mut self, name: &str) -> Result<(), Error> {
        self.0.set_hostname(&c_text(name.as_bytes()))
    }

    /// What cookies are bound to: a server needs it, if it asks for cookies.
    ///
    /// # Errors
    ///
    /// For a client.
    pub fn set_client_id(&mut self, id: &[u8]) -> Result<(), Error> {
        self.0.set_client_id(id)
    }

    /// The longest datagram to send, in bytes.
    pub fn set_mtu(&mut self, mtu: u16) {
        self.0.set_mtu(mtu);
    }

    /// Begins anew, after [`Progress::HelloVerifyRequested`] for one. What was received and not read stays; so does what
    /// was not sent, and the time.
    ///
    /// # Errors
    ///
    /// Without memory.
    pub fn reset(&mut self, client_id: &[u8]) -> Result<(), Error> {
        self.0.reset()?;
        if client_id.is_empty() { Ok(()) } else { self.0.set_client_id(client_id) }
    }

    /// Takes bytes of a stream, or one datagram, that came from the network. Nothing happens before it is asked for.
    pub fn receive(&mut self, data: &[u8]) {
        if !data.is_empty() {
            self.0.io().incoming.push_back(data.to_vec());
        }
    }

    /// Learns that the network will deliver no more bytes.
    pub fn receive_eof(&mut self) {
        self.0.io().eof = true;
    }

    /// What to send now: datagrams, or pieces of a stream.
    #[must_use]
    pub fn take_outgoing(&mut self) -> Vec<Vec<u8>> {
        self.0.io().outgoing.drain(..).collect()
    }

    /// Turns the clock on by so many milliseconds.
    pub fn advance(&mut self, milliseconds: u64) {
        self.0.io().now += milliseconds;
    }

    /// In how many milliseconds C wants to be asked again, if the peer says nothing before.
    #[must_use]
    pub fn deadline(&mut self) -> Option<u64> {
        let io = self.0.io();
        io.deadline().map(|at| at.saturating_sub(io.now))
    }

    /// Where the handshake is.
    #[must_use]
    pub fn step(&self) -> Step {
        Step::of_state(self.0.state())
    }

    /// Whether the two sides have not come to an agreement yet.
    #[must_use]
    pub fn is_handshaking(&self) -> bool {
        self.step() != Step::HandshakeOver
    }

    /// Does what is due in the current [`step`](Self::step).
    ///
    /// # Errors
    ///
    /// What C says. An alert may be among what is to be sent.
    pub fn handshake_step(&mut self) -> Result<Progress, Error> {
        match self.0.handshake_step() {
            Ok(()) => Ok(Progress::Done),
            Err(error) if error.is(sys::ERR_SSL_WANT_READ) => Ok(Progress::WantRead),
            Err(error) if error.is(sys::ERR_SSL_HELLO_VERIFY_REQUIRED) => Ok(Progress::HelloVerifyRequested),
            Err(error) => Err(error),
        }
    }

    /// Steps as far as possible.
    ///
    /// # Errors
    ///
    /// As for [`handshake_step`](Self::handshake_step).
    pub fn do_handshake(&mut self) -> Result<Progress, Error> {
        while self.is_handshaking() {
            match self.handshake_step()? {
                Progress::Done => {}
                other => return Ok(other),
            }
        }
        Ok(Progress::Done)
    }

    /// Reads data that the peer wrote.
    ///
    /// # Errors
    ///
    /// What C says; for a stream that was cut, that the connection was reset.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<Received, Error> {
        match self.0.read(buffer) {
            Ok(0) if !buffer.is_empty() => Err(Error::new(sys::ERR_SSL_CONN_EOF)),
            Ok(length) => Ok(Received::Data(length)),
            Err(error) if error.is(sys::ERR_SSL_WANT_READ) => Ok(Received::WantRead),
            Err(error) if error.is(sys::ERR_SSL_PEER_CLOSE_NOTIFY) => Ok(Received::Closed),
            Err(error) => Err(error),
        }
    }

    /// Writes one record of data for the peer, and returns how much it took.
    ///
    /// # Errors
    ///
    /// What C says: with datagrams, for more than fits into one.
    pub fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        self.0.write(data)
    }

    /// Says farewell.
    ///
    /// # Errors
    ///
    /// What C says.
    pub fn close(&mut self) -> Result<(), Error> {
        self.0.close_notify()
    }

    /// Asks for another handshake, or, as a client, begins one.
    ///
    /// # Errors
    ///
    /// What C says, as long as it is unanswered for one.
    pub fn renegotiate(&mut self) -> Result<(), Error> {
        match self.0.renegotiate() {
            Err(error) if error.is(sys::ERR_SSL_WANT_READ) => Ok(()),
            outcome => outcome,
        }
    }

    /// C's name of the suite that was agreed on.
    #[must_use]
    pub fn suite(&self) -> Option<&'static str> {
        self.0.suite()
    }

    /// The inner protocol that was agreed on (ALPN).
    #[must_use]
    pub fn protocol(&self) -> Option<&[u8]> {
        self.0.protocol()
    }

    /// The most bytes of data that fit into one record.
    ///
    /// # Errors
    ///
    /// If not even its header fits into a datagram.
    pub fn max_payload(&self) -> Result<usize, Error> {
        self.0.max_payload()
    }

    /// What was wrong with the peer's certificates, as C's flags.
    #[must_use]
    pub fn verify_result(&self) -> u32 {
        self.0.verify_result()
    }

    /// The peer's certificate, in DER.
    #[must_use]
    pub fn peer_certificate(&self) -> Option<&[u8]> {
        self.0.peer_certificate()
    }

    /// What a client can resume by, as bytes.
    ///
    /// # Errors
    ///
    /// Before the handshake is over.
    pub fn session(&self) -> Result<Vec<u8>, Error> {
        self.0.session()
    }

    /// Has a client resume what gave these bytes.
    ///
    /// # Errors
    ///
    /// If they are not what [`session`](Self::session) gave.
    pub fn set_session(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.0.set_session(bytes)
    }

    /// All of a connection over datagrams as bytes. It is as new then.
    ///
    /// # Errors
    ///
    /// What C says: during the handshake and while something waits to be sent or read, and of suites with CBC.
    pub fn save(&mut self) -> Result<Vec<u8>, Error> {
        self.0.save()
    }

    /// Has a new connection go on with what [`save`](Self::save) gave. It has nothing to export then.
    ///
    /// # Errors
    ///
    /// If the bytes are something else.
    pub fn load(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.0.load(bytes)
    }

    /// Fills `out` with keying material for another protocol (RFC 5705), by C's PRF from what C exports; `None` before
    /// the keys are known.
    pub fn export_keying_material(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Option<Result<(), Error>> {
        self.0.export(&c_text(label), context, out)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("step", &self.step())
            .field("suite", &self.suite())
            .finish_non_exhaustive()
    }
}
