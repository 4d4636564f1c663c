// SPDX-License-Identifier: MIT
//! Makes `RESULTS.md`, `chart.svg` and the table in the README of `results.json` and `results-portable.json`, which the
//! bench `ratios` writes.
//!
//! With `--check` it only says whether they are what it would make.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use purembed_benches::results::{Results, file};
use purembed_benches::{chart, report};

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn main() -> ExitCode {
    let results = Results::from_json(&read(&file("results.json")));
    let portable = Results::from_json(&read(&file("results-portable.json")));
    let readme = file("../README.md");
    let made: [(PathBuf, String); 3] = [
        (file("RESULTS.md"), report::results(&results) + &report::portable(&portable)),
        (file("chart.svg"), chart::svg(&results)),
        (readme.clone(), report::with_summary(&read(&readme), &results)),
    ];
    let check = env::args().any(|argument| argument == "--check");
    let mut differs = false;
    for (path, text) in made {
        if !check {
            fs::write(&path, text).expect("the file can be written");
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            println!("{} is not what `chart` makes of results.json", path.display());
            differs = true;
        }
    }
    if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
