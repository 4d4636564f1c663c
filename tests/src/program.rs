// SPDX-License-Identifier: MIT
//! The command `purembed`, as a user runs it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use crate::built;

/// The program.
///
/// # Panics
///
/// If it does not build.
#[must_use]
pub fn purembed() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| built::directory().join("purembed"))
}

/// A directory to run the command in.
#[derive(Debug)]
pub struct Workplace {
    directory: tempfile::TempDir,
}

/// What the command said, and how it ended.
#[derive(Debug)]
pub struct Said {
    /// The exit code.
    pub code: i32,
    /// What it wrote on standard output.
    pub out: Vec<u8>,
    /// What it wrote on standard error.
    pub err: String,
}

impl Said {
    /// Standard output as text.
    ///
    /// # Panics
    ///
    /// If it is none.
    #[must_use]
    pub fn text(&self) -> &str {
        str::from_utf8(&self.out).expect("text")
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let code = output.status.code().expect("an exit code and no signal");
        Self { code, out: output.stdout, err: String::from_utf8_lossy(&output.stderr).into_owned() }
    }
}

impl Default for Workplace {
    fn default() -> Self {
        Self::new()
    }
}

impl Workplace {
    /// An empty directory.
    ///
    /// # Panics
    ///
    /// If there is no room for one.
    #[must_use]
    pub fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("a directory") }
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// A file of the directory.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file.
    ///
    /// # Panics
    ///
    /// If it cannot be written.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        std::fs::write(self.file(name), contents).expect("a file");
    }

    /// What a file holds.
    ///
    /// # Panics
    ///
    /// If it cannot be read.
    #[must_use]
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of all files, in order.
    ///
    /// # Panics
    ///
    /// If the directory cannot be read.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).expect("a directory");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs the command; the arguments are separated by blanks, and there is nothing on standard input.
    #[must_use]
    pub fn try_run(&self, arguments: &str) -> Said {
        self.try_with(&arguments.split_whitespace().collect::<Vec<_>>(), b"")
    }

    /// Runs the command with something on standard input.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    #[must_use]
    pub fn try_with(&self, arguments: &[&str], input: &[u8]) -> Said {
        let mut child = Command::new(purembed())
            .current_dir(self.path())
            .args(arguments)
            .env("PASSWORD", "correct horse")
            .env("WRONG_PASSWORD", "wrong horse")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // Who does not read its input may be gone before all of it is written.
        drop(child.stdin.take().expect("a pipe").write_all(input));
        child.wait_with_output().expect("the program ends").into()
    }

    /// Runs the command, which has to succeed, and gives what it wrote on standard output.
    ///
    /// # Panics
    ///
    /// If it fails.
    pub fn output(&self, arguments: &[&str]) -> Vec<u8> {
        let said = self.try_with(arguments, b"");
        assert_eq!(said.code, 0, "{arguments:?}: {}{}", String::from_utf8_lossy(&said.out), said.err);
        said.out
    }

    /// Runs the command, which has to succeed; the arguments are separated by blanks.
    ///
    /// # Panics
    ///
    /// If it fails.
    pub fn run(&self, arguments: &str) -> String {
        let out = self.output(&arguments.split_whitespace().collect::<Vec<_>>());
        String::from_utf8_lossy(&out).into_owned()
    }
}
