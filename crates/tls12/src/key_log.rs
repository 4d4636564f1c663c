// SPDX-License-Identifier: MIT
//! Secrets of connections, for tools that look into recorded traffic.

/// Is told the secret of each connection, for tools such as Wireshark that decrypt what was recorded of it.
///
/// A line of the file that these tools read (`SSLKEYLOGFILE`) is the three values with spaces between them, the two of
/// bytes in hexadecimal:
///
/// ```
/// use std::sync::{Arc, Mutex};
///
/// use purembed_core::hex;
/// use purembed_tls12::{Config, KeyLog};
///
/// struct Lines(Mutex<Vec<String>>);
///
/// impl KeyLog for Lines {
///     fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
///         let line = format!("{label} {} {}", hex::encode(client_random), hex::encode(secret));
///         self.0.lock().expect("no panic").push(line);
///     }
/// }
///
/// let lines = Arc::new(Lines(Mutex::default()));
/// let config = Config::new(&[]).key_log(lines.clone());
/// # let _ = config;
/// ```
///
/// # Danger
///
/// Whoever has the secret of a connection reads all of it, and can write to it in either side's name; also to all that are
/// resumed from it. Nothing but the search for faults is worth that.
pub trait KeyLog: Send + Sync {
    /// Takes the secret of a connection, before anything is protected by it. `label` is `CLIENT_RANDOM`, which says what
    /// follows: the 32 random bytes of the client's hello, by which the connection is found, and the master secret of
    /// 48 bytes.
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]);
}

/// The label of the master secret of TLS 1.2 and what came before it.
pub(crate) const CLIENT_RANDOM: &str = "CLIENT_RANDOM";
