// SPDX-License-Identifier: MIT
//! The handshake, apart from how its messages travel.
//!
//! Whole messages come in, in order; a [`Flight`] of messages and key changes goes out. Streams and datagrams put the
//! same flights into their own records.

use crate::wire::ids::HandshakeType;

mod flight;

pub(crate) use flight::{Flight, Item};

/// Where a handshake is, in the names and the order of Mbed TLS.
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
