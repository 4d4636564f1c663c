// SPDX-License-Identifier: MIT
//! Our types in RustCrypto's generic code, beside RustCrypto's.

use ::aead::array::typenum::Unsigned;
use ::aead::consts::{U8, U12, U16};
use ::aead::{Aead, AeadInOut, KeyInit, Payload};
use ::cipher::{KeyIvInit, StreamCipher};

use super::*;
use crate::aead::tests::Bytes;

/// Both seal to the same, each opens it, and neither opens anything else.
fn same_aead<Ours: AeadInOut + KeyInit, Theirs: AeadInOut + KeyInit>() {
    let mut bytes = Bytes(1);
    let [key, nonce] = [Ours::KeySize::USIZE, Ours::NonceSize::USIZE].map(|len| bytes.take(len));
    let ours = Ours::new_from_slice(&key).unwrap();
    let theirs = Theirs::new_from_slice(&key).unwrap();
    assert!(Ours::new_from_slice(&key[1..]).is_err());
    for len in (0..70).chain([1000]) {
        let [msg, aad] = [len, 70 - len.min(70)].map(|len| bytes.take(len));
        let payload = || Payload { msg: &msg, aad: &aad };
        let sealed = ours.encrypt(nonce[..].try_into().unwrap(), payload()).unwrap();
        assert_eq!(sealed, theirs.encrypt(nonce[..].try_into().unwrap(), payload()).unwrap());
        let opened =
            |sealed: &[u8]| ours.decrypt(nonce[..].try_into().unwrap(), Payload { msg: sealed, aad: &aad });
        assert_eq!(opened(&sealed).unwrap(), msg);
        let mut forged = sealed.clone();
        forged[len] ^= 1;
        assert!(opened(&forged).is_err() && opened(&sealed[1..]).is_err());
    }
}

#[test]
fn authenticated_ciphers() {
    use aes_gcm::aes;
    same_aead::<Aes128Gcm, aes_gcm::Aes128Gcm>();
    same_aead::<Aes192Gcm, aes_gcm::AesGcm<aes::Aes192, U12>>();
    same_aead::<Aes256Gcm, aes_gcm::Aes256Gcm>();
    same_aead::<Aes128Ccm, ccm::Ccm<aes::Aes128, U16, U12>>();
    same_aead::<Aes192Ccm, ccm::Ccm<aes::Aes192, U16, U12>>();
    same_aead::<Aes256Ccm, ccm::Ccm<aes::Aes256, U16, U12>>();
    same_aead::<Aes128Ccm8, ccm::Ccm<aes::Aes128, U8, U12>>();
    same_aead::<Aes256Ccm8, ccm::Ccm<aes::Aes256, U8, U12>>();
    same_aead::<Aria128Gcm, aes_gcm::AesGcm<aria::Aria128, U12>>();
    same_aead::<Aria256Gcm, aes_gcm::AesGcm<aria::Aria256, U12>>();
    same_aead::<Camellia128Gcm, aes_gcm::AesGcm<camellia::Camellia128, U12>>();
    same_aead::<Camellia256Gcm, aes_gcm::AesGcm<camellia::Camellia256, U12>>();
    same_aead::<ChaCha20Poly1305, chacha20poly1305::ChaCha20Poly1305>();
}

/// Modes that are put together by RustCrypto from our blocks.
#[test]
fn blocks_in_foreign_modes() {
    same_aead::<aes_gcm::AesGcm<Aes128, U12>, Aes128Gcm>();
    same_aead::<aes_gcm::AesGcm<Aes192, U12>, Aes192Gcm>();
    same_aead::<aes_gcm::AesGcm<Aes256, U12>, Aes256Gcm>();
    same_aead::<ccm::Ccm<Aes256, U16, U12>, Aes256Ccm>();
}

/// Any block cipher beside RustCrypto's: both directions, one block and many.
fn same_blocks<Ours, Theirs>(key: usize)
where
    Ours: ::cipher::BlockCipherDecrypt + ::cipher::BlockCipherEncrypt + KeyInit,
    Theirs: ::cipher::BlockCipherDecrypt
        + ::cipher::BlockCipherEncrypt
        + KeyInit
        + ::cipher::BlockSizeUser<BlockSize = Ours::BlockSize>,
{
    let mut bytes = Bytes(key as u64);
    let key = bytes.take(key);
    let (ours, theirs) = (Ours::new_from_slice(&key).unwrap(), Theirs::new_from_slice(&key).unwrap());
    for count in [1, 2, 15, 16, 17, 33, 100] {
        let input: alloc::vec::Vec<::cipher::Block<Ours>> =
            (0..count).map(|_| bytes.take(Ours::BlockSize::USIZE)[..].try_into().unwrap()).collect();
        let (mut one, mut other) = (input.clone(), input.clone());
        ours.encrypt_blocks(&mut one);
        theirs.encrypt_blocks(&mut other);
        assert_eq!(one, other);
        let mut out = input.clone();
        ours.encrypt_block_b2b(&input[0], &mut out[0]);
        assert_eq!(out[0], one[0]);
        ours.decrypt_blocks_b2b(&one, &mut out).unwrap();
        assert_eq!(out, input);
        ours.decrypt_block(&mut one[0]);
        assert_eq!(one[0], input[0]);
    }
    assert!(Ours::new_from_slice(&[0; 57]).is_err() && Ours::new_from_slice(&[0; 3]).is_err());
}

#[test]
fn block_ciphers() {
    use aes_gcm::aes;
    same_blocks::<Aes128, aes::Aes128>(16);
    same_blocks::<Aes192, aes::Aes192>(24);
    same_blocks::<Aes256, aes::Aes256>(32);
    same_blocks::<Aria128, aria::Aria128>(16);
    same_blocks::<Aria192, aria::Aria192>(24);
    same_blocks::<Aria256, aria::Aria256>(32);
    same_blocks::<Camellia128, camellia::Camellia128>(16);
    same_blocks::<Camellia192, camellia::Camellia192>(24);
    same_blocks::<Camellia256, camellia::Camellia256>(32);
    same_blocks::<Des, des::Des>(8);
    same_blocks::<TdesEde2, des::TdesEde2>(16);
    same_blocks::<TdesEde3, des::TdesEde3>(24);
    same_blocks::<Blowfish, blowfish::Blowfish>(56);
    same_blocks::<Blowfish, blowfish::Blowfish>(16);
}

/// ChaCha20 is what RustCrypto's authenticated mode makes of a message, from block 1 on, whatever the pieces.
#[test]
fn stream_cipher() {
    let (key, nonce) = ([7; 32], [9; 12]);
    let theirs = chacha20poly1305::ChaCha20Poly1305::new(&key.into());
    let message = Bytes(5).take(700);
    let sealed = theirs.encrypt(&nonce.into(), &message[..]).unwrap();
    for chunk in [1, 7, 63, 64, 65, 300, 700] {
        let mut cipher = ChaCha20::new(&key.into(), &nonce.into());
        cipher.apply_keystream(&mut [0; 64]);
        let mut data = message.clone();
        data.chunks_mut(chunk).for_each(|chunk| cipher.apply_keystream(chunk));
        assert_eq!(data, sealed[..700]);
    }
}
