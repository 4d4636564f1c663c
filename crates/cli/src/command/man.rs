// SPDX-License-Identifier: MIT
//! `purembed man`: manual pages.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_mangen::Man as Page;

use crate::args::Arguments;
use crate::error::{Error, Explain as _};
use crate::outcome::Outcome;
use crate::output::{Output, Readers};

const EXAMPLES: &str = "\
Examples:
  $ purembed man | man -l -
  $ purembed man --directory ~/.local/share/man/man1";

/// Manual pages
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Man {
    /// Write a page for each command into this directory, over those that are there
    #[arg(short, long, value_name = "DIR")]
    directory: Option<PathBuf>,
    /// Command whose page to write; without it, the page of all
    #[arg(value_name = "COMMAND", conflicts_with = "directory")]
    command: Option<String>,
}

impl Man {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let mut all = Arguments::command().flatten_help(false);
        all.build();
        let stdout = Output { out: None, force: false };
        if let Some(directory) = &self.directory {
            for page in core::iter::once(&all).chain(all.get_subcommands()) {
                let page = Page::new(page.clone());
                let file = Output { out: Some(directory.join(page.get_filename())), force: true };
                file.write(&render(&page)?, Readers::Umask)?;
            }
            return Ok(Outcome::Yes);
        }
        let page = match &self.command {
            None => &all,
            Some(name) => all
                .find_subcommand(name)
                .ok_or_else(|| Error::Usage(format!("there is no command `{name}`")))?,
        };
        stdout.write(&render(&Page::new(page.clone()))?, Readers::Umask).map(|()| Outcome::Yes)
    }
}

fn render(page: &Page) -> Result<Vec<u8>, Error> {
    let mut text = Vec::new();
    page.render(&mut text).explain("the manual page")?;
    Ok(text)
}
