// SPDX-License-Identifier: MIT
//! The ciphers of the record layers.

use purembed_cipher::{Aes, ChaCha20, ChaChaPoly, Gcm};
use rustls::ConnectionTrafficSecrets;
use rustls::crypto::cipher::{AeadKey, Iv};

pub(crate) type Aead = purembed_cipher::Aead<12, TAG_LEN>;

pub(crate) const TAG_LEN: usize = 16;

#[derive(Clone, Copy)]
pub(crate) enum Algorithm {
    Aes128Gcm,
    Aes256Gcm,
    ChaCha20Poly1305,
}

impl Algorithm {
    pub(crate) const fn key_len(self) -> usize {
        match self {
            Self::Aes128Gcm => 16,
            Self::Aes256Gcm | Self::ChaCha20Poly1305 => 32,
        }
    }

    /// How many records of full length one key may encrypt, as rustls counts them.
    ///
    /// RFC 8446 section 5.5 allows 2^24.5 with AES-GCM, and with ChaCha20-Poly1305 the sequence number ends first.
    pub(crate) const fn confidentiality_limit(self) -> u64 {
        match self {
            Self::Aes128Gcm | Self::Aes256Gcm => 1 << 24,
            Self::ChaCha20Poly1305 => u64::MAX,
        }
    }

    /// Expands a key; `None` if it does not have [`Self::key_len`] bytes, which rustls sees to.
    pub(crate) fn key(self, key: &AeadKey) -> Option<Aead> {
        let key = key.as_ref();
        if key.len() != self.key_len() {
            return None;
        }
        match self {
            Self::Aes128Gcm | Self::Aes256Gcm => Aes::new(key, Gcm).ok(),
            Self::ChaCha20Poly1305 => Some(ChaCha20::new(key.first_chunk()?, ChaChaPoly)),
        }
    }

    pub(crate) fn secrets(self, key: AeadKey, iv: Iv) -> ConnectionTrafficSecrets {
        match self {
            Self::Aes128Gcm => ConnectionTrafficSecrets::Aes128Gcm { key, iv },
            Self::Aes256Gcm => ConnectionTrafficSecrets::Aes256Gcm { key, iv },
            Self::ChaCha20Poly1305 => ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv },
        }
    }
}
