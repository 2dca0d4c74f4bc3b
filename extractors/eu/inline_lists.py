"""Effects in running lines: "Headache, abdominal pain (cramps), dizziness" and "Lipodystrophy is uncommon (…)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.eu.bands import Band, bands
from extractors.eu.comma_lists import comma_items
from extractors.model import Frequency, Span, replace

_EXAMPLES = re.compile(r"(?:such as|including|like|e\.g\.|i\.e\.|mainly|particularly|especially|for example)\b", re.I)
_PARENTHESIS = re.compile(r"\([^()]*\)")
_CUT = re.compile(r"[,;•●▪]|\s[-–]\s|\n\s*[-–]\s")
_OTHER_CUT = re.compile(r"[;•●▪]|\s[-–]\s|\n\s*[-–]\s")
_JOINING = re.compile(r"^\s*(?:and|or|and/or)\s+", re.I)
_STOP = re.compile(r"(?<=[\w)\]])(?<!\be\.g)(?<!\bi\.e)\.(?=\s|$)")
# Words of a sentence: no bare list of effects has them.
_SENTENCE = re.compile(
    r"\b(?:you|your|should|must|will|was|were|please|if|because|when|while|this|these|tell|talk|contact|doctor|is|are|has|"
    r"patients|cases|have|had|been|do|not|see|refer|take|may|can|could|includes?|appears?|disappears?|resolves?|side.effects?|"
    r"adverse reactions?)\b|:",
    re.I,
)
# "Tingling (hands) Nausea Cold sweat": unmarked items begin with a capital; no joining word stands before it.
_RUN = re.compile(
    r"(?<=[a-z)])(?<!\bof)(?<!\bthe)(?<!\bwith)(?<!\band)(?<!\bor)(?<!\bin)(?<!\bto)\s+(?=[A-Z][a-z]{2,}(?![\w-]))"
)
_FEWEST_IN_RUN = 2
_FEWEST_SEMICOLONS = 2
_FEWEST_LOOSE = 3
_LONGEST_FIRST = 8
_SEMICOLON = re.compile(r";")
_EXPLAINS = re.compile(
    r"(?:a|an)\s+(?:(?:rare|type|kind|form)\b|(?:\w+\s+){0,2}(?:cancer|condition|disease|disorder)\b)", re.I
)
_REMARK = re.compile(r"\s*(?:which|that|these|this|they|it)\b", re.I)
_LONGEST = 14
_LONGEST_ALONE = 24
_SUBJECT_END = re.compile(
    r",?\s*(?:\b(?:is|are|was|were|has|have|can|may|might|will|could|occurs?|occurred|seen|reported|which|that)\b|"
    r"\((?=(?:very |un)?(?:common|rare|frequent))|[:,]\s*(?=(?:very |un)?(?:common|rare)))",
    re.I,
)
_NO_EFFECT = re.compile(
    r"\b(?:side.effects?|adverse reactions?|reactions? to|frequenc\w+|following|they|it|you|your|treatment|doctor|"
    r"patients|medicines?|if|when|people)\b|^(?:these|this|those|some|most|in|during|after|the most)\b",
    re.I,
)
_BACK = re.compile(r"^\s*(?:these|this|they|both)\b", re.I)
_MAY_BE_SEEN = re.compile(
    r"(.{3,120}?)\s+(?:may|can)\s+(?:also\s+)?(?:be\s+(?:found|seen|detected|reported)|occur)\b", re.S
)
_ANNOUNCED = re.compile(
    r"[^:.]{0,160}\b(?:symptoms|effects|reactions|signs|are|include|including|reported|following)\b[^:.]{0,40}:\s+"
)
_WERE = re.compile(r"\W*(?:of\s+\w+\s+)?(?:were|are|was|is|included?|includes)\b:?\s+|\s*[;:]\s*", re.I)
_LAST_JOINT = re.compile(r"\s+and\s+")
_MAY_OCCUR = re.compile(
    r"^(?:(?:during|after|in|with)\b[^,]*,\s*)?(.+?)\s+(?:may|can|might|could)\s+(?:also\s+)?occur\b", re.I
)

_MAY_CAUSE = re.compile(r"\b(?:may|can|could)\s+(?:also\s+)?cause\s+(?!you\b)[^.:;]+\.\s*$")


def elements_of(text: str, span: Span) -> list[Span]:
    """Return the elements of a line that lists effects, [] where it is a sentence.

    >>> line = "Headache, pain (back, neck), feeling sick."
    >>> [s.of(line) for s in elements_of(line, Span(0, len(line)))]
    ['Headache', 'pain (back, neck)', 'feeling sick']
    >>> line = "Allergic reactions. The main symptoms are itching and rash. Gallstones. Hair loss."
    >>> [s.of(line) for s in elements_of(line, Span(0, len(line)))]
    ['Allergic reactions', 'Gallstones', 'Hair loss']
    >>> line = "Tell your doctor if you feel dizzy, weak or tired."
    >>> elements_of(line, Span(0, len(line)))
    []
    """
    outside = _without_parentheses(text[span.start : span.end])
    found: list[Span] = []
    sentences = 0
    at = 0
    for end in [*(m.start() for m in _STOP.finditer(outside)), len(outside)]:
        words = outside[at:end]
        if any(c.isalpha() for c in words):
            sentences += 1
            found.extend(_list_in(text, outside, span.start, at, end))
        at = end + 1
    return found if found and sentences <= 2 * len(found) else []


def _list_in(text: str, outside: str, offset: int, start: int, end: int) -> list[Span]:
    if seen := _MAY_BE_SEEN.match(outside, start, end):
        end = seen.end(1)
    if _SENTENCE.search(outside, start, end):
        return []
    found: list[Span] = []
    at = start
    for cut in [*_cuts(outside, start, end), (end, end)]:
        if element := _element(text, outside, offset, at, cut[0]):
            found.append(element)
        at = cut[1]
    found = _with_explanations(text, _with_examples(text, found, offset + end))
    longest = _LONGEST if len(found) > 1 else _LONGEST_ALONE
    return [] if any(len(_PARENTHESIS.sub("", s.of(text)).split()) > longest for s in found) else found


def _cuts(outside: str, start: int, end: int) -> list[tuple[int, int]]:
    run = [m.span() for m in _RUN.finditer(outside, start, end)]
    if len(run) < _FEWEST_IN_RUN and not _OTHER_CUT.search(outside, start, end):
        items = comma_items(outside, Span(start, end))
        return [(a.end, b.start) for a, b in pairwise(items)]
    semicolons = [m.span() for m in _SEMICOLON.finditer(outside, start, end)]
    if len(semicolons) >= _FEWEST_SEMICOLONS:
        return semicolons
    return run if len(run) >= _FEWEST_IN_RUN else [m.span() for m in _CUT.finditer(outside, start, end)]


def runs_on(text: str, span: Span) -> bool:
    """Tell items between which nothing stands but a blank, so that their capitals part them."""
    return len(_RUN.findall(_without_parentheses(span.of(text)))) >= _FEWEST_IN_RUN


def listed_loosely(text: str, span: Span) -> list[Span]:
    """Return the elements of a list under a label though a few of them hold a clause; [] where it is a sentence.

    >>> line = "Flu, loss of appetite, sleepiness which may last for days, thirst. See a doctor if it lasts."
    >>> [s.of(line) for s in listed_loosely(line, Span(0, len(line)))]
    ['Flu', 'loss of appetite', 'sleepiness which may last for days', 'thirst']
    >>> line = "Pain in the jaw may occur, mostly in patients with cancer, after some years."
    >>> listed_loosely(line, Span(0, len(line)))
    []
    """
    outside = _without_parentheses(text[span.start : span.end])
    stop = _STOP.search(outside)
    end = stop.start() if stop else len(outside)
    mark = _SEMICOLON if ";" in outside[:end] else _CUT
    found: list[Span] = []
    clauses = at = 0
    for cut in [*(m.span() for m in mark.finditer(outside, 0, end)), (end, end)]:
        has_clause = bool(_SENTENCE.search(outside, at, cut[0]))
        clauses += has_clause
        longest = _LONGEST if found else _LONGEST_FIRST
        if (has_clause and not found) or (mark is _CUT and len(outside[at : cut[0]].split()) > longest):
            return []
        if not _REMARK.match(outside, at, cut[0]) and (element := _element(text, outside, span.start, at, cut[0])):
            found.append(element)
        at = cut[1]
    fewest = _FEWEST_LOOSE if mark is _CUT else 1
    return found if len(found) >= max(fewest, 3 * clauses) else []


def _with_examples(text: str, found: list[Span], end: int) -> list[Span]:
    """Keep "infections, such as pneumonia, flu" whole: what follows "such as" are examples of the element before."""
    for number, element in enumerate(found):
        if number and _EXAMPLES.match(element.of(text)):
            return [*found[: number - 1], Span(found[number - 1].start, end)]
    return found


def _with_explanations(text: str, found: list[Span]) -> list[Span]:
    """Keep "Kaposi's sarcoma, a rare cancer of the skin" whole: the second part says what the first is."""
    kept: list[Span] = []
    for element in found:
        if kept and _EXPLAINS.match(text, element.start, element.end):
            element = Span(kept.pop().start, element.end)
        kept.append(element)
    return kept


def _element(text: str, outside: str, offset: int, start: int, end: int) -> Span | None:
    joining = _JOINING.match(outside[start:end])
    first = start + (joining.end() if joining else 0)
    words = text[offset + first : offset + end]
    solid = words.strip()
    if not any(c.isalpha() for c in solid):
        return None
    first += words.index(solid[0])
    return Span(offset + first, offset + first + len(solid))


def _without_parentheses(words: str) -> str:
    """Blank what stands in parentheses, so that nothing in it parts or betrays a list."""
    depth = 0
    shown = []
    for c in words:
        depth += c in "(["
        shown.append("x" if depth and c not in "()[]" else c)
        depth -= c in ")]" and depth > 0
    return "".join(shown)


def listed_after_colon(text: str, sentence: Span) -> list[Span]:
    """Return the effects of "Other symptoms are: itching, rash and cough.", [] for any other sentence.

    >>> words = "Other symptoms are: itching, rash (mild) and cough."
    >>> [s.of(words) for s in listed_after_colon(words, Span(0, len(words)))]
    ['itching', 'rash (mild)', 'cough']
    """
    found = _ANNOUNCED.match(text, sentence.start, sentence.end)
    if not found:
        return []
    return _elements_and_last(text, Span(found.end(), sentence.end))


def _elements_and_last(text: str, span: Span) -> list[Span]:
    """Return the elements of a list in a sentence, whose last two are joined by "and"."""
    elements = elements_of(text, span)
    if len(elements) < 2:
        return []
    last = elements[-1]
    joined = _LAST_JOINT.search(text, last.start, last.end)
    if not joined or text.count("(", last.start, joined.start()) > text.count(")", last.start, joined.start()):
        return elements
    return [*elements[:-1], Span(last.start, joined.start()), Span(joined.end(), last.end)]


def rated_subjects(text: str, sentences: list[Span]) -> list[tuple[Span, Band, int]]:
    """Return what is said to be common, rare, … with a rate: the subject, its band, and where the band's text begins.

    >>> words = "Lipodystrophy is uncommon (≥1/1,000 to <1/100). You may see a dent."
    >>> [(s.of(words), b.frequency.category.value) for s, b, _ in rated_subjects(words, [Span(0, 47), Span(48, 67)])]
    [('Lipodystrophy', 'uncommon')]
    """
    found: list[tuple[Span, Band, int]] = []
    # A list in such a sentence stands after its rate: "Effects reported commonly (may affect …) were: a, b".
    for number, sentence in enumerate(sentences):
        rated = [b for b in bands(sentence.of(text)) if b.is_rated]
        if len(rated) != 1:
            continue
        if _BACK.match(sentence.of(text)) and number:
            subjects = _that_may_occur(text, sentences[number - 1])
        else:
            subjects = _subject(text, sentence, rated[0]) or _after_rate(text, sentence, rated[0])
        found.extend((subject, rated[0], sentence.start) for subject in subjects)
    return found


def rate_of_next(text: str, sentences: Sequence[Span], number: int) -> Frequency | None:
    """Return how often what a sentence says to be caused happens, where the next sentence tells.

    >>> words = "Examplix may cause serious mood problems. These are common (may affect up to 1 in 10 people)."
    >>> rate_of_next(words, [Span(0, 41), Span(42, 93)], 0).category.value
    'common'
    """
    if number + 1 >= len(sentences) or not _MAY_CAUSE.search(sentences[number].of(text)):
        return None
    following = sentences[number + 1]
    rated = [b for b in bands(following.of(text)) if b.is_rated] if _BACK.match(following.of(text)) else []
    if len(rated) != 1:
        return None
    span = Span(following.start + rated[0].start, following.start + rated[0].end)
    return replace(rated[0].frequency, span=span)


def _subject(text: str, sentence: Span, band: Band) -> list[Span]:
    end = _SUBJECT_END.search(_without_parentheses(text[sentence.start : sentence.start + band.end]))
    words = text[sentence.start : sentence.start + (end.start() if end else 0)]
    skipped = words.rfind(":") + 1
    sentence, words = Span(sentence.start + skipped, sentence.end), words[skipped:]
    if not words.strip() or len(words.split()) > _LONGEST or _NO_EFFECT.search(words.strip()):
        return []
    lead = len(words) - len(words.lstrip())
    return [Span(sentence.start + lead, sentence.start + len(words.rstrip()))]


def _after_rate(text: str, sentence: Span, band: Band) -> list[Span]:
    start = sentence.start + band.end
    found = _WERE.match(text, start, sentence.end)
    return _elements_and_last(text, Span(found.end(), sentence.end)) if found else []


def _that_may_occur(text: str, sentence: Span) -> list[Span]:
    """Return the effects of "Chills, fever and cough may occur", which the next sentence calls common or rare."""
    found = _MAY_OCCUR.match(sentence.of(text))
    if not found or _NO_EFFECT.search(found[1]):
        return []
    first, last = sentence.start + found.start(1), sentence.start + found.end(1)
    joined = re.compile(r"\s+(?:and|or)\s+").finditer(text, first, last)
    cuts = [m.span() for m in joined][-1:]
    if not cuts:
        return elements_of(text, Span(first, last))
    return [*elements_of(text, Span(first, cuts[0][0])), *elements_of(text, Span(cuts[0][1], last))]
