// SPDX-License-Identifier: MIT
use alloc::vec;
use alloc::vec::Vec;

use hex_literal::hex;

use super::*;

const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const LETTERS_AND_DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const TWO_BLOCKS: &[u8] = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
const EIGHTY_DIGITS: [u8; 80] =
    *b"12345678901234567890123456789012345678901234567890123456789012345678901234567890";
const MILLION: usize = 1_000_000;

/// The suites that RFC 1319 A.5, RFC 1320 A.5 and RFC 1321 A.5 have in common.
#[test]
fn rfc_1319_1320_1321() {
    let messages: [&[u8]; 7] =
        [b"", b"a", b"abc", b"message digest", ALPHABET, LETTERS_AND_DIGITS, &EIGHTY_DIGITS];
    let suites: &[(Algorithm, [[u8; 16]; 7])] = &[
        #[cfg(feature = "md2")]
        (
            Algorithm::MD2,
            [
                hex!("8350e5a3e24c153df2275c9f80692773"),
                hex!("32ec01ec4a6dac72c0ab96fb34c0b5d1"),
                hex!("da853b0d3f88d99b30283a69e6ded6bb"),
                hex!("ab4f496bfb2a530b219ff33031fe06b0"),
                hex!("4e8ddff3650292ab5a4108c3aa47940b"),
                hex!("da33def2a42df13975352846c30338cd"),
                hex!("d5976f79d83d3a0dc9806c3c66f3efd8"),
            ],
        ),
        #[cfg(feature = "md4")]
        (
            Algorithm::MD4,
            [
                hex!("31d6cfe0d16ae931b73c59d7e0c089c0"),
                hex!("bde52cb31de33e46245e05fbdbd6fb24"),
                hex!("a448017aaf21d8525fc10ae87aa6729d"),
                hex!("d9130a8164549fe818874806e1c7014b"),
                hex!("d79e1c308aa5bbcdeea8ed63df412da9"),
                hex!("043f8582f241db351ce627e153e7f0e4"),
                hex!("e33b4ddc9c38f2199c3e7b164fcc0536"),
            ],
        ),
        (
            Algorithm::MD5,
            [
                hex!("d41d8cd98f00b204e9800998ecf8427e"),
                hex!("0cc175b9c0f1b6a831c399e269772661"),
                hex!("900150983cd24fb0d6963f7d28e17f72"),
                hex!("f96b697d7cb7938d525a2f31aaf161d0"),
                hex!("c3fcd3d76192e4007dfb496cca67e13b"),
                hex!("d174ab98d277d9f5a5611c2c9f419d9f"),
                hex!("57edf4a22be3c955ac49da2e2107b67a"),
            ],
        ),
    ];
    for (algorithm, digests) in suites {
        for (message, digest) in messages.iter().zip(digests) {
            assert_eq!(algorithm.digest(message), digest[..], "{algorithm}");
        }
    }
}

/// The table of the paper and of its authors' page.
#[test]
fn ripemd_160() {
    let million = vec![b'a'; MILLION];
    let rows: [(&[u8], [u8; 20]); 9] = [
        (b"", hex!("9c1185a5c5e9fc54612808977ee8f548b2258d31")),
        (b"a", hex!("0bdc9d2d256b3ee9daae347be6f4dc835a467ffe")),
        (b"abc", hex!("8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")),
        (b"message digest", hex!("5d0689ef49d2fae572b881b123a85ffa21595f36")),
        (ALPHABET, hex!("f71c27109c692c1b56bbdceb5b9d2865b3708dbc")),
        (TWO_BLOCKS, hex!("12a053384a9c0c88e405a06c27dcf49ada62eb2b")),
        (LETTERS_AND_DIGITS, hex!("b0e20b6e3116640286ed3a87a5713079b21f5189")),
        (&EIGHTY_DIGITS, hex!("9b752e45573d4b39f4dbd3323cab82bf63326bfb")),
        (&million, hex!("52783243c1697bdbe16d37f97f68f08325dc1528")),
    ];
    for (message, digest) in rows {
        assert_eq!(Algorithm::RIPEMD160.digest(message), digest[..]);
    }
}

/// "abc" and 10^6 times "a": FIPS 180-4's examples; SHA-512/256's second is as Python computes it.
#[test]
fn fips_180_4() {
    let rows: [(Algorithm, &[u8], &[u8]); 6] = [
        (
            Algorithm::SHA1,
            &hex!("a9993e364706816aba3e25717850c26c9cd0d89d"),
            &hex!("34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
        ),
        (
            Algorithm::SHA224,
            &hex!("23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            &hex!("20794655980c91d8bbb4c1ea97618a4bf03f42581948b2ee4ee7ad67"),
        ),
        (
            Algorithm::SHA256,
            &hex!("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            &hex!("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ),
        (
            Algorithm::SHA384,
            &hex!("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"),
            &hex!("9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985"),
        ),
        (
            Algorithm::SHA512,
            &hex!(
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd
                 454d4423643ce80e2a9ac94fa54ca49f"
            ),
            &hex!(
                "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31b
                 eb009c5c2c49aa2e4eadb217ad8cc09b"
            ),
        ),
        (
            Algorithm::SHA512_256,
            &hex!("53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
            &hex!("9a59a052930187a97038cae692f30708aa6491923ef5194394dc68d56c74fb21"),
        ),
    ];
    let million = vec![b'a'; MILLION];
    for (algorithm, abc, long) in rows {
        assert_eq!(algorithm.digest(b"abc").as_ref(), abc, "{algorithm}");
        assert_eq!(algorithm.digest(&million).as_ref(), long, "{algorithm}");
    }
}

/// NIST's examples for FIPS 202: messages of 0 and of 1600 bits.
#[test]
fn fips_202() {
    let rows: [(Algorithm, &[u8], &[u8]); 4] = [
        (
            Algorithm::SHA3_224,
            &hex!("6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7"),
            &hex!("9376816aba503f72f96ce7eb65ac095deee3be4bf9bbc2a1cb7e11e0"),
        ),
        (
            Algorithm::SHA3_256,
            &hex!("a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"),
            &hex!("79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787"),
        ),
        (
            Algorithm::SHA3_384,
            &hex!("0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2ac3713831264adb47fb6bd1e058d5f004"),
            &hex!("1881de2ca7e41ef95dc4732b8f5f002b189cc1e42b74168ed1732649ce1dbcdd76197a31fd55ee989f2d7050dd473e8f"),
        ),
        (
            Algorithm::SHA3_512,
            &hex!(
                "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a615b2123af1f5f94c11e3e9402c3ac558
                 f500199d95b6d3e301758586281dcd26"
            ),
            &hex!(
                "e76dfad22084a8b1467fcf2ffa58361bec7628edf5f3fdc0e4805dc48caeeca81b7c13c30adf52a3659584739a2df46b
                 e589c51ca1a4a8416df6545a1ce8ba00"
            ),
        ),
    ];
    for (algorithm, empty, long) in rows {
        assert_eq!(algorithm.digest(b"").as_ref(), empty, "{algorithm}");
        assert_eq!(algorithm.digest([0xa3; 200]).as_ref(), long, "{algorithm}");
    }
}

/// Against the tests above: a new algorithm has to be added to one of them.
#[test]
fn every_algorithm_has_its_vectors() {
    let old = usize::from(cfg!(feature = "md2")) + usize::from(cfg!(feature = "md4"));
    let (rfc, ripemd, sha2, sha3) = (1 + old, 1, 6, 4);
    assert_eq!(rfc + ripemd + sha2 + sha3, Algorithm::available().len());
}

#[test]
fn chunks_of_every_size_give_the_same_digest() {
    let data: Vec<u8> = (0..=255).cycle().take(1000).collect();
    for &algorithm in Algorithm::available() {
        let whole = algorithm.digest(&data);
        for size in 1..=data.len() {
            let mut hash = Hash::new(algorithm);
            data.chunks(size).for_each(|chunk| hash.update(chunk));
            assert_eq!(hash.finalize(), whole, "{algorithm} in chunks of {size}");
        }
    }
}

#[test]
fn asking_for_the_digest_changes_nothing() {
    for &algorithm in Algorithm::available() {
        let mut hash = Hash::new(algorithm);
        for _ in 0..3 {
            assert_eq!(hash.digest(), hash.digest());
            hash.update(b"more");
        }
        assert_eq!(hash.digest(), algorithm.digest(b"moremoremore"));
        let copy = hash.clone().chain(b"!");
        assert_eq!(hash.finalize(), algorithm.digest(b"moremoremore"), "a copy goes its own way");
        assert_eq!(copy.finalize(), algorithm.digest(b"moremoremore!"));
    }
}
