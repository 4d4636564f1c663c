// SPDX-License-Identifier: MIT
//! Diffie-Hellman keys that last, in files as PKCS#8 and `SubjectPublicKeyInfo` have them (PKCS#3).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use purembed_core::pem;
use purembed_core::random::CryptoRng;
use purembed_core::secret::{SecretBytes, SecretString};

use super::number::strip;
use super::{DhGroup, DhSharedSecret, Key, parameters};
use crate::encoding::document::{Document, Format};
use crate::encoding::reader::{Reader, tag};
use crate::encoding::writer::{self, Element};
#[cfg(feature = "os-rng")]
use crate::{Encryption, private_key};
use crate::{Error, InvalidKey, Password};

/// dhKeyAgreement, 1.2.840.113549.1.3.1 (PKCS#3 section 9).
const DH_KEY_AGREEMENT: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01";

/// A key pair of Diffie-Hellman, to be used as often as one likes.
///
/// [`DhServer`](crate::DhServer) and [`DhClient`](crate::DhClient) are for keys that are used once, and new protocols want
/// [curves](crate::Xdh).
///
/// ```
/// use purembed_pk::{Dh, DhGroup, DhPublicKey};
///
/// let alice = Dh::generate(&DhGroup::FFDHE2048)?;
/// let bob = Dh::generate(&DhGroup::FFDHE2048)?;
/// assert_eq!(alice.agree(bob.public_key())?.expose(), bob.agree(alice.public_key())?.expose());
///
/// let stored = alice.to_pkcs8_pem();
/// let again = Dh::from_buffer(stored.expose().as_bytes())?;
/// assert_eq!(again.public_key(), alice.public_key());
/// let public = DhPublicKey::from_buffer(alice.public_key().to_pem().as_bytes())?;
/// assert_eq!(&public, alice.public_key());
/// # Ok::<(), purembed_pk::Error>(())
/// ```
pub struct Dh {
    key: Key,
    public: DhPublicKey,
}

impl Dh {
    /// Makes a new key with random bytes from the operating system.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if there are none.
    #[cfg(feature = "os-rng")]
    pub fn generate(group: &DhGroup) -> Result<Self, Error> {
        Self::generate_with_rng(group, &mut purembed_core::random::generator()?)
    }

    /// Makes a new key.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if the generator gives no number that is good for a key.
    pub fn generate_with_rng(group: &DhGroup, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        Ok(Self::new(Key::generate(group, rng)?))
    }

    /// Reads a private key: PKCS#8 with the parameters of PKCS#3, in DER or PEM. The group is tested as
    /// [`DhGroup::new`] does.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidKey`] says what is wrong.
    #[cfg(feature = "os-rng")]
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, Error> {
        Self::from_buffer_with_password(buffer, Password::none())
    }

    /// Reads a private key that may be encrypted.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidKey`] says what is wrong.
    #[cfg(feature = "os-rng")]
    pub fn from_buffer_with_password<'p>(
        buffer: &[u8],
        password: impl Into<Password<'p>>,
    ) -> Result<Self, Error> {
        Ok(Self::from_buffer_with_rng(buffer, password, &mut purembed_core::random::generator()?)?)
    }

    /// Reads a private key that may be encrypted, and tests the group with numbers of this generator.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong.
    pub fn from_buffer_with_rng<'p>(
        buffer: &[u8],
        password: impl Into<Password<'p>>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, InvalidKey> {
        Self::read(&Document::private(buffer)?.decrypted(password.into())?, rng)
    }

    /// The public half, with the group.
    #[must_use]
    pub const fn public_key(&self) -> &DhPublicKey {
        &self.public
    }

    /// Agrees on a secret with another party, who has a key of the same group.
    ///
    /// # Security
    ///
    /// The secret is an input to a key derivation function. Two such keys always agree on the same secret; see
    /// [`DhSharedSecret::expose_without_leading_zeros`] for what must not be done with it.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Inconsistent`] if the groups differ; [`InvalidKey::PublicKeyInvalid`] if the secret would be 1 or
    /// the modulus less 1, which it is for everybody.
    pub fn agree(&self, peer: &DhPublicKey) -> Result<DhSharedSecret, InvalidKey> {
        if self.public.group != peer.group {
            return Err(InvalidKey::Inconsistent);
        }
        self.key.agree(&peer.value)
    }

    /// The key as PKCS#8, version 1, not encrypted.
    #[must_use]
    pub fn to_pkcs8_der(&self) -> SecretBytes {
        SecretBytes::new(core::mem::take(&mut *self.write()))
    }

    /// The key as PKCS#8, not encrypted, in PEM.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> SecretString {
        pem::encode_secret("PRIVATE KEY", &self.write())
    }

    /// The key as encrypted PKCS#8.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if there are no random bytes for salt and IV; [`Error::TooExpensive`] beyond the limits of
    /// [`Encryption`].
    #[cfg(feature = "os-rng")]
    pub fn to_encrypted_pkcs8_der(
        &self,
        password: impl AsRef<[u8]>,
        encryption: &Encryption,
    ) -> Result<Vec<u8>, Error> {
        let rng = &mut purembed_core::random::generator()?;
        private_key::encrypted(&self.to_pkcs8_der(), password.as_ref(), encryption, rng)
    }

    /// The key as encrypted PKCS#8, in PEM.
    ///
    /// # Errors
    ///
    /// Those of [`to_encrypted_pkcs8_der`](Self::to_encrypted_pkcs8_der).
    #[cfg(feature = "os-rng")]
    pub fn to_encrypted_pkcs8_pem(
        &self,
        password: impl AsRef<[u8]>,
        encryption: &Encryption,
    ) -> Result<String, Error> {
        let der = self.to_encrypted_pkcs8_der(password, encryption)?;
        Ok(pem::encode(private_key::ENCRYPTED_LABEL, &der))
    }

    fn new(key: Key) -> Self {
        let public = DhPublicKey { group: key.group.clone(), value: strip(&key.public).into() };
        Self { key, public }
    }

    fn read(document: &Document<'_>, rng: &mut dyn CryptoRng) -> Result<Self, InvalidKey> {
        if document.format != Format::Pkcs8 {
            return Err(document.wrong_kind());
        }
        let mut outer = Reader::new(document.der());
        let mut info = outer.sequence()?;
        outer.finish()?;
        // RFC 5958 section 2: v1 and v2.
        if info.version()? > 1 {
            return Err(InvalidKey::UnsupportedVersion);
        }
        let group = read_algorithm(&mut info, rng, || document.wrong_kind())?;
        let mut octets = info.octet_string()?;
        let private = octets.unsigned()?;
        octets.finish()?;
        // Attributes, and the public key of version 2, say nothing that is not computed here.
        info.optional(tag::CONTEXT_0)?;
        info.optional(tag::CONTEXT_1_PRIMITIVE)?;
        info.finish()?;
        Ok(Self::new(Key::from_private(&group, private).ok_or(InvalidKey::Inconsistent)?))
    }

    fn write(&self) -> Element {
        let private = writer::octet_string(&writer::integer(&self.key.private));
        writer::sequence(&[&writer::integer(&[0]), &write_algorithm(&self.public.group), &private])
    }
}

impl fmt::Debug for Dh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dh").field("group", &self.public.group).finish_non_exhaustive()
    }
}

/// The public half of a [`Dh`], in range for its group.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DhPublicKey {
    group: DhGroup,
    value: Box<[u8]>,
}

impl DhPublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo` with the parameters of PKCS#3, in DER or PEM. The group is tested as
    /// [`DhGroup::new`] does.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidKey`] says what is wrong.
    #[cfg(feature = "os-rng")]
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, Error> {
        Ok(Self::from_buffer_with_rng(buffer, &mut purembed_core::random::generator()?)?)
    }

    /// Reads a public key, and tests the group with numbers of this generator.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong.
    pub fn from_buffer_with_rng(buffer: &[u8], rng: &mut dyn CryptoRng) -> Result<Self, InvalidKey> {
        Self::read(&Document::public(buffer)?, rng)
    }

    /// The group.
    #[must_use]
    pub const fn group(&self) -> &DhGroup {
        &self.group
    }

    /// The number, big-endian, without leading zeros.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.value
    }

    /// The key as `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        self.write().to_vec()
    }

    /// The key as `SubjectPublicKeyInfo`, in PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.write())
    }

    fn read(document: &Document<'_>, rng: &mut dyn CryptoRng) -> Result<Self, InvalidKey> {
        if document.format != Format::Spki {
            return Err(document.wrong_kind());
        }
        let mut outer = Reader::new(document.der());
        let mut info = outer.sequence()?;
        outer.finish()?;
        let group = read_algorithm(&mut info, rng, || document.wrong_kind())?;
        let mut bits = info.bit_string()?;
        let value = bits.unsigned()?;
        bits.finish()?;
        info.finish()?;
        let value = group.check_public(value)?.into();
        Ok(Self { group, value })
    }

    fn write(&self) -> Element {
        let value = writer::bit_string(&writer::integer(&self.value));
        writer::sequence(&[&write_algorithm(&self.group), &value])
    }
}

impl fmt::Debug for DhPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DhPublicKey").field("group", &self.group).finish_non_exhaustive()
    }
}

/// Reads an `AlgorithmIdentifier`, whose parameters are the group.
fn read_algorithm(
    info: &mut Reader<'_>,
    rng: &mut dyn CryptoRng,
    wrong_kind: impl FnOnce() -> InvalidKey,
) -> Result<DhGroup, InvalidKey> {
    let mut algorithm = info.sequence()?;
    if algorithm.oid()? != DH_KEY_AGREEMENT {
        return Err(wrong_kind());
    }
    let numbers = parameters::read(&mut algorithm)?;
    algorithm.finish()?;
    DhGroup::tested(numbers, rng)
}

fn write_algorithm(group: &DhGroup) -> Element {
    writer::sequence(&[&writer::oid(DH_KEY_AGREEMENT), &parameters::write(group)])
}

// They make keys.
#[cfg(test)]
#[cfg(feature = "os-rng")]
mod tests {
    use super::*;
    use crate::{KeyKind, Xdh, XdhCurve};

    #[test]
    fn keys_of_other_algorithms_are_named() {
        let other = Xdh::generate(XdhCurve::X25519).expect("a key");
        let found = KeyKind::PrivateKey(Some("X25519"));
        let error = Dh::from_buffer(other.to_pkcs8_der().expose()).expect_err("another algorithm");
        assert_eq!(error, Error::InvalidKey(InvalidKey::WrongKind { found }));
        let found = KeyKind::PublicKey(Some("X25519"));
        let error = DhPublicKey::from_buffer(&other.public_key().to_der()).expect_err("another algorithm");
        assert_eq!(error, Error::InvalidKey(InvalidKey::WrongKind { found }));
        assert!(
            crate::PrivateKey::from_buffer(
                Dh::generate(&DhGroup::FFDHE2048).expect("a key").to_pkcs8_der().expose()
            )
            .is_err()
        );
    }

    #[test]
    fn keys_of_two_groups_do_not_agree() {
        let one = Dh::generate(&DhGroup::FFDHE2048).expect("a key");
        let other = Dh::generate(&DhGroup::MODP2048).expect("a key");
        assert_eq!(one.agree(other.public_key()).err(), Some(InvalidKey::Inconsistent));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let key = Dh::generate(&DhGroup::FFDHE2048).expect("a key");
        let (private, public) = (key.to_pkcs8_der(), key.public_key().to_der());
        let parameters = DhGroup::FFDHE2048.to_der();
        for length in 0..private.len() {
            assert!(Dh::from_buffer(private.expose().get(..length).expect("shorter")).is_err(), "{length}");
        }
        for length in 0..public.len() {
            assert!(DhPublicKey::from_buffer(public.get(..length).expect("shorter")).is_err(), "{length}");
        }
        for length in 0..parameters.len() {
            assert!(DhGroup::from_buffer(parameters.get(..length).expect("shorter")).is_err(), "{length}");
        }
        assert_eq!(DhGroup::from_buffer(&parameters), Ok(DhGroup::FFDHE2048));
    }

    #[test]
    fn encrypted_files_need_their_password() {
        let key = Dh::generate(&DhGroup::FFDHE2048).expect("a key");
        let cheap = Encryption::new().pbkdf2(core::num::NonZeroU32::MIN);
        let pem = key.to_encrypted_pkcs8_pem("secret", &cheap).expect("encrypted");
        let error = Dh::from_buffer(pem.as_bytes()).expect_err("a password is needed");
        assert_eq!(error, Error::InvalidKey(InvalidKey::PasswordNeeded));
        let error = Dh::from_buffer_with_password(pem.as_bytes(), "wrong").expect_err("another password");
        assert_eq!(error, Error::InvalidKey(InvalidKey::WrongPassword));
        let read = Dh::from_buffer_with_password(pem.as_bytes(), "secret").expect("the password");
        assert_eq!(read.public_key(), key.public_key());
    }
}
