#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Records what python-mbedtls says, for tests/tests/python_readme.rs to hear the same from purembed.

    python3 -m venv venv && venv/bin/pip install python-mbedtls==2.10.1
    venv/bin/python tests/python/record.py

Writes vectors/python/readme.json, the examples of its README in order, each with the value that it had; and
vectors/python/symmetric.json, digests, HMAC and HKDF over messages of awkward lengths.
"""

import contextlib
import doctest
import io
import json
import pathlib
import platform
from importlib import metadata

from mbedtls import hashlib, hkdf, hmac, version

OUT = pathlib.Path(__file__).resolve().parents[2] / "vectors" / "python"
ABOUT = {
    "python": platform.python_version(),
    "python-mbedtls": metadata.version("python-mbedtls"),
    "mbedtls": version.version,
}


def value(got):
    """A value as JSON that keeps apart what Python keeps apart."""
    if isinstance(got, (bytes, bytearray)):
        return {"bytes": bytes(got).hex()}
    if isinstance(got, (bool, int, str)):
        return {type(got).__name__: got}
    return {"type": type(got).__name__}


def write(name, what):
    lines = ",\n".join("    " + json.dumps(case) for case in what)
    about = json.dumps(ABOUT)
    (OUT / name).write_text(f'{{\n  "about": {about},\n  "cases": [\n{lines}\n  ]\n}}\n')


def readme():
    text = metadata.metadata("python-mbedtls").get_payload()
    lines = text.splitlines()
    names = {}
    for example in doctest.DocTestParser().get_examples(text):
        # The heading is the last line before the example that is underlined with dashes.
        above = [i for i in range(1, example.lineno) if set(lines[i]) == {"-"}]
        case = {"section": lines[above[-1] - 1], "source": example.source.strip()}
        with contextlib.redirect_stdout(io.StringIO()):
            try:
                code = compile(example.source, "README", "eval")
            except SyntaxError:
                exec(compile(example.source, "README", "exec"), names)
            else:
                got = eval(code, names)
                # A key is another one each time, and nobody's business.
                if got is not None and "generate()" not in example.source:
                    case["value"] = value(got)
        yield case


def symmetric():
    message = bytes(i * 7 % 256 for i in range(300))
    # Named one by one: its `algorithms_available` leaves out SHA-224 and SHA-384, which it has.
    for name in ("md5", "ripemd160", "sha1", "sha224", "sha256", "sha384", "sha512"):
        this = hashlib.new(name)
        yield {"kind": "hash", "name": name, "digest_size": this.digest_size, "block_size": this.block_size}
        for length in (0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 300):
            digest = hashlib.new(name, message[:length]).hexdigest()
            yield {"kind": "digest", "name": name, "length": length, "value": digest}
        for key in (1, 20, 64, 65, 128, 129, 200):
            tag = hmac.new(message[:key], message, digestmod=name).hexdigest()
            yield {"kind": "hmac", "name": name, "key": key, "value": tag}
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512"):
        for salt, info, length in ((0, 0, 1), (13, 0, 42), (0, 10, 100), (80, 80, 255)):
            okm = hkdf.hkdf(message[:22], length, message[:info], message[:salt], getattr(hmac, name))
            yield {"kind": "hkdf", "name": name, "salt": salt, "info": info, "value": okm.hex()}


write("readme.json", list(readme()))
write("symmetric.json", list(symmetric()))
