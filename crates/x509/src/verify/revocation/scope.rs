// SPDX-License-Identifier: MIT
//! Which revocation lists are about a certificate (RFC 5280 6.3.3 (b), (d)).

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::basic_constraints::BasicConstraints;
use crate::crl::Crl;
use crate::crt::Crt;
use crate::der::Writer;
use crate::extension::{DistributionPoint, DistributionPointName, ReasonFlags};
use crate::general_name::{GeneralName, GeneralNames};
use crate::name::{CanonicalName, Name, NameRef};

/// Bits 1 to 8 of `ReasonFlags`.
pub(super) const ALL_REASONS: u16 = 0x807f;

/// Where a certificate says that it may be listed.
pub(super) struct Scope<'s> {
    crt: &'s Crt,
    issuer: CanonicalName,
    /// All distribution points: any of them may be the one that a list is for.
    points: Vec<DistributionPoint<'s>>,
}

impl<'s> Scope<'s> {
    pub(super) fn of(crt: &'s Crt) -> Self {
        // A damaged extension names no point.
        let points = crt.crl_distribution_points().ok().flatten();
        Self {
            crt,
            issuer: CanonicalName::new(crt.issuer().as_name_ref()),
            points: points.map(|points| points.iter().collect()).unwrap_or_default(),
        }
    }

    /// Who may have issued lists about the certificate: its issuer, and whom its distribution points name.
    pub(super) fn issuers(&self) -> impl Iterator<Item = NameRef<'_>> {
        let mut seen = BTreeSet::from([self.issuer.clone()]);
        let others = self.points.iter().filter_map(DistributionPoint::crl_issuer).flat_map(directories);
        let others = others.filter(move |name| seen.insert(CanonicalName::new(*name)));
        core::iter::once(self.crt.issuer().as_name_ref()).chain(others)
    }

    /// For which reasons of revocation a list is about the certificate; `None` if it is not about it at all.
    pub(super) fn reasons_of(&self, crl: &Crl) -> Option<u16> {
        let point = crl.issuing_distribution_point();
        let is_ca = matches!(self.crt.basic_constraints(), Some(BasicConstraints::Ca { .. }));
        let name = match point {
            Some(point) => {
                let other_kind = point.only_attributes()
                    || (point.only_end_entities() && is_ca)
                    || (point.only_authorities() && !is_ca);
                if other_kind {
                    return None;
                }
                point.name()
            }
            None => None,
        };
        let listed_for = point.and_then(|point| point.only_some_reasons()).map_or(ALL_REASONS, bits);
        let list_issuer = CanonicalName::new(crl.issuer().as_name_ref());
        let by_issuer = list_issuer == self.issuer;
        let names = name.map(|name| keys(name, crl.issuer()));
        let mut reasons = 0;
        for point in &self.points {
            let (may_issue, base) = match point.crl_issuer() {
                Some(issuers) => {
                    let named = directories(issuers).any(|name| CanonicalName::new(name) == list_issuer);
                    (named && (by_issuer || crl.is_indirect()), crl.issuer())
                }
                None => (by_issuer, self.crt.issuer()),
            };
            let matches = names.as_ref().is_none_or(|names| match (point.name(), point.crl_issuer()) {
                (Some(name), _) => keys(name, base).iter().any(|key| names.contains(key)),
                (None, Some(issuers)) => issuers.iter().filter_map(key).any(|key| names.contains(&key)),
                (None, None) => false,
            });
            if may_issue && matches {
                reasons |= listed_for & point.reasons().map_or(ALL_REASONS, bits);
            }
        }
        // 6.3.3, last paragraph: whatever else the issuer has issued, as if its name were a distribution point.
        let by_name = || {
            let directory = key(GeneralName::Directory(self.crt.issuer().as_name_ref()));
            names.as_ref().is_none_or(|names| directory.is_some_and(|key| names.contains(&key)))
        };
        if by_issuer && by_name() {
            reasons |= listed_for;
        }
        (reasons != 0).then_some(reasons)
    }
}

fn bits(flags: ReasonFlags) -> u16 {
    flags.bits() & ALL_REASONS
}

/// The names of directories among general names.
fn directories<'a>(names: GeneralNames<'a>) -> impl Iterator<Item = NameRef<'a>> {
    names.iter().filter_map(|name| match name {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    })
}

/// What names of distribution points are compared by.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
enum Key {
    Directory(CanonicalName),
    Der(Vec<u8>),
}

fn key(name: GeneralName<'_>) -> Option<Key> {
    if let GeneralName::Directory(name) = name {
        return Some(Key::Directory(CanonicalName::new(name)));
    }
    let mut writer = Writer::new();
    name.write(&mut writer)?;
    Some(Key::Der(writer.finish()))
}

/// All forms of a name of a distribution point.
fn keys(name: DistributionPointName<'_>, base: &Name) -> BTreeSet<Key> {
    match name {
        DistributionPointName::Full(names) => names.iter().filter_map(key).collect(),
        DistributionPointName::RelativeToIssuer(rdn) => {
            let full = base.relative(rdn);
            BTreeSet::from([Key::Directory(CanonicalName::new(full.as_name_ref()))])
        }
    }
}
