// SPDX-License-Identifier: MIT
//! TLS: the bytes of the socket are the bytes of the connection.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use purembed_core::random;
use purembed_tls12::{CipherSuite, Received, TlsConnection};

use crate::options::Options;
use crate::outcome::{Established, Failure, answer, check};

pub fn run(options: &Options, mut socket: TcpStream) -> Result<(), Failure> {
    let missing = || Failure::Expectation("a configuration that can be read".to_owned());
    let config = Arc::new(options.config().ok_or_else(missing)?);
    let rng = Box::new(random::generator().map_err(purembed_tls12::Error::from)?);
    let mut connection = if options.server {
        TlsConnection::server(config, rng, 0)
    } else {
        TlsConnection::client(config, options.host_name.as_deref(), rng, 0)?
    };
    let outcome = converse(options, &mut connection, &mut socket);
    // Alerts count, too.
    flush(&mut connection, &mut socket)?;
    outcome
}

fn flush(connection: &mut TlsConnection, socket: &mut TcpStream) -> Result<(), Failure> {
    let bytes = connection.take_outgoing();
    socket.write_all(&bytes)?;
    Ok(())
}

fn converse(options: &Options, tls: &mut TlsConnection, socket: &mut TcpStream) -> Result<(), Failure> {
    let (mut wire, mut data, mut greeted) = (vec![0; 20_000], vec![0; 20_000], false);
    loop {
        flush(tls, socket)?;
        if !greeted && !tls.is_handshaking() && tls.failure().is_none() {
            greeted = true;
            let first = check(
                options,
                &Established {
                    protocol: tls.protocol(),
                    server_name: tls.server_name(),
                    suite: tls.suite().map(CipherSuite::id),
                    export: &|label, context, out| tls.export_keying_material(label, context, out),
                },
            )?;
            tls.write(&first)?;
            if options.shim_shuts_down {
                tls.close();
            }
            flush(tls, socket)?;
        }
        loop {
            match tls.read(&mut data)? {
                Received::Data(length) if !options.shim_shuts_down => {
                    let answer = answer(&data[..length]);
                    let mut rest = &answer[..];
                    while !rest.is_empty() {
                        rest = &rest[tls.write(rest)?..];
                        flush(tls, socket)?;
                    }
                }
                Received::Data(_) => {}
                Received::Closed => {
                    tls.close();
                    return Ok(());
                }
                _ => break,
            }
        }
        let length = socket.read(&mut wire)?;
        if length == 0 {
            // Without a farewell, which matters only if the runner says so.
            let fine = greeted && !options.check_close_notify;
            return if fine { Ok(()) } else { Err(purembed_tls12::Error::RaggedEof.into()) };
        }
        let mut rest = &wire[..length];
        while !rest.is_empty() {
            rest = &rest[tls.receive(rest)..];
            if !rest.is_empty() {
                // Data stands in the way.
                let Received::Data(length) = tls.read(&mut data)? else { break };
                tls.write(&answer(&data[..length]))?;
            }
        }
    }
}
