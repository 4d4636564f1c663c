// SPDX-License-Identifier: MIT
//! rustls with purembed's algorithms and purembed's judgement of certificates.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use purembed_tls12::SessionStore;
use purembed_x509::Time;
use rustls::client::Resumption;
use rustls::crypto::CryptoProvider;
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection, SupportedProtocolVersion};
use rustls_pki_types::{ServerName, UnixTime};

use self::chains::Chains;
use self::error::from_rustls;
use self::verifier::PeerVerifier;
use crate::config::{ClientAuthentication, ConfigError, Settings, TlsConfiguration};
use crate::error::{ApiMisuse, Error};
use crate::identity::ServerIdentity;
use crate::key_log::KeyLog;
use crate::version::TlsVersion;

mod chains;
mod error;
pub(crate) mod reach;
mod resumption;
mod scheme;
mod session;
mod verifier;

pub(crate) use session::Session;

/// The client's side, ready to make connections.
pub(crate) struct ClientEngine {
    /// Checks names; remembers sessions.
    named: ClientConfig,
    /// Does not check names and therefore remembers no sessions: a session has to belong to someone.
    any_name: ClientConfig,
}

impl ClientEngine {
    pub(crate) fn new(configuration: &TlsConfiguration) -> Result<Self, ConfigError> {
        let settings = configuration.settings();
        if !settings.can_judge() {
            return Err(ConfigError::NoTrustStore);
        }
        let config = |check_name: bool| {
            let verifier = PeerVerifier::of_servers(settings, check_name);
            let builder = ClientConfig::builder_with_provider(provider(settings))
                .with_protocol_versions(&versions(configuration))
                .map_err(|_| ConfigError::NoCipherSuite)?
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier));
            let mut config = if settings.certificate_chains.is_empty() {
                builder.with_no_client_auth()
            } else {
                builder.with_client_cert_resolver(Arc::new(Chains::new(settings)?))
            };
            if let Some(log) = &settings.key_log {
                config.key_log = Arc::new(Log(Arc::clone(log)));
            }
            config.alpn_protocols.clone_from(&settings.inner_protocols);
            Ok(config)
        };
        let mut any_name = config(false)?;
        any_name.resumption = Resumption::disabled();
        any_name.enable_sni = false;
        Ok(Self { named: config(true)?, any_name })
    }

    pub(crate) fn connect(&self, server: &ServerIdentity<'_>, now: Time) -> Result<Session, Error> {
        let (config, name) = match &server.name {
            Some(name) => {
                let name = ServerName::try_from(alloc::format!("{name}"));
                (&self.named, name.map_err(|_| Error::Misuse(ApiMisuse::ServerName))?)
            }
            // Never sent, never compared: it only has to be something.
            None => (&self.any_name, ServerName::IpAddress(core::net::Ipv4Addr::UNSPECIFIED.into())),
        };
        let mut config = config.clone();
        config.time_provider = fixed(now);
        let connection = ClientConnection::new(Arc::new(config), name).map_err(from_rustls)?;
        Ok(Session::new(connection.into()))
    }
}

/// The server's side, ready to make connections.
pub(crate) struct ServerEngine {
    config: ServerConfig,
    resumption: resumption::Resumption,
}

impl ServerEngine {
    pub(crate) fn new(
        configuration: &TlsConfiguration,
        sessions: &Arc<dyn SessionStore>,
    ) -> Result<Self, ConfigError> {
        let settings = configuration.settings();
        let builder = ServerConfig::builder_with_provider(provider(settings))
            .with_protocol_versions(&versions(configuration))
            .map_err(|_| ConfigError::NoCipherSuite)?;
        let builder = if settings.client_authentication == ClientAuthentication::None {
            builder.with_no_client_auth()
        } else {
            builder.with_client_cert_verifier(Arc::new(PeerVerifier::of_clients(settings)))
        };
        let mut config = builder.with_cert_resolver(Arc::new(Chains::new(settings)?));
        config.alpn_protocols.clone_from(&settings.inner_protocols);
        if let Some(log) = &settings.key_log {
            config.key_log = Arc::new(Log(Arc::clone(log)));
        }
        Ok(Self { config, resumption: resumption::Resumption::new(settings, sessions) })
    }

    pub(crate) fn accept(&self, now: Time) -> Result<Session, Error> {
        let mut config = self.config.clone();
        config.time_provider = fixed(now);
        self.resumption.apply(&mut config, now);
        let connection = ServerConnection::new(Arc::new(config)).map_err(from_rustls)?;
        Ok(Session::new(connection.into()))
    }
}

/// Our provider with the configured suites, in the configured order.
fn provider(settings: &Settings) -> Arc<CryptoProvider> {
    let mut provider = rustls_purembed::provider();
    let known = core::mem::take(&mut provider.cipher_suites);
    provider.cipher_suites = settings
        .ciphers()
        .iter()
        .filter_map(|suite| known.iter().copied().find(|known| u16::from(known.suite()) == suite.id()))
        .collect();
    provider.kx_groups =
        reach::groups(settings.groups.as_deref()).into_iter().map(|(_, group)| group).collect();
    Arc::new(provider)
}

fn versions(configuration: &TlsConfiguration) -> Vec<&'static SupportedProtocolVersion> {
    [(TlsVersion::Tls13, &rustls::version::TLS13), (TlsVersion::Tls12, &rustls::version::TLS12)]
        .into_iter()
        .filter(|(version, _)| configuration.transport().allows(*version))
        // rustls refuses a version without a suite; a list of suites of one version is a choice of that version.
        .filter(|(version, _)| configuration.ciphers().iter().any(|suite| suite.version() == *version))
        .map(|(_, version)| version)
        .collect()
}

/// The caller's clock for the length of a connection.
#[derive(Debug)]
struct Fixed(UnixTime);

impl TimeProvider for Fixed {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

fn fixed(now: Time) -> Arc<Fixed> {
    let seconds = u64::try_from(now.as_unix()).unwrap_or(0);
    Arc::new(Fixed(UnixTime::since_unix_epoch(Duration::from_secs(seconds))))
}

/// Our log behind rustls' trait.
struct Log(Arc<dyn KeyLog>);

impl rustls::KeyLog for Log {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        self.0.log(label, client_random, secret);
    }
}

impl core::fmt::Debug for Log {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Log").finish_non_exhaustive()
    }
}
