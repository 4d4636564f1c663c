// SPDX-License-Identifier: MIT
#![expect(clippy::cast_possible_truncation, reason = "patterns of bytes, and small counts")]

use alloc::vec;
use alloc::vec::Vec;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use hex_literal::hex;

use super::*;

#[test]
fn the_message_of_the_standard() {
    // Section 2.8.2.
    let key: [u8; 32] = core::array::from_fn(|i| 0x80 + i as u8);
    let (nonce, ad) = (hex!("070000004041424344454647"), hex!("50515253c0c1c2c3c4c5c6c7"));
    let plain =
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
sunscreen would be it.";
    let expected = hex!(
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
        "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
        "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
        "3ff4def08e4b7a9de576d26586cec64b6116"
    );
    for kernel in Kernel::every() {
        let mut data = *plain;
        let tag = seal(kernel, &key, &nonce, &ad, &mut data);
        assert_eq!(data, expected, "{kernel:?}");
        assert_eq!(tag, hex!("1ae10b594f09e26a7e902ecbd0600691"), "{kernel:?}");
        assert_eq!(open(kernel, &key, &nonce, &ad, &mut data), tag, "{kernel:?}");
        assert_eq!(data, *plain, "{kernel:?}");
    }
}

fn agrees(length: usize, ad_length: usize) {
    let key: [u8; 32] = core::array::from_fn(|i| (i * 3 + length) as u8);
    let nonce: [u8; 12] = core::array::from_fn(|i| (i * 5 + ad_length) as u8);
    let ad: Vec<u8> = (0..ad_length).map(|i| (i * 11) as u8).collect();
    let plain: Vec<u8> = (0..length).map(|i| (i * 7 + i / 251) as u8).collect();
    let mut expected = plain.clone();
    let peer = chacha20poly1305::ChaCha20Poly1305::new(&key.into());
    let tag = peer.encrypt_inout_detached(&nonce.into(), &ad, expected.as_mut_slice().into()).expect("short");
    for kernel in Kernel::every() {
        let offset = length % 7;
        let mut data = vec![0xa5; length + offset + 64];
        data[offset..][..length].copy_from_slice(&plain);
        let made = seal(kernel, &key, &nonce, &ad, &mut data[offset..][..length]);
        assert_eq!(&data[offset..][..length], expected, "{kernel:?}, {length} bytes, {ad_length} of AD");
        assert_eq!(made, tag.as_slice(), "{kernel:?}, {length} bytes, {ad_length} of AD");
        let made = open(kernel, &key, &nonce, &ad, &mut data[offset..][..length]);
        assert_eq!(&data[offset..][..length], plain, "{kernel:?}, {length} bytes, {ad_length} of AD");
        assert_eq!(made, tag.as_slice(), "{kernel:?}, {length} bytes, {ad_length} of AD");
        assert!(data[..offset].iter().chain(&data[offset + length..]).all(|byte| *byte == 0xa5));
    }
}

#[test]
fn every_length_agrees_with_the_crate() {
    (0..=1100).for_each(|length| agrees(length, length % 23));
}

#[test]
fn long_messages_agree_with_the_crate() {
    let edges = [960, 960 + 512, 7168, 7168 + 192, 7168 + 960, 8192, 2 * 7168 + 960, 16_384]
        .into_iter()
        .flat_map(|edge| edge - 20..edge + 20);
    edges.chain([2047, 4096, 5000, 100_001, 1 << 20]).for_each(|length| agrees(length, 13));
}

#[test]
fn every_length_of_associated_data_agrees_with_the_crate() {
    for length in [0, 1, 16, 63, 64, 65, 300, 1023] {
        (0..=40).chain([200, 1000]).for_each(|ad| agrees(length, ad));
    }
}
