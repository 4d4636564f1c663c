// SPDX-License-Identifier: MIT
//! rustls with purembed's algorithms and purembed's judgement of certificates.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use purembed_tls12::{KeyLog, SessionStore};
use purembed_x509::Time;
use rustls::crypto::CryptoProvider;
use rustls::server::NoServerSessionStorage;
use rustls::time_provider::TimeProvider;
use rustls::{
    ClientConfig, ClientConnection, ServerConfig, ServerConnection, SupportedProtocolVersion, client,
};
use rustls_pki_types::{ServerName, UnixTime};

use self::chains::Chains;
use self::error::from_rustls;
use self::resumption::Resumption;
use self::verifier::PeerVerifier;
use crate::config::{ClientAuthentication, ConfigError, Settings, TlsConfiguration};
use crate::error::{ApiMisuse, Error};
use crate::identity::ServerIdentity;
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
        let config = |check_name: bool| {
            let verifier = PeerVerifier::of_servers(settings, check_name).ok_or(ConfigError::NoTrustStore)?;
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
            if !settings.validate_certificates {
                config.resumption = client::Resumption::disabled();
            }
            Ok(config)
        };
        let mut any_name = config(false)?;
        any_name.resumption = client::Resumption::disabled();
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
        Ok(Session::new(connection.into(), true))
    }
}

/// The server's side, ready to make connections.
pub(crate) struct ServerEngine {
    config: ServerConfig,
    resumption: Option<Resumption>,
    asks: bool,
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
        let verifier = match settings.client_authentication {
            ClientAuthentication::None => None,
            _ => Some(PeerVerifier::of_clients(settings).ok_or(ConfigError::NoTrustStore)?),
        };
        let asks = verifier.is_some();
        let context = verifier.as_ref().map(PeerVerifier::session_context).unwrap_or_default();
        let builder = match verifier {
            Some(verifier) => builder.with_client_cert_verifier(Arc::new(verifier)),
            None => builder.with_no_client_auth(),
        };
        let mut config = builder.with_cert_resolver(Arc::new(Chains::new(settings)?));
        config.alpn_protocols.clone_from(&settings.inner_protocols);
        if let Some(log) = &settings.key_log {
            config.key_log = Arc::new(Log(Arc::clone(log)));
        }
        // Whoever was let in in spite of something has to show it each time.
        let resumes = settings.validate_certificates || !asks;
        if !resumes {
            config.session_storage = Arc::new(NoServerSessionStorage {});
            config.send_tls13_tickets = 0;
        }
        let resumption = resumes.then(|| Resumption::new(settings, sessions, &context));
        Ok(Self { config, resumption, asks })
    }

    pub(crate) fn accept(&self, now: Time) -> Result<Session, Error> {
        let mut config = self.config.clone();
        config.time_provider = fixed(now);
        if let Some(resumption) = &self.resumption {
            resumption.apply(&mut config, now);
        }
        let connection = ServerConnection::new(Arc::new(config)).map_err(from_rustls)?;
        Ok(Session::new(connection.into(), self.asks))
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
