"""One publishing system a module; the folder is the list. A module with an underscore is a part of the one it is named after.

Every module has NAME, recognises(url, text), identity(url), canonical(url) and parse(page). One that finds pages by itself
also has feeds(source), listings(source), discover(source, page), meeting(source, page), link(url, …) and mismatch(page)
(`scraper.crawl.Platform`); the others say `SUPPORTED = False`. With site(url) it says which part of an address to keep.
One whose pages are PDF says `READS_FILES = True` and opens them with `scraper.document.open_page`.
"""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

FALLBACK = "plain"
"""The module for what no other recognises; always asked last."""


@cache
def load() -> dict[str, ModuleType]:
    """Return every platform module by its NAME, the fallback last. Imports them on the first call."""
    names = [found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_")]
    modules = [named(name) for name in names]
    modules.sort(key=lambda module: (module.NAME == FALLBACK, module.NAME))
    return {module.NAME: module for module in modules}


def named(name: str) -> ModuleType:
    """Return one platform's module without importing the others. Raises ModuleNotFoundError where there is none."""
    return importlib.import_module(f"{__name__}.{name}")


def recognise(url: str | None, text: str) -> ModuleType:
    """Return the platform of a document: by its address, else by its text, else the fallback.

    `text` is the decoded document; only its beginning needs to be given.
    """
    modules = load()
    if url is not None:
        for module in modules.values():
            if module.NAME != FALLBACK and module.recognises(url, ""):
                return module
    for module in modules.values():
        if module.recognises(None, text):
            return module
    return modules[FALLBACK]
