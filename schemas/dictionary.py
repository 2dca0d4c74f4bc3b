"""Writes the data dictionary out of the table models: ``python -m schemas.dictionary docs/data_dictionary.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from schemas import vocab
from schemas.arrow import arrow_schema
from schemas.tables import TABLES

_INTRODUCTION = """# Data dictionary

Written from the table models by `make docs`; do not edit.  A missing value is null, never an empty text and never -1.
Columns that end in `_raw` hold the leaflet's own words, white space collapsed; in `_id`, a key; columns that begin with
`is_` are true or false; times are UTC.  `char_start` and `char_end` are a half-open range of Unicode code points into
`texts.text` of that leaflet.
"""


def dictionary() -> str:
    """Return the data dictionary as Markdown: every table, every column, and the closed vocabularies."""
    parts = [_INTRODUCTION, *(_table(name) for name in TABLES), "## Closed vocabularies\n", *_vocabulary_parts()]
    return "\n".join(parts)


def _table(name: str) -> str:
    rows = "\n".join(_column(field) for field in arrow_schema(name))
    return (
        f"## {name}\n\n{(TABLES[name].__doc__ or '').strip()}\n\n"
        f"| column | type | null | meaning |\n|---|---|---|---|\n{rows}\n"
    )


def _column(field: pa.Field) -> str:
    notes = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
    unit = f" Unit: {notes['unit']}." if "unit" in notes else ""
    return f"| `{field.name}` | {field.type} | {'yes' if field.nullable else 'no'} | {notes['description']}{unit} |"


def _vocabulary_parts() -> Iterator[str]:
    for vocabulary in vars(vocab).values():
        if isinstance(vocabulary, type) and issubclass(vocabulary, StrEnum) and vocabulary is not StrEnum:
            values = ", ".join(f"`{member.value}`" for member in vocabulary)
            yield f"- **{vocabulary.__name__}**: {(vocabulary.__doc__ or '').strip()} {values}"
    yield ""


def main() -> None:
    """Write the dictionary to the path given, or to the standard output."""
    text = dictionary()
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
