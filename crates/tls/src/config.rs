// SPDX-License-Identifier: MIT
//! What both sides say beforehand.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use purembed_pk::{Group, SignatureAlgorithm};
use purembed_tls12::{PreSharedKey, PreSharedKeyStore};
use purembed_x509::{CrlStore, TrustStore};

use crate::chain::CertificateChain;
use crate::max_fragment_length::MaxFragmentLength;
use crate::server_name::ServerNameCallback;
use crate::suite::CipherSuite;

mod builder;
mod check;
mod danger;
mod datagram;
mod error;
mod settings;
mod stream;

pub use builder::ConfigurationBuilder;
pub use danger::DangerousConfigurationBuilder;
pub use datagram::Datagram;
pub use error::ConfigError;
pub(crate) use settings::Settings;
pub use stream::Stream;

/// What both sides of TLS say beforehand: checked, shared by any number of contexts, cheap to clone.
///
/// ```
/// use purembed_tls::{ClientContext, TlsConfiguration};
/// use purembed_x509::TrustStore;
///
/// let configuration = TlsConfiguration::builder()
///     .trust_store(TrustStore::new())
///     .inner_protocols(["h2", "http/1.1"])
///     .build()?;
/// let context = ClientContext::new(configuration)?;
/// # Ok::<(), purembed_tls::ConfigError>(())
/// ```
#[doc(alias = "TLSConfiguration")]
pub type TlsConfiguration = Configuration<Stream>;

/// What both sides of DTLS say beforehand: checked, shared by any number of contexts, cheap to clone.
///
/// ```
/// use std::time::Duration;
///
/// use purembed_tls::{DtlsConfiguration, PreSharedKey};
///
/// let configuration = DtlsConfiguration::builder()
///     .pre_shared_key(PreSharedKey::new(b"thermometer", b"0123456789abcdef")?)
///     .handshake_timeout_min(Duration::from_millis(200))
///     .build()?;
/// assert_eq!(configuration.handshake_timeout_max(), Duration::from_secs(60));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "DTLSConfiguration")]
pub type DtlsConfiguration = Configuration<Datagram>;

/// Collects the parts of a [`TlsConfiguration`].
pub type TlsConfigurationBuilder = ConfigurationBuilder<Stream>;
/// Collects the parts of a [`DtlsConfiguration`].
pub type DtlsConfigurationBuilder = ConfigurationBuilder<Datagram>;
/// Settings that lower the security of every connection over TLS.
pub type DangerousTlsConfigurationBuilder = DangerousConfigurationBuilder<Stream>;

/// A checked configuration for streams ([`TlsConfiguration`]) or datagrams ([`DtlsConfiguration`]).
///
/// Two configurations are equal if they have equal values, and the same stores and callbacks: not others that would say
/// the same. Certificates to trust and revocation lists are among what has to be the same.
pub struct Configuration<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    settings: Settings,
    transport: T,
    sni_callback: Option<Arc<dyn ServerNameCallback<Configuration<T>>>>,
}

/// What streams ([`Stream`]) and datagrams ([`Datagram`]) differ in.
#[expect(private_bounds, reason = "there are two, and no others can be made")]
pub trait Transport: sealed::Transport {}

impl<T: sealed::Transport> Transport for T {}

pub(crate) mod sealed {
    use super::{ConfigError, Settings};
    use crate::engine::{ClientEngines, ServerEngines};

    /// The half of [`Transport`](super::Transport) that is nobody else's business.
    pub(crate) trait Transport: Clone + Default {
        /// Whether this fits together with what both kinds have.
        fn check(&self, settings: &Settings) -> Result<(), ConfigError>;

        /// Adds what only this kind has.
        fn tune(
            configuration: &super::Configuration<Self>,
            config: purembed_tls12::Config,
        ) -> purembed_tls12::Config;

        /// Whether a server speaks TLS 1.3 with those who do.
        fn has_tls13_elsewhere(configuration: &super::Configuration<Self>) -> bool;

        fn client_engines(configuration: &super::Configuration<Self>) -> Result<ClientEngines, ConfigError>;

        fn server_engines(configuration: &super::Configuration<Self>) -> Result<ServerEngines, ConfigError>;
    }
}

impl<T: Transport> Configuration<T> {
    /// Starts from the defaults: every version, the [recommended](CipherSuite::recommended) suites, no trust, no
    /// certificate, no key.
    #[must_use]
    pub fn builder() -> ConfigurationBuilder<T> {
        ConfigurationBuilder::new()
    }

    /// Starts from this configuration: Python's `update()`.
    #[doc(alias = "update")]
    #[must_use]
    pub fn to_builder(&self) -> ConfigurationBuilder<T> {
        ConfigurationBuilder::from_configuration(self)
    }

    /// Whether the peer's certificates are judged, rather than taken as they are.
    #[must_use]
    pub fn validate_certificates(&self) -> bool {
        self.settings().validate_certificates
    }

    /// What this side shows of itself.
    #[must_use]
    #[doc(alias = "certificate_chain")]
    pub fn certificate_chains(&self) -> &[CertificateChain] {
        &self.settings().certificate_chains
    }

    /// The suites to negotiate, the most preferred first.
    #[must_use]
    pub fn ciphers(&self) -> &[CipherSuite] {
        self.settings().ciphers()
    }

    /// The protocols to choose from inside (ALPN), the most preferred first.
    pub fn inner_protocols(&self) -> impl Iterator<Item = &[u8]> {
        self.settings().inner_protocols.iter().map(Vec::as_slice)
    }

    /// The certificates that a peer's chain must lead to.
    #[must_use]
    pub fn trust_store(&self) -> Option<&TrustStore> {
        self.settings().trust_store.as_deref()
    }

    /// What says which certificates have been revoked.
    #[must_use]
    pub fn crls(&self) -> Option<&CrlStore> {
        self.settings().crls.as_deref()
    }

    /// Whether a server asks for a certificate.
    #[must_use]
    pub fn client_authentication(&self) -> ClientAuthentication {
        self.settings().client_authentication
    }

    /// How many authorities may stand between a peer's certificate and a trusted one.
    #[must_use]
    pub fn max_depth(&self) -> u8 {
        self.settings().max_depth
    }

    /// The longest records that a client asks for.
    #[must_use]
    pub fn max_fragmentation_length(&self) -> Option<MaxFragmentLength> {
        self.settings().max_fragmentation_length
    }

    /// A client's key and identity.
    #[must_use]
    pub fn pre_shared_key(&self) -> Option<&PreSharedKey> {
        self.settings().pre_shared_key.as_deref()
    }

    /// Where a server finds its clients' keys.
    #[must_use]
    pub fn pre_shared_key_store(&self) -> Option<&Arc<dyn PreSharedKeyStore>> {
        self.settings().pre_shared_key_store.as_ref()
    }

    /// How long a read waits for the peer; for ever if there is none.
    #[must_use]
    pub fn read_timeout(&self) -> Option<Duration> {
        self.settings().read_timeout
    }

    /// The groups for key exchange, the most preferred first, if they were chosen.
    #[must_use]
    pub fn groups(&self) -> Option<&[Group]> {
        self.settings().groups.as_deref()
    }

    /// The signatures of the handshake, the most preferred first, if they were chosen.
    #[must_use]
    pub fn signature_schemes(&self) -> Option<&[SignatureAlgorithm]> {
        self.settings().signature_schemes.as_deref()
    }

    /// What a server does about the name that a client asks for.
    #[must_use]
    pub fn sni_callback(&self) -> Option<&Arc<dyn ServerNameCallback<Self>>> {
        self.shared.sni_callback.as_ref()
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(crate) fn transport(&self) -> &T {
        &self.shared.transport
    }
}

impl<T> Clone for Configuration<T> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<T: Transport + PartialEq> PartialEq for Configuration<T> {
    fn eq(&self, other: &Self) -> bool {
        let callbacks = (&self.shared.sni_callback, &other.shared.sni_callback);
        Arc::ptr_eq(&self.shared, &other.shared)
            || self.settings() == other.settings()
                && self.transport() == other.transport()
                && settings::is_same(callbacks.0.as_ref(), callbacks.1.as_ref())
    }
}

impl<T: fmt::Debug> fmt::Debug for Configuration<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Configuration")
            .field("settings", &self.shared.settings)
            .field("transport", &self.shared.transport)
            .field("sni_callback", &self.shared.sni_callback.is_some())
            .finish()
    }
}

/// Whether a server asks for a certificate, and what if none comes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// The server does not ask.
    #[default]
    None,
    /// The server asks; a client without one is welcome, a client with a bad one is not.
    Optional,
    /// The server asks, and ends the handshake if no good one comes.
    Required,
}

#[cfg(test)]
mod tests;
