// SPDX-License-Identifier: MIT
//! Standard input to the peer, and what the peer says to standard output.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::{self, BufRead as _, Read, Write as _};
use std::net::Shutdown;
use std::sync::{Mutex, PoisonError};
use std::thread;

use purembed::tls::{DtlsSocket, TlsStream};

use super::datagrams::LONGEST;
use super::failure::{Failure, is_timeout};
use super::received::Received;
use super::wire::Wire;
use crate::clock;
use crate::error::Error;
use crate::output::message;

/// How much is carried at once, in bytes.
const PIECE: usize = 16 * 1024;

/// The longest line that becomes one datagram, in bytes; longer ones become several.
const LINE: u64 = 1024;

/// How long answers are waited for after the end of standard input, unless a time-out is given.
const LINGER: Duration = Duration::from_secs(1);

/// Which side's end of standard input ends a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum AtEnd {
    /// Says farewell: a client's.
    Farewell,
    /// Says nothing, and goes on listening: a server's.
    Listen,
}

/// Goes on until the peer says farewell.
pub(crate) fn stream(stream: TlsStream<Wire>, at_end: AtEnd, received: &mut Received) -> Result<(), Failure> {
    let (mut reader, writer) = stream.split()?;
    let writer = Arc::new(Mutex::new(writer));
    let (sender, line) = (Arc::clone(&writer), reader.get_ref().another()?);
    let is_cut = Arc::new(AtomicBool::new(false));
    let cut = Arc::clone(&is_cut);
    // It waits for standard input, perhaps for ever: the end of the process is its end.
    thread::spawn(move || {
        let mut piece = vec![0; PIECE];
        let locked = || sender.lock().unwrap_or_else(PoisonError::into_inner);
        let done = loop {
            match io::stdin().lock().read(&mut piece) {
                Ok(0) if at_end == AtEnd::Farewell => break locked().shutdown(),
                Ok(0) => break Ok(()),
                Ok(length) => {
                    let mut writer = locked();
                    let piece = piece.get(..length).unwrap_or_default();
                    if let Err(error) = writer.write_all(piece).and_then(|()| writer.flush()) {
                        break Err(error);
                    }
                }
                Err(error) => {
                    if at_end == AtEnd::Farewell {
                        // No farewell says that this was all, and without one the peer may never end the connection.
                        cut.store(true, Ordering::Release);
                        drop(line.shutdown(Shutdown::Both));
                    }
                    break Err(error);
                }
            }
        };
        tell(done);
    });
    let copied = copy(&mut reader, |piece| received.take(piece).map_err(Failure::from));
    if is_cut.load(Ordering::Acquire) {
        return Err(unsent());
    }
    let farewell = writer.lock().unwrap_or_else(PoisonError::into_inner).shutdown();
    copied?;
    // The peer may be gone already, having said all.
    drop(farewell);
    Ok(())
}

/// Takes everything up to the peer's farewell.
pub(crate) fn copy(
    stream: &mut impl Read,
    mut take: impl FnMut(&[u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut piece = vec![0; PIECE];
    loop {
        match stream.read(&mut piece)? {
            0 => return Ok(()),
            length => take(piece.get(..length).unwrap_or_default())?,
        }
    }
}

/// Goes on until the peer says farewell, or, for a client, until nothing more comes after the end of standard input. Each
/// line is a datagram.
pub(crate) fn datagrams(
    socket: DtlsSocket,
    at_end: AtEnd,
    timeout: Option<Duration>,
    received: &mut Received,
) -> Result<(), Failure> {
    let is_over = Arc::new(AtomicBool::new(false));
    let is_cut = Arc::new(AtomicBool::new(false));
    let (sender, over, cut) = (socket.another(), Arc::clone(&is_over), Arc::clone(&is_cut));
    thread::spawn(move || {
        let done = send_lines(&sender);
        cut.store(done.is_err(), Ordering::Release);
        over.store(at_end == AtEnd::Farewell, Ordering::Release);
        tell(done);
    });
    let mut socket = socket;
    socket.set_read_timeout(Some(Duration::from_millis(50)));
    let mut datagram = vec![0; LONGEST];
    let mut last = clock::now();
    loop {
        match socket.recv(&mut datagram) {
            Ok(0) => return Ok(()),
            Ok(length) => {
                received.take(datagram.get(..length).unwrap_or_default())?;
                last = clock::now();
            }
            Err(error) if !is_timeout(&error) => return Err(error.into()),
            Err(_) if is_over.load(Ordering::Acquire) => {
                if last.elapsed() > timeout.unwrap_or(LINGER) {
                    socket.close();
                    if is_cut.load(Ordering::Acquire) {
                        return Err(unsent());
                    }
                    return Ok(());
                }
            }
            Err(error) if timeout.is_some_and(|timeout| last.elapsed() > timeout) => return Err(error.into()),
            Err(_) => {}
        }
    }
}

fn send_lines(socket: &DtlsSocket) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if io::stdin().lock().take(LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        socket.send(&line)?;
    }
}

fn unsent() -> Failure {
    Error::Failed("not all of standard input was sent".to_owned()).into()
}

fn tell(done: io::Result<()>) {
    if let Err(error) = done {
        message(format_args!("purembed: standard input to the peer: {error}"));
    }
}
