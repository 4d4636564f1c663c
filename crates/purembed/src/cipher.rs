// SPDX-License-Identifier: MIT
//! Authenticated encryption, and authentication alone with block ciphers (CMAC).
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
//!
//! CMAC, whose tag has the length of the cipher's block:
//!
//! ```
//! use purembed::cipher::{Aes, Cmac};
//!
//! let key = Aes::new(b"My 16-bytes key.", Cmac)?;
//! let tag = key.sign(b"message");
//! let mut cmac = key.start();
//! cmac.update(b"mess");
//! cmac.update(b"age");
//! cmac.verify(tag.as_ref())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use purembed_cipher::{
    Aead, Aes, AuthTag, ChaCha20, ChaChaPoly, Cmac, CmacKey, DecryptError, Gcm, InvalidInput, InvalidKey,
    InvalidTag, Nonce, RunningCmac, TripleDes,
};
