// SPDX-License-Identifier: MIT
//! Certificates for tests, and someone who trusts them.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use std::sync::OnceLock;

use purembed_hash::Algorithm;
use purembed_pk::{Curve, Ecc, PrivateKey, Rsa};
use purembed_x509::{Crt, CrtBuilder, KeyUsage, SerialNumber};

use crate::{Config, Error, KeyExchange, PeerVerifier, Verdict};

/// A key and its certificate, which nobody else has signed.
pub(crate) struct Certified {
    pub(crate) key: Arc<PrivateKey>,
    pub(crate) chain: Vec<Crt>,
}

impl Certified {
    fn new(key: impl Into<PrivateKey>) -> Self {
        Self::for_use(key, None)
    }

    /// One whose key is for this and nothing else.
    pub(crate) fn for_use(key: impl Into<PrivateKey>, usage: Option<KeyUsage>) -> Self {
        let key = key.into();
        let time = |text: &str| text.parse().expect("a time");
        let builder = CrtBuilder::new(
            "CN=localhost".parse().expect("a name"),
            key.public_key(),
            SerialNumber::from_be_bytes(&[1]).expect("a number"),
            time("2026-01-01 00:00:00"),
            time("2036-01-01 00:00:00"),
        );
        let builder = if let Some(usage) = usage { builder.key_usage(usage) } else { builder };
        let chain = vec![builder.self_sign(&key, Algorithm::SHA256).expect("a certificate")];
        Self { key: Arc::new(key), chain }
    }

    pub(crate) fn rsa() -> &'static Self {
        static MADE: OnceLock<Certified> = OnceLock::new();
        MADE.get_or_init(|| Self::new(Rsa::generate(2048).expect("a key")))
    }

    pub(crate) fn ecdsa() -> &'static Self {
        static MADE: OnceLock<Certified> = OnceLock::new();
        MADE.get_or_init(|| Self::new(Ecc::generate(Curve::SECP256R1).expect("a key")))
    }

    /// The one that serves a key exchange, if it has any.
    pub(crate) fn that_serves(key_exchange: KeyExchange) -> Option<&'static Self> {
        match key_exchange {
            KeyExchange::EcdheRsa | KeyExchange::DheRsa | KeyExchange::Rsa | KeyExchange::RsaPsk => {
                Some(Self::rsa())
            }
            KeyExchange::EcdheEcdsa | KeyExchange::EcdhEcdsa | KeyExchange::EcdhRsa => Some(Self::ecdsa()),
            KeyExchange::Psk | KeyExchange::DhePsk | KeyExchange::EcdhePsk => None,
        }
    }

    /// Shows this certificate, and uses its key for everything.
    pub(crate) fn identify(&self, config: Config) -> Config {
        let config = config.certificate_chain(self.chain.clone(), self.key.clone());
        #[cfg(feature = "legacy")]
        let config = config.long_lived_key(self.key.clone());
        config
    }
}

/// Trusts everyone, or nobody.
pub(crate) struct Trust(pub(crate) bool);

impl PeerVerifier for Trust {
    fn verify(&self, chain: &[Crt], _: Option<&str>, _: i64) -> Result<Verdict, Error> {
        assert!(!chain.is_empty());
        if self.0 { Ok(Verdict::GOOD) } else { Err(Error::NoCertificate) }
    }
}
