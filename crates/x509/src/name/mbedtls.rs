// SPDX-License-Identifier: MIT
//! The text form of names as Mbed TLS 2.28 writes it, losses included.

use core::fmt::{self, Write as _};

use super::{AttributeType, NameRef};
use crate::der::Oid;

/// `x500UniqueIdentifier`, which has a name nowhere else.
const UNIQUE_IDENTIFIER: Oid = Oid::known([0x55, 0x04, 0x2d]);

/// Shows a name as `mbedtls_x509_dn_gets` does: the octets of each value, whatever its type, those beyond ASCII and the
/// control characters as `?`, unknown attributes as `??`.
pub(crate) struct AsMbedTls<'a>(pub(crate) NameRef<'a>);

impl fmt::Display for AsMbedTls<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, rdn) in self.0.rdns().enumerate() {
            let mut separator = if at == 0 { "" } else { ", " };
            for attribute in rdn.attributes() {
                f.write_str(separator)?;
                separator = " + ";
                match attribute.kind() {
                    // Not in its table.
                    AttributeType::STREET_ADDRESS | AttributeType::USER_ID => f.write_str("??")?,
                    kind if *kind.oid() == UNIQUE_IDENTIFIER => f.write_str("uniqueIdentifier")?,
                    kind if kind.short_name().is_none() => f.write_str("??")?,
                    kind => kind.fmt(f)?,
                }
                f.write_char('=')?;
                for &octet in attribute.octets() {
                    match octet {
                        b',' | b'=' | b'+' | b'<' | b'>' | b'#' | b';' | b'"' | b'\\' => {
                            write!(f, "\\{}", char::from(octet))?;
                        }
                        b' '..=b'~' => f.write_char(char::from(octet))?,
                        _ => f.write_char('?')?,
                    }
                }
            }
        }
        Ok(())
    }
}
