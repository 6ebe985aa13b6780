"""The data of the pretend council site (fixtures/site): the towns, the words of their pages' frame, the templates."""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any


def folder() -> Path:
    """Return where the site's data lies: inside the installed package, else in the project's fixtures."""
    here = Path(__file__).parent
    packaged = here / "site"
    return packaged if packaged.is_dir() else here.parent / "fixtures" / "site"


@dataclass(frozen=True, slots=True)
class Town:
    """One town of the site: `id` is also its path, `data` its file, `words` the words of its pages' frame."""

    id: str
    data: dict[str, Any]
    words: dict[str, str]

    @property
    def name(self) -> str:
        """Return the town's name in Finnish, as a list of publishers has it."""
        return str(self.data.get("name_fi", self.data["name"]))

    def meetings(self, stage: int) -> list[dict[str, Any]]:
        """Return the meetings that are there at a stage, the newest first."""
        there = [meeting for meeting in self.data["meetings"] if meeting.get("stage", 0) <= stage]
        return sorted(there, key=lambda meeting: meeting["date"], reverse=True)

    def officers(self, stage: int) -> list[dict[str, Any]]:
        """Return the officers' decisions that are there at a stage, the newest first."""
        there = [decision for decision in self.data.get("officers", ()) if decision.get("stage", 0) <= stage]
        return sorted(there, key=lambda decision: decision["date"], reverse=True)

    def bodies(self) -> list[str]:
        """Return the names of the town's bodies; a body's id is its place in the list, from 1."""
        return sorted({meeting["body"] for meeting in self.data["meetings"]})


@functools.cache
def towns() -> dict[str, Town]:
    """Return the towns by id."""
    words = tomllib.loads((folder() / "words.toml").read_text(encoding="utf-8"))
    files = sorted(path for path in folder().glob("*.toml") if path.name != "words.toml")
    loaded = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files}
    return {id_: Town(id_, data, words[data["languages"][0]]) for id_, data in loaded.items()}


@functools.cache
def _template(name: str) -> Template:
    return Template((folder() / "templates" / name).read_text(encoding="utf-8").removesuffix("\n"))


def fill(name: str, **values: str) -> str:
    """Return a template of the site with its placeholders filled; KeyError where a value is missing."""
    return _template(name).substitute(values)
