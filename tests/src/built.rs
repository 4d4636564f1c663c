// SPDX-License-Identifier: MIT
//! Programs of this workspace that tests start.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The directory of what cargo made of the command and the examples.
///
/// `cargo test` builds both with the tests when no package is named; `tests/run` says so by `PUREMBED_BUILT=1`.
/// Otherwise they are built once more, as some tests may have been asked for alone.
///
/// # Panics
///
/// If they do not build.
#[must_use]
pub fn directory() -> &'static Path {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    DIRECTORY.get_or_init(|| {
        // The tests are in its directory `deps`.
        let test = env::current_exe().expect("a path");
        let directory = test.ancestors().nth(2).expect("a directory");
        if env::var_os("PUREMBED_BUILT").is_none() {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.current_dir(workspace()).args(["build", "--locked", "--quiet"]);
            cargo.args(["--package", "purembed-cli", "--bins", "--package", "purembed", "--examples"]);
            if directory.ends_with("release") {
                cargo.arg("--release");
            }
            assert!(cargo.status().expect("cargo runs").success(), "the command and the examples build");
        }
        directory.to_owned()
    })
}

/// The workspace's directory.
///
/// # Panics
///
/// Never: this package is in one.
#[must_use]
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}
