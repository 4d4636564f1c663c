// SPDX-License-Identifier: MIT
//! The command's client and its server with each other.

use purembed_tests::ledger::Ledger;
use serde_json::json;

use crate::serving::{PSK, SHOWN, Serving, TRUSTED, agreed, visit, workplace};

#[test]
fn what_is_asked_for_is_agreed_on() {
    let work = workplace();
    let mut ledger = Ledger::new("purembed client and server");
    let trusted_dtls = format!("--dtls {TRUSTED}");
    let psk = format!("{PSK} --timeout 20");
    let psk_dtls = format!("--dtls {psk}");
    let shown_psk = format!("{SHOWN} {PSK}");
    let rows: [(&str, &str, &str, &str); 12] = [
        (SHOWN, TRUSTED, "version", "TLSv1.3"),
        (SHOWN, &format!("{TRUSTED} --max-version 1.2"), "version", "TLSv1.2"),
        (&format!("{SHOWN} --max-version 1.2"), TRUSTED, "version", "TLSv1.2"),
        (
            SHOWN,
            &format!("{TRUSTED} --suite TLS_CHACHA20_POLY1305_SHA256"),
            "cipher",
            "TLS1-3-CHACHA20-POLY1305-SHA256",
        ),
        (
            &format!("{SHOWN} --suite ECDHE-ECDSA-AES128-SHA256"),
            &format!("{TRUSTED} --suite ECDHE-ECDSA-AES128-SHA256"),
            "cipher",
            "TLS-ECDHE-ECDSA-WITH-AES-128-CBC-SHA256",
        ),
        (
            &format!("{SHOWN} --alpn h2,http/1.1"),
            &format!("{TRUSTED} --alpn http/1.1"),
            "protocol",
            "http/1.1",
        ),
        (PSK, &psk, "cipher", "TLS-ECDHE-PSK-WITH-AES-256-GCM-SHA384"),
        (&shown_psk, &psk, "version", "TLSv1.2"),
        (&format!("--dtls {SHOWN}"), &trusted_dtls, "version", "DTLSv1.2"),
        (
            &format!("--dtls {SHOWN} --alpn coap"),
            &format!("{trusted_dtls} --alpn coap --mtu 600"),
            "protocol",
            "coap",
        ),
        (&format!("--dtls {PSK}"), &psk_dtls, "cipher", "TLS-ECDHE-PSK-WITH-AES-256-GCM-SHA384"),
        (
            &format!("--dtls {PSK} --suite TLS-PSK-WITH-AES-128-CCM-8"),
            &format!("{psk_dtls} --suite PSK-AES128-CCM8"),
            "cipher",
            "TLS-PSK-WITH-AES-128-CCM-8",
        ),
    ];
    for (server, client, what, expected) in rows {
        let serving = Serving::start(&work, &format!("{server} --echo --count 1 --json --timeout 30"));
        let client = agreed(&work, &serving.address, &format!("{client} --send hello"));
        assert_eq!(client[what], expected, "{server}: {client}");
        assert_eq!(client["received"], json!({ "text": "hello" }), "{server}");
        let server = serving.end();
        assert_eq!(server.code, 0, "{}", server.err);
        let server: serde_json::Value = serde_json::from_slice(&server.out).expect("JSON");
        for what in ["version", "cipher", "protocol", "resumed"] {
            assert_eq!(server[what], client[what], "{server} {client}");
        }
        ledger.ran();
    }
    ledger.finish();
}

/// As the command's documentation has it.
#[test]
fn datagrams_come_back() {
    let work = workplace();
    let serving = Serving::start(&work, &format!("--dtls {PSK} --echo --count 2 --json"));
    let said = visit(&work, &serving.address, &format!("--dtls {PSK} --send hello --send again"));
    assert_eq!((said.code, said.text()), (0, "helloagain"), "{}", said.err);
    let arguments = [
        "client",
        "--dtls",
        "--connect",
        &serving.address,
        "--psk-identity",
        "cli",
        "--psk",
        "hex:736563726574",
    ];
    let said = work.try_with(&arguments, b"line\nanother\n");
    assert_eq!((said.code, said.text()), (0, "line\nanother\n"), "{}", said.err);
    let server = serving.end();
    assert_eq!(server.code, 0, "{}", server.err);
    assert_eq!(server.text().matches(r#""psk_identity":"cli""#).count(), 2, "{}", server.text());
}

#[test]
fn standard_input_goes_through() {
    let work = workplace();
    let long: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    for (server, client) in [(SHOWN, TRUSTED.to_owned()), (PSK, format!("{PSK} --timeout 20"))] {
        // A file at a time, one way.
        let serving = Serving::start(&work, &format!("{server} --timeout 30"));
        let arguments = format!("client --connect {} {client}", serving.address);
        let said = work.try_with(&arguments.split_whitespace().collect::<Vec<_>>(), &long);
        assert_eq!((said.code, said.out.len()), (0, 0), "{}", said.err);
        let server_said = serving.end();
        assert_eq!(server_said.code, 0, "{}", server_said.err);
        assert!(server_said.out == long, "{} bytes of {}", server_said.out.len(), long.len());
        // And both ways at once.
        let serving = Serving::start(&work, &format!("{server} --echo --count 1 --timeout 30"));
        let arguments = format!("client --connect {} {client}", serving.address);
        let said = work.try_with(&arguments.split_whitespace().collect::<Vec<_>>(), &long);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.out == long, "{} bytes of {}", said.out.len(), long.len());
        assert_eq!(serving.end().code, 0);
    }
}

#[test]
fn clients_show_certificates_and_are_known_by_them() {
    let work = workplace();
    for dtls in ["", "--dtls"] {
        let server = format!("{dtls} {SHOWN} --ca client/root.pem --echo --count 1 --json --timeout 30");
        let serving = Serving::start(&work, &server);
        let client = format!("{dtls} {TRUSTED} --cert client/chain.pem --key client/key.pem --send hello");
        let agreed = agreed(&work, &serving.address, &client);
        assert!(agreed["certificates"][0]["subject"].as_str().expect("a name").contains("CN=localhost"));
        let said = serving.end();
        assert_eq!(said.code, 0, "{}", said.err);
        let seen: serde_json::Value = serde_json::from_slice(&said.out).expect("JSON");
        assert!(seen["certificates"][0]["subject"].as_str().expect("a name").contains("CN=client"), "{seen}");
        assert_eq!(seen["server_name"], "localhost");
    }
}

#[test]
fn sessions_are_resumed_within_a_process_and_across() {
    let work = workplace();
    let mut ledger = Ledger::new("purembed client, resumed");
    let psk = format!("{PSK} --timeout 20");
    for (server, client) in [
        (SHOWN.to_owned(), TRUSTED.to_owned()),
        (format!("{SHOWN} --max-version 1.2"), TRUSTED.to_owned()),
        (PSK.to_owned(), psk.clone()),
        (format!("--dtls {PSK}"), format!("--dtls {psk}")),
        (format!("--dtls {SHOWN}"), format!("--dtls {TRUSTED}")),
    ] {
        let serving = Serving::start(&work, &format!("{server} --echo --count 2 --timeout 30"));
        let agreed = agreed(&work, &serving.address, &format!("{client} --reconnect --send hello"));
        assert_eq!(agreed["resumed"], true, "{server}: {agreed}");
        assert_eq!(serving.end().code, 0);
        ledger.ran();
    }
    for (server, client) in
        [(PSK.to_owned(), psk.clone()), (format!("--dtls {PSK}"), format!("--dtls {psk}"))]
    {
        let serving = Serving::start(&work, &format!("{server} --echo --count 2 --timeout 30"));
        let first = agreed(&work, &serving.address, &format!("{client} --session-out session --send a"));
        let second = agreed(&work, &serving.address, &format!("{client} --session-in session --send b"));
        assert_eq!((&first["resumed"], &second["resumed"]), (&json!(false), &json!(true)), "{server}");
        assert_eq!(serving.end().code, 0);
        ledger.ran();
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(work.file("session")).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "a session is as secret as a key");
    }
    ledger.finish();
}

#[test]
fn connection_ids_are_agreed_on() {
    let work = workplace();
    let serving =
        Serving::start(&work, &format!("--dtls {PSK} --cid 0badcafe --echo --count 2 --timeout 30"));
    let client = format!("--dtls {PSK} --timeout 20 --send hello -v");
    let said = visit(&work, &serving.address, &format!("{client} --cid-length 8"));
    assert_eq!((said.code, said.text()), (0, "hello"), "{}", said.err);
    assert!(said.err.contains("> encrypted, with a connection ID"), "{}", said.err);
    assert!(said.err.contains("< encrypted, with a connection ID"), "{}", said.err);
    let said = visit(&work, &serving.address, &client);
    assert_eq!((said.code, said.err.contains("connection ID")), (0, false), "{}", said.err);
    assert_eq!(serving.end().code, 0);
}

#[test]
fn each_step_is_told() {
    let work = workplace();
    let serving = Serving::start(&work, &format!("{SHOWN} --echo --count 2 -v --timeout 30"));
    let told = |said: &str, steps: &[&str]| {
        let mut rest = said;
        for step in steps {
            let at = rest.find(step).unwrap_or_else(|| panic!("{step} is not told in turn: {said}"));
            rest = &rest[at + step.len()..];
        }
    };
    let said = visit(&work, &serving.address, &format!("{TRUSTED} --max-version 1.2 --send hello -v"));
    told(
        &said.err,
        &[
            "* connected to",
            "> ClientHello",
            "< ServerHello",
            "< Certificate",
            "< ServerKeyExchange",
            "< ServerHelloDone",
            "> ClientKeyExchange",
            "> ChangeCipherSpec",
            "> encrypted",
            "< ChangeCipherSpec",
            "< encrypted",
            "* TLSv1.2",
        ],
    );
    let said = visit(&work, &serving.address, &format!("{TRUSTED} --send hello -v"));
    told(&said.err, &["> ClientHello", "< ServerHello", "< encrypted", "> encrypted", "* TLSv1.3"]);
    told(
        &serving.end().err,
        &["connected", "< ClientHello", "> ServerHello", "> Certificate", "TLSv1.2", "TLSv1.3"],
    );
    let serving = Serving::start(&work, &format!("--dtls {PSK} --echo --count 1 -v --timeout 30"));
    let said = visit(&work, &serving.address, &format!("--dtls {PSK} --send hello -v --timeout 20"));
    told(
        &said.err,
        &[
            "> ClientHello",
            "< HelloVerifyRequest",
            "> ClientHello",
            "< ServerHello",
            "> ClientKeyExchange",
            "* DTLSv1.2",
        ],
    );
    told(&serving.end().err, &["DTLSv1.2", "identity cli"]);
}

#[test]
fn secrets_are_logged_if_that_is_asked_for() {
    let work = workplace();
    let serving =
        Serving::start(&work, &format!("{SHOWN} --echo --count 2 --key-log server.log --timeout 30"));
    for version in ["1.2", "1.3"] {
        let client = format!("{TRUSTED} --max-version {version} --key-log client.log --send hello");
        assert_eq!(visit(&work, &serving.address, &client).code, 0);
    }
    assert_eq!(serving.end().code, 0);
    let lines = |file: &str| {
        let text = String::from_utf8(work.read(file)).expect("text");
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines("client.log"), lines("server.log"));
    assert!(lines("client.log").len() >= 5, "{:?}", lines("client.log"));
}

#[test]
fn what_cannot_be_sent_is_a_failure() {
    let work = workplace();
    let serving = Serving::start(&work, &format!("--dtls {PSK} --echo"));
    let arguments = format!("client --dtls --mtu 508 --connect {} {PSK}", serving.address);
    let arguments: Vec<_> = arguments.split_whitespace().collect();
    let said = work.try_with(&arguments, &[b'a'; 1000]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.err.contains("not all of standard input was sent"), "{}", said.err);
}

#[test]
#[cfg(unix)]
fn what_cannot_be_read_is_not_waited_for() {
    use std::process::Command;
    let work = workplace();
    let serving = Serving::start(&work, &format!("{PSK} --echo"));
    let output = Command::new(purembed_tests::program::purembed())
        .args(["client", "--connect", &serving.address])
        .args(PSK.split_whitespace())
        .stdin(std::fs::File::open(work.path()).expect("a directory"))
        .output()
        .expect("the program ends");
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
}
