// SPDX-License-Identifier: MIT
//! Reads the response files of NIST's validation suites (`.rsp`), a format that this project's own sets use too.
//!
//! Lines are `name = value`, or a word alone, as `FAIL`; blank lines end a case; `[name]` and `[name = value]` hold for all
//! cases up to the next such line; `#` begins a comment.

use std::fs;
use std::path::Path;

/// A case, of which every value has to be taken: a value that no test reads proves nothing.
#[derive(Debug)]
#[must_use = "done() sees that everything was read"]
pub struct Case {
    /// Where it is, as in `nist/sha1/SHA1Monte.rsp:12`.
    pub place: String,
    /// What stands in brackets above it.
    pub section: String,
    values: Vec<(String, String)>,
}

impl Case {
    /// A value, if the case has one of that name.
    pub fn try_text(&mut self, name: &str) -> Option<String> {
        let index = self.values.iter().position(|(key, _)| key == name)?;
        Some(self.values.remove(index).1)
    }

    /// A value as it stands there.
    ///
    /// # Panics
    ///
    /// If the case has no value of that name.
    pub fn text(&mut self, name: &str) -> String {
        self.try_text(name).unwrap_or_else(|| panic!("{}: no {name}", self.place))
    }

    /// A value in hexadecimal.
    ///
    /// # Panics
    ///
    /// If there is none, or it is something else.
    pub fn bytes(&mut self, name: &str) -> Vec<u8> {
        let text = self.text(name);
        unhex(&text).unwrap_or_else(|| panic!("{}: {name} is not hexadecimal", self.place))
    }

    /// A value that is a number.
    ///
    /// # Panics
    ///
    /// If there is none, or it is something else.
    pub fn number(&mut self, name: &str) -> usize {
        let text = self.text(name);
        text.parse().unwrap_or_else(|_| panic!("{}: {name} is not a number", self.place))
    }

    /// The end of the case.
    ///
    /// # Panics
    ///
    /// If a value was not read.
    pub fn done(self) {
        assert!(self.values.is_empty(), "{}: nobody read {:?}", self.place, self.values);
    }
}

/// Hexadecimal of even length.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| Some(digit.to_digit(16)? as u8)).collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The text of a file below `vectors/`.
///
/// # Panics
///
/// If there is none.
#[must_use]
pub fn text(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    fs::read_to_string(root.join("vectors").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The cases of a response file below `vectors/`, in order.
///
/// # Panics
///
/// If there is no such file, or a line in it is of no known form.
pub fn rsp(path: &str) -> Vec<Case> {
    parse(path, &text(path))
}

fn parse(path: &str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let (mut section, mut open) = (String::new(), false);
    for (index, line) in text.lines().map(str::trim).enumerate() {
        if line.starts_with('#') {
            continue;
        }
        if line.is_empty() {
            open = false;
        } else if let Some(inside) = line.strip_prefix('[') {
            section = inside.strip_suffix(']').expect("a bracket at the end").to_owned();
            open = false;
        } else {
            let place = format!("{path}:{}", index + 1);
            let word = || line.chars().all(|letter| letter.is_ascii_uppercase()).then_some((line, ""));
            let (name, value) =
                line.split_once('=').or_else(word).unwrap_or_else(|| panic!("{place}: {line}"));
            if !open {
                cases.push(Case { place, section: section.clone(), values: Vec::new() });
                open = true;
            }
            let values = &mut cases.last_mut().expect("a case is open").values;
            values.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    cases
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn cases_sections_and_comments() {
        let mut cases =
            parse("x", "# comment\n\n[L = 20]\n\nLen = 8\nMsg = 0aF0\nMD =\n\n\n[b]\nLen = 9\nFAIL\n");
        assert_eq!(cases.len(), 2);
        let mut second = cases.pop().unwrap();
        assert_eq!((second.section.as_str(), second.place.as_str()), ("b", "x:11"));
        assert_eq!((second.number("Len"), second.try_text("Msg")), (9, None));
        assert_eq!(second.text("FAIL"), "");
        second.done();
        let mut first = cases.pop().unwrap();
        assert_eq!(first.section, "L = 20");
        assert_eq!((first.bytes("MD"), first.bytes("Msg"), first.number("Len")), (vec![], vec![10, 240], 8));
        first.done();
    }

    #[test]
    #[should_panic(expected = "nobody read")]
    fn what_nobody_reads_fails() {
        parse("x", "Len = 8").pop().unwrap().done();
    }
}
