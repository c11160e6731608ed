"""Certificates for the servers of tests."""

import subprocess
from pathlib import Path


def make_certificate(folder: Path, *names: str) -> tuple[Path, Path]:
    """A certificate for `names` that signs itself, and its key: two files in `folder`. A name
    may be an address (`IP:127.0.0.1`)."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    written = ",".join(name if ":" in name else f"DNS:{name}" for name in names)
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-nodes"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-days", "2", "-subj", f"/CN={names[0]}"),
            *("-addext", f"subjectAltName={written}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key
