// SPDX-License-Identifier: MIT
//! The states of C's handshake.

use core::ffi::c_int;

/// Where a handshake is: C's states.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(missing_docs, reason = "the names are those of the messages")]
#[expect(clippy::exhaustive_enums, reason = "C gets no more of them")]
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

impl Step {
    const ALL: [Self; 19] = [
        Self::HelloRequest,
        Self::ClientHello,
        Self::ServerHello,
        Self::ServerCertificate,
        Self::ServerKeyExchange,
        Self::CertificateRequest,
        Self::ServerHelloDone,
        Self::ClientCertificate,
        Self::ClientKeyExchange,
        Self::CertificateVerify,
        Self::ClientChangeCipherSpec,
        Self::ClientFinished,
        Self::ServerChangeCipherSpec,
        Self::ServerFinished,
        Self::FlushBuffers,
        Self::HandshakeWrapup,
        Self::HandshakeOver,
        Self::ServerNewSessionTicket,
        Self::ServerHelloVerifyRequestSent,
    ];

    pub(super) fn of_state(state: c_int) -> Self {
        let index = usize::try_from(state).ok();
        #[expect(clippy::expect_used, reason = "the version of C is fixed, and these are its states")]
        index.and_then(|index| Self::ALL.get(index)).copied().expect("a state of C's")
    }
}
