// SPDX-License-Identifier: MIT
//! Arguments of the examples, and how they say what went wrong.
#![allow(dead_code, reason = "no example takes every kind of argument")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "examples are there to be read")]
#![allow(clippy::std_instead_of_core, reason = "as users write programs")]

use std::error::Error;
use std::process::ExitCode;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Runs an example, and says on which line to read more if it fails.
pub(crate) fn run(usage: &str, example: impl FnOnce(Arguments) -> Result<()>) -> ExitCode {
    let given: Vec<String> = std::env::args().skip(1).collect();
    if given.iter().any(|argument| argument == "--help" || argument == "-h") {
        println!("usage: {usage}");
        return ExitCode::SUCCESS;
    }
    match example(Arguments { given }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Misuse>() => {
            eprintln!("error: {error}\nusage: {usage}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What stands after the name of the program, as far as it was not taken yet.
#[derive(Debug)]
pub(crate) struct Arguments {
    given: Vec<String>,
}

impl Arguments {
    /// Takes `name`, if it is there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let place = self.given.iter().position(|argument| argument == name);
        place.map(|place| self.given.remove(place)).is_some()
    }

    /// Takes `name` and what follows it, if it is there.
    pub(crate) fn option(&mut self, name: &str) -> Result<Option<String>> {
        let Some(place) = self.given.iter().position(|argument| argument == name) else { return Ok(None) };
        self.given.remove(place);
        if place == self.given.len() {
            return Err(misuse(format!("{name} needs a value")));
        }
        Ok(Some(self.given.remove(place)))
    }

    /// Takes `name` and what follows it.
    pub(crate) fn required(&mut self, name: &str) -> Result<String> {
        self.option(name)?.ok_or_else(|| misuse(format!("{name} is missing")))
    }

    /// Takes a pre-shared key, `--psk IDENTITY=KEY`, both as text; there may be `=` in the key.
    pub(crate) fn psk(&mut self) -> Result<Option<(String, String)>> {
        let Some(psk) = self.option("--psk")? else { return Ok(None) };
        let (identity, key) = psk.split_once('=').ok_or_else(|| misuse("--psk has the form IDENTITY=KEY"))?;
        Ok(Some((identity.into(), key.into())))
    }

    /// Takes what stands first.
    pub(crate) fn next(&mut self, what: &str) -> Result<String> {
        match self.given.first() {
            Some(first) if first.starts_with("--") => Err(misuse(format!("unknown option {first}"))),
            Some(_) => Ok(self.given.remove(0)),
            None => Err(misuse(format!("{what} is missing"))),
        }
    }

    /// Takes what stands first, if anything is left.
    pub(crate) fn next_or(&mut self, default: &str) -> Result<String> {
        if self.given.is_empty() { Ok(default.into()) } else { self.next("argument") }
    }

    /// There must be nothing left.
    pub(crate) fn finish(self) -> Result<()> {
        match self.given.first() {
            Some(first) => Err(misuse(format!("unexpected argument {first}"))),
            None => Ok(()),
        }
    }
}

/// Says how the example wants to be called.
pub(crate) fn misuse(message: impl Into<String>) -> Box<dyn Error> {
    Box::new(Misuse(message.into()))
}

#[derive(Debug)]
struct Misuse(String);

impl std::fmt::Display for Misuse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Misuse {}
