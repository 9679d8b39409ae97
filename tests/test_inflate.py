"""watchers.inflate: bodies in any chunks, packed or not."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.inflate import Body, BodyTooLarge, BrokenEncoding

CAP = 5_000


def chunked(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(
    members=st.lists(st.binary(max_size=400), min_size=1, max_size=4),
    size=st.integers(1, 50),
    padding=st.sampled_from([b"", b"\0\0\0", b"\x1f", b"junk"]),
)
def test_members_come_out_whole_however_cut(
    members: list[bytes], size: int, padding: bytes
) -> None:
    body = Body("gzip", None, CAP)
    for chunk in chunked(b"".join(map(gzip.compress, members)) + padding, size):
        body.feed(chunk)
    assert body.decoded() == b"".join(members)
    assert body.finished


@given(data=st.binary(max_size=CAP), size=st.integers(1, 500))
def test_a_plain_body_is_itself(data: bytes, size: int) -> None:
    body = Body("", str(len(data)), CAP)
    for chunk in chunked(data, size):
        body.feed(chunk)
    assert body.decoded() == data
    assert body.finished


@given(data=st.binary(min_size=20, max_size=400), keep=st.integers(1, 19))
def test_a_body_without_its_end_is_unfinished(data: bytes, keep: int) -> None:
    body = Body("x-gzip", None, CAP)
    body.feed(gzip.compress(data)[:keep])
    assert not body.finished


def test_zlib_is_taken_for_deflate() -> None:
    body = Body("deflate", None, CAP)
    body.feed(zlib.compress(b"feed"))
    assert body.decoded() == b"feed"


def test_the_cap_holds_before_and_after_unpacking() -> None:
    body = Body("identity", None, CAP)
    body.feed(b" " * CAP)
    with pytest.raises(BodyTooLarge):
        body.feed(b" ")
    packed = Body("gzip", None, CAP)
    with pytest.raises(BodyTooLarge):
        packed.feed(gzip.compress(b" " * (CAP + 1)))
    just = Body("gzip", None, CAP)
    just.feed(gzip.compress(b" " * CAP))
    assert len(just.decoded()) == CAP
    with pytest.raises(BodyTooLarge):
        Body("", str(CAP + 1), CAP)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_what_was_not_asked_for_is_not_taken(encoding: str) -> None:
    with pytest.raises(BrokenEncoding):
        Body(encoding, None, CAP)


def test_what_is_not_gzip_is_broken() -> None:
    with pytest.raises(BrokenEncoding):
        Body("gzip", None, CAP).feed(b"<rss>")


def test_an_empty_body_is_finished() -> None:
    for encoding in ("", "gzip"):
        body = Body(encoding, "0", CAP)
        assert (body.decoded(), body.finished) == (b"", True)
