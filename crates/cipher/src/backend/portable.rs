// SPDX-License-Identifier: MIT
//! All algorithms by RustCrypto: any CPU, constant time everywhere (bitsliced AES where there are no
//! instructions for it), and the reference for the other back end.

use alloc::boxed::Box;

use aes_gcm::aead::{AeadInOut, KeyInit, consts::U12};
use aes_gcm::aes::{Aes128, Aes192, Aes256};
use aes_gcm::{AesGcm, Tag};
use chacha20poly1305::ChaCha20Poly1305;

use super::{Engine, Engine12x16, Limits};
use crate::error::{DecryptError, InvalidInput, InvalidKey};

pub(super) fn aes_gcm(key: &[u8]) -> Result<Engine12x16, InvalidKey> {
    match key.len() {
        16 => gcm::<Aes128>("AES-128-GCM", key),
        24 => gcm::<Aes192>("AES-192-GCM", key),
        32 => gcm::<Aes256>("AES-256-GCM", key),
        bytes => Err(InvalidKey::Length { bytes }),
    }
}

pub(super) fn chacha20_poly1305(key: &[u8; 32]) -> Engine12x16 {
    Box::new(Keyed {
        name: "ChaCha20-Poly1305",
        limits: Limits::CHACHA20_POLY1305,
        key: ChaCha20Poly1305::new(key.into()),
    })
}

fn gcm<C>(name: &'static str, key: &[u8]) -> Result<Engine12x16, InvalidKey>
where
    AesGcm<C, U12>: KeyInit + Engine12x16Primitive,
{
    let wrong_length = |_| InvalidKey::Length { bytes: key.len() };
    let key = AesGcm::<C, U12>::new_from_slice(key).map_err(wrong_length)?;
    Ok(Box::new(Keyed { name, limits: Limits::GCM, key }))
}

/// Every AEAD of RustCrypto's with these lengths that can be used from any thread.
trait Engine12x16Primitive:
    AeadInOut<NonceSize = U12, TagSize = aes_gcm::aead::consts::U16> + Send + Sync + 'static
{
}

impl<A> Engine12x16Primitive for A where
    A: AeadInOut<NonceSize = U12, TagSize = aes_gcm::aead::consts::U16> + Send + Sync + 'static
{
}

struct Keyed<A> {
    name: &'static str,
    limits: Limits,
    key: A,
}

impl<A: Engine12x16Primitive> Engine<12, 16> for Keyed<A> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn seal(&self, nonce: &[u8; 12], ad: &[u8], message: &mut [u8]) -> Result<[u8; 16], InvalidInput> {
        let tag = self.key.encrypt_inout_detached(nonce.into(), ad, message.into());
        tag.map(Into::into).map_err(|_| InvalidInput::TooLong)
    }

    fn open(
        &self,
        nonce: &[u8; 12],
        ad: &[u8],
        message: &mut [u8],
        tag: &[u8; 16],
    ) -> Result<(), DecryptError> {
        let tag: &Tag = tag.into();
        self.key.decrypt_inout_detached(nonce.into(), ad, message.into(), tag).map_err(|_| DecryptError)
    }
}

#[cfg(test)]
mod tests {
    use super::{Aes128, Aes192, Aes256, AesGcm, ChaCha20Poly1305, U12};

    #[test]
    fn key_schedules_are_wiped_on_drop() {
        fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        wiped::<AesGcm<Aes128, U12>>();
        wiped::<AesGcm<Aes192, U12>>();
        wiped::<AesGcm<Aes256, U12>>();
        wiped::<ChaCha20Poly1305>();
    }
}
