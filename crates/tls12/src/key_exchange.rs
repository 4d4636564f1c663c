// SPDX-License-Identifier: MIT
//! How the two sides come to the premaster secret (RFC 5246 section 8.1, RFC 4279, RFC 5489, RFC 7919, RFC 8422).

use alloc::sync::Arc;
use alloc::vec::Vec;

use purembed_core::random::CryptoRng;
use purembed_pk::{
    DhClient, DhGroup, DhServer, DhSharedSecret, EccPublicKey, EcdhClient, EphemeralKey, Group, InvalidKey,
    PrivateKey, PublicKey, SharedSecret,
};
use zeroize::Zeroizing;

use self::transport::Transported;
use crate::config::Config;
use crate::wire::codec::{Malformed, Numbers, Reader, Writer};
use crate::{Error, KeyExchange, scheme};

mod transport;

/// The parameters of a server's `ServerKeyExchange`, less the signature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerParameters<'a> {
    pub(crate) exchange: Exchange<'a>,
    /// Everything up to the signature, as it stands: what is signed.
    pub(crate) signed: &'a [u8],
}

/// A public value and what it belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Exchange<'a> {
    None,
    Ecdhe {
        group: u16,
        public: &'a [u8],
    },
    /// Modulus, generator and public value, as they stand.
    Dhe(&'a [u8]),
}

impl<'a> ServerParameters<'a> {
    pub(crate) fn read(reader: &mut Reader<'a>, key_exchange: KeyExchange) -> Result<Self, Malformed> {
        let start = *reader;
        // RFC 4279 section 5.2: clients without a profile of their own pass over the hint.
        if key_exchange.has_psk() {
            reader.vector16()?;
        }
        let exchange = if key_exchange.is_ecdhe() {
            // RFC 8422 section 5.4: only named curves are left.
            if reader.u8()? != NAMED_CURVE {
                return Err(Malformed);
            }
            Exchange::Ecdhe { group: reader.u16()?, public: reader.vector8()? }
        } else if key_exchange.is_dhe() {
            // RFC 5246 section 7.4.3.
            let mut whole = *reader;
            for _ in 0..3 {
                reader.vector16()?;
            }
            Exchange::Dhe(whole.take(whole.len().saturating_sub(reader.len()))?)
        } else {
            Exchange::None
        };
        let (mut whole, length) = (start, start.len().saturating_sub(reader.len()));
        Ok(Self { exchange, signed: whole.take(length)? })
    }
}

const NAMED_CURVE: u8 = 3;

/// The client's half: what it sends, and the premaster secret.
pub(crate) struct ClientShare {
    /// For `ClientKeyExchange`, after the identity of a pre-shared key: a public value with its length.
    public: Vec<u8>,
    other: Other,
}

/// What stands beside the pre-shared key in the premaster secret, or is it.
enum Other {
    /// As many zeros as the pre-shared key is long (RFC 4279 section 2).
    Zeros,
    Shared(SharedSecret),
    Dhe(DhSharedSecret),
    Transported(Transported),
}

impl ClientShare {
    /// Answers a server's parameters; `None` if there are none but a hint.
    pub(crate) fn new(
        parameters: Exchange<'_>,
        config: &Config,
        rng: &mut dyn CryptoRng,
    ) -> Result<Option<Self>, Error> {
        match parameters {
            Exchange::None => Ok(None),
            Exchange::Ecdhe { group, public } => {
                let group = scheme::group_of_number(group).filter(|group| config.groups.contains(group));
                let group =
                    group.ok_or(Error::PeerMisbehaved("the server chose a group that was not offered"))?;
                let own = EphemeralKey::generate_with_rng(group, rng)
                    .map_err(|_| Error::Internal("no key for a group"))?;
                let mut out = Vec::with_capacity(1 + own.public_key().len());
                Writer::new(&mut out).vector8(|writer| writer.bytes(own.public_key()));
                let shared = own.agree(public).map_err(|_| INVALID_POINT)?;
                Ok(Some(Self { public: out, other: Other::Shared(shared) }))
            }
            Exchange::Dhe(parameters) => {
                let read = DhClient::import_ske_with_minimum(parameters, config.dh_minimum_bits);
                let client = read.map_err(|error| match error {
                    InvalidKey::TooSmall => Error::PeerIncompatible("the server's group is too small"),
                    InvalidKey::TooLarge => Error::PeerIncompatible("the server's group is too large"),
                    _ => INVALID_POINT,
                })?;
                let (public, shared) = client.generate_with_rng(rng).map_err(|_| INVALID_POINT)?;
                let mut out = Vec::with_capacity(2 + public.len());
                Writer::new(&mut out).vector16(|writer| writer.bytes(&public));
                Ok(Some(Self { public: out, other: Other::Dhe(shared) }))
            }
        }
    }

    /// The share where the server has no parameters: its certificate says everything, or there is nothing to say.
    /// `version` is that of the client's hello.
    pub(crate) fn without_parameters(
        key_exchange: KeyExchange,
        certified: Option<&PublicKey>,
        config: &Config,
        version: u16,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, Error> {
        match (key_exchange, certified) {
            (KeyExchange::Psk, _) => Ok(Self { public: Vec::new(), other: Other::Zeros }),
            (KeyExchange::Rsa | KeyExchange::RsaPsk, Some(PublicKey::Rsa(key))) => {
                let (secret, encrypted) = Transported::send(key, version, rng)?;
                let mut out = Vec::with_capacity(2 + encrypted.len());
                Writer::new(&mut out).vector16(|writer| writer.bytes(&encrypted));
                Ok(Self { public: out, other: Other::Transported(secret) })
            }
            (KeyExchange::EcdhEcdsa | KeyExchange::EcdhRsa, Some(PublicKey::Ecc(key))) => {
                if !config.groups.contains(&key.curve().into()) {
                    return Err(Error::PeerMisbehaved("a certificate in a group that was not offered"));
                }
                let (public, shared) =
                    EcdhClient::from_public_key(key).generate_with_rng(rng).map_err(|_| INVALID_POINT)?;
                Ok(Self { public, other: Other::Shared(shared) })
            }
            _ => Err(Error::UnexpectedMessage),
        }
    }

    /// The body of `ClientKeyExchange`.
    pub(crate) fn write(&self, identity: Option<&[u8]>, writer: &mut Writer<'_>) {
        if let Some(identity) = identity {
            writer.vector16(|writer| writer.bytes(identity));
        }
        writer.bytes(&self.public);
    }

    pub(crate) fn premaster(&self, psk: Option<&[u8]>) -> Zeroizing<Vec<u8>> {
        premaster(&self.other, psk)
    }
}

/// The server's half, until the client has answered.
pub(crate) enum ServerShare {
    None,
    Ecdhe(EphemeralKey),
    /// With modulus, generator and public value, as they are sent.
    Dhe(DhServer, Vec<u8>),
    /// The key of the certificate, and the version of the client's hello.
    LongLived(Arc<PrivateKey>, u16),
}

impl ServerShare {
    /// Makes a key in a group that both know, or takes the one of the certificate.
    pub(crate) fn new(
        key_exchange: KeyExchange,
        config: &Config,
        theirs: Option<Numbers<'_>>,
        version: u16,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, Error> {
        const NONE: Error = Error::PeerIncompatible("no group in common");
        const REFUSED: Error = Error::Internal("no key for a group");
        if key_exchange.is_ecdhe() {
            let group = common_group(&config.groups, theirs).ok_or(NONE)?;
            EphemeralKey::generate_with_rng(group, rng).map(Self::Ecdhe).map_err(|_| REFUSED)
        } else if key_exchange.is_dhe() {
            let group = common_dh_group(&config.dh_groups, theirs).ok_or(NONE)?;
            let made = DhServer::generate_with_rng(group, rng).map_err(|_| REFUSED)?;
            Ok(Self::Dhe(made.0, made.1))
        } else if key_exchange.has_certificate() {
            let key = config.long_lived_key.clone().ok_or(Error::Internal("no key for key exchange"))?;
            Ok(Self::LongLived(key, version))
        } else {
            Ok(Self::None)
        }
    }

    /// Writes the parameters of `ServerKeyExchange`.
    pub(crate) fn write(&self, hint: Option<&[u8]>, writer: &mut Writer<'_>) {
        if let Some(hint) = hint {
            writer.vector16(|writer| writer.bytes(hint));
        }
        match self {
            Self::None | Self::LongLived(..) => {}
            Self::Dhe(_, parameters) => writer.bytes(parameters),
            Self::Ecdhe(key) => {
                writer.u8(NAMED_CURVE);
                writer.u16(scheme::group_number(key.group()).unwrap_or_default());
                writer.vector8(|writer| writer.bytes(key.public_key()));
            }
        }
    }

    /// Reads what is left of `ClientKeyExchange`, and agrees.
    pub(crate) fn agree(self, reader: &mut Reader<'_>, rng: &mut dyn CryptoRng) -> Result<Agreed, Error> {
        Ok(Agreed(match self {
            Self::None => Other::Zeros,
            Self::Ecdhe(key) => Other::Shared(key.agree(reader.vector8()?).map_err(|_| INVALID_POINT)?),
            Self::Dhe(key, _) => Other::Dhe(key.import_cke(reader.vector16()?).map_err(|_| INVALID_POINT)?),
            Self::LongLived(key, version) => match &*key {
                PrivateKey::Rsa(key) => {
                    Other::Transported(Transported::receive(key, reader.vector16()?, version, rng)?)
                }
                PrivateKey::Ecc(key) => {
                    let point = EccPublicKey::from_point(key.curve(), uncompressed(reader.vector8()?)?);
                    let shared = point.and_then(|point| key.agree(&point));
                    Other::Shared(shared.map_err(|_| INVALID_POINT)?)
                }
                _ => return Err(Error::Internal("no key for key exchange")),
            },
        }))
    }
}

/// What a server has agreed on, apart from the pre-shared key.
pub(crate) struct Agreed(Other);

impl Agreed {
    pub(crate) fn premaster(&self, psk: Option<&[u8]>) -> Zeroizing<Vec<u8>> {
        premaster(&self.0, psk)
    }
}

const INVALID_POINT: Error = Error::PeerMisbehaved("the peer's public value is invalid");

/// RFC 8422 section 5.1.2.
fn uncompressed(point: &[u8]) -> Result<&[u8], Error> {
    if point.first() == Some(&4) { Ok(point) } else { Err(INVALID_POINT) }
}

fn premaster(other: &Other, psk: Option<&[u8]>) -> Zeroizing<Vec<u8>> {
    let shared = match other {
        Other::Zeros => &[],
        // RFC 8422 section 5.10, RFC 5489 section 2: with leading zeros.
        Other::Shared(shared) => shared.expose(),
        // RFC 5246 section 8.1.2, RFC 4279 section 3: without.
        Other::Dhe(shared) => shared.expose_without_leading_zeros(),
        Other::Transported(secret) => secret.expose(),
    };
    let Some(psk) = psk else { return Zeroizing::new(shared.to_vec()) };
    // RFC 4279 section 2.
    let zeros = Zeroizing::new(alloc::vec![0; psk.len()]);
    let other = if matches!(other, Other::Zeros) { &zeros[..] } else { shared };
    let mut secret = Zeroizing::new(Vec::with_capacity(4 + other.len() + psk.len()));
    let mut writer = Writer::new(&mut secret);
    writer.vector16(|writer| writer.bytes(other));
    writer.vector16(|writer| writer.bytes(psk));
    secret
}

/// The first of our groups that is among the client's. One that names none may have any (RFC 8422 section 4), and those that
/// are so old have P-256.
pub(crate) fn common_group(ours: &[Group], theirs: Option<Numbers<'_>>) -> Option<Group> {
    let Some(theirs) = theirs else {
        return ours.iter().find(|group| **group == Group::SECP256R1).or_else(|| ours.first()).copied();
    };
    let known = |group: &&Group| scheme::group_number(**group).is_some_and(|number| theirs.contains(number));
    ours.iter().find(known).copied()
}

/// The same of finite fields. A client that names none of those takes what comes (RFC 7919 section 4).
pub(crate) fn common_dh_group<'c>(ours: &'c [DhGroup], theirs: Option<Numbers<'_>>) -> Option<&'c DhGroup> {
    let names_any = theirs.is_some_and(|theirs| theirs.iter().any(scheme::is_dh_group));
    ours.iter().find(|group| {
        let number = scheme::dh_group_number(group);
        !names_any || theirs.is_some_and(|theirs| number.is_some_and(|number| theirs.contains(number)))
    })
}

#[cfg(test)]
mod tests;
