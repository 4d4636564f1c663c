// SPDX-License-Identifier: MIT
//! What is written: data on standard output or into a file that appears only once it is whole; messages on standard
//! error.

use core::fmt;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::Value;
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use crate::error::{Error, Explain as _};
use crate::{interrupt, text};

/// How bytes are written as text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Encoding {
    /// Lower-case hexadecimal digits
    Hex,
    /// Base64, padded, on one line
    Base64,
    /// The bytes themselves
    Raw,
    /// A JSON object
    Json,
}

/// Where a command writes its data.
#[derive(Args, Clone, Debug)]
pub(crate) struct Output {
    /// File to write instead of standard output; it appears once it is whole
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace the file if there is one already
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Readers {
    /// Whom the process's `umask` leaves; of a file that is replaced, who may read that one.
    Umask,
    /// The owner alone (mode 0600): for private keys.
    Owner,
}

impl Output {
    /// Opens it. A file gets its name in [`Sink::finish`] and not before.
    pub(crate) fn open(&self, readers: Readers) -> Result<Sink, Error> {
        let Some(path) = self.out.as_ref().filter(|path| path.as_os_str() != "-") else {
            return Ok(Sink::Stdout(BufWriter::new(io::stdout())));
        };
        match fs::metadata(path) {
            // Devices and pipes have nothing to be replaced.
            Ok(found) if !found.is_file() => {
                let file = File::options().write(true).open(path).explain(path.display())?;
                Ok(Sink::Device(file, path.clone()))
            }
            Ok(_) if !self.force => Err(exists(path)),
            // What a symbolic link names is replaced, and not the link.
            Ok(found) => {
                let path = fs::canonicalize(path).explain(path.display())?;
                Temporary::open(&path, readers, Some(ordinary(found.permissions())))
            }
            Err(_) => Temporary::open(path, readers, None),
        }
    }

    /// Writes everything at once.
    pub(crate) fn write(&self, bytes: &[u8], readers: Readers) -> Result<(), Error> {
        let mut sink = self.open(readers)?;
        sink.write(bytes)?;
        sink.finish()
    }

    /// Writes bytes in an encoding; as JSON they are the value of `"hex"` beside what else is said.
    pub(crate) fn encode(&self, bytes: &[u8], encoding: Encoding, readers: Readers) -> Result<(), Error> {
        match encoding {
            Encoding::Hex => self.around("", text::hex(bytes), "\n", readers),
            Encoding::Base64 => self.around("", text::base64(bytes), "\n", readers),
            Encoding::Raw => self.write(bytes, readers),
            Encoding::Json => self.around("{\n  \"hex\": \"", text::hex(bytes), "\"\n}\n", readers),
        }
    }

    /// Writes text that may be a key, and wipes it.
    fn around(&self, before: &str, text: String, after: &str, readers: Readers) -> Result<(), Error> {
        let text = Zeroizing::new(text);
        let mut sink = self.open(readers)?;
        for part in [before, text.as_str(), after] {
            sink.write(part.as_bytes())?;
        }
        sink.finish()
    }

    /// Writes JSON, indented, with a line feed in the end.
    pub(crate) fn json(&self, value: &Value, readers: Readers) -> Result<(), Error> {
        self.write(format!("{value:#}\n").as_bytes(), readers)
    }
}

fn exists(path: &Path) -> Error {
    Error::Failed(format!("{} exists already; --force replaces it", path.display()))
}

/// Something open for writing. Dropped before [`finish`](Self::finish), a file disappears.
#[derive(Debug)]
pub(crate) enum Sink {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// Something that is there and is not a file: `/dev/null`, a pipe.
    Device(File, PathBuf),
    /// A file without its name.
    File(BufWriter<Temporary>),
}

impl Sink {
    /// Standard output.
    pub(crate) fn stdout() -> Self {
        Self::Stdout(BufWriter::new(io::stdout()))
    }

    /// Writes what comes next.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Stdout(stdout) => stdout.write_all(bytes).map_err(Error::stdout),
            Self::Device(file, path) => file.write_all(bytes).explain(path.display()),
            Self::File(file) => {
                file.write_all(bytes).map_err(|error| Error::Because(file.get_ref().name(), error.into()))
            }
        }
    }

    /// Shows what is written so far, where somebody may be watching.
    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        match self {
            Self::Stdout(stdout) => stdout.flush().map_err(Error::stdout),
            Self::Device(..) | Self::File(_) => Ok(()),
        }
    }

    /// Everything is written: a file gets its name.
    pub(crate) fn finish(self) -> Result<(), Error> {
        match self {
            Self::Stdout(mut stdout) => stdout.flush().map_err(Error::stdout),
            Self::Device(..) => Ok(()),
            Self::File(file) => {
                let name = file.get_ref().name();
                file.into_inner().map_err(io::IntoInnerError::into_error).explain(name)?.persist()
            }
        }
    }
}

/// A file in the directory where it belongs, with a name that nobody asks for. Removed when dropped.
#[derive(Debug)]
pub(crate) struct Temporary {
    /// Taken when it gets its name.
    file: Option<NamedTempFile>,
    path: PathBuf,
    permissions: Permissions,
    replaces: bool,
}

impl Temporary {
    /// `replaced` are the permissions of the file that is to be replaced.
    fn open(path: &Path, readers: Readers, replaced: Option<Permissions>) -> Result<Sink, Error> {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".purembed-").suffix(".partial");
        let permissions = prepare(&mut builder, readers);
        let file =
            builder.tempfile_in(directory.unwrap_or_else(|| Path::new("."))).explain(path.display())?;
        interrupt::remove(file.path());
        let replaces = replaced.is_some();
        let permissions = match permissions.or(replaced) {
            Some(permissions) => permissions,
            // What the system made of the usual permissions is what the file is to have in the end.
            None => file.as_file().metadata().explain(path.display())?.permissions(),
        };
        let file = Self { file: Some(file), path: path.to_owned(), permissions, replaces };
        // Nobody else reads what is half written, and perhaps not authentic.
        file.restrict()?;
        Ok(Sink::File(BufWriter::new(file)))
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn persist(mut self) -> Result<(), Error> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let temporary = file.path().to_owned();
        let done = file
            .as_file()
            .set_permissions(self.permissions.clone())
            .and_then(|()| file.as_file().sync_all())
            .explain(self.name())
            .and_then(|()| {
                let named =
                    if self.replaces { file.persist(&self.path) } else { file.persist_noclobber(&self.path) };
                named.map(drop).map_err(|error| match error.error.kind() {
                    io::ErrorKind::AlreadyExists => exists(&self.path),
                    _ => Error::Because(self.name(), error.error.into()),
                })
            });
        interrupt::keep(&temporary);
        done
    }

    #[cfg(unix)]
    fn restrict(&self) -> Result<(), Error> {
        let Some(file) = &self.file else { return Ok(()) };
        file.as_file().set_permissions(owner_alone()).explain(self.name())
    }

    #[cfg(not(unix))]
    fn restrict(&self) -> Result<(), Error> {
        Ok(())
    }
}

impl io::Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Past `tempfile`, whose errors name the temporary file.
        self.file.as_mut().map_or(Ok(0), |file| file.as_file_mut().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), io::Write::flush)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            let path = file.path().to_owned();
            drop(file);
            interrupt::keep(&path);
        }
    }
}

/// Says who may read the file, and which permissions it has in the end, unless the system is to say.
#[cfg(unix)]
fn prepare(builder: &mut tempfile::Builder<'_, '_>, readers: Readers) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    if readers == Readers::Owner {
        return Some(owner_alone());
    }
    builder.permissions(Permissions::from_mode(0o666));
    None
}

#[cfg(not(unix))]
fn prepare(_: &mut tempfile::Builder<'_, '_>, _: Readers) -> Option<Permissions> {
    None
}

#[cfg(unix)]
fn owner_alone() -> Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    Permissions::from_mode(0o600)
}

/// Who may read, write and run, without what else hangs on a file, such as whose rights it runs with.
#[cfg(unix)]
fn ordinary(permissions: Permissions) -> Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    Permissions::from_mode(permissions.mode() & 0o777)
}

#[cfg(not(unix))]
fn ordinary(permissions: Permissions) -> Permissions {
    permissions
}

/// A line on standard error, where names that somebody else has chosen do not play with the terminal. Nothing can be done
/// if there is none.
pub(crate) fn message(line: fmt::Arguments<'_>) {
    drop(writeln!(io::stderr().lock(), "{}", text::printable(&line.to_string())));
}
