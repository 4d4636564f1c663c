// SPDX-License-Identifier: MIT
//! What was altered is refused, wherever, and leaves nothing: every bit of short messages, and every wrong length.

use purembed::cipher::{Algorithm, AnyNonce, DynAead, InvalidInput, NewError};
use purembed_tests::ledger::Ledger;

/// Asserts that this is no message, and that nothing of it is shown.
fn refused(aead: &DynAead, nonce: &[u8], ad: &[u8], sealed: &[u8], tag: &[u8]) {
    assert!(aead.decrypt(nonce, ad, sealed, tag).is_err(), "{aead:?}");
    let mut buffer = sealed.to_vec();
    assert!(aead.decrypt_in_place(nonce, ad, &mut buffer, tag).is_err(), "{aead:?}");
    assert!(buffer.iter().all(|&byte| byte == 0), "{aead:?}: left in the buffer");
}

/// Every other text that differs in one bit.
fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut bytes = bytes.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    })
}

#[test]
fn every_bit() {
    for algorithm in Algorithm::available().iter().filter(|algorithm| algorithm.is_aead()) {
        let mut ledger = Ledger::new(format!("forgeries of {algorithm} ({})", purembed_accel::backend()));
        let key: Vec<u8> = (0..32).map(|at| at * 7).take(algorithm.key_size()).collect();
        for nonce_size in [7, 12, 13, 16].into_iter().filter(|size| algorithm.iv_sizes().contains(size)) {
            for (size, ad_size) in [(0, 0), (0, 5), (1, 0), (16, 16), (17, 3), (50, 33)] {
                let nonce = vec![0x5a; nonce_size];
                let (message, ad) = (vec![0xa5; size], vec![0x3c; ad_size]);
                let aead = algorithm.start_aead(&key).expect("its key");
                let (sealed, tag) =
                    aead.encrypt(AnyNonce::assume_unique(&nonce), &ad, &message).expect("short");
                let tag = tag.as_ref();
                assert_eq!(aead.decrypt(&nonce, &ad, &sealed, tag), Ok(message));
                flipped(&nonce).for_each(|nonce| refused(&aead, &nonce, &ad, &sealed, tag));
                flipped(&ad).for_each(|ad| refused(&aead, &nonce, &ad, &sealed, tag));
                flipped(&sealed).for_each(|sealed| refused(&aead, &nonce, &ad, &sealed, tag));
                flipped(tag).for_each(|tag| refused(&aead, &nonce, &ad, &sealed, &tag));
                for _ in 0..(nonce.len() + ad.len() + sealed.len() + tag.len()) * 8 {
                    ledger.ran();
                }
                // What is moved from one part to another, left out, or added.
                let longer = |bytes: &[u8]| [bytes, &[0]].concat();
                refused(&aead, &longer(&nonce), &ad, &sealed, tag);
                refused(&aead, &nonce, &longer(&ad), &sealed, tag);
                refused(&aead, &nonce, &ad, &longer(&sealed), tag);
                refused(&aead, &nonce, &ad, &sealed, &longer(tag));
                refused(&aead, &nonce[1..], &ad, &sealed, tag);
                (0..tag.len()).for_each(|length| refused(&aead, &nonce, &ad, &sealed, &tag[..length]));
                if let Some((_, shorter)) = sealed.split_last() {
                    refused(&aead, &nonce, &ad, shorter, tag);
                    refused(&aead, &nonce, &[&ad[..], &sealed[..1]].concat(), &sealed[1..], tag);
                }
                refused(&aead, b"", &ad, &sealed, tag);
            }
        }
        ledger.finish();
    }
}

/// Errors come before any output.
#[test]
fn wrong_lengths_change_nothing() {
    for algorithm in Algorithm::available() {
        let (key, least) = (vec![7; algorithm.key_size()], *algorithm.iv_sizes().start());
        if !algorithm.is_aead() {
            assert_eq!(algorithm.start_aead(&key).err(), Some(NewError::DoesNotAuthenticate), "{algorithm}");
            continue;
        }
        let aead = algorithm.start_aead(&key).expect("its key");
        let mut message = *b"message";
        let nonce = vec![1; least - 1];
        let refused = aead.encrypt_in_place(AnyNonce::assume_unique(&nonce), b"", &mut message);
        assert_eq!(refused.err(), Some(InvalidInput::NonceLength { bytes: least - 1 }), "{algorithm}");
        assert_eq!(&message, b"message");
        for length in (0..4).chain(17..40) {
            let refused = aead.clone().with_tag_size(length).err();
            assert_eq!(refused, Some(NewError::TagLength { given: length }), "{algorithm}");
        }
    }
}
