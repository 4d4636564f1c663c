// SPDX-License-Identifier: MIT
//! `purembed selftest`: whether every algorithm gives, on this machine, what other implementations give.

use clap::Args;
use serde_json::{Value, json};

use self::answers::Answer;
use crate::error::Error;
use crate::outcome::Outcome;
use crate::output::{Sink, message};

pub(crate) mod answers;

const EXAMPLES: &str = "\
Examples:
  $ purembed selftest
  $ PUREMBED_BACKEND=portable purembed selftest --quiet";

/// Known answers of every algorithm; exit code 1 if one is wrong
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Selftest {
    /// Name only the algorithms that fail
    #[arg(short, long)]
    quiet: bool,
    /// As a JSON array
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
}

impl Selftest {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let answers = Answer::all();
        let mut sink = Sink::stdout();
        let (mut failed, mut objects) = (0, Vec::new());
        for answer in &answers {
            let verdict = match answer.check() {
                Ok(true) => "ok".to_owned(),
                Ok(false) => "FAILED: another answer".to_owned(),
                Err(error) => format!("FAILED: {error}"),
            };
            let right = verdict == "ok";
            failed += usize::from(!right);
            if self.json {
                objects.push(json!({ "kind": answer.kind, "name": answer.name, "verdict": verdict }));
            } else if !(right && self.quiet) {
                sink.write(format!("{} {}: {verdict}\n", answer.kind, answer.name).as_bytes())?;
            }
        }
        if self.json {
            sink.write(format!("{:#}\n", Value::from(objects)).as_bytes())?;
        }
        sink.finish()?;
        message(format_args!("purembed: {} algorithms tested, {failed} failed", answers.len()));
        Ok((failed == 0).into())
    }
}
