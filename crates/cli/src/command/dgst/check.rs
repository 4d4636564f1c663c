// SPDX-License-Identifier: MIT
//! Files of digests, checked.

use std::ffi::OsString;

use clap::Args;
use purembed::hashlib::Algorithm;
use purembed::secrets::compare_digest;

use super::digest;
use super::line::Line;
use crate::error::Error;
use crate::input::{Input, PIECE};
use crate::outcome::Outcome;
use crate::output::{Sink, message};

/// The longest line that is read, in bytes: names have 4096 at most, escaped twice as many.
const LINE: usize = 16 * 1024;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// With --check: say nothing about files whose digest is right
    #[arg(long, requires = "check")]
    quiet: bool,
    /// With --check: pass over files that do not exist
    #[arg(long, requires = "check")]
    ignore_missing: bool,
    /// With --check: lines that are no digests are failures
    #[arg(long, requires = "check")]
    strict: bool,
}

#[derive(Default)]
struct Counts {
    right: usize,
    wrong: usize,
    unreadable: usize,
    malformed: usize,
}

/// Checks every line of the lists. The answer is yes if all that could be read is right, and something was.
pub(super) fn run(lists: &[Input], algorithm: Algorithm, options: &Options) -> Result<Outcome, Error> {
    let mut counts = Counts::default();
    let mut sink = Sink::stdout();
    for list in lists {
        let before = counts.right + counts.wrong + counts.unreadable;
        let mut lines = Lines::new(list)?;
        while let Some(line) = lines.next()? {
            check(line, algorithm, options, &mut counts, &mut sink)?;
        }
        if counts.right + counts.wrong + counts.unreadable == before && !options.ignore_missing {
            return Err(Error::Failed(format!("{list}: no line is a digest and a name")));
        }
    }
    sink.finish()?;
    counts.report();
    if counts.unreadable > 0 {
        return Err(Error::Failed("not every file could be read".to_owned()));
    }
    if counts.right + counts.wrong == 0 {
        return Err(Error::Failed("no file was checked".to_owned()));
    }
    Ok((counts.wrong == 0 && !(options.strict && counts.malformed > 0)).into())
}

fn check(
    line: &[u8],
    algorithm: Algorithm,
    options: &Options,
    counts: &mut Counts,
    sink: &mut Sink,
) -> Result<(), Error> {
    let algorithm_of = |line: &Line| line.algorithm.unwrap_or(algorithm);
    let Some(line) = Line::read(line).filter(|line| line.digest.len() == algorithm_of(line).digest_size())
    else {
        counts.malformed += usize::from(!line.trim_ascii().is_empty() && !line.starts_with(b"#"));
        return Ok(());
    };
    let file = Input::from(os_string(&line.name)?);
    let missing = matches!(&file, Input::File(path) if !path.exists());
    if missing && options.ignore_missing {
        return Ok(());
    }
    let verdict = match digest(&file, algorithm_of(&line)) {
        Ok(digest) if compare_digest(digest.as_ref(), &line.digest) => {
            counts.right += 1;
            if options.quiet {
                return Ok(());
            }
            "OK"
        }
        Ok(_) => {
            counts.wrong += 1;
            "FAILED"
        }
        Err(error) => {
            message(format_args!("purembed: {error}"));
            counts.unreadable += 1;
            "FAILED open or read"
        }
    };
    // The list's names stay on one line, and do not play with the terminal.
    let name = if String::from_utf8_lossy(&line.name).chars().any(char::is_control) {
        line.name.escape_ascii().to_string().into_bytes()
    } else {
        line.name
    };
    sink.write(&[name.as_slice(), b": ", verdict.as_bytes(), b"\n"].concat())
}

impl Counts {
    fn report(&self) {
        let say = |count: usize, one: &str, many: &str| {
            if count > 0 {
                message(format_args!("purembed: warning: {count} {}", if count == 1 { one } else { many }));
            }
        };
        say(self.malformed, "line is not a digest and a name", "lines are not a digest and a name");
        say(self.unreadable, "listed file could not be read", "listed files could not be read");
        say(self.wrong, "computed digest did NOT match", "computed digests did NOT match");
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere names are not bytes")]
fn os_string(name: &[u8]) -> Result<OsString, Error> {
    use std::os::unix::ffi::OsStrExt as _;
    Ok(std::ffi::OsStr::from_bytes(name).to_owned())
}

#[cfg(not(unix))]
fn os_string(name: &[u8]) -> Result<OsString, Error> {
    use crate::error::Explain as _;
    str::from_utf8(name).map(OsString::from).explain("a file's name")
}

/// The lines of a list of any length, in constant memory.
struct Lines<'a> {
    list: &'a Input,
    reader: crate::input::Reader,
    buffer: Vec<u8>,
    line: Vec<u8>,
    /// What is in the buffer and was not looked at.
    rest: core::ops::Range<usize>,
}

impl<'a> Lines<'a> {
    fn new(list: &'a Input) -> Result<Self, Error> {
        Ok(Self { list, reader: list.open()?, buffer: vec![0; PIECE], line: Vec::new(), rest: 0..0 })
    }

    fn next(&mut self) -> Result<Option<&[u8]>, Error> {
        self.line.clear();
        loop {
            let rest = self.buffer.get(self.rest.clone()).unwrap_or_default();
            let end = rest.iter().position(|byte| *byte == b'\n');
            let part = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            if self.line.len() + part.len() > LINE {
                return Err(Error::Failed(format!("{}: a line is longer than {LINE} bytes", self.list)));
            }
            self.line.extend_from_slice(part);
            if let Some(end) = end {
                self.rest.start += end + 1;
                break;
            }
            self.rest = 0..self.reader.next(&mut self.buffer)?.len();
            if self.rest.is_empty() {
                if self.line.is_empty() {
                    return Ok(None);
                }
                break;
            }
        }
        Ok(Some(self.line.strip_suffix(b"\r").unwrap_or(&self.line)))
    }
}
