"""The Finnish dictionary: Voikko's transducer, from the system where it has the same one, else from pip.

Both hold voikko-fi 2.5, so that an index is the same wherever it was made: libvoikko answers in a tenth of the time and
maps 4 MB, `pyvoikko` (on `kfst-rs`) takes 0.8 s and 276 MB to load. A dictionary of another version is left alone: its words
would differ from those of the index. Answers are the transducer's own tagged strings; `search.finnish` reads them.
"""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ctypes

DICTIONARY = "2.5"  # voikko-fi's version, of pyvoikko 0.6 and of Debian 12 and 13

_FOLDERS = (
    "~/.voikko",
    "/etc/voikko",
    "/usr/lib/voikko",
    "/usr/share/voikko",
    "/usr/local/lib/voikko",
    "/opt/homebrew/lib/voikko",
)
_INDEX = Path("5", "mor-standard", "index.txt")
_LIBRARIES = ("libvoikko.so.1", "libvoikko.1.dylib")

Lookup = Callable[[str], list[str]]
"""A lower-case word without signs → the transducer's outputs in no particular order; none for an unknown word."""


def is_light() -> bool:
    """Tell whether the dictionary costs little to load: the system's does."""
    return system() is not None


@cache
def dictionary() -> Lookup:
    """Load the dictionary, once a process."""
    return system() or bundled()


@cache
def system() -> Lookup | None:
    """Return the system's Voikko, or None where it has none, or has another dictionary anywhere that it might take."""
    named = (os.environ.get("VOIKKO_DICTIONARY_PATH"), *_FOLDERS)
    folders = [path for folder in named if folder and (path := Path(folder).expanduser() / _INDEX).is_file()]
    if not folders or {_version(path) for path in folders} != {DICTIONARY}:
        return None
    try:
        return _Libvoikko(_library()).lookup
    except OSError:
        return None


@cache
def bundled() -> Lookup:
    """Return pyvoikko's transducer."""
    from kfst import TokenizationException
    from pyvoikko import VOIKKO_FST

    def lookup(word: str) -> list[str]:
        try:
            return [output for output, _ in VOIKKO_FST.lookup(word)]
        except TokenizationException:  # a letter that no Finnish word has
            return []

    return lookup


def _version(index: Path) -> str | None:
    try:
        lines = index.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("SM-Version:")), None)


def _library() -> "ctypes.CDLL":
    """Load the library. Raises OSError where there is none."""
    import ctypes
    from ctypes.util import find_library

    for name in _LIBRARIES:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return ctypes.CDLL(find_library("voikko") or _LIBRARIES[0])


class _Libvoikko:
    """The functions of libvoikko's C interface (voikko.h, libvoikko 3.3 and later) that an analysis takes."""

    def __init__(self, library: "ctypes.CDLL") -> None:
        import ctypes
        import threading

        self._library: Any = library
        self._string_at = ctypes.string_at
        self._lock = threading.Lock()  # a handle serves one thread at a time
        library.voikkoInit.restype = ctypes.c_void_p
        library.voikkoInit.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_char_p, ctypes.c_char_p]
        library.voikkoAnalyzeWordCstr.restype = ctypes.POINTER(ctypes.c_void_p)
        library.voikkoAnalyzeWordCstr.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        library.voikko_mor_analysis_value_cstr.restype = ctypes.c_void_p
        library.voikko_mor_analysis_value_cstr.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        library.voikko_free_mor_analysis_value_cstr.argtypes = [ctypes.c_void_p]
        library.voikko_free_mor_analysis.argtypes = [ctypes.POINTER(ctypes.c_void_p)]
        error = ctypes.c_char_p()
        self._handle = library.voikkoInit(ctypes.byref(error), b"fi", None)
        if not self._handle:
            raise OSError(f"libvoikko: {(error.value or b'').decode(errors='replace')}")

    def lookup(self, word: str) -> list[str]:
        with self._lock:
            found = self._library.voikkoAnalyzeWordCstr(self._handle, word.encode())
            if not found:
                return []
            try:
                outputs, index = [], 0
                while found[index]:
                    if output := self._value(found[index]):
                        outputs.append(output)
                    index += 1
                return outputs
            finally:
                self._library.voikko_free_mor_analysis(found)

    def _value(self, analysis: int) -> str:
        value = self._library.voikko_mor_analysis_value_cstr(analysis, b"FSTOUTPUT")
        if not value:  # libvoikko's own addition (names of organisations), which the transducer does not have
            return ""
        try:
            return self._string_at(value).decode()
        finally:
            self._library.voikko_free_mor_analysis_value_cstr(value)
