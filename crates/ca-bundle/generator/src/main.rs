// SPDX-License-Identifier: MIT
//! `cargo run -p purembed-ca-bundle-generator`: makes the data anew; `-- --check` only tells whether they are as they
//! would be made; `-- --release` fails, too, if a list is more than half a year old.

use std::error::Error;
use std::process::ExitCode;
use std::time::SystemTime;
use std::{env, fs};

use purembed_ca_bundle_generator::{data, generate};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let has = |option: &str| arguments.iter().any(|argument| argument == option);
    if let Some(unknown) =
        arguments.iter().find(|argument| !["--check", "--release"].contains(&argument.as_str()))
    {
        return Err(format!("unknown option {unknown}; there are --check and --release").into());
    }
    let (source, output, changes) = generate(&data())?;
    for (what, names) in [("added for servers", &changes.added), ("removed for servers", &changes.removed)] {
        println!("{} {what}: {}", names.len(), names.join("; "));
    }
    if has("--release") {
        let old = source.too_old(SystemTime::now().into());
        if !old.is_empty() {
            println!("too old for a release: {}", old.join("; "));
            return Ok(false);
        }
    }
    let (der, table) = (data().join("roots.der"), data().join("roots.in"));
    if has("--check") || has("--release") {
        let same = fs::read(der)? == output.der && fs::read_to_string(table)? == output.table;
        println!("the data are {}", if same { "what is generated" } else { "not what is generated" });
        return Ok(same);
    }
    fs::write(der, output.der)?;
    fs::write(table, output.table)?;
    println!("written");
    Ok(true)
}
