// SPDX-License-Identifier: MIT
//! What certificates and requests have in common: something signed, an algorithm, a signature (RFC 5280 4.1.1).

use alloc::boxed::Box;
use core::ops::Range;

use purembed_pk::{Pss, PublicKey, SaltLength, SignatureAlgorithm};

use crate::algorithm::{self, Identified};
use crate::der::{Oid, Reader, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding, SignatureError};
use crate::extension::slice;
use crate::pss::PssParameters;

/// The outer shell: the bytes that were received, and where the three parts stand.
#[derive(Debug)]
pub(crate) struct Signed {
    der: Box<[u8]>,
    body: Range<usize>,
    signature: Range<usize>,
    /// The `AlgorithmIdentifier` beside the signature, with its parameters.
    algorithm_der: Range<usize>,
    algorithm: Identified,
}

impl Signed {
    /// Reads the shell, of so many bytes at most, and gives back the signed part unread.
    pub(crate) fn read(der: &[u8], max_size: usize) -> Result<(Self, Tlv<'_>), InvalidEncoding> {
        if der.len() > max_size {
            return Err(InvalidEncoding::new(EncodingKind::TooLarge, max_size));
        }
        let mut reader = Reader::new(der).only(tag::SEQUENCE)?.reader();
        let body = reader.expect(tag::SEQUENCE)?;
        let identifier = reader.expect(tag::SEQUENCE)?;
        let algorithm = algorithm::read(&identifier)?;
        let signature = reader.expect(tag::BIT_STRING)?;
        signature.octets_of_bits()?;
        reader.finish()?;
        let contents = signature.value_range();
        let signed = Self {
            der: der.into(),
            body: body.range(),
            signature: contents.start.saturating_add(1)..contents.end,
            algorithm_der: identifier.range(),
            algorithm,
        };
        Ok((signed, body))
    }

    /// All bytes.
    pub(crate) const fn der(&self) -> &[u8] {
        &self.der
    }

    /// The signed bytes.
    pub(crate) fn body(&self) -> &[u8] {
        slice(&self.der, &self.body)
    }

    pub(crate) fn signature(&self) -> &[u8] {
        slice(&self.der, &self.signature)
    }

    pub(crate) fn algorithm_der(&self) -> &[u8] {
        slice(&self.der, &self.algorithm_der)
    }

    pub(crate) const fn algorithm_oid(&self) -> &Oid {
        &self.algorithm.oid
    }

    pub(crate) const fn algorithm(&self) -> Option<SignatureAlgorithm> {
        self.algorithm.algorithm
    }

    pub(crate) const fn pss_parameters(&self) -> Option<&PssParameters> {
        self.algorithm.pss.as_ref()
    }

    /// Checks the signature over the bytes that were received.
    pub(crate) fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        // RFC 4055 3.1: any length of salt, and another digest in the mask.
        if let (Some(pss), PublicKey::Rsa(key)) = (self.pss_parameters(), key)
            && pss.trailer() == 1
        {
            let salt = SaltLength::Bytes(pss.salt_length().into());
            let pss = Pss::new(pss.digestmod()).mgf1(pss.mask_digestmod()).salt_length(salt);
            let result = key.verify_pss(self.body(), self.signature(), pss);
            return result.map_err(|_| SignatureError::Invalid);
        }
        let algorithm = self
            .algorithm()
            .filter(|algorithm| algorithm.fits(key))
            .ok_or(SignatureError::UnsupportedAlgorithm)?;
        key.verify(algorithm, self.body(), self.signature()).map_err(|_| SignatureError::Invalid)
    }
}
