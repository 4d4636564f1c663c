// SPDX-License-Identifier: MIT
//! What the two sides want, so that ours and C's want the same.

use std::sync::Arc;

use purembed::parity::tls12 as c;
use purembed::x509::Purpose;
use purembed_tests::ledger::Ledger;
use purembed_tests::pki::{Kind, Pki};
use purembed_tests::tls12::{IDENTITY, KEY, key_of, psk_client, psk_server, trusting, with_chain};
use purembed_tls12::{CipherSuite, Config, KeyExchange};

use super::{Ours, Peer, Theirs, Transport};

/// Who shows which certificates.
#[derive(Debug)]
pub struct Certificates {
    /// A server's, with a key of P-256.
    pub ecdsa: Pki,
    /// A server's, with a key of RSA.
    pub rsa: Pki,
    /// A server's, to encrypt for with RSA.
    pub transport: Pki,
    /// A server's, to agree with on P-256.
    pub agreement: Pki,
    /// A client's.
    pub client: Pki,
}

impl Certificates {
    /// New ones.
    #[must_use]
    pub fn new(client: Kind) -> Self {
        Self {
            ecdsa: Pki::new(Kind::P256),
            rsa: Pki::new(Kind::Rsa2048),
            transport: Pki::of_encryption(Kind::Rsa2048),
            agreement: Pki::of_agreement(Kind::P256),
            client: Pki::of_client(client),
        }
    }

    /// The server's, if the suite wants any.
    #[must_use]
    pub fn of(&self, suite: CipherSuite) -> Option<&Pki> {
        match suite.key_exchange() {
            KeyExchange::EcdheEcdsa => Some(&self.ecdsa),
            KeyExchange::EcdheRsa | KeyExchange::DheRsa => Some(&self.rsa),
            KeyExchange::Rsa | KeyExchange::RsaPsk => Some(&self.transport),
            KeyExchange::EcdhEcdsa | KeyExchange::EcdhRsa => Some(&self.agreement),
            _ => None,
        }
    }
}

/// What both sides want, ours and C's.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Configs {
    pub our_client: Config,
    pub our_server: Config,
    pub their_client: c::Config,
    pub their_server: c::Config,
}

/// Which side is ours, the client, the server.
pub type Pair = (&'static str, Box<dyn Peer>, Box<dyn Peer>);

impl Configs {
    /// For one suite: with pre-shared keys, or with a certificate of the server's that the client trusts.
    #[must_use]
    pub fn new(suite: CipherSuite, certificates: &Certificates) -> Self {
        let id = suite.id();
        let mut configs = Self {
            our_client: psk_client(&[suite]),
            our_server: psk_server(&[suite]),
            their_client: c::Config::new(&[id]).pre_shared_key(IDENTITY, KEY),
            their_server: c::Config::new(&[id])
                .pre_shared_key_store(|identity| (identity == IDENTITY).then(|| KEY.to_vec())),
        };
        let Some(pki) = certificates.of(suite) else { return configs };
        if !suite.key_exchange().has_psk() {
            configs = Self {
                our_client: Config::new(&[suite]),
                our_server: Config::new(&[suite]),
                their_client: c::Config::new(&[id]),
                their_server: c::Config::new(&[id]),
            };
        }
        configs.our_client = trusting(configs.our_client, pki, Purpose::ServerAuth);
        configs.our_server = with_chain(configs.our_server, pki).long_lived_key(Arc::new(key_of(pki)));
        configs.their_client = configs.their_client.trust(&[pki.root.as_der()], c::Verify::Required);
        configs.their_server = their_chain(configs.their_server, pki);
        configs
    }

    /// With ours changed.
    #[must_use]
    pub fn ours(self, change: impl Fn(Config) -> Config) -> Self {
        Self { our_client: change(self.our_client), our_server: change(self.our_server), ..self }
    }

    /// With C's changed.
    #[must_use]
    pub fn theirs(self, change: impl Fn(c::Config) -> c::Config) -> Self {
        Self { their_client: change(self.their_client), their_server: change(self.their_server), ..self }
    }

    /// Our client with C's server, and the other way round, over both transports.
    #[must_use]
    pub fn all_pairs(&self) -> [Pair; 4] {
        let ([a, b], [c, d]) = (self.pairs(Transport::Stream), self.pairs(Transport::Datagram));
        [a, b, ("our DTLS client", c.1, c.2), ("our DTLS server", d.1, d.2)]
    }

    /// Our client with C's server, and the other way round.
    #[must_use]
    pub fn pairs(&self, transport: Transport) -> [Pair; 2] {
        [
            (
                "our client",
                Ours::client(transport, self.our_client.clone()),
                Box::new(Theirs::server(transport, &self.their_server)),
            ),
            (
                "our server",
                Box::new(Theirs::client(transport, &self.their_client)),
                Ours::server(transport, self.our_server.clone()),
            ),
        ]
    }
}

/// C shows the chain: as a server, or as a client that is asked.
#[must_use]
pub fn their_chain(config: c::Config, pki: &Pki) -> c::Config {
    let key = key_of(pki);
    config.certificate_chain(&[pki.leaf.as_der(), pki.intermediate.as_der()], key.to_pkcs8_der().expose())
}

/// Why a suite is left out, if it is.
#[must_use]
pub fn left_out(suite: CipherSuite) -> Option<String> {
    if let Err(reason) = suite.supported() {
        return Some(reason.to_string());
    }
    if c::cipher_suites().iter().all(|theirs| theirs.id != suite.id()) {
        return Some("that C does not have".to_owned());
    }
    None
}

/// Has every suite tried that both have, and tells all that failed.
///
/// # Panics
///
/// If one fails, or none ran.
pub fn for_each_suite(what: &str, mut f: impl FnMut(CipherSuite, &Certificates, &mut Tries)) {
    let certificates = Certificates::new(Kind::P256);
    let mut tries = Tries { ledger: Ledger::new(what), failures: Vec::new() };
    for &suite in CipherSuite::all() {
        match left_out(suite) {
            Some(reason) => tries.ledger.skip(reason),
            None => f(suite, &certificates, &mut tries),
        }
    }
    tries.ledger.finish();
    let failures = tries.failures;
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// What came of them.
#[derive(Debug)]
pub struct Tries {
    ledger: Ledger,
    failures: Vec<String>,
}

impl Tries {
    /// One more ran.
    pub fn add(&mut self, what: impl FnOnce() -> String, outcome: Result<(), String>) {
        if let Err(error) = outcome {
            self.failures.push(format!("{}: {error}", what()));
        }
        self.ledger.ran();
    }
}

/// The suite of this name.
///
/// # Panics
///
/// If there is none.
#[must_use]
pub fn suite(name: &str) -> CipherSuite {
    name.parse().expect("a suite")
}

/// One suite for each of the flights that there are.
#[must_use]
pub fn of_each_kind() -> Vec<CipherSuite> {
    let mut found: Vec<CipherSuite> = Vec::new();
    for &suite in CipherSuite::all() {
        let kind = |suite: &CipherSuite| (suite.key_exchange(), suite.is_aead());
        if left_out(suite).is_none() && found.iter().all(|other| kind(other) != kind(&suite)) {
            found.push(suite);
        }
    }
    found
}
