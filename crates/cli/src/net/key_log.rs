// SPDX-License-Identifier: MIT
//! Secrets of connections in a file, for Wireshark and the like.

use alloc::sync::Arc;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use purembed::tls::KeyLog;
use zeroize::Zeroizing;

use crate::error::{Error, Explain as _};
use crate::output::message;
use crate::text;

/// Appends to the file, which is made for its owner alone.
pub(crate) fn open(path: &Path) -> Result<Arc<dyn KeyLog>, Error> {
    let mut options = File::options();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = Mutex::new(options.open(path).explain(path.display())?);
    Ok(Arc::new(Log { file, name: path.display().to_string() }))
}

struct Log {
    file: Mutex<File>,
    name: String,
}

impl KeyLog for Log {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let secret = Zeroizing::new(text::hex(secret));
        let line = Zeroizing::new(format!("{label} {} {}\n", text::hex(client_random), *secret));
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(line.as_bytes()) {
            message(format_args!("purembed: {}: {error}", self.name));
        }
    }
}
