// SPDX-License-Identifier: MIT
//! What is read: a file, or standard input under the name `-`.

use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::error::{Error, Explain as _};
use crate::progress::Progress;

/// The name of something to read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// What is read to its end is not there for anything else, and its lock is held as long as it is read.
static STDIN_IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// The longest file that is read as a whole, in bytes: keys, certificates and lists of them are shorter.
pub(crate) const WHOLE: u64 = 64 * 1024 * 1024;

/// How much is read at once, in bytes.
pub(crate) const PIECE: usize = 256 * 1024;

impl Input {
    /// Opens it for reading in pieces, with a progress bar.
    pub(crate) fn open(&self) -> Result<Reader, Error> {
        let (source, size): (Box<dyn Read>, _) = match self {
            Self::Stdin if STDIN_IS_TAKEN.swap(true, Ordering::Relaxed) => {
                return Err(Error::Usage("standard input can be one thing only".to_owned()));
            }
            Self::Stdin => (Box::new(io::stdin().lock()), None),
            Self::File(path) => {
                let file = File::open(path).explain(self)?;
                let metadata = file.metadata().explain(self)?;
                (Box::new(file), metadata.is_file().then_some(metadata.len()))
            }
        };
        Ok(Reader { name: self.clone(), source, size, progress: Progress::new(size) })
    }

    /// Reads it as a whole; the memory is wiped, as it may be a key. Not for files of any length.
    pub(crate) fn read(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut reader = self.open()?;
        // Made once and as long as needed, so that no copy stays behind when it grows.
        let expected = usize::try_from(reader.size.unwrap_or(0).min(WHOLE)).unwrap_or(0);
        let mut bytes = Zeroizing::new(Vec::with_capacity(expected.saturating_add(1)));
        let mut piece = Zeroizing::new(vec![0; PIECE]);
        loop {
            let part = reader.next(&mut piece)?;
            if part.is_empty() {
                return Ok(bytes);
            }
            if (bytes.len() + part.len()) as u64 > WHOLE {
                return Err(Error::Failed(format!("{self}: longer than {} MiB", WHOLE >> 20)));
            }
            if bytes.capacity() - bytes.len() < part.len() {
                let mut longer = Zeroizing::new(Vec::with_capacity((bytes.len() + part.len()) * 2));
                longer.extend_from_slice(&bytes);
                bytes = longer;
            }
            bytes.extend_from_slice(part);
        }
    }
}

impl From<OsString> for Input {
    fn from(name: OsString) -> Self {
        if name == "-" { Self::Stdin } else { Self::File(name.into()) }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// Something open for reading.
pub(crate) struct Reader {
    name: Input,
    source: Box<dyn Read>,
    size: Option<u64>,
    progress: Progress,
}

impl Reader {
    /// The next piece, as long as the buffer unless it is the last one; empty at the end.
    pub(crate) fn next<'a>(&mut self, buffer: &'a mut [u8]) -> Result<&'a mut [u8], Error> {
        let mut length = 0;
        while let Some(room) = buffer.get_mut(length..).filter(|room| !room.is_empty()) {
            match self.source.read(room) {
                Ok(0) => break,
                Ok(bytes) => length += bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error).explain(&self.name),
            }
        }
        self.progress.advance(length as u64);
        Ok(buffer.get_mut(..length).unwrap_or_default())
    }

    /// What it is called.
    pub(crate) const fn name(&self) -> &Input {
        &self.name
    }

    /// The length of a file in bytes; `None` for what has no end yet.
    pub(crate) const fn size(&self) -> Option<u64> {
        self.size
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({})", self.name)
    }
}
