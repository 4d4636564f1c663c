// SPDX-License-Identifier: MIT
//! `mbedtls_x509_crl_info`

use core::fmt;

use super::{serial, signature};
use crate::crl::Crl;
use crate::name::AsMbedTls;

/// The text of `mbedtls_x509_crl_info`, with a newline at the end.
impl fmt::Display for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CRL version   : {}", self.version())?;
        write!(f, "\nissuer name   : {}", AsMbedTls(self.issuer().as_name_ref()))?;
        write!(f, "\nthis update   : {}", self.this_update())?;
        match self.next_update() {
            Some(time) => write!(f, "\nnext update   : {time}")?,
            None => f.write_str("\nnext update   : 0000-00-00 00:00:00")?,
        }
        f.write_str("\nRevoked certificates:")?;
        for entry in self.entries() {
            f.write_str("\nserial number: ")?;
            serial(f, entry.serial_octets())?;
            write!(f, " revocation date: {}", entry.revocation_date())?;
        }
        f.write_str("\nsigned using  : ")?;
        signature(f, self.signature_algorithm_oid(), self.pss_parameters())?;
        f.write_str("\n")
    }
}
