"""Connects to an exchange with TLS: python trust.py URL CA [CERTIFICATE KEY]. Prints what comes of it."""

import sys
from pathlib import Path

from redleaf import Redleaf, errors

url, ca, *own = sys.argv[1:]
trusted = Path(ca).read_bytes()
certificate, key = [Path(file).read_bytes() for file in own] or (None, None)
client_certificate = None if certificate is None or key is None else (certificate, key)
for authorities in (trusted, None):
    with Redleaf(
        url,
        "alice",
        "correct horse",
        ca_certificates=authorities,
        client_certificate=client_certificate,
        # Of an exchange that is not trusted, nothing comes.
        timeout=2 if authorities is None else 10,
    ) as exchange:
        try:
            print(exchange.positions())
        except errors.ConnectionLost:
            print("not trusted")
