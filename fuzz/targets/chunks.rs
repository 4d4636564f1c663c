// SPDX-License-Identifier: MIT
//! Every cipher over a message in arbitrary pieces, against the same in one piece, and back again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use purembed_cipher::by_name::Mode;
use purembed_cipher::{
    Aead, Aes, Algorithm, AnyNonce, Aria, Camellia, Ccm, ChaCha20, ChaChaPoly, Gcm, Nonce, Padding, new_aead,
};

// One byte for the cipher, one for the padding, one for the number of pieces, one for each piece's length; the message,
// from which the key, the IV and the associated data are made.
fuzz_target!(|data: &[u8]| {
    let Some((&[name, padding, count], data)) = data.split_first_chunk() else { return };
    let Some((lengths, message)) = data.split_at_checked(count.into()) else { return };
    let all = Algorithm::available();
    let algorithm = all[usize::from(name) % all.len()];
    // The two halves of XTS's differ.
    let key: Vec<u8> = (0..algorithm.key_size())
        .map(|at| lengths.get(at).map_or(at as u8, |byte| byte ^ at as u8))
        .collect();
    let iv: Vec<u8> =
        message.iter().copied().chain(core::iter::repeat(0xff)).take(algorithm.iv_size()).collect();
    if algorithm.is_aead() {
        return authenticated(algorithm, &key, &iv, &pieces(message, lengths), message);
    }
    let Ok(mut whole) = algorithm.start(&key, &iv) else { return };
    let mut parts = algorithm.start(&key, &iv).expect("as before");
    match algorithm.mode() {
        Mode::Xts => {
            let Ok(sealed) = whole.encrypt(message) else { return assert!(message.len() < 16) };
            // Not a stream: the same again.
            assert!(
                parts.encrypt(message).as_ref() == Ok(&sealed)
                    && parts.encrypt(message).as_ref() == Ok(&sealed)
            );
            assert_eq!(parts.decrypt(&sealed).as_deref(), Ok(message));
        }
        Mode::Ecb | Mode::Cbc => padded(algorithm, &key, &iv, padding, &pieces(message, lengths), message),
        _ => {
            let sealed = whole.encrypt(message).expect("any length");
            let many: Vec<u8> = pieces(message, lengths)
                .iter()
                .flat_map(|piece| parts.encrypt(piece).expect("any length"))
                .collect();
            assert!(many == sealed);
            // Back, with the directions taking turns.
            let mut opened = Vec::new();
            for piece in pieces(&sealed, lengths) {
                opened.extend(parts.decrypt(piece).expect("any length"));
                assert_eq!(parts.encrypt(b"").as_deref(), Ok(&b""[..]));
            }
            assert!(opened == message);
            assert_eq!(whole.decrypt(&sealed).as_deref(), Ok(message));
            whole.restart(&iv).expect("the same IV");
            assert!(whole.encrypt(message).as_ref() == Ok(&sealed));
        }
    }
});

/// The message cut at these lengths; what is left is one more piece.
fn pieces<'m>(mut message: &'m [u8], lengths: &[u8]) -> Vec<&'m [u8]> {
    let mut pieces = Vec::new();
    for &length in lengths {
        let (piece, rest) = message.split_at(usize::from(length).min(message.len()));
        pieces.push(piece);
        message = rest;
    }
    pieces.push(message);
    pieces
}

fn padded(algorithm: Algorithm, key: &[u8], iv: &[u8], padding: u8, pieces: &[&[u8]], message: &[u8]) {
    let paddings = [Padding::None, Padding::Pkcs7, Padding::AnsiX923, Padding::Iso7816, Padding::Zeros];
    let padding = paddings[usize::from(padding) % paddings.len()];
    let started = || algorithm.start(key, iv).expect("as before");
    let sealed = started().encrypt_padded(padding, message);
    let mut encryptor = started().into_padded_encryptor(padding).expect("whole blocks");
    let mut many = Vec::new();
    for piece in pieces {
        let size = encryptor.output_size(piece.len());
        let out = encryptor.update(piece);
        assert_eq!(out.len(), size);
        many.extend(out);
    }
    let last = encryptor.finalize();
    assert_eq!(last.is_ok(), sealed.is_ok());
    let Ok(sealed) = sealed else {
        return assert!(padding == Padding::None && !message.len().is_multiple_of(algorithm.block_size()));
    };
    many.extend(last.expect("as at once"));
    assert!(many == sealed);
    // Both the padded message and the message itself, as something that was received.
    for received in [&sealed, message] {
        let expected = started().decrypt_padded(padding, received);
        let mut decryptor = started().into_padded_decryptor(padding).expect("whole blocks");
        let mut opened = Vec::new();
        let sizes: Vec<u8> = pieces.iter().map(|piece| piece.len().min(255) as u8).collect();
        for piece in self::pieces(received, &sizes) {
            opened.extend(decryptor.update(piece));
        }
        match decryptor.finalize() {
            Ok(last) => {
                opened.extend(last);
                assert!(expected.as_ref() == Ok(&opened));
            }
            Err(_) => assert!(expected.is_err()),
        }
        if received.as_ptr() == sealed.as_ptr() && padding != Padding::Zeros {
            assert_eq!(expected.as_deref(), Ok(message));
        }
    }
}

/// With types, in pieces; by name, at once.
fn authenticated(algorithm: Algorithm, key: &[u8], nonce: &[u8], pieces: &[&[u8]], message: &[u8]) {
    let aead = new_aead(algorithm.name(), key).expect("its key");
    let ad = &key[..key.len().min(message.len())];
    let nonce: [u8; 12] = nonce.try_into().expect("12 bytes");
    let (sealed, tag) = aead.encrypt(AnyNonce::assume_unique(&nonce), ad, message).expect("short");
    let tag: [u8; 16] = tag.as_ref().try_into().expect("16 bytes");
    let family = algorithm.name().split('-').next();
    let typed: Aead<12, 16> = match (family, algorithm.mode()) {
        (Some("AES"), Mode::Gcm) => Aes::new(key, Gcm).expect("its key"),
        (Some("AES"), _) => Aes::new(key, Ccm).expect("its key"),
        (Some("ARIA"), Mode::Gcm) => Aria::new(key, Gcm).expect("its key"),
        (Some("ARIA"), _) => Aria::new(key, Ccm).expect("its key"),
        (Some("CAMELLIA"), Mode::Gcm) => Camellia::new(key, Gcm).expect("its key"),
        (Some("CAMELLIA"), _) => Camellia::new(key, Ccm).expect("its key"),
        _ => ChaCha20::new(key.try_into().expect("32 bytes"), ChaChaPoly),
    };
    let length = message.len() as u64;
    let mut buffer = message.to_vec();
    let mut encryptor = typed.start_encrypt_sized(Nonce::assume_unique(nonce), ad, length).expect("short");
    each(&mut buffer, pieces, |piece| encryptor.update_in_place(piece).expect("as announced"));
    assert!(buffer == sealed);
    assert_eq!(encryptor.finalize().expect("as announced").as_ref(), tag);
    let mut decryptor = typed.start_decrypt_unverified_sized(&nonce, ad, length).expect("short");
    each(&mut buffer, pieces, |piece| decryptor.update_in_place(piece).expect("as announced"));
    assert!(decryptor.finalize(tag.into()).is_ok());
    assert!(buffer == message);
    assert_eq!(aead.decrypt(&nonce, ad, &sealed, &tag).as_deref(), Ok(message));
    let wrong = tag.map(|byte| !byte);
    let mut decryptor = typed.start_decrypt_unverified_sized(&nonce, ad, length).expect("short");
    each(&mut buffer, pieces, |piece| decryptor.update_in_place(piece).expect("as announced"));
    assert!(decryptor.finalize(wrong.into()).is_err());
}

fn each(buffer: &mut [u8], like: &[&[u8]], mut each: impl FnMut(&mut [u8])) {
    let mut rest = buffer;
    for piece in like {
        let (first, others) = rest.split_at_mut(piece.len());
        each(first);
        rest = others;
    }
}
