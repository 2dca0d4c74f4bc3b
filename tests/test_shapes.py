"""The same leaflet in other shapes: lists on one line, wrapped items, printed pages, sites around the page."""

from __future__ import annotations

import textwrap

import pytest

from extractors.extract import extract
from extractors.layouts.side_effects_page.run_on import unrolled
from extractors.model import Leaflet, collapse
from extractors.readers.base import read
from extractors.readers.pdf.lines import lines_of
from extractors.readers.pdf.shapes import Word
from schemas.vocab import Audience, BlockRole, Extraction, SourceFormat

MORE = ["Headache", "black, tarry stools", "dry mouth", "swelling of the knees, arms, or hands", "nausea or vomiting"]
RARE = ["Chills", "blurred vision", "itching, hives, or skin rash", "unusual tiredness or weakness"]
LISTS = {"More common": MORE, "Rare": RARE}
PLACES = "scalp,neck,left arm,right arm,hands,back,belly,hips,knees,calves,ankles,feet".split(",")
LEAFLET = """Zolpin Side Effects
Generic Name: zolpinol
For the Consumer
Applies to zolpinol: oral tablet
Side effects requiring immediate medical attention
Check with your doctor immediately if any of the following side effects occur while taking zolpinol:
{more}
{rare}
For Healthcare Professionals
Applies to zolpinol: oral tablet
Nervous system
Common (1% to 10%): Tremor, insomnia[Ref]
Renal
Rare (less than 0.1%): Nephritis[Ref]
References
1. "Product Information. Zolpin (zolpinol)." Harrow Pharmaceuticals, San Marino, CA.
"""


def told(leaflet: Leaflet) -> list[tuple[str, str | None]]:
    return [
        (collapse(e.span.of(leaflet.document.text)), e.frequency.category and e.frequency.category.value)
        for e in leaflet.effects
        if e.audience is Audience.CONSUMER
    ]


WANTED = [*((item, "more_common") for item in MORE), *((item, "rare") for item in RARE)]


@pytest.mark.parametrize("between", [", ", "; "])
@pytest.mark.parametrize("behind_label", [": ", "\n"])
def test_a_list_on_one_line_is_taken_apart(between: str, behind_label: str) -> None:
    more, rare = (
        f"{label}{behind_label}{between.join(items)}" for label, items in (("More common", MORE), ("Rare", RARE))
    )
    leaflet = extract(LEAFLET.format(more=more, rare=rare).encode(), "")
    assert told(leaflet) == WANTED
    assert all(e.extraction is Extraction.INLINE_LIST for e in leaflet.effects)


SORTED = {
    "More common": ["Black, tarry stools", "dizziness", "dry mouth", "swelling of the knees, arms, or hands"],
    "Rare": ["Chills", "joint or muscle pain", "numbness or tingling of the hands", "unusual tiredness or weakness"],
}


@pytest.mark.parametrize("behind_label", [" ", "\n"])
def test_a_list_with_nothing_but_blanks_between_its_items_is_taken_apart(behind_label: str) -> None:
    more, rare = (behind_label.join([label, " ".join(items)]) for label, items in SORTED.items())
    assert [words for words, _ in told(extract(LEAFLET.format(more=more, rare=rare).encode(), ""))] == [
        item for items in SORTED.values() for item in items
    ]


@pytest.mark.parametrize("page", ["{}", "<html><body><p>{}</p></body></html>"])
def test_a_leaflet_that_stands_on_one_line_says_the_same(page: str) -> None:
    lists = {
        name: " ".join([label, *items]) for name, (label, items) in zip(("more", "rare"), SORTED.items(), strict=True)
    }
    apart, joined = LEAFLET.format(**lists), page.format(" ".join(LEAFLET.format(**lists).split()))
    leaflets = [extract(text.encode(), "") for text in (apart, joined)]
    first, second = (
        [(collapse(e.span.of(leaflet.document.text)), e.kind, e.urgency, e.body_system) for e in leaflet.effects]
        for leaflet in leaflets
    )
    assert first == second
    assert leaflets[0].generic_name == leaflets[1].generic_name == "zolpinol"
    assert len(leaflets[1].references) == 1


def test_items_that_end_with_full_stops_keep_the_sentences_that_go_on_with_them() -> None:
    items = ["Signs of liver problems like dark urine or yellow skin.", "Upset stomach.", "Not able to sleep."]
    items.insert(1, "Blood clots have happened with this drug. Call your doctor right away if you have a swollen leg.")
    text = (
        "Zolpin Side Effects\nFor the Consumer\n"
        "What are some side effects that I need to call my doctor about right away?\n"
        "WARNING/CAUTION: Even though it may be rare, tell your doctor or get medical help right away if you have any "
        f"of the following signs or symptoms that may be related to a very bad side effect: {' '.join(items)}\n"
        "What are some other side effects of this drug?\nAll drugs may cause side effects. Call your doctor if any of "
        "these side effects bother you or do not go away: Dizziness. Headache.\n"
    )
    leaflet = extract(" ".join(text.split()).encode(), "")
    assert [words for words, _ in told(leaflet)] == [*(item.rstrip(".") for item in items), "Dizziness", "Headache"]


def test_formulas_that_stand_against_one_another_are_parted() -> None:
    """A page taken out of its tags with nothing in their places, as "Zolpin Side EffectsFor the Consumer"."""
    lists = {
        name: "\n".join([label, *items, ""])
        for name, (label, items) in zip(("more", "rare"), SORTED.items(), strict=True)
    }
    text = LEAFLET.format(**lists)
    for line in ("Zolpin Side Effects", "Generic Name: zolpinol", "For the Consumer", "For Healthcare Professionals"):
        text = text.replace(f"{line}\n", line)
    glued = (
        text.replace("tablet\n", "tablet")
        .replace("system\n", "system")
        .replace("[Ref]\n", "[Ref]")
        .replace("Renal\n", "Renal")
    )
    told_by = [extract(t.encode(), "") for t in (LEAFLET.format(**lists), glued.replace("References\n", "References"))]
    first, second = (
        [(collapse(e.span.of(x.document.text)), e.kind, e.frequency.category, e.body_system) for e in x.effects]
        for x in told_by
    )
    assert first == second
    assert len(told_by[1].references) == 1


def test_items_that_stand_against_one_another_are_parted() -> None:
    """A page whose source has no white space between its tags, taken out of them with nothing in their places."""
    lists = {
        "More common": ["Headache", "dizziness", "dry mouth"],
        "Rare": ["Chills", "fainting", "joint or muscle pain"],
    }
    more, rare = (f"{label}\n{chr(10).join(items)}" for label, items in lists.items())
    apart = LEAFLET.format(more=more, rare=rare)
    leaflets = [extract(text.encode(), "") for text in (apart, apart.replace("\n", ""))]
    first, second = (
        [(collapse(e.span.of(x.document.text)), e.kind, e.frequency.category, e.body_system) for e in x.effects]
        for x in leaflets
    )
    assert first == second
    assert leaflets[1].generic_name == "zolpinol"
    assert len(leaflets[1].references) == 1


def test_lists_that_kept_their_lines_on_a_page_that_runs_on_keep_them() -> None:
    """A page's text with a blank for each tag: the lists stand in lines in the source, paragraphs side by side."""
    more, rare = (f"\n{label}\n\n{chr(10).join(items)}\n" for label, items in SORTED.items())
    head, lists, tail = LEAFLET.format(more="\0", rare="\0").split("\0")[0], more + rare, LEAFLET.split("{rare}")[1]
    text = f"{' '.join(head.split())}{lists}{' '.join([*tail.split()])}".replace(
        "zolpinol For", "zolpinol Consumer For"
    )
    told_by = [extract(t.encode(), "") for t in (LEAFLET.format(more=more, rare=rare), text)]
    first, second = ([(collapse(e.span.of(x.document.text)), e.frequency.category) for e in x.effects] for x in told_by)
    assert first == second
    assert told_by[1].generic_name == "zolpinol"


@pytest.mark.parametrize("between", ["\n", " ", ""])
def test_what_a_page_says_twice_counts_once_however_its_lines_are_joined(between: str) -> None:
    once = LEAFLET.format(more="More common\nHeadache", rare="Rare\nChills")
    once = once.replace("insomnia[Ref]\n", "insomnia\nRare (less than 0.1%): Ataxia[Ref]\n")
    again = once[once.index("For Healthcare") :].replace("insomnia\n", f"insomnia{between}")
    leaflet = extract((once + again).encode(), "")
    assert [collapse(e.span.of(leaflet.document.text)) for e in leaflet.effects] == [
        *("Headache", "Chills", "Tremor", "insomnia", "Ataxia", "Nephritis")
    ]
    assert len(leaflet.references) == 1


@pytest.mark.parametrize(
    "words",
    [
        "painheadache",
        "headache",
        "them:",
        '1. "A',
        "Rash ",
        "Rash, ",
        "A ",
        "Rare Rash ",
        "Renal Rare: ",
        "1. ",
        "All drugs may cause side effects ",
    ],
)
def test_text_that_runs_on_is_cut_in_a_time_that_grows_with_it(words: str) -> None:
    head = LEAFLET.format(more="More common", rare="").replace("\n", " ")
    unrolled(read((head + words * (300_000 // len(words))).encode(), ""))  # the suite's own limit of time ends it


def test_commas_of_an_item_part_nothing_where_other_lists_have_an_item_a_line() -> None:
    lists = {"more": "More common\n" + "\n".join(MORE), "rare": f"Rare\n{RARE[2]}"}
    assert told(extract(LEAFLET.format(**lists).encode(), "")) == [*WANTED[:5], (RARE[2], "rare")]


@pytest.mark.parametrize("bullet", ["", "- ", "• "])
def test_commas_of_an_item_part_nothing_where_each_list_has_one_item(bullet: str) -> None:
    more, rare = "numbness, tingling, or weakness in the hands", "redness, burning, or itching of the eyes"
    leaflet = LEAFLET.format(more=f"More common\n{bullet}{more}", rare=f"Rare\n{bullet}{rare}")
    assert told(extract(leaflet.encode(), "")) == [(more, "more_common"), (rare, "rare")]


def test_an_item_that_begins_on_a_wrapped_line_is_its_own() -> None:
    """A word of the next item had no room on the line, as if the item went on."""
    items = [
        "itching of the scalp where a wide comb had touched it before",
        "unusual tiredness or weakness",
        "soreness of the ankles after a long walk through heavy snow",
        "headache",
    ]
    text = LEAFLET.format(more="More common\n" + "\n".join(items), rare="Rare\nChills")
    wrapped = "\n".join(textwrap.fill(line, 62) for line in text.splitlines())
    assert [words for words, _ in told(extract(wrapped.encode(), ""))] == [*items, "Chills"]


def test_page_numbers_and_running_heads_of_a_printed_page_are_no_items() -> None:
    items = [f"{kind} of the {place}" for place in PLACES for kind in ("soreness", "redness", "itching", "numbness")]
    text = LEAFLET.format(more="More common\n" + "\n".join(items), rare="Rare\n" + "\n".join(RARE))
    lines = text.splitlines()
    pages = [lines[at : at + 20] for at in range(0, len(lines), 20)]
    head = "28/11/26, 10:04   Zolpin Side Effects in Detail"
    feet = [f"https://leaflets.example/zolpin  {n}/{len(pages)}" for n in range(1, len(pages) + 1)]
    printed = "\n".join("\n".join([head, *page, foot]) for page, foot in zip(pages, feet, strict=True))
    leaflet = extract(printed.encode(), "")
    assert [words for words, _ in told(leaflet)] == [*items, *RARE]
    assert sum(b.role is BlockRole.BOILERPLATE for b in leaflet.blocks) == 2 * len(pages)


def test_text_that_quotes_a_tag_is_no_page() -> None:
    text = LEAFLET.format(more="More common\n" + "\n".join(MORE * 8), rare="Rare\nChills")
    text += "Zolpin <span>(Advanced Reading)</span>\nZolpin <span>(More)</span>\n"
    assert read(text.encode(), "").source_format is SourceFormat.TEXT
    assert read(b"<b>Zolpin</b> may cause <i>rash</i>", "").source_format is SourceFormat.HTML


def test_the_title_of_a_page_below_the_lines_of_a_site() -> None:
    above = "".join(f"<p>{word}</p>" for word in ("Home", "Drugs", "News", "Sign in", "Cookies"))
    body = "".join(f"<p>{line}</p>" for line in LEAFLET.format(more="", rare="").splitlines()[1:])
    leaflet = extract(f"<html><body>{above}<h1>Zolpin Side Effects</h1>{body}</body></html>".encode(), "")
    assert (leaflet.title, leaflet.brand_name) == ("Zolpin Side Effects", "Zolpin")


def test_a_table_of_data_stays_one_and_a_list_in_rows_does_not() -> None:
    data = "<table><tr><th>Effect</th><th>Zolpin</th></tr><tr><td>Rash</td><td>2%</td></tr></table>"
    rows = "<table><tr><td>&bull;</td><td>Rash</td></tr><tr><td>&bull;</td><td>Fever</td></tr></table>"
    assert {e.kind.value for e in read(data.encode(), "a.html").elements} == {"table_cell"}
    document = read(rows.encode(), "a.html")
    assert [(e.kind.value, collapse(e.span.of(document.text))) for e in document.elements] == [
        ("list_item", "• Rash"),
        ("list_item", "• Fever"),
    ]


def test_a_short_line_above_a_small_one_is_not_raised_from_it() -> None:
    """What a browser prints at the foot of a page is smaller than the text, and the page's title larger than both."""
    words = [
        Word("Zolpin", 34, 90, 60, 24),
        Word("Rare", 34, 60, 761, 12),
        Word("https://leaflets.example/zolpin", 24, 200, 775, 8),
        Word("1/8", 575, 590, 775, 8),
    ]
    assert [line.text for line in lines_of(words, 1)] == ["Zolpin", "Rare", "https://leaflets.example/zolpin 1/8"]


def test_signs_of_markdown_are_no_part_of_the_text() -> None:
    head = "# Zolpin Side Effects\n\n## For the Consumer\n\n***Rare***\n\n"
    page = head + '1\\. a [rash](https://x.example/a_(b) "t") of 5\\*\n\n---\n'
    document = read(page.encode(), "a.md")
    assert [collapse(e.span.of(document.text)) for e in document.elements] == [
        "Zolpin Side Effects",
        "For the Consumer",
        "Rare",
        "1. a rash of 5*",
    ]
    assert [e.level for e in document.elements] == [1, 2, 0, 0]


CELLS = [
    ["System organ class", "Frequency", "Adverse reactions"],
    ["Nervous system", "Common (1% to 10%)", "Tremor, insomnia"],
    ["", "Frequency not reported", "Headache"],
    ["Renal", "Rare (less than 0.1%)", "Nephritis"],
]
PROFESSIONAL = """Zolpin Side Effects
Generic Name: zolpinol
For Healthcare Professionals
Applies to zolpinol: oral tablet
{}
References
1. "Product Information. Zolpin (zolpinol)." Harrow Pharmaceuticals, San Marino, CA.
"""


def listed(raw: str) -> list[tuple[str, str | None, str | None]]:
    leaflet = extract(raw.encode(), "")
    return [
        (collapse(e.span.of(leaflet.document.text)), e.frequency.category and e.frequency.category.value, e.body_system)
        for e in leaflet.effects
    ]


@pytest.mark.parametrize("between", ["\t", "     ", " | "])
def test_rows_of_a_table_in_text_are_read_by_what_stands_in_their_cells(between: str) -> None:
    rows = "\n".join(between.join(row).strip("\t ") for row in CELLS)
    assert listed(PROFESSIONAL.format(rows)) == [
        ("Tremor", "common", "Nervous system"),
        ("insomnia", "common", "Nervous system"),
        ("Headache", "not_known", "Nervous system"),
        ("Nephritis", "rare", "Renal"),
    ]


def test_a_table_whose_columns_are_frequencies() -> None:
    rows = [
        ["System", "Common (1% to 10%)", "Rare"],
        ["Nervous system", "Tremor, insomnia", ""],
        ["Renal", "", "Nephritis"],
    ]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    head = "".join(f"<p>{line}</p>" for line in PROFESSIONAL.splitlines()[:4])
    assert listed(f"<html><body>{head}<table>{cells}</table></body></html>") == [
        ("Tremor", "common", "Nervous system"),
        ("insomnia", "common", "Nervous system"),
        ("Nephritis", "rare", "Renal"),
    ]
