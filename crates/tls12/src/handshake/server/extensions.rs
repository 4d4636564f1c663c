// SPDX-License-Identifier: MIT
//! What a client's hello offers, and the extensions that answer it.

use purembed_pk::PublicKey;

use crate::config::{Config, Identity};
use crate::handshake::Negotiated;
use crate::wire::codec::{Numbers, Writer};
use crate::wire::extension::{self, MaxFragmentLength, ProtocolNames};
use crate::wire::ids::{EMPTY_RENEGOTIATION_INFO, ExtensionType};
use crate::wire::message::ClientHello;
use crate::{Error, scheme};

/// What a client offers, as far as it is understood here.
#[expect(clippy::struct_excessive_bools, reason = "extensions that are there or not")]
pub(super) struct Offer<'a> {
    pub(super) version: u16,
    pub(super) suites: Numbers<'a>,
    pub(super) groups: Option<Numbers<'a>>,
    pub(super) signature_schemes: Option<Numbers<'a>>,
    pub(super) protocols: Option<ProtocolNames<'a>>,
    pub(super) max_fragment_length: Option<MaxFragmentLength>,
    pub(super) server_name: Option<&'a str>,
    /// The name chose the configuration, which is to be told.
    pub(super) name_counts: bool,
    pub(super) connection_id: Option<&'a [u8]>,
    /// Empty to ask for one.
    pub(super) ticket: Option<&'a [u8]>,
    pub(super) encrypt_then_mac: bool,
    pub(super) extended_master_secret: bool,
    pub(super) renegotiation_info: bool,
    pub(super) point_formats: bool,
}

impl<'a> Offer<'a> {
    pub(super) fn read(hello: &ClientHello<'a>) -> Result<Self, Error> {
        let find = |kind| hello.extensions.find(kind);
        let max_fragment_length =
            find(ExtensionType::MAX_FRAGMENT_LENGTH).map(MaxFragmentLength::read).transpose()?;
        if max_fragment_length.is_some_and(|length| length.bytes().is_none()) {
            return Err(Error::PeerMisbehaved("a max_fragment_length without meaning"));
        }
        let renegotiation_info = find(ExtensionType::RENEGOTIATION_INFO);
        // RFC 5746 section 3.6.
        if renegotiation_info.map(extension::read_bytes).transpose()?.is_some_and(|info| !info.is_empty()) {
            return Err(Error::PeerMisbehaved("renegotiation of a first handshake"));
        }
        let point_formats = find(ExtensionType::EC_POINT_FORMATS);
        if point_formats
            .map(extension::read_point_formats)
            .transpose()?
            .is_some_and(|formats| !formats.contains(&0))
        {
            return Err(Error::PeerMisbehaved("no uncompressed points"));
        }
        let flag = |kind| find(kind).map(extension::read_empty).transpose().map(|found| found.is_some());
        let server_name = match find(ExtensionType::SERVER_NAME) {
            Some(body) => extension::read_server_name(body)?,
            None => None,
        };
        Ok(Self {
            version: hello.version,
            suites: hello.suites,
            groups: find(ExtensionType::SUPPORTED_GROUPS).map(extension::read_numbers).transpose()?,
            signature_schemes: find(ExtensionType::SIGNATURE_ALGORITHMS)
                .map(extension::read_numbers)
                .transpose()?,
            protocols: find(ExtensionType::ALPN).map(ProtocolNames::read).transpose()?,
            max_fragment_length,
            connection_id: find(ExtensionType::CONNECTION_ID).map(extension::read_bytes).transpose()?,
            ticket: find(ExtensionType::SESSION_TICKET),
            server_name: server_name
                .map(core::str::from_utf8)
                .transpose()
                .map_err(|_| Error::InvalidMessage("a server name that is no text"))?,
            name_counts: false,
            encrypt_then_mac: flag(ExtensionType::ENCRYPT_THEN_MAC)?,
            extended_master_secret: flag(ExtensionType::EXTENDED_MASTER_SECRET)?,
            renegotiation_info: renegotiation_info.is_some()
                || hello.suites.contains(EMPTY_RENEGOTIATION_INFO),
            point_formats: point_formats.is_some(),
        })
    }
}

impl Offer<'_> {
    /// Whether the curve of a certificate's key, if it has one, is among the client's (RFC 8422 section 5.3).
    pub(super) fn knows_curve(&self, key: &PublicKey) -> bool {
        let number = match key {
            PublicKey::Ecc(key) => scheme::group_number(key.curve().into()),
            _ => None,
        };
        number.is_none_or(|number| self.groups.is_none_or(|groups| groups.contains(number)))
    }
}

/// The first scheme that the key can sign by and the client knows. A client that names none knows SHA-1 alone (RFC 5246
/// section 7.4.1.4.1), which nobody signs with any more (RFC 9155).
pub(super) fn signature_scheme(
    config: &Config,
    identity: &Identity,
    offer: &Offer<'_>,
) -> Option<(u16, purembed_pk::SignatureAlgorithm)> {
    let theirs = offer.signature_schemes?;
    let fits = |(number, algorithm): &(u16, _)| theirs.contains(*number) && identity.key.supports(*algorithm);
    config.schemes.iter().copied().find(fits)
}

/// Each extension answers one of the client's (RFC 5246 section 7.4.1.4).
pub(super) fn write_extensions(negotiated: &Negotiated, offer: &Offer<'_>, writer: &mut Writer<'_>) {
    if offer.renegotiation_info {
        let body = |writer: &mut Writer<'_>| extension::write_bytes(&[], writer);
        extension::write_one(ExtensionType::RENEGOTIATION_INFO, body, writer);
    }
    // RFC 6066 section 4: a session's is not said again.
    if let (Some(length), Some(_), false) =
        (offer.max_fragment_length, negotiated.max_fragment_length, negotiated.resumed)
    {
        let body = |writer: &mut Writer<'_>| length.write(writer);
        extension::write_one(ExtensionType::MAX_FRAGMENT_LENGTH, body, writer);
    }
    // RFC 6066 section 3: empty, and not in an abbreviated handshake.
    if offer.name_counts && !negotiated.resumed {
        extension::write_one(ExtensionType::SERVER_NAME, |_| (), writer);
    }
    if negotiated.encrypt_then_mac {
        extension::write_one(ExtensionType::ENCRYPT_THEN_MAC, |_| (), writer);
    }
    if negotiated.extended_master_secret {
        extension::write_one(ExtensionType::EXTENDED_MASTER_SECRET, |_| (), writer);
    }
    if negotiated.gives_ticket {
        extension::write_one(ExtensionType::SESSION_TICKET, |_| (), writer);
    }
    if offer.point_formats && negotiated.suite.key_exchange().is_ecdhe() {
        extension::write_one(ExtensionType::EC_POINT_FORMATS, extension::write_point_formats, writer);
    }
    if let Some(protocol) = &negotiated.protocol {
        let names = core::iter::once(protocol.as_slice());
        let body = |writer: &mut Writer<'_>| ProtocolNames::write(names, writer);
        extension::write_one(ExtensionType::ALPN, body, writer);
    }
}
