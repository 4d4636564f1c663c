// SPDX-License-Identifier: MIT
//! Secrets are gone when their memory is given back.
//!
//! Two ways to see that, over every block that is freed while a secret is made, used and dropped:
//!
//! 1. The same is done with two secrets, three times each in turn. A byte of a freed block that depends on the secret, and
//!    on nothing else, was not wiped; whatever form it has there (key schedules, hash states).
//! 2. Private keys bring their public keys with them, which depend on the secret too, and may stay. There, sixteen bytes
//!    of a secret number in a row, in either byte order, must not be found; nor of the PEM that it stands in, of the
//!    password of a file, or of a nonce.
//!
//! Each object is boxed, so that its own memory is a freed block too. Not seen: the stack and registers; and for private
//! keys forms other than plain numbers, such as Montgomery's. And a limit of the language: moving an object copies what
//! lay on the stack under its padding and under the unused part of an `enum`, and no `Drop` reaches that. So up to
//! [`RESIDUE`] bytes are let pass, where a state or key schedule that was not wiped would be more; for what is `Clone`, the
//! test clones it onto a clean stack, and lets pass no more than [`PADDING`].

#[path = "wiping/private.rs"]
mod private;
#[path = "wiping/symmetric.rs"]
mod symmetric;

use std::hint::black_box;
use std::sync::atomic::{AtomicU8, Ordering};

use private::{
    agreement, encrypted, exchange, finite_field_exchange, left, nonces, pieces, read_and_drop,
    read_sign_and_write,
};
use purembed::cipher;
use purembed::pk::{Curve, Ecc, Ed448, Ed25519, Group, PrivateKey, Rsa, SharedSecret, Xdh, XdhCurve};
use purembed::rand::RngError;
use purembed::secrets::SecretBytes;
use purembed_lowlevel::heap::{Recorder, record};
use symmetric::{CIPHER, SYMMETRIC, named};
use zeroize::ZeroizeOnDrop;

#[global_allocator]
static HEAP: Recorder = Recorder::new();

/// The secret of the run, from which scenarios make what they need on the stack.
static SEED: AtomicU8 = AtomicU8::new(0);

fn secret<const N: usize>() -> [u8; N] {
    let seed = SEED.load(Ordering::Relaxed);
    // Visible ASCII, so that it is good for text too.
    std::array::from_fn(|i| b'!' + (i as u8).wrapping_mul(7).wrapping_add(seed) % 90)
}

/// A source that gives the secret, and holds nothing.
fn source(out: &mut [u8]) -> Result<(), RngError> {
    let bytes = secret::<256>();
    out.copy_from_slice(&bytes[..out.len()]);
    Ok(())
}

/// What padding and unused parts may carry along, in bytes of one block: less than any state below.
const RESIDUE: usize = 64;
/// As much twice, for the powers of GCM: they begin at a multiple of 64 bytes, within a key that does so, too.
const GAPS: usize = 2 * RESIDUE;
/// What padding alone may carry along: less than the two smallest hash states, MD5's. How much it is depends on where the
/// compiler puts what: 8 to 30 bytes were seen.
const PADDING: usize = 31;

/// How many freed bytes depend on the secret, and in which blocks.
fn dependent(scenario: fn()) -> Vec<(usize, usize)> {
    // Once before, so that what is set up on first use is there.
    scenario();
    let runs: Vec<_> = [1, 40, 1, 40, 1, 40]
        .into_iter()
        .map(|seed| {
            SEED.store(seed, Ordering::Relaxed);
            record(scenario)
        })
        .collect();
    let shape = |run: &Vec<Vec<u8>>| run.iter().map(Vec::len).collect::<Vec<_>>();
    runs.iter().for_each(|run| assert_eq!(shape(run), shape(&runs[0]), "runs do not compare"));
    let depends = |block: usize, at: usize| {
        let byte = |run: usize| runs[run][block][at];
        byte(0) == byte(2)
            && byte(2) == byte(4)
            && byte(1) == byte(3)
            && byte(3) == byte(5)
            && byte(0) != byte(1)
    };
    (0..runs[0].len())
        .map(|block| (0..runs[0][block].len()).filter(|at| depends(block, *at)).count())
        .enumerate()
        .filter(|(_, count)| *count > 0)
        .map(|(block, count)| (runs[0][block].len(), count))
        .collect()
}

/// Boxes it, so that its own memory is seen to be given back, and makes the compiler believe that it is used.
fn drop_boxed<T>(object: T) {
    drop(black_box(Box::new(object)));
}

/// Whose numbers are known to stay, and why; SECURITY.md says so.
const KNOWN: &[(&str, &str)] = &[];

/// Types that say themselves that they wipe.
const PROMISES: [fn() -> bool; 5] = [
    needs_drop::<SecretBytes>,
    needs_drop::<SharedSecret>,
    needs_drop::<purembed::hmac::Tag>,
    needs_drop::<purembed::rand::CtrMechanism>,
    needs_drop::<purembed::rand::HmacMechanism>,
];

fn needs_drop<T: ZeroizeOnDrop>() -> bool {
    std::mem::needs_drop::<T>()
}

fn main() {
    assert!(PROMISES.iter().all(|promise| promise()));
    println!("{} types promise to wipe", PROMISES.len());
    let mut failed = Vec::new();

    let control = dependent(|| drop_boxed(secret::<64>().to_vec()));
    assert_eq!(control, [(64, 64)], "a vector that nobody wipes is found");
    for (name, residue, scenario) in SYMMETRIC {
        let left = dependent(*scenario);
        let most = left.iter().map(|(_, bytes)| *bytes).max().unwrap_or(0);
        println!("{name}: {most} bytes left");
        if most > *residue {
            failed.push(format!("{name}: {left:?} (size of block, bytes that depend on the secret)"));
        }
    }

    let mut report = |name: String, left: Vec<(usize, usize)>| {
        println!("{name}: left in {} blocks", left.len());
        if !left.is_empty() {
            failed.push(format!("{name}: {left:?} (size of block, windows of 16 secret bytes)"));
        }
    };
    for group in Group::available() {
        report(format!("EphemeralKey, static keys, SharedSecret, {group:?}"), left(|| agreement(*group)));
        report(format!("EcdhServer, EcdhClient, {group:?}"), left(|| exchange(*group)));
    }
    report("DhServer, DhClient, DhSharedSecret".into(), left(finite_field_exchange));
    for curve in [Curve::SECP256R1, Curve::SECP256K1, Curve::BRAINPOOLP256R1] {
        report(format!("nonces of ECDSA, {curve:?}"), nonces(curve));
    }

    let ciphers = cipher::Algorithm::available();
    let mut worst = 0;
    for (index, algorithm) in ciphers.iter().enumerate() {
        CIPHER.store(index, Ordering::Relaxed);
        let left = dependent(named);
        let most = left.iter().map(|(_, bytes)| *bytes).max().unwrap_or(0);
        worst = worst.max(most);
        if most > if algorithm.mode() == cipher::Mode::Gcm { GAPS } else { RESIDUE } {
            failed.push(format!("{algorithm}: {left:?} (size of block, bytes that depend on the secret)"));
        }
    }
    println!("{} ciphers by name: {worst} bytes left at most", ciphers.len());

    let mut keys: Vec<(String, PrivateKey)> = vec![
        ("Ed25519".into(), PrivateKey::from(Ed25519::generate().expect("a key"))),
        ("Ed448".into(), PrivateKey::from(Ed448::generate().expect("a key"))),
        ("Xdh, X25519".into(), PrivateKey::from(Xdh::generate(XdhCurve::X25519).expect("a key"))),
        ("Xdh, X448".into(), PrivateKey::from(Xdh::generate(XdhCurve::X448).expect("a key"))),
        ("Rsa, 2048 bits".into(), PrivateKey::from(Rsa::generate(2048).expect("a key"))),
    ];
    keys.extend(
        Curve::available()
            .iter()
            .map(|curve| (format!("Ecc, {curve}"), PrivateKey::from(Ecc::generate(*curve).expect("a key")))),
    );
    for (name, key) in &keys {
        let control = pieces(key, |der| drop_boxed(der.to_vec()));
        assert!(!control.is_empty(), "{name}: an encoding that nobody wipes is found");
        for (what, left) in [
            ("read", pieces(key, read_and_drop)),
            ("read, signed with, written", pieces(key, read_sign_and_write)),
            ("encrypted, with its password", left(|| encrypted(key))),
        ] {
            let known = KNOWN.iter().find(|(known, _)| *known == *name).map(|(_, why)| *why);
            match (left.len(), known) {
                (0, None) => println!("{name}, {what}: nothing left"),
                (0, Some(_)) => {
                    failed.push(format!("{name}, {what}: nothing left any more; say so in SECURITY.md"));
                }
                (blocks, Some(why)) => println!("{name}, {what}: left in {blocks} blocks, as known: {why}"),
                (_, None) => {
                    failed.push(format!(
                        "{name}, {what}: {left:?} (size of block, windows of 16 secret bytes)"
                    ));
                }
            }
        }
    }
    assert!(failed.is_empty(), "left in freed memory:\n{}", failed.join("\n"));
    println!(
        "wiping: {} symmetric, {} private keys, {} known exceptions",
        SYMMETRIC.len(),
        keys.len(),
        KNOWN.len()
    );
}
