// SPDX-License-Identifier: MIT
use alloc::vec;
use alloc::vec::Vec;

use hex_literal::hex;

use super::*;

struct Case<'a> {
    digestmod: Algorithm,
    ikm: &'a [u8],
    salt: &'a [u8],
    info: &'a [u8],
    prk: &'a [u8],
    okm: &'a [u8],
}

fn check(case: &Case<'_>) {
    let prk = extract(case.ikm, case.salt, case.digestmod);
    assert_eq!(prk.as_bytes(), Some(case.prk));
    let mut okm = vec![0; case.okm.len()];
    prk.expand(case.info, &mut okm).expect("short enough");
    assert_eq!(okm, case.okm);
    let mut again = vec![0; case.okm.len()];
    Prk::new(case.digestmod, case.prk).expand(case.info, &mut again).expect("short enough");
    assert_eq!(again, case.okm, "from the pseudorandom key");
}

#[test]
fn rfc_5869_a1_basic() {
    check(&Case {
        digestmod: Algorithm::SHA256,
        ikm: &[0x0b; 22],
        salt: &hex!("000102030405060708090a0b0c"),
        info: &hex!("f0f1f2f3f4f5f6f7f8f9"),
        prk: &hex!("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"),
        okm: &hex!("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"),
    });
}

#[test]
fn rfc_5869_a2_longer() {
    let bytes = |from: u8, to: u8| (from..=to).collect::<Vec<u8>>();
    check(&Case {
        digestmod: Algorithm::SHA256,
        ikm: &bytes(0x00, 0x4f),
        salt: &bytes(0x60, 0xaf),
        info: &bytes(0xb0, 0xff),
        prk: &hex!("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244"),
        okm: &hex!(
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09
             da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
    });
}

#[test]
fn rfc_5869_a3_neither_salt_nor_info() {
    check(&Case {
        digestmod: Algorithm::SHA256,
        ikm: &[0x0b; 22],
        salt: &[],
        info: &[],
        prk: &hex!("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"),
        okm: &hex!("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
    });
}

#[test]
fn rfc_5869_a4_sha1() {
    check(&Case {
        digestmod: Algorithm::SHA1,
        ikm: &[0x0b; 11],
        salt: &hex!("000102030405060708090a0b0c"),
        info: &hex!("f0f1f2f3f4f5f6f7f8f9"),
        prk: &hex!("9b6c18c432a7bf8f0e71c8eb88f4b30baa2ba243"),
        okm: &hex!("085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2c22e422478d305f3f896"),
    });
}

/// python-mbedtls replaces an empty key by one zero byte; RFC 5869 does not. The value is that of Python's standard
/// library for HMAC-SHA-256 chained as the RFC says.
#[test]
fn an_empty_key_is_an_empty_key() {
    let mut okm = [0; 10];
    Hkdf::new(Algorithm::SHA256).derive(b"", &mut okm).expect("short enough");
    assert_eq!(okm, hex!("eb70f01dede9afafa449"));
}

#[test]
fn output_ends_at_255_digests() {
    for &digestmod in Algorithm::available() {
        let limit = 255 * digestmod.digest_size();
        let hkdf = Hkdf::new(digestmod).salt(b"salt").info(b"info");
        let mut longest = vec![0; limit];
        assert_eq!(hkdf.derive(b"key", &mut longest), Ok(()));
        let mut short = [0; 100];
        assert_eq!(hkdf.derive(b"key", &mut short), Ok(()));
        assert!(longest.starts_with(&short), "a shorter output is a prefix of a longer one");
        let mut too_long = vec![7; limit + 1];
        assert_eq!(hkdf.derive(b"key", &mut too_long), Err(OutputTooLong));
        assert!(too_long.iter().all(|&byte| byte == 7), "and leaves the buffer alone");
    }
}

#[test]
fn info_in_pieces_is_the_same_info() {
    let prk = extract(b"key", b"salt", Algorithm::SHA512);
    let (mut whole, mut pieces) = ([0; 99], [0; 99]);
    prk.expand(b"one two three", &mut whole).expect("short enough");
    prk.expand_parts(&[b"one ", b"", b"two ", b"three"], &mut pieces).expect("short enough");
    assert_eq!(whole, pieces);
}

#[test]
fn the_calls_of_python_give_the_same() {
    for &digestmod in Algorithm::available() {
        let size = digestmod.digest_size();
        let prk = extract(b"key", b"salt", digestmod);
        let mut okm = vec![0; 100];
        prk.expand(b"info", &mut okm).expect("short enough");
        let prk = prk.as_bytes().expect("extracted here");
        let (okm, limit) = (SecretBytes::new(okm), 255 * size);
        assert_eq!(hkdf(b"key", 100, b"info", b"salt", digestmod).as_ref(), Ok(&okm));
        assert_eq!(expand(prk, 100, b"info", digestmod).as_ref(), Ok(&okm));
        assert_eq!(expand(prk, 0, b"info", digestmod).map(|okm| okm.len()), Ok(0));
        assert_eq!(hkdf(b"", limit, b"", b"", digestmod).map(|okm| okm.len()), Ok(limit));
        for length in [limit + 1, usize::MAX] {
            assert_eq!(hkdf(b"", length, b"", b"", digestmod), Err(OutputTooLong));
            assert_eq!(expand(prk, length, b"", digestmod), Err(ExpandError::OutputTooLong));
        }
        assert_eq!(expand(&prk[1..], 1, b"", digestmod), Err(ExpandError::KeyTooShort));
    }
}
