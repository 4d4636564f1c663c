// SPDX-License-Identifier: MIT
//! What all modes have in common: forgeries, pieces, limits.

use alloc::sync::Arc;
use alloc::vec::Vec;
use alloc::{format, vec};

use super::engine::{self, Engine};
use super::stream::Stream;
use super::{Aead, Encryptor, UnverifiedDecryptor};
use crate::hazmat::GcmShortTag;
use crate::{
    Aes, Aria, AuthTag, Camellia, Ccm, Ccm8, CcmWith, ChaCha20, ChaChaPoly, DecryptError, Gcm, GcmWith,
    InvalidInput, InvalidKey, Nonce,
};

/// Bytes from a linear congruential generator (Knuth's MMIX constants): varied, reproducible, not random.
pub(crate) struct Bytes(pub(crate) u64);

impl Bytes {
    pub(crate) fn take(&mut self, len: usize) -> Vec<u8> {
        let mut next = || {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            self.0.to_be_bytes()[0]
        };
        (0..len).map(|_| next()).collect()
    }
}

/// One key of each kind, with lengths of nonces and tags to try it with.
fn engines() -> Vec<(Arc<dyn Engine>, usize, usize)> {
    let mut all = Vec::new();
    for bytes in [16, 24, 32] {
        let key = &[0xa5; 32][..bytes];
        let gcm = crate::gcm::engine::<Aes>(key).unwrap();
        let ccm = crate::ccm::engine::<Aes>(key).unwrap();
        for composed in [
            crate::gcm::engine::<Aria>(key),
            crate::gcm::engine::<Camellia>(key),
            crate::ccm::engine::<Aria>(key),
            crate::ccm::engine::<Camellia>(key),
        ] {
            all.push((composed.unwrap(), 12, 16));
        }
        all.extend([(12, 16), (1, 12), (16, 13), (61, 4)].map(|(n, t)| (Arc::clone(&gcm), n, t)));
        all.extend([(12, 16), (7, 4), (13, 10), (11, 8)].map(|(n, t)| (Arc::clone(&ccm), n, t)));
    }
    all.push((crate::chacha_poly::engine(&[0xa5; 32]), 12, 16));
    all
}

#[test]
fn is_two_words_sendable_and_silent_about_its_key() {
    fn thread_safe<X: Send + Sync>(x: X) -> X {
        x
    }
    assert_eq!(size_of::<Aead<12, 16>>(), 2 * size_of::<usize>());
    let named = [
        (thread_safe(ChaCha20::new(&[0xaa; 32], ChaChaPoly)), "ChaCha20-Poly1305"),
        (Aes::new(&[0xaa; 24], Gcm).unwrap(), "AES-192-GCM"),
        (Aes::new(&[0xaa; 16], Ccm).unwrap(), "AES-128-CCM"),
    ];
    for (aead, name) in named {
        assert_eq!(format!("{aead:?}"), format!("Aead {{ algorithm: {name}, .. }}"));
        let encryptor: Encryptor<16> =
            thread_safe(aead.start_encrypt_sized(Nonce::assume_unique([0; 12]), b"", 0).unwrap());
        assert_eq!(format!("{encryptor:?}"), format!("Encryptor {{ algorithm: {name}, .. }}"));
        let decryptor: UnverifiedDecryptor<16> =
            thread_safe(aead.start_decrypt_unverified_sized(&[0; 12], b"", 0).unwrap());
        assert_eq!(format!("{decryptor:?}"), format!("UnverifiedDecryptor {{ algorithm: {name}, .. }}"));
    }
}

#[test]
fn every_bit_counts_and_forgeries_leave_zeros() {
    for (engine, nonce_len, tag_len) in engines() {
        for (len, ad_len) in [(0, 0), (1, 0), (0, 1), (5, 3), (16, 16), (33, 20)] {
            let mut bytes = Bytes(len as u64 + 1);
            let [nonce, ad, message] = [nonce_len, ad_len, len].map(|len| bytes.take(len));
            let mut sealed = message.clone();
            let tag = engine.seal(&nonce, &ad, &mut sealed, tag_len).unwrap()[..tag_len].to_vec();
            let what = format!("{:?}, {nonce_len}, {tag_len}", engine.name());

            let open = |parts: &[Vec<u8>; 4]| {
                let [nonce, ad, sealed, tag] = parts;
                let mut buffer = sealed.clone();
                let opened = engine::open(&*engine, nonce, ad, &mut buffer, tag);
                // In pieces, the same judgement.
                let mut copy = sealed.clone();
                let length = Some(sealed.len() as u64);
                let mut stream = Stream::start(Arc::clone(&engine), nonce, ad, length, tag_len).unwrap();
                copy.chunks_mut(7).for_each(|chunk| stream.decrypt(chunk).unwrap());
                assert_eq!(stream.verify(tag), opened, "{what}");
                (opened, buffer)
            };
            let mut parts = [nonce, ad, sealed, tag];
            assert_eq!(open(&parts), (Ok(()), message), "{what}");
            for part in 0..4 {
                for bit in 0..8 * parts[part].len() {
                    parts[part][bit >> 3] ^= 1 << (bit & 7);
                    assert_eq!(open(&parts), (Err(DecryptError), vec![0; len]), "{what}: {part}, {bit}");
                    parts[part][bit >> 3] ^= 1 << (bit & 7);
                }
            }
            // Associated data and message extended, and cut.
            for part in 1..3 {
                parts[part].push(0);
                assert_eq!(open(&parts).0, Err(DecryptError), "{what}");
                parts[part].pop();
                if let Some(byte) = parts[part].pop() {
                    assert_eq!(open(&parts).0, Err(DecryptError), "{what}");
                    parts[part].push(byte);
                }
            }
        }
    }
}

#[test]
fn the_typed_face_refuses_and_wipes() {
    for aead in [
        Aes::new(&[1; 16], Gcm).unwrap(),
        Aes::new(&[1; 32], Ccm).unwrap(),
        ChaCha20::new(&[1; 32], ChaChaPoly),
    ] {
        let (nonce, ad) = ([5; 12], *b"header");
        let (sealed, tag) = aead.encrypt(Nonce::assume_unique(nonce), &ad, &[0x55; 40]).unwrap();
        let mut wrong = *tag.as_bytes();
        wrong[15] ^= 1;
        let mut buffer = sealed.clone();
        let refused = aead.decrypt_in_place(&nonce, &ad, &mut buffer, AuthTag::from(wrong));
        assert_eq!((refused, buffer), (Err(DecryptError), vec![0; 40]));
        assert_eq!(aead.decrypt(&nonce, b"Header", &sealed, tag), Err(DecryptError));
        assert_eq!(aead.decrypt(&nonce, &ad, &sealed, tag).unwrap(), [0x55; 40]);
    }
}

/// Messages and chunks of every size up to a few blocks, and large ones, are the same as in one piece.
#[test]
fn pieces_make_the_whole() {
    let mut bytes = Bytes(1);
    for (engine, nonce_len, tag_len) in engines() {
        let [nonce, ad, long] = [nonce_len, 21, 5000].map(|len| bytes.take(len));
        let sizes = (0..=70).flat_map(|len| (1..=len.max(1)).map(move |chunk| (len, chunk)));
        for (len, chunk) in sizes.chain([(5000, 15), (5000, 17), (5000, 1024), (4096, 1000), (4999, 4096)]) {
            let message = &long[..len];
            let mut whole = message.to_vec();
            let tag = engine.seal(&nonce, &ad, &mut whole, tag_len).unwrap();
            let start =
                || Stream::start(Arc::clone(&engine), &nonce, &ad, Some(len as u64), tag_len).unwrap();

            let mut pieces = message.to_vec();
            let mut stream = start();
            pieces.chunks_mut(chunk).for_each(|chunk| {
                stream.encrypt(chunk).unwrap();
                stream.encrypt(&mut []).unwrap();
            });
            let what = format!("{:?}, {nonce_len}, {tag_len}: {len} by {chunk}", engine.name());
            assert_eq!(stream.tag(), Ok(tag), "{what}");
            assert_eq!(pieces, whole, "{what}");

            let mut stream = start();
            pieces.chunks_mut(chunk).for_each(|chunk| stream.decrypt(chunk).unwrap());
            assert_eq!(pieces, message, "{what}");
            assert_eq!(stream.verify(&tag[..tag_len]), Ok(()), "{what}");
        }
    }
}

/// Chunk sizes that change all the time, and no length at the start where the mode does without.
#[test]
fn irregular_pieces_make_the_whole() {
    let mut bytes = Bytes(2);
    for (engine, nonce_len, tag_len) in engines() {
        let [nonce, ad, message, sizes] = [nonce_len, 100, 3000, 4000].map(|len| bytes.take(len));
        let mut whole = message.clone();
        let tag = engine.seal(&nonce, &ad, &mut whole, tag_len).unwrap();
        let length = engine.wants_length().then_some(3000);
        let mut stream = Stream::start(Arc::clone(&engine), &nonce, &ad, length, tag_len).unwrap();
        let mut pieces = message.clone();
        let mut rest = &mut pieces[..];
        for size in sizes {
            let size = if size > 250 { 400 } else { usize::from(size & 63) };
            let (piece, left) = rest.split_at_mut(size.min(rest.len()));
            stream.encrypt(piece).unwrap();
            rest = left;
        }
        assert!(rest.is_empty());
        assert_eq!((stream.tag(), pieces), (Ok(tag), whole), "{:?}", engine.name());
    }
}

#[test]
fn a_length_said_at_the_start_is_kept() {
    let nonce = || Nonce::assume_unique([0; 12]);
    for aead in [
        Aes::new(&[1; 32], Gcm).unwrap(),
        Aes::new(&[1; 32], Ccm).unwrap(),
        ChaCha20::new(&[1; 32], ChaChaPoly),
    ] {
        let mut stream = aead.start_encrypt_sized(nonce(), b"", 10).unwrap();
        let mut piece = [7; 11];
        assert_eq!(stream.update_in_place(&mut piece), Err(InvalidInput::TooLong));
        assert_eq!(piece, [7; 11], "untouched");
        stream.update_in_place(&mut piece[..9]).unwrap();
        assert_eq!(stream.finalize(), Err(InvalidInput::TooShort { least: 10 }));

        let (_, tag) = aead.encrypt(nonce(), b"", &[]).unwrap();
        let stream = aead.start_decrypt_unverified_sized(&[0; 12], b"", 1).unwrap();
        assert_eq!(stream.finalize(tag), Err(DecryptError));
    }
    let ccm = Aes::new(&[1; 32], Ccm).unwrap();
    assert_eq!(ccm.start_encrypt(nonce(), b"").err(), Some(InvalidInput::LengthUnknown));
    assert_eq!(ccm.start_decrypt_unverified(&[0; 12], b"").err(), Some(InvalidInput::LengthUnknown));
    assert_eq!(ccm.start_encrypt_sized(nonce(), b"", 1 << 24).err(), Some(InvalidInput::TooLong));
    let gcm = Aes::new(&[1; 32], Gcm).unwrap();
    assert_eq!(gcm.start_encrypt_sized(nonce(), b"", (1 << 36) - 31).err(), Some(InvalidInput::TooLong));
}

#[test]
fn too_long_messages_are_refused_and_untouched() {
    let aead = Aes::new(&[1; 16], CcmWith::<13, 16>).unwrap();
    let mut message = vec![7; 65_536];
    let tag = aead.encrypt_in_place(Nonce::assume_unique([0; 13]), b"", &mut message);
    assert_eq!(tag, Err(InvalidInput::TooLong));
    assert_eq!(message, vec![7; 65_536]);
    let encrypted = aead.encrypt(Nonce::assume_unique([0; 13]), b"", &message);
    assert_eq!(encrypted, Err(InvalidInput::TooLong));
    assert_eq!(aead.decrypt(&[0; 13], b"", &message, AuthTag::from([0; 16])), Err(DecryptError));
    let refused = aead.decrypt_in_place(&[0; 13], b"", &mut message, AuthTag::from([0; 16]));
    assert_eq!((refused, message), (Err(DecryptError), vec![0; 65_536]));
}

#[test]
fn lengths_are_limited_per_nonce() {
    let largest = |engine: Arc<dyn Engine>, nonce, message: u64| {
        assert_eq!(engine.limits(nonce).check(message, 0), Ok(()));
        if let Some(message) = message.checked_add(1) {
            assert_eq!(engine.limits(nonce).check(message, 0), Err(InvalidInput::TooLong));
        }
    };
    let gcm = || crate::gcm::engine::<Aes>(&[0; 16]).unwrap();
    let ccm = || crate::ccm::engine::<Aes>(&[0; 16]).unwrap();
    largest(gcm(), 12, (1 << 36) - 32);
    largest(gcm(), 1, (1 << 36) - 32);
    largest(crate::chacha_poly::engine(&[0; 32]), 12, (1 << 38) - 64);
    for nonce in 8..=13 {
        largest(ccm(), nonce, (1 << (8 * (15 - nonce))) - 1);
    }
    largest(ccm(), 7, u64::MAX);
    #[cfg(target_pointer_width = "64")]
    {
        assert_eq!(gcm().limits(12).check(0, (1 << 61) - 1), Ok(()));
        assert_eq!(gcm().limits(12).check(0, 1 << 61), Err(InvalidInput::TooLong));
        assert_eq!(ccm().limits(12).check(0, usize::MAX), Ok(()));
    }
}

#[test]
fn lengths_of_nonces_and_tags() {
    let lengths = |engine: Arc<dyn Engine>| -> (Vec<usize>, Vec<usize>) {
        let nonces = (0..=20).filter(|n| engine.takes(*n, 16)).collect();
        (nonces, (0..=20).filter(|t| engine.takes(12, *t)).collect())
    };
    let gcm = lengths(crate::gcm::engine::<Aes>(&[0; 16]).unwrap());
    assert_eq!(gcm, ((1..=20).collect(), vec![4, 8, 12, 13, 14, 15, 16]));
    let ccm = lengths(crate::ccm::engine::<Aes>(&[0; 16]).unwrap());
    assert_eq!(ccm, ((7..=13).collect(), vec![4, 6, 8, 10, 12, 14, 16]));
    assert_eq!(lengths(crate::chacha_poly::engine(&[0; 32])), (vec![12], vec![16]));
}

#[test]
fn short_tags_are_the_beginning_of_long_ones_in_gcm_and_others_in_ccm() {
    fn tag<const N: usize, const T: usize>(aead: Result<Aead<N, T>, InvalidKey>) -> Vec<u8> {
        aead.unwrap().encrypt(Nonce::assume_unique([3; N]), b"ad", b"message").unwrap().1.as_ref().to_vec()
    }
    let key = [1; 16];
    let full = tag(Aes::new(&key, Gcm));
    assert_eq!(tag(Aes::new(&key, GcmWith::<12, 16>)), full);
    assert_eq!(tag(Aes::new(&key, GcmWith::<12, 12>)), full[..12]);
    assert_eq!(tag(Aes::new(&key, GcmShortTag::<12, 8>)), full[..8]);
    assert_eq!(tag(Aes::new(&key, GcmShortTag::<12, 4>)), full[..4]);

    let full = tag(Aes::new(&key, Ccm));
    assert_eq!(tag(Aes::new(&key, CcmWith::<12, 16>)), full);
    assert_eq!(tag(Aes::new(&key, Ccm8)), tag(Aes::new(&key, CcmWith::<12, 8>)));
    assert_ne!(tag(Aes::new(&key, Ccm8)), full[..8]);
}

#[test]
fn keys_of_other_lengths_are_refused() {
    for bytes in (0..=40).filter(|n| ![16, 24, 32].contains(n)) {
        let refused = Some(InvalidKey::Length { bytes });
        assert_eq!(Aes::new(&[0; 40][..bytes], Gcm).err(), refused);
        assert_eq!(Aes::new(&[0; 40][..bytes], Ccm).err(), refused);
    }
}
