// SPDX-License-Identifier: MIT
//! When a flight is sent again (RFC 6347 section 4.2.4), by the caller's clock.

use core::time::Duration;

use crate::Error;

/// A moment of the caller's clock: how long after a moment of its choice. It should not go backwards.
///
/// ```
/// use std::time::{Duration, Instant};
///
/// use purembed_tls12::Now;
///
/// let start = Instant::now();
/// let now = || Now(start.elapsed());
/// assert!(now() < Now(Duration::from_secs(60)));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a moment is all it is")]
pub struct Now(pub Duration);

impl Now {
    /// So much later; at the end of time, if that is before.
    #[must_use]
    pub const fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }
}

/// Waits for the peer's answer to a flight, twice as long each time, and gives up in the end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timer {
    min: Duration,
    max: Duration,
    /// How long this time.
    interval: Duration,
    /// Whether there will be an answer.
    waits: bool,
    deadline: Option<Now>,
    /// When the flight was sent last.
    sent: Option<Now>,
    /// How often no answer came.
    expired: u8,
}

impl Timer {
    pub(super) const fn new(min: Duration, max: Duration) -> Self {
        Self { min, max, interval: min, waits: false, deadline: None, sent: None, expired: 0 }
    }

    /// A new flight, which has yet to be sent. `waits` if it has to be answered.
    pub(super) const fn start(&mut self, waits: bool) {
        *self = Self { waits, ..Self::new(self.min, self.max) };
    }

    /// The flight has been sent. The clock runs from the first time, or from when the last wait was over.
    pub(super) const fn sent(&mut self, now: Now) {
        self.sent = Some(now);
        if self.waits && self.deadline.is_none() {
            self.deadline = Some(now.after(self.interval));
        }
    }

    pub(super) const fn deadline(&self) -> Option<Now> {
        self.deadline
    }

    /// Whether the wait is over, and the flight has to be sent again.
    ///
    /// # Errors
    ///
    /// [`Error::TimedOut`] if that was the longest wait.
    pub(super) fn expire(&mut self, now: Now) -> Result<bool, Error> {
        if self.deadline.is_none_or(|deadline| now < deadline) {
            return Ok(false);
        }
        self.deadline = None;
        if self.interval >= self.max {
            return Err(Error::TimedOut);
        }
        self.interval = self.interval.saturating_mul(2).min(self.max);
        self.expired = self.expired.saturating_add(1);
        Ok(true)
    }

    /// Whether the flight was sent so long ago that it may be sent again because the peer did not get it: half of the
    /// shortest wait. Without a limit two sides could make each other send without end.
    pub(super) fn may_repeat(&self, now: Now) -> bool {
        self.sent.is_some_and(|sent| now >= sent.after(self.min / 2))
    }

    /// Whether datagrams may be getting lost for their size (RFC 6347 section 4.1.1.1): no answer came, twice.
    pub(super) const fn suspects_size(&self) -> bool {
        self.expired >= 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: u64) -> Now {
        Now(Duration::from_millis(millis))
    }

    /// Mbed TLS with the same limits sends again at the same times.
    #[test]
    fn doubles_up_to_the_limit() {
        let mut timer = Timer::new(Duration::from_millis(200), Duration::from_millis(500));
        timer.start(true);
        assert_eq!(timer.deadline(), None);
        timer.sent(at(0));
        assert_eq!(timer.deadline(), Some(at(200)));
        assert!(matches!(timer.expire(at(199)), Ok(false)));
        assert!(matches!(timer.expire(at(200)), Ok(true)));
        timer.sent(at(200));
        assert_eq!(timer.deadline(), Some(at(600)));
        assert!(!timer.suspects_size());
        assert!(matches!(timer.expire(at(600)), Ok(true)));
        assert!(timer.suspects_size());
        timer.sent(at(600));
        assert_eq!(timer.deadline(), Some(at(1100)));
        assert!(matches!(timer.expire(at(1100)), Err(Error::TimedOut)));
    }

    #[test]
    fn repetition_does_not_put_off_the_end() {
        let mut timer = Timer::new(Duration::from_millis(200), Duration::from_millis(500));
        timer.start(true);
        timer.sent(at(0));
        assert!(!timer.may_repeat(at(99)) && timer.may_repeat(at(100)));
        timer.sent(at(100));
        assert_eq!(timer.deadline(), Some(at(200)));
        assert!(!timer.may_repeat(at(199)));
    }

    #[test]
    fn clocks_do_not_overflow() {
        let mut timer = Timer::new(Duration::MAX, Duration::MAX);
        timer.start(true);
        timer.sent(Now(Duration::MAX));
        assert_eq!(timer.deadline(), Some(Now(Duration::MAX)));
        assert!(timer.expire(Now(Duration::MAX)).is_err());
    }
}
