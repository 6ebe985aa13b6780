"""What an archive stands on, looked at: each trouble is named with what to do, and only a problem ends with 1."""

import datetime as dt
import json
import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from archive import health
from archive.health import State, file_system, library
from archive.store import Archive
from minutes.cli import run
from minutes.health import holders
from search.index import open_index
from tests.decisions import page, parsed


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "archive.sqlite"
    monkeypatch.setenv("MINUTES_ARCHIVE", str(path))
    monkeypatch.setattr(health, "_mounts", lambda: [("/", "ext4")])
    with Archive.open(path) as archive:
        with archive.batch() as batch:
            batch.save("kukkula", parsed(), page())
        archive.finish_run(archive.start_run("sync", "0"))
    return path


def checks(capsys: pytest.CaptureFixture[str], *, status: int = 0) -> dict[str, dict[str, str]]:
    assert run(["doctor", "--format", "jsonl"]) == status
    return {row["check"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}


@pytest.mark.usefixtures("path")
def test_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    found = checks(capsys)
    assert {"sqlite", "file system", "space", "archive", "clock", "lock", "analyser", "index", "contact"} <= set(found)
    assert {name for name, row in found.items() if row["state"] != "ok"} <= {"sqlite", "space", "files"}
    assert all(row["advice"] for row in found.values() if row["state"] != "ok")


def test_before_the_first_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "no" / "folder" / "archive.sqlite"))
    monkeypatch.setattr(health, "_mounts", list)
    assert "first sync" in checks(capsys)["archive"]["finding"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ((3, 30, 0), State.problem),
        ((3, 40, 1), State.warning),
        ((3, 44, 5), State.warning),
        ((3, 44, 6), State.ok),
        ((3, 45, 0), State.warning),
        ((3, 50, 7), State.ok),
        ((3, 51, 2), State.warning),
        ((3, 51, 3), State.ok),
        ((3, 53, 0), State.ok),
    ],
)
def test_versions_of_sqlite(version: tuple[int, ...], state: State) -> None:
    assert library(version).state is state


def test_network_file_systems(tmp_path: Path) -> None:
    mounts = [("/", "ext4"), (str(tmp_path), "nfs4"), (str(tmp_path / "local disk"), "xfs")]
    for name, state in (("", State.problem), ("below", State.problem), ("local disk", State.ok)):
        (tmp_path / name).mkdir(exist_ok=True)
        assert file_system(tmp_path / name, mounts).state is state
    assert file_system(tmp_path, [("/", "fuse.sshfs")]).state is State.problem
    assert file_system(tmp_path, []).state is State.ok


def test_a_clock_behind_the_last_run(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(health, "utc_now", lambda: dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    found = checks(capsys, status=1)["clock"]
    assert (found["state"], "2020-01-01" in found["finding"]) == ("problem", True)
    assert path.exists()


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize(("free", "state", "status"), [(10**6, "problem", 1), (250_000_000, "warning", 0)])
def test_little_space(
    free: int, state: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr("archive.health.shutil.disk_usage", lambda _: usage._replace(free=free))
    monkeypatch.setattr(health, "_SPARE", 300_000_000)
    assert checks(capsys, status=status)["space"]["state"] == state


def test_a_run_that_is_going_on_is_named(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with FileLock(f"{path}.lock"):
        found = checks(capsys)["lock"]
    assert (found["state"], "a run is going on" in found["finding"]) == ("ok", True)
    assert "no run is going on" in checks(capsys)["lock"]["finding"]


def test_who_holds_a_file_stands_in_the_systems_list(tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    inode = os.stat(tmp_path / "lock").st_ino
    listed = f"1: FLOCK  ADVISORY  WRITE 4321 fd:01:{inode} 0 EOF\n2: POSIX  ADVISORY  READ 9 fd:01:{inode}1 0 1\n"
    assert holders(tmp_path / "lock", listed) == [4321]
    assert holders(tmp_path / "lock", "") == []


def test_an_index_that_lags_or_is_damaged(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_index(path).update()
    assert checks(capsys)["index"]["state"] == "ok"
    with Archive.open(path) as archive, archive.batch() as batch:
        batch.save("kukkula", parsed(ids=("2",)), page("2"))
    found = checks(capsys)["index"]
    assert (found["state"], "minutes reindex" in found["advice"]) == ("warning", True)
    (open_index(path).folder / "state.json").write_text("{", encoding="utf-8")
    assert checks(capsys)["index"]["state"] == "warning"


def test_what_a_killed_run_left(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part = path.parent / ".copy.sqlite.abc.part"
    part.touch()
    assert "left over" not in checks(capsys)
    os.utime(part, (1, 1))
    assert part.name in checks(capsys)["left over"]["finding"]
    with Archive.open(path) as archive, archive.batch() as batch:
        batch._do("INSERT INTO meta (name, value) VALUES ('erasing', '')", ())
    assert "minutes erase" in checks(capsys, status=1)["erasure"]["advice"]


def test_a_damaged_or_unwritable_archive_is_a_problem(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("archive.health.os.access", lambda _, mode: mode == os.R_OK)
    assert checks(capsys, status=1)["permission"]["state"] == "problem"
    monkeypatch.undo()
    monkeypatch.setenv("MINUTES_ARCHIVE", str(path))
    path.write_bytes(path.read_bytes()[: 3 * 4096])
    assert checks(capsys, status=1)["archive"]["state"] == "problem"


@pytest.mark.usefixtures("path")
def test_nobody_to_write_to_is_a_warning(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("MINUTES_CONTACT")
    assert checks(capsys)["contact"]["state"] == "warning"


@pytest.mark.usefixtures("path")
def test_a_dictionary_that_is_broken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def missing() -> None:
        raise ImportError("no dictionary")

    for broken in (missing, lambda: lambda _: []):
        monkeypatch.setattr("search.voikko.dictionary", broken)
        found = checks(capsys, status=1)["analyser"]
        assert (found["state"], "pyvoikko" in found["advice"]) == ("problem", True)
