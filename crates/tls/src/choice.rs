// SPDX-License-Identifier: MIT
//! Which engine carries a connection, and why.

use core::fmt;

use purembed_tls12::Hello;

use crate::chain::CertificateChain;
use crate::config::{Settings, TlsConfiguration};
use crate::engine::reach;
use crate::purpose::Purpose;
use crate::suite::CipherSuite;
use crate::version::TlsVersion;

/// Which engine carries the connections of a configuration, and why: [`TlsConfiguration::engine`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct EngineChoice {
    engine: Engine,
    reason: &'static str,
}

/// An engine.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Engine {
    /// rustls with purembed's algorithms: TLS 1.3 and 1.2 with certificates.
    Rustls,
    /// Our own: TLS 1.2 with everything that Mbed TLS has.
    Native,
    /// On servers: what each client says in its hello decides.
    ByHello,
}

impl EngineChoice {
    const fn rustls(reason: &'static str) -> Self {
        Self { engine: Engine::Rustls, reason }
    }

    const fn native(reason: &'static str) -> Self {
        Self { engine: Engine::Native, reason }
    }

    /// The engine.
    #[must_use]
    pub const fn engine(self) -> Engine {
        self.engine
    }

    /// Why this one, for people to read.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.reason
    }
}

impl fmt::Display for EngineChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.engine, self.reason)
    }
}

impl TlsConfiguration {
    /// Which engine carries the connections of one side, and why. It follows from the configuration alone.
    ///
    /// A client's engine is the first that applies:
    ///
    /// | the client | engine |
    /// |---|---|
    /// | has a [pre-shared key](crate::ConfigurationBuilder::pre_shared_key) | native, TLS 1.2 |
    /// | asks for [shorter records](crate::ConfigurationBuilder::max_fragmentation_length) | native, TLS 1.2 |
    /// | [names suites](crate::ConfigurationBuilder::ciphers), none of them of TLS 1.3, and one that rustls does not have | native, TLS 1.2 |
    /// | names groups or signatures of which rustls has none; or not all, and TLS 1.3 is not enabled | native, TLS 1.2 |
    /// | has certificates with keys of which rustls can use none | native, TLS 1.2 |
    /// | is none of these | rustls, which leaves out what is named and it does not have |
    ///
    /// So is a server's:
    ///
    /// | the server | engine |
    /// |---|---|
    /// | has no certificate with a key that rustls can use | native, TLS 1.2 |
    /// | has TLS 1.2 not enabled | rustls |
    /// | has no suite, group or signature that rustls has | native, TLS 1.2 |
    /// | has nothing that only the native engine can do: pre-shared keys, suites, groups, signatures, keys, shorter records | rustls |
    /// | is none of these | each client's hello decides |
    ///
    /// Where the hello decides, TLS 1.3 comes first: a client that offers it to a server that has it gets it, with a
    /// certificate and rustls, or nothing. For other clients, it is the first of the server's suites that both sides have
    /// everything for; rustls, if it has it.
    ///
    /// ```
    /// use purembed_tls::{Engine, PreSharedKey, Purpose, TlsConfiguration};
    ///
    /// let configuration = TlsConfiguration::builder().build()?;
    /// assert_eq!(configuration.engine(Purpose::ClientAuth).engine(), Engine::Rustls);
    ///
    /// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
    /// let choice = configuration.to_builder().pre_shared_key(key).build()?.engine(Purpose::ClientAuth);
    /// assert_eq!(choice.engine(), Engine::Native);
    /// assert_eq!(choice.reason(), "the client has a pre-shared key");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn engine(&self, side: Purpose) -> EngineChoice {
        match side {
            Purpose::ClientAuth => self.client_engine(),
            Purpose::ServerAuth => self.server_engine(),
        }
    }

    fn client_engine(&self) -> EngineChoice {
        let settings = self.settings();
        let chains = &settings.certificate_chains;
        if settings.pre_shared_key.is_some() {
            EngineChoice::native("the client has a pre-shared key")
        } else if settings.max_fragmentation_length.is_some() {
            EngineChoice::native("the client asks for shorter records")
        } else if !self.names_tls13() && names_native_suites(settings) {
            EngineChoice::native("suites of TLS 1.2 are named that rustls does not have")
        } else if self.prefers_what_is_native(settings) {
            EngineChoice::native("groups or signatures are named that rustls does not have")
        } else if !chains.is_empty() && !chains.iter().any(CertificateChain::is_for_rustls) {
            EngineChoice::native("the client's certificate has a key that rustls cannot use")
        } else {
            EngineChoice::rustls("nothing is asked for that only the native engine has")
        }
    }

    fn server_engine(&self) -> EngineChoice {
        let settings = self.settings();
        if !settings.certificate_chains.iter().any(CertificateChain::is_for_rustls) {
            return EngineChoice::native("the server has no certificate with a key that rustls can use");
        }
        if !self.servable_tls12().any(|_| true) {
            return EngineChoice::rustls("the server has no suite of TLS 1.2");
        }
        let has_none = |known: usize, named: usize| named > 0 && known == 0;
        let groups = settings.groups.as_deref().unwrap_or_default();
        let schemes = settings.signature_schemes.as_deref().unwrap_or_default();
        if !self.has_tls13() && !self.servable_tls12().any(reach::has_suite)
            || has_none(groups.iter().filter(|group| reach::has_group(**group)).count(), groups.len())
            || has_none(schemes.iter().filter(|scheme| reach::has_scheme(**scheme)).count(), schemes.len())
        {
            return EngineChoice::native("the server has no suite, group or signature that rustls has");
        }
        let is_native = self.servable_tls12().any(|suite| !reach::has_suite(suite))
            || settings.max_fragmentation_length.is_some()
            || !settings.groups.iter().flatten().all(|group| reach::has_group(*group))
            || !settings.signature_schemes.iter().flatten().all(|scheme| reach::has_scheme(*scheme))
            || !settings.certificate_chains.iter().all(CertificateChain::is_for_rustls);
        if is_native {
            return EngineChoice { engine: Engine::ByHello, reason: "what the client's hello says decides" };
        }
        EngineChoice::rustls("the server has nothing that only the native engine has")
    }

    /// Which engine answers a client, where its hello decides.
    pub(crate) fn engine_for(&self, hello: &Hello) -> EngineChoice {
        let settings = self.settings();
        // RFC 8446 4.1.3: who has TLS 1.3 on both sides must not end up with less.
        if self.serves_tls13() && hello.versions.contains(&0x0304) {
            return EngineChoice::rustls("both sides have TLS 1.3");
        }
        let first = self.servable_tls12().find(|suite| hello.suites.contains(&suite.id()));
        let Some(suite) = first else {
            // It fails, with the alert that says so.
            return EngineChoice::rustls("the two sides have no suite in common");
        };
        if settings.max_fragmentation_length.is_some() && hello.max_fragment_length {
            return EngineChoice::native("the client asks for shorter records");
        }
        if !reach::has_suite(suite) {
            return EngineChoice::native("the first suite in common is one that rustls does not have");
        }
        let groups = reach::groups(settings.groups.as_deref());
        if !hello.groups.is_empty() && !groups.iter().any(|(number, _)| hello.groups.contains(number)) {
            return EngineChoice::native("the client has no group that rustls has");
        }
        let mut chains = settings.certificate_chains.iter();
        if !chains.any(|chain| chain.is_for_rustls() && chain.serves(suite)) {
            return EngineChoice::native("the certificate for the suite has a key that rustls cannot use");
        }
        EngineChoice::rustls("rustls has the first suite in common")
    }

    /// Whether a server of this configuration speaks TLS 1.3 with clients that do.
    pub(crate) fn serves_tls13(&self) -> bool {
        self.has_tls13() && self.settings().certificate_chains.iter().any(CertificateChain::is_for_rustls)
    }

    /// Whether TLS 1.3 is enabled, with a suite.
    fn has_tls13(&self) -> bool {
        self.transport().allows(TlsVersion::Tls13)
            && self.ciphers().iter().any(|suite| suite.version() == TlsVersion::Tls13)
    }

    fn names_tls13(&self) -> bool {
        self.settings().ciphers.is_some() && self.has_tls13()
    }

    /// The suites of TLS 1.2 that a server has everything for, the most preferred first.
    fn servable_tls12(&self) -> impl Iterator<Item = CipherSuite> {
        let settings = self.settings();
        let enabled = self.transport().allows(TlsVersion::Tls12);
        self.ciphers().iter().copied().filter(move |suite| {
            enabled
                && suite.tls12().is_some_and(|suite| suite.supported().is_ok())
                && (!suite.has_psk() || settings.pre_shared_key_store.is_some())
                && (!suite.has_certificate()
                    || settings.certificate_chains.iter().any(|chain| chain.serves(*suite)))
        })
    }

    /// Whether groups or signatures are named of which rustls has none; or, without TLS 1.3, not all.
    fn prefers_what_is_native(&self, settings: &Settings) -> bool {
        let too_few = |known: usize, named: usize| {
            named > 0 && (known == 0 || known < named && !self.transport().allows(TlsVersion::Tls13))
        };
        let groups = settings.groups.as_deref().unwrap_or_default();
        let schemes = settings.signature_schemes.as_deref().unwrap_or_default();
        too_few(groups.iter().filter(|group| reach::has_group(**group)).count(), groups.len())
            || too_few(schemes.iter().filter(|scheme| reach::has_scheme(**scheme)).count(), schemes.len())
    }
}

fn names_native_suites(settings: &Settings) -> bool {
    settings.ciphers.iter().flatten().any(|suite| !reach::has_suite(*suite))
}

#[cfg(test)]
mod tests;
