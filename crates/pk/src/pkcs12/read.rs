// SPDX-License-Identifier: MIT
//! Reads `PFX` (RFC 7292 section 4).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::string::String;
use alloc::vec::Vec;

use super::mac::Mac;
use super::{Pkcs12, Pkcs12Entry, oid};
use crate::encoding::pbes::{Passphrase, Scheme, Work};
use crate::encoding::pkcs8::EncryptedPrivateKey;
use crate::encoding::reader::{Reader, tag};
use crate::{InvalidKey, Password, PrivateKey};

/// How deep bags may lie in bags. Nobody nests them.
const MAX_DEPTH: u8 = 4;

pub(super) fn read(der: &[u8], password: Password<'_>) -> Result<Pkcs12, InvalidKey> {
    let mut outer = Reader::new(der);
    let mut pfx = outer.sequence()?;
    outer.finish()?;
    if pfx.version()? != 3 {
        return Err(InvalidKey::UnsupportedVersion);
    }
    let mut content = pfx.sequence()?;
    if content.oid()? != oid::DATA {
        // RFC 7292 section 4: signed by the owner of a key.
        return Err(InvalidKey::UnsupportedEncryption { scheme: "protected by a signature" });
    }
    let authenticated = explicit(&mut content)?.only(tag::OCTET_STRING)?;
    content.finish()?;
    let mac = if pfx.peek().is_some() { Some(Mac::read(pfx.sequence()?)?) } else { None };
    pfx.finish()?;

    let mut file = Reading { found: Pkcs12::default(), lock: Lock::new(password), work: Work::new() };
    if let Some(mac) = mac {
        file.lock.open(&mut file.work, |password, work| mac.verify(password, authenticated.bytes(), work))?;
    }
    let mut safes = authenticated.clone().only(tag::SEQUENCE)?;
    while safes.peek().is_some() {
        file.safe(safes.sequence()?)?;
    }
    Ok(file.found)
}

/// What was read so far, and what it takes to go on.
struct Reading<'p> {
    found: Pkcs12,
    lock: Lock<'p>,
    work: Work,
}

impl Reading<'_> {
    /// Reads a `ContentInfo` of the `AuthenticatedSafe` (RFC 7292 section 4.1).
    fn safe(&mut self, mut content: Reader<'_>) -> Result<(), InvalidKey> {
        match content.oid()? {
            oid::DATA => {
                let data = explicit(&mut content)?.only(tag::OCTET_STRING)?;
                content.finish()?;
                self.contents(data, 0)
            }
            oid::ENCRYPTED_DATA => {
                let data = explicit(&mut content)?.only(tag::SEQUENCE)?;
                content.finish()?;
                let (scheme, encrypted) = read_encrypted_data(data)?;
                let decrypted = self
                    .lock
                    .open(&mut self.work, |password, work| scheme.decrypt(password, encrypted, work))?;
                self.contents(Reader::new(decrypted.expose()), 0)
            }
            _ => Err(InvalidKey::UnsupportedEncryption { scheme: "for the owner of a key" }),
        }
    }

    /// Reads `SafeContents` (RFC 7292 section 4.2).
    fn contents(&mut self, data: Reader<'_>, depth: u8) -> Result<(), InvalidKey> {
        let mut bags = data.only(tag::SEQUENCE)?;
        while bags.peek().is_some() {
            self.bag(bags.sequence()?, depth)?;
        }
        Ok(())
    }

    /// Reads a `SafeBag`. Lists of revoked certificates and secrets of other kinds are passed over.
    fn bag(&mut self, mut bag: Reader<'_>, depth: u8) -> Result<(), InvalidKey> {
        let kind = bag.oid()?;
        let mut value = explicit(&mut bag)?;
        let attributes = Attributes::read(&mut bag)?;
        bag.finish()?;
        match kind.strip_prefix(oid::BAGS) {
            Some([oid::KEY_BAG]) => {
                let start = value.clone();
                value.any()?;
                value.finish()?;
                self.key(start.bytes(), attributes)
            }
            Some([oid::SHROUDED_KEY_BAG]) => {
                let key = EncryptedPrivateKey::read(value)?;
                let der = self.lock.open(&mut self.work, |password, work| key.decrypt(password, work))?;
                self.key(der.expose(), attributes)
            }
            Some([oid::CERT_BAG]) => {
                let mut certificate = value.only(tag::SEQUENCE)?;
                // RFC 7292 section 4.2.3: the other kind, SDSI, is nobody's.
                if certificate.oid()? == oid::X509_CERTIFICATE {
                    let der = explicit(&mut certificate)?.only(tag::OCTET_STRING)?;
                    certificate.finish()?;
                    self.found.certificates.push(attributes.of(der.bytes().to_vec()));
                }
                Ok(())
            }
            Some([oid::SAFE_CONTENTS_BAG]) => {
                let depth = depth.checked_add(1).filter(|depth| *depth <= MAX_DEPTH);
                let malformed = InvalidKey::Malformed { offset: value.offset() };
                self.contents(value, depth.ok_or(malformed)?)
            }
            _ => Ok(()),
        }
    }

    fn key(&mut self, der: &[u8], attributes: Attributes) -> Result<(), InvalidKey> {
        let key = PrivateKey::from_pkcs8(der, purembed_accel::backend())?;
        self.found.keys.push(attributes.of(key));
        Ok(())
    }
}

/// Reads the contents of an `EncryptedData` (RFC 5652 section 8).
fn read_encrypted_data(mut data: Reader<'_>) -> Result<(Scheme<'_>, &[u8]), InvalidKey> {
    if data.version()? != 0 {
        return Err(InvalidKey::UnsupportedVersion);
    }
    let mut info = data.sequence()?;
    data.finish()?;
    let malformed = InvalidKey::Malformed { offset: info.offset() };
    if info.oid()? != oid::DATA {
        return Err(malformed);
    }
    let scheme = Scheme::read(&mut info)?;
    let encrypted = info.element(tag::CONTEXT_0_PRIMITIVE)?.bytes();
    info.finish()?;
    Ok((scheme, encrypted))
}

/// Reads `[0] EXPLICIT`.
fn explicit<'a>(reader: &mut Reader<'a>) -> Result<Reader<'a>, InvalidKey> {
    reader.element(tag::CONTEXT_0)
}

/// What is said of a bag (RFC 7292 section 4.2).
#[derive(Default)]
struct Attributes {
    name: Option<String>,
    local_key_id: Option<Vec<u8>>,
}

impl Attributes {
    fn read(bag: &mut Reader<'_>) -> Result<Self, InvalidKey> {
        let mut attributes = Self::default();
        let Some(mut set) = bag.optional(tag::SET)? else { return Ok(attributes) };
        while set.peek().is_some() {
            let mut attribute = set.sequence()?;
            let kind = attribute.oid()?;
            let mut values = attribute.element(tag::SET)?;
            attribute.finish()?;
            match kind {
                oid::FRIENDLY_NAME => attributes.name = Some(read_bmp_string(&mut values)?),
                oid::LOCAL_KEY_ID => attributes.local_key_id = Some(values.octet_string()?.bytes().to_vec()),
                _ => {}
            }
        }
        Ok(attributes)
    }

    fn of<T>(self, value: T) -> Pkcs12Entry<T> {
        Pkcs12Entry { value, name: self.name, local_key_id: self.local_key_id }
    }
}

/// Reads a `BMPString` (X.690 section 8.23.8), and characters beyond it as two, as others write them.
fn read_bmp_string(values: &mut Reader<'_>) -> Result<String, InvalidKey> {
    let malformed = InvalidKey::Malformed { offset: values.offset() };
    let (units, []) = values.element(tag::BMP_STRING)?.bytes().as_chunks() else { return Err(malformed) };
    let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
    char::decode_utf16(units).collect::<Result<_, _>>().map_err(|_| malformed)
}

/// The password, which is asked for when the first thing that is locked turns up.
struct Lock<'p> {
    password: Option<Password<'p>>,
    given: bool,
    /// What may still be the password. Where it is empty, some programs take an empty one and others none at all.
    candidates: Vec<Passphrase>,
}

impl<'p> Lock<'p> {
    const fn new(password: Password<'p>) -> Self {
        Self { password: Some(password), given: false, candidates: Vec::new() }
    }

    /// Tries what may be the password. What has opened one thing is the password for all.
    fn open<T>(
        &mut self,
        work: &mut Work,
        mut open: impl FnMut(&Passphrase, &mut Work) -> Result<T, InvalidKey>,
    ) -> Result<T, InvalidKey> {
        if let Some(password) = self.password.take() {
            let password = password.get();
            self.given = password.is_some();
            let bytes = password.as_ref().map_or([].as_slice(), |password| password.expose());
            self.candidates.push(Passphrase::new(bytes));
            if bytes.is_empty() {
                self.candidates.push(Passphrase::none());
            }
        }
        for (index, candidate) in self.candidates.iter().enumerate() {
            match open(candidate, work) {
                Err(InvalidKey::WrongPassword) => {}
                Err(error) => return Err(error),
                Ok(opened) => {
                    self.candidates.swap(0, index);
                    self.candidates.truncate(1);
                    return Ok(opened);
                }
            }
        }
        Err(if self.given { InvalidKey::WrongPassword } else { InvalidKey::PasswordNeeded })
    }
}
