// SPDX-License-Identifier: MIT
//! Key agreement with keys that are used once: X25519 and X448 (RFC 7748), and ECDH (SP 800-56A section 5.7.1.2).
//!
//! # Security
//!
//! All work with private keys is constant time. They are wiped on drop, those of X25519 and, with graviola, P-256 by the
//! crates that hold them (`x25519-dalek`, graviola). A peer's point must be on the curve, in uncompressed form and not the neutral element; an
//! X25519 or X448 value that leads to an all-zero secret is refused.

use alloc::boxed::Box;
use core::fmt;

use purembed_accel::Backend;
use purembed_core::random::CryptoRng;
use zeroize::Zeroizing;

use self::group::GroupId;
pub use self::group::{Group, UnknownGroup};
pub use self::secret::SharedSecret;
use crate::ecc::portable as ecc;
use crate::{Error, InvalidKey};

#[cfg(graviola)]
mod graviola;
mod group;
mod portable;
mod secret;

/// One party's key for one agreement, which uses it up.
///
/// ```
/// use purembed_pk::{EphemeralKey, Group};
///
/// let alice = EphemeralKey::generate(Group::X25519)?;
/// let bob = EphemeralKey::generate(Group::X25519)?;
/// let (to_bob, to_alice) = (alice.public_key().to_vec(), bob.public_key().to_vec());
///
/// assert_eq!(alice.agree(&to_alice)?.expose(), bob.agree(&to_bob)?.expose());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "ECDHServer")]
#[doc(alias = "ECDHClient")]
#[doc(alias = "ECDHNaive")]
pub struct EphemeralKey {
    group: Group,
    secret: Secret,
    public: Box<[u8]>,
}

/// A private key; wiped when dropped.
pub(crate) enum Secret {
    Portable(portable::Secret),
    #[cfg(graviola)]
    Graviola(graviola::Secret),
}

impl Secret {
    /// Takes a private key of this length, in range.
    pub(crate) fn from_bytes(group: Group, private: &[u8], backend: Backend) -> Option<Self> {
        #[cfg(graviola)]
        if backend.has_graviola() && graviola::has(group) {
            return graviola::Secret::from_bytes(group, private).map(Self::Graviola);
        }
        portable::Secret::from_bytes(group, private, backend).map(Self::Portable)
    }

    pub(crate) fn with_public_key<T>(&self, f: impl FnOnce(&[u8]) -> T) -> T {
        match self {
            Self::Portable(secret) => secret.with_public_key(f),
            #[cfg(graviola)]
            Self::Graviola(secret) => secret.with_public_key(f),
        }
    }

    /// Agrees with a peer whose public key has the right length and form.
    pub(crate) fn agree(self, group: Group, peer: &[u8]) -> Result<SharedSecret, InvalidKey> {
        match self {
            Self::Portable(secret) => secret.agree(group, peer),
            #[cfg(graviola)]
            Self::Graviola(secret) => secret.agree(group, peer),
        }
    }
}

impl EphemeralKey {
    /// Makes a key with random bytes from the operating system.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if there are none.
    #[cfg(feature = "os-rng")]
    pub fn generate(group: Group) -> Result<Self, Error> {
        Self::generate_from(group, |bits| Ok(purembed_core::random::fill(bits)?))
    }

    /// Makes a key.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if the generator repeats unusable values.
    pub fn generate_with_rng(group: Group, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        Self::generate_from(group, |bits| {
            rng.fill_bytes(bits);
            Ok(())
        })
    }

    fn generate_from(
        group: Group,
        mut fill: impl FnMut(&mut [u8]) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let made = if let GroupId::Curve(curve) = group.id() {
            let secret = ecc::SecretKey::generate(curve, purembed_accel::backend(), fill)?;
            secret.with_bytes(|private| Self::dangerous_from_private_bytes(group, private))
        } else {
            let mut private = Zeroizing::new([0; secret::MAX]);
            let (private, _) = private.split_at_mut(group.shared_secret_size());
            fill(private)?;
            Self::dangerous_from_private_bytes(group, private)
        };
        made.map_err(|_| Error::Fault)
    }

    /// Takes a private key from elsewhere: for test vectors, and for protocols with static keys.
    ///
    /// 32 bytes little-endian for X25519 and 56 for X448, as RFC 7748 section 5 reads them; big-endian and as long as
    /// the order for the curves.
    ///
    /// # Danger
    ///
    /// A key used twice gives up forward secrecy, and tells a peer who sends chosen points whether each agreement worked.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Inconsistent`] if the length is wrong, or the number is not from 1 to the order less 1.
    pub fn dangerous_from_private_bytes(group: Group, private: &[u8]) -> Result<Self, InvalidKey> {
        Self::with_backend(group, private, purembed_accel::backend())
    }

    fn with_backend(group: Group, private: &[u8], backend: Backend) -> Result<Self, InvalidKey> {
        let secret = Secret::from_bytes(group, private, backend).ok_or(InvalidKey::Inconsistent)?;
        let public = secret.with_public_key(|point| point.into());
        Ok(Self { group, secret, public })
    }

    /// The group.
    #[must_use]
    pub const fn group(&self) -> Group {
        self.group
    }

    /// What to send to the peer: the u-coordinate of X25519 in 32 bytes or of X448 in 56, or an uncompressed point.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.public
    }

    /// Agrees on a secret with the owner of a public key of the same form.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::PublicKeyInvalid`] for a value of another length or form, one that is not on the curve, and one
    /// that leads to a secret known to all.
    #[doc(alias = "generate_secret")]
    pub fn agree(self, peer: &[u8]) -> Result<SharedSecret, InvalidKey> {
        // SEC 1 section 2.3.4: 4 stands for an uncompressed point; the lengths rule out all the others but hybrid ones.
        let is_point = matches!(self.group.id(), GroupId::Curve(_));
        if peer.len() != self.group.public_key_size() || (is_point && peer.first() != Some(&4)) {
            return Err(InvalidKey::PublicKeyInvalid);
        }
        self.secret.agree(self.group, peer)
    }
}

impl fmt::Debug for EphemeralKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EphemeralKey").field("group", &self.group).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
