// SPDX-License-Identifier: MIT
//! What is encrypted or decrypted: a file as it is, one in base64, or a private copy of one.

use core::fmt;
use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};

use zeroize::Zeroizing;

use super::armour::Dearmour;
use crate::error::{Error, Explain as _};
use crate::input::{Input, PIECE, Reader, WHOLE};

/// Something to read in pieces.
pub(super) struct Source {
    name: Input,
    from: From,
    /// How much was taken from the front.
    taken: u64,
}

enum From {
    Reader(Reader),
    Base64(Dearmour),
    /// A file that nobody else can open: it has no name.
    Copy(File, u64),
    Memory(Zeroizing<Vec<u8>>, usize),
}

impl Source {
    pub(super) fn open(input: &Input, base64: bool) -> Result<Self, Error> {
        let reader = input.open()?;
        let from = if base64 { From::Base64(Dearmour::new(reader)) } else { From::Reader(reader) };
        Ok(Self { name: input.clone(), from, taken: 0 })
    }

    /// The next piece, as long as the buffer unless it is the last one. Says how long; 0 at the end.
    pub(super) fn next(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        match &mut self.from {
            From::Reader(reader) => reader.next(buffer).map(|piece| piece.len()),
            From::Base64(text) => text.next(buffer),
            From::Copy(file, _) => {
                let mut length = 0;
                while let Some(room) = buffer.get_mut(length..).filter(|room| !room.is_empty()) {
                    match file.read(room).explain("the copy of what is decrypted")? {
                        0 => break,
                        bytes => length += bytes,
                    }
                }
                Ok(length)
            }
            From::Memory(bytes, done) => {
                let rest = bytes.get(*done..).unwrap_or_default();
                let length = rest.len().min(buffer.len());
                if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
                    to.copy_from_slice(from);
                }
                *done += length;
                Ok(length)
            }
        }
    }

    /// The first bytes, which must be there.
    pub(super) fn take(&mut self, length: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; length];
        if self.next(&mut bytes)? < length {
            return Err(self.too_short());
        }
        self.taken += length as u64;
        Ok(bytes)
    }

    /// The first bytes, which must be there.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        self.take(N)?.try_into().map_err(|_| self.too_short())
    }

    pub(super) fn too_short(&self) -> Error {
        Error::Failed(format!("{self}: too short to be an encrypted message: was it cut off?"))
    }

    /// How much is to come, if that is known.
    pub(super) fn left(&self) -> Option<u64> {
        match &self.from {
            From::Reader(reader) => reader.size().map(|size| size.saturating_sub(self.taken)),
            From::Base64(_) => None,
            From::Copy(_, length) => Some(*length),
            From::Memory(bytes, done) => Some((bytes.len() - done) as u64),
        }
    }

    /// Copies what is to come into a file without a name, which cannot change any more, and can be read twice.
    pub(super) fn copied(mut self) -> Result<Self, Error> {
        let mut copy = tempfile::tempfile().explain("a temporary file")?;
        let mut buffer = vec![0; PIECE];
        let mut total = 0;
        loop {
            let length = self.next(&mut buffer)?;
            if length == 0 {
                break;
            }
            copy.write_all(buffer.get(..length).unwrap_or_default()).explain("a temporary file")?;
            total += length as u64;
        }
        self.from = From::Copy(copy, total);
        self.rewind()?;
        Ok(self)
    }

    /// Begins again with a copy.
    pub(super) fn rewind(&mut self) -> Result<(), Error> {
        match &mut self.from {
            From::Copy(copy, _) => copy.rewind().explain("a temporary file"),
            _ => Ok(()),
        }
    }

    /// Reads what is to come into memory.
    pub(super) fn in_memory(mut self) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new(Vec::new());
        let mut buffer = Zeroizing::new(vec![0; PIECE]);
        loop {
            let length = self.next(&mut buffer)?;
            if length == 0 {
                break;
            }
            if (bytes.len() + length) as u64 > WHOLE {
                let limit = WHOLE >> 20;
                let text = format!(
                    "{self}: CCM needs to know the length of a message: over {limit} MiB, give a file"
                );
                return Err(Error::Failed(text));
            }
            bytes.extend_from_slice(buffer.get(..length).unwrap_or_default());
        }
        self.from = From::Memory(bytes, 0);
        Ok(self)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}
