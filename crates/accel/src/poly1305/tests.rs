// SPDX-License-Identifier: MIT
#![expect(clippy::cast_possible_truncation, reason = "patterns of bytes, and small counts")]

use alloc::vec;
use alloc::vec::Vec;

use hex_literal::hex;

use super::*;

fn tag(kernel: Kernel, key: &[u8; 32], data: &[u8]) -> [u8; 16] {
    let mut mac = Poly1305::new(kernel, key);
    mac.update(data);
    mac.finalize()
}

fn reference(key: &[u8; 32], data: &[u8]) -> [u8; 16] {
    use poly1305::universal_hash::KeyInit;
    poly1305::Poly1305::new(key.into()).compute_unpadded(data).into()
}

/// Bytes without a pattern that a kernel could miss (xorshift64).
fn random(seed: &mut u64) -> u8 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed >> 24) as u8
}

#[test]
fn vectors_of_the_standard() {
    // Section 2.5.2.
    let key = hex!("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
    for kernel in Kernel::every() {
        let made = tag(kernel, &key, b"Cryptographic Forum Research Group");
        assert_eq!(made, hex!("a8061dc1305136c6c22b8baf0c0127a9"), "{kernel:?}");
    }
}

/// Number, r, s, message, tag.
type Case = (u32, [u8; 16], [u8; 16], Vec<u8>, [u8; 16]);

/// Appendix A.3, those at the edges of the arithmetic.
#[test]
fn edges_of_the_standard() {
    let zero = [0; 16];
    let ones = [0xff; 16];
    let (one, two) = (small(1), small(2));
    let cases: [Case; 6] = [
        (7, two, zero, ones.to_vec(), small(3)),
        (8, two, ones, two.to_vec(), small(3)),
        (
            9,
            one,
            zero,
            [ones, hex!("f0ffffffffffffffffffffffffffffff"), hex!("11000000000000000000000000000000")].concat(),
            small(5),
        ),
        (10, one, zero, [ones, hex!("fbfefefefefefefefefefefefefefefe"), [1; 16]].concat(), zero),
        (11, two, zero, hex!("fdffffffffffffffffffffffffffffff").to_vec(), hex!("faffffffffffffffffffffffffffffff")),
        (
            12,
            hex!("01000000000000000400000000000000"),
            zero,
            hex!(
                "e33594d7505e43b900000000000000003394d7505e4379cd01000000000000000000000000000000000000000000000001000000000000000000000000000000"
            )
            .to_vec(),
            hex!("14000000000000005500000000000000"),
        ),
    ];
    for (number, r, s, message, expected) in cases {
        let key: [u8; 32] = core::array::from_fn(|i| if i < 16 { r[i] } else { s[i - 16] });
        for kernel in Kernel::every() {
            assert_eq!(tag(kernel, &key, &message), expected, "{kernel:?}, vector {number}");
        }
        let mut sum = limbs26::Sum::new(&key);
        sum.blocks(message.as_chunks().0);
        assert_eq!(sum.finish(&[]), expected, "narrow, vector {number}");
    }
}

fn small(value: u8) -> [u8; 16] {
    let mut block = [0; 16];
    block[0] = value;
    block
}

#[test]
fn every_length_agrees_with_the_crate() {
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    for length in (0..=1100).chain([2048, 4097, 8191, 8192, 65_536, 100_001, 1 << 20]) {
        let key: [u8; 32] = core::array::from_fn(|_| random(&mut seed));
        let data: Vec<u8> = (0..=length).map(|_| random(&mut seed)).collect();
        for data in [&data[..length], &data[1..]] {
            let expected = reference(&key, data);
            for kernel in Kernel::every() {
                assert_eq!(tag(kernel, &key, data), expected, "{kernel:?}, {length} bytes");
            }
        }
    }
}

#[test]
fn pieces_make_the_whole() {
    let mut seed = 7;
    let data: Vec<u8> = (0..5000).map(|_| random(&mut seed)).collect();
    for round in 0..200 {
        let key: [u8; 32] = core::array::from_fn(|_| random(&mut seed));
        let expected = reference(&key, &data);
        for kernel in Kernel::every() {
            let (mut mac, mut rest) = (Poly1305::new(kernel, &key), data.as_slice());
            while !rest.is_empty() {
                let most = [20, 100, 700, 3000][round % 4];
                let length = usize::from(random(&mut seed)) * 256 + usize::from(random(&mut seed));
                let (piece, behind) = rest.split_at(rest.len().min(length % most));
                mac.update(piece);
                rest = behind;
            }
            assert_eq!(mac.finalize(), expected, "{kernel:?}");
        }
    }
}

/// Limbs and carries at their largest, for every number of blocks.
#[test]
fn extreme_keys_and_messages() {
    let mut keys: Vec<[u8; 32]> = vec![[0; 32], [0xff; 32]];
    for i in 0..32 {
        let mut key = [0; 32];
        key[i] = 0xff;
        keys.push(key);
        keys.push(key.map(|byte| !byte));
    }
    for key in keys {
        for length in (0..80).map(|blocks| 16 * blocks).chain([4096, 8192]) {
            for byte in [0, 1, 0xfb, 0xfe, 0xff] {
                let data = vec![byte; length];
                let expected = reference(&key, &data);
                for kernel in Kernel::every() {
                    assert_eq!(tag(kernel, &key, &data), expected, "{kernel:?}, {length} bytes of {byte}");
                }
            }
        }
    }
}

/// The portable code for other CPUs than this one.
#[test]
fn the_narrow_twin_agrees_with_the_crate() {
    let mut seed = 11;
    for round in 0..4000 {
        let length = round % 300;
        let extreme = [None, Some(0), Some(0xff), Some(0xfb)][round % 4];
        let mut byte = |extreme: Option<u8>| extreme.unwrap_or_else(|| random(&mut seed));
        let key: [u8; 32] = core::array::from_fn(|_| byte(extreme.filter(|_| round % 8 < 4)));
        let data: Vec<u8> = (0..length).map(|_| byte(extreme)).collect();
        let (blocks, rest) = data.as_chunks();
        let mut sum = limbs26::Sum::new(&key);
        sum.blocks(blocks);
        assert_eq!(sum.finish(rest), reference(&key, &data), "{length} bytes");
    }
}

#[test]
fn padding() {
    let mut seed = 3;
    for length in 0..70_usize {
        let key: [u8; 32] = core::array::from_fn(|_| random(&mut seed));
        let data: Vec<u8> = (0..length).map(|_| random(&mut seed)).collect();
        let mut padded = data.clone();
        padded.resize(length.next_multiple_of(16), 0);
        for kernel in Kernel::every() {
            let mut mac = Poly1305::new(kernel, &key);
            mac.update(&data);
            mac.pad16();
            mac.pad16();
            mac.update(&data);
            let expected = reference(&key, &[padded.as_slice(), &data].concat());
            assert_eq!(mac.finalize(), expected, "{kernel:?}, {length} bytes");
        }
    }
}
