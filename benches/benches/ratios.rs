// SPDX-License-Identifier: MIT
//! Ratios that a noisy machine does not bend: the contestants take turns, each round begins with another one, a turn
//! counts processor time, follows a warm-up of its own and begins with clean vector registers, and what counts is the
//! median over rounds of the ratio within a round.
//!
//! Writes `results.json`, of which `cargo run --release -p purembed-benches --bin chart` makes tables and chart; with
//! `PUREMBED_BACKEND=portable`, what concerns ciphers, and `results-portable.json`.
//! Arguments: parts of group names to measure alone, which are then only printed, or with `--update` take the place of
//! what the results have of them.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, SystemTime};
use std::{env, fs};

use purembed::x509::Time;
use purembed_benches::contest::Operation;
use purembed_benches::results::{Results, Row, file};
use purembed_benches::vectors::clean;
use purembed_benches::{peers, public_keys, symmetric, tls, tls12, x509};

/// What is measured of portable code.
const OF_CIPHERS: [&str; 6] =
    ["cipher/aes", "cipher/aria", "cipher/camellia", "cipher/chacha20", "aead/", "cmac/aes"];
/// How many turns each contestant has.
const ROUNDS: usize = 41;
/// How long a turn takes at least.
const TURN: Duration = Duration::from_micros(800);

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
            let row = measure(operation);
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
        fs::write(&path, results(rows).to_json()).expect("results.json can be written");
        println!("wrote {}", path.display());
    }
}

/// The old rows with the new ones among them, in the order of the tables.
fn updated(old: Vec<Row>, new: Vec<Row>) -> Vec<Row> {
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    let key = |row: &Row| (row.group.clone(), row.size.clone());
    rows.extend(old.into_iter().chain(new).map(|row| (key(&row), row)));
    let order = everything().map(|operation| (operation.group.clone(), operation.size.to_string()));
    order.filter_map(|key| rows.remove(&key)).collect()
}

fn everything() -> impl Iterator<Item = Operation> {
    symmetric::operations()
        .into_iter()
        .chain(public_keys::operations())
        .chain(x509::operations())
        .chain(tls12::operations())
        .chain(tls::operations())
}

fn line(row: &Row) -> String {
    let ratios: Vec<String> = row.ratios.iter().map(|(name, ratio)| format!("{name} {ratio:.2}")).collect();
    format!("{:28} {:>7} {:>12.0} ns  {}", row.group, row.size, row.times["purembed"], ratios.join("  "))
}

fn measure(mut operation: Operation) -> Row {
    let count = operation.contestants.len();
    // So many times that a turn is long by the clock's measure.
    let times: Vec<u64> = operation
        .contestants
        .iter_mut()
        .map(|contestant| {
            let mut times = 1;
            while contestant.run(times) < TURN {
                times *= 2;
            }
            times
        })
        .collect();
    let mut turns: Vec<Vec<f64>> = vec![Vec::with_capacity(ROUNDS); count];
    for round in 0..ROUNDS {
        for turn in 0..count {
            let who = (round + turn) % count;
            let contestant = &mut operation.contestants[who];
            clean();
            contestant.run(times[who].div_ceil(8));
            turns[who].push(contestant.run(times[who]).as_secs_f64() * 1e9 / times[who] as f64);
        }
    }
    let mut row = Row {
        group: operation.group,
        size: operation.size.to_string(),
        times: BTreeMap::new(),
        ratios: BTreeMap::new(),
    };
    for (contestant, theirs) in operation.contestants.iter().zip(&turns) {
        row.times.insert(contestant.name.to_owned(), rounded(median(theirs.clone())));
        if contestant.name != "purembed" {
            let ratios = turns[0].iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
            row.ratios.insert(contestant.name.to_owned(), rounded(median(ratios)));
        }
    }
    row
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Three digits after the point say more than is known.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn results(rows: Vec<Row>) -> Results {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let about = |key: &str| {
        let line = cpu.lines().find(|line| line.split(':').next().is_some_and(|name| name.trim() == key));
        line.and_then(|line| line.split(':').nth(1)).map_or("unknown", str::trim).to_owned()
    };
    let rustc = Command::new("rustc").arg("--version").output().expect("rustc runs").stdout;
    let now = Time::from(SystemTime::now()).to_string();
    Results {
        cpu: format!("{}, family {}, model {}", about("model name"), about("cpu family"), about("model")),
        date: now.split(' ').next().unwrap_or_default().to_owned(),
        rustc: String::from_utf8_lossy(&rustc).trim().to_owned(),
        backend: env::var("PUREMBED_BACKEND")
            .unwrap_or_else(|_| "the fastest that the CPU can run".to_owned()),
        rounds: ROUNDS,
        versions: peers::all().iter().map(|peer| (peer.name().to_owned(), peer.version())).collect(),
        rows,
    }
}
