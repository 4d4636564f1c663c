// SPDX-License-Identifier: MIT
//! What is generated: the certificates one after the other, and the table of them.

use std::fmt::Write as _;

use purembed_core::hex;
use purembed_hash::Algorithm;
use purembed_x509::Time;

use crate::InvalidList;
use crate::roots::Root;
use crate::source::Source;

/// The two files of the crate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Output {
    /// `roots.der`.
    pub der: Vec<u8>,
    /// `roots.in`, a piece of Rust.
    pub table: String,
}

/// Writes both.
///
/// # Errors
///
/// [`InvalidList`] if a name cannot stand in the table.
pub fn output(roots: &[Root], source: &Source) -> Result<Output, InvalidList> {
    let mut der = Vec::new();
    let mut table = String::from(
        "// SPDX-License-Identifier: MPL-2.0\n// Generated of Mozilla's lists by `cargo run -p purembed-ca-bundle-generator`. Do not edit.\n",
    );
    let servers = source.servers.as_ref().unwrap_or(&source.certdata);
    // Writing to a string does not fail.
    let _ = write!(
        table,
        "\npub(crate) mod list {{\n    pub(crate) const VERSION: &str = {:?};\n    pub(crate) const DATE: &str = {:?};\n    pub(crate) const SERVER_DATE: &str = {:?};\n}}\n",
        source.certdata.version.as_deref().unwrap_or_default(),
        source.certdata.date,
        servers.date,
    );
    let _ = write!(table, "\nstatic ROOTS: [RootCertificate; {}] = [\n", roots.len());
    for root in roots {
        let subject = root.crt.subject().to_string();
        if root.name.contains('\\') || subject.chars().any(char::is_control) {
            return Err(InvalidList::at(0, format!("a name that cannot be shown: {}", root.name)));
        }
        let bytes = root.crt.as_der();
        let digest = |algorithm: Algorithm| hex::encode(root.crt.fingerprint(algorithm).as_ref());
        let _ = writeln!(
            table,
            "    root({:?}, {subject:?}, {}, {}, {}, {}, {}, \"{}\", \"{}\"),",
            root.name,
            der.len(),
            bytes.len(),
            bits(root),
            seconds(root.server_distrust_after.filter(|_| root.server)),
            seconds(root.email_distrust_after.filter(|_| root.email)),
            digest(Algorithm::SHA1),
            digest(Algorithm::SHA256),
        );
        der.extend_from_slice(bytes);
    }
    table.push_str("];\n");
    Ok(Output { der, table })
}

fn bits(root: &Root) -> String {
    let names = [(root.server, "SERVER"), (root.email, "EMAIL"), (root.code, "CODE")];
    let names: Vec<&str> = names.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    names.join(" | ")
}

fn seconds(time: Option<Time>) -> String {
    time.map_or_else(|| "None".to_owned(), |time| format!("Some({})", time.as_unix()))
}
