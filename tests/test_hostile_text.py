"""Text that no leaflet holds: it is read in a time that grows with it, its words are kept, and an issue says so."""

from __future__ import annotations

import time

import pytest

from extractors.extract import extract
from extractors.model import Leaflet
from extractors.prose.paragraphs import prose_effects
from extractors.prose.portions import LONGEST_PARAGRAPH, LONGEST_SENTENCE
from extractors.prose.sentences import flatten, sentences
from extractors.terms.limits import LONGEST
from extractors.terms.splitting import split_terms

PAGE = """Velmorine Side Effects

For the Consumer

Applies to velmorine: oral tablet

Check with your doctor immediately if any of the following side effects occur while taking velmorine:

More common

- headache
- {item}
- rash

For Healthcare Professionals

Applies to velmorine: oral tablet

Nervous system

{paragraph}
"""
PACKAGE_LEAFLET = """Package leaflet: Information for the user

Velmorine 5 mg tablets

4. Possible side effects

Like all medicines, this medicine can cause side effects, although not everybody gets them.

{paragraph}

Common (may affect up to 1 in 10 people):

- headache
- {item}

5. How to store Velmorine
"""
SECONDS = 20.0
"""What each of these takes at most: a few seconds on a slow machine, minutes where the time grows with the square."""


def _page(form: str = PAGE, *, item: str = "cough", paragraph: str = "Drowsiness was reported.") -> Leaflet:
    begun = time.process_time()
    leaflet = extract(form.format(item=item, paragraph=paragraph).encode(), "velmorine.txt")
    assert time.process_time() - begun < SECONDS
    return leaflet


@pytest.mark.parametrize(
    "item",
    [
        "such as a, " * 2_700,
        "rash (e.g., " * 2_700,
        "signs may include " * 2_700,
        "a" + " (b" * 2_000,
        "itch, including " * 200,
        "Dry skin. " * 20_000,
        "(a)b" * 10_000,
    ],
)
def test_an_item_beyond_all_measure_is_one_effect_with_one_term_and_an_issue(item: str) -> None:
    leaflet = _page(item=item)
    words = " ".join(item.split())
    found = [e for e in leaflet.effects if e.span.end - e.span.start > len(words) / 2]
    assert [len(e.terms) for e in found] == [1]
    assert [i.span for i in leaflet.issues if i.code == "unsplit_effect"] == [found[0].span]
    assert {"headache", "rash"} <= {e.span.of(leaflet.document.text) for e in leaflet.effects}


def test_many_sentences_in_one_effect_are_no_depth() -> None:
    said = "Dry skin. Sore eyes. " * (LONGEST // 22)
    assert [part.term for part in split_terms(said.strip())] == ["dry skin", "sore eyes"]


@pytest.mark.parametrize(
    "fragment",
    ["(a)b", "(", "[", "such as a, ", "with ", "dizziness (spinning), ", "Very common (10% or more): ", "[1] ", "a b "],
)
def test_running_text_without_end_is_read_in_portions(fragment: str) -> None:
    _page(paragraph="Cases of " + fragment * 4_000 + " were reported.")


@pytest.mark.parametrize("fragment", ["Common ", "Very common: ", "Incidence not known", "1 in ", "  ", "(a)b"])
def test_bands_without_end(fragment: str) -> None:
    _page(PACKAGE_LEAFLET, paragraph="Some people had " + fragment * 4_000)


@pytest.mark.parametrize("before", ["Rare", "Common - patch", "Seizures are rare", "Nervous system"])
def test_blanks_without_end(before: str) -> None:
    """References between brackets are blanked out before running text is read, however long they are."""
    _page(paragraph=f"{before}{' ' * 14_000}reported")
    begun = time.process_time()
    extract(f"6 ADVERSE REACTIONS\n\n{before}{' ' * 14_000}rash.\n\n6.1 Clinical Trials Experience\n".encode())
    assert time.process_time() - begun < SECONDS


def test_portions_lose_and_double_nothing() -> None:
    said = "Rash, hives, cough and " * 4_000
    assert len(said) > LONGEST_PARAGRAPH
    cut = list(sentences(said, 0, len(said)))
    assert "".join(span.of(said) for span in cut) == said
    assert max(span.end - span.start for span in cut) <= LONGEST_SENTENCE


def test_what_stands_behind_the_first_portion_is_read() -> None:
    said = "Drowsiness was reported. " * (LONGEST_PARAGRAPH // 25 + 1) + "Gout was reported."
    found = prose_effects(said, 0, len(said))
    assert found[-1].span.of(said) == "Gout"


def test_brackets_find_their_partners() -> None:
    said = "rash (mild (or not)) and [gout) cough (never closed"
    assert [group.of(said) for group in flatten(said).groups] == ["(mild (or not))", "[gout)"]
