"""A body as it arrives: counted, decompressed and stopped at a cap."""

from __future__ import annotations

import zlib

_GZIP = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_GZIP_MAGIC = b"\x1f\x8b"


class BodyTooLarge(Exception):
    """The body, packed or unpacked, is over the cap."""


class BrokenEncoding(Exception):
    """The body is packed in a way that we did not ask for, or wrongly."""


class Body:
    """Collects a body of at most ``cap`` bytes, packed and unpacked alike.

    ``encoding`` and ``length`` are the headers Content-Encoding and Content-Length.
    Never unpacks more than a byte over the cap, however well a chunk is packed.

    Raises BodyTooLarge and BrokenEncoding, here and from ``feed``.
    """

    def __init__(self, encoding: str, length: str | None, cap: int) -> None:
        coding = encoding.strip().lower()
        if coding not in _GZIP and coding not in ("", "identity"):
            raise BrokenEncoding(coding)
        if length is not None and length.isdecimal() and float(length) > cap:
            raise BodyTooLarge
        self._cap = cap
        self._packed = coding in _GZIP
        self._unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._chunks: list[bytes] = []
        self._size = 0
        self._trailing = False
        self._held = b""
        self.received = 0

    @property
    def finished(self) -> bool:
        """False for a packed body whose end never came."""
        return not (self._packed and self.received) or self._unpacker.eof

    def decoded(self) -> bytes:
        return b"".join(self._chunks)

    def feed(self, chunk: bytes) -> None:
        self.received += len(chunk)
        if self.received > self._cap:
            raise BodyTooLarge
        if self._packed:
            self._unpack(chunk)
        else:
            self._keep(chunk)

    def _unpack(self, data: bytes) -> None:
        data, self._held = self._held + data, b""
        while data and not self._trailing:
            if self._unpacker.eof and not self._begin_member(data):
                return
            try:
                self._keep(self._unpacker.decompress(data, self._cap - self._size + 1))
            except zlib.error as error:
                raise BrokenEncoding(str(error)) from error
            data = self._unpacker.unused_data or self._unpacker.unconsumed_tail

    def _begin_member(self, data: bytes) -> bool:
        """Whether another gzip member follows; padding is ignored, as gzip does."""
        if len(data) < len(_GZIP_MAGIC) and _GZIP_MAGIC.startswith(data):
            self._held = data
            return False
        self._trailing = not data.startswith(_GZIP_MAGIC)
        self._unpacker = self._unpacker if self._trailing else zlib.decompressobj(_GZIP_OR_ZLIB)
        return not self._trailing

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._cap:
            raise BodyTooLarge
        if piece:
            self._chunks.append(piece)
