// SPDX-License-Identifier: MIT
//! The builder of certification requests.

use alloc::vec::Vec;

use purembed_hash::Algorithm;
use purembed_pk::SigningKey;

use super::BuildError;
use super::extensions::{Wishes, value};
use crate::algorithm;
use crate::basic_constraints::BasicConstraints;
use crate::csr::{Csr, EXTENSION_REQUEST};
use crate::der::{Oid, Writer, tag};
use crate::general_name::GeneralName;
use crate::key_purpose::{ExtendedKeyUsage, KeyPurpose};
use crate::key_usage::KeyUsage;
use crate::name::Name;
use crate::signed;

/// Makes certification requests (RFC 2986). An example is at [`Csr`].
#[derive(Clone, Debug)]
#[must_use]
pub struct CsrBuilder {
    subject: Name,
    wishes: Wishes,
}

impl CsrBuilder {
    /// Starts a request for a subject, which may be the empty name.
    pub fn new(subject: Name) -> Self {
        Self { subject, wishes: Wishes::default() }
    }

    /// Asks to be an authority, or not to be.
    pub fn basic_constraints(mut self, constraints: BasicConstraints) -> Self {
        self.wishes.basic_constraints = Some(constraints);
        self
    }

    /// Asks for uses of the key.
    pub fn key_usage(mut self, usage: KeyUsage) -> Self {
        self.wishes.key_usage = Some(usage);
        self
    }

    /// Asks for purposes of the certificate.
    pub fn extended_key_usage(mut self, purposes: impl IntoIterator<Item = KeyPurpose>) -> Self {
        self.wishes.extended_key_usage = Some(ExtendedKeyUsage::from_iter(purposes));
        self
    }

    /// Asks for alternative names.
    pub fn subject_alternative_names<'n>(mut self, names: impl IntoIterator<Item = GeneralName<'n>>) -> Self {
        self.wishes.add_names(names);
        self
    }

    /// Asks for any other extension; `value` is the DER that goes into its OCTET STRING.
    pub fn extension(mut self, oid: Oid, critical: bool, value: impl Into<Vec<u8>>) -> Self {
        self.wishes.add_other(oid, critical, value.into());
        self
    }

    /// Signs with the key that shall be certified: one in memory or, as a [`SigningKey`], in a device.
    ///
    /// # Errors
    ///
    /// [`BuildError::Key`] if the key cannot sign with this digest; [`BuildError::InvalidAlternativeName`],
    /// [`BuildError::DuplicateExtension`] and [`BuildError::TooLarge`] if the request cannot be made.
    pub fn sign_with(self, key: &dyn SigningKey, digestmod: Algorithm) -> Result<Csr, BuildError> {
        let public_key = key.public_key();
        let algorithm =
            algorithm::for_key(&public_key, digestmod).ok_or(purembed_pk::Error::WrongAlgorithm)?;
        // `signed::sign` relies on an identifier being there.
        algorithm::write(&mut Writer::new(), algorithm).ok_or(purembed_pk::Error::UnsupportedDigest)?;
        let extensions = if self.wishes.is_empty() {
            None
        } else {
            Some(self.wishes.write(&[], self.subject.is_empty())?)
        };
        let body = value(|writer| {
            writer.sequence(|writer| {
                writer.small_integer(0);
                writer.raw(self.subject.as_der());
                writer.raw(&public_key.to_der());
                writer.nested(tag::context_constructed(0), |writer| {
                    if let Some(extensions) = extensions {
                        writer.sequence(|writer| {
                            writer.oid(&EXTENSION_REQUEST);
                            writer.value(tag::SET, &extensions);
                        });
                    }
                });
            });
        });
        Ok(Csr::from_der(&signed::sign(&body, key, algorithm)?)?)
    }
}
