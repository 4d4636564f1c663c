// SPDX-License-Identifier: MIT
use alloc::vec::Vec;

use ::camellia::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit, array::Array};
use hex_literal::hex;

use super::*;
use crate::testing::{at_any_alignment, random};

const KEY: [u8; 32] = hex!("00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff");

/// RFC 3713, appendix A.
#[test]
fn the_vectors_of_the_standard_come_out() {
    let key = hex!("0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff");
    let message = hex!("0123456789abcdeffedcba9876543210");
    let sealed = [
        hex!("67673138549669730857065648eabe43"),
        hex!("b4993401b3e996f84ee5cee7d79b09b9"),
        hex!("9acc237dff16d76c20ef7c919e3a7509"),
    ];
    for kernel in Kernel::every() {
        for (bytes, sealed) in [16, 24, 32].into_iter().zip(sealed) {
            let key = Key::new(kernel, &key[..bytes]).unwrap();
            let mut block = [message];
            key.encrypt_blocks(&mut block);
            assert_eq!(block, [sealed], "{kernel:?}");
            key.decrypt_blocks(&mut block);
            assert_eq!(block, [message], "{kernel:?}");
        }
    }
}

#[test]
fn keys_have_three_lengths() {
    for kernel in Kernel::every() {
        for bytes in 0..=32 {
            let taken = Key::new(kernel, &KEY[..bytes]).is_some();
            assert_eq!(taken, matches!(bytes, 16 | 24 | 32), "{bytes}");
        }
        assert!(Key::new(kernel, &[0; 33]).is_none());
    }
}

#[test]
fn every_kernel_agrees_with_the_reference() {
    let mut random = random();
    for blocks in (0..=200).chain([257, 1000, 4096]) {
        let key: Vec<u8> = (0..32).map(|_| random()).collect();
        let message: Vec<Block> = (0..blocks).map(|_| [0; 16].map(|_: u8| random())).collect();
        for bytes in [16, 24, 32] {
            let key = &key[..bytes];
            let mut sealed = message.clone();
            let cast = Array::cast_slice_from_core_mut(&mut sealed);
            match bytes {
                16 => ::camellia::Camellia128::new_from_slice(key).unwrap().encrypt_blocks(cast),
                24 => ::camellia::Camellia192::new_from_slice(key).unwrap().encrypt_blocks(cast),
                _ => ::camellia::Camellia256::new_from_slice(key).unwrap().encrypt_blocks(cast),
            }
            for kernel in Kernel::every() {
                let key = Key::new(kernel, key).unwrap();
                let mut there = message.clone();
                key.encrypt_blocks(&mut there);
                assert_eq!(there, sealed, "{kernel:?}, {bytes}-byte key, {blocks} blocks");
                key.decrypt_blocks(&mut there);
                assert_eq!(there, message, "{kernel:?}, {bytes}-byte key, {blocks} blocks back");
            }
        }
    }
}

/// Chains are those of each block after the other, and go on from call to call.
#[test]
fn every_kernel_chains() {
    let mut random = random();
    for (kernel, bytes) in Kernel::every().flat_map(|kernel| [16, 24, 32].map(|bytes| (kernel, bytes))) {
        let key = Key::new(kernel, &KEY[..bytes]).unwrap();
        let message: Vec<Block> = (0..37).map(|_| [0; 16].map(|_: u8| random())).collect();
        let mut iv = [0; 16].map(|_: u8| random());
        let (mut cbc, mut cfb, mut chains) = (message.clone(), message.clone(), [iv; 2]);
        let (mut state, plus) =
            (iv, |x: Block, y: Block| (u128::from_ne_bytes(x) ^ u128::from_ne_bytes(y)).to_ne_bytes());
        for length in 0..8 {
            let (start, end) = (length * (length + 1) / 2, (length + 1) * (length + 2) / 2);
            key.cbc_encrypt(&mut chains[0], &mut cbc[start..end]);
            key.cfb_encrypt(&mut chains[1], &mut cfb[start..end]);
        }
        for (i, block) in message[..36].iter().enumerate() {
            let mut one = [plus(*block, state)];
            key.encrypt_blocks(&mut one);
            assert_eq!(cbc[i], one[0], "{kernel:?}, {bytes}-byte key, block {i}");
            state = one[0];
            let mut one = [iv];
            key.encrypt_blocks(&mut one);
            iv = plus(one[0], *block);
            assert_eq!(cfb[i], iv, "{kernel:?}, {bytes}-byte key, block {i}");
        }
        assert_eq!((chains, cbc[36], cfb[36]), ([state, iv], message[36], message[36]));
    }
}

#[test]
fn every_kernel_takes_any_alignment() {
    let portable = Key::new(Kernel::every().last().unwrap(), &KEY).unwrap();
    for kernel in Kernel::every() {
        let key = Key::new(kernel, &KEY).unwrap();
        at_any_alignment(
            &alloc::format!("{kernel:?}"),
            |blocks| portable.encrypt_blocks(blocks),
            |blocks| key.encrypt_blocks(blocks),
            |blocks| key.decrypt_blocks(blocks),
        );
    }
}

#[test]
fn the_reference_decrypts_what_it_encrypts() {
    let reference = ::camellia::Camellia128::new_from_slice(&KEY[..16]).unwrap();
    let mut block = Array::from([7; 16]);
    reference.encrypt_block(&mut block);
    reference.decrypt_block(&mut block);
    assert_eq!(block.0, [7; 16]);
}

#[test]
fn the_kernel_for_the_back_end_is_one_of_all() {
    assert!(Kernel::every().any(|kernel| kernel == Kernel::detect()));
    assert_eq!(Kernel::every().last(), Some(Kernel(Isa::Portable)));
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    if let Some(cpu) = cpu::Gfni::detect() {
        assert_eq!(Kernel::every().next(), Some(Kernel(Isa::Gfni(cpu))));
    }
    #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
    assert!(Cpu::every().all(|cpu| Kernel::every().any(|kernel| kernel == Kernel(Isa::ByAes(cpu)))));
}

#[test]
fn debug_shows_no_key() {
    let key = Key::new(Kernel::detect(), &KEY).unwrap();
    assert_eq!(alloc::format!("{key:?}"), alloc::format!("Key({:?}, ..)", Kernel::detect()));
}
