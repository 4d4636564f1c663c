// SPDX-License-Identifier: MIT
//! Records under keys: which are taken in, and which are passed over in silence (RFC 6347 section 4.1.2).

use alloc::vec::Vec;

use super::record::{MAX_CIPHERTEXT, Record};
use super::replay::Window;
use crate::CipherSuite;
use crate::record::{Context, Protection};
use crate::suite::Bulk;
use crate::wire::ids::{ContentType, version};

/// How many records are kept that come before their keys, and how long they may be: a `Finished` that overtook the
/// `ChangeCipherSpec`.
const EARLY_RECORDS: usize = 2;
const EARLY_LENGTH: usize = 256;
/// How many times a `Finished` may fail to decrypt: damaged on its way, or rather under another key.
const BAD_FINISHED: u8 = 3;

/// The keys of the peer's records, and what came under them.
pub(super) struct Receiving {
    /// The peer's `ChangeCipherSpec` has come, in its turn or before.
    pub(super) cipher_change_came: bool,
    protection: Option<Protection>,
    window: Window,
    anti_replay: bool,
    is_newest: bool,
    early: Vec<Early>,
    bad: u64,
    bad_finished: u8,
}

struct Early {
    kind: ContentType,
    number: u64,
    body: Vec<u8>,
}

/// What became of a record.
pub(super) enum Opened<'d> {
    /// Kept until there are keys, if there is room.
    Early,
    /// Not new, or not for us.
    Dropped,
    /// Not authentic. `handshake` if it might have been a part of the handshake.
    Bad { handshake: bool },
    /// Authentic and new.
    Plaintext(ContentType, &'d mut [u8]),
}

impl Receiving {
    pub(super) const fn new(anti_replay: bool) -> Self {
        Self {
            cipher_change_came: false,
            protection: None,
            window: Window::new(),
            anti_replay,
            is_newest: false,
            early: Vec::new(),
            bad: 0,
            bad_finished: 0,
        }
    }

    /// Goes on under keys that were in force before.
    pub(super) fn restored(anti_replay: bool, protection: Protection, window: Window, bad: u64) -> Self {
        Self { protection: Some(protection), window, bad, ..Self::new(anti_replay) }
    }

    pub(super) const fn window(&self) -> Window {
        self.window
    }

    /// How many records were not authentic.
    pub(super) const fn bad(&self) -> u64 {
        self.bad
    }

    pub(super) const fn has_keys(&self) -> bool {
        self.protection.is_some()
    }

    /// Puts keys into force.
    pub(super) fn protect(&mut self, protection: Protection) {
        self.protection = Some(protection);
    }

    /// Whether an authentic record of the last datagram is newer than all before.
    pub(super) const fn is_newest(&self) -> bool {
        self.is_newest
    }

    /// A datagram begins.
    pub(super) const fn begin_datagram(&mut self) {
        self.is_newest = false;
    }

    /// Opens a record of epoch 1. `own_id` is what it must carry as its connection ID; empty if none.
    pub(super) fn open<'d>(&mut self, record: Record<'d>, own_id: &[u8]) -> Opened<'d> {
        let handshake = matches!(record.kind, ContentType::HANDSHAKE | ContentType::TLS12_CID);
        let Some(protection) = &mut self.protection else {
            self.keep(record, handshake);
            return Opened::Early;
        };
        // RFC 9146 section 3: once agreed upon, there is no record without it.
        let has_id = record.kind == ContentType::TLS12_CID;
        if record.version != version::DTLS12
            || record.body.len() > MAX_CIPHERTEXT
            || has_id == own_id.is_empty()
            || (self.anti_replay && !self.window.may_be_new(record.number))
        {
            return Opened::Dropped;
        }
        let context = Context {
            sequence: record.sequence(),
            kind: record.kind,
            version: record.version,
            connection_id: has_id.then_some(own_id),
        };
        let Record { mut kind, number, body, .. } = record;
        let Ok(range) = protection.open(context, body) else { return Opened::Bad { handshake } };
        let Some(mut plaintext) = body.get_mut(range) else { return Opened::Dropped };
        if has_id {
            // RFC 9146 section 4: content, its kind, which is not zero, and zeros.
            let Some(last) = plaintext.iter().rposition(|byte| *byte != 0) else { return Opened::Dropped };
            kind = ContentType(plaintext.get(last).copied().unwrap_or_default());
            plaintext = plaintext.get_mut(..last).unwrap_or_default();
        }
        self.is_newest |= self.window.accept(number);
        Opened::Plaintext(kind, plaintext)
    }

    fn keep(&mut self, record: Record<'_>, handshake: bool) {
        let Record { kind, number, body, .. } = record;
        if handshake
            && self.early.len() < EARLY_RECORDS
            && body.len() <= EARLY_LENGTH
            && self.early.iter().all(|early| early.number != number)
        {
            self.early.push(Early { kind, number, body: body.to_vec() });
        }
    }

    /// How much memory those take that came before their keys.
    #[cfg(test)]
    pub(super) fn early_memory(&self) -> usize {
        self.early.iter().map(|early| early.body.capacity()).sum()
    }

    /// A record that came before its keys: without its body, and that.
    pub(super) fn pop_early(&mut self) -> Option<(Record<'static>, Vec<u8>)> {
        let Early { kind, number, body } = self.early.pop()?;
        Some((Record { kind, version: version::DTLS12, epoch: 1, number, body: &mut [] }, body))
    }

    /// Counts a record that is not authentic, and tells whether it is one too many.
    pub(super) const fn count_bad(&mut self, during_handshake: bool, limit: u64) -> bool {
        self.bad = self.bad.saturating_add(1);
        if during_handshake {
            self.bad_finished = self.bad_finished.saturating_add(1);
        }
        self.bad >= limit || self.bad_finished >= BAD_FINISHED
    }
}

/// How many forgeries may be tried before one is too likely to succeed (RFC 9147 section 4.5.3 and appendix B).
pub(super) const fn forgery_limit(suite: CipherSuite) -> u64 {
    match suite.bulk() {
        Bulk::Ccm8(_) => 1 << 7,
        Bulk::Ccm(_) => 1 << 23,
        Bulk::Gcm(_) | Bulk::ChaCha20Poly1305 => 1 << 36,
        Bulk::Cbc(..) => u64::MAX,
    }
}
