// SPDX-License-Identifier: MIT
//! Bags of certificates: PKCS#7 or CMS messages without a message (RFC 2315 9.1, RFC 5652 5.1), files `.p7b`.

use alloc::string::String;
use alloc::vec::Vec;

use purembed_core::pem;

use crate::bundle::{self, Object};
use crate::crl::Crl;
use crate::crt::Crt;
use crate::der::{Oid, Reader, Writer, tag};
use crate::error::{EncodingKind, InvalidEncoding};

/// What stands in the begin line of PEM (RFC 7468 sections 8 and 9), and what some old programs write.
pub(crate) const LABELS: &[&str] = &["PKCS7", "CMS", "PKCS #7 SIGNED DATA"];

/// PKCS#7: 1.2.840.113549.1.7
const fn pkcs7(number: u8) -> Oid {
    Oid::known([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, number])
}

const DATA: Oid = pkcs7(1);
const SIGNED_DATA: Oid = pkcs7(2);

/// A bag of certificates and revocation lists, as authorities hand out chains (`.p7b`, `.p7c`).
///
/// It is a signed message of PKCS#7 or CMS of which nobody needs message and signatures. If there are any, they are
/// passed over, unchecked: nothing that comes out of a bag is to be trusted for being in it.
///
/// ```
/// use purembed_x509::{CertificateBag, Crt};
///
/// let chain = Crt::all_from_pem(include_bytes!("crt/testdata/bundle.pem"))?;
/// let bag = CertificateBag::new(chain.clone(), []);
/// assert_eq!(CertificateBag::from_buffer(bag.to_pem().as_bytes())?, bag);
///
/// // Whatever reads certificates reads bags.
/// assert_eq!(Crt::all_from_buffer(&bag.to_der())?, chain);
/// # Ok::<(), purembed_x509::InvalidEncoding>(())
/// ```
#[doc(alias = "PKCS7")]
#[doc(alias = "CMS")]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CertificateBag {
    pub(crate) certificates: Vec<Crt>,
    pub(crate) crls: Vec<Crl>,
}

impl CertificateBag {
    /// The largest bag that is read, in bytes: as large as the largest revocation list.
    pub const MAX_SIZE: usize = Crl::MAX_SIZE;

    /// A bag of these, in this order.
    pub fn new(certificates: impl IntoIterator<Item = Crt>, crls: impl IntoIterator<Item = Crl>) -> Self {
        Self { certificates: certificates.into_iter().collect(), crls: crls.into_iter().collect() }
    }

    /// Reads a bag in DER, or the first one in PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] says what is wrong and where: DER that is not strict, also inside certificates and lists,
    /// messages of another kind, more than [`MAX_SIZE`](Self::MAX_SIZE) bytes. Messages in BER, which is what programs
    /// for mail write, are refused.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidEncoding> {
        bundle::from_buffer(buffer)
    }

    /// Reads a bag in DER.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer).
    pub fn from_der(der: &[u8]) -> Result<Self, InvalidEncoding> {
        if der.len() > Self::MAX_SIZE {
            return Err(InvalidEncoding::new(EncodingKind::TooLarge, Self::MAX_SIZE));
        }
        let mut info = Reader::new(der).only(tag::SEQUENCE)?.reader();
        let kind = info.expect(tag::OID)?;
        if kind.oid()? != SIGNED_DATA {
            return Err(kind.error(EncodingKind::UnexpectedTag));
        }
        let content = info.expect(tag::context_constructed(0))?;
        info.finish()?;
        let mut fields = content.reader().only(tag::SEQUENCE)?.reader();
        // RFC 5652 5.1: 1 to 5, by what is inside.
        let version = fields.expect(tag::INTEGER)?;
        if !(1..=5).contains(&version.small_integer()?) {
            return Err(version.error(EncodingKind::UnsupportedVersion));
        }
        // The digests of the signatures, and the message.
        fields.expect(tag::SET)?;
        fields.expect(tag::SEQUENCE)?;
        let certificates = read_choices(&mut fields, 0, Crt::from_der)?;
        let crls = read_choices(&mut fields, 1, Crl::from_der)?;
        // The signatures.
        fields.expect(tag::SET)?;
        fields.finish()?;
        Ok(Self { certificates, crls })
    }

    /// Reads the first bag of a PEM text.
    ///
    /// # Errors
    ///
    /// As [`from_buffer`](Self::from_buffer).
    pub fn from_pem(text: &str) -> Result<Self, InvalidEncoding> {
        bundle::first_from_pem(text.as_bytes())
    }

    /// Reads a file: DER, or the first bag of a PEM text.
    ///
    /// # Errors
    ///
    /// [`FileError`](crate::FileError) names the file and says why it cannot be read.
    #[cfg(feature = "std")]
    pub fn from_file(path: impl AsRef<std::path::Path>) -> Result<Self, crate::FileError> {
        crate::file::load(path.as_ref(), Self::from_buffer)
    }

    /// The certificates, in the order of the bag, which means nothing.
    #[must_use]
    pub fn certificates(&self) -> &[Crt] {
        &self.certificates
    }

    /// The revocation lists, in the order of the bag.
    #[must_use]
    pub fn crls(&self) -> &[Crl] {
        &self.crls
    }

    /// The bag as a message without a message (RFC 5652 5.1), as `openssl crl2pkcs7` makes it.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.sequence(|info| {
            info.oid(&SIGNED_DATA);
            info.nested(tag::context_constructed(0), |content| content.sequence(|fields| self.write(fields)));
        });
        writer.finish()
    }

    /// The bag as PEM, with a newline at the end.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("PKCS7", &self.to_der())
    }

    fn write(&self, fields: &mut Writer) {
        fields.small_integer(1);
        fields.value(tag::SET, &[]);
        fields.sequence(|message| message.oid(&DATA));
        if !self.certificates.is_empty() {
            fields.nested(tag::context_constructed(0), |list| {
                self.certificates.iter().for_each(|crt| list.raw(crt.as_der()));
            });
        }
        if !self.crls.is_empty() {
            fields.nested(tag::context_constructed(1), |list| {
                self.crls.iter().for_each(|crl| list.raw(crl.as_der()));
            });
        }
        fields.value(tag::SET, &[]);
    }
}

impl Object for CertificateBag {
    const LABELS: &'static [&'static str] = LABELS;

    fn read(der: &[u8]) -> Result<Self, InvalidEncoding> {
        Self::from_der(der)
    }
}

/// Whether these bytes begin as a message of PKCS#7 does: a sequence that begins with an identifier. Certificates,
/// requests and revocation lists begin with another sequence.
pub(crate) fn is_content_info(der: &[u8]) -> bool {
    Reader::new(der)
        .any()
        .is_ok_and(|outer| outer.tag == tag::SEQUENCE && outer.reader().peek() == Some(tag::OID))
}

/// Reads an optional list. What is in it under a tag of its own is passed over: attribute certificates, formats of
/// others (RFC 5652 10.2.1, 10.2.2).
fn read_choices<T>(
    fields: &mut Reader<'_>,
    number: u8,
    read: impl Fn(&[u8]) -> Result<T, InvalidEncoding>,
) -> Result<Vec<T>, InvalidEncoding> {
    let Some(list) = fields.optional(tag::context_constructed(number))? else { return Ok(Vec::new()) };
    let (mut all, mut reader) = (Vec::new(), list.reader());
    while !reader.is_empty() {
        let choice = reader.any()?;
        if choice.tag == tag::SEQUENCE {
            all.push(read(choice.raw).map_err(|error| error.within(choice.start))?);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag() -> CertificateBag {
        let chain = Crt::all_from_pem(include_bytes!("crt/testdata/bundle.pem")).unwrap();
        let crl = Crl::from_pem(include_str!("crl/testdata/crl.pem")).unwrap();
        CertificateBag::new(chain, [crl])
    }

    #[test]
    fn every_reader_takes_bags() {
        let bag = bag();
        for buffer in [bag.to_der(), bag.to_pem().into_bytes(), bag.to_pem().replace("PKCS7", "CMS").into()] {
            assert_eq!(CertificateBag::from_buffer(&buffer).unwrap(), bag);
            assert_eq!(Crt::all_from_buffer(&buffer).unwrap(), bag.certificates());
            assert_eq!(Crl::all_from_buffer(&buffer).unwrap(), bag.crls());
            assert_eq!(&Crt::from_buffer(&buffer).unwrap(), bag.certificates().first().unwrap());
            assert!(crate::Csr::from_buffer(&buffer).is_err());
        }
        // Among other blocks.
        let text = [bag.certificates()[0].to_pem(), bag.to_pem()].concat();
        assert_eq!(Crt::all_from_pem(text.as_bytes()).unwrap().len(), 3);
        assert_eq!(Crl::each_from_pem(text.as_bytes()).count(), 1);
    }

    #[test]
    fn empty_bags_exist_and_hold_nothing() {
        let der = CertificateBag::default().to_der();
        assert_eq!(CertificateBag::from_der(&der).unwrap(), CertificateBag::default());
        assert_eq!(Crt::all_from_buffer(&der).unwrap_err().kind(), EncodingKind::NoPemBlock);
        assert_eq!(Crt::from_buffer(&der).unwrap_err().kind(), EncodingKind::NoPemBlock);
    }

    #[test]
    fn damage_is_found_where_it_is() {
        let der = bag().to_der();
        for end in 0..der.len() {
            assert!(CertificateBag::from_der(&der[..end]).is_err());
        }
        let first = bag().certificates()[0].as_der().to_vec();
        let at = der.windows(first.len()).position(|window| window == first).unwrap();
        let mut damaged = der.clone();
        // The tag of the version, or of the serial number.
        damaged[at + 8] = 0x1f;
        let error = CertificateBag::from_der(&damaged).unwrap_err();
        assert!(error.offset() > at && error.offset() < at + 20, "{error}");
        // Another content type; a version that does not exist.
        let mut damaged = der.clone();
        let kind = der.windows(9).position(|window| window == SIGNED_DATA.as_octets()).unwrap();
        damaged[kind + 8] = 3;
        assert_eq!(CertificateBag::from_der(&damaged).unwrap_err().kind(), EncodingKind::UnexpectedTag);
        let version = der.windows(3).position(|window| window == [2, 1, 1]).unwrap();
        let mut damaged = der;
        damaged[version + 2] = 6;
        assert_eq!(CertificateBag::from_der(&damaged).unwrap_err().kind(), EncodingKind::UnsupportedVersion);
    }

    #[test]
    fn other_choices_are_passed_over() {
        let mut writer = Writer::new();
        writer.sequence(|info| {
            info.oid(&SIGNED_DATA);
            info.nested(0xa0, |content| {
                content.sequence(|fields| {
                    fields.small_integer(3);
                    fields.value(tag::SET, &[]);
                    fields.sequence(|message| message.oid(&DATA));
                    // An attribute certificate, and a certificate of some other format.
                    fields.value(0xa0, &[0xa2, 0x00, 0xa3, 0x00]);
                    fields.value(0xa1, &[0xa1, 0x00]);
                    fields.value(tag::SET, &[0x30, 0x00]);
                });
            });
        });
        assert_eq!(CertificateBag::from_der(&writer.finish()).unwrap(), CertificateBag::default());
    }
}
