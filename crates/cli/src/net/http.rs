// SPDX-License-Identifier: MIT
//! As much HTTP as it takes to fetch a page and to serve one (RFC 9112).

use std::io::{self, Read, Write};

use super::failure::Failure;
use super::pipe;
use super::summary::Summary;
use crate::error::Error;
use crate::outcome::Outcome;

/// The longest head of a message that is read, in bytes.
const HEAD: usize = 16 * 1024;

/// Asks for a page, and hands over what it holds. The answer is no if the server's is (a status that is not 2xx).
pub(crate) fn get(
    stream: &mut (impl Read + Write),
    host: &str,
    path: &str,
    mut take: impl FnMut(&[u8]) -> Result<(), Failure>,
) -> Result<(Outcome, String), Failure> {
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    stream.flush()?;
    let (head, mut body) = head(stream)?;
    let status = head.lines().next().unwrap_or_default().to_owned();
    let code = status.split(' ').nth(1).unwrap_or_default();
    if !status.starts_with("HTTP/") || code.len() != 3 {
        return Err(Error::Failed("the server does not speak HTTP".to_owned()).into());
    }
    let is_good = code.starts_with('2');
    match content_length(&head) {
        // A server that says how long the page is need not say farewell.
        Some(length) => {
            body.truncate(usize::try_from(length).unwrap_or(usize::MAX));
            take(&body)?;
            let left = length.saturating_sub(body.len() as u64);
            let mut got = 0;
            pipe::copy(&mut Read::take(&mut *stream, left), |piece| {
                got += piece.len() as u64;
                take(piece)
            })?;
            if got < left {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
        }
        None => {
            take(&body)?;
            pipe::copy(stream, take)?;
        }
    }
    Ok((is_good.into(), status.escape_debug().to_string()))
}

/// Answers one request: `/` has a page about the connection.
pub(crate) fn serve(stream: &mut (impl Read + Write), summary: &Summary) -> Result<(), Failure> {
    let (head, _) = head(stream)?;
    let line = head.lines().next().unwrap_or_default();
    let page = format!("This is purembed.\n{summary}\n");
    let (status, page) = match line.split(' ').collect::<Vec<_>>().as_slice() {
        ["GET" | "HEAD", "/", "HTTP/1.0" | "HTTP/1.1"] => ("200 OK", page.as_str()),
        ["GET" | "HEAD", _, "HTTP/1.0" | "HTTP/1.1"] => ("404 Not Found", "There is only /.\n"),
        [_, _, "HTTP/1.0" | "HTTP/1.1"] => ("405 Method Not Allowed", "There is only GET.\n"),
        _ => ("400 Bad Request", "This is not HTTP/1.1.\n"),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{}",
        page.len(),
        if line.starts_with("HEAD ") { "" } else { page }
    )?;
    Ok(stream.flush()?)
}

/// Reads up to the empty line; what came after it is the second half.
fn head(stream: &mut impl Read) -> Result<(String, Vec<u8>), Failure> {
    let mut bytes = Vec::new();
    let mut piece = [0; 1024];
    loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let body = bytes.split_off(at + 4);
            return Ok((String::from_utf8_lossy(&bytes).into_owned(), body));
        }
        if bytes.len() > HEAD {
            return Err(Error::Failed(format!("the head of a message is longer than {HEAD} bytes")).into());
        }
        match stream.read(&mut piece)? {
            0 => return Err(Error::Failed("no HTTP: it ended before an empty line".to_owned()).into()),
            length => bytes.extend_from_slice(piece.get(..length).unwrap_or_default()),
        }
    }
}

fn content_length(head: &str) -> Option<u64> {
    head.lines().skip(1).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    })
}
