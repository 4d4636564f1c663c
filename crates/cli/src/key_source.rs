// SPDX-License-Identifier: MIT
//! Where symmetric keys come from.

use core::str::FromStr;
use std::env;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::text;

/// Where a key comes from: `hex:DIGITS`, `file:PATH` with the bytes themselves, `env:NAME` with digits, or `fd:NUMBER` with
/// the bytes themselves.
#[derive(Clone)]
pub(crate) enum KeySource {
    /// The key itself. **Every process on the machine can read it** among the arguments: for tests and for keys that are
    /// no secret.
    Hex(Zeroizing<Vec<u8>>),
    /// All bytes of a file.
    File(PathBuf),
    /// Hexadecimal digits in a variable of the environment.
    Env(String),
    /// All bytes of what a file descriptor gives.
    Descriptor(u32),
}

/// How `--help` describes the values of options of this type.
pub(crate) const SOURCES: &str = "hex:DIGITS|file:PATH|env:NAME|fd:N";

impl KeySource {
    /// The key.
    pub(crate) fn read(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        match self {
            Self::Hex(key) => Ok(key.clone()),
            Self::File(path) => Input::File(path.clone()).read(),
            Self::Env(name) => {
                let what = format!("environment variable {name}");
                let digits = env::var(name).map(Zeroizing::new).explain(&what)?;
                text::from_hex(digits.trim()).explain(&what)
            }
            Self::Descriptor(0) => Input::Stdin.read(),
            Self::Descriptor(number) => Input::File(format!("/dev/fd/{number}").into()).read(),
        }
    }
}

impl FromStr for KeySource {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("hex", digits)) => text::from_hex(digits).map(Self::Hex),
            Some(("file", path)) => Ok(Self::File(path.into())),
            Some(("env", name)) => Ok(Self::Env(name.to_owned())),
            Some(("fd", number)) => number
                .parse()
                .map(Self::Descriptor)
                .map_err(|_| "a file descriptor is a number, as in fd:3".to_owned()),
            _ => Err(format!("expected {SOURCES}")),
        }
    }
}

impl core::fmt::Debug for KeySource {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Hex(_) => f.write_str("hex:.."),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Env(name) => write!(f, "env:{name}"),
            Self::Descriptor(number) => write!(f, "fd:{number}"),
        }
    }
}
