// SPDX-License-Identifier: MIT
//! The pseudorandom function of TLS 1.2 (RFC 5246 section 5).

use alloc::ffi::CString;

use mbedtls_sys as sys;

use crate::c;
use crate::hashlib::Algorithm;

/// Fills `out` with PRF(secret, label, seed), the seed given in pieces.
///
/// # Panics
///
/// For digests other than SHA-256 and SHA-384, and for labels with a zero byte: C does not have these.
pub fn prf(secret: &[u8], label: &[u8], seed: &[&[u8]], digestmod: Algorithm, out: &mut [u8]) {
    assert!(
        [Algorithm::SHA256, Algorithm::SHA384].contains(&digestmod),
        "C's TLS 1.2 PRF has SHA-256 and SHA-384, not {digestmod}"
    );
    let is_sha256 = digestmod == Algorithm::SHA256;
    let prf = if is_sha256 { sys::SSL_TLS_PRF_SHA256 } else { sys::SSL_TLS_PRF_SHA384 };
    let label = CString::new(label);
    assert!(label.is_ok(), "C's labels end at the first zero");
    let done = c::tls12_prf(prf, secret, &label.unwrap_or_default(), &seed.concat(), out);
    assert!(done.is_ok(), "Mbed TLS C failed without a reason to: {done:?}");
}
