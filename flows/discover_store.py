"""Which files lie below a raw URL, and who they are: what `flows.discover` does for a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from extractors.model import DocumentError
from flows.bucket import Bucket
from flows.discover import Refusal, Source, identified, refuse, settle, too_large, unreadable
from flows.errors import RunError
from flows.places import Url, read_bytes
from flows.stamps import Seen, recalled, remember

_AT_ONCE = 16
_TAGS = ("ETag", "etag", "md5Hash")
"""What stores call the mark that changes with an object's content.  A time of change is too coarse to trust."""


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
    seen = {} if anew else recalled(memory, str(raw))
    now: dict[str, Seen] = {}
    sources, refused = settle(_found(raw, infos, max_bytes, seen, now))
    if now != seen:
        remember(memory, str(raw), now)
    return sources, refused


def _found(
    raw: Url, infos: Mapping[str, dict[str, Any]], max_bytes: int, seen: Mapping[str, Seen], now: dict[str, Seen]
) -> Iterator[tuple[int, Source] | Refusal]:
    """Yield every file as it was found, in the order of the names, and note the tags."""

    def one(name: str) -> tuple[int, Source] | Refusal | None:
        return _known(name, infos[name], seen) or _fetched(raw, name, infos[name], max_bytes)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for name, found in zip(sorted(infos), pool.map(one, sorted(infos)), strict=True):
            if found is None:
                continue
            tag = _tag(infos[name])
            if tag and not isinstance(found, Refusal):
                version, source = found
                now[name] = Seen(tag, source.leaflet_id, source.digest, version)
            yield found


def _known(name: str, info: Mapping[str, Any], seen: Mapping[str, Seen]) -> tuple[int, Source] | None:
    """Return a file that is what it was when it was seen last, by its tag."""
    before = seen.get(name)
    if before is None or before.stamp != _tag(info):
        return None
    return before.version, Source(name, None, before.leaflet_id, before.digest)


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


def _tag(info: Mapping[str, Any]) -> str | None:
    found = next((info[name] for name in _TAGS if info.get(name)), None)
    return str(found) if found else None


def _is_hidden(name: str) -> bool:
    return name.endswith("/") or any(part.startswith(".") for part in name.split("/"))
