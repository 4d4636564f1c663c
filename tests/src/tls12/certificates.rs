// SPDX-License-Identifier: MIT
//! What each suite wants of the two sides: a pre-shared key, a certificate for one or another use, or both.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use purembed::x509::Purpose;
use purembed_core::secret::SecretBytes;
use purembed_tls12::{CipherSuite, Config, KeyExchange, PreSharedKey};
use tempfile::TempDir;

use super::{IDENTITY, KEY, trusting, with_chain};
use crate::pki::{Kind, Pki};

/// Certificates in memory and, for others, in files.
#[derive(Debug)]
pub struct InFiles {
    /// In memory.
    pub pki: Pki,
    directory: TempDir,
}

impl InFiles {
    /// Writes them.
    ///
    /// # Panics
    ///
    /// Without a file system.
    #[must_use]
    pub fn new(pki: Pki) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        pki.write(directory.path());
        Self { pki, directory }
    }

    /// Where they are.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// One of `root.pem`, `intermediate.pem`, `leaf.pem`, `chain.pem`, `key.pem`.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
}

/// A server's certificates.
#[derive(Debug)]
pub struct Certificates {
    /// Signs with P-256.
    pub ecdsa: InFiles,
    /// Signs with RSA.
    pub rsa: InFiles,
    /// Decrypts with RSA.
    pub transport: InFiles,
}

impl Certificates {
    /// New ones.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "others each time")]
    pub fn new() -> Self {
        Self {
            ecdsa: InFiles::new(Pki::new(Kind::P256)),
            rsa: InFiles::new(Pki::new(Kind::Rsa2048)),
            transport: InFiles::new(Pki::of_encryption(Kind::Rsa2048)),
        }
    }

    /// The one that a suite wants, if it wants any. Nobody but Mbed TLS C has those with static ECDH.
    #[must_use]
    pub const fn of(&self, suite: CipherSuite) -> Option<&InFiles> {
        match suite.key_exchange() {
            KeyExchange::EcdheEcdsa => Some(&self.ecdsa),
            KeyExchange::EcdheRsa | KeyExchange::DheRsa => Some(&self.rsa),
            KeyExchange::Rsa | KeyExchange::RsaPsk => Some(&self.transport),
            _ => None,
        }
    }

    /// A client of ours for one suite.
    ///
    /// # Panics
    ///
    /// Never.
    #[must_use]
    pub fn client(&self, suite: CipherSuite) -> Config {
        let mut config = Config::new(&[suite]);
        if let Some(certificate) = self.of(suite) {
            config = trusting(config, &certificate.pki, Purpose::ServerAuth);
        }
        if suite.key_exchange().has_psk() {
            config = config.pre_shared_key(Arc::new(PreSharedKey::new(IDENTITY, KEY).expect("a key")));
        }
        config
    }

    /// A server of ours for one suite.
    #[must_use]
    pub fn server(&self, suite: CipherSuite) -> Config {
        let mut config = Config::new(&[suite]);
        if let Some(certificate) = self.of(suite) {
            config = with_chain(config, &certificate.pki);
        }
        #[cfg(feature = "legacy")]
        if matches!(suite.key_exchange(), KeyExchange::Rsa | KeyExchange::RsaPsk) {
            config = config.long_lived_key(Arc::new(super::key_of(&self.transport.pki)));
        }
        if suite.key_exchange().has_psk() {
            let store = |identity: &[u8]| (identity == IDENTITY).then(|| SecretBytes::copy_from(KEY));
            config = config.pre_shared_key_store(Arc::new(store));
        }
        config
    }
}
