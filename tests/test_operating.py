"""The operator's page says what is true: its story is played against the pretend council site, line by line."""

import shlex
from pathlib import Path

import pytest

from minutes.cli import run
from minutes.demo_pages import Reply
from minutes.demo_site import serve
from tests.test_docs import agrees, console

PAGE = "docs/operating.md"
NEEDS_A_PERSON = 3
"""The sync of the story that notices that a server has lost its pages."""


def test_the_operator_s_page_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
    examples = console(PAGE)
    assert len(examples) >= 12
    syncs = 0
    with serve() as site:
        (tmp_path / "sources.toml").write_text(site.sources_toml(), encoding="utf-8")
        everything = site.reply

        def without_harjuvesi(target: str) -> Reply | None:
            return None if target.startswith("/harjuvesi") else everything(target)

        for command, told in examples:
            program, name, *arguments = shlex.split(command)
            assert program == "minutes"
            if name == "sync":
                syncs += 1
                site.stage = min(syncs - 1, 1)
                if syncs == NEEDS_A_PERSON:
                    monkeypatch.setattr(site, "reply", without_harjuvesi)
            status = int(name == "sync" and syncs == NEEDS_A_PERSON)
            assert run([name, *arguments]) == status, command
            captured = capsys.readouterr()
            printed = (captured.out + captured.err).splitlines()
            assert len(told) == len(printed), (command, printed)
            wrong = [(a, b) for a, b in zip(told, printed, strict=True) if not agrees(a, b)]
            assert not wrong, command
    assert syncs > NEEDS_A_PERSON
