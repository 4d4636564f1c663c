// SPDX-License-Identifier: MIT
//! `purembed dgst`: digests of files, as `sha256sum` and its kin write and check them.

use clap::Args;
use purembed::hashlib::{Algorithm, Digest, Hash};
use serde_json::json;

use crate::error::Error;
use crate::input::{Input, PIECE};
use crate::outcome::Outcome;
use crate::output::{Encoding, Output, Readers, Sink};
use crate::text;

mod check;
pub(super) mod line;

const EXAMPLES: &str = "\
Examples:
  $ purembed dgst -a sha256 image.iso
  $ purembed dgst *.tar > SHA256SUMS
  $ purembed dgst --check SHA256SUMS";

/// Digests of files, and files of digests checked
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Dgst {
    /// Algorithm, as `purembed list hashes` names them
    #[arg(short, long, value_name = "NAME", default_value = "sha256", value_parser = parse)]
    algorithm: Algorithm,
    /// Form of the digests
    #[arg(short, long, value_enum, default_value_t = Encoding::Hex)]
    format: Encoding,
    /// Write lines that name the algorithm, as BSD does: `SHA256 (FILE) = …`
    #[arg(long, conflicts_with = "format")]
    tag: bool,
    /// The files hold digests: check them
    #[arg(short, long, conflicts_with_all = ["tag", "format", "out"])]
    check: bool,
    #[command(flatten)]
    checks: check::Options,
    #[command(flatten)]
    output: Output,
    /// Files; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<Input>,
}

impl Dgst {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        if self.check {
            return check::run(&self.files, self.algorithm, &self.checks);
        }
        let mut sink = self.output.open(Readers::Umask)?;
        let mut objects = Vec::new();
        for file in &self.files {
            let digest = digest(file, self.algorithm)?;
            match self.format {
                Encoding::Json => objects.push(json!({
                    "algorithm": self.algorithm.name(),
                    "file": line::name(file),
                    "digest": digest.to_hex(),
                })),
                _ => self.line(&mut sink, file, digest)?,
            }
        }
        if self.format == Encoding::Json {
            sink.write(format!("{:#}\n", serde_json::Value::from(objects)).as_bytes())?;
        }
        sink.finish().map(|()| Outcome::Yes)
    }

    fn line(&self, sink: &mut Sink, file: &Input, digest: Digest) -> Result<(), Error> {
        let name = line::name_bytes(file);
        match self.format {
            Encoding::Raw => sink.write(digest.as_ref()),
            Encoding::Base64 => sink.write(&line::untagged(&text::base64(digest.as_ref()), &name)),
            _ if self.tag => sink.write(&line::tagged(self.algorithm, &digest.to_hex(), &name)),
            _ => sink.write(&line::untagged(&digest.to_hex(), &name)),
        }
    }
}

/// The digest of a file of any size, in constant memory.
pub(crate) fn digest(file: &Input, algorithm: Algorithm) -> Result<Digest, Error> {
    let mut hash = Hash::new(algorithm);
    let mut reader = file.open()?;
    let mut buffer = vec![0; PIECE];
    loop {
        let piece = reader.next(&mut buffer)?;
        if piece.is_empty() {
            return Ok(hash.finalize());
        }
        hash.update(piece);
    }
}

/// An algorithm by its name, with an error that says what to do.
pub(crate) fn parse(name: &str) -> Result<Algorithm, String> {
    name.parse().map_err(|error: purembed::hashlib::UnknownAlgorithm| error.to_string())
}
