"""Sentences cut into clauses at their finite verbs, and on which side of the verb the effects stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Final

from mypy_extensions import mypyc_attr

from extractors.lexicons.alternatives import alternatives
from extractors.model import Span
from extractors.prose.effect_words import cue_pattern

_AUX: Final = r"(?:ha(?:s|ve|d)|was|were|is|are|may|might|can|cannot|could|would|should|must|will|did|does|do)"
_BETWEEN: Final = (
    r"(?:,?\s+(?:(?:not|also|been|be|have|then|(?:more|less)(?!\s+than\s+\d)|most|very|often|sometimes|seldom|even|only|rather|occasionally|(?!approximate|near)\w+ly|uncommon|rare|an?|the|no|so)\b|"
    r"in\s+(?:some|rare|many|most|a\s+few|several|certain|other|isolated|one|postmarketing)\s+(?:\w+\s+)?(?:cases?|patients|instances|reports|studies|occasions|experience),?|to\s+date|¤+|to\s+be|as\s+\w+\s+effects?,?))*"
)
_WORSEN: Final = r"(?:exacerbate|aggravate|worsen|unmask|reactivate|suppress|impair|inhibit|depress|prolong)"
_BARE_FORWARD: Final = (
    r"included|include|includes|experienced|caused(?!\s+by)|causes|resulted\s+in|results\s+in|led\s+to|leads\s+to"
    r"|consisted\s+of|consists\s+of|comprised|produces?|induces?|showed|exhibited|complained\s+of"
    r"|presented\s+with|resulted\s+from|progress(?:es|ed)?\s+(?:rarely\s+|occasionally\s+)?to|revealed|disclosed|had|(?:increase[sd]?|double[sd]?)\s+(?:the\s+)?risks?\s+(?:of|for)"
    r"|(?<!or )discontinued(?:\s+(?:(?:the|this|study)\s+)?(?:therapy|treatment|medication|drug))?"
    r"\s+(?:due\s+to|because\s+of)"
    r"|exposes?\s+(?:[a-z]+\s+){1,4}?to\s+(?:the\s+)?risks?\s+of"
)
_BARE_BACKWARD: Final = (
    r"occurred|occurs?|appeared|appears?|developed|develops?|arose|ensued|increased|decreased|resolved|improved"
    r"|improves?|resolves?|disappears?|subsides?|abates?|returned|declined|abated|normalized|disappeared|subsided|persisted|ranged\s+from|recurred|reported"
)
_HOW: Final = r"(?:(?:(?!anomaly|family)[a-z]+ly|most|more|less|very|often|sometimes|seldom)\s+){0,2}"
_BEGINNINGS: Final = (
    *("has", "have", "had", "was", "were", "is", "are", "may", "might", "can", "could", "would", "should", "must"),
    *("will", "did", "do", "there", "includ", "experienc", "caus", "result", "led", "lead", "consist", "compris"),
    *("produc", "induc", "show", "exhibit", "complain", "present", "progress", "reveal", "disclos", "increas"),
    *("doubl", "expos", "occur", "appear", "develop", "arose", "ensu", "decreas", "resolv", "improv", "disappear"),
    *("subsid", "abat", "return", "declin", "normaliz", "persist", "ranged", "recur", "report", "discontinu"),
    *("most", "more", "less", "very", "often", "sometimes", "seldom"),
)  # of the words that a finite verb begins with, beside adverbs in "ly"
_BOUNDARY: Final = re.compile(
    r"(?=[;,.\s])(?:;\s*(?:however,?|therefore,?|additionally,?|in\s+addition,?)?\s*|,?\s+(?:but|although|though|however,?|while|whereas|because|since)\s+|,\s+(?:and|with|which|that|as(?!\s+(?:well|a|an|expected|of|the)\b))\s+|\.\s|\s+(?:which|that(?!\s+(?:of|in|for|with|seen|reported|observed)\b))\s+|,\s+|\s+and\s+|\s+(?:when|if|where)\s+)",
)
_GOVERNED: Final = re.compile(
    r"(?:\bto|\bwho|\bwho\s+(?:also|previously|had|have|has|were|are|\w+\s+(?:and|or))|\bwhom|\bwhose\s+\w+)\s+$",
)
_DETERMINED: Final = re.compile(
    r"(?<!\bwith )\b(?:an?|the|this|no)\s+(?:[a-z]+\s+)?$"
)  # "an increased risk of" is no verb
_OF_WHOM: Final = re.compile(r"\bwho(?:m|se)\s+(?:[a-z-]+\s+){1,4}$")
_SUBJECT: Final = re.compile(
    r"\b(?:patients?|subjects?|children|women|men|woman|man|and|adverse\s+\w+|reactions|effects|he|she|\d|male|female|infants?|boy|girl|adults?)\s*[¤\s]*$",
)
_SHARE_REPORTED: Final = re.compile(r"%\s+of\s+(?:the\s+)?(?:patients|subjects)\s*$")
_REPORTER: Final = re.compile(r"\b(?:patients?|subjects?|investigators?|authors?|manufacturer)\s*[¤\s]*$")
_TAKEN_IN: Final = re.compile(r"\s+(?:in|on|among|for|because|if|only|when|were|was|are|had|have)\b")
_AMOUNT_OF: Final = re.compile(
    r"\b(?:incidences?|risks?|frequency|rates?|likelihood|number|severity)\s+(?:of|for)\b[^,;]*$|\b(?:incidence|risk)s?\s*$"
)
_STATED: Final = re.compile(
    r"\b(?:suggest\w*|reported|noted|observed|show[ns]?|showed|indicat\w+|demonstrated|found|concluded|evidence|possible|likely|known)$"
)
_RELATIVE: Final = re.compile(r",?\s+(?:which|that|who|whose|where|when|if|because|since)\s+")


class Side(Enum):
    """On which side of its verb a clause names effects."""

    AFTER = "after"
    BEFORE = "before"
    EITHER = "either"


@mypyc_attr(acyclic=True)
class Clause:
    """A stretch of a sentence around one finite verb; ``verb`` includes its auxiliaries and adverbs."""

    def __init__(self, before: Span, verb: Span, after: Span, side: Side, *, is_relative: bool = False) -> None:
        self.before, self.verb, self.after = before, verb, after
        self.side, self.is_relative = side, is_relative

    @property
    def span(self) -> Span:
        """The whole clause."""
        return Span(self.before.start, self.after.end)


@cache
def _verb() -> re.Pattern[str]:
    after, before, either = (cue_pattern(f"verb_{side}") for side in ("forward", "backward", "either"))
    return re.compile(
        rf"\b(?={alternatives(_BEGINNINGS)}|[a-z]+ly\s)(?:(?P<there>there\s+(?:ha(?:s|ve)\s+been|was|were|are|is|may\s+be))\b"
        rf"|{_AUX}{_BETWEEN}\s+(?:(?:cause\s+or\s+)?(?P<worsen>{_WORSEN})|(?P<after>{after})|(?P<before>{before})|(?P<either>{either}))"
        r"(?![\w-])"
        rf"|(?<!-)(?P<bare_after>{_BARE_FORWARD})(?![\w-])|(?<!-){_HOW}(?P<bare_before>{_BARE_BACKWARD})(?![\w-])"
        rf"|(?P<copula>(?:was|were|is|are|may|might|can|could|would|should|must|has|have|had|will|does|did|do)\b{_BETWEEN})(?![\w-]))",
    )


_SIDES: Final = {
    "after": Side.AFTER,
    "bare_after": Side.AFTER,
    "before": Side.BEFORE,
    "bare_before": Side.BEFORE,
    "either": Side.EITHER,
    "copula": Side.EITHER,
    "there": Side.AFTER,
    "worsen": Side.AFTER,
}


_SIDE_OF_REST: Final = {"worsen": Side.AFTER, "before": Side.EITHER}
_ATTRIBUTE: Final = re.compile(
    r"(?:transient|mild|minimal|rare|uncommon|infrequent)\s+"
    r"(?!(?:and|or|but|in|with|at|to|when|after|during|for|on|than|among|as|following|if|by|of|upon|over|within"
    r"|because|while|from|between|until|side|adverse|reactions?|events?|effects?)\b)[a-z]"
)
_ADVERBIAL: Final = re.compile(
    r"\s*(?:in|among|during|following|after|with|when|while|for|at|as|although|if|because|since|upon|on|by|to|under|within|through|throughout|from|until|before|like|unlike|additionally|however|furthermore|moreover|also|"
    r"out|of(?=\s+(?:the\s+)?\d)|overall|generally|rarely|infrequently|occasionally|therefore|similarly|postmarketing)\b"
    r"(?:(?!\b(?:such\s+as|including)\b)(?:[^,]|,(?=\d)))*,\s*"
    r"|\s*in\s+(?:[\w-]+\s+){0,3}?(?:trials|studies)\s+(?=\d)"
    r"|\s*an?\s+(?:[\w-]+\s+){0,4}?(?:trial|study|analysis)\s[^,]*,\s*",
)


def subject_of(small: str, clause: Clause) -> Span:
    """Return the subject of a clause (small letters) without the adverbials before it ("In clinical trials, ...")."""
    start, end = clause.before.start, clause.before.end
    while (found := _ADVERBIAL.match(small, start, end)) and found.end() < end:
        start = found.end()
    return Span(start, end)


_PATIENT_DEVELOPED: Final = re.compile(r"(?<!of)\sdeveloped$")
_PATIENT_REPORTED: Final = re.compile(
    r"(?:patients?|subjects?|women|men|users|volunteers|individuals|adults|adolescents|children|parents)\s+(?:(?:have|has|had|also|who|each)\s+)*reported$"
)


def tells_of_patients(small: str, clause: Clause) -> bool:
    """Say whether a clause tells what patients had, after a verb that else follows its effects.

    >>> said = "one patient developed gout."
    >>> [tells_of_patients(said, c) for c in clauses(said, 0, len(said))], next(clauses(said, 0, len(said))).side.value
    ([True], 'before')
    """
    start, end = clause.before.start, clause.verb.end
    if small.endswith("developed", start, end):
        return bool(_PATIENT_DEVELOPED.search(small, start, end))
    return small.endswith("reported", start, end) and bool(_PATIENT_REPORTED.search(small, start, end))


_SIGNS_WERE: Final = re.compile(
    r"\s*(?:[\w-]+\s+){0,3}?(?:symptoms|signs|manifestations|features)\s+of\s[^,;]*\s(?:were|are)$"
)
_COMMONEST: Final = re.compile(r"\s*(?:the\s+)?most\s+(?:common|frequent)(?:ly)?\b")
_COPULAS: Final = {"is", "was", "are", "were"}


def names_after(small: str, clause: Clause) -> bool:
    """Say whether effects follow a plain verb: those that are commonest, or the symptoms of something.

    >>> said = "the most common rash was eczema."
    >>> [names_after(said, c) for c in clauses(said, 0, len(said))]
    [True]
    """
    if clause.verb.of(small) in _COPULAS and _COMMONEST.match(small, clause.before.start, clause.before.end):
        return True
    return bool(_SIGNS_WERE.match(small, clause.before.start, clause.verb.end))


def only_leads(small: str, clause: Clause, subject: Span) -> bool:
    """Say whether a subject is no case of its own: "the commonest abnormality was ...", "sepsis increases the risk of".

    >>> said = "sepsis increased the risk of gout."
    >>> [only_leads(said, c, c.before) for c in clauses(said, 0, len(said))]
    [True]

    A subject with a semicolon is the title of a warning that runs into its sentence, and lists effects.
    """
    if "risk" in clause.verb.of(small):
        return ";" not in subject.of(small)
    return "most" in subject.of(small) and names_after(small, clause)


def clauses(flat: str, start: int, end: int) -> Iterator[Clause]:
    """Yield the clauses of the sentence ``flat[start:end]``, in small letters; without a finite verb there is none.

    >>> said = "rash has been reported, but fever was not observed."
    >>> [(c.before.of(said), c.verb.of(said), c.side.value) for c in clauses(said, 0, len(said))]
    [('rash', 'has been reported', 'before'), ('fever', 'was not observed', 'before')]
    """
    verbs = list(_finite(flat, start, end))
    at, relative = start, False
    for i, verb in enumerate(verbs):
        stop, following, next_relative = end, end, False
        if i + 1 < len(verbs):
            cut = _boundary(flat, verb.end(), verbs[i + 1].start())
            stop, following = cut
            next_relative = _is_relative(flat, Span(stop, following))
        said = _verb_end(flat, verb)
        yield Clause(
            before=Span(at, _rstrip(flat, at, verb.start())),
            verb=Span(verb.start(), said),
            after=Span(said, stop),
            side=_SIDES[verb.lastgroup or "copula"] if said == verb.end() else _SIDE_OF_REST[verb.lastgroup or ""],
            is_relative=relative,
        )
        at, relative = following, next_relative


def _is_relative(flat: str, joint: Span) -> bool:
    """Say whether a clause only describes what stands before it; what a study "suggests that" is stated itself."""
    is_stated = joint.of(flat).strip() == "that" and _STATED.search(flat, max(0, joint.start - 20), joint.start)
    return bool(_RELATIVE.match(flat, joint.start, joint.end)) and not is_stated


def _verb_end(flat: str, verb: re.Match[str]) -> int:
    """Return where a verb ends: "exacerbate" stays with its object, and an adjective with the noun behind it."""
    if verb.lastgroup == "worsen":
        return verb.start("worsen")
    if verb.lastgroup == "before" and _ATTRIBUTE.match(flat, verb.start("before")):
        return verb.start("before")
    return verb.end()


def _rstrip(flat: str, start: int, end: int) -> int:
    while end > start and flat[end - 1].isspace():
        end -= 1
    return end


_AUXILIARIES: Final = ("was ", "were ", "is ", "are ")
_ATTRIBUTIVE: Final = re.compile(
    r"\s+(?!(?:by|in|with|during|at|when|after|among|to|from|on|for|and|but|over|if|as|following|compared|while)\b)[a-z]"
)
_NEAR: Final = 60  # characters before a verb that tell whether it is one
_FAR: Final = 160  # and between "the incidence of" and "increased"


def _finite(flat: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the finite verbs: a participle after its noun ("events reported in trials") is none."""
    found = list(_verb().finditer(flat, start, end))
    has_auxiliary = any(not (v.lastgroup or "").startswith("bare") for v in found)
    for verb in found:
        reach = _FAR if verb[0].endswith(("increased", "decreased")) else _NEAR
        before = flat[max(start, verb.start() - reach) : verb.start()]
        if ("to" in before or "who" in before) and _is_governed(verb, before):
            continue
        if (verb.lastgroup or "").startswith("bare") and not (
            _has_subject(verb[verb.lastgroup or 0], before, has_auxiliary) and not _is_taken_in(flat, verb)
        ):
            continue
        yield verb


def _is_governed(verb: re.Match[str], before: str) -> bool:
    """Say whether a verb belongs to an infinitive, or to a relative clause that tells of whom or whose state."""
    return bool(
        _GOVERNED.search(before) or (verb.lastgroup == "copula" and verb[0][:3] != "may" and _OF_WHOM.search(before))
    )


def _has_subject(verb: str, before: str, has_auxiliary: bool) -> bool:
    """Say whether a bare form such as "developed" has a subject of its own and is no participle."""
    word = verb.casefold()
    if word in {"increased", "decreased"}:
        return bool(_AMOUNT_OF.search(before))
    if word.endswith("of") and has_auxiliary and word.startswith("increased"):
        return not _DETERMINED.search(before)
    if word == "reported":
        return bool((_SHARE_REPORTED if has_auxiliary else _REPORTER).search(before))
    return word not in {"developed", "experienced", "had"} or not has_auxiliary or bool(_SUBJECT.search(before))


def _is_taken_in(flat: str, verb: re.Match[str]) -> bool:
    """Say whether a word is a participle: "patients included in the trial", "effects were increased weight"."""
    if verb[0].endswith(("increased", "decreased")):
        return flat.endswith(_AUXILIARIES, 0, verb.start()) and bool(_ATTRIBUTIVE.match(flat, verb.end()))
    return verb[0].endswith("included") and bool(_TAKEN_IN.match(flat, verb.end()))


def _boundary(flat: str, start: int, end: int) -> tuple[int, int]:
    """Return where one verb's clause ends and the next begins: the strongest mark between, the last of its kind."""
    best: tuple[int, int, int] | None = None
    for mark in _BOUNDARY.finditer(flat, start, end):
        rank = _rank(mark[0])
        if best is None or rank >= best[0]:
            best = (rank, mark.start(), mark.end())
    return (best[1], best[2]) if best else (end, end)


def _rank(mark: str) -> int:
    bare = mark.strip().casefold()
    if bare.startswith(";") or bare in {"."}:
        return 4
    if bare.lstrip(", ").split(",")[0] in {
        "but",
        "although",
        "though",
        "however",
        "while",
        "whereas",
        "which",
        "that",
        "who",
        "because",
        "since",
    }:
        return 3
    return 2 if bare.startswith(",") and len(bare) > 1 else 1
