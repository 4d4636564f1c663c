// SPDX-License-Identifier: MIT
//! What a certificate may be used for, as Netscape had it before extended key usage.

use core::fmt;
use core::ops::BitOr;

use crate::der::{Reader, Writer, tag};
use crate::error::{EncodingKind, InvalidEncoding};

/// A set of uses.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct NetscapeCertType(u8);

impl NetscapeCertType {
    /// A TLS client.
    pub const SSL_CLIENT: Self = Self(0x80);
    /// A TLS server.
    pub const SSL_SERVER: Self = Self(0x40);
    /// Mail.
    pub const EMAIL: Self = Self(0x20);
    /// Signing programs.
    pub const OBJECT_SIGNING: Self = Self(0x10);
    /// An authority for TLS.
    pub const SSL_CA: Self = Self(0x04);
    /// An authority for mail.
    pub const EMAIL_CA: Self = Self(0x02);
    /// An authority for signing programs.
    pub const OBJECT_SIGNING_CA: Self = Self(0x01);

    const NAMES: [&'static str; 8] = [
        "SSL Client",
        "SSL Server",
        "Email",
        "Object Signing",
        "Reserved",
        "SSL CA",
        "Email CA",
        "Object Signing CA",
    ];

    /// The bits, the first of them, SSL Client, the highest.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The names that Mbed TLS shows.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .into_iter()
            .zip(0_u32..)
            .filter(move |(_, bit)| self.0 & 0x80_u8.wrapping_shr(*bit) != 0)
            .map(|(name, _)| name)
    }

    pub(crate) fn read(value: Reader<'_>) -> Result<Self, InvalidEncoding> {
        let bits = value.only(tag::BIT_STRING)?;
        match bits.named_bits()? {
            [octet] => Ok(Self(*octet)),
            _ => Err(bits.error(EncodingKind::InvalidBitString)),
        }
    }
}

impl NetscapeCertType {
    pub(crate) fn write(self, writer: &mut Writer) {
        writer.named_bits(tag::BIT_STRING, &[self.0]);
    }
}

impl BitOr for NetscapeCertType {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The names that Mbed TLS shows, with commas between them.
impl fmt::Display for NetscapeCertType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.names().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{name}")?;
        }
        Ok(())
    }
}
