"""Reading X.509 certificates."""

from datetime import datetime
from hashlib import sha256

from attrs import frozen

from egovkit.qr._algorithms import bad_key


@frozen
class Certificate:
    """What is taken from a certificate."""

    key: object
    not_before: datetime
    not_after: datetime
    digest: bytes


def read_certificate(data: bytes) -> Certificate:
    """Read a certificate from DER or PEM."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.utils import CryptographyDeprecationWarning
    from cryptography.x509 import (
        InvalidVersion,
        load_der_x509_certificate,
        load_pem_x509_certificate,
    )

    is_pem = data.lstrip().startswith(b"-----BEGIN")
    load = load_pem_x509_certificate if is_pem else load_der_x509_certificate
    try:
        read = load(data)
        return Certificate(
            read.public_key(),
            read.not_valid_before_utc,
            read.not_valid_after_utc,
            sha256(read.public_bytes(Encoding.DER)).digest(),
        )
    except (
        ValueError,
        InvalidVersion,
        UnsupportedAlgorithm,
        # An error where warnings are made errors: a serial number below 1, say.
        CryptographyDeprecationWarning,
    ):
        raise bad_key("no X.509 certificate", "give its DER or PEM") from None
