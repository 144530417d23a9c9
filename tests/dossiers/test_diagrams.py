"""What the drawings of a workflow say; `test_drawn` has them drawn."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from statistics import median
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Dossier,
    Migration,
    NamedGuard,
    Workflow,
    transition,
)


class S(StrEnum):
    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    AWAITING = "awaiting supplement"
    RETURNED = "returned"
    OLD = "old"


FEE = NamedGuard("fee_paid", check=lambda *_: None, labels={"vi": "đã nộp phí"})
WAITED = NamedGuard(
    "waited_more_than", parameters={"days": 30, "of": ("a", "b")}, check=lambda *_: None
)

accept = transition(
    "accept", [S.SUBMITTED], S.APPRAISING, roles=["officer", "head"],
    labels={"vi": "tiếp nhận"},
)  # fmt: skip
ask = transition("ask", [S.APPRAISING], S.AWAITING, roles=["officer"])
supply = transition("supply", [S.AWAITING], S.APPRAISING, roles=["citizen"])
extend = transition("extend", [S.APPRAISING], S.APPRAISING, roles=[])
give = transition("give", [S.AWAITING, S.APPRAISING], S.RETURNED, guards=[FEE, WAITED])

WORKFLOW = Workflow(
    "one-stop", version=1, initial=S.SUBMITTED, final={S.RETURNED},
    transitions=[accept, ask, supply, extend, give],
    clock={S.SUBMITTED: ClockEffect.WAITS, S.AWAITING: ClockEffect.PAUSES},
    labels={S.SUBMITTED: {"vi": "mới nộp"}}, correct_roles={"head"},
)  # fmt: skip

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
ALL = Actor("cb-014", ["officer", "head", "citizen"])


def days(count: float) -> datetime:
    return AT + timedelta(days=count)


def begun(number: str = "1") -> Dossier[S]:
    return WORKFLOW.start(number, at=AT, by=ALL)


def mermaid_ways(workflow: Workflow[S], *dossiers: Dossier[S]) -> list[str]:
    text = workflow.to_mermaid(dossier.history for dossier in dossiers)
    return [line.strip() for line in text.splitlines() if "-->" in line]


class TestMermaid:
    def test_it_shows_states_ways_roles_and_guards(self) -> None:
        assert WORKFLOW.to_mermaid() == (
            """stateDiagram-v2
    state "submitted" as s_SUBMITTED
    state "appraising" as s_APPRAISING
    state "awaiting supplement" as s_AWAITING
    state "returned" as s_RETURNED
    [*] --> s_SUBMITTED
    s_SUBMITTED --> s_APPRAISING : accept<br/>head, officer
    s_APPRAISING --> s_AWAITING : ask<br/>officer
    s_AWAITING --> s_APPRAISING : supply<br/>citizen
    s_APPRAISING --> s_APPRAISING : extend<br/>∅
    s_APPRAISING --> s_RETURNED : give<br/>#91;fee_paid#93;"""
            """<br/>#91;waited_more_than(days#61;30, of#61;a, b)#93;
    s_AWAITING --> s_RETURNED : give<br/>#91;fee_paid#93;"""
            """<br/>#91;waited_more_than(days#61;30, of#61;a, b)#93;
    s_RETURNED --> [*]
    classDef waits fill:#eef1f4,stroke:#495057,color:#212529,stroke-dasharray:2 3
    class s_SUBMITTED waits
    classDef runs fill:#ffffff,stroke:#212529,color:#212529,stroke-dasharray:0
    class s_APPRAISING runs
    classDef pauses fill:#fff3bf,stroke:#8a5a00,color:#212529,stroke-dasharray:6 4
    class s_AWAITING pauses
    classDef stops fill:#dbe9ff,stroke:#1c4e9c,color:#212529,stroke-dasharray:0
    class s_RETURNED stops
"""
        )

    def test_a_language_takes_its_labels_and_names_where_it_has_none(self) -> None:
        text = WORKFLOW.to_mermaid(language="vi")

        assert 'state "mới nộp" as s_SUBMITTED' in text
        assert 'state "appraising" as s_APPRAISING' in text
        assert ": tiếp nhận<br/>head, officer" in text
        assert "#91;đã nộp phí#93;" in text

    def test_twins_that_differ_in_roles_share_an_arrow(self) -> None:
        twin = transition("accept", [S.SUBMITTED], S.APPRAISING, roles=["system"])
        workflow = Workflow(
            "twins", version=1, initial=S.SUBMITTED, final={S.APPRAISING},
            transitions=[accept, twin],
        )  # fmt: skip

        assert mermaid_ways(workflow)[1] == (
            "s_SUBMITTED --> s_APPRAISING : accept<br/>head, officer<br/>system<br/>0×"
        )

    def test_a_state_that_is_no_plain_word_goes_by_its_place(self) -> None:
        odd = StrEnum("odd", {"END": "end", "a b": "x", "ĐỢI": "y"})
        workflow = Workflow(
            "odd", version=1, initial=odd("end"), final=list(odd), transitions=()
        )

        ids = re.findall(r" as (\S+)", workflow.to_mermaid())

        assert ids == ["s_END", "s1", "s2"]


class TestDot:
    def test_it_shows_states_ways_roles_and_guards(self) -> None:
        lines = [line.strip() for line in WORKFLOW.to_dot().splitlines()]

        assert lines[0] == 'digraph "one-stop 1" {'
        assert lines[-1] == "}"
        assert (
            's_AWAITING [label="awaiting supplement", style="rounded,filled,dashed", '
            'fillcolor="#fff3bf", color="#8a5a00"];'
        ) in lines
        assert (
            's_RETURNED [label="returned", style="rounded,filled,solid", '
            'fillcolor="#dbe9ff", color="#1c4e9c", peripheries=2];'
        ) in lines
        assert "start -> s_SUBMITTED [];" in lines
        assert (
            r's_SUBMITTED -> s_APPRAISING [label="  accept  \n  head, officer  "];'
        ) in lines

    def test_a_way_is_the_thicker_the_more_often_it_was_gone(self) -> None:
        gone = WORKFLOW.fire(begun(), accept, at=days(1), by=ALL)

        lines = WORKFLOW.to_dot([gone.history, begun("2").history]).splitlines()

        looks = [
            line.partition('"')[2].partition('"')[2] for line in lines if "->" in line
        ]
        assert looks[0] == ", penwidth=3.0];"
        assert looks[1] == ", penwidth=2.0];"
        assert looks[2] == ', penwidth=1.0, color="#868e96", fontcolor="#868e96"];'

    def test_what_only_histories_know_is_dashed(self) -> None:
        adopted = WORKFLOW.adopt("9", state=S.AWAITING, at=AT, by=ALL, received_at=AT)

        (way,) = [
            line.strip()
            for line in WORKFLOW.to_dot([adopted.history]).splitlines()
            if "adopt" in line
        ]

        assert way == (
            r'start -> s_AWAITING [label="  (adopt)  \n  1×  ", penwidth=3.0, style=dashed];'
        )


class TestPaint:
    def test_a_way_tells_how_often_and_after_how_long_by_the_median(self) -> None:
        dossiers = [
            WORKFLOW.fire(begun(str(n)), accept, at=days(n), by=ALL) for n in (1, 2, 9)
        ]

        ways = mermaid_ways(WORKFLOW, *dossiers)

        assert ways[0] == "[*] --> s_SUBMITTED : 3×"
        assert ways[1].endswith("accept<br/>head, officer<br/>3× · 2 d")
        assert ways[2].endswith("ask<br/>officer<br/>0×")

    @pytest.mark.parametrize(
        ("stay", "told"),
        [
            (timedelta(0), "0 s"),
            (timedelta(seconds=59), "59 s"),
            (timedelta(seconds=90), "1.5 min"),
            (timedelta(minutes=60), "1 h"),
            (timedelta(hours=23, minutes=30), "23.5 h"),
            (timedelta(days=1), "1 d"),
            (timedelta(days=400), "400 d"),
        ],
    )
    def test_a_stay_is_told_in_the_largest_unit_it_fills(
        self, stay: timedelta, told: str
    ) -> None:
        dossier = WORKFLOW.fire(begun(), accept, at=AT + stay, by=ALL)

        assert mermaid_ways(WORKFLOW, dossier)[1].endswith(f"1× · {told}")

    def test_an_extension_begins_no_new_stay(self) -> None:
        longer = transition("extend", [S.SUBMITTED], S.SUBMITTED)
        workflow = Workflow(
            "one-stop", version=1, initial=S.SUBMITTED, final={S.APPRAISING},
            transitions=[longer, accept],
        )  # fmt: skip
        dossier = workflow.start("1", at=AT, by=ALL)
        dossier = workflow.fire(dossier, longer, at=days(3), by=ALL)
        dossier = workflow.fire(dossier, accept, at=days(5), by=ALL)

        ways = mermaid_ways(workflow, dossier)

        assert ways[1].endswith("extend<br/>1× · 3 d")
        assert ways[2].endswith("accept<br/>head, officer<br/>1× · 5 d")

    def test_it_is_read_as_corrections_leave_it(self) -> None:
        dossier = WORKFLOW.fire(begun(), accept, at=days(4), by=ALL)
        dossier = WORKFLOW.fire(dossier, ask, at=days(6), by=ALL)
        dossier = WORKFLOW.correct(dossier, 2, at=days(7), by=ALL, why="x", void=True)
        dossier = WORKFLOW.correct(dossier, 1, at=days(2), by=ALL, why="y")

        ways = mermaid_ways(WORKFLOW, dossier)

        assert ways[1].endswith("1× · 2 d")
        assert ways[2].endswith("0×")

    def test_migrations_and_ways_of_older_versions_stand_in_parentheses(self) -> None:
        keep = transition("keep", [S.OLD], S.OLD)
        older = Workflow(
            "one-stop", version=1, initial=S.OLD, final=(), transitions=[keep]
        )
        newer = Workflow(
            "one-stop", version=2, initial=S.SUBMITTED, final={S.APPRAISING},
            transitions=[accept], previous=[older],
        )  # fmt: skip
        dossier = older.start("1", at=AT, by=ALL)
        dossier = older.fire(dossier, keep, at=days(1), by=ALL)
        move = Migration(1, 2, {S.OLD: S.SUBMITTED})
        dossier = newer.migrate(dossier, move, at=days(2), by=ALL)

        ways = mermaid_ways(newer, dossier)

        assert 'state "old" as s_OLD' in newer.to_mermaid([dossier.history])
        assert sorted(way for way in ways if "(" in way) == [
            "[*] --> s_OLD : (start)<br/>1×",
            "s_OLD --> s_OLD : (keep)<br/>1× · 1 d",
            "s_OLD --> s_SUBMITTED : (migrate)<br/>1× · 2 d",
        ]

    @given(st.lists(st.lists(st.sampled_from([1, 2, 3, 5, 8]), max_size=9), max_size=9))
    def test_counts_and_medians_are_those_of_the_moves_that_were_made(
        self, walks: list[list[int]]
    ) -> None:
        stays = defaultdict[str, list[float]](list)

        def walked() -> Iterator[Dossier[S]]:
            for walk in walks:
                dossier, at = begun(), AT
                for place, step in enumerate(walk):
                    at += timedelta(days=step)
                    action = [accept, ask, supply][place and 2 - place % 2]
                    stays[action.name].append(step)
                    dossier = WORKFLOW.fire(dossier, action, at=at, by=ALL)
                yield dossier

        text = WORKFLOW.to_mermaid(dossier.history for dossier in walked())

        told = re.findall(
            r": (accept|ask|supply)<br/>.*<br/>(\d+)×(?: · (.*) d)?", text
        )
        assert told == [
            (name, str(len(times)), f"{median(times):g}" if times else "")
            for name, times in (
                (name, stays[name]) for name in ("accept", "ask", "supply")
            )
        ]


# Letters, marks of both languages, Markdown and HTML; no text is drawn blank.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("ĐệợaNnlGd \"'\\/:;#&<>[](){}|%$~^=+!?@*_`-.,1\n\t"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=20,
).filter(lambda text: re.search(r"\w", text))


def labelled(text: str) -> Workflow[S]:
    go = transition("go", [S.SUBMITTED], S.RETURNED, labels={"x": text})
    return Workflow(
        text, version=1, initial=S.SUBMITTED, final={S.RETURNED}, transitions=[go],
        labels={S.SUBMITTED: {"x": text}},
    )  # fmt: skip


def shown(text: str) -> list[str]:
    """Return the words of each line that has any."""
    rows = [
        "".join(" " if category(c) == "Cc" or c in "\ufffe\uffff" else c for c in line)
        for line in text.splitlines()
    ]
    return [" ".join(row.split()) for row in rows if row.split()]


class TestEscapes:
    @given(TEXTS)
    def test_mermaid_reads_back_what_was_written(self, text: str) -> None:
        lines = labelled(text).to_mermaid(language="x").splitlines()

        (state,) = re.findall(r'^    state "([^"]*)" as s_SUBMITTED$', lines[1])
        (way,) = re.findall(r"^    s_SUBMITTED --> s_RETURNED : ([^:]*)$", lines[4])
        assert len(lines) == 10
        assert re.sub(r"#(\d+);", lambda m: chr(int(m[1])), state) == " ".join(
            shown(text)
        )
        read = [
            re.sub(r"#(\d+);", lambda m: chr(int(m[1])), row)
            for row in way.split("<br/>")
        ]
        assert read == shown(text)

    @given(TEXTS)
    def test_nothing_stays_that_mermaid_takes_for_its_own(self, text: str) -> None:
        written = labelled(text).to_mermaid(language="x").splitlines()[4]
        rest = re.sub(r"#\d+;|<br/>", "", written.partition(" : ")[2])

        assert not set(rest) & set("\"'#;:%{}[]<>&*`|\\$~^=+!?@")
        assert not re.search(r"direction\s", rest, re.IGNORECASE)

    @given(TEXTS)
    def test_dot_reads_back_what_was_written(self, text: str) -> None:
        dot = labelled(text).to_dot(language="x")

        quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', dot)
        read = [
            re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], one).replace(
                "&amp;", "&"
            )
            for one in quoted
        ]
        assert read[0].splitlines() == shown(f"{text} 1")
        assert read.count("\n".join(shown(text))) == 1
        assert read.count("\n".join(f"  {row}  " for row in shown(text))) == 1
        assert not re.search(r"&(?!amp;)", dot)
