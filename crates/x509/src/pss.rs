// SPDX-License-Identifier: MIT
//! The parameters of RSASSA-PSS (RFC 4055 3.1).

use core::fmt;

use purembed_hash::Algorithm;

use crate::der::{Oid, Reader, Tlv, Writer, tag};

/// MGF1: 1.2.840.113549.1.1.8
const MGF1: Oid = Oid::known([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08]);

/// How an RSASSA-PSS signature was made: the digest of the message, that of the mask, and the length of the salt.
///
/// ```
/// use purembed_x509::Crt;
///
/// let crt = Crt::from_pem(include_str!("crt/testdata/pss.pem"))?;
/// let parameters = crt.pss_parameters().expect("it is signed so");
/// assert_eq!(parameters.salt_length(), 32);
/// assert_eq!(parameters.to_string(), "SHA256, MGF1-SHA256, 0x20");
/// # Ok::<(), purembed_x509::InvalidEncoding>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PssParameters {
    digest: Algorithm,
    mask_digest: Algorithm,
    salt_length: u16,
    trailer: u16,
}

impl PssParameters {
    pub(crate) const fn new(digest: Algorithm, mask_digest: Algorithm, salt_length: u16) -> Self {
        Self { digest, mask_digest, salt_length, trailer: 1 }
    }

    /// The digest of the message.
    #[must_use]
    pub const fn digestmod(&self) -> Algorithm {
        self.digest
    }

    /// The digest in MGF1, which makes the mask.
    #[must_use]
    pub const fn mask_digestmod(&self) -> Algorithm {
        self.mask_digest
    }

    /// The length of the salt, in bytes.
    #[must_use]
    pub const fn salt_length(&self) -> u16 {
        self.salt_length
    }

    /// The number of the trailer, which is 1.
    pub(crate) const fn trailer(&self) -> u16 {
        self.trailer
    }

    /// The digest, if all is as TLS and RFC 8017 call for: one digest throughout, a salt of its length, the one trailer.
    pub(crate) fn plain(&self) -> Option<Algorithm> {
        let plain = self.digest == self.mask_digest
            && usize::from(self.salt_length) == self.digest.digest_size()
            && self.trailer == 1;
        plain.then_some(self.digest)
    }

    /// Reads the parameters; `None` if they are malformed or name digests that are not known.
    pub(crate) fn read(parameters: &Tlv<'_>) -> Option<Self> {
        if parameters.tag != tag::SEQUENCE {
            return None;
        }
        // Each field has a default: SHA-1, MGF1 with SHA-1, 20 octets, trailer 1.
        let mut read =
            Self { digest: Algorithm::SHA1, mask_digest: Algorithm::SHA1, salt_length: 20, trailer: 1 };
        let mut fields = parameters.reader();
        if let Some(digest) = fields.optional(tag::context_constructed(0)).ok()? {
            read.digest = read_digest(digest.reader())?;
        }
        if let Some(mask) = fields.optional(tag::context_constructed(1)).ok()? {
            let mut mask = mask.reader().only(tag::SEQUENCE).ok()?.reader();
            if mask.expect(tag::OID).ok()?.oid().ok()? != MGF1 {
                return None;
            }
            read.mask_digest = read_digest(mask)?;
        }
        if let Some(salt) = fields.optional(tag::context_constructed(2)).ok()? {
            read.salt_length = read_number(salt.reader())?;
        }
        if let Some(trailer) = fields.optional(tag::context_constructed(3)).ok()? {
            read.trailer = read_number(trailer.reader())?;
        }
        fields.finish().ok()?;
        Some(read)
    }

    /// Writes the parameters. Defaults, SHA-1 and 20, are left out (X.690 11.5).
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.sequence(|writer| {
            if self.digest != Algorithm::SHA1 {
                writer.nested(tag::context_constructed(0), |writer| write_digest(writer, self.digest));
            }
            if self.mask_digest != Algorithm::SHA1 {
                writer.nested(tag::context_constructed(1), |writer| {
                    writer.sequence(|writer| {
                        writer.oid(&MGF1);
                        write_digest(writer, self.mask_digest);
                    });
                });
            }
            if self.salt_length != 20 {
                writer.nested(tag::context_constructed(2), |writer| {
                    writer.unsigned_integer(&self.salt_length.to_be_bytes());
                });
            }
        });
    }
}

/// RFC 4055 2.1: NULL is what implementations should write.
fn write_digest(writer: &mut Writer, digest: Algorithm) {
    writer.sequence(|writer| {
        writer.value(tag::OID, digest.oid());
        writer.value(tag::NULL, &[]);
    });
}

/// As Mbed TLS shows them.
impl fmt::Display for PssParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let upper = |digest: Algorithm| digest.name().to_ascii_uppercase();
        write!(f, "{}, MGF1-{}, 0x{:02X}", upper(self.digest), upper(self.mask_digest), self.salt_length)
    }
}

fn read_digest(reader: Reader<'_>) -> Option<Algorithm> {
    let mut fields = reader.only(tag::SEQUENCE).ok()?.reader();
    let oid = fields.expect(tag::OID).ok()?.value;
    // RFC 4055 2.1: NULL or absent.
    if !fields.is_empty() && !fields.any().ok()?.is_null() {
        return None;
    }
    fields.finish().ok()?;
    Algorithm::available().iter().copied().find(|algorithm| algorithm.oid() == oid)
}

/// An INTEGER from 0 to 65535.
fn read_number(reader: Reader<'_>) -> Option<u16> {
    match *reader.only(tag::INTEGER).ok()?.integer().ok()? {
        [0x80..=0xff, ..] => None,
        [low] => Some(u16::from(low)),
        [high, low] | [0, high, low] => Some(u16::from_be_bytes([high, low])),
        _ => None,
    }
}
