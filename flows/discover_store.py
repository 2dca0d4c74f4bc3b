"""Which files lie below a raw URL, and who they are: what `flows.discover` does for a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from extractors.model import DocumentError
from flows.bucket import Bucket
from flows.discover import Refusal, Source, identified, refuse, settle, too_large, unreadable
from flows.errors import RunError
from flows.files import replace_file
from flows.places import Url, read_bytes

_AT_ONCE = 16
_TAGS = ("ETag", "etag", "md5Hash")
"""What stores call the mark that changes with an object's content.  A time of change is too coarse to trust."""


class _Seen(NamedTuple):
    """What an object was found to be when it had this tag."""

    tag: str
    content_sha256: str
    leaflet_id: str
    version: int


def discover_store(raw: Url, max_bytes: int, memory: Path, anew: bool = False) -> tuple[list[Source], list[Refusal]]:
    """Return the files below a URL to read, by leaflet id, and those that are refused already.

    A file is fetched to be known by its content, many at a time, unless the store marks it with the tag under which it
    was seen before; ``memory`` is the file that such tags are kept in between runs, ``anew`` fetches all.  Raises
    OSError where the store cannot be listed, and RunError where it lists no file: a store has no empty folders, so that
    the URL is wrong.
    """
    infos = {name: info for name, info in Bucket(raw).infos("").items() if not _is_hidden(name)}
    if not infos:
        raise RunError("no_raw", f"{raw} holds no files")
    seen = {} if anew else _recalled(raw, memory)
    now: dict[str, _Seen] = {}
    sources, refused = settle(_found(raw, infos, max_bytes, seen, now))
    if now != seen:
        replace_file(memory, json.dumps({"raw": str(raw), "files": now}).encode())
    return sources, refused


def _found(
    raw: Url, infos: Mapping[str, dict[str, Any]], max_bytes: int, seen: Mapping[str, _Seen], now: dict[str, _Seen]
) -> Iterator[tuple[int, Source] | Refusal]:
    """Yield every file as it was found, in the order of the names, and note the tags."""

    def one(name: str) -> tuple[int, Source] | Refusal | None:
        return _known(raw, name, infos[name], seen) or _fetched(raw, name, infos[name], max_bytes)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for name, found in zip(sorted(infos), pool.map(one, sorted(infos)), strict=True):
            if found is None:
                continue
            tag = _tag(infos[name])
            if tag and not isinstance(found, Refusal):
                version, source = found
                now[name] = _Seen(tag, source.content_sha256, source.leaflet_id, version)
            yield found


def _known(raw: Url, name: str, info: Mapping[str, Any], seen: Mapping[str, _Seen]) -> tuple[int, Source] | None:
    """Return a file that is what it was when it was seen last, by its tag."""
    before = seen.get(name)
    if before is None or before.tag != _tag(info):
        return None
    return before.version, Source(name, None, before.leaflet_id, before.content_sha256, int(info["size"] or 0))


def _fetched(raw: Url, name: str, info: Mapping[str, Any], max_bytes: int) -> tuple[int, Source] | Refusal | None:
    """Return a file by its content; None where it has gone since the store listed it."""
    path = str(raw / name)
    try:
        if (info.get("size") or 0) > max_bytes:
            raise too_large(int(info["size"]), max_bytes)
        try:
            content = read_bytes(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unreadable(f"{error.strerror}") from error
        if len(content) > max_bytes:
            raise too_large(len(content), max_bytes)
    except DocumentError as error:
        return refuse(name, None, error)
    return identified(content, name)


def _recalled(raw: Url, memory: Path) -> dict[str, _Seen]:
    """Return what was seen below this URL; nothing where the memory is of another one, or is no more."""
    try:
        said = json.loads(memory.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {name: _Seen(*row) for name, row in said["files"].items()} if said["raw"] == str(raw) else {}


def _tag(info: Mapping[str, Any]) -> str | None:
    found = next((info[name] for name in _TAGS if info.get(name)), None)
    return str(found) if found else None


def _is_hidden(name: str) -> bool:
    return name.endswith("/") or any(part.startswith(".") for part in name.split("/"))
