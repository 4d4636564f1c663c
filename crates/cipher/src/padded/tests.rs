// SPDX-License-Identifier: MIT
use alloc::format;
use alloc::vec::Vec;

use crate::{Aes, Cbc, Cipher, Ecb, InvalidInput, InvalidPadding, Padding};

const PADDINGS: [Padding; 5] =
    [Padding::None, Padding::Pkcs7, Padding::AnsiX923, Padding::Iso7816, Padding::Zeros];

fn cipher() -> Cipher<Aes, Cbc<16>> {
    Aes::new(&[7; 16], Cbc([9; 16])).expect("a good length")
}

/// Ends in a byte that is no zero, which `Padding::Zeros` needs.
fn message(length: usize) -> Vec<u8> {
    (0..=u8::MAX).cycle().map(|i| i.wrapping_mul(38) | 1).take(length).collect()
}

#[test]
fn any_pieces_are_one_message() {
    for padding in PADDINGS {
        for length in 0..50 {
            let message = message(length);
            let sealed = cipher().encrypt_padded(padding, &message);
            if padding == Padding::None && length & 15 != 0 {
                assert_eq!(sealed, Err(InvalidInput::PartialBlock { block_size: 16 }));
                continue;
            }
            let sealed = sealed.expect("can be padded");
            assert_eq!(sealed.len(), if padding == Padding::None { length } else { (length & !15) + 16 });
            assert_eq!(cipher().decrypt_padded(padding, &sealed).as_deref(), Ok(&message[..]));
            for size in 1..40 {
                let mut encryptor = cipher().into_padded_encryptor(padding);
                let mut pieces: Vec<_> =
                    message.chunks(size).flat_map(|piece| encryptor.update(piece)).collect();
                pieces.extend(encryptor.finalize().expect("can be padded"));
                assert_eq!(pieces, sealed);
                let mut decryptor = cipher().into_padded_decryptor(padding);
                let mut pieces: Vec<_> =
                    sealed.chunks(size).flat_map(|piece| decryptor.update(piece)).collect();
                pieces.extend(decryptor.finalize().expect("was padded"));
                assert_eq!(pieces, message);
            }
        }
    }
}

#[test]
fn into_a_buffer_of_the_size_that_is_told() {
    let message = message(50);
    let sealed = cipher().encrypt_padded(Padding::Pkcs7, &message).expect("can be padded");
    let (mut encryptor, mut out) = (cipher().into_padded_encryptor(Padding::Pkcs7), [0; 64]);
    assert_eq!(
        encryptor.update_into(&message[..20], &mut out[..15]),
        Err(InvalidInput::ShortBuffer { needed: 16 })
    );
    assert_eq!(out, [0; 64]);
    assert_eq!(encryptor.update_into(&message[..20], &mut out[..16]), Ok(16));
    assert_eq!(encryptor.output_size(30), 32);
    assert_eq!(encryptor.update_into(&message[20..], &mut out[16..]), Ok(32));
    assert_eq!(encryptor.finalize_into(&mut out[48..]), Ok(16));
    assert_eq!(out[..], sealed);

    let (mut decryptor, mut out) = (cipher().into_padded_decryptor(Padding::Pkcs7), [0; 48]);
    assert_eq!(decryptor.output_size(64), 48);
    assert_eq!(decryptor.output_size(0), 0);
    assert_eq!(decryptor.update_into(&sealed, &mut out[..47]), Err(InvalidInput::ShortBuffer { needed: 48 }));
    assert_eq!(decryptor.update_into(&sealed, &mut out), Ok(48));
    let mut last = [0xff; 16];
    assert_eq!(decryptor.finalize_into(&mut last), Ok(2));
    assert_eq!([&out[..], &last[..2]].concat(), message);
    for bytes in [usize::MAX, usize::MAX - 16] {
        assert!(cipher().into_padded_encryptor(Padding::Pkcs7).output_size(bytes) <= bytes);
        assert!(cipher().into_padded_decryptor(Padding::Pkcs7).output_size(bytes) <= bytes);
    }
}

#[test]
fn bad_padding_leaves_zeros() {
    for padding in [Padding::Pkcs7, Padding::AnsiX923, Padding::Iso7816] {
        let sealed = cipher().encrypt(&[0x55; 48]).expect("whole blocks");
        let mut buffer = sealed.clone();
        assert_eq!(cipher().decrypt_padded_in_place(padding, &mut buffer), Err(InvalidPadding));
        assert_eq!(buffer, [0; 48]);
        assert_eq!(cipher().decrypt_padded(padding, &sealed), Err(InvalidPadding));

        let mut decryptor = cipher().into_padded_decryptor(padding);
        assert_eq!(decryptor.update(&sealed), [0x55; 32]);
        let mut last = [0xee; 16];
        assert_eq!(decryptor.finalize_into(&mut last), Err(InvalidPadding));
        assert_eq!(last, [0; 16]);
    }
}

#[test]
fn bad_lengths() {
    for padding in PADDINGS {
        for length in [1, 15, 17, 40] {
            let mut buffer = message(length);
            assert_eq!(cipher().decrypt_padded_in_place(padding, &mut buffer), Err(InvalidPadding));
            assert!(buffer.iter().all(|byte| *byte == 0));
            let mut decryptor = cipher().into_padded_decryptor(padding);
            let _blocks = decryptor.update(&message(length));
            assert_eq!(decryptor.finalize(), Err(InvalidPadding));
        }
        let nothing = cipher().decrypt_padded(padding, b"");
        assert_eq!(nothing.is_ok(), padding == Padding::None);
        assert_eq!(cipher().into_padded_decryptor(padding).finalize(), nothing);
    }
    let mut encryptor = cipher().into_padded_encryptor(Padding::None);
    assert_eq!(encryptor.update(&[1; 17]).len(), 16);
    assert_eq!(encryptor.finalize(), Err(InvalidInput::PartialBlock { block_size: 16 }));
}

#[test]
fn a_padded_message_in_place() {
    let mut sealed = cipher().encrypt_padded(Padding::Pkcs7, b"Nobody inspects the").expect("can be padded");
    assert_eq!(
        cipher().decrypt_padded_in_place(Padding::Pkcs7, &mut sealed),
        Ok(&mut { *b"Nobody inspects the" }[..])
    );
    let mut ecb = Aes::new(&[7; 16], Ecb).expect("a good length");
    let sealed = ecb.encrypt_padded(Padding::Iso7816, b"short").expect("can be padded");
    assert_eq!(ecb.decrypt_padded(Padding::Iso7816, &sealed).as_deref(), Ok(&b"short"[..]));
}

#[test]
fn silent() {
    let encryptor = cipher().into_padded_encryptor(Padding::Pkcs7);
    assert_eq!(format!("{encryptor:?}"), "PaddedEncryptor(AES-128-CBC, Pkcs7, ..)");
}
