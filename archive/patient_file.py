"""A file for a writer that must not be interrupted: what the disk refuses is told at the end."""

import io
from pathlib import Path
from typing import Any


class PatientFile(io.FileIO):
    """A file opened for writing whose writes never fail; `finish` closes it and raises what went wrong, if anything did.

    A ZIP that fails half-way tries to end its file once more when it is forgotten, and complains where nobody can catch it.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, "wb+")
        self._refusal: OSError | None = None

    def write(self, data: Any) -> int:
        """Write all of `data`; after a refusal, nothing."""
        rest = memoryview(data).cast("B")
        size = len(rest)
        try:
            while rest and self._refusal is None:
                rest = rest[self.put(rest) :]
        except OSError as error:
            self._refusal = error
        return size

    def put(self, data: memoryview) -> int:
        """Write some of `data` and return how many bytes. Raises OSError."""
        return super().write(data) or 0

    def finish(self) -> None:
        """Close the file. Raises the OSError of the first write that the disk refused."""
        self.close()
        if self._refusal is not None:
            raise self._refusal
