// SPDX-License-Identifier: MIT
//! The text form of names: `C=NL, O=PolarSSL, CN=Trusted CA`.
//!
//! Grammar: attributes are separated by `,`, attributes of one set by `+`; blanks may follow a separator. In values a
//! backslash goes before a special character (`,=+<>#;"\`) or two hexadecimal digits of a byte; a value that starts
//! with `#` is the hexadecimal DER of the value with its type.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};
use core::str::FromStr;

use purembed_core::hex;

use super::{Attribute, AttributeType, InvalidName, Name, NameRef, Rdn, attribute};
use crate::der::{Reader, Writer, tag};

/// What Mbed TLS escapes, and RFC 4514 too.
const SPECIAL: &[char] = &[',', '=', '+', '<', '>', '#', ';', '"', '\\'];

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        read_rdns(text).map(|rdns| Self::from_rdns(&rdns))
    }
}

impl Name {
    /// Puts a name together from its sets.
    pub(super) fn from_rdns(rdns: &[Vec<u8>]) -> Self {
        let mut writer = Writer::new();
        writer.value(tag::SEQUENCE, &rdns.concat());
        Self { der: writer.finish().into() }
    }
}

/// Reads the sets of a name, in the order of the text.
pub(super) fn read_rdns(text: &str) -> Result<Vec<Vec<u8>>, InvalidName> {
    let mut rest = text.trim_start_matches(' ');
    let mut rdns = Vec::new();
    if rest.is_empty() {
        return Ok(rdns);
    }
    let mut rdn: Vec<Vec<u8>> = Vec::new();
    loop {
        let (attribute, separator, after) = next_attribute(rest)?;
        rdn.push(attribute);
        rest = after.trim_start_matches(' ');
        if separator != Some('+') {
            // X.690 11.6: the members of a SET OF are in ascending order of their encodings.
            rdn.sort();
            let mut set = Writer::new();
            set.value(tag::SET, &rdn.concat());
            rdns.push(set.finish());
            rdn.clear();
        }
        if separator.is_none() {
            return Ok(rdns);
        }
    }
}

/// Reads one `KIND=value`: its DER, the separator after it, and what follows.
fn next_attribute(text: &str) -> Result<(Vec<u8>, Option<char>, &str), InvalidName> {
    let (kind, value) = text.split_once('=').ok_or_else(|| InvalidName::MissingValue(text.to_owned()))?;
    if kind.contains([',', '+']) {
        let kind = kind.split([',', '+']).next().unwrap_or_default();
        return Err(InvalidName::MissingValue(kind.to_owned()));
    }
    let kind: AttributeType = kind.parse()?;
    let is_der = value.starts_with('#');
    let (bytes, separator, rest) = unescape(value)?;
    let mut writer = Writer::new();
    if is_der {
        let invalid = || InvalidName::Value(kind);
        let digits = core::str::from_utf8(bytes.get(1..).unwrap_or_default()).map_err(|_| invalid())?;
        let der = hex::decode(digits).map_err(|_| invalid())?;
        let mut reader = Reader::new(&der);
        reader.any().and_then(|_| reader.finish()).map_err(|_| invalid())?;
        attribute::write_value(&mut writer, kind, |writer| writer.raw(&der));
    } else {
        let value = core::str::from_utf8(&bytes).map_err(|_| InvalidName::Escape)?;
        attribute::write(&mut writer, kind, value)?;
    }
    Ok((writer.finish(), separator, rest))
}

/// Takes a value apart from what follows it: its bytes, the separator, the rest.
fn unescape(text: &str) -> Result<(Vec<u8>, Option<char>, &str), InvalidName> {
    let mut value = Vec::new();
    // How much of the value is not blanks before a `+`.
    let mut solid = 0;
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        let mut utf8 = [0; 4];
        match char {
            ',' => return Ok((value, Some(','), chars.as_str())),
            '+' => {
                value.truncate(solid);
                return Ok((value, Some('+'), chars.as_str()));
            }
            '\\' => {
                let special = chars.next().ok_or(InvalidName::Escape)?;
                if SPECIAL.contains(&special) || special == ' ' {
                    value.extend_from_slice(special.encode_utf8(&mut utf8).as_bytes());
                } else {
                    let low = chars.next().ok_or(InvalidName::Escape)?;
                    value.extend(
                        hex::decode(&String::from_iter([special, low])).map_err(|_| InvalidName::Escape)?,
                    );
                }
                solid = value.len();
            }
            _ => {
                value.extend_from_slice(char.encode_utf8(&mut utf8).as_bytes());
                if char != ' ' {
                    solid = value.len();
                }
            }
        }
    }
    Ok((value, None, ""))
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_name_ref().fmt(f)
    }
}

impl fmt::Display for NameRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, rdn) in self.rdns().enumerate() {
            if at != 0 {
                f.write_str(", ")?;
            }
            rdn.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Rdn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, attribute) in self.attributes().enumerate() {
            if at != 0 {
                f.write_str(" + ")?;
            }
            attribute.fmt(f)?;
        }
        Ok(())
    }
}

/// `CN=localhost`, escaped as in [`Name`].
impl fmt::Display for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=", self.kind())?;
        let Some(text) = self.text().filter(|text| !text.is_empty()) else {
            f.write_char('#')?;
            return self.as_der().iter().try_for_each(|byte| write!(f, "{byte:02x}"));
        };
        let last = text.chars().count().saturating_sub(1);
        for (at, char) in text.chars().enumerate() {
            if SPECIAL.contains(&char) {
                write!(f, "\\{char}")?;
            } else if char.is_control() || is_invisible(char) || (char == ' ' && (at == 0 || at == last)) {
                // Nothing in a name may move the cursor, turn the writing direction or hide.
                let mut utf8 = [0; 4];
                char.encode_utf8(&mut utf8).bytes().try_for_each(|byte| write!(f, "\\{byte:02X}"))?;
            } else {
                f.write_char(char)?;
            }
        }
        Ok(())
    }
}

/// Format characters with which a name could pretend to be another: zero width, direction marks, byte order mark.
pub(super) const fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}
