// SPDX-License-Identifier: MIT
//! `purembed x509 convert`.

use clap::{Args, ValueEnum};
use purembed::x509::{CertificateBag, Crt};

use crate::certificates;
use crate::error::Error;
use crate::input::Input;
use crate::outcome::Outcome;
use crate::output::{Output, Readers};

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Form {
    /// Text, one block after another
    Pem,
    /// The octets of one certificate
    Der,
    /// PKCS#7, in DER
    P7b,
    /// PKCS#7, in PEM
    P7bPem,
}

/// Write certificates in another form
#[derive(Args, Debug)]
pub(crate) struct Convert {
    /// Files of certificates: PEM, DER or PKCS#7
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<Input>,
    /// Form to write
    #[arg(long, value_enum, default_value_t = Form::Pem)]
    to: Form,
    #[command(flatten)]
    output: Output,
}

impl Convert {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let crts = certificates::read_each(&self.files)?;
        let bytes = match (self.to, crts.as_slice()) {
            (Form::Pem, crts) => crts.iter().map(Crt::to_pem).collect::<String>().into_bytes(),
            (Form::Der, [crt]) => crt.as_der().to_vec(),
            (Form::Der, crts) => {
                let count = crts.len();
                return Err(Error::Failed(format!(
                    "DER is of one certificate, and there are {count}; --to p7b has room"
                )));
            }
            (Form::P7b, _) => CertificateBag::new(crts, []).to_der(),
            (Form::P7bPem, _) => CertificateBag::new(crts, []).to_pem().into_bytes(),
        };
        self.output.write(&bytes, Readers::Umask)?;
        Ok(Outcome::Yes)
    }
}
