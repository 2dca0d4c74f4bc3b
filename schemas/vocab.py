"""The closed vocabularies of the published tables.

Every enum value is written to the tables as the plain string shown here.
"""

from __future__ import annotations

from enum import StrEnum

LEAFLET_ID = r"^[0-9a-f]{16}$"
"""What a leaflet's key looks like."""


class SourceFormat(StrEnum):
    """How the leaflet's file was encoded."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    SPL_XML = "spl_xml"


class Audience(StrEnum):
    """Whom a section addresses."""

    CONSUMER = "consumer"
    PROFESSIONAL = "professional"


class BlockRole(StrEnum):
    """What a block of a leaflet's text is for."""

    TITLE = "title"
    METADATA = "metadata"
    HEADING = "heading"
    LEAD_IN = "lead_in"
    LABEL = "label"
    LIST_ITEM = "list_item"
    STATEMENT = "statement"
    REFERENCE = "reference"
    BOILERPLATE = "boilerplate"
    NAVIGATION = "navigation"
    UNRECOGNISED = "unrecognised"


class SectionKind(StrEnum):
    """What a section tells, and to whom."""

    CONSUMER_IMMEDIATE = "consumer_immediate"
    CONSUMER_PERSISTENT = "consumer_persistent"
    CONSUMER_OVERDOSE = "consumer_overdose"
    CONSUMER_GENERAL = "consumer_general"
    PROFESSIONAL = "professional"
    REFERENCES = "references"
    OTHER = "other"

    @property
    def audience(self) -> Audience | None:
        """The audience that the kind implies; None for references and other."""
        if self.value.startswith("consumer"):
            return Audience.CONSUMER
        return Audience.PROFESSIONAL if self is SectionKind.PROFESSIONAL else None


class Presence(StrEnum):
    """Whether a section was there, and whether it said anything."""

    STATED = "stated"
    STATED_NONE = "stated_none"
    EMPTY = "empty"
    ABSENT = "absent"


class Urgency(StrEnum):
    """How soon the leaflet tells a consumer to act on an effect."""

    EMERGENCY = "emergency"
    IMMEDIATE = "immediate"
    AS_SOON_AS_POSSIBLE = "as_soon_as_possible"
    ROUTINE = "routine"


class Basis(StrEnum):
    """Whether a value stands in the text or was inferred."""

    STATED = "stated"
    INFERRED = "inferred"


class Extraction(StrEnum):
    """The form in which the leaflet gives an effect."""

    LIST_ITEM = "list_item"
    INLINE_LIST = "inline_list"
    TABLE = "table"
    PROSE = "prose"


class FrequencyClass(StrEnum):
    """How often an effect occurs: CIOMS classes and consumer incidence labels."""

    VERY_COMMON = "very_common"
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"
    VERY_RARE = "very_rare"
    MORE_COMMON = "more_common"
    LESS_COMMON = "less_common"
    LESS_COMMON_OR_RARE = "less_common_or_rare"
    NOT_KNOWN = "not_known"
    POSTMARKETING = "postmarketing"


class FrequencyScale(StrEnum):
    """The scale a frequency is given on."""

    INCIDENCE = "incidence"
    CIOMS = "cioms"
    PERCENT = "percent"


class ReferenceKind(StrEnum):
    """What sort of work a reference names."""

    PRODUCT_INFORMATION = "product_information"
    JOURNAL_ARTICLE = "journal_article"
    REGULATORY_DOCUMENT = "regulatory_document"
    WEB_PAGE = "web_page"
    OTHER = "other"


class Severity(StrEnum):
    """How much an issue matters to whoever uses the row."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Stage(StrEnum):
    """The step of the way at which an issue or an error arose."""

    DISCOVER = "discover"
    READ = "read"
    UNDERSTAND = "understand"
    TABULATE = "tabulate"
    VALIDATE = "validate"
    PUBLISH = "publish"


class Change(StrEnum):
    """What differs between two snapshots."""

    LEAFLET_ADDED = "leaflet_added"
    LEAFLET_REMOVED = "leaflet_removed"
    EFFECT_ADDED = "effect_added"
    EFFECT_REMOVED = "effect_removed"
    EFFECT_MOVED = "effect_moved"
    FREQUENCY_CHANGED = "frequency_changed"


class ChangeCause(StrEnum):
    """Who made a difference: the leaflet, or a new version of the parser."""

    SOURCE = "source"
    PARSER = "parser"


class RunStatus(StrEnum):
    """How a run ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
