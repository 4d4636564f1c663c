// SPDX-License-Identifier: MIT
//! Every cipher of C, by its name: the same random inputs to both sides, and the same answers.

use purembed::cipher::{self, Aes, Gcm, Kw, Kwp, Nonce, Padding};
use purembed::parity::cipher::{self as c, Algorithm, Mode};
use purembed_parity_tests::random::Random;
use purembed_tests::ciphers::{Way, crypt, crypt_padded, open, seal};
use purembed_tests::ledger::Ledger;

const CASES: usize = 2000;

/// What C has under these modes.
fn with(modes: &[Mode]) -> Vec<Algorithm> {
    let found: Vec<_> =
        Algorithm::available().into_iter().filter(|cipher| modes.contains(&cipher.mode())).collect();
    assert!(!found.is_empty());
    found
}

/// A length of a key: every one of Blowfish's in turn.
fn key_size(cipher: Algorithm, case: usize) -> usize {
    if cipher.name().starts_with("BLOWFISH") { 4 + case % 53 } else { cipher.key_size() }
}

#[test]
fn names_and_sizes() {
    let is_wrap = |cipher: &Algorithm| matches!(cipher.mode(), Mode::Kw | Mode::Kwp);
    let (wraps, theirs): (Vec<_>, Vec<_>) = Algorithm::available().into_iter().partition(is_wrap);
    let names: Vec<_> = theirs.iter().map(|cipher| cipher.name()).collect();
    assert_eq!((wraps.len(), names.len()), (6, 72));
    assert_eq!(cipher::get_supported_ciphers(), names, "the same names in the same order");
    let mut ledger = Ledger::new("names of ciphers");
    for theirs in theirs {
        let ours: cipher::Algorithm = theirs.name().parse().expect("listed");
        assert_eq!(ours.name(), theirs.name());
        assert_eq!(ours.mode() as u8, theirs.mode() as u8, "{ours}");
        assert_eq!(ours.key_size(), theirs.key_size(), "{ours}");
        assert_eq!(ours.iv_size(), theirs.iv_size(), "{ours}");
        // C says that ChaCha20 has blocks of one byte, and so do we.
        assert_eq!(ours.block_size(), theirs.block_size(), "{ours}");
        ledger.ran();
    }
    ledger.finish();
}

/// A message through C, in pieces; ECB block by block.
fn theirs(
    cipher: Algorithm,
    key: &[u8],
    iv: &[u8],
    way: Way,
    pieces: &[&[u8]],
) -> Result<Vec<u8>, c::NewError> {
    let mut running = if way == Way::Encrypt { cipher.encrypt(key, iv)? } else { cipher.decrypt(key, iv)? };
    let mut out = Vec::new();
    for piece in pieces {
        if cipher.mode() == Mode::Ecb {
            for block in piece.chunks(cipher.block_size()) {
                out.extend(running.update(block)?);
            }
        } else {
            out.extend(running.update(piece)?);
        }
    }
    out.extend(running.finish()?);
    Ok(out)
}

/// 2,000 messages for each name, both ways, in one piece and in many.
#[test]
fn not_authenticated() {
    let modes = [Mode::Ecb, Mode::Cbc, Mode::Cfb, Mode::Ofb, Mode::Ctr, Mode::Stream, Mode::Xts];
    for cipher in with(&modes) {
        let name = format!("{cipher} against C");
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        let block = cipher.block_size();
        for case in 0..CASES {
            let key = random.bytes(key_size(cipher, case));
            let mut iv = random.bytes(cipher.iv_size());
            // Counters at their end, now and then.
            if random.up_to(3) == 0 {
                let from = iv.len().min(random.up_to(block));
                iv[from..].fill(0xff);
            }
            let mut message = if case < 300 { random.bytes(case) } else { random.message(20_000) };
            match cipher.mode() {
                Mode::Ecb | Mode::Cbc => message.truncate(message.len() / block * block),
                Mode::Xts if message.len() < 16 => message = random.bytes(16 + case % 40),
                _ => {}
            }
            for way in [Way::Encrypt, Way::Decrypt] {
                let one = crypt(cipher.name(), &key, &iv, way, &[&message]).expect(&name);
                let pieces = match cipher.mode() {
                    // A data unit is a unit.
                    Mode::Xts => vec![&message[..]],
                    Mode::Ecb => message.chunks(block * (1 + random.up_to(9))).collect(),
                    _ => random.split(&message),
                };
                let expected = theirs(cipher, &key, &iv, way, &pieces).expect(&name);
                assert!(one == expected, "{name}, {way:?}, {} bytes, {} of key", message.len(), key.len());
                if cipher.mode() != Mode::Xts {
                    let pieces = random.split(&message);
                    let many = crypt(cipher.name(), &key, &iv, way, &pieces).expect(&name);
                    assert!(many == expected, "{name}, {way:?} in pieces of {:?}", lengths(&pieces));
                }
            }
            ledger.ran();
        }
        ledger.finish();
    }
}

/// What C lacks, written out over its blocks: CFB, CFB8, OFB and CTR of every block cipher, encrypting.
fn written_out(blocks: &mut c::Cipher, mode: cipher::Mode, iv: &[u8], message: &[u8]) -> Vec<u8> {
    let (mut register, mut out) = (iv.to_vec(), Vec::new());
    let step = if mode == cipher::Mode::Cfb8 { 1 } else { iv.len() };
    for piece in message.chunks(step) {
        let stream = blocks.update(&register).expect("a block");
        let sealed: Vec<u8> = piece.iter().zip(&stream).map(|(plain, stream)| plain ^ stream).collect();
        match mode {
            cipher::Mode::Cfb | cipher::Mode::Cfb8 => {
                register.extend(&sealed);
                register.drain(..sealed.len());
            }
            cipher::Mode::Ofb => register = stream,
            _ => {
                for byte in register.iter_mut().rev() {
                    *byte = byte.wrapping_add(1);
                    if *byte != 0 {
                        break;
                    }
                }
            }
        }
        out.extend(sealed);
    }
    out
}

/// Names that C does not have, over its block ciphers.
#[test]
fn what_c_lacks() {
    for cipher in cipher::Algorithm::available() {
        let (family, mode) = cipher.name().rsplit_once('-').unwrap_or((cipher.name(), ""));
        if cipher.name().parse::<Algorithm>().is_ok() || mode.is_empty() {
            continue;
        }
        let name = format!("{cipher} over C's {family}-ECB");
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        let ecb: Algorithm = format!("{family}-ECB").parse().unwrap_or_else(|_| panic!("{name}"));
        for case in 0..CASES {
            let (key, mut iv) = (random.bytes(key_size(ecb, case)), random.bytes(cipher.iv_size()));
            if random.up_to(3) == 0 {
                iv[1..].fill(0xff);
            }
            let message = random.message(300);
            let mut blocks = ecb.encrypt(&key, b"").expect("a key");
            let sealed = written_out(&mut blocks, cipher.mode(), &iv, &message);
            let pieces = random.split(&message);
            for pieces in [&[&message[..]][..], &pieces] {
                assert!(
                    crypt(cipher.name(), &key, &iv, Way::Encrypt, pieces).as_ref() == Ok(&sealed),
                    "{name}"
                );
            }
            let pieces = random.split(&sealed);
            for pieces in [&[&sealed[..]][..], &pieces] {
                assert!(
                    crypt(cipher.name(), &key, &iv, Way::Decrypt, pieces).as_ref() == Ok(&message),
                    "{name}"
                );
            }
            ledger.ran();
        }
        ledger.finish();
    }
}

fn lengths(pieces: &[&[u8]]) -> Vec<usize> {
    pieces.iter().map(|piece| piece.len()).collect()
}

/// A length of a nonce, and of a tag: each in turn, then the usual ones more often.
fn nonce_and_tag(cipher: Algorithm, case: usize, random: &mut Random) -> (usize, usize) {
    match cipher.mode() {
        Mode::Gcm => {
            let nonce =
                if case < 200 { 1 + case % 64 } else { [12, 12, 16, 1 + random.up_to(300)][case % 4] };
            (nonce, 12 + random.up_to(4))
        }
        Mode::Ccm => (7 + case % 7, 4 + 2 * random.up_to(6)),
        _ => (12, 16),
    }
}

/// 2,000 messages for each name, with every length of nonce and tag; and as many forgeries, which leave zeros.
#[test]
fn authenticated() {
    for cipher in with(&[Mode::Gcm, Mode::Ccm, Mode::ChaChaPoly]) {
        let name = format!("{cipher} against C");
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        for case in 0..CASES {
            let key = random.bytes(cipher.key_size());
            let (nonce, tag) = nonce_and_tag(cipher, case, &mut random);
            let nonce = random.bytes(nonce);
            // C refuses more with CCM (divergence `ccm-long-data`).
            let mut ad = random.message(if case % 100 == 0 { 65_279 } else { 1000 });
            let message = if case < 300 { random.bytes(case) } else { random.message(20_000) };
            let expected = cipher.seal(&key, &nonce, &ad, &message, tag).expect(&name);
            let sealed = seal(cipher.name(), &key, &nonce, &ad, &message, tag).expect(&name);
            let what = format!(
                "{name}, nonce {}, tag {tag}, {} bytes, {} of data",
                nonce.len(),
                message.len(),
                ad.len()
            );
            assert!(sealed == expected, "{what}");
            let (mut sealed, mut tag) = sealed;
            let opened = open(cipher.name(), &key, &nonce, &ad, &sealed, &tag);
            assert!(opened.as_ref() == Ok(&message), "{what}");
            let mut nonce = nonce;
            flip(&mut random, &mut [&mut sealed, &mut tag, &mut ad, &mut nonce]);
            let refused = cipher.open(&key, &nonce, &ad, &sealed, &tag).expect_err(&what);
            assert!([0x6300, 0x0012, 0x000F].contains(&refused.mbedtls_code().expect("C's")), "{refused:?}");
            let aead = cipher::new_aead(cipher.name(), &key).and_then(|aead| aead.with_tag_size(tag.len()));
            let aead = aead.expect("as before");
            let mut buffer = sealed.clone();
            aead.decrypt_in_place(&nonce, &ad, &mut buffer, &tag).expect_err(&what);
            assert!(buffer.iter().all(|&byte| byte == 0), "{what}: left in the buffer");
            ledger.ran();
        }
        ledger.finish();
    }
}

/// Changes one bit of one of these that is not empty.
fn flip(random: &mut Random, parts: &mut [&mut Vec<u8>]) {
    let mut which = random.up_to(parts.len() - 1);
    while parts[which].is_empty() {
        which = (which + 1) % parts.len();
    }
    let at = random.up_to(parts[which].len() - 1);
    parts[which][at] ^= 1 << random.up_to(7);
}

/// Tags of 4 and 8 bytes, which have a type that says so.
#[test]
fn short_tags() {
    for cipher in with(&[Mode::Gcm]) {
        let name = format!("{cipher} with short tags against C");
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        for case in 0..CASES {
            let (key, nonce) = (random.bytes(cipher.key_size()), [1, 8, 12, 16, 60, 64, 128][case % 7]);
            let (nonce, ad, message) = (random.bytes(nonce), random.message(300), random.message(2000));
            let tag = [4, 8][case % 2];
            let expected = cipher.seal(&key, &nonce, &ad, &message, tag).expect(&name);
            let sealed = seal(cipher.name(), &key, &nonce, &ad, &message, tag).expect(&name);
            assert!(sealed == expected, "{name}, nonce {}, tag {tag}", nonce.len());
            let opened = open(cipher.name(), &key, &nonce, &ad, &sealed.0, &sealed.1);
            assert!(opened.as_ref() == Ok(&message), "{name}");
            ledger.ran();
        }
        ledger.finish();
    }
}

/// Both sides in pieces: C's of GCM are multiples of 16 bytes but for the last, ours are any.
#[test]
fn authenticated_in_pieces() {
    for cipher in with(&[Mode::Gcm]).into_iter().filter(|cipher| cipher.name().starts_with("AES")) {
        let name = format!("{cipher} in pieces against C");
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        for _ in 0..CASES {
            let key = random.bytes(cipher.key_size());
            let nonce: [u8; 12] = random.bytes(12).try_into().expect("12");
            let (ad, message) = (random.message(300), random.message(20_000));
            let mut theirs = cipher.encrypt(&key, &nonce).expect("a key");
            theirs.update_ad(&ad).expect("data");
            let pieces = message.chunks(16 * (1 + random.up_to(40)));
            let expected: Vec<u8> = pieces.flat_map(|piece| theirs.update(piece).expect("a piece")).collect();
            let expected_tag = theirs.write_tag(16).expect("a tag");

            let aead = Aes::new(&key, Gcm).expect("a key");
            let mut encryptor = aead.start_encrypt(Nonce::assume_unique(nonce), &ad).expect("short data");
            let mut sealed = message.clone();
            let ends = random.split(&message);
            in_pieces(&mut sealed, &ends, |piece| encryptor.update_in_place(piece).expect("short enough"));
            let tag = encryptor.finalize().expect("short enough");
            assert!(sealed == expected, "{name}, pieces of {:?}", lengths(&ends));
            assert_eq!(tag.as_ref(), expected_tag, "{name}");

            let mut theirs = cipher.decrypt(&key, &nonce).expect("a key");
            theirs.update_ad(&ad).expect("data");
            let pieces = sealed.chunks(16 * (1 + random.up_to(40)));
            let opened: Vec<u8> = pieces.flat_map(|piece| theirs.update(piece).expect("a piece")).collect();
            assert!(opened == message && theirs.check_tag(tag.as_ref()).is_ok(), "{name}");
            let mut decryptor = aead.start_decrypt_unverified(&nonce, &ad).expect("short data");
            let ends = random.split(&message);
            in_pieces(&mut sealed, &ends, |piece| decryptor.update_in_place(piece).expect("short enough"));
            assert!(decryptor.finalize(tag).is_ok() && sealed == message, "{name}");
            ledger.ran();
        }
        ledger.finish();
    }
}

fn in_pieces(buffer: &mut [u8], like: &[&[u8]], mut each: impl FnMut(&mut [u8])) {
    let mut rest = buffer;
    for piece in like {
        let (first, others) = rest.split_at_mut(piece.len());
        each(first);
        rest = others;
    }
}

const PADDINGS: [(Padding, c::Padding); 5] = [
    (Padding::Pkcs7, c::Padding::Pkcs7),
    (Padding::AnsiX923, c::Padding::ZerosAndLen),
    (Padding::Iso7816, c::Padding::OneAndZeros),
    (Padding::Zeros, c::Padding::Zeros),
    (Padding::None, c::Padding::None),
];

/// Every cipher with CBC and every padding: what is encrypted is the same; what is decrypted is taken or refused alike,
/// whatever it ends with.
#[test]
fn paddings() {
    for cipher in with(&[Mode::Cbc]) {
        let name = format!("{cipher} with padding against C");
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        let (block, mut refused) = (cipher.block_size(), 0);
        for case in 0..CASES {
            let (ours, their) = PADDINGS[case % 5];
            let (key, iv) = (random.bytes(key_size(cipher, case)), random.bytes(block));
            let message = random.message(300);
            let started = || cipher::new(cipher.name(), &key, &iv).expect("a key");
            let mut running = cipher.encrypt(&key, &iv).expect("a key");
            running.set_padding(their).expect("CBC");
            let expected = running
                .update(&message)
                .and_then(|whole| Ok([whole, running.finish()?].concat()))
                .map_err(drop);
            assert_eq!(started().encrypt_padded(ours, &message).map_err(drop), expected, "{name} {ours:?}");
            let pieces = random.split(&message);
            assert_eq!(crypt_padded(started(), ours, Way::Encrypt, &pieces).map_err(drop), expected);

            // What somebody made up: an end that is nearly a padding, of a message that may not have whole blocks.
            let blocks = 1 + random.up_to(3);
            let mut forged = random.bytes(blocks * block);
            ending(&mut random, &mut forged, block);
            let mut running = cipher.encrypt(&key, &iv).expect("a key");
            let mut sealed = running.update(&forged).expect("whole blocks");
            if random.up_to(20) == 0 {
                let length = random.up_to(sealed.len());
                sealed.truncate(length);
            }
            let mut running = cipher.decrypt(&key, &iv).expect("a key");
            running.set_padding(their).expect("CBC");
            let expected = running
                .update(&sealed)
                .and_then(|whole| Ok([whole, running.finish()?].concat()))
                .map_err(drop);
            refused += usize::from(expected.is_err());
            let opened = started().decrypt_padded(ours, &sealed).map_err(drop);
            assert_eq!(
                opened,
                expected,
                "{name} {ours:?}, ends with {:02x?}",
                &forged[forged.len() - block..]
            );
            let pieces = random.split(&sealed);
            let opened = crypt_padded(started(), ours, Way::Decrypt, &pieces).map_err(drop);
            assert_eq!(opened, expected, "{name} {ours:?} in pieces of {:?}", lengths(&pieces));
            ledger.ran();
        }
        assert!((CASES / 10..CASES).contains(&refused), "{name}: {refused} refused");
        ledger.finish();
    }
}

/// Makes the end of a message look like a padding, with a mistake now and then.
fn ending(random: &mut Random, message: &mut [u8], block: usize) {
    let from = message.len() - block;
    let end = &mut message[from..];
    let count = 1 + random.up_to(block - 1);
    let byte = u8::try_from(count).expect("a block");
    match random.up_to(5) {
        0 => end[block - count..].fill(byte),
        1 => {
            end[block - count..].fill(0);
            end[block - 1] = byte;
        }
        2 => {
            end[block - count..].fill(0);
            end[block - count] = 0x80;
        }
        3 => end[block - count..].fill(0),
        4 => end[block - 1] = [0, byte, byte + 1, 0x10, 0x11, 0xff][random.up_to(5)],
        _ => end.fill([0, byte, 0x80][random.up_to(2)]),
    }
    if random.up_to(2) == 0 {
        let at = random.up_to(block - 1);
        end[at] ^= 1 << random.up_to(7);
    }
}

#[test]
fn aes_cfb8() {
    let (mut random, mut ledger) = (Random::new("CFB8"), Ledger::new("AES in CFB8 against C"));
    for case in 0..3 * CASES {
        let (key, iv) = (random.bytes([16, 24, 32][case % 3]), random.bytes(16));
        let message = random.message(2000);
        let name = format!("AES-{}-CFB8", key.len() * 8);
        let block = || iv[..].try_into().expect("16");
        for (way, expected) in [
            (Way::Encrypt, c::aes_cfb8_encrypt(&key, block(), &message)),
            (Way::Decrypt, c::aes_cfb8_decrypt(&key, block(), &message)),
        ] {
            let expected = expected.expect("a key");
            let pieces = random.split(&message);
            assert!(crypt(&name, &key, &iv, way, &[&message]).as_ref() == Ok(&expected), "{name}, {way:?}");
            assert!(crypt(&name, &key, &iv, way, &pieces).as_ref() == Ok(&expected), "{name}, {way:?}");
        }
        ledger.ran();
    }
    ledger.finish();
}

/// Keys of all lengths, wrapped and unwrapped, and forgeries of them.
#[test]
fn key_wrap() {
    for cipher in with(&[Mode::Kw, Mode::Kwp]) {
        let (name, mut taken) = (format!("{cipher} against C"), 0);
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        for case in 0..CASES {
            let key = random.bytes(cipher.key_size());
            let secret = if case < 300 { random.bytes(case) } else { random.message(600) };
            let expected = cipher.wrap(&key, &secret).map_err(drop);
            let wrapped = if cipher.mode() == Mode::Kw {
                Aes::new(&key, Kw).expect("a key").wrap_key(&secret).map_err(drop)
            } else {
                Aes::new(&key, Kwp).expect("a key").wrap_key(&secret).map_err(drop)
            };
            assert_eq!(wrapped, expected, "{name}, {} bytes", secret.len());
            let unwrap = |wrapped: &[u8]| {
                let secret = if cipher.mode() == Mode::Kw {
                    Aes::new(&key, Kw).expect("a key").unwrap_key(wrapped)
                } else {
                    Aes::new(&key, Kwp).expect("a key").unwrap_key(wrapped)
                };
                secret.map(|secret| secret.expose().to_vec()).map_err(drop)
            };
            let mut forged = wrapped.unwrap_or_else(|()| random.message(64));
            assert_eq!(unwrap(&forged), cipher.unwrap(&key, &forged).map_err(drop), "{name}");
            if !forged.is_empty() {
                flip(&mut random, &mut [&mut forged]);
            }
            assert_eq!(unwrap(&forged), cipher.unwrap(&key, &forged).map_err(drop), "{name}");
            // What has passed the cipher, with faults that only then come to light.
            let forged = wrap_anything(&mut random, &key);
            let expected = cipher.unwrap(&key, &forged).map_err(drop);
            taken += usize::from(expected.is_ok());
            assert_eq!(unwrap(&forged), expected, "{name}, {} bytes", forged.len());
            ledger.ran();
        }
        assert!((20..CASES - 20).contains(&taken), "{name}: {taken} taken");
        ledger.finish();
    }
}

/// SP 800-38F algorithm 1 over something that is nearly a padded or unpadded secret.
fn wrap_anything(random: &mut Random, key: &[u8]) -> Vec<u8> {
    let length = 8 + 8 * random.up_to(5);
    let mut semiblocks = random.bytes(length);
    let room = semiblocks.len() - 8;
    if random.up_to(3) == 0 {
        semiblocks[..8].fill(0xa6);
    } else {
        semiblocks[..4].copy_from_slice(&[0xa6, 0x59, 0x59, 0xa6]);
        let length = room.saturating_sub(random.up_to(9)) + random.up_to(1);
        let end = length.min(room);
        semiblocks[8 + end..].fill(0);
        semiblocks[4..8].copy_from_slice(&u32::try_from(length).expect("short").to_be_bytes());
    }
    if random.up_to(2) == 0 {
        flip(random, &mut [&mut semiblocks]);
    }
    let ecb: Algorithm = format!("AES-{}-ECB", key.len() * 8).parse().expect("C has it");
    let mut ecb = ecb.encrypt(key, b"").expect("a key");
    if room == 8 && random.up_to(1) == 0 {
        return ecb.update(&semiblocks).expect("a block");
    }
    let mut step = 0_u64;
    for _ in 0..6 {
        for at in (8..=room).step_by(8) {
            step += 1;
            let block = ecb.update(&[&semiblocks[..8], &semiblocks[at..at + 8]].concat()).expect("a block");
            let check = u64::from_be_bytes(block[..8].try_into().expect("8")) ^ step;
            semiblocks[..8].copy_from_slice(&check.to_be_bytes());
            semiblocks[at..at + 8].copy_from_slice(&block[8..]);
        }
    }
    semiblocks
}

/// Keys and IVs of every length up to 70 bytes: taken or refused alike, but for IVs that are too long (divergence
/// `cipher-long-iv`) and for ECB and ARC4, which have none (`cipher-iv-of-none`).
#[test]
fn lengths_of_keys_and_ivs() {
    let mut ledger = Ledger::new("lengths of keys and IVs against C");
    let mut random = Random::new("lengths of keys and IVs");
    for cipher in Algorithm::available() {
        if matches!(cipher.mode(), Mode::Kw | Mode::Kwp) {
            continue;
        }
        let authenticates = matches!(cipher.mode(), Mode::Gcm | Mode::Ccm | Mode::ChaChaPoly);
        for bytes in 0..=70 {
            let key = random.bytes(bytes);
            let (ours, theirs) = if authenticates {
                let theirs = c::new_aead(cipher.name(), &key).is_ok();
                (cipher::new_aead(cipher.name(), &key).is_ok(), theirs)
            } else {
                let iv = vec![7; cipher.iv_size()];
                (cipher::new(cipher.name(), &key, &iv).is_ok(), c::new(cipher.name(), &key, &iv).is_ok())
            };
            assert_eq!(ours, theirs, "{cipher}, a key of {bytes} bytes");
            ledger.ran();

            let (key, iv) = (random.bytes(cipher.key_size()), random.bytes(bytes));
            let (ours, theirs) = if authenticates {
                let ours = seal(cipher.name(), &key, &iv, b"", b"message", 16).is_ok();
                (ours, cipher.seal(&key, &iv, b"", b"message", 16).is_ok())
            } else if bytes > cipher.iv_size() {
                assert!(cipher::new(cipher.name(), &key, &iv).is_err(), "{cipher}, an IV of {bytes} bytes");
                continue;
            } else {
                (cipher::new(cipher.name(), &key, &iv).is_ok(), c::new(cipher.name(), &key, &iv).is_ok())
            };
            assert_eq!(ours, theirs, "{cipher}, an IV of {bytes} bytes");
            ledger.ran();
        }
    }
    ledger.finish();
}
