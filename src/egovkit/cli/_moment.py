"""When a verb is run: as the line says it, or by the clock of this machine."""

import argparse
from datetime import UTC, datetime, tzinfo

from attrs import frozen

from egovkit import vietnam
from egovkit._time import zone
from egovkit.cli import _arguments


@frozen
class Moment:
    """An instant in the office's zone, and whether the clock gave it."""

    at: datetime
    is_clock: bool

    def __str__(self) -> str:
        whence = "by the clock of this machine" if self.is_clock else "as given"
        return f"{self.at} ({whence})"


def add_arguments(parser: argparse.ArgumentParser, *, tz: bool = True) -> None:
    """Say how a moment is given, and in which zone."""
    parser.add_argument(
        "--at", metavar="WHEN", help="now, in ISO 8601 (default: this machine's clock)"
    )
    if tz:
        parser.add_argument(
            "--tz",
            metavar="ZONE",
            help="the office's zone (default: Asia/Ho_Chi_Minh)",
        )


def tz_of(arguments: argparse.Namespace) -> tzinfo:
    """Return the office's zone."""
    return zone(arguments.tz or vietnam.calendar.TZ)


def moment(arguments: argparse.Namespace, tz: tzinfo) -> Moment:
    """Return now, in whole seconds."""
    if arguments.at is not None:
        return Moment(_arguments.instant(arguments.at, tz), is_clock=False)
    now = datetime.now(UTC).astimezone(tz).replace(microsecond=0)
    return Moment(now, is_clock=True)
