// SPDX-License-Identifier: MIT
//! Why an operation takes longer than the fastest C, for those that do: `reasons.toml`.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::results::Row;

/// What is known of operations by their titles ([`Row::title`]).
#[derive(Clone, Debug, Default)]
pub struct Reasons(BTreeMap<String, String>);

impl Reasons {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// What is wrong with the text: no tables `reason` with `operations` and `why`, or two reasons for one operation.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        let table: Table = text.parse().map_err(|error| format!("{error}"))?;
        let mut reasons = BTreeMap::new();
        for entry in table.get("reason").and_then(Value::as_array).into_iter().flatten() {
            let why = entry.get("why").and_then(Value::as_str).ok_or("a reason without `why`")?;
            let operations = entry.get("operations").and_then(Value::as_array).ok_or("no `operations`")?;
            for operation in operations {
                let title = operation.as_str().ok_or("an operation that is no text")?;
                if reasons.insert(title.to_owned(), why.trim().to_owned()).is_some() {
                    return Err(format!("{title} has two reasons"));
                }
            }
        }
        Ok(Self(reasons))
    }

    /// Why this operation takes as long as it does.
    #[must_use]
    pub fn of(&self, row: &Row) -> Option<&str> {
        self.0.get(&row.title()).map(String::as_str)
    }

    /// The operations that there are reasons for.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::Reasons;

    #[test]
    fn what_is_not_a_reason_is_refused() {
        let good = "[[reason]]\noperations = ['a/b', 'a/c, 64 B']\nwhy = 'because'";
        assert_eq!(Reasons::from_toml(good).unwrap().operations().collect::<Vec<_>>(), ["a/b", "a/c, 64 B"]);
        for bad in [
            "[[reason]]\noperations = ['a/b']",
            "[[reason]]\nwhy = 'because'",
            "[[reason]]\noperations = [1]\nwhy = 'because'",
            "[[reason]]\noperations = ['a/b', 'a/b']\nwhy = 'because'",
            "[[reason",
        ] {
            assert!(Reasons::from_toml(bad).is_err(), "{bad}");
        }
    }
}
