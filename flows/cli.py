"""The command line.  What a command needs is imported when it runs, so that help is there at once."""

from __future__ import annotations

import sys
from pathlib import Path

import click

OK, FAILED, QUARANTINED = 0, 1, 3  # 2, wrong usage, is click's

_EPILOG = """\b
Exit codes: 0 all published; 1 failed, nothing published; 2 wrong usage; 3 published, some files in quarantine.

\b
Examples:
  leaflets run raw --output output          publish every leaflet below raw/
  leaflets extract raw/cycloserine.txt      see what one leaflet says, without publishing
  leaflets show output effects              look at a published table
  leaflets verify output                    check a snapshot from its files alone
"""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="leaflet-etl", prog_name="leaflets")
def main() -> None:
    """Turn drug leaflets into side-effect tables in which every row quotes the leaflet's own words.

    Text, HTML, PDF and FDA SPL files below a folder become tables (Parquet and CSV) below an output folder, switched in
    as a whole: readers of OUTPUT/latest see the old tables or the new ones.  A file that cannot be read is put in
    quarantine with the reason and does not stop the others.
    """


@main.command()
@click.argument("raw", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to publish."
)
@click.option(
    "-w",
    "--workers",
    type=click.IntRange(0, 256),
    help="Worker processes, 0 for none  [default: by the machine's cores].",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def run(raw: Path, output: Path, workers: int | None, quiet: bool) -> None:
    """Publish the leaflets below RAW as tables below OUTPUT/latest."""
    from flows.ingest import ingest
    from flows.progress import reporter
    from flows.run import Run
    from flows.settings import Settings
    from flows.summary import closing_lines

    given = {"raw": raw, "output": output, "workers": workers}
    settings = Settings.model_validate({name: value for name, value in given.items() if value is not None})
    with reporter(quiet) as progress:
        summary = ingest(Run(settings, progress))
    if not quiet:
        click.echo("\n".join(closing_lines(summary, str(output))))
    sys.exit(QUARANTINED if summary.n_quarantined else OK)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print every table as JSON, for machines.")
def extract(file: Path, as_json: bool) -> None:
    """Print what one leaflet says: its header, its effects, its issues.  Nothing is published."""
    from extractors.model import DocumentError
    from flows.show import leaflet_as_json, print_leaflet

    try:
        (leaflet_as_json if as_json else print_leaflet)(file)
    except DocumentError as error:
        raise click.ClickException(f"{file}: {error.code}: {error.message}") from error


@main.command()
@click.argument("output", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("table", required=False)
@click.option("-n", "--rows", default=20, show_default=True, type=click.IntRange(1), help="Rows to print.")
@click.option("--where", metavar="COLUMN=VALUE", multiple=True, help="Only rows with this value; may be repeated.")
def show(output: Path, table: str | None, rows: int, where: tuple[str, ...]) -> None:
    """Print what the latest snapshot of OUTPUT holds, or the first rows of one TABLE."""
    from flows.show import print_snapshot, print_table

    try:
        if table is None:
            print_snapshot(output)
        else:
            print_table(output, table, rows, dict(_pair(pair) for pair in where))
    except (FileNotFoundError, KeyError) as error:
        raise click.ClickException(str(error.args[-1])) from error


@main.command()
@click.argument("output", type=click.Path(exists=True, file_okay=False, path_type=Path))
def verify(output: Path) -> None:
    """Check the latest snapshot of OUTPUT from its files alone.

    Cuts every quote out of the stored text again, lays every block over it, follows every key, and compares each table
    with its model and with the manifest.
    """
    from flows.verify import snapshot_folder
    from flows.verify import verify as verify_snapshot

    try:
        snapshot = snapshot_folder(output)
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from error
    wrong = 0
    for line in verify_snapshot(snapshot):
        wrong += 1
        click.echo(line)
    click.echo(f"{snapshot}: {'sound' if not wrong else f'{wrong:,} faults'}")
    sys.exit(FAILED if wrong else OK)


def _pair(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text!r} is not COLUMN=VALUE")
    return column, value


if __name__ == "__main__":
    main()
