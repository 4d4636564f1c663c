// SPDX-License-Identifier: MIT
//! The hash of all handshake messages so far (RFC 5246 section 7.4.9), which `Finished`, `CertificateVerify` and the
//! extended master secret are made of.
//!
//! Until the suite is known, and with it the digest, messages are kept as they are. Which digest a client's signature
//! will need is known after `CertificateRequest`; until then [`Transcript`] keeps the messages if it was told to.

use alloc::vec::Vec;

use purembed_hash::{Algorithm, Digest, Hash};

use crate::wire::ids::HandshakeType;

/// Messages, their hash, or both.
pub(crate) struct Transcript {
    /// Datagrams have longer headers, which count as those of unfragmented messages (RFC 6347 section 4.2.6).
    datagram: bool,
    hash: Option<Hash>,
    /// `None` once nobody will ask for another digest.
    messages: Option<Vec<u8>>,
}

impl Transcript {
    pub(crate) const fn new(datagram: bool) -> Self {
        Self { datagram, hash: None, messages: Some(Vec::new()) }
    }

    /// Takes in a message of ours or of the peer. `sequence` is `message_seq` of DTLS, and unused in streams.
    ///
    /// Not for `HelloRequest`, `HelloVerifyRequest` and a hello that is answered by one (RFC 6347 section 4.2.1).
    pub(crate) fn add(&mut self, kind: HandshakeType, sequence: u16, body: &[u8]) {
        let [_, a, b, c] = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
        let [high, low] = sequence.to_be_bytes();
        let header = [kind.0, a, b, c, high, low, 0, 0, 0, a, b, c];
        let header = if self.datagram { &header[..] } else { &header[..4] };
        if let Some(hash) = &mut self.hash {
            hash.update(header);
            hash.update(body);
        }
        if let Some(messages) = &mut self.messages {
            messages.extend_from_slice(header);
            messages.extend_from_slice(body);
        }
    }

    /// Forgets everything: a hello was answered by `HelloVerifyRequest`.
    pub(crate) fn restart(&mut self) {
        *self = Self::new(self.datagram);
    }

    /// Says which digest the suite has. With `keep`, messages are kept for [`hash_by`](Self::hash_by).
    pub(crate) fn start_hash(&mut self, algorithm: Algorithm, keep: bool) {
        let mut hash = Hash::new(algorithm);
        if let Some(messages) = &self.messages {
            hash.update(messages);
        }
        self.hash = Some(hash);
        if !keep {
            self.messages = None;
        }
    }

    /// The hash of everything so far, by the suite's digest.
    pub(crate) fn hash(&self) -> Option<Digest> {
        self.hash.as_ref().map(Hash::digest)
    }

    /// Everything so far, for a signature by any digest: it is still kept. `None` if it is not.
    pub(crate) fn messages(&self) -> Option<&[u8]> {
        self.messages.as_deref()
    }

    /// Lets go of the messages: no signature will be needed any more.
    pub(crate) fn forget_messages(&mut self) {
        self.messages = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_before_the_digest_is_known_count() {
        let mut transcript = Transcript::new(false);
        transcript.add(HandshakeType::CLIENT_HELLO, 0, b"abc");
        assert_eq!(transcript.messages(), Some(&b"\x01\0\0\x03abc"[..]));
        transcript.start_hash(Algorithm::SHA256, false);
        assert_eq!(transcript.messages(), None);
        transcript.add(HandshakeType::SERVER_HELLO, 0, b"");
        let expected = Algorithm::SHA256.digest(b"\x01\0\0\x03abc\x02\0\0\0");
        assert_eq!(transcript.hash(), Some(expected));
    }

    #[test]
    fn headers_of_datagrams_are_those_of_whole_messages() {
        let mut transcript = Transcript::new(true);
        transcript.add(HandshakeType::FINISHED, 0x0102, b"abc");
        assert_eq!(transcript.messages(), Some(&b"\x14\0\0\x03\x01\x02\0\0\0\0\0\x03abc"[..]));
    }
}
