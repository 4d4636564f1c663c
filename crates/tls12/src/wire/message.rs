// SPDX-License-Identifier: MIT
//! Handshake messages without their headers (RFC 5246 section 7.4; RFC 6347 section 4.2 for cookies).

mod certificate;
mod certificate_request;
mod client_hello;
mod hello_verify_request;
mod new_session_ticket;
mod server_hello;
mod signed;

pub(crate) use certificate::{Certificates, write_certificates};
pub(crate) use certificate_request::{CertificateRequest, CertificateType};
pub(crate) use client_hello::ClientHello;
pub(crate) use hello_verify_request::HelloVerifyRequest;
pub(crate) use new_session_ticket::NewSessionTicket;
pub(crate) use server_hello::ServerHello;
pub(crate) use signed::Signed;

/// The longest session ID and the length of `random` (RFC 5246 section 7.4.1.2).
pub(crate) const SESSION_ID_MAX: usize = 32;
