// SPDX-License-Identifier: MIT
//! The clock.

use std::time::Instant;

/// Now.
#[expect(clippy::disallowed_methods, reason = "a command may look at the clock; engines may not")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
