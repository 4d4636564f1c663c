// SPDX-License-Identifier: MIT
//! The judgement of the peer's certificates by purembed's own verifier.

use alloc::vec::Vec;

use purembed_x509::{Crt, Purpose, Rules, ServerName, Time, TrustStore, Verifier};

use crate::Error;
use crate::config::PeerVerifier;

/// Judges the peer's certificates by trusted authorities: chain, time, purpose, and for servers the name. What the peer's
/// key may be used for, the handshake sees to itself: it depends on the suite.
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_tls12::{CipherSuite, Config, TrustVerifier};
/// use purembed_x509::TrustStore;
///
/// let suites: [CipherSuite; 1] = ["TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256".parse()?];
/// let config = Config::new(&suites).peer_verifier(Arc::new(TrustVerifier::of_servers(TrustStore::new())));
/// # let _ = config;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TrustVerifier {
    trust_store: TrustStore,
    purpose: Purpose,
    any_name: bool,
}

impl TrustVerifier {
    /// For clients: judges servers, whose certificates must be for the name that the client connects to.
    #[must_use]
    pub const fn of_servers(trust_store: TrustStore) -> Self {
        Self { trust_store, purpose: Purpose::ServerAuth, any_name: false }
    }

    /// For servers: judges clients, whoever they are.
    #[must_use]
    pub const fn of_clients(trust_store: TrustStore) -> Self {
        Self { trust_store, purpose: Purpose::ClientAuth, any_name: true }
    }

    /// Accepts servers of any name.
    ///
    /// # Danger
    ///
    /// Whoever has a certificate of one of the authorities, for whatever name, can be in the middle.
    #[must_use]
    pub const fn dangerous_any_name(mut self) -> Self {
        self.any_name = true;
        self
    }
}

impl PeerVerifier for TrustVerifier {
    fn verify(&self, chain: &[Crt], server_name: Option<&str>, unix_time: i64) -> Result<(), Error> {
        let (leaf, intermediates) = chain.split_first().ok_or(Error::NoCertificate)?;
        let name = match server_name {
            _ if self.any_name => None,
            Some(name) => Some(ServerName::try_from(name).map_err(|_| Error::ServerName)?),
            None => return Err(Error::ServerName),
        };
        Verifier::new(&self.trust_store)
            .purpose(self.purpose)
            // What careless authorities leave out is no reason to refuse a handshake.
            .waive(Rules::PROFILE)
            .verify(leaf, intermediates, name.as_ref(), Time::from_unix(unix_time))
            .map(drop)
            .map_err(Error::CertificateRefused)
    }

    fn session_context(&self) -> Vec<u8> {
        let mut roots: Vec<_> = self.trust_store.iter().map(Crt::as_der).collect();
        roots.sort_unstable();
        let purpose = [self.any_name.into(), u8::from(self.purpose == Purpose::ServerAuth)];
        [&purpose[..], &roots.concat()].concat()
    }

    fn authorities(&self) -> Vec<Vec<u8>> {
        self.trust_store.iter().map(|root| root.subject().as_der().to_vec()).collect()
    }
}
