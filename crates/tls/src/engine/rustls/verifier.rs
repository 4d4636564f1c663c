// SPDX-License-Identifier: MIT
//! The judgement of the peer's certificate and of its signature over the handshake, by purembed's own verifier.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;

use purembed_x509::{
    Crt, InvalidEncoding, KeyUsage, Purpose, Rules, Time, TrustStore, Verifier, VerifyError, VerifyErrorKind,
};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::scheme;
use crate::config::{ClientAuthentication, Settings};
use crate::version::TlsVersion;

/// Why a certificate was refused, in our words. rustls only carries its own words, which decide the alert.
#[derive(Debug)]
pub(super) enum Refusal {
    Encoding(InvalidEncoding),
    Verification(VerifyError),
}

std::thread_local! {
    /// rustls asks one verifier for all connections of a context (it resumes sessions only under the same one) and
    /// asks within the call that takes in the bytes. So the last refusal of this thread is that call's.
    static LAST_REFUSAL: RefCell<Option<Refusal>> = const { RefCell::new(None) };
}

/// Takes the refusal that the call which just failed left behind.
pub(super) fn take_refusal() -> Option<Refusal> {
    LAST_REFUSAL.take()
}

fn refuse(refusal: Refusal, error: CertificateError) -> rustls::Error {
    LAST_REFUSAL.set(Some(refusal));
    error.into()
}

/// Judges servers or clients.
#[derive(Debug)]
pub(super) struct PeerVerifier {
    /// Without one, every certificate will do.
    trust_store: Option<Arc<TrustStore>>,
    check_name: bool,
    purpose: Purpose,
    mandatory: bool,
    /// How the peer may sign its part of the handshake, the most preferred first.
    schemes: Vec<SignatureScheme>,
    /// The names of the trusted authorities, so that clients with several certificates can choose.
    hints: Vec<DistinguishedName>,
}

impl PeerVerifier {
    pub(super) fn of_servers(settings: &Settings, check_name: bool) -> Self {
        Self {
            trust_store: settings.trust_store.clone().filter(|_| settings.validate_certificates),
            check_name,
            purpose: Purpose::ServerAuth,
            mandatory: true,
            schemes: schemes(settings),
            hints: Vec::new(),
        }
    }

    pub(super) fn of_clients(settings: &Settings) -> Self {
        let trust_store = settings.trust_store.clone().filter(|_| settings.validate_certificates);
        let roots = trust_store.iter().flat_map(|store| store.iter());
        let hints = roots.map(|root| DistinguishedName::from(root.subject().as_der().to_vec())).collect();
        let mandatory = settings.client_authentication == ClientAuthentication::Required;
        let schemes = schemes(settings);
        Self { trust_store, check_name: false, purpose: Purpose::ClientAuth, mandatory, schemes, hints }
    }

    fn judge(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: Option<&ServerName<'_>>,
        now: UnixTime,
    ) -> Result<(), rustls::Error> {
        let leaf = read(leaf)?;
        let Some(trust_store) = &self.trust_store else { return Ok(()) };
        let intermediates = intermediates.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let name = match name {
            Some(name) => {
                let name = purembed_x509::ServerName::try_from(name.to_str().as_ref())
                    .map(|name| name.to_owned())
                    .map_err(|_| rustls::Error::UnsupportedNameType)?;
                Some(name)
            }
            None => None,
        };
        let now = Time::from_unix(i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
        Verifier::new(trust_store)
            .purpose(self.purpose)
            // What careless authorities leave out is no reason to refuse a handshake.
            .waive(Rules::PROFILE)
            // RFC 8446 4.4.2.2 and RFC 5246 7.4.2: every suite here has the peer sign the handshake.
            .key_usage(KeyUsage::DIGITAL_SIGNATURE)
            .verify(&leaf, &intermediates, name.as_ref(), now)
            .map(|_| ())
            .map_err(|error| {
                let alert = in_words_of_rustls(&error);
                refuse(Refusal::Verification(error), alert)
            })
    }

    fn check_signature(
        &self,
        version: TlsVersion,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let certificate = read(certificate)?;
        let key = certificate.subject_public_key().map_err(|_| CertificateError::BadSignature)?;
        let offered = self.schemes.contains(&signed.scheme);
        let algorithm = scheme::algorithm(signed.scheme, key, version)
            .filter(|_| offered)
            .ok_or(rustls::PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme)?;
        key.verify(algorithm, message, signed.signature())
            .map(|()| HandshakeSignatureValid::assertion())
            .map_err(|_| CertificateError::BadSignature.into())
    }
}

/// What may be signed with: what is named, or everything.
fn schemes(settings: &Settings) -> Vec<SignatureScheme> {
    match &settings.signature_schemes {
        Some(named) => named.iter().flat_map(|algorithm| scheme::of(*algorithm)).collect(),
        None => scheme::all().collect(),
    }
}

fn read(der: &CertificateDer<'_>) -> Result<Crt, rustls::Error> {
    Crt::from_der(der).map_err(|error| refuse(Refusal::Encoding(error), CertificateError::BadEncoding))
}

/// The nearest word of rustls, which decides the alert that the peer is sent (RFC 8446 section 6.2).
fn in_words_of_rustls(error: &VerifyError) -> CertificateError {
    match error.kind() {
        VerifyErrorKind::Expired { .. } => CertificateError::Expired,
        VerifyErrorKind::NotYetValid { .. } => CertificateError::NotValidYet,
        VerifyErrorKind::WrongName => CertificateError::NotValidForName,
        VerifyErrorKind::UnsupportedCriticalExtension(_) => CertificateError::UnhandledCriticalExtension,
        VerifyErrorKind::Purpose(_) | VerifyErrorKind::KeyUsage(_) => CertificateError::InvalidPurpose,
        VerifyErrorKind::BadSignature(_) => CertificateError::BadSignature,
        _ => CertificateError::UnknownIssuer,
    }
}

impl ServerCertVerifier for PeerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let name = self.check_name.then_some(server_name);
        self.judge(end_entity, intermediates, name, now).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.check_signature(TlsVersion::Tls12, message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.check_signature(TlsVersion::Tls13, message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}

impl ClientCertVerifier for PeerVerifier {
    fn client_auth_mandatory(&self) -> bool {
        self.mandatory
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        self.judge(end_entity, intermediates, None, now).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.check_signature(TlsVersion::Tls12, message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.check_signature(TlsVersion::Tls13, message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}
