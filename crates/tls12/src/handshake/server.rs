// SPDX-License-Identifier: MIT
//! The server's handshake (RFC 5246 section 7.3, figure 1).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use purembed_core::secret::SecretBytes;
use purembed_x509::{Crt, Flags, KeyUsage};
use zeroize::Zeroizing;

use self::extensions::{Offer, signature_scheme, write_extensions};
use super::finished::{check_finished, master_secret, write_finished};
use super::{ConnectionIds, Cx, Established, Kept, Message, Negotiated, Peer, Step, UNEXPECTED, read_chain};
use crate::config::{ClientAuthentication, Config, ExtendedMasterSecret, Identity};
use crate::key_exchange::{self, ServerShare};
use crate::psk::KnownClient;
use crate::record::Protection;
use crate::schedule::{MasterSecret, Randoms, Side};
use crate::transcript::Transcript;
use crate::wire::codec::{Reader, Writer};
use crate::wire::extension::{self, Extensions, MaxFragmentLength};
use crate::wire::ids::{ExtensionType, HandshakeType, version};
use crate::wire::message::{
    CertificateRequest, CertificateType, ClientHello, ServerHello, Signed, write_certificates,
};
use crate::{Choice, CipherSuite, Error, KeyExchange, Wish, psk, scheme};

mod extensions;
mod resumption;

/// A server until it is connected.
pub(crate) struct Server {
    config: Arc<Config>,
    datagram: bool,
    transcript: Transcript,
    /// The session of this connection, in the store.
    kept: Option<Kept>,
    state: State,
}

enum State {
    Hello,
    ClientFlight(Box<ClientFlight>),
    Finishing(Box<Finishing>),
    Over,
}

/// What came in since the server's flight.
struct ClientFlight {
    negotiated: Negotiated,
    awaited: Awaited,
    share: ServerShare,
    peer: Peer,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Awaited {
    Certificate,
    KeyExchange,
}

/// The secret is known.
struct Finishing {
    negotiated: Negotiated,
    peer: Peer,
    client: Option<KnownClient>,
    master: MasterSecret,
    /// What we are going to write with, made with what we read with; `None` once it is in use.
    writing: Option<Protection>,
    /// The client has a certificate and has not proved yet that it is its own.
    verify_due: bool,
    cipher_changed: bool,
}

impl Server {
    pub(crate) const fn new(config: Arc<Config>, datagram: bool) -> Self {
        Self { config, datagram, transcript: Transcript::new(datagram), kept: None, state: State::Hello }
    }

    /// Has the session never be resumed again: this connection of it has failed.
    pub(crate) fn end_session(&self) {
        self.kept.iter().for_each(Kept::forget);
    }

    /// Takes in the peer's next message. After an error nothing else may be asked of this.
    pub(crate) fn message(
        &mut self,
        message: Message<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Option<Established>, Error> {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Hello if message.kind == HandshakeType::CLIENT_HELLO => {
                self.transcript.add(message.kind, message.sequence, message.body);
                self.state = self.client_hello(message, cx)?;
                Ok(None)
            }
            State::ClientFlight(mut flight) => {
                self.transcript.add(message.kind, message.sequence, message.body);
                self.state = match (flight.awaited, message.kind) {
                    (Awaited::Certificate, HandshakeType::CERTIFICATE) => {
                        flight.peer = self.certificate(message.body, cx.unix_time)?;
                        cx.steps(&[Step::ClientKeyExchange]);
                        flight.awaited = Awaited::KeyExchange;
                        State::ClientFlight(flight)
                    }
                    (Awaited::KeyExchange, HandshakeType::CLIENT_KEY_EXCHANGE) => {
                        State::Finishing(Box::new(self.client_key_exchange(*flight, message.body, cx)?))
                    }
                    _ => return Err(UNEXPECTED),
                };
                Ok(None)
            }
            State::Finishing(mut finishing) => match message.kind {
                HandshakeType::CERTIFICATE_VERIFY if finishing.verify_due => {
                    self.certificate_verify(&finishing, message.body)?;
                    cx.steps(&[Step::ClientChangeCipherSpec]);
                    self.transcript.add(message.kind, message.sequence, message.body);
                    finishing.verify_due = false;
                    self.state = State::Finishing(finishing);
                    Ok(None)
                }
                HandshakeType::FINISHED if finishing.cipher_changed => {
                    self.finished(*finishing, message, cx).map(Some)
                }
                _ => Err(UNEXPECTED),
            },
            _ => Err(UNEXPECTED),
        }
    }

    /// Takes in the peer's `ChangeCipherSpec`.
    pub(crate) fn change_cipher_spec(&mut self) -> Result<(), Error> {
        match &mut self.state {
            State::Finishing(finishing) if !finishing.cipher_changed && !finishing.verify_due => {
                finishing.cipher_changed = true;
                Ok(())
            }
            _ => Err(UNEXPECTED),
        }
    }

    fn client_hello(&mut self, message: Message<'_>, cx: &mut Cx<'_>) -> Result<State, Error> {
        cx.steps(&[Step::HelloRequest, Step::ClientHello]);
        let hello = ClientHello::read(message.body, self.datagram)?;
        // Versions of DTLS count downwards.
        let new_enough =
            if self.datagram { hello.version <= version::DTLS12 } else { hello.version >= version::TLS12 };
        if !new_enough {
            return Err(Error::ProtocolVersion);
        }
        if !hello.compressions.contains(&0) {
            return Err(Error::PeerMisbehaved("a client that needs compression"));
        }
        let mut offer = Offer::read(&hello)?;
        let own_id = self.config.datagram.connection_id.clone();
        offer.name_counts = self.choose_config(&offer)?;
        let found = self.find_session(&hello, &offer, cx)?;
        // RFC 6066 section 3: not when a session is resumed.
        offer.name_counts &= found.is_none();
        let negotiated = match &found {
            Some(found) => found.negotiated.clone(),
            None => {
                let mut negotiated = self.negotiate(self.choose(&offer)?, &offer, &hello, cx)?;
                self.prepare_session(&mut negotiated, &offer, cx);
                negotiated
            }
        };
        cx.flight.max_fragment_length = negotiated.max_fragment_length;
        if let (Some(own), Some(peer), true) = (own_id, offer.connection_id, self.datagram) {
            let own = own.choose(cx.rng);
            cx.flight.connection_ids = Some(ConnectionIds { own, peer: peer.to_vec() });
        }
        if let Some(found) = found {
            return self.resume(found, &offer, cx).map(|finishing| State::Finishing(Box::new(finishing)));
        }
        let suite = negotiated.suite;
        let asks = self.asks_for_certificate(suite);
        self.transcript.start_hash(suite.prf(), asks);
        let share = self.server_flight(&negotiated, &offer, asks, cx)?;
        cx.steps(&[Step::ClientCertificate]);
        if !asks {
            cx.steps(&[Step::ClientKeyExchange]);
        }
        let awaited = if asks { Awaited::Certificate } else { Awaited::KeyExchange };
        let flight = ClientFlight { negotiated, awaited, share, peer: Peer::default() };
        Ok(State::ClientFlight(Box::new(flight)))
    }

    /// RFC 5246 section 7.4.4: only a server with a certificate may ask for one.
    fn asks_for_certificate(&self, suite: CipherSuite) -> bool {
        let key_exchange = suite.key_exchange();
        self.config.client_authentication != ClientAuthentication::None
            && key_exchange.has_certificate()
            && !key_exchange.has_psk()
    }

    /// Asks for another configuration, and tells whether the client's name chose it.
    fn choose_config(&mut self, offer: &Offer<'_>) -> Result<bool, Error> {
        let Some(chooser) = &self.config.chooser else { return Ok(false) };
        let Offer { server_name, suites, protocols, .. } = *offer;
        match chooser.choose(&Wish { server_name, suites, protocols }) {
            Choice::Keep => Ok(false),
            Choice::Use(config) => {
                self.config = config;
                Ok(server_name.is_some())
            }
            Choice::Refuse => Err(Error::UnrecognizedName),
        }
    }

    /// The first of the server's suites that the client has, too, and that both have everything for.
    fn choose(&self, offer: &Offer<'_>) -> Result<CipherSuite, Error> {
        let config = &self.config;
        let group = key_exchange::common_group(&config.groups, offer.groups);
        let dh_group = key_exchange::common_dh_group(&config.dh_groups, offer.groups);
        let usable = |suite: &&CipherSuite| {
            let key_exchange = suite.key_exchange();
            offer.suites.contains(suite.id())
                && (!key_exchange.has_psk() || config.psk_store.is_some())
                && (!key_exchange.has_certificate() || self.identity(key_exchange, offer).is_some())
                && (!key_exchange.is_ecdhe() || group.is_some())
                && (!key_exchange.is_dhe() || dh_group.is_some())
        };
        let chosen = config.suites.iter().find(usable).copied();
        chosen.ok_or(Error::PeerIncompatible("no cipher suite that both sides have everything for"))
    }

    /// The first of the server's certificates that serves a key exchange with this client.
    fn identity(&self, key_exchange: KeyExchange, offer: &Offer<'_>) -> Option<&Identity> {
        let serves = |identity: &&Identity| {
            let key = identity.key.public_key();
            let leaf = identity.chain.first();
            scheme::key_serves(&key, key_exchange)
                && leaf.is_some_and(|leaf| scheme::is_for(leaf, scheme::key_usage(key_exchange)))
                && offer.knows_curve(&key)
                && (!key_exchange.is_signed() || signature_scheme(&self.config, identity, offer).is_some())
                && (!key_exchange.has_long_lived_key() || self.config.has_long_lived_key(&key))
        };
        self.config.identities.iter().find(serves)
    }

    /// The server's random bytes. Clients that speak TLS 1.3 know by the last eight that somebody made them end up here,
    /// if this server speaks it, too (RFC 8446 section 4.1.3).
    fn random(&self, cx: &mut Cx<'_>) -> [u8; 32] {
        let mut random: [u8; 32] = cx.random();
        if self.config.tls13_elsewhere
            && let Some(end) = random.last_chunk_mut()
        {
            *end = *b"DOWNGRD\x01";
        }
        random
    }

    fn negotiate(
        &self,
        suite: CipherSuite,
        offer: &Offer<'_>,
        hello: &ClientHello<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Negotiated, Error> {
        let config = &self.config;
        if config.extended_master_secret == ExtendedMasterSecret::Required && !offer.extended_master_secret {
            return Err(Error::PeerIncompatible("the client has no extended master secret"));
        }
        let protocol = match offer.protocols {
            Some(theirs) if !config.protocols.is_empty() => {
                let ours = config.protocols.iter();
                let common = ours.into_iter().find(|ours| theirs.iter().any(|one| one == ours.as_slice()));
                // RFC 7301 section 3.2.
                Some(common.ok_or(Error::NoInnerProtocol)?.clone())
            }
            _ => None,
        };
        Ok(Negotiated {
            suite,
            randoms: Randoms { client: *hello.random, server: self.random(cx) },
            session_id: Vec::new(),
            extended_master_secret: config.extended_master_secret != ExtendedMasterSecret::Off
                && offer.extended_master_secret,
            encrypt_then_mac: config.encrypt_then_mac && offer.encrypt_then_mac && !suite.is_aead(),
            max_fragment_length: offer.max_fragment_length.and_then(MaxFragmentLength::bytes),
            protocol,
            server_name: offer.server_name.map(Into::into),
            gives_ticket: false,
            resumed: false,
        })
    }

    fn server_hello(
        &mut self,
        negotiated: &Negotiated,
        offer: &Offer<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<(), Error> {
        cx.steps(&[Step::ServerHello]);
        let mut list = Vec::with_capacity(64);
        let mut writer = Writer::new(&mut list);
        write_extensions(negotiated, offer, &mut writer);
        if let Some(ids) = &cx.flight.connection_ids {
            let body = |writer: &mut Writer<'_>| extension::write_bytes(&ids.own, writer);
            extension::write_one(ExtensionType::CONNECTION_ID, body, &mut writer);
        }
        writer.finish()?;
        let hello = ServerHello {
            version: if self.datagram { version::DTLS12 } else { version::TLS12 },
            random: &negotiated.randoms.server,
            session_id: &negotiated.session_id,
            suite: negotiated.suite.id(),
            compression: 0,
            extensions: Extensions::from_written(&list),
        };
        cx.flight.message(HandshakeType::SERVER_HELLO, &mut self.transcript, |writer| hello.write(writer))
    }

    /// From `ServerHello` to `ServerHelloDone`.
    fn server_flight(
        &mut self,
        negotiated: &Negotiated,
        offer: &Offer<'_>,
        asks: bool,
        cx: &mut Cx<'_>,
    ) -> Result<ServerShare, Error> {
        self.server_hello(negotiated, offer, cx)?;
        let key_exchange = negotiated.suite.key_exchange();
        cx.steps(&[Step::ServerCertificate]);
        let identity =
            if key_exchange.has_certificate() { self.identity(key_exchange, offer).cloned() } else { None };
        let (config, transcript) = (&self.config, &mut self.transcript);
        if let Some(identity) = &identity {
            cx.flight.message(HandshakeType::CERTIFICATE, transcript, |writer| {
                write_certificates(identity.chain.iter().map(Crt::as_der), writer);
            })?;
        }
        cx.steps(&[Step::ServerKeyExchange]);
        let share = ServerShare::new(key_exchange, config, offer.groups, offer.version, cx.rng)?;
        // RFC 4279 section 2: left out if there is nothing to say.
        let hint = key_exchange.has_psk().then(|| config.psk_hint.as_deref().unwrap_or_default());
        if key_exchange.is_ecdhe() || key_exchange.is_dhe() || hint.is_some_and(|hint| !hint.is_empty()) {
            let mut parameters = Vec::with_capacity(160);
            let mut writer = Writer::new(&mut parameters);
            share.write(hint, &mut writer);
            writer.finish()?;
            let signature = match &identity {
                Some(identity) if key_exchange.is_signed() => {
                    Some(sign(config, identity, offer, &negotiated.randoms, &parameters)?)
                }
                _ => None,
            };
            cx.flight.message(HandshakeType::SERVER_KEY_EXCHANGE, transcript, |writer| {
                writer.bytes(&parameters);
                if let Some((scheme, signature)) = &signature {
                    Signed { scheme: *scheme, signature }.write(writer);
                }
            })?;
        }
        cx.steps(&[Step::CertificateRequest]);
        if asks {
            let authorities =
                config.peer_verifier.as_ref().map(|verifier| verifier.authorities()).unwrap_or_default();
            cx.flight.message(HandshakeType::CERTIFICATE_REQUEST, transcript, |writer| {
                CertificateRequest::write(
                    &[CertificateType::ECDSA_SIGN, CertificateType::RSA_SIGN],
                    config.schemes.iter().map(|(number, _)| *number),
                    authorities.iter().map(Vec::as_slice),
                    writer,
                );
            })?;
        }
        cx.steps(&[Step::ServerHelloDone]);
        cx.flight.message(HandshakeType::SERVER_HELLO_DONE, transcript, |_| ())?;
        Ok(share)
    }

    fn certificate(&self, body: &[u8], unix_time: i64) -> Result<Peer, Error> {
        let chain = read_chain(body)?;
        if chain.is_empty() {
            return match self.config.client_authentication {
                ClientAuthentication::Required => Err(Error::NoCertificate),
                _ => Ok(Peer { chain, flags: Some(Flags::MISSING) }),
            };
        }
        if !chain.first().is_some_and(|leaf| scheme::is_for(leaf, KeyUsage::DIGITAL_SIGNATURE)) {
            return Err(Error::CertificateUsage);
        }
        let verifier = self.config.peer_verifier.as_ref().ok_or(Error::Internal("no verifier of clients"))?;
        let flags = Some(verifier.verify(&chain, None, unix_time)?.flags());
        Ok(Peer { chain, flags })
    }

    fn client_key_exchange(
        &mut self,
        flight: ClientFlight,
        body: &[u8],
        cx: &mut Cx<'_>,
    ) -> Result<Finishing, Error> {
        let ClientFlight { negotiated, share, peer, .. } = flight;
        let mut reader = Reader::new(body);
        let has_psk = negotiated.suite.key_exchange().has_psk();
        let identity = if has_psk { Some(reader.vector16()?) } else { None };
        let agreed = share.agree(&mut reader, cx.rng)?;
        if !reader.is_empty() {
            return Err(Error::InvalidMessage("ClientKeyExchange"));
        }
        let psk = match identity {
            Some(identity) => Some((identity, self.find_psk(identity, cx)?)),
            None => None,
        };
        let premaster = agreed.premaster(psk.as_ref().map(|(_, key)| key.expose()));
        let master = master_secret(&premaster, &negotiated, &self.transcript)?;
        self.config.log_secret(&negotiated.randoms, &master);
        let client = psk.map(|(identity, key)| KnownClient::new(identity, key.expose(), &master));
        let verify_due = !peer.chain.is_empty();
        cx.steps(&[Step::CertificateVerify]);
        if !verify_due {
            self.transcript.forget_messages();
            cx.steps(&[Step::ClientChangeCipherSpec]);
        }
        let (suite, etm) = (negotiated.suite, negotiated.encrypt_then_mac);
        let keys = master.key_block(suite, &negotiated.randoms);
        *cx.read_keys = Some(Protection::new(suite, keys.keys(Side::Client), etm, cx.rng)?);
        let writing = Some(Protection::new(suite, keys.keys(Side::Server), etm, cx.rng)?);
        Ok(Finishing { negotiated, peer, client, master, writing, verify_due, cipher_changed: false })
    }

    /// RFC 4279 section 2: an unknown identity may be treated as a wrong key, which tells nothing of who is known.
    fn find_psk(&self, identity: &[u8], cx: &mut Cx<'_>) -> Result<SecretBytes, Error> {
        let store = self.config.psk_store.as_ref().ok_or(Error::Internal("no pre-shared keys"))?;
        match psk::find(&**store, identity) {
            Some(key) => Ok(key),
            None if self.config.reveal_unknown_identities => Err(Error::UnknownIdentity),
            None => Ok(SecretBytes::copy_from(&Zeroizing::new(cx.random::<32>())[..])),
        }
    }

    /// RFC 5246 section 7.4.8: over all messages before it.
    fn certificate_verify(&self, finishing: &Finishing, body: &[u8]) -> Result<(), Error> {
        let signed = Reader::read_all(body, Signed::read)?;
        let algorithm = self.config.signature_algorithm(signed.scheme);
        let algorithm = algorithm.ok_or(Error::PeerMisbehaved("a signature scheme that was not offered"))?;
        let leaf = finishing.peer.chain.first().ok_or(UNEXPECTED)?;
        let key = leaf.subject_public_key().map_err(|_| Error::HandshakeSignature)?;
        let messages = self.transcript.messages().ok_or(Error::Internal("messages were not kept"))?;
        key.verify(algorithm, messages, signed.signature).map_err(|_| Error::HandshakeSignature)
    }

    /// Checks the client's `Finished`; in a full handshake, ours is the answer.
    fn finished(
        &mut self,
        mut finishing: Finishing,
        message: Message<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Established, Error> {
        let writing = finishing.writing.take();
        let (negotiated, master) = (&finishing.negotiated, &finishing.master);
        let suite = negotiated.suite;
        check_finished(master, Side::Client, suite, &self.transcript, message.body)?;
        if let Some(writing) = writing {
            self.transcript.add(message.kind, message.sequence, message.body);
            cx.steps(&[Step::ServerChangeCipherSpec]);
            self.give_ticket(&finishing, cx)?;
            cx.flight.change_cipher_spec(writing);
            cx.steps(&[Step::ServerFinished]);
            write_finished(master, Side::Server, suite, &mut self.transcript, cx)?;
            cx.steps(&[Step::FlushBuffers]);
        }
        cx.steps(&[Step::HandshakeWrapup, Step::HandshakeOver]);
        self.keep_session(&finishing, cx.unix_time);
        let Finishing { negotiated, peer, client, master, .. } = finishing;
        let (session, kept) = (None, self.kept.clone());
        Ok(Established { negotiated, master, peer, client, session, kept })
    }
}

/// RFC 5246 section 7.4.3: over both random values and the parameters.
fn sign(
    config: &Config,
    identity: &Identity,
    offer: &Offer<'_>,
    randoms: &Randoms,
    parameters: &[u8],
) -> Result<(u16, Vec<u8>), Error> {
    let (scheme, algorithm) = signature_scheme(config, identity, offer)
        .ok_or(Error::PeerIncompatible("no signature scheme in common"))?;
    let message = [&randoms.client[..], &randoms.server, parameters].concat();
    let signature = identity.key.sign_hedged(algorithm, &message).map_err(Error::Key)?;
    Ok((scheme, signature))
}
