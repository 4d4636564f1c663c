// SPDX-License-Identifier: MIT
//! Mbed TLS.

use purembed::parity::pk::Curve;
use purembed::parity::tls12::{Config, Connection, Context, Received, Transport, Verify};
use purembed::tls12::CipherSuite;

use super::{Agreement, IDENTITY, KEY, MTU, Maker, Pair, Protocol, Secret};

/// How long tickets are good, in seconds.
const TICKETS: u32 = 86_400;

struct Both {
    client: Connection,
    server: Connection,
    resumed: bool,
}

fn carry(from: &mut Connection, to: &mut Connection) {
    from.take_outgoing().iter().for_each(|bytes| to.receive(bytes));
}

fn contexts(agreement: &Agreement) -> (Context, Context) {
    let suite: CipherSuite = agreement.suite.parse().expect("a suite");
    let config = || Config::new(&[suite.id()]).curves(&[Curve::SECP256R1]);
    let (mut client, mut server) = match &agreement.secret {
        Secret::Psk => {
            let config = config().pre_shared_key(IDENTITY, KEY);
            (config.clone(), config)
        }
        Secret::Certificate(pki) => (
            config().trust(&[pki.root.as_der()], Verify::Required),
            config().certificate_chain(&[pki.leaf.as_der()], pki.key.to_pkcs8_der().expose()),
        ),
    };
    if agreement.resumed {
        (client, server) = (client.wants_tickets(), server.ticket_lifetime(TICKETS));
    }
    let transport = match agreement.protocol {
        Protocol::Dtls12 => Transport::Datagram,
        Protocol::Tls12 | Protocol::Tls13 => Transport::Stream,
    };
    (
        Context::client(transport, &client).expect("a client"),
        Context::server(transport, &server).expect("a server"),
    )
}

pub(super) fn maker(agreement: &Agreement) -> Option<Maker> {
    if agreement.protocol == Protocol::Tls13 {
        return None;
    }
    let agreement = agreement.clone();
    // Its contexts stay in the thread that made them.
    Some(super::maker(move || {
        let (client, server) = contexts(&agreement);
        let session =
            agreement.resumed.then(|| Both::new(&client, &server, None).client.session().expect("connected"));
        move || -> Box<dyn Pair> { Box::new(Both::new(&client, &server, session.as_deref())) }
    }))
}

impl Both {
    fn new(client: &Context, server: &Context, session: Option<&[u8]>) -> Self {
        let connection = |context| Connection::new(context).expect("a connection");
        let (client, server) = (connection(client), connection(server));
        let mut pair = Self { client, server, resumed: session.is_some() };
        pair.client.set_server_name("localhost").expect("a name");
        pair.client.set_mtu(MTU as u16);
        pair.server.set_mtu(MTU as u16);
        if let Some(session) = session {
            pair.client.set_session(session).expect("a session");
        }
        while pair.client.is_handshaking() || pair.server.is_handshaking() {
            let _ = pair.client.do_handshake().expect("a good peer");
            carry(&mut pair.client, &mut pair.server);
            let _ = pair.server.do_handshake().expect("a good peer");
            carry(&mut pair.server, &mut pair.client);
        }
        pair
    }
}

impl Pair for Both {
    /// C does not tell.
    fn is_resumed(&mut self) -> bool {
        self.resumed
    }

    fn send(&mut self, data: &[u8], out: &mut [u8]) {
        assert_eq!(self.client.write(data).expect("connected"), data.len());
        carry(&mut self.client, &mut self.server);
        assert_eq!(self.server.read(out).expect("data"), Received::Data(data.len()));
    }
}
