// SPDX-License-Identifier: MIT
//! What a key may be used for (RFC 5280 4.2.1.3).

use core::fmt;
use core::ops::BitOr;

use crate::der::{Reader, Writer, tag};
use crate::error::InvalidEncoding;

/// A set of uses of a key.
///
/// ```
/// use purembed_x509::KeyUsage;
///
/// let usage = KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_AGREEMENT;
/// assert!(usage.contains(KeyUsage::KEY_AGREEMENT));
/// assert_eq!(usage.to_string(), "Digital Signature, Key Agreement");
/// ```
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// Signing anything but certificates and revocation lists: the use of a TLS key.
    pub const DIGITAL_SIGNATURE: Self = Self(0x80);
    /// Signing what shall bind the signer (`contentCommitment`).
    pub const NON_REPUDIATION: Self = Self(0x40);
    /// Encrypting keys: RSA key transport.
    pub const KEY_ENCIPHERMENT: Self = Self(0x20);
    /// Encrypting data directly.
    pub const DATA_ENCIPHERMENT: Self = Self(0x10);
    /// Agreeing on keys: static Diffie-Hellman.
    pub const KEY_AGREEMENT: Self = Self(0x08);
    /// Signing certificates.
    pub const KEY_CERT_SIGN: Self = Self(0x04);
    /// Signing revocation lists.
    pub const CRL_SIGN: Self = Self(0x02);
    /// In key agreement, only encrypting.
    pub const ENCIPHER_ONLY: Self = Self(0x01);
    /// In key agreement, only decrypting.
    pub const DECIPHER_ONLY: Self = Self(0x8000);

    const ALL: [(Self, &'static str); 9] = [
        (Self::DIGITAL_SIGNATURE, "Digital Signature"),
        (Self::NON_REPUDIATION, "Non Repudiation"),
        (Self::KEY_ENCIPHERMENT, "Key Encipherment"),
        (Self::DATA_ENCIPHERMENT, "Data Encipherment"),
        (Self::KEY_AGREEMENT, "Key Agreement"),
        (Self::KEY_CERT_SIGN, "Key Cert Sign"),
        (Self::CRL_SIGN, "CRL Sign"),
        (Self::ENCIPHER_ONLY, "Encipher Only"),
        (Self::DECIPHER_ONLY, "Decipher Only"),
    ];

    /// No use at all.
    #[must_use]
    pub const fn empty() -> Self {
        Self(0)
    }

    /// The bits, numbered as in Mbed TLS.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Whether no use is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all uses of the other set are in this one.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Reads the value of the extension. Bits that mean nothing are passed over.
    pub(crate) fn read(value: Reader<'_>) -> Result<Self, InvalidEncoding> {
        let octets = value.only(tag::BIT_STRING)?.named_bits()?;
        let octet = |at: usize| octets.get(at).copied().map_or(0, u16::from);
        Ok(Self(octet(0) | (octet(1) & 0x80) << 8))
    }

    /// Writes the value of the extension: named bits without trailing zeros (X.690 11.2.2).
    pub(crate) fn write(self, writer: &mut Writer) {
        let [high, low] = self.0.to_be_bytes();
        writer.named_bits(tag::BIT_STRING, &[low, high]);
    }
}

impl BitOr for KeyUsage {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

/// The names that Mbed TLS shows, with commas between them.
impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (usage, name) in Self::ALL {
            if self.contains(usage) {
                write!(f, "{separator}{name}")?;
                separator = ", ";
            }
        }
        Ok(())
    }
}

impl fmt::Debug for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyUsage({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_survives() {
        for bits in (0..=255).flat_map(|low| [low, low | 0x8000]) {
            let usage = KeyUsage(bits);
            let mut writer = Writer::new();
            usage.write(&mut writer);
            let der = writer.finish();
            assert_eq!(KeyUsage::read(Reader::new(&der)), Ok(usage), "{der:02x?}");
        }
    }

    #[test]
    fn the_encoding_is_the_shortest() {
        for (usage, der) in [
            (KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN, &[0x03, 0x02, 0x01, 0x06][..]),
            (KeyUsage::DIGITAL_SIGNATURE, &[0x03, 0x02, 0x07, 0x80]),
            (KeyUsage::KEY_AGREEMENT | KeyUsage::DECIPHER_ONLY, &[0x03, 0x03, 0x07, 0x08, 0x80]),
            (KeyUsage::empty(), &[0x03, 0x01, 0x00]),
        ] {
            let mut writer = Writer::new();
            usage.write(&mut writer);
            assert_eq!(writer.finish(), der);
        }
    }
}
