// SPDX-License-Identifier: MIT
//! How much is sent to an address at which nobody may have asked for it.

/// How many times as much as has come from there. What an attacker sends in another's name is not made larger than by
/// QUIC (RFC 9000 section 8.1).
const FACTOR: usize = 3;
/// Less is not worth a datagram, as long as more may come.
const WORTHWHILE: usize = 64;

/// How many bytes may still be sent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Allowance {
    /// The peer is where it says.
    Unlimited,
    Left {
        bytes: usize,
        /// Something does not fit into them: nothing is sent before more has come.
        waits: bool,
    },
}

impl Allowance {
    /// Nothing, before something has come.
    pub(super) const NOTHING: Self = Self::Left { bytes: 0, waits: true };

    pub(super) const fn received(&mut self, length: usize) {
        if let Self::Left { bytes, waits } = self {
            *bytes = bytes.saturating_add(length.saturating_mul(FACTOR));
            *waits = *bytes < WORTHWHILE;
        }
    }

    pub(super) const fn sent(&mut self, length: usize) {
        if let Self::Left { bytes, waits } = self {
            *bytes = bytes.saturating_sub(length);
            *waits = *bytes < WORTHWHILE;
        }
    }

    /// What is next does not fit.
    pub(super) const fn wait(&mut self) {
        if let Self::Left { waits, .. } = self {
            *waits = true;
        }
    }

    /// Whether nothing may be sent before more has come.
    pub(super) const fn is_over(self) -> bool {
        matches!(self, Self::Left { waits: true, .. })
    }

    /// How long a datagram may be that could have this length.
    pub(super) const fn limit(self, length: usize) -> usize {
        match self {
            Self::Left { waits: true, .. } => 0,
            Self::Left { bytes, .. } if bytes < length => bytes,
            _ => length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_times_what_came() {
        let mut allowance = Allowance::NOTHING;
        assert!(allowance.is_over());
        allowance.received(100);
        assert_eq!((allowance.limit(1000), allowance.limit(200)), (300, 200));
        allowance.sent(200);
        assert_eq!((allowance.limit(1000), allowance.is_over()), (100, false));
        allowance.wait();
        assert_eq!((allowance.limit(1000), allowance.is_over()), (0, true));
        allowance.received(1);
        assert_eq!(allowance.limit(1000), 103, "what did not fit is not lost");
        allowance.sent(60);
        assert!(allowance.is_over(), "43 bytes are left");
        allowance.received(usize::MAX);
        assert_eq!(allowance.limit(1000), 1000);
        allowance = Allowance::Unlimited;
        allowance.sent(usize::MAX);
        assert_eq!((allowance.limit(usize::MAX), allowance.is_over()), (usize::MAX, false));
    }
}
