"""How often: labels, ranges in percent, and figures beside a term."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from extractors.lexicons.loading import lexicon
from extractors.model import Frequency, Span, record
from schemas.vocab import FrequencyClass, FrequencyScale

_NUMBER: Final = r"(\d+(?:[.,]\d+)?)"
_RANGE: Final = re.compile(
    rf"{_NUMBER}\s*%?\s*(?:to|and|than|-|–|—)\s*(?:(?:less|fewer) than\s*|<\s*)?{_NUMBER}\s*%", re.I
)
_BELOW: Final = re.compile(
    rf"(?:(?:less|fewer|lower) than|under|below|<|up to|≤|at most)\s*(?:or equal to\s*)?{_NUMBER}\s*%", re.I
)
_ABOVE: Final = re.compile(
    rf"(?:(?:greater|more|higher) than|over|above|>|≥|at least)\s*(?:or equal to\s*)?{_NUMBER}\s*%", re.I
)
_OR_MORE: Final = re.compile(rf"{_NUMBER}\s*%\s*(?:or|and)\s*(?:more|greater|higher|above)", re.I)
_OR_LESS: Final = re.compile(rf"{_NUMBER}\s*%\s*(?:or|and)\s*(?:less|fewer|lower|below)", re.I)
_POINT: Final = re.compile(rf"{_NUMBER}\s*%")
_LONGEST_HEAD: Final = 100  # characters: few labels are longer, and no two of these are the same
# The colon of a label may stand before its range as well: "Very common: (10% or more): Headache".
_PAREN: Final = re.compile(r"\s*(?::\s*(?=\([^()]*%[^()]*\)\s*:))?\(([^()]*)\)")


@record
class Label:
    """A frequency label at the head of a line: what it says, the context it carries, and where it ends."""

    frequency: Frequency
    context: tuple[Span, ...]
    end: int
    contradiction: str | None = None


@record
class _Entry:
    category: FrequencyClass
    scale: FrequencyScale
    bounds: tuple[float | None, float | None]


@cache
def _entries() -> dict[str, _Entry]:
    def number(text: str) -> float | None:
        return float(text) if text else None

    return {
        row["name"]: _Entry(
            FrequencyClass(row["category"]),
            FrequencyScale(row["scale"]),
            (number(row["min_pct"]), number(row["max_pct"])),
        )
        for row in lexicon("frequency_labels")
    }


@cache
def _name_pattern() -> re.Pattern[str]:
    names = sorted(_entries(), key=len, reverse=True)
    return re.compile(
        r"\s*+(?:[-–•]\s*+)?(" + "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in names) + r")\b", re.I
    )


@cache
def _heads() -> frozenset[str]:
    """Return the first three letters of all names."""
    return frozenset(name[:3] for name in _entries())


def _may_name(head: str) -> bool:
    """Tell by three characters whether a label may begin; a blank or a dash leaves it open."""
    return head.lower() in _heads() or not head[:1].isalnum()


@lru_cache(maxsize=4096)
def percent_bounds(text: str) -> tuple[float | None, float | None] | None:
    """Return the lowest and highest percentage that ``text`` states, or None where it states none.

    >>> percent_bounds("1% to 10%"), percent_bounds("10% or more"), percent_bounds("up to 14.1%"), percent_bounds("3%")
    ((1.0, 10.0), (10.0, 100.0), (0.0, 14.1), (3.0, 3.0))
    >>> percent_bounds("0.1% or less"), percent_bounds("rarely")
    ((0.0, 0.1), None)
    """
    if found := _RANGE.search(text):
        return _number(found[1]), _number(found[2])
    for pattern, low, high in (
        (_OR_LESS, 0.0, None),
        (_BELOW, 0.0, None),
        (_OR_MORE, None, 100.0),
        (_ABOVE, None, 100.0),
    ):
        if found := pattern.search(text):
            value = _number(found[1])
            return (value if low is None else low), (value if high is None else high)
    if found := _POINT.search(text):
        return _number(found[1]), _number(found[1])
    return None


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def parse_label(text: str, start: int, end: int) -> Label | None:
    r"""Return the frequency label at the head of ``text[start:end]``, or None where there is none.

    A label is a name of the lexicon, then perhaps a range in parentheses, a context ("- patch only", "in children"),
    and a colon.  The range's own bounds win over those of the name's class; where the two disagree the name's class
    is kept and ``contradiction`` says so.  Source: consumer incidence labels and CIOMS labels of side-effect pages.

    >>> text = "Common (1% to 10%): Headache"
    >>> label = parse_label(text, 0, len(text))
    >>> label.frequency.category.value, label.frequency.min_pct, text[label.end:]
    ('common', 1.0, 'Headache')
    >>> text = "Less common - patch only"
    >>> [s.of(text) for s in parse_label(text, 0, len(text)).context]
    ['patch only']
    """
    if not _may_name(text[start : start + 3]):
        return None
    colon = text.find(":", start, min(end, start + _LONGEST_HEAD))
    if colon < 0 or text[colon + 1 : end].lstrip()[:1] == "(":
        return _parsed(text, start, end)
    head = text[start : colon + 1]
    if head.count("(") != head.count(")"):
        return _parsed(text, start, end)
    label = _parsed_head(head)
    return _moved(label, text, start, end) if label else None


@lru_cache(maxsize=4096)
def _parsed_head(head: str) -> Label | None:
    """Return the label in a text that ends with its first colon, outside parentheses: pages use the same ones."""
    return _parsed(head, 0, len(head))


def _moved(label: Label, text: str, start: int, end: int) -> Label:
    """Return a label read from its head alone where it stands in ``text``; the blanks behind its colon belong to it."""
    said, at = label.frequency, start + label.end
    if text[at - 1] == ":":
        while at < end and text[at].isspace():
            at += 1
    assert said.span is not None
    span = Span(start + said.span.start, start + said.span.end)
    frequency = Frequency(span, said.category, said.scale, min_pct=said.min_pct, max_pct=said.max_pct)
    context = tuple([Span(start + a, start + b) for a, b in label.context]) if label.context else ()
    return Label(frequency, context, at, label.contradiction)


def _parsed(text: str, start: int, end: int) -> Label | None:
    found = _name_pattern().match(text, start, end)
    entry = _entries().get(" ".join(found[1].lower().split())) if found else None
    if found is None or entry is None:
        return None
    at, bounds, contradiction = found.end(), entry.bounds, None
    paren = _PAREN.match(text, at, end)
    context: list[Span] = []
    raw_end = at
    if paren and (stated := _stated_bounds(paren[1])):
        contradiction = _contradiction(found[1], entry, stated)
        bounds, at, raw_end = stated, paren.end(), paren.end()
    elif paren:
        context.append(Span(paren.start(1), paren.end(1)))
        at = paren.end()
    at = _label_tail(text, at, end, context)
    frequency = Frequency(
        Span(found.start(1), raw_end), entry.category, entry.scale, min_pct=bounds[0], max_pct=bounds[1]
    )
    return Label(frequency, tuple(context), at, contradiction)


def _stated_bounds(text: str) -> tuple[float | None, float | None] | None:
    return percent_bounds(text if "%" in text else text + "%")


_COLON: Final = re.compile(r"\s*:\s*")
_TAIL: Final = re.compile(r"\s*(?:[-–—]\s*|,\s+|(?=\s(?:in|for|with|reported|especially)\b))([^:]*+)(?::\s*|$)")


def _label_tail(text: str, at: int, end: int, context: list[Span]) -> int:
    """Step over a context and the colon after a label's name; return where the label's content begins."""
    if colon := _COLON.match(text, at, end):
        return colon.end()
    tail = _TAIL.match(text, at, end)
    if tail and (said := tail[1].rstrip()):
        context.append(Span(tail.start(1), tail.start(1) + len(said)))
        return tail.end()
    return at


def _contradiction(name: str, entry: _Entry, stated: tuple[float | None, float | None]) -> str | None:
    """Say how a stated range leaves the class of its label's name; "less than" leaves the lower end open."""
    low, high = entry.bounds
    if low is None or high is None:
        return None
    below = stated[0] is not None and 0 < stated[0] < low
    above = stated[1] is not None and stated[1] > high
    if not (below or above):
        return None
    return f"{name} stands for {low:g} % to {high:g} %, but {stated[0]:g} % to {stated[1]:g} % is stated"


_BESIDE: Final = re.compile(r"\(\s*([^()]*%[^()]*)\)")
_FIGURE: Final = re.compile(
    rf"(?:(?:up\s+to|at\s+least|at\s+most|about|approximately|(?:less|fewer|lower|greater|more|higher)\s+than(?:\s+or\s+equal\s+to)?"
    rf"|under|below|over|above|[<>≤≥~]=?)\s*)?{_NUMBER}\s*%?"
    rf"(?:\s*(?:to|-|–|—)\s*(?:(?:less|fewer)\s+than\s*|<\s*)?{_NUMBER})?\s*%"
    rf"(?:\s*(?:or|and)\s*(?:more|greater|higher|above|less|fewer|lower|below))?",
    re.I,
)
_OTHER_ARM: Final = re.compile(r"\b(?:placebo|vs|versus|compared|control|comparator)\b", re.I)
_SYMBOL: Final = re.compile(r"[<>≤≥]")


def beside_term(text: str, span: Span, listed: Frequency) -> Frequency:
    """Return the frequency of one element of a list: a figure beside it wins over the bounds of the list's label.

    The class stays that of the label.  Of "Rash (dose-related; up to 14.1%)" the figure alone is the frequency; where
    a parenthesis gives several ("grade 1: 6%; grade 2: 3%") all of it is, from the lowest to the highest.  What a
    parenthesis says of placebo is no frequency of the drug, and "Increased hematocrit (>54%)" states a value.

    >>> from extractors.model import NO_FREQUENCY
    >>> text = "Rash (dose-related; up to 14.1%)"
    >>> beside_term(text, Span(0, len(text)), NO_FREQUENCY).span.of(text)
    'up to 14.1%'
    """
    start, end = span.start, span.end
    if text.find("%", start, end) < 0:
        return listed
    for found in _BESIDE.finditer(text, start, end):
        stated = _figures(found[1])
        if stated is None or (stated.has_symbol and _is_measure(text[start : found.start()])):
            continue
        at = found.start(1)
        raw = Span(at + stated.start, at + stated.end)
        return Frequency(
            raw, listed.category, listed.scale, listed.basis, listed.confidence, stated.lowest, stated.highest
        )
    return listed


class _Stated(NamedTuple):
    """The percentages in a parenthesis: where they stand in it, and the lowest and highest of them."""

    start: int
    end: int
    has_symbol: bool
    lowest: float | None
    highest: float | None


@lru_cache(maxsize=8192)
def _figures(parenthesis: str) -> _Stated | None:
    """Return the percentages of the drug's own arm in the words of a parenthesis."""
    other = _OTHER_ARM.search(parenthesis)
    figures = list(_FIGURE.finditer(parenthesis, 0, other.start() if other else len(parenthesis)))
    if not figures:
        return None
    bounds = [known for figure in figures if (known := percent_bounds(figure[0]))]
    low = [b[0] for b in bounds if b[0] is not None]
    high = [b[1] for b in bounds if b[1] is not None]
    start, end = figures[0].span() if len(figures) == 1 else (0, len(parenthesis))
    has_symbol = _SYMBOL.match(figures[0][0]) is not None
    return _Stated(start, end, has_symbol, min(low, default=None), max(high, default=None))


def _is_measure(term: str) -> bool:
    """Tell something that is itself measured in percent, whose figure is a value and no share of patients."""
    words = " ".join(term.lower().split())
    return any(measure in words for measure in _percent_measures())


@cache
def _percent_measures() -> tuple[str, ...]:
    return tuple(row["word"] for row in lexicon("effect_parts") if row["kind"] == "percent_measure")
