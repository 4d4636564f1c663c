// SPDX-License-Identifier: MIT
//! `openssl s_server` and `openssl s_client`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::thread;

use super::certificates::InFiles;
use super::sockets::Transport;
use super::{IDENTITY, KEY};
use crate::peers::{self, Stopped};

/// The program.
#[derive(Clone, Debug)]
pub struct OpenSsl {
    program: PathBuf,
    configuration: Option<PathBuf>,
}

impl OpenSsl {
    /// Finds it, or says loudly that it is missing.
    ///
    /// # Panics
    ///
    /// Without it in CI.
    #[must_use]
    pub fn find() -> Option<Self> {
        Some(Self { program: peers::openssl()?, configuration: None })
    }

    /// With a configuration file other than the system's.
    #[must_use]
    pub fn configured(&self, file: &Path) -> Self {
        Self { configuration: Some(file.to_owned()), ..self.clone() }
    }

    /// Its names of its suites.
    #[must_use]
    pub fn suites(&self) -> BTreeMap<u16, String> {
        let said = peers::output_of(&self.program, Path::new("."), &["ciphers", "-V", "ALL:@SECLEVEL=0"]);
        let line = |line: &str| {
            let mut words = line.split_whitespace();
            let (high, low) = words.next()?.split_once(",")?;
            let byte = |text: &str| u16::from_str_radix(text.trim_start_matches("0x"), 16).ok();
            Some((byte(high)? << 8 | byte(low)?, words.nth(1)?.to_owned()))
        };
        said.lines().filter_map(line).collect()
    }

    /// A group of 2048 bits for DHE, in a file: by itself it takes groups of 1024 bits with ciphers of 128, which we
    /// refuse.
    #[must_use]
    pub fn dh_group(&self, directory: &Path) -> PathBuf {
        let generate =
            ["genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", "dh.pem"];
        let _ = peers::output_of(&self.program, directory, &generate);
        directory.join("dh.pem")
    }

    /// Starts `s_server`.
    ///
    /// # Panics
    ///
    /// If it does not listen.
    #[must_use]
    pub fn serve(&self, transport: Transport, arguments: &[OsString]) -> Server {
        // Only with TCP does it choose a port itself and say which.
        let port = if transport == Transport::Datagram { peers::free_udp_port() } else { 0 };
        let mut command = self.command("s_server", transport);
        command.args(["-accept", &format!("127.0.0.1:{port}")]).args(arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl starts");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        let chosen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let address = peers::s_server_address(&mut output).unwrap_or(chosen);
        Server { child: Stopped(child), address, output }
    }

    /// Has `s_client` visit a server with a line, and returns what it said.
    #[must_use]
    pub fn visit(
        &self,
        transport: Transport,
        server: SocketAddr,
        arguments: &[OsString],
        line: &str,
    ) -> String {
        let mut command = self.command("s_client", transport);
        command.args(["-connect", &server.to_string()]).args(arguments);
        peers::talk(&mut command, &format!("{line}\n"))
    }

    fn command(&self, name: &str, transport: Transport) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(name).arg(if transport == Transport::Datagram { "-dtls1_2" } else { "-tls1_2" });
        if let Some(file) = &self.configuration {
            command.env("OPENSSL_CONF", file);
        }
        command
    }
}

/// Arguments, as text.
#[must_use]
pub fn words(text: &str) -> Vec<OsString> {
    text.split_whitespace().map(Into::into).collect()
}

/// Has the key.
#[must_use]
pub fn psk() -> Vec<OsString> {
    let key: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    words(&format!("-psk {key} -psk_identity {}", str::from_utf8(IDENTITY).expect("text")))
}

/// Shows the chain.
#[must_use]
pub fn showing(certificates: &InFiles) -> Vec<OsString> {
    let files = [("-cert", "leaf.pem"), ("-cert_chain", "intermediate.pem"), ("-key", "key.pem")];
    files.iter().flat_map(|(option, name)| [option.into(), certificates.file(name).into()]).collect()
}

/// Trusts the root, and nobody else.
#[must_use]
pub fn trusting(certificates: &InFiles) -> Vec<OsString> {
    let mut arguments = words("-verify_return_error -CAfile");
    arguments.push(certificates.file("root.pem").into());
    arguments
}

/// `openssl s_server`; stopped when dropped.
#[derive(Debug)]
pub struct Server {
    child: Stopped,
    /// Where it listens.
    pub address: SocketAddr,
    output: BufReader<ChildStdout>,
}

impl Server {
    /// Has it say a line to its visitor.
    ///
    /// # Panics
    ///
    /// If it is gone.
    pub fn say(&mut self, line: &str) {
        let stdin = self.child.0.stdin.as_mut().expect("a pipe");
        writeln!(stdin, "{line}").expect("openssl listens");
    }

    /// Has it answer the first line that comes, does `visit` meanwhile, stops, and returns what it has said. If it has
    /// something to say before it is asked, it says less of the connection.
    ///
    /// # Panics
    ///
    /// If `visit` does.
    pub fn answer<T>(mut self, line: &str, answer: &str, visit: impl FnOnce() -> T) -> (T, String) {
        let mut stdin = self.child.0.stdin.take().expect("a pipe");
        let output = &mut self.output;
        let child = &mut self.child.0;
        thread::scope(|scope| {
            let reader = scope.spawn(move || {
                let (mut said, mut one) = (String::new(), Vec::new());
                while output.read_until(b'\n', &mut one).is_ok_and(|length| length > 0) {
                    let text = String::from_utf8_lossy(&one);
                    if text.trim_end() == line {
                        // If it is gone, the visitor will say so.
                        drop(writeln!(stdin, "{answer}"));
                    }
                    said.push_str(&text);
                    one.clear();
                }
                said
            });
            let outcome = visit();
            drop(child.kill());
            (outcome, reader.join().expect("no panic"))
        })
    }
}
