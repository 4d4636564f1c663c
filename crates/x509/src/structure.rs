// SPDX-License-Identifier: MIT
//! Objects as structures for serde (feature `serde`): JSON to look at, to search in, to pass on.
//!
//! Texts are as `Display` has them, times as in RFC 3339, octets and numbers in hexadecimal. Extensions that are not
//! known, or damaged, have their DER. Reading goes by the PEM, which is in the structure too.

mod extension;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use purembed_core::hex;
use purembed_pk::PublicKey;
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::crl::{Crl, CrlEntry};
use crate::crt::Crt;
use crate::csr::{Csr, CsrAttribute};
use crate::der::Oid;
use crate::key_usage::KeyUsage;
use crate::name::{Attribute, Name, NameRef, Rdn};
use crate::serial::SerialNumber;
use crate::time::Time;

/// ```
/// use purembed_x509::Crt;
///
/// let crt = Crt::from_pem(include_str!("crt/testdata/ecdsa.pem"))?;
/// let json = serde_json::to_value(&crt).expect("all keys are text");
/// assert_eq!(json["subject"]["text"], "C=NL, O=Purembed, CN=ecdsa.example");
/// assert_eq!(json["not_after"], "2049-12-31T23:59:59Z");
/// assert_eq!(json["extensions"][3]["subject_alt_name"][2]["ip"], "192.0.2.7");
/// # Ok::<(), purembed_x509::InvalidEncoding>(())
/// ```
impl Serialize for Crt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &self.version())?;
        map.serialize_entry("serial_number", self.serial_number())?;
        map.serialize_entry("issuer", self.issuer())?;
        map.serialize_entry("not_before", &self.not_before())?;
        map.serialize_entry("not_after", &self.not_after())?;
        map.serialize_entry("subject", self.subject())?;
        map.serialize_entry(
            "subject_public_key",
            &Key::new(
                self.subject_public_key().ok(),
                self.subject_public_key_algorithm(),
                self.subject_public_key_der(),
            ),
        )?;
        map.serialize_entry("extensions", &self.extensions().collect::<Vec<_>>())?;
        map.serialize_entry("signature_algorithm", self.signature_algorithm_oid())?;
        map.serialize_entry("signature", &hex::encode(self.signature_value()))?;
        map.serialize_entry("pem", &self.to_pem())?;
        map.end()
    }
}

impl Serialize for Csr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &self.version())?;
        map.serialize_entry("subject", self.subject())?;
        map.serialize_entry(
            "subject_public_key",
            &Key::new(
                self.subject_public_key().ok(),
                self.subject_public_key_algorithm(),
                self.subject_public_key_der(),
            ),
        )?;
        map.serialize_entry("attributes", &self.attributes().collect::<Vec<_>>())?;
        map.serialize_entry("extensions", &self.extensions().collect::<Vec<_>>())?;
        map.serialize_entry("signature_algorithm", self.signature_algorithm_oid())?;
        map.serialize_entry("signature", &hex::encode(self.signature_value()))?;
        map.serialize_entry("pem", &self.to_pem())?;
        map.end()
    }
}

impl Serialize for Crl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &self.version())?;
        map.serialize_entry("issuer", self.issuer())?;
        map.serialize_entry("this_update", &self.this_update())?;
        map.serialize_entry("next_update", &self.next_update())?;
        map.serialize_entry("entries", &Entries(self))?;
        map.serialize_entry("extensions", &self.extensions().collect::<Vec<_>>())?;
        map.serialize_entry("signature_algorithm", self.signature_algorithm_oid())?;
        map.serialize_entry("signature", &hex::encode(self.signature_value()))?;
        map.serialize_entry("pem", &self.to_pem())?;
        map.end()
    }
}

/// The entries one by one, because there may be millions.
struct Entries<'a>(&'a Crl);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.entries())
    }
}

impl Serialize for CrlEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("serial_number", &self.serial_number())?;
        map.serialize_entry("revocation_date", &self.revocation_date())?;
        map.serialize_entry("extensions", &self.extensions().collect::<Vec<_>>())?;
        map.end()
    }
}

/// The text, and the attributes one by one.
impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_name_ref().serialize(serializer)
    }
}

impl Serialize for NameRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("text", &self.to_string())?;
        map.serialize_entry("rdns", &self.rdns().collect::<Vec<_>>())?;
        map.end()
    }
}

impl Serialize for Rdn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.attributes())
    }
}

impl Serialize for Attribute<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.kind().to_string())?;
        match self.text() {
            Some(text) => map.serialize_entry("value", &text)?,
            None => map.serialize_entry("der", &hex::encode(self.as_der()))?,
        }
        map.end()
    }
}

impl Serialize for CsrAttribute<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("oid", self.oid())?;
        let values: Vec<String> = self.values().map(|value| hex::encode(value.as_der())).collect();
        map.serialize_entry("values", &values)?;
        map.end()
    }
}

/// As in RFC 3339.
impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.to_string().replace(' ', "T");
        serializer.collect_str(&format_args!("{text}Z"))
    }
}

impl Serialize for SerialNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Oid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A list of names.
impl Serialize for KeyUsage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.to_string();
        serializer.collect_seq(text.split(", ").filter(|name| !name.is_empty()))
    }
}

/// A public key.
struct Key<'a> {
    bits: Option<usize>,
    algorithm: &'a Oid,
    der: &'a [u8],
}

impl<'a> Key<'a> {
    fn new(key: Option<&PublicKey>, algorithm: &'a Oid, der: &'a [u8]) -> Self {
        Self { bits: key.map(PublicKey::key_bits), algorithm, der }
    }
}

impl Serialize for Key<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("algorithm", self.algorithm)?;
        if let Some(bits) = self.bits {
            map.serialize_entry("bits", &bits)?;
        }
        map.serialize_entry("der", &hex::encode(self.der))?;
        map.end()
    }
}

#[cfg(test)]
mod tests;
