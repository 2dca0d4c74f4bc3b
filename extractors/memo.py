"""What was found for a key, remembered as long as there are not too many."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Memo(dict[Key, Found], Generic[Key, Found]):
    """Remembers what ``make`` returns for a key; where that becomes more than ``most`` keys, it begins anew.

    Looked up with ``memo[key]``, or ``map(memo.__getitem__, keys)``: that takes no call in Python for a known key.

    >>> lengths = Memo(len)
    >>> lengths["rash"], lengths
    (4, {'rash': 4})
    """

    def __init__(self, make: Callable[[Key], Found], most: int = 65536) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: Key) -> Found:
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._make(key)
        return found
