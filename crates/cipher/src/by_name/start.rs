// SPDX-License-Identifier: MIT
//! From a row of the table to what runs.

use alloc::boxed::Box;
use alloc::sync::Arc;

use crate::aead;
use crate::cipher::{Duplex, Engine};
use crate::error::InvalidKey;
use crate::mode::Blocks;
use crate::modes::Running;
use crate::{arc4, chacha_poly, chacha20, modes};

type Cipher = Result<Box<dyn Engine>, InvalidKey>;
type Aead = Result<Arc<dyn aead::Engine>, InvalidKey>;

/// What a row of the table makes of a key.
#[derive(Clone, Copy)]
pub(super) enum Start {
    /// With an IV, a cipher.
    Cipher(fn(&[u8], &[u8]) -> Cipher),
    /// A key that authenticates.
    Aead(fn(&[u8]) -> Aead),
}

/// What the table has checked before: that the length of an IV, of which the type is an array, is right.
fn array<T: for<'a> TryFrom<&'a [u8]>>(bytes: &[u8]) -> Result<T, InvalidKey> {
    T::try_from(bytes).map_err(|_| InvalidKey::Length { bytes: bytes.len() })
}

pub(super) fn block<C: Blocks<B>, S: Running<B>, const B: usize>(key: &[u8], iv: &[u8]) -> Cipher {
    Ok(Box::new(Duplex::<_, S, B>::new::<C>(key, array(iv)?)?))
}

pub(super) fn xts(key: &[u8], iv: &[u8]) -> Cipher {
    Ok(Box::new(modes::xts::State::new(key, &array(iv)?)?))
}

pub(super) fn arc4(key: &[u8], _no_iv: &[u8]) -> Cipher {
    Ok(Box::new(arc4::Duplex::new(key)?))
}

pub(super) fn chacha20(key: &[u8], iv: &[u8]) -> Cipher {
    let key = key.try_into().map_err(|_| InvalidKey::Length { bytes: key.len() })?;
    Ok(Box::new(chacha20::stream::Duplex::new(key, array(iv)?)))
}

pub(super) fn chacha_poly(key: &[u8]) -> Aead {
    let key = key.try_into().map_err(|_| InvalidKey::Length { bytes: key.len() })?;
    Ok(chacha_poly::engine(key))
}
