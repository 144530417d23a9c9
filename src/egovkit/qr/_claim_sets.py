"""The sets of claims of egovkit. Their numbers are on paper: none is ever used again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self

from attrs import frozen

from egovkit.errors import InvalidValueError
from egovkit.qr._claims import ClaimKey, Claims
from egovkit.qr._kinds import Papers

if TYPE_CHECKING:
    from egovkit.outcome import Outcome


@frozen(kw_only=True, slots=False)
class ReceiptClaims(Claims):
    """What a receipt says: which dossier, where, when received and when due.

    The receipt with appointment (giấy tiếp nhận hồ sơ và hẹn trả kết quả) of Decree
    61/2018 art. 17. Neither the citizen's name nor the papers stand in it.

    Attributes
    ----------
    subject
        The dossier's number.
    procedure, unit
        The procedure's code and the unit that received it.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> claims = ReceiptClaims(
    ...     issuer="ward.example",
    ...     subject="000.00.00.H53-260105-0001",
    ...     procedure="1.001193",
    ...     unit="H53.01",
    ...     received_at=datetime(2026, 1, 5, 2, tzinfo=UTC),
    ...     due_at=datetime(2026, 1, 8, 9, 30, tzinfo=UTC),
    ... )
    >>> claims.purpose
    'receipt'
    """

    label: ClassVar[int | None] = -70001
    purpose: ClassVar[str | None] = "receipt"

    procedure: Annotated[str, ClaimKey(1)]
    unit: Annotated[str, ClaimKey(2)]
    received_at: Annotated[datetime, ClaimKey(3)]
    due_at: Annotated[datetime, ClaimKey(4)]

    @classmethod
    def of(cls, outcome: "Outcome", *, issuer: str) -> Self:
        """Take the claims from the flat row of a dossier.

        Raises
        ------
        InvalidValueError
            If the row has no procedure, unit or due date: a receipt states them all.

        Examples
        --------
        >>> from datetime import UTC, datetime
        >>> from egovkit.outcome import Outcome
        >>> row = Outcome(
        ...     number="000.00.00.H53-260105-0001",
        ...     procedure="1.001193",
        ...     unit="H53.01",
        ...     received_at=datetime(2026, 1, 5, 2, tzinfo=UTC),
        ...     due_at=datetime(2026, 1, 8, 9, 30, tzinfo=UTC),
        ... )
        >>> ReceiptClaims.of(row, issuer="ward.example").subject
        '000.00.00.H53-260105-0001'
        """
        return cls(issuer=issuer, **_from_row(outcome, "received_at", "due_at"))


@frozen(kw_only=True, slots=False)
class ResultClaims(Claims):
    """What a result says: which dossier, when resolved, and the digest of the paper.

    Attributes
    ----------
    subject
        The dossier's number.
    digest
        The SHA-256 of the file of the result, which the citizen shows beside the code.
    document
        The number of the result, where it has one.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from hashlib import sha256
    >>> claims = ResultClaims(
    ...     issuer="ward.example",
    ...     subject="000.00.00.H53-260105-0001",
    ...     procedure="1.001193",
    ...     unit="H53.01",
    ...     resolved_at=datetime(2026, 1, 7, 8, tzinfo=UTC),
    ...     digest=sha256(b"the paper").digest(),
    ...     document="17/TLKS",
    ... )
    >>> claims.is_about(b"the paper"), claims.is_about(b"another paper")
    (True, False)
    """

    label: ClassVar[int | None] = -70002
    purpose: ClassVar[str | None] = "result"

    procedure: Annotated[str, ClaimKey(1)]
    unit: Annotated[str, ClaimKey(2)]
    resolved_at: Annotated[datetime, ClaimKey(5)]
    digest: Annotated[bytes, ClaimKey(6, is_digest=True)]
    document: Annotated[str | None, ClaimKey(7)] = None

    @classmethod
    def of(
        cls,
        outcome: "Outcome",
        *,
        issuer: str,
        digest: bytes,
        document: str | None = None,
    ) -> Self:
        """Take the claims from the flat row of a dossier that has ended.

        Raises
        ------
        InvalidValueError
            If the row has no procedure, unit or end.

        Examples
        --------
        >>> from datetime import UTC, datetime
        >>> from egovkit.outcome import Outcome
        >>> row = Outcome(
        ...     number="000.00.00.H53-260105-0001",
        ...     procedure="1.001193",
        ...     unit="H53.01",
        ...     received_at=datetime(2026, 1, 5, 2, tzinfo=UTC),
        ...     resolved_at=datetime(2026, 1, 7, 8, tzinfo=UTC),
        ... )
        >>> claims = ResultClaims.of(row, issuer="ward.example", digest=bytes(32))
        >>> print(claims.resolved_at)
        2026-01-07 08:00:00+00:00
        """
        values = _from_row(outcome, "resolved_at")
        return cls(issuer=issuer, digest=digest, document=document, **values)

    def is_about(self, paper: bytes) -> bool:
        """Whether a file is the result that was signed, to the byte.

        Examples
        --------
        >>> from datetime import UTC, datetime
        >>> claims = ResultClaims(
        ...     issuer="ward.example",
        ...     subject="000.00.00.H53-260105-0001",
        ...     procedure="1.001193",
        ...     unit="H53.01",
        ...     resolved_at=datetime(2026, 1, 7, 8, tzinfo=UTC),
        ...     digest=bytes(32),
        ... )
        >>> claims.is_about(b"some file")
        False
        """
        from hashlib import sha256

        return self.digest == sha256(paper).digest()


@frozen(kw_only=True, slots=False)
class ProcedureClaims(Claims):
    """What the code on a notice board says: which version of a procedure is in force.

    Attributes
    ----------
    subject
        The procedure's code.
    decision, version
        The decision that announced the procedure, and the version of its text.
    url
        Where the text stands.

    Examples
    --------
    >>> ProcedureClaims(
    ...     issuer="ward.example",
    ...     subject="1.001193",
    ...     decision="1872/QD-BTP",
    ...     version="2",
    ...     url="https://ward.example/tthc/1.001193",
    ... ).purpose
    'procedure'
    """

    label: ClassVar[int | None] = -70003
    purpose: ClassVar[str | None] = "procedure"

    decision: Annotated[str, ClaimKey(8)]
    version: Annotated[str, ClaimKey(9)]
    url: Annotated[str, ClaimKey(10)]


@frozen(kw_only=True, slots=False)
class FileBagClaims(Claims):
    """What the label of a convenient file bag says: the link, and the papers in it.

    Attributes
    ----------
    subject
        The dossier's number.
    url
        The dossier on the portal.
    papers
        The name and the SHA-256 of each paper, in order. One takes 36 bytes and its
        name, so that a code holds some 12 of them; for more, sign the digest of one
        list that lies in the bag.

    Examples
    --------
    >>> from hashlib import sha256
    >>> claims = FileBagClaims(
    ...     issuer="ward.example",
    ...     subject="000.00.00.H53-260105-0001",
    ...     url="https://ward.example/d/1",
    ...     papers=(("form.pdf", sha256(b"a form").digest()),),
    ... )
    >>> claims.has("form.pdf", b"a form"), claims.has("form.pdf", b"another")
    (True, False)
    """

    label: ClassVar[int | None] = -70004
    purpose: ClassVar[str | None] = "file_bag"

    url: Annotated[str, ClaimKey(10)]
    papers: Annotated[Papers, ClaimKey(11)]

    def has(self, name: str, paper: bytes) -> bool:
        """Whether a paper of this name, to the byte, is in the bag.

        Examples
        --------
        >>> bag = FileBagClaims(
        ...     issuer="ward.example", subject="H53-1", url="https://a.example", papers=()
        ... )
        >>> bag.has("form.pdf", b"a form")
        False
        """
        from hashlib import sha256

        return (name, sha256(paper).digest()) in self.papers


OURS: Final[Mapping[int, type[Claims]]] = {
    -70001: ReceiptClaims,
    -70002: ResultClaims,
    -70003: ProcedureClaims,
    -70004: FileBagClaims,
}
"""Our sets by their labels. -70000 to -70999 are kept for more of them."""

_KEPT: Final = range(-70999, -69999)


def sets_with(own: Iterable[type[Claims]]) -> Mapping[int, type[Claims]]:
    """Return our sets and a caller's by their labels.

    Raises
    ------
    InvalidValueError
        If two have one label, or a caller's has one that is kept for ours.
    """
    sets: dict[int, type[Claims]] = {**OURS}
    for kind in own:
        label = kind.label
        if label is None or (label in _KEPT and sets.get(label) is not kind):
            raise InvalidValueError(
                "claim_sets", kind, "a set with a label of its own",
                "choose one below -65536 and not from -70999 to -70000",
            )  # fmt: skip
        if sets.setdefault(label, kind) is not kind:
            raise InvalidValueError(
                "claim_sets", kind, f"one set with the label {label}"
            )
    return sets


def _from_row(outcome: "Outcome", *instants: str) -> dict[str, Any]:
    names = ("procedure", "unit", *instants)
    values = {name: getattr(outcome, name) for name in names}
    for name, value in values.items():
        if value is None:
            raise InvalidValueError(
                f"outcome.{name}", value, f"a row with its {name}",
                f"fill it in: attrs.evolve(outcome, {name}=...)",
            )  # fmt: skip
    return {"subject": outcome.number, **values}
