"""Coordinated effects taken apart: "focal and generalized seizures", "elevated ALT, AST", "rash (e.g., hives)".

A region of running text is cut at its commas, conjunctions and slashes; each element is freed of the words that only
qualify it; what an element shares with its neighbours (a head, a modifier, a site) is given back to it in ``term``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from extractors.effect_words import cue_pattern, is_body_site, is_measure, knowledge, normal, term_counts, words_of
from extractors.model import Span
from extractors.sentences import EMBEDDED, FILLER, Flat

_JOINT = r"(?:and/or|and|or|as\s+well\s+as|but\s+also|&)"
_SEPARATOR = re.compile(
    rf"\s*[,;:•]\s*(?:{_JOINT}\s+)?|\s+{_JOINT}\s+|(?<=[A-Za-z¤])\s*/\s*(?=[A-Za-z])(?!(?:min|kg|day|d[lL]|m[lL]|hr?|hours?|m2|mm3?|weeks?|L|dose)\b)",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"eosinophilia and systemic symptoms|head and neck|skin and subcutaneous|injury, poisoning|hand and foot|"
    r"syndrome of inappropriate|neoplasms benign|"
    r"\bST/T|\bT/ST|\b\w{1,3}/\w{1,3}\b(?=\s+(?:ratio|interval))|signs?/symptoms?|signs? (?:and|or) symptoms?"
    r"|reports?/studies|"
    r"drugs?/treatments?|\bII?/III?\b|\b3/4\b|\boro/facial|\bmaculo/papular|congenital anomal\w+/birth|with/without|"
    r"(?:mild|moderate|severe|serious|transient|fatal)(?:,| and| or| to| and/or) (?:sometimes |often |even "
    r"|usually )?(?=mild|moderate|severe|serious|reversible|transient|fatal|life-threatening|nonfatal"
    r"|irreversible|persistent)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]{2}")
_LAST_WORD = re.compile(r"([\w-]+)\s+$")
_OPEN_OBJECT = re.compile(r"(?P<of>\w+(?: \w+)? (?:of|in)) (?P<last>\w+)")
_SERUM = re.compile(r"\s+(?:serum|plasma|blood)$", re.IGNORECASE)
_ADVERSE = re.compile(r"\b(?:side effects?|adverse (?:\w+ )?(?:effects?|events?|reactions?|experiences?))\b")
_ABOUT_CARE = re.compile(r"\b(?:doses?|dosage|patients?|grade|baseline|mean|median|average|adverse|placebo)\b")
_INFECTIONS = {"infection", "infections"}
_GRADE = re.compile(
    r"(?:grades?\s+\d(?:\s*(?:,|/|-|to|and|or|and/or)\s*(?:grades?\s+)?\d)*(?:\s+or\s+(?:higher|greater))?\s+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One coordinated element: its effect words at ``span``, ``term`` where they do not name it alone.

    ``tail`` is the rest of the element (in whom, how often, when); ``groups`` the parentheses that belong to it;
    ``level`` counts the introducers before it ("including"): members of a parent have a higher one than the parent.
    """

    words: str
    span: Span
    tail: Span
    lead: Span
    term: str | None = None
    level: int = 0
    introducer: str = ""
    joint: str = ""
    groups: tuple[Span, ...] = ()

    @property
    def name(self) -> str:
        """The words that name the effect alone."""
        return self.term or self.words


@cache
def _tail() -> re.Pattern[str]:
    noun = cue_pattern("population_noun")
    return re.compile(
        rf"(?<=sensitivity)\s+to\s|(?<=reaction)\s+to\s|\s+(?:greater|less|more|higher|lower|fewer)\s+than\b|(?<=reactions)\s+to\s|(?<=allergy)\s+to\s|\s+(?:(?:especially|particularly|primarily|mostly|mainly|predominantly|occurring|reported|observed|seen|noted|described|"
        rf"occurred|documented|overlying|surrounding|affecting|beginning|lasting|starting|persisting|requiring|necessitating|severe\s+enough)\b"
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
        rf"(?:(?:{_GRADE.pattern}|{phrase}\s+|[\w-]+-(?:associated|induced|related|provoked)\s+(?=[a-z])|{phrase}\s*[,/]\s*(?={phrase})|(?:(?:at\s+least|about|up\s+to|approximately|only|more\s+than)\s+)?(?:{count}|\d+)\s+(?=\w+\s+of\b|{phrase})|of\s+(?=[A-Z])|(?:and|or|and/or|but|to|also|as)\s+(?={phrase}\b)|the\s+|[-–•*\"“'¤\s]+))+",
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


def pieces(flat: Flat, start: int, end: int, level: int = 0) -> list[Piece]:
    """Return the elements of ``flat[start:end]``, each with its effect words, its tail and what it shares.

    >>> from extractors.sentences import flatten
    >>> said = flatten("focal and generalized seizures, elevated ALT and AST")
    >>> [piece.name for piece in pieces(said, 0, len(said.text))]
    ['focal seizures', 'generalized seizures', 'elevated ALT', 'elevated AST']
    """
    found: list[Piece] = []
    carried = ""
    for span, joint in split(flat.text, start, end):
        carried = "" if ";" in joint else carried
        element = list(_introduced(flat, span, joint, level, carried))
        if element and element[-1].introducer in words_of("prose_cues", "accompaniment"):
            carried = element[-1].introducer
        elif element and element[-1].level > level:
            level = min(element[-1].level, level + 1)
        found += element
    return share(found)


def _introduced(flat: Flat, span: Span, joint: str, level: int, introducer: str) -> Iterator[Piece]:
    """Yield an element, and as elements of their own the effects that it introduces ("X including Y")."""
    text = flat.text
    whole = _fixed(flat, span, joint, level)
    if whole:
        yield whole
        return
    at = span.start
    for cue in [*_introducer().finditer(text, span.start, span.end), None]:
        stop = cue.start() if cue else span.end
        piece = _piece(flat, Span(at, stop), level, introducer, joint)
        if piece:
            yield piece
        if cue:
            at, introducer = cue.end(), " ".join(cue[0].casefold().strip(" ,;:").split())
            level += 1
            joint = ""


@cache
def _fixed_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:with\s+eosinophilia(?:\s+and\s+systemic\s+symptoms)?|with\s+aura|{cue_pattern('fixed')})\b",
        re.IGNORECASE,
    )


def _fixed(flat: Flat, span: Span, joint: str, level: int) -> Piece | None:
    """Return a whole element that is one effect although it looks like two ("infiltrates with eosinophilia")."""
    found = _fixed_pattern().search(flat.text, *span)
    if not found:
        return None
    start = min(_after_lead(flat.text, span), found.start()) if found[0][:4] != "with" else _after_lead(flat.text, span)
    words = _clean(flat.text[start : found.end()])
    return Piece(
        words,
        Span(start, found.end()),
        Span(found.end(), span.end),
        Span(span.start, start),
        None,
        level,
        "",
        joint,
        _groups(flat, span),
    )


def _piece(flat: Flat, stretch: Span, level: int, introducer: str, joint: str) -> Piece | None:
    words = _trim(flat.text, stretch)
    if words is None:
        return None
    return Piece(
        words=_clean(words.of(flat.text)),
        span=words,
        tail=Span(words.end, stretch.end),
        lead=Span(stretch.start, words.start),
        level=level,
        introducer=introducer,
        joint=joint,
        groups=_groups(flat, stretch),
    )


def _groups(flat: Flat, span: Span) -> tuple[Span, ...]:
    return tuple(g for g in flat.groups if span.start <= g.start < span.end)


def _clean(words: str) -> str:
    return " ".join(re.sub(f"[{FILLER}{EMBEDDED}]+", " ", words).split())


def _after_lead(flat: str, span: Span) -> int:
    """Return where the effect words begin: after determiners, severity, counts."""
    lead = _lead().match(flat, *span)
    return lead.end() if lead and lead.end() < span.end else span.start


def _trim(flat: str, span: Span) -> Span | None:
    """Return the effect words of an element: qualifiers before and everything that follows the noun phrase left out."""
    start, end = _after_lead(flat, span), span.end
    tail = _tail().search(flat, start, end)
    if tail:
        end = tail.start()
    while end > start and flat[end - 1] in " .,;:-" + FILLER + EMBEDDED:
        end -= 1
    if end <= start or not _WORD.search(flat, start, end):
        return None
    return Span(_with_listed_lead(flat, span.start, start, end), end)


def _with_listed_lead(flat: str, first: int, start: int, end: int) -> int:
    """Return where an effect begins whose last qualifier belongs to its name ("postoperative ileus")."""
    last = _LAST_WORD.search(flat, first, start)
    if last and last[1].casefold() in words_of("prose_cues", "kept_if_listed"):
        term = f"{last[1]} {flat[start:end]}".casefold()
        if term in term_counts():
            return last.start()
    return start


def share(found: list[Piece]) -> list[Piece]:
    """Return the pieces with the head or the modifier that each shares with its neighbours."""
    return _shared_modifiers(_shared_heads(_shared_objects(found)))


def _shared_objects(found: list[Piece]) -> list[Piece]:
    """Resolve "impairment of mental and physical performance": the noun before "of", and the last head."""
    out = list(found)
    for i in range(len(out) - 1):
        opened = _OPEN_OBJECT.fullmatch(out[i].words)
        head = _head(out[i + 1].words)
        if (
            opened
            and head
            and knowledge(out[i].words) < 2
            and _MODIFIER_END.search(opened["last"])
            and knowledge(opened["last"]) < 2
        ):
            out[i] = replace(out[i], term=f"{out[i].words} {head}")
            out[i + 1] = replace(out[i + 1], term=f"{opened['of']} {out[i + 1].words}")
    return out


_MODIFIER_END = re.compile(r"(?:al|ic|ous|ary|ive|ular|ible|ed|less|y|oid|able|ant|ent|form|type|like)$")
_ADJECTIVE_END = re.compile(r"(?:al|ic|ous|ary|ive|ular|oid|form|type)$")
_ORGANISM = re.compile(r"virus$|virus \w$", re.IGNORECASE)


def _shared_heads(found: list[Piece]) -> list[Piece]:
    """Give a bare modifier the head of the element after it: "focal and generalized seizures"."""
    out: list[Piece] = []
    for piece in reversed(found):
        following = out[-1] if out else None
        if following and piece.term is None and following.level == piece.level and _waits(piece, following):
            head = _head(following.name)
            if head and head.casefold() not in piece.words.casefold().split():
                piece = replace(piece, term=f"{piece.words} {head}")
        out.append(piece)
    return out[::-1]


def _waits(piece: Piece, following: Piece) -> bool:
    """Say whether an element needs the next one's head: "focal and ...", "ALT and AST elevations", "skin and ..."."""
    if lacks_head(piece.words):
        return True
    head = following.words.casefold().rsplit(" ", 1)[-1]
    if is_measure(piece.words) and not _MODIFIED.match(piece.words):
        return head in words_of("effect_parts", "shared_modifier")
    return (
        is_body_site(piece.words)
        and term_counts().get(piece.words.casefold(), 0) < 10
        and len(following.words.split()) > 1
        and head not in words_of("effect_parts", "body_site")
    )


def lacks_head(words: str) -> bool:
    """Say whether an element is a modifier that stands for an effect only together with another's head."""
    if len(words.split()) > 2 or not _MODIFIER_END.search(words.casefold()):
        return False
    if words.casefold() in words_of("prose_cues", "bare_adjective"):
        return True
    listed = term_counts().get(words.casefold(), 0)
    if _ADJECTIVE_END.search(words.casefold()):
        return listed < 10 and (" " not in words or knowledge(words) == 0)
    return listed < 4 and knowledge(words) == 0


def _head(words: str) -> str:
    """Return what a coordination can share of an element: its last word ("loss of vision" has none)."""
    if re.search(r"\s(?:of|in|to|on|at)\s", words):
        return ""
    parts = words.split()
    bare = len(parts) < 2 or (_ADJECTIVE_END.search(parts[-1]) and term_counts().get(parts[-1], 0) < 10)
    return "" if bare else parts[-1]


_MODIFIED = re.compile(
    r"(?P<modifier>(?:(?:increased?|decreased?|elevated|reduced|raised|abnormal|positive|low|high|dry|impaired|prolonged|altered|lowered|blurred)(?:\s+serum|\s+plasma|\s+blood|\s+levels\s+of|\s+(?:in|of)(?:\s+serum|\s+plasma)?)?"
    r"|(?:\w+\s+)?(?:increases?|decreases?|elevations?|reductions?|rises?|falls?|changes|alterations?|abnormalit(?:y|ies)|impairment|loss|swelling|burning|numbness|tingling|pain|redness|itching|coldness|worsening|exacerbation|inflammation|irritation|dryness|fluctuations|discoloration|stiffness)\s+(?:in|of)(?:\s+the)?(?:\s+serum|\s+plasma|\s+blood)?))\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"(?P<site>(?:injection|application|infusion|instillation|implant|implantation|administration|insertion"
    r"|catheter)[- ]site)\s+\w",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"(?:pain|redness|swelling|erythema|pruritus|itching|induration|tenderness|edema|irritation|burning|stinging|warmth|bruising|rash|hematoma|"
    r"hemorrhage|bleeding|inflammation|discomfort|nodules?|mass|dermatitis|paresthesia|urticaria|discoloration|reactions?|hypersensitivity|scab|scar|"
    r"exfoliation|dryness|numbness|tingling|infection|necrosis|ecchymosis|papules?|vesicles|desquamation|atrophy|extravasation|phlebitis|hypoesthesia|ulcer|lump|excoriation|erosion)",
    re.IGNORECASE,
)


def _shared_modifiers(found: list[Piece]) -> list[Piece]:
    """Give a bare site, measure or local sign the modifier of the element before it: "dry mouth and nose"."""
    out: list[Piece] = []
    modifier = site = ""
    for piece in found:
        new_site = _SITE.match(piece.words)
        if new_site:
            site = new_site["site"] if piece.level == 0 else ""
        elif site and piece.level == 0 and piece.term is None and _LOCAL.fullmatch(piece.words):
            piece = replace(piece, term=f"{site} {piece.words}")
        modifier, piece = _modified(modifier, piece)
        out.append(_sited(out[-1] if out else None, piece))
    return out


def _sited(before: Piece | None, piece: Piece) -> Piece:
    """Give a plain sign the site of the one it alternates with: "breast pain/tenderness", "joint pain or stiffness"."""
    if before is None or piece.term or "," in piece.joint or not piece.joint:
        return piece
    sites, _, sign = before.name.rpartition(" ")
    signs = words_of("prose_cues", "shared_site_sign")
    if (
        piece.words.casefold() in signs
        and sign.casefold() in signs
        and f"{sites} {piece.words}".casefold() in term_counts()
    ):
        return replace(piece, term=f"{sites} {piece.words}")
    return piece


def _modified(modifier: str, piece: Piece) -> tuple[str, Piece]:
    """Return the modifier that holds from here on, and the piece with the one that held before."""
    own = _MODIFIED.match(piece.words)
    if own:
        return (_SERUM.sub("", own["modifier"]) if shares(own["rest"]) else ""), piece
    if modifier and shares(piece.words) and piece.term is None:
        return modifier, replace(piece, term=f"{modifier} {piece.words}")
    return "", piece


def of_parent(member: Piece, parent: Piece) -> Piece:
    """Return a member of a parenthesis with the parent's noun where it needs it ("anemia (aplastic, hemolytic)").

    >>> from extractors.sentences import flatten
    >>> said = flatten("anemia (aplastic)")
    >>> parent, member = pieces(said, 0, 6)[0], pieces(flatten("anemia  aplastic "), 8, 16)[0]
    >>> of_parent(member, parent).name
    'aplastic anemia'
    """
    if member.term:
        return member
    modified = _MODIFIED.match(parent.words)
    if _MODIFIED.match(member.words):
        return member
    if modified and shares(member.words):
        return replace(member, term=f"{_SERUM.sub('', modified['modifier'])} {member.words}")
    head = _head(parent.words)
    if head and (
        lacks_head(member.words) or shares(member.words) or (head in _INFECTIONS and _ORGANISM.search(member.words))
    ):
        return replace(member, term=f"{member.words} {head}")
    return replace(member, term=f"{member.words} {parent.words}") if lacks_head(member.words) and not head else member


def shares(words: str) -> bool:
    """Say whether words name no effect but what one is about: a part of the body, something measured."""
    return is_body_site(words) or is_measure(words)


def is_stop(words: str) -> bool:
    """Say whether a phrase names no effect whatever its place ("patients", "this drug", "adverse events")."""
    term = normal(words)
    stops = words_of("prose_cues", "stop_head")
    modified = _MODIFIED.match(words)
    if modified and is_measure(modified["rest"]):
        return False
    if term in stops or term in words_of("prose_cues", "stop_word") or _ADVERSE.search(term):
        return True
    head = re.split(r" (?:of|in|to|on|from|by|with|for) ", term, maxsplit=1)[0].rsplit(" ", 1)[-1]
    return (
        bool(_ABOUT_CARE.search(term))
        or (head in stops and knowledge(words) == 0)
        or (" of " in term and head in stops)
    )
