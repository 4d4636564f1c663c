// SPDX-License-Identifier: MIT
//! Extensions as structures: `{"oid": …, "critical": …, "key_usage": …}`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use purembed_core::hex;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::basic_constraints::BasicConstraints;
use crate::extension::{
    AccessDescription, AuthorityKeyIdentifier, DistributionPoint, DistributionPointName, Extension,
    ExtensionValue, IssuingDistributionPoint, NameConstraints, PolicyInformation, PolicyQualifier,
};
use crate::general_name::{GeneralName, GeneralNames};

impl Serialize for Extension<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("oid", self.oid())?;
        map.serialize_entry("critical", &self.is_critical())?;
        match self.parse() {
            Ok(value) => write(&mut map, &value)?,
            Err(error) => {
                map.serialize_entry("error", &error.to_string())?;
                map.serialize_entry("der", &hex::encode(self.value()))?;
            }
        }
        map.end()
    }
}

fn write<M: SerializeMap>(map: &mut M, value: &ExtensionValue<'_>) -> Result<(), M::Error> {
    match value {
        ExtensionValue::AuthorityInfoAccess(access) => {
            map.serialize_entry("authority_info_access", &all(access.iter()))
        }
        ExtensionValue::AuthorityKeyIdentifier(identifier) => {
            map.serialize_entry("authority_key_identifier", identifier)
        }
        ExtensionValue::BasicConstraints(constraints) => {
            map.serialize_entry("basic_constraints", constraints)
        }
        ExtensionValue::CertificateIssuer(names) => map.serialize_entry("certificate_issuer", names),
        ExtensionValue::CertificatePolicies(policies) => {
            map.serialize_entry("certificate_policies", &all(policies.iter()))
        }
        ExtensionValue::CrlDistributionPoints(points) => {
            map.serialize_entry("crl_distribution_points", &all(points.iter()))
        }
        ExtensionValue::CrlNumber(number) => map.serialize_entry("crl_number", number),
        ExtensionValue::DeltaCrlIndicator(number) => map.serialize_entry("delta_crl_indicator", number),
        ExtensionValue::ExtendedKeyUsage(usage) => {
            map.serialize_entry("extended_key_usage", &all(usage.iter().map(|purpose| purpose.to_string())))
        }
        ExtensionValue::FreshestCrl(points) => map.serialize_entry("freshest_crl", &all(points.iter())),
        ExtensionValue::InhibitAnyPolicy(number) => map.serialize_entry("inhibit_any_policy", number),
        ExtensionValue::InvalidityDate(time) => map.serialize_entry("invalidity_date", time),
        ExtensionValue::IssuerAltName(names) => map.serialize_entry("issuer_alt_name", names),
        ExtensionValue::IssuingDistributionPoint(point) => {
            map.serialize_entry("issuing_distribution_point", point)
        }
        ExtensionValue::KeyUsage(usage) => map.serialize_entry("key_usage", usage),
        ExtensionValue::NameConstraints(constraints) => map.serialize_entry("name_constraints", constraints),
        ExtensionValue::NetscapeCertType(kind) => {
            map.serialize_entry("netscape_cert_type", &all(kind.names()))
        }
        ExtensionValue::PolicyConstraints(constraints) => {
            map.serialize_entry("require_explicit_policy", &constraints.require_explicit_policy)?;
            map.serialize_entry("inhibit_policy_mapping", &constraints.inhibit_policy_mapping)
        }
        ExtensionValue::PolicyMappings(mappings) => {
            map.serialize_entry("policy_mappings", &all(mappings.iter()))
        }
        ExtensionValue::ReasonCode(reason) => map.serialize_entry("reason_code", &reason.to_string()),
        ExtensionValue::SubjectAltName(names) => map.serialize_entry("subject_alt_name", names),
        ExtensionValue::SubjectInfoAccess(access) => {
            map.serialize_entry("subject_info_access", &all(access.iter()))
        }
        ExtensionValue::SubjectKeyIdentifier(octets) => {
            map.serialize_entry("subject_key_identifier", &hex::encode(octets))
        }
        ExtensionValue::Unknown(octets) => map.serialize_entry("der", &hex::encode(octets)),
    }
}

fn all<T>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.collect()
}

impl Serialize for GeneralNames<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Its type and its value, as in `{"dns": "example.com"}`.
impl Serialize for GeneralName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            GeneralName::Dns(name) => map.serialize_entry("dns", name)?,
            GeneralName::Ip(address) => map.serialize_entry("ip", &address.to_string())?,
            GeneralName::Email(address) => map.serialize_entry("email", address)?,
            GeneralName::Uri(uri) => map.serialize_entry("uri", uri)?,
            GeneralName::Directory(name) => map.serialize_entry("directory", name)?,
            GeneralName::Other(other) => {
                map.serialize_entry("other", other.kind())?;
                map.serialize_entry("der", &hex::encode(other.value()))?;
            }
            GeneralName::RegisteredId(oid) => map.serialize_entry("registered_id", oid)?,
            GeneralName::Raw(raw) => map.serialize_entry("der", &hex::encode(raw.as_der()))?,
        }
        map.end()
    }
}

impl Serialize for BasicConstraints {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("ca", &self.is_ca())?;
        if let Self::Ca { max_path_length } = self {
            map.serialize_entry("max_path_length", max_path_length)?;
        }
        map.end()
    }
}

impl Serialize for AuthorityKeyIdentifier<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("key_identifier", &self.key_identifier().map(hex::encode))?;
        map.serialize_entry("issuer", &self.issuer())?;
        map.serialize_entry("serial_number", &self.serial_number())?;
        map.end()
    }
}

impl Serialize for AccessDescription<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("method", self.method())?;
        map.serialize_entry("location", &self.location())?;
        map.end()
    }
}

impl Serialize for PolicyInformation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("oid", self.oid())?;
        map.serialize_entry("qualifiers", &all(self.qualifiers()))?;
        map.end()
    }
}

impl Serialize for PolicyQualifier<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            PolicyQualifier::Cps(uri) => map.serialize_entry("cps", uri)?,
            PolicyQualifier::UserNotice(notice) => {
                map.serialize_entry("organization", &notice.organization())?;
                map.serialize_entry("notice_numbers", &all(notice.notice_numbers()))?;
                map.serialize_entry("explicit_text", &notice.explicit_text())?;
            }
            PolicyQualifier::Other { oid, value } => {
                map.serialize_entry("oid", oid)?;
                map.serialize_entry("der", &hex::encode(value))?;
            }
        }
        map.end()
    }
}

impl Serialize for DistributionPoint<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("name", &self.name())?;
        map.serialize_entry("reasons", &self.reasons().map(|reasons| reasons.to_string()))?;
        map.serialize_entry("crl_issuer", &self.crl_issuer())?;
        map.end()
    }
}

impl Serialize for DistributionPointName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            DistributionPointName::Full(names) => map.serialize_entry("full", names)?,
            DistributionPointName::RelativeToIssuer(rdn) => map.serialize_entry("relative_to_issuer", rdn)?,
        }
        map.end()
    }
}

impl Serialize for IssuingDistributionPoint<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name())?;
        map.serialize_entry("only_end_entities", &self.only_end_entities())?;
        map.serialize_entry("only_authorities", &self.only_authorities())?;
        map.serialize_entry(
            "only_some_reasons",
            &self.only_some_reasons().map(|reasons| reasons.to_string()),
        )?;
        map.serialize_entry("is_indirect", &self.is_indirect())?;
        map.serialize_entry("only_attributes", &self.only_attributes())?;
        map.end()
    }
}

impl Serialize for NameConstraints<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let texts = |subtrees: Vec<_>| -> Vec<String> {
            subtrees.into_iter().map(|subtree: crate::extension::Subtree<'_>| subtree.to_string()).collect()
        };
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("permitted", &texts(self.permitted().collect()))?;
        map.serialize_entry("excluded", &texts(self.excluded().collect()))?;
        map.end()
    }
}
