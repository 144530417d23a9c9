"""Typed building blocks for e-government workflows.

Each question about a dossier has one package: `egovkit.deadlines` (when is it due,
and why that day), `egovkit.outcome` (the one row about a dossier, read from files),
`egovkit.metrics` (how well does the office resolve them) and `egovkit.vietnam` (the
national profile). Import from those; this module exports only its version.
"""


def __getattr__(name: str) -> str:
    """Read the version from the package metadata when it is first asked for."""
    if name != "__version__":
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib.metadata import version

    return version("egovkit")
