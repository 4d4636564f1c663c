// SPDX-License-Identifier: MIT
//! `purembed ca-bundle`: Mozilla's root certificates.

use clap::{Args, Subcommand, ValueEnum};
use purembed::ca_bundle::{self, LIST_DATE, LIST_VERSION, RootCertificate, SERVER_LIST_DATE};
use purembed::x509::Time;
use serde_json::{Value, json};

use crate::error::Error;
use crate::outcome::Outcome;
use crate::output::{Output, Readers};
use crate::text;

const EXAMPLES: &str = "\
Examples:
  $ purembed ca-bundle list --purpose email
  $ purembed ca-bundle export --purpose server --out roots.pem

The list is as old as this program. Where there is a system that keeps one, that is newer: `x509 verify --system`.";

/// Mozilla's root certificates by purpose: list, export as PEM
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CaBundle {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Names, one a line
    List {
        #[command(flatten)]
        which: Which,
        /// All that is known of each, as JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Certificates as PEM, each after its name
    Export {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Args, Clone, Copy, Debug)]
struct Which {
    /// What the roots are trusted for
    #[arg(long, value_enum, default_value_t = Purpose::Server)]
    purpose: Purpose,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Purpose {
    /// To vouch for TLS servers
    Server,
    /// To vouch for mail addresses
    Email,
    /// To vouch for who signs programs: none is, since Mozilla has given that up
    Code,
    /// Whatever it is
    Any,
}

impl From<Purpose> for ca_bundle::Purpose {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Server => Self::ServerAuth,
            Purpose::Email => Self::EmailProtection,
            Purpose::Code => Self::CodeSigning,
            Purpose::Any => Self::Any,
        }
    }
}

impl CaBundle {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        match self.action {
            Action::List { which, json: false, output } => {
                let names: String = roots(which).map(|root| format!("{}\n", root.name())).collect();
                output.write(names.as_bytes(), Readers::Umask)?;
            }
            Action::List { which, json: true, output } => {
                let roots: Vec<Value> = roots(which).map(facts).collect();
                let list = json!({
                    "list_version": LIST_VERSION,
                    "list_date": LIST_DATE,
                    "server_list_date": SERVER_LIST_DATE,
                    "roots": roots,
                });
                output.json(&list, Readers::Umask)?;
            }
            Action::Export { which, output } => {
                output.write(ca_bundle::get_ca_bundle(which.purpose.into()).as_bytes(), Readers::Umask)?;
            }
        }
        Ok(Outcome::Yes)
    }
}

fn roots(which: Which) -> impl Iterator<Item = &'static RootCertificate> {
    ca_bundle::iter(which.purpose.into())
}

fn facts(root: &'static RootCertificate) -> Value {
    let date = |purpose| root.distrust_after(purpose).map(|seconds| Time::from_unix(seconds).to_string());
    let purposes = [Purpose::Server, Purpose::Email, Purpose::Code];
    let names = ["server", "email", "code"];
    let trusted = purposes.iter().zip(names).filter(|(purpose, _)| root.is_trusted_for((**purpose).into()));
    json!({
        "name": root.name(),
        "subject": root.to_crt().subject().to_string(),
        "not_after": root.to_crt().not_after().to_string(),
        "purposes": trusted.map(|(_, name)| name).collect::<Vec<_>>(),
        "server_distrust_after": date(ca_bundle::Purpose::ServerAuth),
        "email_distrust_after": date(ca_bundle::Purpose::EmailProtection),
        "sha1": text::hex(root.sha1()),
        "sha256": text::hex(root.sha256()),
    })
}
