// SPDX-License-Identifier: MIT
//! OpenSSL in the directory where our command works.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use purembed_tests::peers;
use purembed_tests::program::Workplace;

/// The program, or `None` after saying so loudly.
pub(crate) struct OpenSsl(PathBuf);

impl OpenSsl {
    pub(crate) fn find() -> Option<Self> {
        peers::openssl().map(Self)
    }

    /// Runs it; gives what it wrote on standard output, or on both if it fails.
    pub(crate) fn try_with(&self, workplace: &Workplace, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let output = Command::new(&self.0)
            .current_dir(workplace.path())
            .args(arguments)
            .env("PASSWORD", "correct horse")
            .stdin(Stdio::null())
            .output()
            .expect("openssl starts");
        let said = || String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned();
        if output.status.success() { Ok(output.stdout.clone()) } else { Err(said()) }
    }

    /// Runs it; the arguments are separated by blanks.
    pub(crate) fn try_run(&self, workplace: &Workplace, arguments: &str) -> Result<Vec<u8>, String> {
        self.try_with(workplace, &arguments.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs it, and it has to succeed.
    pub(crate) fn run(&self, workplace: &Workplace, arguments: &str) -> Vec<u8> {
        self.try_run(workplace, arguments).unwrap_or_else(|said| panic!("openssl {arguments}: {said}"))
    }
}
