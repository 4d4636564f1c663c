// SPDX-License-Identifier: MIT
//! Distinguished names (RFC 5280 4.1.2.4).

mod attribute;
mod canonical;
mod mbedtls;
mod rfc4514;
mod text;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use crate::der::{Oid, Reader, Tlv, Writer, tag};
use crate::error::{EncodingKind, InvalidEncoding};

pub use attribute::AttributeType;
pub(crate) use attribute::{is_printable, text};
pub(crate) use canonical::CanonicalName;
pub(crate) use mbedtls::AsMbedTls;

/// The name of a subject or an issuer: attributes such as `CN=localhost`, in the order in which they were written.
///
/// Holds the DER as it was received or made, and compares by these bytes. Where issuers are looked for, names are
/// compared as RFC 5280 7.1 describes it, without regard to case, blanks and the type of strings.
///
/// The text form is that of Mbed TLS (`C=NL, O=PolarSSL, CN=Trusted CA`) and loses nothing: other scripts stay as they
/// are, repeated attributes are kept in order, unknown attributes get their number, and values that are no text are
/// written as `#` and hexadecimal digits. What was shown can be read again, unless its author put characters into an
/// attribute that it must not have.
///
/// ```
/// use purembed_x509::{AttributeType, Name};
///
/// let name: Name = "C=UK,O=ARM,OU=a,OU=b,CN=Zoë".parse()?;
/// assert_eq!(name.to_string(), "C=UK, O=ARM, OU=a, OU=b, CN=Zoë");
/// assert_eq!(name.common_name().as_deref(), Some("Zoë"));
///
/// let same = Name::empty()
///     .and(AttributeType::COUNTRY, "UK")?
///     .and(AttributeType::ORGANIZATION, "ARM")?
///     .and(AttributeType::ORGANIZATIONAL_UNIT, "a")?
///     .and(AttributeType::ORGANIZATIONAL_UNIT, "b")?
///     .and(AttributeType::COMMON_NAME, "Zoë")?;
/// assert_eq!(name, same);
/// # Ok::<(), purembed_x509::InvalidName>(())
/// ```
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Name {
    der: Box<[u8]>,
}

impl Name {
    /// The name without attributes. A subject may have it if there are alternative names (RFC 5280 4.1.2.6).
    #[must_use]
    pub fn empty() -> Self {
        Self { der: Box::new([tag::SEQUENCE, 0]) }
    }

    /// Reads the DER of a name.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if it is not a sequence of sets of attributes.
    pub fn from_der(der: &[u8]) -> Result<Self, InvalidEncoding> {
        Self::read(&Reader::new(der).only(tag::SEQUENCE)?)
    }

    /// This name with one more attribute at its end.
    ///
    /// # Errors
    ///
    /// [`InvalidName::Value`] if the value is empty or has characters that this attribute cannot have: countries and
    /// serial numbers are `PrintableString`, mail addresses and domain components are ASCII.
    pub fn and(self, kind: AttributeType, value: &str) -> Result<Self, InvalidName> {
        let mut rdn = Writer::new();
        attribute::write(&mut rdn, kind, value)?;
        Ok(self.and_rdn(&rdn.finish()))
    }

    /// This name with one more set of attributes at its end, as names that are relative to another mean it.
    pub(crate) fn relative(&self, rdn: Rdn<'_>) -> Self {
        self.clone().and_rdn(rdn.attributes.rest())
    }

    /// This name with one more set of attributes at its end.
    fn and_rdn(self, contents: &[u8]) -> Self {
        let mut writer = Writer::new();
        writer.sequence(|writer| {
            writer.raw(self.contents());
            writer.value(tag::SET, contents);
        });
        Self { der: writer.finish().into() }
    }

    /// The same name, borrowed.
    #[must_use]
    pub const fn as_name_ref(&self) -> NameRef<'_> {
        NameRef { der: &self.der }
    }

    /// The DER.
    #[must_use]
    pub const fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Whether there are no attributes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.as_name_ref().is_empty()
    }

    /// The relative distinguished names, in order: nearly always one attribute each.
    pub fn rdns(&self) -> impl Iterator<Item = Rdn<'_>> {
        self.as_name_ref().rdns()
    }

    /// The attributes of all relative distinguished names, in order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.as_name_ref().attributes()
    }

    /// The last `CN`, which is the most specific one.
    #[must_use]
    pub fn common_name(&self) -> Option<Cow<'_, str>> {
        self.as_name_ref().common_name()
    }

    fn contents(&self) -> &[u8] {
        self.as_name_ref().contents()
    }

    /// The form in which names are compared (RFC 5280 7.1).
    pub(crate) fn canonical(&self) -> CanonicalName {
        CanonicalName::new(self.as_name_ref())
    }

    /// Whether it is the same name, perhaps written in another way (RFC 5280 7.1).
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self == other || self.canonical() == other.canonical()
    }

    /// Reads a name whose SEQUENCE was opened.
    pub(crate) fn read(tlv: &Tlv<'_>) -> Result<Self, InvalidEncoding> {
        NameRef::read(tlv).map(NameRef::to_name)
    }
}

/// A [`Name`] that stands in some other object. Two are equal when their bytes are.
///
/// ```
/// use purembed_x509::{GeneralName, Name};
///
/// let name: Name = "C=NL, CN=root".parse()?;
/// let general = GeneralName::Directory(name.as_name_ref());
/// assert_eq!(general.to_string(), "DirName:C=NL, CN=root");
/// # Ok::<(), purembed_x509::InvalidName>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct NameRef<'a> {
    der: &'a [u8],
}

impl<'a> NameRef<'a> {
    /// The DER.
    #[must_use]
    pub const fn as_der(self) -> &'a [u8] {
        self.der
    }

    /// Whether there are no attributes.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.contents().is_empty()
    }

    /// The relative distinguished names, in order: nearly always one attribute each.
    pub fn rdns(self) -> impl Iterator<Item = Rdn<'a>> {
        // Errors cannot occur: every name was read once before it became one.
        let mut rdns = Reader::new(self.der).sequence().ok();
        core::iter::from_fn(move || {
            let set = rdns.as_mut()?.expect(tag::SET).ok()?;
            Some(Rdn { attributes: set.reader() })
        })
    }

    /// The attributes of all relative distinguished names, in order.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'a>> {
        self.rdns().flat_map(Rdn::attributes)
    }

    /// The last `CN`, which is the most specific one.
    #[must_use]
    pub fn common_name(self) -> Option<Cow<'a, str>> {
        self.attributes().filter(|attribute| attribute.kind() == AttributeType::COMMON_NAME).last()?.text()
    }

    /// The same name, borrowing nothing.
    #[must_use]
    pub fn to_name(self) -> Name {
        Name { der: self.der.into() }
    }

    fn contents(self) -> &'a [u8] {
        Reader::new(self.der).any().map_or(&[], |tlv| tlv.value)
    }

    /// Reads a name whose SEQUENCE was opened: looks at everything once, so that nothing can fail later.
    pub(crate) fn read(tlv: &Tlv<'a>) -> Result<Self, InvalidEncoding> {
        let mut rdns = tlv.reader();
        while !rdns.is_empty() {
            Rdn::read(&rdns.expect(tag::SET)?)?;
        }
        Ok(Self { der: tlv.raw })
    }
}

impl fmt::Debug for NameRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

/// A relative distinguished name: a set of attributes that name one thing together.
#[derive(Clone, Copy, Debug)]
pub struct Rdn<'a> {
    attributes: Reader<'a>,
}

impl<'a> Rdn<'a> {
    /// The attributes, in the order in which they were written.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'a>> {
        let mut attributes = self.attributes;
        core::iter::from_fn(move || Attribute::read(&mut attributes).ok())
    }

    /// Reads a set that was opened, whatever its tag.
    pub(crate) fn read(set: &Tlv<'a>) -> Result<Self, InvalidEncoding> {
        let mut attributes = set.reader();
        if attributes.is_empty() {
            return Err(set.error(EncodingKind::EmptyList));
        }
        while !attributes.is_empty() {
            Attribute::check(&mut attributes)?;
        }
        Ok(Self { attributes: set.reader() })
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

/// One attribute of a name: what it is about, and its value.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    oid: Oid,
    value: Tlv<'a>,
}

impl<'a> Attribute<'a> {
    /// What it is about.
    #[must_use]
    pub const fn kind(&self) -> AttributeType {
        AttributeType::new(self.oid)
    }

    /// The value as text, or `None` if it is of a type that is no text, or not well-formed text of its type.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'a, str>> {
        text(&self.value)
    }

    /// The DER of the value, with its type.
    #[must_use]
    pub const fn as_der(&self) -> &'a [u8] {
        self.value.raw
    }

    /// The contents octets of the value.
    pub(crate) const fn octets(&self) -> &'a [u8] {
        self.value.value
    }

    fn read(reader: &mut Reader<'a>) -> Result<Self, InvalidEncoding> {
        let mut attribute = reader.sequence()?;
        let oid = attribute.expect(tag::OID)?.oid()?;
        let value = attribute.any()?;
        attribute.finish()?;
        Ok(Self { oid, value })
    }

    /// Checks what [`read`](Self::read) reads.
    fn check(reader: &mut Reader<'a>) -> Result<(), InvalidEncoding> {
        let mut attribute = reader.sequence()?;
        attribute.expect(tag::OID)?.check_oid()?;
        attribute.any()?;
        attribute.finish()
    }
}

/// Text that is not a name.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum InvalidName {
    /// An attribute without `=`.
    MissingValue(String),
    /// An attribute that is neither a known short name nor a dotted number.
    UnknownAttribute(String),
    /// A value that is empty or has characters that this attribute cannot have.
    Value(AttributeType),
    /// A backslash that is not followed by a special character or by two hexadecimal digits.
    Escape,
}

impl fmt::Display for InvalidName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingValue(text) => write!(f, "name attribute {text:?} without a value"),
            Self::UnknownAttribute(text) => write!(f, "unknown name attribute {text:?}"),
            Self::Value(kind) => write!(f, "value that {kind} cannot have in a name"),
            Self::Escape => f.write_str("invalid escape in a name"),
        }
    }
}

impl core::error::Error for InvalidName {}

#[cfg(test)]
mod tests;
