"""The steps of writing, by name, so that the tests can let the program die at each of them.

`step` does nothing; a test puts a function of its own into `observer`, in a process that it starts for that.
"""

from collections.abc import Callable

observer: Callable[[str], None] | None = None
"""Told of every step before it is taken; None outside the crash tests."""


def step(name: str) -> None:
    """Tell that the step of this name comes next."""
    if observer is not None:
        observer(name)
