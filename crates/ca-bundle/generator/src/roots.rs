// SPDX-License-Identifier: MIT
//! From objects to roots: each certificate with what it is trusted for.

use std::collections::BTreeMap;

use purembed_hash::Algorithm;
use purembed_x509::{Calendar, Crt, Time};

use crate::InvalidList;
use crate::certdata::{Object, Value};

/// A certificate that is trusted for something.
#[derive(Clone, Debug)]
pub struct Root {
    /// What Mozilla calls it.
    pub name: String,
    /// The certificate.
    pub crt: Crt,
    /// Whether it is trusted for servers.
    pub server: bool,
    /// Whether it is trusted for mail.
    pub email: bool,
    /// Whether it is trusted for programs.
    pub code: bool,
    /// Servers' certificates that were issued later are not trusted.
    pub server_distrust_after: Option<Time>,
    /// Certificates for mail that were issued later are not trusted.
    pub email_distrust_after: Option<Time>,
}

impl Root {
    /// What tells it apart.
    #[must_use]
    pub fn sha256(&self) -> Vec<u8> {
        self.crt.fingerprint(Algorithm::SHA256).as_ref().to_vec()
    }
}

/// What a purpose may be marked with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Trust {
    /// An authority for this.
    Delegator,
    /// Nothing is said: somebody else has to vouch for it.
    MustVerify,
    /// Known to be bad.
    Not,
}

/// Joins certificates and trust by issuer and serial number, and leaves out what is not trusted for anything.
///
/// # Errors
///
/// [`InvalidList`] if a certificate has no trust object, or two; if a digest is not the certificate's; if what is said
/// about a certificate is not what stands in it; if something is trusted that is not there.
pub fn join(objects: &[Object]) -> Result<Vec<Root>, InvalidList> {
    let mut trusts: BTreeMap<(&[u8], &[u8]), &Object> = BTreeMap::new();
    let mut certificates = Vec::new();
    for object in objects {
        match object.constant("CKA_CLASS")? {
            "CKO_CERTIFICATE" => certificates.push(object),
            "CKO_NSS_TRUST" => {
                if trusts.insert(key(object)?, object).is_some() {
                    return Err(InvalidList::at(object.line, "a second trust object"));
                }
            }
            "CKO_NSS_BUILTIN_ROOT_LIST" => {}
            class => return Err(InvalidList::at(object.line, format!("unknown class {class}"))),
        }
    }
    let mut roots = Vec::new();
    for certificate in certificates {
        let trust = trusts.remove(&key(certificate)?).ok_or_else(|| {
            InvalidList::at(certificate.line, "a certificate without a trust object, or there twice")
        })?;
        roots.extend(root(certificate, trust)?);
    }
    // What is distrusted may stand there without its certificate; what is trusted may not.
    match trusts.values().find(|trust| purposes(trust).is_ok_and(|all| all.contains(&Trust::Delegator))) {
        Some(trust) => Err(InvalidList::at(trust.line, "trust in a certificate that is not there")),
        None if roots.is_empty() => Err(InvalidList::at(0, "no certificate")),
        None => Ok(roots),
    }
}

fn key(object: &Object) -> Result<(&[u8], &[u8]), InvalidList> {
    Ok((object.octets("CKA_ISSUER")?, object.octets("CKA_SERIAL_NUMBER")?))
}

fn root(certificate: &Object, trust: &Object) -> Result<Option<Root>, InvalidList> {
    let error = |what: &str| InvalidList::at(certificate.line, what);
    if certificate.constant("CKA_CERTIFICATE_TYPE")? != "CKC_X_509" {
        return Err(error("another kind of certificate"));
    }
    let der = certificate.octets("CKA_VALUE")?;
    let crt = Crt::from_der(der)
        .map_err(|invalid| InvalidList::at(certificate.line, format!("the certificate: {invalid}")))?;
    let serial = crt.serial_number().as_bytes();
    let serial_der = [&[0x02, u8::try_from(serial.len()).unwrap_or(0xff)], serial].concat();
    if crt.issuer().as_der() != certificate.octets("CKA_ISSUER")?
        || crt.subject().as_der() != certificate.octets("CKA_SUBJECT")?
        || serial_der != certificate.octets("CKA_SERIAL_NUMBER")?
    {
        return Err(error("names or serial number other than the certificate's"));
    }
    if crt.fingerprint(Algorithm::SHA1).as_ref() != trust.octets("CKA_CERT_SHA1_HASH")? {
        return Err(InvalidList::at(trust.line, "a digest other than the certificate's"));
    }
    let [server, email, code] = purposes(trust)?;
    let dates = ["CKA_NSS_SERVER_DISTRUST_AFTER", "CKA_NSS_EMAIL_DISTRUST_AFTER"]
        .map(|name| date(name, [certificate, trust]));
    let [server_distrust_after, email_distrust_after] = dates;
    let root = Root {
        name: certificate.text("CKA_LABEL")?.to_owned(),
        crt,
        server: server == Trust::Delegator,
        email: email == Trust::Delegator,
        code: code == Trust::Delegator,
        server_distrust_after: server_distrust_after?,
        email_distrust_after: email_distrust_after?,
    };
    // Who is known to be bad for one purpose is not given out for another.
    let is_distrusted = [server, email, code].contains(&Trust::Not);
    Ok((!is_distrusted && (root.server || root.email || root.code)).then_some(root))
}

/// For servers, mail and programs.
fn purposes(trust: &Object) -> Result<[Trust; 3], InvalidList> {
    let read = |name| match trust.constant(name)? {
        "CKT_NSS_TRUSTED_DELEGATOR" => Ok(Trust::Delegator),
        "CKT_NSS_MUST_VERIFY_TRUST" => Ok(Trust::MustVerify),
        "CKT_NSS_NOT_TRUSTED" => Ok(Trust::Not),
        other => Err(InvalidList::at(trust.line, format!("{name} is {other}"))),
    };
    Ok([read("CKA_TRUST_SERVER_AUTH")?, read("CKA_TRUST_EMAIL_PROTECTION")?, read("CKA_TRUST_CODE_SIGNING")?])
}

/// The date, which has stood in certificates and now and then stands in trust objects; the earlier one if in both.
fn date(name: &str, objects: [&Object; 2]) -> Result<Option<Time>, InvalidList> {
    let mut earliest: Option<Time> = None;
    for object in objects {
        let date = match object.get(name) {
            None => continue,
            Some(Value::Constant(constant)) if constant == "CK_FALSE" => continue,
            Some(Value::Octets(octets)) => utc_time(octets),
            Some(_) => None,
        };
        let date = date.ok_or_else(|| InvalidList::at(object.line, format!("{name} is no date")))?;
        earliest = Some(earliest.map_or(date, |known| known.min(date)));
    }
    Ok(earliest)
}

/// `YYMMDDhhmmssZ`, the contents of a UTCTime of this century.
fn utc_time(octets: &[u8]) -> Option<Time> {
    let digits: &[u8; 12] = octets.strip_suffix(b"Z")?.try_into().ok()?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [year, month, day, hour, minute, second] =
        [0, 2, 4, 6, 8, 10].map(|at| (digits[at] - b'0') * 10 + (digits[at + 1] - b'0'));
    Time::from_calendar(Calendar { year: 2000 + i64::from(year), month, day, hour, minute, second }).ok()
}
