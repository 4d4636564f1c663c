// SPDX-License-Identifier: MIT
//! What a suite of vectors ran, what it left out, and why.

use std::collections::BTreeMap;

/// Counts the cases of one suite. A suite that runs nothing fails: vectors that are never read prove nothing.
#[derive(Debug)]
#[must_use = "finish() prints the counts and fails if nothing ran"]
pub struct Ledger {
    name: String,
    ran: usize,
    skipped: BTreeMap<String, usize>,
}

impl Ledger {
    /// Opens the ledger of a suite.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ran: 0, skipped: BTreeMap::new() }
    }

    /// One more case ran, and came out as its vector says.
    pub fn ran(&mut self) {
        self.ran += 1;
    }

    /// One more case was left out, for this reason.
    pub fn skip(&mut self, reason: impl Into<String>) {
        *self.skipped.entry(reason.into()).or_default() += 1;
    }

    /// Prints one line.
    ///
    /// # Panics
    ///
    /// If no case ran.
    pub fn finish(self) {
        let skipped: usize = self.skipped.values().sum();
        let reasons = self.skipped.iter().map(|(reason, count)| format!("{count} {reason}"));
        let reasons = if skipped == 0 {
            String::new()
        } else {
            format!(": {}", reasons.collect::<Vec<_>>().join(", "))
        };
        println!("{}: ran {}, skipped {skipped}{reasons}", self.name, self.ran);
        assert!(self.ran > 0, "{}: no case ran", self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::Ledger;

    #[test]
    fn counts() {
        let mut ledger = Ledger::new("two and three");
        ledger.ran();
        ledger.ran();
        (0..3).for_each(|_| ledger.skip("too odd"));
        assert_eq!((ledger.ran, ledger.skipped["too odd"]), (2, 3));
        ledger.finish();
    }

    #[test]
    #[should_panic(expected = "nothing: no case ran")]
    fn nothing_is_not_enough() {
        let mut ledger = Ledger::new("nothing");
        ledger.skip("too odd");
        ledger.finish();
    }
}
