"""How a law says what does not hold."""


def agree(got: object, expected: object, call: str, *given: object, law: str) -> None:
    """Compare, and write a message only when there is something to say."""
    if got != expected:
        asked = f"{call}({', '.join(map(str, given))})" if given else call
        raise AssertionError(f"{asked} is {got}; expected {expected}: {law}")
