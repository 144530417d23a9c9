"""Payment: what was paid for a dossier, as any workflow's paying action carries it."""

from collections.abc import Iterable

from attrs import field, frozen

from egovkit._plain import for_pydantic
from egovkit.errors import InvalidValueError


@for_pydantic
@frozen
class Payment:
    """A fee (phí, lệ phí) that was paid: the payload of a paying action.

    `fee_paid` looks for it, and so does `Dossier.outcome`.

    Attributes
    ----------
    amount
        In whole đồng. 0 records that nothing is owed, such as for who is exempt.
    online
        Whether it was paid online (thanh toán trực tuyến).
    reference
        The number of the receipt, or of the transaction.

    Raises
    ------
    InvalidValueError
        If the amount is negative or not whole.

    Examples
    --------
    >>> Payment(30_000, online=True, reference="KBNN-7781").amount
    30000
    """

    amount: int
    online: bool = field(kw_only=True)
    reference: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if type(self.amount) is not int or self.amount < 0:
            raise InvalidValueError("amount", self.amount, "whole đồng, from 0 on")


def paid_online(payments: Iterable[Payment]) -> bool | None:
    """Tell whether all that was paid was paid online; None where nothing was."""
    online = [payment.online for payment in payments if payment.amount]
    return all(online) if online else None
