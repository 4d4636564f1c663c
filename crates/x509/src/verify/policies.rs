// SPDX-License-Identifier: MIT
//! Whether a path was issued under policies that the caller accepts (RFC 5280 6.1.3 (d) to (f)).

use super::Verifier;
use super::budget::Budget;
use super::error::Stop;
use crate::Oid;
use crate::crt::Crt;
use crate::extension::id;

/// The extensions that may be critical because this module looks at them. Policies: none is asked for, so that
/// processing them cannot fail (6.1.1 (c): user-initial-policy-set is any-policy; initial-explicit-policy is not set).
pub(super) const PROCESSED: &[Oid] = &[id::CERTIFICATE_POLICIES];

/// Checks a complete path: the leaf first, the trusted certificate last.
#[expect(clippy::unnecessary_wraps, reason = "nothing is asked for yet")]
pub(super) const fn check(
    _path: &[&Crt],
    _verifier: &Verifier<'_>,
    _budget: &mut Budget,
) -> Result<(), Stop> {
    Ok(())
}
