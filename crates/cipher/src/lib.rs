// SPDX-License-Identifier: MIT
//! Ciphers: authenticated encryption with GCM (NIST SP 800-38D), CCM (SP 800-38C) and ChaCha20-Poly1305 (RFC 8439); the
//! modes that encrypt alone (SP 800-38A, 38E); key wrap (SP 800-38F); and authentication alone, CMAC (SP 800-38B).
//!
//! A key and a mode make what encrypts. With a mode that authenticates this is an [`Aead`], for any number of messages
//! from any number of threads. Every message needs a [`Nonce`] of its own, which encrypting consumes: using the same one
//! twice does not compile. A message whose tag is wrong is never shown, not even in part.
//!
//! With the other modes it is a [`Cipher`], which goes on from call to call and leaves it open whether a message was
//! altered. Modes carry their IV, so that its length is checked by the compiler, like the mode itself.
//!
//! What a configuration file names is started by [`new`] and [`new_aead`]; lengths are checked then.
//!
//! # Examples
//!
//! ```
//! use purembed_cipher::{Aes, Gcm, Nonce};
//!
//! let aead = Aes::new(b"My 16-bytes key.", Gcm)?;
//! let nonce = *b"counter: 001";
//!
//! let (sealed, tag) = aead.encrypt(Nonce::assume_unique(nonce), b"to: Alice", b"a secret")?;
//! let message = aead.decrypt(&nonce, b"to: Alice", &sealed, tag)?;
//! assert_eq!(message, b"a secret");
//!
//! // what was not encrypted is protected too
//! assert!(aead.decrypt(&nonce, b"to: Mallory", &sealed, tag).is_err());
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! Without allocating, with the other cipher:
//!
//! ```
//! use purembed_cipher::{ChaCha20, ChaChaPoly, Nonce};
//!
//! let aead = ChaCha20::new(&[0x42; 32], ChaChaPoly);
//! let mut record = *b"in place, please";
//! let tag = aead.encrypt_in_place(Nonce::assume_unique([1; 12]), b"", &mut record)?;
//! aead.decrypt_in_place(&[1; 12], b"", &mut record, tag)?;
//! assert_eq!(&record, b"in place, please");
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! Without authentication, in pieces:
//!
//! ```
//! use purembed_cipher::{Aes, Ctr};
//!
//! let mut cipher = Aes::new(&[7; 16], Ctr([0; 16]))?;
//! let mut sealed = cipher.encrypt(b"Nobody inspects")?;
//! sealed.extend(cipher.encrypt(b" the spammish repetition")?);
//! assert_eq!(cipher.decrypt(&sealed)?, b"Nobody inspects the spammish repetition");
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # Security
//!
//! Keys and key schedules are secret; once made, they stay in one heap block, which is wiped on drop. Copies that the
//! compiler leaves on the stack, while a key is made or a message processed, are not within reach of that.
//! AES, ARIA, Camellia, ChaCha20, what authenticates and the taking off of padding run in constant time in key and message.
//! DES and triple DES do so where no block waits for another; where one does, they look secrets up in tables, as Blowfish and
//! ARC4 do everywhere.
//!
//! **A nonce must never repeat under one key**: with GCM, CCM, ChaCha20, CTR and OFB a repetition gives away the XOR of
//! two messages, and with GCM and Poly1305 the key of the authenticator. Count messages, or give each message a new key;
//! random 12-byte nonces are safe for 2³² messages per key only.
//!
//! # Back ends
//!
//! [`purembed_accel::backend`] decides, when a key is made, with which instructions it works.
//!
//! # Standards
//!
//! [NIST SP 800-38D](https://csrc.nist.gov/pubs/sp/800/38/d/final) (GCM), [NIST SP 800-38C](https://csrc.nist.gov/pubs/sp/800/38/c/upd1/final) and
//! [RFC 3610](https://www.rfc-editor.org/rfc/rfc3610) (CCM),
//! [RFC 5116](https://www.rfc-editor.org/rfc/rfc5116), [RFC 8439](https://www.rfc-editor.org/rfc/rfc8439),
//! [NIST SP 800-38A](https://csrc.nist.gov/pubs/sp/800/38/a/final) (ECB, CBC, CFB, OFB, CTR),
//! [NIST SP 800-38B](https://csrc.nist.gov/pubs/sp/800/38/b/upd1/final) (CMAC),
//! [NIST SP 800-38E](https://csrc.nist.gov/pubs/sp/800/38/e/final) and IEEE 1619 (XTS),
//! [NIST SP 800-38F](https://csrc.nist.gov/pubs/sp/800/38/f/final) (key wrap).
//! Vectors: those of the standards, and Wycheproof's.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::integer_division_remainder_used)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub use crate::aead::{Aead, Encryptor, UnverifiedDecryptor};
pub use crate::aes::Aes;
pub use crate::arc4::Arc4;
pub use crate::aria::Aria;
pub use crate::auth_tag::AuthTag;
pub use crate::blowfish::Blowfish;
pub use crate::by_name::{
    Algorithm, AnyNonce, AnyTag, DynAead, DynCipher, DynEncryptor, DynUnverifiedDecryptor, NewError,
    get_supported_ciphers, new, new_aead,
};
pub use crate::camellia::Camellia;
pub use crate::ccm::{Ccm, Ccm8, CcmWith};
pub use crate::chacha_poly::ChaChaPoly;
pub use crate::chacha20::ChaCha20;
pub use crate::cipher::Cipher;
pub use crate::cmac::{Cmac, CmacKey, RunningCmac};
pub use crate::des::{Des, TripleDes};
pub use crate::error::{DecryptError, InvalidInput, InvalidKey, InvalidPadding, InvalidTag};
pub use crate::gcm::{Gcm, GcmWith};
pub use crate::key_wrap::{KeyWrapper, Kw, Kwp};
pub use crate::mode::{BlockCipher, Mode, StreamMode};
pub use crate::modes::{Cbc, Cfb, Cfb8, Ctr, Ecb, Ofb, Stream, Xts};
pub use crate::nonce::Nonce;
pub use crate::padded::{PaddedDecryptor, PaddedEncryptor};
pub use crate::padding::Padding;

mod aead;
mod aes;
mod arc4;
mod aria;
mod auth_tag;
mod block;
mod blowfish;
pub mod by_name;
mod camellia;
mod ccm;
mod chacha20;
mod chacha_poly;
mod cipher;
mod cmac;
mod des;
mod error;
mod gcm;
pub mod hazmat;
mod key_wrap;
mod mode;
mod modes;
mod nonce;
mod padded;
mod padding;
#[cfg(any(feature = "aead", feature = "cipher"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "aead", feature = "cipher"))))]
pub mod rustcrypto;
