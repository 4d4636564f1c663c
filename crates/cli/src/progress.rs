// SPDX-License-Identifier: MIT
//! How far a long command is, shown on a terminal once it has taken a second.

use core::time::Duration;
use std::io::IsTerminal as _;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::clock::now;

/// How long a command runs before it shows how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many bytes are done, of how many.
pub(crate) struct Progress {
    total: Option<u64>,
    done: u64,
    /// `None` unless somebody looks.
    since: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Starts; of how many bytes, if that is known.
    pub(crate) fn new(total: Option<u64>) -> Self {
        let since = std::io::stderr().is_terminal().then(now);
        Self { total, done: 0, since, bar: None }
    }

    /// So many bytes more are done.
    pub(crate) fn advance(&mut self, bytes: u64) {
        self.done = self.done.saturating_add(bytes);
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        } else if self.since.is_some_and(|since| now().duration_since(since) > PATIENCE) {
            let bar = self.total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
            let template = if self.total.is_some() {
                "{wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left"
            } else {
                "{spinner} {bytes}, {bytes_per_sec}"
            };
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar.set_position(self.done);
            self.bar = Some(bar);
        }
    }
}

/// A search whose end nobody knows: how many numbers were looked at, on a terminal, once it has taken a second.
pub(crate) struct Search {
    since: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl Search {
    pub(crate) fn new() -> Self {
        Self { since: std::io::stderr().is_terminal().then(now), bar: None }
    }

    /// So many numbers were looked at, all in all.
    pub(crate) fn tested(&mut self, numbers: u64) {
        if self.bar.is_none() && self.since.is_some_and(|since| now().duration_since(since) > PATIENCE) {
            self.show("{spinner} searching for primes: {pos} numbers tested");
        }
        if let Some(bar) = &self.bar {
            bar.set_position(numbers);
        }
    }

    /// It will take long, and says nothing before it is done.
    pub(crate) fn in_silence(mut self) -> Self {
        if self.since.is_some() {
            self.show("{spinner} searching for a safe prime, {elapsed}");
        }
        if let Some(bar) = &self.bar {
            bar.enable_steady_tick(PATIENCE / 4);
        }
        self
    }

    fn show(&mut self, template: &str) {
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
        self.bar = Some(ProgressBar::new_spinner().with_style(style));
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
