// SPDX-License-Identifier: MIT
//! The facade's examples, as programs that a user starts.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::built;
use crate::peers::{self, Stopped};

/// How long a program may be silent.
const PATIENCE: Duration = Duration::from_secs(20);

/// An example. It runs in the workspace's directory.
///
/// # Panics
///
/// If it does not build.
#[must_use]
pub fn example(name: &str) -> Command {
    let mut command = Command::new(built::directory().join("examples").join(name));
    command.current_dir(built::workspace());
    command
}

/// An example that serves; stopped when dropped.
#[derive(Debug)]
pub struct Serving {
    /// Where it listens, as it says in its first line.
    pub address: SocketAddr,
    output: BufReader<ChildStdout>,
    _child: Stopped,
}

impl Serving {
    /// Starts it. Its first line has to be `listening on`, with an address.
    ///
    /// # Panics
    ///
    /// If it does not listen.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let mut child = Stopped(command.stdout(Stdio::piped()).spawn().expect("the example starts"));
        let mut output = BufReader::new(child.0.stdout.take().expect("a pipe"));
        let mut line = String::new();
        output.read_line(&mut line).expect("text");
        let address =
            line.trim().trim_start_matches("listening on ").split('/').find_map(|part| part.parse().ok());
        Self { address: address.unwrap_or_else(|| panic!("no address in {line:?}")), output, _child: child }
    }

    /// The next line that it says.
    ///
    /// # Panics
    ///
    /// If it is gone.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("text");
        line
    }
}

/// Starts a program, tells it a line, waits until it has said something, stops it, and returns all that it has said. One
/// that is silent for too long is stopped.
///
/// # Panics
///
/// If it cannot be started.
#[must_use]
pub fn chat(command: &mut Command, line: &str, answer: &str) -> String {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = Stopped(child.expect("the program starts"));
    let mut stdin = child.0.stdin.take().expect("a pipe");
    // A program that refuses its peer may be gone before it reads.
    drop(writeln!(stdin, "{line}"));
    let (mut out, mut err) = (child.0.stdout.take().expect("a pipe"), child.0.stderr.take().expect("a pipe"));
    let (said, heard) = std::sync::mpsc::channel();
    let errors = thread::spawn(move || {
        let mut text = Vec::new();
        drop(err.read_to_end(&mut text));
        String::from_utf8_lossy(&text).into_owned()
    });
    let reader = thread::spawn(move || {
        let mut chunk = [0; 4096];
        while let Ok(length @ 1..) = out.read(&mut chunk) {
            if said.send(chunk[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    let mut text = Vec::new();
    while let Ok(chunk) = heard.recv_timeout(PATIENCE) {
        text.extend(chunk);
        if String::from_utf8_lossy(&text).contains(answer) {
            break;
        }
    }
    drop((child, stdin, heard));
    reader.join().expect("no panic");
    String::from_utf8_lossy(&text).into_owned() + &errors.join().expect("no panic")
}

/// What a program says on both its outputs, and whether it succeeds.
///
/// # Panics
///
/// If it cannot be started.
#[must_use]
pub fn outcome(command: &mut Command) -> (bool, String) {
    let output = command.stdin(Stdio::null()).output().expect("the program starts");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// What an example says on its standard output when it succeeds.
///
/// # Panics
///
/// If it fails.
pub fn output(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().expect("the program starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    out.into_owned()
}

/// A command line of a program that may be missing.
///
/// # Panics
///
/// If it is missing in CI.
#[must_use]
pub fn foreign(program: &str, arguments: &str) -> Option<Command> {
    let mut command = Command::new(peers::find(program)?);
    command.args(arguments.split_whitespace());
    Some(command)
}
