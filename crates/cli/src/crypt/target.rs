// SPDX-License-Identifier: MIT
//! Where encrypted or decrypted bytes go.

use super::armour::Armour;
use crate::error::Error;
use crate::output::Sink;

/// Something to write in pieces, perhaps as base64.
pub(super) struct Target {
    sink: Sink,
    armour: Option<Armour>,
    /// What stands before the first piece, until there is one.
    header: Vec<u8>,
}

impl Target {
    pub(super) fn new(sink: Sink, base64: bool) -> Self {
        Self { sink, armour: base64.then(Armour::default), header: Vec::new() }
    }

    /// Whether what is written can be taken back: it is a file that has no name before [`finish`](Self::finish).
    pub(super) const fn can_be_taken_back(&self) -> bool {
        matches!(self.sink, Sink::File(_))
    }

    /// Begins with these bytes, once there is something to follow: nothing is written for a file that cannot be read.
    pub(super) fn begin(&mut self, header: &[u8]) {
        self.header.extend_from_slice(header);
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if !self.header.is_empty() {
            let header = core::mem::take(&mut self.header);
            self.write(&header)?;
        }
        match &mut self.armour {
            None => self.sink.write(bytes),
            Some(armour) => self.sink.write(armour.update(bytes).as_bytes()),
        }
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.write(&[])?;
        if let Some(armour) = self.armour {
            self.sink.write(armour.finish().as_bytes())?;
        }
        self.sink.finish()
    }
}
