// SPDX-License-Identifier: MIT
//! `purembed x509 verify`, which is also `purembed verify chain`.

use clap::{Args, ValueEnum};
use purembed::ca_bundle;
use purembed::x509::{
    CrlStore, Crt, EmailAddress, Policy, Purpose, Revocation, Rules, ServerName, Time, TrustStore, Verifier,
    VerifyError,
};
use serde_json::{Value, json};

use crate::answer::answer;
use crate::certificates;
use crate::clock;
use crate::error::Error;
use crate::input::Input;
use crate::outcome::Outcome;

const EXAMPLES: &str = "\
Examples:
  $ purembed x509 verify chain.pem --trust root.pem --name www.example.org
  $ purembed x509 verify chain.pem --system --name 192.0.2.7
  $ purembed x509 verify old.pem --trust root.pem --crl list.pem --at 2025-01-01

The answer is on standard output: OK and the certificates from this one to the trusted one, or why it is refused; and in \
the exit code: 0 or 1.";

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum For {
    /// To be a TLS server
    Server,
    /// To be a TLS client
    Client,
    /// To sign and encrypt mail
    Email,
    /// To sign programs
    Code,
    /// To sign times
    Timestamp,
    /// To answer about revocation
    Ocsp,
    /// Anything
    Any,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Rulebook {
    /// RFC 5280, with what it asks of authorities
    Rfc5280,
    /// What the CA/Browser Forum asks of public servers, too
    WebPki,
    /// What Mbed TLS 2.28 asks
    Mbedtls,
}

/// Verify a certificate with its issuers, up to one that is trusted
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Verify {
    /// The certificate, first in its file; others after it are issuers that may lead to a trusted one
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
    /// More issuers that may lead to a trusted one
    #[arg(short, long, value_name = "FILE")]
    untrusted: Vec<Input>,
    #[command(flatten)]
    trust: Trust,
    /// Host name or address that the certificate has to be for
    #[arg(short, long, value_name = "HOST")]
    name: Option<String>,
    /// Mail address that the certificate has to be for
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// What the certificate has to be good for [default: server with --name, email with --email, else any]
    #[arg(long, value_enum)]
    purpose: Option<For>,
    #[command(flatten)]
    revocation: Lists,
    /// Time to verify for, UTC [default: now]
    #[arg(long, value_name = "TIME", value_parser = certificates::time)]
    at: Option<Time>,
    /// Whose rules count
    #[arg(long, value_enum, default_value_t = Rulebook::Rfc5280)]
    policy: Rulebook,
    /// Bear with authorities that do not write what RFC 5280 asks them to write, such as key identifiers
    #[arg(long)]
    lenient: bool,
    /// How many authorities may stand between the certificate and the trusted one
    #[arg(long, value_name = "NUMBER", default_value_t = 8)]
    max_depth: u8,
    /// Show every path that was tried
    #[arg(short, long)]
    verbose: bool,
    /// Answer with a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
struct Trust {
    /// Trust the certificates of this file
    #[arg(short, long, value_name = "FILE")]
    trust: Vec<Input>,
    /// Trust what the system trusts
    #[arg(long)]
    system: bool,
    /// Trust Mozilla's list, as old as this program
    #[arg(long)]
    bundle: bool,
}

#[derive(Args, Debug)]
struct Lists {
    /// Revocation lists: each certificate of the path has to be on none, and some list has to be about it
    #[arg(long, value_name = "FILE")]
    crl: Vec<Input>,
    /// Take certificates that no list is about
    #[arg(long, requires = "crl")]
    crl_soft_fail: bool,
    /// Look up the first certificate alone, and not its issuers
    #[arg(long, requires = "crl")]
    crl_leaf_only: bool,
}

impl Verify {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let (leaf, mut issuers) = certificates::read_chain(&self.file)?;
        issuers.extend(certificates::read_each(&self.untrusted)?);
        let purpose = self.purpose();
        let trust = self.trust.load(purpose)?;
        let crls = self.revocation.load()?;
        let usage = |error: &dyn core::fmt::Display| Error::Usage(error.to_string());
        let name = self.name.as_deref().map(ServerName::try_from).transpose();
        let name = name.map_err(|error| usage(&format_args!("--name: {error}")))?;
        let email = self.email.as_deref().map(EmailAddress::try_from).transpose();
        let email = email.map_err(|error| usage(&format_args!("--email: {error}")))?;

        let mut verifier =
            Verifier::new(&trust).policy(self.policy()).purpose(purpose).max_depth(self.max_depth);
        if self.lenient {
            verifier = verifier.waive(Rules::PROFILE);
        }
        if let Some(email) = &email {
            verifier = verifier.email_address(email);
        }
        if let Some(crls) = &crls {
            verifier = verifier.revocation(self.revocation.how(crls));
        }
        let now = self.at.unwrap_or_else(clock::today);
        let explanation = verifier.explain(&leaf, &issuers, name.as_ref(), now);
        if self.verbose && !self.json {
            crate::output::message(format_args!("{}", explanation.to_string().trim_end()));
        }
        let result = explanation.into_result();
        self.answer(result.as_ref().map(purembed::x509::VerifiedChain::certificates))?;
        Ok(result.is_ok().into())
    }

    fn answer(&self, result: Result<&[Crt], &VerifyError>) -> Result<(), Error> {
        let file = &self.file;
        match result {
            Ok(chain) if self.json => {
                let subjects: Vec<Value> = chain.iter().map(|crt| json!(crt.subject().to_string())).collect();
                answer(format_args!("{:#}", json!({ "verified": true, "chain": subjects })))
            }
            Ok(chain) => {
                let subjects: String = chain
                    .iter()
                    .enumerate()
                    .map(|(depth, crt)| format!("\n  {depth}: {}", crt.subject()))
                    .collect();
                answer(format_args!("{file}: OK{subjects}"))
            }
            Err(error) if self.json => answer(format_args!(
                "{:#}",
                json!({
                    "verified": false,
                    "depth": error.depth(),
                    "certificate": error.certificate().subject().to_string(),
                    "reason": error.to_string(),
                })
            )),
            Err(error) => answer(format_args!("{file}: {error}")),
        }
    }

    fn purpose(&self) -> Purpose {
        let default = match (&self.name, &self.email) {
            (Some(_), _) => For::Server,
            (None, Some(_)) => For::Email,
            (None, None) => For::Any,
        };
        match self.purpose.unwrap_or(default) {
            For::Server => Purpose::ServerAuth,
            For::Client => Purpose::ClientAuth,
            For::Email => Purpose::EmailProtection,
            For::Code => Purpose::CodeSigning,
            For::Timestamp => Purpose::TimeStamping,
            For::Ocsp => Purpose::OcspSigning,
            For::Any => Purpose::Any,
        }
    }

    const fn policy(&self) -> Policy {
        match self.policy {
            Rulebook::Rfc5280 => Policy::Rfc5280,
            Rulebook::WebPki => Policy::WebPki,
            Rulebook::Mbedtls => Policy::MbedTls228,
        }
    }
}

impl Trust {
    fn load(&self, purpose: Purpose) -> Result<TrustStore, Error> {
        let mut store: TrustStore = certificates::read_each(&self.trust)?.into_iter().collect();
        if self.system {
            store.extend(certificates::of_system()?.anchors().cloned());
        }
        if self.bundle {
            let purpose = match purpose {
                Purpose::ServerAuth => ca_bundle::Purpose::ServerAuth,
                Purpose::EmailProtection => ca_bundle::Purpose::EmailProtection,
                Purpose::CodeSigning => ca_bundle::Purpose::CodeSigning,
                _ => ca_bundle::Purpose::Any,
            };
            store.extend(ca_bundle::trust_store(purpose).anchors().cloned());
        }
        Ok(store)
    }
}

impl Lists {
    fn load(&self) -> Result<Option<CrlStore>, Error> {
        let mut store = CrlStore::new();
        for file in &self.crl {
            store.extend(certificates::read_crls(file)?);
        }
        Ok((!self.crl.is_empty()).then_some(store))
    }

    const fn how<'a>(&self, crls: &'a CrlStore) -> Revocation<'a> {
        let mut revocation = Revocation::new(crls);
        if self.crl_soft_fail {
            revocation = revocation.soft_fail();
        }
        if self.crl_leaf_only {
            revocation = revocation.leaf_only();
        }
        revocation
    }
}
