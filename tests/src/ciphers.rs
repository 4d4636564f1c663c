// SPDX-License-Identifier: MIT
//! Whatever a cipher is called, in one form: what suites, comparisons and foreign programs are run against.
//!
//! The names are those of Mbed TLS, with `-KW` and `-KWP` for the ways to wrap keys. Errors are texts: a suite knows that
//! something is refused, not why.

use std::fmt::Display;

use purembed::cipher::hazmat::GcmShortTag;
use purembed::cipher::{self, Aes, AnyNonce, Arc4, Aria, Camellia, Kw, Kwp, Nonce, Padding};

/// A direction.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the names are the documentation")]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Way {
    Encrypt,
    Decrypt,
}

fn text(error: impl Display) -> String {
    error.to_string()
}

/// A message through a cipher that does not authenticate. One that comes in one piece is processed at once; where the mode
/// takes whole blocks, pieces go through the streams for padded messages, without padding.
///
/// # Errors
///
/// What the cipher says.
pub fn crypt(name: &str, key: &[u8], iv: &[u8], way: Way, pieces: &[&[u8]]) -> Result<Vec<u8>, String> {
    if name.starts_with("ARC4-") && name != "ARC4-128" {
        return crypt_with(&mut Arc4::new(key).map_err(text)?, way, pieces);
    }
    let cipher = cipher::new(name, key, iv).map_err(text)?;
    let whole_blocks = name.ends_with("-ECB") || name.ends_with("-CBC");
    if whole_blocks && pieces.len() != 1 {
        return crypt_padded(cipher, Padding::None, way, pieces);
    }
    let mut cipher = cipher;
    let mut out = Vec::new();
    for piece in pieces {
        out.extend(match way {
            Way::Encrypt => cipher.encrypt(piece).map_err(text)?,
            Way::Decrypt => cipher.decrypt(piece).map_err(text)?,
        });
    }
    Ok(out)
}

fn crypt_with<C, M>(
    cipher: &mut cipher::Cipher<C, M>,
    way: Way,
    pieces: &[&[u8]],
) -> Result<Vec<u8>, String> {
    let mut message = pieces.concat();
    let mut rest = &mut message[..];
    for piece in pieces {
        let (first, others) = rest.split_at_mut(piece.len());
        rest = others;
        match way {
            Way::Encrypt => cipher.encrypt_in_place(first).map_err(text)?,
            Way::Decrypt => cipher.decrypt_in_place(first).map_err(text)?,
        }
    }
    Ok(message)
}

/// A message in pieces through a stream for padded messages.
///
/// # Errors
///
/// What the cipher says.
pub fn crypt_padded(
    cipher: cipher::DynCipher,
    padding: Padding,
    way: Way,
    pieces: &[&[u8]],
) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    match way {
        Way::Encrypt => {
            let mut encryptor = cipher.into_padded_encryptor(padding).map_err(text)?;
            pieces.iter().for_each(|piece| out.extend(encryptor.update(piece)));
            out.extend(encryptor.finalize().map_err(text)?);
        }
        Way::Decrypt => {
            let mut decryptor = cipher.into_padded_decryptor(padding).map_err(text)?;
            pieces.iter().for_each(|piece| out.extend(decryptor.update(piece)));
            out.extend(decryptor.finalize().map_err(text)?);
        }
    }
    Ok(out)
}

/// The key, if the tag is so short that it has no name, for some lengths of nonces.
macro_rules! short_tags {
    ($name:expr, $nonce:expr, $tag:expr, $with:ident, [$($n:literal)*]) => {
        match (family_and_mode($name).0, $nonce, $tag) {
            $(
                ("AES", $n, 4) => $with!(Aes, $n, 4),
                ("AES", $n, 8) => $with!(Aes, $n, 8),
                ("ARIA", $n, 4) => $with!(Aria, $n, 4),
                ("ARIA", $n, 8) => $with!(Aria, $n, 8),
                ("CAMELLIA", $n, 4) => $with!(Camellia, $n, 4),
                ("CAMELLIA", $n, 8) => $with!(Camellia, $n, 8),
            )*
            (name, nonce, tag) => Err(format!("no test of {name}, a nonce of {nonce} bytes, and a tag of {tag}")),
        }
    };
}

/// Encrypts and authenticates: the encrypted message, and a tag of so many bytes.
///
/// # Errors
///
/// What the cipher says.
pub fn seal(
    name: &str,
    key: &[u8],
    nonce: &[u8],
    ad: &[u8],
    message: &[u8],
    tag: usize,
) -> Result<(Vec<u8>, Vec<u8>), String> {
    if name.ends_with("-GCM") && (tag == 4 || tag == 8) {
        macro_rules! with {
            ($cipher:ident, $n:literal, $t:literal) => {{
                let aead = $cipher::new(key, GcmShortTag::<$n, $t>).map_err(text)?;
                let nonce = Nonce::assume_unique(nonce.try_into().map_err(text)?);
                let (sealed, tag) = aead.encrypt(nonce, ad, message).map_err(text)?;
                Ok((sealed, tag.as_ref().to_vec()))
            }};
        }
        return short_tags!(name, nonce.len(), tag, with, [1 8 12 16 60 64 128]);
    }
    let aead = cipher::new_aead(name, key).map_err(text)?.with_tag_size(tag).map_err(text)?;
    let (sealed, tag) = aead.encrypt(AnyNonce::assume_unique(nonce), ad, message).map_err(text)?;
    Ok((sealed, tag.as_ref().to_vec()))
}

/// Decrypts what [`seal`] encrypted.
///
/// # Errors
///
/// What the cipher says.
pub fn open(
    name: &str,
    key: &[u8],
    nonce: &[u8],
    ad: &[u8],
    sealed: &[u8],
    tag: &[u8],
) -> Result<Vec<u8>, String> {
    if name.ends_with("-GCM") && (tag.len() == 4 || tag.len() == 8) {
        macro_rules! with {
            ($cipher:ident, $n:literal, $t:literal) => {{
                let aead = $cipher::new(key, GcmShortTag::<$n, $t>).map_err(text)?;
                let tag: [u8; $t] = tag.try_into().map_err(text)?;
                aead.decrypt(&nonce.try_into().map_err(text)?, ad, sealed, tag.into()).map_err(text)
            }};
        }
        return short_tags!(name, nonce.len(), tag.len(), with, [1 8 12 16 60 64 128]);
    }
    let aead = cipher::new_aead(name, key).map_err(text)?.with_tag_size(tag.len()).map_err(text)?;
    aead.decrypt(nonce, ad, sealed, tag).map_err(text)
}

/// Wraps a key.
///
/// # Errors
///
/// What the cipher says.
pub fn wrap(name: &str, key: &[u8], secret: &[u8]) -> Result<Vec<u8>, String> {
    match family_and_mode(name) {
        ("AES", "KW") => Aes::new(key, Kw).map_err(text)?.wrap_key(secret).map_err(text),
        ("AES", "KWP") => Aes::new(key, Kwp).map_err(text)?.wrap_key(secret).map_err(text),
        _ => Err(format!("no {name}")),
    }
}

/// Unwraps what [`wrap`] wrapped.
///
/// # Errors
///
/// What the cipher says.
pub fn unwrap(name: &str, key: &[u8], wrapped: &[u8]) -> Result<Vec<u8>, String> {
    let secret = match family_and_mode(name) {
        ("AES", "KW") => Aes::new(key, Kw).map_err(text)?.unwrap_key(wrapped),
        ("AES", "KWP") => Aes::new(key, Kwp).map_err(text)?.unwrap_key(wrapped),
        _ => return Err(format!("no {name}")),
    };
    Ok(secret.map_err(text)?.expose().to_vec())
}

/// `AES` and `KW` of `AES-128-KW`.
fn family_and_mode(name: &str) -> (&str, &str) {
    let family = name.split_once('-').map_or(name, |(family, _)| family);
    (family, name.rsplit_once('-').map_or("", |(_, mode)| mode))
}
