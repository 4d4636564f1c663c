// SPDX-License-Identifier: MIT
//! How a configuration is put together; the methods have the names of Python's keyword arguments.

use alloc::sync::Arc;

use purembed_x509::TrustStore;

use super::{ClientAuthentication, ConfigError, Settings, TlsConfiguration};
use crate::chain::CertificateChain;
use crate::suite::CipherSuite;
use crate::version::TlsVersion;

/// Collects the parts of a [`TlsConfiguration`]; [`build`](Self::build) checks them.
#[derive(Clone, Debug)]
pub struct TlsConfigurationBuilder {
    settings: Settings,
}

impl TlsConfigurationBuilder {
    pub(super) const fn new(settings: Settings) -> Self {
        Self { settings }
    }

    /// The certificates that a peer's chain must lead to.
    #[must_use]
    pub fn trust_store(mut self, store: TrustStore) -> Self {
        self.settings.trust_store = Some(store);
        self
    }

    /// What this side shows of itself: always for a server, for a client if the server asks.
    #[must_use]
    pub fn certificate_chain(mut self, chain: CertificateChain) -> Self {
        self.settings.certificate_chain = Some(chain);
        self
    }

    /// Whether a server asks for a certificate; not at all by default. Clients ignore it: they always check.
    #[must_use]
    pub fn client_authentication(mut self, ask: ClientAuthentication) -> Self {
        self.settings.client_authentication = ask;
        self
    }

    /// The cipher suites to negotiate, the most preferred first; [`CipherSuite::available`] by default.
    #[must_use]
    pub fn ciphers(mut self, suites: &[CipherSuite]) -> Self {
        self.settings.ciphers = suites.to_vec();
        self
    }

    /// The protocols to choose from inside TLS (ALPN, RFC 7301), the most preferred first; none by default.
    #[must_use]
    pub fn inner_protocols(mut self, protocols: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        self.settings.inner_protocols = protocols.into_iter().map(|name| name.as_ref().to_vec()).collect();
        self
    }

    /// The oldest version to speak; TLS 1.2 by default.
    #[must_use]
    pub fn lowest_supported_version(mut self, version: TlsVersion) -> Self {
        self.settings.lowest_supported_version = version;
        self
    }

    /// The newest version to speak; TLS 1.3 by default.
    #[must_use]
    pub fn highest_supported_version(mut self, version: TlsVersion) -> Self {
        self.settings.highest_supported_version = version;
        self
    }

    /// The way to settings that lower the security of every connection.
    #[must_use]
    pub const fn dangerous(self) -> DangerousTlsConfigurationBuilder {
        DangerousTlsConfigurationBuilder { builder: self }
    }

    /// Checks that the parts fit together.
    ///
    /// # Errors
    ///
    /// [`ConfigError::VersionRange`], [`ConfigError::NoCipherSuite`], [`ConfigError::Protocol`], or
    /// [`ConfigError::NoTrustStore`] if clients are to be asked for certificates that nothing vouches for.
    pub fn build(self) -> Result<TlsConfiguration, ConfigError> {
        let settings = self.settings;
        if settings.lowest_supported_version > settings.highest_supported_version {
            return Err(ConfigError::VersionRange);
        }
        if !settings.ciphers.iter().any(|suite| settings.allows(suite.version())) {
            return Err(ConfigError::NoCipherSuite);
        }
        // RFC 7301 3.1: each name 1 to 255 bytes with a length byte, the list up to 2^16-1.
        let names = &settings.inner_protocols;
        let total: usize = names.iter().map(|name| name.len() + 1).sum();
        if names.iter().any(|name| !(1..=255).contains(&name.len())) || total > 0xffff {
            return Err(ConfigError::Protocol);
        }
        let asks = settings.client_authentication != ClientAuthentication::None;
        if asks && settings.validate_certificates && settings.trust_store.is_none() {
            return Err(ConfigError::NoTrustStore);
        }
        Ok(TlsConfiguration { settings: Arc::new(settings) })
    }
}

/// Settings that lower the security of every connection; see [`TlsConfigurationBuilder::dangerous`].
#[derive(Clone, Debug)]
pub struct DangerousTlsConfigurationBuilder {
    builder: TlsConfigurationBuilder,
}

impl DangerousTlsConfigurationBuilder {
    /// Accepts every certificate from every peer: encryption against listeners, none against impostors.
    ///
    /// Peers must still prove that they hold the key of the certificate that they show.
    #[doc(alias = "validate_certificates")]
    #[must_use]
    pub fn disable_certificate_validation(mut self) -> TlsConfigurationBuilder {
        self.builder.settings.validate_certificates = false;
        self.builder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(change: impl Fn(TlsConfigurationBuilder) -> TlsConfigurationBuilder) -> Result<(), ConfigError> {
        change(TlsConfiguration::builder()).build().map(|_| ())
    }

    #[test]
    fn what_does_not_fit_together_is_told() {
        assert_eq!(build(|builder| builder), Ok(()));
        assert_eq!(
            build(|builder| builder
                .lowest_supported_version(TlsVersion::Tls13)
                .highest_supported_version(TlsVersion::Tls12)),
            Err(ConfigError::VersionRange)
        );
        assert_eq!(build(|builder| builder.ciphers(&[])), Err(ConfigError::NoCipherSuite));
        assert_eq!(
            build(|builder| builder
                .highest_supported_version(TlsVersion::Tls12)
                .ciphers(&[CipherSuite::TLS13_AES_128_GCM_SHA256])),
            Err(ConfigError::NoCipherSuite)
        );
        assert_eq!(build(|builder| builder.inner_protocols([""])), Err(ConfigError::Protocol));
        assert_eq!(build(|builder| builder.inner_protocols([[0; 256]])), Err(ConfigError::Protocol));
        assert_eq!(build(|builder| builder.inner_protocols([[0; 255]; 257])), Err(ConfigError::Protocol));
        for ask in [ClientAuthentication::Optional, ClientAuthentication::Required] {
            assert_eq!(build(|builder| builder.client_authentication(ask)), Err(ConfigError::NoTrustStore));
            assert_eq!(
                build(|builder| builder.client_authentication(ask).trust_store(TrustStore::new())),
                Ok(())
            );
        }
    }
}
