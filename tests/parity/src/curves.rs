// SPDX-License-Identifier: MIT
//! The curves that both sides have.

use purembed::parity::pk::Curve as Theirs;
use purembed::pk::{Curve, Group};

/// C's curve of this name, in whatever case.
///
/// # Panics
///
/// If there is none.
#[must_use]
pub fn theirs(name: &str) -> Theirs {
    let found = Theirs::available().into_iter().find(|theirs| theirs.name().eq_ignore_ascii_case(name));
    found.unwrap_or_else(|| panic!("C lacks {name}"))
}

/// Our curves for signatures, with C's of the same names.
#[must_use]
pub fn signing() -> Vec<(Curve, Theirs)> {
    Curve::available().iter().map(|&ours| (ours, theirs(ours.name()))).collect()
}

/// Our groups for agreement, with C's of the same names.
#[must_use]
pub fn agreeing() -> Vec<(Group, Theirs)> {
    Group::available().iter().map(|&ours| (ours, theirs(ours.name()))).collect()
}
