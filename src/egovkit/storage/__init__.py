"""Dossiers in a database, through SQLAlchemy."""

from egovkit.errors import ConflictError, NotStoredError
from egovkit.storage._batch import Batch
from egovkit.storage._reader import Due
from egovkit.storage._store import Store
from egovkit.storage._tables import metadata
from egovkit.storage._upkeep import Verified
from egovkit.storage._workflows import AnyWorkflow, Stored

__all__ = [
    "AnyWorkflow",
    "Batch",
    "ConflictError",
    "Due",
    "NotStoredError",
    "Store",
    "Stored",
    "Verified",
    "metadata",
]
