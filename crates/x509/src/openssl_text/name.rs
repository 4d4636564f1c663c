// SPDX-License-Identifier: MIT
//! Names in one line: `C = NL, O = "Purembed, Inc.", CN = Root`.

use core::fmt::{self, Write as _};

use crate::name::{Attribute, AttributeType, NameRef, Rdn};

/// Shows a name in one line.
pub(super) struct OneLine<'a>(pub(super) NameRef<'a>);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, rdn) in self.0.rdns().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{}", OneRdn(rdn))?;
        }
        Ok(())
    }
}

/// Shows a part of a name.
pub(super) struct OneRdn<'a>(pub(super) Rdn<'a>);

impl fmt::Display for OneRdn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, attribute) in self.0.attributes().enumerate() {
            f.write_str(if at == 0 { "" } else { " + " })?;
            match attribute.kind() {
                AttributeType::STREET_ADDRESS => f.write_str("street")?,
                kind => kind.fmt(f)?,
            }
            f.write_str(" = ")?;
            value(f, &attribute)?;
        }
        Ok(())
    }
}

fn value(f: &mut fmt::Formatter<'_>, attribute: &Attribute<'_>) -> fmt::Result {
    let Some(text) = attribute.text() else {
        f.write_char('#')?;
        return attribute.as_der().iter().try_for_each(|octet| write!(f, "{octet:02X}"));
    };
    let quoted =
        text.starts_with(['#', ' ']) || text.ends_with(' ') || text.contains([',', '+', '<', '>', ';']);
    let quote = if quoted { "\"" } else { "" };
    f.write_str(quote)?;
    for octet in text.bytes() {
        match octet {
            b'"' | b'\\' => write!(f, "\\{}", char::from(octet))?,
            b' '..=b'~' => f.write_char(char::from(octet))?,
            _ => write!(f, "\\{octet:02X}")?,
        }
    }
    f.write_str(quote)
}
