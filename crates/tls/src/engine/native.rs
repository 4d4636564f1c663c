// SPDX-License-Identifier: MIT
//! The engine of our own: its configurations, made from ours.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use std::sync::OnceLock;

use purembed_core::random;
use purembed_tls12::{self as tls12, Config, SessionStore, TlsConnection};
use purembed_x509::Time;

#[cfg(feature = "legacy")]
use crate::chain::CertificateChain;
use crate::config::{ClientAuthentication, ConfigError, Configuration, Settings, Transport};
use crate::dtls::Cookies;
use crate::error::Error;
use crate::identity::ServerIdentity;
use crate::suite::CipherSuite;
use crate::verify;

mod session;

pub(crate) use session::Session;

/// The client's side, ready to make connections.
pub(crate) struct ClientEngine {
    /// Checks names.
    named: Arc<Config>,
    any_name: Arc<Config>,
}

impl ClientEngine {
    pub(crate) fn new<T: Transport>(configuration: &Configuration<T>) -> Result<Self, ConfigError> {
        Ok(Self {
            named: native_client(configuration, true)?,
            any_name: native_client(configuration, false)?,
        })
    }

    pub(crate) fn config(&self, server: &ServerIdentity<'_>) -> &Arc<Config> {
        if server.name.is_some() { &self.named } else { &self.any_name }
    }

    pub(crate) fn connect(
        &self,
        server: &ServerIdentity<'_>,
        session: Option<&tls12::Session>,
        now: Time,
    ) -> Result<Session, Error> {
        let name = server.name.as_ref().map(|name| alloc::format!("{name}"));
        let rng = Box::new(random::generator().map_err(Error::Random)?);
        let (config, name, now) = (Arc::clone(self.config(server)), name.as_deref(), now.as_unix());
        Ok(Session::new(match session {
            Some(session) => TlsConnection::resume(config, name, session, rng, now)?,
            None => TlsConnection::client(config, name, rng, now)?,
        }))
    }
}

/// The server's side, ready to make connections.
pub(crate) struct ServerEngine {
    config: Arc<Config>,
    /// Made when the first client for datagrams is awaited.
    cookies: OnceLock<Cookies>,
}

impl ServerEngine {
    pub(crate) fn new<T: Transport>(
        configuration: &Configuration<T>,
        sessions: &Arc<dyn SessionStore>,
    ) -> Result<Self, ConfigError> {
        Ok(Self { config: native_server(configuration, sessions)?, cookies: OnceLock::new() })
    }

    pub(crate) const fn config(&self) -> &Arc<Config> {
        &self.config
    }

    pub(crate) fn cookies(&self) -> Result<Cookies, Error> {
        if let Some(cookies) = self.cookies.get() {
            return Ok(cookies.clone());
        }
        let new = Cookies::new()?;
        Ok(self.cookies.get_or_init(|| new).clone())
    }

    pub(crate) fn accept(&self, now: Time) -> Result<Session, Error> {
        let rng = Box::new(random::generator().map_err(Error::Random)?);
        Ok(Session::new(TlsConnection::server(Arc::clone(&self.config), rng, now.as_unix())))
    }
}

/// What a client wants, in words of the native engine.
pub(crate) fn native_client<T: Transport>(
    configuration: &Configuration<T>,
    check_name: bool,
) -> Result<Arc<Config>, ConfigError> {
    let settings = configuration.settings();
    if settings.pre_shared_key.is_none() && !settings.can_judge() {
        return Err(ConfigError::NoTrustStore);
    }
    let usable = |suite: &CipherSuite| {
        (!suite.has_psk() || settings.pre_shared_key.is_some())
            && (!suite.has_certificate() || settings.can_judge())
    };
    let mut config = common(settings, usable)?;
    if let Some(key) = &settings.pre_shared_key {
        config = config.pre_shared_key(Arc::clone(key));
    }
    if let Some(length) = settings.max_fragmentation_length {
        config = config.max_fragment_length(length.bytes());
    }
    if let Some(verifier) = verify::of_servers(settings, check_name) {
        config = config.peer_verifier(Arc::new(verifier));
    }
    Ok(Arc::new(T::tune(configuration, config)))
}

/// What a server wants, in words of the native engine.
pub(crate) fn native_server<T: Transport>(
    configuration: &Configuration<T>,
    sessions: &Arc<dyn SessionStore>,
) -> Result<Arc<Config>, ConfigError> {
    let settings = configuration.settings();
    if settings.pre_shared_key_store.is_none() && settings.certificate_chains.is_empty() {
        return Err(ConfigError::NoCertificateChain);
    }
    let usable = |suite: &CipherSuite| {
        (!suite.has_psk() || settings.pre_shared_key_store.is_some())
            && (!suite.has_certificate() || !settings.certificate_chains.is_empty())
    };
    let mut config = common(settings, usable)?;
    if let Some(store) = &settings.pre_shared_key_store {
        config = config.pre_shared_key_store(Arc::clone(store));
    }
    config = config.session_store(Arc::clone(sessions));
    if let Some(keys) = &settings.ticket_keys {
        config = config.tickets(Arc::clone(keys));
    }
    config = config.client_authentication(match settings.client_authentication {
        ClientAuthentication::None => tls12::ClientAuthentication::None,
        ClientAuthentication::Optional => tls12::ClientAuthentication::Optional,
        ClientAuthentication::Required => tls12::ClientAuthentication::Required,
    });
    if let Some(verifier) = verify::of_clients(settings) {
        config = config.peer_verifier(Arc::new(verifier));
    }
    if T::has_tls13_elsewhere(configuration) {
        config = config.tls13_elsewhere();
    }
    Ok(Arc::new(T::tune(configuration, config)))
}

/// What both sides want.
fn common(settings: &Settings, usable: impl Fn(&CipherSuite) -> bool) -> Result<Config, ConfigError> {
    let suites: Vec<_> = settings.ciphers().iter().filter(|suite| usable(suite)).collect();
    let suites: Vec<_> = suites.into_iter().filter_map(|suite| suite.tls12()).collect();
    if !suites.iter().any(|suite| suite.supported().is_ok()) {
        return Err(ConfigError::NoCipherSuite);
    }
    let protocols: Vec<&[u8]> = settings.inner_protocols.iter().map(Vec::as_slice).collect();
    let mut config = Config::new(&suites).inner_protocols(&protocols);
    if let Some(groups) = &settings.groups {
        config = config.groups(groups);
    }
    if let Some(schemes) = &settings.signature_schemes {
        config = config.signature_schemes(schemes);
    }
    for chain in &settings.certificate_chains {
        config = config.certificate_chain(chain.certificates(), Arc::clone(chain.key()));
    }
    if !settings.certificate_chains.is_empty() && !config.can_sign() {
        return Err(ConfigError::KeyKind);
    }
    #[cfg(feature = "legacy")]
    if let Some(key) = settings.certificate_chains.iter().find_map(CertificateChain::private_key) {
        config = config.long_lived_key(Arc::clone(key));
    }
    if let Some(log) = &settings.key_log {
        config = config.key_log(Arc::clone(log));
    }
    Ok(config)
}
