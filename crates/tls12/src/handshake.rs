// SPDX-License-Identifier: MIT
//! The handshake, apart from how its messages travel.
//!
//! Whole messages come in, in order; a [`Flight`] of messages and key changes goes out. Streams and datagrams put the
//! same flights into their own records.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use purembed_core::random::CryptoRng;
use purembed_x509::{Crt, Flags};

use crate::psk::KnownClient;
use crate::record::Protection;
use crate::schedule::{MasterSecret, Randoms};
use crate::wire::ids::HandshakeType;
use crate::{CipherSuite, Error, Session, SessionStore};

pub(crate) mod client;
mod finished;
mod flight;
pub(crate) mod server;

pub(crate) use flight::{ConnectionIds, Flight, Item};

/// Where a handshake is: what is due, in the names and the order of Mbed TLS.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[doc(alias = "HandshakeStep")]
#[expect(missing_docs, reason = "the names are those of the messages")]
#[non_exhaustive]
pub enum Step {
    HelloRequest,
    ClientHello,
    ServerHello,
    ServerCertificate,
    ServerKeyExchange,
    CertificateRequest,
    ServerHelloDone,
    ClientCertificate,
    ClientKeyExchange,
    CertificateVerify,
    ClientChangeCipherSpec,
    ClientFinished,
    ServerChangeCipherSpec,
    ServerFinished,
    FlushBuffers,
    HandshakeWrapup,
    HandshakeOver,
    ServerNewSessionTicket,
    ServerHelloVerifyRequestSent,
}

/// A whole message from the peer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message<'a> {
    pub(crate) kind: HandshakeType,
    /// `message_seq` of DTLS; 0 in streams.
    pub(crate) sequence: u16,
    pub(crate) body: &'a [u8],
}

/// What a handshake gets from and gives to the connection that it is part of.
pub(crate) struct Cx<'a> {
    pub(crate) rng: &'a mut dyn CryptoRng,
    /// Seconds since 1970, for certificates and sessions.
    pub(crate) unix_time: i64,
    /// Where messages go.
    pub(crate) flight: &'a mut Flight,
    /// The keys that the peer's next `ChangeCipherSpec` puts into force.
    pub(crate) read_keys: &'a mut Option<Protection>,
    /// Is told each step when it becomes due, in turn, those in which nothing happens too.
    pub(crate) on_step: &'a mut dyn FnMut(Step),
}

impl Cx<'_> {
    fn steps(&mut self, steps: &[Step]) {
        steps.iter().for_each(|step| (self.on_step)(*step));
    }

    fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }
}

/// What the two hellos have settled.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "extensions that were agreed on or not")]
pub(crate) struct Negotiated {
    pub(crate) suite: CipherSuite,
    pub(crate) randoms: Randoms,
    pub(crate) session_id: Vec<u8>,
    pub(crate) extended_master_secret: bool,
    pub(crate) encrypt_then_mac: bool,
    /// In bytes of plaintext.
    pub(crate) max_fragment_length: Option<usize>,
    pub(crate) protocol: Option<Vec<u8>>,
    pub(crate) server_name: Option<Box<str>>,
    /// The server gives a ticket before it changes its keys (RFC 5077 section 3.3).
    pub(crate) gives_ticket: bool,
    /// The two sides know each other from a session: an abbreviated handshake.
    pub(crate) resumed: bool,
}

/// A handshake that came to its end.
pub(crate) struct Established {
    pub(crate) negotiated: Negotiated,
    pub(crate) master: MasterSecret,
    pub(crate) peer: Peer,
    /// Who a server's client with a pre-shared key is.
    pub(crate) client: Option<KnownClient>,
    /// What a client may resume by.
    pub(crate) session: Option<Session>,
    /// What a server keeps of it.
    pub(crate) kept: Option<Kept>,
}

/// What the peer has shown, and what came of it.
#[derive(Clone, Default)]
pub(crate) struct Peer {
    /// Its certificates, its own first.
    pub(crate) chain: Vec<Crt>,
    /// What is wrong with them; `None` if there was no need for any.
    pub(crate) flags: Option<Flags>,
}

impl Peer {
    /// Whether it may come again without showing anything: not if something was wrong and the verifier went on. That there
    /// was nothing to show, or nobody looked, is no fault of the peer's, and would be the same again.
    pub(crate) fn may_come_again(&self) -> bool {
        let harmless = [Flags::NONE, Flags::MISSING, Flags::SKIP_VERIFY];
        self.flags.is_none_or(|flags| harmless.contains(&flags))
    }
}

/// A session in a server's store.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) store: Arc<dyn SessionStore>,
    pub(crate) id: Vec<u8>,
}

impl Kept {
    /// RFC 5246 section 7.2.2: what failed is not resumed.
    pub(crate) fn forget(&self) {
        self.store.remove(&self.id);
    }
}

/// A message that does not belong here.
pub(crate) const UNEXPECTED: Error = Error::UnexpectedMessage;

/// Reads a chain of certificates.
fn read_chain(body: &[u8]) -> Result<Vec<Crt>, Error> {
    let chain = crate::wire::message::Certificates::read(body)?;
    chain.iter().map(Crt::from_der).collect::<Result<_, _>>().map_err(Error::CertificateEncoding)
}

#[cfg(test)]
mod tests;
