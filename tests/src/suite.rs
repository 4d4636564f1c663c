// SPDX-License-Identifier: MIT
//! Reads the test data of Mbed TLS: a title, perhaps what the case depends on, and a function with its arguments.

use std::fs;
use std::path::Path;

/// One case of a `.data` file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Case {
    /// The line that names it.
    pub title: String,
    /// The function that the suite would call.
    pub function: String,
    /// What the suite would require, or nothing.
    pub depends_on: String,
    /// Its arguments as written: hexadecimal in quotes, numbers, names.
    pub arguments: Vec<String>,
}

impl Case {
    /// An argument that is a byte string.
    ///
    /// # Panics
    ///
    /// If there is none, or it is not hexadecimal.
    #[must_use]
    pub fn bytes(&self, index: usize) -> Vec<u8> {
        let digits = self.arguments[index].trim_matches('"');
        assert!(digits.len().is_multiple_of(2), "{}: half a byte", self.title);
        let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal");
        (0..digits.len()).step_by(2).map(byte).collect()
    }
}

/// Reads a file of `vectors/`.
///
/// # Panics
///
/// If it is not there or not of this form.
#[must_use]
pub fn read(path: &str) -> Vec<Case> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("vectors").join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    lines.split(|line| line.is_empty()).filter(|case| !case.is_empty()).map(case).collect()
}

fn case(lines: &[&str]) -> Case {
    let (depends_on, call) = match lines {
        [_, call] => ("", call),
        [_, depends_on, call] => (*depends_on, call),
        _ => panic!("not a case: {lines:?}"),
    };
    let mut words = call.split(':').map(ToOwned::to_owned);
    Case {
        title: lines[0].to_owned(),
        function: words.next().expect("a function"),
        depends_on: depends_on.trim_start_matches("depends_on:").to_owned(),
        arguments: words.collect(),
    }
}
