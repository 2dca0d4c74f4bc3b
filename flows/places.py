"""Where leaflets come from and where tables go: a folder, or a URL of any store that fsspec knows."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ONE_STEP = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "memory"})
"""Schemes of stores that are known to replace an object in one step: a reader gets the old content or the new."""

_LOCAL = frozenset({"file", "local"})
_PASSWORD = re.compile(r"//[^/@]*:[^/@]*@")


@dataclass(frozen=True)
class Url:
    """A folder on a store.  Of a chained URL, ``dir://inner::s3://bucket``, the first link is the one that is entered.

    >>> str(Url("s3://bucket/out") / "latest.json"), str(Url("zip://in::s3://b/a.zip") / "x.txt")
    ('s3://bucket/out/latest.json', 'zip://in/x.txt::s3://b/a.zip')
    """

    text: str

    def __str__(self) -> str:
        return self.text

    def __truediv__(self, path: str) -> Url:
        first, chain, rest = self.text.partition("::")
        gap = "" if first.endswith("/") else "/"
        return Url(f"{first}{gap}{path}{chain}{rest}")

    @property
    def schemes(self) -> list[str]:
        """The schemes of the chain; the last one is that of the store.

        >>> Url("dir://in::s3://bucket").schemes
        ['dir', 's3']
        """
        return [link.partition("://")[0] for link in self.text.split("::")]

    def open(self) -> tuple[Any, str]:
        """Return the file system and the path in it."""
        from fsspec.core import url_to_fs

        fs, path = url_to_fs(self.text)
        return fs, str(path)


Place = Path | Url


def place(value: object) -> Place:
    """Return the folder or the URL that a setting names; ``file://`` is a folder like any other.

    Raises ValueError for a URL that nothing installed can open, and for one that holds a password.

    >>> place("raw"), place("file:///srv/raw"), str(place("memory://bucket/out/"))
    (PosixPath('raw'), PosixPath('/srv/raw'), 'memory://bucket/out')
    """
    if isinstance(value, Path | Url):
        return value
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r} is neither a folder nor a URL")
    if "://" not in value:
        return Path(value)
    scheme, _, rest = value.partition("://")
    if scheme in _LOCAL and "::" not in value:
        return Path(rest)
    if _PASSWORD.search(value):
        raise ValueError("a URL must not hold a password, for it is shown; give it as fsspec's settings")
    url = Url(value if "::" in value else value.rstrip("/"))
    _check(url)
    return url


def masked(text: str) -> str:
    """Return a text without the passwords of its URLs.

    >>> masked("ftp://me:secret@host/out")
    'ftp://***@host/out'
    """
    return _PASSWORD.sub("//***@", text)


def _check(url: Url) -> None:
    """Raise ValueError unless every link of a URL can be opened by what is installed."""
    from fsspec import get_filesystem_class

    for link, scheme in zip(url.text.split("::"), url.schemes, strict=True):
        if "://" not in link:
            raise ValueError(f"{url}: each link of a chained URL needs its scheme and path, and {link!r} has none")
        try:
            get_filesystem_class(scheme)
        except (ValueError, ImportError) as error:
            raise ValueError(f"{url}: {error}") from error


def cache_folder() -> Path:
    """Return the user's folder for what can be made again; a temporary one for a user that has no home."""
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"]) / "leaflets"
    try:
        return Path.home() / ".cache" / "leaflets"
    except RuntimeError:  # a container's user without a name, and no HOME
        return Path(tempfile.gettempdir()) / f"leaflets-{os.getuid()}"


@contextmanager
def store_errors(url: Url) -> Iterator[None]:
    """Turn whatever a store raises into an OSError that names it, so that a caller needs to know one kind only.

    What a store cannot do at all (NotImplementedError) is no failure and comes through.
    """
    try:
        yield
    except NotImplementedError:
        raise
    except OSError as error:
        raise OSError(_number(error), error.strerror or str(error) or "refused", str(url)) from error
    except Exception as error:  # every store has errors of its own, and none has a base in common
        raise OSError(errno.EIO, f"{type(error).__name__}: {error}", str(url)) from error


def _number(error: OSError) -> int:
    """Return the error's number; most stores raise Python's classes without one."""
    numbers = ((FileNotFoundError, errno.ENOENT), (FileExistsError, errno.EEXIST), (PermissionError, errno.EACCES))
    return error.errno or next((number for kind, number in numbers if isinstance(error, kind)), errno.EIO)


def below(folder: str, name: str) -> str:
    """Return the path or the URL of a file below a folder.

    >>> below("/srv/raw", "a/b.txt"), below("s3://bucket/raw", "b.txt")
    ('/srv/raw/a/b.txt', 's3://bucket/raw/b.txt')
    """
    return f"{folder}/{name}" if folder.startswith("/") else str(Url(folder) / name)


def read_bytes(path: str) -> bytes:
    """Return the content of a file, by its absolute path or its URL.  Raises OSError where it cannot be had."""
    if path.startswith("/"):
        return Path(path).read_bytes()
    url = Url(path)
    with store_errors(url):
        fs, name = url.open()
        content: bytes = fs.cat_file(name)
    return content
