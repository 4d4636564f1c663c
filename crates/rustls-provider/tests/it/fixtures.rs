// SPDX-License-Identifier: MIT
//! Keys and certificates made by `fixtures/make.sh`.

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// One kind of key: its authority, its server (or client) and the server's key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Rsa,
    P256,
    P384,
    Ed25519,
}

macro_rules! pem {
    ($name:literal) => {
        include_bytes!(concat!("../fixtures/", $name))
    };
}
pub(crate) use pem;

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Rsa, Self::P256, Self::P384, Self::Ed25519];

    pub(crate) fn roots(self) -> RootCertStore {
        roots(match self {
            Self::Rsa => pem!("ca-rsa.pem"),
            Self::P256 => pem!("ca-p256.pem"),
            Self::P384 => pem!("ca-p384.pem"),
            Self::Ed25519 => pem!("ca-ed25519.pem"),
        })
    }

    pub(crate) fn chain(self) -> Vec<CertificateDer<'static>> {
        vec![certificate(match self {
            Self::Rsa => pem!("server-rsa.pem"),
            Self::P256 => pem!("server-p256.pem"),
            Self::P384 => pem!("server-p384.pem"),
            Self::Ed25519 => pem!("server-ed25519.pem"),
        })]
    }

    pub(crate) fn key(self) -> PrivateKeyDer<'static> {
        key(match self {
            Self::Rsa => pem!("server-rsa.key"),
            Self::P256 => pem!("server-p256.key"),
            Self::P384 => pem!("server-p384.key"),
            Self::Ed25519 => pem!("server-ed25519.key"),
        })
    }
}

pub(crate) fn certificate(pem: &[u8]) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem).unwrap()
}

pub(crate) fn key(pem: &[u8]) -> PrivateKeyDer<'static> {
    PrivateKeyDer::from_pem_slice(pem).unwrap()
}

pub(crate) fn roots(pem: &[u8]) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(certificate(pem)).unwrap();
    roots
}
