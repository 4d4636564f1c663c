// SPDX-License-Identifier: MIT
//! CMAC with AES and triple DES.

use core::fmt;

use mbedtls_sys as sys;
use sys::cipher_type_t;

use super::{InvalidKey, InvalidTag};
use crate::c;

/// AES with keys of 16, 24 and 32 bytes.
#[derive(Debug)]
#[non_exhaustive]
pub struct Aes;

/// Triple DES with keys of 24 bytes; C refuses those of 16 for CMAC.
#[derive(Debug)]
#[non_exhaustive]
pub struct TripleDes;

/// The mode that authenticates and does not encrypt.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is written as `Cmac` and has no parameters")]
pub struct Cmac;

impl Aes {
    /// Binds a key to a mode.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] with C's number.
    #[expect(clippy::new_ret_no_self, reason = "as in the facade, the mode decides what comes out")]
    pub fn new(key: &[u8], _mode: Cmac) -> Result<CmacKey<16>, InvalidKey> {
        let cipher = match key.len() {
            16 => sys::CIPHER_AES_128_ECB,
            24 => sys::CIPHER_AES_192_ECB,
            // For other lengths, too: C says what it thinks of them.
            _ => sys::CIPHER_AES_256_ECB,
        };
        CmacKey::new(cipher, key)
    }
}

impl TripleDes {
    /// Binds a key to a mode.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] with C's number.
    #[expect(clippy::new_ret_no_self, reason = "as in the facade, the mode decides what comes out")]
    pub fn new(key: &[u8], _mode: Cmac) -> Result<CmacKey<8>, InvalidKey> {
        let two_keys = key.len() == 16;
        CmacKey::new(if two_keys { sys::CIPHER_DES_EDE_ECB } else { sys::CIPHER_DES_EDE3_ECB }, key)
    }
}

/// A key for CMAC with tags of `T` bytes.
#[derive(Clone)]
pub struct CmacKey<const T: usize> {
    cipher: cipher_type_t,
    key: Vec<u8>,
}

impl<const T: usize> CmacKey<T> {
    fn new(cipher: cipher_type_t, key: &[u8]) -> Result<Self, InvalidKey> {
        c::Cmac::new(cipher, key)?;
        Ok(Self { cipher, key: key.to_vec() })
    }

    /// The tag of one message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> AuthTag<T> {
        self.start().chain(message).finalize()
    }

    /// Checks the tag of one message.
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right and has its full length.
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> Result<(), InvalidTag> {
        self.start().chain(message).verify(tag)
    }

    /// Starts with a message that comes in pieces.
    ///
    /// # Panics
    ///
    /// Without memory: the key was accepted before.
    #[expect(clippy::expect_used, reason = "C took this key before")]
    #[must_use]
    pub fn start(&self) -> RunningCmac<T> {
        RunningCmac(c::Cmac::new(self.cipher, &self.key).expect("C took this key before"))
    }
}

impl<const T: usize> fmt::Debug for CmacKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CmacKey<{T}>(..)")
    }
}

/// The CMAC of a message that comes in pieces.
pub struct RunningCmac<const T: usize>(c::Cmac);

impl<const T: usize> RunningCmac<T> {
    /// Takes in more of the message.
    pub fn update(&mut self, data: impl AsRef<[u8]>) {
        self.0.update(data.as_ref());
    }

    /// Takes in more of the message and hands the CMAC on.
    #[must_use]
    pub fn chain(mut self, data: impl AsRef<[u8]>) -> Self {
        self.update(data);
        self
    }

    /// Ends the CMAC.
    #[must_use]
    pub fn finalize(mut self) -> AuthTag<T> {
        let output = self.0.finish();
        let mut tag = [0; T];
        tag.iter_mut().zip(output).for_each(|(to, from)| *to = from);
        AuthTag(tag)
    }

    /// Ends the CMAC and checks a tag against it.
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right and has its full length.
    pub fn verify(self, tag: &[u8]) -> Result<(), InvalidTag> {
        if self.finalize().as_ref() == tag { Ok(()) } else { Err(InvalidTag) }
    }
}

impl<const T: usize> fmt::Debug for RunningCmac<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RunningCmac<{T}>(..)")
    }
}

/// An authentication tag. For tests: compared as bytes, not in constant time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AuthTag<const T: usize>([u8; T]);

impl<const T: usize> AsRef<[u8]> for AuthTag<T> {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
