// SPDX-License-Identifier: MIT
//! Public keys.

use purembed::hashlib::Algorithm;
use purembed::mpi::Mpi;
use purembed::pk::{DhGroup, DhServer, EphemeralKey, Group, PrivateKey, PublicKey, Rsa, SignatureAlgorithm};

use crate::peers::{Crypt, Exchange, Generate, Scheme, Sign, Verify, field};

fn algorithm(scheme: Scheme) -> Option<SignatureAlgorithm> {
    let digest: Algorithm = scheme.digest().parse().ok()?;
    Some(match scheme {
        Scheme::RsaPkcs1 => SignatureAlgorithm::RsaPkcs1(digest),
        Scheme::RsaPss => SignatureAlgorithm::RsaPss(digest),
        Scheme::Ecdsa(_) | Scheme::EcdsaDeterministic(_) => SignatureAlgorithm::Ecdsa(digest),
        Scheme::Ed25519 => SignatureAlgorithm::Ed25519,
        Scheme::Ed448 => SignatureAlgorithm::Ed448,
        Scheme::RsaOaep => return None,
    })
}

pub(super) fn sign(scheme: Scheme, key: &[u8]) -> Option<Sign> {
    let (key, algorithm) = (PrivateKey::from_buffer(key).ok()?, algorithm(scheme)?);
    Some(match scheme {
        Scheme::EcdsaDeterministic(_) => {
            Box::new(move |message| key.sign(algorithm, message).expect("a signature"))
        }
        _ => Box::new(move |message| key.sign_hedged(algorithm, message).expect("a signature")),
    })
}

pub(super) fn verify(scheme: Scheme, key: &[u8]) -> Option<Verify> {
    let (key, algorithm) = (PublicKey::from_buffer(key).ok()?, algorithm(scheme)?);
    Some(Box::new(move |message, signature| key.verify(algorithm, message, signature).is_ok()))
}

pub(super) fn encrypt(scheme: Scheme, key: &[u8]) -> Option<Crypt> {
    let (PublicKey::Rsa(key), Scheme::RsaOaep) = (PublicKey::from_buffer(key).ok()?, scheme) else {
        return None;
    };
    Some(Box::new(move |message| key.encrypt_oaep(message, Algorithm::SHA256, b"").expect("short enough")))
}

pub(super) fn decrypt(scheme: Scheme, key: &[u8]) -> Option<Crypt> {
    let (PrivateKey::Rsa(key), Scheme::RsaOaep) = (PrivateKey::from_buffer(key).ok()?, scheme) else {
        return None;
    };
    Some(Box::new(move |message| {
        key.decrypt_oaep(message, Algorithm::SHA256, b"").expect("for this key").expose().to_vec()
    }))
}

pub(super) fn exchange(group: &str) -> Option<Exchange> {
    if let Some((modulus, generator)) = field(group) {
        let group = DhGroup::new(&Mpi::from_be_bytes(&modulus).ok()?, &Mpi::from(generator)).ok()?;
        return Some(Box::new(move |peer| {
            let (own, payload) = DhServer::generate(&group).expect("random bytes");
            let public = payload[payload.len() - group.key_size()..].to_vec();
            [public, own.import_cke(peer).expect("a public value").expose().to_vec()]
        }));
    }
    let group: Group = group.parse().ok()?;
    Some(Box::new(move |peer| {
        let key = EphemeralKey::generate(group).expect("random bytes");
        let public = key.public_key().to_vec();
        [public, key.agree(peer).expect("a public key").expose().to_vec()]
    }))
}

pub(super) fn generate_rsa(bits: usize) -> Option<Generate> {
    Some(Box::new(move || Rsa::generate(bits).expect("a size that RSA has").key_size() * 8))
}
