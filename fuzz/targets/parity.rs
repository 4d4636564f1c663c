// SPDX-License-Identifier: MIT
//! Digests, HMAC, HKDF, PBKDF2 and the TLS 1.2 PRF against Mbed TLS C.
#![no_main]

use std::num::NonZeroU32;

use libfuzzer_sys::fuzz_target;
use purembed::hashlib::{Algorithm, Hash};
use purembed::parity::hashlib::Algorithm as Theirs;
use purembed::{hkdf, hmac, kdf, parity};

// Five bytes for the digest and the lengths of key, salt, output and pieces; the key, the salt, the message.
fuzz_target!(|data: &[u8]| {
    let Some((&[digest, key, salt, length, piece], data)) = data.split_first_chunk() else { return };
    let Some((key, data)) = data.split_at_checked(key.into()) else { return };
    let Some((salt, message)) = data.split_at_checked(salt.into()) else { return };
    // Those that the facade has only with a feature are left out.
    let both: Vec<_> = Theirs::available().iter().filter_map(|&theirs| Some((named(theirs)?, theirs))).collect();
    let (ours, theirs) = both[usize::from(digest) % both.len()];
    let pieces = || message.chunks(1 + usize::from(piece));
    // Around the limit of MD5's HKDF, 4,080 bytes.
    let length = 16 * usize::from(length) + usize::from(piece) % 16;

    let mut hash = Hash::new(ours);
    pieces().for_each(|piece| hash.update(piece));
    assert_eq!(hash.finalize().as_ref(), theirs.digest(message).as_ref());

    let expected = parity::hmac::new(key, theirs).chain(message).finalize();
    let mut mac = hmac::new(key, ours);
    pieces().for_each(|piece| mac.update(piece));
    assert_eq!(mac.finalize().as_ref(), expected.as_ref());

    let (mut a, mut b) = (vec![0; length], vec![0; length]);
    let done = hkdf::Hkdf::new(ours).salt(salt).info(message).derive(key, &mut a);
    let expected = parity::hkdf::Hkdf::new(theirs).salt(salt).info(message).derive(key, &mut b);
    let code = done.map_err(|error| purembed::Error::from(error).mbedtls_code());
    assert_eq!(code, expected.map_err(|error| error.mbedtls_code()));
    assert!(a == b);

    let iterations = NonZeroU32::new(1 + u32::from(piece) % 4).expect("not zero");
    kdf::pbkdf2_hmac(message, salt, iterations, ours, &mut a).expect("short enough");
    parity::kdf::pbkdf2_hmac(message, salt, iterations, theirs, &mut b).expect("short enough");
    assert!(a == b);

    let theirs = if ours == Algorithm::SHA384 { Theirs::SHA384 } else { Theirs::SHA256 };
    let ours = named(theirs).expect("SHA-2 is always there");
    let label: Vec<u8> = salt.iter().copied().filter(|&byte| byte != 0).collect();
    kdf::tls12::prf(key, &label, &pieces().collect::<Vec<_>>(), ours, &mut a);
    parity::kdf::tls12::prf(key, &label, &[message], theirs, &mut b);
    assert!(a == b);
});

fn named(theirs: Theirs) -> Option<Algorithm> {
    Algorithm::available().iter().copied().find(|ours| ours.name() == theirs.name())
}
