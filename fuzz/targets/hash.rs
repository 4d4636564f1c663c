// SPDX-License-Identifier: MIT
//! Digests, HMAC and CMAC over data in arbitrary pieces, with copies and digests on the way, against the same in one
//! piece.
#![no_main]

use libfuzzer_sys::fuzz_target;
use purembed_cipher::{Aes, Cmac, CmacKey, TripleDes};
use purembed_hash::{Algorithm, Hash};
use purembed_hmac::{Hmac, Key};

// One byte for the algorithm, one for the length of the key, the key, one for the number of steps, two for each step (what
// to do, and how much to take in before), the message.
fuzz_target!(|data: &[u8]| {
    let Some((&choice, data)) = data.split_first() else { return };
    let Some((key, data)) = counted(data, 1) else { return };
    let Some((steps, message)) = counted(data, 2) else { return };
    let steps: Vec<(u8, usize)> = steps.chunks_exact(2).map(|step| (step[0], usize::from(step[1]))).collect();
    let digests = Algorithm::available();
    let choice = usize::from(choice) % (2 * digests.len() + 5);
    if let Some(&algorithm) = digests.get(choice) {
        return digest(algorithm, &steps, message);
    }
    if let Some(&algorithm) = digests.get(choice - digests.len()) {
        return hmac(algorithm, key, &steps, message);
    }
    let mut long = [0; 32];
    long.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    match choice - 2 * digests.len() {
        0 => cmac(&Aes::new(&long[..16], Cmac).expect("AES-128"), &steps, message),
        1 => cmac(&Aes::new(&long[..24], Cmac).expect("AES-192"), &steps, message),
        2 => cmac(&Aes::new(&long, Cmac).expect("AES-256"), &steps, message),
        3 => cmac(&TripleDes::new(&long[..16], Cmac).expect("two keys"), &steps, message),
        _ => cmac(&TripleDes::new(&long[..24], Cmac).expect("three keys"), &steps, message),
    }
});

/// Splits off as many pieces of some size as the first byte says.
fn counted(data: &[u8], size: usize) -> Option<(&[u8], &[u8])> {
    let (&count, data) = data.split_first()?;
    data.split_at_checked(usize::from(count) * size)
}

/// What a running digest or code can do.
trait Running: Clone {
    fn update(&mut self, data: &[u8]);
    fn digest(&self) -> Vec<u8>;
    fn finalize(self) -> Vec<u8>;
}

macro_rules! running {
    ([$($parameters:tt)*] $type:ty) => {
        impl<$($parameters)*> Running for $type {
            fn update(&mut self, data: &[u8]) {
                <$type>::update(self, data);
            }

            fn digest(&self) -> Vec<u8> {
                <$type>::digest(self).as_ref().to_vec()
            }

            fn finalize(self) -> Vec<u8> {
                <$type>::finalize(self).as_ref().to_vec()
            }
        }
    };
}

running!([] Hash);
running!([] Hmac);
running!([const T: usize] purembed_cipher::RunningCmac<T>);

/// Takes in a message step by step; `whole` says what the code or digest of a message must be.
fn walk(mut running: impl Running, steps: &[(u8, usize)], message: &[u8], whole: impl Fn(&[u8]) -> Vec<u8>) {
    let mut taken = 0;
    for &(action, length) in steps {
        let piece = &message[taken..][..length.min(message.len() - taken)];
        running.update(piece);
        taken += piece.len();
        match action % 8 {
            0 => assert_eq!(running.digest(), whole(&message[..taken])),
            1 => running = running.clone(),
            2 => {
                let mut aside = running.clone();
                aside.update(b"aside");
                assert_eq!(aside.finalize(), whole(&[&message[..taken], b"aside"].concat()));
            }
            3 => drop(running.digest()),
            _ => {}
        }
    }
    running.update(&message[taken..]);
    assert_eq!(running.digest(), running.clone().finalize());
    assert_eq!(running.finalize(), whole(message));
}

fn digest(algorithm: Algorithm, steps: &[(u8, usize)], message: &[u8]) {
    walk(Hash::new(algorithm), steps, message, |message| algorithm.digest(message).as_ref().to_vec());
}

fn hmac(algorithm: Algorithm, key: &[u8], steps: &[(u8, usize)], message: &[u8]) {
    let prepared = Key::new(algorithm, key);
    walk(Hmac::new(key, algorithm), steps, message, |message| prepared.sign(message).as_ref().to_vec());
    prepared.verify(message, prepared.sign(message).as_ref()).expect("its own tag");
}

fn cmac<const T: usize>(key: &CmacKey<T>, steps: &[(u8, usize)], message: &[u8]) {
    walk(key.start(), steps, message, |message| key.sign(message).as_ref().to_vec());
    key.verify(message, key.sign(message).as_ref()).expect("its own tag");
}
