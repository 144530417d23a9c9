"""What a misspelt word was meant to be."""

from collections.abc import Iterable


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return a question that names the nearest of `known`, or an empty text."""
    # It takes long to load, and most words are spelt well.
    from difflib import get_close_matches

    nearest = get_close_matches(given, list(known), n=1)
    return f"did you mean {nearest[0]!r}?" if nearest else ""
