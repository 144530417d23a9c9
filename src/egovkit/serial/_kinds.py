"""Which types are persisted, and in which version of its layout each is written."""

from collections.abc import Mapping
from typing import Final

from egovkit.deadlines import Extension
from egovkit.dossiers import Correction, Migrated, Opening
from egovkit.serial._layouts import Layout

LAYOUTS: Final[Mapping[type, Layout]] = {
    kind: Layout(kind.__name__) for kind in (Correction, Extension, Migrated, Opening)
}
