// SPDX-License-Identifier: MIT
//! What a client takes in between the server's hello and its own answer.

use super::Client;
use crate::config::Identity;
use crate::handshake::{Cx, Message, Negotiated, Peer, Step, UNEXPECTED, read_chain};
use crate::key_exchange::{ClientShare, ServerParameters};
use crate::wire::codec::Reader;
use crate::wire::ids::HandshakeType;
use crate::wire::message::{CertificateRequest, CertificateType, Signed};
use crate::{Error, KeyExchange, scheme};

/// What came in from `ServerHello` on.
pub(super) struct ServerFlight {
    pub(super) negotiated: Negotiated,
    awaited: Awaited,
    pub(super) peer: Peer,
    pub(super) share: Option<ClientShare>,
    /// The signature scheme and the certificates that answer a request; `None` without a request.
    pub(super) own: Option<Option<(u16, Identity)>>,
}

impl ServerFlight {
    pub(super) fn new(negotiated: Negotiated, cx: &mut Cx<'_>) -> Self {
        let awaited = Awaited::Certificate.or_later(negotiated.suite.key_exchange(), cx);
        Self { negotiated, awaited, peer: Peer::default(), share: None, own: None }
    }
}

impl Client {
    /// Takes in one message from `Certificate` to `ServerHelloDone`, which is true.
    pub(super) fn server_flight(
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
                flight.peer = self.certificate(flight, message.body, cx.unix_time)?;
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
    fn certificate(&self, flight: &ServerFlight, body: &[u8], unix_time: i64) -> Result<Peer, Error> {
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
        let verdict = verifier.verify(&chain, self.server_name.as_deref(), unix_time)?;
        Ok(Peer { chain, flags: Some(verdict.flags()) })
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
            let algorithm = self.config.signature_algorithm(signed.scheme);
            let algorithm =
                algorithm.ok_or(Error::PeerMisbehaved("a signature scheme that was not offered"))?;
            let leaf = flight.peer.chain.first().ok_or(UNEXPECTED)?;
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
        self.config.identities.iter().find_map(|identity| {
            let is_rsa = matches!(identity.key.public_key(), purembed_pk::PublicKey::Rsa(_));
            let kind = if is_rsa { CertificateType::RSA_SIGN } else { CertificateType::ECDSA_SIGN };
            if !request.has_type(kind) {
                return None;
            }
            let fits = |(number, algorithm): &&(u16, _)| {
                request.signature_algorithms.contains(*number) && identity.key.supports(*algorithm)
            };
            let (number, _) = self.config.schemes.iter().find(fits)?;
            Some((*number, identity.clone()))
        })
    }
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
