// SPDX-License-Identifier: MIT
//! What both sides say beforehand.

use alloc::sync::Arc;
use alloc::vec::Vec;

use purembed_x509::TrustStore;

use crate::chain::CertificateChain;
use crate::suite::CipherSuite;
use crate::version::TlsVersion;

mod builder;
mod error;

pub use builder::{DangerousTlsConfigurationBuilder, TlsConfigurationBuilder};
pub use error::ConfigError;

/// A checked configuration, shared by any number of contexts; cheap to clone.
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
#[derive(Clone, Debug)]
pub struct TlsConfiguration {
    settings: Arc<Settings>,
}

impl TlsConfiguration {
    /// Starts from the defaults: TLS 1.2 and 1.3, every suite, no trust, no certificate.
    #[must_use]
    pub fn builder() -> TlsConfigurationBuilder {
        TlsConfigurationBuilder::new(Settings::default())
    }

    /// Starts from this configuration: Python's `update()`.
    #[doc(alias = "update")]
    #[must_use]
    pub fn to_builder(&self) -> TlsConfigurationBuilder {
        TlsConfigurationBuilder::new((*self.settings).clone())
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
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

/// What a configuration holds; checked by [`TlsConfigurationBuilder::build`].
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) trust_store: Option<TrustStore>,
    pub(crate) validate_certificates: bool,
    pub(crate) certificate_chain: Option<CertificateChain>,
    pub(crate) client_authentication: ClientAuthentication,
    pub(crate) ciphers: Vec<CipherSuite>,
    pub(crate) inner_protocols: Vec<Vec<u8>>,
    pub(crate) lowest_supported_version: TlsVersion,
    pub(crate) highest_supported_version: TlsVersion,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            trust_store: None,
            validate_certificates: true,
            certificate_chain: None,
            client_authentication: ClientAuthentication::None,
            ciphers: CipherSuite::available().to_vec(),
            inner_protocols: Vec::new(),
            lowest_supported_version: TlsVersion::MINIMUM_SUPPORTED,
            highest_supported_version: TlsVersion::MAXIMUM_SUPPORTED,
        }
    }
}

impl Settings {
    pub(crate) fn allows(&self, version: TlsVersion) -> bool {
        (self.lowest_supported_version..=self.highest_supported_version).contains(&version)
    }
}
