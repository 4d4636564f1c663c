// SPDX-License-Identifier: MIT
//! Whether the names of a path are such as its authorities may certify (RFC 5280 6.1.3 (b), (c)).

use super::Verifier;
use super::budget::Budget;
use super::error::{Failure, Stop, VerifyErrorKind};
use crate::Oid;
use crate::crt::Crt;
use crate::extension::id;

/// The extensions that may be critical because this module looks at them.
pub(super) const PROCESSED: &[Oid] = &[id::NAME_CONSTRAINTS];

/// Checks a complete path: the leaf first, the trusted certificate last.
///
/// Refuses authorities that have constraints: the safe answer to what cannot be checked.
pub(super) fn check(path: &[&Crt], _verifier: &Verifier<'_>, _budget: &mut Budget) -> Result<(), Stop> {
    let constrained = path.iter().enumerate().skip(1).find(|(_, crt)| crt.has_name_constraints());
    match constrained {
        Some((depth, _)) => Err(Failure { kind: VerifyErrorKind::NameConstraints, depth }.into()),
        None => Ok(()),
    }
}
