// SPDX-License-Identifier: MIT
//! A root, an intermediate and a leaf for `localhost` and `127.0.0.1`, and the contexts that use them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, Ecc, Ed25519, PrivateKey, Rsa};
use purembed::tls::{
    CertificateChain, ClientContext, ServerContext, ServerIdentity, TlsConfiguration, TlsConfigurationBuilder,
};
use purembed::x509::{
    BasicConstraints, Crt, CrtBuilder, GeneralName, KeyPurpose, KeyUsage, SerialNumber, ServerName, Time,
    TrustStore,
};

/// The time at which the fixed parts of tests are played, in seconds since 1970.
pub const NOW: i64 = 1_800_000_000;
const YEAR: i64 = 365 * 24 * 60 * 60;

/// A kind of key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Rsa2048,
    P256,
    P384,
    Ed25519,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Rsa2048, Self::P256, Self::P384, Self::Ed25519];

    /// A fresh key.
    #[must_use]
    pub fn key(self) -> PrivateKey {
        match self {
            Self::Rsa2048 => Rsa::generate(2048).expect("a key").into(),
            Self::P256 => Ecc::generate(Curve::SECP256R1).expect("a key").into(),
            Self::P384 => Ecc::generate(Curve::SECP384R1).expect("a key").into(),
            Self::Ed25519 => Ed25519::generate().expect("a key").into(),
        }
    }
}

/// Who is who.
#[derive(Debug)]
pub struct Pki {
    /// Trusted.
    pub root: Crt,
    /// Signed by the root, path length 0.
    pub intermediate: Crt,
    /// Signed by the intermediate.
    pub leaf: Crt,
    /// The leaf's key.
    pub key: PrivateKey,
}

impl Pki {
    /// A server's leaf, valid for years around both [`NOW`] and today.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        let usage = KeyUsage::DIGITAL_SIGNATURE;
        Self::issue(kind, KeyPurpose::SERVER_AUTH, usage, "localhost", (today() - YEAR, NOW + 20 * YEAR))
    }

    /// A server's leaf whose key is for encryption alone.
    #[must_use]
    pub fn of_encryption(kind: Kind) -> Self {
        let usage = KeyUsage::KEY_ENCIPHERMENT;
        Self::issue(kind, KeyPurpose::SERVER_AUTH, usage, "localhost", (today() - YEAR, NOW + 20 * YEAR))
    }

    /// A server's leaf whose key is for key agreement alone.
    #[must_use]
    pub fn of_agreement(kind: Kind) -> Self {
        let usage = KeyUsage::KEY_AGREEMENT;
        Self::issue(kind, KeyPurpose::SERVER_AUTH, usage, "localhost", (today() - YEAR, NOW + 20 * YEAR))
    }

    /// A client's leaf.
    #[must_use]
    pub fn of_client(kind: Kind) -> Self {
        let usage = KeyUsage::DIGITAL_SIGNATURE;
        Self::issue(kind, KeyPurpose::CLIENT_AUTH, usage, "client", (today() - YEAR, NOW + 20 * YEAR))
    }

    /// A server's leaf that was valid in 2001.
    #[must_use]
    pub fn expired(kind: Kind) -> Self {
        let usage = KeyUsage::DIGITAL_SIGNATURE;
        Self::issue(kind, KeyPurpose::SERVER_AUTH, usage, "localhost", (980_000_000, 980_000_000 + YEAR))
    }

    fn issue(kind: Kind, purpose: KeyPurpose, usage: KeyUsage, name: &str, validity: (i64, i64)) -> Self {
        let (from, until) = (Time::from_unix(today() - YEAR), Time::from_unix(NOW + 20 * YEAR));
        let authority = |name: &str, length: u8, key: &PrivateKey| {
            let subject = format!("O=purembed tests, CN={name}").parse().expect("a name");
            let serial = SerialNumber::random().expect("randomness");
            CrtBuilder::new(subject, key.public_key(), serial, from, until)
                .basic_constraints(BasicConstraints::Ca { max_path_length: Some(length) })
                .key_usage(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN)
        };
        let root_key = kind.key();
        let root = authority("Root", 1, &root_key).self_sign(&root_key, Algorithm::SHA256).expect("a root");
        let intermediate_key = kind.key();
        let intermediate = authority("Intermediate", 0, &intermediate_key)
            .sign_with(&root, &root_key, Algorithm::SHA256)
            .expect("an intermediate");
        let key = kind.key();
        let leaf = CrtBuilder::new(
            format!("CN={name}").parse().expect("a name"),
            key.public_key(),
            SerialNumber::random().expect("randomness"),
            Time::from_unix(validity.0),
            Time::from_unix(validity.1),
        )
        .basic_constraints(BasicConstraints::EndEntity)
        .key_usage(usage)
        .extended_key_usage([purpose])
        .subject_alternative_names([GeneralName::Dns(name), GeneralName::Ip([127, 0, 0, 1].into())])
        .sign_with(&intermediate, &intermediate_key, Algorithm::SHA256)
        .expect("a leaf");
        Self { root, intermediate, leaf, key }
    }

    /// The root alone, to be trusted.
    #[must_use]
    pub fn trust(&self) -> TrustStore {
        TrustStore::from_iter([self.root.clone()])
    }

    /// Leaf and intermediate with the leaf's key.
    #[must_use]
    pub fn chain(&self) -> CertificateChain {
        let key = PrivateKey::from_buffer(self.key.to_pkcs8_der().expose()).expect("what was just written");
        CertificateChain::new([self.leaf.clone(), self.intermediate.clone()], key).expect("a chain")
    }

    /// A configuration that trusts the root.
    pub fn client(&self) -> TlsConfigurationBuilder {
        TlsConfiguration::builder().trust_store(self.trust())
    }

    /// A configuration that shows the chain.
    pub fn server(&self) -> TlsConfigurationBuilder {
        TlsConfiguration::builder().certificate_chain(self.chain())
    }

    /// Writes `root.pem`, `intermediate.pem`, `leaf.pem`, `chain.pem`, `key.pem`.
    pub fn write(&self, directory: &Path) -> PathBuf {
        let write = |name: &str, text: &str| fs::write(directory.join(name), text).expect("a file");
        write("root.pem", &self.root.to_pem());
        write("intermediate.pem", &self.intermediate.to_pem());
        write("leaf.pem", &self.leaf.to_pem());
        write("chain.pem", &(self.leaf.to_pem() + &self.intermediate.to_pem()));
        write("key.pem", self.key.to_pkcs8_pem().expose());
        directory.to_owned()
    }
}

/// A client of a configuration.
#[must_use]
pub fn client(configuration: TlsConfigurationBuilder) -> ClientContext {
    ClientContext::new(configuration.build().expect("fits together")).expect("a client")
}

/// A server of a configuration.
#[must_use]
pub fn server(configuration: TlsConfigurationBuilder) -> ServerContext {
    ServerContext::new(configuration.build().expect("fits together")).expect("a server")
}

/// Expects this name.
#[must_use]
pub fn named(name: &str) -> ServerIdentity<'_> {
    ServerIdentity::named(ServerName::try_from(name).expect("a name"))
}

fn today() -> i64 {
    let now = SystemTime::now();
    Time::from(now).as_unix()
}
