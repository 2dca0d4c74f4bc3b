"""Coordinated effects taken apart: "rash, hives and itching", "rash (e.g., hives)", "hypotension with syncope".

A region of running text is cut at its commas, conjunctions and slashes; each element is freed of the words that only
qualify it.  What it shares with its neighbours, `extractors.prose.sharing` gives back to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from mypy_extensions import mypyc_attr

from extractors.lexicons.alternatives import alternatives
from extractors.model import Span
from extractors.prose.effect_words import CUES, cue_pattern, is_measure, term_counts
from extractors.prose.hints import may_hold
from extractors.prose.piece import Piece
from extractors.prose.sentences import EMBEDDED, FILLER, Flat, small_letters
from extractors.prose.sharing import share

CARRIED: Final = "+"  # marks an introducer that stood before an earlier element: "with fever, rash and pain"
_JOINT: Final = r"(?:and/or|and|or|as\s+well\s+as|but\s+also|&)"
_NO_UNIT: Final = r"\s*(?=[A-Za-z])(?!(?:min|kg|day|d[lL]|m[lL]|hr?|hours?|m2|mm3?|weeks?|[lL]|lit(?:er|re)|dose)\b)"
_SEPARATOR: Final = re.compile(
    rf"[\s,;:•/](?:(?<=[,;:•])(?!(?<=\d,)\d{{3}}(?!\d))\s*(?:{_JOINT}\s+)?|(?<=\s)\s*(?:[,;:•]\s*(?:{_JOINT}\s+)?|{_JOINT}\s+)"
    rf"|(?:(?<=[A-Za-z¤]\s)\s*/|(?<=[A-Za-z¤]/)){_NO_UNIT})"
)
_KEPT: Final = re.compile(
    r"grades? \d(?:(?:, and|, or|,| and| or) \d)+|"
    r"eosinophilia and systemic symptoms|head and neck|skin and subcutaneous|injury, poisoning|hand and foot|"
    r"combination with [\w-]+(?: [\w-]+)? (?:and/or|or) (?:an? )?[\w-]+|"
    r"syndrome of inappropriate|neoplasms benign|"
    r"\bst/t|\bt/st|\b\w{1,3}/\w{1,3}\b(?=\s+interval)|\b\w+/\w+\b(?=\s+ratio)|signs?/symptoms?|"
    r"signs? (?:and|or) symptoms?"
    r"|reports?/studies|"
    r"drugs?/treatments?|\bii?/iii?\b|\b3/4\b|\boro/facial|\bmaculo/papular|congenital anomal\w+/birth|with/without|"
    r"(?:mild|moderate|severe|serious|transient|fatal)(?:,| and| or| to| and/or) (?:sometimes |often |even "
    r"|usually )?(?=mild|moderate|severe|serious|reversible|transient|fatal|life-threatening|nonfatal"
    r"|irreversible|persistent)",
)
_KEPT_HINTS: Final = (
    "/",
    "systemic symptoms",
    "head and neck",
    "skin and subcut",
    "injury, poison",
    "hand and foot",
    "combination with",
    "syndrome of inapp",
    "neoplasms benign",
    "sign and s",
    "signs and s",
    "sign or s",
    "signs or s",
    "grade",
)  # none of them nor two _DEGREES, and the costly _KEPT finds nothing
_DEGREES: Final = (
    "mild",
    "moderate",
    "severe",
    "serious",
    "transient",
    "fatal",
    "reversible",
    "life-threat",
    "persistent",
)
_SHARE: Final = r"\d[\d.]*\s*%?(?:\s*(?:to|-)\s*\d[\d.]*\s*%)?"
_HOW_MUCH: Final = (
    r"(?:(?:[a-z]+ly )?(?:high|low|higher|lower|greater|similar|overall|cumulative|annual|substantial) )?"
    r"(?:risks?|incidences?|rates?|frequenc(?:y|ies)|percentages?|proportions?|prevalence|likelihood) (?:of|for)"
)
_COUNTED: Final = (
    r"(?:units?|weeks?|months?|days?|years?|hours?|minutes?|patients?|subjects?|women|children|infants?|times|cases?"
    r"|studies|trials|percent|doses?|grams?|more|other|reports?|episodes?|and|with)"
)
_CARDINAL: Final = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_WORD: Final = re.compile(r"[A-Za-z]{2}")
_FIRST_WORD: Final = re.compile(r"[A-Za-z]+")
_MARK: Final = re.compile(rf"[\d{FILLER}]")
_SIGNS: Final = " *#†‡§"  # of footnotes
_AT_END: Final = ".,;:-" + _SIGNS + FILLER + EMBEDDED
_RISES: Final = " increases"
_FOOTNOTE: Final = re.compile(r"(?<=[a-z]{3})\d(?:,\d)*$")
_LAST_WORD: Final = re.compile(r"([\w-]+)\s+$")
_GRADE: Final = (
    r"(?:grades?\s+\d(?:\s*(?:,\s*(?:and|or)|,|/|-|to|and|or|and/or)\s*(?:grades?\s+)?\d)*"
    r"(?:\s+or\s+(?:higher|greater))?\s+)"
)


@mypyc_attr(acyclic=True)
class _Part:
    """An element's effect words and their place, as offsets from where the element begins."""

    def __init__(self, words: str, stretch: Span, start: int, end: int, introducer: str, depth: int) -> None:
        self.words, self.stretch, self.start, self.end = words, stretch, start, end
        self.introducer, self.depth = introducer, depth


@cache
def _tail() -> re.Pattern[str]:
    """Return the pattern of what follows a noun phrase, to be matched against small letters like the next two."""
    noun = cue_pattern("population_noun")
    return re.compile(
        rf"(?=\s)(?<!difficulty)(?<!difficulties)(?:(?<=sensitivity)\s+to\s(?!(?:sun)?light|heat|cold|noise|sound|touch|smell|sun\b)|(?<=reaction)\s+to\s|\s+(?:greater|less|more|higher|lower|fewer)\s+than\b|(?<=reactions)\s+to\s|(?<=allergy)\s+to\s|\s+(?:(?:especially|particularly|primarily|mostly|mainly|predominantly|usually|generally|often|above|below|related\s+to|developed|evaluated|displayed|revealed|reviewed|coincident|coincidental|attributed|detected|responsive|refractory|indicative|but|except|occurring|reported|observed|seen|noted|described|"
        rf"occurred|documented|directly|similar\s+to|appearing|representing|other\s+than|approximately|between|progressed|preceded|continued|cleared|dropped|began|resulted|diagnosed|depend(?:ed|s)|tends?\s+to|becomes|degrades|classified|worsened|illustrated|varied|suggested|suggests|recommends|refers|represented|ruled|failed|in\s+nature|to\s+(?:reduce|prevent|treat|avoid|minimi[sz]e|control|manage|monitor|recogni[sz]e|greater|less|above|below)|remained|resembled|relative\s+to|compared\s+to|calculated|derived|estimated\s+(?:to|at|from)|soon\s+after|overlying|surrounding|affecting|beginning|lasting|starting|persisting|requiring|necessitating|severe\s+enough)\b"
        rf"|(?:in|among|for|of|by|to)\s+(?:\S+\s+){{0,5}}?{noun}\b"
        rf"|(?:in|at|of|by)\s+(?:(?:about|up\s+to|less|more|approximately|at\s+least|over|nearly|greater|fewer|as)\b|\d|¤)|in\s+[<>≤≥]"
        rf"|for\s+(?:presumptive|suspected|the\s+treatment|treatment)\b|of\s+(?:unknown|unclear|uncertain)\s+(?:etiology|cause)\b|in\s+(?:(?:all|these|those|both|each|every|no)\s+(?:\w+\s+)?(?:cases?|groups?|arms?|instances?|studies|trials)\b|the\s+(?:\S+\s+){{1,4}}?(?:groups?|arms?|cohorts?)\b|the\s+(?:first|last|same|absence|presence|initial)\b|humans\b|(?:[\w-]+\s+){{1,4}}?(?:trials?|studies|study)\b)"
        rf"|in\s+(?:combination|clinical|controlled|postmarketing|premarketing|trials|studies|one|two|three|some|most|many|rare|a\s+(?:few|small|clinical|study|trial|case|dose|single)|association|conjunction|this|vitro|animal|animals|rats|mice|rabbits|several|few|relation|response|addition|an?\s+\d+|other|approximately|phase)\b"
        rf"|(?:with|at|after|following|on|upon|during|by|from(?!\s+baseline))\s+(?!(?:the\s+)?sites?\b)(?:the\s+)?(?:\w+\s+){{0,2}}?(?:doses?|dosages?|use|administration|therapy|treatment|overdose|overdosage|discontinuation|withdrawal|initiation|rapid|exposure|ingestion|injection|infusion|rechallenge)\b(?!\s+sites?\b)"
        rf"|(?:with|when|while|during|following|after|upon|before|within|throughout|over|until|since|compared|versus|vs|than|because|despite|unless|if|where|though|although|regardless|based|prior|per|via|using|depending)\b"
        rf"|(?:which|that|who|whose|whom)\b|at\s+(?!(?:the\s+)?(?:injection|application|infusion|instillation|implant|insertion|puncture|site|catheter|treatment|rest|night|needle))"
        rf"|\d[\d.]*(?:\s*(?:to|-)\s*\d[\d.]*)?\s*(?:times|x|fold)\b|accompanied\s+(?!by)"
        rf"|(?:\d+|one|two|three|four|five|six|several|a\s+few)\s+(?:minutes|hours?|days?|weeks?|months?|years?)\b|(?:therapy|treatment|use)\b|(?:has|have|had|was|were|is|are|may|can|could|would|should|will)\s|not\s|to\s+(?:this|the)\s+(?:drug|product)|from\s+(?:the|this)\s+(?:drug|use)|¤))",
    )


@cache
def _introducer() -> re.Pattern[str]:
    begins = r"(?:(?=[,;\s])|(?<![\w-]))[,;]?\s*(?<![\w-])"
    often = r"(?:(?:rarely|sometimes|often|occasionally|usually|frequently)\s+)?"
    like = r"(?<=symptoms )like|(?<=reactions )like"
    given = r"(?<!combination )(?<!coadministered )(?<!treated )(?<!difficulty )(?<!difficulties )"
    return re.compile(
        rf"{begins}{often}{given}(?:{cue_pattern('introducer')}|{like})(?![\w-]),?:?\s*",
    )


@cache
def _lead() -> re.Pattern[str]:
    phrase = rf"(?:{cue_pattern('qualifier', 'carrier')}|{_HOW_MUCH})"
    bound = r"(?:at\s+least|about|up\s+to|approximately|only|(?:more|less|fewer)\s+than|nearly|almost|over)\s+"
    parts = (
        _GRADE,
        rf"{phrase}(?:\s+|\s*[,/]\s*(?={phrase}))",
        r"[\w-]+-(?:associated|induced|related|provoked)\s+(?=[a-z])",
        rf"(?:{bound})?(?:{cue_pattern('count')}|\d+)\s+(?=\w+\s+of\b|{phrase}|deaths?\b|fatalit)",
        rf"{_CARDINAL}\s+(?=[a-z])",
        rf"\d{{1,2}}\s+(?!{_COUNTED}\b)(?=[a-z]{{4}})",
        r"\d+-(?:day|week|month|year)\s+history\s+of\s+",
        rf"{_SHARE}\s+(?=(?:increase|decrease|reduction|rise|fall)\b)",
        r"(?:mean|median|average|absolute)\s+(?=(?:[a-z]+\s+)?"
        r"(?:increase|decrease|reduction|rise|fall|elevation|gain|loss)s?\b)",
        r"of\s+(?=[a-z])",
        r"local\s+(?=(?:application|injection|infusion|administration|instillation)[- ]site)",
        rf"(?:and|or|and/or|but|to|also|as)\s+(?={phrase}\b)",
        r"the\s+",
        r"[-–•*\"“'¤\s]+",
    )
    return re.compile(rf"(?:{'|'.join(parts)})+")


def split(flat: str, start: int, end: int) -> Iterator[tuple[Span, str]]:
    """Yield the coordinated elements of ``flat[start:end]``, in small letters, with the separator before each.

    >>> flat = "rash, hives/itching and fever"
    >>> [span.of(flat) for span, _ in split(flat, 0, len(flat))]
    ['rash', 'hives', 'itching', 'fever']
    """
    may_keep = _may_keep(flat) and _may_keep(flat[start:end])
    kept = [m.span() for m in _KEPT.finditer(flat, start, end)] if may_keep else []
    at, before = start, ""
    for cut in _SEPARATOR.finditer(flat, start, end):
        stop, following = cut.span()
        if kept and any(a <= stop + 1 < b for a, b in kept):
            continue
        if at < stop and not flat[at:stop].isspace():
            yield Span(at, stop), before
        at, before = following, cut[0]
    if flat[at:end].strip():
        yield Span(at, end), before


@lru_cache(maxsize=1_024)
def _may_keep(words: str) -> bool:
    for hint in _KEPT_HINTS:
        if hint in words:
            return True
    degrees = 0
    for degree in _DEGREES:
        degrees += words.count(degree)
    return degrees > 1


def pieces(flat: Flat, start: int, end: int, level: int = 0) -> list[Piece]:
    """Return the elements of ``flat[start:end]``, each with its effect words, its tail and what it shares.

    >>> from extractors.prose.sentences import flatten
    >>> said = flatten("focal and generalized seizures, elevated ALT and AST")
    >>> [piece.name for piece in pieces(said, 0, len(said.text))]
    ['focal seizures', 'generalized seizures', 'elevated ALT', 'elevated AST']
    """
    found: list[Piece] = []
    carried = ""
    for span, joint in split(flat.small, start, end):
        carried = "" if ";" in joint else carried
        parts = _parts(flat.text[span.start : span.end])
        found.extend([_placed(flat, span.start, part, level, carried, joint) for part in parts])
        if parts and (parts[-1].introducer or carried) in CUES["accompaniment"]:
            carried = parts[-1].introducer or carried
        elif parts and parts[-1].depth:
            level += 1
    return share(found)


def _placed(flat: Flat, offset: int, part: _Part, level: int, carried: str, joint: str) -> Piece:
    """Return a part of an element at its place in the text."""
    first, last = offset + part.stretch.start, offset + part.stretch.end
    start, end, depth, introducer = offset + part.start, offset + part.end, part.depth, part.introducer
    if carried and not introducer:
        introducer = (CARRIED if "," in joint else "") + carried
    groups = _groups(flat, first, last) if flat.groups else ()
    span, tail, lead = Span(start, end), Span(end, last), Span(first, start)
    return Piece(part.words, span, tail, lead, None, level + depth, introducer, "" if depth else joint, groups)


@lru_cache(maxsize=20_000)
def _parts(element: str) -> tuple[_Part, ...]:
    """Return an element's effect, and as parts of their own the effects that it introduces ("X including Y")."""
    whole = _fixed(element)
    return (whole,) if whole else tuple(_introduced(element))


def _introduced(element: str) -> Iterator[_Part]:
    at, ended, introducer, depth = 0, 0, "", 0
    small = small_letters(element)
    cues = list(_introducer().finditer(small)) if may_hold("introducer", small) else []
    if cues and _leads_on(small, cues[0]):
        del cues[0]  # "hospitalizations due to" leads to the effect
    for cue in [*cues, None]:
        stop = cue.start() if cue else len(element)
        words = _trim(element, small, Span(at, stop))
        if introducer and _POPULATION_END.search(element, 0, ended):
            return
        if words:
            yield _Part(_clean(words.of(element)), Span(at, stop), words.start, words.end, introducer, depth)
        if cue:
            at, ended, introducer = cue.end(), cue.start(), " ".join(cue[0].strip(" ,;:").split())
            depth += 1


_LEADING: Final = {"hospitalizations", "hospitalization", "discontinuation", "discontinuations", "withdrawal"}


def _leads_on(small: str, cue: re.Match[str]) -> bool:
    """Say whether a cue is only a part of what leads to an effect."""
    before = small[: cue.start()].strip()
    if before:
        return before in _LEADING or before.endswith("of patients")
    return cue.end() <= _after_lead(small, Span(0, len(small)))


_ACCOMPANIED: Final = re.compile(r"\bwith\s+(?:eosinophilia(?:\s+and\s+systemic\s+symptoms)?|aura)\b", re.IGNORECASE)
_POPULATION_END: Final = re.compile(r"(?:patients?|subjects?|children|women|men|infants?|adults?)$", re.IGNORECASE)
_LEADS_ON: Final = frozenset(
    (
        "of|in|to|the|a|an|with|and|or|at|on|from|by|as|for|than|that|into|upon|also|only|due|incidence|incidences|rarely|"
        "occasionally|commonly|frequently|infrequently|usually|generally|often|sometimes|most|is|are|was|were|be|cannot|"
        "considered|your|both"
    ).split("|")
)
_DANGLING: Final = re.compile(rf"(?:\s{alternatives(_LEADS_ON)})+$", re.IGNORECASE)


@cache
def _fixed_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?=\w){cue_pattern('fixed')}\b", re.IGNORECASE)


def _fixed(element: str) -> _Part | None:
    """Return a whole element that is one effect although it looks like two ("infiltrates with eosinophilia")."""
    found = _ACCOMPANIED.search(element) if "with" in element.casefold() else None
    if not found:
        return None
    span = Span(0, len(element))
    start = _after_lead(small_letters(element), span)
    return _Part(_clean(element[start : found.end()]), span, start, found.end(), "", 0)


def _groups(flat: Flat, start: int, end: int) -> tuple[Span, ...]:
    return tuple([g for g in flat.groups if start <= g.start < end])


def _clean(words: str) -> str:
    return " ".join(words.replace(FILLER, " ").replace(EMBEDDED, " ").split())


def _after_lead(small: str, span: Span) -> int:
    """Return where the effect words begin: after determiners, severity, counts."""
    if not _may_lead(small, span):
        return span.start
    lead = _lead().match(small, span.start, span.end)
    return lead.end() if lead and lead.end() < span.end else span.start


def _may_lead(small: str, span: Span) -> bool:
    """Say whether the first word may be a qualifier; a hyphen may join one of any beginning ("zoster-associated")."""
    first = _FIRST_WORD.match(small, span.start, span.end)
    return first is None or may_hold("lead", first[0]) or small.find("-", span.start, span.end) >= 0


def _may_dangle(words: str) -> bool:
    """Say whether the last word may be one that leads on."""
    last = words.rsplit(None, 1)[-1:]
    return bool(last) and last[0].casefold() in _LEADS_ON


def _may_end(words: str) -> bool:
    """Say whether words may hold what follows a noun phrase."""
    return may_hold("tail", words) or bool(_MARK.search(words))


def _trim(flat: str, small: str, span: Span) -> Span | None:
    """Return the effect words of an element: qualifiers before and everything that follows the noun phrase left out.

    ``small`` is the element in small letters.
    """
    words = small[span.start : span.end]
    start, end = _after_lead(small, span), span.end
    fixed = _fixed_pattern().search(flat, span.start, span.end) if may_hold("fixed", words) else None
    start = fixed.start() if fixed and fixed.start() < start <= fixed.end() else start
    tail = _tail().search(small, start, end) if _may_end(words) else None
    if tail:
        end = tail.start()
    if words.endswith(_RISES) and _is_named(flat[start : end - len(_RISES)]):
        end -= len(_RISES)  # "the risk of hepatitis increases"
    while start < end and flat[start] in _SIGNS:
        start += 1
    while end > start and flat[end - 1] in _AT_END:
        end -= 1
    if end > start and flat[end - 1].isdigit() and (mark := _FOOTNOTE.search(flat, start, end)):
        end = mark.start()
    dangling = _DANGLING.search(flat, start, end) if _may_dangle(flat[start:end]) else None
    end = dangling.start() if dangling else end
    if end <= start or not _WORD.search(flat, start, end):
        return None
    return Span(_past_prolonged(flat, _with_listed_lead(flat, span.start, start, end), end), end)


def _is_named(words: str) -> bool:
    """Say whether words name an effect by themselves, not only something measured."""
    return words.casefold() in term_counts() and not is_measure(words)


_PROLONGED: Final = "prolonged "


def _past_prolonged(flat: str, start: int, end: int) -> int:
    """Return where the name begins after "prolonged", an extent in time where the rest is an effect by itself."""
    if flat[start : start + 1] not in "pP":
        return start
    words = flat[start:end].casefold()
    lasts = words.startswith(_PROLONGED) and words not in term_counts()
    return start + len(_PROLONGED) if lasts and words.removeprefix(_PROLONGED) in term_counts() else start


def _with_listed_lead(flat: str, first: int, start: int, end: int) -> int:
    """Return where an effect begins whose last qualifier belongs to its name ("postoperative ileus")."""
    last = _LAST_WORD.search(flat, first, start) if first < start else None
    kept = CUES["kept_if_listed"]
    if last and (last[1].casefold() in kept or last[1].endswith(("-related", "-associated", "-induced"))):
        term = f"{last[1]} {flat[start:end]}".casefold()
        if term in term_counts():
            return last.start()
    return start
