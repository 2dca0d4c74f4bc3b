"""Splits one stated effect into atomic, resolved terms that can be counted.

A stated effect is a list item, an element of an inline list, a table cell or one coordinated element of prose.  The
work is done on its text with white space collapsed and remembered, since the same items stand in many leaflets; only
the offsets belong to the leaflet.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from extractors.model import Span, Term, record
from extractors.terms.coordination import resolve
from extractors.terms.cues import ASKING, BREAKS, HISTORY, NAMING, SENTENCE, SIGNS_OF, SIGNS_PREFIX, TELLING, cues
from extractors.terms.limits import may_be_split
from extractors.terms.members import are_places_of, resolved_members
from extractors.terms.plain import is_marked, is_plain
from extractors.terms.resolved import Resolved
from extractors.terms.segments import Kind, Segment, segments_of
from extractors.terms.wordclasses import WordClass
from extractors.terms.writing import Part, part_of, small_first

W: Final = WordClass


def terms_of(text: str, start: int, end: int) -> tuple[Term, ...]:
    """Return the atomic terms of the effect that ``text[start:end]`` states, in reading order.

    ``term`` is resolved (what the members of a coordination share is repeated), ``span`` covers the smallest stretch of
    the text with the words that tell the term from its neighbours; a term that is written out is covered whole.

    >>> item = "Pain, redness, or swelling in the arm or leg"
    >>> [term.term for term in terms_of(item, 0, len(item))]
    ['pain in the arm or leg', 'redness in the arm or leg', 'swelling in the arm or leg']
    """
    raw = text[start:end]
    item = " ".join(raw.split())
    parts = split_terms(item)
    if item == raw:
        return tuple([Term(part.term, Span(start + part.start, start + part.end)) for part in parts])
    at = _offsets(raw)
    return tuple([Term(part.term, Span(start + at[part.start], start + at[part.end - 1] + 1)) for part in parts])


def _offsets(raw: str) -> list[int]:
    """Return for each character of the collapsed text its place in ``raw``."""
    out: list[int] = []
    for match in re.finditer(r"\S+", raw):
        if out:
            out.append(match.start() - 1)
        out.extend(range(match.start(), match.end()))
    return out


def split_terms(item: str) -> tuple[Part, ...]:
    """Return the terms of an effect given with its white space collapsed.

    >>> [part.term for part in split_terms("Convulsions (seizures)")]
    ['convulsions', 'seizures']
    >>> [part.term for part in split_terms("hallucinations (seeing, hearing, or feeling things that are not there)")]
    ['hallucinations']
    >>> [part.term for part in split_terms("anemia (e.g., aplastic, hemolytic)")]
    ['anemia', 'aplastic anemia', 'hemolytic anemia']
    """
    if not may_be_split(item):
        return (Part(small_first(item), 0, len(item)),)
    return _split(small_first(_SHARE.sub("", item) if item.endswith("%)") else item))


@lru_cache(maxsize=65_536)
def _split(item: str) -> tuple[Part, ...]:
    """Return the terms of an effect; its first letter and the share of patients behind it change nothing."""
    return named_alone(item) if is_plain(item) else taken_apart(item)


def taken_apart(item: str) -> tuple[Part, ...]:
    """Return the terms of an effect, whatever it is built of."""
    return _distinct(_element(item, 0, len(item), None))


def _distinct(found: list[Part]) -> tuple[Part, ...]:
    """Return the terms in reading order, each once."""
    out: dict[str, Part] = {}
    for part in sorted(found, key=lambda p: p.start):
        out.setdefault(part.term.casefold(), part)
    return tuple(out.values())


def named_alone(item: str) -> tuple[Part, ...]:
    """Return the terms of an effect that `is_plain`: what `taken_apart` finds in it, in half of the time."""
    segments = segments_of(item, [(0, len(item))])
    if len(segments) > 1 or any(s.tail for s in segments):
        return _distinct(_named(item, segments, None))
    return tuple([part for s in segments if (part := part_of(item, Resolved(s.core, s.core)))])


# The share of patients in a parenthesis at the end: "Rash (15%)", "Cough (up to 10.9%)".
_SHARE: Final = re.compile(r"(?<=[^\W\d_]) \((?:up to |less than |[<>≤≥])?\d+(?:\.\d+)?%\)$")
_CAPITAL_AHEAD: Final = re.compile(r"\s[A-Z]")
_EDGE_START: Final = re.compile(r"[\s.,;:–-]*(?:(?:and/or|and|or)\s+)?")
_EXAMPLE: Final = "such as "
_PRONOUN: Final = len("these ")
_EDGE_END: Final = re.compile(r"(?:[\s.,;:–-]|(?<![\w-])(?:and/or|and|or)(?=[\s.,;]*$))*$")
_TRIMMED: Final = (".", ",", ";", ":", "–", "-", "and", "or")
_FOOTNOTE: Final = re.compile(r"(?<=[a-z]{3})\d(?:,\d)*$")  # the figure of a footnote glued to a word
_PARTING: Final = (";", "--", ": ")
_FIGURE: Final = re.compile(r"[\d%]")
_ABBREVIATION: Final = re.compile(r"\s*[\w/+.-]*[A-Z][\w/+.-]*[A-Z][\w/+.-]*\s*$")


def _element(text: str, start: int, end: int, parent: Segment | None) -> list[Part]:
    """Return the terms of ``text[start:end]``; ``parent`` is the noun that its members belong to, if any."""
    out: list[Part] = []
    may_break = _may_break(text)
    while may_break and (sentence := SENTENCE.search(text, start, end)):
        out += _sentence(text, start, sentence.start(), parent)
        start = sentence.end()
    return out + _sentence(text, start, end, parent)


def _sentence(text: str, start: int, end: int, parent: Segment | None) -> list[Part]:
    """Return the terms of a sentence; none where it tells of something else."""
    start, end = _trim(text, start, end)
    telling = TELLING.match(text, start, end)
    if telling is None and text.find("if you have ", start, end) >= 0:
        telling = ASKING.match(text, start, end)
    if HISTORY.match(text, start, end) or text.find(" may help", start, end) >= 0:
        return []
    if telling and telling.end() - telling.start() > _PRONOUN:
        start = telling.end()
    if " called " in text or " known as " in text:
        naming = NAMING.match(text, start, end)
        start = naming.end() if naming else start
    if start >= end or (telling and start < telling.end()):
        return []
    return _list(text, start, end, parent)


def _may_break(text: str) -> bool:
    """Say whether a sentence may end within a text."""
    if not text.islower() and _CAPITAL_AHEAD.search(text):
        return True
    for sign in BREAKS:  # noqa: SIM110  a generator costs more than the search it saves
        if sign in text:
            return True
    return False


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    if start < end and (not text[start].isalnum() or text[start] in "ao"):
        lead = _EDGE_START.match(text, start, end)
        start = lead.end() if lead else start
    if text.startswith(_EXAMPLE, start, end):
        start += len(_EXAMPLE)
    if start < end and (text[end - 1].isspace() or text.endswith(_TRIMMED, start, end)):
        tail = _EDGE_END.search(text, start, end)
        end = tail.start() if tail else end
    if start < end and text[end - 1].isdigit() and (mark := _FOOTNOTE.search(text, start, end)):
        end = mark.start()
    return start, end


def _list(text: str, start: int, end: int, parent: Segment | None) -> list[Part]:
    """Return the terms of the parts between semicolons."""
    out: list[Part] = []
    for begin, stop in _parts(text, start, end):
        if stop < end and text[stop] == ":" and _OF_A_KIND.fullmatch(text, begin, stop):
            continue
        out += _part(text, *_trim(text, begin, stop), parent)
    return out


# "Effects in the eye: pain, redness", "General side effects: fever": the leaflets of eye drops part an item so.
_OF_A_KIND: Final = re.compile(
    r"\s*(?:(?:general|other|common|serious|possible) )?side effects\s*|\s*effects (?:in|on) the [\w ]{3,30}",
    re.IGNORECASE,
)


def _part(text: str, start: int, end: int, parent: Segment | None) -> list[Part]:
    """Return the terms of a part, of which "signs of" may name the disease and its signs."""
    if not is_marked(text):
        return _clause(text, start, end, parent)
    signs = SIGNS_OF.match(text, start, end)
    if signs:
        named = _clause(text, *signs.span("parent"), None) if signs["parent"] else []
        return named + _clause(text, *_trim(text, signs.end(), end), None)
    prefix = SIGNS_PREFIX.match(text, start, end)
    return _clause(text, prefix.end() if prefix else start, end, parent)


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the ranges between the semicolons, colons and dashes ("--") that stand outside of parentheses."""
    if text.find(";", start, end) < 0 and text.find("--", start, end) < 0 and text.find(": ", start, end) < 0:
        return [(start, end)]
    out, depth, at = [], 0, start
    for i in range(start, end):
        if text[i] in "([":
            depth += 1
        elif text[i] in ")]":
            depth = max(0, depth - 1)
        elif not depth and text.startswith(_PARTING, i, end):
            out.append((at, i))
            at = i + (1 if text[i] == ";" else len("--"))
    return [*out, (at, end)]


def _clause(text: str, start: int, end: int, parent: Segment | None) -> list[Part]:
    """Return the terms of a stretch without semicolons: its own, those after a cue, those in parentheses."""
    outside, asides = _parentheses(text, start, end)
    names = _cut(text, outside, end)
    segments = segments_of(text, names.ranges)
    out = _named(text, segments, parent)
    for begin, stop in names.members:
        out += _list(text, begin, stop, _last_before(segments, begin) or parent)
    for begin, stop in names.company:
        out += _list(text, begin, stop, None)
    for begin, stop in asides:
        if not names.members or begin < names.members[0][0]:
            out += _aside(text, begin, stop, _last_before(segments, begin))
    return out


@record
class Names:
    """Where a stretch names effects."""

    ranges: list[tuple[int, int]]
    members: list[tuple[int, int]]  # behind a cue of members
    company: list[tuple[int, int]]  # what sometimes comes with the effect: "trembling, sometimes with fever"


def _parentheses(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the ranges outside of parentheses and those inside, the brackets left out."""
    if text.find("(", start, end) < 0 and text.find("[", start, end) < 0:
        return ([(start, end)] if start < end else []), []
    outside: list[tuple[int, int]] = []
    inside: list[tuple[int, int]] = []
    depth, at = 0, start
    for i in range(start, end):
        if text[i] in "([":
            if not depth:
                outside.append((at, i))
                at = i + 1
            depth += 1
        elif text[i] in ")]" and depth:
            depth -= 1
            if not depth:
                inside.append((at, i))
                at = i + 1
    (inside if depth else outside).append((at, end))
    return [r for r in outside if r[0] < r[1]], inside


def _cut(text: str, outside: list[tuple[int, int]], end: int) -> Names:
    """Leave out what a cue says is no part of the names, and return what follows a cue of members apart."""
    if not is_marked(text):
        return Names(outside, [], [])
    known = cues()
    kept: list[tuple[int, int]] = []
    for n, (begin, stop) in enumerate(outside):
        members = known.members.search(text, begin, stop)
        if members and members.start() > outside[0][0]:
            kept.append((begin, members.start()))
            return _without_hedges(text, kept, [(members.end(), end)])
        kept.append((begin, stop))
        if n + 1 == len(outside):
            break
    return _without_hedges(text, kept, [])


def _without_hedges(text: str, ranges: list[tuple[int, int]], members: list[tuple[int, int]]) -> Names:
    known = cues()
    out: list[tuple[int, int]] = []
    company: list[tuple[int, int]] = []
    for begin, stop in ranges:
        for pattern in (known.aside, known.cut):
            found = pattern.search(text, begin, stop)
            if found and found.start() > ranges[0][0]:
                if pattern is known.aside:
                    company += _company(text, found.end(), stop)
                stop = found.start()
        phrase = known.cut_phrase.search(text, begin, stop)
        if phrase:
            out += [(begin, phrase.start()), (phrase.end(), stop)]
        else:
            out.append((begin, stop))
    return Names([r for r in out if r[0] < r[1]], members, company)


def _company(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the range of the effects that follow "sometimes with", if what follows are effects."""
    if not text.startswith("with ", start, end):
        return []
    start += len("with ")
    first = segments_of(text, [(start, end)])[:1]
    named = first and first[0].core and first[0].head.word_class in {W.EFFECT, W.SIGN}
    return [(start, end)] if named else []


def _last_before(segments: list[Segment], at: int) -> Segment | None:
    before = [s for s in segments if s.words[0].start < at and s.core]
    return before[-1] if before else None


def _aside(text: str, start: int, end: int, parent: Segment | None) -> list[Part]:
    """Return the terms that a parenthesis adds: members and synonyms, not figures, abbreviations or explanations."""
    out: list[Part] = []
    for begin, stop in _parts(text, start, end):
        opening = cues().opening.match(text, begin, stop) if is_marked(text) else None
        begin = opening.end() if opening else begin
        if (opening and not _is_phrase(text, begin, stop)) or _adds_terms(text, begin, stop, parent):
            out += _element(text, begin, stop, parent)
    return out


def _is_phrase(text: str, start: int, end: int) -> bool:
    """Say whether a stretch tells a place alone: "(e.g., between the fingers)"."""
    return all(s.kind is Kind.PHRASE for s in segments_of(text, [(start, end)])[:1])


def _adds_terms(text: str, start: int, end: int, parent: Segment | None) -> bool:
    content = text[start:end]
    if _FIGURE.search(content) or _ABBREVIATION.match(content) or cues().explanation.search(content):
        return False
    if cues().aside.match(content) or cues().cut.match(content):
        return False
    segments = segments_of(text, [(start, end)])
    kinds = {s.kind for s in segments}
    if parent is not None and kinds == {Kind.MEASURE}:
        return not parent.governor and (
            parent.core[0].word_class is W.SHARED or parent.core[-1].word_class is W.RELATION
        )
    if parent is not None and len(segments) > 1 and are_places_of(parent, segments):
        return True
    if parent is not None and Kind.ADJECTIVE in kinds <= {Kind.ADJECTIVE, Kind.VERB} and len(segments) > 1:
        return _are_kinds(parent, segments)
    return Kind.EFFECT in kinds and Kind.PHRASE not in kinds


_MODALS: Final = {"may", "might", "can", "could", "will"}
_KINDS: Final = {W.QUALITY, W.MODIFIER, W.GERUND}
_NAMED: Final = {W.MEASURE, W.EFFECT, W.SIGN}


def _are_kinds(parent: Segment, segments: list[Segment]) -> bool:
    """Say whether adjectives tell kinds: "irregular heartbeat (pounding, racing)", "diarrhea (severe or bloody)"."""
    told = [s.head.word_class for s in segments if s.head.word_class is not W.SEVERITY]
    if not told or parent.tail or any(s.tail for s in segments) or not all(word_class in _KINDS for word_class in told):
        return False
    return parent.head.word_class is W.MEASURE or (parent.head.word_class in _NAMED and segments[-1].is_joined)


def _named(text: str, segments: list[Segment], parent: Segment | None) -> list[Part]:
    """Return the terms of the segments themselves."""
    if parent is not None:
        return [part for s in resolved_members(text, segments, parent) for part in [part_of(text, s)] if part]
    segments, trailing = _trailing_adjectives(segments)
    found = resolve(segments, text)
    if trailing and found:
        first = found[0]
        if any(word.text in _MODALS for word in first.words):  # "the tongue may change to yellow, brown or black"
            changed = [Resolved(first.words[:-1] + t.core, t.core) for t in trailing]
            return [part for term in [first, *changed] for part in [part_of(text, term)] if part]
        found = [Resolved(t.core + first.words, first.words) for t in trailing] + found[1:]
    return [part for term in found for part in [part_of(text, term)] if part]


def _trailing_adjectives(segments: list[Segment]) -> tuple[list[Segment], list[Segment]]:
    """Part the adjectives that stand after their noun ("headache, severe and throbbing") from the rest."""
    end = len(segments)
    while end > 1 and _is_trailing(segments[end - 1]):
        end -= 1
    while end < len(segments) and (segments[end].kind is not Kind.ADJECTIVE or segments[end].link != ","):
        end += 1
    if end == len(segments) or segments[end - 1].governor:
        return segments, []
    if any(word.word_class is W.CLAUSE for word in segments[end - 1].tail):
        return segments, []  # "rash that is scaly, crusted, and oozing"
    return segments[:end], [s for s in segments[end:] if s.head.word_class is not W.SEVERITY]


def _is_trailing(segment: Segment) -> bool:
    if segment.tail:
        return False
    return segment.kind is Kind.ADJECTIVE or (
        len(segment.core) == 1 and segment.head.text.endswith("ing") and segment.is_joined
    )
