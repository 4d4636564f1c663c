// SPDX-License-Identifier: MIT
//! The builder of certificates.

use alloc::vec;
use alloc::vec::Vec;

use purembed_pk::{PublicKey, SigningKey};

use super::extensions::{Contents, Wishes, value};
use super::key_identifier::Authority;
use super::profile::CrtProfile;
use super::requested::RequestedExtensions;
use super::signer::{SignatureScheme, Signer};
use super::{AuthorityKeyId, BuildError, SubjectKeyId, check};
use crate::MAX_SIZE;
use crate::basic_constraints::BasicConstraints;
use crate::crt::Crt;
use crate::csr::Csr;
use crate::der::{Oid, Reader, Writer, tag};
use crate::error::SignatureError;
use crate::extension::id;
use crate::key_usage::KeyUsage;
use crate::name::Name;
use crate::serial::SerialNumber;
use crate::time::Time;

/// Makes certificates (RFC 5280, version 3).
///
/// [`from_profile`](Self::from_profile) knows what belongs to which kind of certificate; [`new`](Self::new) leaves it
/// to the caller. Key identifiers of subject and issuer are always written. Without
/// [`basic_constraints`](Self::basic_constraints) the subject is an end entity. An authority without
/// [`key_usage`](Self::key_usage) may sign certificates and revocation lists. Extensions stand in the order in which they
/// are asked for, after those.
///
/// ```
/// use core::time::Duration;
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc, PrivateKey};
/// use purembed_x509::{CrtBuilder, CrtProfile, GeneralName, NewDistributionPoint, Time};
///
/// let now: Time = "2026-11-21 01:06:17".parse()?;
/// let year = Duration::from_secs(365 * 86_400);
///
/// let ca_key = PrivateKey::from(Ecc::generate(Curve::SECP384R1)?);
/// let ca = CrtBuilder::from_profile(CrtProfile::RootCa, "C=NL, O=Purembed, CN=Root".parse()?, ca_key.public_key(), now, now + 10 * year)
///     .self_sign(&ca_key, Algorithm::SHA384)?;
///
/// let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
/// let crt = CrtBuilder::from_profile(CrtProfile::TlsServer, "CN=localhost".parse()?, key.public_key(), now, now + year)
///     .subject_alternative_names([GeneralName::Dns("localhost"), GeneralName::Ip([127, 0, 0, 1].into())])
///     .crl_distribution_points([NewDistributionPoint::uri("http://ca.example/root.crl")])
///     .sign_with(&ca, &ca_key, Algorithm::SHA384)?;
/// assert_eq!(crt.issuer(), ca.subject());
/// ca.verify_signature_on(&crt)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What is not made
///
/// Certificates that RFC 5280 forbids are errors: an extension twice or without contents, a key that may sign
/// certificates without an authority, a path length without such a key, constraints of names or policies for an end entity,
/// alternative names that are none of their kind, dates in the wrong order, serial numbers that are not positive or too
/// long. For tests of verifiers, [`hazmat_unchecked`](Self::hazmat_unchecked) makes most of them nevertheless.
#[doc(alias = "new")]
#[derive(Clone, Debug)]
#[must_use]
pub struct CrtBuilder {
    subject: Name,
    public_key: PublicKey,
    serial_number: Option<SerialNumber>,
    not_before: Time,
    not_after: Time,
    wishes: Wishes,
    profile: Option<CrtProfile>,
    /// The request, and what was taken over from it.
    request: Option<Csr>,
    taken_over: Vec<Oid>,
    is_version_1: bool,
    is_unchecked: bool,
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
        Self::start(subject, subject_key, Some(serial_number), not_before, not_after)
    }

    /// Starts a certificate of a kind, with the extensions that belong to it and a random serial number.
    pub fn from_profile(
        profile: CrtProfile,
        subject: Name,
        subject_key: PublicKey,
        not_before: Time,
        not_after: Time,
    ) -> Self {
        Self::start(subject, subject_key, None, not_before, not_after).profile(profile)
    }

    /// Starts a certificate with the subject and the key of a request.
    ///
    /// Nothing else is taken from it: what a certificate says is for the authority to decide. What the request asks
    /// for can be taken over with [`accept_requested`](Self::accept_requested).
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
        Ok(Self { request: Some(csr.clone()), ..builder })
    }

    const fn start(
        subject: Name,
        public_key: PublicKey,
        serial_number: Option<SerialNumber>,
        not_before: Time,
        not_after: Time,
    ) -> Self {
        Self {
            subject,
            public_key,
            serial_number,
            not_before,
            not_after,
            wishes: Wishes::new(),
            profile: None,
            request: None,
            taken_over: Vec::new(),
            is_version_1: false,
            is_unchecked: false,
        }
    }

    /// Takes another subject than the request's.
    pub fn subject(mut self, subject: Name) -> Self {
        self.subject = subject;
        self
    }

    /// Takes a serial number of one's own instead of a random one.
    pub fn serial_number(mut self, serial_number: SerialNumber) -> Self {
        self.serial_number = Some(serial_number);
        self
    }

    /// Adds the extensions that belong to a kind of certificates, where nothing else is asked for.
    pub const fn profile(mut self, profile: CrtProfile) -> Self {
        self.profile = Some(profile);
        self
    }

    /// Takes over all alternative names that the request asks for. Look at them first:
    /// [`Csr::subject_alternative_names`].
    pub fn accept_requested_names(self) -> Self {
        self.accept_requested(RequestedExtensions::Named(&[id::SUBJECT_ALT_NAME]))
    }

    /// Takes over extensions that the request asks for. Of what is asked for here, too, this counts, not the request;
    /// but alternative names come together.
    ///
    /// ```
    /// use purembed_hash::Algorithm;
    /// use purembed_pk::{Curve, Ecc, PrivateKey};
    /// use purembed_x509::{CrtBuilder, CrtProfile, CsrBuilder, GeneralName, RequestedExtensions, SerialNumber, Time};
    ///
    /// let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
    /// let request = CsrBuilder::new("CN=a.example".parse()?)
    ///     .subject_alternative_names([GeneralName::Dns("a.example"), GeneralName::Dns("bank.example")])
    ///     .must_staple()
    ///     .sign_with(&key, Algorithm::SHA256)?;
    ///
    /// // Whoever asks for other names than these gets none.
    /// let mut names = request.subject_alternative_names();
    /// let ours = names.all(|name| matches!(name, GeneralName::Dns(host) if host.ends_with("a.example")));
    /// assert!(!ours);
    ///
    /// let (from, until): (Time, Time) = ("2026-01-01 00:00:00".parse()?, "2027-01-01 00:00:00".parse()?);
    /// let builder = CrtBuilder::from_csr(&request, SerialNumber::from(7), from, until)?
    ///     .profile(CrtProfile::TlsServer)
    ///     .subject_alternative_names([GeneralName::Dns("a.example")])
    ///     .accept_requested(RequestedExtensions::By(&|extension| extension.oid().to_string() == "1.3.6.1.5.5.7.1.24"));
    /// # let crt = builder.self_sign(&key, Algorithm::SHA256)?;
    /// # assert_eq!(crt.subject_alternative_names().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn accept_requested(mut self, policy: RequestedExtensions<'_>) -> Self {
        let Some(request) = &self.request else { return self };
        for extension in request.extensions().filter(|extension| policy.takes(extension)) {
            let oid = *extension.oid();
            if self.taken_over.contains(&oid) {
                continue;
            }
            self.taken_over.push(oid);
            if oid == id::SUBJECT_ALT_NAME {
                let names: Vec<_> = request.subject_alternative_names().collect();
                self.wishes.add_names(oid, super::value::names(names));
            } else if !self.wishes.has(&oid) {
                let contents = Contents::Der(extension.value().into());
                self.wishes.set_critical(oid, extension.is_critical(), contents);
            }
        }
        self
    }

    super::methods::subject_extensions!();

    /// Says how the key of the issuer is identified: by the identifier in its certificate, if nothing else is said.
    pub fn authority_key_identifier(mut self, form: AuthorityKeyId) -> Self {
        self.wishes.set(id::AUTHORITY_KEY_IDENTIFIER, Contents::AuthorityKey(form));
        self
    }

    /// Makes a certificate of version 1, which has no extensions and can be no authority. For what nobody can change.
    pub const fn version_1(mut self) -> Self {
        self.is_version_1 = true;
        self
    }

    /// Makes certificates that RFC 5280 forbids, of issuers that may not issue them, as far as they can be read again
    /// and the key is the right one. For tests of those who have to refuse them.
    ///
    /// Extensions without contents are left out.
    pub const fn hazmat_unchecked(mut self) -> Self {
        self.is_unchecked = true;
        self
    }

    /// Signs with the key of an authority: one in memory or, as a [`SigningKey`], in a device.
    ///
    /// How to sign is for the authority to say, and is not taken from a request: a digest, or more
    /// ([`SignatureScheme`]). Whether the issuer is valid and trusted is not looked at.
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
        scheme: impl Into<SignatureScheme>,
    ) -> Result<Crt, BuildError> {
        let signer = Signer::new(key, scheme.into())?;
        if issuer.subject_public_key() != Ok(signer.public_key()) {
            return Err(BuildError::KeyMismatch);
        }
        if !self.is_unchecked {
            may_sign(issuer, self.basic_constraints_asked_for().is_some_and(BasicConstraints::is_ca))?;
        }
        let authority = Authority::of(issuer, signer.public_key())?;
        let serial_number = self.choose_serial_number()?;
        self.sign(issuer.subject(), serial_number, &authority, &signer)
    }

    /// Signs with the subject's own key: a root, or a certificate that is trusted by itself.
    ///
    /// # Errors
    ///
    /// [`BuildError::KeyMismatch`] if the key is not the subject's; and what else is in [`BuildError`] if the
    /// certificate itself cannot be made.
    #[doc(alias = "selfsign")]
    pub fn self_sign(
        self,
        key: &dyn SigningKey,
        scheme: impl Into<SignatureScheme>,
    ) -> Result<Crt, BuildError> {
        let signer = Signer::new(key, scheme.into())?;
        if *signer.public_key() != self.public_key {
            return Err(BuildError::KeyMismatch);
        }
        let (issuer, serial_number) = (self.subject.clone(), self.choose_serial_number()?);
        let form = self.wishes.subject_key().cloned().unwrap_or_default();
        let authority = Authority {
            key_identifier: form.of(&self.public_key)?,
            issuer: issuer.clone(),
            serial_number: serial_number.clone(),
        };
        self.sign(&issuer, serial_number, &authority, &signer)
    }

    /// The number that was given, or a random one.
    fn choose_serial_number(&self) -> Result<SerialNumber, BuildError> {
        match &self.serial_number {
            // RFC 5280 4.1.2.2
            Some(number) if number.is_positive() && number.as_bytes().len() <= 20 => Ok(number.clone()),
            Some(number) if self.is_unchecked => Ok(number.clone()),
            Some(_) => Err(BuildError::InvalidSerialNumber),
            #[cfg(feature = "os-rng")]
            None => SerialNumber::random().map_err(|error| purembed_pk::Error::Random(error).into()),
            #[cfg(not(feature = "os-rng"))]
            None => Err(BuildError::NoSerialNumber),
        }
    }

    /// Whether the subject will be an authority.
    fn basic_constraints_asked_for(&self) -> Option<BasicConstraints> {
        let der = self.wishes.der(&id::BASIC_CONSTRAINTS).map(Reader::new);
        let asked_for = der.and_then(|der| BasicConstraints::read(der).ok());
        asked_for.or_else(|| self.profile.map(CrtProfile::basic_constraints))
    }

    fn sign(
        mut self,
        issuer: &Name,
        serial_number: SerialNumber,
        authority: &Authority,
        signer: &Signer<'_>,
    ) -> Result<Crt, BuildError> {
        if !self.is_unchecked {
            if self.not_after < self.not_before {
                return Err(BuildError::InvalidValidity);
            }
            // RFC 5280 4.1.2.4
            if issuer.is_empty() {
                return Err(BuildError::NoName);
            }
        }
        let extensions = self.write_extensions(authority)?;
        let body = self.body(issuer, &serial_number, &extensions, signer)?;
        Ok(Crt::from_der(&signer.sign(&body, MAX_SIZE)?)?)
    }

    /// The SEQUENCE of extensions, complete and looked at; nothing in version 1.
    fn write_extensions(&mut self, authority: &Authority) -> Result<Vec<u8>, BuildError> {
        if self.is_version_1 {
            let none = self.wishes.is_empty() && self.profile.is_none();
            return if none { Ok(Vec::new()) } else { Err(BuildError::ExtensionsInVersion1) };
        }
        self.complete()?;
        let list = self.wishes.write(!self.is_unchecked, &|contents| match contents {
            Contents::AuthorityKey(form) => Ok(authority.write(*form)),
            Contents::SubjectKey(form) => {
                let identifier = form.of(&self.public_key)?;
                Ok(identifier.map(|octets| value(|writer| writer.value(tag::OCTET_STRING, &octets))))
            }
            _ => Ok(None),
        })?;
        if !self.is_unchecked {
            check::certificate(&list, !self.subject.is_empty(), self.profile)?;
        }
        Ok(list)
    }

    /// Asks for what belongs there and was not asked for.
    fn complete(&mut self) -> Result<(), BuildError> {
        let is_ca = self.basic_constraints_asked_for().is_some_and(BasicConstraints::is_ca);
        let mut first = vec![
            (id::AUTHORITY_KEY_IDENTIFIER, false, Contents::AuthorityKey(AuthorityKeyId::default())),
            (id::SUBJECT_KEY_IDENTIFIER, false, Contents::SubjectKey(SubjectKeyId::default())),
        ];
        match self.profile {
            Some(profile) => first.extend(profile.extensions(&self.public_key)?),
            None => {
                let constraints = value(|writer| BasicConstraints::EndEntity.write(writer));
                first.push((id::BASIC_CONSTRAINTS, false, Contents::Der(constraints)));
            }
        }
        self.wishes.complete(first);
        if is_ca && !self.wishes.has(&id::KEY_USAGE) {
            // 4.2.1.3: must be present for an authority.
            let usage = super::value::key_usage(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN);
            self.wishes.insert_after(&id::BASIC_CONSTRAINTS, (id::KEY_USAGE, true, usage));
        }
        // 4.2.1.6: critical when the names are all that identifies the subject.
        if self.subject.is_empty() && !self.wishes.has_criticality(&id::SUBJECT_ALT_NAME) {
            self.wishes.set_criticality(id::SUBJECT_ALT_NAME, true);
        }
        Ok(())
    }

    /// The `TBSCertificate` (4.1.2).
    fn body(
        &self,
        issuer: &Name,
        serial_number: &SerialNumber,
        extensions: &[u8],
        signer: &Signer<'_>,
    ) -> Result<Vec<u8>, BuildError> {
        let mut validity = Writer::new();
        self.not_before.write(&mut validity).map_err(|_| BuildError::InvalidTime)?;
        self.not_after.write(&mut validity).map_err(|_| BuildError::InvalidTime)?;
        Ok(value(|writer| {
            writer.sequence(|writer| {
                if !self.is_version_1 {
                    // Version 3 is written as 2.
                    writer.nested(tag::context_constructed(0), |writer| writer.small_integer(2));
                }
                serial_number.write(writer);
                writer.raw(signer.identifier());
                writer.raw(issuer.as_der());
                writer.value(tag::SEQUENCE, &validity.finish());
                writer.raw(self.subject.as_der());
                writer.raw(&self.public_key.to_der());
                if !extensions.is_empty() {
                    writer.value(tag::context_constructed(3), extensions);
                }
            });
        }))
    }
}

/// Whether an issuer may sign certificates, and of authorities if this is one.
fn may_sign(issuer: &Crt, is_ca: bool) -> Result<(), BuildError> {
    let may_sign = issuer.key_usage().is_none_or(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
    match issuer.basic_constraints() {
        Some(BasicConstraints::Ca { max_path_length: Some(0) }) if may_sign && is_ca => {
            Err(BuildError::IssuerPathLength)
        }
        Some(BasicConstraints::Ca { .. }) if may_sign => Ok(()),
        _ => Err(BuildError::IssuerIsNotCa),
    }
}
