"""One run at a time on one output of a store, where no lock dies with its holder: a lease that its holder renews.

The lease is the object ``lock.json``.  Where the store can create an object only if there is none (S3 and Google can),
two runs never both take a free lease; elsewhere that is likely and no more.  What makes an overlap harmless is the
pointer: a run publishes only if the snapshot that it began from is still the published one.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flows.bucket import Bucket
from flows.errors import RunError
from flows.lock import holder, who

_LOG = logging.getLogger("leaflets")

NAME = "lock.json"
RENEWED_EVERY_S = 60.0
LASTS_S = 900.0
"""A lease that was not renewed for so long is free.  Clocks of machines that share an output may differ by less."""


class Lease:
    """The lease of one run; ``mirror`` names the local copy that the run works in, which only one run may use."""

    def __init__(self, bucket: Bucket, run_id: str, mirror: str) -> None:
        self._bucket, self._mirror = bucket, mirror
        self._said = {"run_id": run_id, "who": who(), "since": _now(), "mirror": mirror, "token": uuid.uuid4().hex}
        self._over = threading.Event()

    def check(self) -> None:
        """Raise RunError unless the lease is still this run's."""
        found = self._bucket.read_json(NAME) or {}
        if found.get("token") != self._said["token"]:
            raise RunError("lease_lost", f"another run has taken {self._bucket.url}: {holder(found)}")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lease, and renew it from a thread; raises RunError, with name and age, while another holds it."""
        self._take()
        renewing = threading.Thread(target=self._renew, daemon=True)
        renewing.start()
        try:
            yield
        finally:
            self._over.set()
            renewing.join()
            self._let_go()

    def _let_go(self) -> None:
        try:
            self.check()
            self._bucket.remove(NAME)
        except (RunError, OSError) as error:  # what the run did stands; the lease ends by itself
            _LOG.warning("the lease of %s was not given back: %s", self._bucket.url, error)

    def _take(self) -> None:
        found = self._bucket.read_json(NAME)
        if found is not None:
            if not self._is_free(found):
                raise RunError("locked", f"another run holds {self._bucket.url}: {holder(found)}")
            self._bucket.remove(NAME)
        try:
            self._bucket.write_json(NAME, self._fresh(), new=True)
        except FileExistsError as error:
            message = f"another run holds {self._bucket.url}: {holder(self._bucket.read_json(NAME) or {})}"
            raise RunError("locked", message) from error
        self.check()

    def _is_free(self, found: dict[str, Any]) -> bool:
        """Whether a lease is left over: of a run that died in this very mirror, or not renewed for long."""
        if found.get("mirror") == self._mirror:
            return True
        try:
            return time.time() - datetime.fromisoformat(found["renewed"]).timestamp() > LASTS_S
        except (KeyError, ValueError):
            return True  # no lease that a run of this version wrote

    def _renew(self) -> None:
        while not self._over.wait(RENEWED_EVERY_S):
            try:
                self.check()
                self._bucket.write_json(NAME, self._fresh())
            except RunError:
                return  # the run is told when it asks before it publishes
            except OSError as error:  # the store may be away for a moment; the lease lasts for several tries
                _LOG.warning("the lease of %s could not be renewed: %s", self._bucket.url, error)

    def _fresh(self) -> dict[str, Any]:
        return {**self._said, "renewed": _now()}


def _now() -> str:
    return datetime.now(UTC).isoformat()
