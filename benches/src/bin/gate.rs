// SPDX-License-Identifier: MIT
//! The gate: measures every operation beside its peers, judges, and writes what was measured.
//!
//! Called by `benches/gate`, which says what the builds are. Arguments: `--build default` (the results are the committed
//! ones' successors, and are held to them and to `reasons.toml`), `fat` or `native` (held to what the default build just
//! gave); `--rounds N`; parts of group names to judge alone, of which nothing is written.

use std::process::{Command, ExitCode};
use std::{env, fs};

use purembed_benches::gate::{C, Lost, MBEDTLS, Tally, Verdict, disagreements, lost, slow};
use purembed_benches::made::{made, reasons};
use purembed_benches::measure::{ROUNDS, everything, line, measure, results};
use purembed_benches::results::{Build, Results, Row, file};

struct Arguments {
    build: Build,
    rounds: usize,
    parts: Vec<String>,
}

impl Arguments {
    fn parse() -> Self {
        let (mut build, mut rounds, mut parts) = (Build::Default, ROUNDS, Vec::new());
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match &*argument {
                "--build" => {
                    let name = arguments.next().unwrap_or_default();
                    build = Build::named(&name).expect("--build default, fat or native");
                }
                "--rounds" => {
                    rounds = arguments.next().and_then(|number| number.parse().ok()).expect("--rounds N");
                }
                _ => parts.push(argument),
            }
        }
        Self { build, rounds, parts }
    }

    fn wants(&self, group: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|part| group.contains(part.as_str()))
    }
}

fn main() -> ExitCode {
    assert!(env::var_os("PUREMBED_BACKEND").is_none(), "the gate is for the back end that users get");
    let arguments = Arguments::parse();
    let mut before = match arguments.build {
        Build::Default => committed(),
        Build::Fat | Build::Native => on_disk(),
    };
    before.rows.retain(|row| arguments.wants(&row.group));
    let rows = everything().filter(|operation| arguments.wants(&operation.group)).map(|operation| {
        let row = measure(operation, arguments.rounds);
        print(&row);
        row
    });
    let mut now = results(rows.collect(), arguments.rounds);
    let lost = confirmed(&before, &mut now, arguments.rounds);
    println!();
    println!("beside the best C: {}", Tally::of(&now, &C));
    println!("beside Mbed TLS C: {}", Tally::of(&now, &MBEDTLS));
    let reasons = reasons();
    for (row, ratio) in slow(&now) {
        println!("{ratio:.2} {}: {}", row.title(), reasons.of(row).unwrap_or("NO REASON"));
    }
    let mut bad = 0;
    let mut complain = |text: String| {
        println!("FAILED {text}");
        bad += 1;
    };
    lost.into_iter().for_each(|lost| complain(format!("lost: {lost}")));
    if arguments.parts.is_empty() {
        fs::write(file(arguments.build.file()), now.to_json()).expect("the results can be written");
        for (path, text) in made() {
            fs::write(&path, text).expect("the file can be written");
        }
        if arguments.build == Build::Default {
            disagreements(&now, &reasons).into_iter().for_each(complain);
        }
    }
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print(row: &Row) {
    let verdict = row.worst(&C).map(|ratio| Verdict::of(ratio).to_string()).unwrap_or_default();
    println!("{verdict:6} {}", line(row));
}

/// The results of the commit that is checked out.
fn committed() -> Results {
    let show = Command::new("git")
        .args(["show", "HEAD:./results.json"])
        .current_dir(file(""))
        .output()
        .expect("git, which knows the committed results");
    assert!(show.status.success(), "{}", String::from_utf8_lossy(&show.stderr));
    Results::from_json(&String::from_utf8_lossy(&show.stdout))
}

/// The results of the default build, which has just been measured.
fn on_disk() -> Results {
    Results::from_json(&fs::read_to_string(file(Build::Default.file())).expect("the default build's results"))
}

/// What is lost, and was lost when it was measured once more, too. The results get the second measurement.
fn confirmed(before: &Results, now: &mut Results, rounds: usize) -> Vec<Lost> {
    let suspects = lost(before, now);
    if suspects.is_empty() {
        return suspects;
    }
    println!("\nonce more, because a cell seems to be lost:");
    for operation in everything() {
        let size = operation.size.to_string();
        if suspects.iter().any(|lost| (&lost.group, &lost.size) == (&operation.group, &size)) {
            let again = measure(operation, rounds);
            print(&again);
            let row = now.rows.iter_mut().find(|row| (&row.group, &row.size) == (&again.group, &again.size));
            *row.expect("it was measured before") = again;
        }
    }
    lost(before, now)
}
