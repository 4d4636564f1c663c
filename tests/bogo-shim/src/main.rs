// SPDX-License-Identifier: MIT
//! The engine for TLS 1.2 and DTLS 1.2 as BoringSSL's protocol runner drives it: see `README.md`.

use std::env;
use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr, TcpStream};
use std::process::ExitCode;

use self::options::{Asked, Options};

mod datagrams;
mod options;
mod outcome;
mod stream;

/// What the runner takes for "unimplemented".
const UNIMPLEMENTED: u8 = 89;

fn main() -> ExitCode {
    let options = match options::read(env::args().skip(1)) {
        Asked::Run(options) => options,
        Asked::HandshakerSupported => {
            println!("No");
            return ExitCode::SUCCESS;
        }
        Asked::Unimplemented(what) => {
            eprintln!("unimplemented: {what}");
            return UNIMPLEMENTED.into();
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), outcome::Failure> {
    let mut socket = if options.ipv6 {
        TcpStream::connect((Ipv6Addr::LOCALHOST, options.port))?
    } else {
        TcpStream::connect((Ipv4Addr::LOCALHOST, options.port))?
    };
    socket.set_nodelay(true)?;
    socket.write_all(&options.shim_id.to_le_bytes())?;
    if options.dtls { datagrams::run(options, socket) } else { stream::run(options, socket) }
}
