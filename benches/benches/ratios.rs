// SPDX-License-Identifier: MIT
//! Some operations beside their peers, or all of them: see `measure`. The gate (`benches/gate`) judges them besides.
//!
//! Writes `results.json`, of which `cargo run --release -p purembed-benches --bin chart` makes tables and chart; with
//! `PUREMBED_BACKEND=portable`, what concerns ciphers, and `results-portable.json`.
//! Arguments: parts of group names to measure alone, which are then only printed, or with `--update` take the place of
//! what the results have of them.

use std::{env, fs};

use purembed_benches::measure::{ROUNDS, everything, line, measure, results, updated};
use purembed_benches::results::{Results, file};

/// What is measured of portable code.
const OF_CIPHERS: [&str; 6] =
    ["cipher/aes", "cipher/aria", "cipher/camellia", "cipher/chacha20", "aead/", "cmac/aes"];

fn main() {
    let wanted: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if !cfg!(feature = "peers-c") {
        println!("without OpenSSL and Mbed TLS: for them, add --features peers-c");
    }
    let portable = purembed_accel::backend() == purembed_accel::Backend::Portable;
    let mut rows = Vec::new();
    for operation in everything() {
        let chosen = if wanted.is_empty() {
            !portable || OF_CIPHERS.iter().any(|part| operation.group.starts_with(part))
        } else {
            wanted.iter().any(|part| operation.group.contains(part.as_str()))
        };
        if chosen {
            let row = measure(operation, ROUNDS);
            println!("{}", line(&row));
            rows.push(row);
        }
    }
    let update = env::args().any(|argument| argument == "--update");
    if (wanted.is_empty() || update) && cfg!(feature = "peers-c") {
        let path = file(if portable { "results-portable.json" } else { "results.json" });
        if update {
            let old = Results::from_json(&fs::read_to_string(&path).expect("results to update"));
            rows = updated(old.rows, rows);
        }
        fs::write(&path, results(rows, ROUNDS).to_json()).expect("results.json can be written");
        println!("wrote {}", path.display());
    }
}
