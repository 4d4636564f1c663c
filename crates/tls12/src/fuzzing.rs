// SPDX-License-Identifier: MIT
//! What fuzz targets reach beside the public interface. Only there when fuzzing.

use alloc::vec::Vec;

use purembed_core::random::CryptoRng;

use crate::key_exchange::ServerParameters;
use crate::session::{Kind, State};
use crate::wire::codec::{Malformed, Reader, Writer};
use crate::wire::extension::{self, Extensions, MaxFragmentLength, ProtocolNames};
use crate::wire::message::{
    CertificateRequest, Certificates, ClientHello, HelloVerifyRequest, ServerHello, Signed,
    write_certificates,
};
use crate::{KeyExchange, Session, TicketCipher as _, TicketKeys};

/// Has one parser after the other read the same bytes as the body of its message. What is taken is written again where
/// there is a writer, and must come out as it went in.
pub fn messages(data: &[u8]) {
    for datagram in [false, true] {
        if let Ok(hello) = ClientHello::read(data, datagram) {
            extensions(hello.extensions);
            assert!(hello.suites.iter().count() > 0);
            same(data, |writer| hello.write(writer));
        }
    }
    if let Ok(hello) = ServerHello::read(data) {
        extensions(hello.extensions);
        same(data, |writer| hello.write(writer));
    }
    if let Ok(chain) = Certificates::read(data) {
        assert!(chain.iter().all(|certificate| !certificate.is_empty()));
        same(data, |writer| write_certificates(chain.iter(), writer));
    }
    if let Ok(request) = HelloVerifyRequest::read(data) {
        assert_eq!(request.cookie.len() + 3, data.len());
    }
    if let Ok(signed) = Reader::read_all(data, Signed::read) {
        same(data, |writer| signed.write(writer));
    }
    let _ = CertificateRequest::read(data);
    for key_exchange in [KeyExchange::EcdheEcdsa, KeyExchange::DhePsk, KeyExchange::Psk, KeyExchange::Rsa] {
        let mut reader = Reader::new(data);
        if let Ok(parameters) = ServerParameters::read(&mut reader, key_exchange) {
            assert_eq!(parameters.signed.len() + reader.len(), data.len());
        }
    }
}

/// Each extension by each of their readers, whatever its number.
fn extensions(list: Extensions<'_>) {
    for (kind, body) in list.iter() {
        assert!(list.find(kind).is_some_and(|found| found == body), "each once");
        let read: [Result<usize, Malformed>; 5] = [
            extension::read_numbers(body).map(|numbers| 2 + numbers.as_bytes().len()),
            extension::read_bytes(body).map(|bytes| 1 + bytes.len()),
            extension::read_point_formats(body).map(|formats| 1 + formats.len()),
            extension::read_empty(body).map(|()| 0),
            ProtocolNames::read(body).map(|names| 2 + names.iter().map(|name| 1 + name.len()).sum::<usize>()),
        ];
        assert!(read.iter().flatten().all(|length| *length == body.len()), "every byte counts");
        if let Ok(Some(name)) = extension::read_server_name(body) {
            assert!(!name.is_empty() && name.len() < body.len());
        }
        if let Ok(length) = MaxFragmentLength::read(body) {
            assert!(length.bytes().is_none_or(|bytes| bytes.is_power_of_two()));
        }
    }
}

/// What was written is what was read, but for an empty list of extensions, which is left out.
fn same(data: &[u8], write: impl FnOnce(&mut Writer<'_>)) {
    let mut written = Vec::new();
    let mut writer = Writer::new(&mut written);
    write(&mut writer);
    assert!(writer.finish().is_ok());
    assert!(written == data || [&written[..], &[0, 0]].concat() == data);
}

/// Has the bytes read as a session, with the tag that belongs to them: without it, hardly any would be.
pub fn session(body: &[u8]) {
    let _ = Session::from_bytes(body);
    let Some(bytes) = State::with_tag(body) else { return };
    if let Ok(session) = Session::from_bytes(&bytes) {
        assert_eq!(session.to_bytes().expose(), bytes, "written again the same");
        assert!(!(session.is_usable(i64::MIN) && session.is_usable(i64::MAX)), "not for ever");
    }
    // A server's, in a ticket or a store.
    if let Ok((state, ())) = State::from_bytes(&bytes, Kind::ServerSession, |_| Ok(())) {
        let again = state.to_bytes(Kind::ServerSession, 0, |_| ());
        assert!(again.is_some_and(|again| again.expose() == bytes), "written again the same");
    }
}

/// Has the bytes opened as a ticket, which they are not, and sealed in one, which opens.
pub fn ticket(keys: &TicketKeys, data: &[u8], rng: &mut dyn CryptoRng) {
    assert!(keys.open(data, 0).is_none(), "forged");
    if let Some(ticket) = keys.seal(data, rng, 0) {
        let opened = keys.open(&ticket, 0);
        assert!(opened.is_some_and(|opened| opened.expose() == data));
    }
}
