// SPDX-License-Identifier: MIT
//! The digests that both sides have.

use purembed::hashlib::Algorithm as Ours;
use purembed::parity::hashlib::Algorithm as Theirs;

/// Every digest of C, with ours of the same name.
///
/// # Panics
///
/// If we lack one.
#[must_use]
pub fn pairs() -> Vec<(Ours, Theirs)> {
    let ours = |theirs: Theirs| {
        let found = Ours::available().iter().find(|ours| ours.name() == theirs.name());
        *found.unwrap_or_else(|| panic!("C has {theirs}, we do not"))
    };
    let pairs: Vec<_> = Theirs::available().iter().map(|&theirs| (ours(theirs), theirs)).collect();
    assert_eq!(pairs.len(), 9, "MD2, MD4, MD5, RIPEMD-160, SHA-1, four SHA-2");
    pairs
}
