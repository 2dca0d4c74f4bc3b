"""The rules that every published row keeps, in words, from the table models themselves."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.tables import TABLES

# What schemas/integrity.py asks of the tables of one snapshot together.
_BETWEEN_TABLES = (
    "Every key that a row names stands in the table that it points to.",
    "The blocks of a leaflet run in order, do not overlap, and leave nothing but white space outside.",
    "Every quote (a column that ends in _raw) is what the text says at its place.",
    "Every leaflet has a row for each kind of section that it could have, also for those that it lacks.",
)


@dataclass(frozen=True)
class Rules:
    """The rules of one table, in words."""

    table: str
    rules: tuple[str, ...]


def rules() -> list[Rules]:
    """Return the rules table by table, those between tables first."""
    return [Rules("between tables", _BETWEEN_TABLES), *(Rules(name, tuple(_of(name))) for name in TABLES)]


def _of(name: str) -> list[str]:
    schema = TABLES[name].to_schema()
    found = []
    for column, said in schema.columns.items():
        limits = [str(check.error or check.name).replace("_", " ") for check in said.checks]
        never = [] if said.nullable else ["is never null"]
        unique = ["is unique"] if said.unique else []
        if limits or never or unique:
            found.append(f"{column}: {'; '.join([*never, *unique, *limits])}")
    return [*found, *(str(check.name or check.error).replace("_", " ") for check in schema.checks)]
