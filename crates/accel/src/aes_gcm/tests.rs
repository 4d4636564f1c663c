// SPDX-License-Identifier: MIT
//! Every kernel against the portable one, another implementation, and the standard's vectors.

use alloc::vec::Vec;

use ::aes_gcm::aead::AeadInOut;
use ::aes_gcm::{Aes128Gcm, Aes256Gcm, AesGcm, KeyInit};
use hex_literal::hex;

use super::*;

/// Numbers without a pattern that a kernel could miss (xorshift64).
fn bytes(length: usize, seed: u64) -> Vec<u8> {
    let mut x = 0x9e37_79b9_7f4a_7c15_u64 ^ seed;
    let mut random = || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x.to_ne_bytes()
    };
    let mut bytes: Vec<_> = (0..length.div_ceil(8)).flat_map(|_| random()).collect();
    bytes.truncate(length);
    bytes
}

fn j0(nonce: &[u8; 12]) -> Block {
    let mut j0 = [0; 16];
    j0[..12].copy_from_slice(nonce);
    j0[15] = 1;
    j0
}

/// Seals and opens in place, at several distances from where registers are aligned.
fn both_ways(key: &Key, j0: &Block, ad: &[u8], message: &[u8], sealed: &[u8], tag: &Block) {
    let what = (key, message.len(), ad.len());
    for skip in [0, 1, 7] {
        let mut buffer = [&[0xaa; 8][..skip], message, &[0xaa; 70]].concat();
        let text = skip..skip + message.len();
        assert_eq!(key.seal(j0, ad, &mut buffer[text.clone()]), *tag, "{what:?}");
        assert_eq!(buffer[text.clone()], *sealed, "{what:?}");
        assert_eq!(key.open(j0, ad, &mut buffer[text.clone()]), *tag, "{what:?}");
        assert_eq!(buffer[text.clone()], *message, "{what:?}");
        buffer.drain(text);
        assert!(buffer.iter().all(|byte| *byte == 0xaa), "{what:?}: wrote beside the message");
    }
}

#[test]
fn every_kernel_agrees_with_another_implementation() {
    let text = bytes(66_000, 1);
    let nonce = [0x5a; 12];
    for size in [16, 24, 32] {
        let secret = bytes(size, 2);
        let keys: Vec<_> = Kernel::every().filter_map(|kernel| Key::new(kernel, &secret)).collect();
        // The portable one is slow.
        let fast = keys.len().max(2) - 1;
        for length in (0..=1100).chain([4095, 65_552]) {
            let ads: &[usize] = if size == 24 { &[13] } else { &[0, 1, 13, 16, 20, 200] };
            for ad in ads.iter().chain((length == 100).then_some(&1000)) {
                let (ad, message) = (&text[1000..][..*ad], &text[..length]);
                let mut sealed = message.to_vec();
                let buffer = sealed.as_mut_slice();
                let tag = match size {
                    16 => sealed_by(&Aes128Gcm::new_from_slice(&secret).unwrap(), &nonce, ad, buffer),
                    24 => sealed_by(
                        &AesGcm::<::aes::Aes192, _>::new_from_slice(&secret).unwrap(),
                        &nonce,
                        ad,
                        buffer,
                    ),
                    _ => sealed_by(&Aes256Gcm::new_from_slice(&secret).unwrap(), &nonce, ad, buffer),
                };
                for key in &keys[..if length % 37 == 0 { keys.len() } else { fast }] {
                    both_ways(key, &j0(&nonce), ad, message, &sealed, &tag);
                }
            }
        }
    }
}

fn sealed_by(
    peer: &impl AeadInOut<NonceSize = ::aes_gcm::aead::consts::U12, TagSize = ::aes_gcm::aead::consts::U16>,
    nonce: &[u8; 12],
    ad: &[u8],
    buffer: &mut [u8],
) -> Block {
    peer.encrypt_inout_detached(nonce.into(), ad, buffer.into()).unwrap().into()
}

#[test]
fn counters_wrap_after_32_bits() {
    let message = bytes(1100, 3);
    for last in [0xffff_ffff_u32, 0xffff_fff0, 0xffff_fffd, 0xffff_ffe1, 0x7fff_fffe] {
        let mut j0 = [0xff; 16];
        j0[12..].copy_from_slice(&last.to_be_bytes());
        for length in (0..=100).chain([255, 256, 257, 511, 512, 513, 1100]) {
            let portable = Key::new(Kernel::every().last().unwrap(), &[9; 16]).unwrap();
            let mut sealed = message[..length].to_vec();
            let tag = portable.seal(&j0, b"ad", &mut sealed);
            for kernel in Kernel::every() {
                let key = Key::new(kernel, &[9; 16]).unwrap();
                both_ways(&key, &j0, b"ad", &message[..length], &sealed, &tag);
            }
        }
    }
}

#[test]
fn pieces_are_the_whole() {
    let plain = bytes(16 * 220, 4);
    for start in [0_u32, 0xffff_fff8] {
        let mut before = [0x42; 16];
        before[12..].copy_from_slice(&start.to_be_bytes());
        for kernel in Kernel::every() {
            let key = Key::new(kernel, &[3; 32]).unwrap();
            let (mut counter, mut state, mut sealed) = (before, [7; 16], plain.clone());
            // By the portable one, in one piece each.
            let portable = Key::new(Kernel::every().last().unwrap(), &[3; 32]).unwrap();
            portable.ctr32(&mut counter, sealed.as_chunks_mut().0);
            portable.ghash(&mut state, sealed.as_chunks().0);
            let expected = (counter, state);
            for piece in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 18, 19, 20, 21, 31, 32, 33, 64, 65, 220] {
                let (mut counter, mut state, mut text) = (before, [7; 16], plain.clone());
                for blocks in text.as_chunks_mut().0.chunks_mut(piece) {
                    key.encrypt_blocks(&mut counter, &mut state, blocks);
                }
                assert_eq!(text, sealed, "{kernel:?}, {piece} blocks");
                assert_eq!((counter, state), expected, "{kernel:?}, {piece} blocks");
                let (mut counter, mut state) = (before, [7; 16]);
                for blocks in text.as_chunks_mut().0.chunks_mut(piece) {
                    key.decrypt_blocks(&mut counter, &mut state, blocks);
                }
                assert_eq!(text, plain, "{kernel:?}, {piece} blocks backwards");
                assert_eq!((counter, state), expected, "{kernel:?}, {piece} blocks backwards");
                key.encrypt_blocks(&mut counter, &mut state, &mut []);
                assert_eq!((counter, state), expected, "{kernel:?}, no block");
            }
        }
    }
}

/// J0 of an initialisation vector of any length (SP 800-38D, section 7.1, step 2).
fn j0_of(key: &Key, iv: &[u8]) -> Block {
    iv.try_into().map_or_else(
        |_| {
            let mut j0 = [0; 16];
            key.hash_padded(&mut j0, iv);
            key.ghash(&mut j0, &[(iv.len() as u128 * 8).to_be_bytes()]);
            j0
        },
        j0,
    )
}

#[test]
fn the_designers_vectors() {
    const KEY: [u8; 32] = hex!("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    const IV: [u8; 60] = hex!(
        "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728
         c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b"
    );
    const TEXT: [u8; 64] = hex!(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
         1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
    );
    const AD: [u8; 20] = hex!("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const SHORT: [u8; 12] = hex!("cafebabefacedbaddecaf888");
    type Case = (&'static [u8], &'static [u8], &'static [u8], &'static [u8], Block);
    // The test cases of McGrew and Viega's "The Galois/Counter Mode of Operation", appendix B, by number.
    let cases: [Case; 18] = [
        (&[0; 16], &[0; 12], &[], &[], hex!("58e2fccefa7e3061367f1d57a4e7455a")),
        (&[0; 16], &[0; 12], &[0; 16], &[], hex!("ab6e47d42cec13bdf53a67b21257bddf")),
        (&KEY[..16], &SHORT, &TEXT, &[], hex!("4d5c2af327cd64a62cf35abd2ba6fab4")),
        (&KEY[..16], &SHORT, &TEXT[..60], &AD, hex!("5bc94fbc3221a5db94fae95ae7121a47")),
        (&KEY[..16], &SHORT[..8], &TEXT[..60], &AD, hex!("3612d2e79e3b0785561be14aaca2fccb")),
        (&KEY[..16], &IV, &TEXT[..60], &AD, hex!("619cc5aefffe0bfa462af43c1699d050")),
        (&[0; 24], &[0; 12], &[], &[], hex!("cd33b28ac773f74ba00ed1f312572435")),
        (&[0; 24], &[0; 12], &[0; 16], &[], hex!("2ff58d80033927ab8ef4d4587514f0fb")),
        (&KEY[..24], &SHORT, &TEXT, &[], hex!("9924a7c8587336bfb118024db8674a14")),
        (&KEY[..24], &SHORT, &TEXT[..60], &AD, hex!("2519498e80f1478f37ba55bd6d27618c")),
        (&KEY[..24], &SHORT[..8], &TEXT[..60], &AD, hex!("65dcc57fcf623a24094fcca40d3533f8")),
        (&KEY[..24], &IV, &TEXT[..60], &AD, hex!("dcf566ff291c25bbb8568fc3d376a6d9")),
        (&[0; 32], &[0; 12], &[], &[], hex!("530f8afbc74536b9a963b4f1c4cb738b")),
        (&[0; 32], &[0; 12], &[0; 16], &[], hex!("d0d1c8a799996bf0265b98b5d48ab919")),
        (&KEY, &SHORT, &TEXT, &[], hex!("b094dac5d93471bdec1a502270e3cc6c")),
        (&KEY, &SHORT, &TEXT[..60], &AD, hex!("76fc6ece0f4e1768cddf8853bb2d551b")),
        (&KEY, &SHORT[..8], &TEXT[..60], &AD, hex!("3a337dbf46a792c45e454913fe2ea8f2")),
        (&KEY, &IV, &TEXT[..60], &AD, hex!("a44a8266ee1c8eb0c8b5d4cf5ae9f19a")),
    ];
    for kernel in Kernel::every() {
        for (i, (key, iv, text, ad, tag)) in cases.iter().enumerate() {
            let key = Key::new(kernel, key).unwrap();
            let j0 = j0_of(&key, iv);
            let mut message = text.to_vec();
            assert_eq!(key.seal(&j0, ad, &mut message), *tag, "{kernel:?}, test case {}", i + 1);
            assert_eq!(key.open(&j0, ad, &mut message), *tag, "{kernel:?}, test case {}", i + 1);
            assert_eq!(message, *text, "{kernel:?}, test case {}", i + 1);
        }
    }
    // Test case 4's ciphertext.
    for kernel in Kernel::every() {
        let key = Key::new(kernel, &KEY[..16]).unwrap();
        let mut message = TEXT[..60].to_vec();
        let _tag = key.seal(&j0(&SHORT), &AD, &mut message);
        let expected = hex!(
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e
             21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
        );
        assert_eq!(message, expected, "{kernel:?}");
    }
}
