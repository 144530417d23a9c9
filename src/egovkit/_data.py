"""The only reader of the tables that are shipped with the package."""

from functools import cache
from importlib.resources import files


@cache
def table(package: str, name: str) -> dict[str, object]:
    """Return the TOML table `name` from the `data` folder of `package`."""
    import tomllib

    return tomllib.loads((files(package) / "data" / name).read_text("utf-8"))
