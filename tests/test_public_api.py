"""What the packages promise."""

import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

import egovkit

PACKAGES = [
    name
    for _, name, is_package in pkgutil.walk_packages(egovkit.__path__, "egovkit.")
    if is_package and "cli" not in name
]
PUBLIC = [
    (package, name)
    for package in PACKAGES
    for name in importlib.import_module(package).__all__
]


@pytest.mark.parametrize(("package", "name"), PUBLIC)
def test_a_public_name_has_a_docstring_with_an_example(package: str, name: str) -> None:
    value = getattr(importlib.import_module(package), name)

    if inspect.isclass(value) or inspect.isfunction(value):
        assert ">>> " in (inspect.getdoc(value) or "")
    elif inspect.ismodule(value):
        assert value.__doc__


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_lists_its_names_in_order_and_once(package: str) -> None:
    names = importlib.import_module(package).__all__

    assert names == sorted(set(names))


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert egovkit.__version__ == version("egovkit")


def test_egovkit_exports_nothing_else() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Term'"):
        egovkit.Term  # noqa: B018


def loaded_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    return {name.partition(".")[0] for name in run.stdout.split()}


HEAVY = {
    "cryptography",
    "dateutil",
    "holidays",
    "numpy",
    "openpyxl",
    "qrcode",
    "tomllib",
}


@pytest.mark.parametrize(
    "package", ["egovkit.deadlines", "egovkit.outcome", "egovkit.metrics"]
)
def test_importing_a_core_package_loads_nothing_heavy(package: str) -> None:
    assert not loaded_after(f"import {package}") & HEAVY


def test_a_working_day_deadline_loads_no_dateutil_and_drops_nothing() -> None:
    loaded = loaded_after(
        "from datetime import date, datetime\n"
        "from egovkit.deadlines import *\n"
        "calendar = WorkCalendar(tz='UTC', first=date(2026, 1, 1), "
        "last=date(2026, 12, 31))\n"
        "compute_deadline(datetime(2026, 1, 5, tzinfo=calendar.tz), "
        "Term.working_days(3), calendar, rule=CountingRule())"
    )

    assert not loaded & {"dateutil", "holidays", "numpy"}
