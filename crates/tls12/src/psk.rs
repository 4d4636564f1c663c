// SPDX-License-Identifier: MIT
//! Pre-shared keys (RFC 4279).

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use purembed_core::ct;
use purembed_core::secret::SecretBytes;
use purembed_hash::Algorithm;
use purembed_hmac::{Hmac, Key};

use crate::schedule::MasterSecret;

/// A client's key and the name under which the server knows it.
///
/// ```
/// use purembed_tls12::PreSharedKey;
///
/// let key = PreSharedKey::new(b"Client_identity", b"0123456789abcdef")?;
/// assert_eq!(key.identity(), b"Client_identity");
/// # Ok::<(), purembed_tls12::InvalidPreSharedKey>(())
/// ```
pub struct PreSharedKey {
    identity: Box<[u8]>,
    key: SecretBytes,
}

impl PreSharedKey {
    /// Takes an identity, which is sent in clear, and its key.
    ///
    /// # Errors
    ///
    /// [`InvalidPreSharedKey`] for an empty key, and for more than 65,535 bytes of either.
    pub fn new(identity: &[u8], key: &[u8]) -> Result<Self, InvalidPreSharedKey> {
        let fits = |bytes: &[u8]| u16::try_from(bytes.len()).is_ok();
        if key.is_empty() || !fits(key) || !fits(identity) {
            return Err(InvalidPreSharedKey);
        }
        Ok(Self { identity: identity.into(), key: SecretBytes::copy_from(key) })
    }

    /// What the server finds the key by.
    #[must_use]
    pub fn identity(&self) -> &[u8] {
        &self.identity
    }

    pub(crate) fn key(&self) -> &[u8] {
        self.key.expose()
    }
}

impl fmt::Debug for PreSharedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreSharedKey").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// Not a pre-shared key: empty, or longer than TLS can say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidPreSharedKey;

impl fmt::Display for InvalidPreSharedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pre-shared key must not be empty, nor it or its identity have more than 65535 bytes")
    }
}

impl core::error::Error for InvalidPreSharedKey {}

/// Where a server finds its clients' keys: a map, a closure, a database.
///
/// ```
/// use purembed_core::secret::SecretBytes;
/// use purembed_tls12::PreSharedKeyStore;
///
/// let store = |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(b"0123456789abcdef"));
/// assert!(store.find(b"thermometer").is_some());
/// assert!(store.find(b"barometer").is_none());
/// ```
#[doc(alias = "pre_shared_key_store")]
pub trait PreSharedKeyStore: Send + Sync {
    /// The key of a client, if the server knows it. One that no client [can have](PreSharedKey::new), empty or too long, is
    /// none.
    fn find(&self, identity: &[u8]) -> Option<SecretBytes>;
}

/// A client that was known by its key.
#[derive(Clone)]
pub(crate) struct KnownClient {
    pub(crate) identity: Vec<u8>,
    /// Which key it was, and nothing of it: a MAC by it over the session's secret.
    pub(crate) mark: [u8; MARK],
}

const MARK: usize = 16;

impl KnownClient {
    pub(crate) fn new(identity: &[u8], key: &[u8], master: &MasterSecret) -> Self {
        Self { identity: identity.to_vec(), mark: mark(key, master) }
    }

    /// Whether it is still known, and by the same key: a session must not outlive it.
    pub(crate) fn is_in(&self, store: &dyn PreSharedKeyStore, master: &MasterSecret) -> bool {
        find(store, &self.identity).is_some_and(|key| ct::eq(&mark(key.expose(), master), &self.mark))
    }
}

fn mark(key: &[u8], master: &MasterSecret) -> [u8; MARK] {
    let mut mac = Hmac::with_key(&Key::new(Algorithm::SHA256, key));
    mac.update(b"purembed tls12 pre-shared key");
    mac.update(master.expose());
    mac.finalize().as_ref().first_chunk().copied().unwrap_or_default()
}

/// The key of a client, if it is one.
pub(crate) fn find(store: &dyn PreSharedKeyStore, identity: &[u8]) -> Option<SecretBytes> {
    store.find(identity).filter(|key| !key.is_empty() && u16::try_from(key.len()).is_ok())
}

impl<F: Fn(&[u8]) -> Option<SecretBytes> + Send + Sync> PreSharedKeyStore for F {
    fn find(&self, identity: &[u8]) -> Option<SecretBytes> {
        self(identity)
    }
}

impl PreSharedKeyStore for BTreeMap<Vec<u8>, SecretBytes> {
    fn find(&self, identity: &[u8]) -> Option<SecretBytes> {
        self.get(identity).map(|key| SecretBytes::copy_from(key.expose()))
    }
}
