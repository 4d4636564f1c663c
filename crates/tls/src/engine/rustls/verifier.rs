// SPDX-License-Identifier: MIT
//! The judgement of the peer's certificate and of its signature over the handshake, by purembed's own verifier.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use purembed_tls12::{PeerVerifier as _, TrustVerifier};
use purembed_x509::{Crt, Flags, InvalidEncoding, KeyUsage, VerifyError, VerifyErrorKind};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::scheme;
use crate::config::{ClientAuthentication, Settings};
use crate::verify;
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
    /// The same of what is wrong with certificates that were let in.
    static LAST_VERDICT: Cell<Option<Flags>> = const { Cell::new(None) };
}

/// Takes what the verifier has found in the call that just ended, if it was asked.
pub(super) fn take_verdict() -> Option<Flags> {
    LAST_VERDICT.take()
}

/// Puts back what another call, around the one that just ended, has found before.
pub(super) fn give_back_verdict(verdict: Option<Flags>) {
    LAST_VERDICT.set(verdict);
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
    judge: TrustVerifier,
    check_name: bool,
    mandatory: bool,
    /// How the peer may sign its part of the handshake, the most preferred first.
    schemes: Vec<SignatureScheme>,
    /// The names of the trusted authorities, so that clients with several certificates can choose.
    hints: Vec<DistinguishedName>,
}

impl PeerVerifier {
    pub(super) fn of_servers(settings: &Settings, check_name: bool) -> Option<Self> {
        let judge = verify::of_servers(settings, check_name)?;
        Some(Self::new(settings, judge, check_name, true))
    }

    pub(super) fn of_clients(settings: &Settings) -> Option<Self> {
        let mandatory = settings.client_authentication == ClientAuthentication::Required;
        Some(Self::new(settings, verify::of_clients(settings)?, false, mandatory))
    }

    fn new(settings: &Settings, judge: TrustVerifier, check_name: bool, mandatory: bool) -> Self {
        // RFC 8446 4.4.2.2 and RFC 5246 7.4.2: every suite here has the peer sign the handshake.
        let judge = judge.key_usage(KeyUsage::DIGITAL_SIGNATURE);
        let hints = judge.authorities().into_iter().map(DistinguishedName::from).collect();
        Self { judge, check_name, mandatory, schemes: schemes(settings), hints }
    }

    /// What it judges by, as bytes.
    pub(super) fn session_context(&self) -> Vec<u8> {
        self.judge.session_context()
    }

    fn judge(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: Option<&ServerName<'_>>,
        now: UnixTime,
    ) -> Result<(), rustls::Error> {
        let chain = core::iter::once(leaf).chain(intermediates).map(read).collect::<Result<Vec<_>, _>>()?;
        let name = name.map(ServerName::to_str);
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        match self.judge.verify(&chain, name.as_deref(), now) {
            Ok(verdict) => {
                LAST_VERDICT.set(Some(verdict.flags()));
                Ok(())
            }
            Err(purembed_tls12::Error::CertificateRefused(error)) => {
                let alert = in_words_of_rustls(&error);
                Err(refuse(Refusal::Verification(error), alert))
            }
            Err(purembed_tls12::Error::ServerName) => Err(rustls::Error::UnsupportedNameType),
            Err(error) => Err(rustls::Error::General(error.to_string())),
        }
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
        VerifyErrorKind::Revoked { .. } => CertificateError::Revoked,
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
