// SPDX-License-Identifier: MIT
//! `SOURCE.toml`: where the lists came from, and of which day they are.

use purembed_core::hex;
use purembed_hash::Algorithm;
use purembed_x509::Time;

use crate::InvalidList;

/// How old a list may be in a release, in days. Within a year a third of the certificates change.
const MAX_AGE: i64 = 180;

/// The lists.
#[derive(Clone, Debug)]
pub struct Source {
    /// All purposes.
    pub certdata: List,
    /// A newer one of those trusted for servers.
    pub servers: Option<List>,
}

/// One list.
#[derive(Clone, Debug)]
pub struct List {
    /// The file beside `SOURCE.toml`.
    pub file: String,
    /// The version that Mozilla gave it.
    pub version: Option<String>,
    /// The day, as in `2026-11-21`.
    pub date: String,
    sha256: String,
}

impl Source {
    /// Reads the description.
    ///
    /// # Errors
    ///
    /// [`InvalidList`] if something is missing.
    pub fn parse(text: &str) -> Result<Self, InvalidList> {
        let table: toml::Table =
            text.parse().map_err(|error| InvalidList::at(0, format!("SOURCE.toml: {error}")))?;
        let list = |name: &str| table.get(name).map(|value| List::parse(name, value)).transpose();
        let certdata = list("certdata")?.ok_or_else(|| InvalidList::at(0, "SOURCE.toml: no certdata"))?;
        Ok(Self { certdata, servers: list("servers")? })
    }

    /// Which lists are too old for a release.
    #[must_use]
    pub fn too_old(&self, now: Time) -> Vec<String> {
        let lists = [Some(&self.certdata), self.servers.as_ref()];
        let old = lists.into_iter().flatten().filter_map(|list| {
            let days = now.as_unix().saturating_sub(list.day().ok()?.as_unix()) / 86_400;
            (days > MAX_AGE).then(|| format!("{} is of {}, {days} days ago", list.file, list.date))
        });
        old.collect()
    }
}

impl List {
    fn parse(name: &str, value: &toml::Value) -> Result<Self, InvalidList> {
        let text = |key: &str| value.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        let must = |key: &str| {
            text(key).ok_or_else(|| InvalidList::at(0, format!("SOURCE.toml: {name} has no {key}")))
        };
        must("origin")?;
        let list = Self {
            file: must("file")?,
            version: text("version"),
            date: must("date")?,
            sha256: must("sha256")?,
        };
        list.day()?;
        Ok(list)
    }

    fn day(&self) -> Result<Time, InvalidList> {
        let invalid = |_| InvalidList::at(0, format!("SOURCE.toml: {} is no day", self.date));
        format!("{} 00:00:00", self.date).parse().map_err(invalid)
    }

    /// Whether this is the file that was described.
    ///
    /// # Errors
    ///
    /// [`InvalidList`] if it is another one.
    pub fn check(&self, contents: &[u8]) -> Result<(), InvalidList> {
        if hex::encode(Algorithm::SHA256.digest(contents).as_ref()) == self.sha256 {
            Ok(())
        } else {
            Err(InvalidList::at(0, format!("{} is not the file that SOURCE.toml describes", self.file)))
        }
    }
}
