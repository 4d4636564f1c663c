// SPDX-License-Identifier: MIT
//! A tour of purembed: digests of a file, a public key infrastructure of three certificates, and an HTTPS round trip
//! over real sockets with them; then three connections that must fail, and how they do.
//!
//! ```sh
//! cargo run --release --example tour -- FILE
//! cargo run --release --example tour -- --serve
//! ```
#![expect(clippy::print_stdout, reason = "a tour is there to be read")]
#![expect(clippy::std_instead_of_alloc, clippy::std_instead_of_core, reason = "as users write programs")]

use std::error::Error;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::Parser;
use purembed::hkdf::Hkdf;
use purembed::tls::{ClientContext, ServerIdentity, TlsConfiguration};
use purembed::x509::{ServerName, TrustStore};
use purembed::{hashlib, hmac, secrets, version};

mod https;
mod pki;

use pki::Pki;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Parser)]
#[command(about = "A tour of purembed: digests, certificates, an HTTPS round trip, and what is refused")]
struct Arguments {
    /// The file whose digests are shown
    #[arg(default_value = "README.md")]
    file: PathBuf,
    /// Where to write the certificates and keys [default: a new directory for temporary files]
    #[arg(long)]
    out: Option<PathBuf>,
    /// Stay and serve, until interrupted
    #[arg(long)]
    serve: bool,
    /// The port to serve at, on 127.0.0.1 [default: any free one]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    println!("purembed {}\n", version::VERSION);

    digests(&arguments.file)?;

    let directory = match arguments.out {
        Some(directory) => directory,
        None => std::env::temp_dir().join(format!("purembed-tour-{}", secrets::token_hex(8)?)),
    };
    println!("\n2. Three certificates, in {}", directory.display());
    let pki = Pki::issue()?;
    pki.write(&directory)?;
    for line in pki.describe()? {
        println!("   {line}");
    }

    let listener = TcpListener::bind(("127.0.0.1", arguments.port))?;
    if arguments.serve {
        return serve(&listener, &pki, &directory);
    }
    round_trip(listener, &pki)?;
    refusals(&pki)
}

/// The digests of a file, a MAC of it, and a key derived from it.
fn digests(path: &Path) -> Result<()> {
    let open = || fs::File::open(path).map_err(|error| format!("cannot read {}: {error}", path.display()));
    println!("1. Digests of {} ({} bytes)", path.display(), open()?.metadata()?.len());
    for algorithm in [hashlib::Algorithm::MD5, hashlib::Algorithm::SHA256, hashlib::Algorithm::SHA512] {
        println!("   {:<12} {}", algorithm.name(), hashlib::file_digest(open()?, algorithm)?);
    }

    let mut mac = hmac::sha256(b"tour");
    std::io::copy(&mut open()?, &mut mac)?;
    println!("   {:<12} {}   (key \"tour\")", "hmac-sha256", mac.hexdigest());

    // The MAC stands for the file: a short secret to derive a key from.
    let mut key = [0; 32];
    Hkdf::new(hashlib::Algorithm::SHA256).info(b"tour").derive(mac.finalize().as_ref(), &mut key)?;
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("   {:<12} {key}   (of the HMAC, info \"tour\")", "hkdf-sha256");
    Ok(())
}

/// A page from an HTTPS server with our certificates, fetched by a client that trusts our root and nothing else.
fn round_trip(listener: TcpListener, pki: &Pki) -> Result<()> {
    let address = listener.local_addr()?;
    println!("\n3. HTTPS with them, at {address}");
    let server = https::Server::start(listener, pki.server_context()?)?;
    let client = client(TrustStore::from_iter([pki.root().clone()]))?;
    for visit in ["first visit", "second visit"] {
        let page = https::get(&client, address, &named("localhost")?)?;
        println!(
            "   {visit}: {} bytes, \"{}\"",
            page.body.len(),
            page.body.lines().next().unwrap_or_default()
        );
        println!(
            "     {} {}, peer {}{}",
            page.version,
            page.suite,
            page.peer,
            if page.resumed { ", session resumed" } else { "" }
        );
        println!("     handshake {}, whole round trip {}", show(page.handshake), show(page.total));
    }
    server.stop();
    Ok(())
}

/// Three connections that must fail, and what a user would read.
fn refusals(pki: &Pki) -> Result<()> {
    println!("\n4. What is refused");
    let ours = || client(TrustStore::from_iter([pki.root().clone()]));
    let stranger = Pki::issue()?;
    let wrong_root = client(TrustStore::from_iter([stranger.root().clone()]))?;
    let cases = [
        ("wrong name", pki.server_context()?, ours()?, named("example.org")?),
        ("wrong root", pki.server_context()?, wrong_root, named("localhost")?),
        ("expired", pki.expired_server_context()?, ours()?, named("localhost")?),
    ];
    for (case, context, client, name) in cases {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let server = https::Server::start(listener, context)?;
        match https::get(&client, address, &name) {
            Ok(_) => return Err(format!("{case}: the connection should have been refused").into()),
            Err(error) => println!("   {case}: {error}"),
        }
        server.stop();
    }
    Ok(())
}

/// Serves until interrupted, and says how to visit.
fn serve(listener: &TcpListener, pki: &Pki, directory: &Path) -> Result<()> {
    let port = listener.local_addr()?.port();
    let root = directory.join("root.pem");
    println!("\n3. Serving at https://localhost:{port}/ until interrupted; try");
    println!("   curl --cacert {} https://localhost:{port}/", root.display());
    println!(
        "   openssl s_client -connect 127.0.0.1:{port} -servername localhost -verify_return_error -CAfile {}",
        root.display()
    );
    https::serve(listener, &pki.server_context()?, |outcome| println!("   {outcome}"))?;
    Ok(())
}

fn client(trust: TrustStore) -> Result<ClientContext> {
    let configuration =
        TlsConfiguration::builder().trust_store(trust).inner_protocols(["http/1.1"]).build()?;
    Ok(ClientContext::new(configuration)?)
}

fn named(name: &str) -> Result<ServerIdentity<'_>> {
    Ok(ServerIdentity::named(ServerName::try_from(name)?))
}

fn show(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1e3)
}

fn now() -> SystemTime {
    #[expect(clippy::disallowed_methods, reason = "a program may look at the clock")]
    SystemTime::now()
}
