// SPDX-License-Identifier: MIT
//! Any bytes as what a TLS peer says, to a client and to a server, in any pieces: refused or waited for; no panic, no
//! standstill, no data, no success.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use purembed_pk::{Ed25519, PrivateKey};
use purembed_tls::{
    CertificateChain, ClientAuthentication, ClientContext, Progress, Received, ServerContext, ServerIdentity,
    TlsConfiguration, TlsWrappedBuffer,
};
use purembed_x509::{CrtBuilder, GeneralName, SerialNumber, ServerName, Time, TrustStore};

const NOW: Time = Time::from_unix(1_800_000_000);

static CONTEXTS: LazyLock<(ClientContext, ServerContext)> = LazyLock::new(|| {
    let key = PrivateKey::from(Ed25519::from_seed(&[7; 32]).expect("a key"));
    let (from, until) = (Time::from_unix(0), Time::from_unix(4_000_000_000));
    let name = "CN=localhost".parse().expect("a name");
    let crt = CrtBuilder::new(name, key.public_key(), SerialNumber::random().expect("randomness"), from, until)
        .subject_alternative_names([GeneralName::Dns("localhost")])
        .self_sign(&key, purembed_hash::Algorithm::SHA256)
        .expect("a certificate");
    let builder = || TlsConfiguration::builder().trust_store(TrustStore::from_iter([crt.clone()]));
    let client = builder().inner_protocols(["h2"]).build().expect("fits");
    let chain = CertificateChain::new([crt.clone()], key).expect("its key");
    let server = builder()
        .certificate_chain(chain)
        .client_authentication(ClientAuthentication::Optional)
        .inner_protocols(["h2"])
        .build()
        .expect("fits");
    (ClientContext::new(client).expect("a client"), ServerContext::new(server).expect("a server"))
});

fuzz_target!(|input: (u8, &[u8])| {
    let (piece, data) = input;
    let (client, server) = &*CONTEXTS;
    let identity = ServerIdentity::named(ServerName::try_from("localhost").expect("a name"));
    listen(client.wrap_buffers(&identity, NOW).expect("a client"), data, piece);
    listen(server.wrap_buffers(NOW).expect("a server"), data, piece);
});

/// Feeds the bytes in pieces of a length.
fn listen(mut tls: TlsWrappedBuffer, data: &[u8], piece: u8) {
    for bytes in data.chunks(usize::from(piece) + 1) {
        let taken = tls.receive_from_network(bytes);
        assert!(taken == bytes.len(), "nothing was handed out, so there is nothing to wait for");
        let sent = tls.peek_outgoing().len();
        tls.consume_outgoing(sent);
    }
    tls.receive_eof();
    assert!(!matches!(tls.do_handshake(), Ok(Progress::Done)), "nobody without a key gets this far");
    assert!(!matches!(tls.read(&mut [0; 100]), Ok(Received::Data(_) | Received::Closed)));
    assert!(tls.write(b"data").is_err());
    assert!(tls.peer_certificate().is_none());
}
