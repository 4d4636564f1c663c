// SPDX-License-Identifier: MIT
//! The extensions that were asked for, in order.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::BuildError;
use super::key_identifier::{AuthorityKeyId, SubjectKeyId};
use crate::der::{Oid, Writer, tag};
use crate::extension::{self, id};

/// What was asked for so far.
#[derive(Clone, Debug)]
pub(super) struct Wishes {
    list: Vec<Wish>,
    /// Where the caller differs from RFC 5280.
    criticality: Vec<(Oid, bool)>,
}

/// One extension that was asked for.
#[derive(Clone, Debug)]
struct Wish {
    oid: Oid,
    critical: bool,
    contents: Contents,
    /// Whether it came as DER: such a one is never replaced.
    raw: bool,
}

/// An extension that belongs into an object: what it is, whether it is critical, what it says.
pub(super) type Belonging = (Oid, bool, Contents);

/// The DER of an extension's value; `None` if it is to be left out.
pub(super) type Value = Result<Option<Vec<u8>>, BuildError>;

/// What an extension will say.
#[derive(Clone, Debug)]
pub(super) enum Contents {
    /// This DER.
    Der(Vec<u8>),
    /// Names, as the contents of their SEQUENCE: more may come.
    Names(Vec<u8>),
    /// What is known about the keys when all is signed.
    SubjectKey(SubjectKeyId),
    AuthorityKey(AuthorityKeyId),
    /// What is wrong with it.
    Bad(BuildError),
}

impl Wishes {
    pub(super) const fn new() -> Self {
        Self { list: Vec::new(), criticality: Vec::new() }
    }

    /// Asks for an extension in place of one of its kind that was asked for before.
    pub(super) fn set(&mut self, oid: Oid, contents: Contents) {
        self.set_critical(oid, is_critical(&oid), contents);
    }

    pub(super) fn set_critical(&mut self, oid: Oid, critical: bool, contents: Contents) {
        let wish = Wish { oid, critical, contents, raw: false };
        match self.list.iter_mut().find(|wish| wish.oid == oid && !wish.raw) {
            Some(earlier) => *earlier = wish,
            None => self.list.push(wish),
        }
    }

    /// Asks for an extension in DER.
    pub(super) fn add_raw(&mut self, oid: Oid, critical: bool, value: Vec<u8>) {
        self.list.push(Wish { oid, critical, contents: Contents::Der(value), raw: true });
    }

    /// Adds names to a list of names.
    pub(super) fn add_names(&mut self, oid: Oid, names: Result<Vec<u8>, BuildError>) {
        let earlier = self.list.iter_mut().find(|wish| wish.oid == oid && !wish.raw);
        match (earlier.map(|wish| &mut wish.contents), names) {
            (Some(Contents::Names(earlier)), Ok(names)) => earlier.extend(names),
            (Some(Contents::Bad(_)), Ok(_)) => {}
            (_, Ok(names)) => self.set(oid, Contents::Names(names)),
            (_, Err(error)) => self.set(oid, Contents::Bad(error)),
        }
    }

    /// Asks for what belongs there unless it was asked for already: before all else, in this order.
    pub(super) fn complete(&mut self, first: Vec<Belonging>) {
        let missing = first.into_iter().filter(|(oid, ..)| !self.has(oid));
        let missing: Vec<_> =
            missing.map(|(oid, critical, contents)| Wish { oid, critical, contents, raw: false }).collect();
        self.list.splice(..0, missing);
    }

    /// Asks for an extension behind another one, or at the end if that is not there.
    pub(super) fn insert_after(&mut self, other: &Oid, (oid, critical, contents): Belonging) {
        let found = self.list.iter().position(|wish| wish.oid == *other);
        let at = found.map_or(self.list.len(), |at| at.saturating_add(1));
        self.list.insert(at, Wish { oid, critical, contents, raw: false });
    }

    /// Says for an extension whether it is critical.
    pub(super) fn set_criticality(&mut self, oid: Oid, critical: bool) {
        self.criticality.retain(|(known, _)| *known != oid);
        self.criticality.push((oid, critical));
    }

    /// Whether the caller has said that an extension is critical, or that it is not.
    pub(super) fn has_criticality(&self, oid: &Oid) -> bool {
        self.criticality.iter().any(|(known, _)| known == oid)
    }

    pub(super) fn has(&self, oid: &Oid) -> bool {
        self.list.iter().any(|wish| wish.oid == *oid)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The DER of an extension that was asked for.
    pub(super) fn der(&self, oid: &Oid) -> Option<&[u8]> {
        self.list.iter().find_map(|wish| match &wish.contents {
            Contents::Der(der) if wish.oid == *oid => Some(&der[..]),
            _ => None,
        })
    }

    /// What the subject's identifier shall be.
    pub(super) fn subject_key(&self) -> Option<&SubjectKeyId> {
        self.list.iter().find_map(|wish| match &wish.contents {
            Contents::SubjectKey(form) => Some(form),
            _ => None,
        })
    }

    /// Writes the SEQUENCE of extensions, or nothing if there are none. Those that say nothing are errors in `strict`,
    /// and left out otherwise.
    pub(super) fn write(
        &self,
        strict: bool,
        keys: &dyn Fn(&Contents) -> Value,
    ) -> Result<Vec<u8>, BuildError> {
        let mut writer = Writer::new();
        let mut seen = BTreeSet::new();
        for wish in &self.list {
            if !seen.insert(wish.oid) {
                return Err(BuildError::DuplicateExtension(wish.oid));
            }
            let contents = match &wish.contents {
                Contents::Der(value) => value.clone(),
                Contents::Bad(BuildError::EmptyExtension(_)) if !strict => continue,
                Contents::Bad(error) => return Err(*error),
                Contents::Names(names) if names.is_empty() && strict => {
                    return Err(BuildError::EmptyExtension(wish.oid));
                }
                Contents::Names(names) if names.is_empty() => continue,
                Contents::Names(names) => value(|writer| writer.value(tag::SEQUENCE, names)),
                contents => match keys(contents)? {
                    Some(value) => value,
                    None => continue,
                },
            };
            let chosen = self.criticality.iter().find(|(oid, _)| *oid == wish.oid);
            let critical = chosen.map_or(wish.critical, |(_, critical)| *critical);
            extension::write(&mut writer, &wish.oid, critical, &contents);
        }
        let list = writer.finish();
        if list.is_empty() { Ok(list) } else { Ok(value(|writer| writer.value(tag::SEQUENCE, &list))) }
    }
}

/// The DER that the closure writes.
pub(super) fn value(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.finish()
}

/// Whether RFC 5280 wants an extension to be critical. Of those that depend on more, the callers know.
pub(super) fn is_critical(oid: &Oid) -> bool {
    matches!(
        *oid,
        // 4.2.1.3, 4.2.1.5, 4.2.1.10, 4.2.1.11, 4.2.1.14
        id::KEY_USAGE
            | id::POLICY_MAPPINGS
            | id::NAME_CONSTRAINTS
            | id::POLICY_CONSTRAINTS
            | id::INHIBIT_ANY_POLICY
            // 5.2.4, 5.2.5, 5.3.3
            | id::DELTA_CRL_INDICATOR
            | id::ISSUING_DISTRIBUTION_POINT
            | id::CERTIFICATE_ISSUER
    )
}
