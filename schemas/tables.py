"""The published tables, defined once: columns, order, types, checks and descriptions.

The data dictionary, the Parquet field metadata, the CSV reader's types and the validation all come from these models.
Positions (``char_start``, ``char_end``) are half-open ranges of Unicode code points into ``texts.text``.
"""

from __future__ import annotations

from schemas.columns import SHA256, Table, Text, Time, Whole, column, maybe, one_of
from schemas.vocab import (
    LEAFLET_ID,
    Audience,
    Basis,
    BlockRole,
    Change,
    ChangeCause,
    Extraction,
    FrequencyClass,
    FrequencyScale,
    Presence,
    ReferenceKind,
    RunStatus,
    SectionKind,
    Severity,
    SourceFormat,
    Stage,
    Urgency,
)

_START = "First code point of the quote in texts.text."
_END = "Code point after the last of the quote in texts.text."
_OF_LEAFLET = "The leaflet that the row belongs to."
_RUN = "The run that wrote the row."


class Leaflets(Table):
    """One row a leaflet: where it came from, what it is about, and which version of it the other tables hold."""

    leaflet_id: Text = column(
        "Key: the first 16 hex digits of the SHA-256 of the leaflet's identity, which is "
        "`source`, or for SPL the set id.",
        unique=True,
        str_matches=LEAFLET_ID,
    )
    source: Text = column("Path below the raw folder, with forward slashes.", unique=True)
    source_format: Text = column("Format of the file, found by its content.", isin=one_of(SourceFormat))
    layout: Text = column("Name of the leaflet family that was recognised.")
    content_sha256: Text = column("SHA-256 of the file's bytes, hexadecimal.", str_matches=SHA256)
    n_bytes: int = column("Size of the file.", unit="bytes", gt=0)
    title: Text = maybe("Title of the document as its markup or first line gives it.")
    generic_name: Text = maybe("Generic name of the drug, as the leaflet writes it.")
    brand_name: Text = maybe("Brand names that the leaflet gives for the drug.")
    language: Text = maybe("Language of the text, ISO 639-1.")
    version: int = column("1 for the first content seen of this leaflet, one more each time its content changed.", ge=1)
    effective_date: Text = maybe("Date from which the document holds, ISO 8601, as exact as the document says.")
    n_chars: int = column("Length of texts.text.", unit="code points", ge=1)
    n_unrecognised_chars: int = column(
        "Characters, white space left out, in blocks that the parser did not understand.", unit="code points", ge=0
    )
    first_ingested_at: Time = column("When the leaflet was first ingested, UTC.", volatile=True)
    ingested_at: Time = column("When this version of the leaflet was last read, UTC.", volatile=True)
    run_id: Text = column("The run that read this version of the leaflet.", volatile=True)
    parser_version: Text = column(
        "Version of the parser that read it: package version, digest of the parser, and the MedDRA release, if any."
    )


class Texts(Table):
    """The text that every quote is cut from: the decoded file, or the reader's rendering of HTML, PDF and XML."""

    leaflet_id: Text = column(_OF_LEAFLET, unique=True, str_matches=LEAFLET_ID)
    text: Text = column("The leaflet's text in reading order.", str_length={"min_value": 1})


class Applications(Table):
    """What the leaflet says it applies to, one row for each route and dosage form."""

    leaflet_id: Text = column(_OF_LEAFLET, str_matches=LEAFLET_ID)
    audience: Text = maybe(
        "Audience of the part that says so; null where it is said for the whole leaflet.", isin=one_of(Audience)
    )
    position: int = column("Order within the leaflet, from 1.", ge=1)
    applies_to_raw: Text = column("The words of the leaflet.")
    route: Text = maybe("Route of administration.")
    dosage_form: Text = maybe("Dosage form.")


class Blocks(Table):
    """Every character accounted for: blocks run in order, do not overlap, and leave only white space outside."""

    block_id: Text = column("Key.", unique=True)
    leaflet_id: Text = column(_OF_LEAFLET, str_matches=LEAFLET_ID)
    position: int = column("Order within the leaflet, from 1.", ge=1)
    role: Text = column("What the block is for; `unrecognised` where the parser does not know.", isin=one_of(BlockRole))
    section_id: Text = maybe("The section that the block belongs to; null outside sections.")
    page: Whole = maybe("Page of the document, from 1; null for formats without pages.", ge=1)
    char_start: int = column(_START, unit="code points", ge=0)
    char_end: int = column(_END, unit="code points", ge=1)

    class Config(Table.Config):
        """What a row must keep as a whole."""

        range_is_not_empty = {"first": "char_start", "last": "char_end"}


class Sections(Table):
    """The sections of each leaflet, and a row `absent` for each required kind that it lacks."""

    section_id: Text = column("Key.", unique=True)
    leaflet_id: Text = column(_OF_LEAFLET, str_matches=LEAFLET_ID)
    parent_section_id: Text = maybe("The section that this one is part of.")
    position: int = column("Order within the leaflet, from 1.", ge=1)
    section_kind: Text = column("What the section tells, and to whom.", isin=one_of(SectionKind))
    audience: Text = maybe("Whom the section addresses.", isin=one_of(Audience))
    presence: Text = column("Whether the section was there, and whether it said anything.", isin=one_of(Presence))
    heading_raw: Text = maybe("The heading's words.")
    section_number: Text = maybe("The section's number as printed, such as 4.8.")
    section_code: Text = maybe("LOINC code of the section (SPL).")
    document_part: Text = maybe("Part of a document that has several, such as smpc or package_leaflet_1.")
    body_system: Text = maybe("Canonical name of the body system that the section is about.")
    body_system_raw: Text = maybe("The words that name the body system.")
    char_start: Whole = maybe(
        _START + " Null for an absent section and for one whose parts lie apart.", unit="code points", ge=0
    )
    char_end: Whole = maybe(_END, unit="code points", ge=0)

    class Config(Table.Config):
        """What a row must keep as a whole."""

        absent_has_no_place = {"presence": "presence", "place": "char_start"}


class Effects(Table):
    """One row for each adverse effect as the leaflet states it."""

    effect_id: Text = column("Key.", unique=True)
    leaflet_id: Text = column(_OF_LEAFLET, str_matches=LEAFLET_ID)
    section_id: Text = column("The section that states the effect.")
    block_id: Text = column("The block that the quote is cut from.")
    position: int = column("Order within the leaflet, from 1.", ge=1)
    audience: Text = maybe(
        "Whom the statement addresses; null for a summary or a warning that precedes both parts.", isin=one_of(Audience)
    )
    section_kind: Text = column("Kind of the section.", isin=one_of(SectionKind))
    urgency: Text = maybe("How soon the leaflet tells a consumer to act.", isin=one_of(Urgency))
    body_system: Text = maybe("Canonical name of the body system; null where it is not known.")
    body_system_basis: Text = maybe("Whether the body system stands in the text or was inferred.", isin=one_of(Basis))
    body_system_confidence: float = maybe(
        "Probability that the body system is right; 1 where it is stated.", in_range={"min_value": 0, "max_value": 1}
    )
    extraction: Text = column("Form in which the leaflet gives the effect.", isin=one_of(Extraction))
    effect_raw: Text = column("The effect in the leaflet's words, white space collapsed.", str_length={"min_value": 1})
    frequency_raw: Text = maybe("The words that say how often; null where the class was inferred or nothing is said.")
    frequency: Text = maybe("Class of frequency.", isin=one_of(FrequencyClass))
    frequency_scale: Text = maybe("Scale that the class belongs to.", isin=one_of(FrequencyScale))
    frequency_basis: Text = maybe("Whether the frequency stands in the text or was inferred.", isin=one_of(Basis))
    frequency_confidence: float = maybe(
        "Probability that the frequency is right; 1 where it is stated.", in_range={"min_value": 0, "max_value": 1}
    )
    frequency_min_pct: float = maybe("Lower bound, stated or implied by the scale.", unit="percent", ge=0)
    frequency_max_pct: float = maybe("Upper bound, stated or implied by the scale.", unit="percent", ge=0)
    context_raw: Text = maybe(
        "Words that limit the statement, such as a drug, a route or a group; several are joined by a semicolon."
    )
    dose_raw: Text = maybe("Words that name the dose at which the effect occurs.")
    population_raw: Text = maybe("Words that name the patients in whom the effect occurs.")
    is_negated: bool = column("The leaflet says that the effect does not occur or was not seen.")
    is_hypothetical: bool = column("The leaflet names the effect as possible, not as observed.")
    is_cited: bool = column("The statement carries a reference mark.")
    placement: Text = column("Whether the section follows from the text or was inferred.", isin=one_of(Basis))
    placement_confidence: float = column(
        "Probability that the section is right; 1 where it is stated.", in_range={"min_value": 0, "max_value": 1}
    )
    char_start: int = column(_START, unit="code points", ge=0)
    char_end: int = column(_END, unit="code points", ge=1)

    class Config(Table.Config):
        """What a row must keep as a whole."""

        range_is_not_empty = {"first": "char_start", "last": "char_end"}
        stated_is_certain = {"basis": "placement", "confidence": "placement_confidence"}


class EffectTerms(Table):
    """The atomic terms behind an effect, and the concept of an open vocabulary that each was matched to."""

    effect_id: Text = column("The effect that the term is part of.")
    leaflet_id: Text = column(_OF_LEAFLET, str_matches=LEAFLET_ID)
    position: int = column("Order within the effect, from 1.", ge=1)
    term: Text = column("The term, ellipses resolved: 'numbness in the hands'.", str_length={"min_value": 1})
    term_raw: Text = column("The words that name it.", str_length={"min_value": 1})
    char_start: int = column(_START, unit="code points", ge=0)
    char_end: int = column(_END, unit="code points", ge=1)
    concept_id: Text = maybe("Identifier of the concept in its vocabulary.")
    concept_label: Text = maybe("Preferred label of the concept.")
    vocabulary: Text = maybe("Vocabulary and its version.")
    match_method: Text = maybe("How the term was matched to the concept.")
    match_score: float = maybe("Score of the match.", in_range={"min_value": 0, "max_value": 1})
    system_organ_class: Text = maybe("The body system that the concept belongs to, by the class names of SmPCs.")
    meddra_llt_code: Text = maybe("Code of the MedDRA lowest level term; null without a release of the user's own.")
    meddra_llt: Text = maybe("Name of the MedDRA lowest level term; a preferred term stands for itself.")
    meddra_pt_code: Text = maybe("Code of the MedDRA preferred term.")
    meddra_pt: Text = maybe("Name of the MedDRA preferred term.")
    meddra_soc_code: Text = maybe("Code of the primary MedDRA system organ class.")
    meddra_soc: Text = maybe("Name of the primary MedDRA system organ class.")
    meddra_match_method: Text = maybe(
        "Whether the term's own name (`term`) or its concept's label (`concept`) led there."
    )


class AudienceGaps(Table):
    """What only one of the two audiences of a leaflet is told, by concept; terms without a concept are left out."""

    leaflet_id: Text = column(_OF_LEAFLET, str_matches=LEAFLET_ID)
    concept_id: Text = column("Identifier of the concept.")
    concept_label: Text = column("Preferred label of the concept.")
    told_to: Text = column("The audience that is told.", isin=one_of(Audience))
    term: Text = column("The first term that names the concept.", str_length={"min_value": 1})
    effect_id: Text = column("The effect that the term is part of.")


class DrugIngredients(Table):
    """The ingredients of the drug that a leaflet is about, combination products taken apart."""

    leaflet_id: Text = column(_OF_LEAFLET, str_matches=LEAFLET_ID)
    position: int = column("Order within the generic name, from 1.", ge=1)
    ingredient: Text = column("The ingredient as the leaflet writes it.", str_length={"min_value": 1})
    normalised: Text = column(
        "Its name in lower case, without the form of administration.", str_length={"min_value": 1}
    )
    code: Text = maybe("Identifier of the ingredient in its vocabulary.")
    vocabulary: Text = maybe("DrugBank or MeSH.")
    unii: Text = maybe("FDA's Unique Ingredient Identifier.", str_matches=r"^[0-9A-Z]{10}$")
    match_method: Text = maybe("How the name was found: name, salt_dropped, or qualifier_dropped.")


class References(Table):
    """The numbered references of a leaflet, taken apart."""

    reference_id: Text = column("Key.", unique=True)
    leaflet_id: Text = column(_OF_LEAFLET, str_matches=LEAFLET_ID)
    number: Whole = maybe("Number as printed.")
    reference_raw: Text = column("The reference's words, its number left out.", str_length={"min_value": 1})
    reference_kind: Text = column("Sort of work.", isin=one_of(ReferenceKind))
    authors: Text = maybe("Authors as printed.")
    title: Text = maybe("Title of the work.")
    container: Text = maybe("Journal or publisher.")
    place: Text = maybe("Place of publication.")
    year: Whole = maybe("Year of publication.")
    volume: Text = maybe("Volume.")
    issue: Text = maybe("Issue of the volume.")
    first_page: Text = maybe("First page.")
    last_page: Text = maybe("Last page.")
    product_name: Text = maybe("Product that product information is about.")
    url: Text = maybe("Address of a web page.")
    char_start: int = column(_START, unit="code points", ge=0)
    char_end: int = column(_END, unit="code points", ge=1)


class Citations(Table):
    """Marks in the text that point to a reference."""

    block_id: Text = column("The block that carries the mark.")
    leaflet_id: Text = column(_OF_LEAFLET, str_matches=LEAFLET_ID)
    reference_number: Whole = maybe("Number of the reference; null where the text only says [Ref].")


class Issues(Table):
    """What an analyst should know about a leaflet that was kept."""

    issue_id: Text = column("Key.", unique=True)
    leaflet_id: Text = column(_OF_LEAFLET, str_matches=LEAFLET_ID)
    stage: Text = column("Step at which it arose.", isin=one_of(Stage))
    code: Text = column("Code from the catalogue, docs/codes.md.")
    severity: Text = column("How much it matters to whoever uses the rows.", isin=one_of(Severity))
    message: Text = column("What was found.")
    char_start: Whole = maybe(_START, unit="code points", ge=0)
    char_end: Whole = maybe(_END, unit="code points", ge=0)


class Quarantine(Table):
    """The files that were not kept, and why."""

    source: Text = column("Path below the raw folder, with forward slashes.", unique=True)
    content_sha256: Text = maybe("SHA-256 of the file's bytes; null where they could not be read.", str_matches=SHA256)
    stage: Text = column("Step at which it failed.", isin=one_of(Stage))
    code: Text = column("Code from the catalogue, docs/codes.md.")
    message: Text = column("What was wrong.")
    place: Text = maybe("Where in the document.")
    first_seen_at: Time = column("When this content was first refused, UTC.", volatile=True)
    last_seen_at: Time = column("When this content was last tried, UTC.", volatile=True)
    run_id: Text = column("The run that tried it last.", volatile=True)
    n_attempts: int = column("How often this content was tried.", ge=1)
    parser_version: Text = column("Version of the parser that refused it.")


class Changes(Table):
    """What differs from the snapshot before, and whether the leaflet or the parser made the difference."""

    run_id: Text = column(_RUN, volatile=True)
    leaflet_id: Text = column("The leaflet that differs; it may no longer be in `leaflets`.", str_matches=LEAFLET_ID)
    change: Text = column("What differs.", isin=one_of(Change))
    cause: Text = column("Who made the difference.", isin=one_of(ChangeCause))
    effect_raw: Text = maybe("The effect's words; null for a whole leaflet.")
    section_kind_before: Text = maybe("Kind of its section in the snapshot before.", isin=one_of(SectionKind))
    section_kind_after: Text = maybe("Kind of its section now.", isin=one_of(SectionKind))
    frequency_before: Text = maybe("Its frequency in the snapshot before.", isin=one_of(FrequencyClass))
    frequency_after: Text = maybe("Its frequency now.", isin=one_of(FrequencyClass))


class Runs(Table):
    """The ledger: one row a run on this output."""

    run_id: Text = column("Key: the time at which the run started, UTC.", unique=True, volatile=True)
    started_at: Time = column("Start, UTC.", volatile=True)
    finished_at: Time = column("End, UTC.", volatile=True)
    status: Text = column("How the run ended.", isin=one_of(RunStatus))
    n_discovered: int = column("Files found below the raw folder.", ge=0)
    n_new: int = column("Leaflets that were not in the snapshot before.", ge=0)
    n_changed: int = column("Leaflets read again because their content, the parser or the tables changed.", ge=0)
    n_unchanged: int = column("Leaflets carried over.", ge=0)
    n_removed: int = column("Leaflets whose file is gone.", ge=0)
    n_quarantined: int = column("Files in quarantine after the run.", ge=0)
    n_effects: int = column("Effects in the snapshot after the run.", ge=0)
    parser_version: Text = column("Version of the parser.")
    schema_version: Text = column("Version of the tables.")
    duration_s: float = column("Time from start to end.", unit="seconds", ge=0, volatile=True)


LEAFLET_TABLES: dict[str, type[Table]] = {
    "leaflets": Leaflets,
    "texts": Texts,
    "applications": Applications,
    "blocks": Blocks,
    "sections": Sections,
    "effects": Effects,
    "effect_terms": EffectTerms,
    "audience_gaps": AudienceGaps,
    "drug_ingredients": DrugIngredients,
    "references": References,
    "citations": Citations,
    "issues": Issues,
}
"""The tables whose rows belong to one leaflet."""

RUN_TABLES: dict[str, type[Table]] = {"quarantine": Quarantine, "changes": Changes, "runs": Runs}
"""The tables that speak of a run or of files that were not kept."""

TABLES: dict[str, type[Table]] = {**LEAFLET_TABLES, **RUN_TABLES}
"""All published tables by name."""
