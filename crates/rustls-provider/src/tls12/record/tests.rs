// SPDX-License-Identifier: MIT
//! Records in the form of RFC 5288 and RFC 7905, and what becomes of those that nobody sent.

use purembed_cipher::{Aes, ChaCha20, ChaChaPoly, Nonce as OneNonce};
use rustls::crypto::cipher::OutboundChunks;
use rustls::{ContentType, ProtocolVersion};

use super::*;

const SALT: [u8; 4] = [0xa1, 0xa2, 0xa3, 0xa4];
const START: [u8; 8] = [0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8];

/// An encrypter, its decrypter, and the length of what a record has besides its payload.
type Pair = (Box<dyn MessageEncrypter>, Box<dyn MessageDecrypter>, usize);

fn pairs() -> [Pair; 2] {
    let key = || AeadKey::from([1; 32]);
    let (gcm, chacha) = (GcmProtection(Algorithm::Aes256Gcm), ChaChaProtection);
    [
        (gcm.encrypter(key(), &SALT, &START), gcm.decrypter(key(), &SALT), 24),
        (chacha.encrypter(key(), &[7; 12], &[]), chacha.decrypter(key(), &[7; 12]), 16),
    ]
}

fn plain(payload: &[u8]) -> OutboundPlainMessage<'_> {
    OutboundPlainMessage {
        typ: ContentType::ApplicationData,
        version: ProtocolVersion::TLSv1_2,
        payload: OutboundChunks::Single(payload),
    }
}

fn opaque(payload: &mut [u8]) -> InboundOpaqueMessage<'_> {
    InboundOpaqueMessage::new(ContentType::ApplicationData, ProtocolVersion::TLSv1_2, payload)
}

#[test]
fn what_was_not_sent_is_refused() {
    for (mut encrypter, mut decrypter, overhead) in pairs() {
        let payload = b"twenty-one bytes long";
        let sealed = encrypter.encrypt(plain(payload), 9).unwrap().payload.as_ref().to_vec();
        assert_eq!(sealed.len(), payload.len() + overhead);
        assert_eq!(sealed.len(), encrypter.encrypted_payload_len(payload.len()));
        let mut refused = |mut record: Vec<u8>, seq| {
            let error = decrypter.decrypt(opaque(&mut record), seq).err();
            assert_eq!(error, Some(Error::DecryptError));
        };
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            refused(altered, 9);
        }
        for length in 0..sealed.len() {
            refused(sealed[..length].to_vec(), 9);
        }
        refused([&sealed[..], &[0]].concat(), 9);
        for seq in [0, 8, 10, u64::MAX] {
            refused(sealed.clone(), seq);
        }
        // the type is authenticated, not encrypted
        let mut record = sealed.clone();
        let alert = InboundOpaqueMessage::new(ContentType::Alert, ProtocolVersion::TLSv1_2, &mut record);
        assert_eq!(decrypter.decrypt(alert, 9).err(), Some(Error::DecryptError));

        let mut record = sealed;
        assert_eq!(decrypter.decrypt(opaque(&mut record), 9).unwrap().payload, payload);
    }
}

/// RFC 5246 section 6.2.1.
#[test]
fn plaintext_is_limited() {
    for (mut encrypter, mut decrypter, _) in pairs() {
        for (length, accepted) in [(0, true), (1 << 14, true), ((1 << 14) + 1, false)] {
            let payload = vec![0x20; length];
            let mut record = encrypter.encrypt(plain(&payload), 1).unwrap().payload.as_ref().to_vec();
            let opened = decrypter.decrypt(opaque(&mut record), 1);
            match opened {
                Ok(message) => assert!(accepted && message.payload == payload),
                Err(error) => assert!(!accepted && error == Error::PeerSentOversizedRecord),
            }
        }
    }
}

/// RFC 5288 section 3: salt, then eight bytes that are sent; ours count from a start of our own.
#[test]
fn gcm_nonces_are_sent_and_never_repeat() {
    let protection = GcmProtection(Algorithm::Aes256Gcm);
    let mut encrypter = protection.encrypter(AeadKey::from([1; 32]), &SALT, &START);
    for seq in [0_u64, 1, 2, 255, 256, u64::MAX] {
        let record = encrypter.encrypt(plain(b"payload"), seq).unwrap();
        let explicit = (u64::from_be_bytes(START) ^ seq).to_be_bytes();
        assert_eq!(record.payload.as_ref()[..8], explicit);

        let mut nonce = [0; 12];
        nonce[..4].copy_from_slice(&SALT);
        nonce[4..].copy_from_slice(&explicit);
        // RFC 5246 section 6.2.3.3: seq_num + type + version + length
        let ad = [&seq.to_be_bytes()[..], &[23, 3, 3, 0, 7]].concat();
        let aead = Aes::new(&[1; 32], purembed_cipher::Gcm).unwrap();
        let (sealed, tag) = aead.encrypt(OneNonce::assume_unique(nonce), &ad, b"payload").unwrap();
        assert_eq!(record.payload.as_ref()[8..], [&sealed[..], tag.as_ref()].concat());
    }
}

/// RFC 7905 section 2: the sequence number XOR the IV.
#[test]
fn chacha_records_carry_no_nonce() {
    let mut encrypter = ChaChaProtection.encrypter(AeadKey::from([1; 32]), &[7; 12], &[]);
    let record = encrypter.encrypt(plain(b"payload"), 0x0102).unwrap();
    let nonce = [7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7 ^ 1, 7 ^ 2];
    let ad = [0, 0, 0, 0, 0, 0, 1, 2, 23, 3, 3, 0, 7];
    let aead = ChaCha20::new(&[1; 32], ChaChaPoly);
    let (sealed, tag) = aead.encrypt(OneNonce::assume_unique(nonce), &ad, b"payload").unwrap();
    assert_eq!(record.payload.as_ref(), [&sealed[..], tag.as_ref()].concat());
}

#[test]
fn keys_of_another_length_carry_nothing() {
    let gcm = GcmProtection(Algorithm::Aes128Gcm);
    let mut encrypter = gcm.encrypter(AeadKey::from([0; 32]), &SALT, &START);
    assert_eq!(encrypter.encrypt(plain(b"x"), 0).err(), Some(Error::EncryptError));
    let mut decrypter = ChaChaProtection.decrypter(AeadKey::from([0; 32]), &[0; 11]);
    assert_eq!(decrypter.decrypt(opaque(&mut [0; 40]), 0).err(), Some(Error::DecryptError));
}

#[test]
fn keys_can_be_extracted() {
    let gcm = GcmProtection(Algorithm::Aes256Gcm);
    match gcm.extract_keys(AeadKey::from([3; 32]), &SALT, &START).unwrap() {
        ConnectionTrafficSecrets::Aes256Gcm { key, iv } => {
            assert_eq!((key.as_ref(), iv.as_ref()), (&[3; 32][..], &[&SALT[..], &START].concat()[..]));
        }
        _ => panic!("secrets of another algorithm"),
    }
    match ChaChaProtection.extract_keys(AeadKey::from([3; 32]), &[4; 12], &[]).unwrap() {
        ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } => {
            assert_eq!((key.as_ref(), iv.as_ref()), (&[3; 32][..], &[4; 12][..]));
        }
        _ => panic!("secrets of another algorithm"),
    }
    assert!(ChaChaProtection.extract_keys(AeadKey::from([3; 32]), &[4; 11], &[]).is_err());
}
