"""The documentation says what is true: its examples are run, and its reference is made of the commands' own help.

python -m tests.test_docs        write docs/commands.md anew
"""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from minutes.cli import cli, run

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "commands.md"
INTRODUCTION = """# Commands

Every command answers to `--help`; this page is those texts. Records go to standard output, everything else to standard error.

Exit status: 0 fine · 1 something needs a person · 2 wrong usage · 74 the disk is full or broken · 75 another run is going on ·
130 interrupted.
"""
WIDTH = 100


def commands(group: click.Group, path: tuple[str, ...], parent: click.Context | None) -> Iterator[tuple[str, str]]:
    """Yield the name and the help of every command below a group."""
    context = click.Context(group, info_name=path[-1], parent=parent, terminal_width=WIDTH, max_content_width=WIDTH)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        own = click.Context(command, info_name=name, parent=context, terminal_width=WIDTH, max_content_width=WIDTH)
        yield " ".join((*path, name)), command.get_help(own)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name), context)


def reference() -> str:
    """Return docs/commands.md as it should be."""
    parts = [INTRODUCTION]
    parts += [f"## {name}\n\n```text\n{text}\n```\n" for name, text in commands(cli, ("minutes",), None)]
    return "\n".join(parts)


@pytest.mark.parametrize("group", [[], ["sources"], ["projects"]], ids=str)
def test_no_line_of_a_list_of_commands_is_cut(group: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*group, "--help"]) == 0
    listed = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert listed
    assert not [line for line in listed if line.endswith("...")]


def test_the_reference_is_up_to_date() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference(), "run python -m tests.test_docs"


@pytest.mark.parametrize(
    ("name", "text"), [pytest.param(*pair, id=pair[0]) for pair in commands(cli, ("minutes",), None)]
)
def test_every_help_has_an_example(name: str, text: str) -> None:
    usage, _, explanation = text.partition("\n")
    assert usage.startswith(f"Usage: {name} ")
    if "Commands:" not in explanation:
        assert f"{name}" in explanation.split("Options:")[0], "a help without an example"


def console(page: str = "README.md") -> list[tuple[str, list[str]]]:
    """Return a page's console examples: each command with the lines that it prints."""
    examples: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                examples.append((line[2:], []))
            else:
                examples[-1][1].append(line)
    return examples


def agrees(told: str, printed: str) -> bool:
    """Compare a line of the README with what was printed; `...` stands for anything."""
    pattern = ".*".join(map(re.escape, told.rstrip().split("...")))
    return re.fullmatch(pattern, printed.rstrip()) is not None


def test_the_readme_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    monkeypatch.chdir(ROOT)
    examples = console()
    assert len(examples) >= 4
    for command, told in examples:
        program, *arguments = shlex.split(command)
        assert program == "minutes"
        assert run(arguments) == 0
        captured = capsys.readouterr()
        printed = (captured.out + captured.err).splitlines()
        wrong = [(a, b) for a, b in zip(told, printed, strict=False) if not agrees(a, b)]
        assert not wrong
        assert len(told) == len(printed), (command, printed)


def test_the_readme_names_only_what_there_is() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names = set(cli.list_commands(click.Context(cli)))
    assert set(re.findall(r"(?m)^(?:\$ |17 \* \* \* \*  )?minutes ([a-z]+)", text)) <= names
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


if __name__ == "__main__":
    os.environ.pop("MINUTES_ARCHIVE", None)
    REFERENCE.write_text(reference(), encoding="utf-8")
