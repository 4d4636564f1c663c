// SPDX-License-Identifier: MIT
//! Authenticated encryption.
//!
//! # Examples
//!
//! ```
//! use purembed::cipher::{Aes, Gcm, Nonce};
//!
//! let aead = Aes::new(b"My 16-bytes key.", Gcm)?;
//! let nonce = *b"used once...";
//! let (encrypted, tag) = aead.encrypt(Nonce::assume_unique(nonce), b"header", b"message")?;
//! assert_eq!(aead.decrypt(&nonce, b"header", &encrypted, tag)?, b"message");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use purembed_cipher::{
    Aead, Aes, AuthTag, ChaCha20, ChaChaPoly, DecryptError, Gcm, InvalidInput, InvalidKey, Nonce,
};
