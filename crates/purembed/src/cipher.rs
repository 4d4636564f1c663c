// SPDX-License-Identifier: MIT
//! Ciphers and their modes (PEP 272), authenticated encryption, key wrap, and CMAC.
//!
//! A cipher is a key and a mode, which carries its parameters: an IV of the wrong length, a mode that the cipher does not
//! have and a nonce that is used twice do not compile. What is chosen at run time, by a configuration file, is chosen by
//! [name](#by-name).
//!
//! **Encrypt with [`Gcm`] or [`ChaChaPoly`]**, unless a format that exists already asks for something else. All other
//! modes leave it open whether a message was altered.
//!
//! # Examples
//!
//! Authenticated:
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
//! Not authenticated. A [`Cipher`] goes on from call to call, in each direction for itself, wherever a message is cut:
//!
//! ```
//! use purembed::cipher::{Aes, Cbc, ChaCha20, Stream};
//!
//! let mut cipher = Aes::new(b"My 16-bytes key.", Cbc(*b"CBC needs an IV."))?;
//! let encrypted = cipher.encrypt(b"This is a super-secret message!!")?;
//! assert_eq!(cipher.decrypt(&encrypted)?, b"This is a super-secret message!!");
//!
//! let mut cipher = ChaCha20::new(&[7; 32], Stream(*b"used once..."));
//! let mut message = *b"in place, in pieces";
//! let (first, second) = message.split_at_mut(5);
//! cipher.encrypt_in_place(first)?;
//! cipher.encrypt_in_place(second)?;
//! assert_eq!(cipher.decrypt(&message)?, b"in place, in pieces");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Padded, and a disk by its sectors:
//!
//! ```
//! use purembed::cipher::{Aes, Cbc, Padding, Xts};
//!
//! let mut cipher = Aes::new(b"My 16-bytes key.", Cbc([7; 16]))?;
//! let encrypted = cipher.encrypt_padded(Padding::Pkcs7, b"of any length")?;
//! assert_eq!(cipher.decrypt_padded(Padding::Pkcs7, &encrypted)?, b"of any length");
//!
//! let mut disk = Aes::new(b"The first half, and the other one", Xts::sector(0));
//! assert!(disk.is_err()); // 33 bytes
//! let mut disk = Aes::new(b"The first half, and another one.", Xts::sector(0))?;
//! let mut sector = [0; 512];
//! disk.encrypt_sector(4711, &mut sector)?;
//! disk.decrypt_sector(4711, &mut sector)?;
//! assert_eq!(sector, [0; 512]);
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
//!
//! # By name
//!
//! ```
//! use purembed::cipher::{self, Algorithm, AnyNonce};
//!
//! let mut cipher = cipher::new("AES-128-CBC", b"My 16-bytes key.", b"CBC needs an IV.")?;
//! let encrypted = cipher.encrypt(b"This is a super-secret message!!")?;
//! assert_eq!(cipher.decrypt(&encrypted)?, b"This is a super-secret message!!");
//! assert_eq!(cipher.algorithm(), Algorithm::AES_128_CBC);
//!
//! let aead = cipher::new_aead("AES-128-GCM", b"My 16-bytes key.")?;
//! let (encrypted, tag) = aead.encrypt(AnyNonce::assume_unique(b"used once..."), b"header", b"message")?;
//! assert_eq!(aead.decrypt(b"used once...", b"header", &encrypted, tag.as_ref())?, b"message");
//!
//! let error = cipher::new("DES-CBC", b"8 bytes.", b"These are 18 bytes").unwrap_err();
//! assert_eq!(error.to_string(), "the IV must have 8 bytes, not 18");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Security
//!
//! Keys, key schedules and key streams are wiped when dropped. AES, ARIA, Camellia, ChaCha20, GCM, CCM and Poly1305 run in
//! constant time; so does taking padding off. DES, triple DES, Blowfish and ARC4 look secrets up in tables: they are here for what still
//! speaks them.
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `cipher.AES.new(key, MODE_CBC, iv)` | [`Aes`]`::new(key, `[`Cbc`]`(iv))` | the IV is an array: its length is checked by the compiler |
//! | `MODE_ECB`, `MODE_CBC`, `MODE_CFB`, `MODE_OFB`, `MODE_CTR`, `MODE_XTS`, `MODE_STREAM` | [`Ecb`], [`Cbc`], [`Cfb`], [`Ofb`], [`Ctr`], [`Xts`], [`Stream`] | and [`Cfb8`]; each goes with every cipher that has blocks, XTS with AES alone |
//! | `MODE_GCM`, `MODE_CCM`, `MODE_CHACHAPOLY` | [`Gcm`], [`Ccm`], [`ChaChaPoly`] | other lengths of nonces and tags: [`GcmWith`], [`CcmWith`], [`Ccm8`] |
//! | `cipher.Mode`, `Mode.CBC.value` | [`Mode`], `Mode::Cbc as u8` | the same numbers |
//! | `cipher.ARIA`, `cipher.Camellia`, `cipher.Blowfish` | [`Aria`], [`Camellia`], [`Blowfish`] | ARIA and Camellia have CCM and CFB, too; their GCM authenticates |
//! | `cipher.DES`, `cipher.DES3dbl`, `cipher.DES3` | [`Des`], [`TripleDes`] | 16 or 24 bytes say how many keys; all modes |
//! | `cipher.ARC4.new(key)` | [`Arc4::new(key)`](Arc4::new) | no IV, and none to be given |
//! | `cipher.CHACHA20.new(key, MODE_STREAM, iv)` | [`ChaCha20`]`::new(&key, `[`Stream`]`(iv))` | the end of the counter is an error |
//! | `Cipher(b"AES-128-CBC", key, mode, iv)` | [`new("AES-128-CBC", key, iv)`](new) | a key is required; IVs are as long as they must be, empty if there is none, never cut |
//! | `AEADCipher(b"AES-128-GCM", key, mode, iv, ad)` | [`new_aead("AES-128-GCM", key)`](new_aead) | nonce and associated data come with each message; Python repeats its nonce for every one |
//! | `c.encrypt(m)`, `c.decrypt(m)` | [`Cipher::encrypt`], [`DynCipher::encrypt`] | goes on at any byte, where Python drops the rest of a block of key stream; ECB takes many blocks |
//! | `c.encrypt(m)`, `c.decrypt(m, tag)` of GCM | [`Aead::encrypt`], [`DynAead::encrypt`] | tags have one length, chosen with the key: shorter ones are refused |
//! | `c.block_size`, `c.iv_size`, `c.key_size`, `c.mode`, `c.name` | [`Algorithm`] has them | |
//! | `get_supported_ciphers()` | [`get_supported_ciphers()`] | the same names in the same order; [`Algorithm::available`] has more |
//! | keys for XTS with two equal halves | [`InvalidKey::EqualHalves`] | Python takes them |

pub use purembed_cipher::by_name::Mode;
#[cfg(any(feature = "aead", feature = "cipher"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "aead", feature = "cipher"))))]
pub use purembed_cipher::rustcrypto;
pub use purembed_cipher::{
    Aead, Aes, Algorithm, AnyNonce, AnyTag, Arc4, Aria, AuthTag, Blowfish, Camellia, Cbc, Ccm, Ccm8, CcmWith,
    Cfb, Cfb8, ChaCha20, ChaChaPoly, Cipher, Cmac, CmacKey, Ctr, DecryptError, Des, DynAead, DynCipher,
    DynEncryptor, DynUnverifiedDecryptor, Ecb, Encryptor, Gcm, GcmWith, InvalidInput, InvalidKey,
    InvalidPadding, InvalidTag, KeyWrapper, Kw, Kwp, NewError, Nonce, Ofb, PaddedDecryptor, PaddedEncryptor,
    Padding, RunningCmac, Stream, TripleDes, UnverifiedDecryptor, Xts, get_supported_ciphers, hazmat, new,
    new_aead,
};
