"""What readers do with an output: find its latest snapshot, and have it at hand where it lies on a store."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from flows.bucket import Bucket
from flows.places import Place, Url, place
from flows.previous import KNOWN
from flows.remote import POINTER, published
from flows.store import LATEST, MANIFEST, SNAPSHOTS


def latest(output: Place | str) -> str:
    """Return where the latest snapshot of an output is: a path, or a URL for pandas and other readers of fsspec.

    ``pd.read_parquet(f"{latest('s3://bucket/out')}/effects.parquet")``.  Resolve once and read all tables from there:
    what it names never changes, and is kept until some newer snapshots have come.  Raises FileNotFoundError where
    nothing is published.
    """
    where = place(output)
    return str(_on_store(where) if isinstance(where, Url) else snapshot_folder(where))


def snapshot_folder(output: Path) -> Path:
    """Return the snapshot meant by a folder: the folder itself if it holds a manifest, else its latest.

    Raises FileNotFoundError where there is neither.
    """
    for folder in (output, output / LATEST):
        if (folder / MANIFEST).is_file():
            return folder.resolve()
    raise FileNotFoundError(f"{output} holds no published snapshot (no {LATEST}/{MANIFEST})")


@contextmanager
def at_hand(output: Place, tables: Collection[str] | None = None) -> Iterator[Path]:
    """Give the folder of the snapshot meant by ``output``; of one on a store a copy, which goes away afterwards.

    ``tables`` are those that are wanted of a copy (as Parquet); None is the whole snapshot.  Raises FileNotFoundError
    where nothing is published, OSError where the store cannot be read.
    """
    if isinstance(output, Path):
        yield snapshot_folder(output)
        return
    where = _on_store(output)
    with tempfile.TemporaryDirectory(prefix="leaflets-") as folder:
        copy = Path(folder) / PurePosixPath(where.text.partition("::")[0]).name
        bucket = Bucket(where)
        wanted = {path: size for path, size in bucket.files("").items() if _is_wanted(tables)(path)}
        bucket.download("", copy, wanted)
        yield copy


def _on_store(output: Url) -> Url:
    """Return the snapshot meant by a URL: what the pointer names, or the URL itself where it is that of a snapshot."""
    bucket = Bucket(output)
    pointer = bucket.read_json(POINTER)
    if pointer is not None:
        return output / SNAPSHOTS / published(pointer)[0]
    if bucket.read_json(MANIFEST) is not None:
        return output
    raise FileNotFoundError(f"{output} holds no published snapshot (no {POINTER})")


def _is_wanted(tables: Collection[str] | None) -> Callable[[str], bool]:
    if tables is None:
        return lambda path: True
    names = {MANIFEST, KNOWN, *(f"{table}.parquet" for table in tables)}
    return lambda path: path.partition("/")[0] in names
