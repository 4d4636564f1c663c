// SPDX-License-Identifier: MIT
//! The text form of names in LDAP (RFC 4514): `CN=Trusted CA,O=PolarSSL,C=NL`.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use super::text::{self, is_invisible};
use super::{Attribute, AttributeType, InvalidName, Name, NameRef};

/// Section 3: the names that every reader of this form knows. Other attributes go by their numbers.
const KNOWN: [AttributeType; 9] = [
    AttributeType::COMMON_NAME,
    AttributeType::LOCALITY,
    AttributeType::STATE_OR_PROVINCE,
    AttributeType::ORGANIZATION,
    AttributeType::ORGANIZATIONAL_UNIT,
    AttributeType::COUNTRY,
    AttributeType::STREET_ADDRESS,
    AttributeType::DOMAIN_COMPONENT,
    AttributeType::USER_ID,
];

impl Name {
    /// The name in the form of RFC 4514: the last part first.
    ///
    /// Attributes that are not in the RFC's own table have their number and their DER in hexadecimal, as it demands.
    ///
    /// ```
    /// use purembed_x509::Name;
    ///
    /// let name: Name = "C=NL, O=Purembed\\, Inc., CN=Zoë + serialNumber=7".parse()?;
    /// let text = name.to_rfc4514();
    /// assert_eq!(text, r"2.5.4.5=#130137+CN=Zoë,O=Purembed\, Inc.,C=NL");
    /// assert_eq!(Name::from_rfc4514(&text)?, name);
    /// # Ok::<(), purembed_x509::InvalidName>(())
    /// ```
    #[must_use]
    pub fn to_rfc4514(&self) -> String {
        self.as_name_ref().to_rfc4514()
    }

    /// Reads the form of RFC 4514. Attributes may also have the names that `FromStr` knows; blanks around separators
    /// are passed over, as in the older RFC 2253.
    ///
    /// # Errors
    ///
    /// [`InvalidName`] says what is wrong.
    pub fn from_rfc4514(text: &str) -> Result<Self, InvalidName> {
        let mut rdns = text::read_rdns(text)?;
        rdns.reverse();
        Ok(Self::from_rdns(&rdns))
    }
}

impl NameRef<'_> {
    /// The name in the form of RFC 4514, as [`Name::to_rfc4514`].
    #[must_use]
    pub fn to_rfc4514(self) -> String {
        let mut out = String::new();
        // 2.1: starting with the last element of the sequence.
        let rdns: Vec<_> = self.rdns().collect();
        for (at, rdn) in rdns.into_iter().rev().enumerate() {
            for (within, attribute) in rdn.attributes().enumerate() {
                let separator = match (at, within) {
                    (0, 0) => "",
                    (_, 0) => ",",
                    _ => "+",
                };
                out.push_str(separator);
                // Writing to a string cannot fail.
                write(&mut out, &attribute).unwrap_or_default();
            }
        }
        out
    }
}

fn write(out: &mut String, attribute: &Attribute<'_>) -> fmt::Result {
    let kind = attribute.kind();
    if !KNOWN.contains(&kind) {
        write!(out, "{}=", kind.oid())?;
        return write_der(out, attribute);
    }
    write!(out, "{kind}=")?;
    let Some(text) = attribute.text().filter(|text| !text.is_empty()) else {
        return write_der(out, attribute);
    };
    let last = text.chars().count().saturating_sub(1);
    for (at, char) in text.chars().enumerate() {
        match char {
            // 2.4
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(out, "\\{char}")?,
            ' ' if at == 0 || at == last => out.push_str("\\ "),
            '#' if at == 0 => out.push_str("\\#"),
            // As everywhere, nothing in a name may move the cursor, turn the writing direction or hide.
            _ if char.is_control() || is_invisible(char) => {
                let mut utf8 = [0; 4];
                char.encode_utf8(&mut utf8).bytes().try_for_each(|byte| write!(out, "\\{byte:02X}"))?;
            }
            _ => out.push(char),
        }
    }
    Ok(())
}

/// 2.4: `#` and the DER of the value with its type.
fn write_der(out: &mut String, attribute: &Attribute<'_>) -> fmt::Result {
    out.push('#');
    attribute.as_der().iter().try_for_each(|byte| write!(out, "{byte:02x}"))
}
