// SPDX-License-Identifier: MIT
//! `purembed hmac`: message authentication codes of files (RFC 2104).

use clap::Args;
use purembed::hashlib::Algorithm;
use purembed::hmac::{self, Tag};
use purembed::secrets::compare_digest;
use serde_json::json;
use zeroize::Zeroizing;

use super::dgst::{line, parse};
use crate::error::{Error, Explain as _};
use crate::input::{Input, PIECE};
use crate::key_source::{self, KeySource};
use crate::outcome::Outcome;
use crate::output::{Encoding, Output, Readers};
use crate::text;

const EXAMPLES: &str = "\
Examples:
  $ purembed hmac --key file:shared.key message.txt
  $ purembed hmac -a sha512 --key env:KEY --verify 9f86d0… message.txt";

/// Message authentication codes of files (HMAC)
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Hmac {
    /// Algorithm, as `purembed list hashes` names them
    #[arg(short, long, value_name = "NAME", default_value = "sha256", value_parser = parse)]
    algorithm: Algorithm,
    /// Where the key is; other processes can see a key that is given as hex
    #[arg(short, long, value_name = key_source::SOURCES)]
    key: KeySource,
    /// Form of the codes
    #[arg(short, long, value_enum, default_value_t = Encoding::Hex)]
    format: Encoding,
    /// Check the one file's code, in hex; exit code 1 if it is wrong
    #[arg(long, value_name = "HEX", value_parser = text::from_hex, conflicts_with_all = ["format", "out"])]
    verify: Option<Zeroizing<Vec<u8>>>,
    #[command(flatten)]
    output: Output,
    /// Files; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<Input>,
}

impl Hmac {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let key = self.key.read().explain("the key")?;
        if let Some(expected) = &self.verify {
            let [file] = self.files.as_slice() else {
                return Err(Error::Usage("--verify is for one file".to_owned()));
            };
            let tag = sign(file, &key, self.algorithm)?;
            return Ok(compare_digest(tag.as_ref(), expected).into());
        }
        let mut sink = self.output.open(Readers::Umask)?;
        let mut objects = Vec::new();
        for file in &self.files {
            let tag = sign(file, &key, self.algorithm)?;
            let name = line::name_bytes(file);
            match self.format {
                Encoding::Hex => sink.write(&line::untagged(&tag.to_hex(), &name))?,
                Encoding::Base64 => sink.write(&line::untagged(&text::base64(tag.as_ref()), &name))?,
                Encoding::Raw => sink.write(tag.as_ref())?,
                Encoding::Json => objects.push(json!({
                    "algorithm": format!("hmac-{}", self.algorithm.name()),
                    "file": line::name(file),
                    "tag": tag.to_hex(),
                })),
            }
        }
        if self.format == Encoding::Json {
            sink.write(format!("{:#}\n", serde_json::Value::from(objects)).as_bytes())?;
        }
        sink.finish().map(|()| Outcome::Yes)
    }
}

fn sign(file: &Input, key: &[u8], algorithm: Algorithm) -> Result<Tag, Error> {
    let mut hmac = hmac::new(key, algorithm);
    let mut reader = file.open()?;
    let mut buffer = vec![0; PIECE];
    loop {
        let piece = reader.next(&mut buffer)?;
        if piece.is_empty() {
            return Ok(hmac.finalize());
        }
        hmac.update(piece);
    }
}
