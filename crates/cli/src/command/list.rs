// SPDX-License-Identifier: MIT
//! `purembed list`: what there is, by the names that the other commands take.

use clap::{Args, ValueEnum};
use purembed::cipher;
use purembed::hashlib;
use purembed::pk::{Curve, DhGroup, Group, XdhCurve};
use purembed::tls::CipherSuite;
use serde_json::{Value, json};

use crate::error::Error;
use crate::outcome::Outcome;
use crate::output::Sink;

const EXAMPLES: &str = "\
Examples:
  $ purembed list ciphers
  $ purembed list hashes --json";

/// Names of what is available, one a line
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct List {
    /// With details, as a JSON array
    #[arg(long)]
    json: bool,
    /// What to list
    #[arg(value_enum)]
    what: What,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Digests
    Hashes,
    /// Ciphers with their modes
    Ciphers,
    /// Curves of keys
    Curves,
    /// Cipher suites of TLS and DTLS
    Suites,
    /// Groups in which keys are agreed on
    Groups,
}

impl List {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let rows = match self.what {
            What::Hashes => hashes(),
            What::Ciphers => ciphers(),
            What::Curves => curves(),
            What::Suites => suites(),
            What::Groups => groups(),
        };
        let mut sink = Sink::stdout();
        if self.json {
            sink.write(format!("{:#}\n", Value::from(rows)).as_bytes())?;
        } else {
            for row in rows {
                let name = row.get("name").and_then(Value::as_str).unwrap_or_default();
                sink.write(format!("{name}\n").as_bytes())?;
            }
        }
        sink.finish().map(|()| Outcome::Yes)
    }
}

fn hashes() -> Vec<Value> {
    let row = |hash: &hashlib::Algorithm| {
        json!({
            "name": hash.name(),
            "digest_bytes": hash.digest_size(),
            "block_bytes": hash.block_size(),
        })
    };
    hashlib::algorithms_available().iter().map(row).collect()
}

fn ciphers() -> Vec<Value> {
    let row = |cipher: &cipher::Algorithm| {
        let (keys, ivs) = (cipher.key_sizes(), cipher.iv_sizes());
        // GCM takes nonces of any length.
        let most = Some(*ivs.end()).filter(|most| *most != usize::MAX);
        json!({
            "name": cipher.name(),
            "mode": format!("{:?}", cipher.mode()),
            "key_bytes": { "least": keys.start(), "most": keys.end(), "usual": cipher.key_size() },
            "iv_bytes": { "least": ivs.start(), "most": most, "usual": cipher.iv_size() },
            "block_bytes": cipher.block_size(),
            "authenticates": cipher.is_aead(),
        })
    };
    cipher::Algorithm::available().iter().map(row).collect()
}

fn curves() -> Vec<Value> {
    let weierstrass = Curve::available().iter().map(
        |curve| json!({ "name": curve.name(), "bits": curve.key_bits(), "signs": true, "agrees": true }),
    );
    let others = [("ed25519", 255, true, false), ("ed448", 448, true, false)].into_iter();
    let agreeing = [(XdhCurve::X25519.name(), 255, false, true), (XdhCurve::X448.name(), 448, false, true)];
    let others = others.chain(agreeing).map(
        |(name, bits, signs, agrees)| json!({ "name": name, "bits": bits, "signs": signs, "agrees": agrees }),
    );
    weierstrass.chain(others).collect()
}

fn suites() -> Vec<Value> {
    let row = |suite: &CipherSuite| {
        json!({
            "name": suite.name(),
            "id": format!("0x{:04x}", suite.id()),
            "version": suite.version().to_string(),
        })
    };
    CipherSuite::available().iter().map(row).collect()
}

fn groups() -> Vec<Value> {
    let curves = Group::available().iter().map(
        |group| json!({ "name": group.name(), "kind": "curve", "public_key_bytes": group.public_key_size() }),
    );
    let fields = DhGroup::available().iter().filter_map(|group| {
        let name = group.name()?;
        Some(json!({ "name": name, "kind": "field", "public_key_bytes": group.key_size() }))
    });
    curves.chain(fields).collect()
}
