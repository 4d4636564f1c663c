// SPDX-License-Identifier: MIT
//! The tour as a user runs it: what it prints is true, and foreign programs can visit it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use purembed_tests::examples::{example, output};
use purembed_tests::peers::{self, Stopped};

fn tour() -> Command {
    example("tour")
}

#[test]
fn the_digests_are_those_of_the_coreutils() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("some file");
    for size in [0, 1, 63, 64, 65, 100_000] {
        let bytes: Vec<u8> = (0..=255).cycle().take(size).collect();
        fs::write(&file, bytes).expect("a file");
        let said = output(tour().arg(&file).arg("--out").arg(directory.path().join("pki")));
        for (name, program) in [("md5", "md5sum"), ("sha256", "sha256sum"), ("sha512", "sha512sum")] {
            let line = said.lines().find(|line| line.trim_start().starts_with(&format!("{name} ")));
            let ours = line.and_then(|line| line.split_whitespace().nth(1)).expect("a digest");
            let theirs = output(Command::new(program).arg(&file));
            assert_eq!(Some(ours), theirs.split_whitespace().next(), "{name} of {size} bytes");
        }
    }
}

#[test]
fn it_shows_a_round_trip_and_three_refusals() {
    let directory = tempfile::tempdir().expect("a directory");
    let said = output(tour().arg("--out").arg(directory.path()));
    for words in [
        "Digests of README.md",
        "hmac-sha256",
        "hkdf-sha256",
        "TLSv1.3",
        "peer CN=localhost",
        "session resumed",
        "handshake ",
        "wrong name: peer's certificate refused: certificate 0 (CN=localhost): not valid for \"example.org\"",
        "wrong root: peer's certificate refused: certificate 1",
        "expired: peer's certificate refused: certificate 0 (CN=localhost): expired on ",
        &directory.path().display().to_string(),
    ] {
        assert!(said.contains(words), "{words:?} is not in:\n{said}");
    }
    let Some(openssl) = peers::openssl() else { return };
    let verified = output(
        Command::new(&openssl)
            .current_dir(directory.path())
            .args(["verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "localhost"])
            .args(["-CAfile", "root.pem", "-untrusted", "intermediate.pem", "server.pem"]),
    );
    assert_eq!(verified.trim(), "server.pem: OK");
    for name in ["root", "intermediate", "server"] {
        let key = format!("{name}-key.pem");
        output(
            Command::new(&openssl)
                .current_dir(directory.path())
                .args(["pkey", "-noout", "-check", "-in", &key]),
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;

            let mode = fs::metadata(directory.path().join(&key)).expect("a file").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{key} is for its owner alone");
        }
    }
}

#[test]
fn the_lines_that_it_prints_reach_it() {
    let (Some(_), Some(_)) = (peers::curl(), peers::openssl()) else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let mut command = tour();
    command.arg("--serve").arg("--out").arg(directory.path()).stdout(Stdio::piped());
    let mut serving = Stopped(command.spawn().expect("the tour starts"));
    let mut lines = BufReader::new(serving.0.stdout.take().expect("a pipe")).lines();
    let mut next = |start: &str| {
        let found =
            lines.by_ref().map(|line| line.expect("text")).find(|line| line.trim_start().starts_with(start));
        found.unwrap_or_else(|| panic!("no line with {start}")).trim().to_owned()
    };
    let (curl, s_client) = (next("curl "), next("openssl s_client "));

    // As a user would: paste the line into a shell.
    let page = output(Command::new("sh").args(["-c", &format!("{curl} --silent --noproxy '*'")]));
    assert!(page.starts_with("Hello from purembed."), "{page}");
    let session = output(
        Command::new("sh")
            .args(["-c", &format!("printf 'GET / HTTP/1.0\\r\\n\\r\\n' | {s_client} -ign_eof")]),
    );
    assert!(session.contains("Hello from purembed.") && session.contains("Verification: OK"), "{session}");
    assert!(next("127.0.0.1:").ends_with("TLSv1.3 TLS1-3-AES-256-GCM-SHA384"), "visits are told");
}
