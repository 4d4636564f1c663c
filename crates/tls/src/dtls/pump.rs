// SPDX-License-Identifier: MIT
//! A UDP socket that all who wait for something on it share: one of them reads from it for all, and hands that over when its
//! own waiting is over.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::task::Wake;
use alloc::vec;
use core::fmt;
use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::io;
use std::net::UdpSocket;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};

use purembed_tls12::Now;
use purembed_tls12::net::{Clock, is_nothing, is_of_the_network};

use super::hub::DtlsHub;

/// The longest datagram that UDP carries: none is ever cut off.
const LONGEST_DATAGRAM: usize = 65_535;
/// How long whoever reads does so without looking up: another thread may have closed what it waits for.
const LONGEST_WAIT: Duration = Duration::from_millis(500);
/// How long a server that refuses is given to start, before it is asked again.
const REFUSED: Duration = Duration::from_millis(20);

/// A socket, its connections, and those who wait for them.
pub(super) struct Pump {
    socket: UdpSocket,
    clock: Clock,
    /// Whether the socket is connected to the only peer, which then is not to be named when something is sent.
    connected: bool,
    nonblocking: AtomicBool,
    shared: Mutex<Shared>,
}

struct Shared {
    hub: DtlsHub,
    /// Whether someone reads, for all.
    is_led: bool,
    /// Those who do not read, in the order in which they came.
    followers: BTreeMap<u64, Waker>,
    next: u64,
    /// Where datagrams are read to, once someone has; nobody's while someone does.
    incoming: Box<[u8]>,
}

impl Pump {
    pub(super) fn new(socket: UdpSocket, hub: DtlsHub, clock: Clock, connected: bool) -> io::Result<Self> {
        socket.set_nonblocking(false)?;
        let shared =
            Shared { hub, is_led: false, followers: BTreeMap::new(), next: 0, incoming: Box::default() };
        let nonblocking = AtomicBool::new(false);
        Ok(Self { socket, clock, connected, nonblocking, shared: Mutex::new(shared) })
    }

    pub(super) const fn socket(&self) -> &UdpSocket {
        &self.socket
    }

    /// The socket, as it was made: it waits without end.
    pub(super) fn into_socket(self) -> UdpSocket {
        drop(self.socket.set_read_timeout(None));
        self.socket
    }

    pub(super) fn now(&self) -> Now {
        self.clock.now()
    }

    pub(super) fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        if !nonblocking {
            // For those who read just now, and believe that this does not wait.
            self.socket.set_read_timeout(Some(LONGEST_WAIT))?;
        }
        self.socket.set_nonblocking(nonblocking)?;
        self.nonblocking.store(nonblocking, Ordering::Relaxed);
        Ok(())
    }

    /// Does something that does not wait. What it sends and the socket does not take is lost.
    pub(super) fn with<T>(
        &self,
        f: impl FnOnce(&mut DtlsHub, Now, &mut dyn FnMut(&[u8], SocketAddr)) -> T,
    ) -> T {
        let now = self.clock.now();
        f(&mut self.lock().hub, now, &mut |datagram, to| drop(self.send(datagram, to)))
    }

    /// Sends a datagram.
    pub(super) fn send(&self, datagram: &[u8], to: SocketAddr) -> io::Result<()> {
        let once = || match self.connected {
            true => self.socket.send(datagram),
            false => self.socket.send_to(datagram, to),
        };
        match once() {
            // Of an earlier one, and this was not sent.
            Err(error) if is_of_the_network(&error) => once().map(drop),
            outcome => outcome.map(drop),
        }
    }

    /// Waits until `poll` is ready, which is polled again when it was woken.
    ///
    /// # Errors
    ///
    /// [`TimedOut`](io::ErrorKind::TimedOut) at `until`; [`WouldBlock`](io::ErrorKind::WouldBlock) if the socket is not to
    /// block; or of the socket.
    pub(super) fn wait<T>(
        &self,
        until: Option<Now>,
        mut poll: impl FnMut(&mut DtlsHub, &Context<'_>) -> Poll<T>,
    ) -> io::Result<T> {
        let waker = Waker::from(Arc::new(Sleeper(thread::current())));
        let cx = Context::from_waker(&waker);
        let mut turn = Turn { pump: self, ticket: None };
        let mut tried = false;
        loop {
            let mut shared = self.lock();
            if let Poll::Ready(value) = poll(&mut shared.hub, &cx) {
                return Ok(value);
            }
            let now = self.clock.now();
            // What has come already is read, however short the time.
            if tried && until.is_some_and(|until| until <= now) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            tried = true;
            let nonblocking = self.nonblocking.load(Ordering::Relaxed);
            if shared.is_led {
                if nonblocking {
                    return Err(io::ErrorKind::WouldBlock.into());
                }
                turn.follow(&mut shared, &waker);
                drop(shared);
                match until {
                    Some(until) => thread::park_timeout(until.0.saturating_sub(now.0)),
                    None => thread::park(),
                }
            } else if !self.lead(shared, until, now)? && nonblocking {
                return match poll(&mut self.lock().hub, &cx) {
                    Poll::Ready(value) => Ok(value),
                    Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
                };
            }
        }
    }

    /// Reads one datagram, for all, and tells whether one came; no longer than until something is due.
    fn lead(&self, mut shared: MutexGuard<'_, Shared>, until: Option<Now>, now: Now) -> io::Result<bool> {
        let due = [until, shared.hub.deadline(), Some(now.after(LONGEST_WAIT))].into_iter().flatten().min();
        let wait = due.unwrap_or(now).0.saturating_sub(now.0);
        shared.is_led = true;
        let mut incoming = core::mem::take(&mut shared.incoming);
        if incoming.is_empty() {
            // The first time, or after a panic in a callback of the user's.
            incoming = vec![0; LONGEST_DATAGRAM].into();
        }
        drop(shared);
        let received = self.receive(&mut incoming, wait);
        let mut shared = self.lock();
        // Before anything that may panic: others would wait for ever.
        shared.is_led = false;
        let now = self.clock.now();
        let mut send = |datagram: &[u8], to: SocketAddr| drop(self.send(datagram, to));
        let came = match &received {
            Ok(Some((length, from))) => {
                let datagram = incoming.get_mut(..*length).unwrap_or_default();
                shared.hub.receive_datagram(datagram, *from, now, &mut send);
                true
            }
            _ => false,
        };
        shared.hub.handle_timeout(now, &mut send);
        shared.incoming = incoming;
        received.map(|_| came)
    }

    fn receive(&self, incoming: &mut [u8], wait: Duration) -> io::Result<Option<(usize, SocketAddr)>> {
        if !self.nonblocking.load(Ordering::Relaxed) {
            // The system takes no time at all for no limit.
            self.socket.set_read_timeout(Some(wait.max(Duration::from_millis(1))))?;
        }
        match self.socket.recv_from(incoming) {
            Ok(received) => Ok(Some(received)),
            Err(error) if is_nothing(&error) => {
                if error.kind() == io::ErrorKind::ConnectionRefused
                    && !self.nonblocking.load(Ordering::Relaxed)
                {
                    thread::sleep(wait.min(REFUSED));
                }
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Whoever panicked did so in a callback of the user's, and left everything as it was between two datagrams.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Someone who waits.
struct Turn<'p> {
    pump: &'p Pump,
    ticket: Option<u64>,
}

impl Turn<'_> {
    fn follow(&mut self, shared: &mut Shared, waker: &Waker) {
        let ticket = *self.ticket.get_or_insert_with(|| {
            shared.next = shared.next.wrapping_add(1);
            shared.next
        });
        shared.followers.entry(ticket).or_insert_with(|| waker.clone());
    }
}

impl Drop for Turn<'_> {
    /// Whoever leaves sees to it that someone reads.
    fn drop(&mut self) {
        let mut shared = self.pump.lock();
        if let Some(ticket) = self.ticket {
            shared.followers.remove(&ticket);
        }
        if !shared.is_led
            && let Some(next) = shared.followers.first_entry()
        {
            next.get().wake_by_ref();
        }
    }
}

/// A thread that sleeps until it is woken.
struct Sleeper(Thread);

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

impl fmt::Debug for Pump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pump").field("socket", &self.socket).finish_non_exhaustive()
    }
}
