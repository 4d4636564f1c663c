// SPDX-License-Identifier: MIT
//! What the certificate is wanted for: a purpose, a use of its key, a server, a mail address.

use super::*;

#[test]
fn purposes_of_the_leaf_and_of_issuers() {
    let only = |purposes: &'static [KeyPurpose]| {
        move |builder: CrtBuilder| builder.extended_key_usage(purposes.iter().copied())
    };
    let wrong = VerifyErrorKind::Purpose(KeyPurpose::SERVER_AUTH);
    let client: &[KeyPurpose] = &[KeyPurpose::CLIENT_AUTH];
    assert_eq!(Chain::with_leaf(same, same, only(client)).refused(), (wrong, 0));
    assert_eq!(Chain::with_leaf(same, only(client), same).refused(), (wrong, 1));
    assert_eq!(Chain::with_leaf(only(client), same, same).refused(), (wrong, 2));
    for right in [&[KeyPurpose::CLIENT_AUTH, KeyPurpose::SERVER_AUTH][..], &[KeyPurpose::ANY]] {
        Chain::with_leaf(only(right), only(right), only(right)).verify().unwrap();
    }
    let chain = Chain::with_leaf(same, same, only(client));
    for purpose in [Purpose::ClientAuth, Purpose::Any] {
        let trust = store(&[&chain.root]);
        let verifier = Verifier::new(&trust).purpose(purpose);
        verifier.verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW).unwrap();
    }
    assert_eq!(
        chain.verify().unwrap_err().to_string(),
        "certificate 0 (CN=localhost): not for TLS Web Server Authentication"
    );
}

#[test]
fn server_names() {
    let chain = Chain::new(same, same);
    let trust = store(&[&chain.root]);
    let sent = [chain.middle.clone()];
    let verify = |name: &str| {
        let name = ServerName::try_from(name).unwrap();
        Verifier::new(&trust).verify(&chain.leaf, &sent, Some(&name), NOW)
    };
    for right in ["localhost", "LOCALHOST.", "127.0.0.1"] {
        verify(right).unwrap();
    }
    assert_eq!(
        verify("wrong.example").unwrap_err().to_string(),
        "certificate 0 (CN=localhost): not valid for \"wrong.example\"; it names \"localhost\", \"127.0.0.1\""
    );
    assert_eq!(verify("127.0.0.2").unwrap_err().kind(), VerifyErrorKind::WrongName);

    // The common name is no host name, and an address written as a host name is none.
    for names in [
        &[][..],
        &[GeneralName::Dns("127.0.0.1"), GeneralName::Email("localhost"), GeneralName::Uri("localhost")],
    ] {
        let leaf = of("CN=localhost", &KEYS[2]).subject_alternative_names(names.iter().copied());
        let leaf = self_signed(leaf, 2);
        for name in ["localhost", "127.0.0.1"] {
            let name = ServerName::try_from(name).unwrap();
            let error = Verifier::new(&store(&[&leaf])).verify(&leaf, &[], Some(&name), NOW).unwrap_err();
            assert_eq!(error.kind(), VerifyErrorKind::WrongName);
        }
    }
}

#[test]
fn mail_addresses() {
    let leaf = of("CN=Zoe", &KEYS[2]).subject_alternative_names([GeneralName::Email("zoe@example.com")]);
    let root = self_signed(authority("CN=Root", 0), 0);
    let leaf = forced(leaf, root.subject(), 0);
    let trust = store(&[&root]);
    let verify = |address: &str, policy| {
        let address = EmailAddress::try_from(address).unwrap();
        let verifier = Verifier::new(&trust).policy(policy).profile(Profile::DEFAULT).email_address(&address);
        verifier.purpose(Purpose::EmailProtection).verify(&leaf, &[], None, NOW)
    };
    for policy in [Policy::Rfc5280, Policy::MbedTls228] {
        verify("zoe@EXAMPLE.com", policy).unwrap();
        let error = verify("eve@example.com", policy).unwrap_err();
        assert_eq!(error.kind(), VerifyErrorKind::WrongEmailAddress);
        assert_eq!(error.flags(), Flags::CN_MISMATCH);
        let text = "certificate 0 (CN=Zoe): not valid for \"eve@example.com\"; it names \"zoe@example.com\"";
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn the_leafs_key_is_for_what_the_protocol_needs() {
    let wanted = KeyUsage::DIGITAL_SIGNATURE;
    for (stated, good) in [
        (None, true),
        (Some(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_AGREEMENT), true),
        (Some(KeyUsage::KEY_ENCIPHERMENT), false),
    ] {
        let chain = Chain::with_leaf(same, same, |leaf| match stated {
            Some(usage) => leaf.key_usage(usage),
            None => leaf,
        });
        let trust = store(&[&chain.root]);
        let sent = core::slice::from_ref(&chain.middle);
        let verify = |verifier: Verifier<'_>| verifier.verify(&chain.leaf, sent, None, NOW).map(|_| ());
        assert_eq!(verify(Verifier::new(&trust)).err(), None, "nothing is asked for");
        match verify(Verifier::new(&trust).key_usage(wanted)) {
            Ok(()) => assert!(good),
            Err(error) => {
                assert!(!good);
                assert_eq!((error.kind(), error.depth()), (VerifyErrorKind::KeyUsage(wanted), 0));
                assert!(error.to_string().ends_with("its key is not for Digital Signature"), "{error}");
            }
        }
    }
}

#[test]
fn trusted_certificates_are_trusted_for_what_was_said() {
    let chain = Chain::new(same, same);
    let verify = |anchor: TrustAnchor, purpose| {
        let (trust, sent) = (TrustStore::from_iter([anchor]), core::slice::from_ref(&chain.middle));
        let error = Verifier::new(&trust).purpose(purpose).verify(&chain.leaf, sent, None, NOW).err()?;
        Some((error.kind(), error.depth(), error.to_string()))
    };
    let anchor = || TrustAnchor::new(chain.root.clone());
    let (server, client) = (KeyPurpose::SERVER_AUTH, KeyPurpose::CLIENT_AUTH);
    for good in [anchor(), anchor().only_for([server, client]), anchor().only_for([KeyPurpose::ANY])] {
        assert_eq!(verify(good.clone(), Purpose::ServerAuth), None);
        assert_eq!(verify(good, Purpose::ClientAuth), None);
    }
    // Trusted for mail alone: not for servers. Who asks for no purpose gets no answer about one.
    let mail = || anchor().only_for([KeyPurpose::EMAIL_PROTECTION]);
    let (kind, depth, text) = verify(mail(), Purpose::ServerAuth).unwrap();
    assert_eq!((kind, depth), (VerifyErrorKind::NotTrustedFor(server), 2));
    assert!(text.ends_with(": not trusted for TLS Web Server Authentication"), "{text}");
    assert_eq!(verify(mail(), Purpose::Any), None);

    let issued = chain.leaf.not_before();
    let second = Duration::from_secs(1);
    let until = |date| anchor().distrust_after(server, date);
    assert_eq!(verify(until(issued), Purpose::ServerAuth), None, "the date itself is good");
    let date = issued - second;
    let (kind, depth, text) = verify(until(date), Purpose::ServerAuth).unwrap();
    assert_eq!((kind, depth), (VerifyErrorKind::DistrustedAfter { date, not_before: issued }, 2));
    assert!(text.contains("trusted for what was issued until "), "{text}");
    assert_eq!(verify(until(date), Purpose::ClientAuth), None, "another purpose");

    // In Mbed TLS's order, too.
    let trust = TrustStore::from_iter([mail()]);
    let verifier = Verifier::new(&trust).policy(Policy::MbedTls228);
    let error = verifier.verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW).unwrap_err();
    assert_eq!((error.kind(), error.flags()), (VerifyErrorKind::NotTrustedFor(server), Flags::NOT_TRUSTED));

    // A leaf that is itself in the store is held to the same; so is a path that could end in another root.
    let leaf = TrustAnchor::new(chain.leaf.clone()).only_for([client]);
    assert_eq!(verify(leaf, Purpose::ServerAuth).unwrap().0, VerifyErrorKind::NotTrustedFor(server));
    let both = TrustStore::from_iter([mail(), TrustAnchor::new(chain.middle.clone())]);
    let found =
        Verifier::new(&both).verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW).unwrap();
    assert_eq!(found.trust_anchor(), &chain.middle);
}
