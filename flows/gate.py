"""Whether a snapshot may be published: what it holds against what the one before held."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flows.settings import Settings

ENOUGH = 20
"""Below so many files or leaflets a share says little, and is not asked."""


class Tally(NamedTuple):
    """What a snapshot holds, in numbers."""

    n_files: int = 0
    n_leaflets: int = 0
    n_effects: int = 0
    n_quarantined: int = 0
    n_chars: int = 0
    n_unrecognised_chars: int = 0

    @property
    def quarantined(self) -> float:
        """Share of the files that are in quarantine."""
        return self.n_quarantined / self.n_files if self.n_files else 0.0

    @property
    def unrecognised(self) -> float:
        """Share of the text that the parser did not understand."""
        return self.n_unrecognised_chars / self.n_chars if self.n_chars else 0.0


def reasons(now: Tally, before: Tally | None, settings: Settings) -> list[str]:
    """Return why a snapshot should not be published; nothing where it may."""
    found = []
    if now.n_files >= ENOUGH and now.quarantined > settings.max_quarantined_share:
        found.append(
            f"{now.quarantined:.1%} of the files are in quarantine; the limit is "
            f"{settings.max_quarantined_share:.1%} (max_quarantined_share)"
        )
    if now.n_leaflets >= ENOUGH and now.unrecognised > settings.max_unrecognised_share:
        found.append(
            f"{now.unrecognised:.1%} of the text was not understood; the limit is "
            f"{settings.max_unrecognised_share:.1%} (max_unrecognised_share)"
        )
    if before and before.n_leaflets and not now.n_leaflets:
        found.append(f"none of {before.n_leaflets:,} leaflets is left: is the raw folder the right one, is it mounted?")
    return found + (_against(now, before, settings) if before and before.n_leaflets >= ENOUGH else [])


def _against(now: Tally, before: Tally, settings: Settings) -> list[str]:
    """Return what fell too far, or rose too far, since the snapshot before."""
    found = []
    for name, had, has in (
        ("leaflets", before.n_leaflets, now.n_leaflets),
        ("effects", before.n_effects, now.n_effects),
    ):
        if has < had * (1 - settings.max_drop_share):
            found.append(
                f"{had:,} {name} fell to {has:,}; a fall of more than {settings.max_drop_share:.0%} must be "
                "accepted (max_drop_share)"
            )
    for name, was, share in (
        ("quarantined files", before.quarantined, now.quarantined),
        ("text not understood", before.unrecognised, now.unrecognised),
    ):
        if share - was > settings.max_rise_share:
            found.append(
                f"the share of {name} rose from {was:.1%} to {share:.1%}; a rise of more than "
                f"{settings.max_rise_share:.0%} must be accepted (max_rise_share)"
            )
    return found
