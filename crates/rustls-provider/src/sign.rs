// SPDX-License-Identifier: MIT
//! Signing handshakes with the key of a certificate.
//!
//! [`any_supported_type`] is for keys that rustls loads, [`signing_key`] for keys that the program already has, and
//! [`external_signing_key`] for those that it does not have: in a device, or behind a service.
//!
//! ```
//! use rustls_purembed::sign;
//!
//! let key = purembed_pk::Ecc::generate(purembed_pk::Curve::SECP256R1)?;
//! let key = sign::signing_key(purembed_pk::PrivateKey::from(key))?;
//! assert_eq!(key.algorithm(), rustls::SignatureAlgorithm::ECDSA);
//! // with its certificates: rustls::sign::CertifiedKey::new(certificates, key)
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

use alloc::sync::Arc;
use core::fmt;

use purembed_hash::Algorithm;
use purembed_pk::{Curve, PrivateKey, PublicKey, SignatureAlgorithm};
use rustls::crypto::KeyProvider;
use rustls::pki_types::{PrivateKeyDer, SubjectPublicKeyInfoDer};
use rustls::sign::{Signer, SigningKey};
use rustls::{Error, OtherError, SignatureScheme};
use zeroize::Zeroizing;

/// Reads a private key in PKCS#8, PKCS#1 or SEC1 encoding: RSA, ECDSA on P-256 and P-384, Ed25519, Ed448.
///
/// # Errors
///
/// [`Error::Other`] with the [`InvalidKey`](purembed_pk::InvalidKey) inside if the key cannot be read;
/// [`Error::General`] if TLS has no use for a key of its kind.
pub fn any_supported_type(der: &PrivateKeyDer<'_>) -> Result<Arc<dyn SigningKey>, Error> {
    let key = PrivateKey::from_buffer(der.secret_der()).map_err(|error| OtherError(Arc::new(error)))?;
    signing_key(key)
}

/// Puts a private key to use in handshakes: one's own, or one that others hold, too.
///
/// RSA keys sign with PSS where the peer allows it and PKCS#1 v1.5 where it does not. ECDSA signatures are hedged
/// (RFC 6979 section 3.6): neither a weak random source nor a fault alone gives the key away.
///
/// # Errors
///
/// [`Error::General`] if TLS has no use for a key of its kind.
pub fn signing_key(key: impl Into<Arc<PrivateKey>>) -> Result<Arc<dyn SigningKey>, Error> {
    external_signing_key(key.into())
}

/// Puts a key to use in handshakes that someone else holds: a device, an agent, a service.
///
/// It is asked for the schemes that it [supports](purembed_pk::SigningKey::supports), in the same order as others, and
/// for hedged signatures; it blocks the handshake for as long as it takes. A handshake for which it does not sign fails
/// with [`Error::Other`] and the [`purembed_pk::Error`] inside.
///
/// # Errors
///
/// [`Error::General`] if TLS has no use for a key of its kind, or for what it supports.
pub fn external_signing_key(key: Arc<dyn purembed_pk::SigningKey>) -> Result<Arc<dyn SigningKey>, Error> {
    let public = key.public_key();
    let (algorithm, schemes) = match &public {
        PublicKey::Rsa(_) => (rustls::SignatureAlgorithm::RSA, RSA),
        PublicKey::Ecc(key) if key.curve() == Curve::SECP256R1 => (rustls::SignatureAlgorithm::ECDSA, P256),
        PublicKey::Ecc(key) if key.curve() == Curve::SECP384R1 => (rustls::SignatureAlgorithm::ECDSA, P384),
        PublicKey::Ed25519(_) => (rustls::SignatureAlgorithm::ED25519, ED25519),
        PublicKey::Ed448(_) => (rustls::SignatureAlgorithm::ED448, ED448),
        _ => (rustls::SignatureAlgorithm::Anonymous, [].as_slice()),
    };
    let schemes: Vec<_> = schemes.iter().copied().filter(|&(_, scheme)| key.supports(scheme)).collect();
    if schemes.is_empty() {
        return Err(Error::General("no signature scheme of TLS goes with this kind of key".into()));
    }
    let spki = SubjectPublicKeyInfoDer::from(public.to_der());
    Ok(Arc::new(Key { private: key, spki, algorithm, schemes }))
}

#[derive(Debug)]
pub(crate) struct Keys;

impl KeyProvider for Keys {
    fn load_private_key(&self, der: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        any_supported_type(&Zeroizing::new(der))
    }
}

type Scheme = (SignatureScheme, SignatureAlgorithm);

/// In our order of preference. SHA-256 is enough for any key, and fits the smallest with PSS.
const RSA: &[Scheme] = &[
    (SignatureScheme::RSA_PSS_SHA256, SignatureAlgorithm::RsaPss(Algorithm::SHA256)),
    (SignatureScheme::RSA_PSS_SHA384, SignatureAlgorithm::RsaPss(Algorithm::SHA384)),
    (SignatureScheme::RSA_PSS_SHA512, SignatureAlgorithm::RsaPss(Algorithm::SHA512)),
    (SignatureScheme::RSA_PKCS1_SHA256, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256)),
    (SignatureScheme::RSA_PKCS1_SHA384, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA384)),
    (SignatureScheme::RSA_PKCS1_SHA512, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA512)),
];

/// RFC 8446 section 4.2.3: in TLS 1.3 curve and digest go together; TLS 1.2 is content with it.
const P256: &[Scheme] =
    &[(SignatureScheme::ECDSA_NISTP256_SHA256, SignatureAlgorithm::Ecdsa(Algorithm::SHA256))];
const P384: &[Scheme] =
    &[(SignatureScheme::ECDSA_NISTP384_SHA384, SignatureAlgorithm::Ecdsa(Algorithm::SHA384))];
const ED25519: &[Scheme] = &[(SignatureScheme::ED25519, SignatureAlgorithm::Ed25519)];
const ED448: &[Scheme] = &[(SignatureScheme::ED448, SignatureAlgorithm::Ed448)];

struct Key {
    private: Arc<dyn purembed_pk::SigningKey>,
    spki: SubjectPublicKeyInfoDer<'static>,
    algorithm: rustls::SignatureAlgorithm,
    schemes: Vec<Scheme>,
}

impl SigningKey for Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let &(scheme, algorithm) = self.schemes.iter().find(|(scheme, _)| offered.contains(scheme))?;
        Some(Box::new(Chosen { private: Arc::clone(&self.private), scheme, algorithm }))
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(SubjectPublicKeyInfoDer::from(&*self.spki))
    }

    fn algorithm(&self) -> rustls::SignatureAlgorithm {
        self.algorithm
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

struct Chosen {
    private: Arc<dyn purembed_pk::SigningKey>,
    scheme: SignatureScheme,
    algorithm: SignatureAlgorithm,
}

impl Signer for Chosen {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.private.sign_hedged(self.algorithm, message).map_err(|error| match error {
            purembed_pk::Error::Random(_) => Error::FailedToGetRandomBytes,
            error => OtherError(Arc::new(error)).into(),
        })
    }

    fn scheme(&self) -> SignatureScheme {
        self.scheme
    }
}

impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}
