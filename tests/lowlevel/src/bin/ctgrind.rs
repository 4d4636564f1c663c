// SPDX-License-Identifier: MIT
//! Runs one operation with its secrets marked as undefined, for Valgrind to report branches and addresses that depend
//! on them (after "ctgrind", 2010). Run by the script `tests/ctgrind`.

use std::hint::black_box;
use std::process::ExitCode;

use purembed::hashlib::Algorithm;
use purembed::hkdf;
use purembed::hmac::Key;
use purembed::secrets;
use purembed_lowlevel::valgrind;

/// Hides these bytes from the compiler, which would fold them away, and marks them as secret for Valgrind.
fn secret<const N: usize>(bytes: [u8; N]) -> [u8; N] {
    let mut bytes = black_box(bytes);
    valgrind::mark_undefined(&mut bytes);
    black_box(bytes)
}

/// Marks an answer as what may be known.
fn public(answer: bool) -> bool {
    let mut answer = black_box([u8::from(answer)]);
    valgrind::mark_defined(&mut answer);
    black_box(answer) == [1]
}

const DIGESTS: [Algorithm; 6] = [
    Algorithm::MD5,
    Algorithm::SHA1,
    Algorithm::SHA224,
    Algorithm::SHA256,
    Algorithm::SHA384,
    Algorithm::SHA512,
];

fn compare() {
    let (a, b) = (secret([1; 64]), secret([2; 64]));
    assert!(!public(secrets::compare_digest(&a, &b)));
    let same = secret([1; 64]);
    assert!(public(secrets::compare_digest(&a, &same)));
}

fn hmac() {
    for algorithm in DIGESTS {
        for key in [&secret([3; 20])[..], &secret([4; 200])] {
            let key = Key::new(algorithm, key);
            let tag = key.sign(&secret([5; 300]));
            let mut tag = tag.as_ref().to_vec();
            assert!(public(key.verify(&secret([5; 300]), &tag).is_ok()));
            tag[0] ^= 1;
            assert!(!public(key.verify(&secret([5; 300]), &tag).is_ok()));
        }
    }
}

fn hkdf() {
    for algorithm in DIGESTS {
        let mut okm = [0; 100];
        let prk = hkdf::extract(&secret([6; 64]), &secret([7; 16]), algorithm);
        prk.expand(b"info", &mut okm).expect("short");
        hkdf::Prk::new(algorithm, &secret([8; 64])).expand(b"info", &mut okm).expect("short");
        black_box(okm);
    }
}

/// A comparison that stops at the first difference: has to be reported.
fn control_branch() {
    let (a, b) = (secret([1; 64]), secret([2; 64]));
    let equal = a.iter().zip(&b).all(|(a, b)| black_box(a) == black_box(b));
    black_box(equal);
}

/// A table looked up at a secret place: has to be reported.
fn control_address() {
    let table: [u8; 256] = black_box(std::array::from_fn(|i| i as u8));
    let at = secret([9]);
    black_box(table[usize::from(at[0])]);
}

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let operation = match name.as_str() {
        "compare" => compare,
        "hmac" => hmac,
        "hkdf" => hkdf,
        "control-branch" => control_branch,
        "control-address" => control_address,
        _ => return ExitCode::from(2),
    };
    if !valgrind::is_running() {
        return ExitCode::from(3);
    }
    operation();
    ExitCode::SUCCESS
}
