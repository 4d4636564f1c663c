// SPDX-License-Identifier: MIT
//! Handshakes and records that somebody interfered with.

use alloc::sync::Arc;

use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::server::ResolvesServerCert;
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{CertificateError, Error, ServerConfig, SignatureAlgorithm, SignatureScheme};
use rustls_purembed::{ALL_CIPHER_SUITES, provider, sign};

use crate::fixtures::Kind;
use crate::pair::{Pair, configs, receive, send};

/// Signs something else than what it is asked to.
#[derive(Debug)]
struct Forger(Arc<dyn SigningKey>);

impl SigningKey for Forger {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(ForgersSigner(self.0.choose_scheme(offered)?)))
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        self.0.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.0.algorithm()
    }
}

#[derive(Debug)]
struct ForgersSigner(Box<dyn Signer>);

impl Signer for ForgersSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.sign(&[message, b"!"].concat())
    }

    fn scheme(&self) -> SignatureScheme {
        self.0.scheme()
    }
}

#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _hello: rustls::server::ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

#[test]
fn a_signature_of_something_else_is_refused() {
    for suite in ALL_CIPHER_SUITES {
        let rsa = format!("{:?}", suite.suite()).contains("_RSA_");
        for kind in Kind::ALL {
            if suite.tls13().is_none() && rsa != (kind == Kind::Rsa) {
                continue;
            }
            let mut provider = provider();
            provider.cipher_suites = vec![*suite];
            let (client, mut server) = configs(&provider, kind);
            let forger = Forger(sign::any_supported_type(&kind.key()).unwrap());
            server.cert_resolver =
                Arc::new(Always(Arc::new(CertifiedKey::new(kind.chain(), Arc::new(forger)))));
            let mut pair = Pair::new(&Arc::new(client), &Arc::new(server));
            let refused = pair.handshake().unwrap_err();
            assert_eq!(refused, CertificateError::BadSignature.into(), "{suite:?} {kind:?}");
        }
    }
}

#[test]
fn a_key_that_is_not_the_certificates_is_refused() {
    // at configuration already
    let config = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(Kind::P256.chain(), Kind::P384.key());
    assert!(matches!(config, Err(Error::InconsistentKeys(_))), "{config:?}");
}

#[test]
fn an_unknown_authority_is_refused() {
    let (client, _) = configs(&provider(), Kind::P256);
    let (_, server) = configs(&provider(), Kind::P384);
    let refused = Pair::new(&Arc::new(client), &Arc::new(server)).handshake().unwrap_err();
    assert_eq!(refused, CertificateError::UnknownIssuer.into());
}

/// One bit flipped in each byte of a record in turn: never accepted, never more than an alert.
#[test]
fn tampered_records_are_refused() {
    for suite in ALL_CIPHER_SUITES {
        let mut provider = provider();
        provider.cipher_suites = vec![*suite];
        let rsa = format!("{:?}", suite.suite()).contains("_RSA_");
        let (client, server) = configs(&provider, if rsa { Kind::Rsa } else { Kind::P256 });
        let (client, server) = (Arc::new(client), Arc::new(server));

        // the header has 5 bytes; what is behind it is sealed
        for byte in [5, 12, 13, 20, 30, 36] {
            let mut pair = Pair::new(&client, &server);
            pair.handshake().unwrap();
            std::io::Write::write_all(&mut pair.client.writer(), b"pay Bob 1000 euros, please").unwrap();
            let mut wire = send(&mut pair.client);
            wire[byte] ^= 4;
            assert_eq!(receive(&mut pair.server, &wire), Err(Error::DecryptError), "{suite:?}, byte {byte}");
            assert!(pair.server.wants_write(), "the alert");
        }

        // a record twice, or one left out
        let mut pair = Pair::new(&client, &server);
        pair.handshake().unwrap();
        std::io::Write::write_all(&mut pair.client.writer(), b"once").unwrap();
        let wire = send(&mut pair.client);
        receive(&mut pair.server, &wire).unwrap();
        assert_eq!(receive(&mut pair.server, &wire), Err(Error::DecryptError));
    }
}

/// The hellos are not sealed, but what they say goes into the keys.
#[test]
fn tampered_hellos_end_the_handshake() {
    for suite in ALL_CIPHER_SUITES {
        let mut provider = provider();
        provider.cipher_suites = vec![*suite];
        let rsa = format!("{:?}", suite.suite()).contains("_RSA_");
        let (client, server) = configs(&provider, if rsa { Kind::Rsa } else { Kind::P256 });
        let mut pair = Pair::new(&Arc::new(client), &Arc::new(server));
        let mut hello = send(&mut pair.client);
        // record header, handshake header, version: then the random
        hello[5 + 4 + 2 + 7] ^= 1;
        receive(&mut pair.server, &hello).unwrap();
        assert!(pair.handshake().is_err(), "{suite:?}");
        assert!(!pair.done());
    }
}
