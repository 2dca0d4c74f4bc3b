"""What coordinated elements share: "focal and generalized seizures", "elevated ALT, AST", "dry mouth and nose".

An element that lacks its head, its modifier or its site is given back what its neighbours say, in ``term``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from extractors.memo import Memo
from extractors.model import Span, record
from extractors.prose.effect_words import (
    CUES,
    is_body_site,
    is_drug,
    is_measure,
    knowledge,
    normal,
    of_hardship,
    place_given,
    term_counts,
    without_place,
    words_of,
)
from extractors.prose.modified import modified_in
from extractors.prose.piece import Piece

_OPEN_OBJECT: Final = re.compile(r"(?P<of>\w+(?: \w+)? (?:of|in))(?: the)? (?P<last>\w+)")
_CHANGE: Final = r"(?:increase|decrease|elevation|reduction|rise|fall|loss|gain|change)s?"
_ONLY_CHANGE: Final = re.compile(_CHANGE, re.IGNORECASE)
_CHANGE_OF: Final = re.compile(rf"{_CHANGE}(?P<object> (?:of|in) .+)", re.IGNORECASE)
_WAVE: Final = re.compile(r"(?:QTc?F?|PR|QRS|RR|HV|AH|ST)$")
_SERUM: Final = re.compile(r"\s+(?:serum|plasma|blood)$", re.IGNORECASE)
_ADVERSE: Final = re.compile(r"\b(?:side effects?|adverse (?:\w+ )?(?:effects?|events?|reactions?|experiences?))\b")
_ABOUT_CARE: Final = re.compile(
    r"\b(?:doses?|dosage|patients?|grade|baseline|mean|median|average|adverse|placebo|\d+ (?:mg|mcg|g|ml))\b"
)
_PARTS_OF_BODY: Final = ("parts of the body", "parts of your body", "part of the body", "part of your body")
_MEANS: Final = frozenset("drug drugs medicine agent therapy treatment management use mechanism cause".split())
_INFECTIONS: Final = {"infection", "infections"}
_PREPOSITION: Final = re.compile(r"\s(?:of|in|to|on|at)\s")
_ANY_PREPOSITION: Final = re.compile(r" (?:of|in|to|on|from|by|with|for|at|around|near|over|between|against) ")
_MODIFIER_END: Final = re.compile(r"(?:al|ic|ous|ary|ive|ular|olar|ible|ed|less|oid|able|ant|ent|form|type|like)$")
_ADJECTIVE_END: Final = re.compile(r"(?:al|ic|ous|ary|ive|ular|olar|oid|form|type)$")
_INVERTED: Final = (" generalized", " generalised")
_SIGNS_ON: Final = ("signs and symptoms on ", "signs and symptoms at ", "symptoms on ", "symptoms at ")
_PREFIXES: Final = ("hyper", "hypo")
_PREFIXED: Final = re.compile(r"(?:hyper|hypo)(?P<root>[a-z]+)", re.IGNORECASE)
_ON_SKIN: Final = re.compile(r"skin|derm|site|local")
_REACTIONS: Final = ("reaction", "reactions")
LISTED: Final = 2  # what `knowledge` says of a term that lists name
_ORGANISM: Final = re.compile(r"virus$|virus \w$", re.IGNORECASE)


_SITE: Final = re.compile(
    r"(?P<site>(?:injection|application|infusion|instillation|implant|implantation|administration|insertion"
    r"|catheter)[- ]site)\s+\w",
    re.IGNORECASE,
)
_SIGN_IN: Final = re.compile(r"\w+(?P<place> (?:of|in|on) (?:(?:the|both) )?(?P<site>\w+(?: \w+)?))")
_DAMAGE: Final = re.compile(r"(?:bleeding|hemorrhage|ulceration|perforation|erosion|inflammation|obstruction)\b", re.I)
_LOCAL: Final = re.compile(
    r"(?:local )?(?:pain|redness|swelling|erythema|pruritus|itching|induration|tenderness|edema|irritation|burning"
    r"|stinging|warmth|bruising|rash|hematomas?|hemorrhage|bleeding|inflammation|discomfort|nodules?|mass|dermatitis"
    r"|paresthesia|urticaria|discolorations?|reactions?|hypersensitivity|scab|scar|exfoliation|dryness|numbness"
    r"|tingling|infection|necrosis|ecchymosis|papules?|vesicles|desquamation|atrophy|extravasation|phlebitis"
    r"|hypoesthesia|ulcer|lumps?|excoriation|erosion|(?:[a-z]+ )?sensations?)",
    re.IGNORECASE,
)


@record
class Traits:
    """What the words of an element can share or lack; ``modifier`` is None where they begin with none."""

    lacks_head: bool
    is_body_site: bool
    is_measure: bool
    is_sign: bool
    head: str
    modifier: str | None
    site: str
    opened: str

    @property
    def is_plain(self) -> bool:
        """Whether they neither share nor lack anything."""
        return not (
            self.lacks_head or self.is_body_site or self.is_measure or self.modifier or self.site or self.opened
        )


def traits(words: str) -> Traits:
    """Return what an element's words can share or lack.

    >>> traits("elevated ALT").modifier, traits("focal").lacks_head, traits("injection site pain").site
    ('elevated', True, 'injection site')
    """
    return _TRAITS[words]


def _traits(words: str) -> Traits:
    modified = modified_in(words)
    modifier = None
    if modified:
        modifier = _SERUM.sub("", words[: modified.end("modifier")]) if shares(words[modified.start("rest") :]) else ""
    site = _SITE.match(words)
    return Traits(
        lacks_head=lacks_head(words),
        is_body_site=is_body_site(words) and term_counts().get(words.casefold(), 0) < 10,
        is_measure=is_measure(words) and not modified,
        is_sign=words.casefold() in CUES["shared_site_sign"],
        head=_small(_head(words)),
        modifier=modifier and _small(modifier),
        site=site["site"] if site else "",
        opened=_opened(words),
    )


_TRAITS: Final = Memo(_traits, most=20_000)


def _small(words: str) -> str:
    """Return words with a small first letter, unless they begin with an abbreviation."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _opened(words: str) -> str:
    """Return "impairment of" of "impairment of mental", whose last word waits for a head."""
    opened = _OPEN_OBJECT.fullmatch(words)
    if not opened or knowledge(words) == 2 or knowledge(opened["last"]) == 2:
        return ""
    return opened["of"] if _MODIFIER_END.search(opened["last"]) or _WAVE.match(opened["last"]) else ""


def share(found: list[Piece]) -> list[Piece]:
    """Return the pieces with the head, the modifier or the site that each shares with its neighbours."""
    if len(found) < 2 or (
        not place_given(found[-1].words)
        and all(traits(p.words).is_plain and "," in p.joint for p in found[1:])
        and traits(found[0].words).is_plain
    ):
        return found
    return _shared_places(_shared_modifiers(_shared_heads(_shared_organs(_shared_objects(found)))))


def _shared_objects(found: list[Piece]) -> list[Piece]:
    """Resolve "impairment of mental and physical performance", "increase or decrease in weight": what "of" is about."""
    out = list(found)
    for i in range(len(out) - 1):
        if _ONLY_CHANGE.fullmatch(out[i].words) and (other := _CHANGE_OF.fullmatch(out[i + 1].words)):
            out[i] = out[i].named(out[i].words + other["object"])
            continue
        opened, head = traits(out[i].words).opened, traits(out[i + 1].words).head
        if opened and head:
            out[i] = out[i].named(f"{out[i].words} {head}")
            out[i + 1] = out[i + 1].named(f"{opened} {out[i + 1].words}")
    return out


def _shared_organs(found: list[Piece]) -> list[Piece]:
    """Give a noun that names no effect alone the organ before it: "respiratory depression and arrest"."""
    out = list(found)
    for i, piece in enumerate(out[1:], 1):
        if " " in piece.words or "," in piece.joint or not piece.joint or knowledge(piece.words) == LISTED:
            continue
        organ, _, head = out[i - 1].words.rpartition(" ")
        term = f"{organ} {piece.words}"
        if organ and head and term.casefold() in term_counts():
            out[i] = piece.named(term)
    return out


def _shared_heads(found: list[Piece]) -> list[Piece]:
    """Give a bare modifier the head of the element after it: "focal and generalized seizures"."""
    out: list[Piece] = []
    for piece in reversed(found):
        following = out[-1] if out else None
        if following and piece.words.casefold() in _PREFIXES and (whole := _PREFIXED.fullmatch(following.words)):
            piece = piece.named(piece.words + whole["root"])
        if following and piece.term is None and following.level == piece.level and _waits(piece, following):
            if rest := _paired(piece.words, following.name):
                out.append(piece.named(f"{piece.words} {rest}", waits=True))
                continue
            head = traits(following.name).head
            longer = " ".join(following.name.split()[-2:])
            is_head = f"{piece.words} {longer}".casefold() in term_counts() or _ADVERSE.fullmatch(longer)
            head = longer if is_head else head
            if head and head.casefold() not in piece.words.casefold().split():
                piece = piece.named(f"{piece.words} {head}", waits=True)
        out.append(piece)
    return out[::-1]


def _paired(words: str, following: str) -> str:
    """Return what two adjectives of one kind share, all of it: "brown or gray tooth discoloration"."""
    first, _, rest = following.partition(" ")
    pairs = CUES["paired_adjective"]
    return rest if words.casefold() in pairs and first.casefold() in pairs else ""


def _waits(piece: Piece, following: Piece) -> bool:
    """Say whether an element needs the next one's head: "focal and ...", "ALT and AST elevations", "skin and ..."."""
    own = traits(piece.words)
    if own.lacks_head:
        name = normal(piece.words)
        return name in CUES["bare_adjective"] or name not in CUES["qualifier"]
    if not (own.is_measure or own.is_body_site):
        return False
    head = following.words.casefold().rsplit(" ", 1)[-1]
    if own.is_measure:
        if following.joint.strip() == "," and " " in piece.words and knowledge(piece.words) == LISTED:
            return False  # "aggressive behavior, balance impairment"
        return head in words_of("effect_parts", "shared_modifier")
    if " " in piece.words or following.joint.strip(" ,") == "":
        return False
    return " " in following.words and head not in words_of("effect_parts", "body_site")


def lacks_head(words: str) -> bool:
    """Say whether an element is a modifier that stands for an effect only together with another's head."""
    if words.casefold() in CUES["bare_adjective"]:
        return True
    if len(words.split()) > 2 or not _MODIFIER_END.search(words.casefold()) or is_inverted(words):
        return False
    listed = term_counts().get(words.casefold(), 0)
    if _ADJECTIVE_END.search(words.casefold()):
        alone = all(_ADJECTIVE_END.search(word) for word in words.casefold().split())  # "invasive fungal"
        return listed < 10 and (" " not in words or knowledge(words) == 0 or (alone and not listed))
    return listed < 4 and knowledge(words) == 0


def is_inverted(words: str) -> bool:
    """Say whether a noun stands before its adjective, as dictionaries have it ("rash generalized")."""
    noun, _, adjective = words.partition(" ")
    return bool(adjective) and knowledge(noun) == LISTED and not _MODIFIER_END.search(noun.casefold())


def _head(words: str) -> str:
    """Return what a coordination can share of an element: its last word ("loss of vision" has none)."""
    if _PREPOSITION.search(words):
        return ""
    parts = words.split()
    bare = len(parts) < 2 or (_ADJECTIVE_END.search(parts[-1]) and term_counts().get(parts[-1], 0) < 10)
    return "" if bare else parts[-1]


def _shared_modifiers(found: list[Piece]) -> list[Piece]:
    """Give a bare site, measure or local sign the modifier of the element before it: "dry mouth and nose"."""
    out: list[Piece] = []
    modifier = site = ""
    for piece in found:
        own = traits(piece.words)
        if own.site:
            site = own.site if piece.level == 0 and not piece.words.endswith(_REACTIONS) else ""
        elif site and piece.level == 0 and piece.term is None and _LOCAL.fullmatch(piece.words):
            piece = piece.named(f"{site} {piece.words}")
        elif knowledge(piece.words) == LISTED and not _ON_SKIN.search(piece.words.lower()):
            site = ""  # a general effect ends the local ones
        modifier, piece = _modified(modifier, piece, own)
        out.append(_sited(out[-1] if out else None, piece))
    return out


def _shared_places(found: list[Piece]) -> list[Piece]:
    """Give local signs the place that the last of them names: "redness and swelling at the injection site"."""
    place = place_given(found[-1].words)
    if not place:
        return _shared_sites(found)
    return [p.named(p.words + place) if p.term is None and _LOCAL.fullmatch(p.words) else p for p in found]


def _shared_sites(found: list[Piece]) -> list[Piece]:
    """Give signs that one conjunction joins the site that the second names: "weakness and heaviness of the legs"."""
    for i, piece in enumerate(found[1:], 1):
        since = _signs_before(found, i)
        located = _SIGN_IN.fullmatch(piece.words) if since < i else None
        if located and is_body_site(located["site"]):
            whole, rest = _with_all_sites(found[i:])
            place = whole.name[located.start("place") :]
            return [*found[:since], *(sign.named(sign.words + place) for sign in found[since:i]), whole, *rest]
    return found


def _signs_before(found: list[Piece], at: int) -> int:
    """Return where the signs begin that share the site of the one at ``at``: the one before, or damages of a list."""
    since = at
    while since and found[since - 1].level == found[at].level and not found[since - 1].term:
        sign, joint = found[since - 1].words, found[since].joint
        is_listed = joint.strip() == "," if since < at else joint.strip() != ","
        is_damage = bool(_DAMAGE.fullmatch(sign) and _DAMAGE.match(found[at].words))
        if not (is_listed and is_damage if "," in joint else since == at and traits(sign).is_sign):
            break
        since -= 1
    return since


def _with_all_sites(found: list[Piece]) -> tuple[Piece, list[Piece]]:
    """Return a sign with the further sites after it ("irritation of the nose, mouth or throat"), and what is left."""
    stop = 1
    while stop < len(found) and traits(found[stop].words).is_body_site:
        stop += 1
    first, last = found[0], found[stop - 1]
    if stop == 1 or not last.joint.strip(" ,"):
        return first, found[1:]
    sites = "".join(p.joint + p.words for p in found[1:stop])
    whole = first.at(Span(first.span.start, last.span.end), last.tail, first.words + sites, waits=first.waits)
    return whole, found[stop:]


def _sited(before: Piece | None, piece: Piece) -> Piece:
    """Give a plain sign the site of the one it alternates with: "breast pain/tenderness", "joint pain or stiffness"."""
    if before is None or piece.term or "," in piece.joint or not piece.joint:
        return piece
    if piece.joint.strip() == "/" and (term := of_hardship(before.words, piece.words)):
        return piece.named(term)
    if not traits(piece.words).is_sign:
        return piece
    sites, _, sign = before.name.rpartition(" ")
    term = f"{sites} {piece.words}"
    is_alike = sign.casefold() in CUES["shared_site_sign"]
    is_known = term.casefold() in term_counts() or (piece.joint.strip() == "/" and is_body_site(sites))
    return piece.named(term) if is_alike and is_known else piece


def _modified(modifier: str, piece: Piece, own: Traits) -> tuple[str, Piece]:
    """Return the modifier that holds from here on, and the piece with the one that held before."""
    if own.modifier is not None:
        return own.modifier, piece
    if modifier and piece.term is None and _takes_modifier(piece.words):
        return modifier, piece.named(f"{modifier} {piece.words}")
    return "", piece


def _takes_modifier(words: str) -> bool:
    """Say whether words without an effect of their own go on with what was said: "... or other parts of the body"."""
    return words.casefold().endswith(_PARTS_OF_BODY) if _PREPOSITION.search(words) else shares(words)


def of_parent(member: Piece, parent: Piece) -> Piece:
    """Return a member of a parenthesis with the parent's noun where it needs it ("anemia (aplastic, hemolytic)").

    >>> nowhere = Span(0, 0)
    >>> of_parent(Piece("aplastic", *3 * [nowhere]), Piece("anemia", *3 * [nowhere])).name
    'aplastic anemia'
    """
    own, whole = traits(member.words), traits(parent.words)
    if member.term or own.modifier is not None:
        return member
    if whole.modifier and shares(member.words):
        return member.named(f"{whole.modifier} {member.words}")
    lacks = own.lacks_head or shares(member.words)
    if whole.head and (lacks or (whole.head in _INFECTIONS and _ORGANISM.search(member.words))):
        return member.named(f"{member.words} {whole.head}")
    if own.lacks_head and not whole.head:
        return member.named(f"{member.words} {_small(parent.words)}")
    return member


@lru_cache(maxsize=20_000)
def shares(words: str) -> bool:
    """Say whether words name no effect but what one is about: a part of the body, something measured."""
    return is_body_site(words) or is_measure(words)


@lru_cache(maxsize=20_000)
def is_stop(words: str) -> bool:
    """Say whether a phrase names no effect whatever its place ("patients", "this drug", "adverse events")."""
    term = without_place(normal(words))
    stops = CUES["stop_head"]
    modified = modified_in(words)
    if (modified and is_measure(words[modified.start("rest") :])) or (term.endswith(_INVERTED) and is_inverted(term)):
        return False
    if (
        term in stops
        or term in CUES["stop_word"]
        or term in CUES["adverb"]
        or term.startswith(_SIGNS_ON)
        or (("adverse " in term or "side effect" in term) and _ADVERSE.search(term))
    ):
        return True
    first = _ANY_PREPOSITION.split(term, maxsplit=1)[0]
    head = first.rsplit(" ", 1)[-1]
    if (first in stops and first != term) or head in CUES["never_effect"]:
        return True
    return (
        bool(_ABOUT_CARE.search(term))
        or (head in stops and (" of " in term or knowledge(words) == 0))
        or (" for " in term and (head in _MEANS or is_drug(first)))
    )
