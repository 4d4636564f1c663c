// SPDX-License-Identifier: MIT
//! The command's digests, derived keys and encrypted files: beside OpenSSL's, with input that is none, and interrupted.

mod digests;
mod encryption;
mod interruptions;
mod keys;
mod memory;
mod refusals;

use std::path::Path;

use purembed_tests::peers;

/// Bytes that are not all the same.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|i| u8::try_from(i * 7 % 251).expect("a byte")).collect()
}

/// What OpenSSL writes on standard output when it succeeds.
fn output_of(openssl: &Path, directory: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = peers::run(openssl, directory, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments:?}: {said}");
    output.stdout
}
