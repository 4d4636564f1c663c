// SPDX-License-Identifier: MIT
//! Ciphers that do not authenticate.

use purembed::cipher::{DynCipher, InvalidInput, Mode};
use zeroize::Zeroizing;

use super::scheme::{Scheme, Secrets};
use super::source::Source;
use super::target::Target;
use crate::error::{Error, Explain as _};
use crate::input::PIECE;

/// The longest sector of XTS (IEEE 1619), and the longest message without sectors, in bytes.
const SECTOR: usize = 16 << 20;

/// The most that padding adds, in bytes: a block.
const BLOCK: usize = 16;

/// Encrypts up to the end.
pub(super) fn encrypt(
    scheme: &Scheme,
    secrets: &Secrets,
    mut source: Source,
    mut target: Target,
) -> Result<(), Error> {
    let mut cipher = start(scheme, secrets)?;
    target.begin(&secrets.header);
    if scheme.is_padded() {
        let mut encryptor = cipher.into_padded_encryptor(scheme.padding()).explain(scheme.cipher)?;
        each_piece(&mut source, PIECE, |piece, out| {
            let length = encryptor.update_into(piece, out).explain(scheme.cipher)?;
            target.write(out.get(..length).unwrap_or_default())
        })?;
        target.write(&encryptor.finalize().explain(&source)?)?;
    } else if scheme.cipher.mode() == Mode::Xts {
        sectors(scheme, secrets, &mut source, |tweak, sector| {
            cipher.restart(&tweak).explain(scheme.cipher)?;
            cipher.encrypt_in_place(sector).explain("the last sector")?;
            target.write(sector)
        })?;
    } else {
        in_place(scheme, &mut source, &mut target, |piece| cipher.encrypt_in_place(piece))?;
    }
    target.finish()
}

/// Decrypts up to the end.
pub(super) fn decrypt(
    scheme: &Scheme,
    secrets: &Secrets,
    mut source: Source,
    mut target: Target,
) -> Result<(), Error> {
    let mut cipher = start(scheme, secrets)?;
    if scheme.is_padded() {
        let mut decryptor = cipher.into_padded_decryptor(scheme.padding()).explain(scheme.cipher)?;
        each_piece(&mut source, PIECE, |piece, out| {
            let length = decryptor.update_into(piece, out).explain(scheme.cipher)?;
            target.write(out.get(..length).unwrap_or_default())
        })?;
        let last = decryptor.finalize().map_err(|error| {
            Error::Failed(format!("{source}: {error}: another key or password, or it was altered or cut off"))
        })?;
        target.write(&Zeroizing::new(last))?;
    } else if scheme.cipher.mode() == Mode::Xts {
        sectors(scheme, secrets, &mut source, |tweak, sector| {
            cipher.restart(&tweak).explain(scheme.cipher)?;
            cipher.decrypt_in_place(sector).explain("the last sector")?;
            target.write(sector)
        })?;
    } else {
        in_place(scheme, &mut source, &mut target, |piece| cipher.decrypt_in_place(piece))?;
    }
    target.finish()
}

fn start(scheme: &Scheme, secrets: &Secrets) -> Result<DynCipher, Error> {
    scheme.cipher.start(&secrets.key, &secrets.iv).explain(scheme.cipher)
}

/// Hands on the pieces, and a buffer that has room for what becomes of each.
fn each_piece(
    source: &mut Source,
    size: usize,
    mut each: impl FnMut(&[u8], &mut [u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let (mut buffer, mut out) = (Zeroizing::new(vec![0; size]), Zeroizing::new(vec![0; size + BLOCK]));
    loop {
        let length = source.next(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        each(buffer.get(..length).unwrap_or_default(), &mut out)?;
    }
}

fn in_place(
    scheme: &Scheme,
    source: &mut Source,
    target: &mut Target,
    mut each: impl FnMut(&mut [u8]) -> Result<(), InvalidInput>,
) -> Result<(), Error> {
    let mut buffer = Zeroizing::new(vec![0; PIECE]);
    loop {
        let length = source.next(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let piece = buffer.get_mut(..length).unwrap_or_default();
        each(piece).explain(scheme.cipher)?;
        target.write(piece)?;
    }
}

/// Hands on sectors, or the message as one, each with its tweak (IEEE 1619 section 5.1): the first one's is the IV, a
/// number with its lowest byte first, and the others follow.
fn sectors(
    scheme: &Scheme,
    secrets: &Secrets,
    source: &mut Source,
    mut each: impl FnMut([u8; 16], &mut [u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut number = secrets.iv.as_slice().try_into().map(u128::from_le_bytes).explain(scheme.cipher)?;
    let size = scheme.sector_size.map(|size| usize::try_from(size).unwrap_or(SECTOR));
    let mut buffer = Zeroizing::new(vec![0; size.unwrap_or(SECTOR)]);
    let mut first = true;
    loop {
        let length = source.next(&mut buffer)?;
        if length == 0 && !first {
            return Ok(());
        }
        if !first && size.is_none() {
            let limit = SECTOR >> 20;
            let text = format!("{source}: XTS takes {limit} MiB at most unless --sector-size is given");
            return Err(Error::Failed(text));
        }
        // An empty message goes on, too: XTS refuses it.
        each(number.to_le_bytes(), buffer.get_mut(..length).unwrap_or_default())?;
        number = number.wrapping_add(1);
        first = false;
    }
}
