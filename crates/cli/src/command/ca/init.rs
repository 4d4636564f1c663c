// SPDX-License-Identifier: MIT
//! `purembed ca init`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use purembed::hashlib::Algorithm;
use purembed::pk::PrivateKey;
use purembed::x509::{BasicConstraints, Crt, CrtBuilder, CrtProfile, Name, Time};

use super::authority::{self, Authority, CERTIFICATE, CHAIN, DATABASE, ISSUED, KEY};
use super::database::Database;
use crate::certificates;
use crate::clock;
use crate::command::dgst;
use crate::error::{Error, Explain as _};
use crate::interrupt;
use crate::key_output::{Protection, Wrapping};
use crate::key_type::{self, KeyType};
use crate::keys::AnyPrivateKey;
use crate::outcome::Outcome;
use crate::output::{Readers, message};
use crate::password::{PasswordSource, SOURCES};

const EXAMPLES: &str = "\
Examples:
  $ purembed ca init root --subject \"C=NL, O=Example, CN=Example Root\" --encrypt prompt
  $ purembed ca init below --subject \"CN=Example Issuing\" --parent root --path-length 0";

/// Make an authority: a directory with a key and a certificate
#[derive(Args, Debug)]
#[command(after_help = format!("{}\n\n{EXAMPLES}", key_type::NAMES))]
pub(super) struct Init {
    /// Directory to make; one that is there has to be empty
    #[arg(value_name = "DIRECTORY")]
    directory: PathBuf,
    /// Name of the authority
    #[arg(short, long, value_name = "NAME")]
    subject: Name,
    /// Kind of its key
    #[arg(long, value_name = "KIND", default_value = "secp384r1")]
    kind: KeyType,
    /// How many days it is to live [default: 3650, or as long as its parent]
    #[arg(long, value_name = "NUMBER")]
    days: Option<u32>,
    /// Begin of its validity, UTC [default: now]
    #[arg(long, value_name = "TIME", value_parser = certificates::time)]
    from: Option<Time>,
    /// How many authorities may stand below it
    #[arg(long, value_name = "NUMBER")]
    path_length: Option<u8>,
    /// Directory of the authority above it; without one it is a root
    #[arg(long, value_name = "DIRECTORY")]
    parent: Option<PathBuf>,
    /// Where the password of the parent's key comes from, if it has one
    #[arg(long, value_name = SOURCES, requires = "parent")]
    parent_password: Option<PasswordSource>,
    /// Digest to sign with [default: as strong as the key]
    #[arg(long, value_name = "NAME", value_parser = dgst::parse)]
    digest: Option<Algorithm>,
    #[command(flatten)]
    protection: Protection,
}

impl Init {
    pub(super) fn run(self) -> Result<Outcome, Error> {
        let name = self.directory.display();
        if fs::read_dir(&self.directory).is_ok_and(|mut entries| entries.next().is_some())
            || self.directory.is_file()
        {
            return Err(Error::Failed(format!("{name} exists already, and is never replaced")));
        }
        let key = self.kind.generate_pk()?;
        // Everything is made beside the directory, which appears as a whole.
        let beside = self.directory.parent().filter(|parent| !parent.as_os_str().is_empty());
        let mut made = tempfile::Builder::new()
            .prefix(".purembed-")
            .suffix(".partial")
            .tempdir_in(beside.unwrap_or_else(|| Path::new(".")))
            .explain(&name)?;
        interrupt::remove(made.path());
        let done = self.fill(made.path(), key);
        interrupt::keep(made.path());
        let crt = done?;
        fs::rename(made.path(), &self.directory).explain(&name)?;
        made.disable_cleanup(true);
        message(format_args!("{name}: {} until {} UTC", crt.subject(), crt.not_after()));
        Ok(Outcome::Yes)
    }

    /// Writes all files into a directory.
    fn fill(&self, files: &Path, key: PrivateKey) -> Result<Crt, Error> {
        let (crt, chain) = self.certify(&key)?;
        let key = self.protection.pkcs8(&AnyPrivateKey::Pk(key), Wrapping::Pem)?;
        authority::write(files, KEY, &key, Readers::Owner)?;
        authority::write(files, CERTIFICATE, crt.to_pem().as_bytes(), Readers::Umask)?;
        if !chain.is_empty() {
            let chain: String = chain.iter().map(Crt::to_pem).collect();
            authority::write(files, CHAIN, chain.as_bytes(), Readers::Umask)?;
        }
        authority::write(files, DATABASE, Database::default().write().as_bytes(), Readers::Umask)?;
        fs::create_dir(files.join(ISSUED)).explain(self.directory.display())?;
        Ok(crt)
    }

    /// The certificate, and for an authority below another one those that lead to the root.
    fn certify(&self, key: &PrivateKey) -> Result<(Crt, Vec<Crt>), Error> {
        let from = self.from.unwrap_or_else(clock::today);
        let until = from + clock::days(self.days.unwrap_or(3650));
        let builder = |profile, until| {
            let builder =
                CrtBuilder::from_profile(profile, self.subject.clone(), key.public_key(), from, until);
            match self.path_length {
                None => builder,
                length => builder.basic_constraints(BasicConstraints::Ca { max_path_length: length }),
            }
        };
        let Some(parent) = &self.parent else {
            let scheme = certificates::scheme_for(&key.public_key(), self.digest);
            let root = builder(CrtProfile::RootCa, until)
                .self_sign(key, scheme)
                .explain("making the certificate")?;
            return Ok((root, Vec::new()));
        };
        let mut parent = Authority::open(parent)?;
        let parent_key = parent.key(self.parent_password.as_ref())?;
        let profile = CrtProfile::IntermediateCa { max_path_length: self.path_length };
        // What nobody asked for is cut, what somebody asked for is refused.
        let until = if self.days.is_none() { until.min(parent.crt.not_after()) } else { until };
        let crt = parent.issue(builder(profile, until), &parent_key, self.digest)?;
        let mut chain = parent.chain()?;
        chain.insert(0, crt.clone());
        Ok((crt, chain))
    }
}
