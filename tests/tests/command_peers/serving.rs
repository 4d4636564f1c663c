// SPDX-License-Identifier: MIT
//! `purembed server` in the background, and who is who.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use purembed_tests::peers::Stopped;
use purembed_tests::pki::{Kind, Pki};
use purembed_tests::program::{Said, Workplace, purembed};

/// How long a server may take to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server, which is stopped when this is dropped.
pub(crate) struct Serving {
    child: Stopped,
    /// Where it listens.
    pub(crate) address: String,
    out: JoinHandle<Vec<u8>>,
    err: JoinHandle<String>,
}

impl Serving {
    /// Starts `purembed server --listen 127.0.0.1:0` with more arguments, and waits until it listens.
    pub(crate) fn start(work: &Workplace, arguments: &str) -> Self {
        let mut child = Command::new(purembed())
            .current_dir(work.path())
            .args(["server", "--listen", "127.0.0.1:0"])
            .args(arguments.split_whitespace())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut out = child.stdout.take().expect("a pipe");
        let mut err = BufReader::new(child.stderr.take().expect("a pipe"));
        let child = Stopped(child);
        let mut line = String::new();
        err.read_line(&mut line).expect("text");
        let address = line.strip_prefix("listening on ").unwrap_or_else(|| panic!("{arguments}: {line}"));
        Self {
            child,
            address: address.trim().to_owned(),
            out: thread::spawn(move || {
                let mut said = Vec::new();
                out.read_to_end(&mut said).map(|_| said).expect("what it says")
            }),
            err: thread::spawn(move || {
                let mut said = String::new();
                err.read_to_string(&mut said).map(|_| said).expect("text")
            }),
        }
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Said {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.child.0.try_wait().expect("the program was started") {
                break status;
            }
            assert!(begin.elapsed() < PATIENCE, "the server does not end");
            thread::sleep(Duration::from_millis(5));
        };
        Said {
            code: status.code().expect("an exit code and no signal"),
            out: self.out.join().expect("no panic"),
            err: self.err.join().expect("no panic"),
        }
    }
}

/// A directory with `root.pem`, `chain.pem`, `leaf.pem`, `intermediate.pem` and `key.pem` of a server named `localhost`, and
/// the same of a client in `client/`.
pub(crate) fn workplace() -> Workplace {
    let work = Workplace::new();
    let _ = Pki::new(Kind::P256).write(work.path());
    std::fs::create_dir(work.file("client")).expect("a directory");
    let _ = Pki::of_client(Kind::P256).write(&work.file("client"));
    work
}

/// What a server needs to show its certificate.
pub(crate) const SHOWN: &str = "--cert chain.pem --key key.pem";

/// What a client needs to believe it.
pub(crate) const TRUSTED: &str = "--name localhost --ca root.pem --timeout 20";

/// What both need to have a pre-shared key.
pub(crate) const PSK: &str = "--psk-identity cli --psk-hex 736563726574";

/// Runs `purembed client` to the end, with nothing on standard input.
pub(crate) fn visit(work: &Workplace, address: &str, arguments: &str) -> Said {
    work.try_run(&format!("client --connect {address} {arguments}"))
}

/// The same, which has to succeed; what it writes as JSON.
pub(crate) fn agreed(work: &Workplace, address: &str, arguments: &str) -> serde_json::Value {
    let said = visit(work, address, &format!("{arguments} --json"));
    assert_eq!(said.code, 0, "{arguments}: {}", said.err);
    serde_json::from_slice(&said.out).expect("JSON")
}
