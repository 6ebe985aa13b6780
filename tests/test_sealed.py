"""Files with checksums: what is read is what was written, or an error."""

import gc
import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.sealed import PAGE, SealBroken, open_sealed, seal, seal_of

CONTENT = random.Random(1).randbytes(9 * PAGE + 100)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path / "file", CONTENT)


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    yield
    gc.collect()


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    seal(path)
    return path


@pytest.mark.parametrize("size", [0, 1, PAGE - 1, PAGE, PAGE + 1, 5 * PAGE])
def test_what_was_written_is_read(tmp_path: Path, size: int) -> None:
    content = random.Random(size).randbytes(size)
    with open_sealed(written(tmp_path / "file", content)) as file:
        assert file.read() == content


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(CONTENT) + 50), st.integers(0, 3 * PAGE)), max_size=8))
def test_any_piece_is_as_in_memory(path: Path, pieces: list[tuple[int, int]]) -> None:
    with open_sealed(path) as file:
        plain = io.BytesIO(CONTENT)
        for start, length in pieces:
            assert file.seek(start) == plain.seek(start)
            assert file.read(length) == plain.read(length)
            assert file.tell() == plain.tell()


@pytest.mark.parametrize("place", [0, 1, PAGE - 1, PAGE, 2 * PAGE + 7, len(CONTENT) - 1])
def test_a_flipped_bit_is_noticed_where_it_is_read(path: Path, place: int) -> None:
    damaged = bytearray(CONTENT)
    damaged[place] ^= 1
    path.write_bytes(damaged)
    with open_sealed(path) as file:
        file.seek(place)
        with pytest.raises(SealBroken, match="has changed"):
            file.read(1)
    if place >= 8 * PAGE:
        with open_sealed(path) as file:
            assert file.read(100) == CONTENT[:100]


def test_a_flipped_bit_in_the_checksums_is_noticed(path: Path) -> None:
    sums = seal_of(path).read_bytes()
    for place in range(len(sums)):
        seal_of(path).write_bytes(sums[:place] + bytes([sums[place] ^ 4]) + sums[place + 1 :])
        with pytest.raises(SealBroken):
            open_sealed(path)


@pytest.mark.parametrize("damage", ["cut", "longer", "sums cut", "no sums", "foreign sums"])
def test_what_is_not_whole_is_refused(path: Path, damage: str) -> None:
    sums = seal_of(path)
    if damage == "cut":
        path.write_bytes(CONTENT[:-1])
    elif damage == "longer":
        path.write_bytes(CONTENT + b"x")
    elif damage == "sums cut":
        sums.write_bytes(sums.read_bytes()[:10])
    elif damage == "no sums":
        sums.unlink()
    else:
        sums.write_bytes(b"something else altogether, and long enough")
    with pytest.raises(SealBroken, match=r"file"):
        open_sealed(path)


def test_a_file_that_shrinks_while_it_is_open_is_noticed(path: Path) -> None:
    with open_sealed(path) as file:
        path.write_bytes(CONTENT[:PAGE])
        file.seek(2 * PAGE)
        with pytest.raises(SealBroken, match="too early"):
            file.read(1)


def test_a_missing_file_is_the_systems_error(tmp_path: Path) -> None:
    path = written(tmp_path / "file", b"x")
    path.unlink()
    with pytest.raises(FileNotFoundError):
        open_sealed(path)
