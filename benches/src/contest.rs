// SPDX-License-Identifier: MIT
//! Who is measured doing what, and the clock.

use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The processor time of this thread: what other processes do meanwhile is not in it.
#[must_use]
pub fn now() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or(0), time.tv_nsec.try_into().unwrap_or(0))
}

/// One operation, and everyone who has it. All of them were seen to give the same result.
#[derive(Debug)]
pub struct Operation {
    /// As in `hash/sha256`.
    pub group: String,
    /// What the operation is done to: bytes of input, or something else that is in the label.
    pub size: Size,
    /// In a fixed order, ours first.
    pub contestants: Vec<Contestant>,
}

/// How large one operation is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Size {
    /// A message of so many bytes.
    Bytes(usize),
    /// One operation in each of so many threads.
    Threads(usize),
    /// One operation of a kind that has no size.
    One,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) if bytes % 1024 == 0 => write!(f, "{} KiB", bytes / 1024),
            Self::Bytes(bytes) => write!(f, "{bytes} B"),
            Self::Threads(1) => f.write_str("1 thread"),
            Self::Threads(threads) => write!(f, "{threads} threads"),
            Self::One => f.write_str("one"),
        }
    }
}

/// Does something so many times, and says how long that took.
pub type Run = Box<dyn FnMut(u64) -> Duration>;

/// One implementation of an operation.
pub struct Contestant {
    /// Whose it is.
    pub name: &'static str,
    run: Run,
}

impl fmt::Debug for Contestant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Contestant {
    /// Measures `once` as a whole.
    pub fn new(name: &'static str, mut once: impl FnMut() + 'static) -> Self {
        let run = move |times| {
            let start = now();
            for _ in 0..times {
                once();
            }
            now() - start
        };
        Self { name, run: Box::new(run) }
    }

    /// Is told how many times, and tells how long that took: for whoever has a clock of its own.
    pub fn counting(name: &'static str, run: impl FnMut(u64) -> Duration + 'static) -> Self {
        Self { name, run: Box::new(run) }
    }

    /// Measures neither the making of what `once` needs, nor the dropping of what it returns. For what takes long.
    pub fn with_setup<S, T>(
        name: &'static str,
        setup: impl Fn() -> S + 'static,
        mut once: impl FnMut(S) -> T + 'static,
    ) -> Self {
        let run = move |times| {
            let mut total = Duration::ZERO;
            for _ in 0..times {
                let input = black_box(setup());
                let start = now();
                let output = once(input);
                total += now() - start;
                drop(black_box(output));
            }
            total
        };
        Self { name, run: Box::new(run) }
    }

    /// Does it so many times; the processor time it took.
    pub fn run(&mut self, times: u64) -> Duration {
        (self.run)(times)
    }
}
