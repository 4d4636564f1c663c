// SPDX-License-Identifier: MIT
//! What one constraint is about, and where a name is in relation to it (RFC 5280 4.2.1.10).

use core::net::IpAddr;

use super::subject::Subject;
use crate::Oid;
use crate::extension::{Subtree, SubtreeBase};
use crate::general_name::GeneralName;
use crate::name::CanonicalName;
use crate::verify::names::{Mailbox, is_host, is_numeric, is_within};

/// A part of the space of names of one form.
#[derive(Debug)]
pub(super) enum Tree<'a> {
    /// A name and all below it.
    Dns(&'a str),
    Ip(Network),
    Mailbox(Mailbox<'a>),
    MailHosts(Hosts<'a>),
    UriHosts(Hosts<'a>),
    Directory(CanonicalName),
    /// Names of this type, which nobody here can compare.
    OtherName(Option<Oid>),
    /// Names of the form with this number, which nobody here can compare.
    Else(u8),
}

/// Where a name is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Relation {
    /// The tree says nothing about names of this form.
    OtherForm,
    /// All that the name stands for is in the tree.
    Inside,
    /// Some of it is.
    Partly,
    Outside,
    /// The name cannot be compared with the tree.
    Unclear,
}

impl<'a> Tree<'a> {
    /// Reads a constraint. `None` if it is not what the RFC describes for its form.
    pub(super) fn read(subtree: Subtree<'a>) -> Option<Self> {
        // Minimum and maximum must not be used; who uses them means something.
        if subtree.has_distances() {
            return None;
        }
        let name = match subtree.base() {
            SubtreeBase::Ip { address, mask } => return Network::new(address, mask).map(Self::Ip),
            SubtreeBase::Name(name) => name,
        };
        Some(match name {
            // A dot at the start is for mail and URIs only; `*` is for no constraint.
            GeneralName::Dns(name) => Self::Dns(Some(name).filter(|name| name.is_empty() || is_host(name))?),
            GeneralName::Email(text) if text.contains('@') => Self::Mailbox(Mailbox::read(text)?),
            GeneralName::Email(text) => Self::MailHosts(Hosts::read(text)?),
            GeneralName::Uri(text) => Self::UriHosts(Hosts::read(text)?),
            GeneralName::Directory(name) => Self::Directory(CanonicalName::new(name)),
            GeneralName::Other(name) => Self::OtherName(Some(*name.kind())),
            GeneralName::RegisteredId(_) => Self::Else(8),
            GeneralName::Raw(raw) => match raw.number() {
                0 => Self::OtherName(None),
                1 | 2 | 4 | 6 | 7 => return None,
                number => Self::Else(number),
            },
            GeneralName::Ip(_) => return None,
        })
    }

    pub(super) fn relation(&self, subject: &Subject<'_>) -> Relation {
        let inside = |inside| if inside { Relation::Inside } else { Relation::Outside };
        match (self, subject) {
            (Self::Dns(tree), Subject::Dns(Some(name))) if name.touches(tree) && !name.is_within(tree) => {
                Relation::Partly
            }
            (Self::Dns(tree), Subject::Dns(Some(name))) => inside(name.is_within(tree)),
            (Self::Ip(network), Subject::Ip(Some(address))) => inside(network.has(*address)),
            (Self::Mailbox(mailbox), Subject::Email(Some(name))) => inside(mailbox == name),
            (Self::MailHosts(hosts), Subject::Email(Some(name))) => inside(hosts.have(name.host)),
            (Self::UriHosts(hosts), Subject::Uri(Some(host))) => inside(hosts.have(host)),
            (Self::Directory(tree), Subject::Directory(Some(name))) => inside(name.is_within(tree)),
            (Self::Dns(_), Subject::Dns(None))
            | (Self::Ip(_), Subject::Ip(None))
            | (Self::Mailbox(_) | Self::MailHosts(_), Subject::Email(None))
            | (Self::UriHosts(_), Subject::Uri(None))
            | (Self::Directory(_), Subject::Directory(None)) => Relation::Unclear,
            (Self::OtherName(Some(tree)), Subject::OtherName(Some(kind))) if tree != kind => {
                Relation::OtherForm
            }
            (Self::OtherName(_), Subject::OtherName(_)) => Relation::Unclear,
            (Self::Else(tree), Subject::Else(number)) if tree == number => Relation::Unclear,
            _ => Relation::OtherForm,
        }
    }
}

/// The hosts of a constraint on mail addresses or URIs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hosts<'a> {
    All,
    One(&'a str),
    /// Those below a name, without the host of that name.
    Below(&'a str),
}

impl<'a> Hosts<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (hosts, name): (fn(&'a str) -> Self, _) = match text.strip_prefix('.') {
            _ if text.is_empty() => return Some(Self::All),
            Some(name) => (Self::Below, name),
            None => (Self::One, text),
        };
        (is_host(name) && !is_numeric(name)).then(|| hosts(name))
    }

    fn have(self, host: &str) -> bool {
        match self {
            Self::All => true,
            Self::One(name) => name.eq_ignore_ascii_case(host),
            Self::Below(name) => host.len() > name.len() && is_within(host, name),
        }
    }
}

/// Addresses that have the bits of a mask in common, in the manner of RFC 4632.
#[derive(Clone, Copy, Debug)]
pub(super) struct Network {
    address: IpAddr,
    mask: u128,
}

impl Network {
    fn new(address: IpAddr, mask: IpAddr) -> Option<Self> {
        let mask = match (address, mask) {
            // In the upper bits, where those of an address go too.
            (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_)) => bits(mask),
            _ => return None,
        };
        // Ones, then zeros.
        (mask.count_ones() == mask.leading_ones()).then_some(Self { address, mask })
    }

    fn has(self, address: IpAddr) -> bool {
        self.address.is_ipv4() == address.is_ipv4() && (bits(self.address) ^ bits(address)) & self.mask == 0
    }
}

/// The bits of an address, those of IPv4 in the upper quarter.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    }
}
