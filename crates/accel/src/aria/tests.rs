// SPDX-License-Identifier: MIT
use alloc::vec::Vec;

use ::aria::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit, array::Array};
use hex_literal::hex;

use super::*;
use crate::testing::{at_any_alignment, random};

const KEY: [u8; 32] = hex!("00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff");

/// RFC 5794, appendix A.
#[test]
fn the_vectors_of_the_standard_come_out() {
    let key = hex!("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    let message = hex!("00112233445566778899aabbccddeeff");
    let sealed = [
        hex!("d718fbd6ab644c739da95f3be6451778"),
        hex!("26449c1805dbe7aa25a468ce263a9e79"),
        hex!("f92bd7c79fb72e2f2b8f80c1972d24fc"),
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
                16 => ::aria::Aria128::new_from_slice(key).unwrap().encrypt_blocks(cast),
                24 => ::aria::Aria192::new_from_slice(key).unwrap().encrypt_blocks(cast),
                _ => ::aria::Aria256::new_from_slice(key).unwrap().encrypt_blocks(cast),
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
    let reference = ::aria::Aria128::new_from_slice(&KEY[..16]).unwrap();
    let mut block = Array::from([7; 16]);
    reference.encrypt_block(&mut block);
    reference.decrypt_block(&mut block);
    assert_eq!(block.0, [7; 16]);
}

#[test]
fn the_diffusion_is_its_own_inverse() {
    let block: Block = KEY[..16].try_into().unwrap();
    assert_eq!(portable::diffuse(&portable::diffuse(&block)), block);
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
