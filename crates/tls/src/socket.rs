// SPDX-License-Identifier: MIT
//! What sockets can do that other streams cannot.

use core::time::Duration;
use std::io::{self, Read, Write};
use std::net::TcpStream;
#[cfg(unix)]
use std::os::unix::net::UnixStream;

/// A stream whose waits can be limited. [`TlsStream`](crate::TlsStream) makes use of that: for the configuration's
/// [`read_timeout`](crate::ConfigurationBuilder::read_timeout), and to say farewell when it is dropped.
pub trait Socket: Read + Write {
    /// Limits how long a read waits; `None` for ever.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()>;

    /// How long a write waits.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    fn write_timeout(&self) -> io::Result<Option<Duration>>;

    /// Limits how long a write waits; `None` for ever.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    fn set_write_timeout(&self, timeout: Option<Duration>) -> io::Result<()>;
}

macro_rules! sockets {
    ($($(#[$condition:meta])* $socket:ty;)*) => {
        $($(#[$condition])* impl Socket for $socket {
            fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
                <$socket>::set_read_timeout(self, timeout)
            }

            fn write_timeout(&self) -> io::Result<Option<Duration>> {
                <$socket>::write_timeout(self)
            }

            fn set_write_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
                <$socket>::set_write_timeout(self, timeout)
            }
        })*
    };
}

sockets! {
    TcpStream;
    #[cfg(unix)] UnixStream;
}

/// What can be read and written by reference is a socket by reference.
impl<S: Socket> Socket for &S
where
    for<'s> &'s S: Read + Write,
{
    fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        S::set_read_timeout(self, timeout)
    }

    fn write_timeout(&self) -> io::Result<Option<Duration>> {
        S::write_timeout(self)
    }

    fn set_write_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        S::set_write_timeout(self, timeout)
    }
}

/// How long a farewell may hold up whoever drops a connection.
const LAST_WAIT: Duration = Duration::from_millis(1);

/// Writes as much as goes out at once. Nobody is there any more who could be told of an error.
pub(crate) fn say_last<S: Socket>(socket: &mut S, words: &[u8]) {
    let Ok(usual) = socket.write_timeout() else { return };
    if socket.set_write_timeout(Some(LAST_WAIT)).is_ok() {
        let said = socket.write_all(words).and_then(|()| socket.flush());
        // Other handles of the same socket keep their patience.
        let restored = socket.set_write_timeout(usual);
        drop((said, restored));
    }
}
