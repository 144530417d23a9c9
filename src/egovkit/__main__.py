"""Run the command: `python -m egovkit`."""

import sys

from egovkit.cli import main

sys.exit(main())
