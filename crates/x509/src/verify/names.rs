// SPDX-License-Identifier: MIT
//! Hosts, mailboxes and URIs as certificates write them: the one place where their text is taken apart.
//!
//! What is read here can be compared; what cannot be read is `None`, and whoever asks decides what that means: a name
//! that is looked for is not found in it, a name that is constrained is refused.

use alloc::borrow::Cow;
use alloc::string::String;

/// A host name, or with `*` as its whole first label all the hosts that are one label below a name.
///
/// Compared without regard to the case of ASCII letters; other scripts come as A-labels (RFC 5280 7.2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostPattern<'a> {
    is_wildcard: bool,
    /// Without `*.`.
    name: &'a str,
}

impl<'a> HostPattern<'a> {
    /// Reads a `dNSName`. One with an empty label, as with a dot at an end, or with `*` elsewhere is no host.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let (is_wildcard, name) = text.strip_prefix("*.").map_or((false, text), |name| (true, name));
        is_host(name).then_some(Self { is_wildcard, name })
    }

    /// Whether this stands for a host, which is given without a dot at the end (RFC 9525 6.3).
    pub(crate) fn matches(self, host: &str) -> bool {
        if !self.is_wildcard {
            return self.name.eq_ignore_ascii_case(host);
        }
        // Two labels at least, so that nobody is certified for all of a top-level domain.
        let is_public = !self.name.contains('.');
        let parent = host.split_once('.').map(|(_, parent)| parent);
        !is_public && parent.is_some_and(|parent| parent.eq_ignore_ascii_case(self.name))
    }

    /// Whether all the hosts that this stands for are below a name, or are that name.
    pub(crate) fn is_within(self, tree: &str) -> bool {
        // Of `*.example.com`, all hosts are within `example.com`, and no smaller name has them all.
        is_within(self.name, tree)
    }

    /// Whether any of the hosts that this stands for is below a name, or is that name.
    pub(crate) fn touches(self, tree: &str) -> bool {
        // `*.example.com` stands for `www.example.com` too.
        let parent = tree.split_once('.').map(|(_, parent)| parent);
        let stands_for_tree = parent.is_some_and(|parent| parent.eq_ignore_ascii_case(self.name));
        self.is_within(tree) || (self.is_wildcard && stands_for_tree)
    }
}

/// Whether a host is a name or below it. Every host is below the empty name.
pub(crate) fn is_within(host: &str, tree: &str) -> bool {
    let Some(start) = host.len().checked_sub(tree.len()) else { return false };
    let (before, end) = host.as_bytes().split_at_checked(start).unwrap_or_default();
    let whole_labels = before.is_empty() || before.ends_with(b".") || tree.is_empty();
    whole_labels && end.eq_ignore_ascii_case(tree.as_bytes())
}

/// Whether text is a host name: labels of letters, digits, hyphens and underscores, and no dot at the end.
pub(crate) fn is_host(text: &str) -> bool {
    // RFC 1035 2.3.4 allows 255 octets on the wire, which are 253 characters.
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        // Underscores are no host name by RFC 1123 and in use.
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Whether the last label has digits only: it belongs to an address, perhaps a shortened one; no top-level domain is so.
pub(crate) fn is_numeric(host: &str) -> bool {
    host.rsplit('.').next().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A mail address (RFC 5321 4.1.2): equal to others with the same local part, octet by octet, at the same host,
/// whatever its case (RFC 5280 7.5).
#[derive(Clone, Debug)]
pub(crate) struct Mailbox<'a> {
    /// Without quotes and the backslashes between them.
    pub(crate) local: Cow<'a, str>,
    pub(crate) host: &'a str,
}

impl<'a> Mailbox<'a> {
    /// Reads an address at a host with a name. The local part may have other scripts (RFC 6531); the host may not.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let (local, host) = match text.strip_prefix('"') {
            Some(quoted) => unquote(quoted)?,
            None => {
                let (local, host) = text.split_once('@')?;
                let is_plain = |char: char| !char.is_control() && !" \"(),:;<>@[\\]".contains(char);
                local.chars().all(is_plain).then_some((Cow::Borrowed(local), host))?
            }
        };
        (!local.is_empty() && is_host(host)).then_some(Self { local, host })
    }
}

impl PartialEq for Mailbox<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.local == other.local && self.host.eq_ignore_ascii_case(other.host)
    }
}

impl Eq for Mailbox<'_> {}

/// Takes a quoted local part, whose first quote is gone, from what follows the `@` after it.
fn unquote(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut local = String::new();
    let mut chars = text.chars();
    loop {
        match chars.next()? {
            '"' => break,
            '\\' => local.push(chars.next()?),
            char => local.push(char),
        }
    }
    let is_text = !local.chars().any(char::is_control);
    chars.as_str().strip_prefix('@').filter(|_| is_text).map(|host| (Cow::Owned(local), host))
}

/// The host in a URI, if it has one and it is a name (RFC 3986 3.2). An address is none.
pub(crate) fn uri_host(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let authority = rest.strip_prefix("//").filter(|_| is_scheme)?.split(['/', '?', '#']).next()?;
    let (user, host) = authority.split_once('@').unwrap_or(("", authority));
    // Those who read a backslash as a slash would see another host.
    let is_user =
        user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:%".contains(&byte));
    let host = match host.split_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) => return None,
        None => host,
    };
    (is_user && is_host(host) && !is_numeric(host)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_whole_labels() {
        for host in ["a", "a.b", "xn--bcher-kva.example", "_srv.example", "1.2.3.4", "A--b"] {
            assert!(is_host(host), "{host}");
        }
        for text in
            ["", ".", "a.", ".a", "a..b", "-a", "a-.b", "*", "*.a", "a b", " ", "a\0", "ä", "a/b", "a@b"]
        {
            assert!(!is_host(text), "{text}");
        }
    }

    #[test]
    fn trees_end_at_labels() {
        for (host, tree) in
            [("a.b", ""), ("a.b", "b"), ("A.b", "a.B"), ("x.a.b", "a.b"), ("x.y.a.b", "a.b"), ("a", "a")]
        {
            assert!(is_within(host, tree), "{host} {tree}");
        }
        for (host, tree) in
            [("a.b", "a"), ("xa.b", "a.b"), ("b", "a.b"), ("a.b", ".b"), ("a.b.c", "a.b"), ("", "a")]
        {
            assert!(!is_within(host, tree), "{host} {tree}");
        }
    }

    #[test]
    fn a_wildcard_is_inside_a_tree_only_with_all_its_hosts() {
        let of = |text| HostPattern::read(text).unwrap();
        for (pattern, tree, inside, touching) in [
            ("*.example.com", "example.com", true, true),
            ("*.example.com", "com", true, true),
            ("*.example.com", "", true, true),
            ("*.example.com", "www.example.com", false, true),
            ("*.EXAMPLE.com", "www.example.COM", false, true),
            ("*.example.com", "a.www.example.com", false, false),
            ("*.example.com", "example.org", false, false),
            ("*.example.com", "xexample.com", false, false),
            ("*.com", "example.com", false, true),
            ("*.com", "www.example.com", false, false),
            ("www.example.com", "example.com", true, true),
            ("example.com", "www.example.com", false, false),
        ] {
            assert_eq!(
                (of(pattern).is_within(tree), of(pattern).touches(tree)),
                (inside, touching),
                "{pattern} {tree}"
            );
        }
        for text in ["*", "*.", "a.*.b", "*a.b", "a*.b", "*.*.b", "**.b", ".b", "b.", "*.b.", "*..b", ""] {
            assert!(HostPattern::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn mailboxes() {
        let read = |text| Mailbox::read(text);
        let parts = |text: &'static str| {
            let mailbox = Mailbox::read(text).unwrap();
            (mailbox.local.into_owned(), mailbox.host)
        };
        assert_eq!(parts("a.b+c@example.com"), ("a.b+c".into(), "example.com"));
        assert_eq!(parts(r#""a@b \" c"@example.com"#), (r#"a@b " c"#.into(), "example.com"));
        assert_eq!(parts("ö@example.com"), ("ö".into(), "example.com"));
        for text in [
            "",
            "a",
            "@",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "a@b c",
            "a@.b",
            "a@b.",
            "a@*.b",
            "a@[127.0.0.1]",
            "<a@b>",
            r#""a@b"#,
            r#""a"b@c"#,
            r#"""@c"#,
            "a\n@b",
            "a@ö.example",
            "a\\@b@c",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("a@Example.com"), read("a@example.COM"));
        assert_eq!(read(r#""a"@b"#), read("a@b"));
        assert_ne!(read("A@b"), read("a@b"));
    }

    #[test]
    fn hosts_of_uris() {
        for (uri, host) in [
            ("http://example.com", "example.com"),
            ("https://example.com/a@b:c", "example.com"),
            ("ldap://user:pass@example.com:389/o=a?b", "example.com"),
            ("http://a%40b@example.com#x", "example.com"),
            ("h+t-t.p2://example.com:/", "example.com"),
            ("http://example.com?http://other.example", "example.com"),
        ] {
            assert_eq!(uri_host(uri), Some(host), "{uri}");
        }
        for uri in [
            "",
            "example.com",
            "//example.com",
            "urn:example:a",
            "mailto:a@example.com",
            "http:/example.com",
            "http://",
            "http:///a",
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://example.com:x/",
            "http://exa%6dple.com/",
            "http://a@b@example.com",
            "http://example.com.",
            "http://*.example.com",
            "http://example.com\\@other.example",
            "1http://example.com",
            "http://example.com /",
        ] {
            assert_eq!(uri_host(uri), None, "{uri}");
        }
    }
}
