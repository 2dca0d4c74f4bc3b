"""The report and the evidence pages in a real browser, opened from disk."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

from flows.report.serve import server
from tests.report.browsing import PHONE, watched
from tests.report.hostile import RTL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.process


def _evidence(report: Path, source: str) -> Path:
    leaflets = pd.read_parquet(report.parent / "leaflets.parquet")
    return report / "evidence" / f"{leaflets.set_index('source').leaflet_id[source]}.html"


@pytest.fixture
def pages(report: Path) -> list[Path]:
    """The first page, an evidence page, and the one of the hostile leaflet."""
    return [report / "index.html", _evidence(report, "cycloserine.txt"), _evidence(report, "hexavil.txt")]


def _overflow(page: Page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return wide


def test_pages_open_from_disk_without_an_error_or_a_host(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        with watched(browser, path) as seen:
            assert seen.errors == []
            assert [url for url in seen.requests if not url.startswith("file:")] == []


def test_a_link_to_an_outside_address_stands_on_no_page(report: Path) -> None:
    for path in report.rglob("*.html"):
        addresses = re.findall(r'(?:href|src)="([^"]*)"', path.read_text(encoding="utf-8"))
        assert [a for a in addresses if ":" in a or a.startswith("//")] == []


def test_every_link_leads_to_a_page_or_a_place_that_is_there(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        with watched(browser, path) as seen:
            links = seen.page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
            assert links
            for link in links:
                file, _, place = link.partition("#")
                assert not file or (path.parent / file).is_file(), link
                assert not place or seen.page.locator(f'[id="{place}"]').count() == 1, link


def test_a_leaflet_worth_a_look_leads_to_its_evidence(browser: Browser, report: Path) -> None:
    with watched(browser, report / "index.html") as seen:
        link = seen.page.locator("#look tbody a").first
        source = link.inner_text()
        link.click()
        assert source in seen.page.locator("header").inner_text()


def test_an_effect_of_each_letter_is_found(browser: Browser, report: Path) -> None:
    folder = report.parent
    effects, terms = (pd.read_parquet(folder / f"{name}.parquet") for name in ("effects", "effect_terms"))
    stated = effects.loc[~effects["is_negated"], "effect_id"]
    terms = terms.loc[terms["effect_id"].isin(stated), "term"].str.lower()
    firsts = {term[0]: term for term in sorted(terms[terms.str.len() > 1])}
    assert len(firsts) > 10
    with watched(browser, report / "index.html") as seen:
        for term in firsts.values():
            seen.page.locator("#query").fill(term)
            expect(seen.page.locator("#search-status")).not_to_be_empty()
            assert f"{term} (" in seen.page.locator("#search-result").inner_text()


def test_a_drug_and_an_effect_are_found(browser: Browser, report: Path) -> None:
    with watched(browser, report / "index.html") as seen:
        page = seen.page
        page.locator("#query").fill("seizures")
        expect(page.locator("#search-status")).not_to_be_empty()
        stated = pd.read_parquet(report.parent / "effect_terms.parquet").query("term.str.lower() == 'seizures'")
        assert f"seizures ({stated.leaflet_id.nunique()})" in page.locator("#search-result").inner_text()
        page.locator("#query").fill("cyclos")
        expect(page.locator("#search-status")).to_have_text(re.compile("^1 drug"))
        page.locator("#search-result a").first.click()
        assert page.locator("h1").inner_text().startswith("cycloserine")
        assert seen.errors == []


def test_filters_leave_what_was_asked_for(browser: Browser, report: Path) -> None:
    path = _evidence(report, "cycloserine.txt")
    effects = pd.read_parquet(report.parent / "effects.parquet").query(f"leaflet_id == '{path.stem}'")
    with watched(browser, path) as seen:
        page = seen.page
        rows = page.locator(".rows > li:visible")
        assert rows.count() == len(effects)
        page.locator("#filter-kind").select_option("consumer_immediate")
        assert rows.count() == 16 == (effects.section_kind == "consumer_immediate").sum()
        assert page.locator("mark[data-effects]:not(.off)").count() == 16
        page.locator("#filter-kind").select_option("")
        page.locator("#filter-doubt").check()
        assert rows.count() == (effects.placement_confidence < 0.9).sum()
        assert page.locator("#filter-status").inner_text() == f"{rows.count()} of {len(effects)} effects"


def test_rows_and_text_lead_to_each_other(browser: Browser, report: Path) -> None:
    with watched(browser, _evidence(report, "cycloserine.txt")) as seen:
        page = seen.page
        mark = page.locator("mark[data-effects]", has_text="drowsiness").first
        mark.hover()
        assert "Nervous system" in page.locator("#detail").inner_text()
        assert page.locator(".rows > li.on a").inner_text() == "drowsiness"
        page.locator(".rows a", has_text="tremor").click()
        assert page.evaluate("document.activeElement.textContent") == "tremor"


def test_keys_alone_reach_everything(browser: Browser, report: Path) -> None:
    with watched(browser, report / "index.html") as seen:
        page = seen.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.locator("#query").focus()
        page.keyboard.type("headache")
        expect(page.locator("#search-status")).not_to_be_empty()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#search-result') !== null")
    with watched(browser, _evidence(report, "cycloserine.txt")) as seen:
        page = seen.page
        page.locator("#filter-doubt").focus()
        page.keyboard.press("Space")
        assert page.locator("#filter-doubt").is_checked()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "MARK"
        words = page.evaluate("document.activeElement.textContent")
        assert words in page.locator("#detail").inner_text()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent") == words
        assert page.evaluate("document.activeElement.tagName") == "A"


def test_hostile_text_is_shown_and_runs_nothing(browser: Browser, report: Path) -> None:
    with watched(browser, _evidence(report, "hexavil.txt")) as seen:
        text = seen.page.locator("#text").inner_text()
        assert '<script>document.title="run"</script>' in text
        assert "\"quoted\" & 'quoted' &amp; </script>" in text
        assert RTL in text
        assert seen.page.title() != "run"
        assert seen.page.locator("#text script, #text img").count() == 0
        assert seen.errors == []
        seen.page.locator("mark[data-effects]").first.hover()
        assert seen.page.title() != "run"
    with watched(browser, report / "index.html") as seen:
        for words in ("hexavil", "<script", "quoted"):
            seen.page.locator("#query").fill(words)
            expect(seen.page.locator("#search-status")).not_to_be_empty()
            assert words in seen.page.locator("#search-result").inner_text().lower()
        assert seen.page.locator("#search-result script").count() == 0
        assert seen.page.title() != "run"
        assert seen.errors == []


@pytest.mark.parametrize("size", [(1200, 900), PHONE])
def test_axe_finds_nothing(browser: Browser, pages: list[Path], size: tuple[int, int]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for path in pages:
        with watched(browser, path, size) as seen:
            seen.page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
            found = Axe().run(seen.page)
            assert found.violations_count == 0, found.generate_report()


def test_a_phone_shows_pages_without_moving_sideways(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        with watched(browser, path, PHONE) as seen:
            assert _overflow(seen.page) <= 0, path
            seen.page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
            assert _overflow(seen.page) <= 0, path
    with watched(browser, pages[0], PHONE) as seen:
        seen.page.locator("#query").fill("headache")
        expect(seen.page.locator("#search-status")).not_to_be_empty()
        assert _overflow(seen.page) <= 0
    with watched(browser, pages[1], PHONE) as seen:
        seen.page.locator("mark[data-effects]").first.click()
        assert seen.page.locator("#detail").is_visible()
        assert seen.page.locator("#detail").bounding_box()["y"] < PHONE[1]  # type: ignore[index]


def test_the_server_makes_pages_that_were_not_written(browser: Browser, snapshot: Path) -> None:
    key = pd.read_parquet(snapshot / "leaflets.parquet").leaflet_id[0]
    (snapshot / "report" / "evidence" / f"{key}.html").unlink()
    running = server(snapshot)
    thread = Thread(target=running.serve_forever)
    thread.start()
    try:
        assert running.server_address[0] == "127.0.0.1"
        here = f"http://127.0.0.1:{running.server_port}"
        with watched(browser, f"{here}/evidence/{key}.html") as seen:
            assert seen.page.locator(".rows > li").count()
            assert [url for url in seen.requests if not url.startswith(here)] == []
        with watched(browser, f"{here}/evidence/{'0' * 16}.html") as seen:
            assert "404" in seen.page.content()
    finally:
        running.shutdown()
        thread.join()
        running.server_close()
