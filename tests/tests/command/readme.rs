// SPDX-License-Identifier: MIT
//! The tour of the README from the command line, as it stands there.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use purembed_tests::program::{Workplace, purembed};

/// Under which heading the commands stand.
const HEADING: &str = "## From the command line\n";

/// The commands of the README's blocks of shell, each with what it says of its answer after `# `.
fn commands() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let readme = fs::read_to_string(root.join("README.md")).expect("a README");
    let (_, section) = readme.split_once(HEADING).expect("a tour from the command line");
    let section = section.split("\n## ").next().expect("a section");
    let blocks = section.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    let lines = blocks.flat_map(str::lines).filter(|line| !line.is_empty());
    lines
        .map(|line| line.split_once("  # ").unwrap_or((line, "")))
        .map(|(command, answer)| (command.trim().to_owned(), answer.trim().to_owned()))
        .collect()
}

#[test]
fn the_tour_from_the_command_line_is_true() {
    let commands = commands();
    assert!(commands.len() >= 7, "{} commands", commands.len());
    let work = Workplace::new();
    let bin = purembed().parent().expect("a directory");
    let path = format!("{}:{}", bin.display(), env::var("PATH").unwrap_or_default());
    for (command, answer) in &commands {
        let output = Command::new("sh")
            .args(["-c", command])
            .current_dir(work.path())
            .env("PATH", &path)
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        let refused = answer.starts_with("refused");
        assert_eq!(output.status.code(), Some(i32::from(refused)), "{command}: {said}");
        if let Some((_, quoted)) = answer.split_once(": ") {
            assert!(said.contains(quoted), "{command}: {said}");
        }
    }
    let refused = commands.iter().filter(|(_, answer)| answer.starts_with("refused")).count();
    println!("{} commands of the README, {refused} of them refusals", commands.len());
    assert!(refused > 0, "nothing is refused");
}
