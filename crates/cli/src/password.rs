// SPDX-License-Identifier: MIT
//! Where passwords come from: never from the arguments, which every process on the machine can read.

use core::fmt;
use core::str::FromStr;
use std::env;
use std::path::PathBuf;

use purembed::secrets::SecretString;
use zeroize::Zeroizing;

use crate::error::{Error, Explain as _};
use crate::input::Input;

/// Where a password comes from: `prompt`, `file:PATH`, `env:NAME` or `fd:NUMBER`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum PasswordSource {
    /// Somebody types it at the terminal.
    Prompt,
    /// The first line of a file.
    File(PathBuf),
    /// A variable of the environment.
    Env(String),
    /// The first line of what a file descriptor gives, which whoever started us has opened.
    Descriptor(u32),
}

/// How `--help` describes the values of options of this type.
pub(crate) const SOURCES: &str = "prompt|file:PATH|env:NAME|fd:N";

impl PasswordSource {
    /// The password; `what` names it in the prompt: `"password of key.pem"`.
    pub(crate) fn read(&self, what: &str) -> Result<SecretString, Error> {
        match self {
            Self::Prompt => prompt(what),
            Self::File(path) => first_line(&Input::File(path.clone())),
            Self::Env(name) => {
                env::var(name).map(SecretString::new).explain(format_args!("environment variable {name}"))
            }
            Self::Descriptor(0) => first_line(&Input::Stdin),
            Self::Descriptor(number) => first_line(&Input::File(format!("/dev/fd/{number}").into())),
        }
    }

    /// A password that is given for the first time: what is typed is typed twice.
    pub(crate) fn read_new(&self, what: &str) -> Result<SecretString, Error> {
        let password = self.read(what)?;
        if password.expose().is_empty() {
            return Err(Error::Failed(format!("the {what} is empty")));
        }
        if *self == Self::Prompt && prompt(&format!("{what}, once more"))? != password {
            return Err(Error::Failed("the two passwords differ".to_owned()));
        }
        Ok(password)
    }
}

impl FromStr for PasswordSource {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "prompt" => Ok(Self::Prompt),
            Some(("file", path)) => Ok(Self::File(path.into())),
            Some(("env", name)) => Ok(Self::Env(name.to_owned())),
            Some(("fd", number)) => number
                .parse()
                .map(Self::Descriptor)
                .map_err(|_| "a file descriptor is a number, as in fd:3".to_owned()),
            _ => Err(format!("expected {SOURCES}")),
        }
    }
}

impl fmt::Display for PasswordSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prompt => f.write_str("prompt"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Env(name) => write!(f, "env:{name}"),
            Self::Descriptor(number) => write!(f, "fd:{number}"),
        }
    }
}

fn prompt(what: &str) -> Result<SecretString, Error> {
    rpassword::prompt_password(format!("{what}: ")).map(SecretString::new).map_err(|error| {
        Error::Failed(format!("no terminal to ask for the {what} ({error}); say file:, env: or fd: instead"))
    })
}

/// Up to the end of the line, which is not part of the password.
fn first_line(input: &Input) -> Result<SecretString, Error> {
    let bytes = input.read()?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = Zeroizing::new(line.strip_suffix(b"\r").unwrap_or(line).to_vec());
    let text = str::from_utf8(&line).explain(input)?;
    Ok(SecretString::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_read_and_shown_alike() {
        for text in ["prompt", "file:some path", "env:NAME", "fd:3"] {
            assert_eq!(text.parse::<PasswordSource>().expect(text).to_string(), text);
        }
        for text in ["", "secret", "pass:secret", "fd:x", "fd:-1"] {
            assert!(text.parse::<PasswordSource>().is_err(), "{text}");
        }
    }
}
