// SPDX-License-Identifier: MIT
//! What configurations for streams and datagrams have in common.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use purembed_pk::{Group, SignatureAlgorithm};
use purembed_tls12::{KeyLog, PreSharedKey, PreSharedKeyStore, SessionStore, TicketCipher};
use purembed_x509::{CrlStore, TrustStore};

use super::ClientAuthentication;
use crate::chain::CertificateChain;
use crate::max_fragment_length::MaxFragmentLength;
use crate::suite::CipherSuite;
use crate::verify::VerifyCallback;

/// What a configuration holds, whatever carries its connections; checked before it is shared.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) trust_store: Option<Arc<TrustStore>>,
    pub(crate) crls: Option<Arc<CrlStore>>,
    pub(crate) validate_certificates: bool,
    pub(crate) verify_callback: Option<Arc<dyn VerifyCallback>>,
    pub(crate) max_depth: u8,
    pub(crate) certificate_chains: Vec<CertificateChain>,
    pub(crate) client_authentication: ClientAuthentication,
    /// `None` if nobody said: the recommended ones.
    pub(crate) ciphers: Option<Vec<CipherSuite>>,
    pub(crate) groups: Option<Vec<Group>>,
    pub(crate) signature_schemes: Option<Vec<SignatureAlgorithm>>,
    pub(crate) inner_protocols: Vec<Vec<u8>>,
    pub(crate) pre_shared_key: Option<Arc<PreSharedKey>>,
    pub(crate) pre_shared_key_store: Option<Arc<dyn PreSharedKeyStore>>,
    pub(crate) max_fragmentation_length: Option<MaxFragmentLength>,
    pub(crate) session_cache: Option<Arc<dyn SessionStore>>,
    pub(crate) ticket_keys: Option<Arc<dyn TicketCipher>>,
    pub(crate) key_log: Option<Arc<dyn KeyLog>>,
    pub(crate) read_timeout: Option<Duration>,
}

impl Settings {
    /// As many authorities between a peer's certificate and a trusted one as Mbed TLS allows.
    const MAX_DEPTH: u8 = 8;

    pub(crate) fn ciphers(&self) -> &[CipherSuite] {
        self.ciphers.as_deref().unwrap_or(CipherSuite::recommended())
    }

    /// Whether the peer's certificate can be judged, or need not be.
    pub(crate) fn can_judge(&self) -> bool {
        !self.validate_certificates || self.trust_store.is_some()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            trust_store: None,
            crls: None,
            validate_certificates: true,
            verify_callback: None,
            max_depth: Self::MAX_DEPTH,
            certificate_chains: Vec::new(),
            client_authentication: ClientAuthentication::None,
            ciphers: None,
            groups: None,
            signature_schemes: None,
            inner_protocols: Vec::new(),
            pre_shared_key: None,
            pre_shared_key_store: None,
            max_fragmentation_length: None,
            session_cache: None,
            ticket_keys: None,
            key_log: None,
            read_timeout: None,
        }
    }
}

impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        let values = |settings: &Self| {
            (
                settings.validate_certificates,
                settings.max_depth,
                settings.client_authentication,
                settings.max_fragmentation_length,
                settings.read_timeout,
            )
        };
        values(self) == values(other)
            && self.ciphers == other.ciphers
            && self.groups == other.groups
            && self.signature_schemes == other.signature_schemes
            && self.inner_protocols == other.inner_protocols
            && self.certificate_chains == other.certificate_chains
            && is_same(self.trust_store.as_ref(), other.trust_store.as_ref())
            && is_same(self.crls.as_ref(), other.crls.as_ref())
            && is_same(self.verify_callback.as_ref(), other.verify_callback.as_ref())
            && is_same(self.pre_shared_key.as_ref(), other.pre_shared_key.as_ref())
            && is_same(self.pre_shared_key_store.as_ref(), other.pre_shared_key_store.as_ref())
            && is_same(self.session_cache.as_ref(), other.session_cache.as_ref())
            && is_same(self.ticket_keys.as_ref(), other.ticket_keys.as_ref())
            && is_same(self.key_log.as_ref(), other.key_log.as_ref())
    }
}

/// Whether both are nothing, or one and the same.
pub(super) fn is_same<T: ?Sized>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => core::ptr::addr_eq(Arc::as_ptr(one), Arc::as_ptr(other)),
        (None, None) => true,
        _ => false,
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("trust_store", &self.trust_store.as_ref().map(|store| store.len()))
            .field("crls", &self.crls.as_ref().map(|crls| crls.len()))
            .field("validate_certificates", &self.validate_certificates)
            .field("verify_callback", &self.verify_callback.is_some())
            .field("max_depth", &self.max_depth)
            .field("certificate_chains", &self.certificate_chains)
            .field("client_authentication", &self.client_authentication)
            .field("ciphers", &self.ciphers)
            .field("groups", &self.groups)
            .field("signature_schemes", &self.signature_schemes)
            .field("inner_protocols", &self.inner_protocols)
            .field("pre_shared_key", &self.pre_shared_key)
            .field("pre_shared_key_store", &self.pre_shared_key_store.is_some())
            .field("max_fragmentation_length", &self.max_fragmentation_length)
            .field("session_cache", &self.session_cache.is_some())
            .field("ticket_keys", &self.ticket_keys.is_some())
            .field("key_log", &self.key_log.is_some())
            .field("read_timeout", &self.read_timeout)
            .finish()
    }
}
