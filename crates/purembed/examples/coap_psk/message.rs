// SPDX-License-Identifier: MIT
//! As much of CoAP's messages (RFC 7252) as asking for a resource takes.

/// How a message wants to be treated (RFC 7252 section 4.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Confirmable,
    NonConfirmable,
    Acknowledgement,
    Reset,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Confirmable, Self::NonConfirmable, Self::Acknowledgement, Self::Reset];
}

/// No request and no answer: an acknowledgement alone, or a question whether someone is there.
pub(crate) const EMPTY: u8 = 0x00;
/// The request `GET`.
pub(crate) const GET: u8 = 0x01;
/// The answer `2.05`.
pub(crate) const CONTENT: u8 = 0x45;
/// The answer `4.04`.
pub(crate) const NOT_FOUND: u8 = 0x84;

/// The number of the option with a part of the path (RFC 7252 section 5.10).
const URI_PATH: u8 = 11;
/// What stands before the payload.
const MARKER: u8 = 0xff;

/// A message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Message {
    pub(crate) kind: Kind,
    pub(crate) code: u8,
    pub(crate) id: u16,
    pub(crate) token: Vec<u8>,
    /// Parts of the path that is asked for.
    pub(crate) path: Vec<String>,
    pub(crate) payload: Vec<u8>,
}

impl Message {
    /// A message without a path and a payload.
    pub(crate) fn new(kind: Kind, code: u8, id: u16, token: &[u8]) -> Self {
        Self { kind, code, id, token: token.into(), path: Vec::new(), payload: Vec::new() }
    }

    /// The message as bytes (RFC 7252 section 3); `None` if a part of the path or the token is too long.
    pub(crate) fn encode(&self) -> Option<Vec<u8>> {
        let token_length = u8::try_from(self.token.len()).ok().filter(|length| *length <= 8)?;
        let mut bytes = vec![0x40 | ((self.kind as u8) << 4) | token_length, self.code];
        bytes.extend(self.id.to_be_bytes());
        bytes.extend(&self.token);
        let mut delta = URI_PATH;
        for part in &self.path {
            let length = u8::try_from(part.len()).ok()?;
            match length.checked_sub(13) {
                None => bytes.push((delta << 4) | length),
                Some(more) => bytes.extend([(delta << 4) | 13, more]),
            }
            bytes.extend(part.as_bytes());
            delta = 0;
        }
        if !self.payload.is_empty() {
            bytes.push(MARKER);
            bytes.extend(&self.payload);
        }
        Some(bytes)
    }

    /// Reads a message; `None` for what is none.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (&[first, code, high, low], mut rest) = bytes.split_first_chunk::<4>()?;
        if first >> 6 != 1 {
            return None;
        }
        let kind = Kind::ALL[usize::from((first >> 4) & 3)];
        let token = take(&mut rest, usize::from(first & 0xf))?;
        let mut message = Self::new(kind, code, u16::from_be_bytes([high, low]), token);
        let mut number = 0u16;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            if byte == MARKER {
                message.payload = rest.to_vec();
                break;
            }
            number = number.checked_add(extended(&mut rest, byte >> 4)?)?;
            let length = extended(&mut rest, byte & 0xf)?;
            let value = take(&mut rest, usize::from(length))?;
            if number == u16::from(URI_PATH) {
                message.path.push(String::from_utf8(value.to_vec()).ok()?);
            }
        }
        Some(message)
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// A number of an option's head, which goes on in the bytes after it if it is large (RFC 7252 section 3.1).
fn extended(rest: &mut &[u8], nibble: u8) -> Option<u16> {
    match nibble {
        13 => Some(13 + u16::from(*take(rest, 1)?.first()?)),
        14 => 269u16.checked_add(u16::from_be_bytes(take(rest, 2)?.try_into().ok()?)),
        15 => None,
        small => Some(small.into()),
    }
}
