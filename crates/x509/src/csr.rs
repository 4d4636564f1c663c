// SPDX-License-Identifier: MIT
//! Certification requests (PKCS#10, RFC 2986).

mod attribute;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use purembed_core::pem;
use purembed_pk::{InvalidKey, PublicKey, SignatureAlgorithm};

use crate::basic_constraints::BasicConstraints;
use crate::bundle::{self, Object};
use crate::der::{Oid, Reader, tag};
use crate::error::{EncodingKind, InvalidEncoding, SignatureError};
use crate::extension::{Extension, Extensions, slice};
use crate::general_name::GeneralName;
use crate::key_purpose::ExtendedKeyUsage;
use crate::key_usage::KeyUsage;
use crate::name::Name;
use crate::pss::PssParameters;
use crate::signed::Signed;
use crate::subject_key::SubjectKey;

pub(crate) use attribute::{CHALLENGE_PASSWORD, UNSTRUCTURED_NAME};
pub use attribute::{CsrAttribute, CsrAttributeValue};

/// The attribute that carries requested extensions (PKCS#9, RFC 2985 5.4.2).
pub(crate) const EXTENSION_REQUEST: Oid = Oid::known([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e]);

/// A request for a certificate: a name, a key, wishes, and a signature that shows who has the key.
///
/// Reading does not check the signature; [`verify_signature`](Self::verify_signature) does, and
/// [`CrtBuilder::from_csr`](crate::CrtBuilder::from_csr) always does.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc, PrivateKey};
/// use purembed_x509::{Csr, CsrBuilder, GeneralName};
///
/// let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
/// let csr = CsrBuilder::new("CN=device 7".parse()?)
///     .subject_alternative_names([GeneralName::Dns("device7.example")])
///     .sign_with(&key, Algorithm::SHA256)?;
///
/// let received = Csr::from_buffer(csr.to_pem().as_bytes())?;
/// received.verify_signature()?;
/// assert!(received.subject_alternative_names().eq([GeneralName::Dns("device7.example")]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "CSR")]
#[derive(Clone)]
pub struct Csr(Arc<Inner>);

struct Inner {
    signed: Signed,
    subject: Name,
    key: SubjectKey,
    attributes: Range<usize>,
    extensions: Extensions,
}

impl Csr {
    /// Reads a request in DER, or the first one in PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] says what is wrong and where: DER that is not strict, more than [`MAX_SIZE`](crate::MAX_SIZE)
    /// bytes, bytes left over, a damaged key, no request in the PEM.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidEncoding> {
        bundle::from_buffer(buffer)
    }

    /// Reads a request in DER.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer).
    #[doc(alias = "from_DER")]
    pub fn from_der(der: &[u8]) -> Result<Self, InvalidEncoding> {
        let (signed, body) = Signed::read(der, crate::MAX_SIZE)?;
        let mut reader = body.reader();
        let version = reader.expect(tag::INTEGER)?;
        // RFC 2986 4.1: v1, which is 0, is the only one.
        if version.small_integer()? != 0 {
            return Err(version.error(EncodingKind::UnsupportedVersion));
        }
        let subject = Name::read(&reader.expect(tag::SEQUENCE)?)?;
        let key = SubjectKey::read(&reader.expect(tag::SEQUENCE)?)?;
        // Attributes [0] are not optional, and missing in requests of some old programs.
        let (attributes, extensions) = match reader.optional(tag::context_constructed(0))? {
            Some(list) => (list.value_range(), read_attributes(list.reader())?),
            None => (0..0, Extensions::default()),
        };
        reader.finish()?;
        Ok(Self(Arc::new(Inner { signed, subject, key, attributes, extensions })))
    }

    /// Reads the first request of a PEM text.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer).
    #[doc(alias = "from_PEM")]
    pub fn from_pem(text: &str) -> Result<Self, InvalidEncoding> {
        bundle::first_from_pem(text.as_bytes())
    }

    /// Reads all requests of a PEM text, in order. Blocks of other kinds are passed over.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer), for the first request that cannot be read.
    pub fn all_from_pem(text: &[u8]) -> Result<Vec<Self>, InvalidEncoding> {
        bundle::all_from_pem(text)
    }

    /// Reads a file: DER, or the first request of a PEM text.
    ///
    /// # Errors
    ///
    /// [`FileError`](crate::FileError) names the file and says why it cannot be read.
    #[cfg(feature = "std")]
    pub fn from_file(path: impl AsRef<std::path::Path>) -> Result<Self, crate::FileError> {
        crate::file::load(path.as_ref(), Self::from_buffer)
    }

    /// The bytes of the request.
    #[doc(alias = "to_DER")]
    #[doc(alias = "to_bytes")]
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        self.0.signed.der()
    }

    /// The request as PEM, with a newline at the end.
    #[doc(alias = "to_PEM")]
    #[doc(alias = "export")]
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE REQUEST", self.as_der())
    }

    /// The version, which is always 1.
    #[must_use]
    pub fn version(&self) -> u8 {
        1
    }

    /// The name that is asked for.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// The key.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] if it is of a kind or of a size that this library does not have, such as DSA. Such a request can
    /// be read and shown all the same, and its key be had as [DER](Self::subject_public_key_der).
    pub fn subject_public_key(&self) -> Result<&PublicKey, InvalidKey> {
        self.0.key.key()
    }

    /// The object identifier of the kind of key.
    #[must_use]
    pub fn subject_public_key_algorithm(&self) -> &Oid {
        self.0.key.algorithm()
    }

    /// The DER of the key (`SubjectPublicKeyInfo`) as it stands in the request.
    #[must_use]
    pub fn subject_public_key_der(&self) -> &[u8] {
        slice(self.as_der(), self.0.key.der())
    }

    /// The contents of the BIT STRING in the DER of the key: for an elliptic curve the point, for RSA another DER.
    #[must_use]
    pub fn subject_public_key_bits(&self) -> &[u8] {
        slice(self.as_der(), self.0.key.bits())
    }

    /// The alternative names that are asked for.
    pub fn subject_alternative_names(&self) -> impl Iterator<Item = GeneralName<'_>> {
        self.0.extensions.subject_alternative_names(self.as_der())
    }

    /// The uses of the key that are asked for.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.0.extensions.key_usage
    }

    /// The purposes that are asked for.
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<&ExtendedKeyUsage> {
        self.0.extensions.extended_key_usage.as_ref()
    }

    /// Whether an authority is asked for.
    #[must_use]
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.0.extensions.basic_constraints
    }

    /// All extensions that are asked for, as they came.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.0.extensions.iter(self.as_der())
    }

    /// Everything that the request says beside the name and the key, requested extensions included.
    pub fn attributes(&self) -> impl Iterator<Item = CsrAttribute<'_>> {
        let range = &self.0.attributes;
        let mut list = Reader::at(slice(self.as_der(), range), range.start);
        core::iter::from_fn(move || CsrAttribute::read(&mut list).ok())
    }

    /// The password with which the subject may ask for revocation, if the request has one and it is text. Whoever sees
    /// the request sees it.
    #[must_use]
    pub fn challenge_password(&self) -> Option<Cow<'_, str>> {
        let attribute = self.attributes().find(|attribute| *attribute.oid() == CHALLENGE_PASSWORD)?;
        attribute.values().next()?.text()
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

    /// The signature.
    #[must_use]
    pub fn signature_value(&self) -> &[u8] {
        self.0.signed.signature()
    }

    /// The signed part, as it came.
    #[must_use]
    pub fn certification_request_info(&self) -> &[u8] {
        self.0.signed.body()
    }

    /// Checks that whoever made this request has the private key.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] if the signature is not by the key in the request, or its algorithm is unknown.
    pub fn verify_signature(&self) -> Result<(), SignatureError> {
        self.0.signed.verify(self.subject_public_key().map_err(SignatureError::UnsupportedKey)?)
    }
}

/// Reads the attributes (RFC 2986 4.1): the requested extensions, which may stand there once; others are kept unread.
fn read_attributes(mut reader: Reader<'_>) -> Result<Extensions, InvalidEncoding> {
    let mut extensions = None;
    while !reader.is_empty() {
        let start = reader;
        let attribute = CsrAttribute::read(&mut reader)?;
        if attribute.is_extension_request() {
            let list = attribute.reader().only(tag::SEQUENCE)?;
            // An empty list of wishes is a way to have none.
            let read = if list.value.is_empty() { Extensions::default() } else { Extensions::read(&list)? };
            if extensions.replace(read).is_some() {
                return Err(start.error(EncodingKind::DuplicateExtension));
            }
        }
    }
    Ok(extensions.unwrap_or_default())
}

impl Object for Csr {
    /// What stands in the begin line of PEM (RFC 7468 section 7).
    const LABELS: &'static [&'static str] = &["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

    fn read(der: &[u8]) -> Result<Self, InvalidEncoding> {
        Self::from_der(der)
    }
}

impl PartialEq for Csr {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.as_der() == other.as_der()
    }
}

impl Eq for Csr {}

impl core::hash::Hash for Csr {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.as_der().hash(state);
    }
}

impl AsRef<[u8]> for Csr {
    fn as_ref(&self) -> &[u8] {
        self.as_der()
    }
}

impl fmt::Debug for Csr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Csr({})", self.subject())
    }
}

#[cfg(test)]
mod tests;
