"""A package leaflet whose lists are joined by signs, glued together, or written as rows: each says the same."""

from __future__ import annotations

import time

import pytest

from extractors.eu.glued_text import is_glued
from extractors.extract import extract
from tests.test_eu_leaflets import TITLES
from tests.test_eu_shapes import COMMON, LEADS, OPENING, RARE, URGENT, WANTED, leaflet_of, section_of, told

LISTS = (URGENT, COMMON, RARE)
REPORTING = "Reporting of side effects If you get any side effects, talk to your doctor."
SECONDS = 20.0


@pytest.mark.parametrize("joint", [" / ", " - ", " – ", "•", " | ", "; "])
@pytest.mark.parametrize("below", ["\n\n", " "])
def test_a_sign_joins_items_below_their_label_and_behind_it(joint: str, below: str) -> None:
    assert told(extract(leaflet_of(section_of(joint, below=below)).encode())) == WANTED


def test_a_dash_that_explains_items_joins_none() -> None:
    explained = ["low iron - a mineral in blood", "rash", "hiccups", "cough", "a heavy head - it may ache for days"]
    section4 = f"{OPENING}\n\n{LEADS[1]}\n\n" + "\n".join(explained) + f"\n\n{LEADS[2]}\n\n" + "\n".join(RARE)
    assert [words for words, _, _ in told(extract(leaflet_of(section4).encode()))] == [*explained, *RARE]


def test_a_page_whose_lines_a_slash_joins_has_them_again() -> None:
    lines = [OPENING, *(line for lead, items in zip(LEADS, LISTS, strict=True) for line in (lead, *items)), REPORTING]
    titles = [f"{n}. {title}" for n, title in enumerate(TITLES, 1)]
    page = [*titles[:3], *(f"Words of no list {n}." for n in range(20)), titles[3], *lines, *titles[4:]]
    assert told(extract(" / ".join(page).encode())) == WANTED


@pytest.mark.parametrize("joint", [" / ", "; ", " • "])
def test_the_lists_of_a_leaflet_on_one_line_are_as_urgent_as_it_says(joint: str) -> None:
    text = leaflet_of(f"{section_of(joint, below=' ', between=' ')} {REPORTING}", between=" ")
    assert told(extract(text.replace("words below", "long words " * 30 + "below").encode())) == WANTED


def test_lists_between_blanks_are_told_from_what_is_said_between_them() -> None:
    section4 = (
        f"{OPENING} {LEADS[0]} hives chest pain. These may be signs of an allergy. {LEADS[1]} watery diarrhoea "
        f"dry mouth skin rash hair loss {LEADS[2]} blurred vision weight gain {REPORTING}"
    )
    text = leaflet_of(section4, between=" ").replace("words below", "long words " * 30 + "below")
    found = told(extract(text.encode()))
    assert [words for words, often, _ in found if often == "common"] == [
        "watery diarrhoea",
        "dry mouth",
        "skin rash",
        "hair loss",
    ]
    assert [words for words, often, _ in found if often == "rare"] == ["blurred vision", "weight gain"]
    assert {words.split(".")[0] for words, _, is_urgent in found if is_urgent} == {"hives", "chest pain"}


def test_a_lead_in_that_asks_to_act_opens_the_list_behind_its_colon() -> None:
    section4 = f"{OPENING}\n\n{LEADS[0]} fits, wheezing, hives\n\n{LEADS[1]}: rash, cough\n\n{LEADS[2]}: grey hair"
    assert told(extract(leaflet_of(section4).encode())) == [
        *((words, None, True) for words in ("fits", "wheezing", "hives")),
        *((words, "common", False) for words in ("rash", "cough")),
        ("grey hair", "rare", False),
    ]


def test_lines_that_stand_against_one_another_are_told_apart() -> None:
    common, rare = ["headache", "watery diarrhoea", "dry mouth", "high blood pressure"], ["hair loss", "skin rash"]
    lists = "".join(f"{lead}{''.join(items)}" for lead, items in zip(LEADS[1:], (common, rare), strict=True))
    said = "".join(f"The sheet has the line {word}." for word in "Here There Above Below Beside Behind".split())
    bodies = [said, said, said, f"{OPENING}{lists}{REPORTING}", said, said]
    text = "".join(f"{n}. {title}{body}" for n, (title, body) in enumerate(zip(TITLES, bodies, strict=True), 1))
    assert told(extract(f"Package leaflet{text}".encode())) == [
        *((item, "common", False) for item in common),
        *((item, "rare", False) for item in rare),
    ]


def test_names_with_capitals_inside_glue_no_text() -> None:
    text = "NovaPlex and McDool are names. " * 40
    assert not is_glued(text, 0, len(text))


@pytest.mark.parametrize("head", ["", "Frequency,Side effect\n"])
@pytest.mark.parametrize("form", ['{},"{}"', '"{}";"{}"', "{}\t{}"])
def test_rows_with_a_label_each_are_lists_below_it(form: str, head: str) -> None:
    rows = [form.format(lead, item) for lead, items in zip(LEADS[1:], (COMMON, RARE), strict=True) for item in items]
    urgent = "\n".join(f"- {item}" for item in URGENT)
    section4 = f"{OPENING}\n\n{LEADS[0]}\n\n{urgent}\n\n{head}" + "\n".join(rows)
    assert told(extract(leaflet_of(section4).encode())) == WANTED


def test_sentences_that_begin_with_how_often_are_no_rows() -> None:
    section4 = "\n\n".join([OPENING, *(f"Rarely, people may develop {item} at night." for item in COMMON)])
    assert all(often is None for _, often, _ in told(extract(leaflet_of(section4).encode())))


WORDS = [
    *(
        " / ",
        "a / ",
        "Common, ",
        "Common,a\n",
        "headachefever",
        "a.A",
        "rash).",
        "Tell your doctor ",
        "Other side effects ",
    ),
    *(
        "Other side effects ",
        "if you notice: ",
        "If you get a. ",
        "These may be signs. ",
        "i. a\n",
        "(a) b\n",
        "A",
        "aX ",
        "hives rash ",
    ),
]


@pytest.mark.parametrize("words", WORDS)
def test_shapes_without_end_take_a_time_that_grows_with_them(words: str) -> None:
    for between, length in (("\n\n", 100_000), (" ", 100_000), (" ", 35_000)):
        body = words * (length // len(words))
        section4 = between.join([OPENING, LEADS[1], body, f"{LEADS[2]} rash"])
        begun = time.process_time()
        extract(leaflet_of(section4, between=between).encode())
        assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("sign", ["•", "-"])
def test_a_lead_in_inside_an_item_opens_no_list_where_each_item_has_its_sign(sign: str) -> None:
    items = [
        "kidney pain. Call your doctor if you see blood in your urine",
        "any of the following: puffy eyes, pale skin. These may be signs of a leak",
        "hives. Hives are uncommon (may affect up to 1 in 100 people) and may last",
    ]
    joined = "".join(f" {sign} {item}" for item in items)
    section4 = f"{OPENING}\n\n{LEADS[0]}{joined}\n\n{LEADS[1]} {sign} " + f" {sign} ".join(COMMON)
    found = told(extract(leaflet_of(section4).encode()))
    assert [words for words, _, is_urgent in found if is_urgent] == items
    assert [words for words, often, _ in found if often == "common"] == list(COMMON)


def test_a_definition_of_frequencies_behind_a_label_is_no_effect() -> None:
    defined = "common (affects 1 to 10 users in 100); rare (affects 1 to 10 users in 10,000)"
    last = "not known (frequency cannot be estimated from the available data)"
    section4 = f"{OPENING}\n\nVery common (affects more than 1 user in 10); {defined}; {last}.\n\n{LEADS[1]}\n\n"
    section4 += "\n".join(f"• {item}" for item in COMMON)
    assert [words for words, _, _ in told(extract(leaflet_of(section4).encode()))] == list(COMMON)
