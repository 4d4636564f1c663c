// SPDX-License-Identifier: MIT
//! PKCS#12: a private key, its certificate and the chain in one file (RFC 7292), also known as PFX.
//!
//! # What is read
//!
//! Files in DER of version 3 whose integrity is protected by a password, by an HMAC with any digest of this library: of
//! the key derivation of PKCS#12, or of PBKDF2 (PBMAC1, RFC 9579); and files without such protection. Contents and keys
//! may be plain, or encrypted in any way that [`PrivateKey::from_buffer_with_password`] reads. RC2, by which old programs
//! encrypted certificates, is [`InvalidKey::UnsupportedEncryption`], and so are files for the owner of a key
//! (`EnvelopedData`). Lengths that are indefinite, as BER has them, are malformed.
//!
//! # What is written
//!
//! What OpenSSL 3 writes: PBES2 for key and certificates, and HMAC-SHA256 with the derivation of PKCS#12.
//!
//! # Security
//!
//! All of one file together may cost what [`Encryption`] says.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use purembed_core::random::CryptoRng;
use purembed_hash::Algorithm;

use crate::encoding::reader::Reader;
use crate::{Encryption, Error, InvalidKey, Password, PrivateKey, PublicKey};

mod mac;
mod oid;
mod read;
mod write;

/// Keys and certificates of a PKCS#12 file. Certificates are in DER, and are not looked into except for their keys.
///
/// ```
/// use purembed_pk::{Curve, Ecc, Encryption, Pkcs12};
/// use core::num::NonZeroU32;
/// # let (certificate, issuer) = (vec![0x30, 0], vec![0x30, 0]);
///
/// let key = Ecc::generate(Curve::SECP256R1)?;
/// let file = Pkcs12::new(key, certificate).with_chain([issuer]).with_name("my server");
/// let cheap = Encryption::new().pbkdf2(NonZeroU32::MIN); // for this example only
/// let der = file.to_der("correct horse", &cheap)?;
///
/// let read = Pkcs12::from_buffer_with_password(&der, "correct horse")?;
/// assert_eq!(read.private_key(), file.private_key());
/// assert_eq!(read.name(), Some("my server"));
/// assert_eq!(read.chain().count(), 1);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "PFX")]
#[derive(Debug, Default)]
pub struct Pkcs12 {
    keys: Vec<Pkcs12Entry<PrivateKey>>,
    certificates: Vec<Pkcs12Entry<Vec<u8>>>,
}

impl Pkcs12 {
    /// A key with its certificate in DER.
    #[must_use]
    pub fn new(key: impl Into<PrivateKey>, certificate: impl Into<Vec<u8>>) -> Self {
        let certificate = certificate.into();
        // What OpenSSL takes for it; anything that is the same for both would do.
        let id = Algorithm::SHA1.digest(&certificate);
        let id = Some(AsRef::<[u8]>::as_ref(&id).to_vec());
        Self {
            keys: Vec::from([Pkcs12Entry { value: key.into(), name: None, local_key_id: id.clone() }]),
            certificates: Vec::from([Pkcs12Entry { value: certificate, name: None, local_key_id: id }]),
        }
    }

    /// A key without a certificate.
    #[must_use]
    pub fn with_key_alone(key: impl Into<PrivateKey>) -> Self {
        let key = Pkcs12Entry { value: key.into(), name: None, local_key_id: None };
        Self { keys: Vec::from([key]), certificates: Vec::new() }
    }

    /// Adds certificates in DER: those of the issuers, or, where there is no key, any that are trusted.
    #[must_use]
    pub fn with_chain<C: Into<Vec<u8>>>(mut self, certificates: impl IntoIterator<Item = C>) -> Self {
        let entries = certificates.into_iter();
        let entries =
            entries.map(|value| Pkcs12Entry { value: value.into(), name: None, local_key_id: None });
        self.certificates.extend(entries);
        self
    }

    /// Gives the key and its certificate a name for people.
    #[doc(alias = "friendlyName")]
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        let own = self.own();
        for key in &mut self.keys {
            key.name = Some(name.into());
        }
        if let Some(certificate) = own.and_then(|index| self.certificates.get_mut(index)) {
            certificate.name = Some(name.into());
        }
        self
    }

    /// Reads a file that needs no password: none was used, or an empty one.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::PasswordNeeded`] if there is a password.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        Self::from_buffer_with_password(buffer, Password::none())
    }

    /// Reads a file, in DER.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong, also with a key inside; [`InvalidKey::WrongPassword`] also for a file that was
    /// altered; [`InvalidKey::TooExpensive`] beyond the limits of [`Encryption`].
    #[doc(alias = "password")]
    pub fn from_buffer_with_password<'p>(
        buffer: &[u8],
        password: impl Into<Password<'p>>,
    ) -> Result<Self, InvalidKey> {
        read::read(buffer, password.into())
    }

    /// The private key, if there is one; the first, if there are more.
    #[must_use]
    pub fn private_key(&self) -> Option<&PrivateKey> {
        self.keys.first().map(Pkcs12Entry::value)
    }

    /// Gives the private key away.
    #[must_use]
    pub fn into_private_key(self) -> Option<PrivateKey> {
        self.keys.into_iter().next().map(|key| key.value)
    }

    /// The certificate of the private key, in DER: the one for its public half, or else the one with the same
    /// identifier.
    #[must_use]
    pub fn certificate(&self) -> Option<&[u8]> {
        Some(self.certificates.get(self.own()?)?.value())
    }

    /// All other certificates, in DER and in the order of the file.
    #[doc(alias = "additional_certs")]
    pub fn chain(&self) -> impl Iterator<Item = &[u8]> {
        let own = self.own();
        let others = self.certificates.iter().enumerate().filter(move |(index, _)| Some(*index) != own);
        others.map(|(_, certificate)| certificate.value().as_slice())
    }

    /// The name of the private key, or else of its certificate.
    #[doc(alias = "friendlyName")]
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let certificate = || self.certificates.get(self.own()?)?.name();
        self.keys.first().and_then(Pkcs12Entry::name).or_else(certificate)
    }

    /// Every private key.
    #[must_use]
    pub fn keys(&self) -> &[Pkcs12Entry<PrivateKey>] {
        &self.keys
    }

    /// Every certificate, in DER.
    #[must_use]
    pub fn certificates(&self) -> &[Pkcs12Entry<Vec<u8>>] {
        &self.certificates
    }

    /// Writes a file that is encrypted and protected with a password, which may be empty.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if there are no random bytes for salts and IVs; [`Error::TooExpensive`] beyond the limits of
    /// [`Encryption`].
    #[cfg(feature = "os-rng")]
    pub fn to_der(&self, password: impl AsRef<[u8]>, encryption: &Encryption) -> Result<Vec<u8>, Error> {
        self.to_der_with_rng(password, encryption, &mut purembed_core::random::generator()?)
    }

    /// Writes a file as [`to_der`](Self::to_der) does, with salts and IVs from a given generator.
    ///
    /// # Errors
    ///
    /// [`Error::TooExpensive`] beyond the limits of [`Encryption`].
    pub fn to_der_with_rng(
        &self,
        password: impl AsRef<[u8]>,
        encryption: &Encryption,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        write::write(self, password.as_ref(), encryption, rng)
    }

    /// Where the certificate of the private key is.
    fn own(&self) -> Option<usize> {
        let key = self.keys.first()?;
        let public = key.value.public_key();
        let has_key = |certificate: &Pkcs12Entry<Vec<u8>>| {
            public_key_of(&certificate.value).is_ok_and(|certified| certified == public)
        };
        let has_id = |certificate: &Pkcs12Entry<Vec<u8>>| {
            key.local_key_id.is_some() && certificate.local_key_id == key.local_key_id
        };
        let position =
            |wanted: &dyn Fn(&Pkcs12Entry<Vec<u8>>) -> bool| self.certificates.iter().position(wanted);
        position(&has_key).or_else(|| position(&has_id))
    }
}

/// The key that a certificate is for (RFC 5280 section 4.1).
fn public_key_of(certificate: &[u8]) -> Result<PublicKey, InvalidKey> {
    let mut tbs = Reader::new(certificate).sequence()?.sequence()?;
    tbs.optional(crate::encoding::reader::tag::CONTEXT_0)?;
    // serialNumber, signature, issuer, validity, subject.
    for _ in 0..5 {
        tbs.any()?;
    }
    let start = tbs.offset();
    tbs.any()?;
    PublicKey::from_spki_der(certificate.get(start..tbs.offset()).unwrap_or_default())
}

/// A key or a certificate in a [`Pkcs12`] file, and what is said of it there.
#[derive(Clone, Eq, PartialEq)]
pub struct Pkcs12Entry<T> {
    value: T,
    name: Option<String>,
    local_key_id: Option<Vec<u8>>,
}

impl<T> Pkcs12Entry<T> {
    /// The key or certificate itself.
    #[must_use]
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// Its name for people.
    #[doc(alias = "friendlyName")]
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What it shares with the key or certificate that it belongs to.
    #[must_use]
    pub fn local_key_id(&self) -> Option<&[u8]> {
        self.local_key_id.as_deref()
    }

    /// Gives the key or certificate away.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Pkcs12Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs12Entry")
            .field("name", &self.name)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
