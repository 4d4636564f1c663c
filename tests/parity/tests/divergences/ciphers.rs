// SPDX-License-Identifier: MIT
//! The rows about ciphers, and the table of python-mbedtls's modules and modes.

use std::collections::BTreeMap;

use purembed::cipher::{
    self, Aes, Algorithm, AnyNonce, Arc4, Ccm, Ecb, Gcm, InvalidInput, InvalidKey, Kw, NewError, Nonce, Xts,
};
use purembed::parity::cipher as c;
use purembed::parity::divergence;
use purembed_tests::ledger::Ledger;

fn code<T: std::fmt::Debug>(result: Result<T, c::NewError>) -> Option<i32> {
    result.expect_err("C takes it now").mbedtls_code()
}

fn theirs(name: &str) -> c::Algorithm {
    name.parse().unwrap_or_else(|_| panic!("C has no {name}"))
}

pub(crate) fn ccm_long_data() {
    let data = vec![7; 65_280];
    let ccm = theirs("AES-128-CCM");
    assert_eq!(code(ccm.seal(&[1; 16], &[2; 12], &data, b"message", 16)), Some(0x000D));
    assert!(ccm.seal(&[1; 16], &[2; 12], &data[1..], b"message", 16).is_ok());
    let ours = Aes::new(&[1; 16], Ccm).expect("a key");
    assert!(ours.encrypt(Nonce::assume_unique([2; 12]), &data, b"message").is_ok());
}

pub(crate) fn ccm_streaming() {
    let mut running = theirs("AES-128-CCM").encrypt(&[1; 16], &[2; 12]).expect("a key");
    assert_eq!(code(running.update(b"message")), Some(0x6080));
    let ours = Aes::new(&[1; 16], Ccm).expect("a key");
    let mut running =
        ours.start_encrypt_sized(Nonce::assume_unique([2; 12]), b"data", 7).expect("a short message");
    let mut message = *b"message";
    let (first, second) = message.split_at_mut(3);
    running.update_in_place(first).expect("as announced");
    running.update_in_place(second).expect("as announced");
    let tag = running.finalize().expect("as announced");
    let (sealed, their_tag) =
        theirs("AES-128-CCM").seal(&[1; 16], &[2; 12], b"data", b"message", 16).expect("whole");
    assert_eq!((&message[..], tag.as_ref()), (&sealed[..], &their_tag[..]));
}

pub(crate) fn cipher_aria_camellia_modes() {
    for name in ["ARIA-128-CFB128", "ARIA-128-CCM", "CAMELLIA-128-CCM"] {
        assert!(name.parse::<c::Algorithm>().is_ok() && name.parse::<Algorithm>().is_ok(), "{name}");
    }
}

pub(crate) fn cipher_arc4_mode() {
    let mut typed = Arc4::new(&[1; 16]).expect("a key");
    let mut named = cipher::new("ARC4-128", &[1; 16], b"").expect("a key");
    assert_eq!(typed.encrypt(b"message"), named.encrypt(b"message"));
    assert_eq!(named.algorithm().mode() as u8, 7);
}

pub(crate) fn cipher_data_none() {
    let gcm = Aes::new(&[1; 16], Gcm).expect("a key");
    assert!(gcm.encrypt(Nonce::assume_unique([2; 12]), b"", b"message").is_ok());
}

pub(crate) fn cipher_ecb_one_block() {
    for blocks in [0, 2] {
        let mut running = theirs("AES-128-ECB").encrypt(&[1; 16], b"").expect("a key");
        assert_eq!(code(running.update(&vec![7; blocks * 16])), Some(0x6280));
        let mut ours = Aes::new(&[1; 16], Ecb).expect("a key");
        assert_eq!(ours.encrypt(&vec![7; blocks * 16]).expect("whole blocks").len(), blocks * 16);
    }
    let mut ours = Aes::new(&[1; 16], Ecb).expect("a key");
    assert_eq!(ours.encrypt(&[7; 17]), Err(InvalidInput::PartialBlock { block_size: 16 }));
}

pub(crate) fn cipher_gcm_pieces() {
    let gcm = theirs("AES-128-GCM");
    let (whole, tag) = gcm.seal(&[1; 16], &[2; 12], b"", &[7; 40], 16).expect("a key");
    let mut running = gcm.encrypt(&[1; 16], &[2; 12]).expect("a key");
    running.update_ad(b"").expect("none");
    let pieces = [running.update(&[7; 5]).expect("no error"), running.update(&[7; 35]).expect("no error")];
    assert_ne!(pieces.concat(), whole, "C takes pieces of any length now");
    let ours = Aes::new(&[1; 16], Gcm).expect("a key");
    let mut running = ours.start_encrypt(Nonce::assume_unique([2; 12]), b"").expect("short data");
    let mut message = [7; 40];
    let (first, second) = message.split_at_mut(5);
    running.update_in_place(first).expect("short");
    running.update_in_place(second).expect("short");
    assert_eq!(running.finalize().expect("short").as_ref(), tag);
    assert_eq!(&message[..], whole);
}

pub(crate) fn cipher_gcm_long_nonce() {
    let gcm = theirs("AES-128-GCM");
    assert_eq!(code(gcm.encrypt(&[1; 16], &[2; 17])), Some(0x6080));
    let (sealed, tag) = gcm.seal(&[1; 16], &[2; 17], b"", b"message", 16).expect("whole");
    let ours = cipher::new_aead("AES-128-GCM", &[1; 16]).expect("a key");
    assert_eq!(ours.decrypt(&[2; 17], b"", &sealed, &tag).as_deref(), Ok(&b"message"[..]));
}

pub(crate) fn cipher_gcm_without_tag() {
    for name in ["ARIA-128-GCM", "CAMELLIA-128-GCM"] {
        assert_eq!(cipher::new(name, &[1; 16], &[2; 12]).err(), Some(NewError::Authenticates), "{name}");
        let ours = cipher::new_aead(name, &[1; 16]).expect("a key");
        let (sealed, tag) =
            ours.encrypt(AnyNonce::assume_unique(&[2; 12]), b"data", b"message").expect("short");
        let expected = theirs(name).seal(&[1; 16], &[2; 12], b"data", b"message", 16).expect("a key");
        assert_eq!((sealed, tag.as_ref().to_vec()), expected, "{name}");
    }
}

pub(crate) fn cipher_iv_of_none() {
    for name in ["AES-128-ECB", "ARC4-128"] {
        assert!(theirs(name).encrypt(&[1; 16], &[7; 16]).is_ok(), "C looks at the IV of {name} now");
        let ours = cipher::new(name, &[1; 16], &[7; 16]);
        assert_eq!(ours.err(), Some(NewError::IvLength { given: 16, least: 0, most: 0 }), "{name}");
    }
}

pub(crate) fn cipher_iv_none() {
    assert!(cipher::new("AES-128-ECB", &[1; 16], b"").is_ok());
    assert!(Aes::new(&[1; 16], Ecb).is_ok());
}

pub(crate) fn cipher_key_none() {
    let refused = cipher::new("AES-128-CBC", b"", &[7; 16]).err();
    assert_eq!(refused, Some(NewError::KeyLength { given: 0, least: 16, most: 16 }));
    assert_eq!(code(theirs("AES-128-CBC").encrypt(b"", &[7; 16])), Some(0x6100));
}

pub(crate) fn cipher_key_size_message() {
    let refused = cipher::new("DES-CBC", &[1; 16], &[7; 8]).expect_err("16 bytes");
    assert_eq!(refused, NewError::KeyLength { given: 16, least: 8, most: 8 });
    assert!(refused.to_string().contains("8 bytes"), "{refused}");
}

pub(crate) fn cipher_key_wrap() {
    let mut names = 0;
    for algorithm in
        c::Algorithm::available().into_iter().filter(|algorithm| algorithm.name().contains("-KW"))
    {
        assert!(algorithm.name().parse::<Algorithm>().is_err(), "{algorithm}");
        names += 1;
    }
    assert_eq!(names, 6);
    let wrapped = Aes::new(&[1; 16], Kw).expect("a key").wrap_key(&[7; 32]).expect("semiblocks");
    assert_eq!(wrapped, theirs("AES-128-KW").wrap(&[1; 16], &[7; 32]).expect("semiblocks"));
}

pub(crate) fn cipher_long_iv() {
    let iv = *b"eight bytes and!";
    let mut cut = c::new("DES-CBC", b"8 bytes.", &iv).expect("C refuses long IVs now");
    let mut right = c::new("DES-CBC", b"8 bytes.", &iv[..8]).expect("a key");
    assert_eq!(cut.encrypt(&[7; 16]), right.encrypt(&[7; 16]));
    assert_eq!(code(c::new("DES-CBC", b"8 bytes.", &[7; 17])), Some(0x6080));
    for bytes in [9, 16, 17] {
        let ours = cipher::new("DES-CBC", b"8 bytes.", &vec![7; bytes]).err();
        assert_eq!(ours, Some(NewError::IvLength { given: bytes, least: 8, most: 8 }));
    }
}

pub(crate) fn cipher_more() {
    let more =
        ["AES-128-CFB8", "ARIA-128-OFB", "CAMELLIA-256-OFB", "BLOWFISH-OFB", "DES-CFB64", "DES-EDE3-CTR"];
    for name in more {
        assert!(name.parse::<c::Algorithm>().is_err(), "C has {name} now");
        assert!(name.parse::<Algorithm>().is_ok(), "{name}");
    }
}

pub(crate) fn cipher_names_case() {
    assert!("aes-128-cbc".parse::<c::Algorithm>().is_err(), "C reads small letters now");
    assert_eq!("aes-128-cbc".parse(), Ok(Algorithm::AES_128_CBC));
}

pub(crate) fn cipher_nonce_reuse() {
    // That a nonce is consumed is shown where the types are, by code that does not compile.
    let gcm = cipher::new_aead("AES-128-GCM", &[1; 16]).expect("a key");
    let first = gcm.encrypt(AnyNonce::assume_unique(&[1; 12]), b"", b"message").expect("short");
    let second = gcm.encrypt(AnyNonce::assume_unique(&[2; 12]), b"", b"message").expect("short");
    assert_ne!(first.0, second.0);
}

pub(crate) fn cipher_partial_blocks() {
    for name in ["AES-128-CFB128", "AES-128-OFB", "AES-128-CTR"] {
        let message = [7; 96];
        let whole = c::new(name, &[1; 16], &[2; 16]).and_then(|mut cipher| cipher.encrypt(&message));
        let whole = whole.expect("a key");
        let mut python = c::new(name, &[1; 16], &[2; 16]).expect("a key");
        let pieces = [python.reset_and_encrypt(&message[..21]), python.reset_and_encrypt(&message[21..])];
        assert_ne!(pieces.map(|piece| piece.expect("any length")).concat(), whole, "{name}");
        let mut ours = cipher::new(name, &[1; 16], &[2; 16]).expect("a key");
        let pieces = [ours.encrypt(&message[..21]), ours.encrypt(&message[21..])];
        assert_eq!(pieces.map(|piece| piece.expect("any length")).concat(), whole, "{name}");
    }
}

pub(crate) fn cipher_truncated_tags() {
    let gcm = theirs("AES-128-GCM");
    let (sealed, tag) = gcm.seal(&[1; 16], &[2; 12], b"", b"message", 16).expect("a key");
    let ours = cipher::new_aead("AES-128-GCM", &[1; 16]).expect("a key");
    for length in [4, 8, 12, 15] {
        assert!(gcm.open(&[1; 16], &[2; 12], b"", &sealed, &tag[..length]).is_ok(), "C refuses {length} now");
        assert!(ours.decrypt(&[2; 12], b"", &sealed, &tag[..length]).is_err(), "{length}");
    }
    assert!(ours.decrypt(&[2; 12], b"", &sealed, &tag).is_ok());
}

pub(crate) fn cipher_xts_equal_halves() {
    assert!(theirs("AES-128-XTS").encrypt(&[1; 32], &[0; 16]).is_ok(), "C refuses such keys now");
    assert_eq!(Aes::new(&[1; 32], Xts::sector(0)).err(), Some(InvalidKey::EqualHalves));
    assert!(cipher::new("AES-128-XTS", &[1; 32], &[0; 16]).is_err());
}

const MODES: [&str; 10] = ["ECB", "CBC", "CFB", "OFB", "CTR", "GCM", "STREAM", "CCM", "XTS", "CHACHAPOLY"];

/// python-mbedtls's modules: what their names begin with here, and the modes that `new` takes.
const MODULES: [(&str, &str, &[&str]); 9] = [
    ("AES", "AES-128-", &["ECB", "CBC", "CFB", "OFB", "CTR", "XTS", "GCM", "CCM"]),
    ("ARC4", "ARC4-", &["STREAM"]),
    ("ARIA", "ARIA-128-", &["ECB", "CBC", "CTR", "GCM"]),
    ("Blowfish", "BLOWFISH-", &["ECB", "CBC", "CFB", "CTR"]),
    ("Camellia", "CAMELLIA-128-", &["ECB", "CBC", "CFB", "CTR", "GCM"]),
    ("CHACHA20", "CHACHA20", &["STREAM", "CHACHAPOLY"]),
    ("DES", "DES-", &["ECB", "CBC"]),
    ("DES3", "DES-EDE3-", &["ECB", "CBC"]),
    ("DES3dbl", "DES-EDE-", &["ECB", "CBC"]),
];

/// The cells where we differ, and the rows that say how.
const CELLS: &[(&str, &[&str], &str)] = &[
    ("ARC4", &["STREAM"], "cipher-arc4-mode"),
    ("ARIA", &["GCM"], "cipher-gcm-without-tag"),
    ("ARIA", &["CFB", "CCM"], "cipher-aria-camellia-modes"),
    ("ARIA", &["OFB"], "cipher-more"),
    ("Camellia", &["GCM"], "cipher-gcm-without-tag"),
    ("Camellia", &["CCM"], "cipher-aria-camellia-modes"),
    ("Camellia", &["OFB"], "cipher-more"),
    ("Blowfish", &["OFB"], "cipher-more"),
    ("DES", &["CFB", "OFB", "CTR"], "cipher-more"),
    ("DES3", &["CFB", "OFB", "CTR"], "cipher-more"),
    ("DES3dbl", &["CFB", "OFB", "CTR"], "cipher-more"),
];

/// Whether there is a cipher by name that begins so, in the mode of that number, with no other cipher's name in between.
fn by_name(begin: &str, mode: usize) -> bool {
    Algorithm::available().iter().any(|algorithm| {
        let rest = algorithm.name().strip_prefix(begin);
        algorithm.mode() as usize == mode && rest.is_some_and(|rest| !rest.starts_with("EDE"))
    })
}

/// Each module in each mode, as `new` of python-mbedtls takes it: here, too, or there is a row that says why not; and the
/// other way round.
#[test]
fn every_module_in_every_mode() {
    let rows: Vec<_> = divergence::all().iter().map(|row| row.id).collect();
    let (mut counts, mut ledger) =
        (BTreeMap::<&str, usize>::new(), Ledger::new("cells of modules and modes"));
    for (module, begin, modes) in MODULES {
        for (number, mode) in (1..).zip(MODES) {
            let (python, ours) = (modes.contains(&mode), by_name(begin, number));
            let row = CELLS.iter().find(|(of, modes, _)| *of == module && modes.contains(&mode));
            let cell = match (python, ours, row) {
                (true, true, None) => "the same",
                (true, true, Some(_)) => "both, with a divergence",
                (false, true, Some(_)) => "ours alone, with a divergence",
                (false, false, None) => "neither",
                _ => panic!("{module} in {mode}: python-mbedtls {python}, ours {ours}, row {row:?}"),
            };
            if let Some((_, _, id)) = row {
                assert!(rows.contains(id), "{module} in {mode}: no row {id}");
            }
            *counts.entry(cell).or_default() += 1;
            ledger.ran();
        }
    }
    println!("cells of modules and modes: {counts:?}");
    ledger.finish();
}
