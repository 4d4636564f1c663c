// SPDX-License-Identifier: MIT
//! Certificates and revocation lists made from any bytes, properly signed: whatever path is found holds link by link,
//! and asking for more never trusts more.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use purembed_pk::{Ed25519, PrivateKey, SignatureAlgorithm};
use purembed_x509::{CrlStore, Crl, Crt, Profile, Purpose, Revocation, ServerName, Time, TrustStore, Verifier};

/// Four keys, of the kind that signs fastest.
static KEYS: LazyLock<[PrivateKey; 4]> = LazyLock::new(|| [1, 2, 3, 4].map(key));

fn key(seed: u8) -> PrivateKey {
    PrivateKey::from(Ed25519::from_seed(&[seed; 32]).expect("a key"))
}

const ALGORITHM: [u8; 7] = [0x30, 5, 6, 3, 0x2b, 0x65, 0x70];

/// The last octets of the identifiers of extensions under 2.5.29.
const EXTENSIONS: [u8; 16] = [14, 15, 17, 18, 19, 30, 31, 32, 33, 35, 36, 37, 46, 54, 99, 29];
/// The same of revocation lists.
const LIST_EXTENSIONS: [u8; 6] = [20, 27, 28, 35, 46, 99];

/// What is left of the input: zeros when nothing is.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or_default()
    }

    fn bytes(&mut self) -> &'a [u8] {
        let length = usize::from(self.byte()).min(self.0.len());
        self.0.split_off(..length).unwrap_or_default()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len()).expect("short").to_be_bytes();
    let mut out = vec![tag];
    match contents.len() {
        0..0x80 => out.push(length[1]),
        0x80..0x100 => out.extend([0x81, length[1]]),
        _ => out.extend([0x82, length[0], length[1]]),
    }
    out.extend_from_slice(contents);
    out
}

fn name(choice: u8) -> Vec<u8> {
    let letter = [b'A' + choice % 6];
    let attribute = tlv(0x30, &[vec![6, 3, 0x55, 4, 3], tlv(0x0c, &letter)].concat());
    tlv(0x30, &tlv(0x31, &attribute))
}

fn time(choice: u8) -> Vec<u8> {
    tlv(0x17, format!("{:02}0101000000Z", choice % 50).as_bytes())
}

fn extensions(input: &mut Input<'_>, known: &[u8]) -> Vec<u8> {
    let mut list = Vec::new();
    let mut seen = Vec::new();
    for _ in 0..input.byte() % 6 {
        let kind = known[usize::from(input.byte()) % known.len()];
        let critical = input.byte() % 2 == 1;
        let value = input.bytes();
        if seen.contains(&kind) {
            continue;
        }
        seen.push(kind);
        let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
        list.push(tlv(0x30, &[&[6, 3, 0x55, 0x1d, kind], flag, &tlv(4, value)[..]].concat()));
    }
    list.concat()
}

fn sign(body: &[u8], key: &PrivateKey) -> Vec<u8> {
    let body = tlv(0x30, body);
    let signature = key.sign(SignatureAlgorithm::Ed25519, &body).expect("it signs");
    tlv(0x30, &[&body[..], &ALGORITHM, &tlv(3, &[&[0], &signature[..]].concat())].concat())
}

fn certificate(input: &mut Input<'_>) -> Option<Crt> {
    let (issuer, subject) = (input.byte(), input.byte());
    let signer = &KEYS[usize::from(issuer) % 4];
    let own = &KEYS[usize::from(subject) % 4];
    let mut body = vec![0xa0, 3, 2, 1, 2, 2, 1, input.byte() & 0x7f];
    body.extend(ALGORITHM);
    // The name's choice does not follow from the key's.
    body.extend(name(issuer / 4));
    body.extend(tlv(0x30, &[time(input.byte()), time(input.byte())].concat()));
    body.extend(name(subject / 4));
    body.extend(own.public_key().to_der());
    let extensions = extensions(input, &EXTENSIONS);
    if !extensions.is_empty() {
        body.extend(tlv(0xa3, &tlv(0x30, &extensions)));
    }
    Crt::from_der(&sign(&body, signer)).ok()
}

fn list(input: &mut Input<'_>) -> Option<Crl> {
    let issuer = input.byte();
    let mut body = vec![2, 1, 1];
    body.extend(ALGORITHM);
    body.extend(name(issuer / 4));
    body.extend(time(input.byte()));
    body.extend(time(input.byte()));
    let mut entries = Vec::new();
    for _ in 0..input.byte() % 4 {
        let mut entry = vec![2, 1, input.byte() & 0x7f];
        entry.extend(time(20));
        let extra = input.bytes();
        if !extra.is_empty() {
            entry.extend(tlv(0x30, &tlv(0x30, &[&[6, 3, 0x55, 0x1d, 29], &tlv(4, extra)[..]].concat())));
        }
        entries.extend(tlv(0x30, &entry));
    }
    if !entries.is_empty() {
        body.extend(tlv(0x30, &entries));
    }
    let extensions = extensions(input, &LIST_EXTENSIONS);
    if !extensions.is_empty() {
        body.extend(tlv(0xa0, &tlv(0x30, &extensions)));
    }
    Crl::from_der(&sign(&body, &KEYS[usize::from(issuer) % 4])).ok()
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let (choices, depth) = (input.byte(), input.byte());
    let Some(leaf) = certificate(&mut input) else { return };
    let (mut trust, mut intermediates, mut crls) = (TrustStore::new(), Vec::new(), CrlStore::new());
    for _ in 0..12 {
        if input.is_empty() {
            break;
        }
        match input.byte() % 4 {
            0 => certificate(&mut input).into_iter().for_each(|crt| trust.add(crt)),
            1 | 2 => intermediates.extend(certificate(&mut input)),
            _ => crls.extend(list(&mut input)),
        }
    }
    let now: Time = "2025-06-01 00:00:00".parse().expect("a time");
    let purpose = [Purpose::Any, Purpose::ServerAuth, Purpose::ClientAuth][usize::from(choices) % 3];
    let server = ServerName::try_from("a.example").expect("a name");
    let server = (choices & 0x80 != 0).then_some(&server);
    let plain = Verifier::new(&trust).purpose(purpose).max_depth(depth % 8).profile(Profile::DEFAULT);
    let ask = |verifier: Verifier<'_>| match verifier.verify(&leaf, &intermediates, server, now) {
        Ok(chain) => {
            let certificates = chain.certificates();
            assert_eq!(certificates.first(), Some(&leaf));
            assert!(certificates.last().is_some_and(|anchor| trust.contains(anchor)));
            assert!(certificates.len() <= usize::from(depth % 8) + 2);
            for link in certificates.windows(2) {
                link[1].verify_signature_on(&link[0]).expect("a link that holds");
            }
            true
        }
        Err(error) => {
            assert!(!error.to_string().contains('\n'));
            false
        }
    };
    let (without, soft, hard) = (
        ask(plain),
        ask(plain.revocation(Revocation::new(&crls).soft_fail())),
        ask(plain.revocation(Revocation::new(&crls))),
    );
    assert!(without || !soft);
    assert!(soft || !hard);
    assert!(!hard || ask(plain.revocation(Revocation::new(&crls).leaf_only())));
});
