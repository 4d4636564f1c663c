// SPDX-License-Identifier: MIT
//! `purembed x509 show`.

use clap::Args;
use purembed::x509::Crt;
use serde_json::Value;

use crate::certificates::{self, View};
use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::outcome::Outcome;
use crate::output::{Output, Readers};
use crate::text;

/// Show certificates
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// File of certificates: PEM, DER or PKCS#7
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
    /// In which form
    #[arg(long, value_enum, default_value_t = View::Openssl)]
    view: View,
    /// The same as --view json: an array
    #[arg(long, conflicts_with = "view")]
    json: bool,
    #[command(flatten)]
    output: Output,
}

impl Show {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let crts = certificates::read_all(&self.file)?;
        let text = match if self.json { View::Json } else { self.view } {
            View::Openssl => crts.iter().map(Crt::to_text).collect::<String>(),
            View::Mbedtls => crts.iter().map(ToString::to_string).collect(),
            View::Json => {
                let values: Vec<Value> =
                    crts.iter().map(serde_json::to_value).collect::<Result<_, _>>().explain(&self.file)?;
                self.output.json(&values.into(), Readers::Umask)?;
                return Ok(Outcome::Yes);
            }
        };
        self.output.write(text::printable(&text).as_bytes(), Readers::Umask)?;
        Ok(Outcome::Yes)
    }
}
