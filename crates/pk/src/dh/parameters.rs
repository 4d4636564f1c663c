// SPDX-License-Identifier: MIT
//! Groups in files: `DHParameter` (PKCS#3 section 9), alone and within keys.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::string::String;
use alloc::vec::Vec;

use purembed_core::pem;
use purembed_core::random::CryptoRng;
use purembed_mpi::Mpi;

use super::DhGroup;
use crate::InvalidKey;
use crate::encoding::reader::Reader;
use crate::encoding::writer::{self, Element};

/// What OpenSSL has always written.
const LABEL: &str = "DH PARAMETERS";

impl DhGroup {
    /// Reads a group: `DHParameter` of PKCS#3, in DER or PEM, as `openssl dhparam` writes it. It is tested as
    /// [`new`](Self::new) does.
    ///
    /// ```
    /// use purembed_pk::DhGroup;
    ///
    /// let pem = DhGroup::FFDHE2048.to_pem();
    /// assert!(pem.starts_with("-----BEGIN DH PARAMETERS-----\n"));
    /// assert_eq!(DhGroup::from_buffer(pem.as_bytes())?.name(), Some("ffdhe2048"));
    /// # Ok::<(), purembed_pk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::InvalidKey`](crate::Error::InvalidKey) if that is not what the buffer holds, or the group is none or too
    /// small; [`Error::Random`](crate::Error::Random) if there is no randomness for the test.
    #[cfg(feature = "os-rng")]
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, crate::Error> {
        Ok(Self::from_buffer_with_rng(buffer, &mut purembed_core::random::generator()?)?)
    }

    /// Reads a group, and tests it with numbers of this generator.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong.
    pub fn from_buffer_with_rng(buffer: &[u8], rng: &mut dyn CryptoRng) -> Result<Self, InvalidKey> {
        // Text may begin with the character that stands for a sequence.
        match read_whole(buffer) {
            Err(_) if pem::is_pem(buffer) => {
                for block in pem::blocks(buffer) {
                    let block = block?;
                    if block.label() == LABEL {
                        return Self::tested(read_whole(block.contents().expose())?, rng);
                    }
                }
                Err(InvalidKey::NotFound)
            }
            numbers => Self::tested(numbers?, rng),
        }
    }

    /// The group as `DHParameter`.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        write(self).to_vec()
    }

    /// The group as `DHParameter`, in PEM with the label `DH PARAMETERS`.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode(LABEL, &write(self))
    }

    pub(super) fn tested(
        [modulus, generator]: [&[u8]; 2],
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, InvalidKey> {
        let number = |bytes: &[u8]| Mpi::from_be_bytes(bytes).map_err(|_| InvalidKey::TooLarge);
        Self::new_with_rng(&number(modulus)?, &number(generator)?, rng)
    }
}

/// Reads prime and base; the length of private values, which may follow, is the business of who makes one.
pub(super) fn read<'a>(reader: &mut Reader<'a>) -> Result<[&'a [u8]; 2], InvalidKey> {
    let mut parameters = reader.sequence()?;
    let numbers = [parameters.unsigned()?, parameters.unsigned()?];
    parameters.optional(crate::encoding::reader::tag::INTEGER)?;
    parameters.finish()?;
    Ok(numbers)
}

/// Reads a group and nothing else.
fn read_whole(der: &[u8]) -> Result<[&[u8]; 2], InvalidKey> {
    let mut outer = Reader::new(der);
    let numbers = read(&mut outer)?;
    outer.finish()?;
    Ok(numbers)
}

pub(super) fn write(group: &DhGroup) -> Element {
    writer::sequence(&[&writer::integer(group.modulus_bytes()), &writer::integer(group.generator_bytes())])
}
