// SPDX-License-Identifier: MIT
//! Ciphers by name with the facade's signatures, so that one body runs on both sides.

use core::fmt;

use super::by_name::{Algorithm, Cipher};
use crate::error::Error;

/// What the facade calls its errors here.
pub use crate::error::Error as NewError;

/// Starts a cipher that does not authenticate: two of C's contexts, one for each direction, as python-mbedtls has them.
///
/// # Errors
///
/// C's number for an unknown name, or a key or an IV of a wrong length.
///
/// ```
/// use purembed_parity::cipher;
///
/// let mut cipher = cipher::new("AES-128-CBC", b"My 16-bytes key.", b"CBC needs an IV.")?;
/// let sealed = cipher.encrypt(b"This is a super-secret message!!")?;
/// assert_eq!(cipher.decrypt(&sealed)?, b"This is a super-secret message!!");
/// # Ok::<(), purembed_parity::Error>(())
/// ```
pub fn new(name: &str, key: &[u8], iv: &[u8]) -> Result<DynCipher, NewError> {
    let algorithm: Algorithm = name.parse()?;
    Ok(DynCipher { encrypting: algorithm.encrypt(key, iv)?, decrypting: algorithm.decrypt(key, iv)? })
}

/// Prepares a key for a cipher that authenticates.
///
/// # Errors
///
/// C's number for an unknown name or a key of a wrong length.
pub fn new_aead(name: &str, key: &[u8]) -> Result<DynAead, NewError> {
    let algorithm: Algorithm = name.parse()?;
    algorithm.check_key(key)?;
    Ok(DynAead { algorithm, key: key.to_vec(), tag_size: 16 })
}

/// A cipher with its key, going on from call to call in both directions.
#[derive(Debug)]
pub struct DynCipher {
    encrypting: Cipher,
    decrypting: Cipher,
}

impl DynCipher {
    /// What was chosen.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.encrypting.algorithm()
    }

    /// Encrypts what comes next.
    ///
    /// # Errors
    ///
    /// C's number.
    pub fn encrypt(&mut self, message: &[u8]) -> Result<Vec<u8>, Error> {
        whole(&mut self.encrypting, message)
    }

    /// Decrypts what comes next.
    ///
    /// # Errors
    ///
    /// C's number.
    pub fn decrypt(&mut self, message: &[u8]) -> Result<Vec<u8>, Error> {
        whole(&mut self.decrypting, message)
    }

    /// Encrypts as python-mbedtls does, which forgets what is left of a block before every message.
    ///
    /// # Errors
    ///
    /// C's number.
    pub fn reset_and_encrypt(&mut self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.encrypting.reset()?;
        self.encrypt(message)
    }
}

/// What comes out, and nothing kept back: an error if there was.
fn whole(cipher: &mut Cipher, message: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = cipher.update(message)?;
    out.extend(cipher.finish()?);
    Ok(out)
}

/// An authenticated cipher with its key.
#[derive(Clone)]
pub struct DynAead {
    algorithm: Algorithm,
    key: Vec<u8>,
    tag_size: usize,
}

impl DynAead {
    /// Makes tags of that many bytes, if C can.
    ///
    /// # Errors
    ///
    /// None here: C says what it thinks of the length when it makes a tag.
    pub const fn with_tag_size(mut self, bytes: usize) -> Result<Self, NewError> {
        self.tag_size = bytes;
        Ok(self)
    }

    /// What was chosen.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Encrypts `message` and authenticates it together with `ad`.
    ///
    /// # Errors
    ///
    /// C's number.
    #[expect(clippy::needless_pass_by_value, reason = "as in the facade")]
    pub fn encrypt(
        &self,
        nonce: AnyNonce<'_>,
        ad: &[u8],
        message: &[u8],
    ) -> Result<(Vec<u8>, AnyTag), Error> {
        let (sealed, tag) = self.algorithm.seal(&self.key, nonce.0, ad, message, self.tag_size)?;
        Ok((sealed, AnyTag(tag)))
    }

    /// Decrypts `message` if it is what was encrypted. The tag's own length is taken, as in C and python-mbedtls.
    ///
    /// # Errors
    ///
    /// C's number.
    pub fn decrypt(&self, nonce: &[u8], ad: &[u8], message: &[u8], tag: &[u8]) -> Result<Vec<u8>, Error> {
        self.algorithm.open(&self.key, nonce, ad, message, tag)
    }
}

impl fmt::Debug for DynAead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DynAead({}, ..)", self.algorithm)
    }
}

/// A nonce of any length.
#[derive(Debug)]
pub struct AnyNonce<'n>(&'n [u8]);

impl<'n> AnyNonce<'n> {
    /// Takes bytes as a nonce. C does not care whether it is used twice.
    #[must_use]
    pub const fn assume_unique(bytes: &'n [u8]) -> Self {
        Self(bytes)
    }
}

/// A tag of any length. For tests: compared as bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AnyTag(Vec<u8>);

impl AsRef<[u8]> for AnyTag {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
