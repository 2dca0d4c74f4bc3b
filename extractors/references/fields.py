"""The parts of one reference: who, what, where, when.

Three shapes occur.  Side-effect pages print ``Authors "Title." Container volume (year): pages`` and, for a maker's
label, ``"Product Information. Name (generic)." Publisher, City, ST.``; labels (21 CFR 201.57) print the style of the
medical journals, ``Authors. Title. Container. Year;volume(issue):pages.``; and any part of these may be missing.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from extractors.lexicons.loading import lexicon
from extractors.model import Reference, Span, collapse, record, replace
from schemas.vocab import ReferenceKind

_NOWHERE: Final = Span(0, 0)
_QUOTE: Final = re.compile("\"|“|”|„|‟|«|»|&quot;|''")
_INNER_QUOTE: Final = re.compile(r'"\s+([^"]*?)\s+"')
_URL: Final = re.compile(r"(?:https?://|www\.)[^\s\"“”<>]+", re.I)
_ACCESS: Final = re.compile(
    r"[\s.,;:]*\b(?:(?:available (?:from|at|on|online)|accessed|retrieved (?:from|on)|URL)\b\s*:?|https?://|www\.).*",
    re.I | re.S,
)
_ACCESS_WORDS: Final = ("available", "accessed", "retrieved", "url", "http", "www.")
_YEAR: Final = r"(?:1[89]|20)\d\d"
_IN_YEAR: Final = re.compile(rf"[(\[]+(?P<date>[^()\[\]]*?\b(?P<year>{_YEAR})\b[^()\[\]]*)[)\]]*\s*:?")
_BARE_YEAR: Final = re.compile(rf"\b({_YEAR})\b")
_VOLUME: Final = re.compile(
    r"(?P<container>.+?)\s+(?P<volume>[A-Z]?\d+[A-Za-z]?(?:[-/]\d+)?)(?:\s*(?P<issue>\(.*|suppl.*|pt\b.*))?",
    re.I | re.S,
)
_MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_DATED: Final = re.compile(rf"(?P<container>.+?)\s+(?P<issue>{_MONTH}[\w,/ -]*|\d\d/\d\d/\d\d)")
_UNDATED: Final = re.compile(r"(?P<before>.+\s\d+[A-Za-z]?(?:\s*\([^()]*\)?)?)\s*:\s*(?P<pages>[A-Z]?\d[^:]*)", re.I)
_MEDICAL: Final = re.compile(
    rf"(?:^|[\s.])(?P<year>{_YEAR})(?:\s+[A-Z][a-z]{{2}}[\w /-]{{0,14}}?)?\s*[;:]\s*(?P<volume>\d+[A-Za-z]?)?"
    r"\s*(?P<issue>\([^()]*\)|Suppl\.?\s*\w{0,3})?\s*:?\s*(?P<pages>[A-Za-z]?\d[\w–-]*(?:,\s*\w+)*)?"
)
_EPUB: Final = re.compile(r"\W*\bE-?pub\b(?:\s+ahead\s+of\s+print)?\.?\W*", re.I)
_PAGE: Final = re.compile(r"\b([A-Za-z]{0,2}\d[\w.]*)(?:\s*[-–—]\s*([A-Za-z]{0,2}\d[\w.]*))?")
_DIGITS_AT_END: Final = re.compile(r"(.*?)(\d+)$")
_INITIALS_AT_END: Final = re.compile(r"\b[A-Z]\.(?:[A-Z]\.)+$")
_PERSON: Final = (
    r"(?:[^\W\d_][\w'’-]*\s){1,4}?[A-Z]{1,4}(?:-[A-Z])?"
    r"(?:\s(?:Jr|Sr|I{2,3}|IV|[23]r?d|2nd|4th)\b\.?)?(?=[\s,.:;]|$)"
)
_PEOPLE: Final = re.compile(rf"{_PERSON}(?:,\s*(?:and\s|&\s)?{_PERSON})*(?:,?\s*et al\b\.?)?(?:,?\s*\(?eds?\b\.?\)?)?")
_SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s+")
_PLACE_COLON: Final = re.compile(r"(?P<place>[A-Z][^:\d]{1,40}):\s+(?P<container>\S.*)")


@record
class _Parts:
    """The three stretches of a reference: before the title, the title, after it."""

    head: str
    title: str
    tail: str


@cache
def _cues(role: str) -> frozenset[str]:
    return frozenset(row["cue"] for row in lexicon("reference_cues") if row["role"] == role)


@cache
def _cue_pattern(*roles: str) -> re.Pattern[str]:
    """Return the pattern of all cues of ``roles``; acronyms count in capitals only."""
    cues = sorted({c for role in roles for c in _cues(role)}, key=len, reverse=True)
    words = (re.escape(c) if c.isupper() else f"(?i:{re.escape(c)})" for c in cues)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


@cache
def _product_title() -> re.Pattern[str]:
    return re.compile(rf"\W*{_cue_pattern('product_title').pattern}[.:,]?\s*")


@cache
def _places(role: str) -> frozenset[str]:
    return frozenset(row["name"] for row in lexicon("reference_places") if row["role"] == role)


@lru_cache(maxsize=4096)
def reference_fields(text: str) -> Reference:
    """Return the fields of a reference without its number; the span of the result is empty.

    A reference of unknown shape is of kind ``other``, with what could be read.

    >>> r = reference_fields('"Product Information. Seromycin (cycloserine)." Dura Pharmaceuticals, San Diego, CA.')
    >>> r.product_name, r.container, r.place
    ('Seromycin', 'Dura Pharmaceuticals', 'San Diego, CA')
    >>> r = reference_fields('Doe AB, Roe C "A rash." J Skin 57(2 Suppl) (2007): S61-3')
    >>> r.authors, r.container, r.volume, r.issue, r.year, r.first_page, r.last_page
    ('Doe AB, Roe C', 'J Skin', '57', '2 Suppl', 2007, 'S61', 'S63')
    """
    text = collapse(text)
    reference = Reference(_NOWHERE, ReferenceKind.OTHER, url=_url(text))
    parts = _quoted(text) or _unquoted(text)
    if parts is None:
        return _classified(_medical(reference, text), text)
    reference = replace(reference, title=_title(parts.title), authors=_stripped(parts.head))
    if _product_title().match(parts.title):
        return _product(reference, parts)
    return _classified(_published(reference, parts.tail), text)


def _url(text: str) -> str | None:
    lower = text.lower()
    found = _URL.search(text) if "http" in lower or "www." in lower else None
    return found[0].rstrip(".,;:)]'") if found else None


def _without_access(text: str) -> str:
    """Return ``text`` up to where it tells where and when it was read."""
    lower = text.lower()
    for word in _ACCESS_WORDS:
        if word in lower:
            return _ACCESS.sub("", text)
    return text


def _quoted(text: str) -> _Parts | None:
    """Part a reference at the quotation marks of its title.

    A title may hold quotation marks of its own: the last mark after a full stop closes it, and where no mark follows
    one, the last mark.  Where one of the two marks is lost, the shape of authors and source stands in for it.
    """
    marks = list(_QUOTE.finditer(text))
    if not marks:
        return None
    if len(marks) == 1:
        return _half_quoted(text, marks[0])
    opening, rest = marks[0], marks[1:]
    closing = next((m for m in reversed(rest) if text[m.start() - 1] in ".?!"), rest[-1])
    return _Parts(text[: opening.start()], text[opening.end() : closing.start()], text[closing.end() :])


def _half_quoted(text: str, mark: re.Match[str]) -> _Parts | None:
    before, after = text[: mark.start()], text[mark.end() :]
    if before[-1:] in (".", "?", "!"):
        people = _PEOPLE.match(before)
        at = people.end() if people else 0
        return _Parts(before[:at], before[at:], after)
    parts = _unquoted(after)
    return replace(parts, head=before) if parts else _Parts(before, after, "")


def _unquoted(text: str) -> _Parts | None:
    """Part a reference of side-effect pages that has lost its quotation marks; None for other shapes."""
    product = _product_title().match(text)
    if product:
        end = _after_parenthesis(text, product.end())
        return _Parts("", text[:end], text[end:].lstrip(" ."))
    year = _last_year(text)
    if not year or not text[year.end() :].strip() or _MEDICAL.search(text):
        return None
    people = _PEOPLE.match(text)
    at = people.end() if people else 0
    ends = list(_SENTENCE_END.finditer(text, at, year.start()))
    if not ends:
        return None
    return _Parts(text[:at], text[at : ends[-1].start()], text[ends[-1].end() :])


def _after_parenthesis(text: str, at: int) -> int:
    """Return where the parenthesis ends that follows a product's name; the end of the text where there is none."""
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] == "(") - (text[i] == ")")
        if text[i] == ")" and depth <= 0 and not text[i + 1 :].lstrip().startswith("("):
            return i + 1
    return len(text)


def _title(raw: str) -> str | None:
    bare = _QUOTE.sub('"', _without_access(raw))
    return _stripped(_INNER_QUOTE.sub(r'"\1"', bare), " .,;:")


def _stripped(text: str, ends: str = " ,;:") -> str | None:
    return text.strip().lstrip(".,;: ").rstrip(ends) or None


def _product(reference: Reference, parts: _Parts) -> Reference:
    """Read a maker's label: product, publisher, place, and a year where there is one."""
    named = _product_title().sub("", reference.title or "", count=1)
    year = _last_year(parts.tail)
    publisher = re.sub(r"\.\s*\d+$", "", parts.tail[: year.start()].strip()) if year else parts.tail
    container, place = _publisher(publisher)
    return replace(
        reference,
        kind=ReferenceKind.PRODUCT_INFORMATION,
        product_name=_before_generic(named),
        container=container,
        place=place,
        year=int(year["year"]) if year else None,
    )


def _before_generic(named: str) -> str | None:
    """Return the product's name without the generic name in the parenthesis that ends it.

    >>> _before_generic("Crofab (antivenin (crotalidae) polyvalent)")
    'Crofab'
    """
    depth, at = 0, len(named)
    while at and (depth or at == len(named)):
        at -= 1
        depth += (named[at] == ")") - (named[at] == "(")
    cut = named[:at].rstrip() if named.endswith(")") and not depth else named.partition(" (")[0]
    return _stripped(cut, " ,;:" if _INITIALS_AT_END.search(cut) else " .,;:")


@lru_cache(maxsize=4096)
def _publisher(text: str) -> tuple[str | None, str | None]:
    """Part ``Lilly, Eli and Company, Indianapolis, IN.`` into publisher and place.

    The place is the region code or country at the end with the city before it; after anything else, what follows the
    last part that names a company.
    """
    parts = [p.strip() for p in text.split(",") if p.strip(" .")]
    last = parts[-1].rstrip(".") if parts else ""
    at = _first_place(parts, last)
    place = [p.rstrip(".") for p in parts[at:]]
    if len(place) > 2 and place[-1] == place[-2]:
        place.pop()
    return _stripped(", ".join(parts[:at])), ", ".join(place) or None


def _first_place(parts: list[str], last: str) -> int:
    """Return which of ``parts`` opens the place."""
    company = max((i for i, p in enumerate(parts) if _names_company(p)), default=0)
    if last in _places("region"):
        extra = len(parts) > 2 and parts[-2] in _places("region") | _places("country")
        return max(1, len(parts) - 2 - extra)
    if last in _places("country"):
        return max(1, company + 1, len(parts) - 3)
    return company + 1


def _names_company(part: str) -> bool:
    return not _cues("company_word").isdisjoint(part.split())


def _published(reference: Reference, tail: str) -> Reference:
    """Read what follows the title of anything but a maker's label."""
    tail = tail.strip(" .,;")
    year = _last_year(tail)
    before, pages = tail, ""
    if year:
        before, pages = tail[: year.start()], tail[year.end() :]
    elif undated := _UNDATED.fullmatch(tail):
        before, pages = undated["before"], undated["pages"]
    elif not tail.startswith("O 0"):
        return _in_medical_style(reference, tail)
    reference = replace(reference, year=int(year["year"]) if year else None)
    return _source(reference, before.strip(" .,;"), pages)


def _last_year(text: str) -> re.Match[str] | None:
    """Return the last year in brackets.

    >>> _last_year("J Skin (Copenh) 12 (1999): 3-4")["year"]
    '1999'
    """
    found = None
    for found in _IN_YEAR.finditer(text):  # noqa: B007 - the last one counts
        pass
    return found


def _source(reference: Reference, before: str, pages: str) -> Reference:
    """Read container, volume and issue from ``before``, and the pages."""
    before = _EPUB.sub("", before)
    found = _VOLUME.fullmatch(before) or _DATED.fullmatch(before)
    if not found:
        return _unnumbered(reference, before, pages)
    groups = found.groupdict()
    if groups.get("volume") == "0":  # "O 0" stands where nothing was filled in
        return reference
    first, last = _pages(pages)
    return replace(
        reference,
        container=_stripped(groups["container"]),
        volume=groups.get("volume"),
        issue=_stripped((groups["issue"] or "").strip("() "), " ,;)("),
        first_page=first,
        last_page=last,
    )


def _unnumbered(reference: Reference, before: str, pages: str) -> Reference:
    """Read a source without volume: a journal, or a book's place and publisher."""
    first, last = _pages(pages)
    book = _PLACE_COLON.fullmatch(before)
    container, place = (book["container"], book["place"]) if book else (before, None)
    return replace(reference, container=_stripped(container), place=place, first_page=first, last_page=last)


@lru_cache(maxsize=8192)
def _pages(text: str) -> tuple[str | None, str | None]:
    """Return first and last page, a shortened last page written out; what follows a semicolon is another article.

    >>> _pages("1439-40; author reply 1441"), _pages("S61-3"), _pages("194-8, 201"), _pages("858")
    (('1439', '1440'), ('S61', 'S63'), ('194', '201'), ('858', None))
    """
    ranges = _PAGE.findall(text.split(";")[0].split("(")[0])
    if not ranges:
        return None, None
    first = ranges[0][0].rstrip(".")
    last = (ranges[-1][1] or ranges[-1][0]).rstrip(".")
    if len(ranges) == 1 and not ranges[0][1]:
        return first, None
    return first, _written_out(ranges[-1][0] if ranges[-1][1] else first, last)


def _written_out(first: str, last: str) -> str:
    """Write out a last page that is given without its letter or by its last digits."""
    stem, digits = _DIGITS_AT_END.match(first), _DIGITS_AT_END.match(last)
    if not stem or not digits or digits[1] not in ("", stem[1]):
        return last
    whole = stem[2][: max(0, len(stem[2]) - len(digits[2]))] + digits[2]
    return stem[1] + whole if int(whole) >= int(stem[2]) else last


def _medical(reference: Reference, text: str) -> Reference:
    """Read ``Authors. Title. Container. Year;volume(issue):pages.``, or as much of it as there is."""
    found = _MEDICAL.search(text)
    body = text[: found.start()] if found else _without_access(text)
    at = _after_authors(body)
    sentences = [s for s in _SENTENCE_END.split(body[at:].strip(" .:")) if s]
    reference = replace(reference, authors=_stripped(body[:at]))
    if not found:
        year = _BARE_YEAR.search(text)
        return replace(
            reference, title=_title(". ".join(s.rstrip(".") for s in sentences)), year=int(year[1]) if year else None
        )
    title = " ".join(sentences[:-1] if len(sentences) > 1 else sentences)
    container = sentences[-1] if len(sentences) > 1 else ""
    return _in_medical_style(replace(reference, title=_title(title)), container + text[found.start() :])


def _after_authors(text: str) -> int:
    """Return where the authors end that a full stop or colon closes; 0 where there are none."""
    people = _PEOPLE.match(text)
    if not people or people.end() == len(text):
        return 0
    return people.end() if people[0].endswith(".") or text[people.end()] in ".:" else 0


def _in_medical_style(reference: Reference, tail: str) -> Reference:
    """Read ``Container. Year;volume(issue):pages.``"""
    found = _MEDICAL.search(tail)
    if not found:
        return replace(reference, container=_stripped(_without_access(tail), " .,;:"))
    first, last = _pages(found["pages"] or "")
    return replace(
        reference,
        container=_stripped(_EPUB.sub("", tail[: found.start()]), " .,;:("),
        year=int(found["year"]),
        volume=found["volume"],
        issue=_stripped((found["issue"] or "").strip("()")),
        first_page=first,
        last_page=last,
    )


def _classified(reference: Reference, text: str) -> Reference:
    """Set the kind: an article where a dated source says so, else by who speaks, else a page of the web."""
    if reference.container and not reference.place and (reference.year or reference.volume) and not reference.url:
        return replace(reference, kind=ReferenceKind.JOURNAL_ARTICLE)
    of_regulator = _cue_pattern("regulator", "regulatory_title", "product_title").search(text) or (
        reference.url and _cue_pattern("regulator_domain").search(reference.url)
    )
    if of_regulator:
        return replace(reference, kind=ReferenceKind.REGULATORY_DOCUMENT)
    kind = ReferenceKind.WEB_PAGE if reference.url else ReferenceKind.OTHER
    return _with_publisher(replace(reference, kind=kind))


def _with_publisher(reference: Reference) -> Reference:
    """Move ``Melbourne: Therapeutic Guidelines Limited`` from the authors to place and publisher."""
    found = _PLACE_COLON.fullmatch(reference.authors or "")
    if not found or reference.container:
        return reference
    return replace(reference, authors=None, place=found["place"], container=found["container"])
