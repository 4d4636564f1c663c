// SPDX-License-Identifier: MIT
//! What one side shows of itself.

use alloc::sync::Arc;
use alloc::vec::Vec;

use purembed_pk::PrivateKey;
use purembed_x509::Crt;

use crate::config::ConfigError;

/// A certificate, those that lead from it towards a root, and its private key.
///
/// The key is checked against the certificate when the chain is made, not in the first handshake.
#[derive(Clone, Debug)]
pub struct CertificateChain {
    certificates: Arc<[Crt]>,
    key: Arc<PrivateKey>,
}

impl CertificateChain {
    /// Takes the leaf first, then each issuer in turn; the root may be left out.
    ///
    /// # Errors
    ///
    /// [`ConfigError::EmptyChain`] without a certificate, [`ConfigError::KeyMismatch`] if the key is not the leaf's.
    pub fn new(certificates: impl Into<Vec<Crt>>, key: PrivateKey) -> Result<Self, ConfigError> {
        let certificates = certificates.into();
        let leaf = certificates.first().ok_or(ConfigError::EmptyChain)?;
        if !leaf.subject_public_key().is_ok_and(|public| key.matches(public)) {
            return Err(ConfigError::KeyMismatch);
        }
        Ok(Self { certificates: certificates.into(), key: Arc::new(key) })
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

    pub(crate) const fn key(&self) -> &Arc<PrivateKey> {
        &self.key
    }
}
