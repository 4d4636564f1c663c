// SPDX-License-Identifier: MIT
//! What policies have to do with each other along a path (RFC 5280 4.2.1.5, 4.2.1.11, 4.2.1.14).

use crate::der::{Oid, Reader, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding};

/// Which policies of the issuer are as good as which of the subject.
#[derive(Clone, Copy, Debug)]
pub struct PolicyMappings<'a> {
    list: Reader<'a>,
}

impl<'a> PolicyMappings<'a> {
    /// The pairs: the issuer's policy, the subject's policy.
    pub fn iter(self) -> impl Iterator<Item = (Oid, Oid)> + use<'a> {
        let mut list = self.list;
        core::iter::from_fn(move || read_pair(&mut list).ok())
    }

    pub(crate) fn read(value: Reader<'a>) -> Result<Self, InvalidEncoding> {
        let list = value.only(tag::SEQUENCE)?;
        let mut reader = list.reader();
        if reader.is_empty() {
            return Err(list.error(EncodingKind::EmptyList));
        }
        while !reader.is_empty() {
            read_pair(&mut reader)?;
        }
        Ok(Self { list: list.reader() })
    }
}

fn read_pair(list: &mut Reader<'_>) -> Result<(Oid, Oid), InvalidEncoding> {
    let mut pair = list.sequence()?;
    let issuer = pair.expect(tag::OID)?.oid()?;
    let subject = pair.expect(tag::OID)?.oid()?;
    pair.finish()?;
    Ok((issuer, subject))
}

/// From how many more certificates on every one must have an acceptable policy, and none may map policies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct PolicyConstraints {
    /// Certificates before a policy is required.
    pub require_explicit_policy: Option<u8>,
    /// Certificates before mapping is forbidden.
    pub inhibit_policy_mapping: Option<u8>,
}

impl PolicyConstraints {
    pub(crate) fn read(value: Reader<'_>) -> Result<Self, InvalidEncoding> {
        let list = value.only(tag::SEQUENCE)?;
        let mut fields = list.reader();
        let require_explicit_policy =
            fields.optional(tag::context(0))?.map(|tlv| skip_certs(&tlv)).transpose()?;
        let inhibit_policy_mapping =
            fields.optional(tag::context(1))?.map(|tlv| skip_certs(&tlv)).transpose()?;
        fields.finish()?;
        if list.value.is_empty() {
            return Err(list.error(EncodingKind::EmptyList));
        }
        Ok(Self { require_explicit_policy, inhibit_policy_mapping })
    }
}

/// Reads how many more certificates may have `anyPolicy`.
pub(crate) fn read_inhibit_any_policy(value: Reader<'_>) -> Result<u8, InvalidEncoding> {
    skip_certs(&value.only(tag::INTEGER)?)
}

/// A number of certificates; one beyond 255 is longer than any path, and is read as 255.
pub(crate) fn skip_certs(tlv: &Tlv<'_>) -> Result<u8, InvalidEncoding> {
    match tlv.integer()? {
        [0x80..=0xff, ..] => Err(tlv.error(EncodingKind::InvalidInteger)),
        _ => Ok(tlv.small_integer().unwrap_or(u8::MAX)),
    }
}
