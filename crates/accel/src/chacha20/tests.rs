// SPDX-License-Identifier: MIT
#![expect(clippy::cast_possible_truncation, reason = "patterns of bytes, and small counts")]

use alloc::vec;
use alloc::vec::Vec;

use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use hex_literal::hex;

use super::*;

fn key() -> [u8; 32] {
    core::array::from_fn(|i| i as u8)
}

#[test]
fn the_block_of_the_standard() {
    // Section 2.3.2.
    let nonce = hex!("000000090000004a00000000");
    let expected = hex!(
        "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
        "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e"
    );
    assert_eq!(block(&key(), &nonce, 1), expected);
    for kernel in Kernel::every() {
        let (mut data, mut counter) = ([0; 64], 1);
        xor(kernel, &key(), &nonce, &mut counter, &mut data);
        assert_eq!((data, counter), (expected, 2), "{kernel:?}");
    }
}

#[test]
fn the_message_of_the_standard() {
    // Section 2.4.2.
    let plain =
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
sunscreen would be it.";
    let expected = hex!(
        "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
        "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
        "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
        "5af90bbf74a35be6b40b8eedf2785e42874d"
    );
    for kernel in Kernel::every() {
        let mut data = *plain;
        xor(kernel, &key(), &hex!("000000000000004a00000000"), &mut 1, &mut data);
        assert_eq!(data, expected, "{kernel:?}");
    }
}

#[test]
fn every_length_agrees_with_the_crate() {
    let nonce = hex!("0102030405060708090a0b0c");
    let long = [2047, 2048, 2049, 4095, 5000, 8192, 16_384, 65_537, 1 << 20];
    for length in (0..=1100).chain(long) {
        let plain: Vec<u8> = (0..length).map(|i| (i * 7 + i / 251) as u8).collect();
        let mut expected = plain.clone();
        let mut peer = chacha20::ChaCha20::new(&key().into(), &nonce.into());
        peer.seek(64 * 3_u32);
        peer.apply_keystream(&mut expected);
        for kernel in Kernel::every() {
            // Unaligned, and with neighbours that must stay.
            let offset = length % 5;
            let mut data = vec![0xa5; length + offset + 64];
            data[offset..][..length].copy_from_slice(&plain);
            let mut counter = 3;
            xor(kernel, &key(), &nonce, &mut counter, &mut data[offset..][..length]);
            assert_eq!(&data[offset..][..length], expected, "{kernel:?}, {length} bytes");
            assert_eq!(counter as usize, 3 + length.div_ceil(64), "{kernel:?}, {length} bytes");
            assert!(data[..offset].iter().chain(&data[offset + length..]).all(|byte| *byte == 0xa5));
        }
    }
}

#[test]
fn the_counter_wraps_around() {
    let nonce = [9; 12];
    for kernel in Kernel::every() {
        for before in 0..=33 {
            let start = 0_u32.wrapping_sub(before);
            for blocks in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 24, 31, 32, 48] {
                let (mut data, mut counter) = (vec![0; 64 * blocks], start);
                xor(kernel, &key(), &nonce, &mut counter, &mut data);
                assert_eq!(counter, start.wrapping_add(blocks as u32));
                for (i, made) in data.as_chunks().0.iter().enumerate() {
                    let expected = block(&key(), &nonce, start.wrapping_add(i as u32));
                    assert_eq!(*made, expected, "{kernel:?}, block {i} of {blocks} from {start}");
                }
            }
        }
    }
}

#[test]
fn the_fastest_comes_first_and_the_portable_one_is_always_there() {
    assert_eq!(Kernel::every().last(), Some(Kernel(Isa::Portable)));
    assert!(Kernel::every().any(|kernel| kernel == Kernel::detect()));
}
