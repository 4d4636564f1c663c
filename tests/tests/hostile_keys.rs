// SPDX-License-Identifier: MIT
//! Keys that an attacker would send: each is refused for what it is, in little memory, before any work that grows with
//! the numbers in it. No clock is needed for that: what is not refused first would not end, as it asks for 2³¹ rounds or
//! powers modulo millions of bits.
//!
//! One test in a program of its own, because the allocator counts for the whole process.

use std::hint::black_box;

use peak_alloc::PeakAlloc;
use purembed::mpi::Mpi;
use purembed::pk::{
    Curve, DhClient, DhGroup, DhServer, Ecc, EccPublicKey, EcdhClient, EcdhServer, EphemeralKey, Error,
    Group, InvalidKey, Pkcs12, PrivateKey, PublicKey, Rsa, RsaPublicKey, Xdh, XdhCurve, XdhPublicKey,
};
use purembed_tests::ledger::Ledger;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What refusing may take besides copies of the input, in bytes.
const LIMIT: usize = 64 * 1024;

/// What is refused, counted.
struct Cases(Ledger);

impl Cases {
    /// Asserts that it fails in little memory for an input of so many bytes, and says how.
    #[track_caller]
    fn fails<T, E>(&mut self, what: &str, size: usize, work: impl FnOnce() -> Result<T, E>) -> E {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let result = black_box(work());
        let most = MEMORY.peak_usage().saturating_sub(before);
        assert!(most < LIMIT + 4 * size, "{what}: {most} bytes of memory for {size} bytes");
        self.0.ran();
        result.err().unwrap_or_else(|| panic!("{what}: taken"))
    }

    /// Asserts that no kind of file is seen in it, whatever the password.
    #[track_caller]
    fn no_file(&mut self, what: &str, file: &[u8]) -> [InvalidKey; 4] {
        [
            self.fails(what, file.len(), || PublicKey::from_buffer(file)),
            self.fails(what, file.len(), || PrivateKey::from_buffer(file)),
            self.fails(what, file.len(), || PrivateKey::from_buffer_with_password(file, "password")),
            self.fails(what, file.len(), || Pkcs12::from_buffer_with_password(file, "password")),
        ]
    }
}

fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u32::try_from(contents.len()).expect("short").to_be_bytes();
    let mut out = vec![tag];
    match contents.len() {
        0..0x80 => out.push(length[3]),
        0x80..0x100 => out.extend([0x81, length[3]]),
        0x100..0x1_0000 => out.extend([0x82, length[2], length[3]]),
        _ => out.extend([0x83, length[1], length[2], length[3]]),
    }
    out.extend(contents);
    out
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// Of these contents, whether they are an integer or not.
fn integer(contents: &[u8]) -> Vec<u8> {
    element(2, contents)
}

/// Of a number that is not negative.
fn positive(magnitude: &[u8]) -> Vec<u8> {
    let zero: &[u8] = if magnitude.first().is_none_or(|&first| first >= 0x80) { &[0] } else { &[] };
    integer(&[zero, magnitude].concat())
}

fn octets(contents: &[u8]) -> Vec<u8> {
    element(4, contents)
}

fn oid(contents: &[u8]) -> Vec<u8> {
    element(6, contents)
}

/// A megabyte of a number.
fn giant() -> Vec<u8> {
    vec![0x7f; 1 << 20]
}

#[test]
fn hostile_keys() {
    let mut cases = Cases(Ledger::new("hostile keys"));
    // What is made once and kept is not theirs to blame.
    for &group in Group::available() {
        let _ = EphemeralKey::generate(group).expect("randomness").public_key().len();
    }
    points(&mut cases);
    points_not_reduced(&mut cases);
    montgomery(&mut cases);
    rsa_public(&mut cases);
    rsa_private(&mut cases);
    rsa_squares(&mut cases);
    diffie_hellman(&mut cases);
    encodings(&mut cases);
    passwords(&mut cases);
    cases.0.finish();
}

/// In every way that a point comes in.
#[track_caller]
fn no_point(cases: &mut Cases, curve: Curve, what: &str, point: &[u8]) {
    let what = &format!("{curve}: {what}");
    let error = cases.fails(what, point.len(), || EccPublicKey::from_point(curve, point));
    assert_eq!(error, InvalidKey::PublicKeyInvalid, "{what}");
    let good = Ecc::generate(curve).expect("randomness").public_key().to_der();
    let length = good.len() - curve_length(curve);
    // The head up to the point, with the lengths of this one.
    let algorithm_length = 2 + usize::from(good[if good[1] > 0x80 { 4 } else { 3 }]);
    let start = length - algorithm_length - if good[length - 2] >= 0x80 { 4 } else { 3 };
    let algorithm = &good[start..start + algorithm_length];
    let spki = sequence(&[algorithm, &element(3, &[&[0], point].concat())]);
    let error = cases.fails(what, spki.len(), || PublicKey::from_buffer(&spki));
    assert_eq!(error, InvalidKey::PublicKeyInvalid, "{what}");
    let key = EphemeralKey::generate(curve.into()).expect("randomness");
    let error = cases.fails(what, point.len(), || key.agree(point));
    assert_eq!(error, InvalidKey::PublicKeyInvalid, "{what}");
    let (server, ske) = EcdhServer::generate(curve).expect("randomness");
    let cke = [&[u8::try_from(point.len()).expect("short")], point].concat();
    cases.fails(what, point.len(), || server.import_cke(&cke));
    let ske = [&ske[..3], &cke].concat();
    cases.fails(what, point.len(), || {
        EcdhClient::import_ske(&ske).ok().and_then(|client| client.generate().ok()).ok_or(())
    });
}

fn curve_length(curve: Curve) -> usize {
    Ecc::generate(curve).expect("randomness").public_key().to_point().len()
}

fn points(cases: &mut Cases) {
    for &curve in Curve::available() {
        let good = Ecc::generate(curve).expect("randomness").public_key().to_point().to_vec();
        let other = Ecc::generate(curve).expect("randomness").public_key().to_point().to_vec();
        let (x, y) = good[1..].split_at(good.len() / 2);
        let (zero, most) = (vec![0; x.len()], vec![0xff; x.len()]);
        let wrong = |bytes: &[u8]| bytes.iter().map(|byte| byte ^ 1).collect::<Vec<_>>();
        let point = |parts: &[&[u8]]| [&[4], &parts.concat()[..]].concat();
        let mut y_less_one_bit = y.to_vec();
        *y_less_one_bit.last_mut().expect("not empty") ^= 1;
        let not: [(&str, Vec<u8>); 16] = [
            ("infinity", vec![0]),
            ("infinity, padded", vec![0; good.len()]),
            ("the origin", point(&[&zero, &zero])),
            ("y with one bit wrong", point(&[x, &y_less_one_bit])),
            ("y with many bits wrong", point(&[x, &wrong(y)])),
            ("x of another point", point(&[&other[1..=x.len()], y])),
            ("x and y swapped", point(&[y, x])),
            ("x above the prime", point(&[&most, y])),
            ("y above the prime", point(&[x, &most])),
            ("compressed, x above the prime", [&[2], &most[..]].concat()),
            ("hybrid", [&[6 | (y[y.len() - 1] & 1)], x, y].concat()),
            ("of an unknown form", [&[5], x, y].concat()),
            ("too short", good[..good.len() - 1].to_vec()),
            ("too long", [&good[..], &[0]].concat()),
            ("without a form", good[1..].to_vec()),
            ("nothing", Vec::new()),
        ];
        for (what, point) in not {
            no_point(cases, curve, what, &point);
        }
        // About half of all x are those of points of the twist.
        let mut twist = 0;
        for x in 2..34 {
            let mut point = vec![0; zero.len() + 1];
            (point[0], point[zero.len()]) = (2, x);
            if EccPublicKey::from_point(curve, &point).is_err() {
                no_point(cases, curve, "x of the twist", &point);
                twist += 1;
            }
        }
        assert!((4..28).contains(&twist), "{curve}: {twist} of 32");
    }
}

/// Points whose coordinates are right but for a multiple of the prime.
fn points_not_reduced(cases: &mut Cases) {
    // secp256k1 has a point with x = 1; its prime is 2²⁵⁶ - 2³² - 977.
    let mut x = [0; 33];
    (x[0], x[32]) = (2, 1);
    EccPublicKey::from_point(Curve::SECP256K1, &x).expect("a point");
    x[1..29].fill(0xff);
    x[28..].copy_from_slice(&[0xfe, 0xff, 0xff, 0xfc, 0x30]);
    no_point(cases, Curve::SECP256K1, "x = p + 1, compressed", &x);
    // That of P-521 is 2⁵²¹ - 1, with room for seven more bits.
    let mut point = Ecc::generate(Curve::SECP521R1).expect("randomness").public_key().to_point().to_vec();
    let mut carry = 0xff;
    for (at, byte) in point[1..67].iter_mut().enumerate().rev() {
        let sum = u16::from(*byte) + if at == 0 { 1 } else { 0xff } + if at == 65 { 0 } else { carry };
        *byte = u8::try_from(sum & 0xff).expect("masked");
        carry = sum >> 8;
    }
    no_point(cases, Curve::SECP521R1, "x + p", &point);
}

/// RFC 7748 section 6: those of small order, of the curve and of its twist, in each spelling.
fn montgomery(cases: &mut Cases) {
    const OF_ORDER_8: [&str; 2] = [
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ];
    let hex = |text: &str| {
        let digit = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal");
        (0..text.len()).step_by(2).map(digit).collect::<Vec<_>>()
    };
    let mut p25519 = [0xff; 32];
    (p25519[0], p25519[31]) = (0xed, 0x7f);
    let mut p448 = [0xff; 56];
    p448[28] = 0xfe;
    for (curve, prime) in [(XdhCurve::X25519, &p25519[..]), (XdhCurve::X448, &p448[..])] {
        let small = |number| {
            let mut bytes = vec![0; prime.len()];
            bytes[0] = number;
            bytes
        };
        let mut less = prime.to_vec();
        less[0] -= 1;
        let mut values = vec![small(0), small(1), less, prime.to_vec()];
        // p + 1
        values.push(if prime.len() == 32 {
            [&[0xee], &prime[1..]].concat()
        } else {
            [&[0; 28][..], &[0xff; 28]].concat()
        });
        if prime.len() == 32 {
            values.extend(OF_ORDER_8.map(hex));
            // The highest bit is none of the number's.
            let high = values.clone().into_iter().map(|mut value| {
                value[31] |= 0x80;
                value
            });
            values.extend(high.collect::<Vec<_>>());
        }
        let key = Xdh::generate(curve).expect("randomness");
        for value in &values {
            let what = format!("{curve:?}: {value:02x?}");
            let public = XdhPublicKey::from_bytes(curve, value).expect("any are read");
            let refused = cases.fails(&what, value.len(), || key.agree(&public));
            assert_eq!(refused, InvalidKey::PublicKeyInvalid, "{what}");
            let ephemeral = EphemeralKey::generate(curve.into()).expect("randomness");
            let refused = cases.fails(&what, value.len(), || ephemeral.agree(value));
            assert_eq!(refused, InvalidKey::PublicKeyInvalid, "{what}");
            let (server, _) = EcdhServer::generate(Group::from(curve)).expect("randomness");
            let cke = [&[u8::try_from(value.len()).expect("short")], &value[..]].concat();
            cases.fails(&what, value.len(), || server.import_cke(&cke));
        }
        for length in [0, 1, prime.len() - 1, prime.len() + 1, 1 << 20] {
            let refused = cases.fails("length", length, || XdhPublicKey::from_bytes(curve, &vec![9; length]));
            assert_eq!(refused, InvalidKey::PublicKeyInvalid);
        }
        // Those of the twist that are not of small order are safe, and as good as any (section 7).
        let other = Xdh::generate(curve).expect("randomness");
        let agree = |key: &Xdh, value: &[u8]| {
            let public = XdhPublicKey::from_bytes(curve, value).expect("a value");
            key.agree(&public).expect("a secret").expose().to_vec()
        };
        for value in (2..40).map(small) {
            assert_eq!(agree(&key, &agree(&other, &value)), agree(&other, &agree(&key, &value)));
        }
    }
}

/// `SubjectPublicKeyInfo` and PKCS#1 of integers with these contents.
fn rsa_files(modulus: &[u8], exponent: &[u8]) -> [Vec<u8>; 2] {
    let pkcs1 = sequence(&[&integer(modulus), &integer(exponent)]);
    let algorithm = sequence(&[&oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"), &[5, 0]]);
    [sequence(&[&algorithm, &element(3, &[&[0], &pkcs1[..]].concat())]), pkcs1]
}

fn rsa_public(cases: &mut Cases) {
    let good = [&[0][..], &[0xc1; 256]].concat();
    let even = [&good[..256], &[2]].concat();
    let negative = &good[1..];
    let f4: &[u8] = &[1, 0, 1];
    for file in rsa_files(&good, f4) {
        PublicKey::from_buffer(&file).expect("odd numbers of a good size");
    }
    let zeros = [&[0], &good[..]].concat();
    let malformed = InvalidKey::Malformed { offset: 0 };
    let not: [(&str, &[u8], &[u8], InvalidKey); 19] = [
        ("even modulus", &even, f4, InvalidKey::Inconsistent),
        ("negative modulus", negative, f4, malformed),
        ("modulus of zero", &[0], f4, InvalidKey::TooSmall),
        ("modulus of one", &[1], f4, InvalidKey::TooSmall),
        ("modulus of nothing", &[], f4, malformed),
        ("modulus with zeros in front", &zeros, f4, malformed),
        ("small modulus", &good[..65], f4, InvalidKey::TooSmall),
        ("modulus of 8200 bits", &[0x7f; 1026], f4, InvalidKey::TooLarge),
        ("modulus of a megabyte", &giant(), f4, InvalidKey::TooLarge),
        ("exponent of zero", &good, &[0], InvalidKey::Inconsistent),
        ("exponent of one", &good, &[1], InvalidKey::Inconsistent),
        ("exponent of two", &good, &[2], InvalidKey::Inconsistent),
        ("even exponent", &good, &[1, 0, 0], InvalidKey::Inconsistent),
        ("negative exponent", &good, &[0xff, 0xff], malformed),
        ("exponent with zeros in front", &good, &[0, 3], malformed),
        ("exponent of 34 bits", &good, &[3, 0, 0, 0, 1], InvalidKey::TooLarge),
        ("exponent as long as the modulus", &good, &good, InvalidKey::TooLarge),
        ("exponent of a megabyte", &good, &giant(), InvalidKey::TooLarge),
        ("both of a megabyte", &giant(), &giant(), InvalidKey::TooLarge),
    ];
    for (what, modulus, exponent, expected) in not {
        for file in rsa_files(modulus, exponent) {
            let error = cases.fails(what, file.len(), || PublicKey::from_buffer(&file));
            let malformed =
                matches!((error, expected), (InvalidKey::Malformed { .. }, InvalidKey::Malformed { .. }));
            // In PKCS#1 it begins like a private key then.
            let version = modulus.len() == 1 && matches!(error, InvalidKey::WrongKind { .. });
            assert!(error == expected || malformed || version, "{what}: {error:?}");
        }
        if !matches!(expected, InvalidKey::Malformed { .. }) {
            let size = modulus.len() + exponent.len();
            let error = cases.fails(what, size, || RsaPublicKey::from_components(modulus, exponent));
            assert_eq!(error, expected, "{what}");
        }
    }
}

/// The contents of the integers of a PKCS#1 private key, with version.
fn rsa_numbers(key: &Rsa) -> Vec<Vec<u8>> {
    let der = key.to_der();
    let mut rest = &der.expose()[4..];
    let mut numbers = Vec::new();
    while let [2, length, after @ ..] = rest {
        let (length, after) = match *length {
            0x81 => (usize::from(after[0]), &after[1..]),
            0x82 => (usize::from(after[0]) << 8 | usize::from(after[1]), &after[2..]),
            length => (usize::from(length), after),
        };
        numbers.push(after[..length].to_vec());
        rest = &after[length..];
    }
    assert_eq!((numbers.len(), rest.len()), (9, 0));
    numbers
}

fn rsa_private(cases: &mut Cases) {
    const NAMES: [&str; 9] = ["version", "n", "e", "d", "p", "q", "d mod p - 1", "d mod q - 1", "1 / q"];
    let good = rsa_numbers(&Rsa::generate(1024).expect("randomness"));
    let file = |numbers: &[Vec<u8>]| {
        let integers: Vec<_> = numbers.iter().map(|number| integer(number)).collect();
        sequence(&[&integers.concat()])
    };
    PrivateKey::from_buffer(&file(&good)).expect("unchanged");
    for (at, name) in NAMES.iter().enumerate() {
        let number = &good[at];
        let mut two_more = number.clone();
        *two_more.last_mut().expect("not empty") ^= 2;
        let mut even = number.clone();
        *even.last_mut().expect("not empty") ^= 1;
        let mut negative = number.clone();
        negative[0] |= 0x80;
        let other = [
            ("zero", vec![0]),
            ("one", vec![1]),
            ("two", vec![2]),
            ("a megabyte", giant()),
            ("zeros in front", [&[0; 2], &number[..]].concat()),
            ("nothing", vec![]),
            ("negative", negative),
            ("two more or less", two_more),
            ("one more or less", even),
            ("the modulus", good[1].clone()),
        ];
        for (what, other) in other.into_iter().filter(|(_, other)| other != number) {
            let mut numbers = good.clone();
            numbers[at] = other;
            let (what, file) = (format!("{name}: {what}"), file(&numbers));
            cases.fails(&what, file.len(), || PrivateKey::from_buffer(&file));
            let pkcs8 = sequence(&[
                &integer(&[0]),
                &sequence(&[&oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"), &[5, 0]]),
                &octets(&file),
            ]);
            cases.fails(&what, pkcs8.len(), || PrivateKey::from_buffer(&pkcs8));
        }
    }
}

/// n = p², with a private exponent that is right for it; n = p; and n that is anything.
fn rsa_squares(cases: &mut Cases) {
    let (one, e) = (Mpi::from(1_u8), Mpi::from(65_537_u32));
    let (p, n, d) = loop {
        let p = Mpi::prime(512).expect("randomness");
        let order = p.checked_mul(&p.checked_sub(&one).expect("more")).expect("short");
        let n = p.checked_mul(&p).expect("short");
        if let (Some(d), 1024) = (e.inverse_mod(&order), n.bit_length()) {
            break (p, n, d);
        }
    };
    let [p, n, d, e] = [p, n, d, e].map(|number| number.to_be_bytes());
    for primes in [Some((&p[..], &p[..])), Some((&n[..], &[1][..])), Some((&[1][..], &n[..])), None] {
        let error = cases.fails("p = q", n.len(), || Rsa::from_components(&n, &e, &d, primes));
        assert_eq!(error, InvalidKey::Inconsistent);
    }
    let prime = Mpi::prime(1024).expect("randomness").to_be_bytes();
    for modulus in [&prime[..], &[0xff; 128]] {
        for exponent in [&d[..], &[0], &[1], &[3], &[0xff; 128], &[0xff; 129], &giant()] {
            let size = modulus.len() + exponent.len();
            let error = cases.fails("no key", size, || Rsa::from_components(modulus, &e, exponent, None));
            assert_eq!(error, InvalidKey::Inconsistent);
        }
    }
}

/// `ServerDHParams` (RFC 5246 section 7.4.3).
fn params(parts: [&[u8]; 3]) -> Vec<u8> {
    let length = |part: &[u8]| u16::try_from(part.len()).expect("short").to_be_bytes();
    parts.iter().flat_map(|part| [&length(part)[..], part].concat()).collect()
}

fn diffie_hellman(cases: &mut Cases) {
    let prime = DhGroup::MODP2048.modulus().to_be_bytes();
    let changed = |by: u8| {
        let mut number = prime.clone();
        *number.last_mut().expect("not empty") ^= by;
        number
    };
    // The prime ends with 64 ones.
    let (less_one, less_two) = (changed(1), changed(2));
    let long = vec![0xff; 65_535];
    let good: &[u8] = &[5];
    DhClient::import_ske(&params([&prime, &[3], good])).expect("numbers in range");
    let not: [(&str, [&[u8]; 3]); 16] = [
        ("even modulus", [&less_one, &[3], good]),
        ("modulus of zero", [&[0], &[3], good]),
        ("modulus of nothing", [&[], &[3], good]),
        ("tiny modulus", [&[23], &[5], good]),
        ("modulus of 1024 bits", [&prime[..128], &[3], good]),
        ("modulus of 524,280 bits", [&long, &[3], good]),
        ("generator of nothing", [&prime, &[], good]),
        ("generator of zero", [&prime, &[0], good]),
        ("generator of one", [&prime, &[1], good]),
        ("generator of -1", [&prime, &less_one, good]),
        ("generator of the modulus", [&prime, &prime, good]),
        ("generator longer than the modulus", [&prime, &long, good]),
        ("value of zero", [&prime, &[2], &[0]]),
        ("value of one", [&prime, &[2], &[1]]),
        ("value of -1", [&prime, &[2], &less_one]),
        ("value of the modulus", [&prime, &[3], &prime]),
    ];
    for (what, parts) in not {
        let ske = params(parts);
        cases.fails(what, ske.len(), || DhClient::import_ske(&ske));
        let [modulus, generator, _] = parts.map(|part| Mpi::from_be_bytes(part).ok());
        if let (Some(modulus), Some(generator), [.., [5]]) = (modulus, generator, parts) {
            let error = cases.fails(what, ske.len(), || DhGroup::new(&modulus, &generator));
            assert!(matches!(error, Error::InvalidKey(_)), "{what}: {error:?}");
        }
    }
    // Odd, but no prime: 2 less than one is a multiple of 3 or of something else.
    let composite = Mpi::from_be_bytes(&less_two).expect("short");
    let error = cases.fails("no prime", 256, || DhGroup::new(&composite, &Mpi::from(3_u8)));
    assert_eq!(error, Error::InvalidKey(InvalidKey::Inconsistent));
    for group in [DhGroup::MODP2048, DhGroup::FFDHE3072] {
        let modulus = group.modulus().to_be_bytes();
        let mut less_one = modulus.clone();
        *less_one.last_mut().expect("not empty") -= 1;
        for value in [&[][..], &[0], &[1], &less_one, &modulus, &vec![0xff; modulus.len()], &long] {
            let (server, _) = DhServer::generate(&group).expect("randomness");
            let error = cases.fails("value", value.len(), || server.import_cke(value));
            assert_eq!(error, InvalidKey::PublicKeyInvalid);
        }
    }
}

fn encodings(cases: &mut Cases) {
    let nested = |tag: u8, depth: usize| (0..depth).fold(Vec::new(), |inner, _| element(tag, &inner));
    let files: [(&str, Vec<u8>); 17] = [
        ("nothing", vec![]),
        ("a megabyte of zeros", vec![0; 1 << 20]),
        ("a megabyte of ones", vec![0xff; 1 << 20]),
        ("a megabyte of sequences without an end", [0x30, 0x80].repeat(1 << 19)),
        ("a megabyte of tags", vec![0x30; 1 << 20]),
        ("sequences in sequences", nested(0x30, 5000)),
        ("octet strings in octet strings", nested(4, 5000)),
        ("two gigabytes of nothing", vec![0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]),
        ("as much as there is", [&[0x30, 0x88][..], &[0xff; 8]].concat()),
        ("more than there is", [&[0x30, 0xff][..], &[0xff; 127]].concat()),
        ("a sequence of a megabyte", sequence(&[&integer(&[0]), &octets(&giant())])),
        ("a bit string of a megabyte", sequence(&[&sequence(&[&oid(&[1; 9])]), &element(3, &giant())])),
        ("a name of a megabyte", sequence(&[&sequence(&[&oid(&giant())]), &element(3, &[0])])),
        ("PEM that begins and begins", b"-----BEGIN PRIVATE KEY-----\n".repeat(30_000)),
        ("PEM without an end", [&b"-----BEGIN PRIVATE KEY-----\n"[..], &[b'A'; 1 << 20]].concat()),
        ("PEM of one line", [&b"-----BEGIN "[..], &[b'-'; 1 << 20]].concat()),
        (
            "PEM with a megabyte of headers",
            [
                &b"-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "[..],
                &[b'A'; 1 << 20],
                b"\n\nAAAA\n-----END EC PRIVATE KEY-----\n",
            ]
            .concat(),
        ),
    ];
    for (what, file) in &files {
        cases.no_file(what, file);
        cases.fails(what, file.len(), || EcdhClient::import_ske(file));
        cases.fails(what, file.len(), || DhClient::import_ske(file));
    }
}

/// What would take years or all memory to try.
fn passwords(cases: &mut Cases) {
    let salt = octets(&[7; 8]);
    let aes = sequence(&[&oid(b"\x60\x86\x48\x01\x65\x03\x04\x01\x02"), &octets(&[0; 16])]);
    let pbes2 = |kdf: &[u8], parameters: &[&[u8]]| {
        let kdf = sequence(&[&oid(kdf), &sequence(parameters)]);
        let scheme = sequence(&[&oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"), &sequence(&[&kdf, &aes])]);
        sequence(&[&scheme, &octets(&[0; 32])])
    };
    let mut files = Vec::new();
    let counts = [&10_000_001_u32.to_be_bytes()[..], &[0x80, 0, 0, 0], &[0xff; 4], &[0xff; 8], &[0x7f; 1000]];
    for count in counts {
        let count = positive(trimmed(count));
        files.push(("PBKDF2", pbes2(b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c", &[&salt, &count])));
        // pbeWithSHAAnd3-KeyTripleDES-CBC, pbeWithMD5AndDES-CBC
        for scheme in
            [&b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03"[..], b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x03"]
        {
            let scheme = sequence(&[&oid(scheme), &sequence(&[&salt, &count])]);
            files.push(("PBES1", sequence(&[&scheme, &octets(&[0; 32])])));
        }
        let data =
            sequence(&[&oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"), &element(0xa0, &octets(&[0x30, 0]))]);
        let sha1 = sequence(&[&oid(b"\x2b\x0e\x03\x02\x1a"), &[5, 0]]);
        let mac = sequence(&[&sequence(&[&sha1, &octets(&[0; 20])]), &salt, &count]);
        files.push(("PKCS#12", sequence(&[&integer(&[3]), &data, &mac])));
    }
    let costs: [(u64, u64, u64); 7] = [
        (1 << 19, 8, 1),
        (1 << 40, 1 << 20, 1 << 20),
        (1 << 62, 1, 1),
        (1 << 14, u64::MAX, 1),
        (1 << 14, 8, u64::MAX),
        (2, 1 << 28, 1 << 1),
        (2, 1, (1 << 30) - 1),
    ];
    for (n, r, p) in costs {
        let [n, r, p] = [n, r, p].map(|number| positive(trimmed(&number.to_be_bytes())));
        files.push(("scrypt", pbes2(b"\x2b\x06\x01\x04\x01\xda\x47\x04\x0b", &[&salt, &n, &r, &p])));
    }
    for (what, file) in &files {
        let error = if *what == "PKCS#12" {
            cases.fails(what, file.len(), || Pkcs12::from_buffer_with_password(file, "password"))
        } else {
            cases.fails(what, file.len(), || PrivateKey::from_buffer_with_password(file, "password"))
        };
        assert_eq!(error, InvalidKey::TooExpensive, "{what}: {file:02x?}");
    }
}

fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&byte| byte == 0).count();
    &number[zeros..]
}
