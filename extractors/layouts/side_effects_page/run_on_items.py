"""Lists whose items follow one another with nothing but a blank between them: "Blurred vision chills dry mouth"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from extractors.lexicons.loading import lexicon
from extractors.placement.model import default_model
from extractors.placement.words import item_key

_WORD: Final = re.compile(r"\S+")
_SENTENCE: Final = re.compile(r"(?<=[.!])\s+(?=[A-Z\"(])")
_GOES_ON: Final = re.compile(
    r"(?:It|This|These|They|Sometimes|However|Also|Call|Get|Tell|Talk|Ask|Do|If|You|Your doctor|Some(?: of)?|Most)\b"
)
_LONGEST: Final = 22  # words of one item
# An item does not begin with these words, nor end with them.
_SMALL: Final = frozenset(
    "or of and in to with on for at be is that may as from by the a an than when while during into around under your"
    " you which who if are where has have had was were after before between over".split()
)
_BEGINS_ANYWAY: Final = frozenset(["a", "an", "the", "during", "after", "when", "if", "your", "you"])
_OPEN_END: Final = (",", "(", "/", "-", "–")
# What it costs to take words for an item: one that pages are known to list; any other; for each place inside it where
# an item might begin, that some item ends with the word before and some begins with the word behind, and that no item
# has the two side by side; that no item begins, or ends, with these words; that it stands before the item above it in
# the alphabet, in which pages list their items.  Chosen on pages, a seventh of whose items were made unknown.
_KNOWN, _UNKNOWN, _SPLITTABLE, _STRANGE_PAIR = 0.3, 0.8, 0.4, 1.4
_STRANGE_HEAD, _STRANGE_LAST, _OUT_OF_ORDER = 0.3, 0.5, 1.9
_COMMA: Final = 0.6  # that an item goes on behind a comma with a word that may begin one
_Begins = Callable[[str, str, str], bool]  # of the word before, as it stands and as it is compared, and the word


class _Wordings(NamedTuple):
    """What items are known to be, and the words that they begin with, end with, and have side by side."""

    items: frozenset[str]
    heads: frozenset[str]
    lasts: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def wordings_of(items: Iterable[str]) -> _Wordings:
    """Return the wordings of items, given by their keys."""
    known = frozenset(items)
    words = [item.split() for item in known]
    pairs = (pair for item in words for pair in pairwise(item) if not pair[0].endswith(_OPEN_END))
    return _Wordings(
        known,
        frozenset(_plain(item[0]) for item in words),
        frozenset(_plain(item[-1]) for item in words),
        frozenset((_plain(a), _plain(b)) for a, b in pairs),
    )


@cache
def known_wordings() -> _Wordings:
    """Return the wordings of the items that pages are known to list."""
    counted = (key.removeprefix("item:") for key in default_model().counts if key.startswith("item:"))
    stated = (row["term"] for row in lexicon("effect_terms") if row["n_consumer"] != "0")
    return wordings_of(filter(None, [*counted, *stated]))


def _plain(word: str) -> str:
    return word.casefold().strip("(),.;:*•")


class _Item(NamedTuple):
    cost: float
    begin: int
    before: int  # where the item before it begins; -1 for none


def items_between_spaces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the items that stand in ``text[start:end]``, cut where they cost least.

    >>> line = "Blurred vision chills dry mouth swelling of the knees, arms, or hands"
    >>> [line[a:b] for a, b in items_between_spaces(line, 0, len(line))]
    ['Blurred vision', 'chills', 'dry mouth', 'swelling of the knees, arms, or hands']
    """
    return _Words(text, start, end).items(_may_begin)


def items_in_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the items that end with full stops, each with the sentences that go on with it; none without such ends.

    >>> line = "Stomach pain. Blood clots have happened. Call your doctor if you have a headache. Not able to sleep."
    >>> [line[a:b] for a, b in items_in_sentences(line, 0, len(line))][1:]
    ['Blood clots have happened. Call your doctor if you have a headache.', 'Not able to sleep.']
    """
    borders = [found for found in _SENTENCE.finditer(text, start, end) if not _GOES_ON.match(text, found.end(), end)]
    if not borders:
        return []
    begins = [start, *(border.end() for border in borders)]
    return list(zip(begins, [*(border.start() for border in borders), end], strict=True))


def commas_cost_less(text: str, lists: Iterable[tuple[int, int]]) -> bool:
    """Tell whether commas part the items of these lists: cut there, they cost less than cut at blanks.

    >>> lines = "Blurred vision, chills, dry mouth, headache", "Chills dry mouth swelling of the knees, arms, or hands"
    >>> [commas_cost_less(line, [(0, len(line))]) for line in lines]
    [True, False]
    """
    told = [_Words(text, start, end) for start, end in lists]
    at_commas = sum([words.cost(_is_behind_comma) for words in told], 0.0)
    return at_commas < sum([words.cost(_may_begin) for words in told], 0.0)


def _is_behind_comma(before: str, last: str, word: str) -> bool:
    return before.endswith(",")


def _may_begin(before: str, last: str, word: str) -> bool:
    if before.endswith(_OPEN_END) or last in _SMALL:
        return False
    return word not in _SMALL or word in _BEGINS_ANYWAY


class _Words:
    """The words of a list, and what it costs to take some of them for an item."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.places = [(found.start(), found.end()) for found in _WORD.finditer(text, start, end)]
        self.words = [_plain(text[a:b]) for a, b in self.places]
        self.joints = [0.0, *(self._joint(i) for i in range(1, len(self.words)))]

    def _joint(self, at: int) -> float:
        """Return what it costs that no item begins here."""
        before, (last, word) = self.text[slice(*self.places[at - 1])], self.words[at - 1 : at + 1]
        known = known_wordings()
        if _may_begin(before, last, word):
            cost = _STRANGE_PAIR * ((last, word) not in known.pairs)
            return cost + _SPLITTABLE * (last in known.lasts and word in known.heads)
        return _COMMA * (before.endswith(",") and word not in _SMALL)

    def items(self, begins: _Begins) -> list[tuple[int, int]]:
        """Return the items that cost least."""
        ending, stop = self._ending(begins), len(self.words)
        found: list[tuple[int, int]] = []
        item = min(ending[stop])
        while True:
            found.append((self.places[item.begin][0], self.places[stop - 1][1]))
            stop = item.begin
            if item.before < 0:
                return found[::-1]
            item = min(one for one in ending[stop] if one.begin == item.before)

    def cost(self, begins: _Begins) -> float:
        """Return what all of them cost."""
        return min(self._ending(begins)[-1]).cost

    def _ending(self, may_begin: _Begins) -> list[list[_Item]]:
        """Return the items that may end before each word, each with what it and those above it cost at least."""
        words, places = self.words, self.places
        befores = [self.text[a:b] for a, b in places]
        begins = [0, *(i for i in range(1, len(words)) if may_begin(befores[i - 1], words[i - 1], words[i]))]
        ending: list[list[_Item]] = [[] for _ in range(len(words) + 1)]
        for at, begin in enumerate(begins):
            following = [*begins[at + 1 : at + 1 + _LONGEST], len(words)]
            stops = [following[0], *(stop for stop in following[1:] if stop - begin <= _LONGEST)]
            cost, before = self._cheapest(ending[begin], begin)
            for stop in stops:
                ending[stop].append(_Item(cost + self._of(begin, stop), begin, before))
        return ending

    def _cheapest(self, items: list[_Item], begin: int) -> tuple[float, int]:
        """Return what it costs to begin an item here, and where the item before it then begins."""
        if begin == 0:
            return 0.0, -1
        word = self.words[begin]
        return min((item.cost + _OUT_OF_ORDER * (word < self.words[item.begin]), item.begin) for item in items)

    def _of(self, begin: int, stop: int) -> float:
        known, words = known_wordings(), self.words
        if item_key(self.text[self.places[begin][0] : self.places[stop - 1][1]]) in known.items:
            return _KNOWN
        strange = _STRANGE_HEAD * (words[begin] not in known.heads) + _STRANGE_LAST * (
            words[stop - 1] not in known.lasts
        )
        return _UNKNOWN + strange + sum(self.joints[begin + 1 : stop])
