// SPDX-License-Identifier: MIT
//! What only configurations for datagrams have.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use purembed_tls12::{Choice, ConfigChooser, Wish};

use super::{ConfigError, Configuration, ConfigurationBuilder, Settings, sealed};
use crate::engine::{ClientEngines, ServerEngines};
use crate::server_name::{ServerNameCallback, ServerNameChoice};
use crate::version::{DtlsVersion, TlsVersion};

/// What a [`DtlsConfiguration`](crate::DtlsConfiguration) has of its own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Datagram {
    lowest: DtlsVersion,
    highest: DtlsVersion,
    anti_replay: bool,
    handshake_timeout_min: Duration,
    handshake_timeout_max: Duration,
    mtu: Option<u16>,
    cookies: bool,
    connection_id: Option<ConnectionId>,
    bad_record_limit: Option<u64>,
}

/// Where one's own connection IDs come from.
#[derive(Clone, Debug, Eq, PartialEq)]
enum ConnectionId {
    Fixed(Vec<u8>),
    Random(u8),
}

impl Default for Datagram {
    fn default() -> Self {
        Self {
            lowest: DtlsVersion::MINIMUM_SUPPORTED,
            highest: DtlsVersion::MAXIMUM_SUPPORTED,
            anti_replay: true,
            handshake_timeout_min: Duration::from_secs(1),
            handshake_timeout_max: Duration::from_secs(60),
            mtu: None,
            cookies: true,
            connection_id: None,
            bad_record_limit: None,
        }
    }
}

impl Configuration<Datagram> {
    /// The oldest version to speak.
    #[must_use]
    pub fn lowest_supported_version(&self) -> DtlsVersion {
        self.transport().lowest
    }

    /// The newest version to speak.
    #[must_use]
    pub fn highest_supported_version(&self) -> DtlsVersion {
        self.transport().highest
    }

    /// Whether datagrams that come again are passed over.
    #[must_use]
    pub fn anti_replay(&self) -> bool {
        self.transport().anti_replay
    }

    /// How long the first wait for an answer is, before what was sent is sent again.
    #[must_use]
    pub fn handshake_timeout_min(&self) -> Duration {
        self.transport().handshake_timeout_min
    }

    /// How long the longest wait for an answer is, after which the handshake has failed.
    #[must_use]
    pub fn handshake_timeout_max(&self) -> Duration {
        self.transport().handshake_timeout_max
    }

    /// The longest datagram to send, if it was chosen.
    #[must_use]
    pub fn mtu(&self) -> Option<u16> {
        self.transport().mtu
    }

    /// Whether servers have their clients show that they receive at their address, before anything is kept of them.
    #[must_use]
    pub fn cookies(&self) -> bool {
        self.transport().cookies
    }

    /// How many datagrams that do not decrypt end a connection, if it was chosen.
    #[must_use]
    pub fn bad_record_limit(&self) -> Option<u64> {
        self.transport().bad_record_limit
    }
}

impl ConfigurationBuilder<Datagram> {
    /// The oldest version to speak; DTLS 1.2 by default.
    #[must_use]
    pub fn lowest_supported_version(mut self, version: DtlsVersion) -> Self {
        self.transport.lowest = version;
        self
    }

    /// The newest version to speak; DTLS 1.2 by default.
    #[must_use]
    pub fn highest_supported_version(mut self, version: DtlsVersion) -> Self {
        self.transport.highest = version;
        self
    }

    /// Whether datagrams that come again are passed over (RFC 6347 section 4.1.2.6); they are by default.
    #[must_use]
    pub fn anti_replay(mut self, enabled: bool) -> Self {
        self.transport.anti_replay = enabled;
        self
    }

    /// How long the first wait for an answer is: then what was sent is sent again, and waited for twice as long. One second
    /// by default.
    #[must_use]
    pub fn handshake_timeout_min(mut self, wait: Duration) -> Self {
        self.transport.handshake_timeout_min = wait;
        self
    }

    /// How long the longest wait for an answer is, after which the handshake has failed. One minute by default.
    #[must_use]
    pub fn handshake_timeout_max(mut self, wait: Duration) -> Self {
        self.transport.handshake_timeout_max = wait;
        self
    }

    /// The longest datagram to send, in bytes, without the headers of UDP and IP. If nobody says, as long as networks
    /// usually carry, and 508 bytes once that seems to be too long.
    #[must_use]
    #[doc(alias = "setmtu")]
    pub fn mtu(mut self, bytes: u16) -> Self {
        self.transport.mtu = Some(bytes);
        self
    }

    /// Whether servers have their clients show that they receive at their address (RFC 6347 section 4.2.1), before anything
    /// is kept of them; they do by default. Without, anybody can make them send to others, and fill their memory.
    #[must_use]
    pub fn cookies(mut self, enabled: bool) -> Self {
        self.transport.cookies = enabled;
        self
    }

    /// Has the peer's datagrams carry this connection ID, of at most 255 bytes, if the peer agrees (RFC 9146): then the
    /// connection goes on when its address changes. An empty one says that ours may carry what the peer wants.
    #[must_use]
    pub fn connection_id(mut self, id: &[u8]) -> Self {
        self.transport.connection_id = Some(ConnectionId::Fixed(id.to_vec()));
        self
    }

    /// Like [`connection_id`](Self::connection_id), with so many random bytes for each connection.
    #[must_use]
    pub fn random_connection_id(mut self, length: u8) -> Self {
        self.transport.connection_id = Some(ConnectionId::Random(length));
        self
    }

    /// How many datagrams that do not decrypt end a connection: by default as many as make a lucky forgery too likely (RFC
    /// 9147 section 4.5.3), which depends on the suite.
    #[must_use]
    pub fn bad_record_limit(mut self, limit: u64) -> Self {
        self.transport.bad_record_limit = Some(limit);
        self
    }
}

/// What every path carries (RFC 791: 576 bytes, of which IP and UDP take 68 at the most).
const SMALLEST_MTU: u16 = 508;

impl sealed::Transport for Datagram {
    fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        if self.lowest > self.highest {
            return Err(ConfigError::VersionRange);
        }
        if !settings.ciphers().iter().any(|suite| suite.version() == TlsVersion::Tls12) {
            return Err(ConfigError::NoCipherSuite);
        }
        if self.handshake_timeout_min.is_zero() || self.handshake_timeout_min > self.handshake_timeout_max {
            return Err(ConfigError::HandshakeTimeout);
        }
        if self.mtu.is_some_and(|mtu| mtu < SMALLEST_MTU) {
            return Err(ConfigError::Mtu);
        }
        if matches!(&self.connection_id, Some(ConnectionId::Fixed(id)) if id.len() > 255) {
            return Err(ConfigError::ConnectionId);
        }
        Ok(())
    }

    fn tune(configuration: &Configuration<Self>, config: purembed_tls12::Config) -> purembed_tls12::Config {
        let own = configuration.transport();
        let config = config
            .handshake_timeout(own.handshake_timeout_min, own.handshake_timeout_max)
            .anti_replay(own.anti_replay);
        let config = match own.bad_record_limit {
            Some(limit) => config.bad_record_limit(limit),
            None => config,
        };
        let config = match configuration.sni_callback() {
            Some(callback) => config.chooser(Arc::new(ByName(Arc::clone(callback)))),
            None => config,
        };
        match &own.connection_id {
            Some(ConnectionId::Fixed(id)) => config.connection_id(id),
            Some(ConnectionId::Random(length)) => config.random_connection_id(*length),
            None => config,
        }
    }

    fn has_tls13_elsewhere(_: &Configuration<Self>) -> bool {
        false
    }

    fn client_engines(configuration: &Configuration<Self>) -> Result<ClientEngines, ConfigError> {
        ClientEngines::of_datagrams(configuration)
    }

    fn server_engines(configuration: &Configuration<Self>) -> Result<ServerEngines, ConfigError> {
        ServerEngines::of_datagrams(configuration)
    }
}

/// Chooses by name among the native engine's configurations.
struct ByName(Arc<dyn ServerNameCallback<Configuration<Datagram>>>);

impl ConfigChooser for ByName {
    fn choose(&self, wish: &Wish<'_>) -> Choice {
        match self.0.choose(wish.server_name()) {
            ServerNameChoice::Keep => Choice::Keep,
            ServerNameChoice::Use(context) => {
                context.engines().native().map_or(Choice::Refuse, |config| Choice::Use(Arc::clone(config)))
            }
            ServerNameChoice::Refuse => Choice::Refuse,
        }
    }
}
