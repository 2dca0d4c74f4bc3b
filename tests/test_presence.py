"""What sections hold, read from pages of our own: effects, the word that there are none, or nothing."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.model import Leaflet
from schemas.vocab import Audience, BlockRole, Presence, SectionKind

_PAGE = """For the Consumer
Applies to zolpin: oral tablet

Side effects requiring immediate medical attention

Along with its needed effects, zolpin may cause some unwanted effects. Although not all of these side effects may \
occur, if they do occur they may need medical attention.

{consumer}
For Healthcare Professionals

Applies to zolpin: oral tablet

General

{professional}

Always consult your healthcare provider to ensure the information displayed on this page applies to you.
"""
_LISTED = """Check with your doctor immediately if any of the following side effects occur while taking zolpin:

Less common

Chills
fever
"""


def _page(consumer: str, professional: str) -> Leaflet:
    return extract(_PAGE.format(consumer=consumer, professional=professional).encode(), "zolpin.txt")


def _presences(leaflet: Leaflet, kind: SectionKind) -> set[Presence]:
    return {section.presence for section in leaflet.sections if section.kind is kind}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("The manufacturer has not provided adverse event information.[Ref]", Presence.EMPTY),
        ("No side effects have been reported with zolpin.[Ref]", Presence.STATED_NONE),
        ("In general, side effects have not been reported.", Presence.STATED_NONE),
        ("The most common side effects were rash and fever.", Presence.STATED),
        ("Zolpin is generally well tolerated.", Presence.STATED),
    ],
)
def test_professional_part(statement: str, expected: Presence) -> None:
    assert _presences(_page(_LISTED, statement), SectionKind.PROFESSIONAL) == {expected}


def test_introduction_without_list_is_empty() -> None:
    leaflet = _page("", "The most common side effects were rash and fever.")
    assert _presences(leaflet, SectionKind.CONSUMER_IMMEDIATE) == {Presence.EMPTY}
    assert _presences(leaflet, SectionKind.CONSUMER_PERSISTENT) == {Presence.ABSENT}
    assert _presences(_page(_LISTED, "Rash."), SectionKind.CONSUMER_IMMEDIATE) == {Presence.STATED}


def test_lead_in_without_urgency_opens_a_list() -> None:
    lead_in = (
        "Check with your doctor if any of the following side effects occur while taking zolpin:\n\nHives\nwheezing\n"
    )
    leaflet = _page(lead_in, "The most common side effects were rash and fever.")
    listed = [e.span.of(leaflet.document.text) for e in leaflet.effects if e.audience is Audience.CONSUMER]
    assert listed[:2] == ["Hives", "wheezing"]


def test_system_name_with_colon_among_headings_is_a_context() -> None:
    professional = (
        "Rash was seen.\n\nGastrointestinal\n\nEndocrine:\nCommon (1% to 10%): Nausea\n\n"
        "Renal\n\nCommon (1% to 10%): Nephritis"
    )
    leaflet = _page(_LISTED, professional)
    text = leaflet.document.text
    nausea = next(e for e in leaflet.effects if e.span.of(text) == "Nausea")
    assert (nausea.body_system, [c.of(text) for c in nausea.context]) == ("Gastrointestinal", ["Endocrine"])


def _contexts(leaflet: Leaflet) -> dict[str, list[str]]:
    text = leaflet.document.text
    return {e.span.of(text): [c.of(text) for c in e.context] for e in leaflet.effects}


def test_context_of_marked_lines_ends_with_them() -> None:
    professional = (
        "Rash was seen.\n\nRenal\n\nZolpin alpha:\n-Common (1% to 10%): Nephritis\n-Rare (less than 0.1%): Oliguria\n\n"
        "Anuria has also been reported."
    )
    found = _contexts(_page(_LISTED, professional))
    assert (found["Nephritis"], found["Oliguria"], found["Anuria"]) == (["Zolpin alpha"], ["Zolpin alpha"], [])


def test_figure_with_a_colon_beside_a_term_is_no_context() -> None:
    leaflet = _page(
        _LISTED, "Pruritus (any severity: 16%) has been reported.\n\nVery common: (10% or more): Fever (12%)"
    )
    assert _contexts(leaflet)["Pruritus"] == []
    assert "Fever (12%)" in _contexts(leaflet)


def test_line_before_anything_known_is_unrecognised() -> None:
    page = _PAGE.format(consumer=_LISTED, professional="Rash was seen.")
    leaflet = extract(f"Item 4711 of the archive, shelf seven.\n\n{page}".encode(), "zolpin.txt")
    assert leaflet.blocks[0].role is BlockRole.UNRECOGNISED
    assert [issue.code for issue in leaflet.issues] == ["unrecognised_text"]
