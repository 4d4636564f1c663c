// SPDX-License-Identifier: MIT
//! Certificates, requests, revocation lists and bags that an attacker would send: read or refused without a panic, in
//! memory that grows with their size and no faster, without work that grows faster either.
//!
//! One test in a program of its own, because the allocator counts for the whole process. That with a million mutants is
//! run by hand: `cargo test -p purembed-tests --test hostile_x509 --release -- --ignored --nocapture`.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use peak_alloc::PeakAlloc;
use purembed::x509::{
    CertificateBag, Crl, Crt, Csr, EncodingKind, GeneralName, InvalidEncoding, MAX_SIZE, Name, Oid,
    SerialNumber, TrustStore, Verifier,
};
use purembed_tests::ledger::Ledger;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What reading and showing may take, in bytes, besides so many times the size of the input.
const LIMIT: usize = 256 * 1024;
const TIMES: usize = 64;

fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u32::try_from(contents.len()).expect("short").to_be_bytes();
    let mut out = vec![tag];
    match contents.len() {
        0..0x80 => out.push(length[3]),
        0x80..0x100 => out.extend([0x81, length[3]]),
        0x100..0x1_0000 => out.extend([0x82, length[2], length[3]]),
        0x1_0000..0x100_0000 => out.extend([0x83, length[1], length[2], length[3]]),
        _ => out.extend([0x84, length[0], length[1], length[2], length[3]]),
    }
    out.extend_from_slice(contents);
    out
}

/// Reads bytes as everything there is, and looks at everything in it. Gives back how many of the kinds it was.
fn read_all(bytes: &[u8]) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut read = 0;
    if let Ok(crt) = Crt::from_buffer(bytes) {
        read += 1;
        look_at(&crt);
    }
    if let Ok(csr) = Csr::from_buffer(bytes) {
        read += 1;
        black_box((csr.to_string(), csr.to_text(), csr.verify_signature().is_ok()));
        csr.attributes().for_each(|attribute| {
            black_box(attribute.values().count());
        });
    }
    if let Ok(crl) = Crl::from_buffer(bytes) {
        read += 1;
        black_box((crl.to_string(), crl.to_text(), crl.entries().count()));
        black_box(crl.get(&SerialNumber::from(7)).is_some());
    }
    if let Ok(bag) = CertificateBag::from_buffer(bytes) {
        read += 1;
        bag.certificates().iter().for_each(look_at);
    }
    black_box((Name::from_der(bytes).map(|name| name.to_string()).ok(), Oid::from_octets(bytes).is_ok()));
    let most = MEMORY.peak_usage().saturating_sub(before);
    assert!(most < LIMIT + TIMES * bytes.len(), "{most} bytes of memory for {} bytes", bytes.len());
    read
}

fn look_at(crt: &Crt) {
    black_box((crt.to_string(), crt.to_text(), crt.subject().to_string(), crt.issuer().to_rfc4514()));
    crt.extensions().for_each(|extension| {
        black_box(format!("{:?}", extension.parse()));
    });
    let trust: TrustStore = [crt.clone()].into_iter().collect();
    black_box(Verifier::new(&trust).verify(crt, &[], None, crt.not_before()).is_ok());
}

/// The objects that the fuzz targets begin with, as DER, and a bag of them.
fn seeds() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds");
    let mut seeds = Vec::new();
    for kind in ["certificate", "csr", "crl"] {
        let mut paths: Vec<_> =
            fs::read_dir(root.join(kind)).expect("seeds").flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let bytes = fs::read(&path).expect("a seed");
            match Crt::all_from_buffer(&bytes) {
                Ok(all) => seeds.extend(all.iter().map(|crt| crt.as_der().to_vec())),
                Err(_) => seeds.push(Crl::from_buffer(&bytes).map_or(bytes, |crl| crl.as_der().to_vec())),
            }
        }
    }
    let certificates = seeds.iter().filter_map(|der| Crt::from_der(der).ok()).take(3);
    let crls = seeds.iter().filter_map(|der| Crl::from_der(der).ok()).take(1);
    let bag = CertificateBag::new(certificates.collect::<Vec<_>>(), crls.collect::<Vec<_>>());
    seeds.push(bag.to_der());
    assert!(seeds.len() > 12, "{} seeds", seeds.len());
    seeds
}

/// Marsaglia's xorshift: the same mutants in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).expect("64 bits")).expect("below the limit")
    }
}

/// One to four changes: octets, lengths and tags, pieces cut out, doubled, or taken from elsewhere.
fn mutant(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        let end = (at + 1 + random.below(24)).min(bytes.len());
        match random.below(7) {
            0 => bytes.truncate(at + 1),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len());
                let piece = other[from..(from + end - at).min(other.len())].to_vec();
                bytes.splice(at..end, piece);
            }
            4 => bytes[at] ^= 1 << random.below(8),
            5 => bytes[at] = [0x00, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, 0x30][random.below(8)],
            _ => bytes[at] = u8::try_from(random.below(256)).expect("an octet"),
        }
        if bytes.is_empty() {
            bytes.push(0x30);
        }
    }
    bytes
}

fn mutants(count: usize) {
    let seeds = seeds();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut ledger = Ledger::new("mutants of certificates, requests, lists and bags");
    for _ in 0..count {
        match read_all(&mutant(&mut random, &seeds)) {
            0 => ledger.decided("refused"),
            _ => ledger.decided("read"),
        }
    }
    ledger.finish();
}

#[test]
#[ignore = "takes minutes"]
fn a_million_mutants() {
    mutants(1_000_000);
}

#[test]
fn hostile_objects() {
    let seeds = seeds();
    let mut ledger = Ledger::new("objects cut off");
    for seed in &seeds {
        assert!(read_all(seed) > 0);
        for end in (0..seed.len()).step_by(7) {
            assert_eq!(read_all(&seed[..end]), 0);
            ledger.ran();
        }
    }
    ledger.finish();
    mutants(5_000);
    let mut ledger = Ledger::new("hostile objects");
    for case in [giant_identifiers, deep_nesting, many_names, giant_numbers, a_million_entries, many_blocks] {
        case(&seeds);
        ledger.ran();
    }
    ledger.finish();
}

/// A certificate without a signature that holds, with this serial number, these names and these extensions.
fn certificate(serial: &[u8], name: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let pem = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds/certificate/ecdsa.der"));
    let other = Crt::from_der(&pem.expect("a seed")).expect("a certificate");
    // ecdsa-with-SHA256
    let algorithm = element(0x30, &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);
    let validity =
        element(0x30, &[element(0x17, b"250101000000Z"), element(0x17, b"350101000000Z")].concat());
    let body = [
        element(0xa0, &[2, 1, 2]),
        element(0x02, serial),
        algorithm.clone(),
        name.to_vec(),
        validity,
        name.to_vec(),
        other.subject_public_key_der().to_vec(),
        element(0xa3, &element(0x30, &extensions.concat())),
    ];
    element(0x30, &[element(0x30, &body.concat()), algorithm, element(0x03, &[0, 1])].concat())
}

fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    element(0x30, &[element(0x06, oid), element(0x04, value)].concat())
}

const EMPTY_NAME: [u8; 2] = [0x30, 0x00];
const SUBJECT_ALT_NAME: [u8; 3] = [0x55, 0x1d, 0x11];

fn kind<T: core::fmt::Debug>(result: Result<T, InvalidEncoding>) -> EncodingKind {
    result.expect_err("hostile").kind()
}

/// Identifiers of any length are refused as soon as they are longer than any that exist.
fn giant_identifiers(_: &[Vec<u8>]) {
    for length in [64, 1000, 50_000] {
        let mut oid = vec![0xff; length];
        oid[0] = 0x2a;
        oid[length - 1] = 0x7f;
        let crt = certificate(&[1], &EMPTY_NAME, &[extension(&oid, &[])]);
        assert_eq!(kind(Crt::from_der(&crt)), EncodingKind::InvalidOid);
        read_all(&crt);
        let attribute = element(0x30, &[element(0x06, &oid), element(0x0c, b"x")].concat());
        let name = element(0x30, &element(0x31, &attribute));
        assert!(Crt::from_der(&certificate(&[1], &name, &[])).is_err());
    }
}

/// Nothing recurses: a stack of sequences is a value that nobody opens.
fn deep_nesting(seeds: &[Vec<u8>]) {
    for tag in [0x30, 0x31, 0xa0, 0xa4] {
        let mut nested = Vec::new();
        // From inside out, as long as it fits in a certificate.
        while nested.len() < 60_000 {
            nested = element(tag, &nested);
            if nested.len() > 100 && nested.len() < 50_000 {
                nested = [vec![tag; 400].into_iter().flat_map(|tag| [tag, 0x80]).collect(), nested].concat();
            }
        }
        read_all(&nested);
        read_all(&certificate(&[1], &EMPTY_NAME, &[extension(&[0x2a, 0x03], &nested)]));
        read_all(&certificate(&[1], &EMPTY_NAME, &[extension(&SUBJECT_ALT_NAME, &nested)]));
        for seed in seeds {
            read_all(&[&seed[..seed.len() / 2], &nested[..], &seed[seed.len() / 2..]].concat());
        }
    }
}

/// Ten thousand names do not fit in a certificate of the size that is read; as many as fit are read at once.
fn many_names(_: &[Vec<u8>]) {
    let names = |count: usize| {
        let names: Vec<u8> = (0..count).flat_map(|_| element(0x82, b"a.b")).collect();
        certificate(&[1], &EMPTY_NAME, &[extension(&SUBJECT_ALT_NAME, &element(0x30, &names))])
    };
    let many = names(10_000);
    let crt = Crt::from_der(&many).expect("50 kB");
    assert_eq!(
        crt.subject_alternative_names().filter(|name| *name == GeneralName::Dns("a.b")).count(),
        10_000
    );
    assert_eq!(read_all(&many), 1);
    assert_eq!(kind(Crt::from_der(&names(20_000))), EncodingKind::TooLarge);
    // Ten thousand extensions, each another one.
    let extensions: Vec<_> = (0..5_000_u32)
        .map(|at| extension(&[0x2a, 0x80 | (at >> 7) as u8 | 0x40, (at & 0x7f) as u8], &[]))
        .collect();
    assert_eq!(read_all(&certificate(&[1], &EMPTY_NAME, &extensions)), 1);
    let twice = [extensions[0].clone(), extensions[0].clone()];
    assert_eq!(
        kind(Crt::from_der(&certificate(&[1], &EMPTY_NAME, &twice))),
        EncodingKind::DuplicateExtension
    );
}

fn giant_numbers(_: &[Vec<u8>]) {
    for length in [65, 1000, 60_000] {
        assert_eq!(
            kind(Crt::from_der(&certificate(&vec![0x7f; length], &EMPTY_NAME, &[]))),
            EncodingKind::InvalidInteger
        );
    }
    assert_eq!(kind(Crt::from_der(&vec![0x30; MAX_SIZE + 1])), EncodingKind::TooLarge);
    // Lengths that are announced and not there.
    for bytes in [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &[0x30, 0x83, 0xff, 0xff, 0xff], &[0x30, 0x80]] {
        assert_eq!(read_all(bytes), 0);
    }
    // A path length of many octets.
    for length in [1, 2, 8, 1000] {
        let ca = element(0x30, &[element(0x01, &[0xff]), element(0x02, &vec![0x7f; length])].concat());
        read_all(&certificate(&[1], &EMPTY_NAME, &[extension(&[0x55, 0x1d, 0x13], &ca)]));
    }
}

/// A list of a million entries: its index takes what its documentation says, and looking a number up is no search. A
/// scan for each of 200,000 numbers would not end.
fn a_million_entries(_: &[Vec<u8>]) {
    const COUNT: u32 = 1_000_000;
    let serial = |at: u32| {
        // Spread, so that the list is not in order.
        let mut octets = [0x11; 16];
        octets[1..5].copy_from_slice(&at.wrapping_mul(0x9e37_79b1).to_be_bytes());
        octets
    };
    let mut entries = Vec::new();
    for at in 0..COUNT {
        entries
            .extend(element(0x30, &[element(0x02, &serial(at)), element(0x17, b"250101000000Z")].concat()));
    }
    let algorithm = element(0x30, &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);
    let body = [
        vec![2, 1, 1],
        algorithm.clone(),
        EMPTY_NAME.to_vec(),
        element(0x17, b"250101000000Z"),
        element(0x17, b"350101000000Z"),
        element(0x30, &entries),
    ];
    let der = element(0x30, &[element(0x30, &body.concat()), algorithm, element(0x03, &[0, 1])].concat());
    drop(entries);
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let crl = Crl::from_der(&der).expect("a list");
    let (peak, kept) = (MEMORY.peak_usage() - before, MEMORY.current_usage() - before);
    println!(
        "a list of {} bytes and {COUNT} entries: {kept} bytes kept, {peak} at most while reading",
        der.len()
    );
    let count = usize::try_from(COUNT).expect("32 bits");
    assert!(kept <= der.len() + 8 * count, "{kept}");
    assert!(peak <= der.len() + 24 * count, "{peak}");
    assert_eq!(crl.len(), count);
    let number = |octets: &[u8]| SerialNumber::from_be_bytes(octets).expect("not zero");
    for at in (0..COUNT).step_by(10) {
        assert_eq!(crl.get(&number(&serial(at))).expect("listed").serial_octets(), serial(at));
        let mut absent = serial(at);
        absent[15] = 0x12;
        assert!(crl.get(&number(&absent)).is_none());
    }
    // The same number a hundred thousand times: one look-up is bounded by the list, and none is quadratic.
    let same: Vec<u8> = (0..100_000)
        .flat_map(|_| element(0x30, &[element(0x02, &[7]), element(0x17, b"250101000000Z")].concat()))
        .collect();
    let der = element(
        0x30,
        &[
            element(0x30, &[&body[..5], &[element(0x30, &same)]].concat().concat()),
            element(0x30, &[0x06, 0x03, 0x2a, 0x03, 0x04]),
            element(0x03, &[0, 1]),
        ]
        .concat(),
    );
    let crl = Crl::from_der(&der).expect("a list");
    assert!(crl.get(&SerialNumber::from(7)).is_some() && crl.get(&SerialNumber::from(8)).is_none());
}

/// Files of very many blocks, of nothing else, and of begin lines only.
fn many_blocks(_: &[Vec<u8>]) {
    let block = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".repeat(10_000);
    assert_eq!(Crt::each_from_pem(block.as_bytes()).filter(Result::is_err).count(), 10_000);
    let begins = "-----BEGIN CERTIFICATE-----\n".repeat(50_000);
    assert!(Crt::all_from_pem(begins.as_bytes()).is_err());
    let bags = "-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n".repeat(10_000);
    assert!(Crt::all_from_buffer(bags.as_bytes()).is_err());
}
