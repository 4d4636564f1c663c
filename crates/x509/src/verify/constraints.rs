// SPDX-License-Identifier: MIT
//! Whether the names of a path are such as its authorities may certify (RFC 5280 4.2.1.10, 6.1.3 (b), (c), 6.1.4 (g)).
//!
//! Every authority of the path, the trusted one too, is held to its own constraints against all certificates below it,
//! which comes to the same as the intersections and unions of the RFC. What cannot be decided is refused: a constraint
//! that cannot be read, and a name that cannot be compared with a constraint on names of its kind.

mod subject;
mod tree;

use alloc::vec::Vec;

use self::subject::Subject;
use self::tree::{Relation, Tree};
use super::Verifier;
use super::budget::{Budget, Exhausted};
use super::error::{Failure, Stop, VerifyErrorKind};
use crate::Oid;
use crate::crt::Crt;
use crate::extension::{NameConstraints, id};
use crate::general_name::GeneralName;

/// The extensions that may be critical because this module looks at them.
pub(super) const PROCESSED: &[Oid] = &[id::NAME_CONSTRAINTS];

/// Checks a complete path: the leaf first, the trusted certificate last.
pub(super) fn check(path: &[&Crt], _verifier: &Verifier<'_>, budget: &mut Budget) -> Result<(), Stop> {
    for (authority, crt) in path.iter().enumerate().skip(1) {
        let invalid = Failure { kind: VerifyErrorKind::InvalidNameConstraints, depth: authority };
        let Some(constraints) = crt.name_constraints().map_err(|_| invalid)? else { continue };
        let trees = Trees::read(constraints, budget)?.ok_or(invalid)?;
        for (depth, subject) in path.iter().enumerate().take(authority) {
            // 6.1.3 (b), (c): self-issued certificates are for the change of keys, unless it is the last one.
            if depth > 0 && subject.is_self_issued() {
                continue;
            }
            subject::of(subject, |name| {
                let form = name.form();
                let kind = match trees.judge(&name, budget)? {
                    Judgement::Permitted => return Ok(()),
                    Judgement::NotPermitted => VerifyErrorKind::NameNotPermitted { form, authority },
                    Judgement::Excluded => VerifyErrorKind::NameExcluded { form, authority },
                };
                Err(Failure { kind, depth }.into())
            })?;
        }
    }
    Ok(())
}

impl NameConstraints<'_> {
    /// Whether an authority with these constraints may certify a name, as far as they go: other authorities above it
    /// may have more.
    ///
    /// False where that cannot be decided: for names that cannot be compared with a constraint of their form, and for
    /// constraints that mean nothing. A name with a wildcard is allowed if all the hosts that it stands for are.
    #[must_use]
    pub fn allow(self, name: &GeneralName<'_>) -> bool {
        let mut budget = Budget::new();
        let Ok(Some(trees)) = Trees::read(self, &mut budget) else { return false };
        matches!(trees.judge(&Subject::new(name), &mut budget), Ok(Judgement::Permitted))
    }
}

/// The constraints of one authority.
struct Trees<'a> {
    permitted: Vec<Tree<'a>>,
    excluded: Vec<Tree<'a>>,
}

enum Judgement {
    Permitted,
    NotPermitted,
    Excluded,
}

impl<'a> Trees<'a> {
    /// Reads the constraints, or returns `None` if one of them means nothing.
    fn read(constraints: NameConstraints<'a>, budget: &mut Budget) -> Result<Option<Self>, Exhausted> {
        let mut read = |subtree| budget.name().map(|()| Tree::read(subtree));
        let permitted: Option<_> = constraints.permitted().map(&mut read).collect::<Result<_, _>>()?;
        let excluded: Option<_> = constraints.excluded().map(&mut read).collect::<Result<_, _>>()?;
        Ok(permitted.zip(excluded).map(|(permitted, excluded)| Self { permitted, excluded }))
    }

    fn judge(&self, name: &Subject<'_>, budget: &mut Budget) -> Result<Judgement, Exhausted> {
        budget.name()?;
        // An exclusion wins over a permission (4.2.1.10), and is for any part of what a name stands for.
        for tree in &self.excluded {
            budget.name()?;
            if !matches!(tree.relation(name), Relation::OtherForm | Relation::Outside) {
                return Ok(Judgement::Excluded);
            }
        }
        let mut judgement = Judgement::Permitted;
        for tree in &self.permitted {
            budget.name()?;
            match tree.relation(name) {
                Relation::OtherForm => {}
                Relation::Inside => return Ok(Judgement::Permitted),
                // There is a constraint on names of this kind; perhaps another tree has the name.
                _ => judgement = Judgement::NotPermitted,
            }
        }
        Ok(judgement)
    }
}

#[cfg(test)]
mod tests;
