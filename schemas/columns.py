"""What the table models are made of: column types and fields that must be described."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import pandas as pd
import pandera.pandas as pa
from pandera import extensions
from pandera.dtypes import DataType, immutable
from pandera.engines.pandas_engine import STRING

from schemas.vocab import Basis, Presence


@immutable(init=True)
class TextType(STRING):
    """Pandera's type of text, which answers once for a column of this type, and not once for each of its cells."""

    def check(self, pandera_dtype: DataType, data_container: Any = None) -> Any:
        """Return whether the data are of this type: True for the whole column, else what pandera says of its cells."""
        if data_container is not None and data_container.dtype == self.type:
            return True
        return super().check(pandera_dtype, data_container)


Text = Annotated[TextType, "pyarrow"]
Time = Annotated[pd.DatetimeTZDtype, "us", "UTC"]
Whole = pd.Int64Dtype  # a whole number that may be missing

SHA256 = r"^[0-9a-f]{64}$"


Rule = Callable[..., "pd.Series[bool]"]
_rule: Callable[..., Callable[[Rule], Rule]] = extensions.register_check_method


@_rule(statistics=["first", "last"])
def range_is_not_empty(frame: pd.DataFrame, *, first: str, last: str) -> pd.Series[bool]:
    """Tell for each row whether its range holds anything."""
    return frame[first] < frame[last]


@_rule(statistics=["presence", "place"])
def absent_has_no_place(frame: pd.DataFrame, *, presence: str, place: str) -> pd.Series[bool]:
    """Tell for each row that it has no place if what it stands for is absent."""
    return (frame[presence] != Presence.ABSENT) | frame[place].isna()


@_rule(statistics=["basis", "confidence"])
def stated_is_certain(frame: pd.DataFrame, *, basis: str, confidence: str) -> pd.Series[bool]:
    """Tell for each row that it is certain if it is stated."""
    return (frame[basis] != Basis.STATED) | (frame[confidence] == 1.0)


class Table(pa.DataFrameModel):
    """A published table: these columns, in this order, of these types, and no others."""

    class Config:
        """Strictness that all tables share."""

        strict = True
        ordered = True


def column(description: str, *, unit: str | None = None, volatile: bool = False, **checks: Any) -> Any:
    """Return a field that is never null.

    ``description`` becomes the data dictionary's entry and the Parquet field's metadata.  ``volatile`` marks what
    depends on when a run took place; such columns are left out of content hashes.  ``checks`` are pandera's.
    """
    return pa.Field(description=description, metadata={"unit": unit, "volatile": volatile}, **checks)


def maybe(description: str, **options: Any) -> Any:
    """Return a field that may be null; options as for `column`."""
    return column(description, nullable=True, **options)


def one_of(vocabulary: type[StrEnum]) -> list[str]:
    """Return the values of a closed vocabulary."""
    return [member.value for member in vocabulary]
