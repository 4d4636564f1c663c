// SPDX-License-Identifier: MIT
//! Keys of ciphers, states of digests, generators: nothing that depends on the secret may be left.

use std::hint::black_box;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};

use purembed::cipher::{
    self, Aead, Aes, AnyNonce, AuthTag, Cbc, Ccm, ChaCha20, ChaChaPoly, Cmac, Gcm, Kw, Kwp, Nonce, Padding,
    TripleDes,
};
use purembed::hashlib::Algorithm;
use purembed::hkdf;
use purembed::hmac::{Hmac, Key};
use purembed::kdf::{ScryptCost, pbkdf2_hmac, scrypt};
use purembed::rand::Builder;
use purembed::secrets::{SecretBytes, SecretString};

use super::{GAPS, PADDING, RESIDUE, drop_boxed, secret, source};

/// What CBC keeps, in each direction: the last block of ciphertext, which is no secret but depends on it.
const CHAINS: usize = 32;

/// Symmetric secrets: nothing that depends on them may be left.
pub(super) const SYMMETRIC: &[(&str, usize, fn())] = &[
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
    ("pbkdf2_hmac, scrypt", PADDING, || {
        let (mut key, password) = (vec![0; 64], secret::<30>());
        pbkdf2_hmac(&password, b"salt", NonZeroU32::MIN, Algorithm::SHA512, &mut key).expect("short");
        for (log_n, r, p) in [(1, 1, 1), (6, 8, 2)] {
            let cost = ScryptCost::new(log_n, r, p).expect("costs");
            scrypt(&password, b"salt", cost, &mut key).expect("short");
        }
        drop_boxed(SecretBytes::new(key));
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
pub(super) static CIPHER: AtomicUsize = AtomicUsize::new(0);

/// One cipher by its name: a key, messages both ways, in pieces, and from the start again.
pub(super) fn named() {
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
