// SPDX-License-Identifier: MIT
//! The handle that names a cipher in a mode.

use core::fmt;
use core::ops::RangeInclusive;
use core::str::FromStr;

use super::aead::DynAead;
use super::dyn_cipher::DynCipher;
use super::error::NewError;
use super::start::Start::{Aead, Cipher};
use super::start::{Start, arc4, block, chacha_poly, chacha20, xts};
use crate::aes::Aes;
use crate::aria::Aria;
use crate::blowfish::Blowfish;
use crate::camellia::Camellia;
use crate::des::{Des, TripleDes};
use crate::modes::{cbc, cfb, cfb8, ctr, ecb, ofb};
use crate::{ccm, gcm};

/// A mode of operation. The numbers are python-mbedtls's `MODE_…`, as far as it has the mode.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Mode {
    /// Electronic codebook.
    #[doc(alias = "MODE_ECB")]
    Ecb = 1,
    /// Cipher block chaining.
    #[doc(alias = "MODE_CBC")]
    Cbc = 2,
    /// Cipher feedback of whole blocks.
    #[doc(alias = "MODE_CFB")]
    Cfb = 3,
    /// Output feedback.
    #[doc(alias = "MODE_OFB")]
    Ofb = 4,
    /// Counter mode.
    #[doc(alias = "MODE_CTR")]
    Ctr = 5,
    /// Galois/Counter mode, which authenticates.
    #[doc(alias = "MODE_GCM")]
    Gcm = 6,
    /// A stream cipher as it is.
    #[doc(alias = "MODE_STREAM")]
    Stream = 7,
    /// Counter with CBC-MAC, which authenticates.
    #[doc(alias = "MODE_CCM")]
    Ccm = 8,
    /// XTS, for sectors of storage.
    #[doc(alias = "MODE_XTS")]
    Xts = 9,
    /// ChaCha20-Poly1305, which authenticates.
    #[doc(alias = "MODE_CHACHAPOLY")]
    ChaChaPoly = 10,
    /// Cipher feedback of single bytes.
    Cfb8 = 11,
}

/// A cipher with the length of its key and its mode, chosen at run time.
///
/// # Examples
///
/// ```
/// use purembed_cipher::Algorithm;
///
/// let algorithm: Algorithm = "aes-256-ctr".parse()?;
/// assert_eq!(algorithm, Algorithm::AES_256_CTR);
/// assert_eq!(algorithm.to_string(), "AES-256-CTR");
/// assert_eq!((algorithm.key_size(), algorithm.iv_size(), algorithm.block_size()), (32, 16, 16));
/// let mut cipher = algorithm.start(&[7; 32], &[0; 16])?;
/// cipher.encrypt_in_place(&mut [1; 100])?;
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Algorithm(&'static Descriptor);

/// One row per algorithm.
struct Descriptor {
    name: &'static str,
    mode: Mode,
    key_sizes: RangeInclusive<usize>,
    iv_sizes: RangeInclusive<usize>,
    block_size: usize,
    start: Start,
    in_mbedtls: bool,
}

/// For lengths that have no upper limit.
const MANY: usize = usize::MAX;

macro_rules! rows {
    (@ $in_mbedtls:literal $($constant:ident $name:literal: $mode:ident, $key:expr, $iv:expr, $block:literal, $start:expr;)*) => {
        /// The constants have the names of the ciphers, with `_` for `-`.
        impl Algorithm {
            $(
                #[doc = concat!("`", $name, "`.")]
                pub const $constant: Self = Self(&Descriptor {
                    name: $name,
                    mode: Mode::$mode,
                    key_sizes: $key,
                    iv_sizes: $iv,
                    block_size: $block,
                    start: $start,
                    in_mbedtls: $in_mbedtls,
                });
            )*
        }
    };
    (
        mbedtls { $($constant:ident $name:literal: $mode:ident, $key:expr, $iv:expr, $block:literal, $start:expr;)* }
        more { $($more:ident $more_name:literal: $more_mode:ident, $more_key:expr, $more_iv:expr, $more_block:literal, $more_start:expr;)* }
    ) => {
        rows! { @ true $($constant $name: $mode, $key, $iv, $block, $start;)* }
        rows! { @ false $($more $more_name: $more_mode, $more_key, $more_iv, $more_block, $more_start;)* }

        static ROWS: &[Algorithm] = &[$(Algorithm::$constant,)* $(Algorithm::$more,)*];
    };
}

rows! {
    mbedtls {
        AES_128_ECB "AES-128-ECB": Ecb, 16..=16, 0..=0, 16, Cipher(block::<Aes, ecb::State, 16>);
        AES_192_ECB "AES-192-ECB": Ecb, 24..=24, 0..=0, 16, Cipher(block::<Aes, ecb::State, 16>);
        AES_256_ECB "AES-256-ECB": Ecb, 32..=32, 0..=0, 16, Cipher(block::<Aes, ecb::State, 16>);
        AES_128_CBC "AES-128-CBC": Cbc, 16..=16, 16..=16, 16, Cipher(block::<Aes, cbc::State<16>, 16>);
        AES_192_CBC "AES-192-CBC": Cbc, 24..=24, 16..=16, 16, Cipher(block::<Aes, cbc::State<16>, 16>);
        AES_256_CBC "AES-256-CBC": Cbc, 32..=32, 16..=16, 16, Cipher(block::<Aes, cbc::State<16>, 16>);
        AES_128_CFB128 "AES-128-CFB128": Cfb, 16..=16, 16..=16, 16, Cipher(block::<Aes, cfb::State<16>, 16>);
        AES_192_CFB128 "AES-192-CFB128": Cfb, 24..=24, 16..=16, 16, Cipher(block::<Aes, cfb::State<16>, 16>);
        AES_256_CFB128 "AES-256-CFB128": Cfb, 32..=32, 16..=16, 16, Cipher(block::<Aes, cfb::State<16>, 16>);
        AES_128_OFB "AES-128-OFB": Ofb, 16..=16, 16..=16, 16, Cipher(block::<Aes, ofb::State<16>, 16>);
        AES_192_OFB "AES-192-OFB": Ofb, 24..=24, 16..=16, 16, Cipher(block::<Aes, ofb::State<16>, 16>);
        AES_256_OFB "AES-256-OFB": Ofb, 32..=32, 16..=16, 16, Cipher(block::<Aes, ofb::State<16>, 16>);
        AES_128_CTR "AES-128-CTR": Ctr, 16..=16, 16..=16, 16, Cipher(block::<Aes, ctr::State<16>, 16>);
        AES_192_CTR "AES-192-CTR": Ctr, 24..=24, 16..=16, 16, Cipher(block::<Aes, ctr::State<16>, 16>);
        AES_256_CTR "AES-256-CTR": Ctr, 32..=32, 16..=16, 16, Cipher(block::<Aes, ctr::State<16>, 16>);
        AES_128_XTS "AES-128-XTS": Xts, 32..=32, 16..=16, 16, Cipher(xts);
        AES_256_XTS "AES-256-XTS": Xts, 64..=64, 16..=16, 16, Cipher(xts);
        AES_128_GCM "AES-128-GCM": Gcm, 16..=16, 1..=MANY, 16, Aead(gcm::engine::<Aes>);
        AES_192_GCM "AES-192-GCM": Gcm, 24..=24, 1..=MANY, 16, Aead(gcm::engine::<Aes>);
        AES_256_GCM "AES-256-GCM": Gcm, 32..=32, 1..=MANY, 16, Aead(gcm::engine::<Aes>);
        AES_128_CCM "AES-128-CCM": Ccm, 16..=16, 7..=13, 16, Aead(ccm::engine::<Aes>);
        AES_192_CCM "AES-192-CCM": Ccm, 24..=24, 7..=13, 16, Aead(ccm::engine::<Aes>);
        AES_256_CCM "AES-256-CCM": Ccm, 32..=32, 7..=13, 16, Aead(ccm::engine::<Aes>);
        ARC4_128 "ARC4-128": Stream, 16..=16, 0..=0, 1, Cipher(arc4);
        BLOWFISH_ECB "BLOWFISH-ECB": Ecb, 4..=56, 0..=0, 8, Cipher(block::<Blowfish, ecb::State, 8>);
        BLOWFISH_CBC "BLOWFISH-CBC": Cbc, 4..=56, 8..=8, 8, Cipher(block::<Blowfish, cbc::State<8>, 8>);
        BLOWFISH_CFB64 "BLOWFISH-CFB64": Cfb, 4..=56, 8..=8, 8, Cipher(block::<Blowfish, cfb::State<8>, 8>);
        BLOWFISH_CTR "BLOWFISH-CTR": Ctr, 4..=56, 8..=8, 8, Cipher(block::<Blowfish, ctr::State<8>, 8>);
        CAMELLIA_128_ECB "CAMELLIA-128-ECB": Ecb, 16..=16, 0..=0, 16, Cipher(block::<Camellia, ecb::State, 16>);
        CAMELLIA_192_ECB "CAMELLIA-192-ECB": Ecb, 24..=24, 0..=0, 16, Cipher(block::<Camellia, ecb::State, 16>);
        CAMELLIA_256_ECB "CAMELLIA-256-ECB": Ecb, 32..=32, 0..=0, 16, Cipher(block::<Camellia, ecb::State, 16>);
        CAMELLIA_128_CBC "CAMELLIA-128-CBC": Cbc, 16..=16, 16..=16, 16, Cipher(block::<Camellia, cbc::State<16>, 16>);
        CAMELLIA_192_CBC "CAMELLIA-192-CBC": Cbc, 24..=24, 16..=16, 16, Cipher(block::<Camellia, cbc::State<16>, 16>);
        CAMELLIA_256_CBC "CAMELLIA-256-CBC": Cbc, 32..=32, 16..=16, 16, Cipher(block::<Camellia, cbc::State<16>, 16>);
        CAMELLIA_128_CFB128 "CAMELLIA-128-CFB128": Cfb, 16..=16, 16..=16, 16, Cipher(block::<Camellia, cfb::State<16>, 16>);
        CAMELLIA_192_CFB128 "CAMELLIA-192-CFB128": Cfb, 24..=24, 16..=16, 16, Cipher(block::<Camellia, cfb::State<16>, 16>);
        CAMELLIA_256_CFB128 "CAMELLIA-256-CFB128": Cfb, 32..=32, 16..=16, 16, Cipher(block::<Camellia, cfb::State<16>, 16>);
        CAMELLIA_128_CTR "CAMELLIA-128-CTR": Ctr, 16..=16, 16..=16, 16, Cipher(block::<Camellia, ctr::State<16>, 16>);
        CAMELLIA_192_CTR "CAMELLIA-192-CTR": Ctr, 24..=24, 16..=16, 16, Cipher(block::<Camellia, ctr::State<16>, 16>);
        CAMELLIA_256_CTR "CAMELLIA-256-CTR": Ctr, 32..=32, 16..=16, 16, Cipher(block::<Camellia, ctr::State<16>, 16>);
        CAMELLIA_128_GCM "CAMELLIA-128-GCM": Gcm, 16..=16, 1..=MANY, 16, Aead(gcm::engine::<Camellia>);
        CAMELLIA_192_GCM "CAMELLIA-192-GCM": Gcm, 24..=24, 1..=MANY, 16, Aead(gcm::engine::<Camellia>);
        CAMELLIA_256_GCM "CAMELLIA-256-GCM": Gcm, 32..=32, 1..=MANY, 16, Aead(gcm::engine::<Camellia>);
        CAMELLIA_128_CCM "CAMELLIA-128-CCM": Ccm, 16..=16, 7..=13, 16, Aead(ccm::engine::<Camellia>);
        CAMELLIA_192_CCM "CAMELLIA-192-CCM": Ccm, 24..=24, 7..=13, 16, Aead(ccm::engine::<Camellia>);
        CAMELLIA_256_CCM "CAMELLIA-256-CCM": Ccm, 32..=32, 7..=13, 16, Aead(ccm::engine::<Camellia>);
        ARIA_128_ECB "ARIA-128-ECB": Ecb, 16..=16, 0..=0, 16, Cipher(block::<Aria, ecb::State, 16>);
        ARIA_192_ECB "ARIA-192-ECB": Ecb, 24..=24, 0..=0, 16, Cipher(block::<Aria, ecb::State, 16>);
        ARIA_256_ECB "ARIA-256-ECB": Ecb, 32..=32, 0..=0, 16, Cipher(block::<Aria, ecb::State, 16>);
        ARIA_128_CBC "ARIA-128-CBC": Cbc, 16..=16, 16..=16, 16, Cipher(block::<Aria, cbc::State<16>, 16>);
        ARIA_192_CBC "ARIA-192-CBC": Cbc, 24..=24, 16..=16, 16, Cipher(block::<Aria, cbc::State<16>, 16>);
        ARIA_256_CBC "ARIA-256-CBC": Cbc, 32..=32, 16..=16, 16, Cipher(block::<Aria, cbc::State<16>, 16>);
        ARIA_128_CFB128 "ARIA-128-CFB128": Cfb, 16..=16, 16..=16, 16, Cipher(block::<Aria, cfb::State<16>, 16>);
        ARIA_192_CFB128 "ARIA-192-CFB128": Cfb, 24..=24, 16..=16, 16, Cipher(block::<Aria, cfb::State<16>, 16>);
        ARIA_256_CFB128 "ARIA-256-CFB128": Cfb, 32..=32, 16..=16, 16, Cipher(block::<Aria, cfb::State<16>, 16>);
        ARIA_128_CTR "ARIA-128-CTR": Ctr, 16..=16, 16..=16, 16, Cipher(block::<Aria, ctr::State<16>, 16>);
        ARIA_192_CTR "ARIA-192-CTR": Ctr, 24..=24, 16..=16, 16, Cipher(block::<Aria, ctr::State<16>, 16>);
        ARIA_256_CTR "ARIA-256-CTR": Ctr, 32..=32, 16..=16, 16, Cipher(block::<Aria, ctr::State<16>, 16>);
        ARIA_128_GCM "ARIA-128-GCM": Gcm, 16..=16, 1..=MANY, 16, Aead(gcm::engine::<Aria>);
        ARIA_192_GCM "ARIA-192-GCM": Gcm, 24..=24, 1..=MANY, 16, Aead(gcm::engine::<Aria>);
        ARIA_256_GCM "ARIA-256-GCM": Gcm, 32..=32, 1..=MANY, 16, Aead(gcm::engine::<Aria>);
        ARIA_128_CCM "ARIA-128-CCM": Ccm, 16..=16, 7..=13, 16, Aead(ccm::engine::<Aria>);
        ARIA_192_CCM "ARIA-192-CCM": Ccm, 24..=24, 7..=13, 16, Aead(ccm::engine::<Aria>);
        ARIA_256_CCM "ARIA-256-CCM": Ccm, 32..=32, 7..=13, 16, Aead(ccm::engine::<Aria>);
        DES_ECB "DES-ECB": Ecb, 8..=8, 0..=0, 8, Cipher(block::<Des, ecb::State, 8>);
        DES_EDE_ECB "DES-EDE-ECB": Ecb, 16..=16, 0..=0, 8, Cipher(block::<TripleDes, ecb::State, 8>);
        DES_EDE3_ECB "DES-EDE3-ECB": Ecb, 24..=24, 0..=0, 8, Cipher(block::<TripleDes, ecb::State, 8>);
        DES_CBC "DES-CBC": Cbc, 8..=8, 8..=8, 8, Cipher(block::<Des, cbc::State<8>, 8>);
        DES_EDE_CBC "DES-EDE-CBC": Cbc, 16..=16, 8..=8, 8, Cipher(block::<TripleDes, cbc::State<8>, 8>);
        DES_EDE3_CBC "DES-EDE3-CBC": Cbc, 24..=24, 8..=8, 8, Cipher(block::<TripleDes, cbc::State<8>, 8>);
        CHACHA20 "CHACHA20": Stream, 32..=32, 12..=12, 1, Cipher(chacha20);
        CHACHA20_POLY1305 "CHACHA20-POLY1305": ChaChaPoly, 32..=32, 12..=12, 1, Aead(chacha_poly);
    }
    more {
        AES_128_CFB8 "AES-128-CFB8": Cfb8, 16..=16, 16..=16, 16, Cipher(block::<Aes, cfb8::State<16>, 16>);
        AES_192_CFB8 "AES-192-CFB8": Cfb8, 24..=24, 16..=16, 16, Cipher(block::<Aes, cfb8::State<16>, 16>);
        AES_256_CFB8 "AES-256-CFB8": Cfb8, 32..=32, 16..=16, 16, Cipher(block::<Aes, cfb8::State<16>, 16>);
        BLOWFISH_CFB8 "BLOWFISH-CFB8": Cfb8, 4..=56, 8..=8, 8, Cipher(block::<Blowfish, cfb8::State<8>, 8>);
        BLOWFISH_OFB "BLOWFISH-OFB": Ofb, 4..=56, 8..=8, 8, Cipher(block::<Blowfish, ofb::State<8>, 8>);
        CAMELLIA_128_CFB8 "CAMELLIA-128-CFB8": Cfb8, 16..=16, 16..=16, 16, Cipher(block::<Camellia, cfb8::State<16>, 16>);
        CAMELLIA_192_CFB8 "CAMELLIA-192-CFB8": Cfb8, 24..=24, 16..=16, 16, Cipher(block::<Camellia, cfb8::State<16>, 16>);
        CAMELLIA_256_CFB8 "CAMELLIA-256-CFB8": Cfb8, 32..=32, 16..=16, 16, Cipher(block::<Camellia, cfb8::State<16>, 16>);
        CAMELLIA_128_OFB "CAMELLIA-128-OFB": Ofb, 16..=16, 16..=16, 16, Cipher(block::<Camellia, ofb::State<16>, 16>);
        CAMELLIA_192_OFB "CAMELLIA-192-OFB": Ofb, 24..=24, 16..=16, 16, Cipher(block::<Camellia, ofb::State<16>, 16>);
        CAMELLIA_256_OFB "CAMELLIA-256-OFB": Ofb, 32..=32, 16..=16, 16, Cipher(block::<Camellia, ofb::State<16>, 16>);
        ARIA_128_CFB8 "ARIA-128-CFB8": Cfb8, 16..=16, 16..=16, 16, Cipher(block::<Aria, cfb8::State<16>, 16>);
        ARIA_192_CFB8 "ARIA-192-CFB8": Cfb8, 24..=24, 16..=16, 16, Cipher(block::<Aria, cfb8::State<16>, 16>);
        ARIA_256_CFB8 "ARIA-256-CFB8": Cfb8, 32..=32, 16..=16, 16, Cipher(block::<Aria, cfb8::State<16>, 16>);
        ARIA_128_OFB "ARIA-128-OFB": Ofb, 16..=16, 16..=16, 16, Cipher(block::<Aria, ofb::State<16>, 16>);
        ARIA_192_OFB "ARIA-192-OFB": Ofb, 24..=24, 16..=16, 16, Cipher(block::<Aria, ofb::State<16>, 16>);
        ARIA_256_OFB "ARIA-256-OFB": Ofb, 32..=32, 16..=16, 16, Cipher(block::<Aria, ofb::State<16>, 16>);
        DES_CFB64 "DES-CFB64": Cfb, 8..=8, 8..=8, 8, Cipher(block::<Des, cfb::State<8>, 8>);
        DES_EDE_CFB64 "DES-EDE-CFB64": Cfb, 16..=16, 8..=8, 8, Cipher(block::<TripleDes, cfb::State<8>, 8>);
        DES_EDE3_CFB64 "DES-EDE3-CFB64": Cfb, 24..=24, 8..=8, 8, Cipher(block::<TripleDes, cfb::State<8>, 8>);
        DES_CFB8 "DES-CFB8": Cfb8, 8..=8, 8..=8, 8, Cipher(block::<Des, cfb8::State<8>, 8>);
        DES_EDE_CFB8 "DES-EDE-CFB8": Cfb8, 16..=16, 8..=8, 8, Cipher(block::<TripleDes, cfb8::State<8>, 8>);
        DES_EDE3_CFB8 "DES-EDE3-CFB8": Cfb8, 24..=24, 8..=8, 8, Cipher(block::<TripleDes, cfb8::State<8>, 8>);
        DES_OFB "DES-OFB": Ofb, 8..=8, 8..=8, 8, Cipher(block::<Des, ofb::State<8>, 8>);
        DES_EDE_OFB "DES-EDE-OFB": Ofb, 16..=16, 8..=8, 8, Cipher(block::<TripleDes, ofb::State<8>, 8>);
        DES_EDE3_OFB "DES-EDE3-OFB": Ofb, 24..=24, 8..=8, 8, Cipher(block::<TripleDes, ofb::State<8>, 8>);
        DES_CTR "DES-CTR": Ctr, 8..=8, 8..=8, 8, Cipher(block::<Des, ctr::State<8>, 8>);
        DES_EDE_CTR "DES-EDE-CTR": Ctr, 16..=16, 8..=8, 8, Cipher(block::<TripleDes, ctr::State<8>, 8>);
        DES_EDE3_CTR "DES-EDE3-CTR": Ctr, 24..=24, 8..=8, 8, Cipher(block::<TripleDes, ctr::State<8>, 8>);
    }
}

impl Algorithm {
    /// Every cipher: those of Mbed TLS in its order, then the others.
    #[must_use]
    pub fn available() -> &'static [Self] {
        ROWS
    }

    /// The name as Mbed TLS spells it: `AES-128-CBC`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The mode.
    #[must_use]
    pub const fn mode(self) -> Mode {
        self.0.mode
    }

    /// The lengths of its keys in bytes: one, but for Blowfish.
    #[must_use]
    pub const fn key_sizes(self) -> RangeInclusive<usize> {
        *self.0.key_sizes.start()..=*self.0.key_sizes.end()
    }

    /// The length of its keys in bytes; 16 for Blowfish, as Mbed TLS has it, which takes others, too.
    #[must_use]
    pub const fn key_size(self) -> usize {
        let (least, most) = (*self.0.key_sizes.start(), *self.0.key_sizes.end());
        if least == most { least } else { 16 }
    }

    /// The lengths of its IVs or nonces in bytes: one, but for GCM and CCM; 0 if it takes none.
    #[must_use]
    pub const fn iv_sizes(self) -> RangeInclusive<usize> {
        *self.0.iv_sizes.start()..=*self.0.iv_sizes.end()
    }

    /// The length of its IV or nonce in bytes, the usual one where there are many; 0 if it takes none.
    #[must_use]
    pub const fn iv_size(self) -> usize {
        let (least, most) = (*self.0.iv_sizes.start(), *self.0.iv_sizes.end());
        if least == most { least } else { 12 }
    }

    /// The length of its blocks in bytes; 1 for stream ciphers.
    #[must_use]
    pub const fn block_size(self) -> usize {
        self.0.block_size
    }

    /// Whether it authenticates, so that [`Self::start_aead`] starts it, and not [`Self::start`].
    #[must_use]
    pub const fn is_aead(self) -> bool {
        matches!(self.0.start, Aead(_))
    }

    /// Starts encrypting and decrypting.
    ///
    /// # Errors
    ///
    /// [`NewError`]: the key or the IV has the wrong length, both halves of a key for XTS are the same, or the cipher
    /// authenticates.
    pub fn start(self, key: &[u8], iv: &[u8]) -> Result<DynCipher, NewError> {
        let Cipher(start) = self.0.start else { return Err(NewError::Authenticates) };
        self.check_key(key)?;
        self.check_iv(iv)?;
        Ok(DynCipher::new(self, start(key, iv)?))
    }

    /// Prepares a key that authenticates.
    ///
    /// # Errors
    ///
    /// [`NewError`]: the key has the wrong length, or the cipher does not authenticate.
    pub fn start_aead(self, key: &[u8]) -> Result<DynAead, NewError> {
        let Aead(start) = self.0.start else { return Err(NewError::DoesNotAuthenticate) };
        self.check_key(key)?;
        Ok(DynAead::new(self, start(key)?))
    }

    pub(super) const fn is_in_mbedtls(self) -> bool {
        self.0.in_mbedtls
    }

    fn check_key(self, key: &[u8]) -> Result<(), NewError> {
        let (given, least, most) = (key.len(), *self.0.key_sizes.start(), *self.0.key_sizes.end());
        let fits = (least..=most).contains(&given);
        fits.then_some(()).ok_or(NewError::KeyLength { given, least, most })
    }

    pub(super) fn check_iv(self, iv: &[u8]) -> Result<(), NewError> {
        let (given, least, most) = (iv.len(), *self.0.iv_sizes.start(), *self.0.iv_sizes.end());
        let fits = (least..=most).contains(&given);
        fits.then_some(()).ok_or(NewError::IvLength { given, least, most })
    }
}

impl PartialEq for Algorithm {
    fn eq(&self, other: &Self) -> bool {
        // By name, not by address: constants have no address of their own.
        self.0.name == other.0.name
    }
}

impl Eq for Algorithm {}

impl core::hash::Hash for Algorithm {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Algorithm({})", self.0.name)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl FromStr for Algorithm {
    type Err = NewError;

    /// Reads Mbed TLS's names, in any case.
    fn from_str(name: &str) -> Result<Self, NewError> {
        let is = |row: &&Self| row.0.name.eq_ignore_ascii_case(name);
        ROWS.iter().find(is).copied().ok_or(NewError::UnknownCipher)
    }
}
