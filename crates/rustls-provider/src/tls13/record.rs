// SPDX-License-Identifier: MIT
//! Record protection of TLS 1.3 (RFC 8446 section 5.2).
//!
//! One copy each way: rustls hands out pieces and wants a record in one buffer; what it receives is opened in place.

use purembed_cipher::AuthTag;
use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, MessageDecrypter, MessageEncrypter, Nonce,
    OutboundOpaqueMessage, OutboundPlainMessage, PrefixedPayload, Tls13AeadAlgorithm,
    UnsupportedOperationError, make_tls13_aad,
};
use rustls::{ConnectionTrafficSecrets, ContentType, Error, ProtocolVersion};

use crate::aead::{Aead, Algorithm, TAG_LEN};

pub(crate) struct Protection(pub(crate) Algorithm);

impl Tls13AeadAlgorithm for Protection {
    fn encrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageEncrypter> {
        Box::new(Direction { key: self.0.key(&key), iv })
    }

    fn decrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageDecrypter> {
        Box::new(Direction { key: self.0.key(&key), iv })
    }

    fn key_len(&self) -> usize {
        self.0.key_len()
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: Iv,
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Ok(self.0.secrets(key, iv))
    }
}

/// The traffic key and IV of one direction.
struct Direction {
    /// `None` if rustls broke its promise about the length of keys: then nothing is sent or accepted.
    key: Option<Aead>,
    iv: Iv,
}

impl MessageEncrypter for Direction {
    fn encrypt(&mut self, msg: OutboundPlainMessage<'_>, seq: u64) -> Result<OutboundOpaqueMessage, Error> {
        let key = self.key.as_ref().ok_or(Error::EncryptError)?;
        let length = self.encrypted_payload_len(msg.payload.len());

        // TLSInnerPlaintext: content, its type, no padding.
        let mut payload = PrefixedPayload::with_capacity(length);
        payload.extend_from_chunks(&msg.payload);
        payload.extend_from_slice(&msg.typ.to_array());

        // Section 5.3: the sequence number never repeats, hence neither does its XOR with the IV.
        let nonce = purembed_cipher::Nonce::assume_unique(Nonce::new(&self.iv, seq).0);
        let tag = key
            .encrypt_in_place(nonce, &make_tls13_aad(length), payload.as_mut())
            .map_err(|_| Error::EncryptError)?;
        payload.extend_from_slice(tag.as_ref());

        // Section 5.1: outside, every record is application data of TLS 1.2.
        Ok(OutboundOpaqueMessage::new(ContentType::ApplicationData, ProtocolVersion::TLSv1_2, payload))
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        payload_len.saturating_add(1 + TAG_LEN)
    }
}

impl MessageDecrypter for Direction {
    fn decrypt<'a>(
        &mut self,
        mut msg: InboundOpaqueMessage<'a>,
        seq: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let key = self.key.as_ref().ok_or(Error::DecryptError)?;
        let ad = make_tls13_aad(msg.payload.len());
        let Some((sealed, tag)) = msg.payload.split_last_chunk_mut::<TAG_LEN>() else {
            return Err(Error::DecryptError);
        };
        key.decrypt_in_place(&Nonce::new(&self.iv, seq).0, &ad, sealed, AuthTag::from(*tag))
            .map_err(|_| Error::DecryptError)?;
        let length = sealed.len();
        msg.payload.truncate(length);
        // Section 5.4: strips the padding, reads the type, checks the length.
        msg.into_tls13_unpadded_message()
    }
}

#[cfg(test)]
mod tests;
