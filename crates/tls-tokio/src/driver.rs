// SPDX-License-Identifier: MIT
//! A UDP socket and the task that reads from it, for all connections on it.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use core::fmt;
use core::future::{Future, poll_fn};
use core::net::SocketAddr;
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::io;
use std::panic::catch_unwind;
use std::sync::{Mutex, MutexGuard, PoisonError};

use purembed_tls::{DtlsHub, Now, PeerId};
use purembed_tls12::net::{is_nothing, is_of_the_network};
use tokio::io::ReadBuf;
use tokio::net::UdpSocket;
use tokio::task::AbortHandle;
use tokio::time::{Instant, Sleep, sleep_until};

/// The longest datagram that UDP carries: none is ever cut off.
const LONGEST_DATAGRAM: usize = 65_535;
/// How many datagrams are worked on before other tasks have their turn.
const TURN: usize = 64;
/// How long to wait after an error of the socket that is none of a datagram's.
const PAUSE: Duration = Duration::from_millis(10);

/// A socket with its connections, and the task that reads from it, which ends with the last handle of this.
pub(crate) struct Driver {
    shared: Arc<Shared>,
    task: AbortHandle,
}

/// What the task and the others use.
struct Shared {
    socket: UdpSocket,
    start: Instant,
    /// Whether the socket is connected to the only peer, which then is not to be named when something is sent.
    connected: bool,
    hub: Mutex<DtlsHub>,
}

impl Driver {
    /// Has a task of its own read for a hub. `make` gets the beginning of its time, and what sends.
    pub(crate) fn start<T>(
        socket: UdpSocket,
        connected: bool,
        make: impl FnOnce(Now, &mut dyn FnMut(&[u8], SocketAddr)) -> io::Result<(DtlsHub, T)>,
    ) -> io::Result<(Arc<Self>, T)> {
        let send = &mut |datagram: &[u8], to: SocketAddr| drop(try_send(&socket, connected, datagram, to));
        let (hub, made) = make(Now::default(), send)?;
        let shared = Shared { socket, start: Instant::now(), connected, hub: Mutex::new(hub) };
        let shared = Arc::new(shared);
        let task = tokio::spawn(drive(Arc::clone(&shared))).abort_handle();
        Ok((Arc::new(Self { shared, task }), made))
    }

    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.shared.socket.local_addr()
    }

    /// Does something that does not wait. What it sends and the socket does not take is lost.
    pub(crate) fn with<T>(
        &self,
        f: impl FnOnce(&mut DtlsHub, Now, &mut dyn FnMut(&[u8], SocketAddr)) -> T,
    ) -> T {
        let Shared { socket, connected, .. } = &*self.shared;
        let now = self.shared.now();
        f(&mut self.shared.hub(), now, &mut |datagram, to| {
            drop(try_send(socket, *connected, datagram, to));
        })
    }

    /// Waits until `poll` is ready.
    pub(crate) async fn wait<T>(&self, mut poll: impl FnMut(&mut DtlsHub, &Context<'_>) -> Poll<T>) -> T {
        poll_fn(|cx| poll(&mut self.shared.hub(), cx)).await
    }

    /// Sends data once the socket takes it. Nothing is done before.
    pub(crate) async fn send(&self, peer: PeerId, data: &[u8]) -> io::Result<usize> {
        let Shared { socket, connected, .. } = &*self.shared;
        loop {
            socket.writable().await?;
            let sent = self.with(|hub, now, send| {
                let (datagram, to) = hub.protect(peer, data, now, send)?;
                try_send(socket, *connected, datagram, to)
            });
            match sent {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                outcome => return outcome.map(|()| data.len()),
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn now(&self) -> Now {
        Now(self.start.elapsed())
    }

    fn hub(&self) -> MutexGuard<'_, DtlsHub> {
        // Whoever panicked did so in a callback of the user's, and left everything as it was between two datagrams.
        self.hub.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn receive(&self, datagram: &mut [u8], from: SocketAddr) {
        let send = &mut |datagram: &[u8], to| drop(try_send(&self.socket, self.connected, datagram, to));
        outlive(|| self.hub().receive_datagram(datagram, from, self.now(), send));
    }

    fn handle_timeout(&self) {
        let send = &mut |datagram: &[u8], to| drop(try_send(&self.socket, self.connected, datagram, to));
        outlive(|| self.hub().handle_timeout(self.now(), send));
    }
}

/// Does what may call back into the user's. If that panics, which has been reported by then, it is one connection's matter:
/// all others need the task that this is done by.
fn outlive(work: impl FnOnce()) {
    drop(catch_unwind(AssertUnwindSafe(work)));
}

fn try_send(socket: &UdpSocket, connected: bool, datagram: &[u8], to: SocketAddr) -> io::Result<()> {
    let once = || match connected {
        true => socket.try_send(datagram),
        false => socket.try_send_to(datagram, to),
    };
    match once() {
        // Of an earlier one, and this was not sent.
        Err(error) if is_of_the_network(&error) => once().map(drop),
        outcome => outcome.map(drop),
    }
}

/// Reads and keeps time, for ever.
async fn drive(shared: Arc<Shared>) {
    let mut task = Task { incoming: vec![0; LONGEST_DATAGRAM].into(), sleep: None, shared };
    poll_fn(|cx| task.poll(cx)).await;
}

struct Task {
    shared: Arc<Shared>,
    incoming: Box<[u8]>,
    /// Until the moment when something is due.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Task {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let pause = match self.read(cx) {
            Read::Nothing => None,
            Read::Turn => {
                cx.waker().wake_by_ref();
                None
            }
            Read::Failed => Some(PAUSE),
        };
        loop {
            let due = self.shared.hub().deadline().map(|due| due.0);
            let due = match (due, pause) {
                (due, None) => due,
                (due, Some(pause)) => {
                    let again = self.shared.now().0.saturating_add(pause);
                    Some(due.map_or(again, |due| due.min(again)))
                }
            };
            // A moment that the clock does not reach is none.
            let Some(due) = due.and_then(|due| self.shared.start.checked_add(due)) else {
                return Poll::Pending;
            };
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(due)));
            if sleep.deadline() != due {
                sleep.as_mut().reset(due);
            }
            if sleep.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.shared.handle_timeout();
            if pause.is_some() {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
    }

    /// Works on what has come.
    fn read(&mut self, cx: &mut Context<'_>) -> Read {
        for _ in 0..TURN {
            let mut datagram = ReadBuf::new(&mut self.incoming);
            match self.shared.socket.poll_recv_from(cx, &mut datagram) {
                Poll::Ready(Ok(from)) => self.shared.receive(datagram.filled_mut(), from),
                Poll::Ready(Err(error)) if is_nothing(&error) => {}
                Poll::Ready(Err(_)) => return Read::Failed,
                Poll::Pending => return Read::Nothing,
            }
        }
        Read::Turn
    }
}

/// Why the task does not read on.
enum Read {
    Nothing,
    Turn,
    Failed,
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("socket", &self.shared.socket).finish_non_exhaustive()
    }
}
