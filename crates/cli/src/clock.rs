// SPDX-License-Identifier: MIT
//! The clock.

use core::time::Duration;
use std::time::{Instant, SystemTime};

use purembed::x509::Time;

/// Now, to measure from.
#[expect(clippy::disallowed_methods, reason = "a command may look at the clock; engines may not")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// What time it is, as certificates have it.
#[expect(clippy::disallowed_methods, reason = "likewise")]
pub(crate) fn today() -> Time {
    SystemTime::now().into()
}

/// So many days.
pub(crate) fn days(number: u32) -> Duration {
    Duration::from_secs(86_400).saturating_mul(number)
}
