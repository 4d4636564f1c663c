// SPDX-License-Identifier: MIT
//! Files that hold certificates, requests and revocation lists.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::error::InvalidEncoding;

/// The largest file that is read, in bytes: a revocation list of the largest size
/// ([`Crl::MAX_SIZE`](crate::Crl::MAX_SIZE)) in PEM, and room for text.
const MAX_FILE: u64 = 0x1800_0000;

/// A file that cannot be read, or that does not hold what it should.
///
/// ```
/// use purembed_x509::{Crt, FileError};
///
/// let error = Crt::from_file("/nonexistent/crt.pem").unwrap_err();
/// assert!(matches!(error, FileError::Io { .. }));
/// assert!(error.to_string().starts_with("/nonexistent/crt.pem: "));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FileError {
    /// The operating system does not deliver its contents.
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: Arc<io::Error>,
    },
    /// Its contents are not what was asked for.
    Encoding {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: InvalidEncoding,
    },
}

impl FileError {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. } | Self::Encoding { path, .. } => path,
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path().display())?;
        match self {
            Self::Io { error, .. } => error.fmt(f),
            Self::Encoding { error, .. } => error.fmt(f),
        }
    }
}

impl core::error::Error for FileError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error.as_ref()),
            Self::Encoding { error, .. } => Some(error),
        }
    }
}

/// Reads a file whole and makes something of it.
pub(crate) fn load<T>(
    path: &Path,
    read: impl FnOnce(&[u8]) -> Result<T, InvalidEncoding>,
) -> Result<T, FileError> {
    let contents =
        contents(path).map_err(|error| FileError::Io { path: path.into(), error: Arc::new(error) })?;
    read(&contents).map_err(|error| FileError::Encoding { path: path.into(), error })
}

pub(crate) fn contents(path: &Path) -> io::Result<Vec<u8>> {
    let mut contents = Vec::new();
    // Not `fs::read`: what is no ordinary file may have no end.
    File::open(path)?.take(MAX_FILE.saturating_add(1)).read_to_end(&mut contents)?;
    match u64::try_from(contents.len()) {
        Ok(0..=MAX_FILE) => Ok(contents),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "too large")),
    }
}
