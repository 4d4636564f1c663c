// SPDX-License-Identifier: MIT
//! Certificate revocation lists (RFC 5280 section 5).

mod buckets;
mod entry;
mod index;
mod reason;

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use purembed_core::pem;
use purembed_pk::SignatureAlgorithm;

use self::index::Index;
use crate::bundle::{self, Object};
use crate::crt::Crt;
use crate::der::{Oid, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding, SignatureError};
use crate::extension::{Extension, ExtensionValue, Extensions, IssuingDistributionPoint, id};
use crate::general_name::GeneralName;
use crate::name::{CanonicalName, Name, NameRef};
use crate::pkcs7::CertificateBag;
use crate::pss::PssParameters;
use crate::serial::SerialNumber;
use crate::signed::Signed;
use crate::time::Time;

pub use entry::CrlEntry;
pub use reason::CrlReason;

/// A list of certificates that their issuer has revoked: parsed once, holding the bytes it came as.
///
/// Signatures are checked over these bytes. A clone shares them. Two lists are equal when their bytes are.
///
/// Looking a certificate up takes the same time in a short list and in a long one, and logarithmic time if somebody has
/// chosen the serial numbers so that it does. The index for that is made while reading and takes 6 to 8 bytes for each
/// entry, beside the bytes of the list; while reading, 8 to 16 more. A list of a million entries with serial numbers of
/// 16 bytes has 37 MB, and its index 6 MB.
///
/// ```
/// use purembed_x509::{Crl, CrlReason, SerialNumber};
///
/// let crl = Crl::from_pem(include_str!("crl/testdata/crl.pem"))?;
/// assert_eq!(crl.issuer().to_string(), "C=NL, O=Purembed, CN=Root");
/// assert_eq!(crl.entries().count(), 3);
///
/// let entry = crl.get(&SerialNumber::from(0x1001)).expect("revoked");
/// assert_eq!(entry.revocation_date().to_string(), "2026-11-01 12:00:00");
/// assert_eq!(entry.reason(), Some(CrlReason::KeyCompromise));
/// # Ok::<(), purembed_x509::InvalidEncoding>(())
/// ```
#[doc(alias = "CRL")]
#[derive(Clone)]
pub struct Crl(Arc<Inner>);

struct Inner {
    signed: Signed,
    version: u8,
    /// Whether the algorithm inside the signed part is the one beside the signature.
    algorithms_agree: bool,
    issuer: Name,
    this_update: Time,
    next_update: Option<Time>,
    index: Index,
    extensions: Extensions,
    number: Option<SerialNumber>,
    base_number: Option<SerialNumber>,
    is_indirect: bool,
    unsupported: Option<Oid>,
}

impl Crl {
    /// The largest list that is read, in bytes: room for seven million entries of an ordinary size.
    pub const MAX_SIZE: usize = 0x1000_0000;

    /// Reads a list in DER, or the first one in PEM or in a [bag](crate::CertificateBag).
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] says what is wrong and where: DER that is not strict, more than
    /// [`MAX_SIZE`](Self::MAX_SIZE) bytes, bytes left over, no list in the PEM.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidEncoding> {
        bundle::from_buffer(buffer)
    }

    /// Reads a list in DER.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer).
    #[doc(alias = "from_DER")]
    pub fn from_der(der: &[u8]) -> Result<Self, InvalidEncoding> {
        let (signed, body) = Signed::read(der, Self::MAX_SIZE)?;
        let inner = read_body(signed, &body)?;
        Ok(Self(Arc::new(inner)))
    }

    /// Reads the first list of a PEM text.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer).
    #[doc(alias = "from_PEM")]
    pub fn from_pem(text: &str) -> Result<Self, InvalidEncoding> {
        bundle::first_from_pem(text.as_bytes())
    }

    /// Reads all lists of a PEM text, in order. Blocks of other kinds are passed over.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer), for the first list that cannot be read.
    pub fn all_from_pem(text: &[u8]) -> Result<Vec<Self>, InvalidEncoding> {
        bundle::all_from_pem(text)
    }

    /// Reads the lists of a PEM text one by one, each with its own error.
    pub fn each_from_pem(text: &[u8]) -> impl Iterator<Item = Result<Self, InvalidEncoding>> {
        bundle::each_from_pem(text)
    }

    /// Reads DER of one list, or all lists of a PEM text or of a [bag](crate::CertificateBag).
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer), for the first list that cannot be read.
    pub fn all_from_buffer(buffer: &[u8]) -> Result<Vec<Self>, InvalidEncoding> {
        bundle::all_from_buffer(buffer)
    }

    /// Reads a file: DER, or the first list of a PEM text.
    ///
    /// # Errors
    ///
    /// [`FileError`](crate::FileError) names the file and says why it cannot be read.
    #[cfg(feature = "std")]
    pub fn from_file(path: impl AsRef<std::path::Path>) -> Result<Self, crate::FileError> {
        crate::file::load(path.as_ref(), Self::from_buffer)
    }

    /// Reads all lists of a file: DER of one, or a PEM text of many.
    ///
    /// # Errors
    ///
    /// [`FileError`](crate::FileError) names the file and says why it cannot be read.
    #[cfg(feature = "std")]
    pub fn all_from_file(path: impl AsRef<std::path::Path>) -> Result<Vec<Self>, crate::FileError> {
        crate::file::load(path.as_ref(), Self::all_from_buffer)
    }

    /// The bytes of the list.
    #[doc(alias = "to_DER")]
    #[doc(alias = "to_bytes")]
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        self.0.signed.der()
    }

    /// The list as PEM, with a newline at the end.
    #[doc(alias = "to_PEM")]
    #[doc(alias = "export")]
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("X509 CRL", self.as_der())
    }

    /// 1 or 2.
    #[must_use]
    pub fn version(&self) -> u8 {
        self.0.version
    }

    /// Who signed it, according to itself.
    #[doc(alias = "issuer_name")]
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// When it was made.
    #[must_use]
    pub fn this_update(&self) -> Time {
        self.0.this_update
    }

    /// When there will be another one at the latest; `None` if it does not say, which RFC 5280 forbids.
    #[must_use]
    pub fn next_update(&self) -> Option<Time> {
        self.0.next_update
    }

    /// The revoked certificates, in the order of the list.
    #[doc(alias = "revoked_certificates")]
    pub fn entries(&self) -> impl Iterator<Item = CrlEntry<'_>> {
        self.0.index.entries(self.as_der())
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.index.len()
    }

    /// Whether nothing is revoked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry of a certificate of the issuer of this list.
    #[must_use]
    pub fn get(&self, serial_number: &SerialNumber) -> Option<CrlEntry<'_>> {
        self.get_of(self.issuer(), serial_number)
    }

    /// The entry of a certificate by its issuer: in an indirect list there may be entries for certificates of others
    /// than the issuer of the list.
    ///
    /// If there are several, it is the last one in the list.
    #[must_use]
    pub fn get_of(&self, issuer: &Name, serial_number: &SerialNumber) -> Option<CrlEntry<'_>> {
        let found = self.0.index.find(self.as_der(), serial_number.as_bytes());
        found.filter(|entry| self.is_issuer_of(entry, |name| name == issuer.as_name_ref())).last()
    }

    /// The entry of a certificate.
    #[must_use]
    pub fn find(&self, crt: &Crt) -> Option<CrlEntry<'_>> {
        self.get_of(crt.issuer(), crt.serial_number())
    }

    /// The number of the list: of two lists, the later one has the higher number.
    #[must_use]
    pub fn crl_number(&self) -> Option<&SerialNumber> {
        self.0.number.as_ref()
    }

    /// Whether this list has only what has changed since another one.
    #[must_use]
    pub fn is_delta(&self) -> bool {
        self.0.base_number.is_some()
    }

    /// The number of the list that this one is a change to; `None` if this list is complete.
    #[must_use]
    pub fn base_crl_number(&self) -> Option<&SerialNumber> {
        self.0.base_number.as_ref()
    }

    /// Whether this list may have certificates of other issuers.
    #[must_use]
    pub fn is_indirect(&self) -> bool {
        self.0.is_indirect
    }

    /// What this list is about; `None` if it is about everything that its issuer has issued.
    #[must_use]
    pub fn issuing_distribution_point(&self) -> Option<IssuingDistributionPoint<'_>> {
        self.extensions().find_map(|extension| match extension.parse() {
            Ok(ExtensionValue::IssuingDistributionPoint(point)) => Some(point),
            _ => None,
        })
    }

    /// The identifier of the key that signed this list.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.0.extensions.authority_key_identifier(self.as_der())
    }

    /// All extensions of the list, also the unknown ones, as they came.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.0.extensions.iter(self.as_der())
    }

    /// A critical extension, of the list or of an entry, that is not known here. Such a list does not tell what is
    /// *not* revoked (RFC 5280 5.2, 5.3).
    #[must_use]
    pub fn unsupported_critical_extension(&self) -> Option<&Oid> {
        self.0.unsupported.as_ref()
    }

    /// The signed part, as it came.
    #[doc(alias = "tbs_certificate")]
    #[must_use]
    pub fn tbs_cert_list(&self) -> &[u8] {
        self.0.signed.body()
    }

    /// The signature.
    #[must_use]
    pub fn signature_value(&self) -> &[u8] {
        self.0.signed.signature()
    }

    /// The algorithm of the signature; `None` if it is not one that this library has.
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

    /// Checks that the signature was made by the key of this certificate, and nothing else: neither names nor dates
    /// nor whether the key is for signing revocation lists.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] if it was not, or if the algorithm is unknown or stated in two ways.
    pub fn verify_signature_by(&self, issuer: &Crt) -> Result<(), SignatureError> {
        if !self.0.algorithms_agree {
            return Err(SignatureError::AlgorithmMismatch);
        }
        self.0.signed.verify(issuer.subject_public_key().map_err(SignatureError::UnsupportedKey)?)
    }

    /// The entries of a certificate by its issuer, whose name may be written otherwise in either place (RFC 5280 7.1).
    pub(crate) fn entries_of(
        &self,
        issuer: &CanonicalName,
        serial_number: &SerialNumber,
    ) -> impl Iterator<Item = CrlEntry<'_>> {
        let found = self.0.index.find(self.as_der(), serial_number.as_bytes());
        found.filter(|entry| self.is_issuer_of(entry, |name| CanonicalName::new(name) == *issuer))
    }

    /// Whether an entry is about a certificate of this issuer (RFC 5280 5.3.3).
    fn is_issuer_of(&self, entry: &CrlEntry<'_>, is_same: impl Fn(NameRef<'_>) -> bool) -> bool {
        match self.0.index.certificate_issuer(self.as_der(), entry) {
            None => is_same(self.issuer().as_name_ref()),
            Some(names) => names.iter().any(|name| match name {
                GeneralName::Directory(name) => is_same(name),
                _ => false,
            }),
        }
    }
}

/// Reads the `TBSCertList` (RFC 5280 5.1.2).
fn read_body(signed: Signed, body: &Tlv<'_>) -> Result<Inner, InvalidEncoding> {
    let mut reader = body.reader();
    let version = match reader.optional(tag::INTEGER)? {
        None => 1,
        Some(number) => match number.small_integer()? {
            // 5.1.2.1: version 1 is told by absence; who wrote it is read nevertheless.
            number @ 0..=1 => number.saturating_add(1),
            _ => return Err(number.error(EncodingKind::UnsupportedVersion)),
        },
    };
    let algorithms_agree = reader.expect(tag::SEQUENCE)?.raw == signed.algorithm_der();
    let issuer = Name::read(&reader.expect(tag::SEQUENCE)?)?;
    let this_update = Time::read(&reader.any()?)?;
    let next_update = match reader.peek() {
        Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => Some(Time::read(&reader.any()?)?),
        _ => None,
    };
    // 5.1.2.6: absent if there are none; who writes an empty list is read nevertheless.
    let index = match reader.optional(tag::SEQUENCE)? {
        Some(list) => Index::read(&list, version)?,
        None => Index::default(),
    };
    let extensions = match (version, reader.optional(tag::context_constructed(0))?) {
        (2, Some(explicit)) => Extensions::read(&explicit.reader().only(tag::SEQUENCE)?)?,
        (_, Some(explicit)) => return Err(explicit.error(EncodingKind::TrailingData)),
        (_, None) => Extensions::default(),
    };
    reader.finish()?;
    let (mut number, mut base_number, mut is_indirect) = (None, None, false);
    let mut unsupported = index.unsupported();
    for extension in extensions.iter(signed.der()) {
        match extension.parse()? {
            ExtensionValue::CrlNumber(value) => number = Some(value),
            ExtensionValue::DeltaCrlIndicator(value) => base_number = Some(value),
            ExtensionValue::IssuingDistributionPoint(point) => is_indirect = point.is_indirect(),
            _ if extension.is_critical() && *extension.oid() != id::AUTHORITY_KEY_IDENTIFIER => {
                unsupported = unsupported.or_else(|| Some(*extension.oid()));
            }
            _ => {}
        }
    }
    Ok(Inner {
        signed,
        version,
        algorithms_agree,
        issuer,
        this_update,
        next_update,
        index,
        extensions,
        number,
        base_number,
        is_indirect,
        unsupported,
    })
}

impl Object for Crl {
    /// What stands in the begin line of PEM (RFC 7468 section 6).
    const LABELS: &'static [&'static str] = &["X509 CRL", "CRL"];
    const IN_BAGS: bool = true;

    fn read(der: &[u8]) -> Result<Self, InvalidEncoding> {
        Self::from_der(der)
    }

    fn from_bag(bag: CertificateBag) -> Vec<Self> {
        bag.crls
    }
}

impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.as_der() == other.as_der()
    }
}

impl Eq for Crl {}

impl core::hash::Hash for Crl {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.as_der().hash(state);
    }
}

impl AsRef<[u8]> for Crl {
    fn as_ref(&self) -> &[u8] {
        self.as_der()
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({}, {}, {} entries)", self.issuer(), self.this_update(), self.len())
    }
}

#[cfg(test)]
mod tests;
