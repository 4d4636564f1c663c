// SPDX-License-Identifier: MIT
//! What only configurations for streams have.

use super::{ConfigError, Configuration, ConfigurationBuilder, Settings, sealed};
use crate::chain::CertificateChain;
use crate::engine::{ClientEngines, ServerEngines, reach};
use crate::version::TlsVersion;

/// What a [`TlsConfiguration`](crate::TlsConfiguration) has of its own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stream {
    lowest: TlsVersion,
    highest: TlsVersion,
}

impl Default for Stream {
    fn default() -> Self {
        Self { lowest: TlsVersion::MINIMUM_SUPPORTED, highest: TlsVersion::MAXIMUM_SUPPORTED }
    }
}

impl Stream {
    pub(crate) fn allows(&self, version: TlsVersion) -> bool {
        (self.lowest..=self.highest).contains(&version)
    }
}

impl Configuration<Stream> {
    /// The oldest version to speak.
    #[must_use]
    pub fn lowest_supported_version(&self) -> TlsVersion {
        self.transport().lowest
    }

    /// The newest version to speak.
    #[must_use]
    pub fn highest_supported_version(&self) -> TlsVersion {
        self.transport().highest
    }
}

impl ConfigurationBuilder<Stream> {
    /// The oldest version to speak; TLS 1.2 by default.
    #[must_use]
    pub fn lowest_supported_version(mut self, version: TlsVersion) -> Self {
        self.transport.lowest = version;
        self
    }

    /// The newest version to speak; TLS 1.3 by default.
    #[must_use]
    pub fn highest_supported_version(mut self, version: TlsVersion) -> Self {
        self.transport.highest = version;
        self
    }
}

impl sealed::Transport for Stream {
    fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        if self.lowest > self.highest {
            return Err(ConfigError::VersionRange);
        }
        if self.lowest == TlsVersion::Tls13 {
            // What only the native engine has, which speaks TLS 1.2.
            if settings.pre_shared_key.is_some() || settings.pre_shared_key_store.is_some() {
                return Err(ConfigError::PreSharedKeyVersion);
            }
            if settings.max_fragmentation_length.is_some() {
                return Err(ConfigError::MaxFragmentLengthVersion);
            }
            if settings
                .groups
                .as_ref()
                .is_some_and(|groups| !groups.iter().any(|group| reach::has_group(*group)))
            {
                return Err(ConfigError::NoGroup);
            }
            if settings
                .signature_schemes
                .as_ref()
                .is_some_and(|schemes| !schemes.iter().any(|scheme| reach::has_scheme(*scheme)))
            {
                return Err(ConfigError::NoSignatureScheme);
            }
            let chains = &settings.certificate_chains;
            if !chains.is_empty() && !chains.iter().any(CertificateChain::is_for_rustls) {
                return Err(ConfigError::KeyKind);
            }
        }
        if !settings.ciphers().iter().any(|suite| self.allows(suite.version())) {
            return Err(ConfigError::NoCipherSuite);
        }
        Ok(())
    }

    /// Whose name a client asks for is seen to before there is an engine.
    fn tune(_: &Configuration<Self>, config: purembed_tls12::Config) -> purembed_tls12::Config {
        config
    }

    fn has_tls13_elsewhere(configuration: &Configuration<Self>) -> bool {
        configuration.serves_tls13()
    }

    fn client_engines(configuration: &Configuration<Self>) -> Result<ClientEngines, ConfigError> {
        ClientEngines::of_streams(configuration)
    }

    fn server_engines(configuration: &Configuration<Self>) -> Result<ServerEngines, ConfigError> {
        ServerEngines::of_streams(configuration)
    }
}
