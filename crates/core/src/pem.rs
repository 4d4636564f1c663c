// SPDX-License-Identifier: MIT
//! PEM armour (RFC 7468): reading, writing, bundles.
//!
//! Reading is as forgiving as files in the wild need: text before, between and after the blocks, CRLF, blanks at line
//! ends, lines of any length, no newline after the last line. It is strict where leniency would hide damage: the end
//! line must carry the label of the begin line, and the base64 must be canonical.
//!
//! # Security
//!
//! Base64 is decoded without look-ups that depend on the bytes, and every decoded block is wiped when dropped: it may
//! be a private key.

use alloc::string::String;
use alloc::vec;
use core::fmt;

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use crate::secret::{SecretBytes, SecretString};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// Characters of base64 in a line, RFC 7468 section 2.
const LINE: usize = 64;

/// Tells whether a buffer looks like PEM rather than DER: whether it has a begin line somewhere.
#[must_use]
pub fn is_pem(buffer: &[u8]) -> bool {
    find(buffer, BEGIN.as_bytes()).is_some()
}

/// Writes one block.
///
/// ```
/// let pem = purembed_core::pem::encode("EXAMPLE", b"a few bytes");
/// assert_eq!(pem, "-----BEGIN EXAMPLE-----\nYSBmZXcgYnl0ZXM=\n-----END EXAMPLE-----\n");
/// ```
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> String {
    let base64 = Zeroizing::new(Base64::encode_string(der));
    // Exactly what is needed: a string that grew would leave copies of a secret behind.
    let lines = base64.len().div_ceil(LINE);
    let armour = BEGIN.len() + END.len() + 2 * (label.len() + DASHES.len() + 1);
    let mut out = String::with_capacity(armour + base64.len() + lines);
    for part in [BEGIN, label, DASHES, "\n"] {
        out.push_str(part);
    }
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at_checked(LINE).unwrap_or((rest, ""));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    for part in [END, label, DASHES, "\n"] {
        out.push_str(part);
    }
    out
}

/// Writes one block that holds a secret.
#[must_use]
pub fn encode_secret(label: &str, der: &[u8]) -> SecretString {
    SecretString::new(encode(label, der))
}

/// Reads the blocks of a buffer, in order; the text around them is passed over.
///
/// ```
/// use purembed_core::pem;
///
/// let text = b"Some words first.\r\n-----BEGIN EXAMPLE-----\r\nYSBmZXcgYnl0ZXM=\r\n-----END EXAMPLE-----";
/// let block = pem::blocks(text).next().expect("there is one")?;
/// assert_eq!(block.label(), "EXAMPLE");
/// assert_eq!(block.contents().expose(), b"a few bytes");
/// # Ok::<(), pem::InvalidPem>(())
/// ```
#[must_use]
pub const fn blocks(text: &[u8]) -> Blocks<'_> {
    Blocks { rest: text, line: 0 }
}

/// One block: its label, its headers and what the base64 stands for.
#[derive(Debug)]
pub struct Block {
    label: String,
    headers: String,
    contents: SecretBytes,
}

impl Block {
    /// What stands between `-----BEGIN ` and the dashes, such as `CERTIFICATE`.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The lines before the base64 (RFC 1421 4.4, as in `Proc-Type: 4,ENCRYPTED`), or nothing.
    #[must_use]
    pub fn headers(&self) -> &str {
        &self.headers
    }

    /// The decoded bytes.
    #[must_use]
    pub const fn contents(&self) -> &SecretBytes {
        &self.contents
    }

    /// Gives the decoded bytes away.
    #[must_use]
    pub fn into_contents(self) -> SecretBytes {
        self.contents
    }
}

/// The blocks of a buffer, made by [`blocks`]. After a block with damaged base64 it goes on with the next one; after
/// other errors, where nobody knows where the next one begins, it ends.
#[derive(Clone, Debug)]
pub struct Blocks<'a> {
    rest: &'a [u8],
    line: usize,
}

impl<'a> Blocks<'a> {
    fn next_line(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        self.line += 1;
        let end = self.rest.iter().position(|&byte| byte == b'\n');
        let (line, rest) = match end {
            Some(end) => (self.rest.get(..end)?, self.rest.get(end + 1..)?),
            None => (self.rest, [].as_slice()),
        };
        self.rest = rest;
        Some(line.trim_ascii())
    }

    fn block(&mut self, label: &'a str) -> Result<Block, InvalidPem> {
        let begin = self.line;
        let mut headers = String::new();
        // Large enough from the start, so that no growing leaves a secret behind; no larger than this one block, so
        // that a file of many blocks takes linear time.
        let end = find(self.rest, END.as_bytes());
        let Some(end) = end else { return Err(InvalidPem { kind: InvalidPemKind::NoEnd, line: begin }) };
        let mut base64 = Zeroizing::new(vec![0; end]);
        let mut length = 0;
        while let Some(line) = self.next_line() {
            if let Some(end) = label_of(line, END) {
                if end != label {
                    return Err(InvalidPem { kind: InvalidPemKind::LabelsDiffer, line: self.line });
                }
                let kind = InvalidPemKind::Base64;
                let text = base64.get(..length).unwrap_or_default();
                let mut der = vec![0; length / 4 * 3];
                let written =
                    Base64::decode(text, &mut der).map_err(|_| InvalidPem { kind, line: begin })?.len();
                der.truncate(written);
                return Ok(Block { label: label.into(), headers, contents: SecretBytes::new(der) });
            }
            if line.contains(&b':')
                || (length == 0 && !headers.is_empty() && !line.is_empty() && !is_base64(line))
            {
                let kind = InvalidPemKind::Header;
                let text = core::str::from_utf8(line).map_err(|_| InvalidPem { kind, line: self.line })?;
                headers.push_str(text);
                headers.push('\n');
                continue;
            }
            if let Some(space) = base64.get_mut(length..length + line.len()) {
                space.copy_from_slice(line);
                length += line.len();
            }
        }
        Err(InvalidPem { kind: InvalidPemKind::NoEnd, line: begin })
    }
}

impl Iterator for Blocks<'_> {
    type Item = Result<Block, InvalidPem>;

    fn next(&mut self) -> Option<Self::Item> {
        let label = loop {
            if let Some(label) = label_of(self.next_line()?, BEGIN) {
                break label;
            }
        };
        let block = self.block(label);
        if block.as_ref().is_err_and(|error| error.kind != InvalidPemKind::Base64) {
            self.rest = &[];
        }
        Some(block)
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn label_of<'a>(line: &'a [u8], start: &str) -> Option<&'a str> {
    let label = line.strip_prefix(start.as_bytes())?.strip_suffix(DASHES.as_bytes())?;
    core::str::from_utf8(label).ok()
}

fn is_base64(line: &[u8]) -> bool {
    line.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte))
}

/// A block that is not well formed, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidPem {
    /// What is wrong.
    pub kind: InvalidPemKind,
    /// The line it was found in, counted from 1; for bad base64 and a missing end, the begin line of the block.
    pub line: usize,
}

/// What is wrong with a PEM block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum InvalidPemKind {
    /// The base64 has a foreign character, a wrong length or superfluous bits.
    Base64,
    /// A header line is not text.
    Header,
    /// The end line has another label than the begin line.
    LabelsDiffer,
    /// There is a begin line and no end line.
    NoEnd,
}

impl fmt::Display for InvalidPem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            InvalidPemKind::Base64 => "PEM block with invalid base64",
            InvalidPemKind::Header => "PEM header that is not text",
            InvalidPemKind::LabelsDiffer => "PEM end line with another label than its begin line",
            InvalidPemKind::NoEnd => "PEM block without an end line",
        };
        write!(f, "{what}, at line {}", self.line)
    }
}

impl core::error::Error for InvalidPem {}

#[cfg(test)]
mod tests;
