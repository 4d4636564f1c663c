// SPDX-License-Identifier: MIT
//! Key agreement in portable Rust, by x25519-dalek and code of our own.

use alloc::boxed::Box;

use purembed_accel::Backend;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::group::GroupId;
use super::{Group, SharedSecret};
use crate::InvalidKey;
use crate::ecc::portable as ecc;
use crate::goldilocks;

/// A private key; wiped when dropped. In boxes, because moving an `enum` copies what lies under its unused parts.
pub(crate) enum Secret {
    X25519(Box<StaticSecret>),
    X448(Box<Zeroizing<[u8; 56]>>),
    Curve(Box<ecc::SecretKey>),
}

impl Secret {
    pub(super) fn from_bytes(group: Group, private: &[u8], backend: Backend) -> Option<Self> {
        match group.id() {
            GroupId::X25519 => {
                let private = Zeroizing::new(<[u8; 32]>::try_from(private).ok()?);
                Some(Self::X25519(Box::new(StaticSecret::from(*private))))
            }
            GroupId::X448 => {
                let mut secret = Box::new(Zeroizing::new([0; 56]));
                if private.len() != secret.len() {
                    return None;
                }
                secret.copy_from_slice(private);
                Some(Self::X448(secret))
            }
            GroupId::Curve(curve) => {
                ecc::SecretKey::from_bytes(curve, private, backend).map(Box::new).map(Self::Curve)
            }
        }
    }

    pub(super) fn with_public_key<T>(&self, f: impl FnOnce(&[u8]) -> T) -> T {
        match self {
            Self::X25519(secret) => f(PublicKey::from(&**secret).as_bytes()),
            Self::X448(secret) => f(goldilocks::x448(secret, &goldilocks::BASE).as_ref()),
            Self::Curve(secret) => f(secret.public_key().as_bytes()),
        }
    }

    /// Agrees with a peer whose public key has the right length and form.
    pub(super) fn agree(&self, group: Group, peer: &[u8]) -> Result<SharedSecret, InvalidKey> {
        let shared = match (self, group.id()) {
            (Self::X25519(secret), GroupId::X25519) => {
                let peer = <[u8; 32]>::try_from(peer).map_err(|_| InvalidKey::PublicKeyInvalid)?;
                let shared = secret.diffie_hellman(&PublicKey::from(peer));
                // RFC 7748 section 6.1: zero for the peer's points of small order.
                shared.was_contributory().then(|| SharedSecret::new(group, shared.as_bytes()))
            }
            (Self::X448(secret), GroupId::X448) => {
                let peer = peer.try_into().map_err(|_| InvalidKey::PublicKeyInvalid)?;
                let shared = goldilocks::x448(secret, peer);
                // RFC 7748 section 6.2: the same. Whether it is zero is known to the peer who chose such a point.
                let zero = purembed_core::ct::eq(shared.as_ref(), &[0; 56]);
                (!zero).then(|| SharedSecret::new(group, shared.as_ref()))
            }
            (Self::Curve(secret), GroupId::Curve(curve)) => {
                let peer = ecc::PublicKey::from_sec1(curve, peer, secret.backend())
                    .ok_or(InvalidKey::PublicKeyInvalid)?;
                secret.agree(&peer, |shared| SharedSecret::new(group, shared))
            }
            _ => None,
        };
        shared.flatten().ok_or(InvalidKey::PublicKeyInvalid)
    }
}
