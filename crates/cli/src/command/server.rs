// SPDX-License-Identifier: MIT
//! `purembed server`: a server over TLS or DTLS, to try clients with.

use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::net::SocketAddr;
use core::num::NonZeroU32;
use core::time::Duration;
use std::io::{self, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use clap::{Args, ValueEnum};
use purembed::tls::{ClientAuthentication, DtlsConfiguration, DtlsSocket, ServerContext, TlsConfiguration};

use crate::answer::answer;
use crate::clock;
use crate::error::{Error, Explain as _};
use crate::net::address::Address;
use crate::net::datagrams::LONGEST;
use crate::net::events::Events;
use crate::net::failure::{Failure, is_timeout, judge};
use crate::net::http;
use crate::net::options::{Options, Side, misfit};
use crate::net::pipe::{self, AtEnd};
use crate::net::received::Received;
use crate::net::summary::Summary;
use crate::net::wire::Wire;
use crate::outcome::Outcome;
use crate::output::message;

const EXAMPLES: &str = "\
Examples:
  $ purembed server --listen 127.0.0.1:4433 --cert server.pem --key key.pem --http
  $ purembed server --listen 127.0.0.1:4433 --cert server.pem --key key.pem --ca root.pem --echo --count 1 --json
  $ purembed server --dtls --listen 127.0.0.1:4433 --psk-identity cli --psk-hex 736563726574 --echo
  $ purembed server --listen [::1]:0 --cert server.pem --key key.pem > letter.txt

Port 0 is any that is free; where the server listens is on standard error. Without --echo and --http there is one client:
standard input goes to it, and what it says to standard output. With --count the exit code is 1 if one side refused the
other: a certificate, a pre-shared key.";

/// How many clients are served at once.
const AT_ONCE: usize = 64;

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Ask {
    /// Do not ask
    None,
    /// Ask, and take those without one
    Optional,
    /// Ask, and refuse those without one
    Required,
}

/// Await clients over TLS or DTLS
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Server {
    /// Where to listen
    #[arg(long, value_name = "HOST:PORT")]
    listen: Address,
    /// Send back what comes
    #[arg(long)]
    echo: bool,
    /// Serve a small page about the connection
    #[arg(long, conflicts_with_all = ["echo", "dtls"])]
    http: bool,
    /// Whether to ask clients for a certificate [default: required with --ca, else none]
    #[arg(long, value_enum)]
    client_auth: Option<Ask>,
    /// End after so many clients; over DTLS those alone count who come through the handshake
    #[arg(long, value_name = "NUMBER")]
    count: Option<NonZeroU32>,
    #[command(flatten)]
    options: Options,
}

impl Server {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        if self.options.json && !self.echo && !self.http {
            return Err(Error::Usage("--json needs --echo or --http".to_owned()));
        }
        let ask = self.client_authentication();
        let addresses = self.listen.resolve()?;
        if self.options.dtls {
            let builder = self.options.dtls(Side::Server)?.client_authentication(ask);
            let builder = match self.options.timeout() {
                Some(timeout) => builder.read_timeout(timeout),
                None => builder,
            };
            let configuration: DtlsConfiguration = builder.build().map_err(misfit)?;
            let context = ServerContext::new(configuration).map_err(misfit)?;
            let mut server = context.bind(addresses.as_slice()).explain(&self.listen)?;
            server.set_accept_timeout(self.options.timeout());
            self.listening(server.local_addr())?;
            return self.clients(move || server.accept(), Self::serve_datagrams);
        }
        let builder = self.options.tls(Side::Server)?.client_authentication(ask);
        let configuration: TlsConfiguration = builder.build().map_err(misfit)?;
        let context = ServerContext::new(configuration).map_err(misfit)?;
        let listener = TcpListener::bind(addresses.as_slice()).explain(&self.listen)?;
        self.listening(listener.local_addr())?;
        let timeout = self.options.timeout();
        self.clients(
            move || accept(&listener, timeout),
            move |server, socket, address| server.serve_stream(&context, socket, address),
        )
    }

    fn client_authentication(&self) -> ClientAuthentication {
        let default = if self.options.trust.is_given() { Ask::Required } else { Ask::None };
        match self.client_auth.unwrap_or(default) {
            Ask::None => ClientAuthentication::None,
            Ask::Optional => ClientAuthentication::Optional,
            Ask::Required => ClientAuthentication::Required,
        }
    }

    fn listening(&self, address: io::Result<SocketAddr>) -> Result<(), Error> {
        message(format_args!("listening on {}", address.explain(&self.listen)?));
        Ok(())
    }

    /// Serves as many clients as are wanted, each in a thread of its own.
    fn clients<S: Send + 'static>(
        self,
        accept: impl Fn() -> io::Result<(S, SocketAddr)>,
        serve: impl Fn(&Self, S, SocketAddr) -> Result<(), Failure> + Send + Sync + 'static,
    ) -> Result<Outcome, Error> {
        let (server, serve) = (Arc::new(self), Arc::new(serve));
        let is_pipe = !server.echo && !server.http;
        let count = if is_pipe { Some(1) } else { server.count.map(NonZeroU32::get) };
        let mut threads = VecDeque::new();
        let mut result = Ok(Outcome::Yes);
        let mut served = 0;
        while count.is_none_or(|count| served < count) {
            let (socket, address) = accept().map_err(|error| {
                if is_timeout(&error) {
                    Error::Failed(format!("{}: nobody came in time", server.listen))
                } else {
                    Error::Because(server.listen.to_string(), error.into())
                }
            })?;
            served = if count.is_some() { served + 1 } else { served };
            // Whoever is done first makes room, and not whoever came first.
            while threads.len() >= AT_ONCE {
                match threads.iter().position(JoinHandle::is_finished) {
                    Some(at) => result = worse(result, threads.remove(at)),
                    None => thread::sleep(Duration::from_millis(5)),
                }
            }
            let (server, serve) = (Arc::clone(&server), Arc::clone(&serve));
            threads.push_back(thread::spawn(move || {
                let done = serve(&server, socket, address);
                let judged =
                    done.map(|()| Outcome::Yes).or_else(|failure| judge(&address.to_string(), failure));
                // A server that goes on for ever tells at once; one that ends, tells last what was wrong last.
                judged.map_err(|error| {
                    message(format_args!("purembed: {error}"));
                    Error::Failed("a client was not served".to_owned())
                })
            }));
        }
        for thread in threads {
            result = worse(result, Some(thread));
        }
        result
    }

    fn report(&self, summary: &Summary, address: SocketAddr, events: Events) -> Result<(), Error> {
        events.tell(format_args!("* {address}: {summary}"));
        if self.options.json {
            answer(format_args!("{}", summary.json(&address.to_string())))
        } else {
            Ok(())
        }
    }

    fn serve_stream(
        &self,
        context: &ServerContext,
        socket: TcpStream,
        address: SocketAddr,
    ) -> Result<(), Failure> {
        let events = Events::new(self.options.verbose);
        events.tell(format_args!("* {address} connected"));
        let wire = Wire::new(socket, self.options.handshake_timeout(), events)?;
        let mut stream = context.wrap_stream(wire)?;
        stream.do_handshake()?;
        let summary = Summary::of_stream(stream.buffer());
        self.report(&summary, address, events)?;
        let wait = self.options.timeout();
        stream.get_ref().settle(if self.http {
            wait.or_else(|| Some(self.options.handshake_timeout()))
        } else {
            wait
        })?;
        if self.http {
            http::serve(&mut stream, &summary)?;
        } else if self.echo {
            let mut piece = vec![0; ECHO];
            loop {
                match io::Read::read(&mut stream, &mut piece)? {
                    0 => break,
                    length => stream.write_all(piece.get(..length).unwrap_or_default())?,
                }
            }
        } else {
            return pipe::stream(stream, AtEnd::Listen, &mut Received::new(false));
        }
        // All is said, and the client may be gone.
        drop(stream.close());
        Ok(())
    }

    fn serve_datagrams(&self, socket: DtlsSocket, address: SocketAddr) -> Result<(), Failure> {
        let events = Events::new(self.options.verbose);
        self.report(&Summary::of_datagrams(&socket), address, events)?;
        if !self.echo {
            return pipe::datagrams(socket, AtEnd::Listen, self.options.timeout(), &mut Received::new(false));
        }
        let mut datagram = vec![0; LONGEST];
        loop {
            match socket.recv(&mut datagram)? {
                0 => return Ok(()),
                length => drop(socket.send(datagram.get(..length).unwrap_or_default())?),
            }
        }
    }
}

/// How much is sent back at once, in bytes.
const ECHO: usize = 16 * 1024;

/// The worst that clients came to.
fn worse(
    result: Result<Outcome, Error>,
    thread: Option<JoinHandle<Result<Outcome, Error>>>,
) -> Result<Outcome, Error> {
    let failed = || Err(Error::Failed("a client was not served".to_owned()));
    match (result, thread.map(JoinHandle::join)) {
        (Err(error), _) | (_, Some(Ok(Err(error)))) => Err(error),
        (_, Some(Err(_))) => failed(),
        (Ok(Outcome::No), _) | (_, Some(Ok(Ok(Outcome::No)))) => Ok(Outcome::No),
        _ => Ok(Outcome::Yes),
    }
}

/// Waits for a client no longer than this.
fn accept(listener: &TcpListener, timeout: Option<Duration>) -> io::Result<(TcpStream, SocketAddr)> {
    let Some(timeout) = timeout else { return listener.accept() };
    let begin: Instant = clock::now();
    // Listeners have no time-out of their own.
    listener.set_nonblocking(true)?;
    loop {
        match listener.accept() {
            Ok((socket, address)) => {
                socket.set_nonblocking(false)?;
                return Ok((socket, address));
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                if begin.elapsed() >= timeout {
                    return Err(io::ErrorKind::TimedOut.into());
                }
                thread::sleep(Duration::from_millis(5));
            }
            Err(error) => return Err(error),
        }
    }
}
