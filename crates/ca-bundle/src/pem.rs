// SPDX-License-Identifier: MIT
//! The bundle as PEM, for programs that want a file.

use alloc::string::String;

use crate::purpose::Purpose;
use crate::root::iter;

/// All roots for a purpose as one PEM text. Above each stands what Mozilla calls it.
///
/// ```
/// use purembed_ca_bundle::{Purpose, get_ca_bundle};
///
/// let bundle = get_ca_bundle(Purpose::ServerAuth);
/// assert!(bundle.starts_with("# "));
/// assert!(get_ca_bundle(Purpose::CodeSigning).is_empty());
/// ```
#[must_use]
pub fn get_ca_bundle(purpose: Purpose) -> String {
    let mut text = String::new();
    for root in iter(purpose) {
        for part in ["# ", root.name(), "\n", &root.to_pem(), "\n"] {
            text.push_str(part);
        }
    }
    text
}

/// Writes [`get_ca_bundle`], and says how many roots there are.
///
/// # Errors
///
/// What the writer says.
///
/// ```
/// use purembed_ca_bundle::{Purpose, write_pem};
///
/// let mut text = Vec::new();
/// assert!(write_pem(&mut text, Purpose::ServerAuth)? > 100);
/// # Ok::<(), std::io::Error>(())
/// ```
#[cfg(feature = "std")]
pub fn write_pem(mut writer: impl std::io::Write, purpose: Purpose) -> std::io::Result<usize> {
    writer.write_all(get_ca_bundle(purpose).as_bytes())?;
    Ok(iter(purpose).len())
}

/// Writes [`get_ca_bundle`] into a file, and says how many roots there are. A bundle without roots is an error and no
/// file, because an empty one would surprise whoever reads it.
///
/// # Errors
///
/// What the operating system says; [`InvalidInput`](std::io::ErrorKind::InvalidInput) if no root is trusted for this
/// purpose.
#[cfg(feature = "std")]
#[doc(alias = "get_ca_bundle_path")]
pub fn write_ca_bundle(path: impl AsRef<std::path::Path>, purpose: Purpose) -> std::io::Result<usize> {
    if iter(purpose).len() == 0 {
        let message = alloc::format!("no roots for {purpose} in Mozilla's list of {}", crate::LIST_DATE);
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, message));
    }
    write_pem(std::fs::File::create(path)?, purpose)
}
