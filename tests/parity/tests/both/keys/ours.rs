// SPDX-License-Identifier: MIT
//! Keys of purembed, in the words of `pk.rs`.

use purembed::hashlib::Algorithm;
use purembed::pk::{
    Curve, DhClient, DhGroup, DhServer, Ecc, EcdhClient, EcdhServer, InvalidKey, PrivateKey, PublicKey, Rsa,
};

use super::Answer;

pub(super) struct Key(PrivateKey);

pub(super) struct Public(PublicKey);

fn group(name: &str) -> Curve {
    *Curve::available().iter().find(|curve| curve.name() == name).expect("a curve")
}

impl Key {
    pub(super) fn rsa(bits: usize) -> Self {
        Self(Rsa::generate(bits).expect("randomness").into())
    }

    pub(super) fn ec(curve: &str) -> Self {
        Self(Ecc::generate(group(curve)).expect("randomness").into())
    }

    pub(super) fn read(file: &[u8], password: Option<&str>) -> Option<Self> {
        let key: Result<_, InvalidKey> = match password {
            Some(password) => PrivateKey::from_buffer_with_password(file, password),
            None => PrivateKey::from_buffer(file),
        };
        key.ok().map(Self)
    }

    pub(super) fn to_der(&self) -> Vec<u8> {
        match &self.0 {
            PrivateKey::Rsa(key) => key.to_der().expose().to_vec(),
            PrivateKey::Ecc(key) => key.to_der().expose().to_vec(),
            _ => unreachable!("no others are made"),
        }
    }

    pub(super) fn public(&self) -> Public {
        Public(self.0.public_key())
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.0 {
            PrivateKey::Rsa(key) => key.sign(message, Algorithm::SHA256).expect("a signature"),
            PrivateKey::Ecc(key) => key.sign(message, Algorithm::SHA256).expect("a signature"),
            _ => unreachable!("no others are made"),
        }
    }

    pub(super) fn decrypt(&self, message: &[u8]) -> Option<Vec<u8>> {
        let PrivateKey::Rsa(key) = &self.0 else { return None };
        Some(key.decrypt_oaep(message, Algorithm::SHA256, b"").ok()?.expose().to_vec())
    }
}

impl Public {
    pub(super) fn read(file: &[u8]) -> Option<Self> {
        PublicKey::from_buffer(file).ok().map(Self)
    }

    pub(super) fn to_der(&self) -> Vec<u8> {
        self.0.to_der()
    }

    pub(super) fn to_pem(&self) -> Vec<u8> {
        self.0.to_pem().into_bytes()
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            PublicKey::Rsa(key) => key.verify(message, signature, Algorithm::SHA256).is_ok(),
            PublicKey::Ecc(key) => key.verify(message, signature, Algorithm::SHA256).is_ok(),
            _ => unreachable!("no others are made"),
        }
    }

    pub(super) fn encrypt(&self, message: &[u8]) -> Option<Vec<u8>> {
        let PublicKey::Rsa(key) = &self.0 else { return None };
        key.encrypt_oaep(message, Algorithm::SHA256, b"").ok()
    }
}

pub(super) fn ecdh_server(curve: &str) -> (Vec<u8>, Answer) {
    let (server, ske) = EcdhServer::generate(group(curve)).expect("randomness");
    (ske, Box::new(|cke| Some(server.import_cke(cke).ok()?.expose().to_vec())))
}

pub(super) fn ecdh_client(ske: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (cke, secret) = EcdhClient::import_ske(ske).ok()?.generate().ok()?;
    Some((cke, secret.expose().to_vec()))
}

/// Of 2048 bits.
pub(super) fn dh_server() -> (Vec<u8>, Answer) {
    let (server, ske) = DhServer::generate(&DhGroup::MODP2048).expect("randomness");
    let answer = |cke: &[u8]| Some(server.import_cke(cke).ok()?.expose_without_leading_zeros().to_vec());
    (ske, Box::new(answer))
}

pub(super) fn dh_client(ske: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (cke, secret) = DhClient::import_ske(ske).ok()?.generate().ok()?;
    Some((cke, secret.expose_without_leading_zeros().to_vec()))
}
