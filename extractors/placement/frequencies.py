"""What the professional part of a leaflet tells of its consumer lists: the same effects, with their frequencies.

A consumer list that stood under "More common" names effects that the professional part calls very common or common, in
other words for a good part, but often enough in the same: one item in six shares its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from extractors.lexicons.loading import lexicon
from extractors.memo import Memo
from extractors.placement.words import WORDS_OF, item_key
from schemas.vocab import FrequencyClass

_ALIKE: Final = 0.34  # share of the words of two terms that must be common to both
_NAMES: Final = ("very_common", "common", "uncommon", "rare", "not_known", "postmarketing")  # the most frequent first
_NO_FREQUENCY: Final = "nothing"
KNOWN_NAMES: Final = (_NO_FREQUENCY, *_NAMES)  # what ``KnownFrequencies.of_list`` may say
_RANKS: Final[Mapping[FrequencyClass, int]] = {
    FrequencyClass.VERY_COMMON: 0,
    FrequencyClass.COMMON: 1,
    FrequencyClass.UNCOMMON: 2,
    FrequencyClass.RARE: 3,
    FrequencyClass.VERY_RARE: 3,
    FrequencyClass.NOT_KNOWN: 4,
    FrequencyClass.POSTMARKETING: 5,
}

Words = frozenset[str]


@cache
def _professional_names() -> dict[str, tuple[str, ...]]:
    return {row["lay"]: tuple(row["professional"].split("|")) for row in lexicon("lay_frequency_terms")}


def _wordings(item: str) -> tuple[Words, ...]:
    """Return the words of an item, and those of the professional terms for it."""
    key = item_key(item)
    return tuple([frozenset(WORDS_OF[text]) for text in (key, *_professional_names().get(key, ()))])


def _term_words(text: str) -> Words:
    """Return the words of a professional term; what stands in its parentheses does not count."""
    return frozenset(WORDS_OF[text.partition("(")[0].rstrip().casefold()])


_WORDINGS: Final = Memo(_wordings)
_TERM_WORDS: Final = Memo(_term_words)


class ProfessionalTerm(NamedTuple):
    """An effect of the professional part, and its stated frequency."""

    text: str
    frequency: FrequencyClass


@dataclass(frozen=True)
class KnownFrequencies:
    """The effects of a leaflet's professional part, by their words, each with the rank of its frequency."""

    by_word: Mapping[str, Sequence[tuple[Words, int]]]

    @classmethod
    def of(cls, terms: Iterable[tuple[str, FrequencyClass]]) -> KnownFrequencies:
        """Return the index of ``terms``; of terms with the same words, the most frequent counts."""
        ranks: dict[Words, int] = {}
        rank = last = None
        for text, frequency in terms:
            if frequency is not last:  # the terms of one statement share it
                rank, last = _RANKS.get(frequency), frequency
            if rank is not None:
                words = _TERM_WORDS[text]
                if ranks.setdefault(words, rank) > rank:
                    ranks[words] = rank
        index: dict[str, list[tuple[Words, int]]] = {}
        for term in ranks.items():
            for word in term[0]:
                index.setdefault(word, []).append(term)
        return cls(index)

    def of_item(self, item: str) -> str | None:
        """Return the frequency of the professional term most like ``item``, or None where none is like it.

        >>> known = KnownFrequencies.of([ProfessionalTerm("Severe headache (3%)", FrequencyClass.COMMON)])
        >>> known.of_item("headache"), known.of_item("sore eyes")
        ('common', None)
        """
        likest, highest = 0.0, 0
        for words in _WORDINGS[item]:
            for word in words:
                for other, rank in self.by_word.get(word, ()):
                    # One word is shared; whether more are, only two terms of several words leave open.
                    shared = 1 if len(words) == 1 or len(other) == 1 else len(words & other)
                    like = shared / (len(words) + len(other) - shared)
                    # Of terms alike, the most frequent counts, so that their order never does.
                    if like > likest or (like == likest and rank < highest):
                        likest, highest = like, rank
        return _NAMES[highest] if likest >= _ALIKE else None

    def of_list(self, items: Sequence[str]) -> dict[str, float]:
        """Return how many items are known to be how frequent, tempered by the number known.

        Where the professional part states no frequency at all, that is said.
        """
        if not self.by_word:
            return {_NO_FREQUENCY: 1.0}
        names = [name for item in items if (name := self.of_item(item))]
        return {name: names.count(name) / len(names) ** 0.5 for name in sorted(set(names))}
