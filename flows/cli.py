"""The command line.  What a command needs is imported when it runs, so that help is there at once."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli_options import PlaceType, meddra_option, run_options, snapshot_of

if TYPE_CHECKING:
    from extractors.concepts.meddra import Meddra
    from flows.places import Place
    from flows.settings import Settings
    from flows.summary import Summary


_FOLDER = PlaceType()
_NEW_FOLDER = PlaceType(exists=False)

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


def _say_version(context: click.Context, _: click.Parameter, is_wanted: bool) -> None:
    if not is_wanted or context.resilient_parsing:
        return
    from extractors.compiled import is_used
    from flows.versions import package_version, parser_version

    kind = "compiled" if is_used() else "not compiled"
    click.echo(f"leaflets, version {package_version()}, parser {parser_version()} ({kind})")
    context.exit()


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Show the versions of the package and of its parser, and whether that is compiled.",
)
def main() -> None:
    """Turn drug leaflets into side-effect tables in which every row quotes the leaflet's own words.

    Text, HTML, PDF and FDA SPL files below a folder become tables (Parquet and CSV) below an output folder, switched in
    as a whole: readers of OUTPUT/latest see the old tables or the new ones.  A file that cannot be read is put in
    quarantine with the reason and does not stop the others.
    """


@main.command()
@click.argument("raw", type=_FOLDER)
@click.option("-o", "--output", required=True, type=_NEW_FOLDER, help="Where to publish.")
@run_options
def run(raw: Place, output: Place, quiet: bool, **options: object) -> None:
    """Publish the leaflets below RAW as tables below OUTPUT/latest.

    Only what is new or changed is read: a leaflet whose content, parser and tables are those of the snapshot before is
    carried over.  Where nothing changed, nothing is published.  RAW and OUTPUT are folders, or URLs of a store
    (s3://bucket/raw); docs/operations.md says what differs there.
    """
    _perform({"raw": raw, "output": output, **options}, None, quiet)


@main.command()
@click.argument("output", type=_FOLDER)
@click.argument("sources", nargs=-1)
@click.option("--raw", required=True, type=_FOLDER, help="The raw folder.")
@run_options
def replay(output: Place, sources: tuple[str, ...], quiet: bool, **options: object) -> None:
    """Try files in quarantine again: SOURCES as the quarantine table names them, or all.

    A file in quarantine is tried by itself only when it or the parser changes.
    """
    from flows.previous import Previous

    with snapshot_of(output, ("leaflets", "quarantine")) as snapshot:
        before = Previous(snapshot).quarantine
    unknown = [source for source in sources if source not in before]
    if unknown:
        raise click.BadParameter(f"not in quarantine: {', '.join(unknown)}", param_hint="SOURCES")
    chosen = set(sources or before)
    summary = _perform({"output": output, **options}, list(sources), quiet, leave=False)
    after = Previous(summary.snapshot).quarantine
    recovered = sorted(chosen - after.keys())
    click.echo(f"{len(chosen)} tried again, {len(recovered)} recovered")
    for source in recovered:
        click.echo(f"  recovered: {source} (was {before[source].code})")
    for source in sorted(chosen & after.keys()):
        click.echo(f"  still refused: {source} ({after[source].code}: {after[source].message})")
    sys.exit(QUARANTINED if summary.n_quarantined else OK)


def _perform(options: dict[str, object], again: list[str] | None, quiet: bool, leave: bool = True) -> Summary:
    """Run the flow and print what it did; ``leave`` ends the process with the exit code of the outcome."""
    import httpx

    from flows.errors import RunError
    from flows.lean import publishes_only
    from flows.progress import showing
    from flows.server import serving
    from flows.summary import closing_lines

    given, settings = _settings(options)
    publishes_only()
    try:
        with serving(), showing(quiet):
            from flows.ingest import ingest

            summary = ingest.with_options(timeout_seconds=settings.run_timeout_s)(given, again)
    except RunError as error:
        raise click.ClickException(str(error)) from error
    except httpx.HTTPError as error:
        raise click.ClickException(
            f"Prefect's server went away ({error}); whether the run had published by then, `leaflets runs "
            f"{settings.output}` tells"
        ) from error
    except TimeoutError as error:
        limit = f"run_timeout_s, {settings.run_timeout_s:g} s" if settings.run_timeout_s else "a network allows"
        raise click.ClickException(f"nothing was published: it took longer than {limit}") from error
    except OSError as error:
        raise click.ClickException(f"nothing was published: {error}") from error
    if not quiet:
        click.echo("\n".join(closing_lines(summary, str(settings.output))))
    if leave:
        sys.exit(QUARANTINED if summary.n_quarantined else OK)
    return summary


def _settings(options: dict[str, object]) -> tuple[dict[str, object], Settings]:
    """Return the options that were given, as plain values, and the settings that they make."""
    from flows.places import Url
    from flows.settings import load

    given = {name: str(v) if isinstance(v, Path | Url) else v for name, v in options.items() if v is not None}
    try:
        return given, load(**given)
    except ValueError as error:
        raise click.UsageError(_reasons(error)) from error


def _reasons(error: ValueError) -> str:
    """Return in one line for each what is wrong with the settings."""
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return str(error)
    return "\n".join(_reason(e) for e in error.errors())


def _reason(error: Mapping[str, Any]) -> str:
    """Return what is wrong with one setting; with several together, the message names them itself."""
    from flows.places import masked

    message = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        return message
    return f"{'.'.join(map(str, error['loc']))}: {message} (given: {masked(repr(error['input']))})"


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print every table as JSON, for machines.")
@meddra_option
def extract(file: Path, as_json: bool, meddra: Path | None) -> None:
    """Print what one leaflet says: its header, its effects, its issues.  Nothing is published.

    With --meddra, or --json, the atomic terms of the effects are printed with their codes as well.
    """
    from extractors.model import DocumentError
    from flows.show import leaflet_as_json, print_leaflet

    try:
        (leaflet_as_json if as_json else print_leaflet)(file, _codes(meddra))
    except DocumentError as error:
        raise click.ClickException(f"{file}: {error.code}: {error.message}") from error


def _codes(folder: Path | None) -> Meddra | None:
    """Return the MedDRA release in a folder; a folder that holds none is wrong usage."""
    if folder is None:
        return None
    from flows.meddra import dictionary, release_in

    try:
        return dictionary(release_in(folder))
    except (ValueError, OSError) as error:
        raise click.BadParameter(str(error), param_hint="--meddra") from error


@main.command()
@click.argument("output", type=_FOLDER)
@click.argument("table", required=False)
@click.option("-n", "--rows", default=20, show_default=True, type=click.IntRange(1), help="Rows to print.")
@click.option("--where", metavar="COLUMN=VALUE", multiple=True, help="Only rows with this value; may be repeated.")
@click.option("--leaflet", metavar="NAME", help="Print one leaflet's sections: its drug, brand, source or leaflet_id.")
@click.option("--path", is_flag=True, help="Print only where the latest snapshot is, for scripts.")
def show(output: Place, table: str | None, rows: int, where: tuple[str, ...], leaflet: str | None, path: bool) -> None:
    """Print what the latest snapshot of OUTPUT holds, the first rows of one TABLE, or one leaflet's sections."""
    if sum((leaflet is not None, table is not None, path)) > 1:
        raise click.UsageError("give either TABLE, --leaflet or --path")
    try:
        if leaflet is not None:
            from flows.show_leaflet import print_sections

            with snapshot_of(output, ("leaflets", "sections", "effects")) as snapshot:
                print_sections(snapshot, leaflet)
        elif table is not None:
            from flows.show import print_table

            with snapshot_of(output, (table,)) as snapshot:
                print_table(snapshot, table, rows, dict(_pair(pair) for pair in where))
        else:
            _show_latest(output, path)
    except KeyError as error:
        raise click.ClickException(str(error.args[-1])) from error


def _show_latest(output: Place, only_path: bool) -> None:
    """Print where the latest snapshot is, and what it holds."""
    from flows.resolve import latest
    from flows.show import print_snapshot

    with snapshot_of(output, ()) as snapshot:
        where = latest(output)
        if only_path:
            click.echo(where)
        else:
            print_snapshot(snapshot, where)


@main.command()
@click.argument("output", type=_FOLDER)
@click.option("-n", "--rows", default=20, show_default=True, type=click.IntRange(1), help="Runs to print.")
@click.option("--max-age", metavar="HOURS", type=click.FloatRange(0), help="End with 1 unless a run succeeded since.")
def runs(output: Place, rows: int, max_age: float | None) -> None:
    """Print the last runs of OUTPUT, also those that failed or found nothing changed, and why.

    With --max-age it is a check for whoever watches a schedule.
    """
    from flows.history import last_runs, lines, too_old

    try:
        found = last_runs(output, rows)
    except OSError as error:
        raise click.ClickException(str(error)) from error
    for line in lines(found):
        click.echo(line)
    reason = None if max_age is None else too_old(found, max_age)
    if reason is not None:
        raise click.ClickException(reason)


@main.command()
@click.argument("output", type=_FOLDER)
def verify(output: Place) -> None:
    """Check the latest snapshot of OUTPUT from its files alone.

    Cuts every quote out of the stored text again, lays every block over it, follows every key, and compares each table
    with its model and with the manifest.
    """
    from flows.resolve import latest
    from flows.verify import verify as verify_snapshot

    wrong = 0
    with snapshot_of(output) as snapshot:
        for line in verify_snapshot(snapshot):
            wrong += 1
            click.echo(line)
        where = latest(output)
    click.echo(f"{where}: {'sound' if not wrong else f'{wrong:,} faults'}")
    sys.exit(FAILED if wrong else OK)


@main.command()
@click.argument("raw", type=_FOLDER)
@click.option("-o", "--output", required=True, type=_NEW_FOLDER, help="Where to publish.")
@click.option("--cron", metavar="EXPR", help='When to run, such as "0 2 * * *" (UTC).')
@click.option("--watch", metavar="SECONDS", type=click.IntRange(5), help="Look for changes every so many seconds.")
@click.option("--name", default="leaflets", show_default=True, help="Name of the deployment.")
@click.option("--on-failure", metavar="TARGET", help="Command to run, or http(s) address to post to, if a run fails.")
@run_options
def serve(
    raw: Place, output: Place, cron: str | None, watch: int | None, name: str, quiet: bool, **options: object
) -> None:
    """Publish the leaflets below RAW again and again, by a schedule or as they change, until stopped.

    The schedule lives in Prefect's database and is there again after a stop.  For more than a desk set PREFECT_API_URL
    to a Prefect server; docs/operations.md tells how.
    """
    if (cron is None) == (watch is None):
        raise click.UsageError("give either --cron or --watch")
    given, settings = _settings(_absolute({"raw": raw, "output": output, **options}))
    from flows.server import serving

    with serving(schedules=True, logs=not quiet):
        from flows.serve import RETRIES, serve_flow

        if "retries" not in settings.model_fields_set:
            given["retries"] = RETRIES
        serve_flow(given, settings.run_timeout_s, name, cron, watch, quiet)


@main.command()
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
@click.option("-n", "--rows", default=40, show_default=True, type=click.IntRange(0), help="Differences to print.")
def diff(old: Place, new: Place, rows: int) -> None:
    """Print what differs between the snapshots OLD and NEW, and whether the source or the parser did it.

    OLD and NEW are output folders (their latest snapshot) or snapshots, OUTPUT/snapshots/RUN_ID.
    """
    from flows.diff import compare, lines

    wanted = ("leaflets", "quarantine", "effects")
    with snapshot_of(old, wanted) as before, snapshot_of(new, wanted) as after:
        found = compare(before, after)
    click.echo("\n".join(lines(found, rows)))


@main.command()
def config() -> None:
    """Print the settings as they are now, what each means, and where it can be set."""
    from flows.settings import describe

    try:
        click.echo(describe())
    except ValueError as error:
        raise click.UsageError(_reasons(error)) from error


@main.command()
@click.argument("output", type=_FOLDER)
@click.option("--evidence", is_flag=True, help="Write the evidence pages of all leaflets into the report.")
@click.option("--serve", is_flag=True, help="Serve the report; evidence pages are made when they are asked for.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8421, show_default=True, type=click.IntRange(0, 65535), help="0: a free one.")
def report(output: Place, evidence: bool, serve: bool, host: str, port: int) -> None:
    """Say whether the latest data of OUTPUT may be used, and where its report is.

    The report is OUTPUT/latest/report/index.html; it opens from disk.  Evidence pages show each leaflet's text with
    every block and effect marked.
    """
    from flows.places import Url
    from flows.report.command import print_verdict, write_pages
    from flows.resolve import latest

    if evidence and isinstance(output, Url):
        raise click.UsageError("--evidence writes into a local output; of a URL, --serve shows the same pages")
    with snapshot_of(output) as snapshot:
        print_verdict(snapshot, latest(output))
        if evidence:
            write_pages(snapshot)
        if serve:
            _serve_report(snapshot, host, port)


def _serve_report(snapshot: Path, host: str, port: int) -> None:
    from flows.report.command import serve_report

    try:
        serve_report(snapshot, host, port)
    except OSError as error:
        message = f"cannot serve on {host}:{port}: {error.strerror}; --port names another"
        raise click.ClickException(message) from error


def _absolute(options: dict[str, object]) -> dict[str, object]:
    return {name: value.resolve() if isinstance(value, Path) else value for name, value in options.items()}


def _pair(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text!r} is not COLUMN=VALUE")
    return column, value


if __name__ == "__main__":
    main()
