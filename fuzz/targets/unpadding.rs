// SPDX-License-Identifier: MIT
//! Taking padding off, with masks, against the same written as everybody would.
#![no_main]

use libfuzzer_sys::fuzz_target;
use purembed_cipher::{Aes, Blowfish, Cbc, Ecb, Padding};

// The decrypted message, of which no more than a few blocks matter.
fuzz_target!(|message: &[u8]| {
    let message = &message[..message.len().min(80)];
    for padding in [Padding::None, Padding::Pkcs7, Padding::AnsiX923, Padding::Iso7816, Padding::Zeros] {
        let expected = unpadded(padding, message, 16);
        let mut cipher = Aes::new(&[7; 16], Cbc([1; 16])).expect("a key");
        let whole = &message[..message.len() / 16 * 16];
        let mut sealed = cipher.encrypt(whole).expect("whole blocks");
        sealed.extend(&message[whole.len()..]);
        let opened = cipher.decrypt_padded(padding, &sealed).ok();
        assert_eq!(opened.as_deref(), expected, "{padding:?}");
        let mut decryptor = Aes::new(&[7; 16], Cbc([1; 16])).expect("a key").into_padded_decryptor(padding);
        let mut opened: Vec<u8> = sealed.chunks(11).flat_map(|piece| decryptor.update(piece)).collect();
        let last = decryptor.finalize().ok();
        let opened = last.map(|last| {
            opened.extend(last);
            opened
        });
        assert_eq!(opened.as_deref(), expected, "{padding:?} in pieces");

        let expected = unpadded(padding, message, 8);
        let mut cipher = Blowfish::new(&[7; 16], Ecb).expect("a key");
        let whole = &message[..message.len() / 8 * 8];
        let mut sealed = cipher.encrypt(whole).expect("whole blocks");
        sealed.extend(&message[whole.len()..]);
        let opened = cipher.decrypt_padded_in_place(padding, &mut sealed);
        assert_eq!(opened.as_deref().ok(), expected, "{padding:?}");
        if opened.is_err() {
            assert!(sealed.iter().all(|&byte| byte == 0), "{padding:?}: left in the buffer");
        }

        // And put on again.
        let mut cipher = Aes::new(&[7; 16], Cbc([1; 16])).expect("a key");
        if let Ok(sealed) = cipher.encrypt_padded(padding, message) {
            assert!(padding == Padding::None || sealed.len() == (message.len() / 16 + 1) * 16);
            let opened = cipher.decrypt_padded(padding, &sealed).expect("its own padding");
            let zeros = message.len() - opened.len();
            assert!(opened == message[..opened.len()]);
            assert!(
                zeros == 0
                    || padding == Padding::Zeros && message[opened.len()..].iter().all(|&byte| byte == 0)
            );
        } else {
            assert!(padding == Padding::None && !message.len().is_multiple_of(16));
        }
    }
});

fn unpadded(padding: Padding, message: &[u8], block: usize) -> Option<&[u8]> {
    if !message.len().is_multiple_of(block) {
        return None;
    }
    if padding == Padding::None {
        return Some(message);
    }
    let (&last, before) = message.split_last()?;
    let start = message.len() - block;
    let length = match padding {
        Padding::Pkcs7 | Padding::AnsiX923 => {
            let count = usize::from(last);
            if count == 0 || count > block {
                return None;
            }
            let length = message.len() - count;
            let fill = if padding == Padding::Pkcs7 { last } else { 0 };
            before[length..].iter().all(|&byte| byte == fill).then_some(length)?
        }
        Padding::Iso7816 => {
            let mark = start + message[start..].iter().rposition(|&byte| byte != 0)?;
            (message[mark] == 0x80).then_some(mark)?
        }
        _ => message[start..].iter().rposition(|&byte| byte != 0).map_or(start, |at| start + at + 1),
    };
    Some(&message[..length])
}
