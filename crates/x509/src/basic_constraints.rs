// SPDX-License-Identifier: MIT
//! Whether a subject is an authority (RFC 5280 4.2.1.9).

use crate::der::{Reader, Writer, tag};
use crate::error::{EncodingKind, InvalidEncoding};

/// Whether the subject of a certificate may issue certificates, and how long the paths below it may be.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a subject is an authority or is not")]
pub enum BasicConstraints {
    /// A server, a client, a person: may not issue.
    EndEntity,
    /// An authority.
    Ca {
        /// How many authorities may stand between this one and the last certificate of a path; `None` for any number.
        max_path_length: Option<u8>,
    },
}

impl BasicConstraints {
    /// Whether this is an authority.
    #[must_use]
    pub const fn is_ca(self) -> bool {
        matches!(self, Self::Ca { .. })
    }

    /// Reads the value of the extension. A path length beyond 255 limits nothing and is read as 255; one without CA
    /// flag, which RFC 5280 forbids, is refused.
    pub(crate) fn read(value: Reader<'_>) -> Result<Self, InvalidEncoding> {
        let mut reader = value.only(tag::SEQUENCE)?.reader();
        let ca = reader.optional(tag::BOOLEAN)?.map_or(Ok(false), |tlv| tlv.boolean())?;
        if !ca {
            reader.finish()?;
            return Ok(Self::EndEntity);
        }
        let max_path_length = match reader.optional(tag::INTEGER)? {
            None => None,
            Some(tlv) => match tlv.integer()? {
                [0x80..=0xff, ..] => return Err(tlv.error(EncodingKind::InvalidInteger)),
                _ => Some(tlv.small_integer().unwrap_or(u8::MAX)),
            },
        };
        reader.finish()?;
        Ok(Self::Ca { max_path_length })
    }

    pub(crate) fn write(self, writer: &mut Writer) {
        writer.sequence(|writer| {
            if let Self::Ca { max_path_length } = self {
                writer.boolean(true);
                if let Some(length) = max_path_length {
                    writer.small_integer(length);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_survive() {
        let limited = (0..=255).map(|length| BasicConstraints::Ca { max_path_length: Some(length) });
        for constraints in [BasicConstraints::EndEntity, BasicConstraints::Ca { max_path_length: None }]
            .into_iter()
            .chain(limited)
        {
            let mut writer = Writer::new();
            constraints.write(&mut writer);
            assert_eq!(BasicConstraints::read(Reader::new(&writer.finish())), Ok(constraints));
        }
    }

    #[test]
    fn odd_forms() {
        let read = |der: &'static [u8]| BasicConstraints::read(Reader::new(der));
        // An explicit default, which many authorities write.
        assert_eq!(read(&[0x30, 0x03, 0x01, 0x01, 0x00]), Ok(BasicConstraints::EndEntity));
        assert_eq!(
            read(&[0x30, 0x07, 0x01, 0x01, 0xff, 0x02, 0x02, 0x01, 0x00]),
            Ok(BasicConstraints::Ca { max_path_length: Some(255) })
        );
        let refused = |der| read(der).unwrap_err().kind();
        assert_eq!(refused(&[0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0xff]), EncodingKind::InvalidInteger);
        assert_eq!(refused(&[0x30, 0x03, 0x02, 0x01, 0x00]), EncodingKind::TrailingData);
        assert_eq!(refused(&[0x30, 0x03, 0x01, 0x01, 0x01]), EncodingKind::InvalidBoolean);
    }
}
