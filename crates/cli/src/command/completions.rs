// SPDX-License-Identifier: MIT
//! `purembed completions`: what shells need to complete our arguments.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::args::Arguments;
use crate::error::Error;
use crate::outcome::Outcome;
use crate::output::{Output, Readers};

const EXAMPLES: &str = "\
Examples:
  $ purembed completions bash -o ~/.local/share/bash-completion/completions/purembed
  $ purembed completions fish -o ~/.config/fish/completions/purembed.fish";

/// Completions for a shell
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Completions {
    #[command(flatten)]
    output: Output,
    /// Shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "purembed", &mut script);
        self.output.write(&script, Readers::Umask).map(|()| Outcome::Yes)
    }
}
