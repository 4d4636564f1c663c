// SPDX-License-Identifier: MIT
//! Records: how what they carry is protected, in place, without allocation.
//!
//! The body of a protected record is `prefix | plaintext | suffix`: an explicit nonce or IV before, a tag, or a MAC and
//! padding after the plaintext. Whoever builds a record leaves room for both.

use alloc::boxed::Box;
use core::ops::Range;

use purembed_core::random::CryptoRng;

use crate::suite::{Bulk, CipherSuite};
use crate::wire::ids::ContentType;
use crate::{Error, schedule};

mod aead;
mod cbc;

/// What is authenticated beside the plaintext: the record's place and kind (RFC 5246 section 6.2.3.3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    /// Counts records under one key; in datagrams epoch and number as they stand on the wire.
    pub(crate) sequence: u64,
    pub(crate) kind: ContentType,
    /// As on the wire.
    pub(crate) version: u16,
    /// The connection ID, if the record carries one (RFC 9146 section 5). Then the real kind is in the plaintext.
    pub(crate) connection_id: Option<&'a [u8]>,
}

/// A record that does not decrypt. Says nothing else, whatever was wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct BadRecord;

impl From<BadRecord> for Error {
    fn from(_: BadRecord) -> Self {
        Self::BadRecord
    }
}

const WRONG_LENGTH: Error = Error::Internal("a record of a wrong length");

/// The keys of one direction.
pub(crate) enum Protection {
    Aead(aead::Aead),
    Cbc(Box<cbc::Cbc>),
}

impl Protection {
    /// `encrypt_then_mac` is what the two sides agreed on (RFC 7366); it concerns CBC alone, as does `rng`, for IVs.
    pub(crate) fn new(
        suite: CipherSuite,
        keys: schedule::Keys<'_>,
        encrypt_then_mac: bool,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, Error> {
        match suite.bulk() {
            Bulk::Gcm(_) | Bulk::Ccm(_) | Bulk::Ccm8(_) | Bulk::ChaCha20Poly1305 => {
                aead::Aead::new(suite.bulk(), keys).map(Self::Aead)
            }
            Bulk::Cbc(block, mac) => {
                let cbc = cbc::Cbc::new(block, mac, keys, encrypt_then_mac, rng)?;
                Ok(Self::Cbc(Box::new(cbc)))
            }
        }
    }

    /// Bytes before the plaintext.
    pub(crate) const fn prefix(&self) -> usize {
        match self {
            Self::Aead(aead) => aead.prefix(),
            Self::Cbc(_) => cbc::Cbc::PREFIX,
        }
    }

    /// How long the body of a record with this much plaintext is.
    pub(crate) const fn body_length(&self, plaintext: usize) -> usize {
        match self {
            Self::Aead(aead) => plaintext.saturating_add(aead.prefix()).saturating_add(aead.tag_size()),
            Self::Cbc(cbc) => cbc.body_length(plaintext),
        }
    }

    /// The largest plaintext whose record has a body of at most this length; `None` if there is none.
    pub(crate) const fn largest_plaintext(&self, body: usize) -> Option<usize> {
        match self {
            Self::Aead(aead) => body.checked_sub(aead.prefix() + aead.tag_size()),
            Self::Cbc(cbc) => cbc.largest_plaintext(body),
        }
    }

    /// Protects the record whose plaintext lies in `body` from [`prefix`](Self::prefix) on and has this length. `body` is
    /// as long as [`body_length`](Self::body_length) says.
    pub(crate) fn seal(
        &mut self,
        context: Context<'_>,
        body: &mut [u8],
        plaintext: usize,
    ) -> Result<(), Error> {
        if body.len() != self.body_length(plaintext) {
            return Err(WRONG_LENGTH);
        }
        match self {
            Self::Aead(aead) => aead.seal(context, body),
            Self::Cbc(cbc) => cbc.seal(context, body, plaintext),
        }
    }

    /// Finds the plaintext in the body of a record.
    pub(crate) fn open(&mut self, context: Context<'_>, body: &mut [u8]) -> Result<Range<usize>, BadRecord> {
        match self {
            Self::Aead(aead) => aead.open(context, body),
            Self::Cbc(cbc) => cbc.open(context, body),
        }
    }
}

/// How much data keys have protected, in blocks of 16 bytes, one more for each record.
///
/// With 2^34 blocks, 256 GiB, somebody who sees all of them has a chance of 2^-60 to tell them from random bytes (RFC 8446
/// section 5.5, RFC 9147 section 4.5.3, for records of any length). New keys would take a new connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wear {
    blocks: u64,
}

impl Wear {
    const MOST: u64 = 1 << 34;
    pub(crate) const NEW: Self = Self { blocks: 0 };

    /// Counts one more record, if the keys are still good for it.
    pub(crate) const fn add(&mut self, plaintext: usize) -> Result<(), Error> {
        let blocks = self.blocks.saturating_add(1 + plaintext.div_ceil(16) as u64);
        if blocks > Self::MOST {
            return Err(Error::WornOut);
        }
        self.blocks = blocks;
        Ok(())
    }

    pub(crate) const fn blocks(self) -> u64 {
        self.blocks
    }

    /// That of keys which were in force before.
    pub(crate) const fn from_blocks(blocks: u64) -> Self {
        Self { blocks }
    }

    /// As much as leaves room for so many bytes in a record.
    #[cfg(test)]
    pub(crate) const fn almost(bytes: u64) -> Self {
        Self { blocks: Self::MOST - 1 - bytes.div_ceil(16) }
    }
}

/// What is authenticated before the plaintext or the ciphertext (RFC 5246 sections 6.2.3.1 and 6.2.3.3, RFC 9146 sections
/// 5.1 to 5.3), with the length of that.
struct AdditionalData {
    bytes: [u8; 8 + 1 + 1 + 1 + 2 + 8 + 255 + 2],
    length: usize,
}

impl AdditionalData {
    /// `length` is below 2^16, and may be a secret.
    fn new(context: Context<'_>, length: usize) -> Self {
        let mut data = Self { bytes: [0; 278], length: 0 };
        let sequence = context.sequence.to_be_bytes();
        let version = context.version.to_be_bytes();
        let [.., high, low] = length.to_be_bytes();
        let plaintext = [high, low];
        match context.connection_id {
            None => [&sequence[..], &[context.kind.0], &version, &plaintext].map(|part| data.push(part)),
            Some(id) => {
                let length = u8::try_from(id.len()).unwrap_or(u8::MAX);
                let kind = ContentType::TLS12_CID.0;
                data.push(&[0xff; 8]);
                data.push(&[kind, length, kind]);
                [&version[..], &sequence, id, &plaintext].map(|part| data.push(part))
            }
        };
        data
    }

    fn push(&mut self, part: &[u8]) {
        let end = self.length + part.len();
        if let Some(place) = self.bytes.get_mut(self.length..end) {
            place.copy_from_slice(part);
            self.length = end;
        }
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ids::version;

    /// RFC 9146 sections 5.1 to 5.3, byte by byte.
    #[test]
    fn what_is_authenticated_with_a_connection_id() {
        let context = Context {
            sequence: 0x0001_0203_0405_0607,
            kind: ContentType::TLS12_CID,
            version: version::DTLS12,
            connection_id: Some(b"an ID"),
        };
        let expected = b"\xff\xff\xff\xff\xff\xff\xff\xff\x19\x05\x19\xfe\xfd\x00\x01\x02\x03\x04\x05\x06\x07an ID\x01\x42";
        assert_eq!(AdditionalData::new(context, 0x142).as_bytes(), expected);
        let without = Context { kind: ContentType::ALERT, connection_id: None, ..context };
        let expected = b"\x00\x01\x02\x03\x04\x05\x06\x07\x15\xfe\xfd\x01\x42";
        assert_eq!(AdditionalData::new(without, 0x142).as_bytes(), expected);
        // The longest ID has room.
        let longest = Context { connection_id: Some(&[7; 255]), ..context };
        assert_eq!(AdditionalData::new(longest, 0).as_bytes().len(), 23 + 255);
    }
}
