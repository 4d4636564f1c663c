// SPDX-License-Identifier: MIT
//! Answers to questions, which go to standard output.

use core::fmt;

use crate::error::Error;
use crate::output::Sink;

/// Writes a line on standard output.
pub(crate) fn answer(line: fmt::Arguments<'_>) -> Result<(), Error> {
    let mut sink = Sink::stdout();
    sink.write(format!("{line}\n").as_bytes())?;
    sink.finish()
}
