// SPDX-License-Identifier: MIT
//! How much a server for datagrams lets its clients cost it.

use core::time::Duration;

use purembed_tls12::net::DtlsEndpoint;

/// How many clients a server has at most, and for how long.
///
/// ```
/// use std::time::Duration;
///
/// use purembed_tls::DtlsLimits;
///
/// let limits = DtlsLimits::default().max_connections(100).idle_timeout(Duration::from_secs(60));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DtlsLimits {
    max_connections: usize,
    max_handshakes: usize,
    idle_timeout: Duration,
    handshake_timeout: Duration,
}

impl Default for DtlsLimits {
    /// 10,000 connections, 2,000 of them in a handshake, an hour of silence, two minutes for a handshake.
    fn default() -> Self {
        Self {
            max_connections: 10_000,
            max_handshakes: 2_000,
            idle_timeout: Duration::from_secs(3600),
            handshake_timeout: Duration::from_secs(120),
        }
    }
}

impl DtlsLimits {
    /// No end of anything: for connections that their user made.
    pub(super) const NONE: Self = Self {
        max_connections: usize::MAX,
        max_handshakes: usize::MAX,
        idle_timeout: Duration::MAX,
        handshake_timeout: Duration::MAX,
    };

    /// How many clients there may be at once, those in a handshake included: others have to wait.
    #[must_use]
    pub const fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections;
        self
    }

    /// How many of them may be in a handshake, which takes more memory.
    #[must_use]
    pub const fn max_handshakes(mut self, handshakes: usize) -> Self {
        self.max_handshakes = handshakes;
        self
    }

    /// After how much silence a client is forgotten.
    #[must_use]
    pub const fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How long a handshake may take.
    #[must_use]
    pub const fn handshake_timeout(mut self, timeout: Duration) -> Self {
        self.handshake_timeout = timeout;
        self
    }

    pub(super) fn apply(self, endpoint: DtlsEndpoint) -> DtlsEndpoint {
        endpoint
            .max_peers(self.max_connections)
            .max_handshakes(self.max_handshakes)
            .idle_timeout(self.idle_timeout)
            .handshake_timeout(self.handshake_timeout)
    }
}
