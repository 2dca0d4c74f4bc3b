"""The rules that every published row keeps, in words, from the table models themselves."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.models import Model, models

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
    return [Rules("between tables", _BETWEEN_TABLES), *(Rules(name, tuple(_of(name))) for name in models())]


def _of(name: str) -> list[str]:
    model: Model = models()[name]
    found = []
    for column in model.columns:
        limits = [check.words.replace("_", " ") for check in column.checks]
        never = [] if column.nullable else ["is never null"]
        unique = ["is unique"] if column.unique else []
        if limits or never or unique:
            found.append(f"{column.name}: {'; '.join([*never, *unique, *limits])}")
    return [*found, *(rule.name.replace("_", " ") for rule in model.rules)]
