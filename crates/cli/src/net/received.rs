// SPDX-License-Identifier: MIT
//! What comes from a peer: to standard output as it comes, or kept for the summary.

use crate::error::Error;
use crate::input::WHOLE;
use crate::output::Sink;
use crate::text;

/// Where data from a peer goes.
#[derive(Debug)]
pub(crate) enum Received {
    /// To standard output.
    Shown(Sink),
    /// Into memory.
    Kept(Vec<u8>),
}

impl Received {
    /// Kept for JSON, or shown.
    pub(crate) fn new(keep: bool) -> Self {
        if keep { Self::Kept(Vec::new()) } else { Self::Shown(Sink::stdout()) }
    }

    /// Takes what comes next.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Shown(sink) => sink.write(bytes).and_then(|()| sink.flush()),
            Self::Kept(kept) if (kept.len() + bytes.len()) as u64 > WHOLE => {
                Err(Error::Failed(format!("the answer is longer than {} MiB", WHOLE >> 20)))
            }
            Self::Kept(kept) => {
                kept.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    /// What was kept: text as it is, other bytes in hexadecimal digits.
    pub(crate) fn json(&self) -> serde_json::Value {
        match self {
            Self::Shown(_) => serde_json::Value::Null,
            Self::Kept(kept) => match str::from_utf8(kept) {
                Ok(text) => serde_json::json!({ "text": text }),
                Err(_) => serde_json::json!({ "hex": text::hex(kept) }),
            },
        }
    }
}
