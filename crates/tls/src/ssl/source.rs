// SPDX-License-Identifier: MIT
//! Files, or what would be in them.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use purembed_core::secret::SecretBytes;

use super::error::Error;

/// Where certificates and keys come from: text is the path of a file, bytes are its contents. Either may be PEM or DER.
#[derive(Clone, Copy, Eq, PartialEq)]
#[non_exhaustive]
pub enum Source<'a> {
    /// The file of this path.
    #[doc(alias = "cafile")]
    File(&'a Path),
    /// These bytes.
    #[doc(alias = "cadata")]
    Data(&'a [u8]),
}

impl<'a> Source<'a> {
    pub(super) fn read(self) -> Result<Cow<'a, [u8]>, Error> {
        match self {
            Self::Data(data) => Ok(Cow::Borrowed(data)),
            Self::File(path) => fs::read(path).map(Cow::Owned).map_err(|error| Error::file(path, error)),
        }
    }

    /// The same for what must not stay in memory.
    pub(super) fn read_secret(self) -> Result<SecretBytes, Error> {
        Ok(match self.read()? {
            Cow::Owned(data) => SecretBytes::new(data),
            Cow::Borrowed(data) => SecretBytes::copy_from(data),
        })
    }
}

/// Bytes may be a key, and are not shown.
impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Data(data) => write!(f, "Data({} bytes)", data.len()),
        }
    }
}

impl<'a> From<&'a str> for Source<'a> {
    fn from(path: &'a str) -> Self {
        Self::File(Path::new(path))
    }
}

impl<'a> From<&'a String> for Source<'a> {
    fn from(path: &'a String) -> Self {
        Self::File(Path::new(path))
    }
}

impl<'a> From<&'a Path> for Source<'a> {
    fn from(path: &'a Path) -> Self {
        Self::File(path)
    }
}

impl<'a> From<&'a PathBuf> for Source<'a> {
    fn from(path: &'a PathBuf) -> Self {
        Self::File(path)
    }
}

impl<'a> From<&'a [u8]> for Source<'a> {
    fn from(data: &'a [u8]) -> Self {
        Self::Data(data)
    }
}

impl<'a> From<&'a Vec<u8>> for Source<'a> {
    fn from(data: &'a Vec<u8>) -> Self {
        Self::Data(data)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Source<'a> {
    fn from(data: &'a [u8; N]) -> Self {
        Self::Data(data)
    }
}
