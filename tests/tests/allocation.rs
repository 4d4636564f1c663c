// SPDX-License-Identifier: MIT
//! What must not allocate. One test in a program of its own, because the allocator counts for the whole process.

use std::hint::black_box;
use std::num::NonZeroU32;

use peak_alloc::PeakAlloc;
use purembed::cipher::{Aes, Ccm, ChaCha20, ChaChaPoly, Cmac, Gcm, Nonce, TripleDes};
use purembed::hashlib::{self, Algorithm, Hash};
use purembed::hkdf::{Hkdf, Prk};
use purembed::hmac::Key;
use purembed::kdf::{self, tls12, tls13};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most memory, in bytes, that something took at once, beyond what was in use before.
fn peak(work: impl FnOnce()) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    work();
    MEMORY.peak_usage().saturating_sub(before)
}

#[test]
fn digests_codes_and_derivations_allocate_nothing() {
    assert!(peak(|| drop(black_box(vec![0_u8; 100]))) >= 100, "the allocator counts");
    // The back end is chosen once per process, which reads the environment.
    black_box(Algorithm::SHA512.digest(b""));
    let mut checked = 0;
    let mut nothing = |what: &str, work: &mut dyn FnMut()| {
        assert_eq!(peak(work), 0, "{what}");
        checked += 1;
    };
    let data = [0x61; 64];
    nothing("Sha256::digest", &mut || {
        black_box(hashlib::Sha256::digest(data));
    });
    for &algorithm in Algorithm::available() {
        nothing(algorithm.name(), &mut || {
            black_box(algorithm.digest(data));
        });
        nothing("streaming", &mut || {
            let hash = Hash::new(algorithm).chain(data);
            black_box(hash.digest());
            black_box(hash.chain([0; 1000]).finalize());
        });
        nothing("HMAC", &mut || {
            let key = Key::new(algorithm, &data);
            black_box(key.verify(&data, key.sign(&data).as_ref())).expect("its own tag");
        });
        nothing("HKDF", &mut || {
            let mut okm = [0; 200];
            Hkdf::new(algorithm).salt(&data).info(&data).derive(&data, &mut okm).expect("short enough");
            black_box(okm);
        });
        nothing("PBKDF2", &mut || {
            let mut key = [0; 100];
            let iterations = NonZeroU32::new(3).expect("three");
            kdf::pbkdf2_hmac(&data, &data, iterations, algorithm, &mut key).expect("short enough");
            black_box(key);
        });
        nothing("TLS's derivations", &mut || {
            let mut key = [0; 100];
            tls12::prf(&data, b"label", &[&data], algorithm, &mut key);
            let prk = Prk::new(algorithm, &key);
            tls13::expand_label(&prk, tls13::Protocol::TLS13, b"key", b"", &mut key).expect("short enough");
            black_box(key);
        });
    }
    let (aes, des) =
        (Aes::new(&data[..32], Cmac).expect("a key"), TripleDes::new(&data[..24], Cmac).expect("a key"));
    nothing("CMAC", &mut || {
        aes.verify(&data, aes.sign(&data).as_ref()).expect("its own tag");
        des.verify(&data, des.sign(&data).as_ref()).expect("its own tag");
    });
    let keys = [
        Aes::new(&data[..32], Gcm).expect("a key"),
        Aes::new(&data[..32], Ccm).expect("a key"),
        ChaCha20::new(&[7; 32], ChaChaPoly),
    ];
    for aead in keys {
        let nonce = || Nonce::assume_unique([0; 12]);
        nothing("authenticated encryption in place", &mut || {
            let mut message = [7; 100];
            let tag = aead.encrypt_in_place(nonce(), b"header", &mut message).expect("short enough");
            aead.decrypt_in_place(&[0; 12], b"header", &mut message, tag).expect("its own tag");
        });
        let mut encryptor = aead.start_encrypt_sized(nonce(), b"header", 1 << 20).expect("short enough");
        nothing("a piece of a message", &mut || {
            encryptor.update_in_place(&mut [7; 77]).expect("short enough");
        });
    }
    println!("{checked} operations allocate nothing");
}
