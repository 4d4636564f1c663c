// SPDX-License-Identifier: MIT
//! Reads the `.data` files of Mbed TLS's suites: a title, what the case needs, and one call per case.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The time at which these suites are run here: between the beginning and the end of most of their certificates.
pub const NOW: &str = "2025-06-01 00:00:00";

/// The directory `vendor/` of the package whose C is compiled for these tests, where Mbed TLS's own tests are too.
pub fn vendor() -> &'static Path {
    static VENDOR: OnceLock<PathBuf> = OnceLock::new();
    VENDOR.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked", "--offline"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo runs");
        let metadata = String::from_utf8(output.stdout).expect("cargo speaks UTF-8");
        // The path of its manifest: no other package is called so.
        let at = metadata.find("/mbedtls-sys-auto-").expect("the package is a dependency");
        let end = metadata[at..].find("/Cargo.toml\"").expect("the path of a manifest") + at;
        let before = &metadata[..end];
        let start = before.rfind('"').expect("a string begins") + 1;
        Path::new(&before[start..]).join("vendor")
    })
}

/// A file that a case names: `data_files/…`.
pub fn file(name: &str) -> PathBuf {
    vendor().join("tests").join(name)
}

/// The contents of a file that a case names.
pub fn read(name: &str) -> Vec<u8> {
    std::fs::read(file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    pub title: String,
    pub kind: String,
    arguments: Vec<String>,
    needs: Vec<String>,
}

impl Case {
    fn read(block: &str) -> Option<Self> {
        let mut lines = block.lines().filter(|line| !line.starts_with('#'));
        let title = lines.next()?.to_owned();
        let mut call = lines.next()?;
        let mut needs = Vec::new();
        if let Some(list) = call.strip_prefix("depends_on:") {
            needs = list.split(':').map(str::to_owned).collect();
            call = lines.next()?;
        }
        let mut arguments = split(call);
        let kind = arguments.remove(0);
        Some(Self { title, kind, arguments, needs })
    }

    /// Why the case is about another build of C than the default one.
    pub fn other_build(&self) -> Option<&'static str> {
        const OTHER: [(&str, &str); 2] = [
            ("MBEDTLS_X509_ALLOW_EXTENSIONS_NON_V3", "for C built to read extensions in versions 1 and 2"),
            ("!MBEDTLS_HAVE_TIME_DATE", "for C built without a clock"),
        ];
        OTHER.iter().find(|(need, _)| self.needs.iter().any(|other| other == need)).map(|(_, why)| *why)
    }

    /// An argument that is text, with C's escapes undone.
    pub fn text(&self, at: usize) -> String {
        let quoted = self.arguments[at].trim();
        let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let inner = inner.unwrap_or_else(|| panic!("{}: {quoted} is no text", self.title));
        let mut text = String::new();
        let mut chars = inner.chars();
        while let Some(char) = chars.next() {
            match char {
                '\\' => match chars.next() {
                    Some('n') => text.push('\n'),
                    Some(other) => text.push(other),
                    None => text.push('\\'),
                },
                other => text.push(other),
            }
        }
        text
    }

    /// An argument that is bytes, in hexadecimal digits.
    pub fn bytes(&self, at: usize) -> Vec<u8> {
        purembed_core::hex::decode(&self.text(at)).unwrap_or_else(|error| panic!("{}: {error}", self.title))
    }

    /// An argument as it stands there.
    pub fn raw(&self, at: usize) -> &str {
        self.arguments[at].trim()
    }

    /// An argument that is a number, with C's names for numbers.
    pub fn number(&self, at: usize) -> i64 {
        self.raw(at).trim_end_matches(';').split('|').fold(0, |bits, sum| bits | self.sum(sum))
    }

    fn sum(&self, sum: &str) -> i64 {
        sum.split('+').map(|term| self.term(term.trim())).sum()
    }

    fn term(&self, term: &str) -> i64 {
        // `MBEDTLS_X509_MAX_INTERMEDIATE_CA-1`
        if let Some((name, less)) = term.rsplit_once('-').filter(|(name, _)| !name.is_empty()) {
            return self.term(name) - literal(less).expect("a number");
        }
        literal(term).or_else(|| constants().get(term).copied()).unwrap_or_else(|| {
            panic!("{}: what number is {term}?", self.title);
        })
    }
}

fn split(call: &str) -> Vec<String> {
    let (mut parts, mut part, mut escaped) = (Vec::new(), String::new(), false);
    for char in call.chars() {
        match char {
            ':' if !escaped => parts.push(core::mem::take(&mut part)),
            other => part.push(other),
        }
        escaped = char == '\\' && !escaped;
    }
    parts.push(part);
    parts
}

fn literal(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let value = match digits.strip_prefix("0x") {
        Some(hex) => i64::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    value.ok().map(|value| sign * value)
}

/// The numbers that C's headers define.
fn constants() -> &'static BTreeMap<String, i64> {
    static CONSTANTS: OnceLock<BTreeMap<String, i64>> = OnceLock::new();
    CONSTANTS.get_or_init(|| {
        let mut constants = BTreeMap::new();
        let headers = std::fs::read_dir(vendor().join("include/mbedtls")).expect("the headers are there");
        for header in headers.flatten() {
            let text = std::fs::read_to_string(header.path()).expect("a text");
            for line in text.lines() {
                let mut words = line.trim_start().trim_start_matches("# ").split_whitespace();
                let define = words.next().is_some_and(|word| word == "#define" || word == "define");
                if let (true, Some(name), Some(value)) = (define, words.next(), words.next())
                    && let Some(value) = literal(value.trim_matches(['(', ')']))
                {
                    constants.insert(name.to_owned(), value);
                }
            }
        }
        // Parts of these two are other names.
        constants.insert("MBEDTLS_ASN1_UTC_TIME".to_owned(), 0x17);
        constants.insert("MBEDTLS_ASN1_GENERALIZED_TIME".to_owned(), 0x18);
        constants
    })
}

/// The cases of one kind, in the order of their file.
pub fn cases(suite: &str, kind: &str) -> Vec<Case> {
    let path = vendor().join(format!("tests/suites/test_suite_{suite}.data"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let all = text.split("\n\n").filter_map(|block| Case::read(block.trim_matches('\n')));
    let cases: Vec<_> = all.filter(|case| case.kind == kind).collect();
    assert!(!cases.is_empty(), "no case of {kind} in {}", path.display());
    cases
}

/// The kinds of all cases of a suite, with how many there are.
pub fn kinds(suite: &str) -> BTreeMap<String, usize> {
    let path = vendor().join(format!("tests/suites/test_suite_{suite}.data"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut kinds = BTreeMap::new();
    for case in text.split("\n\n").filter_map(|block| Case::read(block.trim_matches('\n'))) {
        *kinds.entry(case.kind).or_default() += 1;
    }
    kinds
}
