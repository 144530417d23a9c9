"""Many papers signed from a table: a folder of codes, and their links as CSV."""

import argparse
import csv
import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Final

from egovkit._time import zone
from egovkit.cli import _drawing, _settings
from egovkit.cli._claims import shown
from egovkit.cli._due_dates import DueDates, calendar_for
from egovkit.cli._moment import Moment, moment
from egovkit.cli._output import (
    folder_whole,
    print_faults,
    print_json,
    print_pairs,
    warn,
    with_progress,
)
from egovkit.cli._sign_one import digest
from egovkit.cli._signer import Signer, signer
from egovkit.errors import (
    EgovkitError,
    InvalidValueError,
    SymbolTooLargeError,
    TokenError,
)
from egovkit.outcome import Outcome
from egovkit.qr import Claims, ReceiptClaims, ResultClaims

LINKS: Final = "links.csv"
_HEADER: Final = ("number", "file", "link", "good_until", "version")
_OF_ONE: Final = (
    "number", "procedure", "unit", "received_at", "due_at", "resolved_at", "paper",
    "document",
)  # fmt: skip
_Row = tuple[object, ...]


def run(arguments: argparse.Namespace) -> int:
    """Sign for each dossier; bad rows and codes too small make the exit code 1."""
    _require_rows_only(arguments)
    settings = _settings.read(arguments)
    tz = zone(settings.tz)
    now = moment(arguments, tz)
    signing = signer(arguments, now, tz)
    reader = _settings.reader(arguments.rows, settings)
    due_dates = DueDates(settings.term, settings.terms, calendar_for(now.at.year))
    outcomes = due_dates.added_to(with_progress(reader, "dossiers"))
    codes = Codes(arguments, signing, tz)
    with folder_whole(arguments.out) as folder:
        codes.write(folder, outcomes)
    faults = [*map(str, reader.faults), *due_dates.faults, *codes.faults]
    if arguments.json:
        print_json(_data(codes, arguments, faults, now))
    else:
        print_pairs(_pairs(codes, arguments, faults, now))
        print_faults(faults)
    for warning in codes.warnings:
        warn(warning)
    return 1 if faults or codes.warnings else 0


def _require_rows_only(arguments: argparse.Namespace) -> None:
    for name in _OF_ONE:
        given = getattr(arguments, name, None)
        if given is not None:
            raise InvalidValueError(
                f"--{name.replace('_', '-')}", str(given), "nothing beside --rows",
                "each dossier of the table has its own",
            )  # fmt: skip
    if arguments.out is None:
        raise InvalidValueError("--out", None, "a folder for the codes of --rows")
    if arguments.paper_kind == "result" and arguments.papers is None:
        raise InvalidValueError(
            "--papers", None, "the folder of the results of --rows",
            "name the file of each dossier NUMBER.pdf in it",
        )  # fmt: skip


class Codes:
    """Draws the codes of one run, and remembers which it could not."""

    def __init__(
        self, arguments: argparse.Namespace, signing: Signer, tz: tzinfo
    ) -> None:
        self.signed = self.unresolved = 0
        self.faults: list[str] = []
        self.warnings: dict[str, None] = {}
        self._names: set[str] = set()
        self._arguments = arguments
        self._signing = signing
        self._tz = tz
        self._is_result: bool = arguments.paper_kind == "result"

    def write(self, folder: Path, outcomes: Iterable[Outcome]) -> None:
        """Write a code for each dossier, and the table of their links."""
        with (folder / LINKS).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            writer.writerows(self._rows(folder, outcomes))

    def _rows(self, folder: Path, outcomes: Iterable[Outcome]) -> Iterator[_Row]:
        for outcome in outcomes:
            if self._is_result and outcome.resolved_at is None:
                self.unresolved += 1
                continue
            # What is wrong with one dossier is a fault; what is wrong with the key, the
            # base or the drawing is so for all of them, and stops the run.
            try:
                name, claims = self._name(outcome.number), self._claims(outcome)
            except (EgovkitError, OSError) as error:
                self._add_fault(outcome, error)
                continue
            try:
                row = self._drawn(folder / name, claims)
            except (SymbolTooLargeError, TokenError) as error:
                self._add_fault(outcome, error)
                continue
            self._names.add(name.casefold())
            self.signed += 1
            yield row

    def _add_fault(self, outcome: Outcome, error: Exception) -> None:
        self.faults.append(f"dossier {outcome.number}: {error}")

    def _name(self, number: str) -> str:
        name = f"{_file_name(number)}.{self._arguments.format}"
        if name.casefold() in self._names:
            raise InvalidValueError("file", name, "a name that no other dossier has")
        return name

    def _drawn(self, file: Path, claims: Claims) -> _Row:
        token = self._signing.issue(claims)
        printed = self._signing.printed(token)
        image, warnings = _drawing.draw(
            printed, self._arguments, self._arguments.format
        )
        file.write_bytes(image.data)
        self.warnings.update(dict.fromkeys(warnings))
        end = token.claims.expires_at
        until = end and shown(end, self._tz)
        return claims.subject, file.name, printed, until, image.version

    def _claims(self, outcome: Outcome) -> Claims:
        issuer = self._signing.issuer
        if not self._is_result:
            return ReceiptClaims.of(outcome, issuer=issuer)
        paper = self._arguments.papers / f"{_file_name(outcome.number)}.pdf"
        return ResultClaims.of(outcome, issuer=issuer, digest=digest(paper))


def _file_name(number: str) -> str:
    """Return a number as the name of a file, on every kind of disk."""
    return re.sub(r"[^\w.-]", "_", number).lstrip(".") or "_"


def _pairs(
    codes: Codes, arguments: argparse.Namespace, faults: list[str], now: Moment
) -> Iterator[tuple[str, object]]:
    yield f"{arguments.paper_kind}s", f"{codes.signed} signed, {now}"
    if codes.unresolved:
        yield "left out", f"{codes.unresolved} dossiers that are not resolved"
    if faults:
        yield "faults", len(faults)
    yield "folder", arguments.out
    yield "links", arguments.out / LINKS


def _data(
    codes: Codes, arguments: argparse.Namespace, faults: list[str], now: Moment
) -> dict[str, object]:
    return {
        "signed": codes.signed,
        "unresolved": codes.unresolved,
        "faults": faults,
        "folder": arguments.out,
        "links": arguments.out / LINKS,
        "at": now.at.isoformat(),
        "at_is_clock": now.is_clock,
    }
