"""What several tests need."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def receipt_csv() -> Path:
    """A public municipal event log, which is not part of the repository."""
    folder = Path(os.environ.get("EGOVKIT_DATA", "../shared/data"))
    file = Path(__file__).parents[1] / folder / "receipt.csv"
    if not file.exists():
        pytest.skip(f"needs receipt.csv; set EGOVKIT_DATA to its folder, not {folder}")
    return file
