// SPDX-License-Identifier: MIT
//! Records in datagrams (RFC 6347 section 4.1): their headers, and how they are made.

use alloc::vec::Vec;

use crate::Error;
use crate::record::{Context, Protection, Wear};
use crate::wire::codec::{Malformed, Reader};
use crate::wire::ids::{ContentType, version};

/// The header of a record without a connection ID.
pub(super) const HEADER: usize = 13;
/// Where the length of the body stands, from the end of the header.
const LENGTH: usize = 2;
/// The longest plaintext of a record (RFC 5246 section 6.2.1).
pub(super) const MAX_PLAINTEXT: usize = 1 << 14;
/// The longest body of a protected record (RFC 5246 section 6.2.3).
pub(super) const MAX_CIPHERTEXT: usize = MAX_PLAINTEXT + 2048;
/// Numbers of records have 48 bits and do not wrap.
pub(super) const LAST_NUMBER: u64 = (1 << 48) - 1;

/// A record as it came, its header taken off.
#[derive(Debug)]
pub(super) struct Record<'d> {
    pub(super) kind: ContentType,
    pub(super) version: u16,
    pub(super) epoch: u16,
    /// Within the epoch.
    pub(super) number: u64,
    pub(super) body: &'d mut [u8],
}

impl<'d> Record<'d> {
    /// Takes the next record off a datagram. `None` at its end, and when the rest of it makes no sense.
    ///
    /// `id` is the connection ID that records of [`ContentType::TLS12_CID`] must have (RFC 9146 section 4); a record with
    /// another one comes out with an unknown kind.
    pub(super) fn next(datagram: &mut &'d mut [u8], id: Option<&[u8]>) -> Option<Self> {
        let header = Header::read(datagram, id).ok()?;
        let (record, rest) = core::mem::take(datagram).split_at_mut_checked(header.size + header.length)?;
        *datagram = rest;
        let body = record.get_mut(header.size..)?;
        Some(Self {
            kind: header.kind,
            version: header.version,
            epoch: header.epoch,
            number: header.number,
            body,
        })
    }

    /// Epoch and number as they stand on the wire.
    pub(super) const fn sequence(&self) -> u64 {
        sequence(self.epoch, self.number)
    }
}

const fn sequence(epoch: u16, number: u64) -> u64 {
    ((epoch as u64) << 48) | number
}

/// The first bytes of a record.
pub(super) struct Header {
    pub(super) kind: ContentType,
    pub(super) version: u16,
    pub(super) epoch: u16,
    pub(super) number: u64,
    size: usize,
    pub(super) length: usize,
}

impl Header {
    /// Where a connection ID begins.
    pub(super) const BEFORE_ID: usize = HEADER - LENGTH;

    /// A record of this kind is for somebody else.
    const FOREIGN: ContentType = ContentType(0);

    pub(super) fn read(bytes: &[u8], id: Option<&[u8]>) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let mut kind = ContentType(reader.u8()?);
        let version = reader.u16()?;
        let epoch = reader.u16()?;
        let number = u64::from(reader.u16()?) << 32 | u64::from(reader.u32()?);
        let mut size = HEADER;
        if kind == ContentType::TLS12_CID {
            // Without an ID of our own, nobody knows how long this one is.
            let id = id.filter(|id| !id.is_empty()).ok_or(Malformed)?;
            if reader.take(id.len())? != id {
                kind = Self::FOREIGN;
            }
            size += id.len();
        }
        let length = reader.u16()?.into();
        Ok(Self { kind, version, epoch, number, size, length })
    }
}

/// Which keys a record is protected by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Epoch {
    Plain,
    Protected,
}

/// What records are made with: each epoch's keys and how many records it has had.
pub(super) struct Sending {
    /// What plain records say until a version is agreed upon (RFC 5246 appendix E.1).
    pub(super) version: u16,
    plain: u64,
    protection: Option<Protection>,
    protected: u64,
    wear: Wear,
    /// The ID that the peer wants to see; empty if none.
    peer_id: Vec<u8>,
}

impl Sending {
    /// `first` is the number of the first record.
    pub(super) const fn new(version: u16, first: u64) -> Self {
        Self { version, plain: first, protection: None, protected: 0, wear: Wear::NEW, peer_id: Vec::new() }
    }

    /// Puts keys into force, and the ID that records under them carry.
    pub(super) fn protect(&mut self, protection: Protection, peer_id: &[u8]) {
        self.protection = Some(protection);
        self.protected = 0;
        self.wear = Wear::NEW;
        self.peer_id = peer_id.to_vec();
    }

    /// Goes on under keys that were in force before.
    pub(super) fn restore(&mut self, protection: Protection, next: u64, wear: Wear, peer_id: &[u8]) {
        self.protect(protection, peer_id);
        (self.protected, self.wear) = (next, wear);
    }

    pub(super) const fn wear(&self) -> Wear {
        self.wear
    }

    /// The number that the next record under the keys will have.
    pub(super) const fn next_protected(&self) -> u64 {
        self.protected
    }

    /// Whether anything was sent under the keys.
    pub(super) const fn has_protected(&self) -> bool {
        self.protected > 0
    }

    /// The number that the next plain record will have.
    pub(super) const fn next_plain(&self) -> u64 {
        self.plain
    }

    /// Leaves the keys good for so many bytes.
    #[cfg(test)]
    pub(super) const fn wear_out(&mut self, bytes: u64) {
        self.wear = Wear::almost(bytes);
    }

    /// Leaves one number.
    #[cfg(test)]
    pub(super) const fn exhaust(&mut self) {
        self.protected = LAST_NUMBER - 1;
    }

    /// How much longer than its plaintext a record is.
    pub(super) fn overhead(&self, epoch: Epoch, plaintext: usize) -> usize {
        self.size(epoch, plaintext) - plaintext
    }

    /// How long a record with this much plaintext is.
    pub(super) fn size(&self, epoch: Epoch, plaintext: usize) -> usize {
        match (epoch, &self.protection) {
            (Epoch::Protected, Some(protection)) if self.peer_id.is_empty() => {
                HEADER + protection.body_length(plaintext)
            }
            (Epoch::Protected, Some(protection)) => {
                HEADER + self.peer_id.len() + protection.body_length(plaintext + 1)
            }
            _ => HEADER + plaintext,
        }
    }

    /// How much plaintext a record of at most this length can have.
    pub(super) fn room(&self, epoch: Epoch, size: usize) -> Option<usize> {
        let body = size.checked_sub(HEADER)?;
        let room = match (epoch, &self.protection) {
            (Epoch::Protected, Some(protection)) if self.peer_id.is_empty() => {
                protection.largest_plaintext(body)?
            }
            (Epoch::Protected, Some(protection)) => {
                protection.largest_plaintext(body.checked_sub(self.peer_id.len())?)?.checked_sub(1)?
            }
            _ => body,
        };
        Some(room.min(MAX_PLAINTEXT))
    }

    /// Writes a record to the beginning of `out`, and tells how long it is.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] if it does not fit; and when numbers have run out, which ends the connection.
    pub(super) fn write(
        &mut self,
        epoch: Epoch,
        kind: ContentType,
        parts: [&[u8]; 2],
        out: &mut [u8],
    ) -> Result<usize, Error> {
        let plaintext: usize = parts.iter().map(|part| part.len()).sum();
        let size = self.size(epoch, plaintext);
        let record = out.get_mut(..size).ok_or(Error::TooLong)?;
        match epoch {
            Epoch::Plain => {
                let number = next(&mut self.plain)?;
                // An alert may be for a peer that has agreed upon a version before we know.
                let version = if kind == ContentType::ALERT { version::DTLS12 } else { self.version };
                let length = put_header(record, kind, version, sequence(0, number), &[])?;
                put(length, parts).ok_or(Error::TooLong)?;
            }
            Epoch::Protected => {
                let protection = self.protection.as_mut().ok_or(Error::Internal("no keys"))?;
                // A farewell is always possible.
                if kind == ContentType::APPLICATION_DATA {
                    self.wear.add(plaintext)?;
                }
                let sequence = sequence(1, next(&mut self.protected)?);
                let (id, real) = (self.peer_id.as_slice(), kind);
                let kind = if id.is_empty() { kind } else { ContentType::TLS12_CID };
                let body = put_header(record, kind, version::DTLS12, sequence, id)?;
                let prefix = protection.prefix();
                let place = body.get_mut(prefix..).ok_or(Error::TooLong)?;
                let rest = put(place, parts).ok_or(Error::TooLong)?;
                if !id.is_empty() {
                    // RFC 9146 section 4: the real kind, and no padding.
                    put(rest, [&[real.0], &[]]).ok_or(Error::TooLong)?;
                }
                let connection_id = (!id.is_empty()).then_some(id);
                let context = Context { sequence, kind, version: version::DTLS12, connection_id };
                let inner = plaintext + usize::from(!id.is_empty());
                protection.seal(context, body, inner)?;
            }
        }
        Ok(size)
    }
}

/// RFC 6347 section 4.1: numbers do not wrap.
fn next(number: &mut u64) -> Result<u64, Error> {
    if *number >= LAST_NUMBER {
        return Err(Error::Internal("too many records"));
    }
    *number += 1;
    Ok(*number - 1)
}

/// Writes the header of a record that fills `record`, and gives the rest.
fn put_header<'r>(
    record: &'r mut [u8],
    kind: ContentType,
    version: u16,
    sequence: u64,
    id: &[u8],
) -> Result<&'r mut [u8], Error> {
    let body = record.len().checked_sub(HEADER + id.len()).ok_or(Error::TooLong)?;
    let length = u16::try_from(body).map_err(|_| Error::TooLong)?.to_be_bytes();
    let [v0, v1] = version.to_be_bytes();
    let start = [kind.0, v0, v1];
    let rest = put(record, [&start, &sequence.to_be_bytes()]).ok_or(Error::TooLong)?;
    put(rest, [id, &length]).ok_or(Error::TooLong)
}

/// Writes to the beginning of `out`, and gives the rest.
fn put<'o>(out: &'o mut [u8], parts: [&[u8]; 2]) -> Option<&'o mut [u8]> {
    let [first, second] = parts;
    let (place, rest) = out.split_at_mut_checked(first.len())?;
    place.copy_from_slice(first);
    let (place, rest) = rest.split_at_mut_checked(second.len())?;
    place.copy_from_slice(second);
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_follow_each_other() {
        let mut sending = Sending::new(version::DTLS12, 5);
        let mut out = [0; 100];
        let first =
            sending.write(Epoch::Plain, ContentType::HANDSHAKE, [b"ab", b"c"], &mut out).expect("room");
        assert_eq!(out[..first], *b"\x16\xfe\xfd\0\0\0\0\0\0\0\x05\0\x03abc");
        let second = sending
            .write(Epoch::Plain, ContentType::ALERT, [b"\x01\0", b""], &mut out[first..])
            .expect("room");
        let mut datagram = &mut out[..first + second];
        let record = Record::next(&mut datagram, None).expect("the first");
        assert_eq!((record.kind, record.number, &*record.body), (ContentType::HANDSHAKE, 5, &b"abc"[..]));
        let record = Record::next(&mut datagram, None).expect("the second");
        assert_eq!((record.kind, record.sequence(), &*record.body), (ContentType::ALERT, 6, &b"\x01\0"[..]));
        assert!(Record::next(&mut datagram, None).is_none());
    }

    #[test]
    fn a_record_that_is_cut_ends_the_datagram() {
        let mut bytes = *b"\x16\xfe\xfd\0\0\0\0\0\0\0\x05\0\x03ab";
        for length in 0..bytes.len() {
            assert!(Record::next(&mut &mut bytes[..length], None).is_none());
        }
    }

    #[test]
    fn connection_ids() {
        let mut bytes = *b"\x19\xfe\xfd\0\x01\0\0\0\0\0\x05id\0\x01a\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\0";
        let mut datagram = &mut bytes[..];
        let record = Record::next(&mut datagram, Some(b"id")).expect("a record");
        assert_eq!((record.kind, record.epoch, &*record.body), (ContentType::TLS12_CID, 1, &b"a"[..]));
        let record = Record::next(&mut datagram, Some(b"id")).expect("another");
        assert_eq!(record.kind, ContentType::HANDSHAKE);
        // Another ID of the same length is passed over, and one of unknown length ends it all.
        let mut datagram = &mut bytes[..];
        assert_eq!(Record::next(&mut datagram, Some(b"we")).expect("foreign").kind, ContentType(0));
        assert_eq!(Record::next(&mut datagram, Some(b"we")).expect("another").kind, ContentType::HANDSHAKE);
        assert!(Record::next(&mut &mut bytes[..], None).is_none());
        assert!(Record::next(&mut &mut bytes[..], Some(b"")).is_none());
    }

    #[test]
    fn numbers_end() {
        let mut sending = Sending::new(version::DTLS12, LAST_NUMBER - 1);
        let mut out = [0; 100];
        sending.write(Epoch::Plain, ContentType::HANDSHAKE, [b"", b""], &mut out).expect("the last");
        assert!(sending.write(Epoch::Plain, ContentType::HANDSHAKE, [b"", b""], &mut out).is_err());
    }
}
