// SPDX-License-Identifier: MIT
//! The sets for ciphers in `vectors/`, through the ciphers by name.

use std::collections::BTreeMap;

use purembed_tests::ciphers::{Way, crypt, open, seal, unwrap, wrap};
use purembed_tests::ledger::Ledger;
use purembed_tests::suite;
use purembed_tests::vectors::{Case, rsp, text, unhex};

/// A test for each set: which way it is read, its files, and the cipher.
macro_rules! sets {
    ($($test:ident: $read:ident $cipher:literal $($path:literal)*;)*) => {
        $(
            #[test]
            fn $test() {
                for path in [$($path),*] {
                    $read(path, $cipher);
                }
            }
        )*
    };
}

sets! {
    aes_ecb: modes "AES-ECB"
        "nist/aes/ECBMMT128.rsp" "nist/aes/ECBMMT192.rsp" "nist/aes/ECBMMT256.rsp"
        "nist/aes/ECBGFSbox128.rsp" "nist/aes/ECBGFSbox192.rsp" "nist/aes/ECBGFSbox256.rsp"
        "nist/aes/ECBKeySbox128.rsp" "nist/aes/ECBKeySbox192.rsp" "nist/aes/ECBKeySbox256.rsp"
        "nist/aes/ECBVarKey128.rsp" "nist/aes/ECBVarKey192.rsp" "nist/aes/ECBVarKey256.rsp"
        "nist/aes/ECBVarTxt128.rsp" "nist/aes/ECBVarTxt192.rsp" "nist/aes/ECBVarTxt256.rsp";
    aes_cbc: modes "AES-CBC"
        "nist/aes/CBCMMT128.rsp" "nist/aes/CBCMMT192.rsp" "nist/aes/CBCMMT256.rsp"
        "nist/aes/CBCGFSbox128.rsp" "nist/aes/CBCGFSbox192.rsp" "nist/aes/CBCGFSbox256.rsp"
        "nist/aes/CBCKeySbox128.rsp" "nist/aes/CBCKeySbox192.rsp" "nist/aes/CBCKeySbox256.rsp";
    aes_cfb128: modes "AES-CFB128"
        "nist/aes/CFB128MMT128.rsp" "nist/aes/CFB128MMT192.rsp" "nist/aes/CFB128MMT256.rsp"
        "nist/aes/CFB128GFSbox128.rsp" "nist/aes/CFB128GFSbox192.rsp" "nist/aes/CFB128GFSbox256.rsp"
        "nist/aes/CFB128KeySbox128.rsp" "nist/aes/CFB128KeySbox192.rsp" "nist/aes/CFB128KeySbox256.rsp";
    aes_cfb8: modes "AES-CFB8"
        "nist/aes/CFB8MMT128.rsp" "nist/aes/CFB8MMT192.rsp" "nist/aes/CFB8MMT256.rsp"
        "nist/aes/CFB8GFSbox128.rsp" "nist/aes/CFB8GFSbox192.rsp" "nist/aes/CFB8GFSbox256.rsp"
        "nist/aes/CFB8KeySbox128.rsp" "nist/aes/CFB8KeySbox192.rsp" "nist/aes/CFB8KeySbox256.rsp";
    aes_ofb: modes "AES-OFB"
        "nist/aes/OFBMMT128.rsp" "nist/aes/OFBMMT192.rsp" "nist/aes/OFBMMT256.rsp"
        "nist/aes/OFBGFSbox128.rsp" "nist/aes/OFBGFSbox192.rsp" "nist/aes/OFBGFSbox256.rsp"
        "nist/aes/OFBKeySbox128.rsp" "nist/aes/OFBKeySbox192.rsp" "nist/aes/OFBKeySbox256.rsp";
    rfc_3686: modes "AES-CTR" "rfc/aes-128-ctr.txt" "rfc/aes-192-ctr.txt" "rfc/aes-256-ctr.txt";
    aes_xts: xts "AES-XTS" "nist/xts/XTSGenAES128.seqno.rsp" "nist/xts/XTSGenAES256.rsp";
    aes_ccm: ccm "AES-CCM"
        "nist/ccm/VADT128.rsp" "nist/ccm/VADT256.rsp" "nist/ccm/VPT128.rsp" "nist/ccm/VPT256.rsp"
        "nist/ccm/VNT128.rsp" "nist/ccm/VNT192.rsp" "nist/ccm/VNT256.rsp"
        "nist/ccm/VTT128.rsp" "nist/ccm/VTT192.rsp" "nist/ccm/VTT256.rsp"
        "nist/ccm/DVPT128.rsp" "nist/ccm/DVPT192.rsp" "nist/ccm/DVPT256.rsp";
    aes_gcm: gcm "AES-GCM"
        "mbedtls/gcm.aes128_en.data" "mbedtls/gcm.aes192_de.data" "mbedtls/gcm.aes256_en.data";
    camellia_gcm: gcm "CAMELLIA-GCM" "mbedtls/gcm.camellia.data";
    aes_kw: key_wrap "AES" "mbedtls/nist_kw.data";
    rfc_5649: kwp "AES-KWP" "rfc/kwp_botan.txt";
    tdes_ecb: modes "DES-EDE3-ECB" "nist/tdes/TECBMMT1.rsp" "nist/tdes/TECBMMT2.rsp" "nist/tdes/TECBMMT3.rsp";
    tdes_cbc: modes "DES-EDE3-CBC" "nist/tdes/TCBCMMT1.rsp" "nist/tdes/TCBCMMT2.rsp" "nist/tdes/TCBCMMT3.rsp";
    tdes_ofb: modes "DES-EDE3-OFB" "nist/tdes/TOFBMMT1.rsp" "nist/tdes/TOFBMMT2.rsp" "nist/tdes/TOFBMMT3.rsp";
    tdes_cfb8: modes "DES-EDE3-CFB8"
        "nist/tdes/TCFB8MMT1.rsp" "nist/tdes/TCFB8MMT2.rsp" "nist/tdes/TCFB8MMT3.rsp";
    tdes_cfb64: modes "DES-EDE3-CFB64"
        "nist/tdes/TCFB64MMT1.rsp" "nist/tdes/TCFB64MMT2.rsp" "nist/tdes/TCFB64MMT3.rsp";
    des_ecb: modes "DES-ECB"
        "nist/tdes/TECBinvperm.rsp" "nist/tdes/TECBpermop.rsp" "nist/tdes/TECBsubtab.rsp"
        "nist/tdes/TECBvarkey.rsp" "nist/tdes/TECBvartext.rsp";
    blowfish_ecb: modes "BLOWFISH-ECB" "schneier/bf-ecb.txt";
    blowfish_cbc: modes "BLOWFISH-CBC" "schneier/bf-cbc.txt";
    blowfish_cfb64: modes "BLOWFISH-CFB64" "schneier/bf-cfb.txt";
    blowfish_ofb: modes "BLOWFISH-OFB" "schneier/bf-ofb.txt";
    camellia_cbc: modes "CAMELLIA-CBC" "openssl/camellia-cbc.txt";
    camellia_cfb128: modes "CAMELLIA-CFB128" "openssl/camellia-cfb.txt";
    camellia_ofb: modes "CAMELLIA-OFB" "openssl/camellia-ofb.txt";
    camellia_ecb: ntt "CAMELLIA-256-ECB" "ntt/camellia-256-ecb.txt";
    aria: mbedtls_aria "ARIA" "mbedtls/aria.data";
    rfc_6229: arc4 "ARC4"
        "rfc/rfc-6229-40.txt" "rfc/rfc-6229-56.txt" "rfc/rfc-6229-64.txt" "rfc/rfc-6229-80.txt"
        "rfc/rfc-6229-128.txt" "rfc/rfc-6229-192.txt" "rfc/rfc-6229-256.txt";
    rfc_7539: chacha20 "CHACHA20" "rfc/chacha20.txt";
    chacha20_poly1305: chacha_poly "CHACHA20-POLY1305" "openssl/chacha20-poly1305.txt";
}

/// The cipher's name with the key's length, for those whose names have it.
fn sized(cipher: &str, key_bytes: usize) -> String {
    match cipher.split_once('-') {
        Some((family @ ("AES" | "ARIA" | "CAMELLIA"), mode)) => {
            // Half of the key is for the tweak.
            let bits = if mode == "XTS" { key_bytes * 4 } else { key_bytes * 8 };
            format!("{family}-{bits}-{mode}")
        }
        _ => cipher.to_owned(),
    }
}

/// Both directions of one case, in one piece and in two, unless the message is a unit.
fn both_ways(name: &str, key: &[u8], iv: &[u8], plain: &[u8], sealed: &[u8], place: &str) {
    for (way, from, to) in [(Way::Encrypt, plain, sealed), (Way::Decrypt, sealed, plain)] {
        assert_eq!(crypt(name, key, iv, way, &[from]).as_deref(), Ok(to), "{place}: {name}, {way:?}");
        let at = if name.ends_with("-ECB") { from.len() / 32 * 16 } else { from.len() / 3 };
        if !name.ends_with("-XTS") {
            let (first, second) = from.split_at(at);
            let pieces = crypt(name, key, iv, way, &[first, second]);
            assert_eq!(pieces.as_deref(), Ok(to), "{place}: {name}, {way:?} in pieces");
        }
    }
}

/// A value that not every case has.
fn optional(case: &mut Case, name: &str) -> Option<Vec<u8>> {
    let text = case.try_text(name)?;
    Some(unhex(&text).unwrap_or_else(|| panic!("{}: {name} is not hexadecimal", case.place)))
}

/// The ciphers that a case is for, with their keys: triple DES is also two-key triple DES, or DES, if parts of its key are
/// the same.
fn ciphers(case: &mut Case, cipher: &str) -> Vec<(String, Vec<u8>)> {
    let mode = cipher.rsplit('-').next().expect("a mode");
    if let Some(key) = optional(case, "KEYs") {
        return vec![
            (format!("DES-{mode}"), key.clone()),
            (format!("DES-EDE-{mode}"), key.repeat(2)),
            (format!("DES-EDE3-{mode}"), key.repeat(3)),
        ];
    }
    if let Some(first) = optional(case, "KEY1") {
        let (second, third) = (case.bytes("KEY2"), case.bytes("KEY3"));
        let mut ciphers = vec![(format!("DES-EDE3-{mode}"), [&first[..], &second, &third].concat())];
        if first == third {
            ciphers.push((format!("DES-EDE-{mode}"), [&first[..], &second].concat()));
        }
        if first == second && second == third {
            ciphers.push((format!("DES-{mode}"), first));
        }
        return ciphers;
    }
    let key = case.bytes("KEY");
    vec![(sized(cipher, key.len()), key)]
}

/// The format of NIST's suites AESAVS and TMOVS, which others follow.
fn modes(path: &str, cipher: &str) {
    let mut ledger = Ledger::new(path);
    for mut case in rsp(path) {
        case.number("COUNT");
        let (plain, sealed) = (case.bytes("PLAINTEXT"), case.bytes("CIPHERTEXT"));
        let ciphers = ciphers(&mut case, cipher);
        let iv = optional(&mut case, "IV").unwrap_or_default();
        for (name, key) in ciphers {
            both_ways(&name, &key, &iv, &plain, &sealed, &case.place);
        }
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

/// XTSVS: the tweak is a block, or a number.
fn xts(path: &str, cipher: &str) {
    let mut ledger = Ledger::new(path);
    for mut case in rsp(path) {
        case.number("COUNT");
        let bits = case.number("DataUnitLen");
        let (key, plain, sealed) = (case.bytes("Key"), case.bytes("PT"), case.bytes("CT"));
        let tweak = optional(&mut case, "i")
            .unwrap_or_else(|| (case.number("DataUnitSeqNumber") as u128).to_le_bytes().to_vec());
        case.done();
        if bits % 8 != 0 {
            ledger.skip("of bits that are not whole bytes");
            continue;
        }
        assert_eq!(plain.len() * 8, bits);
        both_ways(&sized(cipher, key.len()), &key, &tweak, &plain, &sealed, path);
        ledger.ran();
    }
    ledger.finish();
}

/// An authenticated case: valid ones both ways, forged ones refused.
struct Sealed<'a> {
    name: &'a str,
    key: &'a [u8],
    nonce: &'a [u8],
    ad: &'a [u8],
    sealed: &'a [u8],
    tag: &'a [u8],
}

impl Sealed<'_> {
    fn check(&self, plain: Option<&[u8]>, place: &str) {
        let Self { name, key, nonce, ad, sealed, tag } = self;
        let opened = open(name, key, nonce, ad, sealed, tag);
        let Some(plain) = plain else {
            assert!(opened.is_err(), "{place}: {name} opened a forgery");
            return;
        };
        assert_eq!(opened.as_deref(), Ok(plain), "{place}: {name}");
        let (again, its_tag) = seal(name, key, nonce, ad, plain, tag.len()).expect(place);
        assert_eq!((&again[..], &its_tag[..]), (*sealed, *tag), "{place}: {name}");
    }
}

/// CCMVS: what holds for several cases stands above them, in brackets or not.
fn ccm(path: &str, cipher: &str) {
    let mut ledger = Ledger::new(path);
    let mut lengths = BTreeMap::new();
    let (mut key, mut nonce) = (Vec::new(), Vec::new());
    for mut case in rsp(path) {
        for setting in case.section.split(", ") {
            if let Some((name, value)) = setting.split_once(" = ") {
                lengths.insert(name.to_owned(), value.parse::<usize>().expect("a length"));
            }
        }
        for name in ["Alen", "Plen", "Nlen", "Tlen"] {
            if let Some(length) = case.try_text(name) {
                lengths.insert(name.to_owned(), length.parse().expect("a length"));
            }
        }
        key = optional(&mut case, "Key").unwrap_or(key);
        nonce = optional(&mut case, "Nonce").unwrap_or(nonce);
        if case.try_text("Count").is_none() {
            case.done();
            continue;
        }
        let mut ad = case.bytes("Adata");
        let valid = case.try_text("Result").is_none_or(|result| result == "Pass");
        let mut plain = if valid { case.bytes("Payload") } else { Vec::new() };
        let mut sealed = case.bytes("CT");
        // An empty one is written as 00.
        ad.truncate(lengths["Alen"]);
        plain.truncate(lengths["Plen"]);
        let tag = sealed.split_off(sealed.len() - lengths["Tlen"]);
        assert_eq!((nonce.len(), sealed.len()), (lengths["Nlen"], lengths["Plen"]), "{}", case.place);
        let name = sized(cipher, key.len());
        let message = Sealed { name: &name, key: &key, nonce: &nonce, ad: &ad, sealed: &sealed, tag: &tag };
        message.check(valid.then_some(&plain), &case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

/// The cases of NIST's GCMVS that Mbed TLS has.
fn gcm(path: &str, cipher: &str) {
    let mut ledger = Ledger::new(path);
    for case in suite::read(path) {
        let encrypts = match case.function.as_str() {
            "gcm_encrypt_and_tag" => true,
            "gcm_decrypt_and_verify" => false,
            _ => {
                ledger.skip("about C's buffers, or a self-test");
                continue;
            }
        };
        let key = case.bytes(1);
        let (nonce, ad) = (case.bytes(3), case.bytes(4));
        let (plain, sealed, tag) = if encrypts {
            (Some(case.bytes(2)), case.bytes(5), case.bytes(7))
        } else {
            let forged = case.arguments[7] == "\"FAIL\"";
            ((!forged).then(|| case.bytes(8)), case.bytes(2), case.bytes(6))
        };
        let bits: usize = case.arguments[if encrypts { 6 } else { 5 }].parse().expect("a number");
        assert_eq!(tag.len() * 8, bits, "{}", case.title);
        let name = sized(cipher, key.len());
        let message = Sealed { name: &name, key: &key, nonce: &nonce, ad: &ad, sealed: &sealed, tag: &tag };
        message.check(plain.as_deref(), &case.title);
        ledger.ran();
    }
    ledger.finish();
}

/// The cases of NIST's KWVS, RFC 3394 and RFC 5649 that Mbed TLS has.
fn key_wrap(path: &str, cipher: &str) {
    let mut ledger = Ledger::new(path);
    for case in suite::read(path) {
        if !["mbedtls_nist_kw_wrap", "mbedtls_nist_kw_unwrap"].contains(&case.function.as_str()) {
            ledger.skip("about C's contexts and buffers, or a self-test");
            continue;
        }
        let mode = case.arguments[1].trim_start_matches("MBEDTLS_KW_MODE_");
        let (key, from, to) = (case.bytes(2), case.bytes(3), case.bytes(4));
        let name = format!("{cipher}-{}-{mode}", key.len() * 8);
        if case.function.ends_with("unwrap") {
            let unwrapped = unwrap(&name, &key, &from);
            if case.arguments[5] == "0" {
                assert_eq!(unwrapped.as_deref(), Ok(&to[..]), "{}", case.title);
                assert_eq!(wrap(&name, &key, &to).as_deref(), Ok(&from[..]), "{}", case.title);
            } else {
                assert!(unwrapped.is_err(), "{}", case.title);
            }
        } else {
            assert_eq!(wrap(&name, &key, &from).as_deref(), Ok(&to[..]), "{}", case.title);
            assert_eq!(unwrap(&name, &key, &to).as_deref(), Ok(&from[..]), "{}", case.title);
        }
        ledger.ran();
    }
    ledger.finish();
}

/// RFC 5649 section 6, and other implementations' answers.
fn kwp(path: &str, cipher: &str) {
    let mut ledger = Ledger::new(path);
    for mut case in rsp(path) {
        case.number("COUNT");
        let (key, input, output) = (case.bytes("Key"), case.bytes("Input"), case.bytes("Output"));
        let name = sized(cipher, key.len());
        assert_eq!(wrap(&name, &key, &input).as_deref(), Ok(&output[..]), "{}", case.place);
        assert_eq!(unwrap(&name, &key, &output).as_deref(), Ok(&input[..]), "{}", case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

/// NTT's file: `K No.001 : …`, then pairs of `P` and `C`, all in separate bytes.
fn ntt(path: &str, cipher: &str) {
    let mut ledger = Ledger::new(path);
    let (mut key, mut plain) = (Vec::new(), Vec::new());
    for line in text(path).lines() {
        let Some((what, value)) = line.split_once(" : ") else { continue };
        let value = unhex(&value.replace(' ', "")).expect("hexadecimal");
        match what.as_bytes()[0] {
            b'K' => key = value,
            b'P' => plain = value,
            _ => {
                both_ways(cipher, &key, b"", &plain, &value, what);
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

/// RFC 5794 and the official test vectors 1.0, as Mbed TLS has them.
fn mbedtls_aria(path: &str, cipher: &str) {
    let mut ledger = Ledger::new(path);
    for case in suite::read(path) {
        let Some((way, mode)) =
            case.function.strip_prefix("aria_").and_then(|function| function.split_once("crypt_"))
        else {
            ledger.skip("about C's parameters, or a self-test");
            continue;
        };
        let key = case.bytes(0);
        let name = format!("{cipher}-{}-{}", key.len() * 8, mode.to_uppercase());
        let (iv, first) = if mode == "ecb" { (Vec::new(), 1) } else { (case.bytes(1), 2) };
        let (from, to) = (case.bytes(first), case.bytes(first + 1));
        let (plain, sealed) = if way == "en" { (from, to) } else { (to, from) };
        both_ways(&name, &key, &iv, &plain, &sealed, &case.title);
        ledger.ran();
    }
    ledger.finish();
}

/// Parts of one key stream.
fn arc4(path: &str, _cipher: &str) {
    let mut ledger = Ledger::new(path);
    for mut case in rsp(path) {
        case.number("COUNT");
        let (key, offset) = (case.bytes("KEY"), case.number("OFFSET"));
        let (plain, sealed) = (case.bytes("PLAINTEXT"), case.bytes("CIPHERTEXT"));
        case.done();
        let name = format!("ARC4-{}", key.len() * 8);
        let before = vec![0; offset];
        for (way, from, to) in [(Way::Encrypt, &plain, &sealed), (Way::Decrypt, &sealed, &plain)] {
            let stream = crypt(&name, &key, b"", way, &[&before, from]).expect("a stream");
            assert_eq!(&stream[offset..], to, "{path} at {offset}");
        }
        ledger.ran();
    }
    ledger.finish();
}

/// RFC 7539 appendix A.2, whose counters do not begin at 0.
fn chacha20(path: &str, cipher: &str) {
    let mut ledger = Ledger::new(path);
    for mut case in rsp(path) {
        case.number("COUNT");
        let (key, nonce) = (case.bytes("KEY"), case.bytes("NONCE"));
        let before = vec![0; 64 * case.number("INITIAL_BLOCK_COUNTER")];
        let (plain, sealed) = (case.bytes("PLAINTEXT"), case.bytes("CIPHERTEXT"));
        for (way, from, to) in [(Way::Encrypt, &plain, &sealed), (Way::Decrypt, &sealed, &plain)] {
            let stream = crypt(cipher, &key, &nonce, way, &[&before, from]).expect("a stream");
            assert_eq!(&stream[before.len()..], to, "{}", case.place);
        }
        case.done();
        ledger.ran();
    }
    ledger.finish();
}

/// OpenSSL's, one of them forged.
fn chacha_poly(path: &str, cipher: &str) {
    let mut ledger = Ledger::new(path);
    for mut case in rsp(path) {
        case.number("COUNT");
        let (key, nonce, ad) = (case.bytes("Key"), case.bytes("IV"), case.bytes("AAD"));
        let (plain, sealed, tag) = (case.bytes("Plaintext"), case.bytes("Ciphertext"), case.bytes("Tag"));
        let forged = case.try_text("Result").is_some();
        let message = Sealed { name: cipher, key: &key, nonce: &nonce, ad: &ad, sealed: &sealed, tag: &tag };
        message.check((!forged).then_some(&plain), &case.place);
        case.done();
        ledger.ran();
    }
    ledger.finish();
}
