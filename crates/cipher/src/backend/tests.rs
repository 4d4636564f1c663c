// SPDX-License-Identifier: MIT
//! Published vectors for each back end, and the back ends against each other.

use alloc::vec::Vec;

use hex_literal::hex;

use super::{Engine12x16, Limits, portable};
use crate::error::{InvalidInput, InvalidKey};

/// The back ends that can run here; the portable one first.
struct Candidate {
    name: &'static str,
    aes_gcm: fn(&[u8]) -> Result<Engine12x16, InvalidKey>,
    chacha20_poly1305: fn(&[u8; 32]) -> Engine12x16,
    aes_192: bool,
}

fn candidates() -> Vec<Candidate> {
    let portable = Candidate {
        name: "portable",
        aes_gcm: portable::aes_gcm,
        chacha20_poly1305: portable::chacha20_poly1305,
        aes_192: true,
    };
    #[cfg(graviola)]
    if purembed_accel::backend().has_graviola() {
        let graviola = Candidate {
            name: "graviola",
            aes_gcm: super::graviola::aes_gcm,
            chacha20_poly1305: super::graviola::chacha20_poly1305,
            aes_192: false,
        };
        return Vec::from([portable, graviola]);
    }
    Vec::from([portable])
}

fn both_ways(engine: &Engine12x16, nonce: [u8; 12], ad: &[u8], message: &[u8], sealed: &[u8], tag: [u8; 16]) {
    let mut buffer = message.to_vec();
    assert_eq!(engine.seal(&nonce, ad, &mut buffer), Ok(tag));
    assert_eq!(buffer, sealed);
    assert_eq!(engine.open(&nonce, ad, &mut buffer, &tag), Ok(()));
    assert_eq!(buffer, message);
}

/// "The Galois/Counter Mode of Operation (GCM)", appendix B: the cases with 96-bit IVs.
#[test]
fn gcm_specification_vectors() {
    const KEY: [u8; 32] = hex!("feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308");
    const KEY_192: [u8; 24] = hex!("feffe9928665731c6d6a8f9467308308 feffe9928665731c");
    const IV: [u8; 12] = hex!("cafebabefacedbaddecaf888");
    const AD: [u8; 20] = hex!("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const MESSAGE: [u8; 64] = hex!(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
    );
    // key, sealed message; tags of: nothing, a zero block (with its sealing), MESSAGE, MESSAGE[..60] with AD
    type Row = (&'static [u8], &'static [u8], [u8; 16], [u8; 64], [[u8; 16]; 4]);
    let rows: [Row; 3] = [
        (
            &[0; 16],
            &KEY[..16],
            hex!("0388dace60b6a392f328c2b971b2fe78"),
            hex!(
                "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985"
            ),
            [
                hex!("58e2fccefa7e3061367f1d57a4e7455a"),
                hex!("ab6e47d42cec13bdf53a67b21257bddf"),
                hex!("4d5c2af327cd64a62cf35abd2ba6fab4"),
                hex!("5bc94fbc3221a5db94fae95ae7121a47"),
            ],
        ),
        (
            &[0; 24],
            &KEY_192,
            hex!("98e7247c07f0fe411c267e4384b0f600"),
            hex!(
                "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
                "7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710acade256"
            ),
            [
                hex!("cd33b28ac773f74ba00ed1f312572435"),
                hex!("2ff58d80033927ab8ef4d4587514f0fb"),
                hex!("9924a7c8587336bfb118024db8674a14"),
                hex!("2519498e80f1478f37ba55bd6d27618c"),
            ],
        ),
        (
            &[0; 32],
            &KEY,
            hex!("cea7403d4d606b6e074ec5d3baf39d18"),
            hex!(
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
            ),
            [
                hex!("530f8afbc74536b9a963b4f1c4cb738b"),
                hex!("d0d1c8a799996bf0265b98b5d48ab919"),
                hex!("b094dac5d93471bdec1a502270e3cc6c"),
                hex!("76fc6ece0f4e1768cddf8853bb2d551b"),
            ],
        ),
    ];
    for candidate in candidates() {
        for (zero_key, key, sealed_block, sealed, tags) in rows {
            if key.len() == 24 && !candidate.aes_192 {
                assert_eq!((candidate.aes_gcm)(key).err(), Some(InvalidKey::Length { bytes: 24 }));
                continue;
            }
            let zero = (candidate.aes_gcm)(zero_key).unwrap();
            both_ways(&zero, [0; 12], b"", b"", b"", tags[0]);
            both_ways(&zero, [0; 12], b"", &[0; 16], &sealed_block, tags[1]);
            let engine = (candidate.aes_gcm)(key).unwrap();
            both_ways(&engine, IV, b"", &MESSAGE, &sealed, tags[2]);
            both_ways(&engine, IV, &AD, &MESSAGE[..60], &sealed[..60], tags[3]);
        }
    }
}

/// RFC 8439 section 2.8.2.
#[test]
fn rfc_8439_vector() {
    let key: [u8; 32] = core::array::from_fn(|i| 0x80 + u8::try_from(i).unwrap());
    let message = b"Ladies and Gentlemen of the class of '99: If I could offer you \
        only one tip for the future, sunscreen would be it.";
    let sealed = hex!(
        "d31a8d34648e60db7b86afbc53ef7ec2 a4aded51296e08fea9e2b5a736ee62d6"
        "3dbea45e8ca9671282fafb69da92728b 1a71de0a9e060b2905d6a5b67ecd3b36"
        "92ddbd7f2d778b8c9803aee328091b58 fab324e4fad675945585808b4831d7bc"
        "3ff4def08e4b7a9de576d26586cec64b 6116"
    );
    for candidate in candidates() {
        let nonce = hex!("070000004041424344454647");
        let ad = hex!("50515253c0c1c2c3c4c5c6c7");
        let tag = hex!("1ae10b594f09e26a7e902ecbd0600691");
        both_ways(&(candidate.chacha20_poly1305)(&key), nonce, &ad, message, &sealed, tag);
    }
}

/// Each back end against the portable one: every length up to well past the widest unrolled loop, the sizes
/// of records, and one that is none; associated data of every length around a block, and long.
#[test]
fn back_ends_agree() {
    let candidates = candidates();
    let (reference, others) = candidates.split_first().unwrap();
    let mut generator = Bytes(0x9e37_79b9_7f4a_7c15);
    let large = [1536, 4095, 4096, 8191, 16_384, 16_385, 65_536 + 7, 1 << 20, (1 << 20) + 333];
    for other in others {
        for key_len in [16, 32, 0] {
            // one key for many messages, as in use; lengths of associated data go round as those of messages go up
            let key = generator.take(32);
            let pair = |candidate: &Candidate| match key_len {
                0 => (candidate.chacha20_poly1305)(key[..].try_into().unwrap()),
                n => (candidate.aes_gcm)(&key[..n]).unwrap(),
            };
            let (reference, engine) = (pair(reference), pair(other));
            let ad_lens = [0, 1, 5, 12, 13, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 127, 128, 129, 255, 1000];
            for (len, ad_len) in (0..=1100).chain(large).zip(ad_lens.into_iter().cycle()) {
                agree(&reference, &engine, &mut generator, len, ad_len);
            }
            for ad_len in (0..=300).chain(large) {
                agree(&reference, &engine, &mut generator, 64, ad_len);
            }
        }
        std::println!("portable and {} agree", other.name);
    }
}

fn agree(reference: &Engine12x16, engine: &Engine12x16, generator: &mut Bytes, len: usize, ad_len: usize) {
    let nonce = generator.take(12)[..].try_into().unwrap();
    let (ad, message) = (generator.take(ad_len), generator.take(len));
    let mut expected = message.clone();
    let tag = reference.seal(&nonce, &ad, &mut expected).unwrap();
    both_ways(engine, nonce, &ad, &message, &expected, tag);
    both_ways(reference, nonce, &ad, &message, &expected, tag);

    // what one refuses the other refuses
    let mut wrong = tag;
    wrong[len & 15] ^= 0x80;
    assert!(engine.open(&nonce, &ad, &mut expected.clone(), &wrong).is_err());
    assert!(reference.open(&nonce, &ad, &mut expected, &wrong).is_err());
}

/// Bytes from a linear congruential generator (Knuth's MMIX constants): varied, reproducible, not random.
struct Bytes(u64);

impl Bytes {
    fn take(&mut self, len: usize) -> Vec<u8> {
        let mut next = || {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            self.0.to_be_bytes()[0]
        };
        (0..len).map(|_| next()).collect()
    }
}

#[test]
#[cfg(target_pointer_width = "64")]
fn lengths_are_limited_per_nonce() {
    let gcm = (1_usize << 36) - 32;
    assert_eq!(Limits::GCM.check(gcm, (1 << 61) - 1), Ok(()));
    assert_eq!(Limits::GCM.check(gcm + 1, 0), Err(InvalidInput::TooLong));
    assert_eq!(Limits::GCM.check(0, 1 << 61), Err(InvalidInput::TooLong));
    let chacha = (1_usize << 38) - 64;
    assert_eq!(Limits::CHACHA20_POLY1305.check(chacha, usize::MAX), Ok(()));
    assert_eq!(Limits::CHACHA20_POLY1305.check(chacha + 1, 0), Err(InvalidInput::TooLong));
}

#[test]
fn keys_of_other_lengths_are_refused() {
    for candidate in candidates() {
        for bytes in (0..=40).filter(|n| ![16, 24, 32].contains(n)) {
            let refused = (candidate.aes_gcm)(&[0; 40][..bytes]).err();
            assert_eq!(refused, Some(InvalidKey::Length { bytes }));
        }
    }
}
