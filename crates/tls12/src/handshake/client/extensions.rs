// SPDX-License-Identifier: MIT
//! The extensions of a client's hello, and what the server makes of them.

use alloc::vec::Vec;

use super::{Client, Offer};
use crate::config::{Config, ExtendedMasterSecret};
use crate::handshake::Negotiated;
use crate::schedule::Randoms;
use crate::wire::codec::Writer;
use crate::wire::extension::{self, MaxFragmentLength, ProtocolNames};
use crate::wire::ids::ExtensionType;
use crate::wire::message::ServerHello;
use crate::{CipherSuite, Error, scheme};

pub(super) fn write_extensions(config: &Config, server_name: Option<&str>, writer: &mut Writer<'_>) {
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
        let schemes = config.schemes.iter().map(|(number, _)| *number);
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

impl Client {
    /// Judges the server's extensions: each must answer one of ours (RFC 5246 section 7.4.1.4).
    pub(super) fn negotiate(
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
}

pub(super) fn wanted_fragment_length(config: &Config) -> Option<MaxFragmentLength> {
    config.max_fragment_length.and_then(MaxFragmentLength::at_most)
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
