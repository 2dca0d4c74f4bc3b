"""What the commands share: folders and URLs, the options of a run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from flows.places import Place


class PlaceType(click.ParamType[Any]):
    """A folder, which must be there unless it is to be made, or the URL of one on a store."""

    name = "folder"

    def __init__(self, exists: bool = True) -> None:
        self._folder = click.Path(exists=exists, file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Place:
        """Return the folder or the URL; wrong usage where it can be neither."""
        from flows.places import Url, place

        try:
            found = place(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if isinstance(found, Url):
            return found
        folder: Path = self._folder.convert(found, param, ctx)
        return folder


meddra_option = click.option(
    "--meddra",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Add the codes of the MedDRA release in DIR (llt.asc, pt.asc, soc.asc).",
)


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that every kind of run has; each overrules the setting of its name."""
    for option in reversed(
        (
            click.option("-w", "--workers", type=int, help="Worker processes, 0 for none  [default: by the cores]."),
            click.option("--dask", metavar="ADDRESS", help="Read on the Dask cluster at ADDRESS, tcp://host:port."),
            click.option("--full", is_flag=True, default=None, help="Read every leaflet again."),
            click.option("--accept-drop", is_flag=True, default=None, help="Publish although the gate refuses."),
            click.option("--keep-snapshots", type=int, help="Snapshots that are kept  [default: 5]."),
            meddra_option,
            click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors."),
        )
    ):
        command = option(command)
    return command


@contextmanager
def snapshot_of(output: Place, tables: Collection[str] | None = None) -> Iterator[Path]:
    """Give the snapshot meant by OUTPUT, or of one on a store a copy of ``tables``; none, or no access, is an error."""
    from flows.resolve import at_hand

    try:
        with at_hand(output, tables) as folder:
            yield folder
    except OSError as error:
        raise click.ClickException(str(error)) from error
