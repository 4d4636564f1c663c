// SPDX-License-Identifier: MIT
//! Secrets for programs that decrypt what was recorded, in the format of `SSLKEYLOGFILE`.

/// Is told the secrets of connections.
///
/// Whoever has them can read everything that the connections carried: for debugging, never in production.
pub trait KeyLog: Send + Sync {
    /// One secret: what it is (`CLIENT_RANDOM` and others of the format), the random bytes of the client's hello, and
    /// the secret itself.
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]);
}

impl<F: Fn(&str, &[u8], &[u8]) + Send + Sync> KeyLog for F {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        self(label, client_random, secret);
    }
}
