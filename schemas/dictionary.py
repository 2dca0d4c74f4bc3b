"""Writes the models as data, docs/data_dictionary.md out of them, and docs/codes.md out of codes.csv.

python -m schemas.dictionary docs
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from schemas import vocab
from schemas.arrow import arrow_schema
from schemas.models import FILE, as_json, models

_INTRODUCTION = """# Data dictionary

Written from the table models by `make docs`; do not edit.  A missing value is null, never an empty text and never -1.
Columns that end in `_raw` hold the leaflet's own words, white space collapsed; in `_id`, a key; columns that begin with
`is_` are true or false; times are UTC.  `char_start` and `char_end` are a half-open range of Unicode code points into
`texts.text` of that leaflet.
"""

_CODES = """# Codes

Written from schemas/codes.csv by `make docs`; do not edit.  `quarantine.code` and `issues.code` hold these.
"""


def dictionary() -> str:
    """Return the data dictionary as Markdown: every table, every column, and the closed vocabularies."""
    parts = [_INTRODUCTION, *(_table(name) for name in models()), "## Closed vocabularies\n", *_vocabulary_parts()]
    return "\n".join(parts)


def _table(name: str) -> str:
    rows = "\n".join(_column(field) for field in arrow_schema(name))
    return (
        f"## {name}\n\n{models()[name].description}\n\n| column | type | null | meaning |\n|---|---|---|---|\n{rows}\n"
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


def codes() -> str:
    """Return the catalogue of issue and quarantine codes as Markdown."""
    with (Path(__file__).parent / "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["kind"] != "quarantine", row["code"]))
    parts = [_CODES]
    for kind, title in (("quarantine", "Quarantine: the file was not kept"), ("issue", "Issues: the leaflet was kept")):
        parts.append(f"## {title}\n\n| code | stage | severity | meaning | what to do |\n|---|---|---|---|---|")
        parts += [
            f"| `{r['code']}` | {r['stage']} | {r['severity']} | {r['meaning']} | {r['what_to_do']} |"
            for r in rows
            if r["kind"] == kind
        ]
        parts.append("")
    return "\n".join(parts)


def main() -> None:
    """Write the models as data, and the data dictionary and the catalogue of codes into the folder given."""
    folder = Path(sys.argv[1])
    FILE.write_text(as_json(), encoding="utf-8")
    models.cache_clear()
    (folder / "data_dictionary.md").write_text(dictionary(), encoding="utf-8")
    (folder / "codes.md").write_text(codes(), encoding="utf-8")


if __name__ == "__main__":
    main()
