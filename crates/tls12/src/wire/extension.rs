// SPDX-License-Identifier: MIT
//! Extensions of hellos (RFC 5246 section 7.4.1.4), as a list and one by one.

use alloc::vec::Vec;

use super::codec::{Malformed, Numbers, Reader, Writer};
use super::ids::ExtensionType;

/// The extensions of a hello: each type at most once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extensions<'a>(&'a [u8]);

impl<'a> Extensions<'a> {
    /// Reads what may follow a hello; nothing at all is no extensions.
    pub(crate) fn read_optional(reader: &mut Reader<'a>) -> Result<Self, Malformed> {
        if reader.is_empty() { Ok(Self::default()) } else { Self::read(reader.vector16()?) }
    }

    fn read(list: &'a [u8]) -> Result<Self, Malformed> {
        let extensions = Self(list);
        let mut seen = Vec::new();
        let mut reader = Reader::new(list);
        while !reader.is_empty() {
            seen.push(reader.u16()?);
            reader.vector16()?;
        }
        // RFC 5246 section 7.4.1.4: there must not be more than one extension of the same type.
        seen.sort_unstable();
        if seen.windows(2).any(|pair| pair.first() == pair.last()) { Err(Malformed) } else { Ok(extensions) }
    }

    /// Takes what was written by [`write_one`] again and again.
    pub(crate) const fn from_written(list: &'a [u8]) -> Self {
        Self(list)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = (ExtensionType, &'a [u8])> + use<'a> {
        let mut reader = Reader::new(self.0);
        core::iter::from_fn(move || Some((ExtensionType(reader.u16().ok()?), reader.vector16().ok()?)))
    }

    pub(crate) fn find(self, wanted: ExtensionType) -> Option<&'a [u8]> {
        self.iter().find(|(kind, _)| *kind == wanted).map(|(_, body)| body)
    }

    /// Writes them as the end of a hello: nothing if there are none, which every peer understands.
    pub(crate) fn write(self, writer: &mut Writer<'_>) {
        if !self.0.is_empty() {
            writer.vector16(|writer| writer.bytes(self.0));
        }
    }
}

/// Writes one extension of a list.
pub(crate) fn write_one(kind: ExtensionType, body: impl FnOnce(&mut Writer<'_>), writer: &mut Writer<'_>) {
    writer.u16(kind.0);
    writer.vector16(body);
}

/// An extension whose body is empty: its presence says it all.
pub(crate) fn read_empty(body: &[u8]) -> Result<(), Malformed> {
    if body.is_empty() { Ok(()) } else { Err(Malformed) }
}

/// `supported_groups`, `signature_algorithms`: numbers, at least one.
pub(crate) fn read_numbers(body: &[u8]) -> Result<Numbers<'_>, Malformed> {
    let numbers = Numbers::read(Reader::read_all(body, Reader::vector16)?)?;
    if numbers.is_empty() { Err(Malformed) } else { Ok(numbers) }
}

/// Their other half.
pub(crate) fn write_numbers(numbers: impl Iterator<Item = u16>, writer: &mut Writer<'_>) {
    writer.vector16(|writer| numbers.for_each(|number| writer.u16(number)));
}

/// `server_name` (RFC 6066 section 3) as a client sends it: the first name of type host, without looking at it closely.
///
/// Types other than host were never defined; a list with one of them says nothing that is understood here.
pub(crate) fn read_server_name(body: &[u8]) -> Result<Option<&[u8]>, Malformed> {
    let list = Reader::read_all(body, Reader::vector16)?;
    if list.is_empty() {
        return Err(Malformed);
    }
    let mut reader = Reader::new(list);
    let mut host = None;
    while !reader.is_empty() {
        let (kind, name) = (reader.u8()?, reader.vector16()?);
        match (kind, host) {
            // "The ServerNameList MUST NOT contain more than one name of the same name_type."
            (0, Some(_)) => return Err(Malformed),
            (0, None) if name.is_empty() => return Err(Malformed),
            (0, None) => host = Some(name),
            _ => {}
        }
    }
    Ok(host)
}

/// Its other half.
pub(crate) fn write_server_name(host: &str, writer: &mut Writer<'_>) {
    writer.vector16(|writer| {
        writer.u8(0);
        writer.vector16(|writer| writer.bytes(host.as_bytes()));
    });
}

/// `ec_point_formats` (RFC 8422 section 5.1.2).
pub(crate) fn read_point_formats(body: &[u8]) -> Result<&[u8], Malformed> {
    let formats = Reader::read_all(body, Reader::vector8)?;
    if formats.is_empty() { Err(Malformed) } else { Ok(formats) }
}

/// Points uncompressed, which is the only form left.
pub(crate) fn write_point_formats(writer: &mut Writer<'_>) {
    writer.vector8(|writer| writer.u8(0));
}

/// `application_layer_protocol_negotiation` (RFC 7301 section 3.1): names of 1 to 255 bytes, at least one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProtocolNames<'a>(&'a [u8]);

impl<'a> ProtocolNames<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Malformed> {
        let list = Reader::read_all(body, Reader::vector16)?;
        let mut reader = Reader::new(list);
        let mut any = false;
        while !reader.is_empty() {
            if reader.vector8()?.is_empty() {
                return Err(Malformed);
            }
            any = true;
        }
        if any { Ok(Self(list)) } else { Err(Malformed) }
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut reader = Reader::new(self.0);
        core::iter::from_fn(move || reader.vector8().ok())
    }

    pub(crate) fn write<'n>(names: impl Iterator<Item = &'n [u8]>, writer: &mut Writer<'_>) {
        writer.vector16(|writer| {
            names.for_each(|name| writer.vector8(|writer| writer.bytes(name)));
        });
    }
}

/// `max_fragment_length` (RFC 6066 section 4): 1 to 4 for 512 to 4096 bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct MaxFragmentLength(u8);

impl MaxFragmentLength {
    /// The code that is one byte long, whatever it says; see [`Self::bytes`].
    pub(crate) fn read(body: &[u8]) -> Result<Self, Malformed> {
        Reader::read_all(body, Reader::u8).map(Self)
    }

    /// The largest one that is not above this many bytes.
    pub(crate) const fn at_most(bytes: usize) -> Option<Self> {
        match bytes {
            ..512 => None,
            512..1024 => Some(Self(1)),
            1024..2048 => Some(Self(2)),
            2048..4096 => Some(Self(3)),
            _ => Some(Self(4)),
        }
    }

    /// How long the plaintext of a record may be. `None` for a code without meaning: `illegal_parameter`.
    pub(crate) const fn bytes(self) -> Option<usize> {
        match self.0 {
            1 => Some(512),
            2 => Some(1024),
            3 => Some(2048),
            4 => Some(4096),
            _ => None,
        }
    }

    pub(crate) fn write(self, writer: &mut Writer<'_>) {
        writer.u8(self.0);
    }
}

/// `renegotiation_info` (RFC 5746 section 3.2) and `connection_id` (RFC 9146 section 3): a vector of bytes.
pub(crate) fn read_bytes(body: &[u8]) -> Result<&[u8], Malformed> {
    Reader::read_all(body, Reader::vector8)
}

/// Their other half.
pub(crate) fn write_bytes(bytes: &[u8], writer: &mut Writer<'_>) {
    writer.vector8(|writer| writer.bytes(bytes));
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn no_type_twice() {
        let mut list = vec![];
        let mut writer = Writer::new(&mut list);
        write_one(ExtensionType::ENCRYPT_THEN_MAC, |_| (), &mut writer);
        write_one(ExtensionType::ALPN, |writer| writer.u8(1), &mut writer);
        assert!(Extensions::read(&list).is_ok());
        let mut writer = Writer::new(&mut list);
        write_one(ExtensionType::ENCRYPT_THEN_MAC, |_| (), &mut writer);
        assert_eq!(Extensions::read(&list).err(), Some(Malformed));
    }

    #[test]
    fn names_of_servers() {
        let mut body = vec![];
        write_server_name("example.org", &mut Writer::new(&mut body));
        assert_eq!(read_server_name(&body), Ok(Some(&b"example.org"[..])));
        let twice = b"\0\x08\0\0\x01a\0\0\x01b";
        assert_eq!(read_server_name(twice), Err(Malformed));
        assert_eq!(read_server_name(b"\0\x03\0\0\0"), Err(Malformed));
        assert_eq!(read_server_name(b"\0\0"), Err(Malformed));
        // Another type of name says nothing.
        assert_eq!(read_server_name(b"\0\x04\x07\0\x01a"), Ok(None));
    }

    #[test]
    fn fragment_lengths() {
        for (bytes, code) in [(512, 1), (1024, 2), (2048, 3), (4096, 4)] {
            let length = MaxFragmentLength::read(&[code]).expect("one byte");
            assert_eq!(length.bytes(), Some(bytes));
            assert_eq!(MaxFragmentLength::at_most(bytes), Some(length));
        }
        assert_eq!(MaxFragmentLength::read(&[5]).map(MaxFragmentLength::bytes), Ok(None));
        assert_eq!(MaxFragmentLength::at_most(511), None);
    }
}
