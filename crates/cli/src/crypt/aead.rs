// SPDX-License-Identifier: MIT
//! Ciphers that authenticate: nothing that they decrypt gets out before the tag was checked.
//!
//! A file appears only once it is whole, so it is decrypted into straight away. Other outputs cannot be taken back: for
//! them the **encrypted** message is copied, the copy is checked, and then decrypted, so that nobody can change it in
//! between, and no plaintext touches a disk.

use purembed::cipher::{AnyNonce, DecryptError, DynAead, Mode};
use zeroize::Zeroizing;

use super::scheme::{Scheme, Secrets};
use super::source::Source;
use super::target::Target;
use crate::error::{Error, Explain as _};
use crate::input::PIECE;

/// The length of tags in bytes.
const TAG: usize = 16;

/// Encrypts up to the end; the tag comes last.
pub(super) fn encrypt(
    scheme: &Scheme,
    secrets: &Secrets,
    mut source: Source,
    mut target: Target,
) -> Result<(), Error> {
    if wants_length(scheme) && source.left().is_none() {
        source = source.in_memory()?;
    }
    let length = if wants_length(scheme) { source.left() } else { None };
    let aead = start(scheme, secrets)?;
    let nonce = AnyNonce::assume_unique(&secrets.iv);
    let mut encryptor = aead.start_encrypt(nonce, ad(scheme), length).explain(scheme.cipher)?;
    target.begin(&secrets.header);
    let mut buffer = Zeroizing::new(vec![0; PIECE]);
    loop {
        let length = source.next(&mut buffer)?;
        if length == 0 {
            break;
        }
        let piece = buffer.get_mut(..length).unwrap_or_default();
        encryptor.update_in_place(piece).explain(&source)?;
        target.write(piece)?;
    }
    let tag = encryptor.finalize().explain(&source)?;
    target.write(tag.as_ref())?;
    target.finish()
}

/// Decrypts up to the tag, which comes last.
pub(super) fn decrypt(
    scheme: &Scheme,
    secrets: &Secrets,
    mut source: Source,
    mut target: Target,
) -> Result<(), Error> {
    let aead = start(scheme, secrets)?;
    let direct = target.can_be_taken_back();
    if !direct || wants_length(scheme) && source.left().is_none() {
        source = source.copied()?;
    }
    if !direct {
        open(&aead, scheme, secrets, &mut source, |_| Ok(()))?;
        source.rewind()?;
    }
    open(&aead, scheme, secrets, &mut source, |piece| target.write(piece))?;
    target.finish()
}

/// Goes through a message once; what is handed on **is not authentic** unless this ends well.
fn open(
    aead: &DynAead,
    scheme: &Scheme,
    secrets: &Secrets,
    source: &mut Source,
    mut each: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let length = match source.left() {
        Some(left) if wants_length(scheme) => {
            Some(left.checked_sub(TAG as u64).ok_or_else(|| source.too_short())?)
        }
        _ => None,
    };
    let mut decryptor =
        aead.start_decrypt_unverified(&secrets.iv, ad(scheme), length).explain(scheme.cipher)?;
    let mut buffer = Zeroizing::new(vec![0; TAG + PIECE]);
    // The last bytes so far, which may be the tag, stand at the beginning of the buffer.
    let mut held = 0;
    loop {
        let length = source.next(buffer.get_mut(held..).unwrap_or_default())?;
        let total = held + length;
        let end = total.saturating_sub(TAG);
        if length == 0 {
            break;
        }
        let piece = buffer.get_mut(..end).unwrap_or_default();
        decryptor.update_in_place(piece).map_err(|_| not_authentic(source))?;
        each(piece)?;
        buffer.copy_within(end..total, 0);
        held = total - end;
    }
    let tag = buffer.get(..held).filter(|tag| tag.len() == TAG).ok_or_else(|| source.too_short())?;
    decryptor.finalize(tag).map_err(|DecryptError { .. }| not_authentic(source))
}

fn not_authentic(source: &Source) -> Error {
    Error::Failed(format!(
        "{source}: not authentic: another key, password or associated data, or it was altered"
    ))
}

fn wants_length(scheme: &Scheme) -> bool {
    scheme.cipher.mode() == Mode::Ccm
}

fn ad(scheme: &Scheme) -> &[u8] {
    scheme.ad.as_deref().map_or(&[], Vec::as_slice)
}

fn start(scheme: &Scheme, secrets: &Secrets) -> Result<DynAead, Error> {
    scheme.cipher.start_aead(&secrets.key).explain(scheme.cipher)
}
