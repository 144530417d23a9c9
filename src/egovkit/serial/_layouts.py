"""How documents of older layouts are lifted, step by step, to the one of today."""

from collections.abc import Callable, Mapping
from typing import Final, cast

from attrs import Factory, frozen

from egovkit.errors import EgovkitError
from egovkit.serial._json import fault

Data = dict[str, object]
Upcaster = Callable[[Data], Data]
"""What turns the plain data of one version of a layout into that of the next."""

_REFUSALS: Final = (
    ArithmeticError, AttributeError, EgovkitError, LookupError, TypeError, ValueError,
)  # fmt: skip


@frozen
class Layout:
    """The present version of a layout, and what lifts each older one by a step.

    Attributes
    ----------
    name
        What is laid out.
    version
        Counted from 1.
    upcasters
        By older version, what turns its data into that of the next.
    """

    name: str
    version: int = 1
    upcasters: Mapping[int, Upcaster] = Factory(dict[int, Upcaster])

    def opened(self, document: Data) -> Data:
        """Return what a document holds besides its version, as the present one has it.

        Raises
        ------
        FaultsError
            If it has no version, one that is not known, or cannot be lifted.
        """
        data = dict(document)
        return self.lift(data, data.pop("v", None), "$.v")

    def lift(self, data: Data, version: object, at: str, body: str = "$") -> Data:
        """Return data of a version as that of the present one.

        Parameters
        ----------
        at, body
            The paths of the version and of the data, for what is wrong with them.

        Raises
        ------
        FaultsError
            If the version is none, or newer than what this release knows.
        """
        expected = f"a version of {self.name} from 1 to {self.version}"
        if type(version) is not int or version < 1:
            raise fault(at, repr(version), expected)
        if version > self.version:
            raise fault(at, f"{version}, of a newer egovkit", expected)
        for older in range(version, self.version):
            data = self._step(data, older, at, body)
        return data

    def _step(self, data: Data, older: int, at: str, body: str) -> Data:
        upcaster = self.upcasters.get(older)
        if upcaster is None:
            raise fault(at, f"version {older}", f"an upcaster of {self.name} {older}")
        try:
            lifted = upcaster(data)
        except _REFUSALS as error:
            said = f"data that its upcaster takes ({type(error).__name__}: {error})"
            raise fault(body, f"data of {self.name} {older}", said, error) from None
        return lifted


def as_object(data: object, path: str, name: str) -> Data:
    """Return plain data that is an object.

    Raises
    ------
    FaultsError
        If it is something else.
    """
    if isinstance(data, dict):
        return cast("Data", data)
    raise fault(path, type(data).__name__, f"an object with the fields of {name}")
