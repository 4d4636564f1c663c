// SPDX-License-Identifier: MIT
//! What the search tried, for people who want to know why.

use alloc::vec::Vec;
use core::fmt;

use super::error::{VerifyError, VerifyErrorKind, title};
use super::{Flags, VerifiedChain};
use crate::crt::Crt;

/// One path that was tried: as far as it came, and what stopped it.
#[derive(Clone, Debug)]
pub struct Attempt {
    path: Vec<Crt>,
    failure: Option<VerifyError>,
}

impl Attempt {
    /// The certificates of the path: the leaf first.
    #[must_use]
    pub fn certificates(&self) -> &[Crt] {
        &self.path
    }

    /// What stopped it; `None` if nothing did.
    #[must_use]
    pub const fn failure(&self) -> Option<&VerifyError> {
        self.failure.as_ref()
    }
}

/// The path in one line: `CN=localhost -> CN=Middle: expired on 2026-11-22 01:06:17, now 2026-11-23 01:06:17`.
impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, crt) in self.path.iter().enumerate() {
            let arrow = if depth == 0 { "" } else { " -> " };
            write!(f, "{arrow}{}", title(crt))?;
        }
        f.write_str(": ")?;
        match &self.failure {
            None => f.write_str("trusted"),
            // Mostly it is the last one.
            Some(error) if error.depth().saturating_add(1) == self.path.len() => error.reason(f),
            Some(error) => error.fmt(f),
        }
    }
}

/// All that a verification tried, and its result: [`Verifier::explain`](crate::Verifier::explain).
#[derive(Clone, Debug)]
#[must_use]
pub struct Explanation {
    attempts: Vec<Attempt>,
    result: Result<VerifiedChain, VerifyError>,
}

impl Explanation {
    /// Every path that was tried, in order; the last one is that which holds, if one does.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// What [`Verifier::verify`](crate::Verifier::verify) says.
    ///
    /// # Errors
    ///
    /// The most telling error of all attempts.
    pub const fn result(&self) -> Result<&VerifiedChain, &VerifyError> {
        self.result.as_ref()
    }

    /// The same, to keep.
    ///
    /// # Errors
    ///
    /// The most telling error of all attempts.
    pub fn into_result(self) -> Result<VerifiedChain, VerifyError> {
        self.result
    }
}

/// One line for each path that was tried.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.attempts.iter().try_for_each(|attempt| writeln!(f, "{attempt}"))
    }
}

/// Takes down what happens: always the most telling failure, and every attempt if somebody wants to read them.
#[derive(Debug)]
pub(super) struct Journal {
    best: VerifyError,
    attempts: Option<Vec<Attempt>>,
}

impl Journal {
    pub(super) fn new(leaf: &Crt, detailed: bool) -> Self {
        let best = VerifyError::new(VerifyErrorKind::UnknownIssuer, 0, leaf);
        Self { best, attempts: detailed.then(Vec::new) }
    }

    /// A path came to nothing.
    pub(super) fn failure(&mut self, path: &[&Crt], error: VerifyError) {
        if let Some(attempts) = &mut self.attempts {
            attempts.push(Attempt { path: owned(path), failure: Some(error.clone()) });
        }
        if error.is_more_telling_than(&self.best) {
            self.best = error;
        }
    }

    /// A path holds.
    pub(super) fn success(&mut self, path: &[&Crt]) {
        if let Some(attempts) = &mut self.attempts {
            attempts.push(Attempt { path: owned(path), failure: None });
        }
    }

    /// The search ends, whatever was found out before.
    pub(super) fn give_up(&mut self, error: VerifyError) {
        self.best = error;
    }

    /// All that is wrong with all certificates.
    pub(super) fn set_flags(&mut self, flags: Flags) {
        self.best.set_flags(flags);
    }

    /// What came of it: a chain, or the most telling error.
    pub(super) fn conclude(self, chain: Option<VerifiedChain>) -> Explanation {
        let result = chain.ok_or(self.best);
        Explanation { attempts: self.attempts.unwrap_or_default(), result }
    }
}

fn owned(path: &[&Crt]) -> Vec<Crt> {
    path.iter().copied().cloned().collect()
}
