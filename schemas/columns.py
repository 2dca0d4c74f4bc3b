"""What the table models are made of: column types and fields that must be described."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

Text = Annotated[pd.StringDtype, "pyarrow", np.nan]
Time = Annotated[pd.DatetimeTZDtype, "us", "UTC"]
Whole = pd.Int64Dtype  # a whole number that may be missing

LEAFLET_ID = r"^[0-9a-f]{16}$"
SHA256 = r"^[0-9a-f]{64}$"


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
