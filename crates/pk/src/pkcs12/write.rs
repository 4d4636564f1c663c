// SPDX-License-Identifier: MIT
//! Writes `PFX` (RFC 7292 section 4), as OpenSSL 3 does.

use alloc::vec::Vec;

use purembed_core::random::CryptoRng;

use super::{Pkcs12, Pkcs12Entry, mac, oid};
use crate::encoding::pbes::{self, Kdf, Passphrase, Work};
use crate::encoding::pkcs8;
use crate::encoding::reader::tag;
use crate::encoding::writer::{self, Element};
use crate::{Encryption, Error};

pub(super) fn write(
    file: &Pkcs12,
    password: &[u8],
    encryption: &Encryption,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, Error> {
    let mut work = Work::new();
    let mut safes = Vec::new();
    if !file.certificates.is_empty() {
        let bags: Vec<Element> = file.certificates.iter().map(certificate_bag).collect();
        let (identifier, encrypted) =
            pbes::encrypt(encryption, password, &sequence_of(&bags), rng, &mut work)?;
        // RFC 5652 section 8: EncryptedData of version 0.
        let info = writer::sequence(&[
            &writer::oid(oid::DATA),
            &identifier,
            &writer::element(tag::CONTEXT_0_PRIMITIVE, &[&encrypted]),
        ]);
        let data = writer::sequence(&[&writer::integer(&[0]), &info]);
        safes.push(content(oid::ENCRYPTED_DATA, &data));
    }
    if !file.keys.is_empty() {
        let mut bags = Vec::with_capacity(file.keys.len());
        for key in &file.keys {
            let pkcs8 = key.value().to_pkcs8_der();
            let shrouded = pkcs8::encrypt(&pkcs8, password, encryption, rng, &mut work)?;
            bags.push(bag(oid::SHROUDED_KEY_BAG, &shrouded, key));
        }
        safes.push(content(oid::DATA, &writer::octet_string(&sequence_of(&bags))));
    }
    let authenticated = sequence_of(&safes);
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    // Where the keys cost memory, the MAC costs what it does by default: it has no such scheme.
    let iterations = match encryption.kdf {
        Kdf::Pbkdf2 { iterations, .. } => iterations,
        Kdf::Scrypt { .. } => Encryption::DEFAULT_ITERATIONS,
    };
    let mac = mac::write(&Passphrase::new(password), &authenticated, &salt, iterations, &mut work);
    let mut der = writer::sequence(&[
        &writer::integer(&[3]),
        &content(oid::DATA, &writer::octet_string(&authenticated)),
        &mac.map_err(|_| Error::TooExpensive)?,
    ]);
    Ok(core::mem::take(&mut *der))
}

fn sequence_of(elements: &[Element]) -> Element {
    let parts: Vec<&[u8]> = elements.iter().map(|element| element.as_slice()).collect();
    writer::sequence(&parts)
}

/// Writes a `ContentInfo` (RFC 5652 section 3).
fn content(kind: &[u8], value: &[u8]) -> Element {
    writer::sequence(&[&writer::oid(kind), &writer::element(tag::CONTEXT_0, &[value])])
}

fn certificate_bag(certificate: &Pkcs12Entry<Vec<u8>>) -> Element {
    let der = writer::octet_string(certificate.value());
    let value =
        writer::sequence(&[&writer::oid(oid::X509_CERTIFICATE), &writer::element(tag::CONTEXT_0, &[&der])]);
    bag(oid::CERT_BAG, &value, certificate)
}

/// Writes a `SafeBag` (RFC 7292 section 4.2).
fn bag<T>(kind: u8, value: &[u8], entry: &Pkcs12Entry<T>) -> Element {
    let mut attributes = Vec::new();
    if let Some(name) = entry.name() {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        attributes.push(attribute(oid::FRIENDLY_NAME, &writer::element(tag::BMP_STRING, &[&units])));
    }
    if let Some(id) = entry.local_key_id() {
        attributes.push(attribute(oid::LOCAL_KEY_ID, &writer::octet_string(id)));
    }
    // X.690 section 11.6: the elements of a set are in the order of their encodings.
    attributes.sort_by(|a, b| a.as_slice().cmp(b.as_slice()));
    let parts: Vec<&[u8]> = attributes.iter().map(|attribute| attribute.as_slice()).collect();
    let set = writer::element(tag::SET, &parts);
    let kind = [oid::BAGS, &[kind]].concat();
    writer::sequence(&[
        &writer::oid(&kind),
        &writer::element(tag::CONTEXT_0, &[value]),
        if parts.is_empty() { &[] } else { &set },
    ])
}

fn attribute(kind: &[u8], value: &[u8]) -> Element {
    writer::sequence(&[&writer::oid(kind), &writer::element(tag::SET, &[value])])
}
