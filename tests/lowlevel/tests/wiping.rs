// SPDX-License-Identifier: MIT
//! Secrets are gone when their memory is given back.
//!
//! Two ways to see that, over every block that is freed while a secret is made, used and dropped:
//!
//! 1. The same is done with two secrets, three times each in turn. A byte of a freed block that depends on the secret, and
//!    on nothing else, was not wiped; whatever form it has there (key schedules, hash states).
//! 2. Private keys bring their public keys with them, which depend on the secret too, and may stay. There, sixteen bytes
//!    of a secret number in a row, in either byte order, must not be found; nor of the PEM that it stands in, of the
//!    password of a file, or of a nonce.
//!
//! Each object is boxed, so that its own memory is a freed block too. Not seen: the stack and registers; and for private
//! keys forms other than plain numbers, such as Montgomery's. And a limit of the language: moving an object copies what
//! lay on the stack under its padding and under the unused part of an `enum`, and no `Drop` reaches that. So up to
//! [`RESIDUE`] bytes are let pass, where a state or key schedule that was not wiped would be more; for what is `Clone`, the
//! test clones it onto a clean stack, and lets pass no more than [`PADDING`].

use std::hint::black_box;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use purembed::cipher::{
    self, Aead, Aes, AnyNonce, AuthTag, Cbc, Ccm, ChaCha20, ChaChaPoly, Cmac, Gcm, Kw, Kwp, Nonce, Padding,
    TripleDes,
};
use purembed::hashlib::Algorithm;
use purembed::hkdf;
use purembed::hmac::{Hmac, Key};
use purembed::kdf::{ScryptCost, pbkdf2_hmac, scrypt};
use purembed::pk::{
    Curve, DhClient, DhGroup, DhServer, Ecc, EcdhClient, EcdhServer, EcdsaSignature, Ed448, Ed25519,
    Encryption, EncryptionCipher, EphemeralKey, Group, InvalidKey, Password, Pkcs12, PrivateKey, Rsa,
    SharedSecret, Xdh, XdhCurve,
};
use purembed::rand::{Builder, RngError};
use purembed::secrets::{SecretBytes, SecretString};
use purembed_lowlevel::heap::{Recorder, record};
use zeroize::ZeroizeOnDrop;

#[global_allocator]
static HEAP: Recorder = Recorder::new();

/// The secret of the run, from which scenarios make what they need on the stack.
static SEED: AtomicU8 = AtomicU8::new(0);

fn secret<const N: usize>() -> [u8; N] {
    let seed = SEED.load(Ordering::Relaxed);
    // Visible ASCII, so that it is good for text too.
    std::array::from_fn(|i| b'!' + (i as u8).wrapping_mul(7).wrapping_add(seed) % 90)
}

/// A source that gives the secret, and holds nothing.
fn source(out: &mut [u8]) -> Result<(), RngError> {
    let bytes = secret::<256>();
    out.copy_from_slice(&bytes[..out.len()]);
    Ok(())
}

/// What padding and unused parts may carry along, in bytes of one block: less than any state below.
const RESIDUE: usize = 64;
/// As much twice, for the powers of GCM: they begin at a multiple of 64 bytes, within a key that does so, too.
const GAPS: usize = 2 * RESIDUE;
/// What padding alone may carry along: less than the two smallest hash states, MD5's. How much it is depends on where the
/// compiler puts what: 8 to 30 bytes were seen.
const PADDING: usize = 31;

/// What CBC keeps, in each direction: the last block of ciphertext, which is no secret but depends on it.
const CHAINS: usize = 32;

/// Overwrites the stack below.
#[inline(never)]
fn clean_stack() {
    black_box([0_u8; 16384]);
}

/// Clones and drops it where nothing of the original lies below.
fn drop_cloned<T: Clone>(object: &T) {
    #[inline(never)]
    fn cloned<T: Clone>(object: &T) -> Box<T> {
        Box::new(object.clone())
    }
    clean_stack();
    drop(black_box(cloned(object)));
}

/// How many freed bytes depend on the secret, and in which blocks.
fn dependent(scenario: fn()) -> Vec<(usize, usize)> {
    // Once before, so that what is set up on first use is there.
    scenario();
    let runs: Vec<_> = [1, 40, 1, 40, 1, 40]
        .into_iter()
        .map(|seed| {
            SEED.store(seed, Ordering::Relaxed);
            record(scenario)
        })
        .collect();
    let shape = |run: &Vec<Vec<u8>>| run.iter().map(Vec::len).collect::<Vec<_>>();
    runs.iter().for_each(|run| assert_eq!(shape(run), shape(&runs[0]), "runs do not compare"));
    let depends = |block: usize, at: usize| {
        let byte = |run: usize| runs[run][block][at];
        byte(0) == byte(2)
            && byte(2) == byte(4)
            && byte(1) == byte(3)
            && byte(3) == byte(5)
            && byte(0) != byte(1)
    };
    (0..runs[0].len())
        .map(|block| (0..runs[0][block].len()).filter(|at| depends(block, *at)).count())
        .enumerate()
        .filter(|(_, count)| *count > 0)
        .map(|(block, count)| (runs[0][block].len(), count))
        .collect()
}

/// Boxes it, so that its own memory is seen to be given back, and makes the compiler believe that it is used.
fn drop_boxed<T>(object: T) {
    drop(black_box(Box::new(object)));
}

/// Symmetric secrets: nothing that depends on them may be left.
const SYMMETRIC: &[(&str, usize, fn())] = &[
    ("SecretBytes, copied", 0, || drop_boxed(SecretBytes::copy_from(&secret::<64>()))),
    ("SecretBytes, taken over with spare room", 0, || {
        let mut bytes = Vec::with_capacity(100);
        bytes.extend_from_slice(&secret::<64>());
        drop_boxed(SecretBytes::new(bytes));
    }),
    ("SecretString", 0, || {
        let text = str::from_utf8(&secret::<64>()).expect("ASCII").to_owned();
        drop_boxed(SecretString::new(text));
    }),
    ("hmac::Tag", 0, || {
        for algorithm in Algorithm::available() {
            let mut hmac = Hmac::new(&secret::<32>(), *algorithm);
            hmac.update(b"message");
            drop_boxed(hmac.digest());
        }
    }),
    ("hmac::Key, Hmac", PADDING, || {
        for algorithm in Algorithm::available() {
            for len in [20, 200] {
                // Not boxed: what is looked at are the clones.
                let key = Key::new(*algorithm, &secret::<256>()[..len]);
                let mut hmac = Hmac::with_key(&key);
                hmac.update(b"a message that is longer than a block of any digest".repeat(3));
                black_box(key.verify(b"message", &[0; 20]).is_err());
                drop_cloned(&key);
                drop_cloned(&hmac);
            }
        }
    }),
    ("hkdf::Prk", RESIDUE, || {
        let prk = Box::new(hkdf::extract(&secret::<64>(), b"salt", Algorithm::SHA512));
        let mut okm = [0; 100];
        prk.expand(b"info", &mut okm).expect("short");
        black_box(&okm);
        drop_boxed(prk);
    }),
    ("CtrDrbg", RESIDUE, || {
        for builder in [Builder::ctr(), Builder::ctr().aes_128()] {
            let mut drbg = Box::new(builder.build(source).expect("a source"));
            drbg.generate(&mut [0; 300], b"more").expect("a source");
            drbg.reseed(b"again").expect("a source");
            drop_boxed(drbg);
        }
    }),
    ("HmacDrbg", RESIDUE, || {
        let mut drbg = Box::new(Builder::hmac(Algorithm::SHA512).build(source).expect("a source"));
        drbg.generate(&mut [0; 300], b"more").expect("a source");
        drbg.reseed(b"again").expect("a source");
        drop_boxed(drbg);
    }),
    ("pbkdf2_hmac, scrypt", PADDING, || {
        let (mut key, password) = (vec![0; 64], secret::<30>());
        pbkdf2_hmac(&password, b"salt", NonZeroU32::MIN, Algorithm::SHA512, &mut key).expect("short");
        for (log_n, r, p) in [(1, 1, 1), (6, 8, 2)] {
            let cost = ScryptCost::new(log_n, r, p).expect("costs");
            scrypt(&password, b"salt", cost, &mut key).expect("short");
        }
        drop_boxed(SecretBytes::new(key));
    }),
    ("Aead, AES-GCM", GAPS, || {
        for len in [16, 24, 32] {
            let aead = Aes::new(&secret::<32>()[..len], Gcm).expect("a key");
            let mut record = [0; 100];
            aead.encrypt_in_place(Nonce::assume_unique([1; 12]), b"ad", &mut record).expect("short");
            drop_boxed(aead);
        }
    }),
    ("Aead, ChaCha20-Poly1305", 0, || {
        let aead = ChaCha20::new(&secret(), ChaChaPoly);
        let mut record = [0; 100];
        aead.encrypt_in_place(Nonce::assume_unique([1; 12]), b"ad", &mut record).expect("short");
        drop_boxed(aead);
    }),
    ("CmacKey and RunningCmac", RESIDUE, || {
        for key in [&secret::<16>()[..], &secret::<24>(), &secret::<32>()] {
            let key = Box::new(Aes::new(key, Cmac).expect("a key"));
            let mut running = Box::new(key.start());
            running.update(b"a message longer than a block");
            black_box(running.digest());
            drop_boxed(running);
            drop_boxed(key);
        }
        drop_boxed(TripleDes::new(&secret::<24>(), Cmac).expect("a key"));
    }),
    ("what a forged message decrypts to", GAPS, || {
        let forged = AuthTag::from([0; 16]);
        let gcm = Aes::new(&secret::<32>(), Gcm).expect("a key");
        // Longer than the gaps by far.
        assert!(gcm.decrypt(&[1; 12], b"", &[0; 1000], forged).is_err());
        let chacha = ChaCha20::new(&secret(), ChaChaPoly);
        assert!(chacha.decrypt(&[1; 12], b"", &[0; 1000], forged).is_err());
    }),
    ("Encryptor, UnverifiedDecryptor, GCM", GAPS, || {
        in_pieces(&Aes::new(&secret::<32>(), Gcm).expect("a key"));
    }),
    ("Encryptor, UnverifiedDecryptor", RESIDUE, || {
        in_pieces(&Aes::new(&secret::<32>(), Ccm).expect("a key"));
        in_pieces(&ChaCha20::new(&secret(), ChaChaPoly));
    }),
    ("PaddedEncryptor, PaddedDecryptor", CHAINS, || {
        let cbc = || Aes::new(&secret::<32>(), Cbc([1; 16])).expect("a key");
        for padding in [Padding::Pkcs7, Padding::AnsiX923, Padding::Iso7816] {
            let (mut sealed, mut end, mut opened) = ([0; 64], [0; 16], [0; 64]);
            let mut encryptor = cbc().into_padded_encryptor(padding);
            let made = encryptor.update_into(&secret::<61>(), &mut sealed).expect("room");
            encryptor.finalize_into(&mut sealed[made..]).expect("room");
            let mut decryptor = cbc().into_padded_decryptor(padding);
            decryptor.update_into(&sealed, &mut opened).expect("room");
            decryptor.finalize_into(&mut end).expect("its own padding");
            assert_eq!(end[..13], secret::<61>()[48..]);
            // Given up in the middle of a block.
            let mut encryptor = cbc().into_padded_encryptor(padding);
            encryptor.update_into(&secret::<61>(), &mut sealed).expect("room");
            drop_boxed(encryptor);
            let mut decryptor = cbc().into_padded_decryptor(padding);
            decryptor.update_into(&secret::<61>(), &mut opened).expect("room");
            drop_boxed(decryptor);
        }
        assert!(cbc().decrypt_padded(Padding::Pkcs7, &[0; 64]).is_err());
    }),
    ("KeyWrapper", 0, || {
        let (kw, kwp) =
            (Aes::new(&secret::<32>(), Kw).expect("a key"), Aes::new(&secret::<16>(), Kwp).expect("a key"));
        let mut buffer = secret::<40>();
        kw.wrap_in_place(&mut buffer).expect("semiblocks");
        drop_boxed(kw.unwrap_key(&buffer).expect("its own"));
        assert!(kw.unwrap_key(&[0; 40]).is_err());
        assert!(kwp.unwrap_key(&[0; 40]).is_err());
        drop_boxed(kw);
        drop_boxed(kwp);
    }),
];

/// A message in pieces, in place, to the end; and another that is given up in its middle.
fn in_pieces<const N: usize>(aead: &Aead<N, 16>) {
    let (nonce, mut message) = (|| Nonce::assume_unique([1; N]), secret::<100>());
    let mut encryptor = aead.start_encrypt_sized(nonce(), b"ad", 100).expect("short");
    message.chunks_mut(37).for_each(|piece| encryptor.update_in_place(piece).expect("short"));
    let tag = encryptor.finalize().expect("all of it");
    let decryptor = aead.start_decrypt_unverified_sized(&[1; N], b"ad", 100);
    let mut decryptor = decryptor.expect("short");
    message.chunks_mut(41).for_each(|piece| decryptor.update_in_place(piece).expect("short"));
    decryptor.finalize(tag).expect("its own");
    assert_eq!(message, secret());
    let mut encryptor = aead.start_encrypt_sized(nonce(), b"ad", 100).expect("short");
    encryptor.update_in_place(&mut message[..37]).expect("short");
    drop_boxed(encryptor);
}

/// The cipher that [`named`] looks at.
static CIPHER: AtomicUsize = AtomicUsize::new(0);

/// One cipher by its name: a key, messages both ways, in pieces, and from the start again.
fn named() {
    let algorithm = cipher::Algorithm::available()[CIPHER.load(Ordering::Relaxed)];
    let (key, iv) = (&secret::<64>()[..algorithm.key_size()], &[1; 16][..algorithm.iv_size()]);
    let mut message = secret::<96>();
    if algorithm.is_aead() {
        let aead = Box::new(algorithm.start_aead(key).expect("its key"));
        let tag = aead.encrypt_in_place(AnyNonce::assume_unique(iv), b"ad", &mut message).expect("short");
        aead.decrypt_in_place(iv, b"ad", &mut message, tag.as_ref()).expect("its own tag");
        assert!(aead.decrypt(iv, b"another", &message, tag.as_ref()).is_err());
        drop_boxed(aead);
        return;
    }
    let mut cipher = Box::new(algorithm.start(key, iv).expect("its key and IV"));
    message.chunks_mut(48).for_each(|piece| cipher.encrypt_in_place(piece).expect("whole blocks"));
    message.chunks_mut(48).for_each(|piece| cipher.decrypt_in_place(piece).expect("whole blocks"));
    // Ends within a block, or is refused.
    black_box(cipher.encrypt_in_place(&mut message[..37]).is_ok());
    black_box(cipher.decrypt_in_place(&mut message[..37]).is_ok());
    black_box(cipher.encrypt(&message[..1]).is_err());
    drop_boxed(cipher);
    let mut cipher = algorithm.start(key, iv).expect("its key and IV");
    cipher.encrypt_in_place(&mut message).expect("whole blocks");
    cipher.restart(iv).expect("an IV of the same length");
    drop_boxed(cipher);
}

/// Runs something that answers with what was secret about it, and says in which freed blocks pieces of that stand: their
/// sizes, and how many pieces of 16 bytes.
fn left(work: impl Fn() -> Vec<Vec<u8>>) -> Vec<(usize, usize)> {
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
fn agreement(group: Group) -> Vec<Vec<u8>> {
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
fn exchange(group: Group) -> Vec<Vec<u8>> {
    let (server, to_client) = EcdhServer::generate(group).expect("a key");
    let client = EcdhClient::import_ske(&to_client).expect("its message");
    let (to_server, secret) = client.generate().expect("a key");
    let shared = secret.expose().to_vec();
    drop_boxed(secret);
    drop_boxed(server.import_cke(&to_server).expect("its message"));
    drop_boxed(EcdhServer::generate(group).expect("a key").0);
    vec![shared]
}

fn finite_field_exchange() -> Vec<Vec<u8>> {
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
fn encrypted(key: &PrivateKey) -> Vec<Vec<u8>> {
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
fn nonces(curve: Curve) -> Vec<(usize, usize)> {
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
fn pieces(key: &PrivateKey, scenario: impl Fn(&[u8])) -> Vec<(usize, usize)> {
    let (numbers, der) = (numbers(key), key.to_pkcs8_der());
    left(|| {
        scenario(der.expose());
        numbers.clone()
    })
}

fn read_and_drop(der: &[u8]) {
    drop_boxed(PrivateKey::from_buffer(der).expect("our own encoding"));
}

fn read_sign_and_write(der: &[u8]) {
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

/// Whose numbers are known to stay, and why; SECURITY.md says so.
const KNOWN: &[(&str, &str)] = &[];

/// Types that say themselves that they wipe.
const PROMISES: [fn() -> bool; 5] = [
    needs_drop::<SecretBytes>,
    needs_drop::<SharedSecret>,
    needs_drop::<purembed::hmac::Tag>,
    needs_drop::<purembed::rand::CtrMechanism>,
    needs_drop::<purembed::rand::HmacMechanism>,
];

fn needs_drop<T: ZeroizeOnDrop>() -> bool {
    std::mem::needs_drop::<T>()
}

fn main() {
    assert!(PROMISES.iter().all(|promise| promise()));
    println!("{} types promise to wipe", PROMISES.len());
    let mut failed = Vec::new();

    let control = dependent(|| drop_boxed(secret::<64>().to_vec()));
    assert_eq!(control, [(64, 64)], "a vector that nobody wipes is found");
    for (name, residue, scenario) in SYMMETRIC {
        let left = dependent(*scenario);
        let most = left.iter().map(|(_, bytes)| *bytes).max().unwrap_or(0);
        println!("{name}: {most} bytes left");
        if most > *residue {
            failed.push(format!("{name}: {left:?} (size of block, bytes that depend on the secret)"));
        }
    }

    let mut report = |name: String, left: Vec<(usize, usize)>| {
        println!("{name}: left in {} blocks", left.len());
        if !left.is_empty() {
            failed.push(format!("{name}: {left:?} (size of block, windows of 16 secret bytes)"));
        }
    };
    for group in Group::available() {
        report(format!("EphemeralKey, static keys, SharedSecret, {group:?}"), left(|| agreement(*group)));
        report(format!("EcdhServer, EcdhClient, {group:?}"), left(|| exchange(*group)));
    }
    report("DhServer, DhClient, DhSharedSecret".into(), left(finite_field_exchange));
    for curve in [Curve::SECP256R1, Curve::SECP256K1, Curve::BRAINPOOLP256R1] {
        report(format!("nonces of ECDSA, {curve:?}"), nonces(curve));
    }

    let ciphers = cipher::Algorithm::available();
    let mut worst = 0;
    for (index, algorithm) in ciphers.iter().enumerate() {
        CIPHER.store(index, Ordering::Relaxed);
        let left = dependent(named);
        let most = left.iter().map(|(_, bytes)| *bytes).max().unwrap_or(0);
        worst = worst.max(most);
        if most > if algorithm.mode() == cipher::Mode::Gcm { GAPS } else { RESIDUE } {
            failed.push(format!("{algorithm}: {left:?} (size of block, bytes that depend on the secret)"));
        }
    }
    println!("{} ciphers by name: {worst} bytes left at most", ciphers.len());

    let mut keys: Vec<(String, PrivateKey)> = vec![
        ("Ed25519".into(), PrivateKey::from(Ed25519::generate().expect("a key"))),
        ("Ed448".into(), PrivateKey::from(Ed448::generate().expect("a key"))),
        ("Xdh, X25519".into(), PrivateKey::from(Xdh::generate(XdhCurve::X25519).expect("a key"))),
        ("Xdh, X448".into(), PrivateKey::from(Xdh::generate(XdhCurve::X448).expect("a key"))),
        ("Rsa, 2048 bits".into(), PrivateKey::from(Rsa::generate(2048).expect("a key"))),
    ];
    keys.extend(
        Curve::available()
            .iter()
            .map(|curve| (format!("Ecc, {curve}"), PrivateKey::from(Ecc::generate(*curve).expect("a key")))),
    );
    for (name, key) in &keys {
        let control = pieces(key, |der| drop_boxed(der.to_vec()));
        assert!(!control.is_empty(), "{name}: an encoding that nobody wipes is found");
        for (what, left) in [
            ("read", pieces(key, read_and_drop)),
            ("read, signed with, written", pieces(key, read_sign_and_write)),
            ("encrypted, with its password", left(|| encrypted(key))),
        ] {
            let known = KNOWN.iter().find(|(known, _)| *known == *name).map(|(_, why)| *why);
            match (left.len(), known) {
                (0, None) => println!("{name}, {what}: nothing left"),
                (0, Some(_)) => {
                    failed.push(format!("{name}, {what}: nothing left any more; say so in SECURITY.md"));
                }
                (blocks, Some(why)) => println!("{name}, {what}: left in {blocks} blocks, as known: {why}"),
                (_, None) => {
                    failed.push(format!(
                        "{name}, {what}: {left:?} (size of block, windows of 16 secret bytes)"
                    ));
                }
            }
        }
    }
    assert!(failed.is_empty(), "left in freed memory:\n{}", failed.join("\n"));
    println!(
        "wiping: {} symmetric, {} private keys, {} known exceptions",
        SYMMETRIC.len(),
        keys.len(),
        KNOWN.len()
    );
}
