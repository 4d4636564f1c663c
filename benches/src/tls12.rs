// SPDX-License-Identifier: MIT
//! TLS 1.2 in memory, both sides in one thread: handshakes, and records of every kind of cipher.
//!
//! `purembed` is its own engine, Mbed TLS is C's, OpenSSL its own. All have one suite, P-256 where a curve is needed, the
//! same keys and certificates, and carry the same bytes.

use std::hint::black_box;
use std::sync::Arc;

use purembed::pk::Group;
use purembed::secrets::SecretBytes;
use purembed::tls12::{CipherSuite, Config, PreSharedKey, Received, TlsConnection, TrustVerifier};
use purembed::x509::TrustStore;

use crate::contest::{Contestant, Operation, Size};
use crate::tls::Pki;

/// What a record carries, in bytes.
const RECORD: usize = 1000;
const IDENTITY: &[u8] = b"thermometer";
const KEY: &[u8] = b"0123456789abcdef";
/// Seconds since 1970.
const NOW: i64 = 1_800_000_000;

/// How the two sides know each other.
#[derive(Clone)]
enum Secret {
    Psk,
    Certificate(Pki),
}

/// Two sides that are connected.
trait Pair {
    /// Client to server.
    fn send(&mut self, data: &[u8], out: &mut [u8]);
}

/// Makes a pair: what is measured of handshakes.
type Maker = Box<dyn Fn() -> Box<dyn Pair>>;

struct Ours {
    client: TlsConnection,
    server: TlsConnection,
}

fn carry(from: &mut TlsConnection, to: &mut TlsConnection) {
    let taken = to.receive(from.peek_outgoing());
    from.consume_outgoing(taken);
}

impl Ours {
    fn maker(suite: CipherSuite, secret: &Secret) -> Maker {
        let config = || Config::new(&[suite]).groups(&[Group::SECP256R1]);
        let (client, server) = match secret {
            Secret::Psk => {
                let key = PreSharedKey::new(IDENTITY, KEY).expect("a key");
                let store = |_: &[u8]| Some(SecretBytes::copy_from(KEY));
                (config().pre_shared_key(Arc::new(key)), config().pre_shared_key_store(Arc::new(store)))
            }
            Secret::Certificate(pki) => {
                let verifier = TrustVerifier::of_servers(TrustStore::from_iter([pki.root.clone()]));
                (
                    config().peer_verifier(Arc::new(verifier)),
                    config().certificate_chain([pki.leaf.clone()], pki.key.clone()),
                )
            }
        };
        let (client, server) = (Arc::new(client), Arc::new(server));
        Box::new(move || {
            let rng = || Box::new(purembed_core::random::generator().expect("random bytes"));
            let client = TlsConnection::client(Arc::clone(&client), Some("localhost"), rng(), NOW);
            let server = TlsConnection::server(Arc::clone(&server), rng(), NOW);
            let mut pair = Self { client: client.expect("a hello"), server };
            while pair.client.is_handshaking() || pair.server.is_handshaking() {
                carry(&mut pair.client, &mut pair.server);
                carry(&mut pair.server, &mut pair.client);
            }
            assert!(pair.client.failure().is_none() && pair.server.failure().is_none());
            Box::new(pair)
        })
    }
}

impl Pair for Ours {
    fn send(&mut self, data: &[u8], out: &mut [u8]) {
        assert_eq!(self.client.write(data).expect("connected"), data.len());
        carry(&mut self.client, &mut self.server);
        assert_eq!(self.server.read(out).expect("data"), Received::Data(data.len()));
    }
}

#[cfg(feature = "peers-c")]
mod c {
    //! Mbed TLS.

    use purembed::parity::pk::Curve;
    use purembed::parity::tls12::{Config, Connection, Context, Received, Transport, Verify};

    use super::{CipherSuite, IDENTITY, KEY, Maker, Pair, Secret};

    struct Theirs {
        client: Connection,
        server: Connection,
    }

    fn carry(from: &mut Connection, to: &mut Connection) {
        from.take_outgoing().iter().for_each(|bytes| to.receive(bytes));
    }

    pub(super) fn maker(suite: CipherSuite, secret: &Secret) -> Maker {
        let config = || Config::new(&[suite.id()]).curves(&[Curve::SECP256R1]);
        let (client, server) = match secret {
            Secret::Psk => {
                let config = config().pre_shared_key(IDENTITY, KEY);
                (config.clone(), config)
            }
            Secret::Certificate(pki) => (
                config().trust(&[pki.root.as_der()], Verify::Required),
                config().certificate_chain(&[pki.leaf.as_der()], pki.key.to_pkcs8_der().expose()),
            ),
        };
        let client = Context::client(Transport::Stream, &client).expect("a client");
        let server = Context::server(Transport::Stream, &server).expect("a server");
        Box::new(move || {
            let connection = |context| Connection::new(context).expect("a connection");
            let mut pair = Theirs { client: connection(&client), server: connection(&server) };
            pair.client.set_server_name("localhost").expect("a name");
            while pair.client.is_handshaking() || pair.server.is_handshaking() {
                let _ = pair.client.do_handshake().expect("a good peer");
                carry(&mut pair.client, &mut pair.server);
                let _ = pair.server.do_handshake().expect("a good peer");
                carry(&mut pair.server, &mut pair.client);
            }
            Box::new(pair)
        })
    }

    impl Pair for Theirs {
        fn send(&mut self, data: &[u8], out: &mut [u8]) {
            assert_eq!(self.client.write(data).expect("connected"), data.len());
            carry(&mut self.client, &mut self.server);
            assert_eq!(self.server.read(out).expect("data"), Received::Data(data.len()));
        }
    }
}

#[cfg(feature = "peers-c")]
mod openssl {
    //! OpenSSL.

    use std::cell::RefCell;
    use std::io::{self, Read, Write};
    use std::rc::Rc;

    use ::openssl::pkey::PKey;
    use ::openssl::ssl::{
        ErrorCode, Ssl, SslContext, SslContextBuilder, SslMethod, SslOptions, SslSessionCacheMode, SslStream,
        SslVerifyMode, SslVersion,
    };
    use ::openssl::x509::X509;

    use super::{IDENTITY, KEY, Maker, Pair, Secret};

    /// The bytes of both directions, as one side sees them.
    struct Pipe {
        incoming: Rc<RefCell<Vec<u8>>>,
        outgoing: Rc<RefCell<Vec<u8>>>,
    }

    impl Read for Pipe {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let mut incoming = self.incoming.borrow_mut();
            if incoming.is_empty() {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            let length = incoming.len().min(out.len());
            out[..length].copy_from_slice(&incoming[..length]);
            incoming.drain(..length);
            Ok(length)
        }
    }

    impl Write for Pipe {
        fn write(&mut self, data: &[u8]) -> io::Result<usize> {
            self.outgoing.borrow_mut().extend_from_slice(data);
            Ok(data.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Theirs {
        client: SslStream<Pipe>,
        server: SslStream<Pipe>,
    }

    fn context(cipher: &str) -> SslContextBuilder {
        let mut builder = SslContext::builder(SslMethod::tls()).expect("a context");
        builder.set_min_proto_version(Some(SslVersion::TLS1_2)).expect("a version");
        builder.set_max_proto_version(Some(SslVersion::TLS1_2)).expect("a version");
        builder.set_cipher_list(&format!("{cipher}:@SECLEVEL=0")).expect("a cipher");
        builder.set_session_cache_mode(SslSessionCacheMode::OFF);
        // The others give no tickets either.
        builder.set_options(SslOptions::NO_TICKET);
        builder.set_groups_list("P-256").expect("a group");
        builder
    }

    pub(super) fn maker(cipher: &str, secret: &Secret) -> Maker {
        let (mut client, mut server) = (context(cipher), context(cipher));
        match secret {
            Secret::Psk => {
                client.set_psk_client_callback(|_, _, identity, key| {
                    identity[..IDENTITY.len()].copy_from_slice(IDENTITY);
                    identity[IDENTITY.len()] = 0;
                    key[..KEY.len()].copy_from_slice(KEY);
                    Ok(KEY.len())
                });
                server.set_psk_server_callback(|_, _, key| {
                    key[..KEY.len()].copy_from_slice(KEY);
                    Ok(KEY.len())
                });
            }
            Secret::Certificate(pki) => {
                let root = X509::from_der(pki.root.as_der()).expect("a root");
                client.cert_store_mut().add_cert(root).expect("a root");
                client.set_verify(SslVerifyMode::PEER);
                let key = PKey::private_key_from_der(pki.key.to_pkcs8_der().expose()).expect("a key");
                server.set_private_key(&key).expect("a key");
                let leaf = X509::from_der(pki.leaf.as_der()).expect("a leaf");
                server.set_certificate(&leaf).expect("a leaf");
            }
        }
        let (client, server) = (client.build(), server.build());
        Box::new(move || {
            let (up, down) = (Rc::default(), Rc::default());
            let ours = Pipe { incoming: Rc::clone(&down), outgoing: Rc::clone(&up) };
            let theirs = Pipe { incoming: up, outgoing: down };
            let mut ssl = Ssl::new(&client).expect("a client");
            ssl.set_hostname("localhost").expect("a name");
            ssl.param_mut().set_host("localhost").expect("a name");
            let client = SslStream::new(ssl, ours).expect("a client");
            let server = SslStream::new(Ssl::new(&server).expect("a server"), theirs).expect("a server");
            let mut pair = Theirs { client, server };
            loop {
                let outcomes = [pair.client.connect(), pair.server.accept()];
                if outcomes.iter().all(Result::is_ok) {
                    break;
                }
                for error in outcomes.into_iter().filter_map(Result::err) {
                    assert_eq!(error.code(), ErrorCode::WANT_READ, "{error}");
                }
            }
            Box::new(pair)
        })
    }

    impl Pair for Theirs {
        fn send(&mut self, data: &[u8], out: &mut [u8]) {
            assert_eq!(self.client.ssl_write(data).expect("connected"), data.len());
            assert_eq!(self.server.ssl_read(out).expect("data"), data.len());
        }
    }
}

/// Everyone who has a suite. `openssl` is its name there, if it has it.
fn makers(name: &str, openssl: Option<&str>, secret: &Secret) -> Vec<(&'static str, Maker)> {
    let suite: CipherSuite = name.parse().expect("a suite");
    let ours = ("purembed", Ours::maker(suite, secret));
    #[cfg(feature = "peers-c")]
    {
        let openssl = openssl.map(|cipher| ("OpenSSL", openssl::maker(cipher, secret)));
        [ours, ("Mbed TLS", c::maker(suite, secret))].into_iter().chain(openssl).collect()
    }
    #[cfg(not(feature = "peers-c"))]
    {
        let _ = openssl;
        vec![ours]
    }
}

/// Whether what is sent arrives.
fn check(pair: &mut dyn Pair) {
    let (data, mut out) = ([7; RECORD], [0; RECORD]);
    pair.send(&data, &mut out);
    assert_eq!(out, data);
}

/// Handshakes and records.
///
/// # Panics
///
/// If a handshake fails, or records do not arrive as they were sent.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let pki = Secret::Certificate(Pki::ecdsa_p256());
    let mut all = vec![
        handshake("psk", "TLS-PSK-WITH-AES-128-GCM-SHA256", "PSK-AES128-GCM-SHA256", &Secret::Psk),
        handshake(
            "ecdhe-psk",
            "TLS-ECDHE-PSK-WITH-AES-128-CBC-SHA256",
            "ECDHE-PSK-AES128-CBC-SHA256",
            &Secret::Psk,
        ),
        handshake(
            "ecdhe-ecdsa",
            "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256",
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            &pki,
        ),
    ];
    all.extend(
        [
            ("AES-128-GCM-SHA256", Some("PSK-AES128-GCM-SHA256")),
            ("AES-256-GCM-SHA384", Some("PSK-AES256-GCM-SHA384")),
            ("AES-128-CCM", Some("PSK-AES128-CCM")),
            ("AES-256-CCM", Some("PSK-AES256-CCM")),
            ("AES-128-CCM-8", Some("PSK-AES128-CCM8")),
            ("AES-256-CCM-8", Some("PSK-AES256-CCM8")),
            ("CHACHA20-POLY1305-SHA256", Some("PSK-CHACHA20-POLY1305")),
            ("ARIA-128-GCM-SHA256", Some("PSK-ARIA128-GCM-SHA256")),
            ("ARIA-256-GCM-SHA384", Some("PSK-ARIA256-GCM-SHA384")),
            ("CAMELLIA-128-GCM-SHA256", None),
            ("CAMELLIA-256-GCM-SHA384", None),
            ("AES-128-CBC-SHA", Some("PSK-AES128-CBC-SHA")),
            ("AES-128-CBC-SHA256", Some("PSK-AES128-CBC-SHA256")),
            ("AES-256-CBC-SHA384", Some("PSK-AES256-CBC-SHA384")),
            ("ARIA-128-CBC-SHA256", None),
            ("CAMELLIA-128-CBC-SHA256", Some("PSK-CAMELLIA128-SHA256")),
        ]
        .map(|(cipher, openssl)| records(cipher, openssl)),
    );
    all
}

fn handshake(group: &str, suite: &str, openssl: &str, secret: &Secret) -> Operation {
    let contestants = makers(suite, Some(openssl), secret).into_iter().map(|(name, make)| {
        check(&mut *make());
        Contestant::with_setup(name, || (), move |()| make())
    });
    Operation {
        group: format!("tls12/handshake {group}"),
        size: Size::One,
        contestants: contestants.collect(),
    }
}

fn records(cipher: &str, openssl: Option<&str>) -> Operation {
    let suite = format!("TLS-PSK-WITH-{cipher}");
    let contestants = makers(&suite, openssl, &Secret::Psk).into_iter().map(|(name, make)| {
        let mut pair = make();
        check(&mut *pair);
        let (data, mut out) = ([7; RECORD], [0; RECORD]);
        Contestant::new(name, move || {
            pair.send(black_box(&data), &mut out);
            black_box(&out);
        })
    });
    Operation {
        group: format!("tls12/record {}", cipher.to_lowercase()),
        size: Size::Bytes(RECORD),
        contestants: contestants.collect(),
    }
}
