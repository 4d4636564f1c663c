// SPDX-License-Identifier: MIT
//! Public keys: RSA, elliptic curves, key agreement, key files.
//!
//! # Examples
//!
//! ```
//! use purembed::hashlib::Algorithm;
//! use purembed::pk::{Curve, Ecc, EphemeralKey, Group, PrivateKey, PublicKey};
//!
//! // Sign and verify.
//! let key = Ecc::generate(Curve::SECP256R1)?;
//! let signature = key.sign(b"message", Algorithm::SHA256)?;
//! key.public_key().verify(b"message", &signature, Algorithm::SHA256)?;
//!
//! // To files and back, whatever kind of key it is.
//! let public = PublicKey::from_buffer(key.public_key().to_pem().as_bytes())?;
//! let private = PrivateKey::from_buffer(key.to_pkcs8_pem().expose().as_bytes())?;
//! assert!(private.matches(&public));
//!
//! // Agree on a secret.
//! let (alice, bob) = (EphemeralKey::generate(Group::X25519)?, EphemeralKey::generate(Group::X25519)?);
//! let (to_bob, to_alice) = (alice.public_key().to_vec(), bob.public_key().to_vec());
//! assert_eq!(alice.agree(&to_alice)?.expose(), bob.agree(&to_bob)?.expose());
//! # Ok::<(), purembed::Error>(())
//! ```
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `pk.RSA()`, `rsa.generate(2048)` | [`Rsa::generate`] | a key that exists is usable; public keys have a type of their own |
//! | `pk.ECC(curve)`, `ecc.generate()` | [`Ecc::generate`] | no default curve |
//! | `key.sign(message, "sha256")` | [`Rsa::sign`], [`Ecc::sign`] | the digest is named; ECDSA is deterministic as there |
//! | `key.verify(message, signature)` | [`RsaPublicKey::verify`], [`EccPublicKey::verify`] | `Result` instead of `bool` |
//! | `RSA.from_buffer(…)`, `from_DER`, `from_PEM` | [`PrivateKey::from_buffer`] | finds kind and format; one error type; text in front and no newline at the end are fine; the kind is checked |
//! | `RSA.from_buffer(…, password)` | [`PrivateKey::from_buffer_with_password`] | also AES in PBES2, scrypt, Camellia; a callback ([`Password::ask`]) is called only if needed; a wrong password is reported as such |
//! | `key == other` | `==` | of private keys with private, of public keys with public ones |
//! | `key.name`, `key.key_size` | [`PublicKey::name`], [`PublicKey::key_size`] | `str`; curves are known after loading, too |
//! | (none) | [`PrivateKey::to_encrypted_pkcs8_pem`], [`Pkcs12`], [`PublicKey::fingerprint`] | |
//! | `key.export_key("PEM")` | `to_pem`, `to_pkcs8_pem` | wiped when dropped; `str(key)` shows no private key |
//! | `pk.check_pair(public, private)` | [`PrivateKey::matches`] | |
//! | `pk.ECDHServer(ecc)`, `pk.ECDHClient(ecc)` | [`EcdhServer`], [`EcdhClient`]; for keys that last [`Ecc::import_cke`], [`EcdhClient::from_public_key`] | each step consumes the last; points off the curve are refused at once |
//! | `pk.DHServer(p, g)`, `pk.DHClient(p, g)` | [`DhServer`], [`DhClient`], [`DhGroup`] | groups with names; a group is tested when it is made; 2048 bits or more unless asked for |
//! | `ECDHNaive` | [`EphemeralKey`] | on bytes; each key is used once |

#[cfg(feature = "signature")]
#[cfg_attr(docsrs, doc(cfg(feature = "signature")))]
pub use purembed_pk::rustcrypto;
pub use purembed_pk::{
    Curve, Dh, DhClient, DhGroup, DhPublicKey, DhServer, DhSharedSecret, Ecc, EccPublicKey, EcdhClient,
    EcdhServer, EcdsaSignature, Ed448, Ed448PublicKey, Ed25519, Ed25519PublicKey, Encryption,
    EncryptionCipher, EphemeralKey, Error, Group, InvalidCost, InvalidKey, InvalidSignature, KeyEntry,
    KeyKind, KeyStore, MemoryKeyStore, Oaep, Password, Pkcs12, Pkcs12Entry, PrivateKey, Pss, PublicKey, Rsa,
    RsaPublicKey, SaltLength, ScryptCost, SharedSecret, SignatureAlgorithm, SigningKey, UnknownCurve,
    UnknownDhGroup, UnknownGroup, UnknownSignatureAlgorithm, Xdh, XdhCurve, XdhPublicKey,
};
