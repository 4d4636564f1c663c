// SPDX-License-Identifier: MIT
//! One configuration, and whichever engine it takes: OpenSSL on the other side, with pre-shared keys and certificates.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use purembed::secrets::SecretBytes;
use purembed::tls::{
    CipherSuite, Engine, PreSharedKey, ServerContext, TlsConfiguration, TlsConfigurationBuilder, TlsVersion,
};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{self, Stopped, s_server_address};
use purembed_tests::pki::{Kind, Pki, client, named, server};

const KEY: &[u8] = b"0123456789abcdef";
const KEY_IN_HEX: &str = "30313233343536373839616263646566";
const PATIENCE: Duration = Duration::from_secs(20);

fn with_store(builder: TlsConfigurationBuilder) -> TlsConfigurationBuilder {
    let find = |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(KEY));
    builder.pre_shared_key_store(Arc::new(find))
}

fn with_key() -> TlsConfigurationBuilder {
    TlsConfiguration::builder().pre_shared_key(PreSharedKey::new(b"thermometer", KEY).expect("a key"))
}

/// What our server has come to with one visitor, to whom it says its line in capitals.
type Outcome = (Option<Engine>, Option<TlsVersion>, Option<Vec<u8>>);

fn serve_one(context: ServerContext) -> (SocketAddr, JoinHandle<Outcome>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    let thread = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a visitor");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        let mut tls = context.wrap_socket(stream).expect("a server");
        let mut line = String::new();
        BufReader::new(&mut tls).read_line(&mut line).expect("a line");
        tls.write_all(line.to_uppercase().as_bytes()).expect("the peer listens");
        let buffer = tls.buffer();
        let identity = buffer.psk_identity().map(<[u8]>::to_vec);
        let outcome = (buffer.engine(), buffer.negotiated_tls_version(), identity);
        tls.close().expect("the peer listens");
        outcome
    });
    (address, thread)
}

/// `openssl s_client` with a pre-shared key offers TLS 1.3 first unless it is told otherwise.
#[test]
fn openssl_s_client_gets_the_engine_that_serves_it() {
    let Some(openssl) = peers::openssl() else { return };
    let mut ledger = Ledger::new("openssl s_client and both engines");
    let pki = Pki::new(Kind::P256);
    let psk = ["-psk_identity", "thermometer", "-psk", KEY_IN_HEX];
    let old_psk = [&psk[..], &["-tls1_2", "-cipher", "PSK:@SECLEVEL=0"]].concat();
    let cbc = ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"];
    let identity = || Some(b"thermometer".to_vec());
    let keys = || with_store(TlsConfiguration::builder());
    let both = || with_store(pki.server());
    let rows: [(&str, TlsConfigurationBuilder, &[&str], Outcome); 6] = [
        ("keys alone", keys(), &psk, (Some(Engine::Native), Some(TlsVersion::Tls12), identity())),
        ("keys and TLS 1.3", both(), &psk, (Some(Engine::Rustls), Some(TlsVersion::Tls13), None)),
        ("keys and TLS 1.2", both(), &old_psk, (Some(Engine::Native), Some(TlsVersion::Tls12), identity())),
        ("no key", both(), &[], (Some(Engine::Rustls), Some(TlsVersion::Tls13), None)),
        ("no key, TLS 1.2", both(), &["-tls1_2"], (Some(Engine::Rustls), Some(TlsVersion::Tls12), None)),
        (
            "a suite with CBC",
            pki.server().ciphers(CipherSuite::available()),
            &cbc,
            (Some(Engine::Native), Some(TlsVersion::Tls12), None),
        ),
    ];
    for (name, builder, arguments, expected) in rows {
        let (address, thread) = serve_one(server(builder));
        let mut command = Command::new(&openssl);
        command.args(["s_client", "-connect", &address.to_string(), "-ign_eof"]).args(arguments);
        let said = peers::talk(&mut command, "hello\n");
        assert!(said.contains("HELLO"), "{name}: {said}");
        assert_eq!(thread.join().expect("our server is content"), expected, "{name}");
        ledger.ran();
    }
    ledger.finish();
}

fn visit_s_server(
    openssl: &Path,
    arguments: &[&str],
    builder: TlsConfigurationBuilder,
) -> (Option<Engine>, String) {
    let mut command = Command::new(openssl);
    command.args(["s_server", "-accept", "127.0.0.1:0", "-rev"]).args(arguments);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut s_server = Stopped(child.expect("s_server starts"));
    let mut output = BufReader::new(s_server.0.stdout.take().expect("a pipe"));
    let address = s_server_address(&mut output).expect("it says where it listens");
    let stream = TcpStream::connect(address).expect("a server");
    let context = client(builder.read_timeout(PATIENCE));
    let mut tls = context.wrap_socket(stream, &named("localhost")).expect("a client");
    tls.write_all(b"hello\n").expect("the peer listens");
    let mut answer = [0; 6];
    tls.read_exact(&mut answer).expect("an answer");
    (tls.buffer().engine(), String::from_utf8_lossy(&answer).into_owned())
}

#[test]
fn our_clients_visit_openssl_s_server_with_both_engines() {
    let Some(openssl) = peers::openssl() else { return };
    let mut ledger = Ledger::new("openssl s_server and both engines");
    let pki = Pki::new(Kind::Rsa2048);
    let directory = tempfile::tempdir().expect("a directory");
    pki.write(directory.path());
    let file = |name: &str| directory.path().join(name).to_str().expect("a path").to_owned();
    let (chain, key) = (file("chain.pem"), file("key.pem"));
    let keys = ["-nocert", "-psk_identity", "thermometer", "-psk", KEY_IN_HEX];
    let certificate = ["-cert", &chain, "-cert_chain", &chain, "-key", &key];
    let cbc: CipherSuite = "ECDHE-RSA-AES256-SHA384".parse().expect("a suite");
    let rows: [(&str, &[&str], TlsConfigurationBuilder, Engine); 3] = [
        ("a pre-shared key", &keys, with_key(), Engine::Native),
        ("a suite with CBC", &certificate, pki.client().ciphers(&[cbc]), Engine::Native),
        ("the default", &certificate, pki.client(), Engine::Rustls),
    ];
    for (name, arguments, builder, engine) in rows {
        let outcome = visit_s_server(&openssl, arguments, builder);
        assert_eq!(outcome, (Some(engine), "olleh\n".to_owned()), "{name}");
        ledger.ran();
    }
    ledger.finish();
}

/// Every name that OpenSSL has for a suite of ours, and IANA's beside it.
#[test]
fn suites_have_the_names_that_openssl_gives_them() {
    let Some(openssl) = peers::openssl() else { return };
    let mut ledger = Ledger::new("openssl ciphers -stdname");
    let all = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
    let list = peers::output_of(&openssl, Path::new("."), &["ciphers", "-stdname", all]);
    for line in list.lines() {
        let mut words = line.split_whitespace();
        let (Some(iana), Some("-"), Some(theirs)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let Ok(suite) = iana.parse::<CipherSuite>() else {
            ledger.skip("not a suite of ours");
            continue;
        };
        assert_eq!(suite.iana_name(), iana);
        assert_eq!(suite.openssl_name(), theirs);
        assert_eq!(theirs.parse(), Ok(suite));
        ledger.ran();
    }
    ledger.finish();
}
