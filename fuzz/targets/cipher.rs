// SPDX-License-Identifier: MIT
//! Ciphers by name against Mbed TLS C: what is taken, what is refused, and what comes out.
#![no_main]

use libfuzzer_sys::fuzz_target;
use purembed::cipher::{self, Aes, AnyNonce, Kw, Kwp, Padding};
use purembed::parity::cipher::{Algorithm, Mode, Padding as TheirPadding};

// One byte each for the cipher, the length of the key, of the IV and of the associated data, the length of the tag or the
// padding, and the length of the pieces; then key, IV, data, message.
fuzz_target!(|data: &[u8]| {
    let Some((&[name, key, iv, ad, tag, piece], data)) = data.split_first_chunk() else { return };
    let all = Algorithm::available();
    let theirs = all[usize::from(name) % all.len()];
    // Mostly what fits.
    let length = |asked: u8, right: usize| if asked < 128 { right } else { usize::from(asked) - 128 };
    let Some((key, data)) = data.split_at_checked(length(key, theirs.key_size())) else { return };
    let Some((iv, data)) = data.split_at_checked(length(iv, theirs.iv_size())) else { return };
    let Some((ad, message)) = data.split_at_checked(ad.into()) else { return };
    let piece = 1 + usize::from(piece);
    match theirs.mode() {
        // Ours take every key of AES by one name.
        Mode::Kw | Mode::Kwp if key.len() != theirs.key_size() => assert!(theirs.wrap(key, message).is_err()),
        Mode::Kw => {
            let ours = Aes::new(key, Kw).expect("a key");
            agree(ours.wrap_key(message), theirs.wrap(key, message));
            agree(ours.unwrap_key(message).map(|key| key.expose().to_vec()), theirs.unwrap(key, message));
        }
        Mode::Kwp => {
            let ours = Aes::new(key, Kwp).expect("a key");
            agree(ours.wrap_key(message), theirs.wrap(key, message));
            agree(ours.unwrap_key(message).map(|key| key.expose().to_vec()), theirs.unwrap(key, message));
        }
        Mode::Gcm | Mode::Ccm | Mode::ChaChaPoly => authenticated(theirs, key, iv, ad, message, tag),
        _ => not_authenticated(theirs, key, iv, message, tag, piece),
    }
});

/// The same answer, or an error from both.
fn agree<E, F>(ours: Result<Vec<u8>, E>, theirs: Result<Vec<u8>, F>) {
    assert!(ours.ok() == theirs.ok());
}

fn authenticated(theirs: Algorithm, key: &[u8], nonce: &[u8], ad: &[u8], message: &[u8], tag: u8) {
    let size = usize::from(tag % 20);
    let ours = cipher::new_aead(theirs.name(), key).and_then(|ours| ours.with_tag_size(size));
    // GCM's shorter tags have no name here.
    if theirs.mode() == Mode::Gcm && size < 12 {
        return assert!(ours.is_err());
    }
    let sealed = ours.as_ref().ok().and_then(|ours| {
        let (mut sealed, tag) = ours.encrypt(AnyNonce::assume_unique(nonce), ad, message).ok()?;
        sealed.extend(tag.as_ref());
        Some(sealed)
    });
    let expected = theirs.seal(key, nonce, ad, message, size).ok();
    assert!(sealed == expected.map(|(sealed, tag)| [sealed, tag].concat()));
    let Ok(ours) = ours else { return };
    if let Some(sealed) = sealed {
        let (sealed, tag) = sealed.split_at(message.len());
        assert_eq!(ours.decrypt(nonce, ad, sealed, tag).as_deref(), Ok(message));
    }
    // The message as something that was received.
    if let Some((sealed, tag)) = message.len().checked_sub(size).map(|at| message.split_at(at)) {
        agree(ours.decrypt(nonce, ad, sealed, tag), theirs.open(key, nonce, ad, sealed, tag));
    }
}

fn not_authenticated(theirs: Algorithm, key: &[u8], iv: &[u8], message: &[u8], padding: u8, piece: usize) {
    let started = || cipher::new(theirs.name(), key, iv);
    let (Ok(mut ours), Ok(mut encrypting)) = (started(), theirs.encrypt(key, iv)) else {
        // C cuts IVs that are too long, and takes keys for XTS whose halves are the same.
        let taken = theirs.encrypt(key, iv).is_ok() && iv.len() <= theirs.iv_size();
        let (first, second) = key.split_at(key.len() / 2);
        return assert!(started().is_err() && (!taken || theirs.mode() == Mode::Xts && first == second));
    };
    let mut decrypting = theirs.decrypt(key, iv).expect("as encrypting");
    if theirs.mode() == Mode::Xts {
        agree(ours.encrypt(message), encrypting.update(message));
        return agree(ours.decrypt(message), decrypting.update(message));
    }
    let block = theirs.block_size();
    if theirs.mode() == Mode::Ecb || theirs.mode() == Mode::Cbc {
        let paddings = [
            (Padding::None, TheirPadding::None),
            (Padding::Pkcs7, TheirPadding::Pkcs7),
            (Padding::AnsiX923, TheirPadding::ZerosAndLen),
            (Padding::Iso7816, TheirPadding::OneAndZeros),
            (Padding::Zeros, TheirPadding::Zeros),
        ];
        if theirs.mode() == Mode::Cbc {
            let (ours, theirs_too) = paddings[usize::from(padding) % paddings.len()];
            encrypting.set_padding(theirs_too).expect("CBC");
            decrypting.set_padding(theirs_too).expect("CBC");
            let through = |cipher: &mut purembed::parity::cipher::Cipher, message: &[u8]| {
                let mut out = Vec::new();
                for piece in message.chunks(piece) {
                    out.extend(cipher.update(piece)?);
                }
                out.extend(cipher.finish()?);
                Ok::<_, purembed::parity::Error>(out)
            };
            agree(started().expect("a key").encrypt_padded(ours, message), through(&mut encrypting, message));
            agree(started().expect("a key").decrypt_padded(ours, message), through(&mut decrypting, message));
            // An end that the message chose.
            let whole = &message[..message.len() / block * block];
            let chosen = started().expect("a key").encrypt(whole).expect("whole blocks");
            let mut decrypting = theirs.decrypt(key, iv).expect("a key");
            decrypting.set_padding(theirs_too).expect("CBC");
            let expected = through(&mut decrypting, &chosen);
            return agree(started().expect("a key").decrypt_padded(ours, &chosen), expected);
        }
        let whole = &message[..message.len() / block * block];
        assert_eq!(ours.encrypt(message).is_ok(), whole.len() == message.len());
        let expected: Vec<u8> =
            whole.chunks(block).flat_map(|block| encrypting.update(block).expect("a block")).collect();
        return assert!(started().expect("a key").encrypt(whole).as_ref() == Ok(&expected));
    }
    for piece in message.chunks(piece) {
        agree(ours.encrypt(piece), encrypting.update(piece));
        agree(ours.decrypt(piece), decrypting.update(piece));
    }
}
