"""What holds for every table: it reads back as written, and a fault stays in its row."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from attrs import asdict
from hypothesis import given
from hypothesis import strategies as st

from egovkit.outcome import COLUMNS, Channel, DueBy, Outcome, Status, read_csv

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Quoting = Literal[0, 1]
NAMES = [column.name for column in COLUMNS]

# Any letter, digit, quote, delimiter or line break, but no blank around a text.
texts = (
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
    .map(str.strip)
    .filter(lambda text: text and text[0] not in "#\ufeff")
)
instants = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(AMSTERDAM)
)
counts = st.none() | st.integers(min_value=0, max_value=10**18)
flags = st.none() | st.booleans()


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    received_at = draw(instants)
    status = draw(st.sampled_from(Status))
    later = st.timedeltas(timedelta(0), timedelta(days=900)).map(
        lambda passed: (received_at.astimezone(ZoneInfo("UTC")) + passed)
        .astimezone(AMSTERDAM)
    )  # fmt: skip
    fields: dict[str, Any] = {
        "number": draw(texts),
        "procedure": draw(st.none() | texts),
        "field": draw(st.none() | texts),
        "unit": draw(st.none() | texts),
        "channel": draw(st.none() | st.sampled_from(Channel)),
        "received_at": received_at,
        "due_at": draw(st.none() | instants),
        "promised_at": draw(st.none() | instants),
        "resolved_at": draw(later) if status.has_ended else None,
        "returned_at": draw(st.none() | later),
        "status": status,
        "due_by": draw(st.sampled_from(DueBy)),
        "paused_seconds": draw(counts),
        "supplements": draw(counts),
        "extended": draw(flags),
        "last_promised_at": draw(st.none() | instants),
        "reopened": draw(counts),
        "paid_online": draw(flags),
    }
    return Outcome(**fields)


def distinct(least: int = 0) -> st.SearchStrategy[list[Outcome]]:
    return st.lists(
        outcomes(), min_size=least, max_size=6, unique_by=lambda o: o.number
    )


def cells(outcome: Outcome) -> list[str]:
    return ["" if value is None else str(value) for value in asdict(outcome).values()]


def written(
    rows: Sequence[Sequence[str]], delimiter: str, quoting: Quoting = csv.QUOTE_MINIMAL
) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting)
    writer.writerow(NAMES)
    writer.writerows(rows)
    return text.getvalue()


class TestRoundTrip:
    @given(
        distinct(),
        st.sampled_from(",;\t|"),
        st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    )
    def test_what_csv_wrote_is_read_back_equal(
        self, rows: list[Outcome], delimiter: str, quoting: Quoting, encoding: str
    ) -> None:
        text = written([cells(row) for row in rows], delimiter, quoting)

        reader = read_csv(io.BytesIO(text.encode(encoding)), tz=AMSTERDAM)

        assert list(reader) == rows
        assert reader.rows == reader.dossiers == len(rows)

    @given(distinct(), st.data())
    def test_repeats_fold_and_every_row_is_counted(
        self, rows: list[Outcome], data: st.DataObject
    ) -> None:
        times = [data.draw(st.integers(1, 4)) for _ in rows]
        log = [cells(row) for row, n in zip(rows, times, strict=True) for _ in range(n)]

        reader = read_csv(io.StringIO(written(log, ","), newline=""), tz=AMSTERDAM)

        assert list(reader) == rows
        assert reader.folded == sum(times) - len(rows)
        assert reader.rows == sum(times)


BAD = {
    "number": "",
    **{name: "2026-02-30" for name in NAMES if name.endswith("_at")},
    **{column.name: "no such word" for column in COLUMNS if column.words},
    **dict.fromkeys(["paused_seconds", "supplements", "reopened"], "-1"),
    **dict.fromkeys(["extended", "paid_online"], "perhaps"),
    **dict.fromkeys(["procedure", "field", "unit"], "#N/A"),
}


class TestCorruption:
    @given(distinct(least=1), st.data())
    def test_a_bad_cell_is_one_fault_and_harms_no_other_row(
        self, rows: list[Outcome], data: st.DataObject
    ) -> None:
        place = data.draw(st.integers(0, len(rows) - 1))
        name = data.draw(st.sampled_from(NAMES))
        table = [cells(row) for row in rows]
        table[place][NAMES.index(name)] = BAD[name]
        text = written(table, ";")

        reader = read_csv(
            io.StringIO(text, newline=""), tz=AMSTERDAM, on_error="collect"
        )

        assert list(reader) == rows[:place] + rows[place + 1 :]
        [fault] = reader.faults
        assert (fault.column, fault.value) == (name, BAD[name])
        before = written(table[:place], ";")
        assert fault.line == 1 + len(io.StringIO(before, newline="").readlines())
