// SPDX-License-Identifier: MIT
//! Which of one's own certificates the peer is shown.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use rustls::client::ResolvesClientCert;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};
use rustls_pki_types::CertificateDer;

use super::scheme;
use crate::chain::CertificateChain;
use crate::config::{ConfigError, Settings};
use crate::suite::CipherSuite;
use crate::version::TlsVersion;

/// One's own certificates, the most preferred first; those whose keys rustls cannot use are left out.
#[derive(Debug)]
pub(super) struct Chains(Vec<Chain>);

#[derive(Debug)]
struct Chain {
    ours: CertificateChain,
    theirs: Arc<CertifiedKey>,
}

impl Chains {
    pub(super) fn new(settings: &Settings) -> Result<Self, ConfigError> {
        let usable = settings.certificate_chains.iter().filter(|chain| chain.is_for_rustls());
        let chains: Result<Vec<_>, _> = usable
            .map(|chain| Ok(Chain { ours: chain.clone(), theirs: Arc::new(certified_key(chain, settings)?) }))
            .collect();
        match chains {
            Ok(chains) if chains.is_empty() => Err(ConfigError::KeyKind),
            chains => chains.map(Self),
        }
    }

    /// The first whose key can sign as one of the schemes, of those that something else speaks for.
    fn find(
        &self,
        schemes: &[SignatureScheme],
        speaks_for: impl Fn(&CertificateChain) -> bool,
    ) -> Option<Arc<CertifiedKey>> {
        let fits =
            |chain: &&Chain| speaks_for(&chain.ours) && chain.theirs.key.choose_scheme(schemes).is_some();
        self.0.iter().find(fits).map(|chain| Arc::clone(&chain.theirs))
    }
}

impl ResolvesServerCert for Chains {
    fn resolve(&self, client_hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let suites: Vec<_> = client_hello
            .cipher_suites()
            .iter()
            .filter_map(|suite| CipherSuite::from_id((*suite).into()))
            .collect();
        let speaks_for = |chain: &CertificateChain| {
            // In TLS 1.2 the suite says which kind of key it is.
            suites.iter().any(|suite| suite.version() == TlsVersion::Tls13 || chain.serves(*suite))
        };
        let schemes = client_hello.signature_schemes();
        self.find(schemes, speaks_for).or_else(|| self.0.first().map(|chain| Arc::clone(&chain.theirs)))
    }
}

impl ResolvesClientCert for Chains {
    fn resolve(
        &self,
        root_hint_subjects: &[&[u8]],
        sigschemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        let hinted = |chain: &CertificateChain| {
            let mut issuers = chain.certificates().iter().map(|crt| crt.issuer().as_der());
            issuers.any(|issuer| root_hint_subjects.contains(&issuer))
        };
        // Hints may be incomplete: who is not among them is still worth a try.
        self.find(sigschemes, hinted).or_else(|| self.find(sigschemes, |_| true))
    }

    fn has_certs(&self) -> bool {
        !self.0.is_empty()
    }
}

fn certified_key(chain: &CertificateChain, settings: &Settings) -> Result<CertifiedKey, ConfigError> {
    let key = rustls_purembed::sign::external_signing_key(Arc::clone(chain.key()))
        .map_err(|_| ConfigError::KeyKind)?;
    let key = match &settings.signature_schemes {
        Some(wanted) => {
            let schemes = wanted.iter().flat_map(|algorithm| scheme::of(*algorithm)).collect();
            Arc::new(Choosy { key, schemes })
        }
        None => key,
    };
    let certificates =
        chain.certificates().iter().map(|crt| CertificateDer::from(crt.as_der().to_vec())).collect();
    Ok(CertifiedKey::new(certificates, key))
}

/// A key that signs only as it is told to, and as it is told to prefer.
#[derive(Debug)]
struct Choosy {
    key: Arc<dyn SigningKey>,
    schemes: Vec<SignatureScheme>,
}

impl SigningKey for Choosy {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let mut common = self.schemes.iter().filter(|scheme| offered.contains(scheme));
        common.find_map(|scheme| self.key.choose_scheme(&[*scheme]))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }
}
