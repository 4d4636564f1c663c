// SPDX-License-Identifier: MIT
use alloc::format;
use alloc::vec::Vec;

use hex_literal::hex;

use crate::mode::{BlockCipher, Mode};
use crate::{
    Aes, Arc4, Aria, Blowfish, Camellia, Cbc, Cfb, Cfb8, Cipher, Ctr, Des, Ecb, InvalidInput, InvalidKey,
    Ofb, Stream, TripleDes, Xts,
};

/// SP 800-38A appendix F.
mod sp800_38a {
    use super::*;

    const KEYS: [&[u8]; 3] = [
        &hex!("2b7e151628aed2a6abf7158809cf4f3c"),
        &hex!("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"),
        &hex!("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"),
    ];
    const IV: [u8; 16] = hex!("000102030405060708090a0b0c0d0e0f");
    const COUNTER: [u8; 16] = hex!("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    const MESSAGE: [u8; 64] = hex!(
        "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51"
        "30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710"
    );

    fn check<M: Mode<Aes, Output = Cipher<Aes, M>> + Copy>(mode: M, expected: [&[u8]; 3]) {
        for (key, expected) in KEYS.into_iter().zip(expected) {
            let mut cipher = Aes::new(key, mode).unwrap();
            let message = &MESSAGE[..expected.len()];
            assert_eq!(cipher.encrypt(message).unwrap(), expected);
            assert_eq!(cipher.decrypt(expected).unwrap(), message);
        }
    }

    #[test]
    fn ecb() {
        check(
            Ecb,
            [
                &hex!(
                    "3ad77bb40d7a3660a89ecaf32466ef97 f5d3d58503b9699de785895a96fdbaaf"
                    "43b1cd7f598ece23881b00e3ed030688 7b0c785e27e8ad3f8223207104725dd4"
                ),
                &hex!(
                    "bd334f1d6e45f25ff712a214571fa5cc 974104846d0ad3ad7734ecb3ecee4eef"
                    "ef7afd2270e2e60adce0ba2face6444e 9a4b41ba738d6c72fb16691603c18e0e"
                ),
                &hex!(
                    "f3eed1bdb5d2a03c064b5a7e3db181f8 591ccb10d410ed26dc5ba74a31362870"
                    "b6ed21b99ca6f4f9f153e7b1beafed1d 23304b7a39f9f3ff067d8d8f9e24ecc7"
                ),
            ],
        );
    }

    #[test]
    fn cbc() {
        check(
            Cbc(IV),
            [
                &hex!(
                    "7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2"
                    "73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7"
                ),
                &hex!(
                    "4f021db243bc633d7178183a9fa071e8 b4d9ada9ad7dedf4e5e738763f69145a"
                    "571b242012fb7ae07fa9baac3df102e0 08b0e27988598881d920a9e64f5615cd"
                ),
                &hex!(
                    "f58c4c04d6e5f1ba779eabfb5f7bfbd6 9cfc4e967edb808d679f777bc6702c7d"
                    "39f23369a9d9bacfa530e26304231461 b2eb05e2c39be9fcda6c19078c6a9d1b"
                ),
            ],
        );
    }

    #[test]
    fn cfb8() {
        check(
            Cfb8(IV),
            [
                &hex!("3b79424c9c0dd436bace9e0ed4586a4f32b9"),
                &hex!("cda2521ef0a905ca44cd057cbf0d47a0678a"),
                &hex!("dc1f1a8520a64db55fcc8ac554844e889700"),
            ],
        );
    }

    #[test]
    fn cfb128() {
        check(
            Cfb(IV),
            [
                &hex!(
                    "3b3fd92eb72dad20333449f8e83cfb4a c8a64537a0b3a93fcde3cdad9f1ce58b"
                    "26751f67a3cbb140b1808cf187a4f4df c04b05357c5d1c0eeac4c66f9ff7f2e6"
                ),
                &hex!(
                    "cdc80d6fddf18cab34c25909c99a4174 67ce7f7f81173621961a2b70171d3d7a"
                    "2e1e8a1dd59b88b1c8e60fed1efac4c9 c05f9f9ca9834fa042ae8fba584b09ff"
                ),
                &hex!(
                    "dc7e84bfda79164b7ecd8486985d3860 39ffed143b28b1c832113c6331e5407b"
                    "df10132415e54b92a13ed0a8267ae2f9 75a385741ab9cef82031623d55b1e471"
                ),
            ],
        );
    }

    #[test]
    fn ofb() {
        check(
            Ofb(IV),
            [
                &hex!(
                    "3b3fd92eb72dad20333449f8e83cfb4a 7789508d16918f03f53c52dac54ed825"
                    "9740051e9c5fecf64344f7a82260edcc 304c6528f659c77866a510d9c1d6ae5e"
                ),
                &hex!(
                    "cdc80d6fddf18cab34c25909c99a4174 fcc28b8d4c63837c09e81700c1100401"
                    "8d9a9aeac0f6596f559c6d4daf59a5f2 6d9f200857ca6c3e9cac524bd9acc92a"
                ),
                &hex!(
                    "dc7e84bfda79164b7ecd8486985d3860 4febdc6740d20b3ac88f6ad82a4fb08d"
                    "71ab47a086e86eedf39d1c5bba97c408 0126141d67f37be8538f5a8be740e484"
                ),
            ],
        );
    }

    #[test]
    fn ctr() {
        check(
            Ctr(COUNTER),
            [
                &hex!(
                    "874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff"
                    "5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee"
                ),
                &hex!(
                    "1abc932417521ca24f2b0459fe7e6e0b 090339ec0aa6faefd5ccc2c6f4ce8e94"
                    "1e36b26bd1ebc670d1bd1d665620abf7 4f78a7f6d29809585a97daec58c6b050"
                ),
                &hex!(
                    "601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5"
                    "2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6"
                ),
            ],
        );
    }
}

/// IEEE 1619-2007 annex B: vectors 2, 3 and 15 to 18, and the beginning of vector 10.
#[test]
fn ieee_1619() {
    let check = |key: &[u8], sector: u128, message: &[u8], expected: &[u8]| {
        let mut cipher = Aes::new(key, Xts::sector(sector)).unwrap();
        assert_eq!(cipher.encrypt(message).unwrap(), expected);
        assert_eq!(cipher.decrypt(expected).unwrap(), message);
    };
    let key = hex!("11111111111111111111111111111111 22222222222222222222222222222222");
    let sealed = hex!("c454185e6a16936e39334038acef838b fb186fff7480adc4289382ecd6d394f0");
    check(&key, 0x33_3333_3333, &[0x44; 32], &sealed);
    let key = hex!("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0 22222222222222222222222222222222");
    let sealed = hex!("af85336b597afc1a900b2eb21ec949d2 92df4c047e0b21532186a5971a227a89");
    check(&key, 0x33_3333_3333, &[0x44; 32], &sealed);

    let counting: Vec<u8> = (0..32).collect();
    let key = hex!("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0 bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0");
    check(&key, 0x12_3456_789a, &counting[..17], &hex!("6c1625db4671522d3d7599601de7ca09ed"));
    check(&key, 0x12_3456_789a, &counting[..18], &hex!("d069444b7a7e0cab09e24447d24deb1fedbf"));
    check(&key, 0x12_3456_789a, &counting[..19], &hex!("e5df1351c0544ba1350b3363cd8ef4beedbf9d"));
    check(&key, 0x12_3456_789a, &counting[..20], &hex!("9d84c813f719aa2c7be3f66171c7c5c2edbf9dac"));

    let key = hex!(
        "2718281828459045235360287471352662497757247093699959574966967627"
        "3141592653589793238462643383279502884197169399375105820974944592"
    );
    let sealed = hex!("1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b");
    check(&key, 0xff, &counting, &sealed);
}

/// Data units of every kind of length, in and out, against the definition block by block (IEEE 1619 section 5.3.2).
#[test]
fn xts_of_any_length() {
    let key = pattern(64);
    for key in [&key[..32], &key[..]] {
        let (first, second) = key.split_at(key.len() >> 1);
        let mut data = Aes::new(first, Ecb).unwrap();
        let mut tweaks = Aes::new(second, Ecb).unwrap();
        for length in 16..200 {
            let message = pattern(length);
            let mut tweak = u128::from_le_bytes(tweaks.encrypt(&[5; 16]).unwrap().try_into().unwrap());
            let mut block = |block: &[u8]| -> [u8; 16] {
                let mask = tweak.to_le_bytes();
                tweak = (tweak << 1) ^ if tweak >> 127 == 1 { 0x87 } else { 0 };
                xor(&data.encrypt(&xor(block, &mask)).unwrap(), &mask).try_into().unwrap()
            };
            let (blocks, tail) = message.as_chunks::<16>();
            let mut expected: Vec<[u8; 16]> = blocks.iter().map(|plain| block(plain)).collect();
            let mut end = Vec::new();
            if let (Some(last), false) = (expected.last_mut(), tail.is_empty()) {
                end.extend_from_slice(&last[..tail.len()]);
                *last = block(&[tail, &last[tail.len()..]].concat());
            }
            let expected = [expected.as_flattened(), &end].concat();
            let mut cipher = Aes::new(key, Xts([5; 16])).unwrap();
            assert_eq!(cipher.encrypt(&message).unwrap(), expected);
            assert_eq!(cipher.encrypt(&message).unwrap(), expected, "the same tweak for every call");
            assert_eq!(cipher.decrypt(&expected).unwrap(), message);
        }
    }
}

#[test]
fn xts_by_sector() {
    let key = pattern(32);
    let mut disk = Aes::new(&key, Xts::sector(0)).unwrap();
    for number in [0, 1, 0x1_0000_0000, u128::MAX] {
        let mut data = [0x5a; 40];
        disk.encrypt_sector(number, &mut data).unwrap();
        assert_eq!(Aes::new(&key, Xts(number.to_le_bytes())).unwrap().encrypt(&[0x5a; 40]).unwrap(), data);
        disk.decrypt_sector(number, &mut data).unwrap();
        assert_eq!(data, [0x5a; 40]);
    }
    let most = Vec::from([0; (16 << 20) + 1]);
    assert!(disk.encrypt(&most[1..]).is_ok());
    assert_eq!(disk.encrypt(&most), Err(InvalidInput::TooLong));
}

#[test]
fn keys_of_xts() {
    for bytes in [0, 16, 24, 31, 33, 48, 63, 65] {
        let key = pattern(bytes);
        assert_eq!(Aes::new(&key, Xts([0; 16])).err(), Some(InvalidKey::Length { bytes }));
    }
    for bytes in [32, 64] {
        let mut key = [7].repeat(bytes);
        assert_eq!(Aes::new(&key, Xts([0; 16])).err(), Some(InvalidKey::EqualHalves));
        key[bytes - 1] = 8;
        assert!(Aes::new(&key, Xts([0; 16])).is_ok());
    }
}

/// The modes by their definitions (SP 800-38A section 6), with nothing but a cipher of single blocks.
struct Plain<C> {
    ecb: Cipher<C, Ecb>,
    register: Vec<u8>,
}

impl<C> Plain<C> {
    fn new<const B: usize>(ecb: Cipher<C, Ecb>, iv: [u8; B]) -> Self {
        Self { ecb, register: iv.to_vec() }
    }

    fn stream(&mut self) -> Vec<u8> {
        self.ecb.encrypt(&self.register).unwrap()
    }

    fn cbc(mut self, message: &[u8]) -> Vec<u8> {
        let size = self.register.len();
        let block = |block: &[u8]| {
            self.register = self.ecb.encrypt(&xor(&self.register, block)).unwrap();
            self.register.clone()
        };
        message.chunks_exact(size).flat_map(block).collect()
    }

    fn cfb(mut self, message: &[u8]) -> Vec<u8> {
        let size = self.register.len();
        let block = |block: &[u8]| {
            self.register = xor(&self.stream(), block);
            self.register.clone()
        };
        message.chunks(size).flat_map(block).collect()
    }

    fn cfb8(mut self, message: &[u8]) -> Vec<u8> {
        let byte = |byte: &u8| {
            let sealed = byte ^ self.stream()[0];
            self.register.remove(0);
            self.register.push(sealed);
            sealed
        };
        message.iter().map(byte).collect()
    }

    fn ofb(mut self, message: &[u8]) -> Vec<u8> {
        let size = self.register.len();
        let block = |block: &[u8]| {
            self.register = self.stream();
            xor(&self.register, block)
        };
        message.chunks(size).flat_map(block).collect()
    }

    fn ctr(mut self, message: &[u8]) -> Vec<u8> {
        let size = self.register.len();
        let block = |block: &[u8]| {
            let sealed = xor(&self.stream(), block);
            for byte in self.register.iter_mut().rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
            sealed
        };
        message.chunks(size).flat_map(block).collect()
    }
}

fn xor(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| a ^ b).collect()
}

fn pattern(length: usize) -> Vec<u8> {
    (0..=u8::MAX).cycle().map(|i| i.wrapping_mul(151)).take(length).collect()
}

/// Numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((u128::from(self.0) * limit as u128) >> 64).unwrap()
    }
}

/// In one call, in place, and in pieces cut anywhere that is a multiple of `unit`; both ways.
fn check<C, M>(mut cipher: impl FnMut() -> Cipher<C, M>, unit: usize, message: &[u8], expected: &[u8]) {
    assert_eq!(cipher().encrypt(message).unwrap(), expected);
    assert_eq!(cipher().decrypt(expected).unwrap(), message);
    let mut numbers = Numbers(message.len() as u64);
    for limit in [1, 2, 5, 9, 20, 70].map(|limit| limit.max(unit)) {
        let (mut cipher, mut buffer) = (cipher(), message.to_vec());
        for direction in [Cipher::encrypt_in_place, Cipher::decrypt_in_place] {
            let mut rest = &mut buffer[..];
            while !rest.is_empty() {
                let length = match (numbers.below(limit) + 1, rest.len()) {
                    (piece, whole) if piece > whole => whole,
                    (piece, _) if unit > 1 => (piece + unit - 1) & !(unit - 1),
                    (piece, _) => piece,
                };
                let (piece, later) = rest.split_at_mut(length);
                direction(&mut cipher, piece).unwrap();
                direction(&mut cipher, &mut []).unwrap();
                rest = later;
            }
            if buffer != message {
                assert_eq!(buffer, expected);
            }
        }
        assert_eq!(buffer, message);
    }
}

fn every_mode<C: BlockCipher, const B: usize>(key: &[u8])
where
    Ecb: Mode<C, Output = Cipher<C, Ecb>>,
    Cbc<B>: Mode<C, Output = Cipher<C, Cbc<B>>>,
    Cfb<B>: Mode<C, Output = Cipher<C, Cfb<B>>>,
    Cfb8<B>: Mode<C, Output = Cipher<C, Cfb8<B>>>,
    Ofb<B>: Mode<C, Output = Cipher<C, Ofb<B>>>,
    Ctr<B>: Mode<C, Output = Cipher<C, Ctr<B>>>,
{
    fn with<C: BlockCipher, M: Mode<C>>(mode: M, key: &[u8]) -> M::Output {
        mode.bind(key).unwrap()
    }
    let mut iv = [0xff; B];
    iv[0] = 0xa5; // the counter carries over all the other bytes
    let plain = || Plain::new(with::<C, _>(Ecb, key), iv);
    for length in (0..50).chain([127, 128, 129, 500, 1_100]) {
        let message = pattern(length);
        check(|| with::<C, _>(Cfb(iv), key), 1, &message, &plain().cfb(&message));
        check(|| with::<C, _>(Cfb8(iv), key), 1, &message, &plain().cfb8(&message));
        check(|| with::<C, _>(Ofb(iv), key), 1, &message, &plain().ofb(&message));
        check(|| with::<C, _>(Ctr(iv), key), 1, &message, &plain().ctr(&message));
        let partial = Err(InvalidInput::PartialBlock { block_size: B });
        if length & (B - 1) == 0 {
            check(|| with::<C, _>(Cbc(iv), key), B, &message, &plain().cbc(&message));
            let blocks: Vec<u8> =
                message.chunks(B).flat_map(|block| plain().ecb.encrypt(block).unwrap()).collect();
            check(|| with::<C, _>(Ecb, key), B, &message, &blocks);
        } else {
            for direction in [Cipher::encrypt_in_place, Cipher::decrypt_in_place] {
                let mut buffer = message.clone();
                assert_eq!(direction(&mut with::<C, _>(Ecb, key), &mut buffer), partial);
                assert_eq!(buffer, message);
            }
            for direction in [Cipher::encrypt_in_place, Cipher::decrypt_in_place] {
                let mut buffer = message.clone();
                assert_eq!(direction(&mut with::<C, _>(Cbc(iv), key), &mut buffer), partial);
                assert_eq!(buffer, message);
            }
        }
    }
}

#[test]
fn every_cipher_in_every_mode() {
    let key = pattern(56);
    for bytes in [16, 24, 32] {
        every_mode::<Aes, 16>(&key[..bytes]);
        every_mode::<Aria, 16>(&key[..bytes]);
        every_mode::<Camellia, 16>(&key[..bytes]);
    }
    for bytes in [16, 24] {
        every_mode::<TripleDes, 8>(&key[..bytes]);
    }
    every_mode::<Des, 8>(&key[..8]);
    every_mode::<Blowfish, 8>(&key);
}

#[test]
fn arc4_in_pieces_and_from_the_start() {
    for bytes in [1, 16, 256] {
        let key = pattern(bytes);
        let message = pattern(300);
        let mut cipher = Arc4::new(&key).unwrap();
        let sealed = cipher.encrypt(&message).unwrap();
        check(|| Arc4::new(&key).unwrap(), 1, &message, &sealed);
        assert_ne!(cipher.encrypt(&message).unwrap(), sealed);
        cipher.restart(Stream([]));
        assert_eq!(cipher.encrypt(&message).unwrap(), sealed);
    }
}

#[test]
fn restarting_is_a_new_cipher() {
    fn restarted<M: Mode<Aes, Output = Cipher<Aes, M>> + crate::mode::sealed::Start + Copy>(
        first: M,
        second: M,
    ) {
        let message = pattern(48);
        let mut cipher = Aes::new(&[7; 16], first).unwrap();
        cipher.encrypt(&message).unwrap();
        cipher.decrypt(&message).unwrap();
        cipher.restart(second);
        let fresh = || Aes::new(&[7; 16], second).unwrap();
        assert_eq!(cipher.encrypt(&message).unwrap(), fresh().encrypt(&message).unwrap());
        assert_eq!(cipher.decrypt(&message).unwrap(), fresh().decrypt(&message).unwrap());
    }
    restarted(Ecb, Ecb);
    restarted(Cbc([1; 16]), Cbc([2; 16]));
    restarted(Cfb([1; 16]), Cfb([2; 16]));
    restarted(Cfb8([1; 16]), Cfb8([2; 16]));
    restarted(Ofb([1; 16]), Ofb([2; 16]));
    restarted(Ctr([1; 16]), Ctr([2; 16]));
}

#[test]
fn two_words_sendable_and_silent_about_the_key() {
    fn silent<C, M>(cipher: Cipher<C, M>, expected: &str)
    where
        Cipher<C, M>: Send + Sync,
    {
        assert_eq!(size_of_val(&cipher), 2 * size_of::<usize>());
        assert_eq!(format!("{cipher:?}"), format!("Cipher({expected}, ..)"));
    }
    let key = pattern(32);
    silent(Aes::new(&key, Cfb([0; 16])).unwrap(), "AES-256-CFB128");
    silent(Aes::new(&key, Xts([0; 16])).unwrap(), "AES-128-XTS");
    silent(TripleDes::new(&key[..24], Cfb([0; 8])).unwrap(), "DES-EDE3-CFB64");
    silent(Blowfish::new(&key, Ecb).unwrap(), "BLOWFISH-ECB");
    silent(Arc4::new(&key[..16]).unwrap(), "ARC4-128");
}
