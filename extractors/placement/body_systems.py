"""The body system of professional statements whose headings a flattened leaflet has lost.

On side-effect pages statements stand in blocks of one body system, each system once, the blocks in no fixed order.
Within a block frequencies run from very common to postmarketing, and its last statement carries the mark [Ref].  So
each statement is scored by its terms, and the blocks are found as the hidden states of a sequence: forward and backward
sums, then once more with each system made dearer where another block already claims it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from mypy_extensions import mypyc_attr

from extractors.model import record
from extractors.placement.words import WORDS_OF, item_key, item_words
from schemas.vocab import FrequencyClass

if TYPE_CHECKING:
    from extractors.placement.system_model import BodySystemModel

SYSTEMS: Final = (
    "Cardiovascular",
    "Dermatologic",
    "Endocrine",
    "Gastrointestinal",
    "General",
    "Genitourinary",
    "Hematologic",
    "Hepatic",
    "Hypersensitivity",
    "Immunologic",
    "Local",
    "Metabolic",
    "Musculoskeletal",
    "Nervous system",
    "Ocular",
    "Oncologic",
    "Other",
    "Psychiatric",
    "Renal",
    "Respiratory",
)
SHARED_WORDS: Final = "border/shared_words"  # the name of how many words two statements share, as a logarithm
_ORDER: Final = (
    FrequencyClass.VERY_COMMON,
    FrequencyClass.COMMON,
    FrequencyClass.UNCOMMON,
    FrequencyClass.RARE,
    FrequencyClass.VERY_RARE,
    FrequencyClass.NOT_KNOWN,
    FrequencyClass.POSTMARKETING,
)
_RANK: Final = {category: rank for rank, category in enumerate(_ORDER)}
_PARENTHESIS: Final = re.compile(r"\([^()]*\)")
_SHORT: Final = 4


@mypyc_attr(acyclic=True)
class Statement:
    """A professional statement: its text without label and marks, and what is known of it.

    ``frequency`` is the class of its label, ``is_list`` whether it is an inline list rather than prose, ``is_cited``
    whether it closes with [Ref], ``system`` the body system that its own words name.
    """

    def __init__(
        self,
        text: str,
        frequency: FrequencyClass | None = None,
        is_list: bool = False,
        is_cited: bool = False,
        system: str | None = None,
    ) -> None:
        self.text, self.frequency, self.is_list = text, frequency, is_list
        self.is_cited, self.system = is_cited, system


@record
class InferredSystem:
    """The likeliest body system of a statement (None where no system is likely enough), and its probability."""

    system: str | None
    probability: float


def infer_body_systems(statements: Sequence[Statement], model: BodySystemModel | None = None) -> list[InferredSystem]:
    """Return the body system of each of a leaflet's professional statements, given all of them in order.

    A statement that names its system keeps it, with probability 1, and speaks for its neighbours.

    >>> lists = [Statement(text, is_list=True, is_cited=True) for text in ("Nausea, colitis", "Rash, acne")]
    >>> [one.system for one in infer_body_systems(lists)]
    ['Gastrointestinal', 'Dermatologic']
    """
    if not statements:
        return []
    from extractors.placement import system_model  # NumPy takes its time to load, and only flattened leaflets need it

    return (model or system_model.default_model()).inferred(statements)


def parts_of(text: str) -> list[str]:
    """Return the parts of an inline list in small letters, parentheses left out; a part may hold no item."""
    return cut(_PARENTHESIS.sub("", text) if "(" in text else text)


def cut(text: str) -> list[str]:
    """Return what stands between the commas and semicolons of an inline list, in small letters."""
    return text.casefold().replace(";", ",").replace(", ", ",").split(",")


def inline_items(text: str) -> list[str]:
    """Return the items of an inline list as they are counted, parentheses left out.

    >>> inline_items("Thrombocytopenia (24%), anemia; Rash")
    ['thrombocytopenia', 'anemia', 'rash']
    """
    return [key for part in parts_of(text) if (key := item_key(part))]


def keys_of(statement: Statement) -> Iterator[str]:
    """Yield the keys under which a statement is counted: its items and words, or its words as prose."""
    if statement.is_list:
        items = inline_items(statement.text)
        yield from (f"item:{item}" for item in items)
        yield from (f"word:{word}" for word in dict.fromkeys(w for item in items for w in item_words(item)))
    else:
        yield from (f"prose:{word}" for word in item_words(statement.text))


def words_of(statement: Statement) -> set[str]:
    """Return the words of a statement.

    >>> sorted(words_of(Statement("Chest pain (up to 5%), pain", is_list=True)))
    ['chest', 'pain', 'up']
    """
    return words_in(cut(statement.text)) if statement.is_list else set(item_words(statement.text))


def words_in(parts: list[str]) -> set[str]:
    """Return the words of the parts of a list."""
    return set().union(*map(WORDS_OF.__getitem__, parts))


@record
class Shape:
    """What speaks for a border before or after a statement, its words apart."""

    rank: int | None  # of its frequency, from very common to postmarketing
    is_list: bool
    is_cited: bool
    is_short: bool  # a few words of prose: a heading of a component or route, that opens a block


def shape_of(statement: Statement) -> Shape:
    """Return the shape of a statement."""
    rank = None if statement.frequency is None else _RANK.get(statement.frequency)
    is_short = not statement.is_list and len(statement.text.split(maxsplit=_SHORT - 1)) < _SHORT
    return Shape(rank, statement.is_list, statement.is_cited, is_short)


def border_features(before: Statement, after: Statement) -> dict[str, float]:
    """Name what speaks for or against a new body system between two statements."""
    shared = words_of(before) & words_of(after)
    named = dict.fromkeys(border_names(shape_of(before), shape_of(after)), 1.0)
    return named | {SHARED_WORDS: math.log1p(len(shared))}


def border_names(before: Shape, after: Shape) -> list[str]:
    """Name what the shapes of two statements say of a border between them."""
    a, b = before.rank, after.rank
    named = {
        "border": True,
        "border/cited": before.is_cited,
        "border/both_cited": before.is_cited and after.is_cited,
        "border/restart": a is not None and b is not None and b <= a,
        "border/onward": a is not None and b is not None and b > a,
        "border/list_prose": before.is_list and not after.is_list,
        "border/prose_list": not before.is_list and after.is_list,
        "border/prose_prose": not before.is_list and not after.is_list,
        "border/short_before": before.is_short,
        "border/short_after": after.is_short,
    }
    return [name for name, is_true in named.items() if is_true]
