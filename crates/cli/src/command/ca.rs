// SPDX-License-Identifier: MIT
//! `purembed ca`: a small authority in a directory.
//!
//! | file | what it is |
//! |---|---|
//! | `key.pem` | the private key, readable by its owner alone |
//! | `ca.pem` | the certificate |
//! | `chain.pem` | of an authority below another one: its certificate and those above it, without the root |
//! | `database.txt` | every certificate that was issued, and which are revoked: one a line |
//! | `issued/` | the certificates, each under its serial number |
//! | `crl.pem` | the latest revocation list |
//! | `lock` | held by whoever changes something |

use clap::{Args, Subcommand};

use crate::error::Error;
use crate::outcome::Outcome;

mod authority;
mod crl;
mod database;
mod init;
mod issue;
mod list;
mod revoke;

const EXAMPLES: &str = "\
Examples:
  $ purembed ca init root --subject \"CN=Example Root\"
  $ purembed ca issue root --csr request.pem --accept-names --out certificate.pem
  $ purembed ca revoke root --certificate certificate.pem --reason key-compromise
  $ purembed ca crl root --out list.pem

An authority is a directory: key.pem (the private key, with or without a password), ca.pem (its certificate), \
database.txt (what it has issued), issued/ (the certificates), crl.pem (the latest revocation list).";

/// A small authority in a directory: make it, issue certificates, revoke them, write revocation lists
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Ca {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Init(Box<init::Init>),
    Issue(Box<issue::Issue>),
    Revoke(revoke::Revoke),
    Crl(crl::WriteCrl),
    List(list::List),
}

impl Ca {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        match self.action {
            Action::Init(action) => action.run(),
            Action::Issue(action) => action.run(),
            Action::Revoke(action) => action.run(),
            Action::Crl(action) => action.run(),
            Action::List(action) => action.run(),
        }
    }
}
