// SPDX-License-Identifier: MIT
//! A secret that the client makes up and encrypts with the key of the server's certificate (RFC 5246 section 7.4.7.1).

use alloc::vec::Vec;
use core::hint::black_box;

use purembed_core::random::CryptoRng;
use purembed_pk::{Rsa, RsaPublicKey};
use zeroize::Zeroizing;

use crate::Error;

/// The version of the client's hello, and 46 random bytes.
pub(super) struct Transported(Zeroizing<[u8; 48]>);

impl Transported {
    /// Makes up a secret, and encrypts it.
    pub(super) fn send(
        key: &RsaPublicKey,
        version: u16,
        rng: &mut dyn CryptoRng,
    ) -> Result<(Self, Vec<u8>), Error> {
        let mut secret = Zeroizing::new([0; 48]);
        rng.fill_bytes(&mut secret[..]);
        secret.iter_mut().zip(version.to_be_bytes()).for_each(|(to, from)| *to = from);
        let encrypted = key.encrypt_pkcs1v15_with_rng(&secret[..], rng).map_err(Error::Key)?;
        Ok((Self(secret), encrypted))
    }

    /// Decrypts a secret. Whatever comes, something comes out, in the same time, and only `Finished` shows what it is
    /// worth: whoever could tell would decrypt other messages by it (Bleichenbacher 1998; Klima, Pokorny and Rosa 2003 by
    /// the version).
    pub(super) fn receive(
        key: &Rsa,
        encrypted: &[u8],
        version: u16,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, Error> {
        let mut random = Zeroizing::new([0; 48]);
        rng.fill_bytes(&mut random[..]);
        let mut secret = random.clone();
        match key.decrypt_pkcs1v15_or_keep(encrypted, &mut secret[..]) {
            // Of a wrong length or too large a number, as everyone can see.
            Ok(()) | Err(purembed_pk::Error::Decryption) => {}
            Err(error) => return Err(Error::Key(error)),
        }
        let different = secret.iter().zip(version.to_be_bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
        let [right, ..] =
            (u32::from(black_box(different)).wrapping_sub(1) >> 31).wrapping_neg().to_le_bytes();
        for (secret, random) in secret.iter_mut().zip(&*random) {
            *secret = (*secret & right) | (random & !right);
        }
        Ok(Self(secret))
    }

    pub(super) fn expose(&self) -> &[u8] {
        &self.0[..]
    }
}
