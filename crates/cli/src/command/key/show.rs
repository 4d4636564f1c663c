// SPDX-License-Identifier: MIT
//! `purembed key show`.

use clap::Args;
use purembed::hashlib::{Algorithm, Hash};
use purembed::pk::PublicKey;
use serde_json::{Value, json};

use crate::error::Error;
use crate::input::Input;
use crate::keys::AnyPublicKey;
use crate::outcome::Outcome;
use crate::output::{Output, Readers};
use crate::password::{PasswordSource, SOURCES};
use crate::text;

const EXAMPLES: &str = "\
Examples:
  $ purembed key show key.pem
  $ purembed key show certificate.pem --json";

/// Show what a key is: kind, size, numbers of its public half, fingerprint
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// Private or public key, certificate or request
    #[arg(value_name = "FILE")]
    file: Input,
    /// Where the password of the file comes from, if it has one
    #[arg(short, long, value_name = SOURCES)]
    password: Option<PasswordSource>,
    /// As a JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    output: Output,
}

impl Show {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let public = AnyPublicKey::unlock(&self.file, self.password.as_ref())?;
        let facts = facts(&public);
        if self.json {
            self.output.json(
                &facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
                Readers::Umask,
            )?;
        } else {
            let line = |(name, value): (&str, Value)| {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                format!("{}: {}\n", name.replace('_', " "), value.trim_end())
            };
            let lines: String = facts.into_iter().filter(|(name, _)| *name != "pem").map(line).collect();
            self.output.write(lines.as_bytes(), Readers::Umask)?;
        }
        Ok(Outcome::Yes)
    }
}

fn facts(key: &AnyPublicKey) -> Vec<(&'static str, Value)> {
    let mut facts = Vec::new();
    let (der, pem) = match key {
        AnyPublicKey::Pk(key) => {
            facts.extend([("kind", json!(key.name())), ("bits", json!(key.key_bits()))]);
            match key {
                PublicKey::Rsa(key) => {
                    facts.push(("modulus", json!(text::hex(key.modulus()))));
                    facts.push(("exponent", json!(text::hex(key.exponent()))));
                }
                PublicKey::Ecc(key) => {
                    facts.push(("curve", json!(key.curve().name())));
                    facts.push(("point", json!(text::hex(key.to_point()))));
                }
                _ => {}
            }
            (key.to_der(), key.to_pem())
        }
        AnyPublicKey::Dh(key) => {
            facts.extend([("kind", json!("DH")), ("bits", json!(key.group().bits()))]);
            facts.push(("group", json!(key.group().name().unwrap_or("of its own"))));
            facts.push(("value", json!(text::hex(key.as_bytes()))));
            (key.to_der(), key.to_pem())
        }
    };
    facts.push(("sha256", json!(Hash::new(Algorithm::SHA256).chain(&der).hexdigest())));
    facts.push(("pem", json!(pem)));
    facts
}
