"""What ``leaflets report`` does: the verdict on the terminal, evidence pages, a server of both."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from flows.report.build import FOLDER
from flows.report.evidence import write_evidence
from flows.report.figures import figures
from flows.report.serve import server
from flows.report.verdict import Level, verdict

_COLOURS = {Level.USE: "green", Level.LOOK_FIRST: "yellow", Level.DO_NOT_USE: "red"}


def print_verdict(snapshot: Path, where: str) -> None:
    """Print whether a snapshot may be used, and why; ``where`` is the path or URL that its readers use."""
    found = verdict(figures(snapshot))
    console = Console(highlight=False)
    console.print(f"[bold {_COLOURS[found.level]}]{found.level.value}[/]")
    for reason in found.reasons:
        console.print(f"  {reason}", markup=False)
    console.print(f"{where}/{FOLDER}/index.html", markup=False, soft_wrap=True)


def write_pages(snapshot: Path) -> None:
    """Write the evidence pages of all leaflets of a snapshot into its report."""
    n = write_evidence(snapshot, snapshot / FOLDER / "evidence")
    Console(highlight=False).print(f"{n:,} evidence pages written to {snapshot / FOLDER / 'evidence'}", soft_wrap=True)


def serve_report(snapshot: Path, host: str, port: int) -> None:
    """Serve a snapshot's report until it is interrupted.  Raises OSError where the address cannot be had."""
    with server(snapshot, host, port) as running:
        where = f"http://{host}:{running.server_port}/"
        Console(highlight=False).print(f"serving {where} (Ctrl-C ends it)", soft_wrap=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            return
