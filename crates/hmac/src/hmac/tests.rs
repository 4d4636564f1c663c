// SPDX-License-Identifier: MIT
use alloc::vec;
use alloc::vec::Vec;

use hex_literal::hex;

use super::*;

/// The test case 2 that RFC 2202 (MD5, SHA-1), RFC 2286 (RIPEMD-160) and RFC 4231 (SHA-2) share. For SHA-512/256 and
/// SHA-3, the same case as OpenSSL computes it; Wycheproof's suites for these run in `tests/`.
#[test]
fn rfc_2202_2286_4231_case_2() {
    let rows: [(Algorithm, &[u8]); 12] = [
        (Algorithm::MD5, &hex!("750c783e6ab0b503eaa86e310a5db738")),
        (Algorithm::SHA1, &hex!("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")),
        (Algorithm::SHA224, &hex!("a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44")),
        (Algorithm::SHA256, &hex!("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")),
        (
            Algorithm::SHA384,
            &hex!(
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
            ),
        ),
        (
            Algorithm::SHA512,
            &hex!(
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd
                 caeab1a34d4a6b4b636e070a38bce737"
            ),
        ),
        (Algorithm::RIPEMD160, &hex!("dda6c0213a485a9e24f4742064a7f033b43c4069")),
        (Algorithm::SHA512_256, &hex!("6df7b24630d5ccb2ee335407081a87188c221489768fa2020513b2d593359456")),
        (Algorithm::SHA3_224, &hex!("7fdb8dd88bd2f60d1b798634ad386811c2cfc85bfaf5d52bbace5e66")),
        (Algorithm::SHA3_256, &hex!("c7d4072e788877ae3596bbb0da73b887c9171f93095b294ae857fbe2645e1ba5")),
        (
            Algorithm::SHA3_384,
            &hex!(
                "f1101f8cbf9766fd6764d2ed61903f21ca9b18f57cf3e1a23ca13508a93243ce48c045dc007f26a21b3f5e0e9df4c20a"
            ),
        ),
        (
            Algorithm::SHA3_512,
            &hex!(
                "5a4bfeab6166427c7a3647b747292b8384537cdb89afb3bf5665e4c5e709350b287baec921fd7ca0ee7a0c31d022a95e
                 1fc92ba9d77df883960275beb4e62024"
            ),
        ),
    ];
    for (algorithm, tag) in rows {
        let key = Key::new(algorithm, b"Jefe");
        assert_eq!(key.verify(b"what do ya want for nothing?", tag), Ok(()), "{algorithm}");
    }
    let without = usize::from(cfg!(feature = "md2")) + usize::from(cfg!(feature = "md4"));
    assert_eq!(rows.len() + without, Algorithm::available().len(), "all but MD2 and MD4 have their vector");
}

/// RFC 2104 section 2, word for word, for digests of every block size, 144 bytes the longest.
#[test]
fn is_what_the_definition_says() {
    for &algorithm in Algorithm::available() {
        let size = algorithm.block_size();
        for length in [0, 1, size - 1, size, size + 1, 300] {
            let key = vec![0x0b; length];
            let mut block =
                if length > size { algorithm.digest(&key).as_ref().to_vec() } else { key.clone() };
            block.resize(size, 0);
            let padded = |pad: u8, text: &[u8]| {
                let pad = block.iter().map(|byte| byte ^ pad);
                algorithm.digest(pad.chain(text.iter().copied()).collect::<Vec<u8>>())
            };
            let expected = padded(0x5c, padded(0x36, b"Hi There").as_ref());
            assert_eq!(
                Key::new(algorithm, &key).sign(b"Hi There"),
                *expected.as_ref(),
                "{algorithm}, {length}"
            );
        }
    }
}

/// RFC 4231 test cases 6 and 7: a key of 131 bytes, longer than the block of SHA-256 and of SHA-512.
#[test]
fn rfc_4231_keys_longer_than_a_block() {
    let key = [0xaa; 131];
    let short: &[u8] = b"Test Using Larger Than Block-Size Key - Hash Key First";
    let long: &[u8] =
        b"This is a test using a larger than block-size key and a larger than block-size data. The key \
                        needs to be hashed before being used by the HMAC algorithm.";
    let rows: [(Algorithm, &[u8], &[u8]); 4] = [
        (
            Algorithm::SHA256,
            short,
            &hex!("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        ),
        (
            Algorithm::SHA256,
            long,
            &hex!("9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
        ),
        (
            Algorithm::SHA512,
            short,
            &hex!(
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e52
                 95e64f73f63f0aec8b915a985d786598"
            ),
        ),
        (
            Algorithm::SHA512,
            long,
            &hex!(
                "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15
                 134676fb6de0446065c97440fa8c6a58"
            ),
        ),
    ];
    for (algorithm, message, tag) in rows {
        assert_eq!(Hmac::new(&key, algorithm).chain(message).verify(tag), Ok(()), "{algorithm}");
    }
}

#[test]
fn a_prepared_key_and_a_running_one_agree_for_every_key_length() {
    for &algorithm in Algorithm::available() {
        for length in 0..2 * algorithm.block_size() {
            let key: Vec<u8> = (0..=255).cycle().take(length).collect();
            let mut hmac = Hmac::new(&key, algorithm);
            let prepared = Key::new(algorithm, &key);
            assert_eq!(hmac.digest(), prepared.sign(b""));
            hmac.update(b"message");
            assert_eq!(hmac.digest(), prepared.sign(b"message"));
            assert_eq!(hmac.digest(), hmac.clone().finalize(), "asking changes nothing");
        }
    }
}

#[test]
fn only_the_whole_tag_is_right() {
    let key = Key::new(Algorithm::SHA256, b"key");
    let tag = key.sign(b"message").as_ref().to_vec();
    assert_eq!(key.verify(b"message", &tag), Ok(()));
    for length in 0..tag.len() {
        assert_eq!(key.verify(b"message", &tag[..length]), Err(InvalidTag), "cut to {length}");
    }
    let longer = [tag.clone(), vec![0]].concat();
    assert_eq!(key.verify(b"message", &longer), Err(InvalidTag));
    for bit in 0..tag.len() * 8 {
        let mut wrong = tag.clone();
        wrong[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(key.verify(b"message", &wrong), Err(InvalidTag), "bit {bit}");
    }
}

#[test]
fn debug_shows_neither_key_nor_tag() {
    let key = Key::new(Algorithm::SHA256, b"key");
    assert_eq!(alloc::format!("{key:?}"), "Key(HMAC-sha256, ..)");
    assert_eq!(alloc::format!("{:?}", Hmac::with_key(&key)), "Hmac(HMAC-sha256, ..)");
    assert_eq!(alloc::format!("{:?}", key.sign(b"")), "Tag(32 bytes)");
}
