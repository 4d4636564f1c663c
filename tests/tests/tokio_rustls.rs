// SPDX-License-Identifier: MIT
//! The provider as the default of the process, under tokio-rustls, over a socket.

use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, TlsConnector};

const AUTHORITY: &[u8] = include_bytes!("../../crates/rustls-provider/tests/fixtures/ca-p256.pem");
const CERTIFICATE: &[u8] = include_bytes!("../../crates/rustls-provider/tests/fixtures/server-p256.pem");
const KEY: &[u8] = include_bytes!("../../crates/rustls-provider/tests/fixtures/server-p256.key");

/// What a program does: nothing but the first line knows of purembed.
#[tokio::test]
async fn the_installed_provider_serves_clients_and_servers() {
    rustls_purembed::provider().install_default().unwrap();

    let certificates = vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let server = ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(server));

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(AUTHORITY).unwrap()).unwrap();
    let client = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(client));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        for _ in 0..3 {
            let (socket, _) = listener.accept().await.unwrap();
            echo(acceptor.accept(socket).await.unwrap()).await;
        }
    });

    let body: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    for name in ["localhost", "127.0.0.1", "localhost"] {
        let socket = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from(name).unwrap();
        let stream = connector.connect(name, socket).await.unwrap();
        let protocol = stream.get_ref().1.protocol_version();
        assert_eq!(protocol, Some(rustls::ProtocolVersion::TLSv1_3));

        let (mut reader, mut writer) = tokio::io::split(stream);
        let sending = async {
            let head = format!("POST /echo HTTP/1.1\r\ncontent-length: {}\r\n\r\n", body.len());
            writer.write_all(head.as_bytes()).await.unwrap();
            writer.write_all(&body).await.unwrap();
            writer.flush().await.unwrap();
        };
        let receiving = async {
            let mut reply = Vec::new();
            reader.read_to_end(&mut reply).await.unwrap();
            reply
        };
        let ((), reply) = tokio::join!(sending, receiving);
        let reply = reply.strip_prefix(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        assert!(reply == body, "the body came back altered");
    }
    serving.await.unwrap();
}

/// Reads a request, answers with its body, closes.
async fn echo<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(stream: S) {
    let mut stream = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    stream.write_all(&body).await.unwrap();
    stream.shutdown().await.unwrap();
}
