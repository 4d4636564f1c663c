// SPDX-License-Identifier: MIT
//! `gnutls-serv` and `gnutls-cli`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::certificates::InFiles;
use super::sockets::Transport;
use super::{IDENTITY, KEY};
use crate::peers;

/// Everything that it has for version 1.2, of its priority strings.
pub const EVERYTHING: &str = "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-DTLS1.2:+PSK:+ECDHE-PSK:+DHE-PSK:+RSA-PSK:\
     +AES-128-CCM-8:+AES-256-CCM-8:+CAMELLIA-128-GCM:+CAMELLIA-256-GCM:+CAMELLIA-128-CBC:+CAMELLIA-256-CBC:\
     +SHA256:+SHA384";

/// The programs.
#[derive(Clone, Debug)]
pub struct GnuTls {
    client: PathBuf,
    server: PathBuf,
}

impl GnuTls {
    /// Finds them, or says loudly that they are missing.
    ///
    /// # Panics
    ///
    /// Without them in CI.
    #[must_use]
    pub fn find() -> Option<Self> {
        Some(Self { client: peers::find("gnutls-cli")?, server: peers::find("gnutls-serv")? })
    }

    /// The numbers of its suites.
    #[must_use]
    pub fn suites(&self) -> BTreeSet<u16> {
        let said = peers::output_of(&self.client, Path::new("."), &["--list", "--priority", EVERYTHING]);
        let number = |line: &str| {
            let mut bytes = line.split_whitespace().filter_map(|word| {
                u16::from_str_radix(word.trim_end_matches(',').strip_prefix("0x")?, 16).ok()
            });
            Some(bytes.next()? << 8 | bytes.next()?)
        };
        said.lines().filter_map(number).collect()
    }

    /// Starts `gnutls-serv`, which sends every line back and has the pre-shared key.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    #[must_use]
    pub fn serve(&self, transport: Transport, priority: &str, arguments: &[OsString]) -> Server {
        let directory = tempfile::tempdir().expect("a directory");
        let passwords = directory.path().join("passwords");
        fs::write(&passwords, format!("{}:{}\n", identity(), hexadecimal(KEY))).expect("a file");
        let mut command = Command::new(&self.server);
        let port = if transport == Transport::Datagram {
            command.arg("--udp");
            peers::free_udp_port()
        } else {
            peers::free_tcp_port()
        };
        command.args(["--echo", "--port", &port.to_string(), "--priority", priority, "--pskpasswd"]);
        command.arg(&passwords).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("gnutls-serv starts");
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Server { _child: peers::Stopped(child), address, _directory: directory }
    }

    /// Has `gnutls-cli` visit a server with a line, and returns what it said.
    #[must_use]
    pub fn visit(
        &self,
        transport: Transport,
        server: SocketAddr,
        priority: &str,
        arguments: &[OsString],
        line: &str,
    ) -> String {
        let mut command = Command::new(&self.client);
        if transport == Transport::Datagram {
            command.arg("--udp");
        }
        command.args(["--port", &server.port().to_string(), "--priority", priority]).args(arguments);
        command.arg(server.ip().to_string());
        peers::talk(&mut command, &format!("{line}\n"))
    }
}

/// Has the key.
#[must_use]
pub fn psk() -> Vec<OsString> {
    ["--pskusername", identity(), "--pskkey", &hexadecimal(KEY)].map(Into::into).to_vec()
}

/// Shows the chain.
#[must_use]
pub fn showing(certificates: &InFiles) -> Vec<OsString> {
    let files = [("--x509certfile", "chain.pem"), ("--x509keyfile", "key.pem")];
    files.iter().flat_map(|(option, name)| [option.into(), certificates.file(name).into()]).collect()
}

/// Trusts the root, and nobody else.
#[must_use]
pub fn trusting(certificates: &InFiles) -> Vec<OsString> {
    vec!["--x509cafile".into(), certificates.file("root.pem").into()]
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn identity() -> &'static str {
    str::from_utf8(IDENTITY).expect("text")
}

/// `gnutls-serv`; stopped when dropped.
#[derive(Debug)]
pub struct Server {
    _child: peers::Stopped,
    /// Where it listens.
    pub address: SocketAddr,
    _directory: TempDir,
}
