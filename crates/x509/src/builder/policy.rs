// SPDX-License-Identifier: MIT
//! A policy to be written (RFC 5280 4.2.1.4).

use alloc::vec::Vec;

use super::BuildError;
use crate::der::{Oid, Writer, tag};
use crate::extension::{CPS, USER_NOTICE, id};

/// A policy under which a certificate is issued, with what its authority says about it.
///
/// ```
/// use purembed_x509::NewPolicy;
///
/// let policy = NewPolicy::new("2.23.140.1.2.1".parse()?).cps("https://ca.example/cps").notice("For tests alone");
/// # let _ = policy;
/// # Ok::<(), purembed_x509::InvalidOid>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct NewPolicy {
    oid: Oid,
    /// The qualifiers, one after the other.
    qualifiers: Vec<u8>,
    invalid: bool,
}

impl NewPolicy {
    /// A policy by its number.
    pub const fn new(oid: Oid) -> Self {
        Self { oid, qualifiers: Vec::new(), invalid: false }
    }

    /// `anyPolicy`, which stands for all.
    pub const fn any() -> Self {
        Self::new(crate::extension::ANY_POLICY)
    }

    /// Says where the certification practice statement is: a URI, in ASCII.
    pub fn cps(mut self, uri: &str) -> Self {
        self.invalid |= !uri.is_ascii() || uri.is_empty();
        self.qualifier(&CPS, |writer| writer.value(tag::IA5_STRING, uri.as_bytes()))
    }

    /// Says what users of the certificate shall be shown, in no more than 200 characters.
    pub fn notice(mut self, text: &str) -> Self {
        self.invalid |= !is_display_text(text);
        self.qualifier(&USER_NOTICE, |writer| {
            writer.sequence(|writer| writer.value(tag::UTF8_STRING, text.as_bytes()));
        })
    }

    /// Refers to notices of an organisation by their numbers. RFC 5280 advises against it.
    pub fn notice_reference(mut self, organization: &str, numbers: &[u8]) -> Self {
        self.invalid |= !is_display_text(organization) || numbers.is_empty();
        self.qualifier(&USER_NOTICE, |writer| {
            writer.sequence(|writer| {
                writer.sequence(|writer| {
                    writer.value(tag::UTF8_STRING, organization.as_bytes());
                    writer.sequence(|writer| {
                        numbers.iter().for_each(|&number| writer.small_integer(number));
                    });
                });
            });
        })
    }

    fn qualifier(mut self, oid: &Oid, write: impl FnOnce(&mut Writer)) -> Self {
        let mut writer = Writer::new();
        writer.sequence(|writer| {
            writer.oid(oid);
            write(writer);
        });
        self.qualifiers.extend(writer.finish());
        self
    }

    pub(super) fn write(&self, writer: &mut Writer) -> Result<(), BuildError> {
        if self.invalid {
            return Err(BuildError::InvalidExtension(id::CERTIFICATE_POLICIES));
        }
        writer.sequence(|writer| {
            writer.oid(&self.oid);
            if !self.qualifiers.is_empty() {
                writer.value(tag::SEQUENCE, &self.qualifiers);
            }
        });
        Ok(())
    }
}

/// `DisplayText`: 1 to 200 characters, and none that move the cursor.
fn is_display_text(text: &str) -> bool {
    (1..=200).contains(&text.chars().count()) && !text.contains(char::is_control)
}
