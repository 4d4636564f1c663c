// SPDX-License-Identifier: MIT
//! CMAC, and ciphers by name, as a user writes it.

use super::provider::cipher::{self, Aes, AnyNonce, Cmac, TripleDes};

/// RFC 4493 section 4, examples 1 and 2.
#[test]
fn rfc_4493() {
    let key = 0x2b7e_1516_28ae_d2a6_abf7_1588_09cf_4f3c_u128.to_be_bytes();
    let block = 0x6bc1_bee2_2e40_9f96_e93d_7e11_7393_172a_u128.to_be_bytes();
    let key = Aes::new(&key, Cmac).expect("a key");
    assert_eq!(key.sign(b"").as_ref(), 0xbb1d_6929_e959_3728_7fa3_7d12_9b75_6746_u128.to_be_bytes());
    assert_eq!(key.sign(&block).as_ref(), 0x070a_16b4_6b4d_4144_f79b_dd9d_d04a_287c_u128.to_be_bytes());
}

#[test]
fn pieces_are_the_message() {
    let key = Aes::new(&[7; 24], Cmac).expect("a key");
    let tag = key.sign(b"Nobody inspects the spammish repetition");
    let mut cmac = key.start();
    cmac.update(b"Nobody inspects");
    cmac.update(b"");
    assert_eq!(cmac.chain(b" the spammish repetition").finalize().as_ref(), tag.as_ref());
    assert!(key.verify(b"Nobody inspects the spammish repetition", tag.as_ref()).is_ok());
    assert!(key.verify(b"Nobody inspects the spammish repetitiom", tag.as_ref()).is_err());
    assert!(key.verify(b"Nobody inspects the spammish repetition", &tag.as_ref()[..15]).is_err());
}

#[test]
fn other_lengths_are_no_keys() {
    for bytes in [0, 8, 15, 17, 33] {
        assert!(Aes::new(&vec![0; bytes], Cmac).is_err(), "{bytes}");
    }
    for bytes in [0, 8, 15, 23, 25, 32] {
        assert!(TripleDes::new(&vec![0; bytes], Cmac).is_err(), "{bytes}");
    }
}

/// SP 800-38A section F.2.1, and the same with other ciphers that a file may name.
#[test]
fn named_by_a_file() {
    let key = 0x2b7e_1516_28ae_d2a6_abf7_1588_09cf_4f3c_u128.to_be_bytes();
    let iv = 0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f_u128.to_be_bytes();
    let block = 0x6bc1_bee2_2e40_9f96_e93d_7e11_7393_172a_u128.to_be_bytes();
    let mut cbc = cipher::new("AES-128-CBC", &key, &iv).expect("a key");
    let sealed = cbc.encrypt(&block).expect("a block");
    assert_eq!(sealed, 0x7649_abac_8119_b246_cee9_8e9b_12e9_197d_u128.to_be_bytes());
    assert_eq!(cbc.decrypt(&sealed).expect("a block"), block);
    assert_eq!(cbc.algorithm().name(), "AES-128-CBC");
    for (name, key, iv) in [
        ("CAMELLIA-256-CTR", 32, 16),
        ("ARIA-192-CFB128", 24, 16),
        ("BLOWFISH-CFB64", 11, 8),
        ("ARC4-128", 16, 0),
        ("CHACHA20", 32, 12),
    ] {
        let mut cipher = cipher::new(name, &vec![7; key], &vec![1; iv]).expect("a key");
        // Each direction goes on for itself, where the last call ended.
        let sealed = [&b"Nobody inspects"[..], b" the spammish repetition"]
            .map(|piece| cipher.encrypt(piece).expect("any length"))
            .concat();
        assert_ne!(&sealed, b"Nobody inspects the spammish repetition");
        assert_eq!(cipher.decrypt(&sealed).expect("any length"), b"Nobody inspects the spammish repetition");
    }
}

#[test]
fn authenticated_by_name() {
    for (name, key, tag_size) in [
        ("AES-256-GCM", 32, 16),
        ("ARIA-128-GCM", 16, 12),
        ("CAMELLIA-192-CCM", 24, 8),
        ("AES-128-CCM", 16, 4),
        ("CHACHA20-POLY1305", 32, 16),
    ] {
        let aead =
            cipher::new_aead(name, &vec![7; key]).expect("a key").with_tag_size(tag_size).expect("a length");
        let nonce = b"used once...";
        let (mut sealed, tag) =
            aead.encrypt(AnyNonce::assume_unique(nonce), b"to: Alice", b"message").expect("a nonce");
        assert_eq!((sealed.len(), tag.as_ref().len()), (7, tag_size), "{name}");
        assert_eq!(aead.decrypt(nonce, b"to: Alice", &sealed, tag.as_ref()).expect("authentic"), b"message");
        assert!(aead.decrypt(nonce, b"to: Mallory", &sealed, tag.as_ref()).is_err(), "{name}");
        sealed[0] ^= 1;
        assert!(aead.decrypt(nonce, b"to: Alice", &sealed, tag.as_ref()).is_err(), "{name}");
    }
}

#[test]
fn what_does_not_fit() {
    assert!(cipher::new("AES-128-CBC", &[7; 17], &[1; 16]).is_err());
    assert!(cipher::new("AES-128-CBC", &[7; 16], &[1; 15]).is_err());
    assert!(cipher::new("AES-128-ABC", &[7; 16], &[1; 16]).is_err());
    assert!(cipher::new_aead("AES-128-GCM", &[7; 24]).is_err());
    let mut cbc = cipher::new("AES-128-CBC", &[7; 16], &[1; 16]).expect("a key");
    assert!(cbc.encrypt(b"not a whole block").is_err());
    let mut xts =
        cipher::new("AES-256-XTS", &core::array::from_fn::<_, 64, _>(|i| i as u8), &[0; 16]).expect("a key");
    assert!(xts.encrypt(&[0; 15]).is_err());
    assert!(xts.encrypt(&[0; 16]).is_ok());
    // SP 800-38E section 4: 2^20 blocks.
    assert!(xts.encrypt(&vec![0; 16 << 20]).is_ok());
    assert!(xts.encrypt(&vec![0; (16 << 20) + 1]).is_err());
}
