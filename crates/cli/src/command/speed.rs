// SPDX-License-Identifier: MIT
//! `purembed speed`: how fast every algorithm is on this machine.

use core::time::Duration;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use self::contest::{Contestant, Unit};
use crate::clock::now;
use crate::error::{Error, Explain as _};
use crate::outcome::Outcome;
use crate::output::{Output, Readers, Sink};

mod contest;
mod svg;

const EXAMPLES: &str = "\
Examples:
  $ purembed speed sha gcm
  $ purembed speed --svg speed.svg";

/// Throughput of the algorithms
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Speed {
    /// Length of messages in bytes
    #[arg(short, long, value_name = "BYTES", default_value_t = 16_384, value_parser = clap::value_parser!(u32).range(16..=1 << 24))]
    size: u32,
    /// How long each algorithm is measured, in milliseconds
    #[arg(short, long, value_name = "MS", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    time: u64,
    /// Also draw a bar chart into this file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Replace the file if there is one already
    #[arg(long, requires = "svg")]
    force: bool,
    /// As a JSON array
    #[arg(long)]
    json: bool,
    /// Only algorithms whose names contain one of these
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// What was measured of one algorithm.
#[derive(Debug)]
struct Rate {
    name: String,
    unit: Unit,
    /// Bytes or operations in a second.
    rate: f64,
}

impl Speed {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let wanted = |contestant: &Contestant| {
            let name = contestant.name.to_ascii_lowercase();
            self.names.is_empty() || self.names.iter().any(|part| name.contains(&part.to_ascii_lowercase()))
        };
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let contestants: Vec<_> = contest::all(size).into_iter().filter(wanted).collect();
        if contestants.is_empty() {
            return Err(Error::Usage("no algorithm has a name with that in it".to_owned()));
        }
        let mut sink = Sink::stdout();
        let mut results = Vec::new();
        for contestant in contestants {
            let result = measure(contestant, Duration::from_millis(self.time))?;
            if !self.json {
                sink.write(
                    format!("{:<32} {:>16}\n", result.name, result.unit.show(result.rate)).as_bytes(),
                )?;
                sink.flush()?;
            }
            results.push(result);
        }
        if self.json {
            let row = |result: &Rate| json!({ "name": result.name, "unit": result.unit.name(), "rate": result.rate.round() });
            let rows: Vec<Value> = results.iter().map(row).collect();
            sink.write(format!("{:#}\n", Value::from(rows)).as_bytes())?;
        }
        if let Some(path) = self.svg {
            let file = Output { out: Some(path), force: self.force };
            file.write(svg::chart(&results, self.size).as_bytes(), Readers::Umask)?;
        }
        sink.finish().map(|()| Outcome::Yes)
    }
}

/// Runs an algorithm for that long, after once for nothing.
fn measure(mut contestant: Contestant, time: Duration) -> Result<Rate, Error> {
    let name = contestant.name;
    let mut once = || (contestant.run)().explain(&name);
    once()?;
    let start = now();
    let mut done = 0.0;
    let elapsed = loop {
        done += once()?;
        let elapsed = now().duration_since(start);
        if elapsed >= time {
            break elapsed;
        }
    };
    drop(contestant.run);
    Ok(Rate { name, unit: contestant.unit, rate: done / elapsed.as_secs_f64() })
}
