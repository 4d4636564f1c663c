// SPDX-License-Identifier: MIT
//! The syntax of Mozilla's `certdata.txt`: objects of PKCS#11, each a row of attributes.
//!
//! Strict on purpose. An attribute or a type that nobody here knows could be a new way of saying "do not trust".

use std::collections::BTreeMap;

use crate::InvalidList;

/// The largest list that is read, in bytes. It has had 1.4 million for years.
const MAX_SIZE: usize = 16 << 20;
/// The longest value, in octets. Certificates have one or two thousand.
const MAX_OCTETS: usize = 1 << 16;

/// The attributes that are known, and the types that they may have.
const KNOWN: [(&str, &[&str]); 22] = [
    ("CKA_CLASS", &["CK_OBJECT_CLASS"]),
    ("CKA_TOKEN", &["CK_BBOOL"]),
    ("CKA_PRIVATE", &["CK_BBOOL"]),
    ("CKA_MODIFIABLE", &["CK_BBOOL"]),
    ("CKA_LABEL", &["UTF8"]),
    ("CKA_CERTIFICATE_TYPE", &["CK_CERTIFICATE_TYPE"]),
    ("CKA_SUBJECT", &["MULTILINE_OCTAL"]),
    ("CKA_ID", &["UTF8"]),
    ("CKA_ISSUER", &["MULTILINE_OCTAL"]),
    ("CKA_SERIAL_NUMBER", &["MULTILINE_OCTAL"]),
    ("CKA_VALUE", &["MULTILINE_OCTAL"]),
    ("CKA_NSS_MOZILLA_CA_POLICY", &["CK_BBOOL"]),
    ("CKA_NSS_SERVER_DISTRUST_AFTER", &["CK_BBOOL", "MULTILINE_OCTAL"]),
    ("CKA_NSS_EMAIL_DISTRUST_AFTER", &["CK_BBOOL", "MULTILINE_OCTAL"]),
    ("CKA_CERT_SHA1_HASH", &["MULTILINE_OCTAL"]),
    ("CKA_CERT_MD5_HASH", &["MULTILINE_OCTAL"]),
    ("CKA_TRUST_SERVER_AUTH", &["CK_TRUST"]),
    ("CKA_TRUST_CLIENT_AUTH", &["CK_TRUST"]),
    ("CKA_TRUST_EMAIL_PROTECTION", &["CK_TRUST"]),
    ("CKA_TRUST_CODE_SIGNING", &["CK_TRUST"]),
    ("CKA_TRUST_TIME_STAMPING", &["CK_TRUST"]),
    ("CKA_TRUST_STEP_UP_APPROVED", &["CK_BBOOL"]),
];

/// What an attribute says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Value {
    /// The name of a constant, such as `CK_TRUE`.
    Constant(String),
    /// Text between quotation marks.
    Text(String),
    /// Octets.
    Octets(Vec<u8>),
}

/// One object: a certificate, or what it is trusted for.
#[derive(Clone, Debug)]
pub struct Object {
    /// The line of its class.
    pub line: usize,
    attributes: BTreeMap<String, Value>,
}

impl Object {
    /// Whether it has this attribute.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.attributes.get(name)
    }

    /// The constant that an attribute must have.
    ///
    /// # Errors
    ///
    /// [`InvalidList`] if it has none.
    pub fn constant(&self, name: &str) -> Result<&str, InvalidList> {
        match self.get(name) {
            Some(Value::Constant(constant)) => Ok(constant),
            _ => Err(self.lacks(name)),
        }
    }

    /// The text that an attribute must have.
    ///
    /// # Errors
    ///
    /// [`InvalidList`] if it has none.
    pub fn text(&self, name: &str) -> Result<&str, InvalidList> {
        match self.get(name) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(self.lacks(name)),
        }
    }

    /// The octets that an attribute must have.
    ///
    /// # Errors
    ///
    /// [`InvalidList`] if it has none.
    pub fn octets(&self, name: &str) -> Result<&[u8], InvalidList> {
        match self.get(name) {
            Some(Value::Octets(octets)) => Ok(octets),
            _ => Err(self.lacks(name)),
        }
    }

    fn lacks(&self, name: &str) -> InvalidList {
        InvalidList::at(self.line, format!("no {name}"))
    }
}

/// Reads all objects, in order.
///
/// # Errors
///
/// [`InvalidList`] for the first line that is not understood.
pub fn parse(text: &[u8]) -> Result<Vec<Object>, InvalidList> {
    if text.len() > MAX_SIZE {
        return Err(InvalidList::at(0, format!("more than {MAX_SIZE} bytes")));
    }
    let text = std::str::from_utf8(text).map_err(|_| InvalidList::at(0, "no UTF-8"))?;
    if !text.ends_with('\n') {
        return Err(InvalidList::at(text.lines().count(), "the last line is cut off"));
    }
    let mut lines =
        text.lines().zip(1..).filter(|(line, _)| !line.starts_with('#') && !line.trim().is_empty());
    match lines.next() {
        Some(("BEGINDATA", _)) => {}
        other => return Err(InvalidList::at(other.map_or(0, |(_, at)| at), "no BEGINDATA")),
    }
    let mut objects: Vec<Object> = Vec::new();
    while let Some((line, at)) = lines.next() {
        let error = |what: &str| InvalidList::at(at, format!("{what}: {}", line.escape_debug()));
        let (name, rest) = line.split_once(' ').ok_or_else(|| error("no attribute"))?;
        let (kind, value) = rest.split_once(' ').unwrap_or((rest, ""));
        let (_, kinds) =
            KNOWN.iter().find(|(known, _)| *known == name).ok_or_else(|| error("unknown attribute"))?;
        if !kinds.contains(&kind) {
            return Err(error("unknown type"));
        }
        let value = match kind {
            "MULTILINE_OCTAL" if value.is_empty() => Value::Octets(octets(&mut lines)?),
            "MULTILINE_OCTAL" => return Err(error("octets that do not start on the next line")),
            "UTF8" => Value::Text(quoted(value).ok_or_else(|| error("no quoted text"))?),
            "CK_BBOOL" if !matches!(value, "CK_TRUE" | "CK_FALSE") => {
                return Err(error("neither true nor false"));
            }
            _ if value.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_') && !value.is_empty() => {
                Value::Constant(value.to_owned())
            }
            _ => return Err(error("no constant")),
        };
        if name == "CKA_CLASS" {
            objects.push(Object { line: at, attributes: BTreeMap::new() });
        }
        let object = objects.last_mut().ok_or_else(|| error("an attribute of no object"))?;
        if object.attributes.insert(name.to_owned(), value).is_some() {
            return Err(error("an attribute twice"));
        }
    }
    Ok(objects)
}

/// Text in quotation marks without any inside, and without escapes, which the list does not use today.
fn quoted(value: &str) -> Option<String> {
    let text = value.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains(['"', '\\']) && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

/// Lines of `\ooo` up to one that says `END`.
fn octets<'a>(lines: &mut impl Iterator<Item = (&'a str, usize)>) -> Result<Vec<u8>, InvalidList> {
    let mut octets = Vec::new();
    for (line, at) in lines {
        if line == "END" {
            return Ok(octets);
        }
        let error = || InvalidList::at(at, format!("no octets: {}", line.escape_debug()));
        let (groups, rest) = line.as_bytes().as_chunks::<4>();
        if !rest.is_empty() {
            return Err(error());
        }
        for group in groups {
            let &[b'\\', a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7'] = group else {
                return Err(error());
            };
            octets.push((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'));
        }
        if octets.len() > MAX_OCTETS {
            return Err(InvalidList::at(at, "a value that is too long"));
        }
    }
    Err(InvalidList::at(0, "octets without an END"))
}
