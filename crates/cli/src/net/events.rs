// SPDX-License-Identifier: MIT
//! What happens, on standard error, with the time since the beginning: for `--verbose`.

use core::fmt;
use std::time::Instant;

use crate::clock;
use crate::output::message;

/// A log of events, which says nothing unless it is asked to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Events {
    since: Option<Instant>,
}

impl Events {
    /// Begins now.
    pub(crate) fn new(verbose: bool) -> Self {
        Self { since: verbose.then(clock::now) }
    }

    /// Whether somebody reads it.
    pub(crate) const fn is_on(self) -> bool {
        self.since.is_some()
    }

    /// Something happened.
    pub(crate) fn tell(self, event: fmt::Arguments<'_>) {
        if let Some(since) = self.since {
            message(format_args!("{:9.3} ms {event}", since.elapsed().as_secs_f64() * 1000.0));
        }
    }
}
