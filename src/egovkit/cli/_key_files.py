"""Keys as files: a folder with one PEM for each private key, and keys.jwks for all."""

import argparse
import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from egovkit.cli import _passwords
from egovkit.cli._output import written_whole
from egovkit.errors import UnusableFileError
from egovkit.qr import KeySet, PublicKey, SigningKey

SET_NAME: Final = "keys.jwks"


def set_file(path: Path) -> Path:
    """Return the file of a key set, which may be named by its folder."""
    return path / SET_NAME if path.is_dir() else path


def read_set(path: Path) -> KeySet:
    """Read a key set."""
    file = set_file(path)
    if not file.exists():
        raise UnusableFileError(
            str(file), "there is none", "`egovkit keys new` makes a key and its set"
        )
    return KeySet.from_jwks(file.read_bytes())


def read_sets(paths: Iterable[Path]) -> KeySet:
    """Read several sets as one."""
    sets = [read_set(path) for path in paths]
    keys = [key for keys in sets for key in keys]
    revoked = {kid: since for keys in sets for kid, since in keys.revoked.items()}
    return KeySet(keys, revoked=revoked)


def write_set(path: Path, keys: KeySet) -> None:
    """Write a key set whole."""
    with written_whole(set_file(path)) as file:
        file.write(keys.to_jwks() + "\n")


def make_folder(folder: Path) -> None:
    """Make a folder for keys, for nobody but its owner to enter, if there is none."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(0o700)


@contextmanager
def new_private(file: Path, pem: bytes) -> Generator[None]:
    """Write a private key for its owner only, over nothing that is there.

    It is taken away again if what follows in the block fails.
    """
    try:
        opened = open(file, "xb", opener=_for_owner_only)  # noqa: SIM115
    except FileExistsError:
        raise UnusableFileError(
            str(file), "it exists, and no key is ever written over",
            "name another folder, or another --kid",
        ) from None  # fmt: skip
    try:
        with opened:
            opened.write(pem)
        yield
    except BaseException:
        file.unlink()
        raise


def _for_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def read_private(file: Path, arguments: argparse.Namespace) -> SigningKey:
    """Read a private key; ask for its password only if it has one."""
    pem = file.read_bytes()
    has_password = b"ENCRYPTED" in pem
    secret = _passwords.password(arguments, str(file)) if has_password else None
    return SigningKey.from_pem(pem, secret)


def is_revoked(key: PublicKey, keys: KeySet, at: datetime) -> bool:
    """Whether papers that a key would sign now are refused."""
    if key.kid not in keys.revoked:
        return False
    since = keys.revoked[key.kid]
    return since is None or since <= at


def is_in_force(key: PublicKey, keys: KeySet, at: datetime) -> bool:
    """Whether a key may sign now."""
    begun = key.not_before is None or key.not_before <= at
    ended = key.not_after is not None and key.not_after < at
    return begun and not ended and not is_revoked(key, keys, at)
