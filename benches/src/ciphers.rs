// SPDX-License-Identifier: MIT
//! Ciphers in their modes, authenticated encryption, CMAC. Names are those of Mbed TLS.

use crate::contest::{Operation, Size};
use crate::peers::Direction::{self, Decrypt, Encrypt};
use crate::symmetric::{Step, bytes, line_up};

/// Ciphers in modes, the length of the key and of the initialisation vector.
const BULK: [(&str, usize, usize); 31] = [
    ("AES-128-ECB", 16, 0),
    ("AES-128-CBC", 16, 16),
    ("AES-128-CFB128", 16, 16),
    ("AES-128-OFB", 16, 16),
    ("AES-128-CTR", 16, 16),
    ("AES-128-XTS", 32, 16),
    ("AES-256-ECB", 32, 0),
    ("AES-256-CBC", 32, 16),
    ("AES-256-CFB128", 32, 16),
    ("AES-256-OFB", 32, 16),
    ("AES-256-CTR", 32, 16),
    ("AES-256-XTS", 64, 16),
    ("ARIA-128-ECB", 16, 0),
    ("ARIA-128-CBC", 16, 16),
    ("ARIA-128-CFB128", 16, 16),
    ("ARIA-128-CTR", 16, 16),
    ("ARIA-256-CBC", 32, 16),
    ("CAMELLIA-128-ECB", 16, 0),
    ("CAMELLIA-128-CBC", 16, 16),
    ("CAMELLIA-128-CFB128", 16, 16),
    ("CAMELLIA-128-CTR", 16, 16),
    ("CAMELLIA-256-CBC", 32, 16),
    ("DES-ECB", 8, 0),
    ("DES-CBC", 8, 8),
    ("DES-EDE-CBC", 16, 8),
    ("DES-EDE3-CBC", 24, 8),
    ("BLOWFISH-CBC", 16, 8),
    ("BLOWFISH-CFB64", 16, 8),
    ("BLOWFISH-CTR", 16, 8),
    ("ARC4-128", 16, 0),
    ("CHACHA20", 32, 12),
];

/// Modes that do the same in both directions.
const SYMMETRIC: [&str; 4] = ["-OFB", "-CTR", "ARC4-128", "CHACHA20"];

/// Authenticated ciphers and the length of the key.
const AEAD: [(&str, usize); 9] = [
    ("AES-128-GCM", 16),
    ("AES-256-GCM", 32),
    ("AES-128-CCM", 16),
    ("AES-256-CCM", 32),
    ("ARIA-128-GCM", 16),
    ("ARIA-128-CCM", 16),
    ("CAMELLIA-128-GCM", 16),
    ("CAMELLIA-128-CCM", 16),
    ("CHACHA20-POLY1305", 32),
];

const CMAC: [(&str, usize, usize); 2] = [("AES-128-ECB", 16, 16), ("DES-EDE3-ECB", 24, 8)];

/// Every operation on messages of one length.
pub(crate) fn operations(size: usize) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (name, key, iv) in BULK {
        operations.push(bulk(name, Encrypt, key, iv, size));
        if !SYMMETRIC.iter().any(|mode| name.ends_with(mode)) {
            operations.push(bulk(name, Decrypt, key, iv, size));
        }
    }
    for (name, key) in AEAD {
        operations.push(seal(name, key, size));
        operations.push(open(name, key, size));
    }
    operations.extend(CMAC.map(|(name, key, tag)| cmac(name, key, tag, size)));
    operations
}

/// As in `aes-128-cbc`.
fn lower(name: &str) -> String {
    name.to_lowercase()
}

fn bulk(name: &'static str, direction: Direction, key: usize, iv: usize, size: usize) -> Operation {
    let way = if SYMMETRIC.iter().any(|mode| name.ends_with(mode)) {
        ""
    } else if direction == Encrypt {
        " encrypt"
    } else {
        " decrypt"
    };
    line_up(format!("cipher/{}{way}", lower(name)), Size::Bytes(size), &bytes(size), |peer| {
        let mut bulk = peer.bulk(name, direction, &bytes(key), &bytes(iv))?;
        Some(Box::new(move |buffer: &mut Vec<u8>| bulk(buffer)) as Step<_>)
    })
}

/// Encrypts in place with 13 bytes of associated data.
fn seal(name: &'static str, key: usize, size: usize) -> Operation {
    line_up(format!("aead/{}", lower(name)), Size::Bytes(size), &bytes(size + 16), |peer| {
        let mut seal = peer.seal(name, &bytes(key))?;
        Some(Box::new(move |buffer: &mut Vec<u8>| seal(NONCE, b"thirteen byte", buffer)) as Step<_>)
    })
}

/// Decrypts in place. The time to copy the sealed message there is everyone's.
fn open(name: &'static str, key: usize, size: usize) -> Operation {
    let ours = crate::peers::all().swap_remove(0);
    let mut sealed = bytes(size + 16);
    if let Some(mut seal) = ours.seal(name, &bytes(key)) {
        seal(NONCE, b"thirteen byte", &mut sealed);
    }
    line_up(format!("aead/{} open", lower(name)), Size::Bytes(size), &sealed, |peer| {
        let mut open = peer.open(name, &bytes(key))?;
        let sealed = sealed.clone();
        Some(Box::new(move |buffer: &mut Vec<u8>| {
            buffer.copy_from_slice(&sealed);
            open(NONCE, b"thirteen byte", buffer);
        }) as Step<_>)
    })
}

const NONCE: &[u8; 12] = b"used once...";

fn cmac(name: &'static str, key: usize, tag: usize, size: usize) -> Operation {
    let state = (bytes(size), vec![0_u8; tag]);
    let group = format!("cmac/{}", lower(name.trim_end_matches("-ECB")));
    line_up(group, Size::Bytes(size), &state, |peer| {
        let mut mac = peer.cmac(name, &bytes(key))?;
        Some(Box::new(move |(message, out): &mut (Vec<u8>, Vec<u8>)| mac(message, out)) as Step<_>)
    })
}
