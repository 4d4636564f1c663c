// SPDX-License-Identifier: MIT
//! TLS with OpenSSL and curl on the other side, over sockets on 127.0.0.1.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use purembed::tls::{
    CipherSuite, ClientAuthentication, ClientContext, Error, ServerContext, TlsConfigurationBuilder,
    TlsStream, TlsVersion,
};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers;
use purembed_tests::pki::{Kind, Pki, client, named, server};

const PATIENCE: Duration = Duration::from_secs(20);
const VERSIONS: [(TlsVersion, &str); 2] = [(TlsVersion::Tls12, "-tls1_2"), (TlsVersion::Tls13, "-tls1_3")];

/// Our server in a thread, for one visitor; ends when the visitor does.
fn serve_one(
    context: ServerContext,
    serve: impl FnOnce(TlsStream<TcpStream>) + Send + 'static,
) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    let thread = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a visitor");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        serve(context.wrap_stream(stream).expect("a server"));
    });
    (address, thread)
}

/// Answers one line with the same in capitals.
fn shout(mut tls: TlsStream<TcpStream>) {
    let mut line = String::new();
    BufReader::new(&mut tls).read_line(&mut line).expect("a line");
    tls.write_all(line.to_uppercase().as_bytes()).expect("the peer listens");
    tls.shutdown().expect("the peer listens");
}

fn run(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A peer that refuses us may be gone before it reads.
    drop(stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the program ends");
    drop(stdin);
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn openssl_s_client_visits_our_server() {
    let Some(openssl) = peers::openssl() else { return };
    let mut ledger = Ledger::new("openssl s_client");
    for kind in Kind::ALL {
        let pki = Pki::new(kind);
        let directory = tempfile::tempdir().expect("a directory");
        pki.write(directory.path());
        for (version, flag) in VERSIONS {
            let (address, thread) = serve_one(server(pki.server()), shout);
            let output = run(
                Command::new(&openssl)
                    .args(["s_client", "-connect", &address.to_string(), "-servername", "localhost", flag])
                    .args(["-verify_return_error", "-verify_hostname", "localhost", "-ign_eof", "-CAfile"])
                    .arg(directory.path().join("root.pem")),
                "hello\n",
            );
            let (out, err) = (text(&output.stdout), text(&output.stderr));
            let case = format!("{kind:?} {version}:\n{out}\n{err}");
            assert!(output.status.success(), "{case}");
            assert!(out.contains("HELLO"), "{case}");
            assert!(out.contains("Verify return code: 0 (ok)") || out.contains("Verification: OK"), "{case}");
            assert!(out.contains(&format!("New, {version}, Cipher is")), "{case}");
            thread.join().expect("our server is content");
            ledger.ran();
        }
    }
    ledger.finish();
}

/// Each suite on its own, so that OpenSSL has no other choice.
#[test]
fn openssl_s_client_speaks_every_suite() {
    let Some(openssl) = peers::openssl() else { return };
    let mut ledger = Ledger::new("openssl s_client, suite by suite");
    let (ecdsa, rsa) = (Pki::new(Kind::P256), Pki::new(Kind::Rsa2048));
    for &suite in CipherSuite::recommended().iter().filter(|suite| !suite.has_psk()) {
        let pki = if suite.name().contains("RSA") && !suite.name().contains("ECDSA") { &rsa } else { &ecdsa };
        let (address, thread) = serve_one(server(pki.server().ciphers(&[suite])), shout);
        let output = run(
            Command::new(&openssl).args(["s_client", "-connect", &address.to_string(), "-ign_eof"]),
            "hello\n",
        );
        let out = text(&output.stdout);
        assert!(out.contains("HELLO"), "{suite}: {out}");
        thread.join().expect("our server is content");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn openssl_s_client_refuses_a_server_that_it_does_not_trust() {
    let Some(openssl) = peers::openssl() else { return };
    let (pki, stranger) = (Pki::new(Kind::P256), Pki::new(Kind::P256));
    let directory = tempfile::tempdir().expect("a directory");
    stranger.write(directory.path());
    let (address, thread) = serve_one(server(pki.server()), |mut tls| {
        let error = tls.do_handshake().and_then(|()| tls.read(&mut [0; 1])).expect_err("refused");
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
        assert!(matches!(inner, Some(Error::AlertReceived(_))), "{error:?}");
    });
    let output = run(
        Command::new(&openssl)
            .args(["s_client", "-connect", &address.to_string(), "-verify_return_error", "-CAfile"])
            .arg(directory.path().join("root.pem")),
        "",
    );
    assert!(!output.status.success(), "{}", text(&output.stdout));
    thread.join().expect("our server saw the alert");
}

#[test]
fn openssl_s_client_shows_its_certificate() {
    let Some(openssl) = peers::openssl() else { return };
    let (pki, clients) = (Pki::new(Kind::P256), Pki::of_client(Kind::Rsa2048));
    let directory = tempfile::tempdir().expect("a directory");
    clients.write(directory.path());
    for (_, flag) in VERSIONS {
        for shows in [true, false] {
            let ask = ClientAuthentication::Required;
            let config = pki.server().trust_store(clients.trust()).client_authentication(ask);
            let leaf = clients.leaf.clone();
            let (address, thread) = serve_one(server(config), move |mut tls| {
                let result = tls.do_handshake();
                assert_eq!(result.is_ok(), shows, "{result:?}");
                if shows {
                    assert_eq!(tls.buffer().peer_certificate(), Some(&leaf));
                    shout(tls);
                }
            });
            let mut command = Command::new(&openssl);
            command.args(["s_client", "-connect", &address.to_string(), flag, "-ign_eof"]);
            if shows {
                command.arg("-cert").arg(directory.path().join("leaf.pem"));
                command.arg("-cert_chain").arg(directory.path().join("intermediate.pem"));
                command.arg("-key").arg(directory.path().join("key.pem"));
            }
            let out = text(&run(&mut command, "hello\n").stdout);
            assert_eq!(out.contains("HELLO"), shows, "{out}");
            thread.join().expect("our server is content");
        }
    }
}

#[test]
fn curl_fetches_a_page() {
    let Some(curl) = peers::curl() else { return };
    let mut ledger = Ledger::new("curl");
    for kind in [Kind::Rsa2048, Kind::P256] {
        let pki = Pki::new(kind);
        let directory = tempfile::tempdir().expect("a directory");
        pki.write(directory.path());
        for (host, protocol) in [("127.0.0.1", "1.2"), ("127.0.0.1", "1.3"), ("localhost", "1.3")] {
            let config = pki.server().inner_protocols(["http/1.1"]);
            let (address, thread) = serve_one(server(config), |mut tls| {
                let mut head = BufReader::new(&mut tls).lines();
                while head.next().is_some_and(|line| !line.expect("HTTP").is_empty()) {}
                tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\npage\n")
                    .expect("curl listens");
                tls.shutdown().expect("curl listens");
                assert_eq!(tls.buffer().negotiated_protocol(), Some(&b"http/1.1"[..]));
            });
            let resolve = format!("localhost:{}:127.0.0.1", address.port());
            let output = run(
                Command::new(&curl)
                    .args(["--silent", "--show-error", "--fail", "--noproxy", "*", "--max-time", "20"])
                    .args([
                        "--resolve",
                        &resolve,
                        &format!("--tlsv{protocol}"),
                        "--tls-max",
                        protocol,
                        "--cacert",
                    ])
                    .arg(directory.path().join("root.pem"))
                    .arg(format!("https://{host}:{}/", address.port())),
                "",
            );
            assert_eq!(text(&output.stdout), "page\n", "{}", text(&output.stderr));
            thread.join().expect("our server is content");
            ledger.ran();
        }
    }
    ledger.finish();
}

/// `openssl s_server`, which sends every line back reversed; stopped when dropped.
struct OpensslServer {
    child: Child,
    address: SocketAddr,
    _output: BufReader<ChildStdout>,
}

impl OpensslServer {
    fn start(openssl: &Path, directory: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(openssl)
            .args(["s_server", "-accept", "127.0.0.1:0", "-rev"])
            .arg("-cert")
            .arg(directory.join("leaf.pem"))
            .arg("-cert_chain")
            .arg(directory.join("intermediate.pem"))
            .arg("-key")
            .arg(directory.join("key.pem"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl starts");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        let address = peers::s_server_address(&mut output).expect("an address");
        Self { child, address, _output: output }
    }
}

impl Drop for OpensslServer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn visit(context: &ClientContext, address: SocketAddr) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut tls = context.wrap_stream(stream, &named("localhost")).expect("a client");
    tls.write_all(b"hello\n")?;
    let mut line = String::new();
    BufReader::new(&mut tls).read_line(&mut line)?;
    assert_eq!(line, "olleh\n");
    Ok(tls)
}

#[test]
fn our_client_visits_openssl_s_server() {
    let Some(openssl) = peers::openssl() else { return };
    let mut ledger = Ledger::new("openssl s_server");
    for kind in Kind::ALL {
        let pki = Pki::new(kind);
        let directory = tempfile::tempdir().expect("a directory");
        pki.write(directory.path());
        for (version, flag) in VERSIONS {
            let peer = OpensslServer::start(&openssl, directory.path(), &[flag]);
            let context = client(pki.client());
            for again in [false, true] {
                let mut tls = visit(&context, peer.address).expect("OpenSSL is fine with us");
                assert_eq!(tls.buffer().negotiated_tls_version(), Some(version));
                assert_eq!(tls.buffer().peer_certificate(), Some(&pki.leaf));
                assert_eq!(tls.buffer().is_resumed(), again, "{kind:?} {version}");
                tls.shutdown().expect("OpenSSL listens");
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

#[test]
fn openssl_s_server_asks_for_our_certificate() {
    let Some(openssl) = peers::openssl() else { return };
    let mut ledger = Ledger::new("openssl s_server with client certificates");
    let pki = Pki::new(Kind::P256);
    for kind in Kind::ALL {
        let clients = Pki::of_client(kind);
        let (ours, theirs) =
            (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("a directory"));
        pki.write(theirs.path());
        clients.write(ours.path());
        let roots = ours.path().join("root.pem");
        let roots = roots.to_str().expect("text");
        for (version, flag) in VERSIONS {
            let arguments = [flag, "-Verify", "3", "-verify_return_error", "-CAfile", roots];
            let peer = OpensslServer::start(&openssl, theirs.path(), &arguments);
            let with = client(pki.client().certificate_chain(clients.chain()));
            visit(&with, peer.address).expect("OpenSSL accepts our certificate");

            let error = visit(&client(pki.client()), peer.address).expect_err("OpenSSL wants a certificate");
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
            assert!(matches!(inner, Some(Error::AlertReceived(_))), "{kind:?} {version}: {error:?}");
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn our_client_refuses_an_openssl_server_that_it_does_not_trust() {
    let Some(openssl) = peers::openssl() else { return };
    let (pki, stranger, expired) = (Pki::new(Kind::P256), Pki::new(Kind::P256), Pki::expired(Kind::P256));
    let config = |pki: &Pki| -> TlsConfigurationBuilder { pki.client() };
    let cases =
        [(&pki, config(&stranger), "signature does not hold"), (&expired, config(&expired), "expired on")];
    for (shown, config, words) in cases {
        let directory = tempfile::tempdir().expect("a directory");
        shown.write(directory.path());
        let peer = OpensslServer::start(&openssl, directory.path(), &[]);
        let error = visit(&client(config), peer.address).expect_err(words);
        assert!(error.to_string().contains(words), "{error}");
    }
}
