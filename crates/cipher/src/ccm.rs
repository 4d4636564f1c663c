// SPDX-License-Identifier: MIT
//! Counter with CBC-MAC (NIST SP 800-38C, RFC 3610).

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

/// Counter with CBC-MAC, with nonces of 12 bytes and tags of 16 bytes.
///
/// One message may have up to 2²⁴ − 1 bytes; associated data of any length.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Ccm, Nonce};
///
/// let aead = Aes::new(b"My 16-bytes key.", Ccm)?;
/// let (sealed, tag) = aead.encrypt(Nonce::assume_unique([0; 12]), b"", b"message")?;
/// assert_eq!(aead.decrypt(&[0; 12], b"", &sealed, tag)?, b"message");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// It goes with [`Aes`], [`Aria`] and [`Camellia`], and with nothing else:
///
/// ```compile_fail,E0277
/// use purembed_cipher::{Ccm, TripleDes};
///
/// TripleDes::new(&[0; 24], Ccm); // `Ccm` cannot be used with `TripleDes`
/// ```
#[doc(alias = "MODE_CCM")]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is written as `Ccm` and has no parameters")]
pub struct Ccm;

/// Counter with CBC-MAC as TLS names it (RFC 6655): nonces of 12 bytes, and tags of 8 bytes.
///
/// One forgery in 2⁶⁴ gets through. One message may have up to 2²⁴ − 1 bytes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is written as `Ccm8` and has no parameters")]
pub struct Ccm8;

/// Counter with CBC-MAC, with nonces of `N` bytes, 7 to 13, and tags of `T` bytes: 4, 6, 8, 10, 12, 14 or 16.
///
/// One message may have up to 2⁸⁽¹⁵⁻ᴺ⁾ − 1 bytes: 65,535 with nonces of 13 bytes. One forgery in 2⁸ᵀ gets through:
/// fewer than 8 bytes are for protocols that end the connection soon.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, CcmWith, InvalidInput, Nonce};
///
/// let aead = Aes::new(&[9; 32], CcmWith::<13, 10>)?;
/// let (sealed, tag) = aead.encrypt(Nonce::assume_unique([1; 13]), b"", &[0; 65_535])?;
/// assert_eq!(tag.as_ref().len(), 10);
/// let too_long = aead.encrypt(Nonce::assume_unique([2; 13]), b"", &[0; 65_536]);
/// assert_eq!(too_long.err(), Some(InvalidInput::TooLong));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// Lengths that CCM does not have do not compile:
///
/// ```compile_fail,E0080
/// purembed_cipher::Aes::new(&[9; 32], purembed_cipher::CcmWith::<12, 7>);
/// ```
///
/// ```compile_fail,E0080
/// purembed_cipher::Aes::new(&[9; 32], purembed_cipher::CcmWith::<14, 16>);
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the lengths are all that the mode has")]
pub struct CcmWith<const N: usize, const T: usize>;

/// CCM of a cipher, for nonces and tags of all lengths that it has.
pub(crate) fn engine<C: Blocks<16>>(key: &[u8]) -> Result<Arc<dyn Engine>, InvalidKey> {
    Ok(Arc::new(engine::Ccm { cipher: C::name(key.len()), key: C::expand(key)? }))
}

impl Sealed for Ccm {}
impl Sealed for Ccm8 {}
impl<const N: usize, const T: usize> Sealed for CcmWith<N, T> {}

/// The modes for each cipher that has them: one implementation for each pair.
macro_rules! modes {
    ($($cipher:ty),+) => {$(
        impl Mode<$cipher> for Ccm {
            type Output = Aead<12, 16>;

            fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
                engine::<$cipher>(key).map(Aead::with_engine)
            }
        }

        impl Mode<$cipher> for Ccm8 {
            type Output = Aead<12, 8>;

            fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
                engine::<$cipher>(key).map(Aead::with_engine)
            }
        }

        impl<const N: usize, const T: usize> Mode<$cipher> for CcmWith<N, T> {
            type Output = Aead<N, T>;

            fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
                const {
                    assert!(7 <= N && N <= 13, "a nonce has 7 to 13 bytes");
                    assert!(4 <= T && T <= 16 && T.is_multiple_of(2), "a tag has 4, 6, 8, 10, 12, 14 or 16 bytes");
                }
                engine::<$cipher>(key).map(Aead::with_engine)
            }
        }
    )+};
}

modes!(Aes, Aria, Camellia);
