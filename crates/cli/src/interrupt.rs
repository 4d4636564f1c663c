// SPDX-License-Identifier: MIT
//! What becomes of files that are half written when somebody presses Ctrl-C: they are removed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, Once, PoisonError};

/// The temporary files and directories that exist.
static FILES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

static HANDLER: Once = Once::new();

/// Removes the file or directory if the process is told to end (SIGINT, SIGTERM, SIGHUP) before [`keep`] is called for it.
pub(crate) fn remove(path: &Path) {
    HANDLER.call_once(|| {
        // Without a handler the temporary file stays behind, under its own name: no reason not to go on.
        drop(ctrlc::set_handler(|| {
            for path in files().iter() {
                drop(fs::remove_file(path).or_else(|_| fs::remove_dir_all(path)));
            }
            // 128 and SIGINT, as shells have it.
            process::exit(130);
        }));
    });
    files().push(path.to_owned());
}

/// The file has got its name, or is gone.
pub(crate) fn keep(path: &Path) {
    files().retain(|file| file != path);
}

fn files() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    FILES.lock().unwrap_or_else(PoisonError::into_inner)
}
