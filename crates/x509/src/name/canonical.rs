// SPDX-License-Identifier: MIT
//! Names in the form in which they are compared (RFC 5280 7.1).

use alloc::vec::Vec;

use super::text::is_invisible;
use super::{Attribute, NameRef, Rdn};

/// A name in which everything is gone that RFC 5280 7.1 and RFC 4518 do not compare: the type of strings, case, blanks
/// at the ends and more than one of them between words, the order within a set, characters that show nothing.
///
/// Two names are the same if these octets are; one is within another if it starts with the octets of the other. Not
/// done is the normalisation of compatible characters (NFKC), for which one needs tables: a fullwidth A is no A here.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct CanonicalName {
    /// Each set with its length before it, so that no set can look like the start of another.
    octets: Vec<u8>,
}

impl CanonicalName {
    pub(crate) fn new(name: NameRef<'_>) -> Self {
        let mut octets = Vec::with_capacity(name.as_der().len());
        name.rdns().for_each(|rdn| with_length(&mut octets, &canonical_set(rdn)));
        Self { octets }
    }

    /// Whether this name starts with the sets of the other.
    pub(crate) fn is_within(&self, tree: &Self) -> bool {
        self.octets.starts_with(&tree.octets)
    }
}

fn canonical_set(rdn: Rdn<'_>) -> Vec<u8> {
    let mut attributes: Vec<_> = rdn.attributes().map(|attribute| canonical_attribute(&attribute)).collect();
    // X.501 9.4: the attributes of a set have no order.
    attributes.sort_unstable();
    let mut set = Vec::new();
    attributes.iter().for_each(|attribute| with_length(&mut set, attribute));
    set
}

fn canonical_attribute(attribute: &Attribute<'_>) -> Vec<u8> {
    const TEXT: u8 = 0;
    const OTHER: u8 = 1;
    let mut octets = Vec::new();
    with_length(&mut octets, attribute.kind().oid().as_octets());
    match attribute.text() {
        Some(text) => {
            octets.push(TEXT);
            fold(&mut octets, &text);
        }
        None => {
            octets.push(OTHER);
            octets.extend_from_slice(attribute.as_der());
        }
    }
    octets
}

/// Writes text without case and superfluous blanks (RFC 4518 2.2, 2.6.1).
fn fold(octets: &mut Vec<u8>, text: &str) {
    let is_nothing = |char: char| (char.is_control() && !char.is_whitespace()) || is_invisible(char);
    let mut words = 0_usize;
    let shown = text.split(char::is_whitespace).filter(|word| !word.chars().all(is_nothing));
    for word in shown {
        if words > 0 {
            octets.push(b' ');
        }
        words = words.saturating_add(1);
        if word.is_ascii() {
            octets.extend(
                word.bytes().filter(|byte| !byte.is_ascii_control()).map(|byte| byte.to_ascii_lowercase()),
            );
            continue;
        }
        for char in word.chars().filter(|char| !is_nothing(*char)) {
            // Upper case first, which also joins the two forms of a small sigma, and ß with SS.
            for folded in char.to_uppercase().flat_map(char::to_lowercase) {
                octets.extend_from_slice(folded.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
}

fn with_length(octets: &mut Vec<u8>, value: &[u8]) {
    octets.extend_from_slice(&(value.len() as u64).to_be_bytes());
    octets.extend_from_slice(value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Name;

    fn canonical(text: &str) -> CanonicalName {
        let name: Name = text.parse().unwrap();
        CanonicalName::new(name.as_name_ref())
    }

    #[test]
    fn what_shows_the_same_is_the_same() {
        for (one, other) in [
            ("C=NL, O=Good CA", "C=NL, O=good ca"),
            ("O=Good CA", "O=\\ \\ Good \\09  CA \\20"),
            // UTF8String and PrintableString.
            ("O=Good CA", "O=#1307476F6F64204341"),
            ("O=Zoë ΣΑΣ", "O=ZOË σας"),
            ("O=Straße", "O=STRASSE"),
            ("O=a + OU=b", "OU=b + O=a"),
            ("O=ab", "O=a\u{200b}b"),
            ("DC=Example, DC=COM", "DC=example, DC=com"),
        ] {
            assert_eq!(canonical(one), canonical(other), "{one} {other}");
        }
    }

    #[test]
    fn what_differs_differs() {
        for (one, other) in [
            ("O=a", "OU=a"),
            ("O=a, OU=b", "OU=b, O=a"),
            ("O=a, OU=b", "O=a + OU=b"),
            ("O=a", "O=a, O=a"),
            ("O=a b", "O=ab"),
            ("O=a", "O=#040161"),
            ("O=a", "O=á"),
        ] {
            assert_ne!(canonical(one), canonical(other), "{one} {other}");
        }
    }

    #[test]
    fn trees_have_whole_sets_in_common() {
        let name = canonical("C=US, O=Test, OU=a, CN=b");
        for tree in ["", "C=us", "C=US, O=TEST", "C=US, O=Test, OU=a, CN=b"] {
            assert!(name.is_within(&canonical(tree)), "{tree}");
        }
        for tree in ["O=Test", "C=US, O=Tes", "C=US, OU=a", "C=US, O=Test, OU=a, CN=b, CN=c", "C=US + O=Test"]
        {
            assert!(!name.is_within(&canonical(tree)), "{tree}");
        }
    }
}
