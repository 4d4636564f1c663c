// SPDX-License-Identifier: MIT
//! What is asked of results: the verdicts, what was won and lost, and what needs a reason.
//!
//! A cell is an operation beside one C library; where it is beside the best of them, that is the fastest.

use std::fmt;

use crate::reasons::Reasons;
use crate::results::{Results, Row};

/// The libraries in C and assembly, which what is asked is asked against.
pub const C: [&str; 4] = ["Mbed TLS", "OpenSSL", "aws-lc-rs", "ring"];
/// Mbed TLS, which no operation may be slower than.
pub const MBEDTLS: [&str; 1] = ["Mbed TLS"];

/// Above this an operation needs a reason, and a cell that was won is lost.
pub const LIMIT: f64 = 1.1;
/// Down to this a reason may stay: the noise of one run must not take away what the next one needs.
const SETTLED: f64 = 1.03;

/// Results have three digits after the point; less than this is not known.
const SMALLEST: f64 = 0.001;

/// What a ratio says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Below 0.97.
    Better,
    /// What is measured twice differs as much.
    Equal,
    /// Above 1.03.
    Worse,
}

impl Verdict {
    /// Of purembed's time by the other's.
    #[must_use]
    pub fn of(ratio: f64) -> Self {
        match ratio {
            ..0.97 => Self::Better,
            ..=1.03 => Self::Equal,
            _ => Self::Worse,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Better => "better",
            Self::Equal => "equal",
            Self::Worse => "worse",
        })
    }
}

/// All cells together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tally {
    /// How many operations the peers have.
    pub count: usize,
    /// How many of them are [better](Verdict::Better), equal, worse.
    pub verdicts: [usize; 3],
    /// The geometric mean of the ratios; 1 of none.
    pub mean: f64,
    /// How many are above 1.0.
    pub above_one: usize,
    /// How many are above [`LIMIT`].
    pub above_limit: usize,
}

impl Tally {
    /// Against the fastest of these peers.
    #[must_use]
    pub fn of(results: &Results, peers: &[&str]) -> Self {
        let ratios: Vec<f64> = results.rows.iter().filter_map(|row| row.worst(peers)).collect();
        let count = |wanted: &dyn Fn(f64) -> bool| ratios.iter().filter(|&&ratio| wanted(ratio)).count();
        let verdict = |verdict| count(&|ratio| Verdict::of(ratio) == verdict);
        let logarithms: f64 = ratios.iter().map(|ratio| ratio.max(SMALLEST).ln()).sum();
        Self {
            count: ratios.len(),
            verdicts: [Verdict::Better, Verdict::Equal, Verdict::Worse].map(verdict),
            mean: (logarithms / ratios.len().max(1) as f64).exp(),
            above_one: count(&|ratio| ratio > 1.0),
            above_limit: count(&|ratio| ratio > LIMIT),
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [better, equal, worse] = self.verdicts;
        write!(
            f,
            "geometric mean {:.2} of {} operations: {better} better, {equal} equal, {worse} worse; {} above 1.0, {} above \
             {LIMIT}",
            self.mean, self.count, self.above_one, self.above_limit
        )
    }
}

/// What takes longer than the fastest C by more than the limit, the worst first.
#[must_use]
pub fn slow(results: &Results) -> Vec<(&Row, f64)> {
    let rows = results.rows.iter().filter_map(|row| Some((row, row.worst(&C)?)));
    let mut slow: Vec<_> = rows.filter(|(_, ratio)| *ratio > LIMIT).collect();
    slow.sort_by(|a, b| f64::total_cmp(&b.1, &a.1));
    slow
}

/// A cell that was won and is not any more.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    /// As in `hash/sha256`.
    pub group: String,
    /// As in `16 KiB`.
    pub size: String,
    /// Whom it was won against.
    pub peer: &'static str,
    /// The ratio then.
    pub before: f64,
    /// The ratio now; `None` if this is not measured any more.
    pub now: Option<f64>,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, size, peer, before, now } = self;
        write!(f, "{group} {size} beside {peer}: {before:.2}, now ")?;
        match now {
            Some(now) => write!(f, "{now:.2}"),
            None => f.write_str("not measured"),
        }
    }
}

/// The cells that were at most 1 and are above the limit, or not there.
#[must_use]
pub fn lost(before: &Results, now: &Results) -> Vec<Lost> {
    let mut lost = Vec::new();
    for old in &before.rows {
        let new = now.rows.iter().find(|row| (&row.group, &row.size) == (&old.group, &old.size));
        for peer in C {
            let Some(before) = old.ratio(peer).filter(|&ratio| ratio <= 1.0) else { continue };
            let now = new.and_then(|row| row.ratio(peer));
            if now.is_none_or(|ratio| ratio > LIMIT) {
                lost.push(Lost { group: old.group.clone(), size: old.size.clone(), peer, before, now });
            }
        }
    }
    lost
}

/// Where reasons and results do not fit together: slow operations without a reason, reasons for what is not slow.
#[must_use]
pub fn disagreements(results: &Results, reasons: &Reasons) -> Vec<String> {
    let mut found: Vec<String> = slow(results)
        .into_iter()
        .filter(|(row, _)| reasons.of(row).is_none())
        .map(|(row, ratio)| format!("{}: {ratio:.2} without a reason", row.title()))
        .collect();
    for operation in reasons.operations() {
        let row = results.rows.iter().find(|row| row.title() == operation);
        match row.and_then(|row| row.worst(&C)) {
            None => found.push(format!("{operation}: a reason for what is not measured")),
            Some(ratio) if ratio <= SETTLED => {
                found.push(format!("{operation}: {ratio:.2}, and still a reason"));
            }
            Some(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests;
