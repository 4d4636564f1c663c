// SPDX-License-Identifier: MIT
//! What extensions say, by their kind.

use super::{
    AuthorityKeyIdentifier, CertificatePolicies, CrlDistributionPoints, Extension, InformationAccess,
    IssuingDistributionPoint, NameConstraints, NetscapeCertType, PolicyConstraints, PolicyMappings, id,
    policy_rules,
};
use crate::basic_constraints::BasicConstraints;
use crate::crl::CrlReason;
use crate::der::tag;
use crate::error::InvalidEncoding;
use crate::general_name::GeneralNames;
use crate::key_purpose::ExtendedKeyUsage;
use crate::key_usage::KeyUsage;
use crate::serial::SerialNumber;
use crate::time::Time;

/// What an extension says; made by [`Extension::parse`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExtensionValue<'a> {
    /// Which key has signed.
    AuthorityKeyIdentifier(AuthorityKeyIdentifier<'a>),
    /// Where to learn about the issuer.
    AuthorityInfoAccess(InformationAccess<'a>),
    /// Whether the subject is an authority.
    BasicConstraints(BasicConstraints),
    /// Who has issued the revoked certificate (an entry of an indirect list).
    CertificateIssuer(GeneralNames<'a>),
    /// Under which policies it was issued.
    CertificatePolicies(CertificatePolicies<'a>),
    /// Where revocation lists are.
    CrlDistributionPoints(CrlDistributionPoints<'a>),
    /// The number of a revocation list.
    CrlNumber(SerialNumber),
    /// The number of the list that this one is a change to.
    DeltaCrlIndicator(SerialNumber),
    /// What the certificate may be used for.
    ExtendedKeyUsage(ExtendedKeyUsage),
    /// Where changes to the revocation list are.
    FreshestCrl(CrlDistributionPoints<'a>),
    /// How many more certificates may have `anyPolicy`.
    InhibitAnyPolicy(u8),
    /// Since when the key is not to be trusted (an entry of a revocation list).
    InvalidityDate(Time),
    /// Other names of the issuer.
    IssuerAltName(GeneralNames<'a>),
    /// What a revocation list is about.
    IssuingDistributionPoint(IssuingDistributionPoint<'a>),
    /// What the key may be used for.
    KeyUsage(KeyUsage),
    /// Which names an authority may certify.
    NameConstraints(NameConstraints<'a>),
    /// What Netscape may use the certificate for.
    NetscapeCertType(NetscapeCertType),
    /// From where on policies are required.
    PolicyConstraints(PolicyConstraints),
    /// Which policies are as good as which.
    PolicyMappings(PolicyMappings<'a>),
    /// Why a certificate was revoked (an entry of a revocation list).
    ReasonCode(CrlReason),
    /// Other names of the subject.
    SubjectAltName(GeneralNames<'a>),
    /// Where to learn about the subject.
    SubjectInfoAccess(InformationAccess<'a>),
    /// The identifier of the subject's key.
    SubjectKeyIdentifier(&'a [u8]),
    /// Something that is not known here: its DER.
    Unknown(&'a [u8]),
}

impl<'a> Extension<'a> {
    /// Reads what the extension says.
    ///
    /// ```
    /// use purembed_x509::{Crt, ExtensionValue, KeyUsage};
    ///
    /// let crt = Crt::from_pem(include_str!("../crt/testdata/rsa.pem"))?;
    /// let usage = crt.extensions().find(|extension| extension.oid().to_string() == "2.5.29.15").expect("it has one");
    /// assert!(matches!(usage.parse()?, ExtensionValue::KeyUsage(usage) if usage.contains(KeyUsage::CRL_SIGN)));
    /// # Ok::<(), purembed_x509::InvalidEncoding>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if its kind is known and its value is not of that kind.
    pub fn parse(&self) -> Result<ExtensionValue<'a>, InvalidEncoding> {
        let value = self.reader();
        let names = || GeneralNames::read(&value.only(tag::SEQUENCE)?);
        let number = || SerialNumber::read(&value.only(tag::INTEGER)?);
        Ok(match *self.oid() {
            id::AUTHORITY_INFO_ACCESS => ExtensionValue::AuthorityInfoAccess(InformationAccess::read(value)?),
            id::AUTHORITY_KEY_IDENTIFIER => {
                ExtensionValue::AuthorityKeyIdentifier(AuthorityKeyIdentifier::read(value)?)
            }
            id::BASIC_CONSTRAINTS => ExtensionValue::BasicConstraints(BasicConstraints::read(value)?),
            id::CERTIFICATE_ISSUER => ExtensionValue::CertificateIssuer(names()?),
            id::CERTIFICATE_POLICIES => {
                ExtensionValue::CertificatePolicies(CertificatePolicies::read(value)?)
            }
            id::CRL_DISTRIBUTION_POINTS => {
                ExtensionValue::CrlDistributionPoints(CrlDistributionPoints::read(value)?)
            }
            id::CRL_NUMBER => ExtensionValue::CrlNumber(number()?),
            id::DELTA_CRL_INDICATOR => ExtensionValue::DeltaCrlIndicator(number()?),
            id::EXTENDED_KEY_USAGE => ExtensionValue::ExtendedKeyUsage(ExtendedKeyUsage::read(value)?),
            id::FRESHEST_CRL => ExtensionValue::FreshestCrl(CrlDistributionPoints::read(value)?),
            id::INHIBIT_ANY_POLICY => {
                ExtensionValue::InhibitAnyPolicy(policy_rules::read_inhibit_any_policy(value)?)
            }
            id::INVALIDITY_DATE => {
                ExtensionValue::InvalidityDate(Time::read(&value.only(tag::GENERALIZED_TIME)?)?)
            }
            id::ISSUER_ALT_NAME => ExtensionValue::IssuerAltName(names()?),
            id::ISSUING_DISTRIBUTION_POINT => {
                ExtensionValue::IssuingDistributionPoint(IssuingDistributionPoint::read(value)?)
            }
            id::KEY_USAGE => ExtensionValue::KeyUsage(KeyUsage::read(value)?),
            id::NAME_CONSTRAINTS => ExtensionValue::NameConstraints(NameConstraints::read(value)?),
            id::NETSCAPE_CERT_TYPE => ExtensionValue::NetscapeCertType(NetscapeCertType::read(value)?),
            id::POLICY_CONSTRAINTS => ExtensionValue::PolicyConstraints(PolicyConstraints::read(value)?),
            id::POLICY_MAPPINGS => ExtensionValue::PolicyMappings(PolicyMappings::read(value)?),
            id::REASON_CODE => ExtensionValue::ReasonCode(CrlReason::read(value)?),
            id::SUBJECT_ALT_NAME => ExtensionValue::SubjectAltName(names()?),
            id::SUBJECT_INFO_ACCESS => ExtensionValue::SubjectInfoAccess(InformationAccess::read(value)?),
            id::SUBJECT_KEY_IDENTIFIER => {
                ExtensionValue::SubjectKeyIdentifier(value.only(tag::OCTET_STRING)?.value)
            }
            _ => ExtensionValue::Unknown(self.value()),
        })
    }
}
