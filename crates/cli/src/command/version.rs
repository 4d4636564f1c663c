// SPDX-License-Identifier: MIT
//! `purembed version`: what this program is, and what it runs on.

use clap::Args;
use purembed::{cipher, hashlib, pk, version};
use serde_json::json;

use crate::error::Error;
use crate::outcome::Outcome;
use crate::output::Sink;

const EXAMPLES: &str = "\
Examples:
  $ purembed version
  $ purembed version --json";

/// Version, target, and how much is there
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Version {
    /// As a JSON object
    #[arg(long)]
    json: bool,
}

impl Version {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let target = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
        let (hashes, ciphers) = (hashlib::algorithms_available().len(), cipher::Algorithm::available().len());
        let curves = pk::Curve::available().len();
        let mut sink = Sink::stdout();
        if self.json {
            let value = json!({
                "version": version::VERSION,
                "target": target,
                "hashes": hashes,
                "ciphers": ciphers,
                "curves": curves,
            });
            sink.write(format!("{value:#}\n").as_bytes())?;
        } else {
            let text = format!("{} for {target}\n{hashes} hashes, {ciphers} ciphers\n", version::version());
            sink.write(text.as_bytes())?;
        }
        sink.finish().map(|()| Outcome::Yes)
    }
}
