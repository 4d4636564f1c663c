// SPDX-License-Identifier: MIT
//! Makes `RESULTS.md`, `chart.svg` and the table in the README of the results, which the gate and the bench `ratios` write,
//! and of `reasons.toml`.
//!
//! With `--check` it only says whether they are what it would make.

use std::process::ExitCode;
use std::{env, fs};

use purembed_benches::made::made;

fn main() -> ExitCode {
    let check = env::args().any(|argument| argument == "--check");
    let mut differs = false;
    for (path, text) in made() {
        if !check {
            fs::write(&path, text).expect("the file can be written");
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            println!("{} is not what `chart` makes of the results", path.display());
            differs = true;
        }
    }
    if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
