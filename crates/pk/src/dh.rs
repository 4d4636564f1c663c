// SPDX-License-Identifier: MIT
//! Diffie-Hellman modulo a prime, with keys that are used once, in the messages of TLS 1.2 (RFC 5246, RFC 7919).
//!
//! # Security
//!
//! Powers with private exponents take time and memory accesses that depend on lengths alone; exponents and what is
//! computed from them are wiped. A peer's value must be from 2 to the modulus less 2, a secret of 0, 1 or the modulus less 1
//! is refused. New protocols want curves: they are many times as fast.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;
use zeroize::Zeroizing;

pub use self::group::{DhGroup, UnknownDhGroup};
pub use self::key::{Dh, DhPublicKey};
use self::number::strip;
pub use self::secret::DhSharedSecret;
use crate::rsa::power::Modulus;
use crate::{Error, InvalidKey};

mod group;
mod key;
mod named;
mod number;
mod parameters;
mod params;
mod secret;

/// The server's side of one exchange: it speaks first.
///
/// ```
/// use purembed_pk::{DhClient, DhGroup, DhServer};
///
/// let (server, to_client) = DhServer::generate(&DhGroup::FFDHE2048)?;
/// let (to_server, secret) = DhClient::import_ske(&to_client)?.generate()?;
/// assert_eq!(server.import_cke(&to_server)?, secret);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "DHServer")]
pub struct DhServer(Key);

impl DhServer {
    /// Makes a key, and the message for the client: modulus, generator and public value (`ServerDHParams`).
    ///
    /// # Errors
    ///
    /// [`Error::Random`].
    #[cfg(feature = "os-rng")]
    pub fn generate(group: &DhGroup) -> Result<(Self, Vec<u8>), Error> {
        Self::generate_with_rng(group, &mut purembed_core::random::generator()?)
    }

    /// Makes a key from random bytes of `rng`.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if the generator repeats unusable values.
    pub fn generate_with_rng(group: &DhGroup, rng: &mut dyn CryptoRng) -> Result<(Self, Vec<u8>), Error> {
        Ok(Self(Key::generate(group, rng)?).and_payload())
    }

    /// Takes a private key from elsewhere, as a big-endian number: for test vectors.
    ///
    /// # Danger
    ///
    /// A key that is known elsewhere, or used twice, gives up forward secrecy, and more:
    /// [`DhSharedSecret::expose_without_leading_zeros`] says what.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Inconsistent`] if the number is longer than the modulus, or the public value would be 0, 1 or
    /// the modulus less 1.
    pub fn dangerous_from_private_bytes(
        group: &DhGroup,
        private: &[u8],
    ) -> Result<(Self, Vec<u8>), InvalidKey> {
        let key = Key::from_private(group, private).ok_or(InvalidKey::Inconsistent)?;
        Ok(Self(key).and_payload())
    }

    fn and_payload(self) -> (Self, Vec<u8>) {
        let group = &self.0.group;
        let payload = params::write([group.modulus_bytes(), group.generator_bytes(), &self.0.public]);
        (self, payload)
    }

    /// The group.
    #[must_use]
    pub fn group(&self) -> &DhGroup {
        &self.0.group
    }

    /// Agrees on a secret with a client that has sent this value: a big-endian number and nothing else. Zeros before it
    /// are no harm as long as it is not longer than the modulus.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::PublicKeyInvalid`] for a value that is not from 2 to the modulus less 2, or leads to a secret that
    /// everyone knows.
    #[doc(alias = "generate_secret")]
    #[doc(alias = "import_CKE")]
    pub fn import_cke(self, payload: &[u8]) -> Result<DhSharedSecret, InvalidKey> {
        self.0.agree(payload)
    }
}

/// The client's side of one exchange, once the server has spoken.
#[doc(alias = "DHClient")]
pub struct DhClient {
    group: DhGroup,
    peer: Box<[u8]>,
}

impl DhClient {
    /// Reads the server's message, in a group of 2048 to 8192 bits.
    ///
    /// A group that [`DhGroup`] has no name for is taken if the modulus is odd and the generator in range: to test
    /// whether the modulus is a prime would take a hundred times as long as the exchange. A server that has chosen badly
    /// betrays the secrets of its own connections. Who does not trust it with that asks for [`DhGroup::name`], or puts the
    /// numbers through [`DhGroup::new`].
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Malformed`] for anything but three numbers, with nothing after them; [`InvalidKey::TooSmall`],
    /// [`InvalidKey::TooLarge`]; [`InvalidKey::Inconsistent`] for an even modulus, or a generator that is not from 2 to the
    /// modulus less 2, [`InvalidKey::PublicKeyInvalid`] for such a public value.
    #[doc(alias = "import_SKE")]
    pub fn import_ske(payload: &[u8]) -> Result<Self, InvalidKey> {
        Self::import_ske_with_minimum(payload, DhGroup::MINIMUM_BITS)
    }

    /// Reads the server's message, in a group of so many bits or more.
    ///
    /// Fewer than 2048 are for old servers; 1024 are within reach of those who read along on a large scale.
    ///
    /// # Errors
    ///
    /// As [`DhClient::import_ske`].
    pub fn import_ske_with_minimum(payload: &[u8], bits: usize) -> Result<Self, InvalidKey> {
        match Self::read_ske(payload, bits)? {
            (client, []) => Ok(client),
            (_, rest) => Err(InvalidKey::Malformed { offset: payload.len().saturating_sub(rest.len()) }),
        }
    }

    /// Reads the server's message from the front of a longer one, as in TLS, where the signature comes next; gives back
    /// what comes after it.
    ///
    /// # Errors
    ///
    /// As [`DhClient::import_ske`].
    pub fn read_ske(payload: &[u8], minimum_bits: usize) -> Result<(Self, &[u8]), InvalidKey> {
        let ([modulus, generator, public], rest) = params::read(payload)?;
        let group = DhGroup::from_numbers(modulus, generator, minimum_bits)?;
        let peer = group.check_public(public)?.into();
        Ok((Self { group, peer }, rest))
    }

    /// The group that the server has chosen.
    #[must_use]
    pub fn group(&self) -> &DhGroup {
        &self.group
    }

    /// Makes a key, the message for the server (a big-endian number in as few bytes as it needs), and the secret.
    ///
    /// # Errors
    ///
    /// [`Error::Random`]; [`Error::InvalidKey`] if the server's value leads to a secret that everyone knows, which takes a
    /// modulus that is no prime, or a generator of few powers.
    #[cfg(feature = "os-rng")]
    #[doc(alias = "generate_secret")]
    pub fn generate(self) -> Result<(Vec<u8>, DhSharedSecret), Error> {
        self.generate_with_rng(&mut purembed_core::random::generator()?)
    }

    /// Makes a key from random bytes of `rng`.
    ///
    /// # Errors
    ///
    /// As [`DhClient::generate`], and [`Error::Fault`] if the generator repeats unusable values.
    pub fn generate_with_rng(self, rng: &mut dyn CryptoRng) -> Result<(Vec<u8>, DhSharedSecret), Error> {
        let key = Key::generate(&self.group, rng)?;
        Ok((strip(&key.public).to_vec(), key.agree(&self.peer)?))
    }
}

/// A private key and its public value, in as many bytes as the modulus has.
struct Key {
    group: DhGroup,
    modulus: Modulus,
    private: Zeroizing<Vec<u8>>,
    private_bits: usize,
    public: Zeroizing<Vec<u8>>,
}

/// At least a quarter of the candidates will do, in groups of more than a few numbers nearly all or nearly half of them.
const ATTEMPTS: usize = 256;

impl Key {
    fn generate(group: &DhGroup, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        let bits = group.exponent_bits();
        let mut private = Zeroizing::new(alloc::vec![0; bits.div_ceil(8)]);
        let mut modulus = Modulus::new(group.modulus_bytes()).ok_or(Error::Fault)?;
        for _ in 0..ATTEMPTS {
            rng.fill_bytes(&mut private);
            if let Some(first) = private.first_mut() {
                *first &= 0xff >> ((8 - bits % 8) % 8);
            }
            // SP 800-56A section 5.6.1.1.4: what is refused tells nothing of what is taken.
            if bits == group.bits() && !number::is_less(&private, group.modulus_bytes()) {
                continue;
            }
            match Self::new(group, modulus, &private, bits) {
                Ok(key) => return Ok(key),
                Err(unused) => modulus = unused,
            }
        }
        Err(Error::Fault)
    }

    fn from_private(group: &DhGroup, private: &[u8]) -> Option<Self> {
        let modulus = Modulus::new(group.modulus_bytes())?;
        let bits = group.key_size().checked_mul(8)?;
        if private.len() > group.key_size() {
            return None;
        }
        Self::new(group, modulus, private, bits).ok()
    }

    /// Gives the modulus back if the public value would be one that no peer takes.
    fn new(group: &DhGroup, modulus: Modulus, private: &[u8], private_bits: usize) -> Result<Self, Modulus> {
        let public = modulus.power(group.generator_bytes(), private, private_bits);
        let Some(public) = public.filter(|public| group.is_in_range(strip(public))) else {
            return Err(modulus);
        };
        let private = Zeroizing::new(private.to_vec());
        Ok(Self { group: group.clone(), modulus, private, private_bits, public })
    }

    fn agree(&self, peer: &[u8]) -> Result<DhSharedSecret, InvalidKey> {
        let peer = self.group.check_public(peer)?;
        let shared = self.modulus.power(peer, &self.private, self.private_bits);
        let mut shared = shared.ok_or(InvalidKey::PublicKeyInvalid)?;
        // SP 800-56A section 5.7.1.1: 0 (which a prime never leads to), 1 and the modulus less 1.
        if number::is_trivial(&shared, self.group.modulus_bytes()) {
            return Err(InvalidKey::PublicKeyInvalid);
        }
        Ok(DhSharedSecret::new(SecretBytes::new(core::mem::take(&mut *shared))))
    }
}

impl fmt::Debug for DhServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DhServer").field("group", &self.0.group).finish_non_exhaustive()
    }
}

impl fmt::Debug for DhClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DhClient").field("group", &self.group).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
