// SPDX-License-Identifier: MIT
//! Keys, as a user writes it. The names of the two differ where C takes digests and knows one type of key, so each side
//! has them in the same words in `keys/`.

use super::keys::{Key, Public, dh_client, dh_server, ecdh_client, ecdh_server};

const MESSAGE: &[u8] = b"message";

fn keys() -> [Key; 4] {
    [Key::rsa(1024), Key::ec("secp256r1"), Key::ec("brainpoolP384r1"), Key::ec("secp192k1")]
}

#[test]
fn signatures() {
    for key in keys() {
        let (public, signature) = (key.public(), key.sign(MESSAGE));
        assert!(public.verify(MESSAGE, &signature));
        assert!(!public.verify(b"massage", &signature));
        assert!(!public.verify(MESSAGE, &signature[1..]) && !public.verify(MESSAGE, b""));
        let mut altered = signature.clone();
        *altered.last_mut().expect("not empty") ^= 1;
        assert!(!public.verify(MESSAGE, &altered));
        assert!(keys().iter().all(|other| !other.public().verify(MESSAGE, &signature)));
    }
}

#[test]
fn files() {
    for key in keys() {
        let read = Key::read(&key.to_der(), None).expect("a key");
        assert_eq!(read.to_der(), key.to_der());
        let public = key.public();
        for file in [public.to_der(), public.to_pem(), read.public().to_der()] {
            let read = Public::read(&file).expect("a public key");
            assert_eq!(read.to_der(), public.to_der());
            assert!(read.verify(MESSAGE, &key.sign(MESSAGE)));
        }
        assert!(Key::read(&public.to_der(), None).is_none() && Public::read(&key.to_der()).is_none());
        let der = key.to_der();
        assert!((0..der.len()).all(|length| Key::read(&der[..length], None).is_none()));
    }
}

#[test]
fn encryption() {
    let key = Key::rsa(1024);
    // Two digests and two bytes less than the modulus.
    for message in [&b""[..], MESSAGE, &[7; 62]] {
        let encrypted = key.public().encrypt(message).expect("it fits");
        assert_eq!(encrypted.len(), 128);
        assert_ne!(key.public().encrypt(message).expect("it fits"), encrypted);
        assert_eq!(key.decrypt(&encrypted).as_deref(), Some(message));
        assert_eq!(Key::rsa(1024).decrypt(&encrypted), None);
        assert_eq!(key.decrypt(&encrypted[1..]), None);
    }
    assert_eq!(key.public().encrypt(&[7; 63]), None);
    assert_eq!(Key::ec("secp256r1").public().encrypt(MESSAGE), None);
}

#[test]
fn exchanges() {
    for curve in ["secp256r1", "secp521r1", "brainpoolP256r1", "secp192k1"] {
        let (ske, answer) = ecdh_server(curve);
        let (cke, secret) = ecdh_client(&ske).expect("a message");
        assert_eq!(answer(&cke), Some(secret), "{curve}");
        let (_, answer) = ecdh_server(curve);
        assert_eq!(answer(&cke[1..]), None, "{curve}");
        assert!(ecdh_client(&ske[1..]).is_none() && ecdh_client(b"").is_none(), "{curve}");
    }
    let (ske, answer) = dh_server();
    let (cke, secret) = dh_client(&ske).expect("a message");
    assert_eq!(answer(&cke), Some(secret));
    let (_, answer) = dh_server();
    assert_eq!(answer(&[1]), None);
    assert!(dh_client(&ske[..300]).is_none() && dh_client(b"").is_none());
}
