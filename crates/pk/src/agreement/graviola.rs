// SPDX-License-Identifier: MIT
//! Key agreement in formally verified assembly, by graviola.

use alloc::boxed::Box;

use graviola::key_agreement::{p256, x25519};
use purembed_accel::clean_after;

use super::group::GroupId;
use super::{Group, SharedSecret};
use crate::InvalidKey;
use crate::curve::CurveId;

/// Whether there is anything for the group.
pub(super) const fn has(group: Group) -> bool {
    match group.id() {
        GroupId::X25519 => true,
        GroupId::X448 => false,
        GroupId::Curve(curve) => matches!(curve.id(), CurveId::P256),
    }
}

/// A private key; wiped when dropped. In boxes, because moving an `enum` copies what lies under its unused parts.
pub(crate) enum Secret {
    X25519(Box<x25519::StaticPrivateKey>),
    P256(Box<p256::StaticPrivateKey>),
}

impl Secret {
    /// `None` as well for the curves that graviola does not have.
    pub(super) fn from_bytes(group: Group, private: &[u8]) -> Option<Self> {
        match group.id() {
            GroupId::X25519 => {
                x25519::StaticPrivateKey::try_from_slice(private).ok().map(Box::new).map(Self::X25519)
            }
            GroupId::X448 => None,
            GroupId::Curve(curve) if private.len() != curve.key_size() => None,
            GroupId::Curve(curve) => match curve.id() {
                CurveId::P256 => {
                    p256::StaticPrivateKey::from_bytes(private).ok().map(Box::new).map(Self::P256)
                }
                _ => None,
            },
        }
    }

    pub(super) fn with_public_key<T>(&self, f: impl FnOnce(&[u8]) -> T) -> T {
        match self {
            Self::X25519(secret) => f(&clean_after(|| secret.public_key().as_bytes())),
            Self::P256(secret) => f(&clean_after(|| secret.public_key_uncompressed())),
        }
    }

    /// Agrees with a peer whose public key has the right length and form.
    pub(super) fn agree(self, group: Group, peer: &[u8]) -> Result<SharedSecret, InvalidKey> {
        // By value: wiping a key uses wide registers too.
        let shared = clean_after(move || match self {
            // graviola refuses a shared secret of zero: RFC 7748 section 6.1.
            Self::X25519(secret) => x25519::PublicKey::try_from_slice(peer)
                .and_then(|peer| secret.diffie_hellman(&peer))
                .map(|shared| SharedSecret::new(group, &shared.0)),
            Self::P256(secret) => p256::PublicKey::from_x962_uncompressed(peer)
                .and_then(|peer| secret.diffie_hellman(&peer))
                .map(|shared| SharedSecret::new(group, &shared.0)),
        });
        shared.ok().flatten().ok_or(InvalidKey::PublicKeyInvalid)
    }
}
