// SPDX-License-Identifier: MIT
//! The client's handshake (RFC 5246 section 7.3, figure 1).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use purembed_x509::Crt;

use self::resumption::{Resuming, await_change};
use super::{ConnectionIds, Cx, Established, Message, Negotiated, Step, UNEXPECTED, read_chain};
use crate::config::{Config, ExtendedMasterSecret, Identity};
use crate::key_exchange::{ClientShare, ServerParameters};
use crate::record::Protection;
use crate::schedule::{MasterSecret, Randoms, Side};
use crate::transcript::Transcript;
use crate::wire::codec::Numbers;
use crate::wire::codec::{Reader, Writer};
use crate::wire::extension::{self, Extensions, MaxFragmentLength, ProtocolNames};
use crate::wire::ids::{ExtensionType, HandshakeType, version};
use crate::wire::message::{
    CertificateRequest, CertificateType, ClientHello, HelloVerifyRequest, ServerHello, Signed,
    write_certificates,
};
use crate::{CipherSuite, Error, KeyExchange, Session, scheme};

mod resumption;

/// A client until it is connected.
pub(crate) struct Client {
    config: Arc<Config>,
    server_name: Option<Box<str>>,
    datagram: bool,
    transcript: Transcript,
    /// What was offered to be resumed.
    session: Option<Session>,
    state: State,
}

enum State {
    Start,
    Hello(Offer),
    ServerFlight(Box<ServerFlight>),
    Finishing(Box<Finishing>),
    Over,
}

/// What was offered.
struct Offer {
    random: [u8; 32],
    /// What the server's records shall carry (RFC 9146).
    connection_id: Option<Vec<u8>>,
    /// What a server says that resumes the session.
    session_id: Vec<u8>,
    /// How many times the server may still ask for a cookie.
    verify_requests_left: u8,
}

/// How many `HelloVerifyRequest`s are followed: a server needs one, or two when its keys change meanwhile.
const VERIFY_REQUESTS: u8 = 8;

/// What came in from `ServerHello` on.
struct ServerFlight {
    negotiated: Negotiated,
    awaited: Awaited,
    peer_chain: Vec<Crt>,
    share: Option<ClientShare>,
    /// The signature scheme and the certificates that answer a request; `None` without a request.
    own: Option<Option<(u16, Identity)>>,
}

/// The next message that is due, or one after it if that may be left out.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Awaited {
    Certificate,
    KeyExchange,
    Request,
    Done,
}

impl Awaited {
    /// This, or the first after it that the key exchange has.
    fn or_later(self, key_exchange: KeyExchange, cx: &mut Cx<'_>) -> Self {
        let (step, is_due, next) = match self {
            Self::Certificate => (Step::ServerCertificate, key_exchange.has_certificate(), Self::KeyExchange),
            Self::KeyExchange => {
                let has_parameters =
                    key_exchange.has_psk() || key_exchange.is_ecdhe() || key_exchange.is_dhe();
                (Step::ServerKeyExchange, has_parameters, Self::Request)
            }
            // RFC 5246 section 7.4.4: a server without a certificate must not ask for one.
            Self::Request => {
                let may_ask = key_exchange.has_certificate() && !key_exchange.has_psk();
                (Step::CertificateRequest, may_ask, Self::Done)
            }
            Self::Done => (Step::ServerHelloDone, true, Self::Done),
        };
        cx.steps(&[step]);
        if is_due { self } else { next.or_later(key_exchange, cx) }
    }
}

/// Everything was sent.
struct Finishing {
    negotiated: Negotiated,
    peer_chain: Vec<Crt>,
    master: MasterSecret,
    /// The server's ticket and its lifetime in seconds.
    ticket: Option<(Vec<u8>, u32)>,
    cipher_changed: bool,
}

impl Finishing {
    /// Whether the server has promised a ticket, and not given it.
    const fn ticket_due(&self) -> bool {
        self.negotiated.gives_ticket && self.ticket.is_none()
    }
}

impl Client {
    pub(crate) const fn new(
        config: Arc<Config>,
        server_name: Option<Box<str>>,
        session: Option<Session>,
        datagram: bool,
    ) -> Self {
        let transcript = Transcript::new(datagram);
        Self { config, server_name, datagram, transcript, session, state: State::Start }
    }

    /// Has the session never be offered again: this connection of it has failed.
    pub(crate) fn end_session(&self) {
        self.session.iter().for_each(Session::end);
    }

    /// Sends the first hello.
    pub(crate) fn start(&mut self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.steps(&[Step::HelloRequest, Step::ClientHello]);
        self.session = self.session.take().filter(|session| self.may_offer(session, cx.unix_time));
        let session_id = self.session_id(cx);
        let connection_id = self.config.datagram.connection_id.as_ref().filter(|_| self.datagram);
        let offer = Offer {
            random: cx.random(),
            connection_id: connection_id.map(|id| id.choose(cx.rng)),
            session_id,
            verify_requests_left: VERIFY_REQUESTS,
        };
        self.write_hello(&offer, &[], cx)?;
        cx.steps(&[Step::ServerHello]);
        self.state = State::Hello(offer);
        Ok(())
    }

    /// Takes in the peer's next message. After an error nothing else may be asked of this.
    pub(crate) fn message(
        &mut self,
        message: Message<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Option<Established>, Error> {
        // RFC 5246 section 7.4.1.1: ignored during a handshake, and never hashed.
        if message.kind == HandshakeType::HELLO_REQUEST {
            return if message.body.is_empty() {
                Ok(None)
            } else {
                Err(Error::InvalidMessage("HelloRequest"))
            };
        }
        match core::mem::replace(&mut self.state, State::Over) {
            State::Hello(offer) => match message.kind {
                HandshakeType::HELLO_VERIFY_REQUEST if self.datagram => {
                    self.state = State::Hello(self.hello_verify_request(offer, message, cx)?);
                }
                HandshakeType::SERVER_HELLO => self.state = self.server_hello(&offer, message, cx)?,
                _ => return Err(UNEXPECTED),
            },
            State::ServerFlight(mut flight) => {
                self.transcript.add(message.kind, message.sequence, message.body);
                if self.server_flight(&mut flight, message, cx)? {
                    self.state = State::Finishing(Box::new(self.client_flight(*flight, cx)?));
                } else {
                    self.state = State::ServerFlight(flight);
                }
            }
            State::Finishing(mut finishing) => match message.kind {
                HandshakeType::NEW_SESSION_TICKET if finishing.ticket_due() => {
                    finishing.ticket = Some(self.new_session_ticket(message, cx)?);
                    self.state = State::Finishing(finishing);
                }
                HandshakeType::FINISHED if finishing.cipher_changed => {
                    return self.finished(*finishing, message, cx).map(Some);
                }
                _ => return Err(UNEXPECTED),
            },
            State::Start | State::Over => return Err(UNEXPECTED),
        }
        Ok(None)
    }

    /// Takes in the peer's `ChangeCipherSpec`.
    pub(crate) fn change_cipher_spec(&mut self) -> Result<(), Error> {
        match &mut self.state {
            State::Finishing(finishing) if !finishing.cipher_changed && !finishing.ticket_due() => {
                finishing.cipher_changed = true;
                Ok(())
            }
            _ => Err(UNEXPECTED),
        }
    }

    fn write_hello(&mut self, offer: &Offer, cookie: &[u8], cx: &mut Cx<'_>) -> Result<(), Error> {
        let config = &self.config;
        let mut suites = Vec::with_capacity(2 * config.suites.len());
        let mut list = Vec::with_capacity(256);
        let mut writer = Writer::new(&mut suites);
        config.suites.iter().for_each(|suite| writer.u16(suite.id()));
        let mut writer = Writer::new(&mut list);
        write_extensions(config, self.server_name.as_deref(), &mut writer);
        self.write_ticket(&mut writer);
        if let Some(id) = &offer.connection_id {
            let body = |writer: &mut Writer<'_>| extension::write_bytes(id, writer);
            extension::write_one(ExtensionType::CONNECTION_ID, body, &mut writer);
        }
        writer.finish()?;
        let hello = ClientHello {
            version: if self.datagram { version::DTLS12 } else { version::TLS12 },
            random: &offer.random,
            session_id: &offer.session_id,
            cookie: self.datagram.then_some(cookie),
            suites: Numbers::read(&suites)?,
            compressions: &[0],
            extensions: Extensions::from_written(&list),
        };
        cx.flight.message(HandshakeType::CLIENT_HELLO, &mut self.transcript, |writer| hello.write(writer))
    }

    /// RFC 6347 section 4.2.1: the same hello again, with the cookie, and the hash begins anew.
    fn hello_verify_request(
        &mut self,
        offer: Offer,
        message: Message<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Offer, Error> {
        let request = HelloVerifyRequest::read(message.body)?;
        if !matches!(request.version, version::DTLS10 | version::DTLS12) {
            return Err(Error::PeerMisbehaved("HelloVerifyRequest of an unknown version"));
        }
        let left = offer.verify_requests_left.checked_sub(1);
        let left = left.ok_or(Error::PeerMisbehaved("the server asks for cookies without end"))?;
        self.transcript.restart();
        cx.steps(&[Step::ClientHello]);
        self.write_hello(&offer, request.cookie, cx)?;
        cx.steps(&[Step::ServerHello]);
        Ok(Offer { verify_requests_left: left, ..offer })
    }

    fn server_hello(&mut self, offer: &Offer, message: Message<'_>, cx: &mut Cx<'_>) -> Result<State, Error> {
        let hello = ServerHello::read(message.body)?;
        if hello.version != if self.datagram { version::DTLS12 } else { version::TLS12 } {
            return Err(Error::ProtocolVersion);
        }
        let suite = self.config.suites.iter().find(|suite| suite.id() == hello.suite);
        let suite = *suite.ok_or(Error::PeerMisbehaved("the server chose a suite that was not offered"))?;
        if hello.compression != 0 {
            return Err(Error::PeerMisbehaved("the server chose compression"));
        }
        let negotiated = self.negotiate(suite, offer, &hello)?;
        let resuming = self.resuming(offer, &hello, negotiated)?;
        let (Resuming::No(negotiated) | Resuming::Yes(negotiated, _)) = &resuming;
        cx.flight.max_fragment_length = negotiated.max_fragment_length;
        if let (Some(own), Some(body)) =
            (&offer.connection_id, hello.extensions.find(ExtensionType::CONNECTION_ID))
        {
            let peer = extension::read_bytes(body)?.to_vec();
            cx.flight.connection_ids = Some(ConnectionIds { own: own.clone(), peer });
        }
        // A signature over the handshake may need another digest than the suite's.
        self.transcript.start_hash(suite.prf(), self.config.identity.is_some());
        self.transcript.add(message.kind, message.sequence, message.body);
        let negotiated = match resuming {
            Resuming::No(negotiated) => negotiated,
            Resuming::Yes(negotiated, session) => {
                let finishing = self.resume(negotiated, &session, cx)?;
                return Ok(State::Finishing(Box::new(finishing)));
            }
        };
        let awaited = Awaited::Certificate.or_later(suite.key_exchange(), cx);
        let flight = ServerFlight { negotiated, awaited, peer_chain: Vec::new(), share: None, own: None };
        Ok(State::ServerFlight(Box::new(flight)))
    }

    /// Judges the server's extensions: each must answer one of ours (RFC 5246 section 7.4.1.4).
    fn negotiate(
        &self,
        suite: CipherSuite,
        offer: &Offer,
        hello: &ServerHello<'_>,
    ) -> Result<Negotiated, Error> {
        let mut negotiated = Negotiated {
            suite,
            randoms: Randoms { client: offer.random, server: *hello.random },
            session_id: hello.session_id.to_vec(),
            extended_master_secret: false,
            encrypt_then_mac: false,
            max_fragment_length: None,
            protocol: None,
            server_name: self.server_name.clone(),
            gives_ticket: false,
            resumed: false,
        };
        let config = &self.config;
        for (kind, body) in hello.extensions.iter() {
            match kind {
                ExtensionType::RENEGOTIATION_INFO => {
                    // RFC 5746 section 3.4: empty in a first handshake.
                    if !extension::read_bytes(body)?.is_empty() {
                        return Err(Error::PeerMisbehaved("renegotiation of a first handshake"));
                    }
                }
                ExtensionType::EXTENDED_MASTER_SECRET
                    if config.extended_master_secret != ExtendedMasterSecret::Off =>
                {
                    extension::read_empty(body)?;
                    negotiated.extended_master_secret = true;
                }
                // RFC 7366 section 3: for CBC alone.
                ExtensionType::ENCRYPT_THEN_MAC if offers_cbc(config) => {
                    extension::read_empty(body)?;
                    if suite.is_aead() {
                        return Err(Error::PeerMisbehaved("encrypt-then-MAC without CBC"));
                    }
                    negotiated.encrypt_then_mac = true;
                }
                ExtensionType::MAX_FRAGMENT_LENGTH if wanted_fragment_length(config).is_some() => {
                    let length = MaxFragmentLength::read(body)?;
                    // RFC 6066 section 4: it must be the one that was asked for.
                    if Some(length) != wanted_fragment_length(config) {
                        return Err(Error::PeerMisbehaved("another max_fragment_length than asked for"));
                    }
                    negotiated.max_fragment_length = length.bytes();
                }
                ExtensionType::ALPN if !config.protocols.is_empty() => {
                    negotiated.protocol = Some(chosen_protocol(config, body)?);
                }
                ExtensionType::EC_POINT_FORMATS if offers_curves(config) => {
                    // RFC 8422 section 5.2: uncompressed must be among them.
                    if !extension::read_point_formats(body)?.contains(&0) {
                        return Err(Error::PeerMisbehaved("no uncompressed points"));
                    }
                }
                ExtensionType::SERVER_NAME if host_name(self.server_name.as_deref()).is_some() => {
                    extension::read_empty(body)?;
                }
                ExtensionType::CONNECTION_ID if offer.connection_id.is_some() => {
                    extension::read_bytes(body)?;
                }
                ExtensionType::SESSION_TICKET if config.tickets_wanted => {
                    extension::read_empty(body)?;
                    negotiated.gives_ticket = true;
                }
                _ => return Err(Error::UnsupportedExtension),
            }
        }
        if config.extended_master_secret == ExtendedMasterSecret::Required
            && !negotiated.extended_master_secret
        {
            return Err(Error::PeerIncompatible("the server has no extended master secret"));
        }
        Ok(negotiated)
    }

    /// Takes in one message from `Certificate` to `ServerHelloDone`, which is true.
    fn server_flight(
        &self,
        flight: &mut ServerFlight,
        message: Message<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<bool, Error> {
        let key_exchange = flight.negotiated.suite.key_exchange();
        // What may be left out: parameters without anything to say (RFC 4279 section 2), and a request.
        if flight.awaited == Awaited::KeyExchange
            && message.kind != HandshakeType::SERVER_KEY_EXCHANGE
            && !key_exchange.is_ecdhe()
            && !key_exchange.is_dhe()
        {
            flight.awaited = Awaited::Request.or_later(key_exchange, cx);
        }
        if flight.awaited == Awaited::Request && message.kind != HandshakeType::CERTIFICATE_REQUEST {
            flight.awaited = Awaited::Done.or_later(key_exchange, cx);
        }
        match (flight.awaited, message.kind) {
            (Awaited::Certificate, HandshakeType::CERTIFICATE) => {
                flight.peer_chain = self.certificate(flight, message.body, cx.unix_time)?;
                flight.awaited = Awaited::KeyExchange.or_later(key_exchange, cx);
            }
            (Awaited::KeyExchange, HandshakeType::SERVER_KEY_EXCHANGE) => {
                flight.share = self.server_key_exchange(flight, message.body, cx)?;
                flight.awaited = Awaited::Request.or_later(key_exchange, cx);
            }
            (Awaited::Request, HandshakeType::CERTIFICATE_REQUEST) => {
                let request = CertificateRequest::read(message.body)?;
                flight.own = Some(self.answer(&request));
                flight.awaited = Awaited::Done.or_later(key_exchange, cx);
            }
            (Awaited::Done, HandshakeType::SERVER_HELLO_DONE) => {
                return if message.body.is_empty() {
                    Ok(true)
                } else {
                    Err(Error::InvalidMessage("ServerHelloDone"))
                };
            }
            _ => return Err(UNEXPECTED),
        }
        Ok(false)
    }

    /// Judges the server's certificates before anything else is done with them.
    fn certificate(&self, flight: &ServerFlight, body: &[u8], unix_time: i64) -> Result<Vec<Crt>, Error> {
        let chain = read_chain(body)?;
        let leaf = chain.first().ok_or(Error::NoCertificate)?;
        let key_exchange = flight.negotiated.suite.key_exchange();
        if !leaf.subject_public_key().is_ok_and(|key| scheme::key_serves(key, key_exchange)) {
            return Err(Error::PeerMisbehaved("a certificate that does not serve the suite"));
        }
        if !scheme::is_for(leaf, scheme::key_usage(key_exchange)) {
            return Err(Error::CertificateUsage);
        }
        let verifier = self.config.peer_verifier.as_ref().ok_or(Error::Internal("no verifier of servers"))?;
        verifier.verify(&chain, self.server_name.as_deref(), unix_time)?;
        Ok(chain)
    }

    fn server_key_exchange(
        &self,
        flight: &ServerFlight,
        body: &[u8],
        cx: &mut Cx<'_>,
    ) -> Result<Option<ClientShare>, Error> {
        let key_exchange = flight.negotiated.suite.key_exchange();
        let mut reader = Reader::new(body);
        let parameters = ServerParameters::read(&mut reader, key_exchange)?;
        if key_exchange.is_signed() {
            let signed = Signed::read(&mut reader)?;
            let algorithm = scheme::signature_algorithm(signed.scheme);
            let algorithm =
                algorithm.ok_or(Error::PeerMisbehaved("a signature scheme that was not offered"))?;
            let leaf = flight.peer_chain.first().ok_or(UNEXPECTED)?;
            let key = leaf.subject_public_key().map_err(|_| Error::HandshakeSignature)?;
            let randoms = &flight.negotiated.randoms;
            let message = [&randoms.client[..], &randoms.server, parameters.signed].concat();
            key.verify(algorithm, &message, signed.signature).map_err(|_| Error::HandshakeSignature)?;
        }
        if !reader.is_empty() {
            return Err(Error::InvalidMessage("ServerKeyExchange"));
        }
        ClientShare::new(parameters.exchange, &self.config, cx.rng)
    }

    /// Whether and how a request for a certificate can be met.
    fn answer(&self, request: &CertificateRequest<'_>) -> Option<(u16, Identity)> {
        let identity = self.config.identity.as_ref()?;
        let is_rsa = matches!(identity.key.public_key(), purembed_pk::PublicKey::Rsa(_));
        let kind = if is_rsa { CertificateType::RSA_SIGN } else { CertificateType::ECDSA_SIGN };
        if !request.has_type(kind) {
            return None;
        }
        scheme::signature_schemes()
            .find(|(number, algorithm)| {
                request.signature_algorithms.contains(*number) && identity.key.supports(*algorithm)
            })
            .map(|(number, _)| (number, identity.clone()))
    }

    /// Answers `ServerHelloDone`.
    fn client_flight(&mut self, flight: ServerFlight, cx: &mut Cx<'_>) -> Result<Finishing, Error> {
        let ServerFlight { negotiated, peer_chain, share, own, .. } = flight;
        let suite = negotiated.suite;
        let transcript = &mut self.transcript;
        cx.steps(&[Step::ClientCertificate]);
        if let Some(own) = &own {
            let chain = own.as_ref().map_or(&[][..], |(_, identity)| &identity.chain);
            cx.flight.message(HandshakeType::CERTIFICATE, transcript, |writer| {
                write_certificates(chain.iter().map(Crt::as_der), writer);
            })?;
        }
        cx.steps(&[Step::ClientKeyExchange]);
        let share = match share {
            Some(share) => share,
            None => {
                let leaf = peer_chain.first().and_then(|leaf| leaf.subject_public_key().ok());
                let version = if self.datagram { version::DTLS12 } else { version::TLS12 };
                ClientShare::without_parameters(suite.key_exchange(), leaf, &self.config, version, cx.rng)?
            }
        };
        let psk = if suite.key_exchange().has_psk() {
            Some(self.config.psk.as_ref().ok_or(Error::Internal("no pre-shared key"))?)
        } else {
            None
        };
        cx.flight.message(HandshakeType::CLIENT_KEY_EXCHANGE, transcript, |writer| {
            share.write(psk.map(|psk| psk.identity()), writer);
        })?;
        let premaster = share.premaster(psk.map(|psk| psk.key()));
        let master = master_secret(&premaster, &negotiated, transcript)?;
        cx.steps(&[Step::CertificateVerify]);
        if let Some(Some((number, identity))) = &own {
            let algorithm = scheme::signature_algorithm(*number).ok_or(Error::Internal("no scheme"))?;
            let messages = transcript.messages().ok_or(Error::Internal("messages were not kept"))?;
            let signature = identity.key.sign_hedged(algorithm, messages).map_err(Error::Key)?;
            let signed = Signed { scheme: *number, signature: &signature };
            cx.flight
                .message(HandshakeType::CERTIFICATE_VERIFY, transcript, |writer| signed.write(writer))?;
        }
        transcript.forget_messages();
        let keys = master.key_block(suite, &negotiated.randoms);
        let etm = negotiated.encrypt_then_mac;
        cx.steps(&[Step::ClientChangeCipherSpec]);
        cx.flight.change_cipher_spec(Protection::new(suite, keys.keys(Side::Client), etm, cx.rng)?);
        *cx.read_keys = Some(Protection::new(suite, keys.keys(Side::Server), etm, cx.rng)?);
        cx.steps(&[Step::ClientFinished]);
        write_finished(&master, Side::Client, suite, transcript, cx)?;
        await_change(&negotiated, cx);
        Ok(Finishing { negotiated, peer_chain, master, ticket: None, cipher_changed: false })
    }

    /// Checks the server's `Finished`; in an abbreviated handshake, ours is the answer (RFC 5246 section 7.3, figure 2).
    fn finished(
        &mut self,
        finishing: Finishing,
        message: Message<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Established, Error> {
        let Finishing { negotiated, peer_chain, master, ticket, .. } = finishing;
        let suite = negotiated.suite;
        check_finished(&master, Side::Server, suite, &self.transcript, message.body)?;
        if negotiated.resumed {
            self.transcript.add(message.kind, message.sequence, message.body);
            cx.steps(&[Step::ClientChangeCipherSpec]);
            let keys = master.key_block(suite, &negotiated.randoms);
            let (keys, etm) = (keys.keys(Side::Client), negotiated.encrypt_then_mac);
            cx.flight.change_cipher_spec(Protection::new(suite, keys, etm, cx.rng)?);
            cx.steps(&[Step::ClientFinished]);
            write_finished(&master, Side::Client, suite, &mut self.transcript, cx)?;
        } else {
            cx.steps(&[Step::FlushBuffers]);
        }
        cx.steps(&[Step::HandshakeWrapup, Step::HandshakeOver]);
        let session = self.new_session(&negotiated, &master, &peer_chain, ticket, cx.unix_time);
        Ok(Established { negotiated, master, peer_chain, psk_identity: None, session, kept: None })
    }
}

/// RFC 7627 section 4, or RFC 5246 section 8.1 without it. The transcript ends with `ClientKeyExchange`.
pub(super) fn master_secret(
    premaster: &[u8],
    negotiated: &Negotiated,
    transcript: &Transcript,
) -> Result<MasterSecret, Error> {
    let digestmod = negotiated.suite.prf();
    if negotiated.extended_master_secret {
        let hash = transcript.hash().ok_or(Error::Internal("no hash"))?;
        Ok(MasterSecret::extended(premaster, hash.as_ref(), digestmod))
    } else {
        Ok(MasterSecret::new(premaster, &negotiated.randoms, digestmod))
    }
}

pub(super) fn write_finished(
    master: &MasterSecret,
    side: Side,
    suite: CipherSuite,
    transcript: &mut Transcript,
    cx: &mut Cx<'_>,
) -> Result<(), Error> {
    let hash = transcript.hash().ok_or(Error::Internal("no hash"))?;
    let data = master.verify_data(side, hash.as_ref(), suite.prf());
    cx.flight.message(HandshakeType::FINISHED, transcript, |writer| writer.bytes(&data))
}

/// RFC 5246 section 7.4.9. The transcript ends before the message.
pub(super) fn check_finished(
    master: &MasterSecret,
    side: Side,
    suite: CipherSuite,
    transcript: &Transcript,
    body: &[u8],
) -> Result<(), Error> {
    let hash = transcript.hash().ok_or(Error::Internal("no hash"))?;
    if body.len() != crate::schedule::VERIFY_DATA {
        return Err(Error::InvalidMessage("Finished"));
    }
    if master.has_verify_data(side, hash.as_ref(), suite.prf(), body) { Ok(()) } else { Err(Error::Finished) }
}

fn offers_cbc(config: &Config) -> bool {
    config.encrypt_then_mac && config.suites.iter().any(|suite| !suite.is_aead())
}

fn offers_curves(config: &Config) -> bool {
    config.suites.iter().any(|suite| suite.key_exchange().has_curves())
}

fn offers_dhe(config: &Config) -> bool {
    config.suites.iter().any(|suite| suite.key_exchange().is_dhe())
}

fn wanted_fragment_length(config: &Config) -> Option<MaxFragmentLength> {
    config.max_fragment_length.and_then(MaxFragmentLength::at_most)
}

fn chosen_protocol(config: &Config, body: &[u8]) -> Result<Vec<u8>, Error> {
    let mut names = ProtocolNames::read(body)?.iter();
    match (names.next(), names.next()) {
        (Some(name), None) if config.protocols.iter().any(|offered| offered == name) => Ok(name.to_vec()),
        // RFC 7301 section 3.1: exactly one.
        (_, Some(_)) => Err(Error::InvalidMessage("several inner protocols")),
        _ => Err(Error::PeerMisbehaved("an inner protocol that was not offered")),
    }
}

/// What is sent of a name: addresses are not (RFC 6066 section 3), nor the dot at the end.
fn host_name(server_name: Option<&str>) -> Option<&str> {
    let name = server_name?;
    name.parse::<core::net::IpAddr>().is_err().then(|| name.strip_suffix('.').unwrap_or(name))
}

fn write_extensions(config: &Config, server_name: Option<&str>, writer: &mut Writer<'_>) {
    if let Some(name) = host_name(server_name) {
        let body = |writer: &mut Writer<'_>| extension::write_server_name(name, writer);
        extension::write_one(ExtensionType::SERVER_NAME, body, writer);
    }
    if let Some(length) = wanted_fragment_length(config) {
        let body = |writer: &mut Writer<'_>| length.write(writer);
        extension::write_one(ExtensionType::MAX_FRAGMENT_LENGTH, body, writer);
    }
    let curves = config.groups.iter().filter(|_| offers_curves(config));
    // RFC 7919 section 3.
    let fields = config.dh_groups.iter().filter(|_| offers_dhe(config)).filter_map(scheme::dh_group_number);
    let mut groups = curves.filter_map(|group| scheme::group_number(*group)).chain(fields).peekable();
    if groups.peek().is_some() {
        let body = |writer: &mut Writer<'_>| extension::write_numbers(groups, writer);
        extension::write_one(ExtensionType::SUPPORTED_GROUPS, body, writer);
    }
    if offers_curves(config) {
        extension::write_one(ExtensionType::EC_POINT_FORMATS, extension::write_point_formats, writer);
    }
    if config.suites.iter().any(|suite| suite.key_exchange().has_certificate()) {
        let schemes = scheme::signature_schemes().map(|(number, _)| number);
        let body = |writer: &mut Writer<'_>| extension::write_numbers(schemes, writer);
        extension::write_one(ExtensionType::SIGNATURE_ALGORITHMS, body, writer);
    }
    if !config.protocols.is_empty() {
        let names = config.protocols.iter().map(Vec::as_slice);
        let body = |writer: &mut Writer<'_>| ProtocolNames::write(names, writer);
        extension::write_one(ExtensionType::ALPN, body, writer);
    }
    if offers_cbc(config) {
        extension::write_one(ExtensionType::ENCRYPT_THEN_MAC, |_| (), writer);
    }
    if config.extended_master_secret != ExtendedMasterSecret::Off {
        extension::write_one(ExtensionType::EXTENDED_MASTER_SECRET, |_| (), writer);
    }
    let body = |writer: &mut Writer<'_>| extension::write_bytes(&[], writer);
    extension::write_one(ExtensionType::RENEGOTIATION_INFO, body, writer);
}
