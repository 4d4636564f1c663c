// SPDX-License-Identifier: MIT
//! The engines underneath, one of which carries a connection: rustls with purembed's algorithms and judgement of
//! certificates, and the engine of our own for what rustls does not do.
//!
//! Nothing above this module knows rustls, and only configurations for datagrams know the other one.

use alloc::boxed::Box;
use alloc::sync::Arc;

use purembed_tls12::Config;
use purembed_x509::Time;

use crate::choice::Engine;
use crate::config::{ConfigError, Configuration, Datagram, TlsConfiguration};
use crate::dtls::Cookies;
use crate::error::Error;
use crate::identity::ServerIdentity;
use crate::purpose::Purpose;

pub(crate) mod native;
mod rustls;
mod session;

pub(crate) use session::{Plaintext, Session};

/// The client's side, ready to make connections.
pub(crate) enum ClientEngines {
    Rustls(Box<rustls::ClientEngine>),
    Native(native::ClientEngine),
}

impl ClientEngines {
    pub(crate) fn of_streams(configuration: &TlsConfiguration) -> Result<Self, ConfigError> {
        match configuration.engine(Purpose::ClientAuth).engine() {
            Engine::Native => native::ClientEngine::new(configuration).map(Self::Native),
            _ => rustls::ClientEngine::new(configuration).map(Box::new).map(Self::Rustls),
        }
    }

    pub(crate) fn of_datagrams(configuration: &Configuration<Datagram>) -> Result<Self, ConfigError> {
        native::ClientEngine::new(configuration).map(Self::Native)
    }

    pub(crate) fn connect(&self, server: &ServerIdentity<'_>, now: Time) -> Result<Session, Error> {
        match self {
            Self::Rustls(engine) => Ok(Session::Rustls(Box::new(engine.connect(server, now)?))),
            Self::Native(engine) => Ok(Session::Native(Box::new(engine.connect(server, now)?))),
        }
    }

    /// The native engine's configuration for one server.
    pub(crate) fn native(&self, server: &ServerIdentity<'_>) -> Option<&Arc<Config>> {
        match self {
            Self::Rustls(_) => None,
            Self::Native(engine) => Some(engine.config(server)),
        }
    }
}

/// The server's side, ready to make connections.
pub(crate) enum ServerEngines {
    Rustls(Box<rustls::ServerEngine>),
    Native(native::ServerEngine),
}

impl ServerEngines {
    pub(crate) fn of_streams(configuration: &TlsConfiguration) -> Result<Self, ConfigError> {
        match configuration.engine(Purpose::ServerAuth).engine() {
            Engine::Native => native::ServerEngine::new(configuration).map(Self::Native),
            _ => rustls::ServerEngine::new(configuration).map(Box::new).map(Self::Rustls),
        }
    }

    pub(crate) fn of_datagrams(configuration: &Configuration<Datagram>) -> Result<Self, ConfigError> {
        native::ServerEngine::new(configuration).map(Self::Native)
    }

    pub(crate) fn accept(&self, now: Time) -> Result<Session, Error> {
        match self {
            Self::Rustls(engine) => Ok(Session::Rustls(Box::new(engine.accept(now)?))),
            Self::Native(engine) => Ok(Session::Native(Box::new(engine.accept(now)?))),
        }
    }

    /// The native engine's configuration.
    pub(crate) fn native(&self) -> Option<&Arc<Config>> {
        match self {
            Self::Rustls(_) => None,
            Self::Native(engine) => Some(engine.config()),
        }
    }

    /// What cookies are made with, for as long as the context lives.
    pub(crate) fn cookies(&self) -> Result<Cookies, Error> {
        match self {
            Self::Rustls(_) => Cookies::new(),
            Self::Native(engine) => engine.cookies(),
        }
    }
}
