// SPDX-License-Identifier: MIT
//! Where keys are found.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::SigningKey;
use crate::{Error, PublicKey};

/// Where private keys are found: by the public key that stands in a certificate, or by the label that someone gave them.
///
/// A program that keeps keys in a device implements [`keys`](Self::keys), and the searches if the device is better at
/// them. [`MemoryKeyStore`] is for keys in memory, and for tests.
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc, KeyStore, MemoryKeyStore, PublicKey, SignatureAlgorithm, SigningKey};
///
/// let key = Ecc::generate(Curve::SECP256R1)?;
/// let public = PublicKey::from(key.public_key().clone());
/// let mut store = MemoryKeyStore::new();
/// store.insert("web server", Arc::new(key));
///
/// let key = store.find(&public)?.ok_or("whose is this?")?;
/// let algorithm = SignatureAlgorithm::Ecdsa(Algorithm::SHA256);
/// public.verify(algorithm, b"message", &key.sign(algorithm, b"message")?)?;
///
/// assert!(store.find_label("web server")?.is_some());
/// assert!(store.find_label("mail server")?.is_none());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub trait KeyStore: Send + Sync {
    /// All keys, in an order of the store's own.
    ///
    /// # Errors
    ///
    /// [`Error::External`] if the store cannot be asked.
    fn keys(&self) -> Result<Vec<KeyEntry>, Error>;

    /// The private half of a public key.
    ///
    /// # Errors
    ///
    /// [`Error::External`] if the store cannot be asked. A key that is not there is none.
    fn find(&self, public: &PublicKey) -> Result<Option<Arc<dyn SigningKey>>, Error> {
        let entries = self.keys()?;
        Ok(entries.into_iter().map(|entry| entry.key).find(|key| key.public_key() == *public))
    }

    /// The first key with this label.
    ///
    /// # Errors
    ///
    /// [`Error::External`] if the store cannot be asked. A key that is not there is none.
    fn find_label(&self, label: &str) -> Result<Option<Arc<dyn SigningKey>>, Error> {
        let entries = self.keys()?;
        Ok(entries.into_iter().find(|entry| entry.label == label).map(|entry| entry.key))
    }
}

/// A key of a [`KeyStore`], and what it is called there.
#[derive(Clone)]
pub struct KeyEntry {
    label: String,
    key: Arc<dyn SigningKey>,
}

impl KeyEntry {
    /// Puts a label on a key.
    pub fn new(label: impl Into<String>, key: Arc<dyn SigningKey>) -> Self {
        Self { label: label.into(), key }
    }

    /// What the key is called. Empty if it has no name; several may have the same one.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &Arc<dyn SigningKey> {
        &self.key
    }
}

impl fmt::Debug for KeyEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyEntry")
            .field("label", &self.label)
            .field("public", &self.key.public_key())
            .finish_non_exhaustive()
    }
}

/// Keys in memory, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct MemoryKeyStore {
    entries: Vec<KeyEntry>,
}

impl MemoryKeyStore {
    /// A store without keys.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Adds a key, and takes out the one that had this label, if it was there.
    pub fn insert(
        &mut self,
        label: impl Into<String>,
        key: Arc<dyn SigningKey>,
    ) -> Option<Arc<dyn SigningKey>> {
        let entry = KeyEntry::new(label, key);
        let removed = self.remove(&entry.label);
        self.entries.push(entry);
        removed
    }

    /// Takes a key out.
    pub fn remove(&mut self, label: &str) -> Option<Arc<dyn SigningKey>> {
        let at = self.entries.iter().position(|entry| entry.label == label)?;
        Some(self.entries.remove(at).key)
    }

    /// The keys with their labels.
    pub fn iter(&self) -> core::slice::Iter<'_, KeyEntry> {
        self.entries.iter()
    }
}

impl<'a> IntoIterator for &'a MemoryKeyStore {
    type Item = &'a KeyEntry;
    type IntoIter = core::slice::Iter<'a, KeyEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl KeyStore for MemoryKeyStore {
    fn keys(&self) -> Result<Vec<KeyEntry>, Error> {
        Ok(self.entries.clone())
    }
}
