// SPDX-License-Identifier: MIT
//! The methods that builders share: one for each extension.

/// Extensions of certificates, requests and revocation lists.
macro_rules! common_extensions {
    () => {
        /// Adds other names of the issuer.
        pub fn issuer_alternative_names<'n>(
            mut self,
            names: impl IntoIterator<Item = $crate::GeneralName<'n>>,
        ) -> Self {
            self.wishes.add_names($crate::extension::id::ISSUER_ALT_NAME, super::value::names(names));
            self
        }

        /// Says where changes to the revocation list are.
        pub fn freshest_crl(
            mut self,
            points: impl IntoIterator<Item = $crate::NewDistributionPoint>,
        ) -> Self {
            let oid = $crate::extension::id::FRESHEST_CRL;
            self.wishes.set(oid, super::value::distribution_points(oid, points));
            self
        }

        /// Says where to learn about the issuer: what is there, such as [`OCSP`](crate::AccessDescription::OCSP), and
        /// where.
        pub fn authority_info_access<'n>(
            mut self,
            places: impl IntoIterator<Item = ($crate::Oid, $crate::GeneralName<'n>)>,
        ) -> Self {
            let oid = $crate::extension::id::AUTHORITY_INFO_ACCESS;
            self.wishes.set(oid, super::value::information_access(oid, places));
            self
        }

        /// Adds any other extension, also one of an arc of one's own; `value` is the DER that goes into its OCTET
        /// STRING. One of a known kind is held to the same rules as if it had been asked for by its method.
        pub fn extension(
            mut self,
            oid: $crate::Oid,
            critical: bool,
            value: impl Into<alloc::vec::Vec<u8>>,
        ) -> Self {
            self.wishes.add_raw(oid, critical, value.into());
            self
        }

        /// Says whether an extension is critical, where RFC 5280 would have it otherwise: one such as
        /// [`Extension::KEY_USAGE`](crate::Extension::KEY_USAGE), which somebody asks for, sooner or later.
        pub fn critical(mut self, oid: $crate::Oid, critical: bool) -> Self {
            self.wishes.set_criticality(oid, critical);
            self
        }
    };
}

/// Extensions of certificates and requests.
macro_rules! subject_extensions {
    () => {
        super::methods::common_extensions!();

        /// Says whether the subject is an authority. Critical if it is.
        pub fn basic_constraints(mut self, constraints: $crate::BasicConstraints) -> Self {
            let der = super::extensions::value(|writer| constraints.write(writer));
            let contents = super::extensions::Contents::Der(der);
            let oid = $crate::extension::id::BASIC_CONSTRAINTS;
            // RFC 5280 4.2.1.9: critical in certificates of authorities.
            self.wishes.set_critical(oid, constraints.is_ca(), contents);
            self
        }

        /// Says what the key may be used for. Critical.
        pub fn key_usage(mut self, usage: $crate::KeyUsage) -> Self {
            self.wishes.set($crate::extension::id::KEY_USAGE, super::value::key_usage(usage));
            self
        }

        /// Says what the certificate may be used for.
        pub fn extended_key_usage(mut self, purposes: impl IntoIterator<Item = $crate::KeyPurpose>) -> Self {
            let contents = super::value::extended_key_usage(purposes);
            self.wishes.set($crate::extension::id::EXTENDED_KEY_USAGE, contents);
            self
        }

        /// Adds alternative names. Critical if the subject has no other name.
        pub fn subject_alternative_names<'n>(
            mut self,
            names: impl IntoIterator<Item = $crate::GeneralName<'n>>,
        ) -> Self {
            self.wishes.add_names($crate::extension::id::SUBJECT_ALT_NAME, super::value::names(names));
            self
        }

        /// Says how the key of the subject is identified: by SHA-1 of it, if nothing else is said.
        pub fn subject_key_identifier(mut self, form: $crate::SubjectKeyId) -> Self {
            let contents = super::extensions::Contents::SubjectKey(form);
            self.wishes.set($crate::extension::id::SUBJECT_KEY_IDENTIFIER, contents);
            self
        }

        /// Says which names may be certified below this authority, and which may not. Critical.
        pub fn name_constraints<'n>(
            mut self,
            permitted: impl IntoIterator<Item = $crate::SubtreeBase<'n>>,
            excluded: impl IntoIterator<Item = $crate::SubtreeBase<'n>>,
        ) -> Self {
            let contents = super::value::name_constraints(permitted, excluded);
            self.wishes.set($crate::extension::id::NAME_CONSTRAINTS, contents);
            self
        }

        /// Says under which policies the certificate is issued.
        pub fn certificate_policies(mut self, policies: impl IntoIterator<Item = $crate::NewPolicy>) -> Self {
            let contents = super::value::certificate_policies(policies);
            self.wishes.set($crate::extension::id::CERTIFICATE_POLICIES, contents);
            self
        }

        /// Says which policies of the issuer are as good as which of the subject: pairs, the issuer's first. Critical.
        pub fn policy_mappings(
            mut self,
            pairs: impl IntoIterator<Item = ($crate::Oid, $crate::Oid)>,
        ) -> Self {
            self.wishes.set($crate::extension::id::POLICY_MAPPINGS, super::value::policy_mappings(pairs));
            self
        }

        /// Says after how many more certificates every one must have an acceptable policy, and none may map policies.
        /// Critical.
        pub fn policy_constraints(
            mut self,
            require_explicit_policy: Option<u8>,
            inhibit_policy_mapping: Option<u8>,
        ) -> Self {
            let contents = super::value::policy_constraints(require_explicit_policy, inhibit_policy_mapping);
            self.wishes.set($crate::extension::id::POLICY_CONSTRAINTS, contents);
            self
        }

        /// Says how many more certificates may have `anyPolicy`. Critical.
        pub fn inhibit_any_policy(mut self, certificates: u8) -> Self {
            let der = super::extensions::value(|writer| writer.small_integer(certificates));
            let contents = super::extensions::Contents::Der(der);
            self.wishes.set($crate::extension::id::INHIBIT_ANY_POLICY, contents);
            self
        }

        /// Says where revocation lists are.
        pub fn crl_distribution_points(
            mut self,
            points: impl IntoIterator<Item = $crate::NewDistributionPoint>,
        ) -> Self {
            let oid = $crate::extension::id::CRL_DISTRIBUTION_POINTS;
            self.wishes.set(oid, super::value::distribution_points(oid, points));
            self
        }

        /// Says where to learn about the subject: what is there, and where.
        pub fn subject_info_access<'n>(
            mut self,
            places: impl IntoIterator<Item = ($crate::Oid, $crate::GeneralName<'n>)>,
        ) -> Self {
            let oid = $crate::extension::id::SUBJECT_INFO_ACCESS;
            self.wishes.set(oid, super::value::information_access(oid, places));
            self
        }

        /// Says which extensions of TLS a server with this certificate always has, by their numbers (RFC 7633).
        pub fn tls_features(mut self, features: impl IntoIterator<Item = u16>) -> Self {
            let contents = super::value::tls_features(features);
            self.wishes.set($crate::extension::id::TLS_FEATURE, contents);
            self
        }

        /// Says that a server with this certificate always shows a current answer about its revocation: the TLS
        /// extension `status_request`.
        pub fn must_staple(self) -> Self {
            self.tls_features([5])
        }

        /// Says what Netscape may use the certificate for.
        pub fn netscape_cert_type(mut self, kind: $crate::NetscapeCertType) -> Self {
            let der = super::extensions::value(|writer| kind.write(writer));
            let contents = super::extensions::Contents::Der(der);
            self.wishes.set($crate::extension::id::NETSCAPE_CERT_TYPE, contents);
            self
        }

        /// Adds a comment that nobody reads, in ASCII.
        pub fn netscape_comment(mut self, text: &str) -> Self {
            self.wishes.set($crate::extension::id::NETSCAPE_COMMENT, super::value::comment(text));
            self
        }
    };
}

pub(super) use common_extensions;
pub(super) use subject_extensions;
