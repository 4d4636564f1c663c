// SPDX-License-Identifier: MIT
//! Why a command did not come to its end.

use core::error::Error as StdError;
use core::fmt;
use std::io;
use std::process::ExitCode;

use crate::output::message;

/// Why a command did not come to its end.
#[derive(Debug)]
pub(crate) enum Error {
    /// The arguments make no sense together: exit code 2.
    Usage(String),
    /// It cannot be done, for this reason: exit code 3.
    Failed(String),
    /// Something went wrong below: what was being done (`"key.pem"`, `"making a key"`), and what was wrong. Exit code 3.
    Because(String, Box<dyn StdError + Send + Sync>),
    /// Nobody reads standard output any more: exit code 3, and nothing to say about it, as `purembed list ciphers | head`
    /// is not worth a message.
    NobodyReads,
}

impl Error {
    /// Says on standard error what went wrong, and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        if !matches!(self, Self::NobodyReads) {
            message(format_args!("purembed: {self}"));
        }
        ExitCode::from(if matches!(self, Self::Usage(_)) { 2 } else { 3 })
    }

    /// What standard output said, whose reader may be gone.
    pub(crate) fn stdout(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::NobodyReads
        } else {
            Self::Because("standard output".to_owned(), error.into())
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(reason) | Self::Failed(reason) => f.write_str(reason),
            Self::Because(what, error) => write!(f, "{what}: {error}"),
            Self::NobodyReads => f.write_str("standard output was closed"),
        }
    }
}

impl StdError for Error {}

/// Adds to an error what was being done.
pub(crate) trait Explain<T> {
    /// An [`Error::Because`], with the name of the file or of what was being done.
    fn explain(self, what: impl fmt::Display) -> Result<T, Error>;
}

impl<T, E: Into<Box<dyn StdError + Send + Sync>>> Explain<T> for Result<T, E> {
    fn explain(self, what: impl fmt::Display) -> Result<T, Error> {
        self.map_err(|error| Error::Because(what.to_string(), error.into()))
    }
}
