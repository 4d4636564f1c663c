// SPDX-License-Identifier: MIT
//! `purembed client`: a connection to a server, over TLS or DTLS.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use purembed::tls::{
    ClientContext, DtlsConfiguration, DtlsSocket, ServerIdentity, Session, TlsConfiguration, TlsStream,
};
use purembed::x509::ServerName;

use crate::answer::answer;
use crate::error::Error;
use crate::input::Input;
use crate::net::address::Address;
use crate::net::datagrams::{Caller, LONGEST};
use crate::net::events::Events;
use crate::net::failure::{Failure, judge, last_words};
use crate::net::options::{Options, Side, misfit};
use crate::net::pipe::{self, AtEnd};
use crate::net::received::Received;
use crate::net::summary::Summary;
use crate::net::wire::Wire;
use crate::net::{http, session};
use crate::outcome::Outcome;
use crate::output::message;

const EXAMPLES: &str = "\
Examples:
  $ purembed client --connect example.org:443 --http /
  $ purembed client --connect 127.0.0.1:4433 --name localhost --ca root.pem < letter.txt
  $ purembed client --dtls --connect 127.0.0.1:4433 --psk-identity cli --psk-hex 736563726574 --send hello
  $ purembed client --connect example.org:443 --max-version 1.2 --json

Without --send, --http and --json, standard input goes to the server, and what the server says to standard output. At
the end of its input TLS says farewell and waits for the server's; DTLS, where each line is a datagram, waits for a second
or --timeout. Exit code 1 says that one side refused the other: a certificate, a name, a pre-shared key.";

/// Connect to a server over TLS or DTLS
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Client {
    /// Where the server is
    #[arg(long, value_name = "HOST:PORT")]
    connect: Address,
    /// Name that the server's certificate must have, and that the server is asked for [default: the host]
    #[arg(long, value_name = "HOST")]
    name: Option<String>,
    /// DANGER: accept trusted certificates of any name, and ask for none
    #[arg(long, conflicts_with = "name")]
    any_name: bool,
    /// Try again, for as long as --timeout says, while nobody listens there
    #[arg(long, conflicts_with = "dtls")]
    retry: bool,
    #[command(flatten)]
    task: Task,
    #[command(flatten)]
    resumption: Resumption,
    #[command(flatten)]
    options: Options,
}

#[derive(Args, Debug)]
struct Task {
    /// Send this, and write the answer to standard output; again for more
    #[arg(long, value_name = "TEXT")]
    send: Vec<String>,
    /// Fetch a page, and write it to standard output; exit code 1 if its status is not 2xx
    #[arg(long, value_name = "PATH", conflicts_with_all = ["send", "dtls"])]
    http: Option<String>,
}

#[derive(Args, Debug)]
struct Resumption {
    /// Resume the session of this file, if the server still knows it (TLS 1.2 and DTLS)
    #[arg(long, value_name = "FILE")]
    session_in: Option<Input>,
    /// Keep the session in this file, which is as secret as a key (TLS 1.2 and DTLS)
    #[arg(long, value_name = "FILE")]
    session_out: Option<PathBuf>,
    /// Connect twice, the second time with what was remembered of the first
    #[arg(long)]
    reconnect: bool,
}

impl Client {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let done = if self.options.dtls { self.run_dtls() } else { self.run_tls() };
        done.or_else(|failure| judge(&self.connect.to_string(), failure))
    }

    fn identity(&self) -> Result<ServerIdentity<'_>, Error> {
        // A pre-shared key is the server's name.
        let is_named_by_key = self.options.psk.is_given() && !self.options.trust.is_given();
        if self.any_name || self.name.is_none() && is_named_by_key {
            return Ok(ServerIdentity::dangerous_any_name());
        }
        let name = self.name.as_deref().unwrap_or_else(|| self.connect.host());
        let name = ServerName::try_from(name).map_err(|error| Error::Usage(format!("{name}: {error}")))?;
        Ok(ServerIdentity::named(name))
    }

    /// The session to begin with, if there is one.
    fn session(&self) -> Result<Option<Session>, Error> {
        self.resumption.session_in.as_ref().map(session::read).transpose()
    }

    fn keep(&self, session: Option<Session>) -> Result<(), Error> {
        self.resumption.session_out.as_deref().map_or(Ok(()), |path| session::write(path, session))
    }

    const fn rounds(&self) -> u8 {
        if self.resumption.reconnect { 2 } else { 1 }
    }

    fn report(&self, summary: &Summary, received: &Received) -> Result<(), Error> {
        if !self.options.json {
            return Ok(());
        }
        let mut object = summary.json(&self.connect.to_string());
        if let Some(object) = object.as_object_mut() {
            object.insert("received".to_owned(), received.json());
        }
        answer(format_args!("{object:#}"))
    }
}

/// Over streams.
impl Client {
    fn run_tls(&self) -> Result<Outcome, Failure> {
        let configuration: TlsConfiguration = self.options.tls(Side::Client)?.build().map_err(misfit)?;
        let context = ClientContext::new(configuration).map_err(misfit)?;
        let mut session = self.session()?;
        for _ in 1..self.rounds() {
            let (mut stream, _) = self.connect_tls(&context, session.as_ref())?;
            session = stream.buffer().session();
            stream.shutdown()?;
            stream.get_ref().settle(Some(self.options.handshake_timeout()))?;
            // Tickets of TLS 1.3 come after the handshake. How it ends is of no interest.
            drop(pipe::copy(&mut stream, |_| Ok(())));
        }
        let (mut stream, summary) = self.connect_tls(&context, session.as_ref())?;
        self.keep(stream.buffer().session())?;
        let mut received = Received::new(self.options.json);
        let mut outcome = Outcome::Yes;
        if self.task.http.is_none() && self.task.send.is_empty() && !self.options.json {
            pipe::stream(stream, AtEnd::Farewell, &mut received)?;
        } else {
            let done = self.exchange(&mut stream, &mut received);
            outcome = done.map_err(|failure| last_words(&mut stream, failure))?;
        }
        self.report(&summary, &received)?;
        Ok(outcome)
    }

    /// Asks, and takes the answer.
    fn exchange(&self, stream: &mut TlsStream<Wire>, received: &mut Received) -> Result<Outcome, Failure> {
        let Some(path) = &self.task.http else {
            for text in &self.task.send {
                stream.write_all(text.as_bytes())?;
            }
            stream.shutdown()?;
            pipe::copy(stream, |piece| Ok(received.take(piece)?))?;
            return Ok(Outcome::Yes);
        };
        let host = self.name.as_deref().unwrap_or_else(|| self.connect.host());
        let (outcome, status) = http::get(stream, host, path, |piece| Ok(received.take(piece)?))?;
        if outcome == Outcome::No {
            message(format_args!("purembed: {}: {status}", self.connect));
        }
        // The page is here, and the server may be gone.
        drop(stream.shutdown());
        Ok(outcome)
    }

    fn connect_tls(
        &self,
        context: &ClientContext,
        session: Option<&Session>,
    ) -> Result<(TlsStream<Wire>, Summary), Failure> {
        let events = Events::new(self.options.verbose);
        let limit = self.options.handshake_timeout();
        let socket =
            if self.retry { self.connect.await_tcp(limit)? } else { self.connect.connect_tcp(limit)? };
        events.tell(format_args!("* connected to {}", socket.peer_addr()?));
        let wire = Wire::new(socket, limit, events)?;
        let identity = self.identity()?;
        let mut stream = match session {
            Some(session) => context.resume_stream(wire, &identity, session)?,
            None => context.wrap_stream(wire, &identity)?,
        };
        stream.do_handshake()?;
        let summary = Summary::of_stream(stream.buffer());
        events.tell(format_args!("* {summary}"));
        // An answer that was asked for comes soon; what people type does not.
        let waits = !self.task.send.is_empty() || self.task.http.is_some() || self.options.json;
        stream.get_ref().settle(self.options.timeout().or_else(|| waits.then_some(limit)))?;
        Ok((stream, summary))
    }
}

/// Over datagrams.
impl Client {
    fn run_dtls(&self) -> Result<Outcome, Failure> {
        let configuration: DtlsConfiguration = self.options.dtls(Side::Client)?.build().map_err(misfit)?;
        let context = ClientContext::new(configuration).map_err(misfit)?;
        let mut session = self.session()?;
        for _ in 1..self.rounds() {
            let (socket, _, _) = self.connect_dtls(&context, session.as_ref())?;
            session = socket.session();
            socket.close();
        }
        let (socket, early, summary) = self.connect_dtls(&context, session.as_ref())?;
        self.keep(socket.session())?;
        let mut received = Received::new(self.options.json);
        let mut expected = self.task.send.len();
        for datagram in early {
            received.take(&datagram)?;
            expected = expected.saturating_sub(1);
        }
        if self.task.send.is_empty() && !self.options.json {
            pipe::datagrams(socket, AtEnd::Farewell, self.options.timeout(), &mut received)?;
        } else {
            self.ask(socket, expected, &mut received)?;
        }
        self.report(&summary, &received)?;
        Ok(Outcome::Yes)
    }

    /// Sends what there is to send, and waits for as many answers.
    fn ask(&self, mut socket: DtlsSocket, answers: usize, received: &mut Received) -> Result<(), Failure> {
        for text in &self.task.send {
            socket.send(text.as_bytes())?;
        }
        socket.set_read_timeout(Some(self.options.handshake_timeout()));
        let mut datagram = vec![0; LONGEST];
        for _ in 0..answers {
            match socket.recv(&mut datagram)? {
                0 => break,
                length => received.take(datagram.get(..length).unwrap_or_default())?,
            }
        }
        socket.close();
        Ok(())
    }

    fn connect_dtls(
        &self,
        context: &ClientContext<DtlsConfiguration>,
        session: Option<&Session>,
    ) -> Result<(DtlsSocket, Vec<Vec<u8>>, Summary), Failure> {
        let events = Events::new(self.options.verbose);
        let socket = self.connect.connect_udp()?;
        events.tell(format_args!("* {} to {}", socket.local_addr()?, socket.peer_addr()?));
        let identity = self.identity()?;
        let timeout = self.options.handshake_timeout();
        let caller = Caller { context, identity: &identity, session, timeout, events };
        let (socket, early) = caller.connect(socket)?;
        let summary = Summary::of_datagrams(&socket);
        events.tell(format_args!("* {summary}"));
        Ok((socket, early, summary))
    }
}
