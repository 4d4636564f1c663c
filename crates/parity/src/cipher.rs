// SPDX-License-Identifier: MIT
//! C's ciphers: CMAC with the facade's names, everything else by C's.
//!
//! ```
//! use purembed_parity::cipher::{Aes, Cmac};
//!
//! let key = Aes::new(b"My 16-bytes key.", Cmac)?;
//! let tag = key.sign(b"message");
//! assert!(key.verify(b"message", tag.as_ref()).is_ok());
//! assert!(key.verify(b"massage", tag.as_ref()).is_err());
//! # Ok::<(), purembed_parity::Error>(())
//! ```
//!
//! ```
//! use purembed_parity::cipher::{Algorithm, Padding};
//!
//! let cbc: Algorithm = "AES-128-CBC".parse()?;
//! let mut cipher = cbc.encrypt(b"My 16-bytes key.", b"CBC needs an IV.")?;
//! cipher.set_padding(Padding::Pkcs7)?;
//! let sealed = [cipher.update(b"Nobody inspects")?, cipher.finish()?].concat();
//!
//! let mut cipher = cbc.decrypt(b"My 16-bytes key.", b"CBC needs an IV.")?;
//! cipher.set_padding(Padding::Pkcs7)?;
//! assert_eq!([cipher.update(&sealed)?, cipher.finish()?].concat(), b"Nobody inspects");
//!
//! let gcm: Algorithm = "ARIA-128-GCM".parse()?;
//! let (sealed, tag) = gcm.seal(&[1; 16], &[2; 12], b"data", b"message", 16)?;
//! assert_eq!(gcm.open(&[1; 16], &[2; 12], b"data", &sealed, &tag)?, b"message");
//! # Ok::<(), purembed_parity::Error>(())
//! ```

mod by_name;
mod cmac;
mod dynamic;

pub use by_name::{
    Algorithm, Cipher, Mode, Padding, aes_cfb8_decrypt, aes_cfb8_encrypt, get_supported_ciphers,
};
pub use cmac::{Aes, AuthTag, Cmac, CmacKey, RunningCmac, TripleDes};
pub use dynamic::{AnyNonce, AnyTag, DynAead, DynCipher, NewError, new, new_aead};

/// C refused the key.
pub use crate::error::Error as InvalidKey;
pub use crate::hmac::InvalidTag;
