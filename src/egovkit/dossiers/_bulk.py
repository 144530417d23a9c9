"""What became of one action on many dossiers."""

from collections.abc import Callable, Iterable
from typing import Generic

from attrs import frozen

from egovkit.dossiers._dossier import Dossier
from egovkit.dossiers._event import S, S_co
from egovkit.errors import NoTermError, Refusal, RefusedError


@frozen
class Refused(Generic[S_co]):
    """A dossier with which an action was not done, and every reason.

    Examples
    --------
    >>> Refused.__name__
    'Refused'
    """

    dossier: Dossier[S_co]
    refusals: tuple[Refusal, ...]


@frozen
class Bulk(Generic[S_co]):
    """What became of one action on many dossiers: none is lost.

    Attributes
    ----------
    done
        The dossiers after the action, in the order given.
    refused
        Those with which it was not done, as they were.

    Examples
    --------
    >>> Bulk((), ()).done
    ()
    """

    done: tuple[Dossier[S_co], ...]
    refused: tuple[Refused[S_co], ...]


def bulk(
    dossiers: Iterable[Dossier[S]], do: Callable[[Dossier[S]], Dossier[S]]
) -> Bulk[S]:
    """Do something with each dossier, and keep those that are refused."""
    done, refused = list[Dossier[S]](), list[Refused[S]]()
    for dossier in dossiers:
        try:
            done.append(do(dossier))
        except RefusedError as error:
            refused.append(Refused(dossier, error.refusals))
        except NoTermError as error:  # what was to be promised could not be computed
            refused.append(Refused(dossier, (Refusal("no_term", str(error)),)))
    return Bulk(tuple(done), tuple(refused))
