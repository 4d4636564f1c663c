// SPDX-License-Identifier: MIT
//! `purembed rand`: random bytes of the operating system.

use clap::Args;
use purembed::rand::{EntropySource as _, OsRng};
use zeroize::Zeroizing;

use crate::error::{Error, Explain as _};
use crate::outcome::Outcome;
use crate::output::{Encoding, Output, Readers};
use crate::progress::Progress;
use crate::text;

const EXAMPLES: &str = "\
Examples:
  $ purembed rand 32
  $ purembed rand 32 -f raw -o shared.key";

/// Random bytes
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Rand {
    /// Form of the bytes
    #[arg(short, long, value_enum, default_value_t = Encoding::Hex)]
    format: Encoding,
    #[command(flatten)]
    output: Output,
    /// How many bytes
    #[arg(value_name = "BYTES")]
    count: u64,
}

/// Drawn at once, in bytes: a multiple of three, so that pieces of base64 fit together.
const PIECE: usize = 192 * 1024;

impl Rand {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        // Most likely a key.
        let mut sink = self.output.open(Readers::Owner)?;
        let (before, after) = match self.format {
            Encoding::Hex | Encoding::Base64 => ("", "\n"),
            Encoding::Raw => ("", ""),
            Encoding::Json => ("{\n  \"hex\": \"", "\"\n}\n"),
        };
        sink.write(before.as_bytes())?;
        let mut progress = Progress::new(Some(self.count));
        let mut buffer = Zeroizing::new(vec![0; PIECE]);
        let mut left = self.count;
        while left > 0 {
            let length = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
            let piece = buffer.get_mut(..length).unwrap_or_default();
            OsRng.fill(piece).explain("random bytes")?;
            match self.format {
                Encoding::Hex | Encoding::Json => sink.write(Zeroizing::new(text::hex(piece)).as_bytes())?,
                Encoding::Base64 => sink.write(Zeroizing::new(text::base64(piece)).as_bytes())?,
                Encoding::Raw => sink.write(piece)?,
            }
            progress.advance(length as u64);
            left -= length as u64;
        }
        sink.write(after.as_bytes())?;
        sink.finish().map(|()| Outcome::Yes)
    }
}
