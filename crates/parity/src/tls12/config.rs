// SPDX-License-Identifier: MIT
//! What one side wants of its connections, and what they share.

use alloc::sync::Arc;
use core::fmt;

use mbedtls_sys as sys;

use super::Transport;
use crate::c::{Credentials, SslConfig, c_text};
use crate::error::Error;
use crate::pk::Curve;

/// What one side wants of its connections. What is not said is as in C.
#[derive(Clone)]
pub struct Config {
    suites: Vec<u16>,
    curves: Vec<Curve>,
    psk: Option<(Vec<u8>, Vec<u8>)>,
    store: Option<Arc<Store>>,
    own: Option<(Vec<Vec<u8>>, Vec<u8>)>,
    trusted: Option<Vec<Vec<u8>>>,
    verify: Verify,
    protocols: Vec<Vec<u8>>,
    max_fragment_length: Option<usize>,
    handshake_timeout: Option<(u32, u32)>,
    bad_mac_limit: Option<u32>,
    ticket_lifetime: Option<u32>,
    flags: Flags,
}

type Store = dyn Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync;

#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "C has that many switches")]
struct Flags {
    extended_master_secret: bool,
    encrypt_then_mac: bool,
    anti_replay: bool,
    cookies: bool,
    cache: bool,
    renegotiation: bool,
    client_tickets: bool,
}

impl Config {
    /// These suites by number, the most preferred first; no certificates are asked for or judged, no cookies, no sessions.
    #[must_use]
    pub fn new(suites: &[u16]) -> Self {
        Self {
            suites: suites.to_vec(),
            curves: Vec::new(),
            psk: None,
            store: None,
            own: None,
            trusted: None,
            verify: Verify::None,
            protocols: Vec::new(),
            max_fragment_length: None,
            handshake_timeout: None,
            bad_mac_limit: None,
            ticket_lifetime: None,
            flags: Flags {
                extended_master_secret: true,
                encrypt_then_mac: true,
                anti_replay: true,
                cookies: false,
                cache: false,
                renegotiation: false,
                client_tickets: false,
            },
        }
    }

    /// The groups for key exchange and in certificates, the most preferred first.
    #[must_use]
    pub fn curves(mut self, curves: &[Curve]) -> Self {
        self.curves = curves.to_vec();
        self
    }

    /// A client's pre-shared key, or what a server has for all of its clients of this name.
    #[must_use]
    pub fn pre_shared_key(mut self, identity: &[u8], key: &[u8]) -> Self {
        self.psk = Some((identity.to_vec(), key.to_vec()));
        self
    }

    /// Where a server finds the keys of its clients.
    #[must_use]
    pub fn pre_shared_key_store(
        mut self,
        store: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Certificates in DER, one's own first, and its key in DER.
    #[must_use]
    pub fn certificate_chain(mut self, chain: &[&[u8]], key: &[u8]) -> Self {
        self.own = Some((chain.iter().map(|der| der.to_vec()).collect(), key.to_vec()));
        self
    }

    /// Trusts these certificates, in DER, and judges the peer's by them.
    #[must_use]
    pub fn trust(mut self, roots: &[&[u8]], verify: Verify) -> Self {
        self.trusted = Some(roots.iter().map(|der| der.to_vec()).collect());
        self.verify = verify;
        self
    }

    /// Inner protocols (ALPN), the most preferred first.
    #[must_use]
    pub fn inner_protocols(mut self, protocols: &[&[u8]]) -> Self {
        self.protocols = protocols.iter().map(|name| name.to_vec()).collect();
        self
    }

    /// Asks for records of at most 512, 1024, 2048 or 4096 bytes; sends no longer ones, asked or not.
    #[must_use]
    pub const fn max_fragment_length(mut self, bytes: usize) -> Self {
        self.max_fragment_length = Some(bytes);
        self
    }

    /// The first and the longest wait for an answer, in milliseconds.
    #[must_use]
    pub const fn handshake_timeout(mut self, first: u32, longest: u32) -> Self {
        self.handshake_timeout = Some((first, longest));
        self
    }

    /// How many forged datagrams end a connection; 0 for none.
    #[must_use]
    pub const fn bad_mac_limit(mut self, limit: u32) -> Self {
        self.bad_mac_limit = Some(limit);
        self
    }

    /// Offers or answers the extended master secret (RFC 7627), as C does by default.
    #[must_use]
    pub const fn extended_master_secret(mut self, on: bool) -> Self {
        self.flags.extended_master_secret = on;
        self
    }

    /// Offers or answers encrypt-then-MAC (RFC 7366), as C does by default.
    #[must_use]
    pub const fn encrypt_then_mac(mut self, on: bool) -> Self {
        self.flags.encrypt_then_mac = on;
        self
    }

    /// Drops datagrams that came before, as C does by default.
    #[must_use]
    pub const fn anti_replay(mut self, on: bool) -> Self {
        self.flags.anti_replay = on;
        self
    }

    /// A server asks its clients for cookies first.
    #[must_use]
    pub const fn cookies(mut self) -> Self {
        self.flags.cookies = true;
        self
    }

    /// Agrees to other handshakes later.
    #[must_use]
    pub const fn renegotiation(mut self) -> Self {
        self.flags.renegotiation = true;
        self
    }

    /// A server remembers sessions by their IDs.
    #[must_use]
    pub const fn session_cache(mut self) -> Self {
        self.flags.cache = true;
        self
    }

    /// A server gives tickets that are good for so many seconds (RFC 5077).
    #[must_use]
    pub const fn ticket_lifetime(mut self, seconds: u32) -> Self {
        self.ticket_lifetime = Some(seconds);
        self
    }

    /// A client asks for tickets.
    #[must_use]
    pub const fn wants_tickets(mut self) -> Self {
        self.flags.client_tickets = true;
        self
    }

    fn build(&self, server: bool, transport: Transport) -> Result<SslConfig, Error> {
        let mut config = SslConfig::new(server, transport == Transport::Datagram)?;
        config.set_suites(&self.suites);
        if !self.curves.is_empty() {
            let curves: Vec<_> = self.curves.iter().map(|curve| curve.id()).collect();
            config.set_curves(&curves);
        }
        if let Some((identity, key)) = &self.psk {
            config.set_psk(identity, key)?;
        }
        if let Some(store) = self.store.clone() {
            config.set_store(Box::new(move |identity| store(identity)));
        }
        if let Some((chain, key)) = &self.own {
            config.set_credentials(&Credentials { chain, key })?;
        }
        if let Some(roots) = &self.trusted {
            config.set_trusted(roots)?;
        }
        config.set_verify(match self.verify {
            Verify::None => sys::SSL_VERIFY_NONE,
            Verify::Optional => sys::SSL_VERIFY_OPTIONAL,
            Verify::Required => sys::SSL_VERIFY_REQUIRED,
        });
        if !self.protocols.is_empty() {
            config.set_protocols(self.protocols.iter().map(|name| c_text(name)).collect())?;
        }
        if let Some(bytes) = self.max_fragment_length {
            let code = [512, 1024, 2048, 4096].into_iter().zip(1..).find(|(length, _)| *length == bytes);
            // 5 is what C refuses.
            config.set_max_fragment_length(code.map_or(5, |(_, code)| code))?;
        }
        if let Some((first, longest)) = self.handshake_timeout {
            config.set_handshake_timeout(first, longest);
        }
        self.build_flags(&mut config)?;
        Ok(config)
    }

    fn build_flags(&self, config: &mut SslConfig) -> Result<(), Error> {
        config.set_extended_master_secret(self.flags.extended_master_secret);
        config.set_encrypt_then_mac(self.flags.encrypt_then_mac);
        config.set_anti_replay(self.flags.anti_replay);
        config.set_renegotiation(self.flags.renegotiation);
        config.set_tickets_wanted(self.flags.client_tickets);
        if let Some(limit) = self.bad_mac_limit {
            config.set_bad_mac_limit(limit);
        }
        if self.flags.cookies {
            config.set_cookies()?;
        }
        if self.flags.cache {
            config.set_cache();
        }
        if let Some(seconds) = self.ticket_lifetime {
            config.set_tickets(seconds)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("suites", &self.suites).finish_non_exhaustive()
    }
}

/// Whether the peer must show a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there are no others")]
pub enum Verify {
    /// It need not, and it is not judged.
    None,
    /// It is judged, and the handshake goes on whatever comes out: see [`Connection::verify_result`].
    Optional,
    /// It must, and the certificate must be good.
    Required,
}

/// One side of any number of connections, with what they share: cookies, tickets, sessions.
#[derive(Clone)]
pub struct Context(pub(super) Arc<SslConfig>);

impl Context {
    /// The client's side.
    ///
    /// # Errors
    ///
    /// What C says of certificates, keys and values that it does not take.
    pub fn client(transport: Transport, config: &Config) -> Result<Self, Error> {
        config.build(false, transport).map(|config| Self(Arc::new(config)))
    }

    /// The server's side.
    ///
    /// # Errors
    ///
    /// As for [`client`](Self::client).
    pub fn server(transport: Transport, config: &Config) -> Result<Self, Error> {
        config.build(true, transport).map(|config| Self(Arc::new(config)))
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}
