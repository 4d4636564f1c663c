// SPDX-License-Identifier: MIT
//! Record protection of TLS 1.2: AES-GCM (RFC 5288 section 3) and ChaCha20-Poly1305 (RFC 7905 section 2).
//!
//! The two differ in their nonces: GCM sends eight bytes of it with each record, ChaCha20-Poly1305 none.

use purembed_cipher::AuthTag;
use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, KeyBlockShape, MessageDecrypter,
    MessageEncrypter, NONCE_LEN, Nonce, OutboundOpaqueMessage, OutboundPlainMessage, PrefixedPayload,
    Tls12AeadAlgorithm, UnsupportedOperationError, make_tls12_aad,
};
use rustls::{ConnectionTrafficSecrets, Error};

use crate::aead::{Aead, Algorithm, TAG_LEN};

/// RFC 5246 section 6.2.1: the most that a record may carry, in bytes.
const MAX_PLAINTEXT: usize = 1 << 14;

/// RFC 5288 section 3: the part of the nonce that both sides derive.
const GCM_SALT_LEN: usize = 4;

/// RFC 5288 section 3: the part of the nonce that travels in front of the record.
const GCM_EXPLICIT_LEN: usize = 8;

pub(crate) struct GcmProtection(pub(crate) Algorithm);

impl Tls12AeadAlgorithm for GcmProtection {
    fn encrypter(&self, key: AeadKey, iv: &[u8], extra: &[u8]) -> Box<dyn MessageEncrypter> {
        Box::new(Gcm { key: self.0.key(&key), iv: gcm_iv(iv, extra) })
    }

    fn decrypter(&self, key: AeadKey, iv: &[u8]) -> Box<dyn MessageDecrypter> {
        Box::new(Gcm { key: self.0.key(&key), iv: gcm_iv(iv, &[]) })
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        KeyBlockShape {
            enc_key_len: self.0.key_len(),
            fixed_iv_len: GCM_SALT_LEN,
            explicit_nonce_len: GCM_EXPLICIT_LEN,
        }
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: &[u8],
        explicit: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Ok(self.0.secrets(key, gcm_iv(iv, explicit)))
    }
}

/// Salt and, for sending, where the explicit part starts from: the standard leaves that to the sender, asking only
/// that it never repeat. It is the sequence number XOR bytes from the key block, as in TLS 1.3.
fn gcm_iv(salt: &[u8], explicit: &[u8]) -> Iv {
    let mut iv = [0; NONCE_LEN];
    iv.iter_mut().zip(salt.iter().chain(explicit)).for_each(|(to, from)| *to = *from);
    Iv::new(iv)
}

struct Gcm {
    /// `None` if rustls broke its promise about the length of keys: then nothing is sent or accepted.
    key: Option<Aead>,
    iv: Iv,
}

impl MessageEncrypter for Gcm {
    fn encrypt(&mut self, msg: OutboundPlainMessage<'_>, seq: u64) -> Result<OutboundOpaqueMessage, Error> {
        let key = self.key.as_ref().ok_or(Error::EncryptError)?;
        let nonce = Nonce::new(&self.iv, seq).0;
        let ad = make_tls12_aad(seq, msg.typ, msg.version, msg.payload.len());

        let mut payload = PrefixedPayload::with_capacity(self.encrypted_payload_len(msg.payload.len()));
        payload.extend_from_slice(nonce.get(GCM_SALT_LEN..).unwrap_or_default());
        payload.extend_from_chunks(&msg.payload);
        let message = payload.as_mut().get_mut(GCM_EXPLICIT_LEN..).ok_or(Error::EncryptError)?;
        let tag = key
            .encrypt_in_place(purembed_cipher::Nonce::assume_unique(nonce), &ad, message)
            .map_err(|_| Error::EncryptError)?;
        payload.extend_from_slice(tag.as_ref());
        Ok(OutboundOpaqueMessage::new(msg.typ, msg.version, payload))
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        payload_len.saturating_add(GCM_EXPLICIT_LEN + TAG_LEN)
    }
}

impl MessageDecrypter for Gcm {
    fn decrypt<'a>(
        &mut self,
        mut msg: InboundOpaqueMessage<'a>,
        seq: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let key = self.key.as_ref().ok_or(Error::DecryptError)?;
        let (typ, version) = (msg.typ, msg.version);
        let Some((explicit, sealed)) = msg.payload.split_first_chunk_mut::<GCM_EXPLICIT_LEN>() else {
            return Err(Error::DecryptError);
        };
        let Some((sealed, tag)) = sealed.split_last_chunk_mut::<TAG_LEN>() else {
            return Err(Error::DecryptError);
        };
        let mut nonce = [0; NONCE_LEN];
        let salt = self.iv.as_ref().iter().take(GCM_SALT_LEN);
        nonce.iter_mut().zip(salt.chain(&*explicit)).for_each(|(to, from)| *to = *from);

        let length = sealed.len();
        let ad = make_tls12_aad(seq, typ, version, length);
        key.decrypt_in_place(&nonce, &ad, sealed, AuthTag::from(*tag)).map_err(|_| Error::DecryptError)?;
        if length > MAX_PLAINTEXT {
            return Err(Error::PeerSentOversizedRecord);
        }
        Ok(msg.into_plain_message_range(GCM_EXPLICIT_LEN..GCM_EXPLICIT_LEN + length))
    }
}

pub(crate) struct ChaChaProtection;

impl Tls12AeadAlgorithm for ChaChaProtection {
    fn encrypter(&self, key: AeadKey, iv: &[u8], _extra: &[u8]) -> Box<dyn MessageEncrypter> {
        Box::new(ChaCha::new(&key, iv))
    }

    fn decrypter(&self, key: AeadKey, iv: &[u8]) -> Box<dyn MessageDecrypter> {
        Box::new(ChaCha::new(&key, iv))
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        KeyBlockShape {
            enc_key_len: Algorithm::ChaCha20Poly1305.key_len(),
            fixed_iv_len: NONCE_LEN,
            explicit_nonce_len: 0,
        }
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: &[u8],
        _explicit: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        let iv = iv.first_chunk().ok_or(UnsupportedOperationError)?;
        Ok(Algorithm::ChaCha20Poly1305.secrets(key, Iv::new(*iv)))
    }
}

struct ChaCha {
    /// `None` if rustls broke its promise about the length of keys or IVs: then nothing is sent or accepted.
    key: Option<(Aead, Iv)>,
}

impl ChaCha {
    fn new(key: &AeadKey, iv: &[u8]) -> Self {
        let iv = iv.first_chunk().copied().map(Iv::new);
        Self { key: Algorithm::ChaCha20Poly1305.key(key).zip(iv) }
    }
}

impl MessageEncrypter for ChaCha {
    fn encrypt(&mut self, msg: OutboundPlainMessage<'_>, seq: u64) -> Result<OutboundOpaqueMessage, Error> {
        let (key, iv) = self.key.as_ref().ok_or(Error::EncryptError)?;
        let ad = make_tls12_aad(seq, msg.typ, msg.version, msg.payload.len());

        let mut payload = PrefixedPayload::with_capacity(self.encrypted_payload_len(msg.payload.len()));
        payload.extend_from_chunks(&msg.payload);
        // RFC 7905 section 2: the sequence number never repeats, hence neither does its XOR with the IV.
        let nonce = purembed_cipher::Nonce::assume_unique(Nonce::new(iv, seq).0);
        let tag = key.encrypt_in_place(nonce, &ad, payload.as_mut()).map_err(|_| Error::EncryptError)?;
        payload.extend_from_slice(tag.as_ref());
        Ok(OutboundOpaqueMessage::new(msg.typ, msg.version, payload))
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        payload_len.saturating_add(TAG_LEN)
    }
}

impl MessageDecrypter for ChaCha {
    fn decrypt<'a>(
        &mut self,
        mut msg: InboundOpaqueMessage<'a>,
        seq: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let (key, iv) = self.key.as_ref().ok_or(Error::DecryptError)?;
        let (typ, version) = (msg.typ, msg.version);
        let Some((sealed, tag)) = msg.payload.split_last_chunk_mut::<TAG_LEN>() else {
            return Err(Error::DecryptError);
        };
        let length = sealed.len();
        let ad = make_tls12_aad(seq, typ, version, length);
        key.decrypt_in_place(&Nonce::new(iv, seq).0, &ad, sealed, AuthTag::from(*tag))
            .map_err(|_| Error::DecryptError)?;
        if length > MAX_PLAINTEXT {
            return Err(Error::PeerSentOversizedRecord);
        }
        msg.payload.truncate(length);
        Ok(msg.into_plain_message())
    }
}

#[cfg(test)]
mod tests;
