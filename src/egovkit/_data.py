"""The only reader of the tables that are shipped with the package."""

from functools import cache


@cache
def table(package: str, name: str) -> dict[str, object]:
    """Return the TOML table `name` from the `data` folder of `package`."""
    # Both take long to load, and most callers read no table.
    import tomllib
    from importlib.resources import files

    return tomllib.loads((files(package) / "data" / name).read_text("utf-8"))
