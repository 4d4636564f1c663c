// SPDX-License-Identifier: MIT
//! Where a server is: `example.org:443`, `192.0.2.7:443`, `[2001:db8::7]:443`.

use core::fmt;
use core::net::SocketAddr;
use core::str::FromStr;
use core::time::Duration;
use std::io;
use std::net::{TcpStream, ToSocketAddrs as _, UdpSocket};
use std::thread;

use crate::clock;
use crate::error::{Error, Explain as _};

/// A host and a port.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Address {
    host: String,
    port: u16,
}

impl Address {
    /// The name or the address of the host, without brackets.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Connects to the first of the host's addresses that answers, each of which gets so much time.
    pub(crate) fn connect_tcp(&self, timeout: Duration) -> Result<TcpStream, Error> {
        self.first(|address| TcpStream::connect_timeout(&address, timeout))
    }

    /// The same, again and again until time is up if nobody listens there.
    pub(crate) fn await_tcp(&self, timeout: Duration) -> Result<TcpStream, Error> {
        let begin = clock::now();
        loop {
            match self.connect_tcp(timeout) {
                Err(error) if !is_refused(&error) || begin.elapsed() >= timeout => return Err(error),
                Err(_) => thread::sleep(Duration::from_millis(20)),
                Ok(stream) => return Ok(stream),
            }
        }
    }

    /// A socket for datagrams with the first of the host's addresses that there is a way to.
    pub(crate) fn connect_udp(&self) -> Result<UdpSocket, Error> {
        self.first(|address| {
            let any: SocketAddr =
                if address.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0_u16; 8], 0).into() };
            let socket = UdpSocket::bind(any)?;
            socket.connect(address)?;
            Ok(socket)
        })
    }

    /// All addresses, to listen at.
    pub(crate) fn resolve(&self) -> Result<Vec<SocketAddr>, Error> {
        let found: Vec<_> = (self.host(), self.port).to_socket_addrs().explain(self)?.collect();
        if found.is_empty() {
            return Err(Error::Failed(format!("{self}: no address of that name")));
        }
        Ok(found)
    }

    fn first<T>(&self, connect: impl Fn(SocketAddr) -> io::Result<T>) -> Result<T, Error> {
        let mut failure = None;
        for address in self.resolve()? {
            match connect(address) {
                Ok(connected) => return Ok(connected),
                Err(error) => failure = Some(error),
            }
        }
        Err(failure.unwrap_or_else(|| io::ErrorKind::NotFound.into())).explain(self)
    }
}

fn is_refused(error: &Error) -> bool {
    let Error::Because(_, error) = error else { return false };
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected HOST:PORT, as example.org:443 or [::1]:443".to_owned();
        let (host, port) = text.rsplit_once(':').ok_or_else(expected)?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        if host.is_empty() || bare.is_none() && host.contains(':') {
            return Err(expected());
        }
        let port = port.parse().map_err(|_| expected())?;
        Ok(Self { host: bare.unwrap_or(host).to_owned(), port })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// So many seconds, more than none.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "expected a number of seconds, more than 0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_shown_alike() {
        for text in ["example.org:443", "192.0.2.7:4433", "[2001:db8::7]:0"] {
            assert_eq!(text.parse::<Address>().expect(text).to_string(), text);
        }
        assert_eq!("[::1]:443".parse::<Address>().expect("an address").host(), "::1");
        for text in ["", "example.org", ":443", "::1:443", "example.org:https", "example.org:65536"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn seconds_are_more_than_none_and_have_an_end() {
        assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
        for text in ["", "0", "-1", "NaN", "inf", "1e99", "2s"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
