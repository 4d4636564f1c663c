// SPDX-License-Identifier: MIT
//! Ciphers as configuration files name them, and as C does.

use alloc::ffi::CString;
use core::fmt;
use core::str::FromStr;

use mbedtls_sys as sys;
use sys::{cipher_info_t, cipher_type_t};

use crate::c;
use crate::error::Error;

/// A mode of operation; the numbers are those of python-mbedtls and of C.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Mode {
    Ecb = 1,
    Cbc = 2,
    Cfb = 3,
    Ofb = 4,
    Ctr = 5,
    Gcm = 6,
    Stream = 7,
    Ccm = 8,
    Xts = 9,
    ChaChaPoly = 10,
    Kw = 11,
    Kwp = 12,
}

/// How CBC fills the last block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Padding {
    /// PKCS #7: as many bytes as are missing, each with that number; C's default.
    Pkcs7,
    /// ISO/IEC 7816-4: 0x80, then zeros.
    OneAndZeros,
    /// ANSI X.923: zeros, then the number of bytes.
    ZerosAndLen,
    /// Zeros, which cannot be told from the message's own.
    Zeros,
    /// None: whole blocks only.
    None,
}

/// A cipher that C has, with its mode.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Algorithm(cipher_type_t);

impl Algorithm {
    /// Every cipher, in C's order.
    #[must_use]
    pub fn available() -> Vec<Self> {
        c::cipher_kinds().into_iter().map(Self).collect()
    }

    #[expect(clippy::expect_used, reason = "the numbers come from C's own list")]
    fn info(self) -> &'static cipher_info_t {
        c::cipher_info(self.0).expect("C lists what it has")
    }

    /// C's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        c::cipher_name(self.info())
    }

    /// The mode.
    ///
    /// # Panics
    ///
    /// If C has got modes that it did not have.
    #[expect(clippy::panic, reason = "one version of C exactly")]
    #[must_use]
    pub fn mode(self) -> Mode {
        match self.info().mode {
            sys::MODE_ECB => Mode::Ecb,
            sys::MODE_CBC => Mode::Cbc,
            sys::MODE_CFB => Mode::Cfb,
            sys::MODE_OFB => Mode::Ofb,
            sys::MODE_CTR => Mode::Ctr,
            sys::MODE_GCM => Mode::Gcm,
            sys::MODE_STREAM => Mode::Stream,
            sys::MODE_CCM => Mode::Ccm,
            sys::MODE_XTS => Mode::Xts,
            sys::MODE_CHACHAPOLY => Mode::ChaChaPoly,
            sys::MODE_KW => Mode::Kw,
            sys::MODE_KWP => Mode::Kwp,
            other => panic!("{}: mode {other}", self.name()),
        }
    }

    /// The length of its keys in bytes; for Blowfish, which has many, what C calls the default.
    #[must_use]
    pub fn key_size(self) -> usize {
        self.info().key_bitlen as usize / 8
    }

    /// The length of its initialisation vector in bytes; where it has many, the usual one.
    #[must_use]
    pub fn iv_size(self) -> usize {
        self.info().iv_size as usize
    }

    /// The length of its blocks in bytes; 1 for stream ciphers.
    #[must_use]
    pub fn block_size(self) -> usize {
        self.info().block_size as usize
    }

    /// Starts encrypting; with CBC without padding, as in python-mbedtls.
    ///
    /// # Errors
    ///
    /// C's number for a key or an initialisation vector of a wrong length.
    pub fn encrypt(self, key: &[u8], iv: &[u8]) -> Result<Cipher, Error> {
        self.start(key, iv, c::Direction::Encrypt)
    }

    /// Starts decrypting; with CBC without padding, as in python-mbedtls.
    ///
    /// # Errors
    ///
    /// C's number for a key or an initialisation vector of a wrong length.
    pub fn decrypt(self, key: &[u8], iv: &[u8]) -> Result<Cipher, Error> {
        self.start(key, iv, c::Direction::Decrypt)
    }

    fn start(self, key: &[u8], iv: &[u8], direction: c::Direction) -> Result<Cipher, Error> {
        let mut cipher = c::Cipher::new(self.info(), key, direction)?;
        if self.mode() == Mode::Cbc {
            cipher.set_padding(sys::PADDING_NONE)?;
        }
        cipher.set_iv(iv)?;
        cipher.reset()?;
        Ok(Cipher { algorithm: self, context: cipher })
    }

    /// Encrypts a message and authenticates it together with `ad`: the encrypted message and a tag of that length.
    ///
    /// # Errors
    ///
    /// C's number for a key, nonce or tag of a wrong length, or a mode that does not authenticate.
    pub fn seal(
        self,
        key: &[u8],
        nonce: &[u8],
        ad: &[u8],
        message: &[u8],
        tag: usize,
    ) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let mut context = c::Cipher::new(self.info(), key, c::Direction::Encrypt)?;
        let mut sealed = context.seal(nonce, ad, message, tag)?;
        let tag = sealed.split_off(sealed.len().saturating_sub(tag));
        Ok((sealed, tag))
    }

    /// Decrypts what [`seal`](Self::seal) encrypted.
    ///
    /// # Errors
    ///
    /// C's number for what `seal` refuses, and 0x6300 if the message is not what was sealed.
    pub fn open(
        self,
        key: &[u8],
        nonce: &[u8],
        ad: &[u8],
        sealed: &[u8],
        tag: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let mut context = c::Cipher::new(self.info(), key, c::Direction::Decrypt)?;
        context.open(nonce, ad, &[sealed, tag].concat(), tag.len())
    }

    pub(super) fn check_key(self, key: &[u8]) -> Result<(), Error> {
        c::Cipher::new(self.info(), key, c::Direction::Encrypt).map(drop)
    }

    /// Wraps a key (NIST SP 800-38F); for the modes KW and KWP.
    ///
    /// # Errors
    ///
    /// C's number for a key or an input of a wrong length.
    pub fn wrap(self, key: &[u8], secret: &[u8]) -> Result<Vec<u8>, Error> {
        c::Cipher::new(self.info(), key, c::Direction::Encrypt)?.seal(b"", b"", secret, 0)
    }

    /// Unwraps a key.
    ///
    /// # Errors
    ///
    /// C's number for a key or an input of a wrong length, and 0x6300 if the input is not a wrapped key.
    pub fn unwrap(self, key: &[u8], wrapped: &[u8]) -> Result<Vec<u8>, Error> {
        c::Cipher::new(self.info(), key, c::Direction::Decrypt)?.open(b"", b"", wrapped, 0)
    }
}

impl FromStr for Algorithm {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let kind = CString::new(name).ok().and_then(|name| c::cipher_kind(&name));
        kind.map(Self).ok_or(Error::new(sys::ERR_CIPHER_FEATURE_UNAVAILABLE))
    }
}

impl fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Algorithm({})", self.name())
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The names of every cipher, in C's order.
#[must_use]
pub fn get_supported_ciphers() -> Vec<&'static str> {
    Algorithm::available().into_iter().map(Algorithm::name).collect()
}

/// A cipher with its key, at work in one direction.
pub struct Cipher {
    algorithm: Algorithm,
    context: c::Cipher,
}

impl Cipher {
    /// What it is.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Chooses how CBC fills the last block.
    ///
    /// # Errors
    ///
    /// C's number, unless the mode is CBC.
    pub fn set_padding(&mut self, padding: Padding) -> Result<(), Error> {
        self.context.set_padding(match padding {
            Padding::Pkcs7 => sys::PADDING_PKCS7,
            Padding::OneAndZeros => sys::PADDING_ONE_AND_ZEROS,
            Padding::ZerosAndLen => sys::PADDING_ZEROS_AND_LEN,
            Padding::Zeros => sys::PADDING_ZEROS,
            Padding::None => sys::PADDING_NONE,
        })
    }

    /// Takes in associated data, all of it at once: GCM and ChaCha20-Poly1305 begin with this, be it empty.
    ///
    /// # Errors
    ///
    /// C's number.
    pub fn update_ad(&mut self, ad: &[u8]) -> Result<(), Error> {
        self.context.update_ad(ad)
    }

    /// Takes in more, and gives what can be given.
    ///
    /// # Errors
    ///
    /// C's number: ECB wants one block, XTS 16 bytes or more, GCM multiples of 16 but for the last time.
    pub fn update(&mut self, input: &[u8]) -> Result<Vec<u8>, Error> {
        self.context.update(input)
    }

    /// Ends the message, and gives the rest of it.
    ///
    /// # Errors
    ///
    /// C's number, for a block that is not whole or whose padding is wrong.
    pub fn finish(&mut self) -> Result<Vec<u8>, Error> {
        self.context.finish()
    }

    /// Forgets what was kept back of a block, as python-mbedtls does before every message.
    ///
    /// # Errors
    ///
    /// None that is known.
    pub fn reset(&mut self) -> Result<(), Error> {
        self.context.reset()
    }

    /// The tag of the message that was encrypted.
    ///
    /// # Errors
    ///
    /// C's number for a tag of a wrong length, or when decrypting.
    pub fn write_tag(&mut self, length: usize) -> Result<Vec<u8>, Error> {
        self.context.write_tag(length)
    }

    /// Checks the tag of the message that was decrypted.
    ///
    /// # Errors
    ///
    /// C's number: 0x6300 if it is wrong.
    pub fn check_tag(&mut self, tag: &[u8]) -> Result<(), Error> {
        self.context.check_tag(tag)
    }
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cipher({}, ..)", self.algorithm)
    }
}

/// Encrypts with AES in CFB mode with feedback of single bytes.
///
/// # Errors
///
/// C's number for a key of a wrong length.
pub fn aes_cfb8_encrypt(key: &[u8], mut iv: [u8; 16], message: &[u8]) -> Result<Vec<u8>, Error> {
    c::aes_cfb8(key, c::Direction::Encrypt, &mut iv, message)
}

/// Decrypts with AES in CFB mode with feedback of single bytes.
///
/// # Errors
///
/// C's number for a key of a wrong length.
pub fn aes_cfb8_decrypt(key: &[u8], mut iv: [u8; 16], message: &[u8]) -> Result<Vec<u8>, Error> {
    c::aes_cfb8(key, c::Direction::Decrypt, &mut iv, message)
}
