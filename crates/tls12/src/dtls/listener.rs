// SPDX-License-Identifier: MIT
//! A server's door: clients prove their addresses before they cost anything (RFC 6347 section 4.2.1).

use alloc::boxed::Box;
use core::fmt;
use core::time::Duration;

use purembed_core::random::CryptoRng;

use super::cookie::{self, Cookies};
use super::reassembly::{self, Fragment};
use super::record::{self, Epoch, Header, Sending};
use super::timer::Now;
use crate::wire::codec::Reader;
use crate::wire::ids::{ContentType, HandshakeType, version};
use crate::wire::message::ClientHello;

/// What `HelloVerifyRequest` has beside the cookie: a version and the cookie's length.
const VERIFY_REQUEST: usize = 3;

/// Looks at datagrams from addresses without a connection. It remembers nothing of them.
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_core::random;
/// use purembed_core::secret::SecretBytes;
/// use purembed_tls12::{Admit, CipherSuite, Config, DtlsConnection, DtlsListener, Now, PreSharedKey};
///
/// let suites: [CipherSuite; 1] = ["TLS-PSK-WITH-AES-128-CCM-8".parse()?];
/// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
/// let client = Config::new(&suites).pre_shared_key(Arc::new(key));
/// let store = |_: &[u8]| Some(SecretBytes::copy_from(b"0123456789abcdef"));
/// let config = Arc::new(Config::new(&suites).pre_shared_key_store(Arc::new(store)));
///
/// let now = Now::default();
/// let mut listener = DtlsListener::new(Box::new(random::generator()?), now);
/// let mut client = DtlsConnection::client(Arc::new(client), None, Box::new(random::generator()?), 0)?;
/// let (mut hello, mut reply) = ([0; 1500], [0; 100]);
///
/// let length = client.transmit(&mut hello, now).expect("a hello");
/// let Admit::Reply(length) = listener.admit(b"192.0.2.1:5683", &hello[..length], &mut reply, now) else {
///     panic!("a hello without a cookie");
/// };
/// client.receive(&mut reply[..length], now).for_each(drop);
/// let length = client.transmit(&mut hello, now).expect("another hello");
/// assert_eq!(listener.admit(b"192.0.2.1:5683", &hello[..length], &mut reply, now), Admit::New);
/// let mut server = DtlsConnection::server(config, Box::new(random::generator()?), 0);
/// server.receive(&mut hello[..length], now).for_each(drop);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct DtlsListener {
    cookies: Cookies,
}

/// What to do with a datagram.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
#[non_exhaustive]
pub enum Admit {
    /// Send back so many bytes, which were written. Never more than the datagram had.
    Reply(usize),
    /// Make a [server's connection](crate::DtlsConnection::server) for this peer, and have it receive this datagram.
    New,
    /// Nothing.
    Ignore,
}

impl DtlsListener {
    /// Draws the first key for cookies from `rng`, and others later.
    #[must_use]
    pub fn new(rng: Box<dyn CryptoRng + Send>, now: Now) -> Self {
        Self { cookies: Cookies::new(rng, now) }
    }

    /// How long a cookie is good for: one minute if nobody says. A client needs as long as its datagrams travel.
    #[must_use]
    pub const fn cookie_lifetime(mut self, lifetime: Duration) -> Self {
        self.cookies.lifetime = lifetime;
        self
    }

    /// How long a key makes cookies: ten minutes if nobody says. For as long again its cookies are still recognised.
    #[must_use]
    pub const fn key_lifetime(mut self, lifetime: Duration) -> Self {
        self.cookies.key_lifetime = lifetime;
        self
    }

    /// Judges a datagram from an address that has no connection, or whose connection may be given up for a new one.
    /// `peer` is that address in any form. The reply goes to the beginning of `out`; 100 bytes are enough.
    ///
    /// A client that lost its connection without a farewell may come again from the same address (RFC 6347 section
    /// 4.2.8): a datagram that [begins like a hello](Self::is_hello) comes here even if there is a connection, which goes
    /// on until the new one has come through its handshake.
    pub fn admit(&mut self, peer: &[u8], datagram: &[u8], out: &mut [u8], now: Now) -> Admit {
        self.cookies.rotate(now);
        let Some((number, fragment)) = first_fragment(datagram) else { return Admit::Ignore };
        // What a cookie is over stands at the beginning, and must be in the first fragment.
        let hello = ClientHello::read_up_to_extensions(&mut Reader::new(fragment.bytes), true);
        let Ok(hello) = hello else { return Admit::Ignore };
        if hello.version >> 8 != version::DTLS12 >> 8 {
            return Admit::Ignore;
        }
        if self.cookies.recognise(peer, &hello, now) {
            return Admit::New;
        }
        // Without a cookie, with an old one, or with another's: all the same.
        let cookie = self.cookies.make(peer, &hello, now);
        match write_request(number, fragment.sequence, &cookie, out) {
            Some(length) if length <= datagram.len() => Admit::Reply(length),
            _ => Admit::Ignore,
        }
    }

    /// Whether a datagram begins like a client's first: with a hello that nothing protects.
    #[must_use]
    pub fn is_hello(datagram: &[u8]) -> bool {
        first_fragment(datagram).is_some()
    }
}

/// The random bytes of a client's first message, if a datagram begins with that.
#[cfg(feature = "net")]
pub(crate) fn hello_random(datagram: &[u8]) -> Option<[u8; 32]> {
    let (_, fragment) = first_fragment(datagram)?;
    let hello = ClientHello::read_up_to_extensions(&mut Reader::new(fragment.bytes), true).ok()?;
    Some(*hello.random)
}

/// The number of a datagram's first record, and the beginning of the `ClientHello` in it.
fn first_fragment(datagram: &[u8]) -> Option<(u64, Fragment<'_>)> {
    let header = Header::read(datagram, None).ok()?;
    if header.kind != ContentType::HANDSHAKE
        || header.epoch != 0
        || header.version >> 8 != version::DTLS12 >> 8
    {
        return None;
    }
    let body = datagram.get(record::HEADER..)?.get(..header.length)?;
    let fragment = Fragment::read(&mut Reader::new(body)).ok()?;
    let is_first = fragment.kind == HandshakeType::CLIENT_HELLO && fragment.offset == 0;
    is_first.then_some((header.number, fragment))
}

/// Writes a `HelloVerifyRequest` with the hello's numbers (RFC 6347 section 4.2.1, erratum 5186). Its version says nothing
/// about the one that is going to be agreed upon, and is the oldest for the sake of clients that expect that.
fn write_request(number: u64, sequence: u16, cookie: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut body = [0; VERIFY_REQUEST + cookie::LENGTH];
    let [v0, v1] = version::DTLS10.to_be_bytes();
    let start = [v0, v1, u8::try_from(cookie.len()).ok()?];
    body.iter_mut().zip(start.iter().chain(cookie)).for_each(|(to, from)| *to = *from);
    let kind = HandshakeType::HELLO_VERIFY_REQUEST;
    let fragment = Fragment { kind, length: body.len(), sequence, offset: 0, bytes: &body };
    let header: [u8; reassembly::HEADER] = fragment.header();
    let mut sending = Sending::new(version::DTLS10, number);
    sending.write(Epoch::Plain, ContentType::HANDSHAKE, [&header, &body], out).ok()
}

impl fmt::Debug for DtlsListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DtlsListener").finish_non_exhaustive()
    }
}
