// SPDX-License-Identifier: MIT
//! What came for one connection and was not fetched yet.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::task::{Context, Poll, Waker};

use purembed_tls12::DtlsConnection;

use crate::error::{ApiMisuse, Error};

/// How much waits at most; what comes beyond that is lost, as it would be by a socket.
const DATAGRAMS: usize = 256;
const BYTES: usize = 256 * 1024;

/// How many wait for one thing before they are counted anew.
const WAITING: usize = 64;

/// Whose waiting is over when something changes.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    wakers: Vec<Waker>,
    /// How many wait before they are counted anew, beyond [`WAITING`].
    more: usize,
}

impl Waiting {
    /// Has whoever asks here woken by the next change.
    pub(super) fn add(&mut self, cx: &Context<'_>) {
        if self.wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
            return;
        }
        let most = WAITING.saturating_add(self.more);
        if self.wakers.len() >= most {
            // Many of them have given up, perhaps. The others come again, and find more room.
            self.wake();
            self.more = most;
        }
        self.wakers.push(cx.waker().clone());
    }

    pub(super) fn wake(&mut self) {
        self.more = 0;
        self.wakers.drain(..).for_each(Waker::wake);
    }
}

/// One connection's.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    connected: bool,
    queue: VecDeque<Box<[u8]>>,
    bytes: usize,
    lost: u64,
    end: Option<End>,
    waiting: Waiting,
}

/// How a connection ended.
#[derive(Debug)]
struct End {
    error: Option<Error>,
    /// It is asked who it was with even then.
    connection: Option<Box<DtlsConnection>>,
}

impl Mailbox {
    pub(super) fn connect(&mut self) {
        self.connected = true;
        self.waiting.wake();
    }

    pub(super) fn put(&mut self, data: &[u8]) {
        let bytes = self.bytes.saturating_add(data.len());
        // An empty record is nobody's message, and would look like a farewell.
        if data.is_empty() {
            return;
        }
        if self.queue.len() >= DATAGRAMS || bytes > BYTES {
            self.lost = self.lost.saturating_add(1);
            return;
        }
        self.bytes = bytes;
        self.queue.push_back(data.into());
        self.waiting.wake();
    }

    /// The connection is over, and this is what is left of it.
    pub(super) fn keep(&mut self, connection: DtlsConnection) {
        self.end = Some(End { error: None, connection: Some(Box::new(connection)) });
    }

    pub(super) fn end(&mut self, error: Option<Error>) {
        self.end.get_or_insert(End { error: None, connection: None }).error = error;
        self.waiting.wake();
    }

    pub(super) const fn is_connected(&self) -> bool {
        self.connected
    }

    pub(super) const fn is_over(&self) -> bool {
        self.end.is_some()
    }

    /// What is left of a connection that is over.
    pub(super) fn remains(&self) -> Option<&DtlsConnection> {
        self.end.as_ref()?.connection.as_deref()
    }

    /// How many datagrams found no room.
    pub(super) const fn lost(&self) -> u64 {
        self.lost
    }

    pub(super) fn poll_connected(&mut self, cx: &Context<'_>) -> Poll<Result<(), Error>> {
        if self.connected {
            return Poll::Ready(Ok(()));
        }
        match &self.end {
            Some(End { error, .. }) => Poll::Ready(Err(error.clone().unwrap_or(Error::RaggedEof))),
            None => {
                self.waiting.add(cx);
                Poll::Pending
            }
        }
    }

    /// The next datagram, whole: 0 after all and a farewell. One that does not fit stays.
    pub(super) fn poll_read(&mut self, buffer: &mut [u8], cx: &Context<'_>) -> Poll<Result<usize, Error>> {
        if let Some(next) = self.queue.front() {
            let needed = next.len();
            let Some(place) = buffer.get_mut(..needed) else {
                return Poll::Ready(Err(Error::Misuse(ApiMisuse::BufferTooShort(needed))));
            };
            place.copy_from_slice(next);
            self.queue.pop_front();
            self.bytes = self.bytes.saturating_sub(needed);
            return Poll::Ready(Ok(needed));
        }
        match &self.end {
            Some(End { error: Some(error), .. }) => Poll::Ready(Err(error.clone())),
            Some(End { error: None, .. }) => Poll::Ready(Ok(0)),
            None => {
                // Many small ones may have come at once; they will not again.
                self.queue.shrink_to(4);
                self.waiting.add(cx);
                Poll::Pending
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::sync::Arc;
    use alloc::task::Wake;
    use core::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn read(mailbox: &mut Mailbox, buffer: &mut [u8]) -> Poll<Result<usize, Error>> {
        mailbox.poll_read(buffer, &Context::from_waker(Waker::noop()))
    }

    #[test]
    fn datagrams_keep_their_boundaries() {
        let (mut mailbox, mut buffer) = (Mailbox::default(), [0; 8]);
        mailbox.put(b"one");
        mailbox.put(b"");
        mailbox.put(b"three");
        mailbox.end(None);
        assert!(matches!(read(&mut mailbox, &mut buffer), Poll::Ready(Ok(3))));
        assert_eq!(&buffer[..3], b"one");
        // Too short a buffer loses nothing, and says what is needed.
        let refused = read(&mut mailbox, &mut buffer[..4]);
        assert!(matches!(refused, Poll::Ready(Err(Error::Misuse(ApiMisuse::BufferTooShort(5))))));
        assert!(matches!(read(&mut mailbox, &mut buffer), Poll::Ready(Ok(5))));
        assert_eq!(&buffer[..5], b"three");
        assert!(matches!(read(&mut mailbox, &mut buffer), Poll::Ready(Ok(0))));
    }

    #[test]
    fn a_queue_is_no_longer_than_its_limits() {
        let mut many = Mailbox::default();
        (0..DATAGRAMS + 5).for_each(|_| many.put(b"x"));
        assert_eq!((many.queue.len(), many.lost()), (DATAGRAMS, 5));
        let mut large = Mailbox::default();
        (0..20).for_each(|_| large.put(&[0; 16_384]));
        assert_eq!((large.bytes, large.lost()), (BYTES, 4));
        let mut buffer = [0; 16_384];
        assert!(matches!(read(&mut large, &mut buffer), Poll::Ready(Ok(16_384))));
        large.put(b"room again");
        assert_eq!(large.lost(), 4);
    }

    #[test]
    fn who_has_given_up_takes_no_memory() {
        struct Counted(AtomicUsize);
        impl Wake for Counted {
            fn wake(self: Arc<Self>) {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
        let mut waiting = Waiting::default();
        let counted: Vec<_> = (0..300).map(|_| Arc::new(Counted(AtomicUsize::new(0)))).collect();
        for one in &counted {
            let waker = Waker::from(Arc::clone(one));
            waiting.add(&Context::from_waker(&waker));
            waiting.add(&Context::from_waker(&waker));
        }
        // After 64 and after 128 more; nobody is woken again and again.
        let woken: Vec<_> = counted.iter().map(|one| one.0.load(Ordering::Relaxed)).collect();
        assert_eq!((woken.iter().sum::<usize>(), waiting.wakers.len()), (64 + 128, 108));
        waiting.wake();
        assert!(counted.iter().all(|one| one.0.load(Ordering::Relaxed) == 1));
    }

    #[test]
    fn what_came_before_the_end_is_read_before_it() {
        let (mut mailbox, mut buffer) = (Mailbox::default(), [0; 8]);
        assert!(read(&mut mailbox, &mut buffer).is_pending());
        mailbox.put(b"last");
        mailbox.end(Some(Error::BadRecord));
        assert!(matches!(read(&mut mailbox, &mut buffer), Poll::Ready(Ok(4))));
        assert!(matches!(read(&mut mailbox, &mut buffer), Poll::Ready(Err(Error::BadRecord))));
    }
}
