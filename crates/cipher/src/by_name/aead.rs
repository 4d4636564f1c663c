// SPDX-License-Identifier: MIT
//! A key that authenticates and was chosen by name.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::algorithm::{Algorithm, Mode};
use super::error::NewError;
use super::stream::{DynEncryptor, DynUnverifiedDecryptor};
use crate::aead::Engine;
use crate::aead::engine::open;
use crate::aead::stream::Stream;
use crate::error::{DecryptError, InvalidInput};

/// An authenticated cipher with its key that was chosen by name, for any number of messages from any number of threads:
/// what [`Aead`](crate::Aead) is for ciphers that are known in the source. Wiped when the last clone is dropped.
///
/// Every message has a nonce of its own, given with it; python-mbedtls takes one for all messages when it makes the
/// object, and repeats it.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{AnyNonce, new_aead};
///
/// let aead = new_aead("AES-128-CCM", b"My 16-bytes key.")?.with_tag_size(8)?;
/// let mut record = *b"in place";
/// let tag = aead.encrypt_in_place(AnyNonce::assume_unique(&[1; 13]), b"header", &mut record)?;
/// assert_eq!(tag.as_ref().len(), 8);
/// aead.decrypt_in_place(&[1; 13], b"header", &mut record, tag.as_ref())?;
/// assert_eq!(&record, b"in place");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "AEADCipher")]
#[derive(Clone)]
pub struct DynAead {
    algorithm: Algorithm,
    engine: Arc<dyn Engine>,
    tag_size: usize,
}

impl DynAead {
    pub(super) fn new(algorithm: Algorithm, engine: Arc<dyn Engine>) -> Self {
        Self { algorithm, engine, tag_size: 16 }
    }

    /// Makes and accepts tags of that many bytes, and no others: 12 to 16 with GCM; 4, 6, 8, 10, 12, 14 or 16 with CCM;
    /// 16 with ChaCha20-Poly1305.
    ///
    /// # Errors
    ///
    /// [`NewError::TagLength`] for any other length.
    pub fn with_tag_size(self, bytes: usize) -> Result<Self, NewError> {
        let fits = match self.algorithm.mode() {
            Mode::Gcm => (12..=16).contains(&bytes),
            Mode::Ccm => (4..=16).contains(&bytes) && bytes.is_multiple_of(2),
            _ => bytes == 16,
        };
        if fits { Ok(Self { tag_size: bytes, ..self }) } else { Err(NewError::TagLength { given: bytes }) }
    }

    /// What was chosen: its name, mode and sizes.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The length of its tags in bytes.
    #[must_use]
    pub const fn tag_size(&self) -> usize {
        self.tag_size
    }

    /// Encrypts `message` and authenticates it together with `ad`, the associated data.
    ///
    /// Returns the encrypted message, as long as `message`, and its tag.
    ///
    /// # Errors
    ///
    /// - [`InvalidInput::NonceLength`]: the cipher has no nonces of that length.
    /// - [`InvalidInput::TooLong`]: it cannot process as much under one nonce.
    pub fn encrypt(
        &self,
        nonce: AnyNonce<'_>,
        ad: &[u8],
        message: &[u8],
    ) -> Result<(Vec<u8>, AnyTag), InvalidInput> {
        self.check(nonce.0, ad, message)?;
        let mut buffer = message.to_vec();
        let tag = self.encrypt_in_place(nonce, ad, &mut buffer)?;
        Ok((buffer, tag))
    }

    /// Encrypts `message` in its own place and returns the tag for it and `ad`, the associated data.
    ///
    /// # Errors
    ///
    /// As [`Self::encrypt`]; `message` is untouched then.
    #[expect(clippy::needless_pass_by_value, reason = "encrypting consumes the nonce")]
    pub fn encrypt_in_place(
        &self,
        nonce: AnyNonce<'_>,
        ad: &[u8],
        message: &mut [u8],
    ) -> Result<AnyTag, InvalidInput> {
        self.check(nonce.0, ad, message)?;
        let bytes = self.engine.seal(nonce.0, ad, message, self.tag_size)?;
        Ok(AnyTag::new(bytes, self.tag_size))
    }

    /// Decrypts `message` if it and `ad` are what was encrypted and authenticated with this key and nonce.
    ///
    /// # Errors
    ///
    /// [`DecryptError`] if they are not, or if nonce or tag do not have the right length.
    pub fn decrypt(
        &self,
        nonce: &[u8],
        ad: &[u8],
        message: &[u8],
        tag: &[u8],
    ) -> Result<Vec<u8>, DecryptError> {
        self.check(nonce, ad, message).map_err(|_| DecryptError)?;
        let mut buffer = message.to_vec();
        self.decrypt_in_place(nonce, ad, &mut buffer, tag)?;
        Ok(buffer)
    }

    /// Decrypts `message` in its own place if it and `ad` are what was encrypted and authenticated.
    ///
    /// # Errors
    ///
    /// As [`Self::decrypt`]; `message` is filled with zeros then.
    pub fn decrypt_in_place(
        &self,
        nonce: &[u8],
        ad: &[u8],
        message: &mut [u8],
        tag: &[u8],
    ) -> Result<(), DecryptError> {
        if tag.len() != self.tag_size || self.check(nonce, ad, message).is_err() {
            message.fill(0);
            return Err(DecryptError);
        }
        open(&*self.engine, nonce, ad, message, tag)
    }

    /// Starts to encrypt a message that comes in pieces, of exactly `length` bytes if that is given. This allocates; the
    /// pieces then do not.
    ///
    /// # Errors
    ///
    /// - [`InvalidInput::NonceLength`]: the cipher has no nonces of that length.
    /// - [`InvalidInput::LengthUnknown`]: no length was given, which CCM needs.
    /// - [`InvalidInput::TooLong`]: it cannot process as much under one nonce.
    #[expect(clippy::needless_pass_by_value, reason = "encrypting consumes the nonce")]
    pub fn start_encrypt(
        &self,
        nonce: AnyNonce<'_>,
        ad: &[u8],
        length: Option<u64>,
    ) -> Result<DynEncryptor, InvalidInput> {
        Ok(DynEncryptor::new(self.start(nonce.0, ad, length)?, self.tag_size))
    }

    /// Starts to decrypt a message that comes in pieces, of exactly `length` bytes if that is given. **None of them is
    /// authentic** before [`DynUnverifiedDecryptor::finalize`] has checked the tag.
    ///
    /// # Errors
    ///
    /// As [`Self::start_encrypt`].
    pub fn start_decrypt_unverified(
        &self,
        nonce: &[u8],
        ad: &[u8],
        length: Option<u64>,
    ) -> Result<DynUnverifiedDecryptor, InvalidInput> {
        Ok(DynUnverifiedDecryptor::new(self.start(nonce, ad, length)?, self.tag_size))
    }

    fn start(&self, nonce: &[u8], ad: &[u8], length: Option<u64>) -> Result<Stream, InvalidInput> {
        self.check(nonce, &[], &[])?;
        Stream::start(Arc::clone(&self.engine), nonce, ad, length, self.tag_size)
    }

    fn check(&self, nonce: &[u8], ad: &[u8], message: &[u8]) -> Result<(), InvalidInput> {
        if !self.engine.takes(nonce.len(), self.tag_size) {
            return Err(InvalidInput::NonceLength { bytes: nonce.len() });
        }
        self.engine.limits(nonce.len()).check(message.len() as u64, ad.len())
    }
}

impl fmt::Debug for DynAead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DynAead({}, ..)", self.algorithm)
    }
}

/// A nonce of any length, consumed by the encryption that uses it: what [`Nonce`](crate::Nonce) is where lengths are
/// known in the source.
///
/// ```compile_fail,E0382
/// use purembed_cipher::{AnyNonce, new_aead};
///
/// let aead = new_aead("AES-128-GCM", &[0; 16])?;
/// let nonce = AnyNonce::assume_unique(&[0; 12]);
/// aead.encrypt(nonce, b"", b"first")?;
/// aead.encrypt(nonce, b"", b"second")?; // use of moved value
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug, Eq, PartialEq)]
pub struct AnyNonce<'a>(&'a [u8]);

impl<'a> AnyNonce<'a> {
    /// Takes the caller's word that `value` was never used, and never will be, with the same key.
    #[must_use]
    pub const fn assume_unique(value: &'a [u8]) -> Self {
        Self(value)
    }

    /// The value, for sending it along: nonces are not secret.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

/// An authentication tag whose length was chosen at run time; `==` takes the same time wherever two tags differ.
#[derive(Clone, Copy)]
pub struct AnyTag {
    bytes: [u8; 16],
    size: usize,
}

impl AnyTag {
    pub(super) const fn new(bytes: [u8; 16], size: usize) -> Self {
        Self { bytes, size }
    }
}

impl AsRef<[u8]> for AnyTag {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.size]
    }
}

impl PartialEq for AnyTag {
    fn eq(&self, other: &Self) -> bool {
        purembed_core::ct::eq(self.as_ref(), other.as_ref())
    }
}

impl Eq for AnyTag {}

impl fmt::Debug for AnyTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyTag(")?;
        self.as_ref().iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}
