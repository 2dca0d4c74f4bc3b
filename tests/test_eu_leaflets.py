"""Package leaflets and SmPCs: wordings of frequencies, urgent lead-ins, borders of sections, tables."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.eu.bands import bands
from extractors.extract import extract
from extractors.model import Leaflet
from schemas.vocab import Extraction, SectionKind

TITLES = (
    "What Examplix is and what it is used for",
    "What you need to know before you take Examplix",
    "How to take Examplix",
    "Possible side effects",
    "How to store Examplix",
    "Contents of the pack and other information",
)
OLD_TITLES = (
    "WHAT EXAMPLIX IS AND WHAT IT IS USED FOR",
    "BEFORE YOU TAKE EXAMPLIX",
    "HOW TO TAKE EXAMPLIX",
    "POSSIBLE SIDE EFFECTS",
    "HOW TO STORE EXAMPLIX",
    "FURTHER INFORMATION",
)


def page(section4: str) -> Leaflet:
    """Return the leaflet whose section 4 has the given markup."""
    sections = [
        f"<h2>{n}. {title}</h2>{section4 if n == 4 else f'<p>Words of section {n}.</p>'}"
        for n, title in enumerate(TITLES, start=1)
    ]
    return extract(f"<html><body><h1>Package leaflet</h1>{''.join(sections)}</body></html>".encode(), "x.html")


def smpc_with(undesirable_effects: str) -> str:
    """Return the sections of an SmPC, of which 4.8 holds what is given."""
    return "".join(
        f"<h2>{n}</h2>{body}"
        for n, body in (
            ("1. NAME OF THE MEDICINAL PRODUCT", "<p>Examplix 5 mg tablets</p>"),
            ("2. QUALITATIVE AND QUANTITATIVE COMPOSITION", "<p>Each tablet contains 5 mg of examplinib.</p>"),
            ("4. CLINICAL PARTICULARS", ""),
            ("4.2 Posology and method of administration", "<p>One tablet a day.</p>"),
            ("4.8 Undesirable effects", undesirable_effects),
            ("4.9 Overdose", "<p>No case is known.</p>"),
        )
    )


def told(leaflet: Leaflet) -> list[tuple[str, str | None, bool]]:
    """Return effect, frequency and urgency of what the lists tell."""
    text = leaflet.document.text
    return [
        (
            e.span.of(text),
            e.frequency.category.value if e.frequency.category else None,
            e.kind is SectionKind.CONSUMER_IMMEDIATE,
        )
        for e in leaflet.effects
        if e.extraction is not Extraction.PROSE
    ]


@pytest.mark.parametrize(
    ("label", "category", "low", "high"),
    [
        ("Very common (may affect more than 1 in 10 people)", "very_common", 10, 100),
        ("Very common: may affect at least 1 in every 10 patients treated", "very_common", 10, 100),
        ("COMMON (affects 1 to 10 users in 100)", "common", 1, 10),
        ("Common side effects (may affect less than 1 in 10 but more than 1 in 100 people)", "common", 1, 10),
        ("Common (may affect up to 1 to 10 patients)", "common", 1, 10),
        ("Uncommon (≥1/1,000 to <1/100)", "uncommon", 0.1, 1),
        ("uncommon (≥ 1/1 000, < 1/100)", "uncommon", 0.1, 1),
        ("Rare side effects of Examplix (may affect up to 1 in 1 000 people) are:", "rare", 0.01, 0.1),
        ("Very rare (may affect up to 1 in 10, 000 people):", "very_rare", 0, 0.01),
        ("May affect up to 1 in 100 people:", "uncommon", 0.1, 1),
        ("Not known (frequency cannot be estimated from the available data)", "not_known", None, None),
        ("Frequency not known", "not_known", None, None),
        ("Common (1 % to 2,5 % of patients)", "common", 1, 2.5),
    ],
)
def test_frequency_wordings(label: str, category: str, low: float | None, high: float | None) -> None:
    found = [b.frequency for b in bands(label)]
    assert [f.category.value for f in found if f.category] == [category]
    assert (found[0].min_pct, found[0].max_pct) == (low, high)


def test_a_stated_range_that_contradicts_its_class_is_an_issue() -> None:
    leaflet = page("<p>Rare (may affect up to 1 in 10 people)</p><ul><li>hiccups</li></ul>")
    assert told(leaflet) == [("hiccups", "rare", False)]
    assert "frequency_contradiction" in {issue.code for issue in leaflet.issues}


def test_urgent_list_without_bands_ends_at_the_first_band() -> None:
    leaflet = page(
        "<p>Tell your doctor straight away if you notice any of the following:</p><ul><li>fits</li></ul>"
        "<p>Common (may affect up to 1 in 10 people)</p><ul><li>cough</li></ul>"
    )
    assert told(leaflet) == [("fits", None, True), ("cough", "common", False)]


def test_bands_below_an_urgent_lead_in_belong_to_it_until_other_effects() -> None:
    leaflet = page(
        "<p>Stop taking Examplix and seek medical help at once if you notice:</p>"
        "<p>Rare (may affect up to 1 in 1,000 people)</p><ul><li>fits</li></ul><p>Other side effects</p>"
        "<p>Common (may affect up to 1 in 10 people)</p><ul><li>cough</li></ul>"
    )
    assert told(leaflet) == [("fits", "rare", True), ("cough", "common", False)]


@pytest.mark.parametrize("said", ["Do not stop taking", "Don’t stop taking", "Never stop using"])
def test_what_is_said_of_stopping_the_medicine_is_no_haste(said: str) -> None:
    advised = f"<p>{said} this\nmedicine without first talking to your doctor.</p>"
    lists = "<p>Common: may affect up to 1 in 10 people:</p><ul><li>headache</li><li>cough</li></ul>"
    assert told(page(advised + lists)) == [("headache", "common", False), ("cough", "common", False)]


def test_bands_that_start_again_leave_the_urgent_part() -> None:
    leaflet = page(
        "<p>Tell your doctor immediately if you have:</p><p>Common: may affect up to 1 in 10 people</p>"
        "<ul><li>fits</li></ul><p>Rare: may affect up to 1 in 1,000 people</p><ul><li>faint</li></ul>"
        "<p>Common: may affect up to 1 in 10 people</p><ul><li>cough</li></ul>"
    )
    assert [urgent for _, _, urgent in told(leaflet)] == [True, True, False]


def test_advice_may_stand_below_its_list() -> None:
    leaflet = page(
        "<p>You may have signs of an allergy such as:</p><ul><li>wheals</li></ul>"
        "<p>If you get any of these symptoms, contact your doctor immediately.</p>"
    )
    assert told(leaflet) == [("wheals", None, True)]


def test_lists_of_causes_are_no_effects() -> None:
    leaflet = page("<p>Low blood sugar can be caused by:</p><ul><li>missing a meal</li></ul>")
    assert told(leaflet) == []


def test_a_label_may_hang_on_an_item_or_stand_in_two_lines() -> None:
    leaflet = page(
        "<p>Very common side effects</p><p>These may affect more than 1 in 10 people:</p>"
        "<ul><li>itching Uncommon (may affect up to 1 in 100 people)</li></ul><ul><li>hair loss</li></ul>"
    )
    assert told(leaflet) == [("itching", "very_common", False), ("hair loss", "uncommon", False)]


def test_lists_in_a_line_and_rates_in_a_sentence() -> None:
    leaflet = page(
        "<p>Common (may affect up to 1 in 10 people): cough, wind (flatulence).</p>"
        "<p>Skin thinning is uncommon (may affect up to 1 in 100 people). It may leave a dent.</p>"
    )
    assert told(leaflet) == [
        ("cough", "common", False),
        ("wind (flatulence)", "common", False),
        ("Skin thinning", "uncommon", False),
    ]


def test_a_table_of_bands_and_effects() -> None:
    leaflet = page(
        "<table><tr><th>Very common</th><th>Rare</th></tr><tr><td>cough</td><td>fits, faints</td></tr></table>"
    )
    assert told(leaflet) == [
        ("cough", "very_common", False),
        ("fits", "rare", False),
        ("faints", "rare", False),
    ]


def test_labels_that_a_cell_holds_side_by_side_are_no_effect() -> None:
    """Two lists of a table may be read as one cell: their labels stay labels, and the effects below have neither."""
    rows = ["Eye disorders|Rare:|uveitis", "Gastrointestinal disorders|Very common: Common:|wind, cramps"]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    leaflet = page(f"<table>{cells}</table>")
    assert told(leaflet) == [("uveitis", "rare", False), ("wind", None, False), ("cramps", None, False)]


@pytest.mark.parametrize("titles", [TITLES, OLD_TITLES])
@pytest.mark.parametrize("shape", ["{}. {}", "{}.  {}\n", "{} {}", "{}.\n{}"])
def test_sections_begin_at_their_titles_and_not_in_the_contents(titles: tuple[str, ...], shape: str) -> None:
    heads = [shape.format(n, title) for n, title in enumerate(titles, start=1)]
    contents = "\n".join(f"{n}. {title}" for n, title in enumerate(titles, start=1))
    bodies = "\n\n".join(
        f"{head}\n\nThese are the words that stand below {n}." for n, head in enumerate(heads, start=1)
    )
    leaflet = extract(f"Package leaflet\n\nExamplix 5 mg tablets\n\nIn this leaflet\n{contents}\n\n{bodies}\n".encode())
    text = leaflet.document.text
    numbered = [s for s in leaflet.sections if s.number and s.span]
    assert [s.number for s in numbered] == ["1", "2", "3", "4", "5", "6"]
    starts = [text.index(head.strip(), text.index("These are the words") - len(heads[0]) - 5) for head in heads]
    assert [s.span.start for s in numbered if s.span] == starts


def test_reactions_in_the_columns_of_a_table() -> None:
    rows = "<tr><th>System organ class</th><th>Common</th><th>Rare</th></tr>"
    rows += "<tr><td>Eye disorders</td><td>dry eye, tearing*</td><td>uveitis</td></tr>"
    smpc = smpc_with(f"<table>{rows}</table>")
    leaflet = extract(f"<html><body>{smpc}</body></html>".encode(), "x.html")
    assert leaflet.layout == "smpc"
    assert (leaflet.brand_name, leaflet.generic_name) == ("Examplix", "examplinib")
    text = leaflet.document.text
    found = [(e.span.of(text), e.frequency.category, e.body_system, e.extraction) for e in leaflet.effects]
    assert found == [
        ("dry eye", "common", "Eye disorders", "table"),
        ("tearing", "common", "Eye disorders", "table"),
        ("uveitis", "rare", "Eye disorders", "table"),
    ]


WORDS = st.sampled_from(
    [
        "Common (may affect up to 1 in 10 people)",
        "Rare:",
        "Tell your doctor immediately if you notice any of the following:",
        "Other side effects",
        "If you get any of these, see a doctor at once.",
        "- headache",
        "• feeling sick, (nausea",
        "rash Uncommon (may affect up to 1 in 100 people)",
        "Reporting of side effects",
        "12",
        "(see above)",
        "Headache, cough and fits.",
        "Children and adolescents",
        "→",
        "4.",
        "4. Possible side effects",
        "Like all medicines, this medicine can cause side effects.",
        "Blood tests may show:",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=14), st.sampled_from(["\n", "\n\n", "\n\n\n\n"]))
def test_nothing_is_lost_whatever_stands_in_section_4(lines: list[str], gap: str) -> None:
    before = "".join(f"{n}. {t}\n\nWords that stand here.\n\n" for n, t in enumerate(TITLES[:3], start=1))
    after = "".join(f"{n}. {t}\n\nWords that stand here.\n\n" for n, t in enumerate(TITLES[4:], start=5))
    text = f"{before}4. {TITLES[3]}\n\n{gap.join(lines)}\n\n{after}"
    leaflet = extract(text.encode())
    at = 0
    for block in leaflet.blocks:
        assert block.start >= at
        assert not text[at : block.start].strip()
        at = block.end
    assert not text[at:].strip()
    assert all(
        leaflet.blocks[e.block].start <= e.span.start <= e.span.end <= leaflet.blocks[e.block].end
        for e in leaflet.effects
    )


def test_a_leaflet_that_knows_no_effects_says_so() -> None:
    leaflet = page("<p>There are no known side effects of Examplix.</p>")
    assert [s.presence.value for s in leaflet.sections if s.number == "4"] == ["stated_none"]


def test_bullets_that_lost_their_line_begin_items() -> None:
    leaflet = page("<p>Common: may affect up to 1 in 10 people</p><ul><li>cough • hiccups</li></ul>")
    assert told(leaflet) == [("cough", "common", False), ("hiccups", "common", False)]


def test_lead_ins_that_hang_on_an_item_open_what_follows() -> None:
    """Items and lead-ins whose line breaks were lost are parted, and the urgency ends where other effects begin."""
    leaflet = page(
        "<p>Tell your doctor immediately if you notice any of the following:</p>"
        "<ul><li>swollen lips</li><li>wheezing. Measure your pulse. Other side effects include: Very common</li></ul>"
        "<ul><li>cough, see section 2. - hoarseness</li>"
        "<li>thirst. You should seek help at once if you notice any of the following:</li></ul>"
        "<ul><li>chest pain</li></ul>"
    )
    assert told(leaflet) == [
        ("swollen lips", None, True),
        ("wheezing. Measure your pulse.", None, True),
        ("cough, see section 2", "very_common", False),
        ("hoarseness", "very_common", False),
        ("thirst", "very_common", False),
        ("chest pain", None, True),
    ]


def test_items_that_lost_their_marks_and_lists_with_a_clause() -> None:
    """Capitals part items that no comma parts; one clause does not make a list a sentence."""
    leaflet = page(
        "<p>Common side effects (may affect up to 1 in 10 people): Tingling of hands Cold sweat Nausea, vomiting</p>"
        "<p>Rare side effects (may affect up to 1 in 1,000 people): flu, sleepiness which may last for days, thirst, "
        "cold feet.</p>"
    )
    assert told(leaflet) == [
        *[(effect, "common", False) for effect in ("Tingling of hands", "Cold sweat", "Nausea, vomiting")],
        *[(e, "rare", False) for e in ("flu", "sleepiness which may last for days", "thirst", "cold feet")],
    ]


def test_a_paragraph_that_names_its_urgent_effects_is_urgent() -> None:
    """Advice and effects may share a sentence; the paragraphs beside it are not urgent for that."""
    leaflet = page("<p>Contact your doctor immediately if you get symptoms such as fever and chills.</p><p>Bye.</p>")
    assert {e.kind for e in leaflet.effects} == {SectionKind.CONSUMER_IMMEDIATE}
    text = leaflet.document.text
    assert not any("doctor" in e.span.of(text) for e in leaflet.effects)


def test_a_heading_without_its_line_and_events_that_follow_end_the_item_before_them() -> None:
    leaflet = page(
        "<p>Rare (may affect up to 1 in 1,000 people):</p><ul><li>dry eye</li>"
        "<li>skin reaction with sore joints The following events were seen with other medicines:</li></ul>"
        "<ul><li>cold feet These events are common with other medicines and need no treatment. "
        "Additional side effects in children and adolescents A fall in white blood cells can occur.</li></ul>"
    )
    assert told(leaflet)[:3] == [
        ("dry eye", "rare", False),
        ("skin reaction with sore joints", "rare", False),
        ("cold feet", None, False),
    ]
    assert "fall in white blood cells" in [e.span.of(leaflet.document.text) for e in leaflet.effects]


def test_the_name_of_an_effect_and_its_rate_part_from_the_item_before() -> None:
    leaflet = page(
        "<p>Contact a doctor straight away if you have any of the following side effects:</p>"
        "<ul><li>swollen lips Milk fever, seen very rarely (may affect up to 1 in 10,000 people) "
        "Examplix may cause this.</li></ul>"
    )
    assert told(leaflet)[:2] == [("swollen lips", None, True), ("Milk fever", "very_rare", True)]


def test_a_rate_in_running_text_has_the_class_of_its_band() -> None:
    leaflet = page(
        "<p>Examplix may cause serious mood problems. These are common (may affect up to 1 in 10 people).</p>"
        "<p>Allergic reactions (uncommon: may affect up to 1 in 100 people) were reported with Examplix.</p>"
    )
    text = leaflet.document.text
    assert [(e.span.of(text), e.frequency.category, e.extraction) for e in leaflet.effects] == [
        ("mood problems", "common", "prose"),
        ("Allergic reactions", "uncommon", "prose"),
    ]


def test_an_item_that_only_advises_is_no_effect() -> None:
    leaflet = page(
        "<p>Common (may affect up to 1 in 10 people):</p><ul><li>gout</li>"
        "<li>If you think you may have gout, tell your doctor immediately.</li></ul>"
    )
    assert told(leaflet) == [("gout", "common", False)]


def test_rows_that_lost_their_columns_keep_the_cells_of_frequency_apart() -> None:
    lines = (
        "System Organ Class",
        "Common Uncommon Rare",
        "Eye disorders",
        "Dry eye Uncommon -- --",
        "Blurred vision Common Rare --",
        "Red eye",
        "-- -- Not known",
        "Digoxin",
    )
    smpc = smpc_with("".join(f"<p>{line}</p>" for line in lines))
    found = extract(f"<html><body>{smpc}</body></html>".encode(), "x.html")
    assert [(name, how) for name, how, _ in told(found)] == [
        ("Dry eye", "uncommon"),
        ("Blurred vision", None),
        ("Red eye", "not_known"),
    ]
