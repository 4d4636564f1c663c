#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One side of a connection with python-mbedtls, for tests/tests/python_tls12.rs: a line of text and its answer.

    peer.py (client | server) (tls | dtls) CIPHER (psk IDENTITY KEY | trust ROOT | chain LEAF INTERMEDIATE KEYFILE) [PORT]

A server says on which port it listens, takes one line and answers it in capitals. A client says hello and prints the
answer. Both print the name of the cipher suite.
"""

import contextlib
import signal
import socket
import sys

from mbedtls import pk, tls, x509


def read(path):
    with open(path) as file:
        return file.read()


def configuration(kind, transport, cipher, what, *rest):
    make = tls.TLSConfiguration if transport == "tls" else tls.DTLSConfiguration
    options = {"ciphers": [cipher]}
    if what == "psk":
        identity, key = rest
        options["validate_certificates"] = False
        if kind == "client":
            options["pre_shared_key"] = (identity, key.encode())
        else:
            options["pre_shared_key_store"] = {identity: key.encode()}
    elif what == "trust":
        options["trust_store"] = tls.TrustStore.from_pem_file(rest[0])
        options["validate_certificates"] = True
    else:
        leaf, intermediate, key = map(read, rest)
        chain = [x509.CRT.from_PEM(leaf), x509.CRT.from_PEM(intermediate)]
        key = (pk.ECC if "ECDSA" in cipher else pk.RSA).from_PEM(key)
        options["certificate_chain"] = (chain, key)
        options["validate_certificates"] = False
    return make(**options)


def block(function, *arguments):
    while True:
        with contextlib.suppress(tls.WantReadError, tls.WantWriteError):
            return function(*arguments)


def plain(transport):
    kind = socket.SOCK_STREAM if transport == "tls" else socket.SOCK_DGRAM
    return socket.socket(socket.AF_INET, kind)


def server(transport, config):
    listener = tls.ServerContext(config).wrap_socket(plain(transport))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    if transport == "tls":
        listener.listen(1)
    print("PORT", listener.getsockname()[1], flush=True)
    connection, address = listener.accept()
    if transport == "dtls":
        connection.setcookieparam(address[0].encode())
        with contextlib.suppress(tls.HelloVerifyRequest):
            block(connection.do_handshake)
        connection, address = connection.accept()
        connection.setcookieparam(address[0].encode())
    block(connection.do_handshake)
    line = block(connection.recv, 4096)
    connection.send(line.upper())
    print("CIPHER", connection.cipher(), flush=True)
    # Until the client is done.
    with contextlib.suppress(Exception):
        block(connection.recv, 4096)


def client(transport, config, port):
    connection = tls.ClientContext(config).wrap_socket(plain(transport), server_hostname="localhost")
    connection.connect(("127.0.0.1", int(port)))
    block(connection.do_handshake)
    connection.send(b"hello\n")
    print("ANSWER", block(connection.recv, 4096).decode().strip(), flush=True)
    print("CIPHER", connection.cipher(), flush=True)
    connection.shutdown(socket.SHUT_RDWR)


def main():
    # Not by a timeout of the sockets: the one that `accept` makes of the other has none, and yet does not block.
    signal.alarm(15)
    kind, transport, *rest = sys.argv[1:]
    if kind == "server":
        server(transport, configuration(kind, transport, *rest))
    else:
        *rest, port = rest
        client(transport, configuration(kind, transport, *rest), port)


main()
