"""One paper signed from the line."""

import argparse
from collections.abc import Callable, Iterator
from datetime import tzinfo
from hashlib import file_digest
from pathlib import Path

from egovkit.cli import _arguments, _claims, _drawing
from egovkit.cli._moment import moment, tz_of
from egovkit.cli._output import print_json, print_pairs, warn
from egovkit.cli._signer import Signer, signer
from egovkit.errors import InvalidValueError
from egovkit.qr import (
    Claims,
    FileBagClaims,
    ProcedureClaims,
    QrImage,
    ReceiptClaims,
    ResultClaims,
    Token,
)


def run(arguments: argparse.Namespace) -> int:
    """Sign, draw and print; a code printed too small makes the exit code 1."""
    tz = tz_of(arguments)
    form = _drawing.format_of(arguments.out) if arguments.out else None
    claims_of = _KINDS[arguments.paper_kind]
    signing = signer(arguments, moment(arguments, tz), tz)
    token = signing.issue(claims_of(arguments, signing.issuer, tz))
    printed, image, warnings = signing.printed(token), None, list[str]()
    if form:
        image, warnings = _drawing.draw(printed, arguments, form)
        _drawing.write(arguments.out, image)
    if arguments.json:
        print_json(_data(token, signing, arguments, image, tz))
    else:
        print_pairs(_pairs(token, signing, arguments, image, tz))
    for warning in warnings:
        warn(warning)
    return 1 if warnings else 0


def _receipt(arguments: argparse.Namespace, issuer: str, tz: tzinfo) -> Claims:
    _require(arguments, "number", "procedure", "unit", "received_at", "due_at")
    return ReceiptClaims(
        issuer=issuer,
        subject=arguments.number,
        procedure=arguments.procedure,
        unit=arguments.unit,
        received_at=_arguments.instant(arguments.received_at, tz),
        due_at=_arguments.instant(arguments.due_at, tz, ends_day=True),
    )


def _result(arguments: argparse.Namespace, issuer: str, tz: tzinfo) -> Claims:
    _require(arguments, "number", "procedure", "unit", "resolved_at", "paper")
    return ResultClaims(
        issuer=issuer,
        subject=arguments.number,
        procedure=arguments.procedure,
        unit=arguments.unit,
        resolved_at=_arguments.instant(arguments.resolved_at, tz),
        digest=digest(arguments.paper),
        document=arguments.document,
    )


def _procedure(arguments: argparse.Namespace, issuer: str, _: tzinfo) -> Claims:
    return ProcedureClaims(
        issuer=issuer,
        subject=arguments.code,
        decision=arguments.decision,
        version=arguments.version,
        url=arguments.url,
    )


def _file_bag(arguments: argparse.Namespace, issuer: str, _: tzinfo) -> Claims:
    papers: list[Path] = arguments.papers
    return FileBagClaims(
        issuer=issuer,
        subject=arguments.number,
        url=arguments.url,
        papers=tuple((paper.name, digest(paper)) for paper in papers),
    )


_KINDS: dict[str, Callable[[argparse.Namespace, str, tzinfo], Claims]] = {
    "receipt": _receipt,
    "result": _result,
    "procedure": _procedure,
    "file-bag": _file_bag,
}


def digest(file: Path) -> bytes:
    """Return the SHA-256 of a file."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").digest()


def _require(arguments: argparse.Namespace, *names: str) -> None:
    missing = [name for name in names if getattr(arguments, name) is None]
    if missing:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in missing)
        raise InvalidValueError(
            options, None, f"what the {arguments.paper_kind} says",
            "give it, or take many from a table with --rows",
        )  # fmt: skip


def _pairs(
    token: Token[Claims],
    signing: Signer,
    arguments: argparse.Namespace,
    image: QrImage | None,
    tz: tzinfo,
) -> Iterator[tuple[str, object]]:
    for name, value in _claims.pairs(token.claims, tz):
        yield name, signing.now if name == "signed" else value
    yield "key", f"{token.kid.hex()}, {token.alg}"
    yield "size", f"{len(token.data)} bytes"
    if image:
        yield "code", f"{arguments.out}, version {image.version}"
    yield "text" if signing.base is None else "link", signing.printed(token)


def _data(
    token: Token[Claims],
    signing: Signer,
    arguments: argparse.Namespace,
    image: QrImage | None,
    tz: tzinfo,
) -> dict[str, object]:
    return {
        "claims": _claims.data(token.claims, tz),
        "kid": token.kid.hex(),
        "alg": token.alg,
        "text": token.text,
        "link": None if signing.base is None else signing.printed(token),
        "file": arguments.out,
        "version": image and image.version,
        "at_is_clock": signing.now.is_clock,
    }
