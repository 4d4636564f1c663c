// SPDX-License-Identifier: MIT
//! Each example as a user runs it, with a foreign program on the other side.

use std::ffi::OsStr;
use std::process::Command;

use purembed_tests::examples::{Serving, chat, example, foreign, outcome, output};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers;
use purembed_tests::pki::{Kind, Pki};
use purembed_tests::tls12::certificates::InFiles;
use purembed_tests::tls12::gnutls::{self, GnuTls};
use purembed_tests::tls12::openssl::{self, OpenSsl};
use purembed_tests::tls12::sockets::Transport;
use purembed_tests::tls12::{IDENTITY, KEY};

/// `IDENTITY=KEY`
fn psk() -> String {
    let text = |bytes| str::from_utf8(bytes).expect("text");
    format!("{}={}", text(IDENTITY), text(KEY))
}

/// Arguments that name files.
fn with_files<'c>(command: &'c mut Command, files: &InFiles, named: &[(&str, &str)]) -> &'c mut Command {
    for (option, name) in named {
        command.arg(option).arg(files.file(name));
    }
    command
}

const CHAIN: [(&str, &str); 2] = [("--cert", "chain.pem"), ("--key", "key.pem")];
const ANYWHERE: &str = "127.0.0.1:0";

#[test]
fn https_server_is_visited_by_curl_and_openssl() {
    let mut ledger = Ledger::new("https_server");
    for kind in [Kind::Rsa2048, Kind::P256] {
        let files = InFiles::new(Pki::new(kind));
        let mut command = example("https_server");
        let mut server =
            Serving::start(with_files(&mut command, &files, &CHAIN).args(["--listen", ANYWHERE]));
        let port = server.address.port();
        for version in ["--tlsv1.3", "--tls-max 1.2"] {
            let url = format!("https://localhost:{port}/some/page");
            let arguments = format!(
                "--silent --show-error --noproxy * {version} --resolve localhost:{port}:127.0.0.1 {url}"
            );
            let Some(mut curl) = foreign("curl", &arguments) else { return };
            let page = output(with_files(&mut curl, &files, &[("--cacert", "root.pem")]));
            assert!(page.starts_with("Hello 127.0.0.1:"), "{page}");
            let line = server.line();
            assert!(line.contains("\"GET /some/page HTTP/"), "{line}");
            ledger.ran();
        }
        let arguments = format!("s_client -connect 127.0.0.1:{port} -verify_return_error -ign_eof");
        let Some(mut s_client) = foreign("openssl", &arguments) else { return };
        with_files(&mut s_client, &files, &[("-CAfile", "root.pem")]);
        let said = peers::talk(&mut s_client, "GET / HTTP/1.1\r\n\r\n");
        assert!(said.contains("Hello 127.0.0.1:") && said.contains("Verification: OK"), "{said}");
        ledger.ran();
    }
    ledger.finish();
}

/// `openssl s_server` that shows pages, or does what else it is told.
fn s_server(files: &InFiles, more: &str) -> Option<(openssl::Server, u16)> {
    let arguments = [openssl::showing(files), openssl::words(more)].concat();
    let server = OpenSsl::find()?.serve(Transport::Stream, &arguments);
    let port = server.address.port();
    Some((server, port))
}

#[test]
fn https_client_fetches_from_openssl_and_trusts_whom_it_is_told_to() {
    let mut ledger = Ledger::new("https_client");
    let files = InFiles::new(Pki::new(Kind::P256));
    let Some((_server, port)) = s_server(&files, "-www") else { return };
    let url = format!("https://localhost:{port}/");
    let fetch = |url: &str, trust: &[&OsStr]| {
        let mut command = example("https_client");
        outcome(command.env("SSL_CERT_FILE", files.file("root.pem")).args(trust).arg(url))
    };
    let root = files.file("root.pem");
    // A file, and what the system trusts, which the environment says.
    for trust in
        [&[OsStr::new("--trust"), root.as_os_str()][..], &[OsStr::new("--trust"), OsStr::new("system")], &[]]
    {
        let (success, said) = fetch(&url, trust);
        assert!(success && said.contains("s_server") && said.contains("TLSv1.2, "), "{said}");
        ledger.ran();
    }
    let stranger = InFiles::new(Pki::new(Kind::P256));
    let other = stranger.file("root.pem");
    let refusals = [
        (url.clone(), other.as_os_str(), "peer's certificate refused"),
        (url, OsStr::new("/nowhere.pem"), "/nowhere.pem: "),
        (format!("https://example.invalid:{port}/"), root.as_os_str(), "error: "),
        (format!("http://localhost:{port}/"), root.as_os_str(), "usage: https_client"),
    ];
    for (url, trust, reason) in refusals {
        let (success, said) = fetch(&url, &[OsStr::new("--trust"), trust]);
        assert!(!success && said.contains(reason), "{said}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn mtls_asks_openssl_for_a_certificate_and_shows_it_one() {
    let mut ledger = Ledger::new("mtls");
    let (server, client) = (InFiles::new(Pki::new(Kind::P256)), InFiles::new(Pki::of_client(Kind::P256)));
    let mut command = example("mtls");
    command.arg("server").args(["--listen", ANYWHERE]).arg("--client-ca").arg(client.file("root.pem"));
    let ours = Serving::start(with_files(&mut command, &server, &CHAIN));
    for (shows, greeting) in [(true, "You are CN=client."), (false, "certificate required")] {
        let arguments = format!("s_client -connect {} -verify_return_error -ign_eof", ours.address);
        let Some(mut s_client) = foreign("openssl", &arguments) else { return };
        with_files(&mut s_client, &server, &[("-CAfile", "root.pem")]);
        if shows {
            s_client.args(openssl::showing(&client));
        }
        let said = peers::talk(&mut s_client, "");
        assert!(said.contains(greeting), "{said}");
        ledger.ran();
    }

    let trust = [openssl::words("-Verify 3"), openssl::trusting(&client)].concat();
    let Some(openssl) = OpenSsl::find() else { return };
    let mut theirs = openssl.serve(Transport::Stream, &[openssl::showing(&server), trust].concat());
    theirs.say("You are welcome.");
    let mut command = example("mtls");
    command.arg("client").args(["--name", "localhost"]).arg("--trust").arg(server.file("root.pem"));
    with_files(&mut command, &client, &CHAIN).arg(theirs.address.to_string());
    let said = chat(&mut command, "", "You are welcome.");
    assert!(said.contains("You are welcome."), "{said}");
    ledger.ran();
    ledger.finish();
}

#[test]
fn dtls_echo_server_is_visited_by_openssl_and_gnutls() {
    let mut ledger = Ledger::new("dtls_echo_server");
    let files = InFiles::new(Pki::new(Kind::P256));
    let mut command = example("dtls_echo_server");
    command.args(["--psk", &psk(), "--listen", ANYWHERE]);
    let server = Serving::start(with_files(&mut command, &files, &CHAIN));
    let Some(gnutls) = peers::find("gnutls-cli") else { return };
    for by_key in [true, false] {
        let arguments = format!("s_client -dtls1_2 -connect {}", server.address);
        let Some(mut s_client) = foreign("openssl", &arguments) else { return };
        match by_key {
            true => s_client.args(openssl::psk()).args(["-cipher", "PSK"]),
            false => s_client.args(openssl::trusting(&files)),
        };
        let said = chat(&mut s_client, "21 degrees", "\n21 degrees");
        assert!(said.contains("\n21 degrees"), "{said}");
        ledger.ran();

        // It keeps to itself what it has to say to a pipe until it ends, unless it is told not to.
        let arguments = format!("-o0 {} --udp --port {}", gnutls.display(), server.address.port());
        let Some(mut gnutls_cli) = foreign("stdbuf", &arguments) else { return };
        match by_key {
            true => gnutls_cli.args(gnutls::psk()).args(["--priority", "NORMAL:-KX-ALL:+PSK"]),
            false => gnutls_cli.args(gnutls::trusting(&files)),
        };
        let said = chat(gnutls_cli.arg("127.0.0.1"), "22 degrees", "\n22 degrees");
        assert!(said.contains("\n22 degrees"), "{said}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn dtls_echo_client_visits_openssl_and_gnutls() {
    let mut ledger = Ledger::new("dtls_echo_client");
    let files = InFiles::new(Pki::new(Kind::P256));
    let by_key = || {
        let mut command = example("dtls_echo_client");
        command.args(["--psk", &psk()]);
        command
    };
    let by_name = || {
        let mut command = example("dtls_echo_client");
        command.args(["--name", "localhost", "--trust"]).arg(files.file("root.pem"));
        command
    };
    let Some(openssl) = OpenSsl::find() else { return };
    for (mut client, arguments) in [
        (by_key(), [openssl::psk(), openssl::words("-nocert -cipher PSK")].concat()),
        (by_name(), openssl::showing(&files)),
    ] {
        let server = openssl.serve(Transport::Datagram, &arguments);
        let address = server.address.to_string();
        let visit = || output(client.args([address.as_str(), "what temperature\n"]));
        let (said, seen) = server.answer("what temperature", "21 degrees", visit);
        assert!(said.contains("21 degrees"), "{said}{seen}");
        ledger.ran();
    }
    let Some(gnutls) = GnuTls::find() else { return };
    let server = gnutls.serve(Transport::Datagram, "NORMAL:-KX-ALL:+PSK:+ECDHE-PSK", &[]);
    let said = output(by_key().args([&server.address.to_string(), "one", "two", "three"]));
    assert_eq!(said.lines().collect::<Vec<_>>(), ["one", "two", "three"]);
    ledger.ran();
    let (success, said) = outcome(by_key().args(["--psk", "thermometer", "127.0.0.1:1", "x"]));
    assert!(!success && said.contains("usage: dtls_echo_client"), "{said}");
    ledger.ran();
    ledger.finish();
}

#[test]
fn coap_psk_asks_libcoap_and_answers_it() {
    let mut ledger = Ledger::new("coap_psk");
    let key = str::from_utf8(KEY).expect("text");
    // The programs are there with OpenSSL or GnuTLS below.
    for backend in ["openssl", "gnutls"] {
        let mut serve = example("coap_psk");
        let server = Serving::start(serve.args(["serve", "--psk", &psk(), ANYWHERE]));
        let arguments =
            format!("-B 10 -m get -u thermometer -k {key} coaps://{}/temperature", server.address);
        let Some(mut client) = foreign(&format!("coap-client-{backend}"), &arguments) else { continue };
        let said = peers::talk(&mut client, "");
        assert!(said.contains("21 degrees"), "{said}");
        ledger.ran();

        // It listens for DTLS on the port after the one that it is given.
        let port = peers::free_udp_port();
        let arguments = format!("-A 127.0.0.1 -p {port} -k {key} -h hint");
        let Some(mut coap_server) = foreign(&format!("coap-server-{backend}"), &arguments) else { continue };
        let _server = peers::Stopped(coap_server.spawn().expect("libcoap starts"));
        for (path, answer) in [("time", None), ("nowhere", Some("the server says 4.04"))] {
            let url = format!("coaps://127.0.0.1:{}/{path}", port + 1);
            let (success, said) = outcome(example("coap_psk").args(["get", "--psk", &psk(), &url]));
            match answer {
                None => assert!(success && said.contains("TLS-PSK-WITH-AES-128-CCM-8"), "{said}"),
                Some(answer) => assert!(!success && said.contains(answer), "{said}"),
            }
            ledger.ran();
        }
    }
    let mut serve = example("coap_psk");
    let server = Serving::start(serve.args(["serve", "--psk", &psk(), ANYWHERE]));
    let url = format!("coaps://{}/temperature", server.address);
    assert_eq!(output(example("coap_psk").args(["get", "--psk", &psk(), &url])), "21 degrees\n");
    ledger.ran();
    ledger.finish();
}

#[test]
fn ssl_context_talks_with_openssl_by_tls_and_by_dtls() {
    let mut ledger = Ledger::new("ssl_context");
    let files = InFiles::new(Pki::new(Kind::P256));
    let Some(openssl) = OpenSsl::find() else { return };
    for (transport, options) in [(Transport::Stream, &[][..]), (Transport::Datagram, &["--dtls"])] {
        for by_key in [true, false] {
            let mut serve = example("ssl_context");
            serve.arg("server").args(options);
            match by_key {
                true => serve.args(["--psk", &psk()]),
                false => with_files(&mut serve, &files, &CHAIN),
            };
            let server = Serving::start(serve.arg(ANYWHERE));
            let version = if transport == Transport::Stream { "-tls1_2" } else { "-dtls1_2" };
            let arguments = format!("s_client {version} -connect {}", server.address);
            let Some(mut s_client) = foreign("openssl", &arguments) else { return };
            match by_key {
                true => s_client.args(openssl::psk()).args(["-cipher", "PSK"]),
                false => s_client.args(openssl::trusting(&files)),
            };
            let said = chat(&mut s_client, "some words", "SOME WORDS");
            assert!(said.contains("SOME WORDS"), "{transport} {said}");
            ledger.ran();

            let arguments = match by_key {
                true => [openssl::psk(), openssl::words("-nocert -cipher PSK")].concat(),
                false => openssl::showing(&files),
            };
            let server = openssl.serve(transport, &arguments);
            let mut client = example("ssl_context");
            client.arg("client").args(options);
            match by_key {
                true => client.args(["--psk", &psk()]),
                false => {
                    with_files(&mut client, &files, &[("--cafile", "root.pem")]).args(["--name", "localhost"])
                }
            };
            // A line is what `s_server` answers.
            client.arg(server.address.to_string()).arg("what temperature\n");
            let (said, seen) = server.answer("what temperature", "21 degrees", || output(&mut client));
            assert!(said.contains("21 degrees"), "{transport} {said}{seen}");
            ledger.ran();
        }
    }
    ledger.finish();
}
