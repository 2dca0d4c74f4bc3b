"""The signs that open the items of lists in leaflets of every family; what a family adds stands where it is read."""

from __future__ import annotations

from typing import Final

BULLETS: Final = "•●▪■◦‣∙·"
