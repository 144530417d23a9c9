"""The only door to Hypothesis, which an extra brings."""

from egovkit.errors import MissingExtraError

try:
    from hypothesis import reject
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
except ImportError:
    raise MissingExtraError("egovkit.testing", "hypothesis", "testing") from None

__all__ = ["DrawFn", "SearchStrategy", "reject", "st"]
