// SPDX-License-Identifier: MIT
//! A key that encrypts and authenticates (RFC 5116).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroize;

use crate::auth_tag::AuthTag;
use crate::backend::Engine;
use crate::error::{DecryptError, InvalidInput};
use crate::nonce::Nonce;

/// An authenticated cipher with its key: nonces of `N` bytes, tags of `T` bytes.
///
/// Made by [`Aes::new`](crate::Aes::new) and [`ChaCha20::new`](crate::ChaCha20::new). Two words in size:
/// moving it does not copy the key. The forms in place do not allocate.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Gcm, Nonce};
///
/// let aead = Aes::new(&[9; 32], Gcm)?;
/// let mut buffer = *b"attack at dawn";
/// let tag = aead.encrypt_in_place(Nonce::assume_unique([3; 12]), b"orders", &mut buffer)?;
/// assert_ne!(&buffer, b"attack at dawn");
///
/// buffer[0] ^= 1;
/// assert!(aead.decrypt_in_place(&[3; 12], b"orders", &mut buffer, tag).is_err());
/// assert_eq!(buffer, [0; 14]); // nothing of a forged message is shown
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub struct Aead<const N: usize, const T: usize> {
    engine: Box<dyn Engine<N, T>>,
}

impl<const N: usize, const T: usize> Aead<N, T> {
    pub(crate) fn with_engine(engine: Box<dyn Engine<N, T>>) -> Self {
        Self { engine }
    }

    /// Encrypts `message` and authenticates it together with `ad`, the associated data.
    ///
    /// Returns the encrypted message, as long as `message`, and its tag.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooLong`] if the mode cannot process as much under one nonce.
    pub fn encrypt(
        &self,
        nonce: Nonce<N>,
        ad: &[u8],
        message: &[u8],
    ) -> Result<(Vec<u8>, AuthTag<T>), InvalidInput> {
        self.engine.limits().check(message.len(), ad.len())?;
        let mut buffer = message.to_vec();
        let tag = self.encrypt_in_place(nonce, ad, &mut buffer)?;
        Ok((buffer, tag))
    }

    /// Decrypts `message` if it and `ad` are what was encrypted and authenticated with this key and nonce.
    ///
    /// # Errors
    ///
    /// [`DecryptError`] if they are not.
    pub fn decrypt(
        &self,
        nonce: &[u8; N],
        ad: &[u8],
        message: &[u8],
        tag: AuthTag<T>,
    ) -> Result<Vec<u8>, DecryptError> {
        self.engine.limits().check(message.len(), ad.len()).map_err(|_| DecryptError)?;
        let mut buffer = message.to_vec();
        self.decrypt_in_place(nonce, ad, &mut buffer, tag)?;
        Ok(buffer)
    }

    /// Encrypts `message` in its own place and returns the tag for it and `ad`, the associated data.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooLong`] if the mode cannot process as much under one nonce; `message` is untouched.
    pub fn encrypt_in_place(
        &self,
        nonce: Nonce<N>,
        ad: &[u8],
        message: &mut [u8],
    ) -> Result<AuthTag<T>, InvalidInput> {
        self.engine.limits().check(message.len(), ad.len())?;
        self.engine.seal(nonce.as_bytes(), ad, message).map(AuthTag::from)
    }

    /// Decrypts `message` in its own place if it and `ad` are what was encrypted and authenticated.
    ///
    /// # Errors
    ///
    /// [`DecryptError`] if they are not; `message` is filled with zeros then.
    pub fn decrypt_in_place(
        &self,
        nonce: &[u8; N],
        ad: &[u8],
        message: &mut [u8],
        tag: AuthTag<T>,
    ) -> Result<(), DecryptError> {
        let opened = match self.engine.limits().check(message.len(), ad.len()) {
            Ok(()) => self.engine.open(nonce, ad, message, tag.as_bytes()),
            Err(_) => Err(DecryptError),
        };
        opened.inspect_err(|_| message.zeroize())
    }
}

impl<const N: usize, const T: usize> fmt::Debug for Aead<N, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aead").field("algorithm", &self.engine.name()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec};

    use super::Aead;
    use crate::{Aes, AuthTag, ChaCha20, ChaChaPoly, DecryptError, Gcm, Nonce};

    #[test]
    fn is_two_words_sendable_and_silent_about_its_key() {
        fn thread_safe<X: Send + Sync>(x: X) -> X {
            x
        }
        assert_eq!(size_of::<Aead<12, 16>>(), 2 * size_of::<usize>());
        assert_eq!(
            format!("{:?}", thread_safe(ChaCha20::new(&[0xaa; 32], ChaChaPoly))),
            r#"Aead { algorithm: "ChaCha20-Poly1305", .. }"#
        );
        let debug = format!("{:?}", Aes::new(&[0xaa; 24], Gcm).unwrap());
        assert_eq!(debug, r#"Aead { algorithm: "AES-192-GCM", .. }"#);
    }

    #[test]
    fn anything_altered_is_refused_and_wiped() {
        for aead in [
            Aes::new(&[1; 16], Gcm).unwrap(),
            Aes::new(&[1; 24], Gcm).unwrap(),
            Aes::new(&[1; 32], Gcm).unwrap(),
            ChaCha20::new(&[1; 32], ChaChaPoly),
        ] {
            let (nonce, ad) = ([5; 12], *b"header");
            let (sealed, tag) = aead.encrypt(Nonce::assume_unique(nonce), &ad, &[0x55; 40]).unwrap();
            let refused = |nonce: &[u8; 12], ad: &[u8], sealed: &[u8], tag: AuthTag<16>| {
                let mut buffer = sealed.to_vec();
                assert_eq!(aead.decrypt_in_place(nonce, ad, &mut buffer, tag), Err(DecryptError));
                assert_eq!(buffer, vec![0; sealed.len()]);
                assert_eq!(aead.decrypt(nonce, ad, sealed, tag), Err(DecryptError));
            };
            for bit in 0..8 {
                for byte in 0..16 {
                    let mut wrong = *tag.as_bytes();
                    wrong[byte] ^= 1 << bit;
                    refused(&nonce, &ad, &sealed, wrong.into());
                }
                for byte in 0..sealed.len() {
                    let mut wrong = sealed.clone();
                    wrong[byte] ^= 1 << bit;
                    refused(&nonce, &ad, &wrong, tag);
                }
            }
            refused(&[6; 12], &ad, &sealed, tag);
            refused(&nonce, b"Header", &sealed, tag);
            refused(&nonce, &ad, &sealed[1..], tag);
            refused(&nonce, &ad, &[], tag);
            assert_eq!(aead.decrypt(&nonce, &ad, &sealed, tag).unwrap(), [0x55; 40]);
        }
    }
}
