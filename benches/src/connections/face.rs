// SPDX-License-Identifier: MIT
//! purembed's `TlsWrappedBuffer`, with TLS 1.3.

use std::sync::Arc;

use purembed::pk::PrivateKey;
use purembed::tls::{
    CertificateChain, CipherSuite, ClientContext, Progress, Received, ServerContext, ServerIdentity,
    TlsConfiguration, TlsVersion, TlsWrappedBuffer,
};
use purembed::x509::{ServerName, Time, TrustStore};

use super::{Agreement, Maker, NOW, Pair, Pki, Secret};

struct Both {
    client: TlsWrappedBuffer,
    server: TlsWrappedBuffer,
}

fn carry(from: &mut TlsWrappedBuffer, to: &mut TlsWrappedBuffer) {
    let sent = to.receive_from_network(from.peek_outgoing());
    from.consume_outgoing(sent);
}

fn contexts(pki: &Pki) -> (ClientContext, ServerContext) {
    let builder = || {
        TlsConfiguration::builder()
            .lowest_supported_version(TlsVersion::Tls13)
            .ciphers(&[CipherSuite::TLS13_AES_128_GCM_SHA256])
    };
    let roots = TrustStore::from_iter([pki.root.clone()]);
    let key = PrivateKey::from_buffer(pki.key.to_pkcs8_der().expose()).expect("a key");
    let chain = CertificateChain::new([pki.leaf.clone()], key).expect("a chain");
    (
        ClientContext::new(builder().trust_store(roots).build().expect("fits")).expect("a client"),
        ServerContext::new(builder().certificate_chain(chain).build().expect("fits")).expect("a server"),
    )
}

pub(super) fn maker(agreement: &Agreement) -> Maker {
    let Secret::Certificate(pki) = agreement.secret.clone() else { panic!("certificates alone") };
    let (client, server) = contexts(&pki);
    let (client, server) = (Arc::new(client), Arc::new(server));
    let resumed = agreement.resumed;
    if resumed {
        drop(Both::new(&client, &server));
    }
    super::maker(move || {
        // A context remembers sessions: a new one for each handshake keeps every handshake a full one.
        let client = if resumed { Arc::clone(&client) } else { Arc::new(contexts(&pki).0) };
        let server = Arc::clone(&server);
        move || -> Box<dyn Pair> { Box::new(Both::new(&client, &server)) }
    })
}

impl Both {
    fn new(client: &ClientContext, server: &ServerContext) -> Self {
        let now = Time::from_unix(NOW);
        let identity = ServerIdentity::named(ServerName::try_from("localhost").expect("a name"));
        let client = client.wrap_buffers(&identity, now).expect("a client");
        let mut pair = Self { client, server: server.wrap_buffers(now).expect("a server") };
        while pair.client.do_handshake().expect("a good peer") != Progress::Done
            || pair.server.do_handshake().expect("a good peer") != Progress::Done
        {
            carry(&mut pair.client, &mut pair.server);
            carry(&mut pair.server, &mut pair.client);
        }
        // The tickets.
        carry(&mut pair.server, &mut pair.client);
        pair
    }
}

impl Pair for Both {
    fn is_resumed(&mut self) -> bool {
        self.client.is_resumed()
    }

    fn send(&mut self, data: &[u8], out: &mut [u8]) {
        assert_eq!(self.client.write(data).expect("a good peer"), data.len());
        let mut read = 0;
        while read < out.len() {
            carry(&mut self.client, &mut self.server);
            while let Received::Data(length) = self.server.read(&mut out[read..]).expect("a good peer") {
                read += length;
                if length == 0 {
                    break;
                }
            }
        }
    }
}
