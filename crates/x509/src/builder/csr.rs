// SPDX-License-Identifier: MIT
//! The builder of certification requests.

use alloc::vec::Vec;

use purembed_pk::SigningKey;

use super::extensions::{Contents, Wishes, value};
use super::signer::{SignatureScheme, Signer};
use super::{BuildError, check};
use crate::MAX_SIZE;
use crate::csr::{CHALLENGE_PASSWORD, Csr, EXTENSION_REQUEST, UNSTRUCTURED_NAME};
use crate::der::{Oid, Reader, tag};
use crate::name::Name;

/// Makes certification requests (RFC 2986). An example is at [`Csr`].
///
/// Every extension of certificates can be asked for. Whether the authority listens is its own affair.
#[doc(alias = "new")]
#[derive(Clone, Debug)]
#[must_use]
pub struct CsrBuilder {
    subject: Name,
    wishes: Wishes,
    /// The other attributes: what they are, and their DER if it can be written.
    attributes: Vec<(Oid, Option<Vec<u8>>)>,
}

impl CsrBuilder {
    /// Starts a request for a subject, which may be the empty name.
    pub const fn new(subject: Name) -> Self {
        Self { subject, wishes: Wishes::new(), attributes: Vec::new() }
    }

    super::methods::subject_extensions!();

    /// Adds the password with which the subject may later ask for revocation (RFC 2985 5.4.1): 1 to 255 characters.
    /// Whoever sees the request sees it.
    pub fn challenge_password(self, password: &str) -> Self {
        self.text(CHALLENGE_PASSWORD, password, false)
    }

    /// Adds a name of the subject that is no distinguished name (RFC 2985 5.4.3): 1 to 255 characters.
    pub fn unstructured_name(self, name: &str) -> Self {
        self.text(UNSTRUCTURED_NAME, name, name.is_ascii())
    }

    /// Adds any other attribute, with values in DER.
    pub fn attribute<V: AsRef<[u8]>>(mut self, oid: Oid, values: impl IntoIterator<Item = V>) -> Self {
        let mut written: Vec<Vec<u8>> = values.into_iter().map(|value| value.as_ref().to_vec()).collect();
        let is_one = |der: &Vec<u8>| {
            let mut reader = Reader::new(der);
            reader.any().is_ok() && reader.finish().is_ok()
        };
        let valid = !written.is_empty() && written.iter().all(is_one);
        // X.690 11.6: the members of a SET OF are in ascending order.
        written.sort();
        let der = value(|writer| {
            writer.sequence(|writer| {
                writer.oid(&oid);
                writer.value(tag::SET, &written.concat());
            });
        });
        self.attributes.push((oid, valid.then_some(der)));
        self
    }

    fn text(mut self, oid: Oid, text: &str, ia5: bool) -> Self {
        if !(1..=255).contains(&text.chars().count()) {
            self.attributes.push((oid, None));
            return self;
        }
        let tag = match ia5 {
            true => tag::IA5_STRING,
            // RFC 2985 5.4.1: PrintableString where it will do.
            false if text.bytes().all(crate::name::is_printable) => tag::PRINTABLE_STRING,
            false => tag::UTF8_STRING,
        };
        self.attribute(oid, [value(|writer| writer.value(tag, text.as_bytes()))])
    }

    /// Signs with the key that shall be certified: one in memory or, as a [`SigningKey`], in a device.
    ///
    /// # Errors
    ///
    /// [`BuildError::Key`] if the key cannot sign in this way; and what else is in [`BuildError`] if the request cannot
    /// be made.
    pub fn sign_with(
        mut self,
        key: &dyn SigningKey,
        scheme: impl Into<SignatureScheme>,
    ) -> Result<Csr, BuildError> {
        let signer = Signer::new(key, scheme.into())?;
        let attributes = self.write_attributes(&signer)?;
        let body = value(|writer| {
            writer.sequence(|writer| {
                writer.small_integer(0);
                writer.raw(self.subject.as_der());
                writer.raw(&signer.public_key().to_der());
                writer.value(tag::context_constructed(0), &attributes);
            });
        });
        Ok(Csr::from_der(&signer.sign(&body, MAX_SIZE)?)?)
    }

    /// The contents of the SET of attributes.
    fn write_attributes(&mut self, signer: &Signer<'_>) -> Result<Vec<u8>, BuildError> {
        // RFC 5280 4.2.1.6: critical when the names are all that identifies the subject.
        let names = crate::extension::id::SUBJECT_ALT_NAME;
        if self.subject.is_empty() && !self.wishes.has_criticality(&names) {
            self.wishes.set_criticality(names, true);
        }
        let extensions = self.wishes.write(true, &|contents| match contents {
            Contents::SubjectKey(form) => {
                let identifier = form.of(signer.public_key())?;
                Ok(identifier.map(|octets| value(|writer| writer.value(tag::OCTET_STRING, &octets))))
            }
            _ => Ok(None),
        })?;
        let mut all = Vec::new();
        let mut seen = alloc::collections::BTreeSet::new();
        if !extensions.is_empty() {
            check::values(&extensions)?;
            seen.insert(EXTENSION_REQUEST);
            all.push(value(|writer| {
                writer.sequence(|writer| {
                    writer.oid(&EXTENSION_REQUEST);
                    writer.value(tag::SET, &extensions);
                });
            }));
        }
        for (oid, der) in core::mem::take(&mut self.attributes) {
            if !seen.insert(oid) {
                return Err(BuildError::DuplicateAttribute(oid));
            }
            all.push(der.ok_or(BuildError::InvalidAttribute(oid))?);
        }
        // X.690 11.6
        all.sort();
        Ok(all.concat())
    }
}
