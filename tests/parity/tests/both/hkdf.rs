// SPDX-License-Identifier: MIT
//! HKDF, as a user writes it.

use super::provider::hkdf::{self, Algorithm, Hkdf, OutputTooLong, Prk};

/// RFC 5869 appendix A.1.
#[test]
fn rfc_5869_a_1() -> Result<(), OutputTooLong> {
    let salt: Vec<u8> = (0..=0x0c).collect();
    let info: Vec<u8> = (0xf0..=0xf9).collect();
    let mut okm = [0; 42];
    Hkdf::new(Algorithm::SHA256).salt(&salt).info(&info).derive(&[0x0b; 22], &mut okm)?;
    let hex: String = okm.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    Ok(())
}

/// RFC 5869 for the empty key, which python-mbedtls gets wrong and C does not.
#[test]
fn an_empty_key_is_empty() -> Result<(), OutputTooLong> {
    let mut okm = [0; 10];
    Hkdf::new(Algorithm::SHA256).derive(b"", &mut okm)?;
    assert_eq!(okm, [0xeb, 0x70, 0xf0, 0x1d, 0xed, 0xe9, 0xaf, 0xaf, 0xa4, 0x49]);
    Ok(())
}

#[test]
fn two_steps_are_one() -> Result<(), OutputTooLong> {
    let (mut one, mut two, mut parts) = ([0; 100], [0; 100], [0; 100]);
    Hkdf::new(Algorithm::SHA512).salt(b"salt").info(b"cool app").derive(b"key", &mut one)?;
    let prk = hkdf::extract(b"key", b"salt", Algorithm::SHA512);
    prk.expand(b"cool app", &mut two)?;
    let again = Prk::new(Algorithm::SHA512, prk.as_bytes().expect("extracted here"));
    again.expand_parts(&[b"cool", b"", b" app"], &mut parts)?;
    assert!(one == two && one == parts);
    Ok(())
}

#[test]
fn the_limit_is_255_digests() {
    for algorithm in [Algorithm::MD5, Algorithm::SHA256, Algorithm::SHA384] {
        let most = 255 * algorithm.digest_size();
        assert!(Hkdf::new(algorithm).derive(b"key", &mut vec![0; most]).is_ok(), "{algorithm}");
        assert!(Hkdf::new(algorithm).derive(b"key", &mut vec![0; most + 1]).is_err(), "{algorithm}");
        assert!(Hkdf::new(algorithm).derive(b"key", &mut []).is_ok(), "{algorithm}");
    }
}
