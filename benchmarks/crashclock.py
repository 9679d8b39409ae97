"""A clock that several processes share, faster than the real one, to be set forward."""

from __future__ import annotations

import mmap
import struct
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

_KEPT = struct.Struct("dd")


class SharedClock:
    """``speed`` of its seconds pass in one. The file says what it showed, and when that was by
    the machine's monotonic clock, which all processes read alike."""

    def __init__(self, path: Path, speed: float) -> None:
        self.speed = speed
        with path.open("r+b") as file:
            self._kept = mmap.mmap(file.fileno(), _KEPT.size)

    @classmethod
    def begin(cls, path: Path, start: datetime, speed: float) -> Self:
        path.write_bytes(_KEPT.pack(start.timestamp(), time.monotonic()))
        return cls(path, speed)

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    def seconds(self) -> float:
        shown, since = _KEPT.unpack(self._kept[:])
        return float(shown + (time.monotonic() - since) * self.speed)

    def go_on_at(self, at: datetime) -> None:
        """Without effect for a time that has passed. While somebody else reads the clock, this
        is not to be called: the two figures are not written as one."""
        if at > self():
            self._kept[:] = _KEPT.pack(at.timestamp(), time.monotonic())

    def close(self) -> None:
        self._kept.close()
