"""Drug names, MedDRA files of a user's own, and what only one audience is told."""

from __future__ import annotations

import pytest

from extractors.concepts.audience_gaps import audience_gaps
from extractors.concepts.drug_names import ingredients_of
from extractors.concepts.meddra import read_meddra
from extractors.model import Concept, Effect, Span, Term
from schemas.vocab import Audience, Extraction, SectionKind

RELEASE = {  # an invented dictionary in the format of the files
    "soc.asc": ["90000001$Sky disorders$Sky$$", "90000002$Sea disorders$Sea$$"],
    "pt.asc": ["80000001$Red sky$$90000001$$", "80000002$Nausea at sea$$90000002$$"],
    "llt.asc": [
        "70000001$Evening red$80000001$$$$$$$Y$$",
        "70000002$Old red$80000001$$$$$$$N$$",
        "70000003$Seasickness$80000002$$$$$$$Y$$",
    ],
}


def test_a_lowest_level_term_gives_its_preferred_term_and_class() -> None:
    found = read_meddra(RELEASE).code_of("evening reds")
    assert found is not None
    code, how = found
    assert (code.llt_code, code.pt, code.soc, how) == ("70000001", "Red sky", "Sky disorders", "term")


def test_the_concept_s_label_helps_where_the_term_is_unknown() -> None:
    found = read_meddra(RELEASE).code_of("sky looks funny", "Red sky")
    assert found is not None
    assert (found[0].pt_code, found[1]) == ("80000001", "concept")


def test_terms_that_are_no_longer_current_have_no_code() -> None:
    assert read_meddra(RELEASE).code_of("Old red") is None


def test_a_normalised_name_of_two_preferred_terms_has_no_code_but_each_has_its_own() -> None:
    two = {**RELEASE, "pt.asc": [*RELEASE["pt.asc"], "80000003$Reds, sky$$90000002$$"]}
    release = read_meddra(two)
    assert release.code_of("skies, red") is None
    assert [release.code_of(name)[0].pt_code for name in ("red sky", "Reds, sky")] == ["80000001", "80000003"]  # type: ignore[index]


def test_the_hierarchy_says_the_primary_class_where_the_preferred_term_does_not() -> None:
    fields = ["80000001", "1", "2", "90000002", "Red sky", "", "", "Sea disorders", "Sea", "", "90000002", "Y", ""]
    release = {**RELEASE, "pt.asc": ["80000001$Red sky$$$$", RELEASE["pt.asc"][1]], "mdhier.asc": ["$".join(fields)]}
    found = read_meddra(release).code_of("Red sky")
    assert found is not None
    assert found[0].soc == "Sea disorders"


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        ("pt.asc", ["80000001$Red sky"], r"pt\.asc, line 1: 2 fields"),
        ("llt.asc", [], r"llt\.asc is empty"),
        ("pt.asc", ["80000001$Red sky$$90000009$$"], "'90000009', which soc.asc lacks"),
        ("llt.asc", ["70000001$Evening red$80000009$$$$$$$Y$$"], "'80000009', which pt.asc lacks"),
    ],
)
def test_a_malformed_release_is_refused(name: str, lines: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_meddra({**RELEASE, name: lines})


def test_a_release_that_is_not_whole_is_refused() -> None:
    with pytest.raises(ValueError, match=r"soc\.asc missing"):
        read_meddra({k: v for k, v in RELEASE.items() if k != "soc.asc"})


@pytest.mark.parametrize(
    ("name", "normalised"),
    [
        ("amoxicillin / clavulanate", ["amoxicillin", "clavulanic acid"]),
        ("dorzolamide / timolol ophthalmic", ["dorzolamide", "timolol"]),
        ("metformin hydrochloride and Sitagliptin", ["metformin", "sitagliptin"]),
        ("zorblaxin", ["zorblaxin"]),
    ],
)
def test_ingredients(name: str, normalised: list[str]) -> None:
    assert [i.normalised for i in ingredients_of(name)] == normalised


def test_an_unknown_name_has_no_code() -> None:
    (unknown,) = ingredients_of("zorblaxin")
    assert unknown.code is None
    assert unknown.match_method is None


def effect(audience: Audience, *concepts: str | None, is_negated: bool = False) -> Effect:
    terms = tuple(Term(f"{c}s", Span(0, 1), Concept(c, c, "V", "label", 1.0) if c else None) for c in concepts)
    kind = SectionKind.PROFESSIONAL if audience is Audience.PROFESSIONAL else SectionKind.CONSUMER_GENERAL
    return Effect(0, 0, audience, kind, Extraction.LIST_ITEM, Span(0, 1), terms=terms, is_negated=is_negated)


def test_gaps_are_what_one_audience_alone_is_told() -> None:
    effects = [
        effect(Audience.CONSUMER, "nausea", None),
        effect(Audience.PROFESSIONAL, "nausea", "gout"),
        effect(Audience.CONSUMER, "gout", is_negated=True),
    ]
    gaps = [(g.concept.label, g.told_to, g.term, g.effect) for g in audience_gaps(effects)]
    assert gaps == [("gout", Audience.PROFESSIONAL, "gouts", 1)]


def test_a_leaflet_for_one_audience_has_no_gap() -> None:
    assert audience_gaps([effect(Audience.CONSUMER, "nausea")]) == []


def test_ingredients_carry_both_codes_and_none_where_the_name_is_unknown() -> None:
    lidocaine, unknown = ingredients_of("lidocaine hydrochloride / velmorine")
    assert (lidocaine.code, lidocaine.unii, lidocaine.match_method) == ("DB00281", "98PI200987", "salt_dropped")
    assert (unknown.code, unknown.unii, unknown.match_method) == (None, None, None)
