// SPDX-License-Identifier: MIT
//! Runs one operation with its secrets marked as undefined, for Valgrind to report branches and addresses that depend
//! on them (after "ctgrind", 2010). Run by the script `tests/ctgrind`.

use std::hint::black_box;
use std::process::ExitCode;

use purembed::cipher::{
    Aead, Aes, Aria, AuthTag, Camellia, Cbc, Ccm, ChaCha20, ChaChaPoly, Cmac, Gcm, Kw, Kwp, Nonce, Padding,
};
use purembed::hashlib::Algorithm;
use purembed::hkdf;
use purembed::hmac::Key;
use purembed::secrets;
use purembed_accel::{aes, aes_gcm, aria, camellia, chacha20_poly1305, des};
use purembed_hmac::HiddenLengthKey;
use purembed_lowlevel::living::Registrar;
use purembed_lowlevel::valgrind;

mod public_key;

#[global_allocator]
static HEAP: Registrar = Registrar::new();

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

const DIGESTS: [Algorithm; 12] = [
    Algorithm::MD5,
    Algorithm::RIPEMD160,
    Algorithm::SHA1,
    Algorithm::SHA224,
    Algorithm::SHA256,
    Algorithm::SHA384,
    Algorithm::SHA512,
    Algorithm::SHA512_256,
    Algorithm::SHA3_224,
    Algorithm::SHA3_256,
    Algorithm::SHA3_384,
    Algorithm::SHA3_512,
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

/// What TLS checks records with that were encrypted after they were authenticated: the length is a secret, too.
fn hidden_length() {
    for algorithm in [Algorithm::SHA1, Algorithm::SHA256, Algorithm::SHA384] {
        let key = HiddenLengthKey::new(algorithm, &secret([3; 20])).expect("one of the three");
        let usual = Key::new(algorithm, &[3; 20]);
        for length in [0, 1, 50, 51, 64, 115, 200, 255] {
            let message = secret([5; 300]);
            let (head, tail) = message.split_at(45);
            let hidden = u32::from_le_bytes(secret(u32::to_le_bytes(length)));
            let tag = key.sign(&[&secret([6; 13]), head], tail, hidden);
            let expected = usual.sign(&[&[6; 13][..], &[5; 300][..45 + length as usize]].concat());
            assert!(public(secrets::compare_digest(tag.as_ref(), expected.as_ref())));
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

/// Lengths of messages: none, within a block, and enough for every loop of the kernels.
const LENGTHS: [usize; 6] = [0, 1, 16, 100, 600, 5000];

/// Seals and opens, at once and in pieces. Nonce, associated data and lengths are public, and so is whether it opens:
/// `finalize` answers that without a branch. Opening at once has one, on that answer; see `ctgrind.supp`.
fn seal_and_open<const N: usize>(aead: &Aead<N, 16>) {
    let nonce = || Nonce::assume_unique([17; N]);
    for length in LENGTHS {
        let mut message = secret([18; 5000]);
        let message = &mut message[..length];
        let tag = aead.encrypt_in_place(nonce(), b"public", message).expect("short");
        let decryptor = aead.start_decrypt_unverified_sized(&[17; N], b"public", length as u64);
        let mut decryptor = decryptor.expect("short");
        message.chunks_mut(77).for_each(|piece| decryptor.update_in_place(piece).expect("short"));
        assert!(public(decryptor.finalize(tag).is_ok()));
        let mut encryptor = aead.start_encrypt_sized(nonce(), b"public", length as u64).expect("short");
        message.chunks_mut(77).for_each(|piece| encryptor.update_in_place(piece).expect("short"));
        assert!(public(encryptor.finalize().expect("all of it") == tag));
        assert!(public(aead.decrypt_in_place(&[17; N], b"public", message, tag).is_ok()));
        let wrong = AuthTag::from(secret([19; 16]));
        assert!(!public(aead.decrypt_in_place(&[17; N], b"public", message, wrong).is_ok()));
    }
}

fn gcm() {
    for size in [16, 24, 32] {
        seal_and_open(&Aes::new(&secret([20; 32])[..size], Gcm).expect("a key"));
    }
}

fn ccm() {
    for size in [16, 24, 32] {
        seal_and_open(&Aes::new(&secret([21; 32])[..size], Ccm).expect("a key"));
    }
}

/// By the AEAD, and by its kernel with the associated data secret as well.
fn chacha20_poly1305() {
    seal_and_open(&ChaCha20::new(&secret([22; 32]), ChaChaPoly));
    let (kernel, key) = (chacha20_poly1305::Kernel::detect(), secret([23; 32]));
    for length in LENGTHS {
        let (mut message, ad, nonce) = (secret([24; 5000]), secret([25; 40]), secret([26; 12]));
        let sealed = chacha20_poly1305::seal(kernel, &key, &nonce, &ad, &mut message[..length]);
        let opened = chacha20_poly1305::open(kernel, &key, &nonce, &ad, &mut message[..length]);
        assert!(public(secrets::compare_digest(&sealed, &opened)));
    }
}

fn cmac() {
    for size in [16, 24, 32] {
        let key = Aes::new(&secret([27; 32])[..size], Cmac).expect("a key");
        for length in LENGTHS {
            let message = secret([28; 5000]);
            let tag = key.sign(&message[..length]);
            assert!(public(key.verify(&message[..length], tag.as_ref()).is_ok()));
            assert!(!public(key.verify(&message[..length], &secret([29; 16])).is_ok()));
            let mut running = key.start();
            message[..length].chunks(77).for_each(|piece| running.update(piece));
            assert!(public(running.finalize() == tag));
        }
    }
}

/// ARIA with every kernel, few blocks and many, and its key schedule; and with CCM, which has chains.
fn aria() {
    for (kernel, bytes) in aria::Kernel::every().flat_map(|kernel| [16, 24, 32].map(|bytes| (kernel, bytes)))
    {
        let key = aria::Key::new(kernel, &secret([46; 32])[..bytes]).expect("a key");
        for blocks in [1, 4, 5, 16, 17, 33, 100] {
            let mut message = secret([47; 1600]);
            let (message, _) = message[..16 * blocks].as_chunks_mut();
            key.encrypt_blocks(message);
            key.decrypt_blocks(message);
            assert!(public(secrets::compare_digest(message.as_flattened(), &[47; 1600][..16 * blocks])));
        }
    }
    seal_and_open(&Aria::new(&secret([48; 16]), Ccm).expect("a key"));
}

/// The same of Camellia, and the chains that it has of its own.
fn camellia() {
    for (kernel, bytes) in
        camellia::Kernel::every().flat_map(|kernel| [16, 24, 32].map(|bytes| (kernel, bytes)))
    {
        let key = camellia::Key::new(kernel, &secret([49; 32])[..bytes]).expect("a key");
        for blocks in [1, 4, 5, 16, 17, 33, 100] {
            let mut message = secret([50; 1600]);
            let (message, _) = message[..16 * blocks].as_chunks_mut();
            key.encrypt_blocks(message);
            key.decrypt_blocks(message);
            assert!(public(secrets::compare_digest(message.as_flattened(), &[50; 1600][..16 * blocks])));
            let mut chain = secret([51; 16]);
            key.cbc_encrypt(&mut chain, message);
            key.cfb_encrypt(&mut chain, message);
            black_box(message);
        }
    }
    seal_and_open(&Camellia::new(&secret([52; 16]), Ccm).expect("a key"));
}

/// Triple DES with every kernel in the modes in which no block waits for another; where one does, there are tables. Keys, too.
fn des() {
    for kernel in des::Kernel::every() {
        let keys = secret([38; 24]);
        let key = des::Ede::three(kernel, [0, 8, 16].map(|at| std::array::from_fn(|i| keys[at + i])));
        for blocks in [1, 4, 7, 31, 32, 33, 100] {
            let mut message = secret([39; 800]);
            let (message, _) = message[..8 * blocks].as_chunks_mut();
            key.encrypt_blocks(message);
            key.decrypt_blocks(message);
            assert!(public(secrets::compare_digest(message.as_flattened(), &[39; 800][..8 * blocks])));
        }
    }
}

/// Every last block that padding can make, and some that it cannot. Whether it is right, and how long the message is,
/// come out: the branch on that is one of those in `ctgrind.supp`, and from there on the length is public.
fn unpadding() {
    let cbc = || Aes::new(&secret([30; 16]), Cbc(secret([31; 16]))).expect("a key");
    for padding in [Padding::Pkcs7, Padding::AnsiX923, Padding::Iso7816] {
        for length in 0..=32 {
            // Public is what they have here: which bytes that are is not.
            let sealed = secret(black_box(seal_padded(padding, length)));
            let mut decryptor = cbc().into_padded_decryptor(padding);
            let used = (length / 16 + 1) * 16;
            let mut out = [0; 48];
            decryptor.update_into(&sealed[..used], &mut out).expect("room");
            let mut last = [0; 16];
            let opened = decryptor.finalize_into(&mut last);
            assert!(public(opened.is_ok()));
            let mut count = opened.unwrap_or(0).to_le_bytes();
            valgrind::mark_defined(&mut count);
            assert_eq!(usize::from_le_bytes(count), length % 16);
        }
        for wrong in 0..16 {
            let sealed = secret([wrong; 16]);
            let mut decryptor = cbc().into_padded_decryptor(padding);
            decryptor.update_into(&sealed, &mut []).expect("room");
            assert!(!public(decryptor.finalize_into(&mut [0; 16]).is_ok()));
        }
    }
}

fn seal_padded(padding: Padding, length: usize) -> [u8; 48] {
    let mut cbc = Aes::new(&[30; 16], Cbc([31; 16])).expect("a key");
    let sealed = cbc.encrypt_padded(padding, &[32; 32][..length]).expect("padded");
    let mut all = [0; 48];
    all[..sealed.len()].copy_from_slice(&sealed);
    all
}

/// Wraps and unwraps; whether it unwraps, and the length of what KWP had wrapped, come out (`ctgrind.supp`).
fn key_wrap() {
    for size in [16, 24, 32] {
        let key = secret([33; 32]);
        let kw = Aes::new(&key[..size], Kw).expect("a key");
        let mut buffer = secret([34; 40]);
        kw.wrap_in_place(&mut buffer).expect("semiblocks");
        assert!(public(kw.unwrap_in_place(&mut buffer).is_ok()));
        assert!(!public(kw.unwrap_in_place(&mut secret([35; 40])).is_ok()));
        let kwp = Aes::new(&key[..size], Kwp).expect("a key");
        for length in [1, 7, 8, 9, 20, 32] {
            let mut wrapped = kwp.wrap_key(&secret([36; 32])[..length]).expect("short");
            assert!(public(kwp.unwrap_in_place(&mut wrapped).is_ok()));
            assert!(!public(kwp.unwrap_in_place(&mut secret([37; 24])).is_ok()));
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
        "hidden-length" => hidden_length,
        "hkdf" => hkdf,
        "aes" => aes,
        "aes-gcm" => aes_gcm,
        "gcm" => gcm,
        "ccm" => ccm,
        "chacha20-poly1305" => chacha20_poly1305,
        "cmac" => cmac,
        "aria" => aria,
        "camellia" => camellia,
        "des" => des,
        "unpadding" => unpadding,
        "key-wrap" => key_wrap,
        "rsa-sign" => public_key::rsa_sign,
        "rsa-decrypt" => public_key::rsa_decrypt,
        "ecdsa" => public_key::ecdsa,
        "ecdh" => public_key::ecdh,
        "xdh" => public_key::xdh,
        "ed25519" => public_key::ed25519,
        "ed448" => public_key::ed448,
        "dh" => public_key::dh,
        "control-private-key" => public_key::control_private_key,
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
