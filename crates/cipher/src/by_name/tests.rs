// SPDX-License-Identifier: MIT
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::{Algorithm, AnyNonce, Mode, NewError, get_supported_ciphers, new, new_aead};
use crate::{Aes, Cbc, DecryptError, InvalidInput, InvalidKey, InvalidPadding, Padding, TripleDes};

fn pattern(length: usize) -> Vec<u8> {
    (0..=u8::MAX).cycle().map(|i| i.wrapping_mul(151)).take(length).collect()
}

/// As python-mbedtls lists them.
const NAMES: [&str; 72] = [
    "AES-128-ECB",
    "AES-192-ECB",
    "AES-256-ECB",
    "AES-128-CBC",
    "AES-192-CBC",
    "AES-256-CBC",
    "AES-128-CFB128",
    "AES-192-CFB128",
    "AES-256-CFB128",
    "AES-128-OFB",
    "AES-192-OFB",
    "AES-256-OFB",
    "AES-128-CTR",
    "AES-192-CTR",
    "AES-256-CTR",
    "AES-128-XTS",
    "AES-256-XTS",
    "AES-128-GCM",
    "AES-192-GCM",
    "AES-256-GCM",
    "AES-128-CCM",
    "AES-192-CCM",
    "AES-256-CCM",
    "ARC4-128",
    "BLOWFISH-ECB",
    "BLOWFISH-CBC",
    "BLOWFISH-CFB64",
    "BLOWFISH-CTR",
    "CAMELLIA-128-ECB",
    "CAMELLIA-192-ECB",
    "CAMELLIA-256-ECB",
    "CAMELLIA-128-CBC",
    "CAMELLIA-192-CBC",
    "CAMELLIA-256-CBC",
    "CAMELLIA-128-CFB128",
    "CAMELLIA-192-CFB128",
    "CAMELLIA-256-CFB128",
    "CAMELLIA-128-CTR",
    "CAMELLIA-192-CTR",
    "CAMELLIA-256-CTR",
    "CAMELLIA-128-GCM",
    "CAMELLIA-192-GCM",
    "CAMELLIA-256-GCM",
    "CAMELLIA-128-CCM",
    "CAMELLIA-192-CCM",
    "CAMELLIA-256-CCM",
    "ARIA-128-ECB",
    "ARIA-192-ECB",
    "ARIA-256-ECB",
    "ARIA-128-CBC",
    "ARIA-192-CBC",
    "ARIA-256-CBC",
    "ARIA-128-CFB128",
    "ARIA-192-CFB128",
    "ARIA-256-CFB128",
    "ARIA-128-CTR",
    "ARIA-192-CTR",
    "ARIA-256-CTR",
    "ARIA-128-GCM",
    "ARIA-192-GCM",
    "ARIA-256-GCM",
    "ARIA-128-CCM",
    "ARIA-192-CCM",
    "ARIA-256-CCM",
    "DES-ECB",
    "DES-EDE-ECB",
    "DES-EDE3-ECB",
    "DES-CBC",
    "DES-EDE-CBC",
    "DES-EDE3-CBC",
    "CHACHA20",
    "CHACHA20-POLY1305",
];

#[test]
fn names() {
    assert_eq!(get_supported_ciphers(), NAMES);
    assert_eq!(
        Algorithm::available()[..72].iter().map(|algorithm| algorithm.name()).collect::<Vec<_>>(),
        NAMES
    );
    for algorithm in Algorithm::available() {
        assert_eq!(algorithm.name().parse(), Ok(*algorithm));
        assert_eq!(algorithm.to_string().to_lowercase().parse(), Ok(*algorithm));
        let same = |other: &&Algorithm| other.name() == algorithm.name();
        assert_eq!(Algorithm::available().iter().filter(same).count(), 1);
    }
    assert_eq!("AES-128".parse::<Algorithm>(), Err(NewError::UnknownCipher));
    assert_eq!(new("", b"", b"").err(), Some(NewError::UnknownCipher));
}

#[test]
fn sizes() {
    let sizes = |name: &str| {
        let algorithm: Algorithm = name.parse().unwrap();
        (algorithm.mode(), algorithm.key_size(), algorithm.iv_size(), algorithm.block_size())
    };
    assert_eq!(sizes("AES-192-ECB"), (Mode::Ecb, 24, 0, 16));
    assert_eq!(sizes("AES-256-XTS"), (Mode::Xts, 64, 16, 16));
    assert_eq!(sizes("AES-128-GCM"), (Mode::Gcm, 16, 12, 16));
    assert_eq!(sizes("ARIA-256-CCM"), (Mode::Ccm, 32, 12, 16));
    assert_eq!(sizes("BLOWFISH-CFB64"), (Mode::Cfb, 16, 8, 8));
    assert_eq!(sizes("DES-EDE-CBC"), (Mode::Cbc, 16, 8, 8));
    assert_eq!(sizes("ARC4-128"), (Mode::Stream, 16, 0, 1));
    assert_eq!(sizes("CHACHA20-POLY1305"), (Mode::ChaChaPoly, 32, 12, 1));
    assert_eq!(Algorithm::BLOWFISH_CBC.key_sizes(), 4..=56);
    assert_eq!(Algorithm::AES_128_CCM.iv_sizes(), 7..=13);
    // python-mbedtls's numbers
    let modes = [
        Mode::Ecb,
        Mode::Cbc,
        Mode::Cfb,
        Mode::Ofb,
        Mode::Ctr,
        Mode::Gcm,
        Mode::Stream,
        Mode::Ccm,
        Mode::Xts,
    ];
    assert_eq!(modes.map(|mode| mode as u8), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(Mode::ChaChaPoly as u8, 10);
}

#[test]
fn every_cipher_starts_with_what_it_says() {
    for algorithm in Algorithm::available() {
        let (key, iv) = (pattern(algorithm.key_size()), pattern(algorithm.iv_size()));
        if algorithm.is_aead() {
            assert_eq!(algorithm.start(&key, &iv).err(), Some(NewError::Authenticates));
            let aead = algorithm.start_aead(&key).unwrap();
            assert_eq!(format!("{aead:?}"), format!("DynAead({algorithm}, ..)"));
            continue;
        }
        assert_eq!(algorithm.start_aead(&key).err(), Some(NewError::DoesNotAuthenticate));
        let mut cipher = algorithm.start(&key, &iv).unwrap();
        assert_eq!(format!("{cipher:?}"), format!("DynCipher({algorithm}, ..)"));
        let (name, mode) = cipher.engine_name();
        assert_eq!([name, mode].join("-").trim_end_matches('-'), algorithm.name());

        let message = pattern(96);
        let sealed = cipher.encrypt(&message).unwrap();
        assert_ne!(sealed, message);
        assert_eq!(cipher.decrypt(&sealed).unwrap(), message);
        cipher.restart(&iv).unwrap();
        let mut buffer = message.clone();
        cipher.encrypt_in_place(&mut buffer).unwrap();
        assert_eq!(buffer, sealed);
        cipher.decrypt_in_place(&mut buffer).unwrap();
        assert_eq!(buffer, message);

        let (given, least, most) = (iv.len() + 1, iv.len(), iv.len());
        let too_long = Err(NewError::IvLength { given, least, most });
        assert_eq!(algorithm.start(&key, &pattern(given)).map(drop), too_long);
        assert_eq!(cipher.restart(&pattern(given)), too_long);
    }
}

#[test]
fn lengths_are_exact() {
    for algorithm in Algorithm::available() {
        let (least, most) = algorithm.key_sizes().into_inner();
        for given in (0..=65).filter(|given| !algorithm.key_sizes().contains(given)) {
            let wrong = Some(NewError::KeyLength { given, least, most });
            let iv = pattern(algorithm.iv_size());
            let error = if algorithm.is_aead() {
                algorithm.start_aead(&pattern(given)).err()
            } else {
                algorithm.start(&pattern(given), &iv).err()
            };
            assert_eq!(error, wrong);
        }
    }
    assert_eq!(new("AES-128-XTS", &[1; 32], &[0; 16]).err(), Some(NewError::Key(InvalidKey::EqualHalves)));
}

#[test]
fn errors_say_what_to_do() {
    let says = |error: Option<NewError>, text: &str| assert_eq!(error.unwrap().to_string(), text);
    says(new("DES-CBC", b"seven b", &[0; 8]).err(), "the key must have 8 bytes, not 7");
    says(new("BLOWFISH-ECB", b"abc", b"").err(), "the key must have 4 to 56 bytes, not 3");
    says(new("DES-CBC", &[1; 8], &[0; 16]).err(), "the IV must have 8 bytes, not 16");
    let text = "the cipher takes no IV: give an empty one, not 16 bytes";
    says(new("AES-128-ECB", &[1; 16], &[0; 16]).err(), text);
    let text = "the cipher authenticates: start it with `new_aead`, and give every message a nonce";
    says(new("AES-128-GCM", &[1; 16], &[0; 12]).err(), text);
    let text = "the two halves of a key for XTS must differ";
    says(new("AES-128-XTS", &[1; 32], &[0; 16]).err(), text);
}

#[test]
fn both_faces_agree() {
    let (key, message) = (pattern(24), pattern(64));
    let mut typed = Aes::new(&key, Cbc([3; 16])).unwrap();
    let mut named = new("AES-192-CBC", &key, &[3; 16]).unwrap();
    assert_eq!(named.encrypt(&message).unwrap(), typed.encrypt(&message).unwrap());
    let mut typed = TripleDes::new(&key, Cbc([3; 8])).unwrap();
    let mut named = new("DES-EDE3-CBC", &key, &[3; 8]).unwrap();
    let sealed = typed.encrypt_padded(Padding::Pkcs7, b"message").unwrap();
    assert_eq!(named.encrypt_padded(Padding::Pkcs7, b"message").unwrap(), sealed);
    assert_eq!(named.decrypt_padded(Padding::Pkcs7, &sealed).unwrap(), b"message");
}

#[test]
fn padding_is_for_whole_blocks() {
    for algorithm in Algorithm::available().iter().filter(|algorithm| !algorithm.is_aead()) {
        let start =
            || algorithm.start(&pattern(algorithm.key_size()), &pattern(algorithm.iv_size())).unwrap();
        let padded = matches!(algorithm.mode(), Mode::Ecb | Mode::Cbc);
        if padded {
            let mut encryptor = start().into_padded_encryptor(Padding::Pkcs7).unwrap();
            let sealed = [encryptor.update(&pattern(21)), encryptor.finalize().unwrap()].concat();
            let mut decryptor = start().into_padded_decryptor(Padding::Pkcs7).unwrap();
            assert_eq!([decryptor.update(&sealed), decryptor.finalize().unwrap()].concat(), pattern(21));
        } else {
            assert_eq!(start().encrypt_padded(Padding::Pkcs7, b"m"), Err(InvalidInput::NotPadded));
            assert_eq!(start().decrypt_padded(Padding::Pkcs7, &[0; 16]), Err(InvalidPadding));
            assert!(start().into_padded_encryptor(Padding::Pkcs7).is_err());
            assert!(start().into_padded_decryptor(Padding::Pkcs7).is_err());
        }
    }
}

#[test]
fn authenticated() {
    for algorithm in Algorithm::available().iter().filter(|algorithm| algorithm.is_aead()) {
        let (nonces, tags): (&[usize], &[usize]) = match algorithm.mode() {
            Mode::Gcm => (&[1, 11, 12, 13, 16, 100], &[12, 13, 14, 15, 16]),
            Mode::Ccm => (&[7, 8, 12, 13], &[4, 6, 8, 10, 12, 14, 16]),
            _ => (&[12], &[16]),
        };
        let aead = algorithm.start_aead(&pattern(algorithm.key_size())).unwrap();
        assert_eq!(aead.tag_size(), 16);
        for bytes in (0..20).filter(|bytes| !tags.contains(bytes)) {
            assert_eq!(aead.clone().with_tag_size(bytes).err(), Some(NewError::TagLength { given: bytes }));
        }
        for (tag_size, nonce) in
            tags.iter().flat_map(|tag| nonces.iter().map(move |nonce| (*tag, pattern(*nonce))))
        {
            let aead = aead.clone().with_tag_size(tag_size).unwrap();
            let (sealed, tag) =
                aead.encrypt(AnyNonce::assume_unique(&nonce), b"ad", b"some message").unwrap();
            assert_eq!(tag.as_ref().len(), tag_size);
            let opened = |ad: &[u8], tag: &[u8]| aead.decrypt(&nonce, ad, &sealed, tag);
            assert_eq!(opened(b"ad", tag.as_ref()).unwrap(), b"some message");
            assert_eq!(opened(b"da", tag.as_ref()), Err(DecryptError));
            assert_eq!(opened(b"ad", &tag.as_ref()[..tag_size - 1]), Err(DecryptError));
            let mut wrong = tag.as_ref().to_vec();
            wrong[tag_size - 1] ^= 1;
            let mut buffer = sealed.clone();
            assert_eq!(aead.decrypt_in_place(&nonce, b"ad", &mut buffer, &wrong), Err(DecryptError));
            assert_eq!(buffer, [0; 12]);
        }
        for bytes in [0, 6, 14].into_iter().filter(|bytes| !algorithm.iv_sizes().contains(bytes)) {
            let (nonce, mut buffer) = (pattern(bytes), *b"message");
            let refused = aead.encrypt_in_place(AnyNonce::assume_unique(&nonce), b"", &mut buffer);
            assert_eq!(refused, Err(InvalidInput::NonceLength { bytes }));
            assert_eq!(&buffer, b"message");
            assert_eq!(aead.decrypt(&nonce, b"", b"message", &[0; 16]), Err(DecryptError));
        }
    }
    assert_eq!(new_aead("AES-128-CBC", &[0; 16]).err(), Some(NewError::DoesNotAuthenticate));
}

#[test]
fn authenticated_in_pieces() {
    for algorithm in Algorithm::available().iter().filter(|algorithm| algorithm.is_aead()) {
        let aead = algorithm.start_aead(&pattern(algorithm.key_size())).unwrap().with_tag_size(16).unwrap();
        let (nonce, message) = (pattern(algorithm.iv_size()), pattern(100));
        let (sealed, tag) = aead.encrypt(AnyNonce::assume_unique(&nonce), b"ad", &message).unwrap();
        let unknown = aead.start_encrypt(AnyNonce::assume_unique(&nonce), b"ad", None);
        let needs_length = algorithm.mode() == Mode::Ccm;
        assert_eq!(unknown.err().is_some(), needs_length);
        let length = needs_length.then_some(100);

        let mut pieces = message.clone();
        let mut encryptor = aead.start_encrypt(AnyNonce::assume_unique(&nonce), b"ad", length).unwrap();
        pieces.chunks_mut(33).for_each(|piece| encryptor.update_in_place(piece).unwrap());
        assert_eq!((&pieces, encryptor.finalize().unwrap()), (&sealed, tag));

        let verdict = |tag: &[u8]| {
            let mut pieces = sealed.clone();
            let mut decryptor = aead.start_decrypt_unverified(&nonce, b"ad", length).unwrap();
            pieces.chunks_mut(17).for_each(|piece| decryptor.update_in_place(piece).unwrap());
            assert_eq!(pieces, message);
            decryptor.finalize(tag)
        };
        let mut wrong = tag.as_ref().to_vec();
        assert_eq!(verdict(&wrong), Ok(()));
        assert_eq!(verdict(&wrong[..12]), Err(DecryptError), "tags have one length");
        wrong[15] ^= 1;
        assert_eq!(verdict(&wrong), Err(DecryptError));

        let refused = aead.start_decrypt_unverified(&[], b"", length).err();
        assert_eq!(refused, Some(InvalidInput::NonceLength { bytes: 0 }));
    }
}
