// SPDX-License-Identifier: MIT
//! Key agreement with keys that are used once: X25519 (RFC 7748) and ECDH (SP 800-56A section 5.7.1.2).
//!
//! # Security
//!
//! All work with private keys is constant time. They are wiped on drop by the crates that hold them (`x25519-dalek`,
//! `p256`, `p384`, graviola). A peer's point must be on the curve, in uncompressed form and not the neutral element; an
//! X25519 value that leads to an all-zero secret is refused.

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

enum Secret {
    Portable(portable::Secret),
    #[cfg(graviola)]
    Graviola(graviola::Secret),
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
            let secret = ecc::SecretKey::generate(curve, fill)?;
            secret.with_bytes(|private| Self::dangerous_from_private_bytes(group, private))
        } else {
            let mut private = Zeroizing::new([0; 32]);
            fill(private.as_mut())?;
            Self::dangerous_from_private_bytes(group, private.as_ref())
        };
        made.map_err(|_| Error::Fault)
    }

    /// Takes a private key from elsewhere: for test vectors, and for protocols with static keys.
    ///
    /// 32 bytes little-endian for X25519, as RFC 7748 section 5 reads them; big-endian and as long as the order for the
    /// curves.
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
        #[cfg(graviola)]
        if backend.has_graviola()
            && let Some(secret) = graviola::Secret::from_bytes(group, private)
        {
            let public = secret.with_public_key(|point| point.into());
            return Ok(Self { group, secret: Secret::Graviola(secret), public });
        }
        #[cfg(not(graviola))]
        let _ = backend;
        let secret = portable::Secret::from_bytes(group, private).ok_or(InvalidKey::Inconsistent)?;
        let public = secret.with_public_key(|point| point.into());
        Ok(Self { group, secret: Secret::Portable(secret), public })
    }

    /// The group.
    #[must_use]
    pub const fn group(&self) -> Group {
        self.group
    }

    /// What to send to the peer: the u-coordinate of X25519 in 32 bytes, or an uncompressed point.
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
        let is_point = self.group != Group::X25519;
        if peer.len() != self.group.public_key_size() || (is_point && peer.first() != Some(&4)) {
            return Err(InvalidKey::PublicKeyInvalid);
        }
        match self.secret {
            Secret::Portable(secret) => secret.agree(self.group, peer),
            #[cfg(graviola)]
            Secret::Graviola(secret) => secret.agree(self.group, peer),
        }
    }
}

impl fmt::Debug for EphemeralKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EphemeralKey").field("group", &self.group).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
