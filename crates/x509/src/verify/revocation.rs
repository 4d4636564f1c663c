// SPDX-License-Identifier: MIT
//! Whether a certificate of a path has been revoked (RFC 5280 6.3).

use super::Verifier;
use super::budget::Budget;
use super::error::Stop;
use crate::crt::Crt;
use crate::time::Time;

/// Checks a complete path: the leaf first, the trusted certificate last.
#[expect(clippy::unnecessary_wraps, reason = "no lists are given yet")]
pub(super) const fn check(
    _path: &[&Crt],
    _verifier: &Verifier<'_>,
    _now: Time,
    _budget: &mut Budget,
) -> Result<(), Stop> {
    Ok(())
}
