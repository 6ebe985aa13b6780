"""What holds for all tests: no deadlines, because machines are noisy; nobody's own archive, sources or terminal."""

import signal

import pytest
from hypothesis import settings

# A shell without job control starts what runs in the background deaf to Ctrl-C, and children inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("minutes", deadline=None, print_blob=True)
settings.load_profile("minutes")


@pytest.fixture(autouse=True)
def _nobodys_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep a developer's own settings out of the tests, and the tests out of a developer's data."""
    for name in ("MINUTES_ARCHIVE", "MINUTES_ENGINE", "MINUTES_SOURCES", "MINUTES_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MINUTES_CONTACT", "tests@example.org")
    home = tmp_path_factory.getbasetemp() / "home"
    for name, folder in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")):
        monkeypatch.setenv(name, str(home / folder))
