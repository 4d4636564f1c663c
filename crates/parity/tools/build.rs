// SPDX-License-Identifier: MIT
//! Fails, in words, where cmake or libclang is missing.

use std::env;
use std::process::{Command, Stdio};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CMAKE");
    println!("cargo::rerun-if-env-changed=LIBCLANG_PATH");

    let mut missing = Vec::new();
    if !has_cmake() {
        missing.push("cmake is not in PATH".to_owned());
    }
    if let Err(reason) = clang_sys::load() {
        missing.push(format!("libclang cannot be loaded ({reason})"));
    }
    if !missing.is_empty() {
        println!(
            "cargo::error=the feature `parity` compiles Mbed TLS C, which needs cmake and libclang, but {}. \
             On Debian and Ubuntu: apt-get install cmake libclang-dev. On macOS: brew install cmake llvm. \
             Everything else in purembed works without this feature and without these.",
            missing.join(", and ").replace('\n', " ")
        );
    }
}

/// Where the crate `cmake` looks, too.
fn has_cmake() -> bool {
    let program = env::var_os("CMAKE").unwrap_or_else(|| "cmake".into());
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
