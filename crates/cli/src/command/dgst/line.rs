// SPDX-License-Identifier: MIT
//! The lines of files of digests: `DIGEST  NAME`, `DIGEST *NAME`, and BSD's `ALGORITHM (NAME) = DIGEST`.
//!
//! A name with a line feed, a carriage return or a backslash is escaped, and its line begins with a backslash, as GNU's
//! `sha256sum` does it.

use alloc::borrow::Cow;

use purembed::hashlib::Algorithm;

use crate::input::Input;

/// One line that says what a digest is to be.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Line {
    /// `None` if the line does not name one.
    pub(super) algorithm: Option<Algorithm>,
    pub(super) digest: Vec<u8>,
    pub(super) name: Vec<u8>,
}

/// The name of what was read, as text: what is not UTF-8 is replaced.
pub(crate) fn name(file: &Input) -> Cow<'_, str> {
    match file {
        Input::Stdin => "-".into(),
        Input::File(path) => path.to_string_lossy(),
    }
}

/// The name of what was read, as the system has it.
pub(crate) fn name_bytes(file: &Input) -> Cow<'_, [u8]> {
    match file {
        Input::Stdin => Cow::Borrowed(b"-"),
        Input::File(path) => Cow::Borrowed(path.as_os_str().as_encoded_bytes()),
    }
}

/// `DIGEST  NAME` and a line feed.
pub(crate) fn untagged(digest: &str, name: &[u8]) -> Vec<u8> {
    let (backslash, name) = escaped(name);
    [backslash, digest.as_bytes(), b"  ", &name, b"\n"].concat()
}

/// `ALGORITHM (NAME) = DIGEST` and a line feed.
pub(super) fn tagged(algorithm: Algorithm, digest: &str, name: &[u8]) -> Vec<u8> {
    let (backslash, name) = escaped(name);
    let algorithm = algorithm.name().to_ascii_uppercase().replace('_', "-");
    [backslash, algorithm.as_bytes(), b" (", &name, b") = ", digest.as_bytes(), b"\n"].concat()
}

fn escaped(name: &[u8]) -> (&'static [u8], Vec<u8>) {
    let mut out = Vec::with_capacity(name.len());
    for &byte in name {
        match byte {
            b'\\' => out.extend(b"\\\\"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            _ => out.push(byte),
        }
    }
    (if out.len() == name.len() { b"" } else { b"\\" }, out)
}

fn unescaped(name: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(name.len());
    let mut bytes = name.iter();
    while let Some(&byte) = bytes.next() {
        out.push(match byte {
            b'\\' => match bytes.next()? {
                b'\\' => b'\\',
                b'n' => b'\n',
                b'r' => b'\r',
                _ => return None,
            },
            _ => byte,
        });
    }
    Some(out)
}

impl Line {
    /// Reads a line without its line feed; `None` if it is none of the forms.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let (escaped, line) = line.strip_prefix(b"\\").map_or((false, line), |rest| (true, rest));
        let mut read = Self::read_tagged(line).or_else(|| Self::read_untagged(line))?;
        if escaped {
            read.name = unescaped(&read.name)?;
        }
        Some(read)
    }

    /// `ALGORITHM (NAME) = DIGEST`; OpenSSL writes it without spaces, or with some of them: `SHA2-256(NAME)= DIGEST`.
    fn read_tagged(line: &[u8]) -> Option<Self> {
        let open = line.iter().position(|byte| *byte == b'(')?;
        let (algorithm, rest) = line.split_at_checked(open)?;
        let close = rest.iter().rposition(|byte| *byte == b')')?;
        let (name, rest) = rest.split_at_checked(close)?;
        let algorithm = str::from_utf8(algorithm).ok()?.trim_end().parse().ok()?;
        let digest = rest.strip_prefix(b")")?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii();
        Some(Self {
            algorithm: Some(algorithm),
            digest: hex(digest)?,
            name: name.strip_prefix(b"(")?.to_vec(),
        })
    }

    /// `DIGEST  NAME`, or with a `*` for a file that was read as it is, which all are here.
    fn read_untagged(line: &[u8]) -> Option<Self> {
        let space = line.iter().position(|byte| *byte == b' ')?;
        let (digest, rest) = line.split_at_checked(space)?;
        let name = rest.strip_prefix(b"  ").or_else(|| rest.strip_prefix(b" *"))?;
        let named = !name.is_empty();
        named.then_some(Self { algorithm: None, digest: hex(digest)?, name: name.to_vec() })
    }
}

fn hex(digits: &[u8]) -> Option<Vec<u8>> {
    base16ct::mixed::decode_vec(digits).ok().filter(|digest| !digest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &[u8]) -> Option<(Option<&'static str>, Vec<u8>, Vec<u8>)> {
        Line::read(line).map(|line| (line.algorithm.map(Algorithm::name), line.digest, line.name))
    }

    #[test]
    fn every_form() {
        let name = b"a b".to_vec();
        assert_eq!(read(b"00fF  a b"), Some((None, vec![0, 255], name.clone())));
        assert_eq!(read(b"00ff *a b"), Some((None, vec![0, 255], name.clone())));
        assert_eq!(read(b"SHA256 (a b) = 00ff"), Some((Some("sha256"), vec![0, 255], name.clone())));
        assert_eq!(read(b"SHA2-256(a b)= 00ff"), Some((Some("sha256"), vec![0, 255], name)));
        assert_eq!(read(b"MD5 (f(1) (2)) = 00ff"), Some((Some("md5"), vec![0, 255], b"f(1) (2)".to_vec())));
        assert_eq!(read(b"\\00ff  a\\nb\\\\\\r"), Some((None, vec![0, 255], b"a\nb\\\r".to_vec())));
        // Without the backslash in front, a backslash is a backslash.
        assert_eq!(read(b"00ff  a\\nb"), Some((None, vec![0, 255], b"a\\nb".to_vec())));
    }

    #[test]
    fn other_lines_are_none() {
        let lines: [&[u8]; 11] = [
            b"",
            b" ",
            b"00ff",
            b"00ff ",
            b"00ff  ",
            b"00ff a",
            b"0ff  a",
            b"xyz  a",
            b"  a",
            b"\\00ff  a\\x",
            b"SHA9 (a) = 00ff",
        ];
        for line in lines {
            assert_eq!(read(line), None, "{}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for name in [b"plain".as_slice(), b"back\\slash", b"two\nlines\r", b"*star", b" (a) = ", b"\xff\xfe"]
        {
            let line = untagged("00ff", name);
            assert_eq!(
                read(line.strip_suffix(b"\n").expect("a line")),
                Some((None, vec![0, 255], name.to_vec()))
            );
            let line = tagged(Algorithm::SHA512_256, "00ff", name);
            let tagged = (Some("sha512_256"), vec![0, 255], name.to_vec());
            assert_eq!(read(line.strip_suffix(b"\n").expect("a line")), Some(tagged));
        }
    }
}
