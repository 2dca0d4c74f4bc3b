"""The frequency bands of EU leaflets, in the wordings of every QRD template and of the SmPC guideline.

"Very common (may affect more than 1 in 10 people)", "affects 1 to 10 users in 100", "(≥1/100 to <1/10)",
"Not known (frequency cannot be estimated from the available data)".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from extractors.lexicons.loading import lexicon
from extractors.model import Frequency, Span
from schemas.vocab import FrequencyClass, FrequencyScale

_COUNT = r"\d{1,3}(?:[ ,.\u00a0\u2009\u202f]{1,2}\d{3})+|\d+"
_OVER = r"more\s+than|greater\s+than|over|at\s+least|>=?|≥|⩾"
_UNDER = r"less\s+(?:frequently\s+)?than|fewer\s+than|up\s+to|at\s+most|under|below|<=?|≤|⩽"
_PEOPLE = r"(?:people|patients?|users?|persons?|women|men|children|individuals|adults|subjects|recipients|treated)"
# "1 in 10", "1 to 10 users in 100", "1 out of every 1,000", "1/10,000", "10 %"
_RATE = (
    rf"(?:(?:(?:may|can|could|might)\s+affect|affects|affecting)\s+)?(?:(?P<@op>{_OVER}|{_UNDER})\s*)?"
    rf"(?P<@a>\d+(?:[.,]\d+)?)\s*(?:(?:to|-|–|and|or)\s*(?P<@b>\d+|more|fewer|less)\s*)?"
    rf"(?:{_PEOPLE}\s*)?(?:(?:in|out\s+of|of|per|to)\s+(?:every\s+|each\s+)?|/\s*)(?P<@n>{_COUNT})(?!\s*(?:mg|ml|g\b))"
)
_PERCENT = (
    rf"(?:(?P<@op>{_OVER}|{_UNDER})\s*)?(?P<@a>\d+(?:[.,]\d+)?)"
    rf"(?:\s*%?\s*(?:to|-|–|and)\s*(?:{_UNDER})?\s*(?P<@b>\d+(?:[.,]\d+)?))?\s*%"
)
# What may stand between the words of one label.
_FILLER = re.compile(
    r"[\s(\[:,;.*–—-]*(?:(?i:serious|severe|other|possible|additional|observed|listed|undesirable|side|adverse|effects?|"
    r"reactions?|events?|drug|which|that|these|this|they|it|following|the|may|can|could|might|will|affect|affects|"
    r"affecting|occur|occurs|occurring|occurred|seen|reported|happens?|experienced|in|of|is|are|with|for|by|frequency|"
    r"i\.e|meaning|but|and|to|from|available|data|estimated|people|patients|users|on|based|probably|about|around|"
    r"approximately|between|frequencies|was|were|has|have|been)\b[\s(\[:,;–—-]*|(?:of|with|taking|for|using)\s+"
    r"[A-Z][\w-]*[\s(\[:,;–—-]*)*",
)
_LONGEST_GAP = 75
_RANKS = (
    FrequencyClass.VERY_COMMON,
    FrequencyClass.COMMON,
    FrequencyClass.UNCOMMON,
    FrequencyClass.RARE,
    FrequencyClass.VERY_RARE,
    FrequencyClass.NOT_KNOWN,
)
_TAIL = re.compile(rf"\s*(?:treated\s+)?{_PEOPLE}\b|\s+from\s+(?:the\s+)?available\s+data\b", re.I)
_CLOSING = re.compile(r"\s*[^().]{0,60}\)")


@dataclass(frozen=True, slots=True)
class Band:
    """A frequency label in a text: ``is_rated`` where a rate or "cannot be estimated" backs the name."""

    frequency: Frequency
    start: int
    end: int
    is_rated: bool
    is_named: bool
    contradiction: str | None = None

    @property
    def rank(self) -> int:
        """The place of the class in the order of the templates, from very common to not known."""
        return _RANKS.index(self.frequency.category) if self.frequency.category else len(_RANKS)


@dataclass(frozen=True, slots=True)
class _Word:
    """A name of a class or a rate, where it stands."""

    start: int
    end: int
    category: FrequencyClass | None = None
    low: float | None = None
    high: float | None = None
    backs: bool = False


@cache
def _names() -> dict[str, FrequencyClass]:
    return {row["word"]: FrequencyClass(row["category"]) for row in lexicon("band_words")}


@cache
def _bounds() -> dict[FrequencyClass, tuple[float, float]]:
    """Return the CIOMS bounds in percent, from the shared lexicon of labels."""
    return {
        FrequencyClass(row["category"]): (float(row["min_pct"]), float(row["max_pct"]))
        for row in lexicon("frequency_labels")
        if row["scale"] == "cioms" and row["min_pct"]
    }


@cache
def _words_pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(n).replace(r"\ ", r"[\s-]+") for n in sorted(_names(), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/])(?P<name>{names})\b|(?<![\w/.,]){_RATE.replace('@', 'r')}|"
        rf"(?<![\w/.,]){_PERCENT.replace('@', 'p')}",
        re.I,
    )


@lru_cache(maxsize=8192)
def bands(text: str) -> tuple[Band, ...]:
    """Return the frequency labels in ``text``, in order.

    >>> [band] = bands("Common (may affect up to 1 in 10 people)")
    >>> band.frequency.category.value, band.frequency.min_pct, band.frequency.max_pct, band.is_rated
    ('common', 1.0, 10.0, True)
    >>> [b.frequency.category.value for b in bands("rare (≥1/10,000 to <1/1,000), affects 1 to 10 users in 100")]
    ['rare', 'common']
    >>> [b.frequency.category.value for b in bands("Not known: frequency cannot be estimated from the available data")]
    ['not_known']
    """
    if not any(sign in text for sign in "cCnNrRuU1%"):
        return ()
    groups: list[list[_Word]] = []
    for word in map(_word, _words_pattern().finditer(text)):
        if word is None:
            continue
        if groups and _belongs(text, groups[-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    return tuple(band for group in groups if (band := _band(text, group)))


def _word(found: re.Match[str]) -> _Word | None:
    if name := found["name"]:
        key = " ".join(re.split(r"[\s-]+", name.lower()))
        return _Word(*found.span(), category=_names()[key], backs=key.endswith("estimated"))
    prefix = "r" if found["ra"] else "p"
    total = float(re.sub(r"\D", "", found["rn"])) if prefix == "r" else 100.0
    if total < 10:
        return None
    first = float(found[f"{prefix}a"].replace(",", ".")) / total * 100
    second = found[f"{prefix}b"]
    low, high = _limits(found[f"{prefix}op"], first)
    if second == "more":
        low, high = first, None
    elif second in ("fewer", "less"):
        low, high = None, first
    elif second:
        low, high = first, float(second.replace(",", ".")) / total * 100
    return _Word(*found.span(), low=low, high=high, backs=True)


def _limits(sign: str | None, value: float) -> tuple[float | None, float | None]:
    if sign is None:
        return None, value
    return (value, None) if re.match(_OVER, sign, re.I) else (None, value)


def _belongs(text: str, group: list[_Word], word: _Word) -> bool:
    """Tell whether a word goes on with the label that is open: a rate after a name, "cannot be …" after "not known"."""
    gap = text[group[-1].end : word.start]
    if len(gap) > _LONGEST_GAP or not _FILLER.fullmatch(gap):
        return False
    named = next((w.category for w in group if w.category), None)
    if word.category:
        return (named is None and not gap.strip(" (:-")) or (
            word.category is named is FrequencyClass.NOT_KNOWN and len(group) == 1
        )
    rates = sum(w.category is None for w in group)
    return rates == 0 or (rates == 1 and ")" not in gap)


def _band(text: str, group: list[_Word]) -> Band | None:
    category = next((w.category for w in group if w.category), None)
    low = next((w.low for w in group if w.low is not None), None)
    high = next((w.high for w in group if w.high is not None), None)
    implied = category or _class_of(low, high)
    if implied is None or (category is None and not _speaks_of_people(text, group)):
        return None
    start, end = group[0].start, _closed(text, group[0].start, group[-1].end)
    least, most = _bounds().get(implied, (None, None))
    frequency = Frequency(
        Span(start, end),
        implied,
        FrequencyScale.CIOMS,
        min_pct=least if low is None else round(low, 6),
        max_pct=most if high is None else round(high, 6),
    )
    backs = any(w.backs for w in group)
    return Band(frequency, start, end, backs, category is not None, _contradiction(implied, low, high))


def _speaks_of_people(text: str, group: list[_Word]) -> bool:
    """A rate without a name counts where it is a share of people ("may affect 1 in 10 people"), or a range."""
    around = text[max(0, group[0].start - 30) : group[-1].end + 30]
    return bool(re.search(r"affect|people|patient|user|person", around)) or len(group) > 1


def _class_of(low: float | None, high: float | None) -> FrequencyClass | None:
    """Return the class whose upper bound the rate names, very common where it has none."""
    if high is None:
        return next((c for c, (least, _) in _bounds().items() if low is not None and low >= least), None)
    if low is not None and low >= 10:
        return FrequencyClass.VERY_COMMON
    return next((c for c, (least, most) in _bounds().items() if least < high <= most), None)


def _closed(text: str, start: int, end: int) -> int:
    """Take in the rest of a parenthesis that the label opened, and the people whom the rate counts."""
    if text.count("(", start, end) > text.count(")", start, end):
        found = _CLOSING.match(text, end)
        return found.end() if found else end
    found = _TAIL.match(text, end)
    return found.end() if found else end


def _contradiction(category: FrequencyClass, low: float | None, high: float | None) -> str | None:
    least, most = _bounds().get(category, (None, None))
    if least is None or most is None:
        return None
    if (high is not None and not least < high <= most) or (low is not None and not least <= low < most):
        stated = f"{low if low is not None else 0:g} % to {high if high is not None else 100:g} %"
        return f"{category.value} stands for {least:g} % to {most:g} %, but {stated} is stated"
    return None


_SILENT = re.compile(
    r"\b(?:side|adverse|undesirable|effects?|reactions?|events?|are|is|include|includes|including|following|the|other|"
    r"serious|possible|additional|reported|observed|seen|with|frequency|frequencies|of|these|have|been|has|which|may|"
    r"can|affect|affecting|in|people|patients|users|treated|taking|using|most|some|and|more|less|from|available|data|"
    r"or|for|treatment|episodes|occur|as|follows|listed|below)\b|[^a-zA-Z]+",
    re.I,
)


def words_beside(text: str, band: Band) -> str:
    """Return what a text says beside its label: "" for a text that is nothing but a label.

    >>> text = "Uncommon side effects of Examplix (may affect up to 1 in 100 people) are:"
    >>> words_beside(text, bands(text)[0])
    ''
    """
    outside = _SILENT.sub(" ", f"{text[: band.start]} {text[band.end :]}")
    return " ".join(word for word in outside.split() if not word[0].isupper() or len(word) < 2)
