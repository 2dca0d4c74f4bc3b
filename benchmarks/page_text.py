"""The baseline over a folder of pages, in a process of its own: `python -m benchmarks.page_text FOLDER`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.measuring import baseline, pages_below


def main(folder: str) -> None:
    """Measure the baseline over all pages and print its CPU seconds as JSON."""
    pages = [path.read_bytes() for path in pages_below(Path(folder))]
    print(json.dumps({"cpu": baseline(pages), "pages": len(pages)}))


if __name__ == "__main__":
    main(sys.argv[1])
