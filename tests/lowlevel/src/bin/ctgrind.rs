// SPDX-License-Identifier: MIT
//! Runs one operation with its secrets marked as undefined, for Valgrind to report branches and addresses that depend
//! on them (after "ctgrind", 2010). Run by the script `tests/ctgrind`.

use std::hint::black_box;
use std::process::ExitCode;

use purembed::hashlib::Algorithm;
use purembed::hkdf;
use purembed::hmac::Key;
use purembed::secrets;
use purembed_accel::{aes, aes_gcm};
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

/// Every mode of AES, with keys of every size, on few blocks and on many.
fn aes() {
    let kernel = aes::Kernel::detect();
    let key = secret([9; 32]);
    for size in [16, 24, 32] {
        let key = aes::Key::new(kernel, &key[..size]).expect("a size that AES has");
        for count in [1, 3, 8, 37] {
            let mut blocks = secret([10; 37 * 16]);
            let blocks = &mut blocks.as_chunks_mut().0[..count];
            let (mut chain, mut mac) = (secret([11; 16]), secret([12; 16]));
            // Whoever knows how long the messages are knows this one.
            let mut counter = [0xff; 16];
            key.encrypt_blocks(blocks);
            key.decrypt_blocks(blocks);
            key.cbc_encrypt(&mut chain, blocks);
            key.cbc_decrypt(&mut chain, blocks);
            key.cfb_encrypt(&mut chain, blocks);
            key.cfb_decrypt(&mut chain, blocks);
            key.ofb(&mut chain, blocks);
            key.ctr(&mut counter, blocks);
            key.xts_encrypt(&mut chain, blocks);
            key.xts_decrypt(&mut chain, blocks);
            key.cbc_mac(&mut mac, blocks);
            key.ccm_encrypt(&mut counter, &mut mac, blocks);
            key.ccm_decrypt(&mut counter, &mut mac, blocks);
            black_box((&chain, &counter, &mac, &blocks));
        }
    }
}

/// AES-GCM, with everything a secret.
fn aes_gcm() {
    let kernel = aes::Kernel::detect();
    let key = secret([13; 32]);
    for size in [16, 24, 32] {
        let key = aes_gcm::Key::new(kernel, &key[..size]).expect("a size that AES has");
        for length in [0, 1, 16, 100, 600] {
            let mut message = secret([14; 600]);
            let (j0, ad) = (secret([15; 16]), secret([16; 40]));
            let sealed = key.seal(&j0, &ad, &mut message[..length]);
            let opened = key.open(&j0, &ad, &mut message[..length]);
            assert!(public(secrets::compare_digest(&sealed, &opened)));
        }
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
        "aes" => aes,
        "aes-gcm" => aes_gcm,
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
