// SPDX-License-Identifier: MIT
//! Base64 in lines of 64 characters (RFC 7468 2), as `openssl enc -a` writes and reads it.

use base64ct::{Base64, Encoding as _};

use crate::error::Error;
use crate::input::{PIECE, Reader};
use crate::text;

/// Bytes of a line.
const LINE: usize = 48;

/// Makes lines of bytes that come in pieces.
#[derive(Default)]
pub(super) struct Armour {
    /// Less than a line.
    waiting: Vec<u8>,
}

impl Armour {
    /// The lines that have become whole.
    pub(super) fn update(&mut self, bytes: &[u8]) -> String {
        self.waiting.extend_from_slice(bytes);
        let whole = self.waiting.len() / LINE * LINE;
        let lines = self.waiting.get(..whole).unwrap_or_default().chunks(LINE);
        let lines = lines.map(|line| text::base64(line) + "\n").collect();
        self.waiting.drain(..whole);
        lines
    }

    /// The last line.
    pub(super) fn finish(self) -> String {
        if self.waiting.is_empty() { String::new() } else { text::base64(&self.waiting) + "\n" }
    }
}

/// Makes bytes of lines of any length.
pub(super) struct Dearmour {
    reader: Reader,
    /// Digits without white space: fewer than four are left between two calls.
    digits: Vec<u8>,
    bytes: Vec<u8>,
    done: usize,
    /// Padding was read, after which nothing may come.
    padded: bool,
}

impl Dearmour {
    pub(super) const fn new(reader: Reader) -> Self {
        Self { reader, digits: Vec::new(), bytes: Vec::new(), done: 0, padded: false }
    }

    /// Fills the buffer as far as there is something. Says how far.
    pub(super) fn next(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let mut length = 0;
        while length < buffer.len() {
            if self.done == self.bytes.len() && !self.refill()? {
                break;
            }
            let rest = self.bytes.get(self.done..).unwrap_or_default();
            let part = rest.len().min(buffer.len() - length);
            if let (Some(to), Some(from)) = (buffer.get_mut(length..length + part), rest.get(..part)) {
                to.copy_from_slice(from);
            }
            self.done += part;
            length += part;
        }
        Ok(length)
    }

    /// Decodes the next piece of the text; says whether there was something left.
    fn refill(&mut self) -> Result<bool, Error> {
        let mut text = vec![0; PIECE];
        loop {
            let piece = self.reader.next(&mut text)?;
            let ended = piece.is_empty();
            self.digits.extend(piece.iter().filter(|byte| !byte.is_ascii_whitespace()));
            let whole = self.digits.len() / 4 * 4;
            if ended && self.digits.len() > whole || self.padded && !self.digits.is_empty() {
                return Err(self.not_base64());
            }
            let quartets = self.digits.get(..whole).and_then(|digits| str::from_utf8(digits).ok());
            let decoded = quartets.and_then(|quartets| Base64::decode_vec(quartets).ok());
            self.bytes = decoded.ok_or_else(|| self.not_base64())?;
            self.padded |= whole > 0 && self.digits.get(whole - 1) == Some(&b'=');
            self.digits.drain(..whole);
            self.done = 0;
            if !self.bytes.is_empty() || ended {
                return Ok(!self.bytes.is_empty());
            }
        }
    }

    fn not_base64(&self) -> Error {
        Error::Failed(format!("{}: not base64", self.reader.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::Armour;

    #[test]
    fn lines_have_64_characters() {
        for piece in [1, 7, 48, 49, 200] {
            let mut armour = Armour::default();
            let mut text: String = [0x5a; 200].chunks(piece).map(|piece| armour.update(piece)).collect();
            text += &armour.finish();
            let lengths: Vec<usize> = text.lines().map(str::len).collect();
            assert_eq!(lengths, [64, 64, 64, 64, 12], "in pieces of {piece}");
        }
        assert_eq!(Armour::default().finish(), "");
    }
}
