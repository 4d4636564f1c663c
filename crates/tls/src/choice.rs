// SPDX-License-Identifier: MIT
//! Which engine carries a connection, and why.

use core::fmt;

use crate::config::{Settings, TlsConfiguration};
use crate::purpose::Purpose;
use crate::suite::CipherSuite;
use crate::version::TlsVersion;

/// Which engine carries the connections of a configuration, and why.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct EngineChoice {
    engine: Engine,
    reason: &'static str,
}

/// An engine.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Engine {
    /// rustls with purembed's algorithms: TLS 1.3 and 1.2 with certificates.
    Rustls,
    /// Our own: TLS 1.2 with everything that Mbed TLS has.
    Native,
}

impl EngineChoice {
    const fn rustls(reason: &'static str) -> Self {
        Self { engine: Engine::Rustls, reason }
    }

    const fn native(reason: &'static str) -> Self {
        Self { engine: Engine::Native, reason }
    }

    /// The engine.
    #[must_use]
    pub const fn engine(self) -> Engine {
        self.engine
    }

    /// Why this one, for people to read.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.reason
    }
}

impl fmt::Display for EngineChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.engine, self.reason)
    }
}

impl TlsConfiguration {
    /// Which engine carries the connections of one side, and why.
    #[must_use]
    pub fn engine(&self, side: Purpose) -> EngineChoice {
        match side {
            Purpose::ClientAuth => self.client_engine(),
            Purpose::ServerAuth => self.server_engine(),
        }
    }

    fn client_engine(&self) -> EngineChoice {
        let settings = self.settings();
        if settings.pre_shared_key.is_some() {
            return EngineChoice::native("a pre-shared key is set");
        }
        if settings.max_fragmentation_length.is_some() {
            return EngineChoice::native("shorter records are asked for");
        }
        if self.wants_native_suites(settings) {
            return EngineChoice::native("suites are named that only this engine has, and none of TLS 1.3");
        }
        EngineChoice::rustls("nothing is asked for that only the other engine has")
    }

    fn server_engine(&self) -> EngineChoice {
        let settings = self.settings();
        if settings.certificate_chains.is_empty() && settings.pre_shared_key_store.is_some() {
            return EngineChoice::native("there are pre-shared keys and no certificate");
        }
        EngineChoice::rustls("there is a certificate")
    }

    /// Whether suites are named that rustls does not have, and none of TLS 1.3, which only rustls has.
    fn wants_native_suites(&self, settings: &Settings) -> bool {
        let named = settings.ciphers.as_deref().unwrap_or_default();
        let tls13 = |suite: &CipherSuite| {
            suite.version() == TlsVersion::Tls13 && self.transport().allows(TlsVersion::Tls13)
        };
        !named.iter().any(tls13) && named.iter().any(|suite| !suite.is_in_rustls())
    }
}
