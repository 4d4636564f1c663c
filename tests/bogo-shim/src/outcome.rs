// SPDX-License-Identifier: MIT
//! What can go wrong, and what the runner expects of a connection.

use std::{fmt, io};

use purembed_tls12::Error;

use crate::options::Options;

/// Why the shim fails.
#[derive(Debug)]
pub enum Failure {
    /// The connection did.
    Tls(Error),
    /// The socket did.
    Io(io::Error),
    /// Something is not as the runner expects it.
    Expectation(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The runner looks for names, which `config.json` translates.
            Self::Tls(error) => write!(f, "{error:?}: {error}"),
            Self::Io(error) => write!(f, "socket: {error}"),
            Self::Expectation(what) => write!(f, "expected {what}"),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Tls(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Fills bytes by a label and a context.
pub type Export<'c> = dyn Fn(&[u8], Option<&[u8]>, &mut [u8]) -> Result<(), Error> + 'c;

/// What is known of a connection after its handshake.
pub struct Established<'c> {
    pub protocol: Option<&'c [u8]>,
    pub server_name: Option<&'c str>,
    pub suite: Option<u16>,
    pub export: &'c Export<'c>,
}

/// Holds a connection to what the runner expects of it, and gives what is to be said first.
pub fn check(options: &Options, found: &Established<'_>) -> Result<Vec<u8>, Failure> {
    let expect = |fits: bool, what: &str| {
        if fits { Ok(()) } else { Err(Failure::Expectation(what.to_owned())) }
    };
    if let Some(protocol) = &options.expect_alpn {
        expect(found.protocol.unwrap_or_default() == protocol.as_bytes(), "another inner protocol")?;
    }
    if let Some(name) = &options.expect_server_name {
        expect(found.server_name == Some(name), "another server name")?;
    }
    if let Some(suite) = options.expect_cipher {
        expect(found.suite == Some(suite), "another suite")?;
    }
    let mut first = vec![0; options.export_length];
    if options.export_length > 0 {
        let context = options.use_export_context.then_some(options.export_context.as_bytes());
        (found.export)(options.export_label.as_bytes(), context, &mut first)?;
    }
    if options.shim_writes_first {
        first.extend_from_slice(b"hello");
    }
    Ok(first)
}

/// What the shim says to what it hears.
pub fn answer(data: &[u8]) -> Vec<u8> {
    data.iter().map(|byte| byte ^ 0xff).collect()
}
