"""System organ classes: the headings of an SmPC's list of adverse reactions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from extractors.lexicons.loading import lexicon
from extractors.model import Span

_LEADING = re.compile(r"[\s\d.()*†‡-]*")


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in lexicon("system_organ_classes"):
        names[_key(row["variant"] or row["body_system"])] = row["body_system"]
    return names


def _key(name: str) -> str:
    return re.sub(r"[^a-z]+", " ", name.lower().replace("-", "")).strip()


@cache
def _at_start() -> re.Pattern[str]:
    words = sorted((name.split() for name in _names()), key=lambda w: -len(" ".join(w)))
    names = "|".join(r"[^\w]+".join(_word(word) for word in name) for name in words)
    return re.compile(rf"(?:{names})\b\)?", re.IGNORECASE)


def _word(word: str) -> str:
    """Letters of a name, perhaps parted by the hyphen of a broken line; "system" is often in the plural."""
    return re.escape(word) + ("s?" if word in ("system", "disorder", "tissue") else "")


@lru_cache(maxsize=4096)
def organ_class(text: str) -> str | None:
    """Return the class that a heading names, None where it names none.

    >>> organ_class("Blood and lymphatic systems disorders:")
    'Blood and lymphatic system disorders'
    >>> organ_class("Headache") is None
    True
    """
    found = organ_class_at_start(text)
    return found[0] if found and not text[found[1] :].strip(" :*†‡1234567890.") else None


@lru_cache(maxsize=4096)
def organ_class_at_start(text: str) -> tuple[str, int] | None:
    """Return the class named at the beginning of a line, and where the name ends.

    >>> organ_class_at_start("Psychiatric disorders Anxiety Common")
    ('Psychiatric disorders', 21)
    """
    start = _LEADING.match(text)
    found = _at_start().match(text, start.end() if start else 0)
    if not found:
        return None
    name = _names().get(_key(found[0])) or _names().get(
        _key(re.sub(r"(?i)\b(system|disorder|tissue)s\b", r"\1", found[0]))
    )
    name = name or _names().get(_key(re.sub(r"(?i)\bsystems\b", "system", found[0])))
    return (name, found.end()) if name else None


def organ_classes_in(text: str) -> list[Span]:
    """Return where names of classes stand that begin with a capital.

    >>> [named.of("Rash. Eye disorders: Common: ") for named in organ_classes_in("Rash. Eye disorders: Common: ")]
    ['Eye disorders']
    """
    found = (Span(*named.span()) for named in _at_start().finditer(text))
    return [
        named
        for named in found
        if text[named.start].isupper() and not text[max(0, named.start - 1) : named.start].isalnum()
    ]


def parted_class(text: str, lines: Sequence[Span]) -> tuple[str, int] | None:
    """Return the class whose name begins in the first line and ends in a later one, and where it ends.

    >>> text = "Blood and lymphatic\\n\\nsystem disorders Anaemia"
    >>> parted_class(text, [Span(0, 19), Span(21, 45)])
    ('Blood and lymphatic system disorders', 37)
    """
    first, named = lines[0], None
    if len(lines) == 1 or not (is_piece_of_class(first.of(text)) or organ_class(first.of(text))):
        return None
    for last in lines[1:]:
        found = organ_class_at_start(text[first.start : last.end])
        if found and first.start + found[1] > last.start:
            named = found[0], first.start + found[1]
        elif named or not is_piece_of_class(last.of(text)):
            break
    return named


_NO_CLASS: Final = frozenset(
    {"infections", "infestations", "poisoning", "injury", "neoplasms"}
)  # effects by themselves


@cache
def _class_words() -> frozenset[str]:
    return frozenset({word for name in _names() for word in name.split()} - _NO_CLASS)


def is_piece_of_class(words: str) -> bool:
    """Say whether words are but a piece of the name of an organ class that a narrow column broke.

    >>> is_piece_of_class("tissue disorders"), is_piece_of_class("Infections and"), is_piece_of_class("skin rash")
    (True, True, False)
    """
    found = words.lower().replace("-", "").replace(",", " ").replace("(", " ").split()
    is_half = bool(found) and found[0] in _NO_CLASS and found[-1] not in _NO_CLASS  # "Poisoning and Procedural"
    is_broken = found[-1:] == ["and"] or words.endswith(",") or (is_half and len(found) > 1)
    known = _class_words() | _NO_CLASS if is_broken else _class_words()
    return bool(found) and all(word in known for word in found)
