// SPDX-License-Identifier: MIT
//! The builder of certificates.

use alloc::vec;
use alloc::vec::Vec;

use purembed_hash::Algorithm;
use purembed_pk::{PublicKey, SigningKey};

use super::BuildError;
use super::extensions::{Wishes, key_identifier, value};
use crate::algorithm;
use crate::basic_constraints::BasicConstraints;
use crate::crt::Crt;
use crate::csr::Csr;
use crate::der::{Oid, Writer, tag};
use crate::error::SignatureError;
use crate::extension::id;
use crate::general_name::GeneralName;
use crate::key_purpose::{ExtendedKeyUsage, KeyPurpose};
use crate::key_usage::KeyUsage;
use crate::name::Name;
use crate::serial::SerialNumber;
use crate::signed;
use crate::time::Time;

/// Makes certificates (RFC 5280, version 3).
///
/// Key identifiers of subject and issuer are always written. Without [`basic_constraints`](Self::basic_constraints)
/// the subject is an end entity. An authority without [`key_usage`](Self::key_usage) may sign certificates and
/// revocation lists.
///
/// ```
/// use core::time::Duration;
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc, PrivateKey};
/// use purembed_x509::{BasicConstraints, CrtBuilder, GeneralName, KeyPurpose, KeyUsage, SerialNumber, Time};
///
/// let now: Time = "2026-11-21 01:06:17".parse()?;
/// let year = Duration::from_secs(365 * 86_400);
///
/// let ca_key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
/// let ca = CrtBuilder::new("C=NL, O=Purembed, CN=Root".parse()?, ca_key.public_key(), SerialNumber::random()?, now, now + 10 * year)
///     .basic_constraints(BasicConstraints::Ca { max_path_length: Some(0) })
///     .self_sign(&ca_key, Algorithm::SHA256)?;
///
/// let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
/// let crt = CrtBuilder::new("CN=localhost".parse()?, key.public_key(), SerialNumber::random()?, now, now + year)
///     .key_usage(KeyUsage::DIGITAL_SIGNATURE)
///     .extended_key_usage([KeyPurpose::SERVER_AUTH])
///     .subject_alternative_names([GeneralName::Dns("localhost"), GeneralName::Ip([127, 0, 0, 1].into())])
///     .sign_with(&ca, &ca_key, Algorithm::SHA256)?;
/// assert_eq!(crt.issuer(), ca.subject());
/// ca.verify_signature_on(&crt)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "new")]
#[derive(Clone, Debug)]
#[must_use]
pub struct CrtBuilder {
    subject: Name,
    public_key: PublicKey,
    serial_number: SerialNumber,
    not_before: Time,
    not_after: Time,
    wishes: Wishes,
    /// The DER of the names that the request asks for.
    requested_names: Vec<u8>,
}

impl CrtBuilder {
    /// Starts a certificate for a subject and its key, valid from the first to the last second given.
    pub fn new(
        subject: Name,
        subject_key: PublicKey,
        serial_number: SerialNumber,
        not_before: Time,
        not_after: Time,
    ) -> Self {
        Self {
            subject,
            public_key: subject_key,
            serial_number,
            not_before,
            not_after,
            wishes: Wishes::default(),
            requested_names: Vec::new(),
        }
        .basic_constraints(BasicConstraints::EndEntity)
    }

    /// Starts a certificate with the subject and the key of a request.
    ///
    /// Nothing else is taken from it: what a certificate says is for the authority to decide. The alternative names
    /// can be taken over with [`accept_requested_names`](Self::accept_requested_names).
    ///
    /// # Errors
    ///
    /// [`BuildError::Request`] if the request is not signed by its own key.
    pub fn from_csr(
        csr: &Csr,
        serial_number: SerialNumber,
        not_before: Time,
        not_after: Time,
    ) -> Result<Self, BuildError> {
        csr.verify_signature().map_err(BuildError::Request)?;
        let unsupported = |error| BuildError::Request(SignatureError::UnsupportedKey(error));
        let key = csr.subject_public_key().map_err(unsupported)?.clone();
        let builder = Self::new(csr.subject().clone(), key, serial_number, not_before, not_after);
        Ok(Self { requested_names: csr.subject_alt_name_der().into(), ..builder })
    }

    /// Takes over all alternative names that the request asks for. Look at them first:
    /// [`Csr::subject_alternative_names`].
    pub fn accept_requested_names(mut self) -> Self {
        self.wishes.add_names_der(&self.requested_names);
        self.requested_names.clear();
        self
    }

    /// Says whether the subject is an authority. Critical if it is.
    pub fn basic_constraints(mut self, constraints: BasicConstraints) -> Self {
        self.wishes.basic_constraints = Some(constraints);
        self
    }

    /// Says what the key may be used for. Critical; the empty set leaves the extension out.
    pub fn key_usage(mut self, usage: KeyUsage) -> Self {
        self.wishes.key_usage = Some(usage);
        self
    }

    /// Says what the certificate may be used for.
    pub fn extended_key_usage(mut self, purposes: impl IntoIterator<Item = KeyPurpose>) -> Self {
        self.wishes.extended_key_usage = Some(ExtendedKeyUsage::from_iter(purposes));
        self
    }

    /// Adds alternative names. Critical if the subject has no other name.
    pub fn subject_alternative_names<'n>(mut self, names: impl IntoIterator<Item = GeneralName<'n>>) -> Self {
        self.wishes.add_names(names);
        self
    }

    /// Adds any other extension; `value` is the DER that goes into its OCTET STRING.
    pub fn extension(mut self, oid: Oid, critical: bool, value: impl Into<Vec<u8>>) -> Self {
        self.wishes.add_other(oid, critical, value.into());
        self
    }

    /// Signs with the key of an authority: one in memory or, as a [`SigningKey`], in a device.
    ///
    /// The digest is for RSA (PKCS#1 v1.5) and ECDSA; Ed25519 has its own. Whether the issuer is valid and trusted is
    /// not looked at.
    ///
    /// # Errors
    ///
    /// [`BuildError::KeyMismatch`] if the key is not the issuer's; [`BuildError::IssuerIsNotCa`] and
    /// [`BuildError::IssuerPathLength`] if the issuer may not sign this; and what else is in [`BuildError`] if the
    /// certificate itself cannot be made.
    #[doc(alias = "sign")]
    pub fn sign_with(
        self,
        issuer: &Crt,
        key: &dyn SigningKey,
        digestmod: Algorithm,
    ) -> Result<Crt, BuildError> {
        if issuer.subject_public_key() != Ok(&key.public_key()) {
            return Err(BuildError::KeyMismatch);
        }
        let may_sign = issuer.key_usage().is_none_or(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
        match issuer.basic_constraints() {
            Some(BasicConstraints::Ca { max_path_length: Some(0) }) if may_sign && self.is_ca() => {
                return Err(BuildError::IssuerPathLength);
            }
            Some(BasicConstraints::Ca { .. }) if may_sign => {}
            _ => return Err(BuildError::IssuerIsNotCa),
        }
        // RFC 5280 4.2.1.1: what the issuer says about its own key.
        let identifier = match issuer.subject_key_identifier() {
            Some(identifier) => identifier.into(),
            None => key_identifier(issuer.subject_public_key_der())?.as_ref().to_vec(),
        };
        self.sign(issuer.subject(), &identifier, key, digestmod)
    }

    /// Signs with the subject's own key: a root, or a certificate that is trusted by itself.
    ///
    /// # Errors
    ///
    /// [`BuildError::KeyMismatch`] if the key is not the subject's; and what else is in [`BuildError`] if the
    /// certificate itself cannot be made.
    #[doc(alias = "selfsign")]
    pub fn self_sign(self, key: &dyn SigningKey, digestmod: Algorithm) -> Result<Crt, BuildError> {
        if key.public_key() != self.public_key {
            return Err(BuildError::KeyMismatch);
        }
        let identifier = key_identifier(&self.public_key.to_der())?;
        let issuer = self.subject.clone();
        self.sign(&issuer, identifier.as_ref(), key, digestmod)
    }

    fn is_ca(&self) -> bool {
        self.wishes.basic_constraints.is_some_and(BasicConstraints::is_ca)
    }

    fn sign(
        mut self,
        issuer: &Name,
        issuer_key: &[u8],
        key: &dyn SigningKey,
        digestmod: Algorithm,
    ) -> Result<Crt, BuildError> {
        if self.not_after < self.not_before {
            return Err(BuildError::InvalidValidity);
        }
        // RFC 5280 4.1.2.6: an authority has a name, because it will be an issuer.
        if self.subject.is_empty() && (self.is_ca() || !self.wishes.has_names()) {
            return Err(BuildError::NoName);
        }
        if self.is_ca() && self.wishes.key_usage.is_none() {
            // 4.2.1.3: must be present for an authority.
            self.wishes.key_usage = Some(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN);
        }
        let algorithm =
            algorithm::for_key(&key.public_key(), digestmod).ok_or(purembed_pk::Error::WrongAlgorithm)?;
        let body = self.body(issuer, issuer_key, algorithm)?;
        Ok(Crt::from_der(&signed::sign(&body, key, algorithm)?)?)
    }

    /// The `TBSCertificate` (4.1.2).
    fn body(
        &self,
        issuer: &Name,
        issuer_key: &[u8],
        algorithm: purembed_pk::SignatureAlgorithm,
    ) -> Result<Vec<u8>, BuildError> {
        let public_key = self.public_key.to_der();
        let authority = value(|writer| writer.sequence(|writer| writer.value(tag::context(0), issuer_key)));
        let subject = value(|writer| {
            if let Ok(identifier) = key_identifier(&public_key) {
                writer.value(tag::OCTET_STRING, identifier.as_ref());
            }
        });
        let first = vec![(id::AUTHORITY_KEY_IDENTIFIER, authority), (id::SUBJECT_KEY_IDENTIFIER, subject)];
        let extensions = self.wishes.write(&first, self.subject.is_empty())?;

        let mut identifier = Writer::new();
        algorithm::write(&mut identifier, algorithm).ok_or(purembed_pk::Error::UnsupportedDigest)?;
        let mut validity = Writer::new();
        self.not_before.write(&mut validity).map_err(|_| BuildError::InvalidTime)?;
        self.not_after.write(&mut validity).map_err(|_| BuildError::InvalidTime)?;

        Ok(value(|writer| {
            writer.sequence(|writer| {
                // Version 3 is written as 2.
                writer.nested(tag::context_constructed(0), |writer| writer.small_integer(2));
                self.serial_number.write(writer);
                writer.raw(&identifier.finish());
                writer.raw(issuer.as_der());
                writer.value(tag::SEQUENCE, &validity.finish());
                writer.raw(self.subject.as_der());
                writer.raw(&public_key);
                writer.value(tag::context_constructed(3), &extensions);
            });
        }))
    }
}
