// SPDX-License-Identifier: MIT
//! How a configuration is put together; the methods have the names of Python's keyword arguments.

use alloc::sync::Arc;
use core::time::Duration;

use purembed_pk::{Group, SignatureAlgorithm};
use purembed_tls12::{KeyLog, PreSharedKey, PreSharedKeyStore, SessionStore, TicketCipher};
use purembed_x509::{CrlStore, TrustStore};

use super::{
    ClientAuthentication, ConfigError, Configuration, DangerousConfigurationBuilder, Settings, Shared,
    Transport, check,
};
use crate::chain::CertificateChain;
use crate::max_fragment_length::MaxFragmentLength;
use crate::server_name::ServerNameCallback;
use crate::suite::CipherSuite;
use crate::verify::VerifyCallback;

/// Collects the parts of a configuration; [`build`](Self::build) checks them.
pub struct ConfigurationBuilder<T> {
    pub(super) settings: Settings,
    pub(super) transport: T,
    sni_callback: Option<Arc<dyn ServerNameCallback<Configuration<T>>>>,
}

impl<T: Transport> ConfigurationBuilder<T> {
    pub(super) fn new() -> Self {
        Self { settings: Settings::default(), transport: T::default(), sni_callback: None }
    }

    pub(super) fn from_configuration(configuration: &Configuration<T>) -> Self {
        let shared = &*configuration.shared;
        Self {
            settings: shared.settings.clone(),
            transport: shared.transport.clone(),
            sni_callback: shared.sni_callback.clone(),
        }
    }

    /// The certificates that a peer's chain must lead to.
    #[must_use]
    pub fn trust_store(mut self, store: impl Into<Arc<TrustStore>>) -> Self {
        self.settings.trust_store = Some(store.into());
        self
    }

    /// What says which certificates have been revoked: each certificate of a chain but the trusted one must be covered by
    /// a list that is not out of date.
    #[must_use]
    #[doc(alias = "revocation")]
    pub fn crls(mut self, crls: impl Into<Arc<CrlStore>>) -> Self {
        self.settings.crls = Some(crls.into());
        self
    }

    /// What this side shows of itself: always for a server, for a client if the server asks.
    ///
    /// Called again, it adds another chain; which of them is shown depends on what the peer can verify. The first that
    /// will do is taken.
    #[must_use]
    pub fn certificate_chain(mut self, chain: CertificateChain) -> Self {
        self.settings.certificate_chains.push(chain);
        self
    }

    /// Forgets the certificate chains, such as those of the configuration that this one was made from.
    #[must_use]
    pub fn without_certificate_chains(mut self) -> Self {
        self.settings.certificate_chains.clear();
        self
    }

    /// Whether a server asks for a certificate; not at all by default. Clients ignore it: they always check.
    #[must_use]
    pub fn client_authentication(mut self, ask: ClientAuthentication) -> Self {
        self.settings.client_authentication = ask;
        self
    }

    /// Is asked about each certificate of a chain that holds otherwise, and can refuse it.
    ///
    /// It is not asked about peers that come again by a session. Nor is one callback told from another there: servers whose
    /// callbacks answer differently must not share a [`session_cache`](Self::session_cache) or
    /// [`ticket_keys`](Self::ticket_keys).
    #[must_use]
    pub fn verify_callback(mut self, callback: Arc<dyn VerifyCallback>) -> Self {
        self.settings.verify_callback = Some(callback);
        self
    }

    /// How many authorities may stand between a peer's certificate and a trusted one; 8 by default.
    #[must_use]
    pub fn max_depth(mut self, authorities: u8) -> Self {
        self.settings.max_depth = authorities;
        self
    }

    /// The cipher suites to negotiate, the most preferred first; [`CipherSuite::recommended`] by default.
    #[must_use]
    pub fn ciphers(mut self, suites: &[CipherSuite]) -> Self {
        self.settings.ciphers = Some(suites.to_vec());
        self
    }

    /// The groups for key exchange, the most preferred first; every one that the engine has by default.
    #[must_use]
    pub fn groups(mut self, groups: &[Group]) -> Self {
        self.settings.groups = Some(groups.to_vec());
        self
    }

    /// The signatures of the handshake that are offered and accepted, the most preferred first; every one that the engine
    /// has by default.
    #[must_use]
    pub fn signature_schemes(mut self, schemes: &[SignatureAlgorithm]) -> Self {
        self.settings.signature_schemes = Some(schemes.to_vec());
        self
    }

    /// The protocols to choose from inside TLS (ALPN, RFC 7301), the most preferred first; none by default.
    #[must_use]
    pub fn inner_protocols(mut self, protocols: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        self.settings.inner_protocols = protocols.into_iter().map(|name| name.as_ref().to_vec()).collect();
        self
    }

    /// Has a server choose another context for each client, by the name that it asks for.
    #[must_use]
    pub fn sni_callback(mut self, callback: Arc<dyn ServerNameCallback<Configuration<T>>>) -> Self {
        self.sni_callback = Some(callback);
        self
    }

    /// A client's key, and the identity that the server knows it by.
    #[must_use]
    pub fn pre_shared_key(mut self, key: impl Into<Arc<PreSharedKey>>) -> Self {
        self.settings.pre_shared_key = Some(key.into());
        self
    }

    /// Where a server finds its clients' keys: a map, a closure, a database.
    #[must_use]
    pub fn pre_shared_key_store(mut self, store: Arc<dyn PreSharedKeyStore>) -> Self {
        self.settings.pre_shared_key_store = Some(store);
        self
    }

    /// Has a client ask for records that are no longer than this (RFC 6066 section 4), and a server for streams go along
    /// with those who ask; a server for datagrams does so anyway. It takes TLS 1.2 and the native
    /// [engine](crate::TlsConfiguration::engine).
    #[must_use]
    pub fn max_fragmentation_length(mut self, length: MaxFragmentLength) -> Self {
        self.settings.max_fragmentation_length = Some(length);
        self
    }

    /// Where a server keeps the sessions that its clients may resume: in memory, 256 of each context, by default. Servers
    /// that share it resume each other's sessions, where they let in the same clients.
    #[must_use]
    pub fn session_cache(mut self, store: Arc<dyn SessionStore>) -> Self {
        self.settings.session_cache = Some(store);
        self
    }

    /// What a server seals sessions by, to give them to its clients rather than to keep them. Servers that share it resume
    /// each other's sessions, where they let in the same clients. [`TicketKeys`](crate::TicketKeys) change with time.
    #[must_use]
    pub fn ticket_keys(mut self, keys: Arc<dyn TicketCipher>) -> Self {
        self.settings.ticket_keys = Some(keys);
        self
    }

    /// Is told the secrets of every connection, for programs that decrypt what was recorded: see there for the danger.
    #[must_use]
    pub fn key_log(mut self, log: Arc<dyn KeyLog>) -> Self {
        self.settings.key_log = Some(log);
        self
    }

    /// How long a read waits for bytes from the peer; for ever by default.
    ///
    /// It is for sockets that block: see [`wrap_socket`](crate::ClientContext::wrap_socket).
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.settings.read_timeout = Some(timeout);
        self
    }

    /// The way to settings that lower the security of every connection.
    #[must_use]
    pub const fn dangerous(self) -> DangerousConfigurationBuilder<T> {
        DangerousConfigurationBuilder::new(self)
    }

    /// Checks that the parts fit together.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] says which parts do not, and what to change.
    pub fn build(self) -> Result<Configuration<T>, ConfigError> {
        let Self { settings, transport, sni_callback } = self;
        check::settings(&settings)?;
        transport.check(&settings)?;
        Ok(Configuration { shared: Arc::new(Shared { settings, transport, sni_callback }) })
    }
}

impl<T: Clone> Clone for ConfigurationBuilder<T> {
    fn clone(&self) -> Self {
        let (settings, transport) = (self.settings.clone(), self.transport.clone());
        Self { settings, transport, sni_callback: self.sni_callback.clone() }
    }
}

impl<T: core::fmt::Debug> core::fmt::Debug for ConfigurationBuilder<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ConfigurationBuilder")
            .field("settings", &self.settings)
            .field("transport", &self.transport)
            .field("sni_callback", &self.sni_callback.is_some())
            .finish()
    }
}
