"""Cues: the formulas by which leaflets of the side-effect-page family open their parts, sections and lists."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from extractors.lexicons.loading import lexicon
from extractors.model import record
from schemas.vocab import SectionKind, Urgency

_FIRST_WORD: Final = re.compile(r"[\w-]+")


@record
class Cue:
    """What a formula does: ``action`` names it, ``kind`` and ``urgency`` say what it opens."""

    action: str
    kind: SectionKind | None
    urgency: Urgency | None
    pattern: re.Pattern[str]


def _cue(row: dict[str, str]) -> Cue:
    pattern = re.sub(r"(?<!\\) ", r"\\s+", row["pattern"]).replace("$", r"\s*\Z")
    is_cased = row["pattern"][0].isupper() and row["action"] == "section"
    if is_cased:
        pattern = f"(?:{pattern}|(?![^a-z]{{0,400}}[a-z])(?i:{pattern}))"  # as it stands, or the whole line in capitals
    return Cue(
        row["action"],
        SectionKind(row["kind"]) if row["kind"] else None,
        Urgency(row["urgency"]) if row["urgency"] else None,
        re.compile(pattern, re.DOTALL | (0 if is_cased else re.I)),
    )


class _Index(NamedTuple):
    """The cues by what a text must begin or end with to hold one of them."""

    by_word: dict[str, tuple[Cue, ...]]  # by first word
    heads: frozenset[str]  # the first two letters of all these words, small and capital
    by_last: dict[str, tuple[Cue, ...]]  # those that may begin with any word, by the last character


@cache
def _index() -> _Index:
    by_word: dict[str, list[Cue]] = {}
    by_last: dict[str, list[Cue]] = {}
    for row in lexicon("cues"):
        cue = _cue(row)
        words = _literal_first_words(row["pattern"])
        for word in words:
            by_word.setdefault(word, []).append(cue)
        if not words:
            by_last.setdefault(_literal_last(row["pattern"]), []).append(cue)
    return _Index(
        {word: tuple(cues) for word, cues in by_word.items()},
        frozenset(a + b for word in by_word for a in _cases(word[0]) for b in _cases(word[1:2])),
        {case: tuple(cues) for last, cues in by_last.items() for case in _cases(last)},
    )


def _cases(letter: str) -> tuple[str, str]:
    return letter.lower(), letter.upper()


def _literal_first_words(pattern: str) -> list[str]:
    r"""Return the words that a pattern may begin with; none where that is open.

    >>> _literal_first_words(r"Warnings?\b"), _literal_first_words("(?:More|Less) common"), _literal_first_words(".+")
    (['warning', 'warnings'], ['more', 'less'], [])
    """
    if found := re.match(r"\(\?:([\w |]+)\)(?!\?)", pattern):
        return [option.split()[0].lower() for option in found[1].split("|")]
    if found := re.match(r"(\w+?)(s\?)?(?!\w)", pattern):
        return [found[1].lower(), *([found[1].lower() + "s"] if found[2] else [])]
    return []


def _literal_last(pattern: str) -> str:
    r"""Return the character that what a pattern matches ends with; every pattern with an open beginning has one.

    >>> _literal_last(".{1,120}? Side Effects$")
    's'
    """
    if found := re.search(r"([\w:])\$$", pattern):
        return found[1].lower()
    raise ValueError(f"cues: {pattern!r} may begin with any word, so it must end with a letter or colon and $")


def cue_at(text: str, start: int, end: int) -> tuple[Cue, int] | None:
    """Return the cue that ``text[start:end]`` begins with and where its formula ends, or None.

    >>> cue, at = cue_at("For the Consumer Applies to zolpin: oral tablet", 0, 47)
    >>> cue.action, at
    ('consumer_part', 16)
    """
    by_word, heads, by_last = _index()
    last = text[end - 1 : end]
    if last.isspace():
        last = text[start:end].rstrip()[-1:]
    cues = by_last.get(last, ())
    if text[start : start + 2] in heads and (word := _FIRST_WORD.match(text, start, end)):
        cues = by_word.get(word[0].lower(), ()) + cues
    for cue in cues:
        if found := cue.pattern.match(text, start, end):
            return cue, found.end()
    return None


@cache
def _lead_in_words() -> tuple[tuple[SectionKind, Urgency, re.Pattern[str]], ...]:
    return tuple(
        (
            SectionKind(row["kind"]),
            Urgency(row["urgency"]),
            re.compile(r"\b(?:" + row["words"].replace(" ", r"\s+") + r")\b", re.I),
        )
        for row in lexicon("lead_in_words")
    )


_ADVICE: Final = re.compile(
    r"\b(?:check\s+with|call|tell|contact|see|ask|get|seek|consult)\b.{0,120}?"
    r"\b(?:doctor|nurse|pharmacist|physician|professional|provider|help|attention)\b",
    re.I | re.DOTALL,
)
_OPENS_LIST: Final = re.compile(
    r"\b(?:side\s+effects?|symptoms?|effects|signs|reactions?|following|"
    r"if\s+(?:you|(?:your|the)\s+(?:child|baby))\s+(?:has|have|develops?|notices?|experiences?|gets?))\b",
    re.I,
)


# Without a word on how urgent it is, only this says that effects are listed ("Tell your doctor if you have:" may
# list illnesses).
_FOLLOWING: Final = re.compile(
    r"\bfollowing\s+(?:\w+\s+)?(?:side\s+effects?|symptoms?|effects|signs|reactions?)\b", re.I
)
_NEEDS_ATTENTION: Final = re.compile(r"(?<!not )\bneed\s+(?:immediate\s+)?medical\s+attention\b", re.I)


def lead_in(text: str) -> tuple[SectionKind, Urgency | None] | None:
    """Return what a sentence opens that tells the reader when to ask for help, or None for any other sentence.

    The words are those of all lead-ins of side-effect pages, in whatever order they stand; a lead-in ends with a colon.

    >>> lead_in("Check with your nurse immediately if any of the following side effects occur:")[1].value
    'immediate'
    """
    if not text.rstrip().endswith(":") or not _ADVICE.search(text) or not _OPENS_LIST.search(text):
        return None
    stated = next(((kind, urgency) for kind, urgency, words in _lead_in_words() if words.search(text)), None)
    if stated or not _FOLLOWING.search(text):
        return stated
    return (SectionKind.CONSUMER_IMMEDIATE if _NEEDS_ATTENTION.search(text) else SectionKind.CONSUMER_GENERAL), None
