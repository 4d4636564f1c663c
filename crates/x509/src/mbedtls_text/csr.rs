// SPDX-License-Identifier: MIT
//! `mbedtls_x509_csr_info`

use core::fmt;

use super::{key_size, signature};
use crate::csr::Csr;
use crate::name::AsMbedTls;

/// The text of `mbedtls_x509_csr_info`, with a newline at the end.
impl fmt::Display for Csr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CSR version   : {}", self.version())?;
        write!(f, "\nsubject name  : {}", AsMbedTls(self.subject().as_name_ref()))?;
        write!(f, "\nsigned using  : ")?;
        signature(f, self.signature_algorithm_oid(), self.pss_parameters())?;
        f.write_str("\n")?;
        key_size(
            f,
            14,
            self.subject_public_key(),
            self.subject_public_key_algorithm(),
            self.subject_public_key_bits(),
        )?;
        f.write_str("\n")
    }
}
