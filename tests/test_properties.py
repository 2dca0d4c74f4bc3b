"""What holds for every document: nothing lost, nothing invented, the same answer twice and in every form."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.extract import extract
from extractors.model import Block, DocumentError, Effect, Leaflet, Span, collapse
from schemas.vocab import Basis, BlockRole
from tests.composed import Composed, Fact, composed
from tests.conftest import ROOT
from tests.forms import FORMS

CODES = {row["code"] for row in csv.DictReader((ROOT / "schemas" / "codes.csv").read_text().splitlines())}
RAW = sorted((ROOT / "raw").glob("*.*"))
TEXTS = [path for path in RAW if path.suffix == ".txt"]
WORDS = st.sampled_from(
    """Applies to For the Consumer Generic Name: More common Rare Incidence not known Check with your doctor immediately
    if any of the following side effects occur while taking: have included rash, nausea; vomiting (severe) [Ref] 1. 10%
    or more Product Information. "quoted" 4.8 Undesirable effects Common: Professionals References overdose symptoms
    <li> <p> </ul> &nbsp; é ≥ 1/100 \u00a0 \u200b \ufeff - • * / ( ) [ ]""".split()
)
LOOSE = st.lists(st.one_of(WORDS, st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\t", " "])), max_size=120).map(" ".join)


def understood(raw: bytes, name: str) -> Leaflet | None:
    """Return the leaflet, or None for a document that is refused with a code."""
    try:
        return extract(raw, name)
    except DocumentError as refusal:
        return _refused(refusal)


def _refused(refusal: DocumentError) -> None:
    assert refusal.code in CODES


def assert_sound(leaflet: Leaflet) -> None:
    """Nothing lost, nothing invented, no index or position that leads nowhere."""
    text = leaflet.document.text
    at = 0
    for block in leaflet.blocks:
        assert at <= block.start < block.end <= len(text)
        assert not text[at : block.start].strip()
        assert block.section is None or 0 <= block.section < len(leaflet.sections)
        at = block.end
    assert not text[at:].strip()
    for effect in leaflet.effects:
        assert_effect(leaflet, effect)
    for reference in leaflet.references:
        home = holder(leaflet, reference.span)
        assert home is not None
        assert home.role is BlockRole.REFERENCE
    assert all(0 <= c.block < len(leaflet.blocks) for c in leaflet.citations)
    assert {issue.code for issue in leaflet.issues} <= CODES
    for section in leaflet.sections:
        assert section.parent is None or 0 <= section.parent < len(leaflet.sections)


def assert_effect(leaflet: Leaflet, effect: Effect) -> None:
    """An effect's words stand in its block, and a guess says that it is one."""
    text, block = leaflet.document.text, leaflet.blocks[effect.block]
    assert block.start <= effect.span.start < effect.span.end <= block.end
    words = effect.span.of(text)
    assert words == words.strip()
    assert any(c.isalpha() for c in words)
    assert leaflet.sections[effect.section].kind is effect.kind
    named = (term.span for term in effect.placed_terms())
    quotes = [*effect.context, effect.dose, effect.population, effect.frequency.span, *named]
    assert all(0 <= q.start < q.end <= len(text) for q in quotes if q)
    assert 0 < effect.placement_confidence <= 1
    assert effect.placement is Basis.INFERRED or effect.placement_confidence == 1
    if effect.frequency.basis is Basis.INFERRED:
        assert effect.frequency.span is None
    assert effect.terms


def holder(leaflet: Leaflet, span: Span) -> Block | None:
    """Return the block that holds ``span`` whole."""
    return next((b for b in leaflet.blocks if b.start <= span.start < span.end <= b.end), None)


def facts(leaflet: Leaflet) -> list[Fact]:
    """Return what a composed leaflet states of each effect."""
    text = leaflet.document.text
    return [
        (collapse(e.span.of(text)), e.kind, e.urgency, e.frequency.category, e.body_system) for e in leaflet.effects
    ]


def whole_facts(leaflet: Leaflet) -> list[object]:
    """Return everything that a leaflet says of its effects, positions apart."""
    text = leaflet.document.text

    def cut(span: Span | None) -> str | None:
        return collapse(span.of(text)) if span else None

    return [
        (
            *fact,
            cut(e.frequency.span),
            [cut(c) for c in e.context],
            cut(e.dose),
            cut(e.population),
            (e.is_negated, e.is_hypothetical, e.is_cited),
            [collapse(t.term) for t in e.terms],
        )
        for fact, e in zip(facts(leaflet), leaflet.effects, strict=True)
    ]


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_is_accounted_for(text: str) -> None:
    leaflet = understood(text.encode("utf-8", "surrogatepass"), "a.txt")
    if leaflet:
        assert_sound(leaflet)


@given(LOOSE, st.sampled_from(["a.txt", "a.html"]))
@settings(deadline=None, max_examples=200)
def test_words_of_leaflets_in_any_order_are_accounted_for(text: str, name: str) -> None:
    leaflet = understood(text.encode(), name)
    if leaflet:
        assert_sound(leaflet)
        assert understood(text.encode(), name) == leaflet


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    leaflet = understood(raw, "")
    if leaflet:
        assert_sound(leaflet)


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_a_leaflet_with_pieces_lost_or_doubled_is_accounted_for(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(RAW)).read_bytes()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), min_size=4, max_size=4)))
    pieces = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    torn = b"".join(data.draw(st.lists(st.sampled_from(pieces), max_size=6)))
    leaflet = understood(torn, "")
    if leaflet:
        assert_sound(leaflet)


@pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning")  # pytest forgets what the reader asked for
@pytest.mark.parametrize("form", FORMS)
@given(leaflet=composed())
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_a_composed_leaflet_says_the_same_in_every_form(form: str, leaflet: Composed) -> None:
    found = extract(FORMS[form](leaflet.parts()), "")
    assert_sound(found)
    assert facts(found) == leaflet.facts()
    assert len(found.references) == leaflet.n_references
    assert found.generic_name == leaflet.drug


@pytest.mark.parametrize("path", RAW, ids=lambda p: p.stem)
def test_our_leaflets_are_sound_and_the_answer_is_the_same_twice(path: Path) -> None:
    leaflet = extract(path.read_bytes(), path.name)
    assert_sound(leaflet)
    assert extract(path.read_bytes(), "other name") == leaflet


VARIANTS = {
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0").encode(),
    "white space at line ends": lambda text: text.replace("\n", " \t\n").encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "byte order mark": lambda text: text.encode("utf-8-sig"),
}


def decoded(path: Path) -> str:
    """Return the text of a leaflet of ours with plain line ends."""
    raw = path.read_bytes()
    text = raw.decode("cp1252") if path.stem == "pelcadrine" else raw.decode()
    return text.replace("\r\n", "\n")


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_line_ends_blanks_and_encodings_change_nothing(path: Path, variant: str) -> None:
    text = decoded(path)
    plain, other = extract(text.encode(), "a.txt"), extract(VARIANTS[variant](text), "a.txt")
    assert whole_facts(other) == whole_facts(plain)
    assert [r.title for r in other.references] == [r.title for r in plain.references]


def drawn(corpus: Path, shape: str, count: int) -> list[Path]:
    """Return ``count`` leaflets of the reviewed side-effect pages, the same ones in every shape."""
    names = sorted(path.stem for path in (corpus / "drugscom" / "gold").glob("*.json"))
    chosen = random.Random(7).sample(names, count)
    return [next((corpus / "drugscom" / shape).glob(f"{name}.*")) for name in chosen]


@pytest.mark.parametrize("shape", ["html", "inorder", "seed", "seed21"])
def test_real_leaflets_are_sound(corpus: Path, shape: str) -> None:
    for path in drawn(corpus, shape, 40):
        assert_sound(extract(path.read_bytes(), path.name))


def test_real_pages_say_the_same_as_their_text(corpus: Path) -> None:
    pairs = zip(drawn(corpus, "html", 40), drawn(corpus, "inorder", 40), strict=True)
    different = [page.stem for page, text in pairs if listed(page.read_bytes()) != listed(text.read_bytes())]
    assert different == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_line_ends_and_blanks_change_nothing_in_real_leaflets(corpus: Path, variant: str) -> None:
    for path in [*drawn(corpus, "inorder", 8), *drawn(corpus, "seed", 8)]:
        text = path.read_text(encoding="utf-8")
        assert listed(VARIANTS[variant](text)) == listed(text.encode()), path


def listed(raw: bytes) -> Counter[Fact]:
    """Return what a real leaflet lists; running text has tests of its own."""
    leaflet = extract(raw, "")
    return Counter(f for f, e in zip(facts(leaflet), leaflet.effects, strict=True) if e.extraction != "prose")
