// SPDX-License-Identifier: MIT
//! What a suite of vectors ran, what it left out, and why.

use std::collections::BTreeMap;

/// Counts the cases of one suite. A suite that runs nothing fails: vectors that are never read prove nothing.
#[derive(Debug)]
#[must_use = "finish() prints the counts and fails if nothing ran"]
pub struct Ledger {
    name: String,
    ran: usize,
    decided: BTreeMap<String, usize>,
    skipped: BTreeMap<String, usize>,
}

impl Ledger {
    /// Opens the ledger of a suite.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ran: 0, decided: BTreeMap::new(), skipped: BTreeMap::new() }
    }

    /// One more case ran, and came out as its vector says.
    pub fn ran(&mut self) {
        self.ran += 1;
    }

    /// One more case ran whose vector leaves the answer open, or whose answer is another here on purpose: which it is.
    pub fn decided(&mut self, answer: impl Into<String>) {
        self.ran();
        *self.decided.entry(answer.into()).or_default() += 1;
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
        let list = |what: &str, reasons: &BTreeMap<String, usize>| {
            let count: usize = reasons.values().sum();
            let reasons: Vec<_> = reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
            if count == 0 { String::new() } else { format!(", {what} {count}: {}", reasons.join(", ")) }
        };
        let (decided, skipped) = (list("decided", &self.decided), list("skipped", &self.skipped));
        println!("{}: ran {}{decided}{skipped}", self.name, self.ran);
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
        ledger.decided("taken");
        assert_eq!((ledger.ran, ledger.decided["taken"], ledger.skipped["too odd"]), (3, 1, 3));
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
