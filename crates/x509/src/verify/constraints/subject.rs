// SPDX-License-Identifier: MIT
//! The names that a certificate gives its subject, each in the form in which it is compared.

use core::net::IpAddr;

use crate::Oid;
use crate::crt::Crt;
use crate::general_name::GeneralName;
use crate::name::{AttributeType, CanonicalName};
use crate::verify::error::{NameForm, Stop};
use crate::verify::names::{HostPattern, Mailbox, uri_host};

/// One name by its form; `None` is a name of that form that cannot be compared with anything.
#[derive(Debug)]
pub(super) enum Subject<'a> {
    Dns(Option<HostPattern<'a>>),
    Ip(Option<IpAddr>),
    Email(Option<Mailbox<'a>>),
    /// The host, which is all that counts of a URI.
    Uri(Option<&'a str>),
    Directory(Option<CanonicalName>),
    /// By its type, because each type is a form of its own.
    OtherName(Option<Oid>),
    /// By the number of its form.
    Else(u8),
}

impl<'a> Subject<'a> {
    pub(super) fn new(name: &GeneralName<'a>) -> Self {
        match name {
            GeneralName::Dns(text) => Self::Dns(HostPattern::read(text)),
            GeneralName::Ip(address) => Self::Ip(Some(*address)),
            GeneralName::Email(text) => Self::Email(Mailbox::read(text)),
            GeneralName::Uri(text) => Self::Uri(uri_host(text)),
            GeneralName::Directory(name) => Self::Directory(Some(CanonicalName::new(*name))),
            // RFC 9598 6: constraints on mail addresses are for those in other scripts too.
            GeneralName::Other(name) if name.is_mailbox() => Self::Email(name.utf8().and_then(Mailbox::read)),
            GeneralName::Other(name) => Self::OtherName(Some(*name.kind())),
            GeneralName::RegisteredId(_) => Self::Else(8),
            GeneralName::Raw(raw) => match raw.number() {
                0 => Self::OtherName(None),
                1 => Self::Email(None),
                2 => Self::Dns(None),
                4 => Self::Directory(None),
                6 => Self::Uri(None),
                7 => Self::Ip(None),
                number => Self::Else(number),
            },
        }
    }

    /// What to call the form.
    pub(super) const fn form(&self) -> NameForm {
        match self {
            Self::Dns(_) => NameForm::Dns,
            Self::Ip(_) => NameForm::Ip,
            Self::Email(_) => NameForm::Email,
            Self::Uri(_) => NameForm::Uri,
            Self::Directory(_) => NameForm::Directory,
            Self::OtherName(_) | Self::Else(_) => NameForm::Other,
        }
    }
}

/// Shows all names of a certificate, until one is refused.
pub(super) fn of(crt: &Crt, mut show: impl FnMut(Subject<'_>) -> Result<(), Stop>) -> Result<(), Stop> {
    // RFC 5280 4.2.1.10: constraints on directory names are for subjects too, unless they are empty.
    if !crt.subject().is_empty() {
        show(Subject::Directory(Some(CanonicalName::new(crt.subject().as_name_ref()))))?;
    }
    let mut has_email = false;
    for name in crt.subject_alternative_names() {
        has_email |= matches!(name, GeneralName::Email(_));
        show(Subject::new(&name))?;
    }
    // Where there is no mail address among the alternative names, the one in the subject is taken for one.
    let emails =
        crt.subject().attributes().filter(|attribute| attribute.kind() == AttributeType::EMAIL_ADDRESS);
    for email in emails.filter(|_| !has_email) {
        show(Subject::Email(email.text().as_deref().and_then(Mailbox::read)))?;
    }
    Ok(())
}
