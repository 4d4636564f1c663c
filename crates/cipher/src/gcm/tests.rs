// SPDX-License-Identifier: MIT
//! Published vectors, and another implementation to compare with.

use aes_gcm::AesGcm;
use aes_gcm::aead::array::typenum::Unsigned;
use aes_gcm::aead::consts::{U1, U8, U12, U13, U16, U32};
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::aes::{Aes128, Aes192, Aes256};
use hex_literal::hex;

use super::message::{GcmKey, Message};
use super::{Composed, Galois};
use crate::aead::engine;
use crate::aead::tests::Bytes;
use crate::aes::Aes;
use crate::aria::Aria;
use crate::camellia::Camellia;
use crate::mode::Blocks as _;

fn both_ways(key: &[u8], nonce: &[u8], ad: &[u8], message: &[u8], sealed: &[u8], tag: [u8; 16]) {
    both_ways_of::<Aes>(key, nonce, ad, message, sealed, tag);
}

fn both_ways_of<C: Galois>(
    key: &[u8],
    nonce: &[u8],
    ad: &[u8],
    message: &[u8],
    sealed: &[u8],
    tag: [u8; 16],
) {
    let engine = super::engine::<C>(key).unwrap();
    let mut buffer = message.to_vec();
    assert_eq!(engine.seal(nonce, ad, &mut buffer, 16), Ok(tag));
    assert_eq!(buffer, sealed);
    assert_eq!(engine::open(&*engine, nonce, ad, &mut buffer, &tag), Ok(()));
    assert_eq!(buffer, message);
}

const KEY: [u8; 32] = hex!("feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308");
const KEY_192: [u8; 24] = hex!("feffe9928665731c6d6a8f9467308308 feffe9928665731c");
const IV: [u8; 12] = hex!("cafebabefacedbaddecaf888");
const AD: [u8; 20] = hex!("feedfacedeadbeeffeedfacedeadbeefabaddad2");
const MESSAGE: [u8; 64] = hex!(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
);

/// "The Galois/Counter Mode of Operation (GCM)", appendix B: the cases with 96-bit IVs.
#[test]
fn gcm_specification_vectors() {
    // key, sealed message; tags of: nothing, a zero block (with its sealing), MESSAGE, MESSAGE[..60] with AD
    type Row = (&'static [u8], &'static [u8], [u8; 16], [u8; 64], [[u8; 16]; 4]);
    let rows: [Row; 3] = [
        (
            &[0; 16],
            &KEY[..16],
            hex!("0388dace60b6a392f328c2b971b2fe78"),
            hex!(
                "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985"
            ),
            [
                hex!("58e2fccefa7e3061367f1d57a4e7455a"),
                hex!("ab6e47d42cec13bdf53a67b21257bddf"),
                hex!("4d5c2af327cd64a62cf35abd2ba6fab4"),
                hex!("5bc94fbc3221a5db94fae95ae7121a47"),
            ],
        ),
        (
            &[0; 24],
            &KEY_192,
            hex!("98e7247c07f0fe411c267e4384b0f600"),
            hex!(
                "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
                "7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710acade256"
            ),
            [
                hex!("cd33b28ac773f74ba00ed1f312572435"),
                hex!("2ff58d80033927ab8ef4d4587514f0fb"),
                hex!("9924a7c8587336bfb118024db8674a14"),
                hex!("2519498e80f1478f37ba55bd6d27618c"),
            ],
        ),
        (
            &[0; 32],
            &KEY,
            hex!("cea7403d4d606b6e074ec5d3baf39d18"),
            hex!(
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
            ),
            [
                hex!("530f8afbc74536b9a963b4f1c4cb738b"),
                hex!("d0d1c8a799996bf0265b98b5d48ab919"),
                hex!("b094dac5d93471bdec1a502270e3cc6c"),
                hex!("76fc6ece0f4e1768cddf8853bb2d551b"),
            ],
        ),
    ];
    for (zero_key, key, sealed_block, sealed, tags) in rows {
        both_ways(zero_key, &[0; 12], b"", b"", b"", tags[0]);
        both_ways(zero_key, &[0; 12], b"", &[0; 16], &sealed_block, tags[1]);
        both_ways(key, &IV, b"", &MESSAGE, &sealed, tags[2]);
        both_ways(key, &IV, &AD, &MESSAGE[..60], &sealed[..60], tags[3]);
    }
}

/// The same, cases 5, 6, 11, 12, 17, 18: initialisation vectors of 8 and 60 bytes.
#[test]
fn gcm_specification_vectors_with_other_ivs() {
    let long = hex!(
        "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728"
        "c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b"
    );
    let short = hex!("cafebabefacedbad");
    // bytes of the key, initialisation vector, sealed message, tag
    type Row<'a> = (usize, &'a [u8], [u8; 60], [u8; 16]);
    let rows: [Row<'_>; 6] = [
        (
            16,
            &short,
            hex!(
                "61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c7423"
                "73806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598"
            ),
            hex!("3612d2e79e3b0785561be14aaca2fccb"),
        ),
        (
            16,
            &long,
            hex!(
                "8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca7"
                "01e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5"
            ),
            hex!("619cc5aefffe0bfa462af43c1699d050"),
        ),
        (
            24,
            &short,
            hex!(
                "0f10f599ae14a154ed24b36e25324db8c566632ef2bbb34f8347280fc4507057"
                "fddc29df9a471f75c66541d4d4dad1c9e93a19a58e8b473fa0f062f7"
            ),
            hex!("65dcc57fcf623a24094fcca40d3533f8"),
        ),
        (
            24,
            &long,
            hex!(
                "d27e88681ce3243c4830165a8fdcf9ff1de9a1d8e6b447ef6ef7b79828666e45"
                "81e79012af34ddd9e2f037589b292db3e67c036745fa22e7e9b7373b"
            ),
            hex!("dcf566ff291c25bbb8568fc3d376a6d9"),
        ),
        (
            32,
            &short,
            hex!(
                "c3762df1ca787d32ae47c13bf19844cbaf1ae14d0b976afac52ff7d79bba9de0"
                "feb582d33934a4f0954cc2363bc73f7862ac430e64abe499f47c9b1f"
            ),
            hex!("3a337dbf46a792c45e454913fe2ea8f2"),
        ),
        (
            32,
            &long,
            hex!(
                "5a8def2f0c9e53f1f75d7853659e2a20eeb2b22aafde6419a058ab4f6f746bf4"
                "0fc0c3b780f244452da3ebf1c5d82cdea2418997200ef82e44ae7e3f"
            ),
            hex!("a44a8266ee1c8eb0c8b5d4cf5ae9f19a"),
        ),
    ];
    for (key, nonce, sealed, tag) in rows {
        both_ways(&KEY[..key], nonce, &AD, &MESSAGE[..60], &sealed, tag);
    }
}

/// Messages of all lengths up to well past the widest unrolled loop, of the sizes of records, and long ones; associated
/// data of every length around a block, and long; initialisation vectors of the usual length and of others.
#[test]
fn agrees_with_rustcrypto() {
    fn compare<C: Galois, R: AeadInOut<TagSize = U16> + KeyInit>() {
        let mut bytes = Bytes(R::NonceSize::U64);
        let key = bytes.take(R::KeySize::USIZE);
        let reference = R::new_from_slice(&key).unwrap();
        let ad_lens = [0, 1, 5, 12, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 1000, 70_000];
        let large = [1536, 4095, 4096, 8191, 16_384, 16_385, 65_536 + 7, (1 << 20) + 333];
        for (len, ad_len) in (0..=600).chain(large).zip(ad_lens.into_iter().cycle()) {
            let [nonce, ad, message] = [R::NonceSize::USIZE, ad_len, len].map(|len| bytes.take(len));
            let mut expected = message.clone();
            let tag = reference.encrypt_inout_detached(
                nonce[..].try_into().unwrap(),
                &ad,
                expected.as_mut_slice().into(),
            );
            both_ways_of::<C>(&key, &nonce, &ad, &message, &expected, tag.unwrap().into());
        }
    }
    compare::<Aes, AesGcm<Aes128, U12>>();
    compare::<Aes, AesGcm<Aes192, U12>>();
    compare::<Aes, AesGcm<Aes256, U12>>();
    compare::<Aes, AesGcm<Aes128, U1>>();
    compare::<Aes, AesGcm<Aes192, U8>>();
    compare::<Aes, AesGcm<Aes256, U13>>();
    compare::<Aes, AesGcm<Aes128, U16>>();
    compare::<Aes, AesGcm<Aes256, U32>>();
    compare::<Aria, AesGcm<aria::Aria128, U12>>();
    compare::<Aria, AesGcm<aria::Aria192, U12>>();
    compare::<Aria, AesGcm<aria::Aria256, U8>>();
    compare::<Camellia, AesGcm<camellia::Camellia128, U12>>();
    compare::<Camellia, AesGcm<camellia::Camellia192, U12>>();
    compare::<Camellia, AesGcm<camellia::Camellia256, U8>>();
}

/// What is put together from blocks is the same as what has its own kernels; also where the counter wraps around.
#[test]
fn agrees_with_gcm_put_together() {
    let mut bytes = Bytes(3);
    let key = bytes.take(32);
    let whole = Aes::expand_for_gcm(&key).unwrap();
    let composed = Composed::new(Aes::expand(&key).unwrap());
    for len in (0..=200).chain([1024, 4096, 4097, 70_000]) {
        let [ad, message] = [len & 31, len].map(|len| bytes.take(len));
        let mut j0: [u8; 16] = bytes.take(16).try_into().unwrap();
        j0[12..].copy_from_slice(&[0xff, 0xff, 0xff, 0xfe]);
        let (mut one, mut other) = (message.clone(), message.clone());
        let tag = GcmKey::seal(&whole, j0, &ad, &mut one);
        assert_eq!((tag, &one), (composed.seal(j0, &ad, &mut other), &other), "{len}");
        assert_eq!((tag, &message), (composed.open(j0, &ad, &mut other), &other), "{len}");
        // In pieces.
        let mut stream = Message::new(&whole, j0, &ad);
        one.chunks_mut(21).for_each(|chunk| stream.decrypt(&whole, chunk));
        assert_eq!((tag, &message), (stream.tag(&whole), &one), "{len}");
    }
}
