"""The `egovkit` command."""

from egovkit.cli._main import main

__all__ = ["main"]
