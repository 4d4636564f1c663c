// SPDX-License-Identifier: MIT
//! What one side shows of itself.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use purembed_pk::{KeyStore, PrivateKey, PublicKey, SigningKey};
use purembed_tls12::{CipherSuite as Tls12Suite, KeyExchange};
use purembed_x509::Crt;

use crate::config::ConfigError;
use crate::engine::reach;
use crate::suite::CipherSuite;

/// A certificate, those that lead from it towards a root, and its private key.
///
/// The key is checked against the certificate when the chain is made, not in the first handshake.
#[derive(Clone)]
pub struct CertificateChain {
    certificates: Arc<[Crt]>,
    key: Arc<dyn SigningKey>,
    /// Whether rustls can sign with it.
    is_for_rustls: bool,
    /// The same, if it is at hand: for suites of TLS 1.2 whose key does more than to sign.
    #[cfg_attr(not(feature = "legacy"), expect(dead_code, reason = "for the feature `legacy`"))]
    private_key: Option<Arc<PrivateKey>>,
}

impl CertificateChain {
    /// Takes the leaf first, then each issuer in turn; the root may be left out.
    ///
    /// # Errors
    ///
    /// [`ConfigError::EmptyChain`] without a certificate, [`ConfigError::KeyMismatch`] if the key is not the leaf's.
    pub fn new(certificates: impl Into<Vec<Crt>>, key: PrivateKey) -> Result<Self, ConfigError> {
        let key = Arc::new(key);
        let private_key = Some(Arc::clone(&key));
        Ok(Self { private_key, ..Self::with_key(certificates, key)? })
    }

    /// Takes the leaf first, then each issuer in turn, and the leaf's key from whoever holds it: a device, an agent, a
    /// service.
    ///
    /// Each full handshake asks it for one signature, and waits for it. If there is none, the handshake fails with
    /// [`Error::Key`](crate::Error::Key).
    ///
    /// # Errors
    ///
    /// [`ConfigError::EmptyChain`] without a certificate, [`ConfigError::KeyMismatch`] if the key is not the leaf's.
    pub fn with_key(
        certificates: impl Into<Vec<Crt>>,
        key: Arc<dyn SigningKey>,
    ) -> Result<Self, ConfigError> {
        let certificates = certificates.into();
        let leaf = certificates.first().ok_or(ConfigError::EmptyChain)?;
        if leaf.subject_public_key() != Ok(&key.public_key()) {
            return Err(ConfigError::KeyMismatch);
        }
        let is_for_rustls = reach::can_sign(&key);
        Ok(Self { certificates: certificates.into(), key, is_for_rustls, private_key: None })
    }

    /// Takes the leaf first, then each issuer in turn, and finds the leaf's key in a store.
    ///
    /// # Errors
    ///
    /// [`ConfigError::EmptyChain`] without a certificate, [`ConfigError::KeyNotFound`] without its key, and
    /// [`ConfigError::KeyStore`] if the store cannot be asked.
    pub fn with_key_store(
        certificates: impl Into<Vec<Crt>>,
        store: &dyn KeyStore,
    ) -> Result<Self, ConfigError> {
        let certificates = certificates.into();
        let leaf = certificates.first().ok_or(ConfigError::EmptyChain)?;
        let public = leaf.subject_public_key().map_err(|_| ConfigError::KeyNotFound)?;
        let found = store.find(public).map_err(ConfigError::KeyStore)?;
        Self::with_key(certificates, found.ok_or(ConfigError::KeyNotFound)?)
    }

    /// Reads the certificates of one PEM text, leaf first, and the private key of another.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Certificate`] and [`ConfigError::Key`] for text that cannot be read, and those of
    /// [`new`](Self::new).
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, ConfigError> {
        let certificates = Crt::all_from_pem(certificates).map_err(ConfigError::Certificate)?;
        Self::new(certificates, PrivateKey::from_buffer(key).map_err(ConfigError::Key)?)
    }

    /// The certificates, the leaf first.
    #[must_use]
    pub fn certificates(&self) -> &[Crt] {
        &self.certificates
    }

    /// Whether a server with these certificates can be asked by this suite: in TLS 1.2 it says which kind of key there is
    /// (RFC 5246 section 7.4.2, RFC 8422 section 5.3).
    pub(crate) fn serves(&self, suite: CipherSuite) -> bool {
        let public = self.certificates.first().and_then(|leaf| leaf.subject_public_key().ok());
        let is_rsa = matches!(public, Some(PublicKey::Rsa(_)));
        match suite.tls12().map(Tls12Suite::key_exchange) {
            None => true,
            Some(KeyExchange::EcdheEcdsa) => !is_rsa,
            Some(KeyExchange::EcdhEcdsa | KeyExchange::EcdhRsa) => matches!(public, Some(PublicKey::Ecc(_))),
            Some(key_exchange) => key_exchange.has_certificate() && is_rsa,
        }
    }

    #[cfg(feature = "legacy")]
    pub(crate) const fn private_key(&self) -> Option<&Arc<PrivateKey>> {
        self.private_key.as_ref()
    }

    /// Whether rustls can sign with its key.
    pub(crate) const fn is_for_rustls(&self) -> bool {
        self.is_for_rustls
    }

    pub(crate) const fn key(&self) -> &Arc<dyn SigningKey> {
        &self.key
    }
}

/// Equal if they show the same certificates.
impl PartialEq for CertificateChain {
    fn eq(&self, other: &Self) -> bool {
        self.certificates == other.certificates
    }
}

impl Eq for CertificateChain {}

impl fmt::Debug for CertificateChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateChain").field("certificates", &self.certificates).finish_non_exhaustive()
    }
}
