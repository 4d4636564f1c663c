// SPDX-License-Identifier: MIT
//! How the two sides come to the premaster secret (RFC 5246 section 8.1, RFC 4279, RFC 5489, RFC 8422).

use alloc::vec::Vec;

use purembed_core::random::CryptoRng;
use purembed_pk::{EphemeralKey, Group, SharedSecret};
use zeroize::Zeroizing;

use crate::wire::codec::{Malformed, Numbers, Reader, Writer};
use crate::{Error, KeyExchange, scheme};

/// The parameters of a server's `ServerKeyExchange`, less the signature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerParameters<'a> {
    /// For pre-shared keys (RFC 4279 section 2); empty if there is nothing to say.
    pub(crate) hint: Option<&'a [u8]>,
    pub(crate) exchange: Exchange<'a>,
    /// Everything up to the signature, as it stands: what is signed.
    pub(crate) signed: &'a [u8],
}

/// A public value and what it belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Exchange<'a> {
    None,
    Ecdhe { group: u16, public: &'a [u8] },
}

impl<'a> ServerParameters<'a> {
    pub(crate) fn read(reader: &mut Reader<'a>, key_exchange: KeyExchange) -> Result<Self, Malformed> {
        let start = *reader;
        let hint = if key_exchange.has_psk() { Some(reader.vector16()?) } else { None };
        let exchange = if key_exchange.is_ecdhe() {
            // RFC 8422 section 5.4: only named curves are left.
            if reader.u8()? != NAMED_CURVE {
                return Err(Malformed);
            }
            Exchange::Ecdhe { group: reader.u16()?, public: reader.vector8()? }
        } else {
            Exchange::None
        };
        let (mut whole, length) = (start, start.len().saturating_sub(reader.len()));
        Ok(Self { hint, exchange, signed: whole.take(length)? })
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
}

impl ClientShare {
    pub(crate) fn new(
        parameters: Exchange<'_>,
        offered: &[Group],
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, Error> {
        match parameters {
            Exchange::None => Ok(Self { public: Vec::new(), other: Other::Zeros }),
            Exchange::Ecdhe { group, public } => {
                let group = scheme::group_of_number(group).filter(|group| offered.contains(group));
                let group =
                    group.ok_or(Error::PeerMisbehaved("the server chose a group that was not offered"))?;
                let own = EphemeralKey::generate_with_rng(group, rng)
                    .map_err(|_| Error::Internal("no key for a group"))?;
                let mut out = Vec::with_capacity(1 + own.public_key().len());
                Writer::new(&mut out).vector8(|writer| writer.bytes(own.public_key()));
                let shared = own.agree(public).map_err(|_| INVALID_POINT)?;
                Ok(Self { public: out, other: Other::Shared(shared) })
            }
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
}

impl ServerShare {
    /// Makes a key in the first of one's own groups that the client knows.
    pub(crate) fn new(
        key_exchange: KeyExchange,
        group: Option<Group>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, Error> {
        if !key_exchange.is_ecdhe() {
            return Ok(Self::None);
        }
        let group = group.ok_or(Error::PeerIncompatible("no group in common"))?;
        EphemeralKey::generate_with_rng(group, rng)
            .map(Self::Ecdhe)
            .map_err(|_| Error::Internal("no key for a group"))
    }

    /// Writes the parameters of `ServerKeyExchange`.
    pub(crate) fn write(&self, hint: Option<&[u8]>, writer: &mut Writer<'_>) {
        if let Some(hint) = hint {
            writer.vector16(|writer| writer.bytes(hint));
        }
        match self {
            Self::None => {}
            Self::Ecdhe(key) => {
                writer.u8(NAMED_CURVE);
                writer.u16(scheme::group_number(key.group()).unwrap_or_default());
                writer.vector8(|writer| writer.bytes(key.public_key()));
            }
        }
    }

    /// Reads what is left of `ClientKeyExchange`, and agrees.
    pub(crate) fn agree(self, reader: &mut Reader<'_>) -> Result<Agreed, Error> {
        match self {
            Self::None => Ok(Agreed(Other::Zeros)),
            Self::Ecdhe(key) => {
                let shared = key.agree(reader.vector8()?).map_err(|_| INVALID_POINT)?;
                Ok(Agreed(Other::Shared(shared)))
            }
        }
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

fn premaster(other: &Other, psk: Option<&[u8]>) -> Zeroizing<Vec<u8>> {
    let shared = match other {
        Other::Zeros => &[],
        Other::Shared(shared) => shared.expose(),
    };
    let Some(psk) = psk else { return Zeroizing::new(shared.to_vec()) };
    // RFC 4279 section 2; with ECDHE, the shared secret keeps its leading zeros (RFC 5489 section 2).
    let zeros = Zeroizing::new(alloc::vec![0; psk.len()]);
    let other = match other {
        Other::Zeros => &zeros[..],
        Other::Shared(_) => shared,
    };
    let mut secret = Zeroizing::new(Vec::with_capacity(4 + other.len() + psk.len()));
    let mut writer = Writer::new(&mut secret);
    writer.vector16(|writer| writer.bytes(other));
    writer.vector16(|writer| writer.bytes(psk));
    secret
}

/// The first of our groups that is among the client's; all are, if it names none (RFC 8422 section 4).
pub(crate) fn common_group(ours: &[Group], theirs: Option<Numbers<'_>>) -> Option<Group> {
    let known = |group: &&Group| {
        let number = scheme::group_number(**group);
        theirs.is_none_or(|theirs| number.is_some_and(|number| theirs.contains(number)))
    };
    ours.iter().find(known).copied()
}
