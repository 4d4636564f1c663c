// SPDX-License-Identifier: MIT
//! What an authority has issued: a text file, one certificate a line, that is replaced as a whole.
//!
//! ```text
//! purembed ca 1
//! crl-number 2
//! valid   4a…  2027-02-19 12:00:00  -                                    CN=localhost
//! revoked 5b…  2027-02-19 12:00:00  2026-11-21 12:00:00 key-compromise   CN=example.org
//! ```
//!
//! Fields are separated by tabs. The last one is the subject for people to read; nothing is read from it.

use purembed::x509::{CrlReason, Crt, RevokedCertificate, SerialNumber, Time};

use crate::text;

const FIRST_LINE: &str = "purembed ca 1";

/// The reasons for a revocation, by the names that they have here and in RFC 5280 5.3.1. Not among them are those that are
/// better said by silence, that can be taken back, or that are not about certificates.
pub(super) const REASONS: [(&str, CrlReason); 6] = [
    ("key-compromise", CrlReason::KeyCompromise),
    ("ca-compromise", CrlReason::CaCompromise),
    ("affiliation-changed", CrlReason::AffiliationChanged),
    ("superseded", CrlReason::Superseded),
    ("cessation-of-operation", CrlReason::CessationOfOperation),
    ("privilege-withdrawn", CrlReason::PrivilegeWithdrawn),
];

/// What an authority has issued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Database {
    /// That of the latest revocation list; 0 if there is none.
    pub(super) crl_number: u64,
    pub(super) entries: Vec<Entry>,
}

/// One certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) serial_number: SerialNumber,
    pub(super) not_after: Time,
    pub(super) revoked: Option<(Time, Option<CrlReason>)>,
    /// For people.
    pub(super) subject: String,
}

impl Entry {
    /// What is to be remembered of a new certificate.
    pub(super) fn new(crt: &Crt) -> Self {
        Self {
            serial_number: crt.serial_number().clone(),
            not_after: crt.not_after(),
            revoked: None,
            subject: crt.subject().to_string(),
        }
    }

    /// Its line of a revocation list, if it is revoked.
    pub(super) fn revocation(&self) -> Option<RevokedCertificate> {
        let (date, reason) = self.revoked?;
        let revoked = RevokedCertificate::new(self.serial_number.clone(), date);
        Some(match reason {
            Some(reason) => revoked.reason(reason),
            None => revoked,
        })
    }

    /// The serial number in hexadecimal digits.
    pub(super) fn serial_digits(&self) -> String {
        text::hex(self.serial_number.as_bytes())
    }

    fn read(line: &str) -> Option<Self> {
        let mut fields = line.splitn(5, '\t');
        let state = fields.next()?;
        let serial_number = SerialNumber::from_be_bytes(&text::from_hex(fields.next()?).ok()?)?;
        let not_after = fields.next()?.parse().ok()?;
        let revocation = fields.next()?;
        let subject = fields.next()?.to_owned();
        let revoked = match state {
            "valid" if revocation == "-" => None,
            "revoked" => Some(read_revocation(revocation)?),
            _ => return None,
        };
        Some(Self { serial_number, not_after, revoked, subject })
    }

    fn write(&self) -> String {
        let Self { not_after, subject, .. } = self;
        let serial = self.serial_digits();
        match self.revoked {
            None => format!("valid\t{serial}\t{not_after}\t-\t{subject}\n"),
            Some((date, reason)) => {
                let reason = reason.map(|reason| format!(" {}", name(reason))).unwrap_or_default();
                format!("revoked\t{serial}\t{not_after}\t{date}{reason}\t{subject}\n")
            }
        }
    }
}

impl Database {
    /// Reads the text. The error is the number of the line that makes no sense.
    pub(super) fn read(text: &str) -> Result<Self, usize> {
        let mut lines = text.lines().zip(1_usize..);
        if lines.next().map(|(line, _)| line) != Some(FIRST_LINE) {
            return Err(1);
        }
        let number = lines.next().and_then(|(line, _)| line.strip_prefix("crl-number ")?.parse().ok());
        let crl_number = number.ok_or(2_usize)?;
        let entries =
            lines.map(|(line, number)| Entry::read(line).ok_or(number)).collect::<Result<_, _>>()?;
        Ok(Self { crl_number, entries })
    }

    /// Writes the text.
    pub(super) fn write(&self) -> String {
        let entries: String = self.entries.iter().map(Entry::write).collect();
        format!("{FIRST_LINE}\ncrl-number {}\n{entries}", self.crl_number)
    }

    /// The certificate of that number.
    pub(super) fn find_mut(&mut self, serial_number: &SerialNumber) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.serial_number == *serial_number)
    }
}

/// `2026-11-21 12:00:00`, or that and a reason.
fn read_revocation(text: &str) -> Option<(Time, Option<CrlReason>)> {
    const DATE: usize = "2026-11-21 12:00:00".len();
    let (date, reason) = text.split_at_checked(DATE)?;
    let reason = match reason.strip_prefix(' ') {
        Some(reason) => Some(reason_of(reason)?),
        None if reason.is_empty() => None,
        None => return None,
    };
    Some((date.parse().ok()?, reason))
}

/// The reason of that name.
pub(super) fn reason_of(name: &str) -> Option<CrlReason> {
    REASONS.iter().find(|(known, _)| *known == name).map(|(_, reason)| *reason)
}

/// The name of a reason.
pub(super) fn name(reason: CrlReason) -> &'static str {
    REASONS.iter().find(|(_, known)| *known == reason).map_or("unspecified", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(serial: u64, revoked: Option<(Time, Option<CrlReason>)>) -> Entry {
        let not_after = "2027-02-19 12:00:00".parse().expect("a time");
        let subject = "O=A\\, B, CN=x".to_owned();
        Entry { serial_number: SerialNumber::from(serial), not_after, revoked, subject }
    }

    #[test]
    fn what_is_written_is_read() {
        let date = "2026-11-21 12:00:00".parse().expect("a time");
        let mut entries = vec![entry(0x80, None), entry(1, Some((date, None)))];
        entries.extend(REASONS.iter().map(|(_, reason)| entry(0xffee, Some((date, Some(*reason))))));
        let database = Database { crl_number: 7, entries };
        assert_eq!(Database::read(&database.write()), Ok(database));
        assert_eq!(Database::read(&Database::default().write()), Ok(Database::default()));
    }

    #[test]
    fn lines_that_make_no_sense_are_named() {
        let good = Database { crl_number: 7, entries: vec![entry(1, None), entry(2, None)] }.write();
        for (from, to, line) in [
            ("purembed ca 1", "purembed ca 2", 1),
            ("crl-number 7", "crl-number", 2),
            ("valid\t01", "gone\t01", 3),
            ("valid\t02", "valid\t0", 4),
            ("valid\t02", "valid\t00", 4),
            ("\t-\t", "\t\t", 3),
        ] {
            assert_eq!(Database::read(&good.replacen(from, to, 1)), Err(line), "{to}");
        }
        assert_eq!(Database::read(""), Err(1));
        assert_eq!(Database::read(&format!("{good}\n")), Err(5), "an empty line");
        let revoked = good.replacen("valid", "revoked", 1);
        assert_eq!(Database::read(&revoked), Err(3), "without a date");
        for when in ["2026-11-21 12:00:00 because", "2026-11-21 12:00:00x", "2026-11-21é12:00:00"] {
            assert_eq!(
                Database::read(&revoked.replacen("\t-\t", &format!("\t{when}\t"), 1)),
                Err(3),
                "{when}"
            );
        }
    }
}
