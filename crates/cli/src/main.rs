// SPDX-License-Identifier: MIT
//! The command `purembed`: digests, encryption, keys, certificates and TLS for people who have no program around them.
//!
//! Data goes to standard output, messages go to standard error. Exit codes: 0, done; 1, the answer is no (a digest
//! differs, a signature is wrong, a certificate is refused); 2, the arguments make no sense; 3, it failed.
#![forbid(unsafe_code)]

extern crate alloc;

mod answer;
mod args;
mod certificates;
mod clock;
mod command;
mod crypt;
mod error;
mod input;
mod interrupt;
mod key_output;
mod key_source;
mod key_type;
mod keys;
mod net;
mod outcome;
mod output;
mod password;
mod progress;
mod signature;
mod text;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Arguments;

fn main() -> ExitCode {
    match Arguments::parse().command.run() {
        Ok(outcome) => outcome.into(),
        Err(error) => error.report(),
    }
}
