"""Procedure: what an administrative procedure is called and how long it may take."""

import attrs
from attrs import frozen

from egovkit._plain import for_pydantic
from egovkit.deadlines import Term
from egovkit.errors import InvalidValueError


def _term(term: Term | str | None) -> Term | None:
    return Term.parse(term) if isinstance(term, str) else term


@for_pydantic
@frozen
class Procedure:
    """An administrative procedure (thủ tục hành chính), in one of its versions.

    A dossier keeps the procedure it was received under by value: a later version does
    not move it.

    Attributes
    ----------
    code
        Its code in the national database, such as "1.004873".
    field
        Its field (lĩnh vực).
    term
        How long the authority may take; a text is parsed. None where the law sets no
        term.
    version
        Counted from 1.

    Examples
    --------
    >>> Procedure("1.001193", "Birth registration", "Justice", "1 working day").term
    Term.parse('1 working day')
    """

    code: str
    name: str
    field: str | None = None
    term: Term | None = attrs.field(default=None, converter=_term)
    version: int = 1

    def __attrs_post_init__(self) -> None:
        if not self.code:
            raise InvalidValueError("code", self.code, "the procedure's code")
