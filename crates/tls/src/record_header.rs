// SPDX-License-Identifier: MIT
//! The five bytes before each record of a stream (RFC 8446 section 5.1, RFC 5246 section 6.2.1).

use core::fmt;

/// What stands before each record of TLS: its type, a version, its length.
///
/// ```
/// use purembed_tls::{RecordType, TlsRecordHeader};
///
/// let header = TlsRecordHeader::from_bytes(&[22, 3, 1, 0, 100, 1, 0])?;
/// assert_eq!(header.record_type(), RecordType::Handshake);
/// assert_eq!(header.version(), (3, 1));
/// assert_eq!(header.length(), 100);
/// # Ok::<(), purembed_tls::InvalidRecordHeader>(())
/// ```
#[doc(alias = "TLSRecordHeader")]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct TlsRecordHeader {
    record_type: RecordType,
    version: (u8, u8),
    length: u16,
}

/// What a record carries.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
#[repr(u8)]
pub enum RecordType {
    /// New keys from here on.
    ChangeCipherSpec = 20,
    /// A farewell, or what went wrong.
    Alert = 21,
    /// Parts of the handshake.
    Handshake = 22,
    /// Data; in TLS 1.3 anything that is encrypted.
    ApplicationData = 23,
}

impl RecordType {
    const ALL: [Self; 4] = [Self::ChangeCipherSpec, Self::Alert, Self::Handshake, Self::ApplicationData];
}

impl TlsRecordHeader {
    /// How many bytes it has.
    pub const SIZE: usize = 5;

    /// Puts a header together. The version is that of the wire: TLS 1.2 is `(3, 3)`.
    #[must_use]
    pub const fn new(record_type: RecordType, version: (u8, u8), length: u16) -> Self {
        Self { record_type, version, length }
    }

    /// Reads the first five bytes of a record.
    ///
    /// # Errors
    ///
    /// [`InvalidRecordHeader`] for fewer bytes and for types that there are not.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidRecordHeader> {
        let &[kind, major, minor, high, low] = bytes.first_chunk().ok_or(InvalidRecordHeader)?;
        let record_type = RecordType::ALL.into_iter().find(|one| *one as u8 == kind);
        let record_type = record_type.ok_or(InvalidRecordHeader)?;
        Ok(Self::new(record_type, (major, minor), u16::from_be_bytes([high, low])))
    }

    /// The bytes of the wire.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; Self::SIZE] {
        let [high, low] = self.length.to_be_bytes();
        [self.record_type as u8, self.version.0, self.version.1, high, low]
    }

    /// What the record carries.
    #[must_use]
    pub const fn record_type(self) -> RecordType {
        self.record_type
    }

    /// The version that the record says it has: up to TLS 1.2 in hellos, and TLS 1.2 ever after.
    #[must_use]
    pub const fn version(self) -> (u8, u8) {
        self.version
    }

    /// How many bytes follow the header.
    #[must_use]
    pub const fn length(self) -> u16 {
        self.length
    }
}

/// Not the beginning of a record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidRecordHeader;

impl fmt::Display for InvalidRecordHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the beginning of a record of TLS")
    }
}

impl core::error::Error for InvalidRecordHeader {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_back_from_their_bytes() {
        for record_type in RecordType::ALL {
            let header = TlsRecordHeader::new(record_type, (3, 3), 0x1234);
            assert_eq!(TlsRecordHeader::from_bytes(&header.to_bytes()), Ok(header));
        }
        assert_eq!(TlsRecordHeader::from_bytes(&[23, 3, 3, 0]), Err(InvalidRecordHeader));
        assert_eq!(TlsRecordHeader::from_bytes(&[24, 3, 3, 0, 0]), Err(InvalidRecordHeader));
    }
}
