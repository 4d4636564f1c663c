// SPDX-License-Identifier: MIT
//! Serial numbers (RFC 5280 4.1.2.2).

use alloc::vec::Vec;
use core::fmt;

use crate::der::{Tlv, Writer, tag};
use crate::error::{EncodingKind, InvalidEncoding};

/// The longest serial number that is read, in octets.
///
/// RFC 5280 allows 20; some private authorities use 32. Twice that is more than anybody was seen to use.
pub(crate) const MAX_OCTETS: usize = 64;
/// Room for the successor of the longest one.
const CAPACITY: usize = MAX_OCTETS + 1;

/// The number that an authority gave to a certificate.
///
/// Kept as it was written, so that zero, negative and over-long numbers, which exist, can be read and compared.
/// Numbers that are made here are positive.
///
/// ```
/// use purembed_x509::SerialNumber;
///
/// assert_eq!(SerialNumber::from(0x12_34_56).to_string(), "12:34:56");
/// # #[cfg(feature = "os-rng")]
/// assert_ne!(SerialNumber::random()?, SerialNumber::random()?);
/// # Ok::<(), purembed_core::random::RngError>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct SerialNumber {
    length: u8,
    /// Zeros after the number.
    octets: [u8; CAPACITY],
}

impl SerialNumber {
    /// Draws a number of 158 random bits from the operating system.
    ///
    /// It takes 20 octets, the most that RFC 5280 allows: the sign bit is zero and the bit below it is one, so that
    /// the number is positive and its length always the same.
    ///
    /// # Errors
    ///
    /// [`RngError`](purembed_core::random::RngError) if the operating system delivers no random bytes.
    #[cfg(feature = "os-rng")]
    pub fn random() -> Result<Self, purembed_core::random::RngError> {
        let mut octets = [0; 20];
        purembed_core::random::fill(&mut octets)?;
        let [first, ..] = &mut octets;
        *first = *first & 0x7f | 0x40;
        Ok(Self::from_octets(&octets))
    }

    /// From an unsigned number, big-endian; leading zeros do not matter. `None` if it takes more than 20 octets or is
    /// zero, which RFC 5280 forbids to write.
    #[must_use]
    pub fn from_be_bytes(number: &[u8]) -> Option<Self> {
        let start = number.iter().position(|&octet| octet != 0)?;
        let number = number.get(start..)?;
        let mut octets = Vec::with_capacity(number.len().saturating_add(1));
        if number.first().is_some_and(|octet| octet & 0x80 != 0) {
            octets.push(0);
        }
        octets.extend_from_slice(number);
        (octets.len() <= 20).then(|| Self::from_octets(&octets))
    }

    /// The number as it stands in the certificate: big-endian two's complement, at least one octet.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// Whether it is greater than zero.
    pub(crate) fn is_positive(&self) -> bool {
        !matches!(self.as_bytes(), [] | [0] | [0x80..=0xff, ..])
    }

    /// The number after it, for the lists of an authority; a negative one is read as if it had no sign.
    pub(crate) fn successor(&self) -> Self {
        let mut octets = Vec::from([0]);
        octets.extend_from_slice(self.as_bytes());
        for octet in octets.iter_mut().rev() {
            *octet = octet.wrapping_add(1);
            if *octet != 0 {
                break;
            }
        }
        let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
        let octets = octets.get(zeros..).unwrap_or_default();
        let sign: &[u8] = if octets.first().is_none_or(|octet| octet & 0x80 != 0) { &[0] } else { &[] };
        Self::from_octets(&[sign, octets].concat())
    }

    /// From octets of which somebody knows that they are a minimal INTEGER, and at most one more than is read.
    pub(crate) fn from_octets(octets: &[u8]) -> Self {
        let mut number = Self { length: 0, octets: [0; CAPACITY] };
        if let Some((room, length)) =
            number.octets.get_mut(..octets.len()).zip(u8::try_from(octets.len()).ok())
        {
            room.copy_from_slice(octets);
            number.length = length;
        }
        number
    }

    pub(crate) fn read(tlv: &Tlv<'_>) -> Result<Self, InvalidEncoding> {
        let octets = tlv.integer()?;
        if octets.len() > MAX_OCTETS {
            return Err(tlv.error(EncodingKind::InvalidInteger));
        }
        Ok(Self::from_octets(octets))
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.value(tag::INTEGER, self.as_bytes());
    }
}

impl From<u64> for SerialNumber {
    fn from(number: u64) -> Self {
        Self::from_be_bytes(&number.to_be_bytes()).unwrap_or_else(|| Self::from_octets(&[0]))
    }
}

/// Upper-case hexadecimal octets with colons between them, without the octet 00 that only keeps a number positive.
impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let octets = match self.as_bytes() {
            [0, rest @ ..] if !rest.is_empty() => rest,
            all => all,
        };
        for (at, octet) in octets.iter().enumerate() {
            let colon = if at == 0 { "" } else { ":" };
            write!(f, "{colon}{octet:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Reader;
    use alloc::string::ToString as _;

    fn read(octets: &[u8]) -> Result<SerialNumber, InvalidEncoding> {
        let mut writer = Writer::new();
        writer.value(tag::INTEGER, octets);
        SerialNumber::read(&Reader::new(&writer.finish()).any()?)
    }

    #[test]
    fn odd_numbers_are_read() {
        assert_eq!(read(&[0]).unwrap().to_string(), "00");
        assert_eq!(read(&[0xff]).unwrap().to_string(), "FF");
        assert_eq!(read(&[0, 0xff]).unwrap(), SerialNumber::from(255));
        assert_eq!(read(&[1; 64]).unwrap().as_bytes().len(), 64);
        assert_eq!(read(&[1; 65]).unwrap_err().kind(), EncodingKind::InvalidInteger);
        assert_eq!(read(&[]).unwrap_err().kind(), EncodingKind::InvalidInteger);
        assert_eq!(read(&[0, 1]).unwrap_err().kind(), EncodingKind::InvalidInteger);
    }

    #[test]
    fn made_numbers_are_positive_and_short() {
        assert_eq!(SerialNumber::from(0x80).as_bytes(), [0, 0x80]);
        assert_eq!(SerialNumber::from(0).as_bytes(), [0]);
        assert_eq!(SerialNumber::from_be_bytes(&[0, 0, 7]).unwrap().as_bytes(), [7]);
        assert_eq!(SerialNumber::from_be_bytes(&[0; 4]), None);
        assert_eq!(SerialNumber::from_be_bytes(&[0x7f; 20]).unwrap().as_bytes().len(), 20);
        assert_eq!(SerialNumber::from_be_bytes(&[0x80; 20]), None);
    }

    #[cfg(feature = "os-rng")]
    #[test]
    fn random_numbers_are_positive_and_of_twenty_octets() {
        for _ in 0..100 {
            let serial = SerialNumber::random().unwrap();
            assert_eq!(serial.as_bytes().len(), 20);
            assert!(matches!(serial.as_bytes(), [0x40..=0x7f, ..]));
            assert_eq!(read(serial.as_bytes()).unwrap(), serial);
        }
    }
}
