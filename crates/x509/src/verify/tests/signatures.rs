// SPDX-License-Identifier: MIT
//! Signatures, and the strength of what they are made with.

use super::*;

#[test]
fn signatures() {
    let chain = Chain::new(same, same);
    // Signed by another authority of the same name.
    let forged = forced(server(2), chain.middle.subject(), 3);
    let trust = store(&[&chain.root]);
    let sent = [chain.middle.clone()];
    let error = Verifier::new(&trust).verify(&forged, &sent, None, NOW).unwrap_err();
    assert_eq!((error.kind(), error.depth()), (VerifyErrorKind::BadSignature(SignatureError::Invalid), 0));
    // Whose certificate may be there too, in front of the right one, and may even bear the right key identifier.
    let twin = forced(authority("CN=Middle", 3), chain.root.subject(), 4);
    Verifier::new(&trust).verify(&chain.leaf, &[twin, chain.middle.clone()], None, NOW).unwrap();
}

#[test]
fn algorithms_inside_and_outside_agree() {
    let key = Ecc::generate(Curve::SECP256R1).unwrap().into();
    let root = of("CN=Root", &key).basic_constraints(AUTHORITY).self_sign(&key, Algorithm::SHA256).unwrap();
    let leaf = server(2).sign_with(&root, &key, Algorithm::SHA256).unwrap();
    // ecdsa-with-SHA256 becomes ecdsa-with-SHA384 in the place beside the signature.
    let mut der = leaf.as_der().to_vec();
    let at = leaf.as_der().len() - leaf.signature_value().len() - 4;
    assert_eq!(der[at], 2);
    der[at] = 3;
    let mutant = Crt::from_der(&der).unwrap();
    let trust = store(&[&root]);
    let error = Verifier::new(&trust).verify(&mutant, &[], None, NOW).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::BadSignature(SignatureError::AlgorithmMismatch));
    Verifier::new(&trust).verify(&leaf, &[], None, NOW).unwrap();
}

#[test]
fn weak_keys_and_digests() {
    let weak: PrivateKey = Rsa::generate(1024).unwrap().into();
    let strong: PrivateKey = Rsa::generate(2048).unwrap().into();
    let root_of =
        |key: &PrivateKey, digest| of("CN=Root", key).basic_constraints(AUTHORITY).self_sign(key, digest);

    let root = root_of(&weak, Algorithm::SHA256).unwrap();
    let leaf = server(2).sign_with(&root, &weak, Algorithm::SHA256).unwrap();
    let verify = |root: &Crt, leaf: &Crt, profile| {
        Verifier::new(&store(&[root]))
            .profile(profile)
            .verify(leaf, &[], None, NOW)
            .map_err(|error| error.kind())
    };
    assert_eq!(verify(&root, &leaf, Profile::DEFAULT).unwrap_err(), VerifyErrorKind::WeakKey { bits: 1024 });
    verify(&root, &leaf, Profile::DEFAULT.min_rsa_bits(1024)).unwrap();

    // The root's own signature may be weak: nobody looks at it.
    let root = root_of(&strong, Algorithm::SHA1).unwrap();
    for digest in [Algorithm::SHA224, Algorithm::SHA256, Algorithm::SHA384, Algorithm::SHA512] {
        let leaf = server(2).sign_with(&root, &strong, digest).unwrap();
        verify(&root, &leaf, Profile::default()).unwrap();
        let error = verify(&root, &leaf, Profile::DEFAULT.min_rsa_bits(3072)).unwrap_err();
        assert_eq!(error, VerifyErrorKind::WeakKey { bits: 2048 });
    }
    let leaf = server(2).sign_with(&root, &strong, Algorithm::SHA1).unwrap();
    let error = verify(&root, &leaf, Profile::DEFAULT).unwrap_err();
    assert_eq!(error, VerifyErrorKind::WeakSignature(Algorithm::SHA1));
    verify(&root, &leaf, Profile::DEFAULT.dangerous_allow_sha1()).unwrap();
    let error =
        verify(&root, &leaf, Profile::DEFAULT.dangerous_allow_sha1().min_curve_bits(384)).unwrap_err();
    assert_eq!(error, VerifyErrorKind::WeakKey { bits: 256 });
    if let Ok(leaf) = server(2).sign_with(&root, &strong, Algorithm::MD5) {
        let error = verify(&root, &leaf, Profile::DEFAULT.dangerous_allow_sha1()).unwrap_err();
        assert_eq!(error, VerifyErrorKind::WeakSignature(Algorithm::MD5));
    }
}
