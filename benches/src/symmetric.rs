// SPDX-License-Identifier: MIT
//! Digests, HMAC, key derivation; and, from `ciphers`, what encrypts.

use std::hint::black_box;

use crate::ciphers;
use crate::contest::{Contestant, Operation, Size};
use crate::peers::{Peer, all};

/// Lengths of messages in bytes.
pub const SIZES: [usize; 3] = [64, 1024, 16 * 1024];

const DIGESTS: [(&str, usize); 12] = [
    ("md5", 16),
    ("ripemd160", 20),
    ("sha1", 20),
    ("sha224", 28),
    ("sha256", 32),
    ("sha384", 48),
    ("sha512", 64),
    ("sha512_256", 32),
    ("sha3_224", 28),
    ("sha3_256", 32),
    ("sha3_384", 48),
    ("sha3_512", 64),
];

fn size_of(algorithm: &str) -> usize {
    DIGESTS.iter().find(|(name, _)| *name == algorithm).expect("a known digest").1
}

/// Every operation with everyone who has it. Each of them has given the same result as ours.
///
/// # Panics
///
/// If two implementations disagree, or if ours lacks an operation.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    for size in SIZES {
        operations.extend(DIGESTS.iter().map(|(algorithm, length)| digest(algorithm, *length, size)));
    }
    for size in SIZES {
        operations
            .extend(["md5", "sha1", "sha256", "sha384", "sha512"].map(|algorithm| hmac(algorithm, size)));
    }
    operations.extend(["sha256", "sha512"].map(hkdf));
    operations.extend(["sha1", "sha256", "sha512"].map(pbkdf2));
    operations.extend(["sha256", "sha384"].map(prf));
    operations.extend(SIZES.into_iter().flat_map(ciphers::operations));
    operations
}

/// An operation over a state of its own, called again and again.
pub(crate) type Step<S> = Box<dyn FnMut(&mut S)>;

/// Lines up everyone who offers the operation and sees that one step leaves the same state as ours does.
pub(crate) fn line_up<S: Clone + PartialEq + 'static>(
    group: String,
    size: Size,
    state: &S,
    offer: impl Fn(&dyn Peer) -> Option<Step<S>>,
) -> Operation {
    let mut expected: Option<S> = None;
    let mut contestants = Vec::new();
    for peer in all() {
        let Some(mut step) = offer(&*peer) else {
            assert!(expected.is_some(), "purembed has no {group}");
            continue;
        };
        let mut mine = state.clone();
        step(&mut mine);
        match &expected {
            None => expected = Some(mine.clone()),
            Some(expected) => assert!(*expected == mine, "{group}: {} disagrees", peer.name()),
        }
        contestants.push(Contestant::new(peer.name(), move || step(black_box(&mut mine))));
    }
    Operation { group, size, contestants }
}

pub(crate) fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i * 7 + i / 256) as u8).collect()
}

fn digest(algorithm: &'static str, length: usize, size: usize) -> Operation {
    let state = (bytes(size), vec![0; length]);
    line_up(format!("hash/{algorithm}"), Size::Bytes(size), &state, |peer| {
        let mut digest = peer.digest(algorithm)?;
        Some(Box::new(move |(message, out): &mut (Vec<u8>, Vec<u8>)| digest(message, out)))
    })
}

fn hmac(algorithm: &'static str, size: usize) -> Operation {
    let state = (bytes(size), vec![0; size_of(algorithm)]);
    line_up(format!("hmac/{algorithm}"), Size::Bytes(size), &state, |peer| {
        let mut mac = peer.hmac(algorithm, &bytes(32))?;
        Some(Box::new(move |(message, out): &mut (Vec<u8>, Vec<u8>)| mac(message, out)))
    })
}

/// 32 bytes of input, 16 of salt and info, 64 of output.
fn hkdf(algorithm: &'static str) -> Operation {
    let (ikm, salt, info) = (bytes(32), bytes(16), bytes(16));
    line_up(format!("hkdf/{algorithm}"), Size::One, &vec![0; 64], |peer| {
        let mut hkdf = peer.hkdf(algorithm)?;
        let (ikm, salt, info) = (ikm.clone(), salt.clone(), info.clone());
        Some(Box::new(move |out: &mut Vec<u8>| hkdf([&ikm, &salt, &info], out)))
    })
}

/// 1000 iterations to 32 bytes of output.
fn pbkdf2(algorithm: &'static str) -> Operation {
    let length = size_of(algorithm).min(32);
    line_up(format!("pbkdf2/{algorithm}"), Size::One, &vec![0; length], |peer| {
        let mut pbkdf2 = peer.pbkdf2(algorithm)?;
        Some(Box::new(move |out: &mut Vec<u8>| pbkdf2([b"a password", b"a salt of bytes!"], 1000, out)))
    })
}

/// The key block of a connection: 48 bytes of secret, 64 of seed, 40 of output.
fn prf(algorithm: &'static str) -> Operation {
    let (secret, seed) = (bytes(48), bytes(64));
    line_up(format!("tls12-prf/{algorithm}"), Size::One, &vec![0; 40], |peer| {
        let mut prf = peer.prf(algorithm)?;
        let (secret, seed) = (secret.clone(), seed.clone());
        Some(Box::new(move |out: &mut Vec<u8>| prf([&secret, b"key expansion", &seed], out)))
    })
}

#[cfg(test)]
mod tests {
    use super::operations;

    #[test]
    fn everyone_agrees() {
        let operations = operations();
        let contestants: usize = operations.iter().map(|operation| operation.contestants.len()).sum();
        println!("{} operations, {contestants} contestants", operations.len());
        assert!(operations.len() > 250 && contestants > 450);
    }
}
