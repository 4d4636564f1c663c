// SPDX-License-Identifier: MIT
//! Where keys differ on purpose.

use std::num::NonZeroU32;

use purembed::mpi::Mpi;
use purembed::parity::mpi::Mpi as Theirs;
use purembed::parity::pk as c;
use purembed::pk::{Curve, Ecc, Encryption, InvalidKey, Password, PrivateKey, PublicKey, Rsa, Xdh, XdhCurve};

fn rsa() -> (Rsa, c::PrivateKey) {
    let key = Rsa::generate(1024).expect("randomness");
    let copy = c::PrivateKey::from_buffer(key.to_der().expose(), None).expect("a key of ours");
    (key, copy)
}

fn p256() -> Ecc {
    Ecc::generate(Curve::SECP256R1).expect("randomness")
}

/// Encrypted with AES, cheaply.
fn encrypted() -> Vec<u8> {
    let cheap = Encryption::new().pbkdf2(NonZeroU32::MIN);
    let key = PrivateKey::Ecc(p256());
    let pem = key.to_encrypted_pkcs8_pem("password", &cheap).expect("randomness");
    AsRef::<str>::as_ref(&pem).as_bytes().to_vec()
}

pub(super) fn pk_compressed_points() {
    let key = p256();
    let point = key.public_key().to_compressed_point();
    // RFC 5480 section 2: id-ecPublicKey, secp256r1.
    let mut der = vec![0x30, 0x39, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    der.extend([0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x22, 0x00]);
    der.extend(&point);
    assert!(c::PublicKey::from_buffer(&der).is_err(), "C reads compressed points now");
    let read = PublicKey::from_buffer(&der).expect("compressed");
    assert_eq!(read.to_der(), key.public_key().to_der());
}

pub(super) fn pk_curve_of_key() {
    let theirs = c::PrivateKey::generate_ec(c::Curve::SECP384R1).expect("randomness");
    let ours = Ecc::from_buffer(&theirs.to_der().expect("a key")).expect("a key of C's");
    assert_eq!((ours.curve(), theirs.curve().expect("a curve")), (Curve::SECP384R1, c::Curve::SECP384R1));
}

pub(super) fn pk_empty_message() {
    let (ours, theirs) = rsa();
    let encrypted = ours.public_key().encrypt_pkcs1v15(b"").expect("short");
    assert_eq!(ours.decrypt_pkcs1v15(&encrypted).expect("a message").expose(), b"");
    assert_eq!(theirs.decrypt_pkcs1v15(&encrypted).expect("a message"), b"");
}

pub(super) fn pk_long_rsa() {
    // Of two primes of Mersenne's: 4,484 bits.
    let mersenne = |bits: usize| {
        let power = Mpi::from(1_u8).checked_shl(bits).expect("short");
        power.checked_sub(&Mpi::from(1_u8)).expect("more than 1")
    };
    let (p, q, e) = (mersenne(2281), mersenne(2203), Mpi::from(65_537_u32));
    let less = |prime: &Mpi| prime.checked_sub(&Mpi::from(1_u8)).expect("more than 1");
    let phi = less(&p).checked_mul(&less(&q)).expect("short");
    let (n, d) = (p.checked_mul(&q).expect("short"), e.inverse_mod(&phi).expect("odd"));
    let [n, p, q, d, e] = [n, p, q, d, e].map(|number| number.to_be_bytes());
    let ours = Rsa::from_components(&n, &e, &d, Some((&p, &q))).expect("a key");
    assert_eq!(ours.key_size(), 561);
    let [n, p, q, d, e] = [&n, &p, &q, &d, &e].map(|bytes| Theirs::from_be_bytes(bytes).expect("short"));
    // C has room enough.
    let theirs = c::PrivateKey::from_rsa([Some(&n), Some(&p), Some(&q), Some(&d), Some(&e)]).expect("a key");
    let message = [7; 550];
    let encrypted = ours.public_key().encrypt_pkcs1v15(&message).expect("it fits");
    assert_eq!(ours.decrypt_pkcs1v15(&encrypted).expect("a message").expose(), message);
    assert_eq!(theirs.decrypt_pkcs1v15(&encrypted).expect("a message"), message);
}

pub(super) fn pk_montgomery_bytes() {
    for (curve, theirs) in [(XdhCurve::X25519, c::Curve::X25519), (XdhCurve::X448, c::Curve::X448)] {
        let key = Xdh::generate(curve).expect("randomness");
        let again = [
            Xdh::from_bytes(curve, key.to_bytes().expose()),
            Xdh::from_number(curve, key.to_number().expose()),
            Xdh::from_buffer(key.to_pkcs8_der().expose()),
            Xdh::from_buffer(key.to_pkcs8_pem().expose().as_bytes()),
        ];
        for again in again {
            assert_eq!(again.expect("a key").public_key(), key.public_key());
        }
        assert!(
            c::PrivateKey::from_buffer(key.to_pkcs8_der().expose(), None).is_err(),
            "C reads {curve:?} now"
        );
        let number = c::PrivateKey::generate_ec(theirs).expect("randomness").to_number().expect("a key");
        assert!(Xdh::from_number(curve, &number.to_be_bytes()).is_ok());
    }
}

pub(super) fn pk_padding_oracle() {
    let (ours, theirs) = rsa();
    // 1 is 1 to any power.
    let mut one = vec![0; 128];
    one[127] = 1;
    let error = theirs.decrypt_pkcs1v15(&one).expect_err("no padding");
    assert_eq!(error.mbedtls_code(), Some(0x4100));
    let message = ours.decrypt_pkcs1v15(&one).expect("some message");
    assert_eq!(ours.decrypt_pkcs1v15(&one).expect("the same").expose(), message.expose());
}

pub(super) fn pk_password_errors() {
    let file = encrypted();
    assert_eq!(PrivateKey::from_buffer(&file), Err(InvalidKey::PasswordNeeded));
    assert_eq!(PrivateKey::from_buffer_with_password(&file, "passwort"), Err(InvalidKey::WrongPassword));
}

pub(super) fn pk_password_function() {
    let mut asked = false;
    let password = Password::ask(|| {
        asked = true;
        None
    });
    let key = p256();
    PrivateKey::from_buffer_with_password(key.to_der().expose(), password).expect("not encrypted");
    assert!(!asked);
}

pub(super) fn pk_pbes2_aes() {
    let file = encrypted();
    assert!(c::PrivateKey::from_buffer(&file, Some(b"password")).is_err(), "C reads AES in PBES2 now");
    assert!(PrivateKey::from_buffer_with_password(&file, "password").is_ok());
}

pub(super) fn pk_pem_end() {
    let pem = p256().to_pem();
    let text = format!("A key:\n\n{}", pem.expose().trim_end());
    assert!(PrivateKey::from_buffer(text.as_bytes()).is_ok());
}

pub(super) fn pk_pkcs8_version_2() {
    let key = p256();
    let mut der = key.to_pkcs8_der().expose().to_vec();
    assert!(c::PrivateKey::from_buffer(&der, None).is_ok());
    // After the head of the sequence, of more than 127 bytes: version 1 is 0, version 2 is 1.
    assert_eq!((der[1], &der[3..6]), (0x81, &[2, 1, 0][..]));
    der[5] = 1;
    assert!(c::PrivateKey::from_buffer(&der, None).is_err(), "C reads version 2 now");
    assert_eq!(PrivateKey::from_buffer(&der), Ok(PrivateKey::Ecc(key)));
}

pub(super) fn pk_printing() {
    let key = PrivateKey::Ecc(p256());
    let printed = format!("{key:?}");
    assert!(!printed.contains("BEGIN") && printed.len() < 200, "{printed}");
}

pub(super) fn pk_rsa_zero_exponent() {
    let (ours, theirs) = rsa();
    let [n, p, q, d, e] = theirs.rsa_parts().expect("RSA");
    let zero = Theirs::from(0_u8);
    let computed = c::PrivateKey::from_rsa([Some(&n), Some(&p), Some(&q), Some(&zero), Some(&e)])
        .expect("C computes it");
    assert_eq!(computed.to_der().expect("a key"), theirs.to_der().expect("a key"));
    let [n, p, q, d, e] = [n, p, q, d, e].map(|number| number.to_be_bytes());
    assert_eq!(Rsa::from_components(&n, &e, &[0], Some((&p, &q))).err(), Some(InvalidKey::Inconsistent));
    let read = Rsa::from_components(&n, &e, &d, Some((&p, &q))).expect("a key");
    assert_eq!(read.to_der().expose(), ours.to_der().expose());
}

pub(super) fn pk_secp224k1_length() {
    let ours = Ecc::generate(Curve::SECP224K1).expect("randomness");
    let theirs = c::PrivateKey::from_buffer(ours.to_der().expose(), None).expect("a key of ours");
    let (here, there) = (ours.to_der(), theirs.to_der().expect("a key"));
    // After the head of the sequence and the version: the length of the octet string.
    assert_eq!(here.expose()[..7], [0x30, here.expose().len() as u8 - 2, 2, 1, 1, 4, 29]);
    assert_eq!(there[..7], [0x30, there.len() as u8 - 2, 2, 1, 1, 4, 28], "C writes 29 bytes now");
    // One zero is the whole difference.
    assert_eq!((here.expose()[7], &here.expose()[8..]), (0, &there[7..]));
    assert_eq!(Ecc::from_buffer(&there).expect("a key of C's").to_der().expose(), here.expose());
}

pub(super) fn pk_small_rsa() {
    let theirs = c::PrivateKey::generate_rsa(512, 65_537).expect("C makes small keys");
    let read = PrivateKey::from_buffer(&theirs.to_der().expect("a key"));
    assert_eq!(read, Err(InvalidKey::TooSmall));
}

pub(super) fn pk_wrong_kind() {
    let read = Rsa::from_buffer(p256().to_der().expose());
    assert!(matches!(read, Err(InvalidKey::WrongKind { .. })), "{read:?}");
}
