// SPDX-License-Identifier: MIT
//! Passwords of key files.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use purembed_core::secret::{SecretBytes, SecretString};
use zeroize::Zeroize as _;

pub use self::encryption::{Encryption, EncryptionCipher};
use crate::InvalidKey;

mod encryption;

/// The password of a key file: bytes, or a function that is asked for them only when they are needed.
///
/// What it owns is wiped when dropped, and never printed. What is borrowed is the caller's to wipe.
///
/// ```
/// use purembed_core::secret::SecretBytes;
/// use purembed_pk::{Ed25519, Encryption, Password};
/// use core::num::NonZeroU32;
///
/// let cheap = Encryption::new().pbkdf2(NonZeroU32::MIN); // for this example only
/// let pem = Ed25519::generate()?.to_encrypted_pkcs8_pem("correct horse", &cheap)?;
///
/// let key = Ed25519::from_buffer_with_password(pem.as_bytes(), "correct horse")?;
///
/// let ask = Password::ask(|| SecretBytes::copy_from(b"correct horse")); // a prompt, say
/// let same = Ed25519::from_buffer_with_password(pem.as_bytes(), ask)?;
/// assert_eq!(same.public_key(), key.public_key());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub struct Password<'a>(Source<'a>);

enum Source<'a> {
    None,
    Borrowed(&'a [u8]),
    Owned(SecretBytes),
    Ask(Box<dyn FnOnce() -> Option<SecretBytes> + 'a>),
}

impl<'a> Password<'a> {
    /// No password: what is encrypted is refused.
    #[must_use]
    pub const fn none() -> Self {
        Self(Source::None)
    }

    /// A function that is called at most once, and only if the key turns out to be encrypted in a way that can be read.
    ///
    /// It may answer with `None`, which is as if there were no password.
    #[must_use]
    pub fn ask<S: Into<Option<SecretBytes>>>(ask: impl FnOnce() -> S + 'a) -> Self {
        Self(Source::Ask(Box::new(move || ask().into())))
    }

    /// The password, now that it is needed.
    pub(crate) fn get(self) -> Option<Secret<'a>> {
        match self.0 {
            Source::None => None,
            Source::Borrowed(bytes) => Some(Secret::Borrowed(bytes)),
            Source::Owned(bytes) => Some(Secret::Owned(bytes)),
            Source::Ask(ask) => ask().map(Secret::Owned),
        }
    }

    /// The password, or what to say without one.
    pub(crate) fn needed(self) -> Result<Secret<'a>, InvalidKey> {
        self.get().ok_or(InvalidKey::PasswordNeeded)
    }
}

impl fmt::Debug for Password<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Source::None => "Password(none)",
            Source::Borrowed(_) | Source::Owned(_) => "Password(..)",
            Source::Ask(_) => "Password(to be asked for)",
        })
    }
}

impl<'a> From<&'a [u8]> for Password<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(Source::Borrowed(bytes))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Password<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self(Source::Borrowed(bytes))
    }
}

impl<'a> From<&'a str> for Password<'a> {
    fn from(text: &'a str) -> Self {
        Self(Source::Borrowed(text.as_bytes()))
    }
}

impl<'a> From<&'a SecretBytes> for Password<'a> {
    fn from(bytes: &'a SecretBytes) -> Self {
        Self(Source::Borrowed(bytes.expose()))
    }
}

impl<'a> From<&'a SecretString> for Password<'a> {
    fn from(text: &'a SecretString) -> Self {
        Self(Source::Borrowed(text.expose().as_bytes()))
    }
}

impl From<SecretBytes> for Password<'_> {
    fn from(bytes: SecretBytes) -> Self {
        Self(Source::Owned(bytes))
    }
}

impl From<Vec<u8>> for Password<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Source::Owned(SecretBytes::new(bytes)))
    }
}

impl From<String> for Password<'_> {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

/// `None` is no password.
impl<'a, P: Into<Self>> From<Option<P>> for Password<'a> {
    fn from(password: Option<P>) -> Self {
        password.map_or(Self::none(), Into::into)
    }
}

/// A password that has been given.
pub(crate) enum Secret<'a> {
    Borrowed(&'a [u8]),
    Owned(SecretBytes),
}

impl Secret<'_> {
    pub(crate) fn expose(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Owned(bytes) => bytes.expose(),
        }
    }
}

/// A password as PKCS#12 wants it (RFC 7292 appendix B.1). What is not UTF-8 is taken byte by byte, as OpenSSL does.
pub(crate) fn bmp_string(password: &[u8]) -> SecretBytes {
    if let Ok(text) = core::str::from_utf8(password) {
        return purembed_kdf::pkcs12::password(text);
    }
    let mut text = String::with_capacity(2 * password.len());
    text.extend(password.iter().copied().map(char::from));
    let bmp = purembed_kdf::pkcs12::password(&text);
    text.zeroize();
    bmp
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use core::cell::Cell;

    use super::*;

    #[test]
    fn a_function_is_asked_once_and_only_when_needed() {
        let asked = Cell::new(0);
        let ask = || {
            asked.set(asked.get() + 1);
            SecretBytes::copy_from(b"x")
        };
        drop(Password::ask(ask));
        assert_eq!(asked.get(), 0);
        assert_eq!(Password::ask(ask).get().expect("answered").expose(), b"x");
        assert_eq!(asked.get(), 1);
        assert!(Password::ask(|| None).get().is_none());
    }

    #[test]
    fn everything_that_is_bytes_is_a_password() {
        let secret = SecretBytes::copy_from(b"abc");
        let text = SecretString::new("abc".into());
        for password in [
            Password::from("abc"),
            b"abc".into(),
            b"abc"[..].into(),
            (&secret).into(),
            (&text).into(),
            SecretBytes::copy_from(b"abc").into(),
            Vec::from(*b"abc").into(),
            String::from("abc").into(),
            Some("abc").into(),
        ] {
            assert!(!format!("{password:?}").contains("abc"));
            assert_eq!(password.get().expect("there is one").expose(), b"abc");
        }
        assert_eq!(Password::from(None::<&str>).needed().err(), Some(InvalidKey::PasswordNeeded));
    }

    #[test]
    fn bmp_strings_of_text_and_of_bytes() {
        assert_eq!(bmp_string(b"").expose(), [0, 0]);
        assert_eq!(bmp_string("aé".as_bytes()).expose(), [0, b'a', 0, 0xe9, 0, 0]);
        assert_eq!(bmp_string(&[b'a', 0xe9]).expose(), [0, b'a', 0, 0xe9, 0, 0]);
    }
}
