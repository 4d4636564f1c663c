// SPDX-License-Identifier: MIT
//! Every row of the table of divergences still holds, on both sides; one that vanished fails here.

use std::collections::BTreeSet;
use std::num::{NonZeroU32, NonZeroU64};

use purembed::hashlib::Algorithm;
use purembed::parity::divergence::{self, Source};
use purembed::{cipher, hashlib, hkdf, hmac, kdf, parity, rand, secrets};
use purembed_tests::ledger::Ledger;

#[path = "divergences/ciphers.rs"]
mod ciphers;
#[path = "divergences/keys.rs"]
mod keys;
#[path = "divergences/numbers.rs"]
mod numbers;
#[path = "divergences/protocol.rs"]
mod protocol;

type Check = fn();

/// Each row's test, in the order of the table.
const CHECKS: &[(&str, Check)] = &[
    ("hashlib-available", hashlib_available),
    ("hashlib-block-size-of-copy", hashlib_block_size_of_copy),
    ("hashlib-digest-twice", hashlib_digest_twice),
    ("hashlib-md2-md4", hashlib_md2_md4),
    ("hashlib-sha3", hashlib_sha3),
    ("hashlib-spelling", hashlib_spelling),
    ("hkdf-empty-key", hkdf_empty_key),
    ("hkdf-short-prk", hkdf_short_prk),
    ("hmac-default-digest", hmac_default_digest),
    ("hmac-digest-resets", hmac_digest_resets),
    ("cmac-two-key-triple-des", cmac_two_key_triple_des),
    ("ccm-long-data", ciphers::ccm_long_data),
    ("ccm-streaming", ciphers::ccm_streaming),
    ("cipher-aria-camellia-modes", ciphers::cipher_aria_camellia_modes),
    ("cipher-arc4-mode", ciphers::cipher_arc4_mode),
    ("cipher-data-none", ciphers::cipher_data_none),
    ("cipher-ecb-one-block", ciphers::cipher_ecb_one_block),
    ("cipher-gcm-pieces", ciphers::cipher_gcm_pieces),
    ("cipher-gcm-long-nonce", ciphers::cipher_gcm_long_nonce),
    ("cipher-gcm-without-tag", ciphers::cipher_gcm_without_tag),
    ("cipher-iv-of-none", ciphers::cipher_iv_of_none),
    ("cipher-iv-none", ciphers::cipher_iv_none),
    ("cipher-key-none", ciphers::cipher_key_none),
    ("cipher-key-size-message", ciphers::cipher_key_size_message),
    ("cipher-key-wrap", ciphers::cipher_key_wrap),
    ("cipher-long-iv", ciphers::cipher_long_iv),
    ("cipher-more", ciphers::cipher_more),
    ("cipher-names-case", ciphers::cipher_names_case),
    ("cipher-nonce-reuse", ciphers::cipher_nonce_reuse),
    ("cipher-partial-blocks", ciphers::cipher_partial_blocks),
    ("cipher-truncated-tags", ciphers::cipher_truncated_tags),
    ("cipher-xts-equal-halves", ciphers::cipher_xts_equal_halves),
    ("drbg-input", drbg_input),
    ("drbg-request", drbg_request),
    ("mpi-bitwise-zero", numbers::mpi_bitwise_zero),
    ("mpi-bytes", numbers::mpi_bytes),
    ("mpi-empty-text", numbers::mpi_empty_text),
    ("mpi-even-modulus", numbers::mpi_even_modulus),
    ("mpi-hash", numbers::mpi_hash),
    ("mpi-hex-digits", numbers::mpi_hex_digits),
    ("mpi-integral", numbers::mpi_integral),
    ("mpi-leading-zeros", numbers::mpi_leading_zeros),
    ("mpi-little-endian", numbers::mpi_little_endian),
    ("mpi-long-modulus", numbers::mpi_long_modulus),
    ("mpi-mutating-shift", numbers::mpi_mutating_shift),
    ("mpi-negative", numbers::mpi_negative),
    ("mpi-power-type", numbers::mpi_power_type),
    ("mpi-primes-of-two-bits", numbers::mpi_primes_of_two_bits),
    ("mpi-primes-with-zero-limbs", numbers::mpi_primes_with_zero_limbs),
    ("mpi-small-safe-primes", numbers::mpi_small_safe_primes),
    ("mpi-wiping", numbers::mpi_wiping),
    ("pk-compressed-points", keys::pk_compressed_points),
    ("pk-curve-of-key", keys::pk_curve_of_key),
    ("pk-empty-message", keys::pk_empty_message),
    ("pk-long-rsa", keys::pk_long_rsa),
    ("pk-montgomery-bytes", keys::pk_montgomery_bytes),
    ("pk-padding-oracle", keys::pk_padding_oracle),
    ("pk-password-errors", keys::pk_password_errors),
    ("pk-password-function", keys::pk_password_function),
    ("pk-pbes2-aes", keys::pk_pbes2_aes),
    ("pk-pem-end", keys::pk_pem_end),
    ("pk-pkcs8-version-2", keys::pk_pkcs8_version_2),
    ("pk-printing", keys::pk_printing),
    ("pk-rsa-zero-exponent", keys::pk_rsa_zero_exponent),
    ("pk-secp224k1-length", keys::pk_secp224k1_length),
    ("pk-small-rsa", keys::pk_small_rsa),
    ("pk-wrong-kind", keys::pk_wrong_kind),
    ("pkcs12-limits", pkcs12_limits),
    ("pkcs12-md2", pkcs12_md2),
    ("error-text-of-hkdf", error_text_of_hkdf),
    ("secrets-bias", secrets_bias),
    ("secrets-compare-digest", secrets_compare_digest),
    ("secrets-length", secrets_length),
    ("tls12-messages-in-pieces", protocol::tls12_messages_in_pieces),
];

#[test]
fn every_divergence_is_still_one() {
    let rows: Vec<_> = divergence::all().iter().map(|row| row.id).collect();
    let checks: Vec<_> = CHECKS.iter().map(|(id, _)| *id).collect();
    assert_eq!(rows, checks, "every row has its check, in the same order");
    assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), rows.len(), "every id is unique");
    let mut ledger = Ledger::new("divergences");
    for (row, (id, check)) in divergence::all().iter().zip(CHECKS) {
        let side = if row.source == Source::Python { "our side" } else { "both sides" };
        println!("{id} ({side}): {}", row.theirs);
        check();
        ledger.ran();
    }
    ledger.finish();
}

fn hashlib_available() {
    for name in ["sha224", "sha384"] {
        assert!(hashlib::algorithms_available().iter().any(|algorithm| algorithm.name() == name));
        // C lists them: the fault is python-mbedtls' own.
        assert!(parity::hashlib::algorithms_available().iter().any(|algorithm| algorithm.name() == name));
    }
}

fn hashlib_block_size_of_copy() {
    assert_eq!(hashlib::sha512().clone().algorithm().block_size(), 128);
    assert_eq!(parity::hashlib::sha512().clone().algorithm().block_size(), 128);
}

fn hashlib_digest_twice() {
    let mut theirs = parity::hashlib::sha256().chain(b"abc");
    let first = theirs.digest_in_place();
    assert_ne!(theirs.digest_in_place(), first, "C's second digest is garbage");
    let mut ours = hashlib::sha256().chain(b"abc");
    assert_eq!(ours.digest().as_ref(), first.as_ref());
    assert_eq!(ours.digest().as_ref(), first.as_ref());
    ours.update(b"d");
    assert_eq!(ours.finalize(), Algorithm::SHA256.digest(b"abcd"));
}

fn hashlib_md2_md4() {
    // The features are on here, and so are they in this build of C, which python-mbedtls' is without.
    assert_eq!(hashlib::new("md2").expect("there").chain(b"").hexdigest().len(), 32);
    assert_eq!(hashlib::new("md4").expect("there").chain(b"").hexdigest().len(), 32);
}

fn hashlib_sha3() {
    for name in ["sha3_256", "sha3-256", "sha512_256"] {
        assert!(parity::hashlib::new(name).is_err(), "C has {name} now");
        assert!(hashlib::new(name).is_ok(), "{name}");
    }
}

fn hashlib_spelling() {
    for name in ["SHA-256", "sha2-256", "RIPEMD-160"] {
        assert!(parity::hashlib::new(name).is_err(), "C reads {name} now");
        assert!(hashlib::new(name).is_ok(), "{name}");
    }
}

fn hkdf_empty_key() {
    let derive = |key: &[u8]| {
        let mut okm = [0; 10];
        hkdf::Hkdf::new(Algorithm::SHA256).derive(key, &mut okm).expect("short enough");
        okm
    };
    // What python-mbedtls gives for the empty key, and what RFC 5869 gives.
    assert_eq!(derive(b"\0")[..4], [0xca, 0x0d, 0x09, 0x52]);
    assert_eq!(derive(b"")[..4], [0xeb, 0x70, 0xf0, 0x1d]);
    // In HMAC's key such a zero would be lost, but the key is HKDF's message.
    let mut theirs = [0; 10];
    let hkdf = parity::hkdf::Hkdf::new(parity::hashlib::Algorithm::SHA256);
    hkdf.derive(b"", &mut theirs).expect("short enough");
    assert_eq!(derive(b""), theirs);
}

fn hkdf_short_prk() {
    let (short, mut okm) = ([7; 31], [0; 32]);
    let theirs = parity::hkdf::Prk::new(parity::hashlib::Algorithm::SHA256, &short);
    let refused = theirs.expand(b"", &mut okm).expect_err("C expands short keys now");
    assert_eq!(refused.mbedtls_code(), Some(0x5F80));
    hkdf::Prk::new(Algorithm::SHA256, &short).expand(b"", &mut okm).expect("any key");
    // HKDF-Expand of one block is one HMAC.
    assert!(hmac::sha256(&short).chain([1]).finalize() == okm[..]);
}

fn hmac_default_digest() {
    // That there is no function without the digest, the compiler knows; that MD5 is not hidden in it, this does.
    assert_eq!(hmac::new(b"key", Algorithm::SHA256).algorithm(), Algorithm::SHA256);
}

fn hmac_digest_resets() {
    let mut theirs = parity::hmac::sha256(b"key").chain(b"message");
    let first = theirs.digest_and_reset();
    let empty = hmac::sha256(b"key").finalize();
    assert_eq!(theirs.digest_and_reset().as_ref(), empty.as_ref());
    let ours = hmac::sha256(b"key").chain(b"message");
    assert_eq!(ours.digest().as_ref(), first.as_ref());
    assert_eq!(ours.digest().as_ref(), first.as_ref());
}

fn cmac_two_key_triple_des() {
    let key = *b"sixteen byte key";
    let refused =
        parity::cipher::TripleDes::new(&key, parity::cipher::Cmac).expect_err("C takes two keys now");
    assert_eq!(refused.mbedtls_code(), Some(0x6100));
    // The first key once more is the third.
    let three = [&key[..], &key[..8]].concat();
    let theirs = parity::cipher::TripleDes::new(&three, parity::cipher::Cmac).expect("three keys");
    let ours = cipher::TripleDes::new(&key, cipher::Cmac).expect("two keys");
    assert_eq!(ours.sign(b"message").as_ref(), theirs.sign(b"message").as_ref());
}

fn theirs_fixed(out: &mut [u8]) -> Result<(), parity::rand::RngError> {
    out.fill(4);
    Ok(())
}

fn ours_fixed(out: &mut [u8]) -> Result<(), rand::RngError> {
    out.fill(4);
    Ok(())
}

/// What C says to a request, of both generators.
fn drbg_refuses(length: usize, additional: &[u8]) -> [Option<i32>; 2] {
    let (ctr, hmac) =
        (parity::rand::Builder::ctr(), parity::rand::Builder::hmac(parity::hashlib::Algorithm::SHA256));
    [ctr.build(theirs_fixed), hmac.build(theirs_fixed)].map(|drbg| {
        let refused = drbg.expect("a generator").generate(&mut vec![0; length], additional);
        refused.err().and_then(|error| error.mbedtls_code())
    })
}

fn drbg_input() {
    let (fits, long) = ([1; 256], [1; 257]);
    assert_eq!(drbg_refuses(16, &fits), [None, None]);
    assert_eq!(drbg_refuses(16, &long), [Some(0x0038), Some(0x0005)]);
    let mut ctr = rand::Builder::ctr().build(ours_fixed).expect("a generator");
    assert!(ctr.generate(&mut [0; 16], &[1; 10_000]).is_ok());
    let mut hmac = rand::Builder::hmac(Algorithm::SHA256).build(ours_fixed).expect("a generator");
    assert!(hmac.generate(&mut [0; 16], &[1; 10_000]).is_ok());
}

fn drbg_request() {
    assert_eq!(drbg_refuses(1024, b""), [None, None]);
    assert_eq!(drbg_refuses(1025, b""), [Some(0x0036), Some(0x0003)]);
    let mut ctr = rand::Builder::ctr().build(ours_fixed).expect("a generator");
    assert!(ctr.generate(&mut vec![0; 65_536], b"").is_ok());
    assert!(ctr.generate(&mut vec![0; 65_537], b"").is_err());
    let mut hmac = rand::Builder::hmac(Algorithm::SHA256).build(ours_fixed).expect("a generator");
    assert!(hmac.generate(&mut vec![0; 65_536], b"").is_ok());
}

const ONCE: NonZeroU32 = NonZeroU32::MIN;

fn pkcs12_limits() {
    use parity::kdf::pkcs12::{Id, try_derive};
    let sha1 = parity::hashlib::Algorithm::SHA1;
    for (password, salt, out) in [(65, 8, 16), (8, 65, 16), (8, 8, 129)] {
        let (password, salt) = (vec![1; password], vec![2; salt]);
        let mut okm = vec![0; out];
        let refused =
            try_derive(&password, &salt, ONCE, Id::KEY, sha1, &mut okm).expect_err("C has room now");
        assert_eq!(refused.mbedtls_code(), Some(0x1F80));
        kdf::pkcs12::derive(&password, &salt, ONCE, kdf::pkcs12::Id::KEY, Algorithm::SHA1, &mut okm);
        assert_ne!(okm, vec![0; out]);
    }
}

fn pkcs12_md2() {
    let (mut ours, mut theirs) = ([0; 16], [0; 16]);
    kdf::pkcs12::derive(b"\0p\0\0", b"salt", ONCE, kdf::pkcs12::Id::KEY, Algorithm::MD2, &mut ours);
    let (md2, id) = (parity::hashlib::Algorithm::MD2, parity::kdf::pkcs12::Id::KEY);
    parity::kdf::pkcs12::derive(b"\0p\0\0", b"salt", ONCE, id, md2, &mut theirs);
    assert_ne!(ours, theirs);
    // RFC 7292 appendix B.2 by hand: D, S and P are a block each, 16 bytes or, in C, 64.
    let by_hand = |block: usize| {
        let fill = |text: &[u8]| text.iter().copied().cycle().take(block).collect::<Vec<_>>();
        Algorithm::MD2.digest([fill(&[1]), fill(b"salt"), fill(b"\0p\0\0")].concat())
    };
    assert_eq!((by_hand(16).as_ref(), by_hand(64).as_ref()), (&ours[..], &theirs[..]));
}

fn error_text_of_hkdf() {
    assert_eq!(parity::describe(0x5F80), None, "C has a text now");
    let error = hkdf::Hkdf::new(Algorithm::MD5).derive(b"", &mut [0; 255 * 16 + 1]).expect_err("too long");
    assert!(error.to_string().contains("key"), "{error}");
}

fn secrets_bias() {
    let five = NonZeroU64::new(5).expect("not zero");
    let draws = (0..5000).map(|_| secrets::randbelow(five).expect("random bytes"));
    let fours = draws.filter(|&draw| draw == 4).count();
    // 1,000 are expected; 700 and 1,300 are ten standard deviations away.
    assert!((700..1300).contains(&fours), "{fours} of 5,000");
}

fn secrets_compare_digest() {
    assert!(secrets::compare_digest(b"same", b"same"));
    assert!(!secrets::compare_digest(b"same", b"sane"));
}

fn secrets_length() {
    assert_eq!(secrets::token_hex(2000).expect("random bytes").len(), 4000);
    assert_eq!(drbg_refuses(1025, b"")[0], Some(0x0036));
}
