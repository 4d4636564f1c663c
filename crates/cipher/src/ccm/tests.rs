// SPDX-License-Identifier: MIT
//! Published vectors, and another implementation to compare with.

use alloc::vec::Vec;

use aes_gcm::aes::{Aes128, Aes192, Aes256};
use ccm::Ccm;
use ccm::aead::array::typenum::Unsigned;
use ccm::aead::consts::{U4, U6, U7, U8, U10, U11, U12, U13, U14, U16};
use ccm::aead::{AeadInOut, KeyInit};
use hex_literal::hex;

use super::message::encoded_length;
use crate::aead::engine;
use crate::aead::tests::Bytes;
use crate::aes::Aes;
use crate::aria::Aria;
use crate::camellia::Camellia;
use crate::mode::Blocks;

/// The sealed message has its tag at its end.
fn both_ways(key: &[u8], nonce: &[u8], ad: &[u8], message: &[u8], sealed: &[u8]) {
    both_ways_of::<Aes>(key, nonce, ad, message, sealed);
}

fn both_ways_of<C: Blocks<16>>(key: &[u8], nonce: &[u8], ad: &[u8], message: &[u8], sealed: &[u8]) {
    let engine = super::engine::<C>(key).unwrap();
    let (sealed, tag) = sealed.split_at(message.len());
    let mut buffer = message.to_vec();
    assert_eq!(engine.seal(nonce, ad, &mut buffer, tag.len()).unwrap()[..tag.len()], *tag);
    assert_eq!(buffer, sealed);
    assert_eq!(engine::open(&*engine, nonce, ad, &mut buffer, tag), Ok(()));
    assert_eq!(buffer, message);
}

fn counting(range: core::ops::RangeInclusive<u8>) -> Vec<u8> {
    range.collect()
}

/// SP 800-38C appendix C.
#[test]
fn sp_800_38c_examples() {
    let key = counting(0x40..=0x4f);
    both_ways(
        &key,
        &counting(0x10..=0x16),
        &counting(0..=7),
        &counting(0x20..=0x23),
        &hex!("7162015b4dac255d"),
    );
    both_ways(
        &key,
        &counting(0x10..=0x17),
        &counting(0..=0x0f),
        &counting(0x20..=0x2f),
        &hex!("d2a1f0e051ea5f62081a7792073d593d1fc64fbfaccd"),
    );
    both_ways(
        &key,
        &counting(0x10..=0x1b),
        &counting(0..=0x13),
        &counting(0x20..=0x37),
        &hex!("e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951"),
    );
    // Associated data of 65,536 bytes, whose length takes six.
    both_ways(
        &key,
        &counting(0x10..=0x1c),
        &counting(0..=0xff).repeat(256),
        &counting(0x20..=0x3f),
        &hex!(
            "69915dad1e84c6376a68c2967e4dab615ae0fd1faec44cc484828529463ccf72"
            "b4ac6bec93e8598e7f0dadbcea5b"
        ),
    );
}

/// RFC 3610 section 8, packet vectors 1 to 4 and 7.
#[test]
fn rfc_3610_vectors() {
    let key = counting(0xc0..=0xcf);
    let check = |nonce: [u8; 5], ad: u8, message: core::ops::RangeInclusive<u8>, sealed: &[u8]| {
        let nonce = [&[0, 0, 0], &nonce[..], &counting(0xa1..=0xa5)].concat();
        both_ways(&key, &nonce, &counting(0..=ad), &counting(message), sealed);
    };
    check(
        hex!("03020100a0"),
        7,
        8..=0x1e,
        &hex!("588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0"),
    );
    check(
        hex!("04030201a0"),
        7,
        8..=0x1f,
        &hex!("72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3ba091d56e10400916"),
    );
    check(
        hex!("05040302a0"),
        7,
        8..=0x20,
        &hex!("51b1e5f44a197d1da46b0f8e2d282ae871e838bb64da8596574adaa76fbd9fb0c5"),
    );
    check(hex!("06050403a0"), 11, 12..=0x1e, &hex!("a28c6865939a9a79faaa5c4c2a9d4a91cdac8c96c861b9c9e61ef1"));
    check(
        hex!("09080706a0"),
        7,
        8..=0x1e,
        &hex!("0135d1b2c95f41d5d1d4fec185d166b8094e999dfed96c048c56602c97acbb7490"),
    );
}

/// SP 800-38C appendix A.2.2: no machine has the associated data for the third form.
#[test]
fn the_length_of_associated_data_has_three_forms() {
    let encoded = |length| {
        let (block, used) = encoded_length(length);
        assert!(block[used..].iter().all(|byte| *byte == 0));
        block[..used].to_vec()
    };
    assert_eq!(encoded(1), hex!("0001"));
    assert_eq!(encoded(0xfeff), hex!("feff"));
    assert_eq!(encoded(0xff00), hex!("fffe0000ff00"));
    assert_eq!(encoded(0xffff_ffff), hex!("fffeffffffff"));
    assert_eq!(encoded(0x1_0000_0000), hex!("ffff0000000100000000"));
    assert_eq!(encoded(u64::MAX), hex!("ffffffffffffffffffff"));
}

/// Lengths as in the test of GCM; nonces and tags of all lengths.
#[test]
fn agrees_with_rustcrypto() {
    fn compare<C: Blocks<16>, R: AeadInOut + KeyInit>() {
        let mut bytes = Bytes(R::NonceSize::U64);
        let key = bytes.take(R::KeySize::USIZE);
        let reference = R::new_from_slice(&key).unwrap();
        let ad_lens = [0, 1, 13, 14, 15, 16, 30, 31, 32, 64, 127, 129, 255, 1000, 65_279, 65_280, 70_000];
        let large = [1536, 4095, 4096, 16_384, 16_385, 65_535];
        for (len, ad_len) in (0..=300).chain(large).zip(ad_lens.into_iter().cycle()) {
            let [nonce, ad, message] = [R::NonceSize::USIZE, ad_len, len].map(|len| bytes.take(len));
            let mut expected = message.clone();
            let tag = reference.encrypt_inout_detached(
                nonce[..].try_into().unwrap(),
                &ad,
                expected.as_mut_slice().into(),
            );
            expected.extend_from_slice(&tag.unwrap());
            both_ways_of::<C>(&key, &nonce, &ad, &message, &expected);
        }
    }
    compare::<Aes, Ccm<Aes128, U16, U12>>();
    compare::<Aes, Ccm<Aes192, U4, U7>>();
    compare::<Aes, Ccm<Aes256, U6, U8>>();
    compare::<Aes, Ccm<Aes128, U8, U11>>();
    compare::<Aes, Ccm<Aes192, U10, U13>>();
    compare::<Aes, Ccm<Aes256, U12, U10>>();
    compare::<Aes, Ccm<Aes256, U14, U13>>();
    compare::<Aria, Ccm<aria::Aria128, U16, U12>>();
    compare::<Aria, Ccm<aria::Aria192, U16, U12>>();
    compare::<Aria, Ccm<aria::Aria256, U8, U13>>();
    compare::<Camellia, Ccm<camellia::Camellia128, U16, U12>>();
    compare::<Camellia, Ccm<camellia::Camellia192, U16, U12>>();
    compare::<Camellia, Ccm<camellia::Camellia256, U8, U13>>();
}
