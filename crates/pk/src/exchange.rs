// SPDX-License-Identifier: MIT
//! Elliptic-curve Diffie-Hellman in the messages of TLS 1.2 (RFC 8422), with keys that are used once or with long-lived
//! ones.
//!
//! # Security
//!
//! What holds for [`EphemeralKey`] holds here. A peer's point is tested when its message is read: it must be on the curve,
//! in uncompressed form, and not the neutral element.

use alloc::boxed::Box;
use alloc::vec::Vec;

use purembed_core::random::CryptoRng;

use crate::{
    Curve, Ecc, EccPublicKey, EphemeralKey, Error, Group, InvalidKey, SharedSecret, Xdh, XdhPublicKey,
};

mod payload;

/// The server's side of one exchange: it speaks first.
///
/// A server with a long-lived key, which its certificate tells to the client, does not: its side is [`Ecc::import_cke`] or
/// [`Xdh::import_cke`].
///
/// ```
/// use purembed_pk::{Curve, EcdhClient, EcdhServer};
///
/// let (server, to_client) = EcdhServer::generate(Curve::SECP256R1)?;
/// let (to_server, secret) = EcdhClient::import_ske(&to_client)?.generate()?;
/// assert_eq!(server.import_cke(&to_server)?.expose(), secret.expose());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug)]
#[doc(alias = "ECDHServer")]
pub struct EcdhServer(EphemeralKey);

impl EcdhServer {
    /// Makes a key, and the message for the client: the group and the public value (`ServerECDHParams`).
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if there are no random bytes.
    #[cfg(feature = "os-rng")]
    pub fn generate(group: impl Into<Group>) -> Result<(Self, Vec<u8>), Error> {
        Self::with_key(EphemeralKey::generate(group.into())?)
    }

    /// Makes a key from random bytes of `rng`.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if the generator repeats unusable values.
    pub fn generate_with_rng(
        group: impl Into<Group>,
        rng: &mut dyn CryptoRng,
    ) -> Result<(Self, Vec<u8>), Error> {
        Self::with_key(EphemeralKey::generate_with_rng(group.into(), rng)?)
    }

    fn with_key(key: EphemeralKey) -> Result<(Self, Vec<u8>), Error> {
        let payload = payload::write_ske(key.group(), key.public_key()).ok_or(Error::Fault)?;
        Ok((Self(key), payload))
    }

    /// The group.
    #[must_use]
    pub fn group(&self) -> Group {
        self.0.group()
    }

    /// Agrees on a secret with a client that has sent this message: its public value after the length in a byte.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Malformed`] for a message of another form or length, [`InvalidKey::PublicKeyInvalid`] for a value that
    /// is not of the group.
    #[doc(alias = "generate_secret")]
    #[doc(alias = "import_CKE")]
    pub fn import_cke(self, payload: &[u8]) -> Result<SharedSecret, InvalidKey> {
        self.0.agree(payload::read_cke(payload)?)
    }
}

/// The client's side of one exchange, once it knows the server's public value.
#[derive(Debug)]
#[doc(alias = "ECDHClient")]
pub struct EcdhClient {
    group: Group,
    peer: Box<[u8]>,
}

impl EcdhClient {
    /// Reads the server's message.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Malformed`] for a message of another form, also if something comes after it;
    /// [`InvalidKey::UnsupportedCurve`] for a group without a number or with one that [`Group`] does not have;
    /// [`InvalidKey::PublicKeyInvalid`] for a value that is not of the group.
    #[doc(alias = "import_SKE")]
    pub fn import_ske(payload: &[u8]) -> Result<Self, InvalidKey> {
        match Self::read_ske(payload)? {
            (client, []) => Ok(client),
            (_, rest) => Err(InvalidKey::Malformed { offset: payload.len().saturating_sub(rest.len()) }),
        }
    }

    /// Reads the server's message from the front of a longer one, as in TLS, where the signature comes next; gives back
    /// what comes after it.
    ///
    /// # Errors
    ///
    /// As [`EcdhClient::import_ske`].
    pub fn read_ske(payload: &[u8]) -> Result<(Self, &[u8]), InvalidKey> {
        let (group, public, rest) = payload::read_ske(payload)?;
        check_public(group, public)?;
        Ok((Self { group, peer: public.into() }, rest))
    }

    /// Takes the server's long-lived key, as from its certificate: such a server sends no message of its own.
    ///
    /// [`Ecc::import_cke`] is the server's side.
    #[must_use]
    pub fn from_public_key(key: &EccPublicKey) -> Self {
        Self { group: key.curve().into(), peer: key.to_point().into() }
    }

    /// Takes the server's long-lived key, as [`from_public_key`](Self::from_public_key) does, of X25519 or X448.
    ///
    /// [`Xdh::import_cke`] is the server's side.
    #[must_use]
    pub fn from_xdh_public_key(key: &XdhPublicKey) -> Self {
        Self { group: key.curve().into(), peer: key.as_bytes().into() }
    }

    /// The group that the server has chosen.
    #[must_use]
    pub fn group(&self) -> Group {
        self.group
    }

    /// Makes a key, the message for the server (the public value after its length in a byte), and the secret.
    ///
    /// # Errors
    ///
    /// [`Error::Random`]; [`Error::InvalidKey`] if the server's value leads to a secret that everyone knows, as some of
    /// X25519 and X448 do.
    #[cfg(feature = "os-rng")]
    #[doc(alias = "generate_secret")]
    pub fn generate(self) -> Result<(Vec<u8>, SharedSecret), Error> {
        let key = EphemeralKey::generate(self.group)?;
        self.with_key(key)
    }

    /// Makes a key from random bytes of `rng`.
    ///
    /// # Errors
    ///
    /// As [`EcdhClient::generate`], and [`Error::Fault`] if the generator repeats unusable values.
    pub fn generate_with_rng(self, rng: &mut dyn CryptoRng) -> Result<(Vec<u8>, SharedSecret), Error> {
        let key = EphemeralKey::generate_with_rng(self.group, rng)?;
        self.with_key(key)
    }

    fn with_key(self, key: EphemeralKey) -> Result<(Vec<u8>, SharedSecret), Error> {
        let payload = payload::write_cke(key.public_key()).ok_or(Error::Fault)?;
        Ok((payload, key.agree(&self.peer)?))
    }
}

/// The server's side of exchanges with a long-lived key.
impl Ecc {
    /// Agrees on a secret with a client that has sent this message, in which its public value follows its length in a byte.
    ///
    /// This is the server's side where the client knows the key beforehand (`ECDH_ECDSA` and `ECDH_RSA` of RFC 4492
    /// sections 2.1 and 2.3); [`EcdhClient::from_public_key`] is the client's.
    ///
    /// ```
    /// use purembed_pk::{Curve, Ecc, EcdhClient};
    ///
    /// let server = Ecc::generate(Curve::SECP256R1)?;
    /// let (to_server, secret) = EcdhClient::from_public_key(server.public_key()).generate()?;
    /// assert_eq!(server.import_cke(&to_server)?.expose(), secret.expose());
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Security
    ///
    /// Whoever gets the key later can read everything that was ever protected by such secrets. With [`EcdhServer`] nobody
    /// can.
    ///
    /// # Errors
    ///
    /// As [`EcdhServer::import_cke`].
    #[doc(alias = "ECDHServer")]
    #[doc(alias = "import_CKE")]
    pub fn import_cke(&self, payload: &[u8]) -> Result<SharedSecret, InvalidKey> {
        let public = payload::read_cke(payload)?;
        check_public(self.curve().into(), public)?;
        self.agree(&EccPublicKey::from_point(self.curve(), public)?)
    }
}

/// The server's side of exchanges with a long-lived key.
impl Xdh {
    /// Agrees on a secret with a client that has sent this message, in which its public value follows its length in a byte.
    ///
    /// [`EcdhClient::from_xdh_public_key`] is the client's side. What [`Ecc::import_cke`] says of security holds here.
    ///
    /// ```
    /// use purembed_pk::{EcdhClient, Xdh, XdhCurve};
    ///
    /// let server = Xdh::generate(XdhCurve::X25519)?;
    /// let (to_server, secret) = EcdhClient::from_xdh_public_key(server.public_key()).generate()?;
    /// assert_eq!(server.import_cke(&to_server)?.expose(), secret.expose());
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`EcdhServer::import_cke`].
    #[doc(alias = "ECDHServer")]
    #[doc(alias = "import_CKE")]
    pub fn import_cke(&self, payload: &[u8]) -> Result<SharedSecret, InvalidKey> {
        let public = payload::read_cke(payload)?;
        self.agree(&XdhPublicKey::from_bytes(self.curve(), public)?)
    }
}

/// Whether a value has the length and form of the group's, and, on a curve that has points, is one.
fn check_public(group: Group, public: &[u8]) -> Result<(), InvalidKey> {
    if public.len() != group.public_key_size() {
        return Err(InvalidKey::PublicKeyInvalid);
    }
    let Ok(curve) = group.name().parse::<Curve>() else { return Ok(()) };
    // RFC 8422 section 5.1.2: uncompressed.
    if public.first() != Some(&4) {
        return Err(InvalidKey::PublicKeyInvalid);
    }
    EccPublicKey::from_point(curve, public).map(|_| ())
}

#[cfg(test)]
mod tests;
