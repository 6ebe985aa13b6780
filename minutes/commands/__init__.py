"""One command a module; `minutes.cli` finds them by listing this folder."""
