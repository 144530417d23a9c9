"""egovkit sign."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image

from egovkit.cli import main
from egovkit.qr import (
    FileBagClaims,
    KeySet,
    ProcedureClaims,
    ReceiptClaims,
    ResultClaims,
    verify,
)

Run = Callable[..., tuple[int, str, str]]
AT = datetime(2026, 1, 8, 3, tzinfo=UTC)
RECEIPT = (
    "--number", "H53-260105-0001", "--procedure", "1.001193", "--unit", "H53.01",
    "--received-at", "2026-01-05T09:00", "--due-at", "2026-01-08",
    "--expires", "90d", "--at", "2026-01-05T09:05",
)  # fmt: skip
PROCEDURE = (
    "--code", "1.001193", "--decision", "1872/QD-BTP", "--version", "2",
    "--url", "https://ward.example/tthc/1.001193", "--at", "2026-01-05T09:05",
)  # fmt: skip
TABLE = """\
number,procedure,unit,received_at,due_at,resolved_at
H53-260105-0001,1.001193,H53.01,2026-01-05 09:00,2026-01-08,2026-01-07 10:00
H53/260105/0002,1.001193,H53.01,2026-01-05 09:10,2026-01-09,
"""


def trusted(keys: Path) -> KeySet:
    return KeySet.from_jwks((keys / "keys.jwks").read_bytes())


@pytest.fixture
def sign(run: Run, keys: Path) -> Run:
    """Sign with the key 2026."""
    return lambda kind, *more: run("sign", kind, "--key", keys / "2026.pem", *more)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "dossiers.csv"
    file.write_text(TABLE)
    return file


class TestReceipt:
    def test_it_says_what_the_line_said(self, sign: Run, keys: Path) -> None:
        _, out, _ = sign(
            "receipt", *RECEIPT, "--base", "https://ward.example/v", "--json"
        )

        printed = json.loads(out)["link"]
        assert printed.startswith("HTTPS://WARD.EXAMPLE/v#2KC")
        claims = verify(
            printed,
            trusted(keys),
            at=AT,
            base="https://ward.example/v",
            purpose=ReceiptClaims,
        )
        # Seven hours before the clocks of the ward; a day alone is due at its end.
        assert claims == ReceiptClaims(
            issuer="ward.example",
            subject="H53-260105-0001",
            procedure="1.001193",
            unit="H53.01",
            received_at=datetime(2026, 1, 5, 2, tzinfo=UTC),
            due_at=datetime(2026, 1, 8, 16, 59, 59, tzinfo=UTC),
        )
        assert claims.issued_at == datetime(2026, 1, 5, 2, 5, tzinfo=UTC)
        assert claims.expires_at == datetime(2026, 4, 5, 2, 5, tzinfo=UTC)

    def test_without_a_base_it_is_the_bare_token(self, sign: Run, keys: Path) -> None:
        _, out, _ = sign("receipt", *RECEIPT)

        name, text = out.splitlines()[-1].split()
        assert name == "text"
        assert verify(text, trusted(keys), at=AT).subject == "H53-260105-0001"

    def test_text_shows_local_times_and_the_clock(self, sign: Run) -> None:
        _, out, _ = sign("receipt", *RECEIPT)

        assert "received at  2026-01-05 09:00:00+07:00\n" in out
        assert "signed       2026-01-05 09:05:00+07:00 (as given)\n" in out
        assert "good until   2026-04-05 09:05:00+07:00\n" in out

    def test_the_clock_is_asked_when_the_line_says_nothing(self, sign: Run) -> None:
        _, out, _ = sign("receipt", *RECEIPT[:-2])

        assert "(by the clock of this machine)" in out

    def test_everything_that_is_missing_is_named_at_once(self, sign: Run) -> None:
        code, _, err = sign("receipt", "--number", "H53-1", "--expires", "90d")

        assert code == 2
        assert "--procedure, --unit, --received-at, --due-at" in err

    def test_without_an_expiry_there_is_no_receipt(self, sign: Run) -> None:
        with pytest.raises(SystemExit) as stop:
            sign("receipt", *RECEIPT[:-4])

        assert stop.value.code == 2

    def test_the_code_is_drawn_into_a_file(self, sign: Run, tmp_path: Path) -> None:
        _, out, _ = sign("receipt", *RECEIPT, "--out", tmp_path / "receipt.svg")

        svg = ET.parse(tmp_path / "receipt.svg").getroot()  # noqa: S314, our own file
        assert svg.tag.endswith("svg")
        assert "receipt.svg, version " in out

    def test_what_is_printed_too_small_is_a_finding(
        self, sign: Run, tmp_path: Path
    ) -> None:
        file = tmp_path / "receipt.svg"

        code, _, err = sign("receipt", *RECEIPT, "--out", file, "--width-mm", "15")

        assert code == 1
        assert err.startswith("egovkit: warning: modules of 0.2")
        assert file.exists()

    def test_a_file_of_another_kind_is_refused_before_anything_is_signed(
        self, sign: Run, tmp_path: Path
    ) -> None:
        code, out, err = sign("receipt", *RECEIPT, "--out", tmp_path / "receipt.gif")

        assert (code, out) == (2, "")
        assert ".svg or .png" in err


class TestExpiry:
    def until(self, sign: Run, expires: str) -> str | None:
        _, out, _ = sign("procedure", *PROCEDURE, "--expires", expires, "--json")
        end: str | None = json.loads(out)["claims"]["expires_at"]
        return end

    @pytest.mark.parametrize(
        ("expires", "end"),
        [
            ("12h", "2026-01-05T21:05:00+07:00"),
            ("2w", "2026-01-19T09:05:00+07:00"),
            # Good through the day: the first instant that is not is the next midnight.
            ("2026-12-31", "2027-01-01T00:00:00+07:00"),
            ("2026-12-31T17:00", "2026-12-31T17:00:00+07:00"),
            ("never", None),
        ],
    )
    def test_it_is_a_time_a_day_an_instant_or_never(
        self, sign: Run, expires: str, end: str | None
    ) -> None:
        assert self.until(sign, expires) == end

    @pytest.mark.parametrize(
        "expires", ["90", "soon", "3m", "9999-12-31", "2026-01-01"]
    )
    def test_anything_else_is_refused(self, sign: Run, expires: str) -> None:
        code, out, err = sign("procedure", *PROCEDURE, "--expires", expires)

        assert (code, out) == (2, "")
        assert "given as --expires" in err or "given as expires" in err


def test_a_result_is_bound_to_its_file(sign: Run, keys: Path, tmp_path: Path) -> None:
    (tmp_path / "result.pdf").write_bytes(b"the result")

    _, out, _ = sign(
        "result", *RECEIPT[:6], "--resolved-at", "2026-01-07T15:00", "--paper",
        tmp_path / "result.pdf", "--document", "17/TLKS", "--expires", "never",
        "--at", "2026-01-07T16:00", "--json",
    )  # fmt: skip

    claims = verify(json.loads(out)["text"], trusted(keys), at=AT, purpose=ResultClaims)
    assert claims.digest == sha256(b"the result").digest()
    assert claims.document == "17/TLKS"
    assert claims.expires_at is None


def test_a_procedure_names_its_decision(sign: Run, keys: Path) -> None:
    _, out, _ = sign("procedure", *PROCEDURE, "--expires", "365d", "--json")

    text = json.loads(out)["text"]
    assert verify(text, trusted(keys), at=AT) == ProcedureClaims(
        issuer="ward.example",
        subject="1.001193",
        decision="1872/QD-BTP",
        version="2",
        url="https://ward.example/tthc/1.001193",
    )


def test_a_file_bag_names_its_papers_in_order(
    sign: Run, keys: Path, tmp_path: Path
) -> None:
    papers = [tmp_path / "form.pdf", tmp_path / "ảnh.jpg"]
    for paper in papers:
        paper.write_bytes(paper.name.encode())

    _, out, _ = sign(
        "file-bag", *papers, "--number", "H53-1", "--url", "https://ward.example/d/1",
        "--expires", "90d", "--at", "2026-01-06", "--json",
    )  # fmt: skip

    claims = verify(
        json.loads(out)["text"], trusted(keys), at=AT, purpose=FileBagClaims
    )
    assert claims.papers == (
        ("form.pdf", sha256(b"form.pdf").digest()),
        ("ảnh.jpg", sha256("ảnh.jpg".encode()).digest()),
    )


class TestKey:
    def test_a_wrong_password_signs_nothing(
        self, sign: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EGOVKIT_KEY_PASSWORD", "another password")

        code, out, err = sign("receipt", *RECEIPT)

        assert (code, out) == (2, "")
        assert err.startswith("egovkit: bad_key: ")
        assert "another password" not in err

    def test_a_retired_key_signs_nothing(self, run: Run, sign: Run, keys: Path) -> None:
        run("keys", "rotate", "--keys", keys, "--at", "2026-01-05T09:00")

        code, out, err = sign("receipt", *RECEIPT)

        assert (code, out) == (2, "")
        assert "key_not_in_force" in err

    def test_a_key_kept_for_results_signs_no_receipt(
        self, run: Run, tmp_path: Path
    ) -> None:
        run(
            "keys", "new", "--issuer", "w.example", "--purpose", "result", "--kid",
            "01", "--out", tmp_path, "--at", "2026-01-01",
        )  # fmt: skip

        code, _, err = run("sign", "receipt", "--key", tmp_path / "01.pem", *RECEIPT)

        assert code == 2
        assert "wrong_purpose" in err

    def test_a_key_that_no_set_knows_signs_nothing(
        self, run: Run, keys: Path, tmp_path: Path
    ) -> None:
        run("keys", "new", "--issuer", "w.example", "--kid", "01", "--out", tmp_path)

        code, _, err = run(
            "sign", "receipt", "--key", tmp_path / "01.pem", "--keys", keys, *RECEIPT
        )

        assert code == 2
        assert "add it: egovkit keys public PEM" in err


class TestRows:
    def links(self, folder: Path) -> list[dict[str, str]]:
        with (folder / "links.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_each_dossier_gets_a_code_and_a_link(
        self, sign: Run, keys: Path, table: Path, tmp_path: Path
    ) -> None:
        code, out, err = sign(
            "receipt", "--rows", table, "--base", "https://ward.example/v",
            "--expires", "90d", "--at", "2026-01-05T10:00", "--out", tmp_path / "codes",
            "--format", "png",
        )  # fmt: skip

        assert (code, err) == (0, "")
        assert "2 signed, 2026-01-05 10:00:00+07:00 (as given)" in out
        rows = self.links(tmp_path / "codes")
        assert [(row["number"], row["file"]) for row in rows] == [
            ("H53-260105-0001", "H53-260105-0001.png"),
            ("H53/260105/0002", "H53_260105_0002.png"),
        ]
        for row in rows:
            image = Image.open(tmp_path / "codes" / row["file"])
            (read,) = zxingcpp.read_barcodes(image)
            assert read.text == row["link"]
            claims = verify(read.text, trusted(keys), at=AT, purpose=ReceiptClaims)
            assert claims.subject == row["number"]

    def test_due_dates_come_from_the_term_where_the_table_has_none(
        self, sign: Run, keys: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "t.csv").write_text(
            "number,procedure,unit,received_at\nH53-1,1.001193,H53.01,2026-01-05 09:00\n"
        )

        sign(
            "receipt", "--rows", tmp_path / "t.csv", "--term", "3 working days",
            "--expires", "90d", "--at", "2026-01-05T10:00", "--out", tmp_path / "codes",
        )  # fmt: skip

        (row,) = self.links(tmp_path / "codes")
        claims = verify(row["link"], trusted(keys), at=AT, purpose=ReceiptClaims)
        # Tuesday, Wednesday, Thursday.
        assert claims.due_at.date().isoformat() == "2026-01-08"

    def test_bad_rows_are_listed_and_the_others_signed(
        self, sign: Run, table: Path, tmp_path: Path
    ) -> None:
        with table.open("a") as file:
            file.write("H53-3,,H53.01,2026-01-05 09:00,2026-01-08,\n")
            file.write("H53-4,1.001193,H53.01,yesterday,2026-01-08,\n")
            file.write("H53_260105_0002,1.001193,H53.01,2026-01-05,2026-01-08,\n")

        code, _, err = sign(
            "receipt", "--rows", table, "--expires", "90d", "--at", "2026-01-05T10:00",
            "--out", tmp_path / "codes",
        )  # fmt: skip

        assert code == 1
        assert len(self.links(tmp_path / "codes")) == 2
        assert len(list((tmp_path / "codes").glob("*.svg"))) == 2
        faults = err.splitlines()
        assert len(faults) == 3
        assert "line 5, column received_at: 'yesterday'" in faults[0]
        assert "dossier H53-3: None given as outcome.procedure" in faults[1]
        assert "dossier H53_260105_0002: " in faults[2]

    def test_results_are_taken_from_a_folder_by_their_numbers(
        self, sign: Run, keys: Path, table: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "results").mkdir()
        (tmp_path / "results" / "H53-260105-0001.pdf").write_bytes(b"the result")

        code, out, _ = sign(
            "result", "--rows", table, "--papers", tmp_path / "results",
            "--expires", "never", "--at", "2026-01-07T16:00", "--out", tmp_path / "codes",
        )  # fmt: skip

        assert code == 0
        assert "left out  1 dossiers that are not resolved" in out
        (row,) = self.links(tmp_path / "codes")
        claims = verify(row["link"], trusted(keys), at=AT, purpose=ResultClaims)
        assert claims.is_about(b"the result")

    def test_a_result_without_its_file_is_a_fault(
        self, sign: Run, table: Path, tmp_path: Path
    ) -> None:
        code, _, err = sign(
            "result", "--rows", table, "--papers", tmp_path, "--expires", "never",
            "--at", "2026-01-07T16:00", "--out", tmp_path / "codes",
        )  # fmt: skip

        assert code == 1
        assert err.startswith("fault: dossier H53-260105-0001: ")
        assert self.links(tmp_path / "codes") == []

    @pytest.mark.parametrize(
        "wrong",
        [
            ("--base", "http://ward.example/v"),
            ("--mask", "8"),
            ("--at", "2025-12-31"),
            ("--expires", "2026-01-01"),
        ],
    )
    def test_what_is_wrong_for_all_of_them_leaves_no_folder(
        self, sign: Run, table: Path, tmp_path: Path, wrong: tuple[str, str]
    ) -> None:
        before = sorted(tmp_path.iterdir())

        code, out, err = sign(
            "receipt", "--rows", table, "--expires", "90d", "--at", "2026-01-05T10:00",
            "--out", tmp_path / "codes", *wrong,
        )  # fmt: skip

        assert (code, out) == (2, "")
        assert len(err.splitlines()) == 1
        assert sorted(tmp_path.iterdir()) == before

    def test_a_folder_that_is_there_is_not_touched(
        self, sign: Run, table: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "codes").mkdir()

        code, _, err = sign(
            "receipt", "--rows", table, "--expires", "90d", "--at", "2026-01-05T10:00",
            "--out", tmp_path / "codes",
        )  # fmt: skip

        assert code == 2
        assert "name a folder that does not exist yet" in err
        assert list((tmp_path / "codes").iterdir()) == []

    def test_what_one_paper_says_has_no_place_beside_a_table(
        self, sign: Run, table: Path, tmp_path: Path
    ) -> None:
        code, _, err = sign(
            "receipt", "--rows", table, "--number", "H53-1", "--expires", "90d",
            "--out", tmp_path / "codes",
        )  # fmt: skip

        assert code == 2
        assert "'H53-1' given as --number; expected nothing beside --rows" in err

    def test_json_counts_and_lists_the_faults(
        self, sign: Run, table: Path, tmp_path: Path
    ) -> None:
        with table.open("a") as file:
            file.write("H53-3,,H53.01,2026-01-05 09:00,2026-01-08,\n")

        _, out, err = sign(
            "receipt", "--rows", table, "--expires", "90d", "--at", "2026-01-05T10:00",
            "--out", tmp_path / "codes", "--json",
        )  # fmt: skip

        data = json.loads(out)
        assert (data["signed"], len(data["faults"]), err) == (2, 1, "")


@pytest.mark.parametrize("kind", ["receipt", "result", "procedure", "file-bag"])
def test_each_kind_shows_an_example(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["sign", kind, "--help"])

    assert f"\n  egovkit sign {kind} " in capsys.readouterr().out
