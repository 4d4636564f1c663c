// SPDX-License-Identifier: MIT
//! Public keys: RSA, elliptic curves, Ed25519, key agreement, and the files that keys are kept in.
//!
//! | kind | private key | public key | signatures |
//! |---|---|---|---|
//! | RSA, 1024 to 8192 bits | [`Rsa`] | [`RsaPublicKey`] | PKCS#1 v1.5, PSS; encryption with OAEP, PKCS#1 v1.5 |
//! | eleven short Weierstrass [curves](Curve) | [`Ecc`] | [`EccPublicKey`] | ECDSA, deterministic or hedged |
//! | Ed25519 | [`Ed25519`] | [`Ed25519PublicKey`] | Ed25519, Ed25519ctx, Ed25519ph |
//! | Ed448 | [`Ed448`] | [`Ed448PublicKey`] | Ed448, Ed448ph |
//! | X25519, X448 | [`Xdh`] | [`XdhPublicKey`] | [`SharedSecret`] |
//! | whatever a file holds | [`PrivateKey`] | [`PublicKey`] | [`SignatureAlgorithm`] |
//! | kept elsewhere | [`SigningKey`], [`KeyStore`] | [`PublicKey`] | as the key can |
//!
//! | exchange | used once | in the messages of TLS 1.2 |
//! |---|---|---|
//! | X25519, X448, curves | [`EphemeralKey`] | [`EcdhServer`], [`EcdhClient`] |
//! | [groups](DhGroup) modulo a prime | for keys that last: [`Dh`], [`DhPublicKey`] | [`DhServer`], [`DhClient`] |
//!
//! Files: PKCS#1, SEC 1, PKCS#8 and SPKI, in DER and PEM; [encrypted](Encryption) with a [`Password`]; [`Pkcs12`].
//!
//! # Examples
//!
//! ```
//! use purembed_hash::Algorithm;
//! use purembed_pk::{PrivateKey, PublicKey, SignatureAlgorithm};
//! # let pem = purembed_pk::Ecc::generate(purembed_pk::Curve::SECP256R1)?.to_pem();
//! # let pem = pem.expose().as_bytes();
//!
//! let key = PrivateKey::from_buffer(pem)?;
//! let signature = key.sign(SignatureAlgorithm::Ecdsa(Algorithm::SHA256), b"message")?;
//!
//! let public = PublicKey::from_buffer(key.public_key().to_pem().as_bytes())?;
//! public.verify(SignatureAlgorithm::Ecdsa(Algorithm::SHA256), b"message", &signature)?;
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # Security
//!
//! A key that exists is usable: private keys were checked for consistency and public points for membership when they
//! were made. Private keys have no `Clone`, show nothing in `Debug`, and are wiped when dropped. Work with public keys
//! may take time that depends on them; work with private keys does not depend on their values, except for the
//! generation of RSA keys.
//!
//! Reading costs bounded time and memory, whatever the bytes: sizes are checked before any arithmetic.
//!
//! # Back ends
//!
//! Each kind exists in portable Rust (dalek for Curve25519, ours for the rest). RSA, P-256, X25519 and
//! Ed25519 also exist in formally verified assembly (graviola), chosen when a key is made if the CPU has what it takes.
//! They give the same results.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod agreement;
mod curve;
mod dh;
mod ecc;
mod ed25519;
mod ed448;
mod encoding;
mod error;
mod exchange;
mod goldilocks;
mod naf;
mod password;
mod pkcs12;
mod private_key;
mod public_key;
mod rsa;
#[cfg(feature = "signature")]
#[cfg_attr(docsrs, doc(cfg(feature = "signature")))]
pub mod rustcrypto;
mod signature_algorithm;
mod signer;
#[cfg(test)]
mod testing;
mod xdh;

pub use agreement::{EphemeralKey, Group, SharedSecret, UnknownGroup};
pub use curve::{Curve, UnknownCurve};
pub use dh::{Dh, DhClient, DhGroup, DhPublicKey, DhServer, DhSharedSecret, UnknownDhGroup};
pub use ecc::{Ecc, EccPublicKey, EcdsaSignature};
pub use ed448::{Ed448, Ed448PublicKey};
pub use ed25519::{Ed25519, Ed25519PublicKey};
pub use error::{Error, InvalidKey, InvalidSignature, KeyKind};
pub use exchange::{EcdhClient, EcdhServer};
pub use password::{Encryption, EncryptionCipher, Password};
pub use pkcs12::{Pkcs12, Pkcs12Entry};
pub use private_key::PrivateKey;
pub use public_key::PublicKey;
pub use purembed_kdf::{InvalidCost, ScryptCost};
pub use rsa::{Oaep, Pss, Rsa, RsaPublicKey, SaltLength};
pub use signature_algorithm::{SignatureAlgorithm, UnknownSignatureAlgorithm};
pub use signer::{KeyEntry, KeyStore, MemoryKeyStore, SigningKey};
pub use xdh::{Xdh, XdhCurve, XdhPublicKey};
