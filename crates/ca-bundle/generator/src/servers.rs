// SPDX-License-Identifier: MIT
//! A newer list of those that are trusted for servers, in PEM, and what it changes.

use std::collections::BTreeMap;

use purembed_x509::Crt;

use crate::InvalidList;
use crate::roots::Root;

/// What the newer list changes.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Trusted for servers since, by name.
    pub added: Vec<String>,
    /// Not trusted for servers any more, by name.
    pub removed: Vec<String>,
}

/// Makes the newer list the one of servers: who is not in it loses that trust, who is in it has it. Nothing else
/// changes; who is new is trusted for servers alone.
///
/// # Errors
///
/// [`InvalidList`] if a certificate cannot be read, stands there twice or has no label.
pub fn apply(mut roots: Vec<Root>, list: &[u8]) -> Result<(Vec<Root>, Changes), InvalidList> {
    let mut newer = read(list)?;
    let mut changes = Changes::default();
    for root in &mut roots {
        let is_listed = newer.remove(root.crt.as_der()).is_some();
        match (root.server, is_listed) {
            (true, false) => changes.removed.push(root.name.clone()),
            (false, true) => changes.added.push(root.name.clone()),
            _ => {}
        }
        root.server = is_listed;
    }
    roots.retain(|root| root.server || root.email || root.code);
    let mut new: Vec<(String, Crt)> = newer.into_values().collect();
    new.sort_by(|one, other| one.0.cmp(&other.0));
    for (name, crt) in new {
        changes.added.push(name.clone());
        roots.push(Root {
            name,
            crt,
            server: true,
            email: false,
            code: false,
            server_distrust_after: None,
            email_distrust_after: None,
        });
    }
    Ok((roots, changes))
}

/// Certificates with the labels that stand above them, `# Label: "Name"`, by their DER.
fn read(list: &[u8]) -> Result<BTreeMap<Vec<u8>, (String, Crt)>, InvalidList> {
    let text = std::str::from_utf8(list).map_err(|_| InvalidList::at(0, "no UTF-8"))?;
    let labels: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("# Label: \"")?.strip_suffix('"')).collect();
    let crts = Crt::all_from_pem(list)
        .map_err(|invalid| InvalidList::at(0, format!("the newer list: {invalid}")))?;
    if labels.len() != crts.len() {
        return Err(InvalidList::at(0, "the newer list: not as many labels as certificates"));
    }
    let mut found = BTreeMap::new();
    for (label, crt) in labels.into_iter().zip(crts) {
        if found.insert(crt.as_der().to_vec(), (label.to_owned(), crt)).is_some() {
            return Err(InvalidList::at(0, format!("the newer list: {label} twice")));
        }
    }
    Ok(found)
}
