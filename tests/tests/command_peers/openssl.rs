// SPDX-License-Identifier: MIT
//! `purembed client` visits `openssl s_server`, `openssl s_client` and curl visit `purembed server`.

use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{self, Stopped, free_udp_port, s_server_address};
use purembed_tests::program::Workplace;

use crate::serving::{PSK, SHOWN, Serving, TRUSTED, visit, workplace};

/// `openssl s_server`, which says each line backwards, and where it listens.
fn s_server(openssl: &Path, work: &Workplace, arguments: &str) -> (Stopped, String) {
    let mut command = Command::new(openssl);
    command.current_dir(work.path()).args(["s_server", "-accept", "127.0.0.1:0", "-rev"]);
    command.args(arguments.split_whitespace());
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = Stopped(child.expect("openssl starts"));
    let mut output = BufReader::new(child.0.stdout.take().expect("a pipe"));
    let address = s_server_address(&mut output).expect("it says where it listens");
    // What it says from now on is for nobody, but somebody has to listen.
    std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
    (child, address.to_string())
}

const OF_OPENSSL: &str = "-cert leaf.pem -cert_chain intermediate.pem -key key.pem";
const PSK_OF_OPENSSL: &str = "-psk_identity cli -psk 736563726574";

#[test]
fn clients_visit_s_server() {
    let Some(openssl) = peers::openssl() else { return };
    let work = workplace();
    let mut ledger = Ledger::new("purembed client and openssl s_server");
    let asking = format!("{OF_OPENSSL} -Verify 3 -verify_return_error -CAfile client/root.pem");
    let shown = format!("{TRUSTED} --cert client/chain.pem --key client/key.pem");
    let psk = format!("-nocert {PSK_OF_OPENSSL} -tls1_2 -cipher PSK");
    let our_psk = format!("{PSK} --timeout 20");
    let rows: [(&str, &str, &str, &str); 9] = [
        (OF_OPENSSL, TRUSTED, "version", "TLSv1.3"),
        (&format!("{OF_OPENSSL} -tls1_2"), TRUSTED, "version", "TLSv1.2"),
        (
            &format!("{OF_OPENSSL} -tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384"),
            &format!("{TRUSTED} --suite ECDHE-ECDSA-AES256-SHA384"),
            "cipher",
            "TLS-ECDHE-ECDSA-WITH-AES-256-CBC-SHA384",
        ),
        (&format!("{OF_OPENSSL} -alpn http/1.1,h2"), &format!("{TRUSTED} --alpn h2"), "protocol", "h2"),
        (&asking, &shown, "version", "TLSv1.3"),
        (&format!("{asking} -tls1_2"), &shown, "version", "TLSv1.2"),
        (&psk, &our_psk, "version", "TLSv1.2"),
        (OF_OPENSSL, &format!("{TRUSTED} --reconnect"), "version", "TLSv1.3"),
        (&format!("{OF_OPENSSL} -tls1_2"), &format!("{TRUSTED} --reconnect"), "version", "TLSv1.2"),
    ];
    for (server, client, what, expected) in rows {
        let (_server, address) = s_server(&openssl, &work, server);
        let arguments = format!("client --connect {address} {client} --json");
        let mut arguments: Vec<_> = arguments.split_whitespace().collect();
        arguments.extend(["--send", "hello\n"]);
        let said = work.try_with(&arguments, b"");
        assert_eq!(said.code, 0, "{server} {client}: {}", said.err);
        let agreed: serde_json::Value = serde_json::from_slice(&said.out).expect("JSON");
        assert_eq!(agreed[what], expected, "{server} {client}");
        assert_eq!(agreed["received"]["text"], "olleh\n", "{server} {client}");
        assert_eq!(agreed["resumed"], client.ends_with("--reconnect"), "{server} {client}");
        ledger.ran();
    }
    // Tickets of one process are good for the next.
    let (_server, address) = s_server(&openssl, &work, &psk);
    for (sessions, resumed) in [("--session-out s", false), ("--session-in s --session-out s", true)] {
        let said = visit(&work, &address, &format!("{our_psk} {sessions} --json"));
        assert_eq!(said.code, 0, "{}", said.err);
        let agreed: serde_json::Value = serde_json::from_slice(&said.out).expect("JSON");
        assert_eq!(agreed["resumed"], resumed, "{sessions}");
        ledger.ran();
    }
    for (server, client) in [
        (OF_OPENSSL, "--name localhost --ca client/root.pem --timeout 20"),
        (OF_OPENSSL, "--name example.org --ca root.pem --timeout 20"),
        (&asking, TRUSTED),
        (&psk, "--psk-identity cli --psk-hex 00 --timeout 20"),
    ] {
        let (_server, address) = s_server(&openssl, &work, server);
        let said = visit(&work, &address, &format!("{client} --send hello"));
        assert_eq!(said.code, 1, "{server} {client}: {}", said.err);
        ledger.decided("refused");
    }
    ledger.finish();
}

#[test]
fn clients_visit_s_server_over_datagrams() {
    let Some(openssl) = peers::openssl() else { return };
    let work = workplace();
    let mut ledger = Ledger::new("purembed client and openssl s_server -dtls1_2");
    for (server, client) in [
        (OF_OPENSSL.to_owned(), TRUSTED.to_owned()),
        (format!("{OF_OPENSSL} -listen"), format!("{TRUSTED} --mtu 600")),
        (format!("-nocert {PSK_OF_OPENSSL} -cipher PSK"), format!("{PSK} --timeout 20")),
    ] {
        let port = free_udp_port();
        let mut command = Command::new(&openssl);
        command.current_dir(work.path()).args([
            "s_server",
            "-dtls1_2",
            "-quiet",
            "-accept",
            &format!("127.0.0.1:{port}"),
        ]);
        command.args(server.split_whitespace());
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut child = Stopped(child.expect("openssl starts"));
        // Its line waits for the client. It does not say when it listens: the client tries again.
        child.0.stdin.as_mut().expect("a pipe").write_all(b"from there\n").expect("it is there");
        let address = format!("127.0.0.1:{port}");
        let said = (0..100)
            .map(|_| {
                std::thread::sleep(std::time::Duration::from_millis(50));
                visit(&work, &address, &format!("--dtls {client} --send hello"))
            })
            .find(|said| !said.err.contains("refused"))
            .expect("it listens within five seconds");
        assert_eq!((said.code, said.text()), (0, "from there\n"), "{server} {client}: {}", said.err);
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn s_client_visits_servers() {
    let Some(openssl) = peers::openssl() else { return };
    let work = workplace();
    let mut ledger = Ledger::new("openssl s_client and purembed server");
    work.write("hello", "hello\n");
    let trusting = "-verify_return_error -CAfile root.pem";
    let asking = format!("{SHOWN} --ca client/root.pem");
    let showing =
        format!("{trusting} -cert client/leaf.pem -cert_chain client/intermediate.pem -key client/key.pem");
    let psk = format!("{PSK_OF_OPENSSL} -tls1_2 -cipher PSK");
    let rows: [(&str, &str, &str); 8] = [
        (SHOWN, trusting, "TLSv1.3"),
        (SHOWN, &format!("{trusting} -tls1_2"), "TLSv1.2"),
        (&format!("{SHOWN} --alpn h2"), &format!("{trusting} -alpn h2"), "protocol h2"),
        (SHOWN, &format!("{trusting} -servername example.org"), "name example.org"),
        (&asking, &showing, "CN=client"),
        (PSK, &psk, "identity cli"),
        (&format!("--dtls {SHOWN}"), &format!("-dtls1_2 {trusting}"), "DTLSv1.2"),
        (&format!("--dtls {PSK}"), &format!("-dtls1_2 {PSK_OF_OPENSSL} -cipher PSK"), "identity cli"),
    ];
    for (server, client, says) in rows {
        let serving = Serving::start(&work, &format!("{server} -v --timeout 20"));
        let mut command = Command::new(&openssl);
        command
            .current_dir(work.path())
            .args(["s_client", "-connect", &serving.address])
            .args(client.split_whitespace());
        let input = std::fs::File::open(work.file("hello")).expect("a file");
        let output = command.stdin(input).output().expect("openssl starts");
        assert!(output.status.success(), "{client}: {}", String::from_utf8_lossy(&output.stderr));
        let said = serving.end();
        assert_eq!((said.code, said.text()), (0, "hello\n"), "{server} {client}: {}", said.err);
        assert!(said.err.contains(says), "{server} {client}: {}", said.err);
        ledger.ran();
    }
    let serving = Serving::start(&work, &format!("{SHOWN} --echo --json --count 6 --timeout 20"));
    let arguments =
        ["s_client", "-connect", &serving.address, "-tls1_2", "-CAfile", "root.pem", "-reconnect"];
    let _ = peers::run(&openssl, work.path(), &arguments);
    let said = serving.end();
    assert_eq!(said.text().matches(r#""resumed":true"#).count(), 5, "{} {}", said.text(), said.err);
    ledger.ran();
    ledger.finish();
}

#[test]
fn pages_are_served_and_fetched() {
    let work = workplace();
    let mut ledger = Ledger::new("purembed server --http");
    let page = |text: &str| text.starts_with("This is purembed.\nTLSv1.") && text.contains("name localhost");
    let serving = Serving::start(&work, &format!("{SHOWN} --http --count 5 --timeout 20"));
    for (client, code) in [("--http /", 0), ("--http / --max-version 1.2", 0), ("--http /nowhere", 1)] {
        let said = visit(&work, &serving.address, &format!("{TRUSTED} {client}"));
        assert_eq!((said.code, page(said.text())), (code, code == 0), "{} {}", said.text(), said.err);
        assert_eq!(said.err.contains("404 Not Found"), code == 1, "{}", said.err);
        ledger.ran();
    }
    let Some(curl) = peers::curl() else { return };
    let port = serving.address.rsplit(':').next().expect("a port");
    let here = format!("localhost:{port}:127.0.0.1");
    let url = format!("https://localhost:{port}/");
    for version in ["--tlsv1.3", "--tls-max=1.2"] {
        let (option, value) = version.split_once('=').unwrap_or((version, ""));
        let mut arguments =
            vec!["-sS", "--noproxy", "*", "--cacert", "root.pem", "--resolve", &here, &url, option];
        arguments.extend(Some(value).filter(|value| !value.is_empty()));
        let said = peers::output_of(&curl, work.path(), &arguments);
        assert!(page(&said), "{said}");
        ledger.ran();
    }
    assert_eq!(serving.end().code, 0);
    ledger.finish();
}
