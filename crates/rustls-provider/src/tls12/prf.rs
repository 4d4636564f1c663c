// SPDX-License-Identifier: MIT
//! The pseudorandom function of TLS 1.2, as rustls asks for it.

use purembed_hash::Algorithm;
use purembed_kdf::tls12;
use rustls::Error;
use rustls::crypto::ActiveKeyExchange;
use rustls::crypto::tls12::Prf;
use rustls::version::TLS12;

pub(crate) static PRF_SHA256: PrfSha = PrfSha(Algorithm::SHA256);
pub(crate) static PRF_SHA384: PrfSha = PrfSha(Algorithm::SHA384);

pub(crate) struct PrfSha(Algorithm);

impl Prf for PrfSha {
    fn for_key_exchange(
        &self,
        output: &mut [u8; 48],
        kx: Box<dyn ActiveKeyExchange>,
        peer_pub_key: &[u8],
        label: &[u8],
        seed: &[u8],
    ) -> Result<(), Error> {
        let premaster = kx.complete_for_tls_version(peer_pub_key, &TLS12)?;
        self.for_secret(output, premaster.secret_bytes(), label, seed);
        Ok(())
    }

    fn for_secret(&self, output: &mut [u8], secret: &[u8], label: &[u8], seed: &[u8]) {
        tls12::prf(secret, label, &[seed], self.0, output);
    }
}
