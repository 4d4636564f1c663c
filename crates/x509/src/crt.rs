// SPDX-License-Identifier: MIT
//! Certificates (RFC 5280).

mod extensions;

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use purembed_core::pem;
use purembed_hash::{Algorithm, Digest};
use purembed_pk::{InvalidKey, PublicKey, SignatureAlgorithm};

use crate::basic_constraints::BasicConstraints;
use crate::bundle::{self, Object};
use crate::crl::{Crl, CrlReason};
use crate::der::{Oid, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding, SignatureError};
use crate::extension::{Extension, ExtensionValue, Extensions, NetscapeCertType, id, slice};
use crate::general_name::GeneralName;
use crate::key_purpose::ExtendedKeyUsage;
use crate::key_usage::KeyUsage;
use crate::name::Name;
use crate::pkcs7::CertificateBag;
use crate::pss::PssParameters;
use crate::serial::SerialNumber;
use crate::signed::Signed;
use crate::subject_key::SubjectKey;
use crate::time::Time;

/// A certificate: parsed once, holding the bytes it came as.
///
/// Signatures are checked over these bytes, never over bytes written anew. A clone shares them. Two certificates are
/// equal when their bytes are.
///
/// A certificate that exists is well formed; whether to *trust* it is what [`Verifier`](crate::Verifier) decides.
///
/// ```
/// use purembed_x509::{BasicConstraints, Crt, KeyUsage};
///
/// let crt = Crt::from_pem(include_str!("crt/testdata/ecdsa.pem"))?;
/// assert_eq!(crt.subject().to_string(), "C=NL, O=Purembed, CN=ecdsa.example");
/// assert_eq!(crt.not_after().to_string(), "2049-12-31 23:59:59");
/// assert_eq!(crt.basic_constraints(), Some(BasicConstraints::EndEntity));
/// assert!(crt.key_usage().is_some_and(|usage| usage.contains(KeyUsage::DIGITAL_SIGNATURE)));
/// let names: Vec<_> = crt.subject_alternative_names().map(|name| name.to_string()).collect();
/// assert_eq!(names, ["DNS:ecdsa.example", "DNS:*.ecdsa.example", "IP Address:192.0.2.7"]);
/// # Ok::<(), purembed_x509::InvalidEncoding>(())
/// ```
#[doc(alias = "CRT")]
#[derive(Clone)]
pub struct Crt(Arc<Inner>);

struct Inner {
    signed: Signed,
    version: u8,
    serial_number: SerialNumber,
    /// Whether the algorithm inside the signed part is the one beside the signature.
    algorithms_agree: bool,
    issuer: Name,
    not_before: Time,
    not_after: Time,
    subject: Name,
    key: SubjectKey,
    extensions: Extensions,
}

impl Crt {
    /// Reads a certificate in DER, or the first one in PEM or in a [bag](crate::CertificateBag).
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] says what is wrong and where: DER that is not strict, more than [`MAX_SIZE`](crate::MAX_SIZE)
    /// bytes, bytes left over, a damaged key, no certificate in the PEM.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidEncoding> {
        bundle::from_buffer(buffer)
    }

    /// Reads a certificate in DER.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer).
    #[doc(alias = "from_DER")]
    pub fn from_der(der: &[u8]) -> Result<Self, InvalidEncoding> {
        let (signed, body) = Signed::read(der, crate::MAX_SIZE)?;
        let inner = read_body(signed, &body)?;
        Ok(Self(Arc::new(inner)))
    }

    /// Reads the first certificate of a PEM text.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer).
    #[doc(alias = "from_PEM")]
    pub fn from_pem(text: &str) -> Result<Self, InvalidEncoding> {
        bundle::first_from_pem(text.as_bytes())
    }

    /// Reads all certificates of a PEM text, in order, also those in bags (`PKCS7`, `CMS`). Blocks of other kinds, such as
    /// keys, are passed over.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer), for the first certificate that cannot be read: a bundle is not loaded in
    /// part. To go on after errors, read block by block with [`each_from_pem`](Self::each_from_pem).
    pub fn all_from_pem(text: &[u8]) -> Result<Vec<Self>, InvalidEncoding> {
        bundle::all_from_pem(text)
    }

    /// Reads the certificates of a PEM text one by one, each with its own error.
    pub fn each_from_pem(text: &[u8]) -> impl Iterator<Item = Result<Self, InvalidEncoding>> {
        bundle::each_from_pem(text)
    }

    /// Reads a file: DER, or the first certificate of a PEM text.
    ///
    /// # Errors
    ///
    /// [`FileError`](crate::FileError) names the file and says why it cannot be read.
    #[cfg(feature = "std")]
    pub fn from_file(path: impl AsRef<std::path::Path>) -> Result<Self, crate::FileError> {
        crate::file::load(path.as_ref(), Self::from_buffer)
    }

    /// Reads DER of one certificate, or all certificates of a PEM text, as [`all_from_pem`](Self::all_from_pem), or of a
    /// [bag](crate::CertificateBag).
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer), for the first certificate that cannot be read.
    pub fn all_from_buffer(buffer: &[u8]) -> Result<Vec<Self>, InvalidEncoding> {
        bundle::all_from_buffer(buffer)
    }

    /// Reads all certificates of a file: DER of one, or a PEM text of many, as [`all_from_pem`](Self::all_from_pem).
    ///
    /// # Errors
    ///
    /// [`FileError`](crate::FileError) names the file and says why it cannot be read.
    #[cfg(feature = "std")]
    pub fn all_from_file(path: impl AsRef<std::path::Path>) -> Result<Vec<Self>, crate::FileError> {
        crate::file::load(path.as_ref(), Self::all_from_buffer)
    }

    /// The bytes of the certificate.
    #[doc(alias = "to_DER")]
    #[doc(alias = "to_bytes")]
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        self.0.signed.der()
    }

    /// The certificate as PEM, with a newline at the end.
    #[doc(alias = "to_PEM")]
    #[doc(alias = "export")]
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE", self.as_der())
    }

    /// 1, 2 or 3.
    #[must_use]
    pub fn version(&self) -> u8 {
        self.0.version
    }

    /// The number that the issuer gave to this certificate.
    #[must_use]
    pub fn serial_number(&self) -> &SerialNumber {
        &self.0.serial_number
    }

    /// Who signed it, according to itself.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// Whom it is about.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// The key of the subject.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] if it is of a kind or of a size that this library does not have, such as DSA. Such a certificate can
    /// be read and shown all the same, and its key be had as [DER](Self::subject_public_key_der).
    pub fn subject_public_key(&self) -> Result<&PublicKey, InvalidKey> {
        self.0.key.key()
    }

    /// The object identifier of the kind of key.
    #[must_use]
    pub fn subject_public_key_algorithm(&self) -> &Oid {
        self.0.key.algorithm()
    }

    /// The DER of the key (`SubjectPublicKeyInfo`) as it stands in the certificate.
    #[must_use]
    pub fn subject_public_key_der(&self) -> &[u8] {
        slice(self.as_der(), self.0.key.der())
    }

    /// The contents of the BIT STRING in the DER of the key: for an elliptic curve the point, for RSA another DER.
    #[must_use]
    pub fn subject_public_key_bits(&self) -> &[u8] {
        slice(self.as_der(), self.0.key.bits())
    }

    /// The first second of its validity.
    #[must_use]
    pub fn not_before(&self) -> Time {
        self.0.not_before
    }

    /// The last second of its validity.
    #[must_use]
    pub fn not_after(&self) -> Time {
        self.0.not_after
    }

    /// What the key may be used for; `None` if the certificate does not say.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.0.extensions.key_usage
    }

    /// What the certificate may be used for; `None` if it does not say.
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<&ExtendedKeyUsage> {
        self.0.extensions.extended_key_usage.as_ref()
    }

    /// Whether the subject is an authority; `None` if the certificate does not say.
    #[must_use]
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.0.extensions.basic_constraints
    }

    /// The alternative names, each with its type; none if there is no such extension.
    pub fn subject_alternative_names(&self) -> impl Iterator<Item = GeneralName<'_>> {
        self.0.extensions.subject_alternative_names(self.as_der())
    }

    /// What Netscape may use the certificate for; `None` if it does not say.
    #[must_use]
    pub fn netscape_cert_type(&self) -> Option<NetscapeCertType> {
        self.find(&id::NETSCAPE_CERT_TYPE, |value| match value {
            ExtensionValue::NetscapeCertType(kind) => Some(kind),
            _ => None,
        })
        .ok()
        .flatten()
    }

    /// The identifier of the subject's key.
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.0.extensions.subject_key_identifier(self.as_der())
    }

    /// The identifier of the key that signed this certificate.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.0.extensions.authority_key_identifier(self.as_der())
    }

    /// All extensions, also the unknown ones, as they came.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.0.extensions.iter(self.as_der())
    }

    /// The signed part, as it came.
    #[must_use]
    pub fn tbs_certificate(&self) -> &[u8] {
        self.0.signed.body()
    }

    /// The signature.
    #[must_use]
    pub fn signature_value(&self) -> &[u8] {
        self.0.signed.signature()
    }

    /// The algorithm of the signature; `None` if it is not one that this library has.
    #[doc(alias = "digestmod")]
    #[must_use]
    pub fn signature_algorithm(&self) -> Option<SignatureAlgorithm> {
        self.0.signed.algorithm()
    }

    /// The object identifier of the algorithm of the signature.
    #[must_use]
    pub fn signature_algorithm_oid(&self) -> &Oid {
        self.0.signed.algorithm_oid()
    }

    /// The parameters of an RSASSA-PSS signature; `None` for other signatures, and for parameters that cannot be read.
    #[must_use]
    pub fn pss_parameters(&self) -> Option<&PssParameters> {
        self.0.signed.pss_parameters()
    }

    /// The digest of the whole certificate, by which people and pins tell certificates apart.
    #[must_use]
    pub fn fingerprint(&self, digestmod: Algorithm) -> Digest {
        digestmod.digest(self.as_der())
    }

    /// Whether issuer and subject are the same name, perhaps written in two ways (RFC 5280 6.1, 7.1). Says nothing about
    /// who signed.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer().is_same(self.subject())
    }

    /// Checks that the signature on the other certificate was made by the key of this one, and nothing else: neither
    /// names nor dates nor whether this is an authority. Whether to trust is for [`Verifier`](crate::Verifier) to say.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] if it was not, or if the algorithm is unknown or stated in two ways.
    #[doc(alias = "verify")]
    pub fn verify_signature_on(&self, child: &Self) -> Result<(), SignatureError> {
        if !child.0.algorithms_agree {
            return Err(SignatureError::AlgorithmMismatch);
        }
        child.0.signed.verify(self.subject_public_key().map_err(SignatureError::UnsupportedKey)?)
    }

    /// Whether the list says that this certificate is revoked, and nothing else: neither who signed the list, nor
    /// whether it is current, nor whether it is about this kind of certificates. More is at
    /// [`Crl::find`](crate::Crl::find).
    ///
    /// Unlike python-mbedtls, which compares the serial number alone, this looks at the issuer too.
    #[doc(alias = "check_revocation")]
    #[must_use]
    pub fn is_listed_in(&self, crl: &Crl) -> bool {
        crl.find(self).is_some_and(|entry| entry.reason() != Some(CrlReason::RemoveFromCrl))
    }

    /// A number that only clones of this one share, while they live.
    pub(crate) fn identity(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// Whether there is an extension of alternative names.
    pub(crate) fn has_subject_alternative_names(&self) -> bool {
        !self.0.extensions.subject_alt_name(self.as_der()).is_empty()
    }

    /// The extension of this kind, if it is there.
    pub(crate) fn extension(&self, oid: &Oid) -> Option<Extension<'_>> {
        self.0.extensions.find(self.as_der(), oid)
    }

    /// What an extension says, if it is there.
    fn find<'a, T>(
        &'a self,
        oid: &Oid,
        choose: impl FnOnce(ExtensionValue<'a>) -> Option<T>,
    ) -> Result<Option<T>, InvalidEncoding> {
        match self.extension(oid) {
            Some(extension) => Ok(choose(extension.parse()?)),
            None => Ok(None),
        }
    }
}

/// Reads the `TBSCertificate` (RFC 5280 4.1.2).
fn read_body(signed: Signed, body: &Tlv<'_>) -> Result<Inner, InvalidEncoding> {
    let mut reader = body.reader();
    // version [0] EXPLICIT DEFAULT v1. DER forbids to write the default; who wrote it is read nevertheless, because
    // nothing is ever written again from what was read.
    let version = match reader.optional(tag::context_constructed(0))? {
        None => 1,
        Some(explicit) => {
            let number = explicit.reader().only(tag::INTEGER)?;
            match number.small_integer()? {
                number @ 0..=2 => number.saturating_add(1),
                _ => return Err(number.error(EncodingKind::UnsupportedVersion)),
            }
        }
    };
    let serial_number = SerialNumber::read(&reader.expect(tag::INTEGER)?)?;
    let algorithms_agree = reader.expect(tag::SEQUENCE)?.raw == signed.algorithm_der();
    let issuer = Name::read(&reader.expect(tag::SEQUENCE)?)?;
    let mut validity = reader.sequence()?;
    let not_before = Time::read(&validity.any()?)?;
    let not_after = Time::read(&validity.any()?)?;
    validity.finish()?;
    let subject = Name::read(&reader.expect(tag::SEQUENCE)?)?;
    let key = SubjectKey::read(&reader.expect(tag::SEQUENCE)?)?;
    if version >= 2 {
        // 4.1.2.8: unique identifiers, BIT STRING [1] and [2], which nobody uses.
        reader.optional(tag::context(1))?;
        reader.optional(tag::context(2))?;
    }
    let extensions = match version {
        3 => match reader.optional(tag::context_constructed(3))? {
            Some(explicit) => Extensions::read(&explicit.reader().only(tag::SEQUENCE)?)?,
            None => Extensions::default(),
        },
        _ => Extensions::default(),
    };
    reader.finish()?;
    Ok(Inner {
        signed,
        version,
        serial_number,
        algorithms_agree,
        issuer,
        not_before,
        not_after,
        subject,
        key,
        extensions,
    })
}

impl Object for Crt {
    /// What stands in the begin line of PEM: today's label, and one of before RFC 7468 (its section 5.2).
    const LABELS: &'static [&'static str] = &["CERTIFICATE", "X509 CERTIFICATE"];
    const IN_BAGS: bool = true;

    fn read(der: &[u8]) -> Result<Self, InvalidEncoding> {
        Self::from_der(der)
    }

    fn from_bag(bag: CertificateBag) -> Vec<Self> {
        bag.certificates
    }
}

impl PartialEq for Crt {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.as_der() == other.as_der()
    }
}

impl Eq for Crt {}

impl core::hash::Hash for Crt {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.as_der().hash(state);
    }
}

impl AsRef<[u8]> for Crt {
    fn as_ref(&self) -> &[u8] {
        self.as_der()
    }
}

impl fmt::Debug for Crt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crt({}, issued by {}, serial {})", self.subject(), self.issuer(), self.serial_number())
    }
}

#[cfg(test)]
pub(crate) mod tests;
