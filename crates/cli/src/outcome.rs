// SPDX-License-Identifier: MIT
//! What a command that came to its end has found.

use std::process::ExitCode;

/// The answer of a command; those that answer nothing say [`Yes`](Self::Yes).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// Done, or: what was asked is so. Exit code 0.
    Yes,
    /// What was asked is not so: exit code 1.
    No,
}

impl From<bool> for Outcome {
    fn from(answer: bool) -> Self {
        if answer { Self::Yes } else { Self::No }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Yes => Self::SUCCESS,
            Outcome::No => Self::from(1),
        }
    }
}
