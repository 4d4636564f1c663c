// SPDX-License-Identifier: MIT
//! The standard's vector, and another implementation to compare with.

use chacha20poly1305::ChaCha20Poly1305;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use hex_literal::hex;

use crate::aead::engine;
use crate::aead::tests::Bytes;

fn both_ways(key: &[u8; 32], nonce: &[u8; 12], ad: &[u8], message: &[u8], sealed: &[u8], tag: [u8; 16]) {
    let engine = super::engine(key);
    let mut buffer = message.to_vec();
    assert_eq!(engine.seal(nonce, ad, &mut buffer, 16), Ok(tag));
    assert_eq!(buffer, sealed);
    assert_eq!(engine::open(&*engine, nonce, ad, &mut buffer, &tag), Ok(()));
    assert_eq!(buffer, message);
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
    let nonce = hex!("070000004041424344454647");
    let ad = hex!("50515253c0c1c2c3c4c5c6c7");
    let tag = hex!("1ae10b594f09e26a7e902ecbd0600691");
    both_ways(&key, &nonce, &ad, message, &sealed, tag);
}

/// Lengths as in the test of GCM.
#[test]
fn agrees_with_rustcrypto() {
    let mut bytes = Bytes(8439);
    let key: [u8; 32] = bytes.take(32).try_into().unwrap();
    let reference = ChaCha20Poly1305::new(&key.into());
    let ad_lens = [0, 1, 5, 12, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 1000, 70_000];
    let large = [1536, 4095, 4096, 8191, 16_384, 16_385, 65_536 + 7, (1 << 20) + 333];
    for (len, ad_len) in (0..=1100).chain(large).zip(ad_lens.into_iter().cycle()) {
        let [nonce, ad, message] = [12, ad_len, len].map(|len| bytes.take(len));
        let nonce: [u8; 12] = nonce.try_into().unwrap();
        let mut expected = message.clone();
        let tag = reference.encrypt_inout_detached(&nonce.into(), &ad, expected.as_mut_slice().into());
        both_ways(&key, &nonce, &ad, &message, &expected, tag.unwrap().into());
    }
}
