"""Coordinated effects taken apart: "focal and generalized seizures", "elevated ALT, AST", "rash (e.g., hives)".

A region of running text is cut at its commas, conjunctions and slashes; each element is freed of the words that only
qualify it; what an element shares with its neighbours (a head, a modifier, a site) is given back to it in ``term``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from extractors.effect_words import cue_pattern, is_body_site, is_measure, knowledge, normal, words_of
from extractors.model import Span
from extractors.sentences import FILLER

_JOINT = r"(?:and/or|and|or|as\s+well\s+as|but\s+also|&)"
_SEPARATOR = re.compile(rf"\s*[,;:•]\s*(?:{_JOINT}\s+)?|\s+{_JOINT}\s+|(?<=[A-Za-z¤])\s*/\s*(?=[A-Za-z])", re.IGNORECASE)
_KEPT = re.compile(
    r"eosinophilia and systemic symptoms|head and neck|skin and subcutaneous|injury, poisoning|hand and foot|"
    r"nausea and/or vomiting syndrome|syndrome of inappropriate|neoplasms benign|and/or|"
    r"\bST/T|\bT/ST|\b\w{1,3}/\w{1,3}\b(?=\s+(?:ratio|interval))|signs?/symptoms?|signs? (?:and|or) symptoms?|reports?/studies|"
    r"drugs?/treatments?|\bII?/III?\b|\b3/4\b|\boro/facial|\bmaculo/papular|congenital anomal\w+/birth|with/without|"
    r"(?:mild|moderate|severe|serious|transient|fatal)(?:,| and| or| to| and/or) (?:sometimes |often |even |usually )?(?=mild|moderate|severe|serious|reversible|transient|fatal|life-threatening|nonfatal|irreversible|persistent)",
    re.IGNORECASE,
)
_GRADE = re.compile(r"(?:grades?\s+\d(?:\s*(?:,|/|-|to|and|or|and/or)\s*(?:grades?\s+)?\d)*(?:\s+or\s+(?:higher|greater))?\s+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One coordinated element: its effect words at ``span``, ``term`` where they do not name it alone, and what follows.

    ``tail`` is the rest of the element (in whom, how often, when); ``groups`` the parentheses that belong to it;
    ``level`` counts the introducers before it ("including"): members of a parent have a higher one than the parent.
    """

    span: Span
    tail: Span
    term: str | None = None
    level: int = 0
    introducer: str = ""
    joint: str = ""
    lead: Span = field(default=Span(0, 0))


@cache
def _tail() -> re.Pattern[str]:
    noun = cue_pattern("population_noun")
    return re.compile(
        rf"\s+(?:(?:especially|particularly|primarily|mostly|mainly|predominantly|occurring|reported|observed|seen|noted|described|"
        rf"occurred|documented|beginning|lasting|starting|persisting|requiring|necessitating|severe\s+enough)\b"
        rf"|(?:in|among|for|of|by|to)\s+(?:\S+\s+){{0,5}}?{noun}\b"
        rf"|(?:in|at|of|by)\s+(?:(?:about|up\s+to|less|more|approximately|at\s+least|over|nearly|greater|fewer|as)\b|\d|¤)"
        rf"|in\s+(?:combination|clinical|controlled|postmarketing|premarketing|trials|studies|one|two|three|some|most|many|rare|a\s+(?:few|small|clinical|study|trial|case|dose|single)|association|conjunction|this|vitro|animal|animals|rats|mice|rabbits|several|few|relation|response|addition|an?\s+\d+|other|approximately|phase)\b"
        rf"|(?:with|at|after|following|on|upon|during|by)\s+(?:the\s+)?(?:\w+\s+){{0,2}}?(?:doses?|dosages?|use|administration|therapy|treatment|overdose|overdosage|discontinuation|withdrawal|initiation|rapid|exposure|ingestion|injection|infusion|rechallenge)\b"
        rf"|(?:with|when|while|during|following|after|upon|before|within|throughout|over|until|since|compared|versus|vs|than|because|despite|unless|if|where|though|although|regardless|based|prior|per|via|using|depending)\b"
        rf"|(?:which|that|who|whose|whom)\b|at\s+(?!(?:the\s+)?(?:injection|application|infusion|instillation|implant|insertion|puncture|site|catheter|treatment|rest|night|needle))"
        rf"|(?:therapy|treatment|use)\b|(?:has|have|had|was|were|is|are|may|can|could|would|should|will)\s|not\s|to\s+(?:this|the)\s+(?:drug|product)|from\s+(?:the|this)\s+(?:drug|use)|¤)",
        re.IGNORECASE,
    )


@cache
def _introducer() -> re.Pattern[str]:
    return re.compile(rf"[,;]?\s*(?<![\w-]){cue_pattern('introducer')}(?![\w-]),?:?\s*", re.IGNORECASE)


@cache
def _lead() -> re.Pattern[str]:
    phrase = cue_pattern("qualifier", "carrier")
    count = cue_pattern("count")
    return re.compile(
        rf"(?:(?:{_GRADE.pattern}|{phrase}\s+|{phrase}\s*[,/]\s*(?={phrase})|(?:{count}|\d+)\s+(?=\w+\s+of\b|{phrase})|(?:and|or|and/or|but|to|also|as)\s+(?={phrase}\b)|the\s+|[-–•*\"“'¤\s]+))+",
        re.IGNORECASE,
    )


def split(flat: str, start: int, end: int) -> Iterator[tuple[Span, str]]:
    """Yield the coordinated elements of ``flat[start:end]`` with the separator before each.

    >>> flat = "rash, hives/itching and fever"
    >>> [span.of(flat) for span, _ in split(flat, 0, len(flat))]
    ['rash', 'hives', 'itching', 'fever']
    """
    kept = [m.span() for m in _KEPT.finditer(flat, start, end)]
    at, before = start, ""
    for cut in _SEPARATOR.finditer(flat, start, end):
        if any(a <= cut.start() + 1 < b for a, b in kept):
            continue
        if flat[at : cut.start()].strip():
            yield Span(at, cut.start()), before
        at, before = cut.end(), cut[0]
    if flat[at:end].strip():
        yield Span(at, end), before


def pieces(flat: str, start: int, end: int, level: int = 0) -> list[Piece]:
    """Return the elements of ``flat[start:end]``, each with its effect words, its tail and what it shares."""
    found = [piece for span, joint in split(flat, start, end) for piece in _introduced(flat, span, joint, level)]
    return share(flat, found)


def _introduced(flat: str, span: Span, joint: str, level: int) -> Iterator[Piece]:
    """Yield an element, and as elements of their own the effects that it introduces ("X including Y")."""
    at, introducer = span.start, ""
    whole = _trim(flat, span)
    if whole and knowledge(whole.of(flat)) == 2:
        yield Piece(whole, Span(whole.end, span.end), level=level, joint=joint, lead=Span(span.start, whole.start))
        return
    for cue in [*_introducer().finditer(flat, span.start, span.end), None]:
        stop = cue.start() if cue else span.end
        stretch = Span(at, stop)
        words = _trim(flat, stretch)
        if words:
            yield Piece(words, Span(words.end, stop), level=level, joint=joint, introducer=introducer, lead=Span(at, words.start))
        if cue:
            at, introducer = cue.end(), " ".join(cue[0].casefold().strip(" ,;:").split())
            level += 1
            joint = ""


def _trim(flat: str, span: Span) -> Span | None:
    """Return the effect words of an element: qualifiers before and everything that follows the noun phrase left out."""
    start, end = span
    lead = _lead().match(flat, start, end)
    if lead and lead.end() < end:
        start = lead.end()
    tail = _tail().search(flat, start, end)
    if tail:
        end = tail.start()
    while end > start and flat[end - 1] in " .,;:-" + FILLER:
        end -= 1
    return Span(start, end) if end > start and re.search(r"[A-Za-z]{2}", flat[start:end]) else None


def share(flat: str, found: list[Piece]) -> list[Piece]:
    """Return the pieces with the head or the modifier that each shares with its neighbours."""
    return _shared_modifiers(flat, _shared_heads(flat, found))


_MODIFIER_END = re.compile(r"(?:al|ic|ous|ary|ive|ar|ible|ed|less|y|ar|tic|oid|able|ant|ent|form|type|like)$")


def _shared_heads(flat: str, found: list[Piece]) -> list[Piece]:
    """Give a bare modifier the head of the element after it: "focal and generalized seizures"."""
    out: list[Piece] = []
    following: Piece | None = None
    for piece in reversed(found):
        words = piece.span.of(flat)
        if following is not None and _lacks_head(words) and following.level == piece.level:
            head = _head(following.term or following.span.of(flat))
            if head and head.casefold() not in words.casefold().split():
                piece = replace(piece, term=f"{_text(words)} {head}")
        out.append(piece)
        following = piece if piece.tail.end - piece.tail.start == 0 or piece.term is None else piece
    return out[::-1]


def _lacks_head(words: str) -> bool:
    """Say whether an element is a modifier that stands for an effect only together with the next one's head."""
    return knowledge(words) < 2 and len(words.split()) <= 2 and bool(_MODIFIER_END.search(words.casefold())) and not _known_tail(words)


def _known_tail(words: str) -> bool:
    return knowledge(words) == 1 and len(words.split()) > 1


def _head(words: str) -> str:
    """Return what a coordination can share of an element: its last word and what depends on it ("loss of vision" has none)."""
    if re.search(r"\s(?:of|in|to|on|at)\s", words):
        return ""
    parts = words.split()
    return parts[-1] if len(parts) > 1 else ""


_MODIFIED = re.compile(
    r"(?P<modifier>(?:(?:increased?|decreased?|elevated|reduced|raised|abnormal|positive|low|high|dry|impaired|prolonged|altered|lowered|blurred)(?:\s+serum|\s+plasma|\s+blood|\s+levels\s+of|\s+(?:in|of)(?:\s+serum|\s+plasma)?)?"
    r"|(?:\w+\s+)?(?:increases?|decreases?|elevations?|reductions?|rises?|falls?|changes|alterations?|abnormalit(?:y|ies)|impairment|loss|swelling|burning|numbness|tingling|pain|redness|itching|coldness|worsening|exacerbation|inflammation|irritation|dryness|fluctuations|discoloration|stiffness)\s+(?:in|of)(?:\s+the)?(?:\s+serum|\s+plasma|\s+blood)?))\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?P<site>(?:injection|application|infusion|instillation|implant|implantation|administration|insertion|catheter)[- ]site)\s+\w", re.IGNORECASE)
_LOCAL = re.compile(
    r"(?:pain|redness|swelling|erythema|pruritus|itching|induration|tenderness|edema|irritation|burning|stinging|warmth|bruising|rash|hematoma|"
    r"hemorrhage|bleeding|inflammation|discomfort|nodules?|mass|dermatitis|paresthesia|urticaria|discoloration|reactions?|hypersensitivity|scab|scar|"
    r"exfoliation|dryness|numbness|tingling|infection|necrosis|ecchymosis|papules?|vesicles|desquamation|atrophy|extravasation|phlebitis|hypoesthesia|ulcer|lump|excoriation|erosion)",
    re.IGNORECASE,
)


def _shared_modifiers(flat: str, found: list[Piece]) -> list[Piece]:
    """Give a bare site, measure or local sign the modifier of the element before it: "dry mouth and nose"."""
    out: list[Piece] = []
    modifier = site = ""
    for piece in found:
        words = piece.span.of(flat)
        new_site, new_modifier = _SITE.match(words), _MODIFIED.match(words)
        if new_site:
            site = new_site["site"]
        elif site and _LOCAL.fullmatch(words) and piece.term is None and piece.level == 0:
            piece = replace(piece, term=f"{site} {_text(words)}")
        if new_modifier and _shares(new_modifier["rest"]):
            modifier = new_modifier["modifier"]
        elif modifier and _shares(words) and piece.term is None:
            piece = replace(piece, term=f"{modifier} {_text(words)}")
        else:
            modifier = ""
        out.append(piece)
    return out


def _shares(words: str) -> bool:
    return is_body_site(words) or is_measure(words)


def _text(words: str) -> str:
    return " ".join(words.replace(FILLER, " ").split())


def is_stop(words: str) -> bool:
    """Say whether a phrase names no effect whatever its place ("patients", "this drug", "adverse events")."""
    term = normal(words)
    stops = words_of("prose_cues", "stop_head")
    if term in stops:
        return True
    return term.rsplit(" ", 1)[-1] in stops and knowledge(words) == 0 and not _named_umbrella(term)


def _named_umbrella(term: str) -> bool:
    """Say whether "X reactions", "X events" names more than side effects in general."""
    *modifiers, head = term.split()
    plain = words_of("prose_cues", "formula_word")
    return head in words_of("prose_cues", "formula") and any(w not in plain for w in modifiers) and not {"side", "adverse"} & set(modifiers)
