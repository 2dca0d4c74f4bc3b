"""References of every shape that leaflets print, and of shapes that nobody should print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.references.parsing import citation_marks, parse_reference, split_references
from schemas.vocab import ReferenceKind

PRODUCT = '"Product Information. Zelorix (zelotrib)." Harrow Pharmaceuticals, San Marino, CA.'
ARTICLE = 'Doe AB, van Roe C, Poe D Jr, et al. "Rash after zelotrib." J Imaginary Med 12 (1999): 181-8'
AUTHORITY = 'Cerner Multum, Inc. "UK Summary of Product Characteristics." O 0'
FIELDS = ("authors", "title", "container", "place", "year", "volume", "issue", "first_page", "last_page")


def fields(text: str) -> dict[str, object]:
    """Return the fields that were found, the kind among them."""
    reference = parse_reference(text, 0, len(text))
    names = ("kind", *FIELDS, "product_name", "url")
    return {name: value for name in names if (value := getattr(reference, name)) is not None}


@pytest.mark.parametrize(
    ("text", "product", "container", "place"),
    [
        (PRODUCT, "Zelorix", "Harrow Pharmaceuticals", "San Marino, CA"),
        (
            '"Product Information. Zelorix (zelotrib)" Harrow, Basel, Switzerland.',
            "Zelorix",
            "Harrow",
            "Basel, Switzerland",
        ),
        ('"Product Information. Zelorix H.S. (zelotrib)." Harrow, Ely, MN.', "Zelorix H.S.", "Harrow", "Ely, MN"),
        ('"Product Information. Zelorix. (zelotrib)." Harrow, Ely, MN. 1 (1994): 1', "Zelorix", "Harrow", "Ely, MN"),
        (
            '"Product Information. Zelorix (5 mg) (zelotrib (as salt))." Harrow, Ely, MN.',
            "Zelorix (5 mg)",
            "Harrow",
            "Ely, MN",
        ),
        (
            '"Product Information. Zelorix (zelotrib)." Harrow, Jo and Company, Ely,, MN.',
            "Zelorix",
            "Harrow, Jo and Company",
            "Ely, MN",
        ),
        (
            '"Product Information. Zelorix (zelotrib)." Harrow & Co., Ltd., Ely, Cambs, England, .',
            "Zelorix",
            "Harrow & Co., Ltd.",
            "Ely, Cambs, England",
        ),
        ("“Product Information. Zelorix (zelotrib).” Harrow Inc, Ely, MN, MN.", "Zelorix", "Harrow Inc", "Ely, MN"),
        ("Product Information. Zelorix (zelotrib). Harrow Inc, Ely, MN.", "Zelorix", "Harrow Inc", "Ely, MN"),
    ],
)
def test_product_information(text: str, product: str, container: str, place: str) -> None:
    found = fields(text)
    assert found["kind"] == ReferenceKind.PRODUCT_INFORMATION
    assert (found["product_name"], found["container"], found["place"]) == (product, container, place)


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("J Skin 12 (1999): 181-8", ("J Skin", 1999, "12", None, "181", "188")),
        ("J Skin (Copenh) 12 (1999): 181", ("J Skin (Copenh)", 1999, "12", None, "181", None)),
        ("J Skin 57(2 Suppl 1) (2007): S61-3", ("J Skin", 2007, "57", "2 Suppl 1", "S61", "S63")),
        ("J Skin 23 ( Suppl (1996): s142-6", ("J Skin", 1996, "23", "Suppl", "s142", "s146")),
        ("J Skin 37 Suppl (1997): 3-8", ("J Skin", 1997, "37", "Suppl", "3", "8")),
        ("Skin Suppl 44 (1997): 3", ("Skin Suppl", 1997, "44", None, "3", None)),
        ("Bone Marrow Rev (2007):", ("Bone Marrow Rev", 2007, None, None, None, None)),
        ("J Skin (2012): Epub", ("J Skin", 2012, None, None, None, None)),
        ("J Skin May (1990): 46", ("J Skin", 1990, None, "May", "46", None)),
        ("J Skin 04/14/84 (1984): 857", ("J Skin", 1984, None, "04/14/84", "857", None)),
        ("J Skin 32 (1983): 415,419,424", ("J Skin", 1983, "32", None, "415", "424")),
        ("J Skin 328 (2004): 1439-40; author reply 1441", ("J Skin", 2004, "328", None, "1439", "1440")),
        ("J Skin 62 (2000): 1258+", ("J Skin", 2000, "62", None, "1258", None)),
        ("J Skin 73 (2009): 928.e5-6", ("J Skin", 2009, "73", None, "928.e5", "928.e6")),
        ("J Skin 18: 797-810", ("J Skin", None, "18", None, "797", "810")),
        ("J Skin. 1999;12(4):1093-9.", ("J Skin", 1999, "12", "4", "1093", "1099")),
    ],
)
def test_journal_articles(tail: str, expected: tuple[object, ...]) -> None:
    found = fields(f'Doe AB, Roe C "Rash after zelotrib." {tail}')
    assert found["kind"] == ReferenceKind.JOURNAL_ARTICLE
    assert (found["authors"], found["title"]) == ("Doe AB, Roe C", "Rash after zelotrib")
    assert tuple(found.get(n) for n in ("container", "year", "volume", "issue", "first_page", "last_page")) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('Doe AB "Reversible "zelotrib rash" in twins." J Skin 12 (1999): 1', 'Reversible "zelotrib rash" in twins'),
        ('Doe AB "Zelotrib "rash"." J Skin 12 (1999): 1', 'Zelotrib "rash"'),
        ('Doe AB "Both " kinds " of rash." J Skin 12 (1999): 1', 'Both "kinds" of rash'),
        ('"A warning." Reports -- "The Green Sheet" 12 (1999): 1', "A warning"),
        ('Doe AB "Zelotrib rash" J Skin 12 (1999): 1', "Zelotrib rash"),
        ('Doe AB "Zelotrib rash? J Skin 12 (1999): 1', "Zelotrib rash?"),
        ('Doe AB Zelotrib rash." J Skin 12 (1999): 1', "Zelotrib rash"),
        ("Doe AB Zelotrib rash. J Skin 12 (1999): 1", "Zelotrib rash"),
        ("Doe AB, et al. Zelotrib rash. J Skin. 1999;12:1.", "Zelotrib rash"),
        ("Doe AB &quot;Zelotrib rash.&quot; J Skin 12 (1999): 1", "Zelotrib rash"),
    ],
)
def test_quotation_marks_nested_curly_or_lost(text: str, title: str) -> None:
    found = fields(text)
    assert found["title"] == title
    assert found["kind"] == ReferenceKind.JOURNAL_ARTICLE
    assert found["year"] == 1999


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            AUTHORITY,
            "regulatory_document",
            {"authors": "Cerner Multum, Inc.", "title": "UK Summary of Product Characteristics"},
        ),
        ('Cerner Multum, Inc "Ruritania product information." O 0 (2015):', "regulatory_document", {"year": 2015}),
        (
            'FDA "Zelotrib and falls. Available from: URL: https://www.fda.gov/z.pdf." ([2018, Aug 29]):',
            "regulatory_document",
            {"title": "Zelotrib and falls", "url": "https://www.fda.gov/z.pdf", "year": 2018},
        ),
        (
            'Gout Panel "Care of gout (adults) Available from: URL: https://gout.example/care.pdf" (4/8/2015):',
            "web_page",
            {
                "authors": "Gout Panel",
                "title": "Care of gout (adults)",
                "url": "https://gout.example/care.pdf",
                "year": 2015,
            },
        ),
        (
            'Melbourne: Gout Press Limited "Gout [Online] Available from: URL: http://gout.example/." ([2014, Nov -]):',
            "web_page",
            {"place": "Melbourne", "container": "Gout Press Limited", "year": 2014},
        ),
        (
            'Doe AB, Roe C, eds. "Gout at Home. 3rd ed." Ely, MN: Harrow Press (1993):',
            "other",
            {"title": "Gout at Home. 3rd ed", "container": "Harrow Press", "place": "Ely, MN", "year": 1993},
        ),
        ('"Gout Expert Panel"', "other", {"title": "Gout Expert Panel"}),
        ("Data on file, Harrow Inc.", "other", {"title": "Data on file, Harrow Inc"}),
    ],
)
def test_other_kinds(text: str, kind: str, expected: dict[str, object]) -> None:
    found = fields(text)
    assert found["kind"] == kind
    assert {name: found.get(name) for name in expected} == expected
    assert "volume" not in found


@pytest.mark.parametrize("number", ["7. ", "7) ", "[7] ", "(7) ", "7.", "  7.\u00a0"])
def test_the_span_leaves_the_number_out(number: str) -> None:
    text = f"before {number}{ARTICLE}  \n"
    reference = parse_reference(text, 7, len(text))
    assert reference.number == 7
    assert reference.span.of(text) == ARTICLE


def test_white_space_inside_changes_no_field() -> None:
    plain = parse_reference(ARTICLE, 0, len(ARTICLE))
    wrapped = ARTICLE.replace(" ", " \n ")
    other = parse_reference(wrapped, 0, len(wrapped))
    assert [getattr(plain, n) for n in FIELDS] == [getattr(other, n) for n in FIELDS]


@pytest.mark.parametrize("separator", [" ", "\n", "\n\n", "  \r\n"])
@pytest.mark.parametrize("numbered", [True, False])
def test_references_that_run_together(separator: str, *, numbered: bool) -> None:
    items = [PRODUCT, ARTICLE, AUTHORITY, ARTICLE, PRODUCT]
    if numbered:
        items = [f"{i}. {item}" for i, item in enumerate(items, 1)]
    text = separator.join(items)
    assert [s.of(text) for s in split_references(text, 0, len(text))] == items


def test_a_wrapped_reference_stays_whole() -> None:
    text = "1. " + ARTICLE.replace("12 (1999)", "\n12 (1999)") + "\n2. " + PRODUCT.replace("Harrow", "\nHarrow")
    assert [s.of(text)[:2] for s in split_references(text, 0, len(text))] == ["1.", "2."]


def test_a_lost_number_does_not_stop_the_count() -> None:
    text = f"1. {PRODUCT}\n2. {ARTICLE}\n5. {PRODUCT}\n6. {ARTICLE}"
    found = [parse_reference(text, *s).number for s in split_references(text, 0, len(text))]
    assert found == [1, 2, 5, 6]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rash.[Ref] Fever [REF]", [(5, None), (17, None)]),
        ("rash [1] fever[2, 4]", [(5, 1), (14, 2), (14, 4)]),
        ("rash [3-5]", [(5, 3), (5, 4), (5, 5)]),
        ("rash [Ref 12]", [(5, 12)]),
        ("platelets 10[9]/L, [2 x ULN], [2006], Zelorix[R], [2%], []", []),
    ],
)
def test_citation_marks(text: str, expected: list[tuple[int, int | None]]) -> None:
    assert citation_marks(text, 0, len(text)) == expected


@given(st.text(st.sampled_from("12. [](){}\"“”'.,:;-–&ABc dé\n\t\u00a0JSuppl1999Epubhttp://"), max_size=80), st.data())
def test_odd_input_never_raises_and_spans_stay_inside(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    reference = parse_reference(text, start, end)
    assert start <= reference.span.start <= reference.span.end <= end
    pieces = split_references(text, start, end)
    assert "".join("".join(s.of(text).split()) for s in pieces) == "".join(text[start:end].split())
    assert all(start <= at < end for at, _ in citation_marks(text, start, end))
