// SPDX-License-Identifier: MIT
//! Which names an authority may certify (RFC 5280 4.2.1.10).

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::der::{Reader, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding};
use crate::general_name::GeneralName;

const IP: u8 = tag::context(7);

/// The names that certificates below an authority may have, and those that they must not have.
#[derive(Clone, Copy, Debug)]
pub struct NameConstraints<'a> {
    permitted: Option<Reader<'a>>,
    excluded: Option<Reader<'a>>,
}

impl<'a> NameConstraints<'a> {
    /// What names of each type must be within, if their type occurs here at all.
    pub fn permitted(self) -> impl Iterator<Item = Subtree<'a>> {
        Subtree::iterate(self.permitted)
    }

    /// What no name may be within, permitted or not.
    pub fn excluded(self) -> impl Iterator<Item = Subtree<'a>> {
        Subtree::iterate(self.excluded)
    }

    pub(crate) fn read(value: Reader<'a>) -> Result<Self, InvalidEncoding> {
        let list = value.only(tag::SEQUENCE)?;
        let mut fields = list.reader();
        let permitted = Subtree::check(fields.optional(tag::context_constructed(0))?)?;
        let excluded = Subtree::check(fields.optional(tag::context_constructed(1))?)?;
        fields.finish()?;
        // 4.2.1.10: either field, or both.
        if permitted.is_none() && excluded.is_none() {
            return Err(list.error(EncodingKind::EmptyList));
        }
        Ok(Self { permitted, excluded })
    }
}

/// A part of the space of all names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Subtree<'a> {
    base: SubtreeBase<'a>,
    has_distances: bool,
}

/// What the names of a subtree have in common.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SubtreeBase<'a> {
    /// All addresses that are equal to this one where the mask has ones.
    Ip {
        /// The address.
        address: IpAddr,
        /// The mask, of the same family.
        mask: IpAddr,
    },
    /// A domain, a host, a mailbox, a part of a directory: as the RFC describes it for each type of name.
    Name(GeneralName<'a>),
}

impl<'a> Subtree<'a> {
    /// What its names have in common.
    #[must_use]
    pub const fn base(&self) -> SubtreeBase<'a> {
        self.base
    }

    /// Whether it has a minimum or a maximum of levels, which RFC 5280 forbids: a verifier cannot process it.
    #[must_use]
    pub const fn has_distances(&self) -> bool {
        self.has_distances
    }

    /// Looks at all subtrees once, so that nothing can fail later.
    fn check(list: Option<Tlv<'a>>) -> Result<Option<Reader<'a>>, InvalidEncoding> {
        let Some(list) = list else { return Ok(None) };
        let mut reader = list.reader();
        if reader.is_empty() {
            return Err(list.error(EncodingKind::EmptyList));
        }
        while !reader.is_empty() {
            Self::read(&mut reader)?;
        }
        Ok(Some(list.reader()))
    }

    fn iterate(list: Option<Reader<'a>>) -> impl Iterator<Item = Self> {
        let mut list = list;
        core::iter::from_fn(move || Self::read(list.as_mut()?).ok())
    }

    fn read(list: &mut Reader<'a>) -> Result<Self, InvalidEncoding> {
        let mut fields = list.sequence()?;
        let name = fields.any()?;
        let base = match name.tag {
            IP => read_network(name.value).ok_or_else(|| name.error(EncodingKind::InvalidAddress))?,
            _ => SubtreeBase::Name(GeneralName::read(&name)?),
        };
        // minimum [0] DEFAULT 0, which some write nevertheless.
        let minimum = fields.optional(tag::context(0))?;
        let maximum = fields.optional(tag::context(1))?;
        fields.finish()?;
        let has_distances = maximum.is_some() || minimum.is_some_and(|minimum| minimum.value != [0]);
        Ok(Self { base, has_distances })
    }
}

/// 4.2.1.10: an address and a mask, in the style of RFC 4632.
fn read_network(octets: &[u8]) -> Option<SubtreeBase<'static>> {
    let (address, mask) = octets.split_at_checked(octets.len() / 2)?;
    let ip = |octets: &[u8]| -> Option<IpAddr> {
        let v4 = <[u8; 4]>::try_from(octets).map(|octets| Ipv4Addr::from(octets).into());
        v4.or_else(|_| <[u8; 16]>::try_from(octets).map(|octets| Ipv6Addr::from(octets).into())).ok()
    };
    Some(SubtreeBase::Ip { address: ip(address)?, mask: ip(mask)? })
}

/// As OpenSSL shows it: `DNS:example.com`, `IP:192.0.2.0/255.255.255.0`.
impl fmt::Display for Subtree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.base {
            SubtreeBase::Ip { address, mask } => write!(f, "IP:{address}/{mask}"),
            SubtreeBase::Name(name) => name.fmt(f),
        }
    }
}
