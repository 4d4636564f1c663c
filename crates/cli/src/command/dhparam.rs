// SPDX-License-Identifier: MIT
//! `purembed dhparam`: groups for Diffie-Hellman.

use clap::Args;
use purembed::mpi::Mpi;
use purembed::pk::DhGroup;
use serde_json::json;

use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::key_output::Wrapping;
use crate::outcome::Outcome;
use crate::output::{Output, Readers};
use crate::progress::Search;

const EXAMPLES: &str = "\
Examples:
  $ purembed dhparam ffdhe3072 --out group.pem
  $ purembed dhparam --show group.pem
  $ purembed dhparam --generate 2048 --out own.pem

Groups with names (ffdhe2048 to ffdhe8192, modp2048 to modp8192) are faster and better examined than groups of one's \
own, which take seconds or minutes to find.";

/// Parameters for Diffie-Hellman: of a known group, of one of one's own, or shown
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[group(required = true, multiple = false, args = ["name", "generate", "show"])]
pub(crate) struct Dhparam {
    /// Name of a group
    #[arg(value_name = "GROUP", value_parser = named)]
    name: Option<DhGroup>,
    /// Search for a safe prime of so many bits, with generator 2
    #[arg(long, value_name = "BITS")]
    generate: Option<usize>,
    /// Check parameters and show them
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    show: Option<Input>,
    /// With --show, as a JSON object
    #[arg(long, requires = "show")]
    json: bool,
    /// Text or octets
    #[arg(short, long, value_enum, default_value_t = Wrapping::Pem)]
    format: Wrapping,
    #[command(flatten)]
    output: Output,
}

fn named(name: &str) -> Result<DhGroup, String> {
    name.to_ascii_lowercase().parse().map_err(|error: purembed::pk::UnknownDhGroup| error.to_string())
}

impl Dhparam {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let group = match (&self.name, self.generate, &self.show) {
            (Some(group), ..) => group.clone(),
            (_, Some(bits), _) => search(bits)?,
            (_, _, Some(file)) => {
                self.show(&DhGroup::from_buffer(&file.read()?).explain(file)?)?;
                return Ok(Outcome::Yes);
            }
            _ => return Err(Error::Usage("the name of a group, --generate or --show is needed".to_owned())),
        };
        let bytes = match self.format {
            Wrapping::Pem => group.to_pem().into_bytes(),
            Wrapping::Der => group.to_der(),
        };
        self.output.write(&bytes, Readers::Umask)?;
        Ok(Outcome::Yes)
    }

    fn show(&self, group: &DhGroup) -> Result<(), Error> {
        let name = group.name().unwrap_or("of its own");
        let (modulus, generator) = (format!("{:x}", group.modulus()), format!("{:x}", group.generator()));
        if self.json {
            let facts = json!({ "group": group.name(), "bits": group.bits(), "generator": generator, "modulus": modulus });
            return self.output.json(&facts, Readers::Umask);
        }
        let bits = group.bits();
        let lines = format!("group: {name}\nbits: {bits}\ngenerator: {generator}\nmodulus: {modulus}\n");
        self.output.write(lines.as_bytes(), Readers::Umask)
    }
}

/// A group of one's own: p and (p - 1) / 2 are prime.
fn search(bits: usize) -> Result<DhGroup, Error> {
    if !(DhGroup::MINIMUM_BITS..=DhGroup::MAX_BITS).contains(&bits) {
        let (least, most) = (DhGroup::MINIMUM_BITS, DhGroup::MAX_BITS);
        return Err(Error::Usage(format!("--generate: from {least} to {most} bits")));
    }
    let search = Search::new().in_silence();
    let prime = Mpi::safe_prime(bits).explain("searching for a safe prime")?;
    drop(search);
    DhGroup::new(&prime, &Mpi::from(2_u8)).explain("making a group")
}
