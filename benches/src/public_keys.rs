// SPDX-License-Identifier: MIT
//! RSA, signatures by elliptic curves, key agreement.

use std::hint::black_box;
use std::rc::Rc;

use purembed::pk::{Curve, Ecc, Ed448, Ed25519, EphemeralKey, Group, PrivateKey, Rsa};

use crate::contest::{Contestant, Operation, Size};
use crate::peers::{Exchange, Peer, Scheme, Sign, Verify, all};

/// Moduli that signatures and encryption are measured with, in bits.
const RSA_SIZES: [usize; 4] = [1024, 2048, 3072, 4096];
const MESSAGE: &[u8] = b"What is signed is short, because the digest is not what is measured here.";

/// Every operation with everyone who has it. Each has been seen to understand ours, and ours it.
///
/// # Panics
///
/// If two implementations disagree, or if ours lacks an operation.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    for bits in RSA_SIZES {
        let key = PrivateKey::Rsa(Rsa::generate(bits).expect("a key"));
        let key = Pair::new(&key);
        for (name, scheme) in [("pkcs1", Scheme::RsaPkcs1), ("pss", Scheme::RsaPss)] {
            operations.extend(signatures(&format!("rsa/{bits} {name}"), scheme, &key));
        }
        operations.extend(encryption(&format!("rsa/{bits} oaep"), &key));
    }
    operations.push(generation(2048));
    for &curve in Curve::available() {
        let key = Pair::new(&PrivateKey::Ecc(Ecc::generate(curve).expect("a key")));
        let name = format!("ecdsa/{}", curve.name());
        operations.extend(signatures(&name, Scheme::Ecdsa(curve.name()), &key));
        let scheme = Scheme::EcdsaDeterministic(curve.name());
        operations.push(signing(format!("{name} sign, RFC 6979"), scheme, &key));
    }
    let ed25519 = Pair::new(&PrivateKey::Ed25519(Ed25519::generate().expect("a key")));
    operations.extend(signatures("eddsa/ed25519", Scheme::Ed25519, &ed25519));
    let ed448 = Pair::new(&PrivateKey::Ed448(Ed448::generate().expect("a key")));
    operations.extend(signatures("eddsa/ed448", Scheme::Ed448, &ed448));
    operations.extend(Group::available().iter().map(|group| agreement(group.name())));
    operations.extend(["ffdhe2048", "own2048", "ffdhe3072", "modp4096"].map(field_agreement));
    operations
}

/// A private key and its public half, as everyone reads them.
#[derive(Clone)]
struct Pair {
    private: Rc<[u8]>,
    public: Rc<[u8]>,
}

impl Pair {
    fn new(key: &PrivateKey) -> Self {
        Self { private: key.to_pkcs8_der().expose().into(), public: key.public_key().to_der().into() }
    }
}

/// Everyone who offers something; ours has to.
fn everyone<T>(group: &str, offer: impl Fn(&dyn Peer) -> Option<T>) -> Vec<(&'static str, T)> {
    let offers: Vec<_> = all().iter().filter_map(|peer| Some((peer.name(), offer(&**peer)?))).collect();
    assert_eq!(offers.first().map(|(name, _)| *name), Some("purembed"), "purembed has no {group}");
    offers
}

fn signatures(name: &str, scheme: Scheme, key: &Pair) -> [Operation; 2] {
    [signing(format!("{name} sign"), scheme, key), verification(format!("{name} verify"), scheme, key)]
}

fn signing(group: String, scheme: Scheme, key: &Pair) -> Operation {
    let mut ours: Vec<(&str, Verify)> = everyone(&group, |peer| peer.verify(scheme, &key.public));
    let signers: Vec<(&str, Sign)> = everyone(&group, |peer| peer.sign(scheme, &key.private));
    let contestants = signers.into_iter().map(|(name, mut sign)| {
        let signature = sign(MESSAGE);
        assert!(ours[0].1(MESSAGE, &signature), "{group}: what {name} signs does not verify");
        Contestant::new(name, move || drop(black_box(sign(black_box(MESSAGE)))))
    });
    let contestants = contestants.collect();
    Operation { group, size: Size::One, contestants }
}

fn verification(group: String, scheme: Scheme, key: &Pair) -> Operation {
    let mut ours: Vec<(&str, Sign)> = everyone(&group, |peer| peer.sign(scheme, &key.private));
    let signature = ours[0].1(MESSAGE);
    let verifiers: Vec<(&str, Verify)> = everyone(&group, |peer| peer.verify(scheme, &key.public));
    let contestants = verifiers.into_iter().map(|(name, mut verify)| {
        let signature = signature.clone();
        assert!(verify(MESSAGE, &signature), "{group}: {name} does not know our signature");
        assert!(!verify(b"another message", &signature), "{group}: {name} knows any signature");
        Contestant::new(name, move || assert!(verify(black_box(MESSAGE), &signature)))
    });
    let contestants = contestants.collect();
    Operation { group, size: Size::One, contestants }
}

fn encryption(name: &str, key: &Pair) -> [Operation; 2] {
    let message = b"sixteen bytes ..";
    let encrypt = everyone(name, |peer| peer.encrypt(Scheme::RsaOaep, &key.public));
    let decrypt = everyone(name, |peer| peer.decrypt(Scheme::RsaOaep, &key.private));
    let mut ours = everyone(name, |peer| peer.decrypt(Scheme::RsaOaep, &key.private)).swap_remove(0).1;
    let ciphertext =
        everyone(name, |peer| peer.encrypt(Scheme::RsaOaep, &key.public)).swap_remove(0).1(message);
    let encrypt = encrypt.into_iter().map(|(peer, mut encrypt)| {
        assert_eq!(ours(&encrypt(message)), message, "{name}: {peer} encrypts something else");
        Contestant::new(peer, move || drop(black_box(encrypt(black_box(message)))))
    });
    let encrypt = encrypt.collect();
    let decrypt = decrypt.into_iter().map(|(peer, mut decrypt)| {
        let ciphertext = ciphertext.clone();
        assert_eq!(decrypt(&ciphertext), message, "{name}: {peer} decrypts to something else");
        Contestant::new(peer, move || drop(black_box(decrypt(black_box(&ciphertext)))))
    });
    let decrypt = decrypt.collect();
    [
        Operation { group: format!("{name} encrypt"), size: Size::One, contestants: encrypt },
        Operation { group: format!("{name} decrypt"), size: Size::One, contestants: decrypt },
    ]
}

fn generation(bits: usize) -> Operation {
    let group = format!("rsa/{bits} generate");
    let offers = everyone(&group, |peer| peer.generate_rsa(bits));
    let contestants = offers
        .into_iter()
        .map(|(name, mut generate)| Contestant::new(name, move || assert_eq!(generate(), bits)));
    let contestants = contestants.collect();
    Operation { group, size: Size::One, contestants }
}

/// One side: a new key, and the secret with a peer's.
fn agreement(name: &'static str) -> Operation {
    let group = format!("ecdh/{name}");
    let offers: Vec<(&str, Exchange)> = everyone(&group, |peer| peer.exchange(name));
    let contestants = offers.into_iter().map(|(peer, mut exchange)| {
        let ours = EphemeralKey::generate(name.parse().expect("a group")).expect("random bytes");
        let public = ours.public_key().to_vec();
        let [theirs, secret] = exchange(&public);
        assert_eq!(ours.agree(&theirs).expect("a public key").expose(), secret, "{group}: {peer}");
        Contestant::new(peer, move || drop(black_box(exchange(black_box(&public)))))
    });
    let contestants = contestants.collect();
    Operation { group, size: Size::One, contestants }
}

/// The same modulo a prime.
fn field_agreement(name: &'static str) -> Operation {
    let group = format!("dh/{name}");
    let offers: Vec<(&str, Exchange)> = everyone(&group, |peer| peer.exchange(name));
    let mut ours = everyone(&group, |peer| peer.exchange(name)).swap_remove(0).1;
    // Any public value will do: 4 is a power of the generator 2, and of 3 perhaps.
    let [public, _] = ours(&[4]);
    let contestants = offers.into_iter().map(|(peer, mut exchange)| {
        let public = public.clone();
        assert_eq!(exchange(&public)[0].len(), public.len(), "{group}: {peer}");
        Contestant::new(peer, move || drop(black_box(exchange(black_box(&public)))))
    });
    let contestants = contestants.collect();
    Operation { group, size: Size::One, contestants }
}

#[cfg(test)]
mod tests {
    use super::operations;

    #[test]
    fn everyone_agrees() {
        let operations = operations();
        let contestants: usize = operations.iter().map(|operation| operation.contestants.len()).sum();
        println!("{} operations, {contestants} contestants", operations.len());
        assert!(operations.len() > 70 && contestants > 100);
    }
}
