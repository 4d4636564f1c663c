// SPDX-License-Identifier: MIT
//! Galois/Counter Mode (NIST SP 800-38D).

use alloc::sync::Arc;

use crate::aead::{Aead, Engine};
use crate::aes::Aes;
use crate::aria::Aria;
use crate::camellia::Camellia;
use crate::error::InvalidKey;
use crate::mode::{Blocks, Mode, sealed::Sealed};

mod engine;
mod message;
#[cfg(test)]
mod tests;

use engine::Composed;
use message::GcmKey;

/// Galois/Counter Mode with nonces of 12 bytes and tags of 16 bytes.
///
/// One message may have up to 2³⁶ − 32 bytes, its associated data up to 2⁶¹ − 1 bytes.
///
/// # Examples
///
/// It goes with [`Aes`], [`Aria`] and [`Camellia`], and with nothing else:
///
/// ```compile_fail,E0277
/// use purembed_cipher::{ChaCha20, Gcm};
///
/// ChaCha20::new(&[0; 32], Gcm); // `Gcm` cannot be used with `ChaCha20`
/// ```
#[doc(alias = "MODE_GCM")]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is written as `Gcm` and has no parameters")]
pub struct Gcm;

/// Galois/Counter Mode with nonces of `N` bytes, at least one, and tags of `T` bytes, 12 to 16.
///
/// For protocols that say so. [`Gcm`] is the right one for all others: nonces that have not 12 bytes are hashed down to a
/// counter, so that two of them may meet by chance, and shorter tags are easier to guess. The limits are those of [`Gcm`].
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, GcmWith, Nonce};
///
/// let aead = Aes::new(&[9; 32], GcmWith::<8, 12>)?;
/// let (sealed, tag) = aead.encrypt(Nonce::assume_unique(*b"8 bytes!"), b"", b"message")?;
/// assert_eq!(tag.as_ref().len(), 12);
/// assert_eq!(aead.decrypt(b"8 bytes!", b"", &sealed, tag)?, b"message");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// Lengths that GCM does not have do not compile:
///
/// ```compile_fail,E0080
/// purembed_cipher::Aes::new(&[9; 32], purembed_cipher::GcmWith::<12, 8>);
/// ```
///
/// ```compile_fail,E0080
/// purembed_cipher::Aes::new(&[9; 32], purembed_cipher::GcmWith::<0, 16>);
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the lengths are all that the mode has")]
pub struct GcmWith<const N: usize, const T: usize>;

/// Galois/Counter Mode with tags of 4 or 8 bytes, **which an attacker can forge**.
///
/// Every refused forgery tells the attacker more about the next (SP 800-38D appendix C): with tags of 4 bytes and
/// messages of 1 KiB, the standard allows a key no more than 2¹⁵ wrong tags, and its limits are the caller's to keep. For
/// old protocols over radio links; whoever can choose takes [`Gcm`], or CCM, whose short tags do not have this weakness.
///
/// # Examples
///
/// ```
/// use purembed_cipher::hazmat::GcmShortTag;
/// use purembed_cipher::{Aes, Nonce};
///
/// let aead = Aes::new(&[9; 16], GcmShortTag::<12, 8>)?;
/// let (sealed, tag) = aead.encrypt(Nonce::assume_unique([1; 12]), b"", b"message")?;
/// assert_eq!(tag.as_ref().len(), 8);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// ```compile_fail,E0080
/// purembed_cipher::Aes::new(&[9; 32], purembed_cipher::hazmat::GcmShortTag::<12, 16>);
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the lengths are all that the mode has")]
pub struct GcmShortTag<const N: usize, const T: usize>;

/// A cipher that GCM is defined for.
pub(crate) trait Galois: Blocks<16> {
    type GcmKey: GcmKey;

    /// Expands a key, and makes the hash key of it.
    fn expand_for_gcm(key: &[u8]) -> Result<Self::GcmKey, InvalidKey>;
}

impl Galois for Aes {
    type GcmKey = purembed_accel::aes_gcm::Key;

    fn expand_for_gcm(key: &[u8]) -> Result<Self::GcmKey, InvalidKey> {
        let kernel = purembed_accel::aes::Kernel::detect();
        Self::GcmKey::new(kernel, key).ok_or(InvalidKey::Length { bytes: key.len() })
    }
}

/// GCM of a cipher, for nonces and tags of all lengths that it has.
pub(crate) fn engine<C: Galois>(key: &[u8]) -> Result<Arc<dyn Engine>, InvalidKey> {
    Ok(Arc::new(engine::Gcm { cipher: C::name(key.len()), key: C::expand_for_gcm(key)? }))
}

impl Sealed for Gcm {}
impl<const N: usize, const T: usize> Sealed for GcmWith<N, T> {}
impl<const N: usize, const T: usize> Sealed for GcmShortTag<N, T> {}

/// The modes for each cipher that has them: one implementation for each pair.
macro_rules! modes {
    ($($cipher:ty),+) => {$(
        impl Mode<$cipher> for Gcm {
            type Output = Aead<12, 16>;

            fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
                engine::<$cipher>(key).map(Aead::with_engine)
            }
        }

        impl<const N: usize, const T: usize> Mode<$cipher> for GcmWith<N, T> {
            type Output = Aead<N, T>;

            fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
                const {
                    assert!(N >= 1, "a nonce has at least one byte");
                    assert!(12 <= T && T <= 16, "a tag has 12 to 16 bytes");
                }
                engine::<$cipher>(key).map(Aead::with_engine)
            }
        }

        impl<const N: usize, const T: usize> Mode<$cipher> for GcmShortTag<N, T> {
            type Output = Aead<N, T>;

            fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
                const {
                    assert!(N >= 1, "a nonce has at least one byte");
                    assert!(T == 4 || T == 8, "a short tag has 4 or 8 bytes; longer ones have `GcmWith`");
                }
                engine::<$cipher>(key).map(Aead::with_engine)
            }
        }
    )+};
}

modes!(Aes, Aria, Camellia);

/// The ciphers whose GCM is put together from their blocks.
macro_rules! composed {
    ($($cipher:ty),+) => {$(
        impl Galois for $cipher {
            type GcmKey = Composed<Self::Key>;

            fn expand_for_gcm(key: &[u8]) -> Result<Self::GcmKey, InvalidKey> {
                Self::expand(key).map(Composed::new)
            }
        }
    )+};
}

composed!(Aria, Camellia);
