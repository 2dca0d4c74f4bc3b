"""Running headers, footers, page numbers and watermarks: lines that come back page after page on the same place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from extractors.readers.pdf.shapes import Line, Page

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}\s*(?:(?:/|of)\s*\d{1,4})?\W*$", re.IGNORECASE)
_PAGE = re.compile(r"\bpage\s*(\d{1,4})(?:\s*(?:/|of)\s*\d{1,4})?\W*$", re.IGNORECASE)
_EDGE_LINES = 4
_MARGIN = 0.13  # of the page's height
_LONGEST = 160
_MOST = 0.5


def furniture(pages: Sequence[Page]) -> set[int]:
    """Return the ids (``id(line)``) of the lines that are page furniture.

    A line among the first or the last four of its page is furniture where the same words, whatever their numbers, stand
    at the same height of at least half of the pages, counted from the first such page to the last; and where it is a
    page number in the margin.  Text put aside by the layout (askew, along the margin) is furniture too.
    """
    found = {id(line) for page in pages for line in page.aside}
    places: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for page in pages:
        for line in _edge_lines(page):
            places[_key(line, page)].append((page.number, line))
    for spots in places.values():
        if _runs_through(sorted({number for number, _ in spots}), len(pages)):
            found.update(id(line) for _, line in spots)
    found.update(_page_numbers(pages))
    found.update(_watermarks(pages))
    return found


def _edge_lines(page: Page) -> list[Line]:
    lines = sorted((line for line in page.flow if isinstance(line, Line)), key=lambda line: line.baseline)
    edge = [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]] if len(lines) > 2 * _EDGE_LINES else lines
    return [line for line in edge if _in_margin(line, page)]


def _in_margin(line: Line, page: Page) -> bool:
    return not _MARGIN * page.height < line.baseline < (1 - _MARGIN) * page.height


def _key(line: Line, page: Page) -> str:
    words = _DIGITS.sub("#", " ".join(line.shown.casefold().split()))[:_LONGEST]
    # measured from the nearer edge, so that pages of several sizes agree
    height = line.baseline if line.baseline < page.height / 2 else line.baseline - page.height
    return f"{round(height / 6)} {words}"


def _runs_through(numbers: list[int], n_pages: int) -> bool:
    """Tell whether pages ``numbers`` are most of a run: half of those from first to last, and no small part of all.

    The headings that open one page after another of a labelling annex are not: they take few of all pages.
    """
    if n_pages == 1 or len(numbers) < 2:
        return False
    span = numbers[-1] - numbers[0] + 1
    return len(numbers) >= _MOST * span and len(numbers) >= min(max(0.3 * n_pages, 2), 40)


def _page_numbers(pages: Sequence[Page]) -> Iterable[int]:
    """Return the lines in a margin that hold a page number and no more, where they count on with the pages.

    A line that says "Page 3" on the third page needs no second page to be believed.
    """
    spots: list[tuple[int, Line]] = []
    offsets: Counter[int] = Counter()
    for page in pages:
        for line in _edge_lines(page):
            if _PAGE_NUMBER.match(line.shown):
                number = int(_DIGITS.findall(line.shown)[0])
                offsets[number - page.number] += 1
                spots.append((number - page.number, line))
    said = {id(line) for page in pages for line in _edge_lines(page) if _says_page(line, page.number)}
    return said | {id(line) for offset, line in spots if offsets[offset] >= 2}


def _says_page(line: Line, number: int) -> bool:
    found = _PAGE.search(line.shown)
    return found is not None and int(found.group(1)) == number


def _watermarks(pages: Sequence[Page]) -> Iterable[int]:
    """Return lines much larger than the text that come back on the same place of three pages."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.flow:
            if isinstance(line, Line):
                sizes[round(line.size)] += len(line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0
    large: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for page in pages:
        for line in page.flow:
            if isinstance(line, Line) and line.size > 2.5 * usual:
                large[line.text, round(line.x0 / 6), round(line.baseline / 6)].append(id(line))
    return {found for ids in large.values() if len(ids) >= 3 for found in ids}
