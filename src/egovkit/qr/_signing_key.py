"""SigningKey: what an issuer signs with, in memory, in a file or in a device."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Self

from attrs import field, frozen
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._algorithms import (
    ALGORITHMS,
    Alg,
    NativePrivateKey,
    NativePublicKey,
    bad_key,
    check_of,
    es256,
    from_der,
    is_der,
    point_of,
)
from egovkit.qr._cbor import encode, encode_bytes
from egovkit.qr._cose import SIGNATURE_HEAD, beginning, to_sign
from egovkit.qr._public_key import PublicKey, kid_of, require_kid

Sign = Callable[[bytes], bytes]
"""Takes a message; returns the signature of 64 bytes, r and s side by side."""


@frozen(eq=False, kw_only=True)
class SigningKey:
    """A private key with its name; `generate`, `from_pem` or `from_signer` make one.

    Attributes
    ----------
    alg, kid
        The algorithm, and the name that tokens give for it.

    Examples
    --------
    >>> key = SigningKey.generate("ES256")
    >>> key.alg, len(key.kid)
    ('ES256', 4)
    """

    alg: Alg
    kid: bytes = field(converter=require_kid)
    _point: bytes = field(alias="point", repr=False)
    _sign: Sign = field(alias="sign", repr=False)
    _private: NativePrivateKey | None = field(alias="private", default=None, repr=False)
    _beginning: bytes = field(init=False, repr=False)
    _to_sign: bytes = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        protected = self._protected({})
        object.__setattr__(self, "_beginning", beginning(protected))
        object.__setattr__(self, "_to_sign", to_sign(protected))

    def _protected(self, more: Mapping[int, str]) -> bytes:
        return encode({1: ALGORITHMS[self.alg].written, 4: self.kid, **more})

    @classmethod
    def generate(
        cls,
        alg: str = "ES256",
        *,
        kid: bytes | None = None,
        deterministic: bool = False,
    ) -> Self:
        """Make a new key from the randomness of the operating system.

        Parameters
        ----------
        alg
            ``"ES256"``, which every browser can verify, or ``"Ed25519"``.
        deterministic
            Derive the nonce of each ES256 signature from key and message (RFC 6979)
            instead of drawing it: the same claims give the same token. It takes about
            twice as long, and OpenSSL 3.2. Ed25519 is so by nature.

        Raises
        ------
        TokenError
            ``unsupported_algorithm``, for another name.

        Examples
        --------
        >>> SigningKey.generate("Ed25519", kid=b"ward-2026").kid
        b'ward-2026'
        """
        if alg not in ALGORITHMS:
            raise TokenError(
                "unsupported_algorithm", ascii(alg), '"ES256" or "Ed25519"'
            )
        private = (
            Ed25519PrivateKey.generate()
            if alg == "Ed25519"
            else generate_private_key(SECP256R1())
        )
        return cls._of_private(private, kid, deterministic=deterministic)

    @classmethod
    def from_pem(
        cls,
        pem: str | bytes,
        password: str | bytes | None = None,
        *,
        kid: bytes | None = None,
        deterministic: bool = False,
    ) -> Self:
        """Read a private key from PEM, as `to_pem` or OpenSSL writes it.

        PEM holds no kid: give it again if it was not the default one.

        Raises
        ------
        TokenError
            ``bad_key``, if it is no private key of P-256 or Ed25519, or the password
            is not the one.

        Examples
        --------
        >>> key = SigningKey.generate()
        >>> SigningKey.from_pem(key.to_pem("a password"), "a password").kid == key.kid
        True
        """
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        data = pem.encode() if isinstance(pem, str) else pem
        try:
            private = load_pem_private_key(data, _password(password))
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise bad_key("no private key", f"OpenSSL says: {error}") from None
        if not isinstance(private, EllipticCurvePrivateKey | Ed25519PrivateKey):
            raise bad_key(f"a key of another kind, {type(private).__name__}")
        return cls._of_private(private, kid, deterministic=deterministic)

    @classmethod
    def from_signer(
        cls,
        public_key: PublicKey | NativePublicKey,
        sign: Sign,
        *,
        alg: str | None = None,
        kid: bytes | None = None,
    ) -> Self:
        """Sign by a device (HSM) or a service that keeps the private key.

        Parameters
        ----------
        sign
            Takes the message, not its digest, and returns the signature: 64 bytes, or
            for ES256 also DER. It is checked by the public key before it is used.
        alg
            What the public key's algorithm has to be, if given.

        Raises
        ------
        TokenError
            ``bad_key``, if the public key is none of P-256 or Ed25519;
            ``algorithm_mismatch``, if it is not of `alg`; later ``bad_signature``, if
            what `sign` returns is not its signature.

        Examples
        --------
        >>> device = SigningKey.generate("ES256")
        >>> public = device.public(issuer="ward.example")
        >>> key = SigningKey.from_signer(public, device.sign, alg="ES256")
        >>> key.kid == device.kid
        True
        """
        if isinstance(public_key, PublicKey):
            known = public_key
        else:
            own, point = point_of(public_key)
            known = PublicKey(alg=own, point=point, kid=kid or kid_of(own, point))
        if alg not in (None, known.alg):
            raise TokenError("algorithm_mismatch", f"a key of {known.alg}", ascii(alg))
        return cls(
            alg=known.alg,
            kid=kid or known.kid,
            point=known.point,
            sign=_checked(sign, known),
        )

    @classmethod
    def _of_private(
        cls, private: NativePrivateKey, kid: bytes | None, *, deterministic: bool
    ) -> Self:
        alg, point = point_of(private.public_key())
        return cls(
            alg=alg,
            kid=kid_of(alg, point) if kid is None else kid,
            point=point,
            sign=_signer(private, deterministic=deterministic),
            private=private,
        )

    def to_pem(self, password: str | bytes | None) -> bytes:
        """Write the key as PKCS 8 in PEM, encrypted by the password.

        None writes it in the clear: only into a vault. The kid is not in it.

        Raises
        ------
        InvalidValueError
            If the key is kept by a device.

        Examples
        --------
        >>> SigningKey.generate().to_pem("a password").splitlines()[0]
        b'-----BEGIN ENCRYPTED PRIVATE KEY-----'
        """
        from cryptography.hazmat.primitives.serialization import (
            BestAvailableEncryption,
            Encoding,
            KeySerializationEncryption,
            NoEncryption,
            PrivateFormat,
        )

        if self._private is None:
            raise InvalidValueError(
                "key",
                self,
                "a key in memory",
                "back it up with the tools of its device",
            )
        secret = _password(password)
        how: KeySerializationEncryption = (
            NoEncryption() if secret is None else BestAvailableEncryption(secret)
        )
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)

    def public(
        self,
        *,
        issuer: str | None,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
        purposes: Iterable[str] = (),
    ) -> PublicKey:
        """Return what verifiers need to know, to be given out in a `KeySet`.

        Examples
        --------
        >>> key = SigningKey.generate()
        >>> key.public(issuer="ward.example", purposes=["receipt"]).purposes
        ('receipt',)
        """
        return PublicKey(
            alg=self.alg,
            point=self._point,
            kid=self.kid,
            issuer=issuer,
            not_before=not_before,
            not_after=not_after,
            purposes=purposes,
        )

    def sign(self, message: bytes) -> bytes:
        """Sign a message; return 64 bytes, for ES256 r and s side by side.

        Examples
        --------
        >>> len(SigningKey.generate("ES256").sign(b"a message"))
        64
        """
        return self._sign(message)

    def seal(self, payload: bytes, content_type: str | None = None) -> bytes:
        """Sign a payload as a tagged COSE_Sign1 (RFC 9052), whatever it holds.

        `issue` and `StatusList.issue` write the payloads that `verify` takes. The
        content type stands in the protected header (label 16, RFC 9596).

        Examples
        --------
        >>> SigningKey.generate("ES256", kid=b"1").seal(b"a payload")[:9].hex(" ")
        'd2 84 46 a2 01 26 04 41 31'
        """
        begin, prefix = self._beginning, self._to_sign
        if content_type is not None:
            protected = self._protected({16: content_type})
            begin, prefix = beginning(protected), to_sign(protected)
        body = encode_bytes(payload)
        return begin + body + SIGNATURE_HEAD + self._sign(prefix + body)


def _password(password: str | bytes | None) -> bytes | None:
    return password.encode() if isinstance(password, str) else password


def _signer(private: NativePrivateKey, *, deterministic: bool) -> Sign:
    if isinstance(private, Ed25519PrivateKey):
        return private.sign
    sign, how = private.sign, es256()
    if deterministic:
        try:
            how = ECDSA(SHA256(), deterministic_signing=True)
        except UnsupportedAlgorithm:
            raise InvalidValueError(
                "deterministic", True, "False, with this OpenSSL", "update cryptography"
            ) from None
    return lambda message: from_der(sign(message, how))


def _checked(sign: Sign, public: PublicKey) -> Sign:
    """Look at what a device returns, and bring DER into the form that tokens have."""
    check = check_of(public.alg, public.point)

    def checked(message: bytes) -> bytes:
        returned = sign(message)
        forms = [returned]
        if public.alg == "ES256" and is_der(returned):
            forms.append(from_der(returned))
        for signature in forms:
            try:
                check(signature, message)
            except InvalidSignature:
                continue
            return signature
        raise TokenError(
            "bad_signature", f"{len(returned)} bytes from the signer",
            f"a signature by the key {public.kid.hex()}",
            "let it sign the message itself, with SHA-256, by the key of this name",
        )  # fmt: skip

    return checked
