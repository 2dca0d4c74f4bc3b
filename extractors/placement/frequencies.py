"""What the professional part of a leaflet tells of its consumer lists: the same effects, with their frequencies.

A consumer list that stood under "More common" names effects that the professional part calls very common or common, in
other words for a good part, but often enough in the same: one item in six shares its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from extractors.lexicons.loading import lexicon
from extractors.placement.model import item_key, item_words
from schemas.vocab import FrequencyClass

_ALIKE = 0.34  # share of the words of two terms that must be common to both
_NAMES: Mapping[FrequencyClass, str] = {
    FrequencyClass.VERY_COMMON: "very_common",
    FrequencyClass.COMMON: "common",
    FrequencyClass.UNCOMMON: "uncommon",
    FrequencyClass.RARE: "rare",
    FrequencyClass.VERY_RARE: "rare",
    FrequencyClass.NOT_KNOWN: "not_known",
    FrequencyClass.POSTMARKETING: "postmarketing",
}
_HIGHEST_FIRST = tuple(dict.fromkeys(_NAMES.values()))


def _preferred(found: tuple[float, str]) -> tuple[float, int]:
    """Return what the choice between terms goes by, so that it never depends on their order."""
    return found[0], -_HIGHEST_FIRST.index(found[1]) if found[1] else 0


@cache
def _professional_names() -> dict[str, tuple[str, ...]]:
    return {row["lay"]: tuple(row["professional"].split("|")) for row in lexicon("lay_frequency_terms")}


@lru_cache(maxsize=16384)
def _wordings(key: str) -> tuple[frozenset[str], ...]:
    """Return the words of an item, and those of the professional terms for it."""
    return tuple(frozenset(item_words(text)) for text in (key, *_professional_names().get(key, ())))


class ProfessionalTerm(NamedTuple):
    """An effect of the professional part, and its stated frequency."""

    text: str
    frequency: FrequencyClass


@dataclass(frozen=True)
class KnownFrequencies:
    """The effects of a leaflet's professional part, by their words."""

    by_word: Mapping[str, Sequence[tuple[frozenset[str], str]]]

    @classmethod
    def of(cls, terms: Iterable[ProfessionalTerm]) -> KnownFrequencies:
        """Return the index of ``terms``; what stands in their parentheses does not count."""
        index: dict[str, list[tuple[frozenset[str], str]]] = {}
        for term in terms:
            words = frozenset(item_words(term.text.partition("(")[0]))
            name = _NAMES.get(term.frequency)
            if name:
                for word in words:
                    index.setdefault(word, []).append((words, name))
        return cls(index)

    def of_item(self, item: str) -> str | None:
        """Return the frequency of the professional term most like ``item``, or None where none is like it.

        >>> known = KnownFrequencies.of([ProfessionalTerm("Severe headache (3%)", FrequencyClass.COMMON)])
        >>> known.of_item("headache"), known.of_item("sore eyes")
        ('common', None)
        """
        best = max((self._likest(words) for words in _wordings(item_key(item))), key=_preferred)
        return best[1] if best[0] >= _ALIKE else None

    def _likest(self, words: frozenset[str]) -> tuple[float, str]:
        """Return how like ``words`` the term most like them is, and its frequency; of several, the highest."""
        found = (
            (len(words & other) / len(words | other), name) for w in words for other, name in self.by_word.get(w, ())
        )
        return max(found, default=(0.0, ""), key=_preferred)

    def of_list(self, items: Sequence[str]) -> dict[str, float]:
        """Return how many items are known to be how frequent, tempered by the number known.

        Where the professional part states no frequency at all, that is said.
        """
        if not self.by_word:
            return {"nothing": 1.0}
        names = [name for item in items if (name := self.of_item(item))]
        return {name: names.count(name) / len(names) ** 0.5 for name in sorted(set(names))}
