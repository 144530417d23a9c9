"""Write the JSON Schemas of what is stored: `python docs/_schemas.py`.

A file of an older version is not touched: who stored by it still reads it.
"""

import json
from pathlib import Path

from egovkit.serial import schemas

FOLDER = Path(__file__).parent / "schema"


def main() -> None:
    """Write each schema into its file."""
    for name, schema in schemas():
        text = json.dumps(schema, ensure_ascii=False, indent=2)
        (FOLDER / name).write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
