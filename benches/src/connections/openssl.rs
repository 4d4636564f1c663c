// SPDX-License-Identifier: MIT
//! OpenSSL, in all protocols.
#![expect(unsafe_code, reason = "sessions are set by an unsafe function")]

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use ::openssl::pkey::PKey;
use ::openssl::ssl::{
    ErrorCode, Ssl, SslContext, SslContextBuilder, SslMethod, SslOptions, SslSession, SslSessionCacheMode,
    SslStream, SslVerifyMode, SslVersion,
};
use ::openssl::x509::X509;

use super::{Agreement, IDENTITY, KEY, MTU, Maker, Pair, Protocol, Secret};

/// What was written, write by write: datagrams stay apart, and of streams a part of a write may be read.
type Wire = Rc<RefCell<VecDeque<Vec<u8>>>>;

/// The bytes of both directions, as one side sees them.
struct Pipe {
    incoming: Wire,
    outgoing: Wire,
}

impl Read for Pipe {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut incoming = self.incoming.borrow_mut();
        let Some(first) = incoming.front_mut() else { return Err(io::ErrorKind::WouldBlock.into()) };
        let length = first.len().min(out.len());
        out[..length].copy_from_slice(&first[..length]);
        if length == first.len() {
            incoming.pop_front();
        } else {
            first.drain(..length);
        }
        Ok(length)
    }
}

impl Write for Pipe {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.outgoing.borrow_mut().push_back(data.to_vec());
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Clone)]
struct Contexts {
    client: SslContext,
    server: SslContext,
    datagrams: bool,
}

struct Both {
    client: SslStream<Pipe>,
    server: SslStream<Pipe>,
}

/// What OpenSSL calls a suite, if it has it.
fn cipher(suite: &str) -> Option<&'static str> {
    Some(match suite {
        "TLS-PSK-WITH-AES-128-GCM-SHA256" => "PSK-AES128-GCM-SHA256",
        "TLS-PSK-WITH-AES-256-GCM-SHA384" => "PSK-AES256-GCM-SHA384",
        "TLS-PSK-WITH-AES-128-CCM" => "PSK-AES128-CCM",
        "TLS-PSK-WITH-AES-256-CCM" => "PSK-AES256-CCM",
        "TLS-PSK-WITH-AES-128-CCM-8" => "PSK-AES128-CCM8",
        "TLS-PSK-WITH-AES-256-CCM-8" => "PSK-AES256-CCM8",
        "TLS-PSK-WITH-CHACHA20-POLY1305-SHA256" => "PSK-CHACHA20-POLY1305",
        "TLS-PSK-WITH-ARIA-128-GCM-SHA256" => "PSK-ARIA128-GCM-SHA256",
        "TLS-PSK-WITH-ARIA-256-GCM-SHA384" => "PSK-ARIA256-GCM-SHA384",
        "TLS-PSK-WITH-AES-128-CBC-SHA" => "PSK-AES128-CBC-SHA",
        "TLS-PSK-WITH-AES-128-CBC-SHA256" => "PSK-AES128-CBC-SHA256",
        "TLS-PSK-WITH-AES-256-CBC-SHA384" => "PSK-AES256-CBC-SHA384",
        "TLS-PSK-WITH-CAMELLIA-128-CBC-SHA256" => "PSK-CAMELLIA128-SHA256",
        "TLS-ECDHE-PSK-WITH-AES-128-CBC-SHA256" => "ECDHE-PSK-AES128-CBC-SHA256",
        "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256" => "ECDHE-ECDSA-AES128-GCM-SHA256",
        "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256" => "ECDHE-RSA-AES128-GCM-SHA256",
        _ => return None,
    })
}

fn context(agreement: &Agreement) -> Option<SslContextBuilder> {
    let method = match agreement.protocol {
        Protocol::Dtls12 => SslMethod::dtls(),
        Protocol::Tls12 | Protocol::Tls13 => SslMethod::tls(),
    };
    let mut builder = SslContext::builder(method).expect("a context");
    let (version, groups) = match agreement.protocol {
        Protocol::Tls12 => (SslVersion::TLS1_2, "P-256"),
        Protocol::Tls13 => (SslVersion::TLS1_3, "X25519"),
        Protocol::Dtls12 => (SslVersion::DTLS1_2, "P-256"),
    };
    builder.set_min_proto_version(Some(version)).expect("a version");
    builder.set_max_proto_version(Some(version)).expect("a version");
    builder.set_groups_list(groups).expect("a group");
    if agreement.protocol == Protocol::Tls13 {
        builder.set_ciphersuites("TLS_AES_128_GCM_SHA256").expect("a suite");
    } else {
        builder.set_cipher_list(&format!("{}:@SECLEVEL=0", cipher(agreement.suite)?)).expect("a suite");
    }
    builder.set_session_cache_mode(SslSessionCacheMode::OFF);
    builder.set_options(SslOptions::NO_QUERY_MTU);
    if agreement.protocol != Protocol::Tls13 && !agreement.resumed {
        // The others give no tickets either.
        builder.set_options(SslOptions::NO_TICKET);
    }
    Some(builder)
}

fn know_each_other(client: &mut SslContextBuilder, server: &mut SslContextBuilder, secret: &Secret) {
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
}

pub(super) fn maker(agreement: &Agreement) -> Option<Maker> {
    let (mut client, mut server) = (context(agreement)?, context(agreement)?);
    know_each_other(&mut client, &mut server, &agreement.secret);
    let sessions = Arc::new(Mutex::new(None));
    if agreement.resumed {
        client.set_session_cache_mode(SslSessionCacheMode::CLIENT | SslSessionCacheMode::NO_INTERNAL);
        let sessions = Arc::clone(&sessions);
        client.set_new_session_callback(move |_, session| {
            sessions.lock().expect("no panic").get_or_insert(session);
        });
    }
    let contexts = Contexts {
        client: client.build(),
        server: server.build(),
        datagrams: agreement.protocol == Protocol::Dtls12,
    };
    let session = agreement.resumed.then(|| {
        let mut first = Both::new(&contexts, None);
        // Tickets come after the handshake.
        assert!(first.client.ssl_read(&mut [0]).is_err());
        let session: Option<SslSession> = sessions.lock().expect("no panic").take();
        session.expect("a session").to_der().expect("its bytes")
    });
    Some(super::maker(move || {
        // A copy for each: a connection without a farewell spoils its session.
        let session = session.as_ref().map(|der| SslSession::from_der(der).expect("a session"));
        let contexts = contexts.clone();
        move || -> Box<dyn Pair> { Box::new(Both::new(&contexts, session.as_ref())) }
    }))
}

impl Both {
    fn new(contexts: &Contexts, session: Option<&SslSession>) -> Self {
        let (up, down) = (Wire::default(), Wire::default());
        let ours = Pipe { incoming: Rc::clone(&down), outgoing: Rc::clone(&up) };
        let theirs = Pipe { incoming: up, outgoing: down };
        let mut ssl = Ssl::new(&contexts.client).expect("a client");
        ssl.set_hostname("localhost").expect("a name");
        ssl.param_mut().set_host("localhost").expect("a name");
        if contexts.datagrams {
            ssl.set_mtu(MTU as u32).expect("a size");
        }
        if let Some(session) = session {
            // SAFETY: the session is of this context.
            unsafe { ssl.set_session(session) }.expect("a session");
        }
        let client = SslStream::new(ssl, ours).expect("a client");
        let mut ssl = Ssl::new(&contexts.server).expect("a server");
        if contexts.datagrams {
            ssl.set_mtu(MTU as u32).expect("a size");
        }
        let server = SslStream::new(ssl, theirs).expect("a server");
        let mut pair = Self { client, server };
        loop {
            let outcomes = [pair.client.connect(), pair.server.accept()];
            if outcomes.iter().all(Result::is_ok) {
                return pair;
            }
            for error in outcomes.into_iter().filter_map(Result::err) {
                assert_eq!(error.code(), ErrorCode::WANT_READ, "{error}");
            }
        }
    }
}

impl Pair for Both {
    fn is_resumed(&mut self) -> bool {
        self.client.ssl().session_reused()
    }

    fn send(&mut self, data: &[u8], out: &mut [u8]) {
        assert_eq!(self.client.ssl_write(data).expect("connected"), data.len());
        assert_eq!(self.server.ssl_read(out).expect("data"), data.len());
    }
}
