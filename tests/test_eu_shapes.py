"""The same package leaflet in other shapes: lists joined to a line, items without marks, text that runs on."""

from __future__ import annotations

import pytest

from extractors.eu.run_on import unrolled
from extractors.extract import extract
from extractors.model import Leaflet, collapse
from extractors.readers.base import read
from schemas.vocab import SectionKind
from tests.test_eu_leaflets import TITLES

Told = list[tuple[str, str | None, bool]]

URGENT = ["fits", "swelling of the lips, face or throat", "wheezing that does not stop after an hour of rest"]
COMMON = [
    "hiccups",
    "feeling sick, bloated or full",
    "a fall in salts, which a doctor can see",
    "rash",
]
RARE = ["grey hair", "brittle nails"]
LEADS = (
    "Tell your doctor straight away if you notice any of the following:",
    "Common (may affect up to 1 in 10 people)",
    "Rare (may affect up to 1 in 1,000 people)",
)
WANTED: Told = [
    *((item, None, True) for item in URGENT),
    *((item, "common", False) for item in COMMON),
    *((item, "rare", False) for item in RARE),
]
OPENING = "Like all medicines, this medicine can cause side effects, although not everybody gets them."


def told(leaflet: Leaflet) -> Told:
    text = leaflet.document.text
    return [
        (
            collapse(e.span.of(text)),
            e.frequency.category.value if e.frequency.category else None,
            e.kind is SectionKind.CONSUMER_IMMEDIATE,
        )
        for e in leaflet.effects
        if e.extraction != "prose"
    ]


def leaflet_of(section4: str, between: str = "\n\n") -> str:
    bodies = [f"These are the words below {n}, in a line that is longer than any item of a list." for n in range(1, 7)]
    bodies[3] = section4
    sections = (f"{n}. {title}{between}{body}" for n, (title, body) in enumerate(zip(TITLES, bodies, strict=True), 1))
    return f"Package leaflet{between}{between.join(sections)}\n"


def section_of(joint: str, *, below: str = "\n\n", bullet: str = "", between: str = "\n\n") -> str:
    lists = (joint.join(f"{bullet}{item}" for item in items) for items in (URGENT, COMMON, RARE))
    return between.join([OPENING, *(f"{lead}{below}{items}" for lead, items in zip(LEADS, lists, strict=True))])


@pytest.mark.parametrize(
    "section4",
    [
        section_of("\n", bullet="- "),
        section_of("\n"),
        section_of("\n\n"),
        section_of("\n", below="\n", between="\n"),
        section_of("; "),
        section_of(" • "),
        section_of(" • ", below=" • "),
        section_of(" ▪ ", below=" ▪ ", between=" "),
    ],
)
def test_lists_say_the_same_whatever_parts_their_items(section4: str) -> None:
    assert told(extract(leaflet_of(section4).encode())) == WANTED


def test_items_in_paragraphs_of_a_page_say_the_same() -> None:
    lists = zip(LEADS, (URGENT, COMMON, RARE), strict=True)
    body = "".join(f"<p>{lead}</p>{''.join(f'<p>{item}</p>' for item in items)}" for lead, items in lists)
    titles = enumerate(TITLES, start=1)
    page = "".join(f"<h2>{n}. {title}</h2>{body if n == 4 else '<p>Words.</p>'}" for n, title in titles)
    assert told(extract(f"<html><body>{page}</body></html>".encode(), "x.html")) == WANTED


def test_a_leaflet_on_one_line_says_the_same() -> None:
    text = leaflet_of(section_of(" • ", below=" • ", between=" "), between=" ")
    leaflet = extract(text.replace("words below", "long words " * 30 + "below").encode())
    assert leaflet.layout == "qrd_package_leaflet"
    assert told(leaflet) == WANTED
    assert [s.number for s in leaflet.sections if s.number] == list("123456")


def test_what_commas_join_is_taken_apart_where_no_item_goes_on() -> None:
    items = "hiccups, swelling of the lips, face or throat, brittle nails, a fall in salts, which tests show, rash"
    section4 = f"{OPENING}\n\n{LEADS[1]}\n\n{items}\n\n{LEADS[2]}\n\nCold hands, numbness, Dry eyes, tearing, Cough"
    assert told(extract(leaflet_of(section4).encode())) == [
        ("hiccups", "common", False),
        ("swelling of the lips, face or throat", "common", False),
        ("brittle nails", "common", False),
        ("a fall in salts, which tests show", "common", False),
        ("rash", "common", False),
        ("Cold hands, numbness", "rare", False),
        ("Dry eyes, tearing", "rare", False),
        ("Cough", "rare", False),
    ]


def test_what_a_sentence_says_below_a_list_without_marks_is_no_item() -> None:
    section4 = (
        f"{OPENING}\n\n{LEADS[0]}\n\nfits\nwheezing\n\nAll of the above may be signs of an allergy.\n\n"
        f"{LEADS[1]}\n\nhiccups\nrash"
    )
    assert told(extract(leaflet_of(section4).encode())) == [
        ("fits", None, True),
        ("wheezing", None, True),
        ("hiccups", "common", False),
        ("rash", "common", False),
    ]


def test_paragraphs_of_several_sentences_below_a_label_are_no_items() -> None:
    section4 = (
        f"{OPENING}\n\n{LEADS[1]}\n\nRash has been seen in some children. You may need a cream.\n\n"
        "Hiccups have been reported. Your doctor can help."
    )
    assert {words for words, _, _ in told(extract(leaflet_of(section4).encode()))} <= {"Rash", "Hiccups"}


def test_advice_that_lost_its_line_is_no_part_of_the_item() -> None:
    section4 = f"{OPENING}\n\n{LEADS[0]}\n\n- fits\n- wheezing If you notice any of these, tell your doctor at once."
    assert [words for words, _, _ in told(extract(leaflet_of(section4).encode()))] == ["fits", "wheezing"]


WORDS = [
    *(" • ", "a • ", "a; ", "a, ", "Ab, ", "pain of the arm, ", "(a, ", "which, ", "red, ", "or a, ", "(", "1. What "),
    *("4. Possible side effects ", "1. What X is ", "Common (may affect up to 1 in 10 people) ", "if you "),
]


@pytest.mark.parametrize("words", WORDS)
def test_what_is_cut_is_cut_in_a_time_that_grows_with_it(words: str) -> None:
    body = words * (300_000 // len(words))
    extract(leaflet_of(f"{LEADS[1]}\n\n{body}").encode())  # the suite's own limit of time ends it
    unrolled(read(leaflet_of(body, between=" ").encode(), ""))
