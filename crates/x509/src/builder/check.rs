// SPDX-License-Identifier: MIT
//! What a certificate must not say (RFC 5280 4.2): looked at in what was written, so that it does not matter how it was
//! asked for.

use alloc::collections::BTreeSet;

use super::{BuildError, CrtProfile};
use crate::basic_constraints::BasicConstraints;
use crate::der::{Oid, Reader};
use crate::extension::{ANY_POLICY, Extension, ExtensionValue, Extensions, id};
use crate::general_name::{GeneralName, GeneralNames};
use crate::key_usage::KeyUsage;
use crate::server_name::DnsName;

/// Looks at the SEQUENCE of extensions of a certificate.
pub(super) fn certificate(
    list: &[u8],
    has_subject: bool,
    profile: Option<CrtProfile>,
) -> Result<(), BuildError> {
    let read = values(list)?;
    let constraints = read.basic_constraints;
    let is_ca = constraints.is_some_and(BasicConstraints::is_ca);
    if let Some(usage) = read.key_usage {
        let signs = usage.contains(KeyUsage::KEY_CERT_SIGN);
        // 4.2.1.9
        if signs && !is_ca {
            return Err(BuildError::KeyUsageWithoutCa);
        }
        if !signs && matches!(constraints, Some(BasicConstraints::Ca { max_path_length: Some(_) })) {
            return Err(BuildError::PathLengthWithoutKeyUsage);
        }
    }
    // 4.1.2.6: an authority has a name, because it will be an issuer.
    let has_names = read.iter(list).any(|extension| *extension.oid() == id::SUBJECT_ALT_NAME);
    if !has_subject && (is_ca || !has_names) {
        return Err(BuildError::NoName);
    }
    // 4.2.1.5, 4.2.1.10, 4.2.1.11, 4.2.1.14
    let for_authorities =
        [id::POLICY_MAPPINGS, id::NAME_CONSTRAINTS, id::POLICY_CONSTRAINTS, id::INHIBIT_ANY_POLICY];
    for extension in read.iter(list) {
        if !is_ca && for_authorities.contains(extension.oid()) {
            return Err(BuildError::NotForEndEntity(*extension.oid()));
        }
        // 4.2.1.6
        if !has_subject && *extension.oid() == id::SUBJECT_ALT_NAME && !extension.is_critical() {
            return Err(BuildError::InvalidExtension(id::SUBJECT_ALT_NAME));
        }
    }
    match profile {
        Some(profile) if profile.needs_name() => {
            let named = read.subject_alternative_names(list).any(|name| profile.is_named_by(&name));
            if named { Ok(()) } else { Err(BuildError::NoAlternativeName) }
        }
        _ => Ok(()),
    }
}

/// Looks at each extension of a list by itself, whatever the list is in.
pub(super) fn values(list: &[u8]) -> Result<Extensions, BuildError> {
    let mut reader = Reader::new(list);
    let read = Extensions::read(&reader.any()?)?;
    read.iter(list).try_for_each(|extension| value(&extension))?;
    Ok(read)
}

fn value(extension: &Extension<'_>) -> Result<(), BuildError> {
    let oid = *extension.oid();
    let valid = match extension.parse()? {
        ExtensionValue::SubjectAltName(names) | ExtensionValue::IssuerAltName(names) => {
            return if are_valid(names) { Ok(()) } else { Err(BuildError::InvalidAlternativeName) };
        }
        ExtensionValue::KeyUsage(usage) if usage.is_empty() => return Err(BuildError::EmptyExtension(oid)),
        ExtensionValue::SubjectKeyIdentifier([]) => return Err(BuildError::EmptyExtension(oid)),
        ExtensionValue::CertificatePolicies(policies) => {
            // 4.2.1.4: no policy twice.
            let mut seen = BTreeSet::new();
            policies.iter().all(|policy| seen.insert(*policy.oid()))
        }
        // 4.2.1.5: not to or from anyPolicy.
        ExtensionValue::PolicyMappings(mappings) => {
            mappings.iter().all(|(issuer, subject)| issuer != ANY_POLICY && subject != ANY_POLICY)
        }
        ExtensionValue::AuthorityInfoAccess(access) | ExtensionValue::SubjectInfoAccess(access) => {
            access.iter().all(|place| is_valid(&place.location()))
        }
        // 4.2.1.13: reasons alone are no place.
        ExtensionValue::CrlDistributionPoints(points) | ExtensionValue::FreshestCrl(points) => {
            points.iter().all(|point| point.name().is_some() || point.crl_issuer().is_some())
        }
        _ => true,
    };
    // 4.2.2.1, 4.2.1.1, 4.2.1.2, 4.2.1.15: must not be critical.
    let never: [Oid; 5] = [
        id::AUTHORITY_INFO_ACCESS,
        id::SUBJECT_INFO_ACCESS,
        id::AUTHORITY_KEY_IDENTIFIER,
        id::SUBJECT_KEY_IDENTIFIER,
        id::FRESHEST_CRL,
    ];
    if valid && !(extension.is_critical() && never.contains(&oid)) {
        Ok(())
    } else {
        Err(BuildError::InvalidExtension(oid))
    }
}

fn are_valid(names: GeneralNames<'_>) -> bool {
    names.iter().all(|name| is_valid(&name))
}

/// Whether a name is one of its kind (4.2.1.6).
fn is_valid(name: &GeneralName<'_>) -> bool {
    match name {
        GeneralName::Dns(name) => is_host(name.strip_prefix("*.").unwrap_or(name)),
        GeneralName::Email(address) => is_mailbox(address),
        GeneralName::Uri(uri) => is_absolute(uri),
        GeneralName::Directory(name) => !name.is_empty(),
        GeneralName::Raw(_) | GeneralName::Ip(_) | GeneralName::Other(_) | GeneralName::RegisteredId(_) => {
            true
        }
    }
}

/// RFC 1034 3.5 as RFC 1123 2.1 has it, without a dot at the end.
fn is_host(name: &str) -> bool {
    !name.ends_with('.') && DnsName::try_from(name).is_ok()
}

/// RFC 2821 4.1.2: something before `@`, a host or an address in brackets after it.
fn is_mailbox(address: &str) -> bool {
    let printable = address.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    match address.rsplit_once('@') {
        Some((local, host)) => {
            let literal = host.starts_with('[') && host.ends_with(']');
            printable && !local.is_empty() && (literal || is_host(host))
        }
        None => false,
    }
}

/// RFC 3986 4.3: a scheme, and something after it, without blanks.
fn is_absolute(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.starts_with(|char: char| char.is_ascii_alphabetic())
        && scheme.bytes().all(letters)
        && !rest.is_empty()
        && rest.bytes().all(|byte| byte.is_ascii_graphic())
}
