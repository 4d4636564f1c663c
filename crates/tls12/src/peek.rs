// SPDX-License-Identifier: MIT
//! A look at a client's first words, for servers that have another engine besides this one.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::wire::codec::{Malformed, Reader};
use crate::wire::extension;
use crate::wire::ids::{ContentType, ExtensionType, HandshakeType};
use crate::wire::message::ClientHello;

/// The longest hello that is looked at, in bytes.
const MAX_HELLO: usize = 1 << 14;
/// The most bytes that may come before a whole hello: it may be in pieces.
const MAX_BYTES: usize = MAX_HELLO + (1 << 11);

/// What the first bytes from a client say.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "for our own facade")]
pub enum Peeked {
    /// Too little yet; more will come.
    Incomplete,
    /// A whole hello.
    Hello(Box<Hello>),
    /// Not the hello of a client, or too long a one.
    Invalid,
}

/// What a client's hello says. Nothing of it is authentic before the handshake is over.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "for our own facade")]
pub struct Hello {
    /// Versions as they stand on the wire.
    pub versions: Vec<u16>,
    /// Numbers of suites.
    pub suites: Vec<u16>,
    /// Numbers of groups; none if the client does not say.
    pub groups: Vec<u16>,
    /// The name of the server, in ASCII.
    pub server_name: Option<Box<str>>,
    /// Whether shorter records are asked for (RFC 6066 section 4).
    pub max_fragment_length: bool,
}

/// Looks at the first bytes from a client of a stream. It looks at them all each time: their number is bounded.
#[must_use]
pub fn peek_client_hello(bytes: &[u8]) -> Peeked {
    match message(bytes) {
        Ok(Some(body)) => read(&body).map_or(Peeked::Invalid, |hello| Peeked::Hello(Box::new(hello))),
        Ok(None) if bytes.len() < MAX_BYTES => Peeked::Incomplete,
        _ => Peeked::Invalid,
    }
}

/// The body of the first handshake message, put together from records.
fn message(bytes: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    let mut message = Vec::new();
    let mut reader = Reader::new(bytes);
    loop {
        if let Some((&[kind, a, b, c], body)) = message.split_first_chunk() {
            let length = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
            if HandshakeType(kind) != HandshakeType::CLIENT_HELLO || length > MAX_HELLO {
                return Err(Malformed);
            }
            if let Some(body) = body.get(..length) {
                return Ok(Some(body.to_vec()));
            }
        }
        // What is not the beginning of a record of a handshake shows at its first byte.
        let Ok(kind) = reader.u8() else { return Ok(None) };
        if ContentType(kind) != ContentType::HANDSHAKE {
            return Err(Malformed);
        }
        let Ok(_version) = reader.u16() else { return Ok(None) };
        let Ok(length) = reader.u16() else { return Ok(None) };
        let rest = reader.rest();
        let Some((record, rest)) = rest.split_at_checked(length.into()) else { return Ok(None) };
        // RFC 5246 section 6.2.1: no fragments of zero length of anything but data.
        if record.is_empty() {
            return Err(Malformed);
        }
        message.extend_from_slice(record);
        reader = Reader::new(rest);
    }
}

fn read(body: &[u8]) -> Result<Hello, Malformed> {
    let hello = ClientHello::read(body, false)?;
    let mut offer =
        Hello { versions: [hello.version].into(), suites: hello.suites.iter().collect(), ..Hello::default() };
    for (kind, body) in hello.extensions.iter() {
        match kind {
            ExtensionType::SUPPORTED_VERSIONS => {
                // RFC 8446 section 4.2.1: where it is, the version of the hello says nothing.
                let versions = Reader::read_all(body, Reader::vector8)?;
                let (pairs, []) = versions.as_chunks() else { return Err(Malformed) };
                offer.versions = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            }
            ExtensionType::SUPPORTED_GROUPS => {
                offer.groups = extension::read_numbers(body)?.iter().collect();
            }
            ExtensionType::SERVER_NAME => {
                let name = extension::read_server_name(body)?;
                offer.server_name = match name.map(core::str::from_utf8) {
                    Some(Ok(name)) if name.is_ascii() => Some(name.into()),
                    Some(_) => return Err(Malformed),
                    None => None,
                };
            }
            ExtensionType::MAX_FRAGMENT_LENGTH => offer.max_fragment_length = true,
            _ => {}
        }
    }
    Ok(offer)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn hello() -> Vec<u8> {
        let extensions: &[&[u8]] = &[
            b"\0\0\0\x10\0\x0e\0\0\x0bexample.org",
            b"\0\x0a\0\x04\0\x02\0\x1d",
            b"\0\x01\0\x01\x02",
            b"\0\x2b\0\x05\x04\x03\x04\x03\x03",
        ];
        let extensions = extensions.concat();
        let mut body = b"\x03\x03".to_vec();
        body.extend([7; 32]);
        body.extend(b"\0\0\x04\x13\x01\xc0\x2f\x01\0");
        body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
        body.extend(extensions);
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&[1, length[1], length[2], length[3]][..], &body].concat()
    }

    fn records(message: &[u8], piece: usize) -> Vec<u8> {
        let record = |bytes: &[u8]| {
            let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
            [&[22, 3, 1][..], &length, bytes].concat()
        };
        message.chunks(piece).flat_map(record).collect()
    }

    #[test]
    fn hellos_are_read_whole_and_in_pieces() {
        let expected = Hello {
            versions: vec![0x0304, 0x0303],
            suites: vec![0x1301, 0xc02f],
            groups: vec![29],
            server_name: Some("example.org".into()),
            max_fragment_length: true,
        };
        for piece in [1, 2, 5, 50, 1000] {
            let bytes = records(&hello(), piece);
            for length in 0..bytes.len() {
                assert_eq!(peek_client_hello(&bytes[..length]), Peeked::Incomplete, "{length}");
            }
            assert_eq!(peek_client_hello(&bytes), Peeked::Hello(Box::new(expected.clone())));
        }
    }

    #[test]
    fn what_is_no_hello_shows_as_soon_as_it_can() {
        assert_eq!(peek_client_hello(b"G"), Peeked::Invalid);
        assert_eq!(peek_client_hello(&records(&[2, 0, 0, 1, 0], 100)), Peeked::Invalid);
        assert_eq!(peek_client_hello(&[22, 3, 1, 0, 0]), Peeked::Invalid);
        let too_long = [1, 0, 0x40, 1];
        assert_eq!(peek_client_hello(&records(&too_long, 100)), Peeked::Invalid);
        let mut cut = hello();
        cut.truncate(60);
        let length = u8::try_from(cut.len() - 4).unwrap();
        cut[1..4].copy_from_slice(&[0, 0, length]);
        assert_eq!(peek_client_hello(&records(&cut, 100)), Peeked::Invalid);
    }

    #[test]
    fn there_is_an_end_to_waiting() {
        let mut message = vec![1, 0, 0x40, 0];
        message.resize(1 << 14, 0);
        let bytes = records(&message, 1);
        let incomplete = |bytes: &[u8]| peek_client_hello(bytes) == Peeked::Incomplete;
        assert!(incomplete(&bytes[..MAX_BYTES - 1]));
        assert!(!incomplete(&bytes[..MAX_BYTES]));
    }
}
