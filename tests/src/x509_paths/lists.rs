// SPDX-License-Identifier: MIT
//! Revocation lists, octet by octet.

use super::{DAY, ECDSA_WITH_SHA256, Extension, authority, ce, name, now, signed, tlv, utc_time};

/// A revocation list before it is signed, to be spoilt.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "RFC 5280 section 5.1 says it")]
pub struct List {
    pub issuer: &'static str,
    /// Which key signs it.
    pub key: usize,
    pub this_update: i64,
    pub next_update: Option<i64>,
    pub(super) extensions: Vec<Extension>,
    pub(super) entries: Vec<u8>,
    /// Flips a bit in the signature.
    pub spoils_signature: bool,
}

impl List {
    /// The empty list of the root.
    #[must_use]
    pub fn of_root() -> Self {
        Self::new("O=purembed tests, CN=Root", 0)
    }

    /// The empty list of the authority.
    #[must_use]
    pub fn of_middle() -> Self {
        Self::new("O=purembed tests, CN=Middle", 1)
    }

    fn new(issuer: &'static str, key: usize) -> Self {
        let list = Self {
            issuer,
            key,
            this_update: now().as_unix() - DAY,
            next_update: Some(now().as_unix() + DAY),
            extensions: Vec::new(),
            entries: Vec::new(),
            spoils_signature: false,
        };
        list.with(ce::AUTHORITY_KEY_IDENTIFIER, false, &authority(key)).with(
            ce::CRL_NUMBER,
            false,
            &[2, 1, 1],
        )
    }

    /// With an extension.
    #[must_use]
    pub fn with(mut self, oid: &[u8], critical: bool, value: &[u8]) -> Self {
        self.extensions.push(Extension { oid: oid.into(), critical, value: value.into() });
        self
    }

    /// With an entry that has these extensions, in DER without what is around them.
    #[must_use]
    pub fn revoking(mut self, serial: u8, extensions: &[u8]) -> Self {
        let extensions = if extensions.is_empty() { vec![] } else { tlv(0x30, extensions) };
        let entry = [tlv(2, &[serial]), utc_time(self.this_update), extensions].concat();
        self.entries.extend(tlv(0x30, &entry));
        self
    }

    pub(super) fn sign(&self) -> Vec<u8> {
        let extensions: Vec<u8> = self.extensions.iter().flat_map(Extension::to_der).collect();
        let body = [
            tlv(2, &[1]),
            ECDSA_WITH_SHA256.into(),
            name(self.issuer),
            utc_time(self.this_update),
            self.next_update.map(utc_time).unwrap_or_default(),
            if self.entries.is_empty() { vec![] } else { tlv(0x30, &self.entries) },
            tlv(0xa0, &tlv(0x30, &extensions)),
        ];
        let mut der = signed(&tlv(0x30, &body.concat()), self.key);
        if self.spoils_signature {
            *der.last_mut().expect("a signature") ^= 1;
        }
        der
    }
}
