// SPDX-License-Identifier: MIT
//! Makes the data of `purembed-ca-bundle` of Mozilla's lists, offline.
//!
//! `data/certdata.txt` is read with all its purposes ([`certdata`], [`roots`]). Where a newer list of those trusted for
//! servers is to be had, but none with the other purposes, it takes the place of what the older one says of servers
//! ([`servers`]). [`output`] writes what the crate is compiled with.

pub mod certdata;
pub mod output;
pub mod roots;
pub mod servers;
pub mod source;

use std::fmt;
use std::path::{Path, PathBuf};

use output::Output;
use servers::Changes;
use source::Source;

/// A list that is not understood: where, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidList {
    line: usize,
    what: String,
}

impl InvalidList {
    pub(crate) fn at(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

impl fmt::Display for InvalidList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.what),
            line => write!(f, "line {line}: {}", self.what),
        }
    }
}

impl std::error::Error for InvalidList {}

/// Where the lists are, and where the crate has its data.
#[must_use]
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data")
}

/// Reads the lists in a directory and makes the data of them.
///
/// # Errors
///
/// If a file cannot be read, is not the one that `SOURCE.toml` describes, or is not understood.
pub fn generate(directory: &Path) -> Result<(Source, Output, Changes), Box<dyn std::error::Error>> {
    let source = Source::parse(&std::fs::read_to_string(directory.join("SOURCE.toml"))?)?;
    let certdata = std::fs::read(directory.join(&source.certdata.file))?;
    source.certdata.check(&certdata)?;
    let mut roots = roots::join(&certdata::parse(&certdata)?)?;
    let mut changes = Changes::default();
    if let Some(list) = &source.servers {
        let servers = std::fs::read(directory.join(&list.file))?;
        list.check(&servers)?;
        (roots, changes) = servers::apply(roots, &servers)?;
    }
    let output = output::output(&roots, &source)?;
    Ok((source, output, changes))
}

#[cfg(test)]
mod tests;
