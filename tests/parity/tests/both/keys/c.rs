// SPDX-License-Identifier: MIT
//! Keys of Mbed TLS C, in the words of `pk.rs`.

use purembed::parity::hashlib::{Algorithm, sha256};
use purembed::parity::mpi::Mpi;
use purembed::parity::pk::{Curve, DhClient, DhServer, EcdhClient, EcdhServer, PrivateKey, PublicKey};
use purembed_parity_tests::curves;

use super::Answer;

pub(super) struct Key(PrivateKey);

pub(super) struct Public(PublicKey);

fn group(name: &str) -> Curve {
    curves::theirs(name)
}

impl Key {
    pub(super) fn rsa(bits: u32) -> Self {
        Self(PrivateKey::generate_rsa(bits, 65_537).expect("randomness"))
    }

    pub(super) fn ec(curve: &str) -> Self {
        Self(PrivateKey::generate_ec(group(curve)).expect("randomness"))
    }

    pub(super) fn read(file: &[u8], password: Option<&str>) -> Option<Self> {
        PrivateKey::from_buffer(file, password.map(str::as_bytes)).ok().map(Self)
    }

    pub(super) fn to_der(&self) -> Vec<u8> {
        self.0.to_der().expect("a key")
    }

    pub(super) fn public(&self) -> Public {
        Public(self.0.public_key().expect("a key"))
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let digest = sha256().chain(message).finalize();
        self.0.sign(digest.as_ref(), Algorithm::SHA256).expect("a signature")
    }

    pub(super) fn decrypt(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.0.decrypt_oaep(message, Algorithm::SHA256, b"").ok()
    }
}

impl Public {
    pub(super) fn read(file: &[u8]) -> Option<Self> {
        PublicKey::from_buffer(file).ok().map(Self)
    }

    pub(super) fn to_der(&self) -> Vec<u8> {
        self.0.to_der().expect("a key")
    }

    pub(super) fn to_pem(&self) -> Vec<u8> {
        self.0.to_pem().expect("a key")
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let digest = sha256().chain(message).finalize();
        self.0.verify(digest.as_ref(), signature, Algorithm::SHA256).is_ok()
    }

    pub(super) fn encrypt(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.0.encrypt_oaep(message, Algorithm::SHA256, b"").ok()
    }
}

pub(super) fn ecdh_server(curve: &str) -> (Vec<u8>, Answer) {
    let mut server = EcdhServer::new(group(curve)).expect("a curve");
    let ske = server.generate().expect("randomness");
    let answer = move |cke: &[u8]| {
        server.import_cke(cke).ok()?;
        server.generate_secret().ok()
    };
    (ske, Box::new(answer))
}

pub(super) fn ecdh_client(ske: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut client = EcdhClient::new();
    client.import_ske(ske).ok()?;
    Some((client.generate().ok()?, client.generate_secret().ok()?))
}

/// Of 2048 bits.
pub(super) fn dh_server() -> (Vec<u8>, Answer) {
    let modulus = purembed::pk::DhGroup::MODP2048.modulus().to_be_bytes();
    let modulus = Mpi::from_be_bytes(&modulus).expect("short");
    let mut server = DhServer::new(&modulus, &Mpi::from(2_u8)).expect("a group");
    let ske = server.generate().expect("randomness");
    let answer = move |cke: &[u8]| {
        server.import_cke(cke).ok()?;
        server.generate_secret().ok()
    };
    (ske, Box::new(answer))
}

pub(super) fn dh_client(ske: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut client = DhClient::new();
    client.import_ske(ske).ok()?;
    Some((client.generate().ok()?, client.generate_secret().ok()?))
}
