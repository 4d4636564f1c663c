// SPDX-License-Identifier: MIT
//! Private keys, what they agree on, their nonces and their files: no piece of a secret number may be left.

use std::hint::black_box;
use std::num::NonZeroU32;

use purembed::hashlib::Algorithm;
use purembed::hmac::Hmac;
use purembed::kdf::ScryptCost;
use purembed::pk::{
    Curve, DhClient, DhGroup, DhServer, Ecc, EcdhClient, EcdhServer, EcdsaSignature, Encryption,
    EncryptionCipher, EphemeralKey, Group, InvalidKey, Password, Pkcs12, PrivateKey, Xdh, XdhCurve,
};
use purembed::secrets::SecretBytes;
use purembed_lowlevel::heap::record;

use super::{drop_boxed, secret};

/// Runs something that answers with what was secret about it, and says in which freed blocks pieces of that stand: their
/// sizes, and how many pieces of 16 bytes.
pub(super) fn left(work: impl Fn() -> Vec<Vec<u8>>) -> Vec<(usize, usize)> {
    // Once before, so that what is set up on first use is there.
    work();
    let mut secrets = Vec::new();
    let freed = record(|| secrets = work());
    let mut pieces: Vec<[u8; 16]> = Vec::new();
    for secret in secrets {
        let reversed: Vec<u8> = secret.iter().rev().copied().collect();
        for form in [&secret, &reversed] {
            pieces.extend(form.windows(16).map(|window| <[u8; 16]>::try_from(window).expect("16 bytes")));
        }
    }
    pieces.sort_unstable();
    assert!(pieces.len() > 16, "what is secret was not found");
    let found = |block: &[u8]| {
        let known = |window: &&[u8]| pieces.binary_search_by(|piece| piece[..].cmp(window)).is_ok();
        block.windows(16).filter(known).count()
    };
    freed.iter().map(|block| (block.len(), found(block))).filter(|(_, found)| *found > 0).collect()
}

/// A private key that every group takes: below the order, with a bit of its first byte at most.
fn private(group: Group) -> Vec<u8> {
    let size = group.name().parse().map_or(group.shared_secret_size(), Curve::order_size);
    let mut private = secret::<66>()[..size].to_vec();
    private[0] = 0;
    private
}

/// A key for agreement, once and always the same, and what it agrees on.
pub(super) fn agreement(group: Group) -> Vec<Vec<u8>> {
    let private = private(group);
    let key = || EphemeralKey::dangerous_from_private_bytes(group, &private).expect("a key");
    let peer = key().public_key().to_vec();
    drop_boxed(key());
    let shared = key().agree(&peer).expect("a point").expose().to_vec();
    drop_boxed(key().agree(&peer).expect("a point"));
    if let Ok(curve) = group.name().parse() {
        let key = Box::new(Ecc::from_number(curve, &private).expect("a key"));
        drop_boxed(key.agree(key.public_key()).expect("a point"));
        drop_boxed(key.to_number());
        drop_boxed(key);
    } else {
        let curve = if group == Group::X448 { XdhCurve::X448 } else { XdhCurve::X25519 };
        let key = Box::new(Xdh::from_bytes(curve, &private).expect("a key"));
        drop_boxed(key.agree(key.public_key()).expect("a point"));
        drop_boxed(key.to_number());
        drop_boxed(key);
    }
    vec![private, shared]
}

/// In the messages of TLS 1.2. The keys are made within.
pub(super) fn exchange(group: Group) -> Vec<Vec<u8>> {
    let (server, to_client) = EcdhServer::generate(group).expect("a key");
    let client = EcdhClient::import_ske(&to_client).expect("its message");
    let (to_server, secret) = client.generate().expect("a key");
    let shared = secret.expose().to_vec();
    drop_boxed(secret);
    drop_boxed(server.import_cke(&to_server).expect("its message"));
    drop_boxed(EcdhServer::generate(group).expect("a key").0);
    vec![shared]
}

pub(super) fn finite_field_exchange() -> Vec<Vec<u8>> {
    let (group, private) = (DhGroup::FFDHE2048, secret::<250>());
    let key = || DhServer::dangerous_from_private_bytes(&group, &private).expect("a key");
    drop_boxed(key().0);
    let (server, to_client) = key();
    let client = DhClient::import_ske(&to_client).expect("its message");
    let (to_server, secret) = client.generate().expect("a key");
    let shared = secret.expose().to_vec();
    drop_boxed(secret);
    drop_boxed(server.import_cke(&to_server).expect("its message"));
    vec![private.to_vec(), shared]
}

/// Long enough to be looked for.
const PASSWORD: &str = "correct horse battery staple";

/// Files with a password: written, read, and refused with another one.
pub(super) fn encrypted(key: &PrivateKey) -> Vec<Vec<u8>> {
    let cheap = Encryption::new().pbkdf2(NonZeroU32::MIN);
    let costs = ScryptCost::new(4, 1, 1).expect("costs");
    let owned = || SecretBytes::copy_from(PASSWORD.as_bytes());
    let (der, pem) = (key.to_pkcs8_der(), key.to_pem());
    for encryption in [cheap, cheap.cipher(EncryptionCipher::Aes128Gcm).scrypt(costs)] {
        let file = key.to_encrypted_pkcs8_der(PASSWORD, &encryption).expect("a file");
        drop_boxed(PrivateKey::from_buffer_with_password(&file, owned()).expect("its password"));
        drop_boxed(Password::from(owned()));
        assert!(PrivateKey::from_buffer_with_password(&file, "another one").is_err());
        let file = key.to_encrypted_pkcs8_pem(owned().expose(), &encryption).expect("a file");
        let ask = Password::ask(owned);
        drop_boxed(PrivateKey::from_buffer_with_password(file.as_bytes(), ask).expect("its password"));
        let file = Pkcs12::with_key_alone(PrivateKey::from_buffer(der.expose()).expect("our own"));
        let sealed = file.to_der(PASSWORD, &encryption).expect("a file");
        drop_boxed(file);
        drop_boxed(Pkcs12::from_buffer_with_password(&sealed, owned()).expect("its password"));
        let refused = Pkcs12::from_buffer_with_password(&sealed, "another one");
        assert_eq!(refused.err(), Some(InvalidKey::WrongPassword));
    }
    drop_boxed(PrivateKey::from_buffer(pem.expose().as_bytes()).expect("our own encoding"));
    let mut secrets = numbers(key);
    secrets.push(PASSWORD.into());
    // PKCS#12 wants it so: big-endian, with 16 bits each.
    let mut wide = Vec::with_capacity(2 * PASSWORD.len());
    wide.extend(PASSWORD.bytes().flat_map(|byte| [0, byte]));
    secrets.push(wide);
    for pem in [pem, key.to_pkcs8_pem()] {
        let lines = pem.expose().lines().filter(|line| !line.starts_with('-'));
        secrets.extend(lines.map(|line| line.as_bytes().to_vec()));
    }
    secrets
}

/// The nonce of a signature with SHA-256 (RFC 6979 section 3.2), with an order of 256 bits that both numbers are below.
fn nonce(private: &[u8], digest: &[u8]) -> Vec<u8> {
    let mac = |key: &[u8], parts: &[&[u8]]| {
        let mut hmac = Hmac::new(key, Algorithm::SHA256);
        parts.iter().for_each(|part| hmac.update(part));
        hmac.digest().as_ref().to_vec()
    };
    let (mut key, mut value) = (vec![0; 32], vec![1; 32]);
    for step in [0, 1] {
        key = mac(&key, &[&value, &[step], private, digest]);
        value = mac(&key, &[&value]);
    }
    mac(&key, &[&value])
}

/// Signs, and drops a signature.
pub(super) fn nonces(curve: Curve) -> Vec<(usize, usize)> {
    let private = secret::<32>();
    let key = Ecc::from_number(curve, &private).expect("in range");
    // r is the x-coordinate of the nonce's point: so it is the nonce.
    let found = (0_u8..100).find_map(|message| {
        let nonce = nonce(&private, Algorithm::SHA256.digest([message]).as_ref());
        let der = key.sign(&[message], Algorithm::SHA256).expect("a signature");
        let r = EcdsaSignature::from_der(curve, &der).expect("a signature").to_fixed()[..32].to_vec();
        let point = Ecc::from_number(curve, &nonce).ok()?.public_key().to_point().to_vec();
        (point[1..33] == r).then_some((message, nonce))
    });
    let (message, nonce) = found.expect("a nonce that is known");
    left(|| {
        let der = key.sign(&[message], Algorithm::SHA256).expect("a signature");
        drop_boxed(EcdsaSignature::from_der(curve, &der).expect("a signature"));
        vec![nonce.clone()]
    })
}

/// The numbers that make up a private key, as its encoding has them, big-endian.
fn numbers(key: &PrivateKey) -> Vec<Vec<u8>> {
    let der = match key {
        PrivateKey::Rsa(rsa) => rsa.to_der(),
        PrivateKey::Ecc(ecc) => ecc.to_der(),
        PrivateKey::Ed448(ed448) => ed448.to_bytes(),
        PrivateKey::Xdh(xdh) => xdh.to_bytes(),
        _ => key.to_pkcs8_der(),
    };
    let der = der.expose();
    match key {
        // RSAPrivateKey (RFC 8017 A.1.2): version, n, e, and from there on secrets.
        PrivateKey::Rsa(_) => elements(elements(der)[0]).into_iter().skip(3).map(<[u8]>::to_vec).collect(),
        // ECPrivateKey (RFC 5915): version, then the secret.
        PrivateKey::Ecc(_) => vec![elements(elements(der)[0])[1].to_vec()],
        PrivateKey::Ed448(_) | PrivateKey::Xdh(_) => vec![der.to_vec()],
        // RFC 8410 section 7: the seed comes last.
        _ => vec![der[der.len() - 32..].to_vec()],
    }
}

/// The contents of DER elements that stand in a row.
fn elements(mut der: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let [_, first, rest @ ..] = der {
        let octets = usize::from(first.saturating_sub(0x80));
        let long = rest[..octets].iter().fold(0, |len, octet| len << 8 | usize::from(*octet));
        let len = if octets == 0 { usize::from(*first) } else { long };
        found.push(&rest[octets..octets + len]);
        der = &rest[octets + len..];
    }
    found
}

/// Runs something with a private key from its encoding to the end, and says in which freed blocks pieces of its numbers
/// stand.
pub(super) fn pieces(key: &PrivateKey, scenario: impl Fn(&[u8])) -> Vec<(usize, usize)> {
    let (numbers, der) = (numbers(key), key.to_pkcs8_der());
    left(|| {
        scenario(der.expose());
        numbers.clone()
    })
}

pub(super) fn read_and_drop(der: &[u8]) {
    drop_boxed(PrivateKey::from_buffer(der).expect("our own encoding"));
}

pub(super) fn read_sign_and_write(der: &[u8]) {
    let key = Box::new(PrivateKey::from_buffer(der).expect("our own encoding"));
    let signature = match &*key {
        PrivateKey::Rsa(rsa) => {
            // By the fast back end, where there is one; by ours; and what is not a message.
            drop(rsa.sign(b"message", Algorithm::SHA256).expect("a signature"));
            drop(rsa.sign_pss(b"message", Algorithm::SHA1).expect("a signature"));
            rsa.check().expect("primes");
            rsa.decrypt_pkcs1v15(&vec![1; rsa.key_size()]).expect("implicit rejection").expose().to_vec()
        }
        PrivateKey::Ecc(ecc) => {
            drop(ecc.sign(b"message", Algorithm::SHA256).expect("a signature"));
            ecc.sign_hedged(b"message", Algorithm::SHA256).expect("a signature")
        }
        PrivateKey::Ed25519(ed25519) => {
            black_box(ed25519.sign_ctx(b"message", b"context").expect("short"));
            ed25519.sign(b"message").to_vec()
        }
        PrivateKey::Ed448(ed448) => ed448.sign(b"message").to_vec(),
        PrivateKey::Xdh(xdh) => xdh.agree(xdh.public_key()).expect("a point").expose()[..1].to_vec(),
        _ => unreachable!("all of the kinds"),
    };
    black_box(signature);
    drop_boxed(key.to_pkcs8_der());
    drop_boxed(key);
}
