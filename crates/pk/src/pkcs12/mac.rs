// SPDX-License-Identifier: MIT
//! What protects a file from changes: `MacData` (RFC 7292 section 4) and PBMAC1 (RFC 9579).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec;
use core::num::NonZeroU32;

use purembed_hash::Algorithm;
use purembed_hmac::Hmac;
use purembed_kdf::pkcs12;
use zeroize::Zeroizing;

use crate::InvalidKey;
use crate::encoding::pbes::{PBMAC1, Passphrase, Prf, Work, read_iterations, read_prf};
use crate::encoding::reader::Reader;
use crate::encoding::writer::{self, Element};

/// The longest key of PBMAC1, in bytes: as many as the longest block of a digest.
const MAX_KEY: usize = 144;

pub(super) struct Mac<'a> {
    key: KeyFrom<'a>,
    digestmod: Algorithm,
    tag: &'a [u8],
}

enum KeyFrom<'a> {
    Pkcs12 { salt: &'a [u8], iterations: NonZeroU32 },
    Pbmac1 { prf: Prf<'a>, key_size: usize },
}

impl<'a> Mac<'a> {
    /// Reads the contents of a `MacData`.
    pub(super) fn read(mut data: Reader<'a>) -> Result<Self, InvalidKey> {
        let mut info = data.sequence()?;
        let mut identifier = info.sequence()?;
        let algorithm = identifier.oid()?;
        let pbmac1 = if algorithm == PBMAC1 { Some(read_pbmac1(&mut identifier)?) } else { None };
        if pbmac1.is_none() && identifier.peek().is_some() {
            identifier.null()?;
        }
        identifier.finish()?;
        let tag = info.octet_string()?.bytes();
        info.finish()?;
        let salt = data.octet_string()?.bytes();
        // DEFAULT 1.
        let iterations = if data.peek().is_some() { read_iterations(&mut data)? } else { NonZeroU32::MIN };
        data.finish()?;
        if let Some((key, digestmod)) = pbmac1 {
            return Ok(Self { key, digestmod, tag });
        }
        let digestmod = Algorithm::available().iter().copied().find(|digest| digest.oid() == algorithm);
        let digestmod = digestmod.ok_or(InvalidKey::UnsupportedEncryption { scheme: "unknown digest" })?;
        Ok(Self { key: KeyFrom::Pkcs12 { salt, iterations }, digestmod, tag })
    }

    pub(super) fn verify(
        &self,
        password: &Passphrase,
        message: &[u8],
        work: &mut Work,
    ) -> Result<(), InvalidKey> {
        let key = match &self.key {
            KeyFrom::Pkcs12 { salt, iterations } => {
                derive(password, salt, *iterations, self.digestmod, work)?
            }
            KeyFrom::Pbmac1 { prf, key_size } => prf.derive(password.bytes.expose(), *key_size, work)?,
        };
        let mac = Hmac::new(&key, self.digestmod).chain(message);
        mac.verify(self.tag).map_err(|_| InvalidKey::WrongPassword)
    }
}

/// Reads `PBMAC1-params` (RFC 8018 appendix A.5), of which RFC 9579 section 4 asks that they say the length of the key.
fn read_pbmac1<'a>(identifier: &mut Reader<'a>) -> Result<(KeyFrom<'a>, Algorithm), InvalidKey> {
    let mut parameters = identifier.sequence()?;
    let malformed = InvalidKey::Malformed { offset: parameters.offset() };
    let prf = Prf::read(&mut parameters)?;
    let digestmod = read_prf(&mut parameters)?;
    parameters.finish()?;
    let key_size = prf.key_size().filter(|key_size| (1..=MAX_KEY).contains(key_size)).ok_or(malformed)?;
    Ok((KeyFrom::Pbmac1 { prf, key_size }, digestmod))
}

fn derive(
    password: &Passphrase,
    salt: &[u8],
    iterations: NonZeroU32,
    digestmod: Algorithm,
    work: &mut Work,
) -> Result<Zeroizing<vec::Vec<u8>>, InvalidKey> {
    let mut key = Zeroizing::new(vec![0; digestmod.digest_size()]);
    work.iterate(iterations, key.len(), digestmod.digest_size())?;
    pkcs12::derive(password.bmp.expose(), salt, iterations, pkcs12::Id::MAC, digestmod, &mut key);
    Ok(key)
}

/// Writes a `MacData` with HMAC-SHA256.
pub(super) fn write(
    password: &Passphrase,
    message: &[u8],
    salt: &[u8],
    iterations: NonZeroU32,
    work: &mut Work,
) -> Result<Element, InvalidKey> {
    let digestmod = Algorithm::SHA256;
    let key = derive(password, salt, iterations, digestmod, work)?;
    let tag = Hmac::new(&key, digestmod).chain(message).finalize();
    let identifier = writer::sequence(&[&writer::oid(digestmod.oid()), &writer::null()]);
    Ok(writer::sequence(&[
        &writer::sequence(&[&identifier, &writer::octet_string(tag.as_ref())]),
        &writer::octet_string(salt),
        &writer::integer(&iterations.get().to_be_bytes()),
    ]))
}
