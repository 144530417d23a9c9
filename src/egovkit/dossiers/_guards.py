"""Named guards that ask what a dossier is, and what was handed in and paid with it.

Each is a function that returns a `NamedGuard`; its name and parameters are what a file
says. A guard reads the history as its corrections leave it, and the payload of the very
action that is asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

from attrs import field, frozen

from egovkit.dossiers._dossier import Dossier
from egovkit.dossiers._event import Actor
from egovkit.dossiers._payment import Payment
from egovkit.dossiers._transition import NamedGuard
from egovkit.errors import InvalidValueError, Refusal
from egovkit.outcome import Channel

AnyDossier = Dossier[StrEnum]


@runtime_checkable
class Documented(Protocol):
    """A payload that names the documents handed in with its action.

    Any class with a field `documents` is one; papers that are asked for belong in a
    field of another name.

    Examples
    --------
    >>> @frozen
    ... class HandedIn:
    ...     documents: tuple[str, ...]
    >>> isinstance(HandedIn(("birth certificate",)), Documented)
    True
    """

    @property
    def documents(self) -> tuple[str, ...]:
        """What each document is called."""
        ...


def fee_paid(amount: int | None = None) -> NamedGuard:
    """Ask that the fee (phí, lệ phí) is paid: that a `Payment` was carried by an action.

    Parameters
    ----------
    amount
        What all payments must come to, in whole đồng. Without it any payment does, one
        of 0 for who is exempt too.

    Examples
    --------
    >>> fee_paid(30_000).labels["vi"]
    'đã nộp 30.000 đồng phí, lệ phí'
    """
    if amount is not None and (type(amount) is not int or amount < 1):
        raise InvalidValueError("amount", amount, "whole đồng, from 1 on")

    def check(
        dossier: AnyDossier, payload: object, _actor: Actor, _at: datetime
    ) -> Refusal | None:
        given = _payloads(dossier, payload)
        amounts = [it.amount for it in given if isinstance(it, Payment)]
        if amounts and sum(amounts) >= (amount or 0):
            return None
        return _unpaid(sum(amounts), amount)

    dong = None if amount is None else f"{amount:,} đồng"
    return NamedGuard(
        "fee_paid",
        parameters={} if amount is None else {"amount": amount},
        check=check,
        labels={
            "en": f"{dong} paid" if dong else "fee paid",
            "vi": f"đã nộp {_dotted(dong)} phí, lệ phí"
            if dong
            else "đã nộp phí, lệ phí",
        },
    )


def _unpaid(paid: int, needed: int | None) -> Refusal:
    if needed is None:
        return Refusal(
            "fee", "no payment of the fee is known; one is needed",
            "Chưa nộp phí, lệ phí; cần nộp trước",
        )  # fmt: skip
    return Refusal(
        "fee",
        f"{paid:,} đồng are paid of the fee; {needed:,} are needed",
        f"Mới nộp {_dotted(f'{paid:,}')} đồng phí, lệ phí; cần {_dotted(f'{needed:,}')}",
    )


def _dotted(number: str) -> str:
    return number.replace(",", ".")


def has_documents(*documents: str) -> NamedGuard:
    """Ask that documents were handed in (thành phần hồ sơ).

    They are looked for in every payload that is `Documented`: those of the history and
    the one that is given now. What a dossier was started with names none.

    Parameters
    ----------
    documents
        Each by the name that the payloads use; without any, one document does,
        whichever it is.

    Examples
    --------
    >>> from datetime import UTC
    >>> from egovkit.dossiers import Workflow
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    >>> workflow = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final=(), transitions=()
    ... )
    >>> at, lan = datetime(2026, 1, 5, 9, tzinfo=UTC), Actor("cb-014")
    >>> dossier = workflow.start("H53-260105-0001", at=at, by=lan)
    >>> print(has_documents("birth certificate").check(dossier, None, lan, at))
    [documents] missing: 'birth certificate'; handed in: nothing
    """
    _require_texts("documents", documents)

    def check(
        dossier: AnyDossier, payload: object, _actor: Actor, _at: datetime
    ) -> Refusal | None:
        given = _payloads(dossier, payload)
        found = {d for it in given if isinstance(it, Documented) for d in it.documents}
        missing = [document for document in documents if document not in found]
        if found and not missing:
            return None
        return _undocumented(missing, sorted(found))

    return NamedGuard(
        "has_documents",
        parameters={"documents": documents} if documents else {},
        check=check,
        labels={
            "en": f"with {' and '.join(documents) or 'documents'}",
            "vi": f"đã có {' và '.join(documents) or 'giấy tờ'}",
        },
    )


def _undocumented(missing: Iterable[str], found: Iterable[str]) -> Refusal:
    lacking, handed_in = (", ".join(map(repr, words)) for words in (missing, found))
    return Refusal(
        "documents",
        f"missing: {lacking or 'any document'}; handed in: {handed_in or 'nothing'}",
        f"Còn thiếu: {lacking or 'giấy tờ'}; đã nộp: {handed_in or 'chưa có'}",
    )


@frozen
class _Trait:
    """One thing a dossier is received with: how it is called, and where it stands."""

    code: str
    vi: str
    read: Callable[[AnyDossier], str | None]
    words_vi: Mapping[str, str] = field(factory=dict[str, str])


_CHANNEL: Final = _Trait(
    "channel",
    "cách nộp",
    lambda dossier: dossier.channel,
    {
        Channel.ONLINE: "trực tuyến",
        Channel.COUNTER: "trực tiếp",
        Channel.POST: "qua bưu chính",
    },
)
_PROCEDURE: Final = _Trait(
    "procedure",
    "thủ tục",
    lambda dossier: dossier.procedure.code if dossier.procedure else None,
)
_UNIT: Final = _Trait("unit", "đơn vị", lambda dossier: dossier.unit)


def channel_is(*channels: Channel | str) -> NamedGuard:
    """Ask how the dossier came in; by post is `channel_is("post")`.

    For "not by post", name the other channels.

    Examples
    --------
    >>> channel_is("online", "counter").labels["en"]
    'channel is online or counter'
    """
    known = [str(channel) for channel in Channel]
    for channel in channels:
        if channel not in known:
            raise InvalidValueError("channels", channel, " or ".join(known))
    return _is_one_of(_CHANNEL, "channels", tuple(str(Channel(it)) for it in channels))


def procedure_is(*codes: str) -> NamedGuard:
    """Ask which procedure the dossier is of, by the code.

    Examples
    --------
    >>> procedure_is("1.001193").parameters
    {'codes': ('1.001193',)}
    """
    return _is_one_of(_PROCEDURE, "codes", codes)


def unit_is(*units: str) -> NamedGuard:
    """Ask for which unit the dossier was received.

    Examples
    --------
    >>> unit_is("H53.12").labels["vi"]
    'đơn vị là H53.12'
    """
    return _is_one_of(_UNIT, "units", units)


def _is_one_of(trait: _Trait, parameter: str, wanted: tuple[str, ...]) -> NamedGuard:
    if not wanted:
        raise InvalidValueError(parameter, (), "at least one")
    _require_texts(parameter, wanted)
    en = " or ".join(wanted)
    vi = " hoặc ".join(trait.words_vi.get(word, word) for word in wanted)

    def check(
        dossier: AnyDossier, _payload: object, _actor: Actor, _at: datetime
    ) -> Refusal | None:
        found = trait.read(dossier)
        if found in wanted:
            return None
        found_vi = trait.words_vi.get(found, found) if found else "chưa rõ"
        return Refusal(
            trait.code,
            f"its {trait.code} is {found or 'not known'}; {en} is needed",
            f"{trait.vi.capitalize()} của hồ sơ: {found_vi}; cần {vi}",
        )

    return NamedGuard(
        f"{trait.code}_is",
        parameters={parameter: wanted},
        check=check,
        labels={"en": f"{trait.code} is {en}", "vi": f"{trait.vi} là {vi}"},
    )


def _payloads(dossier: AnyDossier, payload: object) -> Iterator[object]:
    for event in dossier.effective_history:
        yield event.payload
    yield payload


def _require_texts(name: str, texts: Iterable[object]) -> None:
    for text in texts:
        if not isinstance(text, str) or not text:
            raise InvalidValueError(name, text, "texts, each in quotes")
