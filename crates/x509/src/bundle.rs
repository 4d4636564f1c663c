// SPDX-License-Identifier: MIT
//! Files of one object or many: DER, PEM, and bags of PKCS#7.

use alloc::vec::Vec;

use purembed_core::pem;

use crate::der::tag;
use crate::error::{EncodingKind, InvalidEncoding};
use crate::pkcs7::{self, CertificateBag};

/// What is read from such files.
pub(crate) trait Object: Sized {
    /// What stands in the begin line of PEM (RFC 7468).
    const LABELS: &'static [&'static str];

    fn read(der: &[u8]) -> Result<Self, InvalidEncoding>;

    /// Whether there are such things in bags of PKCS#7.
    const IN_BAGS: bool = false;

    /// Those of its kind in a bag.
    fn from_bag(_bag: CertificateBag) -> Vec<Self> {
        Vec::new()
    }
}

/// Reads DER, or the first object of a PEM text or of a bag.
pub(crate) fn from_buffer<T: Object>(buffer: &[u8]) -> Result<T, InvalidEncoding> {
    match whole(buffer) {
        Some(Ok(all)) => all.into_iter().next().ok_or_else(none),
        Some(Err(error)) => Err(error),
        None => first_from_pem(buffer),
    }
}

/// Reads DER of one object, or all objects of a PEM text or of a bag, of which there must be one.
pub(crate) fn all_from_buffer<T: Object>(buffer: &[u8]) -> Result<Vec<T>, InvalidEncoding> {
    match whole(buffer) {
        Some(result) => result.and_then(some),
        None => all_from_pem(buffer),
    }
}

/// Reads all objects of a PEM text, of which there must be one.
pub(crate) fn all_from_pem<T: Object>(text: &[u8]) -> Result<Vec<T>, InvalidEncoding> {
    each_from_pem(text).collect::<Result<Vec<_>, _>>().and_then(some)
}

/// Reads the first object of a PEM text.
pub(crate) fn first_from_pem<T: Object>(text: &[u8]) -> Result<T, InvalidEncoding> {
    each_from_pem(text).next().unwrap_or_else(|| Err(none()))
}

/// Reads every block of a PEM text that has one of the labels; the others are passed over.
pub(crate) fn each_from_pem<T: Object>(text: &[u8]) -> impl Iterator<Item = Result<T, InvalidEncoding>> {
    let wanted = |label: &str| T::LABELS.contains(&label) || (T::IN_BAGS && pkcs7::LABELS.contains(&label));
    pem::blocks(text)
        .filter(move |block| block.as_ref().map_or(true, |block| wanted(block.label())))
        .enumerate()
        .flat_map(|(at, block)| {
            let read = || -> Result<Vec<T>, InvalidEncoding> {
                let block = block?;
                let der = block.contents().expose();
                if T::LABELS.contains(&block.label()) {
                    return T::read(der).map(|object| Vec::from([object]));
                }
                CertificateBag::from_der(der).map(T::from_bag)
            };
            match read() {
                Ok(objects) => objects.into_iter().map(Ok).collect(),
                Err(error) => Vec::from([Err(error.in_block(at.saturating_add(1)))]),
            }
        })
}

/// Reads DER, of an object or of a bag. `None` if the buffer is a PEM text.
fn whole<T: Object>(buffer: &[u8]) -> Option<Result<Vec<T>, InvalidEncoding>> {
    let is_pem = || pem::is_pem(buffer);
    // DER begins with 30, which as text is the digit 0: whatever begins so and is no DER may still be PEM.
    if buffer.first() != Some(&tag::SEQUENCE) && is_pem() {
        return None;
    }
    let result = if T::IN_BAGS && pkcs7::is_content_info(buffer) {
        CertificateBag::from_der(buffer).map(T::from_bag)
    } else {
        T::read(buffer).map(|object| Vec::from([object]))
    };
    if result.is_err() && is_pem() { None } else { Some(result) }
}

fn some<T>(all: Vec<T>) -> Result<Vec<T>, InvalidEncoding> {
    if all.is_empty() { Err(none()) } else { Ok(all) }
}

const fn none() -> InvalidEncoding {
    InvalidEncoding::new(EncodingKind::NoPemBlock, 0)
}
