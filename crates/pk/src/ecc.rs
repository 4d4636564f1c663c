// SPDX-License-Identifier: MIT
//! Elliptic-curve keys and ECDSA (FIPS 186-5 section 6).
//!
//! # Security
//!
//! Nonces come from RFC 6979: a weak random source cannot betray the key. `sign` uses nothing else and gives the same
//! signature each time; `sign_hedged` adds random bytes, which also takes the ground from attacks by injected faults: no
//! signature is verified before it leaves, and a faulty one beside a sound one with the same nonce betrays the key.
//! All work with the private key is constant time.
//!
//! The scalar is kept in `SecretBytes` (and a type of graviola's, if that back end runs), which wipe it on drop. So are
//! nonces and what is computed from either wiped where it is named; intermediate values stay on the stack.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use purembed_accel::Backend;
use purembed_core::pem;
use purembed_core::random::CryptoRng;
use purembed_core::secret::{SecretBytes, SecretString};
use purembed_hash::Algorithm;
use zeroize::Zeroizing;

pub use self::public::EccPublicKey;
pub use self::signature::EcdsaSignature;
use crate::curve::MAX_KEY_SIZE;
use crate::encoding::sec1::EcPrivateKey;
use crate::encoding::spki::KeyAlgorithm;
use crate::encoding::{pkcs8, sec1};
use crate::{Curve, Error, Group, InvalidKey, PrivateKey, SharedSecret};

pub(crate) mod arithmetic;
mod base;
#[cfg(any(feature = "std", test))]
mod complete;
mod curve;
mod field;
#[cfg(graviola)]
mod graviola;
mod inversion;
mod jacobian;
mod limbs;
mod mersenne521;
mod montgomery;
mod multiply;
mod nonce;
mod parameters;
mod point;
pub(crate) mod portable;
mod prime384;
mod public;
mod signature;
#[cfg(feature = "std")]
mod tables;

/// A key pair of an elliptic curve.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc};
///
/// let key = Ecc::generate(Curve::SECP384R1)?;
/// let signature = key.sign(b"message", Algorithm::SHA384)?;
/// assert!(key.public_key().verify(b"message", &signature, Algorithm::SHA384).is_ok());
///
/// let stored = key.to_pkcs8_pem();
/// let again = Ecc::from_buffer(stored.expose().as_bytes())?;
/// assert_eq!(again.public_key(), key.public_key());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "ECC")]
pub struct Ecc {
    secret: Box<portable::SecretKey>,
    public: EccPublicKey,
    #[cfg(graviola)]
    fast: Option<graviola::SigningKey>,
}

impl Ecc {
    /// Makes a new key with random bytes from the operating system.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if there are none.
    #[cfg(feature = "os-rng")]
    pub fn generate(curve: Curve) -> Result<Self, Error> {
        Self::generate_with_rng(curve, &mut purembed_core::random::generator()?)
    }

    /// Makes a new key.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if the generator repeats unusable values.
    pub fn generate_with_rng(curve: Curve, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        let backend = purembed_accel::backend();
        let secret = portable::SecretKey::generate(curve, backend, |bits| {
            rng.fill_bytes(bits);
            Ok::<_, Error>(())
        })?;
        Self::from_secret(curve, secret, backend).map_err(|_| Error::Fault)
    }

    /// Reads a private key: SEC 1 or PKCS#8, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a good key that is none of an elliptic curve,
    /// or a public one.
    #[doc(alias = "from_DER")]
    #[doc(alias = "from_PEM")]
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        PrivateKey::from_buffer(buffer)?.try_into()
    }

    pub(crate) fn from_sec1(key: &EcPrivateKey<'_>, backend: Backend) -> Result<Self, InvalidKey> {
        let secret = portable::SecretKey::from_bytes(key.curve, key.scalar, backend)
            .ok_or(InvalidKey::Inconsistent)?;
        let made = Self::from_secret(key.curve, secret, backend)?;
        if let Some(point) = key.public_key {
            let written = EccPublicKey::with_backend(key.curve, point, Backend::Portable)?;
            if written != made.public {
                return Err(InvalidKey::Inconsistent);
            }
        }
        Ok(made)
    }

    fn from_secret(curve: Curve, secret: portable::SecretKey, backend: Backend) -> Result<Self, InvalidKey> {
        let secret = Box::new(secret);
        #[cfg(graviola)]
        if backend.has_graviola()
            && let Some(fast) = secret.with_bytes(|scalar| graviola::SigningKey::from_bytes(curve, scalar))
        {
            let public = fast.with_public_point(|point| EccPublicKey::with_backend(curve, point, backend))?;
            return Ok(Self { secret, public, fast: Some(fast) });
        }
        #[cfg(not(graviola))]
        let _ = curve;
        let public = EccPublicKey::from_portable(secret.public_key(), backend);
        Ok(Self {
            secret,
            public,
            #[cfg(graviola)]
            fast: None,
        })
    }

    /// The curve.
    #[must_use]
    pub fn curve(&self) -> Curve {
        self.public.curve()
    }

    /// The length of the private key in bytes.
    #[must_use]
    pub fn key_size(&self) -> usize {
        self.public.key_size()
    }

    /// The public half.
    #[must_use]
    pub const fn public_key(&self) -> &EccPublicKey {
        &self.public
    }

    /// Takes a private key as a number, big-endian, of at most [`Curve::order_size`] bytes.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Inconsistent`] if it is longer, or not from 1 to the order less 1.
    #[doc(alias = "NUM")]
    pub fn from_number(curve: Curve, number: &[u8]) -> Result<Self, InvalidKey> {
        let mut scalar = Zeroizing::new([0; MAX_KEY_SIZE]);
        let scalar = scalar.get_mut(..curve.order_size()).unwrap_or_default();
        let start = scalar.len().checked_sub(number.len()).ok_or(InvalidKey::Inconsistent)?;
        scalar.iter_mut().skip(start).zip(number).for_each(|(to, from)| *to = *from);
        let backend = purembed_accel::backend();
        let secret =
            portable::SecretKey::from_bytes(curve, scalar, backend).ok_or(InvalidKey::Inconsistent)?;
        Self::from_secret(curve, secret, backend)
    }

    /// The private key as a number, big-endian, [`Curve::order_size`] bytes long.
    #[doc(alias = "export_key")]
    #[doc(alias = "NUM")]
    #[must_use]
    pub fn to_number(&self) -> SecretBytes {
        self.secret.with_bytes(SecretBytes::copy_from)
    }

    /// Signs a message: ECDSA with the nonce of RFC 6979, the same each time, as DER.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if no nonce is usable, which a working computer never sees.
    pub fn sign(&self, message: &[u8], digestmod: Algorithm) -> Result<Vec<u8>, Error> {
        self.sign_prehashed(digestmod.digest(message).as_ref(), digestmod)
    }

    /// Signs as [`Self::sign`] does, given the digest of the message.
    ///
    /// # Errors
    ///
    /// [`Error::DigestSize`] if the digest has not the length of its algorithm's; [`Error::Fault`] as for `sign`.
    pub fn sign_prehashed(&self, digest: &[u8], digestmod: Algorithm) -> Result<Vec<u8>, Error> {
        self.sign_digest(digest, digestmod, &[])
    }

    /// Signs a message with random bytes added to the nonce (RFC 6979 section 3.6): different each time, as DER.
    ///
    /// The one to prefer where nothing asks for repeatable signatures; it is also the faster one.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if the operating system has no random bytes; [`Error::Fault`] as for `sign`.
    #[cfg(feature = "os-rng")]
    pub fn sign_hedged(&self, message: &[u8], digestmod: Algorithm) -> Result<Vec<u8>, Error> {
        #[cfg(graviola)]
        if let Some(signature) = self.fast.as_ref().and_then(|fast| fast.sign(message, digestmod)) {
            return Ok(signature.to_der());
        }
        self.sign_prehashed_hedged(digestmod.digest(message).as_ref(), digestmod)
    }

    /// Signs as [`Self::sign_hedged`] does, given the digest of the message.
    ///
    /// # Errors
    ///
    /// [`Error::DigestSize`] if the digest has not the length of its algorithm's; [`Error::Random`] if the operating
    /// system has no random bytes; [`Error::Fault`] as for `sign`.
    #[cfg(feature = "os-rng")]
    pub fn sign_prehashed_hedged(&self, digest: &[u8], digestmod: Algorithm) -> Result<Vec<u8>, Error> {
        let mut added = Zeroizing::new([0; 32]);
        purembed_core::random::fill(added.as_mut())?;
        self.sign_digest(digest, digestmod, added.as_ref())
    }

    /// Signs as `sign_hedged` does, with random bytes from a given generator.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] as for `sign`.
    pub fn sign_hedged_with_rng(
        &self,
        message: &[u8],
        digestmod: Algorithm,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        let mut added = Zeroizing::new([0; 32]);
        rng.fill_bytes(added.as_mut());
        self.sign_digest(digestmod.digest(message).as_ref(), digestmod, added.as_ref())
    }

    fn sign_digest(&self, digest: &[u8], digestmod: Algorithm, added: &[u8]) -> Result<Vec<u8>, Error> {
        if digest.len() != digestmod.digest_size() {
            return Err(Error::DigestSize);
        }
        Ok(self.secret.sign(digest, digestmod, added)?.to_der())
    }

    /// Agrees on a secret with the owner of another key of the same curve: ECDH (SP 800-56A section 5.7.1.2).
    ///
    /// The secret is always the same for the same two keys. For one that an attacker who gets a key later cannot know,
    /// use [`EphemeralKey`](crate::EphemeralKey).
    ///
    /// ```
    /// use purembed_pk::{Curve, Ecc};
    ///
    /// let (alice, bob) = (Ecc::generate(Curve::BRAINPOOLP256R1)?, Ecc::generate(Curve::BRAINPOOLP256R1)?);
    /// assert_eq!(alice.agree(bob.public_key())?.expose(), bob.agree(alice.public_key())?.expose());
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidKey::PublicKeyInvalid`] for a key of another curve.
    #[doc(alias = "generate_secret")]
    pub fn agree(&self, peer: &EccPublicKey) -> Result<SharedSecret, InvalidKey> {
        let group = Group::from(self.curve());
        #[cfg(graviola)]
        if let Some(fast) = &self.fast
            && self.curve() == peer.curve()
        {
            return fast.agree(peer.to_point(), |shared| SharedSecret::new(group, shared));
        }
        let shared = self.secret.agree(peer.portable(), |shared| SharedSecret::new(group, shared));
        shared.flatten().ok_or(InvalidKey::PublicKeyInvalid)
    }

    /// Writes SEC 1 in DER, with the curve and the public key.
    #[doc(alias = "export_key")]
    #[must_use]
    pub fn to_der(&self) -> SecretBytes {
        SecretBytes::copy_from(&self.to_sec1(Some(self.curve())))
    }

    /// Writes SEC 1 in PEM, as `EC PRIVATE KEY`.
    #[must_use]
    pub fn to_pem(&self) -> SecretString {
        pem::encode_secret("EC PRIVATE KEY", self.to_der().expose())
    }

    /// Writes PKCS#8 in DER.
    #[must_use]
    pub fn to_pkcs8_der(&self) -> SecretBytes {
        let der = pkcs8::write(KeyAlgorithm::Ecc(self.curve()), &self.to_sec1(None));
        SecretBytes::copy_from(&der)
    }

    /// Writes PKCS#8 in PEM, as `PRIVATE KEY`.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> SecretString {
        pem::encode_secret("PRIVATE KEY", self.to_pkcs8_der().expose())
    }

    fn to_sec1(&self, curve: Option<Curve>) -> Zeroizing<Vec<u8>> {
        self.secret.with_bytes(|scalar| sec1::write(curve, scalar, self.public.to_point()))
    }
}

impl fmt::Debug for Ecc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ecc").field("public", &self.public).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
