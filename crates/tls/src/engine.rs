// SPDX-License-Identifier: MIT
//! The engines underneath, one of which carries a connection: rustls with purembed's algorithms and judgement of
//! certificates, and the engine of our own for what rustls does not do.
//!
//! Nothing above this module knows rustls, and only configurations for datagrams know the other one.

use alloc::boxed::Box;
use alloc::sync::Arc;

use purembed_tls12::{Config, SessionCache, SessionStore};
use purembed_x509::Time;

use crate::choice::Engine;
use crate::config::{ConfigError, Configuration, Datagram, TlsConfiguration, Transport};
use crate::dtls::Cookies;
use crate::error::{Error, Reason};
use crate::identity::ServerIdentity;
use crate::purpose::Purpose;

pub(crate) mod native;
mod rustls;
mod session;
pub(crate) mod undecided;

pub(crate) use self::rustls::reach;
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

    /// Starts a connection. A session to resume is one of the native engine.
    pub(crate) fn connect(
        &self,
        server: &ServerIdentity<'_>,
        session: Option<&purembed_tls12::Session>,
        now: Time,
    ) -> Result<Session, Error> {
        match self {
            Self::Rustls(engine) => Ok(Session::Rustls(Box::new(engine.connect(server, now)?))),
            Self::Native(engine) => Ok(Session::Native(Box::new(engine.connect(server, session, now)?))),
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

/// The server's side, ready to make connections: one engine or both.
pub(crate) struct ServerEngines {
    rustls: Option<Box<rustls::ServerEngine>>,
    native: Option<native::ServerEngine>,
}

impl ServerEngines {
    pub(crate) fn of_streams(configuration: &TlsConfiguration) -> Result<Self, ConfigError> {
        let engine = configuration.engine(Purpose::ServerAuth).engine();
        let sessions = sessions(configuration);
        let rustls = match engine {
            Engine::Native => None,
            _ => Some(Box::new(rustls::ServerEngine::new(configuration, &sessions)?)),
        };
        let native = match engine {
            Engine::Rustls => None,
            _ => Some(native::ServerEngine::new(configuration, &sessions)?),
        };
        Ok(Self { rustls, native })
    }

    pub(crate) fn of_datagrams(configuration: &Configuration<Datagram>) -> Result<Self, ConfigError> {
        let native = native::ServerEngine::new(configuration, &sessions(configuration))?;
        Ok(Self { rustls: None, native: Some(native) })
    }

    /// Whether a client's hello decides between them.
    pub(crate) const fn are_two(&self) -> bool {
        self.rustls.is_some() && self.native.is_some()
    }

    /// Starts a connection of this engine, or of the one that there is.
    pub(crate) fn accept(&self, engine: Engine, now: Time) -> Result<Session, Error> {
        match (engine, &self.rustls, &self.native) {
            (Engine::Native, _, Some(native)) | (_, None, Some(native)) => {
                Ok(Session::Native(Box::new(native.accept(now)?)))
            }
            (_, Some(rustls), _) => Ok(Session::Rustls(Box::new(rustls.accept(now)?))),
            (_, None, None) => Err(Error::Internal(Reason::new("a server without an engine"))),
        }
    }

    /// The native engine's configuration.
    pub(crate) fn native(&self) -> Option<&Arc<Config>> {
        self.native.as_ref().map(native::ServerEngine::config)
    }

    /// What cookies are made with, for as long as the context lives.
    pub(crate) fn cookies(&self) -> Result<Cookies, Error> {
        self.native.as_ref().map_or_else(Cookies::new, native::ServerEngine::cookies)
    }
}

/// How many sessions a server remembers, if nobody gives it a place to keep them.
const REMEMBERED_SESSIONS: usize = 256;

/// Where a server keeps its sessions, whichever engine makes them.
fn sessions<T: Transport>(configuration: &Configuration<T>) -> Arc<dyn SessionStore> {
    let given = configuration.settings().session_cache.clone();
    given.unwrap_or_else(|| Arc::new(SessionCache::new(REMEMBERED_SESSIONS)))
}
