// SPDX-License-Identifier: MIT
//! Foreign programs to talk to.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

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

fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|directory| directory.join(program)).find(|path| path.is_file());
    if found.is_none() {
        assert!(
            env::var_os("CI").is_none_or(|ci| ci != "true"),
            "{program} is missing; tests/run installs it"
        );
        println!("SKIPPED: {program} is missing; tests/run installs it");
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
