// SPDX-License-Identifier: MIT
//! What certificates say in extensions that are read when asked for.

use crate::crt::Crt;
use crate::error::InvalidEncoding;
use crate::extension::{
    CertificatePolicies, CrlDistributionPoints, ExtensionValue, InformationAccess, NameConstraints,
    PolicyConstraints, PolicyMappings, id,
};
use crate::general_name::GeneralNames;

/// Extensions that one in many certificates has, or that matter to few: a damaged one is an error of its own accessor
/// and not of the whole certificate. `Ok(None)` is one that is not there.
impl Crt {
    /// Other names of the issuer.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if the extension is there and damaged.
    pub fn issuer_alternative_names(&self) -> Result<Option<GeneralNames<'_>>, InvalidEncoding> {
        self.find(&id::ISSUER_ALT_NAME, |value| match value {
            ExtensionValue::IssuerAltName(value) => Some(value),
            _ => None,
        })
    }

    /// The names that this authority may certify.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if the extension is there and damaged.
    pub fn name_constraints(&self) -> Result<Option<NameConstraints<'_>>, InvalidEncoding> {
        self.find(&id::NAME_CONSTRAINTS, |value| match value {
            ExtensionValue::NameConstraints(value) => Some(value),
            _ => None,
        })
    }

    /// The policies under which it was issued.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if the extension is there and damaged.
    pub fn certificate_policies(&self) -> Result<Option<CertificatePolicies<'_>>, InvalidEncoding> {
        self.find(&id::CERTIFICATE_POLICIES, |value| match value {
            ExtensionValue::CertificatePolicies(value) => Some(value),
            _ => None,
        })
    }

    /// Which policies of the issuer are as good as which of the subject.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if the extension is there and damaged.
    pub fn policy_mappings(&self) -> Result<Option<PolicyMappings<'_>>, InvalidEncoding> {
        self.find(&id::POLICY_MAPPINGS, |value| match value {
            ExtensionValue::PolicyMappings(value) => Some(value),
            _ => None,
        })
    }

    /// From where on policies are required.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if the extension is there and damaged.
    pub fn policy_constraints(&self) -> Result<Option<PolicyConstraints>, InvalidEncoding> {
        self.find(&id::POLICY_CONSTRAINTS, |value| match value {
            ExtensionValue::PolicyConstraints(value) => Some(value),
            _ => None,
        })
    }

    /// How many more certificates may have `anyPolicy`.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if the extension is there and damaged.
    pub fn inhibit_any_policy(&self) -> Result<Option<u8>, InvalidEncoding> {
        self.find(&id::INHIBIT_ANY_POLICY, |value| match value {
            ExtensionValue::InhibitAnyPolicy(value) => Some(value),
            _ => None,
        })
    }

    /// Where revocation lists are.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if the extension is there and damaged.
    pub fn crl_distribution_points(&self) -> Result<Option<CrlDistributionPoints<'_>>, InvalidEncoding> {
        self.find(&id::CRL_DISTRIBUTION_POINTS, |value| match value {
            ExtensionValue::CrlDistributionPoints(value) => Some(value),
            _ => None,
        })
    }

    /// Where changes to revocation lists are.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if the extension is there and damaged.
    pub fn freshest_crl(&self) -> Result<Option<CrlDistributionPoints<'_>>, InvalidEncoding> {
        self.find(&id::FRESHEST_CRL, |value| match value {
            ExtensionValue::FreshestCrl(value) => Some(value),
            _ => None,
        })
    }

    /// Where the issuer's certificates and answers about revocation are.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if the extension is there and damaged.
    pub fn authority_info_access(&self) -> Result<Option<InformationAccess<'_>>, InvalidEncoding> {
        self.find(&id::AUTHORITY_INFO_ACCESS, |value| match value {
            ExtensionValue::AuthorityInfoAccess(value) => Some(value),
            _ => None,
        })
    }

    /// Where more is to be had about the subject.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if the extension is there and damaged.
    pub fn subject_info_access(&self) -> Result<Option<InformationAccess<'_>>, InvalidEncoding> {
        self.find(&id::SUBJECT_INFO_ACCESS, |value| match value {
            ExtensionValue::SubjectInfoAccess(value) => Some(value),
            _ => None,
        })
    }
}
