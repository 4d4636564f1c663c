// SPDX-License-Identifier: MIT
//! Foreign programs to talk to.

use std::env;
use std::io::{BufRead, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The `openssl` command, or `None` after saying so loudly.
///
/// # Panics
///
/// Without it in CI (`CI=true`).
#[must_use]
pub fn openssl() -> Option<PathBuf> {
    find("openssl")
}

/// The `curl` command, or `None` after saying so loudly.
///
/// # Panics
///
/// Without it in CI (`CI=true`).
#[must_use]
pub fn curl() -> Option<PathBuf> {
    find("curl")
}

/// A command, or `None` after saying so loudly.
///
/// # Panics
///
/// Without it in CI (`CI=true`).
#[must_use]
pub fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|directory| directory.join(program)).find(|path| path.is_file());
    if found.is_none() {
        missing(program);
    }
    found
}

/// Says loudly that something is missing, which must not be in CI.
fn missing(program: &str) {
    let message = format!("{program} is missing; tests/run installs it");
    assert!(env::var_os("CI").is_none_or(|ci| ci != "true"), "{message}");
    println!("SKIPPED: {message}");
}

/// Python with python-mbedtls 2.10.1, or `None` after saying so loudly.
///
/// # Panics
///
/// Without it in CI (`CI=true`).
#[must_use]
pub fn python_mbedtls() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let found = Some(workspace.join(target).join("python-mbedtls/bin/python")).filter(|path| path.is_file());
    if found.is_none() {
        missing("python-mbedtls");
    }
    found
}

/// Runs a program in a directory to its end.
///
/// # Panics
///
/// If it cannot be started.
#[must_use]
pub fn run(program: &Path, directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.current_dir(directory).args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

/// What a program says, on both its outputs, when it succeeds.
///
/// # Panics
///
/// If it fails.
#[must_use]
pub fn output_of(program: &Path, directory: &Path, arguments: &[&str]) -> String {
    let output = run(program, directory, arguments);
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{} {arguments:?}: {said}", program.display());
    said
}

/// What a program says, on both its outputs, when it is told something and nothing more, until it ends.
///
/// # Panics
///
/// If it cannot be started. One that does not end is stopped.
#[must_use]
pub fn talk(command: &mut Command, input: &str) -> String {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A peer that refuses us may be gone before it reads.
    drop(stdin.write_all(input.as_bytes()));
    let (mut out, mut err) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
    let read = |pipe: &mut dyn Read| {
        let mut said = Vec::new();
        drop(pipe.read_to_end(&mut said));
        String::from_utf8_lossy(&said).into_owned()
    };
    thread::scope(|scope| {
        let (out, err) = (scope.spawn(move || read(&mut out)), scope.spawn(move || read(&mut err)));
        let begin = Instant::now();
        while child.try_wait().expect("the program was started").is_none() {
            if begin.elapsed() > PATIENCE {
                drop(child.kill());
            }
            thread::sleep(Duration::from_millis(5));
        }
        drop(stdin);
        out.join().expect("no panic") + &err.join().expect("no panic")
    })
}

/// A program that is stopped when this is dropped.
#[derive(Debug)]
pub struct Stopped(pub Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A port for datagrams that nobody has, or had a moment ago.
///
/// # Panics
///
/// Without sockets.
#[must_use]
pub fn free_udp_port() -> u16 {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    socket.local_addr().expect("an address").port()
}

/// A port for streams that nobody has, or had a moment ago.
///
/// # Panics
///
/// Without sockets.
#[must_use]
pub fn free_tcp_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// How long a program may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where `openssl s_server` listens, once it says so; with TCP it says which port it has chosen.
///
/// # Panics
///
/// If it ends before.
#[must_use]
pub fn s_server_address(output: &mut impl BufRead) -> Option<SocketAddr> {
    let mut line = String::new();
    loop {
        line.clear();
        assert!(output.read_line(&mut line).expect("text") > 0, "s_server ended without a port");
        if let Some(address) = line.strip_prefix("ACCEPT") {
            return address.trim().parse().ok();
        }
    }
}
