// SPDX-License-Identifier: MIT
//! Ratios that a noisy machine does not bend: the contestants take turns, each round begins with another one, a turn
//! counts processor time, follows a warm-up of its own and begins with clean vector registers, and what counts is the
//! median over rounds of the ratio within a round.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, SystemTime};
use std::{env, fs};

use purembed::x509::Time;

use crate::contest::Operation;
use crate::results::{Results, Row};
use crate::vectors::clean;
use crate::{dtls12, peers, public_keys, scaling, symmetric, tls, tls12, x509};

/// How many turns each contestant has, if nobody asks for another number.
pub const ROUNDS: usize = 41;
/// How long a turn takes at least.
const TURN: Duration = Duration::from_micros(800);

/// Every operation, in the order of the tables; made one family at a time, because their peers are large.
pub fn everything() -> impl Iterator<Item = Operation> {
    let families: [fn() -> Vec<Operation>; 7] = [
        symmetric::operations,
        public_keys::operations,
        x509::operations,
        tls12::operations,
        dtls12::operations,
        tls::operations,
        scaling::operations,
    ];
    families.into_iter().flat_map(|operations| operations())
}

/// Lets the contestants take turns.
#[must_use]
pub fn measure(mut operation: Operation, rounds: usize) -> Row {
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
    let mut turns: Vec<Vec<f64>> = vec![Vec::with_capacity(rounds); count];
    for round in 0..rounds {
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

/// One row as a line for whoever watches.
#[must_use]
pub fn line(row: &Row) -> String {
    let ratios: Vec<String> = row.ratios.iter().map(|(name, ratio)| format!("{name} {ratio:.2}")).collect();
    format!("{:28} {:>7} {:>12.0} ns  {}", row.group, row.size, row.times["purembed"], ratios.join("  "))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Three digits after the point say more than is known.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// The old rows with the new ones among them, in the order of the tables.
#[must_use]
pub fn updated(old: Vec<Row>, new: Vec<Row>) -> Vec<Row> {
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    let key = |row: &Row| (row.group.clone(), row.size.clone());
    rows.extend(old.into_iter().chain(new).map(|row| (key(&row), row)));
    let order = everything().map(|operation| (operation.group.clone(), operation.size.to_string()));
    order.filter_map(|key| rows.remove(&key)).collect()
}

/// Rows with what has to be known of the machine that they were measured on.
///
/// # Panics
///
/// If the compiler does not say its version.
#[must_use]
pub fn results(rows: Vec<Row>, rounds: usize) -> Results {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let about = |key: &str| {
        let line = cpu.lines().find(|line| line.split(':').next().is_some_and(|name| name.trim() == key));
        line.and_then(|line| line.split(':').nth(1)).map_or("unknown", str::trim).to_owned()
    };
    let rustc = Command::new("rustc").arg("--version").output().expect("rustc runs").stdout;
    let now = Time::from(SystemTime::now()).to_string();
    let peers = peers::all().into_iter().map(|peer| (peer.name().to_owned(), peer.version()));
    let protocols = ["rustls", "dimpl"].map(|name| (name.to_owned(), peers::locked(name)));
    Results {
        cpu: format!("{}, family {}, model {}", about("model name"), about("cpu family"), about("model")),
        date: now.split(' ').next().unwrap_or_default().to_owned(),
        rustc: String::from_utf8_lossy(&rustc).trim().to_owned(),
        backend: env::var("PUREMBED_BACKEND")
            .unwrap_or_else(|_| "the fastest that the CPU can run".to_owned()),
        rounds,
        versions: peers.chain(protocols).collect(),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{measure, median};
    use crate::contest::{Contestant, Operation, Size};

    #[test]
    fn ratios_are_ours_by_theirs() {
        let takes = |name, nanoseconds: u64| {
            Contestant::counting(name, move |times| Duration::from_nanos(nanoseconds * times))
        };
        let contestants = vec![takes("purembed", 300), takes("twice as slow", 600), takes("faster", 240)];
        let row = measure(Operation { group: "a/b".into(), size: Size::One, contestants }, 3);
        assert_eq!(row.times["purembed"], 300.0);
        assert_eq!((row.ratios["twice as slow"], row.ratios["faster"]), (0.5, 1.25));
        assert_eq!(row.ratios.len(), 2, "nobody is compared with itself");
    }

    #[test]
    fn medians_pass_over_what_stands_out() {
        assert_eq!(median(vec![1e9, 2.0, 1.0]), 2.0);
    }
}
