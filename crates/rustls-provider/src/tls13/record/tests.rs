// SPDX-License-Identifier: MIT
//! One published record, and what becomes of records that nobody sent.

use hex_literal::hex;
use purembed_cipher::{Aes, ChaCha20, ChaChaPoly, Gcm};
use rustls::PeerMisbehaved;
use rustls::crypto::cipher::OutboundChunks;

use super::*;

fn directions() -> [Direction; 3] {
    [Aes::new(&[1; 16], Gcm).unwrap(), Aes::new(&[1; 32], Gcm).unwrap(), ChaCha20::new(&[1; 32], ChaChaPoly)]
        .map(|key| Direction { key: Some(key), iv: Iv::new([7; 12]) })
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

fn seal(direction: &mut Direction, payload: &[u8], seq: u64) -> Vec<u8> {
    let sealed = direction.encrypt(plain(payload), seq).unwrap();
    assert_eq!(sealed.payload.as_ref().len(), direction.encrypted_payload_len(payload.len()));
    sealed.payload.as_ref().to_vec()
}

/// RFC 8448 section 3: the client's first application data.
#[test]
fn rfc_8448_record() {
    let key = Aes::new(&hex!("17422dda596ed5d9acd890e3c63f5051"), Gcm).unwrap();
    let mut direction = Direction { key: Some(key), iv: Iv::new(hex!("5b78923dee08579033e523d9")) };
    let payload: Vec<u8> = (0..50).collect();
    let record = hex!(
        "1703030043a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b39"
        "5bd54a9a20441e2b62974e1f5a6292a2977014bd1e3deae63aeebb21694915e4"
    );
    let sealed = direction.encrypt(plain(&payload), 0).unwrap();
    assert_eq!(sealed.encode(), record);

    let mut received = record[5..].to_vec();
    let opened = direction.decrypt(opaque(&mut received), 0).unwrap();
    assert_eq!((opened.typ, opened.payload), (ContentType::ApplicationData, &payload[..]));
}

#[test]
fn pieces_make_the_same_record() {
    for mut direction in directions() {
        let whole = seal(&mut direction, b"in three pieces", 3);
        let pieces: [&[u8]; 3] = [b"in ", b"three ", b"pieces"];
        let message = OutboundPlainMessage { payload: OutboundChunks::new(&pieces), ..plain(b"") };
        assert_eq!(direction.encrypt(message, 3).unwrap().payload.as_ref(), whole);
        assert_ne!(seal(&mut direction, b"in three pieces", 4), whole);
    }
}

#[test]
fn what_was_not_sent_is_refused() {
    for mut direction in directions() {
        let sealed = seal(&mut direction, b"twenty-one bytes long", 9);
        let refused = |direction: &mut Direction, mut record: Vec<u8>, seq| {
            let error = direction.decrypt(opaque(&mut record), seq).err();
            assert_eq!(error, Some(Error::DecryptError));
        };
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            refused(&mut direction, altered, 9);
        }
        for length in 0..sealed.len() {
            refused(&mut direction, sealed[..length].to_vec(), 9);
        }
        refused(&mut direction, [&sealed[..], &[0]].concat(), 9);
        for seq in [0, 8, 10, u64::MAX] {
            refused(&mut direction, sealed.clone(), seq);
        }
        assert_eq!(
            direction.decrypt(opaque(&mut sealed.clone()), 9).unwrap().payload,
            b"twenty-one bytes long"
        );
    }
}

/// RFC 8446 section 5.4: a record of nothing but zeros has no type; section 5.2: nor may it be too long.
#[test]
fn inner_plaintext_is_checked() {
    for mut direction in directions() {
        let mut inner = |inner: &[u8]| {
            let nonce = purembed_cipher::Nonce::assume_unique(Nonce::new(&direction.iv, 0).0);
            let ad = make_tls13_aad(inner.len() + TAG_LEN);
            let (mut record, tag) = direction.key.as_ref().unwrap().encrypt(nonce, &ad, inner).unwrap();
            record.extend_from_slice(tag.as_ref());
            let opened = direction.decrypt(opaque(&mut record), 0);
            opened.map(|message| (message.typ, message.payload.to_vec()))
        };
        assert_eq!(inner(b"alert\x15\0\0\0"), Ok((ContentType::Alert, b"alert".to_vec())));
        for zeros in [0, 1, 100] {
            let error = PeerMisbehaved::IllegalTlsInnerPlaintext.into();
            assert_eq!(inner(&vec![0; zeros]), Err(error));
        }
        let longest = [&[1; 1 << 14][..], &[0x17]].concat();
        assert_eq!(inner(&longest).unwrap().1.len(), 1 << 14);
        assert_eq!(inner(&[&[1][..], &longest].concat()), Err(Error::PeerSentOversizedRecord));
    }
}

#[test]
fn keys_of_another_length_carry_nothing() {
    let protection = Protection(Algorithm::Aes128Gcm);
    let key = || AeadKey::from([0; 32]);
    let mut encrypter = protection.encrypter(key(), Iv::new([0; 12]));
    assert_eq!(encrypter.encrypt(plain(b"x"), 0).err(), Some(Error::EncryptError));
    let mut decrypter = protection.decrypter(key(), Iv::new([0; 12]));
    assert_eq!(decrypter.decrypt(opaque(&mut [0; 40]), 0).err(), Some(Error::DecryptError));
}

#[test]
fn keys_can_be_extracted() {
    let algorithms =
        [(Algorithm::Aes128Gcm, 16), (Algorithm::Aes256Gcm, 32), (Algorithm::ChaCha20Poly1305, 20)];
    for (algorithm, expected) in algorithms {
        let protection = Protection(algorithm);
        let secrets = protection.extract_keys(AeadKey::from([3; 32]), Iv::new([4; 12])).unwrap();
        let (extracted, key, iv) = match secrets {
            ConnectionTrafficSecrets::Aes128Gcm { key, iv } => (16, key, iv),
            ConnectionTrafficSecrets::Aes256Gcm { key, iv } => (32, key, iv),
            ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } => (20, key, iv),
            _ => panic!("secrets of an unknown algorithm"),
        };
        assert_eq!(extracted, expected);
        assert_eq!((key.as_ref(), iv.as_ref()), (&[3; 32][..], &[4; 12][..]));
    }
}
