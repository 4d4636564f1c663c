// SPDX-License-Identifier: MIT
//! Sessions in files, as secret as keys.

use std::path::Path;

use purembed::tls::Session;

use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::output::{Output, Readers};

/// Reads the session of an earlier connection.
pub(crate) fn read(file: &Input) -> Result<Session, Error> {
    Session::from_bytes(&file.read()?).explain(file)
}

/// Writes the session of a connection, in place of the one before.
pub(crate) fn write(path: &Path, session: Option<Session>) -> Result<(), Error> {
    let Some(session) = session else {
        return Err(Error::Failed(format!(
            "{}: no session to keep: the server gave none, or the connection has TLS 1.3 (try --reconnect)",
            path.display()
        )));
    };
    let output = Output { out: Some(path.to_owned()), force: true };
    output.write(session.to_bytes().expose(), Readers::Owner)
}
