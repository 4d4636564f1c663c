// SPDX-License-Identifier: MIT
//! Secrets are gone when their memory is given back.
//!
//! Two ways to see that, over every block that is freed while a secret is made, used and dropped:
//!
//! 1. The same is done with two secrets, three times each in turn. A byte of a freed block that depends on the secret, and
//!    on nothing else, was not wiped; whatever form it has there (key schedules, hash states).
//! 2. Private keys bring their public keys with them, which depend on the secret too, and may stay. There, sixteen bytes
//!    of a secret number in a row, in either byte order, must not be found.
//!
//! Each object is boxed, so that its own memory is a freed block too. Not seen: the stack and registers; and for private
//! keys forms other than plain numbers, such as Montgomery's. And a limit of the language: moving an object copies what
//! lay on the stack under its padding and under the unused part of an `enum`, and no `Drop` reaches that. So up to
//! [`RESIDUE`] bytes are let pass, where a state or key schedule that was not wiped would be more; for what is `Clone`, the
//! test clones it onto a clean stack, and lets pass no more than [`PADDING`].

use std::hint::black_box;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use purembed::cipher::{
    self, Aead, Aes, AnyNonce, AuthTag, Cbc, Ccm, ChaCha20, ChaChaPoly, Cmac, Gcm, Kw, Kwp, Nonce, Padding,
    TripleDes,
};
use purembed::hashlib::Algorithm;
use purembed::hkdf;
use purembed::hmac::{Hmac, Key};
use purembed::pk::{Curve, Ecc, Ed25519, EphemeralKey, Group, PrivateKey, Rsa};
use purembed::rand::{Builder, RngError};
use purembed::secrets::{SecretBytes, SecretString};
use purembed_lowlevel::heap::{Recorder, record};
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
/// What padding alone may carry along: half of the two smallest hash states.
const PADDING: usize = 16;

/// What CBC keeps, in each direction: the last block of ciphertext, which is no secret but depends on it.
const CHAINS: usize = 32;

/// Overwrites the stack below.
#[inline(never)]
fn clean_stack() {
    black_box([0_u8; 16384]);
}

/// Clones and drops it where nothing of the original lies below.
fn drop_cloned<T: Clone>(object: &T) {
    #[inline(never)]
    fn cloned<T: Clone>(object: &T) -> Box<T> {
        Box::new(object.clone())
    }
    clean_stack();
    drop(black_box(cloned(object)));
}

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

/// Symmetric secrets: nothing that depends on them may be left.
const SYMMETRIC: &[(&str, usize, fn())] = &[
    ("SecretBytes, copied", 0, || drop_boxed(SecretBytes::copy_from(&secret::<64>()))),
    ("SecretBytes, taken over with spare room", 0, || {
        let mut bytes = Vec::with_capacity(100);
        bytes.extend_from_slice(&secret::<64>());
        drop_boxed(SecretBytes::new(bytes));
    }),
    ("SecretString", 0, || {
        let text = str::from_utf8(&secret::<64>()).expect("ASCII").to_owned();
        drop_boxed(SecretString::new(text));
    }),
    ("hmac::Tag", 0, || {
        for algorithm in Algorithm::available() {
            let mut hmac = Hmac::new(&secret::<32>(), *algorithm);
            hmac.update(b"message");
            drop_boxed(hmac.digest());
        }
    }),
    ("hmac::Key, Hmac", PADDING, || {
        for algorithm in Algorithm::available() {
            for len in [20, 200] {
                // Not boxed: what is looked at are the clones.
                let key = Key::new(*algorithm, &secret::<256>()[..len]);
                let mut hmac = Hmac::with_key(&key);
                hmac.update(b"a message that is longer than a block of any digest".repeat(3));
                black_box(key.verify(b"message", &[0; 20]).is_err());
                drop_cloned(&key);
                drop_cloned(&hmac);
            }
        }
    }),
    ("hkdf::Prk", RESIDUE, || {
        let prk = Box::new(hkdf::extract(&secret::<64>(), b"salt", Algorithm::SHA512));
        let mut okm = [0; 100];
        prk.expand(b"info", &mut okm).expect("short");
        black_box(&okm);
        drop_boxed(prk);
    }),
    ("CtrDrbg", RESIDUE, || {
        for builder in [Builder::ctr(), Builder::ctr().aes_128()] {
            let mut drbg = Box::new(builder.build(source).expect("a source"));
            drbg.generate(&mut [0; 300], b"more").expect("a source");
            drbg.reseed(b"again").expect("a source");
            drop_boxed(drbg);
        }
    }),
    ("HmacDrbg", RESIDUE, || {
        let mut drbg = Box::new(Builder::hmac(Algorithm::SHA512).build(source).expect("a source"));
        drbg.generate(&mut [0; 300], b"more").expect("a source");
        drbg.reseed(b"again").expect("a source");
        drop_boxed(drbg);
    }),
    ("Aead, AES-GCM", GAPS, || {
        for len in [16, 24, 32] {
            let aead = Aes::new(&secret::<32>()[..len], Gcm).expect("a key");
            let mut record = [0; 100];
            aead.encrypt_in_place(Nonce::assume_unique([1; 12]), b"ad", &mut record).expect("short");
            drop_boxed(aead);
        }
    }),
    ("Aead, ChaCha20-Poly1305", 0, || {
        let aead = ChaCha20::new(&secret(), ChaChaPoly);
        let mut record = [0; 100];
        aead.encrypt_in_place(Nonce::assume_unique([1; 12]), b"ad", &mut record).expect("short");
        drop_boxed(aead);
    }),
    ("CmacKey and RunningCmac", RESIDUE, || {
        for key in [&secret::<16>()[..], &secret::<24>(), &secret::<32>()] {
            let key = Box::new(Aes::new(key, Cmac).expect("a key"));
            let mut running = Box::new(key.start());
            running.update(b"a message longer than a block");
            black_box(running.digest());
            drop_boxed(running);
            drop_boxed(key);
        }
        drop_boxed(TripleDes::new(&secret::<24>(), Cmac).expect("a key"));
    }),
    ("what a forged message decrypts to", GAPS, || {
        let forged = AuthTag::from([0; 16]);
        let gcm = Aes::new(&secret::<32>(), Gcm).expect("a key");
        // Longer than the gaps by far.
        assert!(gcm.decrypt(&[1; 12], b"", &[0; 1000], forged).is_err());
        let chacha = ChaCha20::new(&secret(), ChaChaPoly);
        assert!(chacha.decrypt(&[1; 12], b"", &[0; 1000], forged).is_err());
    }),
    ("Encryptor, UnverifiedDecryptor, GCM", GAPS, || {
        in_pieces(&Aes::new(&secret::<32>(), Gcm).expect("a key"));
    }),
    ("Encryptor, UnverifiedDecryptor", RESIDUE, || {
        in_pieces(&Aes::new(&secret::<32>(), Ccm).expect("a key"));
        in_pieces(&ChaCha20::new(&secret(), ChaChaPoly));
    }),
    ("PaddedEncryptor, PaddedDecryptor", CHAINS, || {
        let cbc = || Aes::new(&secret::<32>(), Cbc([1; 16])).expect("a key");
        for padding in [Padding::Pkcs7, Padding::AnsiX923, Padding::Iso7816] {
            let (mut sealed, mut end, mut opened) = ([0; 64], [0; 16], [0; 64]);
            let mut encryptor = cbc().into_padded_encryptor(padding);
            let made = encryptor.update_into(&secret::<61>(), &mut sealed).expect("room");
            encryptor.finalize_into(&mut sealed[made..]).expect("room");
            let mut decryptor = cbc().into_padded_decryptor(padding);
            decryptor.update_into(&sealed, &mut opened).expect("room");
            decryptor.finalize_into(&mut end).expect("its own padding");
            assert_eq!(end[..13], secret::<61>()[48..]);
            // Given up in the middle of a block.
            let mut encryptor = cbc().into_padded_encryptor(padding);
            encryptor.update_into(&secret::<61>(), &mut sealed).expect("room");
            drop_boxed(encryptor);
            let mut decryptor = cbc().into_padded_decryptor(padding);
            decryptor.update_into(&secret::<61>(), &mut opened).expect("room");
            drop_boxed(decryptor);
        }
        assert!(cbc().decrypt_padded(Padding::Pkcs7, &[0; 64]).is_err());
    }),
    ("KeyWrapper", 0, || {
        let (kw, kwp) =
            (Aes::new(&secret::<32>(), Kw).expect("a key"), Aes::new(&secret::<16>(), Kwp).expect("a key"));
        let mut buffer = secret::<40>();
        kw.wrap_in_place(&mut buffer).expect("semiblocks");
        drop_boxed(kw.unwrap_key(&buffer).expect("its own"));
        assert!(kw.unwrap_key(&[0; 40]).is_err());
        assert!(kwp.unwrap_key(&[0; 40]).is_err());
        drop_boxed(kw);
        drop_boxed(kwp);
    }),
];

/// A message in pieces, in place, to the end; and another that is given up in its middle.
fn in_pieces<const N: usize>(aead: &Aead<N, 16>) {
    let (nonce, mut message) = (|| Nonce::assume_unique([1; N]), secret::<100>());
    let mut encryptor = aead.start_encrypt_sized(nonce(), b"ad", 100).expect("short");
    message.chunks_mut(37).for_each(|piece| encryptor.update_in_place(piece).expect("short"));
    let tag = encryptor.finalize().expect("all of it");
    let decryptor = aead.start_decrypt_unverified_sized(&[1; N], b"ad", 100);
    let mut decryptor = decryptor.expect("short");
    message.chunks_mut(41).for_each(|piece| decryptor.update_in_place(piece).expect("short"));
    decryptor.finalize(tag).expect("its own");
    assert_eq!(message, secret());
    let mut encryptor = aead.start_encrypt_sized(nonce(), b"ad", 100).expect("short");
    encryptor.update_in_place(&mut message[..37]).expect("short");
    drop_boxed(encryptor);
}

/// The cipher that [`named`] looks at.
static CIPHER: AtomicUsize = AtomicUsize::new(0);

/// One cipher by its name: a key, messages both ways, in pieces, and from the start again.
fn named() {
    let algorithm = cipher::Algorithm::available()[CIPHER.load(Ordering::Relaxed)];
    let (key, iv) = (&secret::<64>()[..algorithm.key_size()], &[1; 16][..algorithm.iv_size()]);
    let mut message = secret::<96>();
    if algorithm.is_aead() {
        let aead = Box::new(algorithm.start_aead(key).expect("its key"));
        let tag = aead.encrypt_in_place(AnyNonce::assume_unique(iv), b"ad", &mut message).expect("short");
        aead.decrypt_in_place(iv, b"ad", &mut message, tag.as_ref()).expect("its own tag");
        assert!(aead.decrypt(iv, b"another", &message, tag.as_ref()).is_err());
        drop_boxed(aead);
        return;
    }
    let mut cipher = Box::new(algorithm.start(key, iv).expect("its key and IV"));
    message.chunks_mut(48).for_each(|piece| cipher.encrypt_in_place(piece).expect("whole blocks"));
    message.chunks_mut(48).for_each(|piece| cipher.decrypt_in_place(piece).expect("whole blocks"));
    // Ends within a block, or is refused.
    black_box(cipher.encrypt_in_place(&mut message[..37]).is_ok());
    black_box(cipher.decrypt_in_place(&mut message[..37]).is_ok());
    black_box(cipher.encrypt(&message[..1]).is_err());
    drop_boxed(cipher);
    let mut cipher = algorithm.start(key, iv).expect("its key and IV");
    cipher.encrypt_in_place(&mut message).expect("whole blocks");
    cipher.restart(iv).expect("an IV of the same length");
    drop_boxed(cipher);
}

/// What stays of a key for agreement, and of what it agrees on: in how many freed blocks pieces of either stand. Its
/// public key, which depends on it as well, may stay.
fn agreement(group: Group) -> usize {
    let private = secret::<48>();
    let private = &private[..group.shared_secret_size()];
    let key = || EphemeralKey::dangerous_from_private_bytes(group, private).expect("a key");
    let peer = key().public_key().to_vec();
    let shared = key().agree(&peer).expect("a point").expose().to_vec();
    let mut secrets: Vec<Vec<u8>> = vec![private.to_vec(), shared];
    secrets.extend(secrets.clone().into_iter().map(|secret| secret.into_iter().rev().collect()));
    let freed = record(|| {
        drop_boxed(key());
        drop_boxed(key().agree(&peer).expect("a point"));
    });
    let holds = |block: &&Vec<u8>| {
        let mut known = secrets.iter().flat_map(|secret| secret.windows(16));
        known.any(|piece| block.windows(16).any(|window| window == piece))
    };
    freed.iter().filter(holds).count()
}

/// The numbers that make up a private key, as its encoding has them, big-endian.
fn numbers(key: &PrivateKey) -> Vec<Vec<u8>> {
    let der = match key {
        PrivateKey::Rsa(rsa) => rsa.to_der(),
        PrivateKey::Ecc(ecc) => ecc.to_der(),
        _ => key.to_pkcs8_der(),
    };
    let der = der.expose();
    match key {
        // RSAPrivateKey (RFC 8017 A.1.2): version, n, e, and from there on secrets.
        PrivateKey::Rsa(_) => elements(elements(der)[0]).into_iter().skip(3).map(<[u8]>::to_vec).collect(),
        // ECPrivateKey (RFC 5915): version, then the secret.
        PrivateKey::Ecc(_) => vec![elements(elements(der)[0])[1].to_vec()],
        // RFC 8410 section 7: the seed comes last.
        _ => vec![der[der.len() - 32..].to_vec()],
    }
}

/// The contents of DER elements that stand in a row.
fn elements(mut der: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let [_, first, rest @ ..] = der {
        let octets = usize::from(first.saturating_sub(0x80));
        let long = rest[..octets].iter().fold(0, |len, octet| len << 8 | usize::from(*octet));
        let len = if octets == 0 { usize::from(*first) } else { long };
        found.push(&rest[octets..octets + len]);
        der = &rest[octets + len..];
    }
    found
}

/// Runs something with a private key from its encoding to the end, and says in which freed blocks pieces of its numbers
/// stand.
fn pieces(key: &PrivateKey, scenario: impl Fn(&[u8])) -> Vec<(usize, usize)> {
    let mut pieces: Vec<[u8; 16]> = Vec::new();
    for number in numbers(key) {
        let reversed: Vec<u8> = number.iter().rev().copied().collect();
        for form in [&number, &reversed] {
            pieces.extend(form.windows(16).map(|window| <[u8; 16]>::try_from(window).expect("16 bytes")));
        }
    }
    pieces.sort_unstable();
    assert!(pieces.len() > 32, "the numbers were not found");
    let der = key.to_pkcs8_der();
    scenario(der.expose());
    let freed = record(|| scenario(der.expose()));
    let found = |block: &[u8]| {
        let known = |window: &&[u8]| pieces.binary_search_by(|piece| piece[..].cmp(window)).is_ok();
        block.windows(16).filter(known).count()
    };
    freed.iter().map(|block| (block.len(), found(block))).filter(|(_, found)| *found > 0).collect()
}

fn read_and_drop(der: &[u8]) {
    drop_boxed(PrivateKey::from_buffer(der).expect("our own encoding"));
}

fn read_sign_and_write(der: &[u8]) {
    let key = Box::new(PrivateKey::from_buffer(der).expect("our own encoding"));
    let signature = match &*key {
        PrivateKey::Rsa(rsa) => {
            // By the fast back end, where there is one; by ours; and what is not a message.
            drop(rsa.sign(b"message", Algorithm::SHA256).expect("a signature"));
            drop(rsa.sign_pss(b"message", Algorithm::SHA1).expect("a signature"));
            rsa.check().expect("primes");
            rsa.decrypt_pkcs1v15(&vec![1; rsa.key_size()]).expect("implicit rejection").expose().to_vec()
        }
        PrivateKey::Ecc(ecc) => {
            drop(ecc.sign(b"message", Algorithm::SHA256).expect("a signature"));
            ecc.sign_hedged(b"message", Algorithm::SHA256).expect("a signature")
        }
        PrivateKey::Ed25519(ed25519) => ed25519.sign(b"message").to_vec(),
        _ => Vec::new(),
    };
    black_box(signature);
    drop_boxed(key.to_pkcs8_der());
    drop_boxed(key);
}

/// Whose numbers are known to stay, and why; SECURITY.md says so.
const KNOWN: &[(&str, &str)] = &[];

/// Types that say themselves that they wipe.
const PROMISES: [fn() -> bool; 4] = [
    needs_drop::<SecretBytes>,
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

    for group in [Group::X25519, Group::SECP256R1, Group::SECP384R1] {
        let left = agreement(group);
        println!("EphemeralKey and SharedSecret, {group:?}: left in {left} blocks");
        if left > 0 {
            failed.push(format!("EphemeralKey and SharedSecret, {group:?}: in {left} blocks"));
        }
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

    let keys = [
        ("Ecc, secp256r1", PrivateKey::from(Ecc::generate(Curve::SECP256R1).expect("a key"))),
        ("Ecc, secp384r1", PrivateKey::from(Ecc::generate(Curve::SECP384R1).expect("a key"))),
        ("Ed25519", PrivateKey::from(Ed25519::generate().expect("a key"))),
        ("Rsa, 2048 bits", PrivateKey::from(Rsa::generate(2048).expect("a key"))),
    ];
    for (name, key) in &keys {
        let control = pieces(key, |der| drop_boxed(der.to_vec()));
        assert!(!control.is_empty(), "{name}: an encoding that nobody wipes is found");
        for (what, scenario) in
            [("read", read_and_drop as fn(&[u8])), ("read, signed with, written", read_sign_and_write)]
        {
            let left = pieces(key, scenario);
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
