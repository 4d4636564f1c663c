// SPDX-License-Identifier: MIT
//! The client's handshake (RFC 5246 section 7.3, figure 1).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use purembed_x509::Crt;

use self::extensions::write_extensions;
use self::resumption::{Resuming, await_change};
use self::server_flight::ServerFlight;
use super::finished::{check_finished, master_secret, write_finished};
use super::{ConnectionIds, Cx, Established, Message, Negotiated, Peer, Step, UNEXPECTED};
use crate::config::Config;
use crate::key_exchange::ClientShare;
use crate::record::Protection;
use crate::schedule::{MasterSecret, Side};
use crate::transcript::Transcript;
use crate::wire::codec::{Numbers, Writer};
use crate::wire::extension::{self, Extensions};
use crate::wire::ids::{ExtensionType, HandshakeType, version};
use crate::wire::message::{ClientHello, HelloVerifyRequest, ServerHello, Signed, write_certificates};
use crate::{Error, Session};

mod extensions;
mod resumption;
mod server_flight;

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

/// Everything was sent.
struct Finishing {
    negotiated: Negotiated,
    peer: Peer,
    master: MasterSecret,
    /// What we are going to write with, made with what we read with; `None` once it is in use.
    writing: Option<Protection>,
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
        self.transcript.start_hash(suite.prf(), !self.config.identities.is_empty());
        self.transcript.add(message.kind, message.sequence, message.body);
        let negotiated = match resuming {
            Resuming::No(negotiated) => negotiated,
            Resuming::Yes(negotiated, session) => {
                let finishing = self.resume(negotiated, &session, cx)?;
                return Ok(State::Finishing(Box::new(finishing)));
            }
        };
        Ok(State::ServerFlight(Box::new(ServerFlight::new(negotiated, cx))))
    }

    /// Answers `ServerHelloDone`.
    fn client_flight(&mut self, flight: ServerFlight, cx: &mut Cx<'_>) -> Result<Finishing, Error> {
        let ServerFlight { negotiated, peer, share, own, .. } = flight;
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
                let leaf = peer.chain.first().and_then(|leaf| leaf.subject_public_key().ok());
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
        self.config.log_secret(&negotiated.randoms, &master);
        cx.steps(&[Step::CertificateVerify]);
        if let Some(Some((number, identity))) = &own {
            let algorithm = self.config.signature_algorithm(*number).ok_or(Error::Internal("no scheme"))?;
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
        Ok(Finishing { negotiated, peer, master, writing: None, ticket: None, cipher_changed: false })
    }

    /// Checks the server's `Finished`; in an abbreviated handshake, ours is the answer (RFC 5246 section 7.3, figure 2).
    fn finished(
        &mut self,
        finishing: Finishing,
        message: Message<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Established, Error> {
        let Finishing { negotiated, peer, master, writing, ticket, .. } = finishing;
        let suite = negotiated.suite;
        check_finished(&master, Side::Server, suite, &self.transcript, message.body)?;
        if let Some(writing) = writing {
            self.transcript.add(message.kind, message.sequence, message.body);
            cx.steps(&[Step::ClientChangeCipherSpec]);
            cx.flight.change_cipher_spec(writing);
            cx.steps(&[Step::ClientFinished]);
            write_finished(&master, Side::Client, suite, &mut self.transcript, cx)?;
        } else {
            cx.steps(&[Step::FlushBuffers]);
        }
        cx.steps(&[Step::HandshakeWrapup, Step::HandshakeOver]);
        let session = self.new_session(&negotiated, &master, &peer, ticket, cx.unix_time);
        Ok(Established { negotiated, master, peer, client: None, session, kept: None })
    }
}
