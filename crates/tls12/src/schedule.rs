// SPDX-License-Identifier: MIT
//! From the premaster secret to keys (RFC 5246 sections 6.3, 8.1; RFC 7627 section 4).

use core::fmt;

use purembed_core::ct;
use purembed_hash::Algorithm;
use purembed_kdf::tls12::prf;
use zeroize::{Zeroize as _, Zeroizing};

use crate::suite::{Bulk, CipherSuite, Mac};

/// Which end of a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Side {
    Client,
    Server,
}

/// The random bytes of both hellos.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Randoms {
    pub(crate) client: [u8; 32],
    pub(crate) server: [u8; 32],
}

/// What all keys of a session come from. Wiped when dropped.
pub(crate) struct MasterSecret([u8; 48]);

impl MasterSecret {
    /// RFC 5246 section 8.1.
    pub(crate) fn new(premaster: &[u8], randoms: &Randoms, digestmod: Algorithm) -> Self {
        let mut secret = Self([0; 48]);
        let seed = [&randoms.client[..], &randoms.server];
        prf(premaster, b"master secret", &seed, digestmod, &mut secret.0);
        secret
    }

    /// RFC 7627 section 4: bound to all messages up to `ClientKeyExchange`.
    pub(crate) fn extended(premaster: &[u8], session_hash: &[u8], digestmod: Algorithm) -> Self {
        let mut secret = Self([0; 48]);
        prf(premaster, b"extended master secret", &[session_hash], digestmod, &mut secret.0);
        secret
    }

    /// One that was kept.
    pub(crate) const fn from_bytes(bytes: &[u8; 48]) -> Self {
        Self(*bytes)
    }

    /// Another one, for a session that outlives its connection.
    pub(crate) const fn copy(&self) -> Self {
        Self(self.0)
    }

    pub(crate) const fn expose(&self) -> &[u8; 48] {
        &self.0
    }

    /// The contents of `Finished` (RFC 5246 section 7.4.9) by one side.
    pub(crate) fn verify_data(&self, side: Side, hash: &[u8], digestmod: Algorithm) -> [u8; VERIFY_DATA] {
        let label: &[u8] = match side {
            Side::Client => b"client finished",
            Side::Server => b"server finished",
        };
        let mut data = [0; VERIFY_DATA];
        prf(&self.0, label, &[hash], digestmod, &mut data);
        data
    }

    /// Compares in constant time what a peer's `Finished` carries.
    pub(crate) fn has_verify_data(&self, side: Side, hash: &[u8], digestmod: Algorithm, data: &[u8]) -> bool {
        ct::eq(&self.verify_data(side, hash, digestmod), data)
    }

    /// Keys for both directions (RFC 5246 section 6.3).
    pub(crate) fn key_block(&self, suite: CipherSuite, randoms: &Randoms) -> KeyBlock {
        let mut block = KeyBlock { sizes: Sizes::of(suite), bytes: Zeroizing::new([0; KeyBlock::MAX]) };
        let seed = [&randoms.server[..], &randoms.client];
        let length = block.sizes.total();
        if let Some(bytes) = block.bytes.get_mut(..length) {
            prf(&self.0, b"key expansion", &seed, suite.prf(), bytes);
        }
        block
    }

    /// Keying material for other protocols (RFC 5705 section 4).
    pub(crate) fn export(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        randoms: &Randoms,
        digestmod: Algorithm,
        out: &mut [u8],
    ) {
        let length = context.map(|context| u16::try_from(context.len()).unwrap_or(u16::MAX).to_be_bytes());
        let seed = [
            &randoms.client[..],
            &randoms.server,
            length.as_ref().map_or(&[], |length| &length[..]),
            context.unwrap_or_default(),
        ];
        prf(&self.0, label, &seed, digestmod, out);
    }
}

/// The length of `verify_data`, which no suite here changes.
pub(crate) const VERIFY_DATA: usize = 12;

impl Drop for MasterSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterSecret").finish_non_exhaustive()
    }
}

/// Keys and IVs of both directions. Wiped when dropped.
pub(crate) struct KeyBlock {
    sizes: Sizes,
    bytes: Zeroizing<[u8; Self::MAX]>,
}

/// What one side protects its records with.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'a> {
    /// Of HMAC; empty for authenticated encryption.
    pub(crate) mac: &'a [u8],
    pub(crate) cipher: &'a [u8],
    /// The part of the nonce that stays; empty for CBC.
    pub(crate) iv: &'a [u8],
}

impl KeyBlock {
    /// Two keys of 48 bytes for HMAC and two of 32 for a cipher.
    const MAX: usize = 2 * (48 + 32 + 12);

    /// The keys that `side` writes with.
    pub(crate) fn keys(&self, side: Side) -> Keys<'_> {
        let Sizes { mac, cipher, iv } = self.sizes;
        let mut rest = &self.bytes[..];
        let mut pair = |size: usize| {
            let [client, server] = [(); 2].map(|()| {
                let (taken, left) = rest.split_at_checked(size).unwrap_or_default();
                rest = left;
                taken
            });
            match side {
                Side::Client => client,
                Side::Server => server,
            }
        };
        Keys { mac: pair(mac), cipher: pair(cipher), iv: pair(iv) }
    }
}

/// Lengths in bytes, for one direction.
#[derive(Clone, Copy)]
struct Sizes {
    mac: usize,
    cipher: usize,
    iv: usize,
}

impl Sizes {
    fn of(suite: CipherSuite) -> Self {
        match suite.bulk() {
            // RFC 5288 section 3, RFC 6655 section 3: a salt of 4 bytes.
            Bulk::Gcm(block) | Bulk::Ccm(block) | Bulk::Ccm8(block) => {
                Self { mac: 0, cipher: block.key_size(), iv: 4 }
            }
            // RFC 7905 section 2.
            Bulk::ChaCha20Poly1305 => Self { mac: 0, cipher: 32, iv: 12 },
            // RFC 5246 section 6.2.3.2: IVs are explicit.
            Bulk::Cbc(block, mac) => {
                Self { mac: Mac::algorithm(mac).digest_size(), cipher: block.key_size(), iv: 0 }
            }
        }
    }

    const fn total(self) -> usize {
        2 * (self.mac + self.cipher + self.iv)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_has_keys_of_its_sizes() {
        let randoms = Randoms { client: [1; 32], server: [2; 32] };
        for &suite in CipherSuite::all() {
            let master = MasterSecret::new(&[3; 48], &randoms, suite.prf());
            let block = master.key_block(suite, &randoms);
            let (client, server) = (block.keys(Side::Client), block.keys(Side::Server));
            assert!(matches!(client.cipher.len(), 16 | 32), "{suite}");
            assert_ne!(client.cipher, server.cipher, "{suite}");
            assert_eq!(client.mac.is_empty(), suite.is_aead(), "{suite}");
            assert_eq!(client.iv.is_empty(), !suite.is_aead(), "{suite}");
        }
    }
}
