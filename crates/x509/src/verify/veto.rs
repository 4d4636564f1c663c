// SPDX-License-Identifier: MIT
//! The caller's say in what is trusted.

use core::fmt;

use super::Flags;
use crate::crt::Crt;

/// Why the caller does not want a certificate or a path, although it may hold otherwise.
///
/// ```
/// use purembed_x509::{Crt, Flags, Purpose, TrustStore, Verifier, VerifyErrorKind, Veto};
///
/// let trust = TrustStore::from_pem(include_str!("../crt/testdata/bundle.pem"))?;
/// let leaf = Crt::from_pem(include_str!("../crt/testdata/leaf.pem"))?;
/// let blocked = |crt: &Crt, _depth: usize, _flags: Flags| match crt.serial_number().to_string().as_str() {
///     "12:34" => Err(Veto::new("key was stolen in 2026").flags(Flags::REVOKED)),
///     _ => Ok(()),
/// };
/// let verifier = Verifier::new(&trust).purpose(Purpose::Any).veto_certificates(&blocked);
/// verifier.verify(&leaf, &[], None, "2026-11-21 01:06:17".parse()?)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub struct Veto {
    reason: &'static str,
    flags: Flags,
}

impl Veto {
    /// Refuses for a reason, with the flag [`Flags::OTHER`].
    pub const fn new(reason: &'static str) -> Self {
        Self { reason, flags: Flags::OTHER }
    }

    /// Sets the flags; without any it is [`Flags::OTHER`].
    pub const fn flags(self, flags: Flags) -> Self {
        let flags = if flags.is_empty() { Flags::OTHER } else { flags };
        Self { flags, ..self }
    }

    pub(super) const fn as_flags(self) -> Flags {
        self.flags
    }
}

impl fmt::Display for Veto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)
    }
}

pub(super) type CertificateVeto<'a> = dyn Fn(&Crt, usize, Flags) -> Result<(), Veto> + 'a;
pub(super) type PathVeto<'a> = dyn Fn(&[&Crt]) -> Result<(), Veto> + 'a;

/// Whom the caller wants to be asked.
#[derive(Clone, Copy, Default)]
pub(super) struct Vetoes<'a> {
    pub(super) certificates: Option<&'a CertificateVeto<'a>>,
    pub(super) paths: Option<&'a PathVeto<'a>>,
}

impl Vetoes<'_> {
    pub(super) const NONE: Self = Self { certificates: None, paths: None };

    /// Asks about one certificate.
    pub(super) fn certificate(&self, crt: &Crt, depth: usize, flags: Flags) -> Result<(), Veto> {
        self.certificates.map_or(Ok(()), |ask| ask(crt, depth, flags))
    }

    /// Asks about a path: the leaf first.
    pub(super) fn path(&self, path: &[&Crt]) -> Result<(), Veto> {
        self.paths.map_or(Ok(()), |ask| ask(path))
    }
}

impl fmt::Debug for Vetoes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (certificates, paths) = (self.certificates.is_some(), self.paths.is_some());
        write!(f, "Vetoes(certificates: {certificates}, paths: {paths})")
    }
}
