// SPDX-License-Identifier: MIT
use alloc::{format, vec::Vec};

use hex_literal::hex;

use super::*;

fn kw(key: &[u8]) -> KeyWrapper<Kw> {
    Aes::new(key, Kw).expect("a good length")
}

fn kwp(key: &[u8]) -> KeyWrapper<Kwp> {
    Aes::new(key, Kwp).expect("a good length")
}

fn counting<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    bytes.iter_mut().zip(0..).for_each(|(byte, number)| *byte = number);
    bytes
}

/// RFC 3394, sections 4.1 to 4.6.
#[test]
fn rfc_3394() {
    let data = hex!("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f");
    let check = |key: usize, length: usize, wrapped: &[u8]| {
        let wrapper = kw(&counting::<32>()[..key]);
        assert_eq!(wrapper.wrap_key(&data[..length]).as_deref(), Ok(wrapped));
        assert_eq!(wrapper.unwrap_key(wrapped).expect("authentic").expose(), &data[..length]);
    };
    check(16, 16, &hex!("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"));
    check(24, 16, &hex!("96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d"));
    check(32, 16, &hex!("64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"));
    check(24, 24, &hex!("031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2"));
    check(32, 24, &hex!("a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1"));
    check(32, 32, &hex!("28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"));
}

/// RFC 5649, section 6.
#[test]
fn rfc_5649() {
    let wrapper = kwp(&hex!("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"));
    let check = |secret: &[u8], wrapped: &[u8]| {
        assert_eq!(wrapper.wrap_key(secret).as_deref(), Ok(wrapped));
        assert_eq!(wrapper.unwrap_key(wrapped).expect("authentic").expose(), secret);
    };
    check(
        &hex!("c37b7e6492584340bed12207808941155068f738"),
        &hex!("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"),
    );
    check(&hex!("466f7250617369"), &hex!("afbeb0f07dfbf5419200f2ccb50bb24f"));
}

#[test]
fn every_length_comes_back() {
    let secret = counting::<100>().map(|byte| byte.wrapping_mul(37) | 1);
    for length in 1..=secret.len() {
        let wrapped = kwp(&[9; 32]).wrap_key(&secret[..length]).expect("a good length");
        assert_eq!(wrapped.len(), length.div_ceil(8) * 8 + 8);
        assert_eq!(kwp(&[9; 32]).unwrap_key(&wrapped).expect("authentic").expose(), &secret[..length]);
        let wrapped = kw(&[9; 32]).wrap_key(&secret[..length]);
        match length {
            16.. if length.is_multiple_of(8) => {
                let wrapped = wrapped.expect("a good length");
                assert_eq!(kw(&[9; 32]).unwrap_key(&wrapped).expect("authentic").expose(), &secret[..length]);
            }
            8 => assert_eq!(wrapped, Err(InvalidInput::TooShort { least: 16 })),
            _ => assert_eq!(wrapped, Err(InvalidInput::PartialBlock { block_size: 8 })),
        }
    }
    assert_eq!(kw(&[9; 32]).wrap_key(&[]), Err(InvalidInput::TooShort { least: 16 }));
    assert_eq!(kwp(&[9; 32]).wrap_key(&[]), Err(InvalidInput::TooShort { least: 1 }));
}

/// Every bit matters, in each mode, and the one mode does not take what the other has wrapped.
#[test]
fn anything_altered_is_refused_and_wiped() {
    let (kw, kwp) = (kw(&[3; 16]), kwp(&[3; 16]));
    let refused = |wrapped: &[u8]| {
        let mut buffer = wrapped.to_vec();
        assert_eq!(kw.unwrap_in_place(&mut buffer), Err(DecryptError));
        assert!(buffer.iter().all(|byte| *byte == 0));
        let mut buffer = wrapped.to_vec();
        assert_eq!(kwp.unwrap_in_place(&mut buffer), Err(DecryptError));
        assert!(buffer.iter().all(|byte| *byte == 0));
    };
    let one = kw.wrap_key(&[7; 24]).expect("a good length");
    let others = [7, 8, 21, 24].map(|length| kwp.wrap_key(&[7; 24][..length]).expect("a good length"));
    assert_eq!(kwp.unwrap_key(&one), Err(DecryptError));
    assert_eq!(kw.unwrap_key(&others[3]), Err(DecryptError));
    for wrapped in others.iter().chain([&one]) {
        for (byte, bit) in (0..wrapped.len()).flat_map(|byte| (0..8).map(move |bit| (byte, bit))) {
            let mut altered = wrapped.clone();
            altered[byte] ^= 1 << bit;
            refused(&altered);
        }
        for length in 0..wrapped.len() {
            refused(&wrapped[..length]);
        }
    }
}

/// What only somebody with the key can make: wrong lengths and wrong padding under a right check value.
#[test]
fn lengths_and_padding_that_lie() {
    let wrapper = kwp(&[1; 16]);
    let forge = |said: u32, rest: &[u8]| {
        let mut buffer = Vec::from(ICV2);
        buffer.extend(said.to_be_bytes());
        buffer.extend(rest);
        if rest.len() == 8 {
            wrapper.key.encrypt_blocks(buffer.as_chunks_mut().0);
        } else {
            wrapper.wrap(buffer.as_chunks_mut().0);
        }
        wrapper.unwrap_key(&buffer).ok().map(|secret| secret.len())
    };
    for room in [8, 16, 24_u32] {
        for said in (0..=room + 9).chain([1 << 31, u32::MAX, u32::MAX - 7]) {
            let good = said <= room && said + 8 > room && said > 0;
            let zeros = alloc::vec![0; room as usize];
            assert_eq!(forge(said, &zeros), good.then_some(said as usize), "{said} of {room}");
            for set in 0..room {
                let mut padded = zeros.clone();
                padded[set as usize] = 0x80;
                let good = good && set < said;
                assert_eq!(forge(said, &padded), good.then_some(said as usize), "{said} of {room}, {set}");
            }
        }
    }
}

#[test]
fn nothing_of_the_key_is_printed() {
    assert_eq!(format!("{:?} {:?}", kw(&[1; 16]), kwp(&[1; 16])), "KeyWrapper(Kw, ..) KeyWrapper(Kwp, ..)");
    assert_eq!(Aes::new(&[1; 15], Kw).err(), Some(InvalidKey::Length { bytes: 15 }));
}
