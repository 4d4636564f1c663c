// SPDX-License-Identifier: MIT
//! The traits of the crate `aead`.

use core::fmt;

use ::aead::array::{Array, ArraySize, AssocArraySize};
use ::aead::consts::{U8, U12, U16, U24, U32};
use ::aead::inout::InOutBuf;
use ::aead::{AeadCore, AeadInOut, Error, Key, KeyInit, KeySizeUser, Nonce, Tag, TagPosition};

use crate::aead::Aead;
use crate::auth_tag::AuthTag;
use crate::{Aes, Aria, Camellia, Ccm, Ccm8, ChaCha20, ChaChaPoly, Gcm};

/// The tag stands behind the message.
impl<const N: usize, const T: usize> AeadCore for Aead<N, T>
where
    [u8; N]: AssocArraySize,
    [u8; T]: AssocArraySize,
{
    type NonceSize = <[u8; N] as AssocArraySize>::Size;
    type TagSize = <[u8; T] as AssocArraySize>::Size;

    const TAG_POSITION: TagPosition = TagPosition::Postfix;
}

impl<const N: usize, const T: usize> AeadInOut for Aead<N, T>
where
    [u8; N]: AssocArraySize,
    [u8; T]: AssocArraySize,
{
    fn encrypt_inout_detached(
        &self,
        nonce: &Nonce<Self>,
        associated_data: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
    ) -> Result<Tag<Self>, Error> {
        let nonce = crate::Nonce::assume_unique(array(nonce)?);
        let message = buffer.into_out_with_copied_in();
        let tag = self.encrypt_in_place(nonce, associated_data, message).map_err(|_| Error)?;
        Tag::<Self>::try_from(tag.as_bytes().as_slice()).map_err(|_| Error)
    }

    fn decrypt_inout_detached(
        &self,
        nonce: &Nonce<Self>,
        associated_data: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
        tag: &Tag<Self>,
    ) -> Result<(), Error> {
        let message = buffer.into_out_with_copied_in();
        let tag = AuthTag::from(array(tag)?);
        self.decrypt_in_place(&array(nonce)?, associated_data, message, tag).map_err(|_| Error)
    }
}

/// The same bytes; the lengths are equal, which the compiler does not see.
fn array<const N: usize, S: ArraySize>(bytes: &Array<u8, S>) -> Result<[u8; N], Error> {
    bytes.as_slice().try_into().map_err(|_| Error)
}

macro_rules! aeads {
    ($($(#[$doc:meta])* $name:ident: $inner:ty, $key:ty, $nonce:ty, $tag:ty, $new:expr;)+) => {$(
        $(#[$doc])*
        pub struct $name($inner);

        impl KeySizeUser for $name {
            type KeySize = $key;
        }

        impl KeyInit for $name {
            #[allow(clippy::expect_used, reason = "the length of the key is part of its type")]
            fn new(key: &Key<Self>) -> Self {
                let new: fn(&Key<Self>) -> Result<$inner, crate::InvalidKey> = $new;
                Self(new(key).expect("a key of the right length"))
            }
        }

        impl AeadCore for $name {
            type NonceSize = $nonce;
            type TagSize = $tag;

            const TAG_POSITION: TagPosition = TagPosition::Postfix;
        }

        impl AeadInOut for $name {
            fn encrypt_inout_detached(
                &self,
                nonce: &Nonce<Self>,
                associated_data: &[u8],
                buffer: InOutBuf<'_, '_, u8>,
            ) -> Result<Tag<Self>, Error> {
                self.0.encrypt_inout_detached(nonce, associated_data, buffer)
            }

            fn decrypt_inout_detached(
                &self,
                nonce: &Nonce<Self>,
                associated_data: &[u8],
                buffer: InOutBuf<'_, '_, u8>,
                tag: &Tag<Self>,
            ) -> Result<(), Error> {
                self.0.decrypt_inout_detached(nonce, associated_data, buffer, tag)
            }
        }

        /// Keys are wiped when they are dropped.
        impl zeroize::ZeroizeOnDrop for $name {}

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

aeads! {
    /// AES-GCM with keys of 16 bytes.
    Aes128Gcm: Aead<12, 16>, U16, U12, U16, |key| Aes::new(key, Gcm);
    /// AES-GCM with keys of 24 bytes.
    Aes192Gcm: Aead<12, 16>, U24, U12, U16, |key| Aes::new(key, Gcm);
    /// AES-GCM with keys of 32 bytes.
    Aes256Gcm: Aead<12, 16>, U32, U12, U16, |key| Aes::new(key, Gcm);
    /// AES-CCM with keys of 16 bytes, nonces of 12 bytes, tags of 16 bytes.
    Aes128Ccm: Aead<12, 16>, U16, U12, U16, |key| Aes::new(key, Ccm);
    /// AES-CCM with keys of 24 bytes, nonces of 12 bytes, tags of 16 bytes.
    Aes192Ccm: Aead<12, 16>, U24, U12, U16, |key| Aes::new(key, Ccm);
    /// AES-CCM with keys of 32 bytes, nonces of 12 bytes, tags of 16 bytes.
    Aes256Ccm: Aead<12, 16>, U32, U12, U16, |key| Aes::new(key, Ccm);
    /// AES-CCM with keys of 16 bytes, nonces of 12 bytes, tags of 8 bytes.
    Aes128Ccm8: Aead<12, 8>, U16, U12, U8, |key| Aes::new(key, Ccm8);
    /// AES-CCM with keys of 32 bytes, nonces of 12 bytes, tags of 8 bytes.
    Aes256Ccm8: Aead<12, 8>, U32, U12, U8, |key| Aes::new(key, Ccm8);
    /// ARIA-GCM with keys of 16 bytes.
    Aria128Gcm: Aead<12, 16>, U16, U12, U16, |key| Aria::new(key, Gcm);
    /// ARIA-GCM with keys of 32 bytes.
    Aria256Gcm: Aead<12, 16>, U32, U12, U16, |key| Aria::new(key, Gcm);
    /// Camellia-GCM with keys of 16 bytes.
    Camellia128Gcm: Aead<12, 16>, U16, U12, U16, |key| Camellia::new(key, Gcm);
    /// Camellia-GCM with keys of 32 bytes.
    Camellia256Gcm: Aead<12, 16>, U32, U12, U16, |key| Camellia::new(key, Gcm);
    /// ChaCha20-Poly1305.
    ChaCha20Poly1305: Aead<12, 16>, U32, U12, U16, |key| Ok(ChaCha20::new(&key.0, ChaChaPoly));
}
