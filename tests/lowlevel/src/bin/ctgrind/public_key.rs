// SPDX-License-Identifier: MIT
//! Private keys: signing, decrypting, agreeing. What comes out to be seen by all (signatures, public keys) is marked as
//! defined when it is out; that a number is in range, or a result right, are verdicts of `ctgrind.supp`.

use std::hint::black_box;

use purembed::hashlib::Algorithm;
use purembed::pk::{
    Curve, DhGroup, DhServer, Ecc, Ed448, Ed25519, EphemeralKey, Error, Group, Oaep, Rsa, Xdh, XdhCurve,
};
use purembed::secrets::SecretBytes;
use purembed_accel::montgomery::Kernel;
use purembed_lowlevel::living::blocks_of;
use purembed_lowlevel::valgrind;

use super::secret;

/// A key whose private numbers are marked once it is made: what is checked when a key is read branches on the answers.
fn rsa(bits: usize) -> Rsa {
    let der = Rsa::generate(bits).expect("a key").to_der();
    let (key, blocks) = blocks_of(|| Rsa::from_buffer(der.expose()).expect("our own encoding"));
    // All that is as long as a prime: for each of the two itself, R, R^2, and two exponents; and the coefficient. Then the
    // seed of what blinds. (d itself is not used any more.)
    let private: Vec<_> = blocks.into_iter().filter(|(_, length)| [bits / 16, 32].contains(length)).collect();
    // A kernel has an R of its own.
    let count = if Kernel::detect().is_some() { 14 } else { 12 };
    assert_eq!(private.len(), count, "the key is made in another way than it was");
    private.into_iter().for_each(|(address, length)| valgrind::mark_block_undefined(address, length));
    key
}

/// With loops of fixed length for p and n, and for n alone.
const SIZES: [usize; 2] = [1024, 1536];

pub(super) fn rsa_sign() {
    for key in SIZES.map(rsa) {
        let public = key.public_key();
        let mut signature = key.sign(b"message", Algorithm::SHA256).expect("a signature");
        valgrind::mark_defined(&mut signature);
        assert!(public.verify(b"message", &signature, Algorithm::SHA256).is_ok());
        let mut signature = key.sign_pss(b"message", Algorithm::SHA256).expect("a signature");
        valgrind::mark_defined(&mut signature);
        assert!(public.verify_pss(b"message", &signature, Algorithm::SHA256).is_ok());
    }
}

/// What was encrypted for the key, for another label or with another padding, and what was not encrypted at all. That OAEP
/// has failed comes out, and how long the message is; of PKCS#1 v1.5 the length alone.
pub(super) fn rsa_decrypt() {
    let opened = |mut result: Result<SecretBytes, Error>| {
        valgrind::mark_object_defined(&mut result);
        result.ok()
    };
    for key in SIZES.map(rsa) {
        let public = key.public_key();
        let other = vec![1; key.key_size()];
        let oaep = Oaep::new(Algorithm::SHA256);
        let good = public.encrypt_oaep(b"message", oaep, b"label").expect("short");
        let pkcs1 = public.encrypt_pkcs1v15(b"message").expect("short");
        assert!(opened(key.decrypt_oaep(&good, oaep, b"label")).is_some_and(|opened| opened.len() == 7));
        assert!(opened(key.decrypt_oaep(&good, oaep, b"Label")).is_none());
        assert!(opened(key.decrypt_oaep(&pkcs1, oaep, b"label")).is_none());
        assert!(opened(key.decrypt_oaep(&other, oaep, b"label")).is_none());
        assert!(opened(key.decrypt_pkcs1v15(&pkcs1)).is_some_and(|opened| opened.len() == 7));
        assert!(opened(key.decrypt_pkcs1v15(&good)).is_some());
        assert!(opened(key.decrypt_pkcs1v15(&other)).is_some());
    }
}

/// A number of so many bytes that is below every order; and another.
fn number(size: usize, byte: u8) -> [u8; 66] {
    let mut number = [0; 66];
    number[1..size].fill(byte);
    number
}

pub(super) fn ecdsa() {
    for curve in Curve::available() {
        let size = curve.order_size();
        let key = Ecc::from_number(*curve, &secret(number(size, 40))[..size]).expect("in range");
        let known = Ecc::from_number(*curve, &number(size, 40)[..size]).expect("in range");
        for digest in [Algorithm::SHA256, Algorithm::SHA512] {
            for signature in [key.sign(b"message", digest), key.sign_hedged(b"message", digest)] {
                let mut signature = signature.expect("a signature");
                valgrind::mark_object_defined(&mut signature);
                valgrind::mark_defined(&mut signature);
                assert!(known.public_key().verify(b"message", &signature, digest).is_ok());
            }
        }
    }
}

/// With keys that are used once, and with others.
pub(super) fn ecdh() {
    for curve in Curve::available() {
        let size = curve.order_size();
        let peer = Ecc::from_number(*curve, &number(size, 41)[..size]).expect("in range");
        let private = secret(number(size, 42));
        let key = Ecc::from_number(*curve, &private[..size]).expect("in range");
        black_box(key.agree(peer.public_key()).expect("the same curve").expose());
        let key = EphemeralKey::dangerous_from_private_bytes(Group::from(*curve), &private[..size]);
        let key = black_box(key.expect("in range"));
        black_box(key.agree(peer.public_key().to_point()).expect("a point").expose());
    }
}

pub(super) fn xdh() {
    for (curve, group) in [(XdhCurve::X25519, Group::X25519), (XdhCurve::X448, Group::X448)] {
        let size = group.shared_secret_size();
        let peer = Xdh::from_bytes(curve, &[43; 56][..size]).expect("any bytes");
        let private = secret([44; 56]);
        let key = Xdh::from_bytes(curve, &private[..size]).expect("any bytes");
        black_box(key.agree(peer.public_key()).expect("a good point").expose());
        let key = EphemeralKey::dangerous_from_private_bytes(group, &private[..size]).expect("any bytes");
        black_box(key.public_key());
        black_box(key.agree(peer.public_key().as_bytes()).expect("a good point").expose());
    }
}

pub(super) fn ed25519() {
    let (key, known) = (Ed25519::from_seed(&secret([45; 32])), Ed25519::from_seed(&[45; 32]));
    let (key, known) = (key.expect("any bytes"), known.expect("any bytes"));
    let mut signature = key.sign(b"message");
    valgrind::mark_defined(&mut signature);
    assert!(known.public_key().verify(b"message", &signature).is_ok());
    black_box(key.sign_ctx(b"message", b"context").expect("short"));
    black_box(key.sign_prehashed(&secret([46; 64]), b"").expect("short"));
}

pub(super) fn ed448() {
    let (key, known) = (Ed448::from_seed(&secret([47; 57])), Ed448::from_seed(&[47; 57]));
    let mut signature = key.sign(b"message");
    valgrind::mark_defined(&mut signature);
    assert!(known.public_key().verify(b"message", &signature).is_ok());
    black_box(key.sign_ctx(b"message", b"context").expect("short"));
    black_box(key.sign_prehashed(&secret([48; 64]), b"").expect("short"));
}

/// A group with a name, where powers of 2 have a way of their own.
pub(super) fn dh() {
    let group = DhGroup::FFDHE2048;
    let (_, mut peer) = DhServer::dangerous_from_private_bytes(&group, &[49; 256]).expect("in range");
    // The last of three numbers.
    let peer = peer.split_off(peer.len() - 256);
    let (key, _) = DhServer::dangerous_from_private_bytes(&group, &secret([50; 256])).expect("in range");
    black_box(key.import_cke(&peer).expect("in range").expose().len());
}

/// Writing leaves out the zeros that a number begins with, and looks for them: has to be reported, else it was not the
/// private numbers that were marked.
pub(super) fn control_private_key() {
    black_box(rsa(1024).to_der().len());
}
