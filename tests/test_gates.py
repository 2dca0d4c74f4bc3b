"""What is asked before a costly pattern is tried lets everything pass that the pattern finds."""

from __future__ import annotations

import re

import pytest

from extractors.lexicons.loading import lexicon
from extractors.prose import modified, scopes
from extractors.prose.effect_words import CUES
from extractors.prose.sentences import small_letters
from extractors.terms import plain, splitting
from extractors.terms.cues import SENTENCE

LISTED = [row["term"] for row in lexicon("effect_terms")]
CHANGED = [f"{before} {term}" for term in LISTED[::40] for before in ("Increased serum", "low", "mild pain in the")]
TOLD = [
    term + told
    for term in LISTED[::40]
    for told in (
        ". Tell your doctor",
        " Stop this",
        " - do not drive",
        ", you should rest",
        " and it may last",
        " (CNS)",
    )
]


def test_what_is_modified_is_found_by_one_of_its_words() -> None:
    told = [*LISTED, *CHANGED]
    found = [modified._MODIFIED.match(small_letters(words)) for words in told]
    assert len(list(filter(None, found))) > len(CHANGED)
    assert [m and m.span() for m in map(modified.modified_in, told)] == [m and m.span() for m in found]


def test_what_is_said_of_a_class_of_drugs_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    forms = (
        "with other {}",
        "several {}",
        "the use of {}",
        "reported in patients receiving most {}",
        "gout on {}",
        "{}",
    )
    told = [form.format(name) for name in sorted(CUES["drug_class"]) for form in forms]
    found = [scopes.of_drug_class(words, 0, len(words)) for words in told]
    assert sum(found) > len(told) / 2
    monkeypatch.setattr(scopes, "_class", lambda: re.compile(""))
    assert [scopes.of_drug_class(words, 0, len(words)) for words in told] == found


def test_where_a_sentence_ends_within_an_item_it_may_break() -> None:
    broken = [item for item in [*LISTED, *TOLD] if SENTENCE.search(item)]
    assert len(broken) > len(TOLD) / 2
    assert [item for item in broken if not splitting._may_break(item)] == []


def test_words_and_plain_effects_are_what_the_patterns_say() -> None:
    told = [*LISTED, *TOLD, *CHANGED, "crohn's disease", "naïve, façade/x-ray", "2² fold", "a  b", " c", "d_e"]
    assert [plain._words_of(item.lower()) for item in told] == [plain._LETTERS.findall(item.lower()) for item in told]
    assert [item for item in told if plain.is_plain(item) and not plain._WORDS.fullmatch(item)] == []
