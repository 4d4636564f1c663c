// SPDX-License-Identifier: MIT
//! The values of extensions, from what callers say.

use alloc::vec::Vec;
use core::net::IpAddr;

use super::BuildError;
use super::distribution_point::NewDistributionPoint;
use super::extensions::{Contents, value};
use super::policy::NewPolicy;
use crate::der::{Oid, Writer, tag};
use crate::extension::{SubtreeBase, id};
use crate::general_name::GeneralName;
use crate::key_purpose::{ExtendedKeyUsage, KeyPurpose};
use crate::key_usage::KeyUsage;

/// Names one after the other.
pub(super) fn names<'n>(names: impl IntoIterator<Item = GeneralName<'n>>) -> Result<Vec<u8>, BuildError> {
    let mut writer = Writer::new();
    for name in names {
        name.write(&mut writer).ok_or(BuildError::InvalidAlternativeName)?;
    }
    Ok(writer.finish())
}

/// A SEQUENCE of what is not empty.
fn sequence(oid: Oid, contents: Result<Vec<u8>, BuildError>) -> Contents {
    match contents {
        Ok(contents) if contents.is_empty() => Contents::Bad(BuildError::EmptyExtension(oid)),
        Ok(contents) => Contents::Der(value(|writer| writer.value(tag::SEQUENCE, &contents))),
        Err(error) => Contents::Bad(error),
    }
}

/// RFC 5280 4.2.1.3: at least one bit is set.
pub(super) fn key_usage(usage: KeyUsage) -> Contents {
    match usage.is_empty() {
        true => Contents::Bad(BuildError::EmptyExtension(id::KEY_USAGE)),
        false => Contents::Der(value(|writer| usage.write(writer))),
    }
}

pub(super) fn extended_key_usage(purposes: impl IntoIterator<Item = KeyPurpose>) -> Contents {
    let usage = ExtendedKeyUsage::from_iter(purposes);
    match usage.is_empty() {
        true => Contents::Bad(BuildError::EmptyExtension(id::EXTENDED_KEY_USAGE)),
        false => Contents::Der(value(|writer| usage.write(writer))),
    }
}

pub(super) fn name_constraints<'n>(
    permitted: impl IntoIterator<Item = SubtreeBase<'n>>,
    excluded: impl IntoIterator<Item = SubtreeBase<'n>>,
) -> Contents {
    let both = || -> Option<Vec<u8>> {
        let (permitted, excluded) = (subtrees(permitted)?, subtrees(excluded)?);
        let mut writer = Writer::new();
        for (number, list) in [(0, permitted), (1, excluded)] {
            if !list.is_empty() {
                writer.value(tag::context_constructed(number), &list);
            }
        }
        Some(writer.finish())
    };
    sequence(id::NAME_CONSTRAINTS, both().ok_or(BuildError::InvalidExtension(id::NAME_CONSTRAINTS)))
}

fn subtrees<'n>(bases: impl IntoIterator<Item = SubtreeBase<'n>>) -> Option<Vec<u8>> {
    let mut list = Writer::new();
    for base in bases {
        let mut name = Writer::new();
        match base {
            // RFC 5280 4.2.1.10: an empty name stands for all of its kind.
            SubtreeBase::Name(GeneralName::Dns("")) => name.value(tag::context(2), &[]),
            SubtreeBase::Name(GeneralName::Email("")) => name.value(tag::context(1), &[]),
            SubtreeBase::Name(GeneralName::Uri("")) => name.value(tag::context(6), &[]),
            // One address alone is no network.
            SubtreeBase::Name(GeneralName::Ip(_)) => return None,
            SubtreeBase::Name(base) => base.write(&mut name)?,
            SubtreeBase::Ip { address, mask } => name.value(tag::context(7), &network(address, mask)?),
        }
        let name = name.finish();
        list.sequence(|writer| writer.raw(&name));
    }
    Some(list.finish())
}

/// An address and a mask of ones followed by zeros (RFC 4632 3.1).
fn network(address: IpAddr, mask: IpAddr) -> Option<Vec<u8>> {
    let is_prefix = |ones: u32, leading: u32| ones == leading;
    match (address, mask) {
        (IpAddr::V4(address), IpAddr::V4(mask)) => {
            let bits = mask.to_bits();
            let octets = [address.octets(), mask.octets()].concat();
            is_prefix(bits.count_ones(), bits.leading_ones()).then_some(octets)
        }
        (IpAddr::V6(address), IpAddr::V6(mask)) => {
            let bits = mask.to_bits();
            let octets = [address.octets(), mask.octets()].concat();
            is_prefix(bits.count_ones(), bits.leading_ones()).then_some(octets)
        }
        _ => None,
    }
}

pub(super) fn certificate_policies(policies: impl IntoIterator<Item = NewPolicy>) -> Contents {
    let mut writer = Writer::new();
    let written = policies.into_iter().try_for_each(|policy| policy.write(&mut writer));
    sequence(id::CERTIFICATE_POLICIES, written.map(|()| writer.finish()))
}

pub(super) fn policy_mappings(pairs: impl IntoIterator<Item = (Oid, Oid)>) -> Contents {
    let mut writer = Writer::new();
    for (issuer, subject) in pairs {
        writer.sequence(|writer| {
            writer.oid(&issuer);
            writer.oid(&subject);
        });
    }
    sequence(id::POLICY_MAPPINGS, Ok(writer.finish()))
}

pub(super) fn policy_constraints(explicit: Option<u8>, mapping: Option<u8>) -> Contents {
    let mut writer = Writer::new();
    for (number, skip) in [(0, explicit), (1, mapping)] {
        if let Some(skip) = skip {
            let octets: &[u8] = if skip < 0x80 { &[skip] } else { &[0, skip] };
            writer.value(tag::context(number), octets);
        }
    }
    sequence(id::POLICY_CONSTRAINTS, Ok(writer.finish()))
}

pub(super) fn distribution_points(
    oid: Oid,
    points: impl IntoIterator<Item = NewDistributionPoint>,
) -> Contents {
    let mut writer = Writer::new();
    let written = points.into_iter().try_for_each(|point| point.write(&mut writer));
    sequence(oid, written.map(|()| writer.finish()).ok_or(BuildError::InvalidExtension(oid)))
}

pub(super) fn information_access<'n>(
    oid: Oid,
    places: impl IntoIterator<Item = (Oid, GeneralName<'n>)>,
) -> Contents {
    let mut list = Writer::new();
    for (method, location) in places {
        let mut name = Writer::new();
        if location.write(&mut name).is_none() {
            return Contents::Bad(BuildError::InvalidExtension(oid));
        }
        list.sequence(|writer| {
            writer.oid(&method);
            writer.raw(&name.finish());
        });
    }
    sequence(oid, Ok(list.finish()))
}

/// RFC 7633 4.1: numbers of TLS extensions.
pub(super) fn tls_features(features: impl IntoIterator<Item = u16>) -> Contents {
    let mut writer = Writer::new();
    features.into_iter().for_each(|feature| writer.unsigned_integer(&feature.to_be_bytes()));
    sequence(id::TLS_FEATURE, Ok(writer.finish()))
}

/// An `IA5String`.
pub(super) fn comment(text: &str) -> Contents {
    match text.is_ascii() && !text.is_empty() {
        true => Contents::Der(value(|writer| writer.value(tag::IA5_STRING, text.as_bytes()))),
        false => Contents::Bad(BuildError::InvalidExtension(id::NETSCAPE_COMMENT)),
    }
}
