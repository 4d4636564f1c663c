// SPDX-License-Identifier: MIT
//! As much HTTP as a tour needs: one request, one page, one connection each.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use purembed::tls::{CipherSuite, ClientContext, ServerContext, ServerIdentity, TlsVersion};

use crate::Result;

/// Nobody may keep this server waiting for longer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest request head that is read, in bytes.
const HEAD: u64 = 8 * 1024;

const PAGE: &str = "Hello from purembed.\nThis page came over TLS, with certificates issued a moment ago.\n";

/// What a visit was like.
pub(crate) struct Page {
    pub(crate) body: String,
    pub(crate) version: TlsVersion,
    pub(crate) suite: CipherSuite,
    pub(crate) peer: String,
    pub(crate) resumed: bool,
    pub(crate) handshake: Duration,
    pub(crate) total: Duration,
}

/// Fetches `/`.
pub(crate) fn get(context: &ClientContext, address: SocketAddr, server: &ServerIdentity<'_>) -> Result<Page> {
    let start = clock();
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut tls = context.wrap_stream(stream, server)?;
    tls.do_handshake()?;
    let handshake = start.elapsed();
    tls.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut response = String::new();
    tls.read_to_string(&mut response)?;
    tls.shutdown()?;
    let total = start.elapsed();

    let (_head, body) = response.split_once("\r\n\r\n").ok_or("no HTTP response")?;
    let connection = tls.buffer();
    Ok(Page {
        body: body.to_owned(),
        version: connection.negotiated_tls_version().ok_or("no version")?,
        suite: connection.cipher().ok_or("no suite")?,
        peer: connection.peer_certificate().ok_or("no certificate")?.subject().to_string(),
        resumed: connection.is_resumed(),
        handshake,
        total,
    })
}

/// A server in a thread of its own.
pub(crate) struct Server {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Server {
    pub(crate) fn start(listener: TcpListener, context: ServerContext) -> Result<Self> {
        let address = listener.local_addr()?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                // A visitor who goes away is the visitor's affair; the visitor of a tour tells it himself.
                drop(stream.and_then(|stream| answer(&context, stream)));
            }
        });
        Ok(Self { address, stop, thread })
    }

    pub(crate) fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the thread up, which then sees that it is to stop.
        if TcpStream::connect(self.address).is_ok() {
            drop(self.thread.join());
        }
    }
}

/// Serves in this thread for ever, and tells of every visit.
pub(crate) fn serve(listener: &TcpListener, context: &ServerContext, tell: impl Fn(String)) -> Result<()> {
    for stream in listener.incoming() {
        let stream = stream?;
        let peer = stream.peer_addr()?;
        match answer(context, stream) {
            Ok(connection) => tell(format!("{peer}: {connection}")),
            Err(error) => tell(format!("{peer}: {error}")),
        }
    }
    Ok(())
}

/// Answers one visitor; returns what was agreed upon.
fn answer(context: &ServerContext, stream: TcpStream) -> io::Result<String> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut tls = context.wrap_stream(stream)?;
    tls.do_handshake()?;
    let agreed = match (tls.buffer().negotiated_tls_version(), tls.buffer().cipher()) {
        (Some(version), Some(suite)) => format!("{version} {suite}"),
        _ => "nothing agreed upon".to_owned(),
    };

    let mut request = BufReader::new((&mut tls).take(HEAD));
    let mut line = String::new();
    while request.read_line(&mut line)? > 0 && !line.trim_end().is_empty() {
        line.clear();
    }
    write!(
        tls,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{PAGE}",
        PAGE.len()
    )?;
    tls.shutdown()?;
    Ok(agreed)
}

fn clock() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "a program may look at the clock")]
    Instant::now()
}
