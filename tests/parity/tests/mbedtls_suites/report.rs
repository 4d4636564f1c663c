// SPDX-License-Identifier: MIT
//! What came out of the cases of one kind.

use std::collections::BTreeSet;
use std::fmt::Debug;

use purembed_tests::ledger::Ledger;

use crate::suite::{Case, cases};

/// A case whose answer is another one here, on purpose: its title, and why.
pub type Row = (&'static str, &'static str);

/// What one case came to.
pub enum Outcome {
    /// As the case says.
    Same,
    /// As the case says, octet by octet.
    SameOctets,
    /// Something else: what.
    Different(String),
    /// Not to be asked here: why.
    Skipped(&'static str),
}

impl Outcome {
    /// Whether the answer is what is expected.
    pub fn of<T: Debug + PartialEq>(answer: &T, expected: &T) -> Self {
        if answer == expected {
            Self::Same
        } else {
            Self::Different(format!("{answer:?} instead of {expected:?}"))
        }
    }
}

/// Runs all cases of a kind. Fails if one comes out differently that is not in the table, if one in the table comes
/// out as in C, and if none ran. Says how many came out octet by octet.
pub fn run(suite: &str, kind: &str, table: &[Row], check: impl Fn(&Case) -> Outcome) -> usize {
    let mut ledger = Ledger::new(format!("{kind} of Mbed TLS's {suite}"));
    let (mut wrong, mut octets) = (Vec::new(), 0);
    let mut seen = BTreeSet::new();
    for case in cases(suite, kind) {
        if let Some(why) = case.other_build() {
            ledger.skip(why);
            continue;
        }
        let row = table.iter().find(|(title, _)| *title == case.title);
        match (check(&case), row) {
            (Outcome::Same, None) => ledger.ran(),
            (Outcome::SameOctets, None) => {
                octets += 1;
                ledger.decided("equal octet by octet");
            }
            (Outcome::Same | Outcome::SameOctets, Some(_)) => {
                wrong.push(format!("{}: no longer different", case.title));
            }
            (Outcome::Different(_), Some((title, why))) => {
                seen.insert(*title);
                ledger.decided(*why);
            }
            (Outcome::Different(how), None) => wrong.push(format!("{}: {how}", case.title)),
            (Outcome::Skipped(why), _) => ledger.skip(why),
        }
    }
    for (title, _) in table.iter().filter(|(title, _)| !seen.contains(title)) {
        wrong.push(format!("{title}: no such case ran"));
    }
    assert!(wrong.is_empty(), "{kind}: {} cases\n{}", wrong.len(), wrong.join("\n"));
    ledger.finish();
    octets
}
