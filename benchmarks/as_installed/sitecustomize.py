"""Leaves out hypothesis, a package of the tests that pandera loads where it finds it.

Where the package is installed for use it is not there.  Python imports this when it starts, in workers too
(`benchmarks.measuring.as_installed`).
"""

import sys

sys.modules["hypothesis"] = None  # type: ignore[assignment]
