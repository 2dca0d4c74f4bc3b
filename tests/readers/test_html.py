"""One parser reads all pages of a thread: what one page leaves behind must not reach the next, nor stay in memory."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

import pytest

from extractors.model import DocumentError
from extractors.readers.web_page import read_html

PAGE = "<html lang=de><title>Dorbelin</title><h2>More common</h2><ul class=a><li>Dry <b>mouth</b><li>Rash</ul></html>"


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("<ul><li><table><tr><td>" + "<div>" * 500 + "left over", "too_deep"),
        ("<h2><nav><ul class=b><li><b></b>", "empty_document"),
    ],
)
def test_a_page_reads_the_same_after_one_that_could_not_be_read(broken: str, code: str) -> None:
    before = read_html(PAGE)
    with pytest.raises(DocumentError) as refused:
        read_html(broken)
    assert refused.value.code == code
    assert read_html(PAGE) == before


def test_a_page_reads_the_same_after_one_that_leaves_everything_open() -> None:
    before = read_html(PAGE)
    read_html("<html lang=fr><nav><ul class=b><li><h3><table><tr><td><b>cut off <script>if (a <")
    assert read_html(PAGE) == before


def test_pages_leave_nothing_for_the_search_for_garbage() -> None:
    read_html(PAGE)
    gc.collect()
    for _ in range(20):
        read_html(PAGE)
    assert gc.collect() == 0


def test_threads_read_beside_each_other() -> None:
    pages = [f"<p>{'word ' * n}end</p>" for n in range(200)]
    with ThreadPoolExecutor(4) as threads:
        texts = [document.text for document in threads.map(read_html, pages)]
    assert texts == ["word " * n + "end" for n in range(200)]
